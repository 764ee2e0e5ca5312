"""Campaign files: what they leave out is filled in, and what is wrong is said all at once."""

from pathlib import Path

import pytest

from outreach.campaign.campaign import Campaign, Channel
from outreach.errors import ConfigError
from outreach.files.campaigns import load_campaign
from outreach.files.config import Config, load_config

PROJECT = Path(__file__).resolve().parents[2]
OWNER = '[owner]\nname = "Ana"\nemail = "a@b.example"\ntimezone = "Europe/Paris"\n'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return a configuration outside its project, each with room for campaigns."""
    (tmp_path / "practice/campaigns").mkdir(parents=True)
    (tmp_path / "project/config/campaigns").mkdir(parents=True)
    path = tmp_path / "practice/mine.toml"
    path.write_text(OWNER)
    return load_config(path, project=tmp_path / "project")


def load(config: Config, text: str) -> Campaign:
    """Load this text as the campaign `spring_letters`."""
    (config.project / "config/campaigns/spring_letters.toml").write_text(text, "utf-8")
    return load_campaign(config, "spring_letters")


def test_the_default_campaign_has_the_steps_that_the_documentation_tells() -> None:
    """Every row's next step and date follow from these numbers."""
    campaign = load_campaign(load_config(None, project=PROJECT), "referral_partners")

    assert [(s.name, s.channel.value, s.after_days) for s in campaign.steps] == [
        ("introduction", "email", 0),
        ("call", "task", 4),
        ("demo_offer", "email", 6),
        ("card_dropoff", "task", 7),
        ("last_note", "email", 14),
    ]
    assert campaign.rest_days == 21
    assert [step.name for step in campaign.steps if step.offers_demo] == ["demo_offer"]


def test_what_a_file_leaves_out_follows_from_its_names(config: Config) -> None:
    """The shortest campaign that says what it means must do."""
    campaign = load(config, '[[step]]\nname = "first_hello"\nchannel = "email"')

    (step,) = campaign.steps
    assert (campaign.name, campaign.title) == ("spring_letters", "Spring letters")
    assert (step.title, step.template, step.after_days) == ("First hello", "first_hello", 0)
    assert step.channel is Channel.EMAIL
    assert dict(step.when) == {}


def test_a_step_may_be_for_some_people_only(config: Config) -> None:
    """One value may stand alone; fields that are not named do not narrow."""
    text = """
        [[step]]
        name = "hello"
        channel = "email"
        template = "introduction"
        when = {specialty = ["podiatrist", "yoga-teacher"], city = "Dover", values_massage = "yes"}
    """

    (step,) = load(config, text).steps

    assert step.template == "introduction"
    assert dict(step.when) == {
        "specialty": ("podiatrist", "yoga-teacher"),
        "city": ("Dover",),
        "values_massage": ("yes",),
    }


def test_a_campaign_beside_the_configuration_comes_first(config: Config) -> None:
    """A practice changes a campaign without touching the project's files."""
    own = config.path.parent / "campaigns/spring_letters.toml"
    own.write_text('title = "Own"\n[[step]]\nname = "hello"\nchannel = "email"')

    assert load(config, "broken").title == "Own"


def test_a_campaign_that_does_not_exist_is_asked_back(config: Config) -> None:
    """The name in the configuration is where the mistake is, so that is the place named."""
    load(config, '[[step]]\nname = "hello"\nchannel = "email"')

    with pytest.raises(ConfigError, match=r"\[campaigns\] active: there is no campaign file") as e:
        load_campaign(config, "sprint_letters")
    assert e.value.hint == "did you mean spring_letters?"

    with pytest.raises(ConfigError) as e:
        load_campaign(config, "zzz")
    assert e.value.hint == "there are: spring_letters"


STEP = '[[step]]\nname = "hello"\nchannel = "email"\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "[[step]]: is missing; it needs name, channel"),
        ("step = []", "[[step]]: must not be empty"),
        (STEP + "after_day = 3", "[[step]] 1 after_day: unknown key; did you mean after_days?"),
        (STEP + "rest_days = 3", "[[step]] 1 rest_days: unknown key; did you mean"),
        ("rest_day = 3\n" + STEP, "rest_day: unknown key; did you mean rest_days?"),
        ("after_days = 3\n" + STEP, "after_days: unknown key; it belongs under [[step]]"),
        ("rest_days = -1\n" + STEP, "rest_days: must be at least 0"),
        (STEP + "after_days = -2", "[[step]] 1 after_days: must be at least 0"),
        (STEP + "after_days = '2'", "[[step]] 1 after_days: must be a whole number, is a text"),
        ('[[step]]\nname = "hello"\nchannel = "fax"', '[[step]] 1 channel: must be "email" or'),
        ('[[step]]\nname = "Hello you"\nchannel = "task"', "[[step]] 1 name: must be lower case"),
        (STEP + 'template = "../x"', "[[step]] 1 template: must be the name of a folder"),
        (STEP + "[[step]]\nname = 'b'\nchannel = 'task'", "[[step]]: b lacks after_days"),
        (STEP + STEP + "after_days = 1", "[[step]]: 2 steps are named hello"),
        (STEP + 'when = {town = "Dover"}', "[[step]] 1 when.town: unknown key; known here: spec"),
        (STEP + 'when = {citty = "Dover"}', "[[step]] 1 when.citty: unknown key; did you mean c"),
        (STEP + 'when = {specialty = "DC"}', "[[step]] 1 when.specialty, entry 1: must be writte"),
        (STEP + "when = {city = []}", "[[step]] 1 when.city: must not be empty"),
        (STEP + "when = {takes_insurance = [false]}", "[[step]] 1 when.takes_insurance, entry 1:"),
    ],
)
def test_faults_of_a_campaign_name_the_step(config: Config, text: str, fault: str) -> None:
    """Steps look alike, so the fault says which one."""
    with pytest.raises(ConfigError) as caught:
        load(config, text)

    (found,) = [str(each) for each in caught.value.faults]
    assert found.startswith(f"config/campaigns/spring_letters.toml: {fault}")


def test_at_most_four_letters_and_all_faults_at_once(config: Config) -> None:
    """A fifth letter to somebody silent is spam, whoever configured it (I11)."""
    steps = "".join(
        f'[[step]]\nname = "s{n}"\nchannel = "email"\nafter_days = {n - 1}\n' for n in range(5)
    )

    with pytest.raises(ConfigError) as caught:
        load(config, steps)

    assert [str(fault).partition(": ")[2] for fault in caught.value.faults] == [
        "[[step]] 1 after_days: must be at least 0",
        "[[step]]: 5 steps are e-mails, at most 4 may be",
    ]
