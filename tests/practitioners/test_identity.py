"""Whose row is it? People sort, copy, clear and retype; nobody may get another's past (I5)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

import pytest

from outreach.practitioners.identity import (
    ID_ALPHABET,
    ID_PATTERN,
    IdentifiedRow,
    Identity,
    identify,
)
from outreach.practitioners.row import SheetRow

MARIA = Identity(email="maria@lopez.example", name="maria lopez", practice="lopez chiropractic")
DANA = Identity(email="dana@fox.example", name="dana fox", practice="fox yoga")
JO = Identity(email="", name="jo may", practice="may pilates")
KNOWN = {"P-MAR1A0": MARIA, "P-DANA00": DANA, "P-J0MAY0": JO}


def fresh_ids() -> Callable[[], str]:
    """Return what makes new keys."""
    numbers = count(1)
    return lambda: f"P-NEW{next(numbers):03}"


def line(
    id_: str | None = None,
    person: Identity | None = None,
    *,
    name: str = "",
    email: str = "",
    practice: str = "",
) -> SheetRow:
    """Return a row with a person's cells, some of them changed."""
    shown = person or Identity(email="", name="", practice="")
    cells = {
        "ID": id_,
        "Name": name or shown.name.title(),
        "Email": email or shown.email,
        "Practice": practice or shown.practice.title(),
    }
    return SheetRow(tab="Practitioners", number=2, cells=cells, letters={})


def identified(
    *rows: SheetRow, known: Mapping[str, Identity] | None = None
) -> tuple[IdentifiedRow, ...]:
    """Identify rows by the three known people."""
    return identify(rows, KNOWN if known is None else known, fresh_ids())


def keys(*rows: SheetRow, known: Mapping[str, Identity] | None = None) -> list[str]:
    """Return the rows' keys."""
    return [found.id for found in identified(*rows, known=known)]


def test_keys_in_the_sheet_count() -> None:
    """The plain case: order is whatever people sorted it to."""
    rows = [line("P-J0MAY0", JO), line("P-DANA00", DANA), line("P-MAR1A0", MARIA)]
    found = identified(*rows)
    assert [one.id for one in found] == ["P-J0MAY0", "P-DANA00", "P-MAR1A0"]
    assert not any(one.found_again for one in found)
    assert found[1].identity == DANA


def test_new_people_get_new_keys() -> None:
    """A fresh key is nobody's, neither in the sheet nor in the ledger."""
    nia = Identity(email="nia@new.example", name="nia new", practice="new")
    rows = [line(None, nia), line("P-NEW001", MARIA), line(None, name="Bo")]
    known = {"P-NEW002": DANA}
    assert keys(*rows, known=known) == ["P-NEW003", "P-NEW001", "P-NEW004"]
    assert ID_PATTERN.fullmatch("P-NEW003")
    assert not set("ILOU") & set(ID_ALPHABET)


@pytest.mark.parametrize("id_", [None, "", "P-", "p-mar1a0", "P-MAR1A", "maria", "P-ILOU00", 7])
def test_lost_or_damaged_key_is_found_by_address(id_: str | None) -> None:
    """Clearing the ID column must not start everybody's letters anew."""
    found = identified(line(id_, MARIA, name="M. Lopez", practice="Elsewhere"))[0]
    assert (found.id, found.found_again) == ("P-MAR1A0", True)


def test_lost_key_is_found_by_name_and_practice() -> None:
    """Somebody without an address, or with a new one, is still the same person."""
    assert keys(line(None, JO)) == ["P-J0MAY0"]
    assert keys(line(None, MARIA, email="new@lopez.example")) == ["P-MAR1A0"]
    assert keys(line(None, MARIA, practice="Elsewhere", email="new@x.example")) == ["P-NEW001"]


def test_name_alone_needs_a_silent_address() -> None:
    """Two people may be called Jo May; two addresses say that they are two."""
    known = {"P-J0MAY0": Identity(email="jo@may.example", name="jo may", practice="")}
    assert keys(line(None, name="Jo May"), known=known) == ["P-J0MAY0"]
    assert keys(line(None, name="Jo May", email="jo@other.example"), known=known) == ["P-NEW001"]


