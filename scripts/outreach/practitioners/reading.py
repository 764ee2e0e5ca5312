"""From a row of the sheet to a practitioner, or to all that is wrong with the row."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from outreach.errors import Fault
from outreach.practitioners.addresses import read_address
from outreach.practitioners.answers import read_answer
from outreach.practitioners.names import is_placeholder
from outreach.practitioners.practitioner import Entries, Practitioner, RowProblem, Trait, Vetting
from outreach.practitioners.row import SheetRow
from outreach.practitioners.stages import SETTABLE_STAGES, Answer, Decision, Stage

T = TypeVar("T")
Choice = TypeVar("Choice", Stage, Decision)
LONGEST = {"Name": 200, "Practice": 200, "Specialty": 100, "City": 100, "Introduced by": 200}
"""Characters that a cell printed in letters may have; more is surely a mishap."""
INITIALS = 5  # up to so many capital letters may be initials
EXCERPT = 40
SEVERAL_LINES = frozenset({"Notes", "Address", "Consent", "Phone", "Website", "Found via"})
FORMULA_ERRORS = frozenset(
    "#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #ERROR! #SPILL! #CALC! #GETTING_DATA".split()
)
_MILES = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:mi|mile|miles)?\.?", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]+\s*")


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
    return float(found[1].replace(",", "."))


def _read_entries(cells: "_Cells") -> Entries:
    return Entries(
        set_stage=cells.choice("Set stage", SETTABLE_STAGES),
        decide=cells.choice("Decide", tuple(Decision)),
        demo_on=cells.moment("Demo on"),
        demo_done=cells.answer("Demo done"),
        task_done_on=cells.day("Task done on"),
        hold=cells.answer("Hold") is Answer.YES,
        do_not_contact=cells.answer("Do not contact") is Answer.YES,
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
        text = self.row.text(heading)
        if not text:
            return ""
        if text in FORMULA_ERRORS:
            self.fault(heading, f"shows {text}; mend its formula")
        if heading in SEVERAL_LINES:
            text = _LINE_BREAKS.sub(", " if heading == "Address" else " ", text)
            return "".join(c for c in text if c == "\t" or unicodedata.category(c) != "Cc")
        if _LINE_BREAKS.search(text):
            self.fault(heading, "has a line break; write it on one line")
        elif any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            self.fault(heading, "has an invisible control character; type it anew")
        if len(text) > LONGEST.get(heading, 500):
            self.fault(heading, f"has {len(text):,} characters; that is too long for a letter")
        return text

    def name(self) -> str:
        text = self.line("Name")
        letters = [c for c in text if c.isalpha()]
        if not text:
            self.fault("Name", "is missing")
        elif is_placeholder(text) or not letters:
            self.fault("Name", f"“{_short(text)}” is no name")
        elif "@" in text or "://" in text:
            self.fault("Name", "looks like an address; put the person's name here")
        elif len(letters) > INITIALS and text.isupper():
            self.fault("Name", "is all capitals; write it as a letter should greet them")
        return text

    def parsed(self, heading: str, parse: Callable[[str], T], blank: T) -> T:
        try:
            return parse(self.line(heading))
        except ValueError as error:
            self.fault(heading, str(error))
            return blank

    def answer(self, heading: str, trait: Trait | None = None) -> Answer:
        found = read_answer(self.row.cells.get(heading), trait)
        if found is None:
            self.fault(heading, f"“{_short(self.row.text(heading))}” is neither Yes, No nor blank")
        return found or Answer.UNKNOWN

    def choice(self, heading: str, choices: tuple[Choice, ...]) -> Choice | None:
        text = self.row.text(heading).casefold()
        for choice in choices:
            if choice.value.casefold() == text:
                return choice
        if text:
            allowed = ", ".join(choice.value for choice in choices)
            self.fault(heading, f"“{_short(text)}” is not one of {allowed}")
        return None

    def moment(self, heading: str) -> datetime | None:
        value = self.row.cells.get(heading)
        match value:
            case datetime():
                return value
            case date():
                return datetime.combine(value, time())
        text = self.row.text(heading)
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self.fault(heading, f"“{_short(text)}” is not a date; write it as 2026-12-31 14:00")
            return None

    def day(self, heading: str) -> date | None:
        moment = self.moment(heading)
        return moment.date() if moment else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
