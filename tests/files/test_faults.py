"""All faults of the settings are said at once, in the file's own words, never what was entered."""

import tomllib

import pytest

from outreach.errors import ConfigError
from outreach.files.faults import checked
from outreach.settings import Settings

OWNER = """
[owner]
name = "Ana Reyes"
email = "ana@reyesmassage.example"
timezone = "America/New_York"
"""


def faults(text: str) -> list[str]:
    """Return what is said of settings that must be refused."""
    with pytest.raises(ConfigError) as caught:
        checked(Settings, tomllib.loads(text), shown="mine.toml")
    return [str(fault).removeprefix("mine.toml: ") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[pacing]\ndayly_cap = 5", "[pacing] dayly_cap: unknown key; did you mean daily_cap?"),
        ("[pacing]\ndaily-cap = 5", "[pacing] daily-cap: unknown key; did you mean daily_cap?"),
        ("[mail]\ndaily_cap = 5", "[mail] daily_cap: unknown key; it belongs under [pacing]"),
        (
            "[mail]\nhost = 'x'",
            "[mail] host: unknown key; it belongs under [mail.smtp] or [mail.inbox]",
        ),
        (
            "[mail]\ndaily_caps = 5",
            "[mail] daily_caps: unknown key; did you mean daily_cap under [pacing]?",
        ),
        ("[demo]\nqqq = 1", "[demo] qqq: unknown key; known here: minutes"),
        ("[paceing]\nx = 1", "[paceing]: unknown table; did you mean [pacing]?"),
        ("[smtp]\nhost = 'x'", "[smtp]: unknown table; did you mean [mail.smtp]?"),
        ("[mail.imap]\nx = 1", "[mail.imap]: unknown table; known here: "),
        ("[pacing]\ndaily_cap = '5'", "[pacing] daily_cap: must be a whole number, is a text"),
        ("[pacing]\ndaily_cap = true", "[pacing] daily_cap: must be a whole number, is true or f"),
        ("[pacing]\ndaily_cap = 1.5", "[pacing] daily_cap: must be a whole number, is a number w"),
        ("[pacing]\ndaily_cap = -1", "[pacing] daily_cap: must be at least 0"),
        ("[pacing]\nweekdays = 'mon'", "[pacing] weekdays: must be a list in [ ], is a text"),
        ("[pacing]\nweekdays = ['monday']", '[pacing] weekdays, entry 1: must be "mon", "tue"'),
        ("[pacing]\nweekdays = []", "[pacing] weekdays: must not be empty"),
        ("[pacing]\nwindow = '9-16'", '[pacing] window: must be hours such as "09:00-16:30"'),
        ("[pacing]\nwindow = '16:00-09:00'", "[pacing] window: the window closes before it op"),
        ("[pacing]\nspacing_seconds = [1]", "[pacing] spacing_seconds: needs two values"),
        ("[pacing]\nspacing_seconds = [9, 1]", "[pacing] spacing_seconds: the shortest gap co"),
        ("[pacing]\nspacing_seconds = true", "[pacing] spacing_seconds: must be a list in [ ]"),
        ("[pacing]\nholidays = 'US-XX'", "[pacing] holidays: there are no holidays for 'US-XX'"),
        ("pacing = 5", "[pacing]: must be a table, is a whole number"),
        ("[sheet]\ninclude_hidden = 'no'", "[sheet] include_hidden: must be true or false, is a"),
        ("[sheet]\nbackend = 'excel'", '[sheet] backend: must be "workbook" or "google"'),
        ("[sheet]\nworkbook = 2026-12-24", "[sheet] workbook: must be a text in quotes, is a da"),
        ("[schedule]\nsend_at = '9:30'", '[schedule] send_at: must be a time such as "09:30"'),
        ("[schedule]\ndigest_to = 'me'", "[schedule] digest_to: must be an e-mail address"),
        ("[demo]\nminutes = 500", "[demo] minutes: must be at most 240"),
        ("[qualification]\nmax_miles = 0", "[qualification] max_miles: must be more than 0"),
        ("[qualification]\nmax_miles = nan", "[qualification] max_miles: must be a finite number"),
        ("[qualification]\nweights = {x = 1}", '[qualification] weights.x: must be "takes_ins'),
        ("[campaigns]\nactive = ['a', 'b']", "[campaigns] active: has 2 values, may have 1"),
        ("[campaigns]\nactive = ['../a']", "[campaigns] active, entry 1: must be the name of a"),
        ("[mail.smtp]\nsecurity = 'none'\nhost = 'mx.example'", "[mail.smtp] security: "),
        ("[mail.inbox]\nsecurity = 'none'\nhost = 'mx.example'", "[mail.inbox] security: "),
        ("[mail]\ntransport = 'smtp'", "[owner] postal_address: a live transport needs it"),
        ("[mail]\none_click_url = 'http://x'", "[mail] one_click_url: one-click unsubscribing"),
        ("[mail.smtp]\npassword = {env = 'A', file = 'b'}", "[mail.smtp] password: name one pl"),
        ("[mail.smtp]\npassword = {evn = 'A'}", "[mail.smtp] password.evn: unknown key; did you"),
    ],
)
def test_faults_are_named_in_the_file_s_words(text: str, fault: str) -> None:
    """Whoever edits the file knows TOML's words at best, and none of the checker's."""
    found = faults(text + OWNER if text.startswith("pacing") else OWNER + text)

    assert any(each.startswith(fault) for each in found), found
    assert len(found) == 1 or "password" in text


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("name", '" "', "must not be empty"),
        ("name", '"Ana\\nBcc: all@x.example"', "must be one line without control characters"),
        ("email", '"ana"', "must be an e-mail address such as"),
        ("email", '"añà@reyes.example"', "must be an e-mail address that every server takes"),
        ("timezone", '"Mars/Base"', "there is no time zone 'Mars/Base'"),
        ("timezone", '"../etc/passwd"', "there is no time zone '../etc/passwd'"),
        ("country", '"usa"', "must be two capital letters"),
        ("away", '["2026-12-24"]', "entry 1: must be a list in [ ], is a text"),
        ("away", '[["2026-12-24"]]', "entry 1: needs two values"),
        ("away", '[["2026-12-24", "2026-13-01"]]', 'entry 1: must be a day such as "2026-12-24"'),
        ("away", "[[2026-12-24T10:00:00, 2026-12-25]]", "entry 1: must be a day such as"),
        ("away", '[["2026-12-24", "2026-12-01"]]', "entry 1: the last day away, 2026-12-01, comes"),
    ],
)
def test_the_owner_s_faults_are_named_too(key: str, value: str, what: str) -> None:
    """What is wrong here would stand in every letter."""
    lines = [line for line in OWNER.splitlines() if not line.startswith(f"{key} ")]

    (found,) = faults("\n".join([*lines, f"{key} = {value}"]))

    assert found.startswith(f"[owner] {key}")
    assert what in found


def test_a_missing_owner_says_what_is_needed() -> None:
    """An empty file is how some people start."""
    assert faults("") == ["[owner]: is missing; it needs name, email, timezone"]


def test_all_faults_are_said_at_once() -> None:
    """One round of editing must mend them all, also those that others hide from the checker."""
    text = """
        [owner]
        nam = "Ana Reyes"
        email = "ana"
        away = [["2026-12-24", "2026-12-01"]]
        [mail]
        transport = "smtp"
        [mail.smtp]
        port = "587"
        host = "mx.example"
        security = "none"
    """

    found = faults(text)

    assert [each.partition(":")[0] for each in found] == [
        "[owner] name",
        "[owner] email",
        "[owner] timezone",
        "[owner] away, entry 1",
        "[owner] nam",
        "[mail.smtp] port",
        "[mail.smtp] security",
        "[owner] postal_address",
    ]