def test_what_is_no_address_tells_nobody_apart() -> None:
    """`none` under Email is not an address that two people share."""
    known = {"P-J0MAY0": JO}
    assert keys(line(None, name="Nia New", email="none"), known=known) == ["P-NEW001"]
    assert keys(line("P-J0MAY0", JO, email="none"), known=known) == ["P-J0MAY0"]


def test_exact_address_goes_before_a_namesake() -> None:
    """Two rows without a key fit one person; the one with the address is hers."""
    namesake = line(None, MARIA, email="other@lopez.example")
    assert keys(namesake, line(None, MARIA)) == ["P-NEW001", "P-MAR1A0"]


def test_second_copy_without_a_key_is_no_second_maria() -> None:
    """The row that kept its key keeps it; the caller reports the same address twice."""
    assert keys(line(None, MARIA), line("P-MAR1A0", MARIA)) == ["P-NEW001", "P-MAR1A0"]


@pytest.mark.parametrize(
    "change",
    [
        {"email": "new@lopez.example"},
        {"name": "Maria Lopez-Smith"},
        {"practice": "Dover Wellness"},
        {"email": "new@lopez.example", "practice": "Dover Wellness"},
        {"name": "Front Desk"},
    ],
)
def test_edited_cells_keep_the_key(change: dict[str, str]) -> None:
    """People correct names and addresses; the past stays with the row."""
    found = identified(line("P-MAR1A0", MARIA, **change))[0]
    assert (found.id, found.found_again) == ("P-MAR1A0", False)


def test_cleared_cells_keep_the_key() -> None:
    """A row whose cells were deleted is still that row."""
    assert keys(line("P-MAR1A0")) == ["P-MAR1A0"]
    assert keys(line("P-MAR1A0", replace(MARIA, email=""))) == ["P-MAR1A0"]
    assert keys(line("P-MAR1A0", replace(MARIA, name="", practice=""))) == ["P-MAR1A0"]


@pytest.mark.parametrize(
    "new",
    [
        Identity(email="nia@new.example", name="nia new", practice="new"),
        Identity(email="nia@lopez.example", name="nia new", practice="lopez chiropractic"),
        Identity(email="", name="nia new", practice="new"),
        Identity(email="nia@new.example", name="dr nia new", practice=""),
    ],
)
def test_row_overwritten_with_somebody_new(new: Identity) -> None:
    """Typing over a row makes a new person, who must not inherit letters or an opt-out."""
    known = {"P-MAR1A0": replace(MARIA, name="dr maria lopez")}
    assert keys(line("P-MAR1A0", new), known=known) == ["P-NEW001"]


@pytest.mark.parametrize(
    "new",
    [
        Identity(email="nia@new.example", name="nia new", practice="new"),
        Identity(email="", name="nia new", practice="lopez chiropractic"),
        Identity(email="maria2@new.example", name="maria new", practice="new"),
    ],
)
def test_copied_row_edited_into_somebody_new(new: Identity) -> None:
    """People add a person by copying a row; the original keeps the key, wherever it stands."""
    original, copy = line("P-MAR1A0", MARIA), line("P-MAR1A0", new)
    assert keys(original, copy) == ["P-MAR1A0", "P-NEW001"]
    assert keys(copy, original) == ["P-NEW001", "P-MAR1A0"]
    corrected = line("P-MAR1A0", MARIA, email="corrected@lopez.example")
    assert keys(copy, corrected) == ["P-NEW001", "P-MAR1A0"]


@pytest.mark.parametrize("change", [{}, {"practice": "x"}, {"email": "new@lopez.example"}])
def test_true_duplicates_share_their_key(change: dict[str, str]) -> None:
    """Which of the two is right is for a person to say; nobody is written to until then."""
    assert keys(line("P-MAR1A0", MARIA), line("P-MAR1A0", MARIA, **change)) == ["P-MAR1A0"] * 2


def test_unknown_key_is_taken_as_it_is() -> None:
    """A sheet may come with keys, as the sample does; a copied one is reported."""
    new = Identity(email="nia@new.example", name="nia new", practice="new")
    assert keys(line("P-ABC123", new)) == ["P-ABC123"]
    assert keys(line("P-ABC123", new), line("P-ABC123", new)) == ["P-ABC123"] * 2


