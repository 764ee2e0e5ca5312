"""Practice workbooks as people leave them: moved, renamed, half deleted."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from outreach.sheet.furniture import FURNITURE, ColumnFurniture, TabFurniture
from outreach.sheet.headings import Kind, column_letter

FOREIGN = ("Favourite tea", "Birthday of the dog", "∑", "2026")
LAST_ROW = 1_048_576
Entries = dict[tuple[int, int], str]


@dataclass
class Broken:
    """What a tab was made of.

    Attributes:
        cells: (row, column) → value of every cell that people or scripts filled.
        own_choices: Headings of columns to which people gave a dropdown of their own.
        own_notes: Headings on which people wrote a note of their own.
    """

    cells: Entries = field(default_factory=dict)
    own_choices: set[str] = field(default_factory=set)
    own_notes: set[str] = field(default_factory=set)


def make_broken_workbook(path: Path, seed: int) -> dict[str, Broken]:
    """Write a workbook by chance, and return what its tabs hold by title."""
    chance = random.Random(seed)
    book = Workbook()
    (only,) = book.worksheets
    only.title = "My own tab"
    only["B2"] = "=1+1"
    tabs = {}
    order = list(FURNITURE)
    chance.shuffle(order)
    for furniture in order:
        if furniture.title == "Practitioners" or chance.random() < 0.7:
            title = chance.choice(
                [furniture.title, furniture.title.upper(), f"- {furniture.title} -"]
            )
            breaking = _Breaking(sheet=book.create_sheet(title), chance=chance)
            tabs[furniture.title] = breaking.fill(furniture)
    book.save(path)
    return tabs


@dataclass
class _Breaking:
    """Fills one tab by chance; the headings stand in row `top`."""

    sheet: Worksheet
    chance: random.Random
    top: int = 1
    broken: Broken = field(default_factory=Broken)

    def fill(self, furniture: TabFurniture) -> Broken:
        chance, columns = self.chance, list(furniture.columns)
        some = [column for column in columns if chance.random() < 0.8]
        placed: list[ColumnFurniture | str] = [*(some if len(some) > 2 else columns)]
        placed += chance.sample(FOREIGN, 2)
        if chance.random() < 0.7:
            chance.shuffle(placed)
        self.top = chance.choice([1, 1, 2, 4])
        if self.top > 1:
            self.put(1, 1, "People near Dover")
        last = self.top + chance.randint(0, 6)
        for number, column in enumerate(placed, start=1):
            if isinstance(column, str):
                self.put(self.top, number, column)
            else:
                self.put_column(column, number)
            for row in range(self.top + 1, last + 1):
                if chance.random() < 0.7:
                    self.put(row, number, f"cell {row} {number}")
        self.decorate()
        return self.broken

    def put(self, row: int, column: int, value: str) -> None:
        self.sheet.cell(row, column).value = value
        self.broken.cells[row, column] = value

    def put_column(self, column: ColumnFurniture, number: int) -> None:
        chance, top, letter = self.chance, self.top, column_letter(number)
        heading = column.heading
        names = (heading, heading.upper(), f" {heading} ", *column.column.aliases)
        # A heading that somebody blanked is known by the note that is left on it.
        is_blanked = chance.random() < 0.15 and number > 2
        head = self.sheet.cell(top, number)
        if not is_blanked:
            self.put(top, number, chance.choice(names))
        if is_blanked or chance.random() < 0.5:
            head.comment = Comment(column.note, "Outreach")
        elif chance.random() < 0.3:
            head.comment = Comment("ask Ana", "Ana")
            self.broken.own_notes.add(heading)
        if column.choices and chance.random() < 0.6:
            self.add_dropdown(column, letter)
        if column.column.kind in (Kind.DATE, Kind.DATETIME) and chance.random() < 0.5:
            self.sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"

    def add_dropdown(self, column: ColumnFurniture, letter: str) -> None:
        choices = ",".join(column.choices)
        if self.chance.random() < 0.4:
            choices = "perhaps,never"
            self.broken.own_choices.add(column.heading)
        dropdown = DataValidation(type="list", formula1=f'"{choices}"')
        dropdown.add(f"{letter}{self.top + 1}:{letter}{self.chance.choice([9, LAST_ROW])}")
        self.sheet.add_data_validation(dropdown)

    def decorate(self) -> None:
        chance, top, sheet = self.chance, self.top, self.sheet
        if chance.random() < 0.4:
            sheet.freeze_panes = chance.choice(["A2", "C1", f"B{top + 1}"])
        if chance.random() < 0.5:
            red = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFFCCCC"))
            rule = Rule(type="cellIs", operator="greaterThan", formula=["10"], dxf=red)
            sheet.conditional_formatting.add("A1:C9", rule)
        if chance.random() < 0.5:
            sheet.auto_filter.ref = f"A{top}:C{top + 5}"
        if chance.random() < 0.3:
            sheet.merge_cells(start_row=30, end_row=31, start_column=1, end_column=2)
