"""Addresses as people type and paste them; a wrong one reaches a stranger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.addresses import (
    FREE_MAIL,
    NO_PRACTICE,
    SHARED_SITES,
    identity_address,
    practice_keys,
    read_address,
)

MARIA = "maria@lopez.example"


@pytest.mark.parametrize(
    "typed",
    [
        MARIA,
        "  maria@lopez.example\n",
        "MARIA@Lopez.Example",
        "Maria Lopez <maria@lopez.example>",
        '"Lopez, Maria" <maria@lopez.example>',
        "<maria@lopez.example>",
        "mailto:maria@lopez.example",
        "MAILTO: maria@lopez.example",
        "mailto:maria@lopez.example?subject=Hello",
        "<mailto:maria@lopez.example>",
        "maria@lopez.example;",
        "maria@lopez.example,",
        "\xa0maria@lopez.example\xa0",
        "\u200bmaria@lopez.example\u200e",
        "\u202amaria@lopez.example\u202c",
        "maria@\u00adlopez.example",
    ],
)
def test_ways_to_write_one_address(typed: str) -> None:
    """Copied from an address book, a web page or a mail, it is the same address."""
    assert read_address(typed) == MARIA


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\u200b", ";"])
def test_empty_cell(typed: str) -> None:
    """No address is no error: then the owner calls or drops by."""
    assert read_address(typed) == ""


@pytest.mark.parametrize(
    "between", [", ", ",", "; ", ";", " / ", "/", " ", "\n", " or ", " and ", "\t"]
)
def test_two_in_a_cell(between: str) -> None:
    """Which of two is right is for a person to say."""
    with pytest.raises(ValueError, match="more than one address"):
        read_address(f"maria@lopez.example{between}office@lopez.example")


@pytest.mark.parametrize(
    "typed",
    [
        "maria",
        "maria at lopez.example",
        "maria@",
        "@lopez.example",
        "maria@lopez",
        "maria@@lopez.example",
        "maria lopez@lopez.example",
        "maria@lopez..example",
        "maria@-lopez.example",
        "maria@lopez.example (work)",
        '"maria lopez"@lopez.example',
        "maria@[127.0.0.1]",
        "maria@lopez.example\nBcc: everybody@lopez.example",
        '=HYPERLINK("mailto:maria@lopez.example")',
        f"{'m' * 65}@lopez.example",
        "#N/A",
        "n/a",
    ],
)
def test_no_address(typed: str) -> None:
    """The reason is a clause for the row's Problem, on one line."""
    with pytest.raises(ValueError, match=r"^(is not an e-mail address|holds more)[^\n]*[^.\n]$"):
        read_address(typed)


@pytest.mark.parametrize(
    ("typed", "ascii_form"),
    [
        ("maria@bücher.example", "maria@xn--bcher-kva.example"),
        ("maria@BÜCHER.example", "maria@xn--bcher-kva.example"),
        ("maria@xn--bcher-kva.example", "maria@xn--bcher-kva.example"),
        ("maria@straße.example", "maria@xn--strae-oqa.example"),
        ("maria@例え.example", "maria@xn--r8jz45g.example"),
    ],
)
def test_internationalised_domain(typed: str, ascii_form: str) -> None:
    """Every server takes the ASCII form; the ledger compares by it."""
    assert read_address(typed) == ascii_form


@pytest.mark.parametrize(
    "typed", ["maría@lopez.example", "мария@lopez.example", "李@lopez.example"]
)
def test_letters_before_the_at_that_servers_refuse(typed: str) -> None:
    """A refusal now is kinder than a bounce later."""
    with pytest.raises(ValueError, match="before the @"):
        read_address(typed)


def test_nothing_is_looked_up() -> None:
    """Reading a sheet must work offline, and must not tell the DNS who is in it."""
    assert read_address("maria@no-such-host.example") == "maria@no-such-host.example"


def reading(text: str) -> tuple[str, str]:
    """Return the address, or why there is none."""
    try:
        return read_address(text), ""
    except ValueError as error:
        return "", str(error)


