"""What a furnished tab has besides people's cells, as plain values.

A new spreadsheet is made from these, and one that exists is compared with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.practitioners.stages import Stage
from outreach.sheet.columns import (
    ACTIVITY,
    ACTIVITY_TAB,
    PRACTITIONERS,
    PRACTITIONERS_TAB,
    REFERRALS,
    REFERRALS_TAB,
)
from outreach.sheet.headings import Column, Kind, Owner
from outreach.sheet.looks import (
    ALARM,
    ALARM_INK,
    FADED,
    SAND,
    STAGE_COLOURS,
    TEAL,
    number_format,
    width,
)

NOTE_AUTHOR = "Outreach"
_YOURS = "Yours to fill in."
_SCRIPTS = "Filled in by the scripts; what you type here is overwritten."


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFurniture:
    """What a column has besides its cells.

    Attributes:
        column: The column itself: its heading, owner and kind.
        note: The note on its heading.
        choices: What its dropdown offers; empty for none.
        is_strict: Whether other entries are refused.
        width: In characters.
        number_format: As Excel writes it.
    """

    column: Column
    note: str
    choices: tuple[str, ...]
    is_strict: bool
    width: float
    number_format: str

    @property
    def heading(self) -> str:
        """The canonical heading."""
        return self.column.heading

    @property
    def is_checkbox(self) -> bool:
        """Whether it is ticked, where the program has boxes to tick."""
        return self.column.kind is Kind.CHECKBOX

    @property
    def is_scripts(self) -> bool:
        """Whether the scripts own it."""
        return self.column.owner is Owner.SCRIPT

    @property
    def is_dated_by_scripts(self) -> bool:
        """Whether the scripts write dates there, which a format must show as such."""
        return self.is_scripts and self.column.kind in (Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourRule:
    """Colours cells of a row by what one of its cells shows.

    Attributes:
        name: What it is for, in the user's words.
        watches: Heading of the cell that decides.
        equals: What it must show; empty when anything counts.
        over: Headings of the coloured cells; empty for the whole row.
        ink: Colour of the text.
        ground: Colour behind it; empty for none.
        is_bold: Whether the text is.
    """

    name: str
    watches: str
    equals: str = ""
    over: tuple[str, ...] = ()
    ink: str
    ground: str = ""
    is_bold: bool = False

    def formula(self, letter: str, row: int) -> str:
        """Return the condition for a row, without the equals sign in front.

        Args:
            letter: Of the watched column.
            row: The first row that is coloured.
        """
        if self.equals:
            return f'${letter}{row}="{self.equals}"'
        return f"LEN(${letter}{row})>0"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabFurniture:
    """What a tab with headings has."""

    title: str
    columns: tuple[ColumnFurniture, ...]
    rules: tuple[ColourRule, ...] = ()
    colour: str


def _column(column: Column) -> ColumnFurniture:
    people = column.owner is Owner.PEOPLE
    return ColumnFurniture(
        column=column,
        note=f"{column.note}\n\n{_YOURS if people else _SCRIPTS}",
        choices=column.choices if people else (),
        is_strict=column.kind is Kind.CHOICE,
        width=width(column),
        number_format=number_format(column),
    )


def _columns(columns: Sequence[Column]) -> tuple[ColumnFurniture, ...]:
    return tuple(map(_column, columns))


_RULES = (
    *(
        ColourRule(
            name=f"Stage “{stage.value}”",
            watches="Stage",
            equals=stage.value,
            over=("Stage", "Status"),
            ink=ink,
            ground=ground,
            is_bold=True,
        )
        for stage, (ink, ground) in STAGE_COLOURS.items()
    ),
    ColourRule(name="problems", watches="Problem", over=("Problem",), ink=ALARM_INK, ground=ALARM),
    ColourRule(name="closed rows", watches="Stage", equals=Stage.CLOSED.value, ink=FADED),
)

FURNITURE = (
    TabFurniture(
        title=PRACTITIONERS_TAB, columns=_columns(PRACTITIONERS), rules=_RULES, colour=TEAL
    ),
    TabFurniture(title=REFERRALS_TAB, columns=_columns(REFERRALS), colour=TEAL),
    TabFurniture(title=ACTIVITY_TAB, columns=_columns(ACTIVITY), colour=SAND),
)
"""The tabs with headings, in the order of a new spreadsheet; the Dashboard follows them."""
