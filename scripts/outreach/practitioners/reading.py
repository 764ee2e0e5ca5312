"""From a row of the sheet to a practitioner, or to all that is wrong with the row."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from outreach.errors import Fault
from outreach.practitioners.addresses import read_address
from outreach.practitioners.answers import read_answer, read_tick
from outreach.practitioners.folding import without_invisibles
from outreach.practitioners.names import is_only_titles, is_placeholder
from outreach.practitioners.practitioner import Entries, Practitioner, RowProblem, Trait, Vetting
from outreach.practitioners.row import NOT_CALCULATED, Cell, SheetRow, text_of
from outreach.practitioners.stages import SETTABLE_STAGES, Answer, Decision, Stage

T = TypeVar("T")
Choice = TypeVar("Choice", Stage, Decision)
LONGEST = {"Name": 200, "Practice": 200, "Specialty": 100, "City": 100, "Introduced by": 200}
"""Characters that a cell printed in letters may have, if not LONG; more is surely a mishap."""
LONG = 500
UNLIMITED = frozenset({"Notes"})  # letters never quote them
DECISIONS = tuple(Decision)
INITIALS = 3  # up to so many capital letters may be initials
YEARS = range(1990, 2200)  # a year outside is a slip of the hand, and no date to reckon with
EXCERPT = 40
SEVERAL_LINES = frozenset({"Notes", "Address", "Consent", "Phone", "Website", "Found via"})
CONTROLS = frozenset({"Cc", "Cs"})
FORMULA_ERRORS = frozenset(
    "#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #ERROR! #SPILL! #CALC! #GETTING_DATA".split()
) | {NOT_CALCULATED}
_MERGE_FIELD = re.compile(r"\{\{|\}\}|\{%|%\}|\*\||\|\*|<<|>>|«|»")  # of any mail merge
_MILES = re.compile(r"(\d+(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+)\s*(?:mi|mile|miles)?\.?", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_LINE_BREAK = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]")


def read_row(row: SheetRow, id_: str) -> Practitioner | RowProblem:
    """Understand one row of the Practitioners tab; every fault is found, not only the first."""
    cells = _Cells(row)
    practitioner = Practitioner(
        id=id_,
        name=cells.name(),
        email=cells.parsed("Email", read_address, ""),
        practice=cells.line("Practice"),
        specialty=cells.line("Specialty"),
        phone=cells.line("Phone"),
        website=cells.line("Website"),
        address=cells.line("Address"),
        city=cells.line("City"),
        miles_away=cells.parsed("Miles away", read_miles, None),
        traits=tuple((trait, cells.answer(trait.heading, trait)) for trait in Trait),
        found_via=cells.line("Found via"),
        consent=cells.line("Consent"),
        introduced_by=cells.line("Introduced by"),
        notes=cells.line("Notes"),
        entries=_read_entries(cells),
        row=row,
    )
    if row.merged:
        fault = Fault(
            place=f"{row.tab}!{row.merged}",
            what="is merged; unmerge it so that each row can show its own standing",
        )
        cells.faults.insert(0, fault)
    if cells.faults:
        return RowProblem(id=id_, faults=tuple(cells.faults), row=row)
    return practitioner


def read_miles(text: str) -> float | None:
    """Return the distance of a cell such as `3.5` or `12 mi`; None when blank."""
    if not text:
        return None
    found = _MILES.fullmatch(text)
    if not found:
        raise ValueError(f"“{_short(text)}” is not a number of miles")
    return float(found[1].replace(",", "" if _THOUSANDS.search(found[1]) else "."))


def _read_entries(cells: "_Cells") -> Entries:
    return Entries(
        set_stage=cells.choice("Set stage", SETTABLE_STAGES),
        decide=cells.choice("Decide", DECISIONS),
        demo_on=cells.moment("Demo on"),
        demo_done=cells.answer("Demo done"),
        task_done_on=cells.day("Task done on"),
        hold=cells.ticked("Hold"),
        do_not_contact=cells.ticked("Do not contact"),
        vetting=Vetting(
            knows_the_evidence=cells.answer("Knows the evidence"),
            honest_about_limits=cells.answer("Honest about limits"),
            listens=cells.answer("Listens"),
            driven_to_help=cells.answer("Driven to help"),
        ),
    )


class _Cells:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.faults: list[Fault] = []

    def fault(self, heading: str, what: str) -> None:
        self.faults.append(Fault(place=self.row.place(heading), what=f"{heading} {what}"))

    def line(self, heading: str) -> str:
        """Return the cell as one line that may stand in a letter or a header."""
        text = without_invisibles(self.row.text(heading)).strip()
        if not text:
            return ""
        if text in FORMULA_ERRORS:
            self.fault(heading, f"shows {text}; mend its formula")
        elif text.startswith("=") and heading not in UNLIMITED:
            self.fault(heading, "starts with “=”, like a formula; write it without")
        elif heading in SEVERAL_LINES:
            text = _one_line(text, between=", " if heading == "Address" else " ")
        elif _LINE_BREAK.search(text):
            self.fault(heading, "has a line break; write it on one line")
        elif not (text.isprintable() or all(map(_is_shown, text))):
            self.fault(heading, "has an invisible control character; type it anew")
        if len(text) > LONGEST.get(heading, LONG) and heading not in UNLIMITED:
            self.fault(heading, f"has {len(text):,} characters; that is too long for a letter")
        return text

    def name(self) -> str:
        return self.parsed("Name", _check_name, "")

    def parsed(self, heading: str, parse: Callable[[str], T], blank: T) -> T:
        """Parse a line, unless something is wrong with it already: one fault a cell is enough."""
        before = len(self.faults)
        text = self.line(heading)
        if len(self.faults) > before:
            return blank
        try:
            return parse(text)
        except ValueError as error:
            self.fault(heading, str(error))
            return blank

    def answer(self, heading: str, trait: Trait | None = None) -> Answer:
        found = read_answer(self.row.cells.get(heading), trait)
        if found is None:
            self.fault(heading, f"“{_short(self.row.text(heading))}” is neither Yes, No nor blank")
        return found or Answer.UNKNOWN

    def ticked(self, heading: str) -> bool:
        found = read_tick(self.row.cells.get(heading))
        if found is None:
            shown = _short(self.row.text(heading))
            self.fault(heading, f"“{shown}” is neither Yes nor blank, so nothing is sent")
        return bool(found)

    def choice(self, heading: str, choices: tuple[Choice, ...]) -> Choice | None:
        text = self.row.text(heading)
        if not text:
            return None
        folded = " ".join(text.casefold().split())
        for choice in choices:
            if choice.value.casefold() == folded:
                return choice
        allowed = ", ".join(choice.value for choice in choices)
        self.fault(heading, f"“{_short(text)}” is not one of {allowed}")
        return None

    def moment(self, heading: str) -> datetime | None:
        value, text = self.row.cells.get(heading), self.row.text(heading)
        if not text:
            return None
        found = _moment_of(value)
        if found is None:
            self.fault(heading, f"“{_short(text)}” is not a date; write it as 2026-12-31 14:00")
        elif found.year not in YEARS:
            self.fault(heading, f"“{_short(text)}” is not a day of our time")
            return None
        return found

    def day(self, heading: str) -> date | None:
        moment = self.moment(heading)
        return moment.date() if moment else None


def _check_name(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    if not text:
        raise ValueError("is missing")
    if "@" in text or "://" in text:
        raise ValueError("looks like an address; put the person's name here")
    held = is_placeholder(text) or _MERGE_FIELD.search(text)
    if held or not letters or is_only_titles(text):
        raise ValueError(f"“{_short(text)}” is no name")
    if len(letters) > INITIALS and text.isupper():
        raise ValueError("is all capitals; write it as a letter should greet them")
    return text


def _one_line(text: str, *, between: str) -> str:
    lines = (line.strip().rstrip(between) for line in _LINE_BREAK.split(text))
    joined = between.join(filter(None, lines)).replace("\t", " ")
    return "".join(filter(_is_shown, joined)).strip()


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in CONTROLS


def _moment_of(value: Cell) -> datetime | None:
    """Return the wall-clock time of a cell; None when it is no date, or names a zone."""
    match value:
        case datetime():
            found = value
        case date():
            found = datetime.combine(value, time())
        case _:
            try:
                found = datetime.fromisoformat(text_of(value).strip())
            except ValueError:
                return None
    return None if found.tzinfo else found


def _short(text: str) -> str:
    """Return the text as an excerpt for a message: one line, nothing invisible."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