@pytest.mark.parametrize(("person", "key"), [(MARIA, "P-MAR1A0"), (JO, "P-J0MAY0")])
@pytest.mark.parametrize("typed", ["P-ABC123", "P-DANA00"])
def test_mistyped_key(person: Identity, key: str, typed: str) -> None:
    """A key changed by hand, to nobody's or to somebody else's, changes nobody's past."""
    found = identified(line(typed, person))[0]
    assert (found.id, found.found_again) == (key, True)


def test_sort_of_some_columns_only() -> None:
    """The ID column stayed behind; everybody's key follows what their row shows."""
    rows = [line("P-MAR1A0", DANA), line("P-DANA00", JO), line("P-J0MAY0", MARIA)]
    found = identified(*rows)
    assert [one.id for one in found] == ["P-DANA00", "P-J0MAY0", "P-MAR1A0"]
    assert all(one.found_again for one in found)


def test_sort_of_some_columns_with_namesakes() -> None:
    """Two who are called alike are told apart by address, and by practice without one."""
    known = {
        "P-ANN001": Identity(email="ann@one.example", name="ann lee", practice="one"),
        "P-ANN002": Identity(email="ann@two.example", name="ann lee", practice="two"),
        "P-ANN003": Identity(email="", name="ann lee", practice="three"),
        "P-ANN004": Identity(email="", name="ann lee", practice="four"),
    }
    people = list(known.values())
    rows = [line(id_, person) for id_, person in zip(known, people[::-1], strict=True)]
    assert keys(*rows, known=known) == list(known)[::-1]


def test_row_that_came_with_a_torn_sort() -> None:
    """A new row beside a key that is not its own takes nothing from anybody."""
    new = Identity(email="nia@new.example", name="nia new", practice="new")
    rows = [line("P-MAR1A0", new), line("P-DANA00", MARIA), line(None, DANA)]
    assert keys(*rows) == ["P-NEW001", "P-MAR1A0", "P-DANA00"]


def test_doubtful_row_gives_way_to_a_certain_one() -> None:
    """Half-edited under her key, and she herself elsewhere without one: the key is hers."""
    half = line("P-MAR1A0", email="other@lopez.example", name="Maria Smith")
    assert keys(half) == ["P-MAR1A0"]
    assert keys(half, line(None, MARIA)) == ["P-NEW001", "P-MAR1A0"]
    assert keys(half, line("P-ABC123", MARIA)) == ["P-NEW001", "P-MAR1A0"]


def test_address_handed_on() -> None:
    """Maria took over Dana's address; she is Maria still, and Dana's row says who Dana is."""
    rows = [line("P-MAR1A0", MARIA, email=DANA.email), line("P-DANA00", DANA, email="d@x.example")]
    assert keys(*rows) == ["P-MAR1A0", "P-DANA00"]


def test_address_that_two_have_had() -> None:
    """Of several who had an address, the one of that name; else whoever was known first."""
    shared = "info@clinic.example"
    known = {
        "P-AAA001": replace(MARIA, email=shared),
        "P-AAA002": replace(DANA, email=shared),
    }
    assert keys(line(None, DANA, email=shared), known=known) == ["P-AAA002"]
    assert keys(line(None, name="Nia New", email=shared), known=known) == ["P-AAA001"]


def reversed_but_for(ids: Sequence[str], people: Sequence[Identity]) -> list[SheetRow]:
    """Return rows whose people were reversed while the ID column stayed."""
    return [line(id_, person) for id_, person in zip(ids, people[::-1], strict=True)]


@pytest.mark.parametrize("size", [2, 3, 10])
@pytest.mark.parametrize("addresses", [True, False])
def test_torn_sorts_of_any_size(size: int, addresses: bool) -> None:  # noqa: FBT001
    """With addresses or without, everybody is found again, and nobody in the middle changes."""
    people = [
        Identity(email=f"p{n}@x.example" if addresses else "", name=f"name{n}", practice=f"at{n}")
        for n in range(size)
    ]
    known = {f"P-0000{n:02}": person for n, person in enumerate(people)}
    assert keys(*reversed_but_for(list(known), people), known=known) == list(known)[::-1]