@given(
    st.text()
    | st.emails()
    | st.text(alphabet="abm.@<>;,:/ \n\u200b\u200dü李\"'()=?mailto", max_size=40)
)
def test_any_text_is_an_address_or_a_clause(text: str) -> None:
    """One odd cell must never stop the night; what is normalised stays as it is."""
    address, reason = reading(text)
    assert reason.splitlines() == [reason] * bool(reason)
    assert address.isascii()
    assert address == address.strip().lower()
    assert read_address(address) == address


@pytest.mark.parametrize(
    ("typed", "identity"),
    [
        ("Maria <MARIA@lopez.example>", MARIA),
        ("Maria@Lopez", "maria@lopez"),
        ("a@lopez.example,  B@lopez.example", "a@lopez.example, b@lopez.example"),
        ("none", ""),
        ("n/a", ""),
        ("ask her", ""),
        ("", ""),
    ],
)
def test_what_tells_who_a_row_is(typed: str, identity: str) -> None:
    """A broken address still tells a person apart; `none` in two rows makes them nobody's twin."""
    assert identity_address(typed) == identity


def keys(practice: str = "", website: str = "", email: str = "") -> frozenset[str]:
    """Return the practice keys without the address's own."""
    found = practice_keys(practice=practice, website=website, email=email)
    return frozenset(key for key in found if not key.startswith("mail:"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"practice": "Lopez Chiropractic"}, {"practice": "LOPEZ  chiropractic, LLC"}),
        ({"practice": "Lopez Chiropractic, P.C."}, {"practice": "The Lopez Chiropractic"}),
        ({"practice": "Smith & Jones"}, {"practice": "Smith and Jones"}),
        ({"practice": "Café Santé"}, {"practice": "Cafe Sante"}),
        ({"website": "https://www.lopez.example/about"}, {"website": "LOPEZ.example"}),
        ({"website": "lopez.example."}, {"email": "front@lopez.example"}),
        ({"website": "https://bücher.example"}, {"email": "a@xn--bcher-kva.example"}),
        ({"email": "a@lopez.example"}, {"email": "b@lopez.example"}),
    ],
)
def test_shared_practice(one: dict[str, str], other: dict[str, str]) -> None:
    """Two letters to one front desk in one week look like a mailing."""
    assert keys(**one) & keys(**other)


@pytest.mark.parametrize(
    "own",
    [
        *({"practice": name} for name in sorted(NO_PRACTICE)),
        *({"email": f"maria@{domain}"} for domain in sorted(FREE_MAIL)),
        *({"website": f"https://{host}/lopez"} for host in sorted(SHARED_SITES)),
        {"practice": "N/A"},
        {"practice": "TBD"},
        {"practice": "?"},
        {"website": "https://lopez.wixsite.com/home"},
        {"website": "m.facebook.com/lopez"},
        {"website": "https://en.business.site"},
        {"website": "comcast.net/~lopez"},
        {"website": "see Facebook"},
        {"website": "none yet. ask"},
        {"website": "http://[broken"},
        {"website": "a..b"},
        {"website": "localhost"},
        {},
    ],
)
def test_what_many_share_joins_nobody(own: dict[str, str]) -> None:
    """Everybody at Gmail is not one practice; a false join keeps letters from good people."""
    assert keys(**own) == frozenset()


def test_one_address_is_one_practice() -> None:
    """Two rows with one free-mail address are never written to side by side."""
    one = practice_keys(practice="A", website="", email="x@gmail.com")
    assert one & practice_keys(practice="B", website="", email="x@gmail.com")
    assert not one & practice_keys(practice="B", website="", email="y@gmail.com")


@given(st.text(), st.text(), st.emails() | st.just(""))
def test_any_text_has_practice_keys(practice: str, website: str, email: str) -> None:
    """Whatever stands in the three cells, planning goes on."""
    found = practice_keys(practice=practice, website=website, email=email)
    assert all(key.partition(":")[2] for key in found)
