"""Composing: threads, the headers that mail programs act on, and what keeps a letter from going."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from outreach.campaign.campaign import Campaign, Channel, Step
from outreach.campaign.composing import Composer, Unfilled
from outreach.campaign.letters import Letters, TemplateSource
from outreach.campaign.message import OutgoingMessage
from outreach.errors import ConfigError
from outreach.practitioners.row import Cell
from outreach.practitioners.touches import TouchRecord
from outreach.settings import Settings
from tests.people import ID, everyday, noon, practitioner, settings, touch

STEPS = ("introduction", "demo_offer", "last_note")
DAY = date(2026, 3, 2)
AT = noon(date(2026, 3, 20))
FIRST = "A neighbor with a question"
CLOSING = "\n\n{{ owner.postal_address }}"


def step(name: str) -> Step:
    """Return an e-mail step."""
    return Step(name=name, title=name.title(), channel=Channel.EMAIL, template="step", after_days=1)


def composer(body: str = "Hello", *, using: Settings | None = None) -> Composer:
    """Return a composer with one letter, which ends as it should."""
    text = f"Subject: For {{{{ practitioner.name }}}}\n\n{body}"
    source = TemplateSource(shown="mine/templates/step/default.md.j2", text=text)
    return Composer(
        letters=Letters({"step/default.md.j2": source}),
        campaign=Campaign(
            name="referral_partners", title="T", steps=tuple(map(step, STEPS)), rest_days=21
        ),
        settings=using or settings(),
        config_shown="mine/outreach.toml",
        ledger_id="L-1",
        calendar=everyday(),
    )


def compose(
    body: str = "Hello",
    *,
    earlier: Sequence[TouchRecord] = (),
    using: Settings | None = None,
    at: datetime = AT,
    cells: Mapping[str, Cell] | None = None,
) -> OutgoingMessage:
    """Compose a letter that ends with the postal address."""
    message = composer(body + CLOSING, using=using).compose(
        practitioner(**(cells or {})), step("last_note"), occasion="", earlier=earlier, at=at
    )
    assert isinstance(message, OutgoingMessage)
    return message


def headers(message: OutgoingMessage) -> dict[str, str]:
    """Return the further headers of a message."""
    assert len(dict(message.headers)) == len(message.headers)
    return dict(message.headers)


def adopted(name: str) -> TouchRecord:
    """Return a touch taken over from the sheet: its subject is not known."""
    return replace(touch(name, DAY), subject="")


def test_a_first_letter_begins_a_thread() -> None:
    """A first letter that looks like an answer is a lie, and the law forbids it."""
    message = compose()
    assert message.subject == "For Dr. Maria Lopez"
    assert not headers(message).keys() & {"In-Reply-To", "References"}
    assert (message.to, message.to_name) == ("maria@lopez.example", "Dr. Maria Lopez")
    assert (message.sender, message.sender_name) == ("ana@reyesmassage.example", "Ana Reyes")


def test_a_follow_up_answers_the_last_letter_of_its_thread() -> None:
    """Mail programs show a thread by these headers and the subject, and people by the subject."""
    first, second = touch("introduction", DAY), touch("demo_offer", DAY)
    message = compose(earlier=(first, replace(second, subject=f"Re: {FIRST}")))
    assert message.subject == f"Re: {FIRST}"
    assert headers(message)["In-Reply-To"] == second.message_id
    assert headers(message)["References"] == f"{first.message_id} {second.message_id}"
    assert f"<title>Re: {FIRST}</title>" in message.html


@pytest.mark.parametrize("subject", [FIRST, f"Re: {FIRST}", f"RE: re:Re: {FIRST}"])
def test_re_is_written_once(subject: str) -> None:
    """`Re: Re: Re:` looks like a machine."""
    earlier = (replace(touch("introduction", DAY), subject=subject),)
    assert compose(earlier=earlier).subject == f"Re: {FIRST}"


def test_re_inside_a_subject_stays() -> None:
    """Only what stands in front is the mark of an answer."""
    earlier = (replace(touch("introduction", DAY), subject="More: care: here"),)
    assert compose(earlier=earlier).subject == "Re: More: care: here"


def test_a_letter_after_adopted_ones_begins_a_thread() -> None:
    """Nobody has ever seen the Message-ID that an adopted touch carries."""
    message = compose(earlier=(adopted("introduction"), adopted("demo_offer")))
    assert message.subject == "For Dr. Maria Lopez"
    assert not headers(message).keys() & {"In-Reply-To", "References"}


def test_a_thread_leaves_adopted_letters_out() -> None:
    """The letter after the adopted one began the thread that this one goes on with."""
    second = touch("demo_offer", DAY)
    message = compose(earlier=(adopted("introduction"), second))
    assert message.subject == f"Re: {FIRST}"
    assert headers(message)["References"] == second.message_id


def test_templates_know_all_earlier_letters() -> None:
    """`I wrote a while ago` is true of an adopted letter as well."""
    body = (
        "{% for one in previous %}{{ one.sent_on }} {{ one.step }}: "
        "{{ one.subject or 'not known' }}; {% endfor %}{{ today }}"
    )
    text = compose(body, earlier=(adopted("introduction"), touch("demo_offer", DAY))).text
    known = f"2026-03-02 Introduction: not known; 2026-03-02 Demo_Offer: {FIRST}; 2026-03-20"
    assert text.startswith(known)


def test_dates_are_the_owner_s() -> None:
    """At ten in the evening in Dover it is tomorrow in London."""
    message = compose("{{ today }}", at=datetime(2026, 3, 21, 2, 0, tzinfo=UTC))
    assert message.text.startswith("2026-03-20")
    assert message.date.isoformat() == "2026-03-20T22:00:00-04:00"


def test_answers_and_goodbyes_come_to_the_owner() -> None:
    """Many mail programs show a button for List-Unsubscribe, and it must say who leaves."""
    assert headers(compose()) == {
        "Reply-To": "ana@reyesmassage.example",
        "List-Unsubscribe": f"<mailto:ana@reyesmassage.example?subject=unsubscribe%20{ID}>",
    }


def test_an_owner_s_tagged_address_survives_in_a_link() -> None:
    """A bare plus may be read as a space in a mailto link."""
    tagged = settings(owner={"email": "ana+out@reyesmassage.example"})
    assert "mailto:ana%2Bout@reyes" in headers(compose(using=tagged))["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/bye", f"https://a.example/bye?id={ID}"),
        ("https://a.example/bye?o=1%20", f"https://a.example/bye?o=1%20&id={ID}"),
        ("https://a.example/<é> ü", f"https://a.example/%3C%C3%A9%3E%20%C3%BC?id={ID}"),
    ],
)
def test_one_click_needs_an_endpoint(url: str, link: str) -> None:
    """RFC 8058: without an HTTPS endpoint the second header would promise what nobody keeps."""
    found = headers(compose(using=settings(mail={"one_click_url": url})))
    assert found["List-Unsubscribe"].split(", ")[1:] == [f"<{link}>"]
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_prints_the_postal_address() -> None:
    """CAN-SPAM wants it in every letter, whoever wrote the template."""
    with pytest.raises(ConfigError, match=r"^mine/templates/step/default\.md\.j2: does not print"):
        composer("Hello").compose(
            practitioner(), step("introduction"), occasion="", earlier=(), at=AT
        )
    no_address = settings(owner={"postal_address": ""})
    message = composer("Hello", using=no_address).compose(
        practitioner(), step("introduction"), occasion="", earlier=(), at=AT
    )
    assert isinstance(message, OutgoingMessage)


@pytest.mark.parametrize(
    ("field", "heading"),
    [
        ("practice", "Practice"),
        ("website", "Website"),
        ("miles_away", "Miles away"),
        ("notes", "Notes"),
        ("values_massage", "Values massage"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_empty_cell_is_named(field: str, heading: str, value: Cell) -> None:
    """The row says which cell to fill, and nobody gets a letter with a hole (I6)."""
    who = practitioner(**{heading.replace(" ", "_"): value})
    outcome = composer(f"{{{{ practitioner.{field} }}}}").compose(
        who, step("introduction"), occasion="", earlier=(), at=AT
    )
    assert outcome == Unfilled(place=f"Practitioners!{who.row.letters[heading]}12", heading=heading)


def test_a_placeholder_counts_as_empty() -> None:
    """`TBD` in a cell is somebody's note to themselves."""
    outcome = composer("{{ practitioner.practice }}").compose(
        practitioner(Practice="TBD"), step("introduction"), occasion="", earlier=(), at=AT
    )
    assert isinstance(outcome, Unfilled)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{{ owner.phone }}", "mine/outreach.toml: [owner] phone"),
        ("{{ previous[0].subject }}", "subject of an earlier letter"),
    ],
)
def test_what_no_cell_can_fill_is_a_fault_of_the_configuration(body: str, place: str) -> None:
    """It would hit every row, so it stops the run and says where to go."""
    with pytest.raises(ConfigError) as caught:
        compose(body, earlier=(adopted("introduction"),))
    prints = "is empty, and mine/templates/step/default.md.j2 prints it"
    assert str(caught.value) == f"{place}: {prints}"
    assert "fill it" in caught.value.hint


def test_a_column_that_the_sheet_lacks_is_a_fault_of_the_template() -> None:
    """There is no cell to name."""
    who = practitioner()
    letters = {name: at for name, at in who.row.letters.items() if name != "Website"}
    who = replace(who, row=replace(who.row, letters=letters))
    with pytest.raises(ConfigError, match="prints Website, and the sheet has no such column"):
        composer("{{ practitioner.website }}").compose(
            who, step("introduction"), occasion="", earlier=(), at=AT
        )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ practitioner.miles_away }} miles", "2.5 miles"),
        ("{% if practitioner.miles_away < 3 %}near{% endif %}", "near"),
        ("{{ practitioner.first_name }}, {{ practitioner.salutation }}", "Maria, Dr. Lopez"),
        ("{% if practitioner.takes_insurance == 'No' %}cash{% endif %}", "cash"),
        ("{{ campaign.name }} {{ step.title }}", "referral_partners Last_Note"),
        ("{{ demo.minutes + 10 }} min", "40 min"),
        ("{% if not owner.away %}here{% endif %}", "here"),
        ("{{ owner.timezone }}", "America/New_York"),
    ],
)
def test_templates_know(body: str, text: str) -> None:
    """The names that letters may use are a promise to whoever writes one."""
    assert compose(body).text == f"{text}\n\n12 Sample Street, Dover, NH 03820\n"


def test_whole_miles_have_no_decimals() -> None:
    """A sheet knows only decimal numbers; people say `3 miles`."""
    assert compose("{{ practitioner.miles_away }}", cells={"Miles_away": 3.0}).text[:2] == "3\n"
    assert compose("{{ practitioner.miles_away }}", cells={"Miles_away": 0.0}).text[:2] == "0\n"


def test_the_message_id_belongs_to_the_touch() -> None:
    """The same touch composed again after a crash must be the same message (I1)."""
    one = compose()
    assert one.message_id == compose("Other words").message_id
    other = composer(CLOSING).compose(
        practitioner(), step("last_note"), occasion="new@lopez.example", earlier=(), at=AT
    )
    assert isinstance(other, OutgoingMessage)
    assert other.message_id != one.message_id
    assert other.key.occasion == "new@lopez.example"
