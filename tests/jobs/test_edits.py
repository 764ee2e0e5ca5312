"""What people do to the sheet between two runs, and what becomes of their rows."""

from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from tests.desk import Desk, headings, people

MARIA = {"Name": "Dr. Maria Lopez", "Email": "maria@lopez.example"}
SCRIPT_OWNED = (
    "ID",
    "Fit",
    "Fit reasons",
    "Stage",
    "Status",
    "Last touch",
    "Last touch on",
    "Last reply on",
    "Reply",
    "Next step",
    "Next on",
    "Problem",
)


def test_script_owned_cells_come_back(desk: Desk) -> None:
    """The sheet is a projection: whatever is deleted there is restored, key and all."""
    desk.fill(*people(4), {"Name": "No Address", "Email": None, "Practice": "Elsewhere"})
    desk.send()
    before = desk.rows()

    def clear(sheet: Worksheet) -> None:
        columns = headings(sheet)
        for row in sheet.iter_rows(min_row=2):
            for heading in SCRIPT_OWNED:
                row[columns[heading] - 1].value = None

    desk.edit(clear)
    ran = desk.send()
    assert ran.summary.startswith("sent 0")
    assert desk.rows() == before


def test_sorted_rows_keep_their_standing(desk: Desk) -> None:
    """People sort while nothing runs; standings go with the person, not the row number."""
    desk.fill(*people(5))
    desk.send("--limit", "2")
    before = desk.rows()

    def reverse(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
        for row, values in zip(sheet.iter_rows(min_row=2, max_row=6), rows[::-1], strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    desk.edit(reverse)
    assert desk.send("--limit", "0").code == 0
    assert desk.rows() == before


def test_people_sorted_without_their_scripts_columns(desk: Desk) -> None:
    """A sort of some columns only tears rows apart; everybody still gets their own standing."""
    desk.fill(*people(5))
    desk.send("--limit", "2")
    before = desk.rows()

    def tear(sheet: Worksheet) -> None:
        columns = {n for h, n in headings(sheet).items() if h not in SCRIPT_OWNED}
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
        for row, values in zip(sheet.iter_rows(min_row=2, max_row=6), rows[::-1], strict=True):
            for number in columns:
                row[number - 1].value = values[number - 1]

    desk.edit(tear)
    assert desk.send("--limit", "0").code == 0
    assert desk.rows() == before


def test_deleted_and_imported_again(desk: Desk) -> None:
    """A row that comes back without its key is still the person who was written to."""
    desk.fill(MARIA)
    desk.send()
    key = desk.row("Dr. Maria Lopez", "ID")
    desk.edit(lambda sheet: sheet.delete_rows(2))
    assert desk.send().code == 0
    desk.fill({**MARIA, "Notes": "from the old list"})
    ran = desk.send(as_of="2026-03-03")
    assert ran.summary == "sent 0, skipped 1 (1 not due yet), failed 0"
    assert desk.row("Dr. Maria Lopez", "ID") == key
    assert desk.row("Dr. Maria Lopez", "Status") == ("Sent",)


def test_do_not_contact_survives_a_deleted_row(desk: Desk) -> None:
    """Nobody unwelcome: the tick is remembered even when the row comes back without it."""
    desk.fill({**MARIA, "Do not contact": "Yes"})
    desk.send()
    desk.edit(lambda sheet: sheet.delete_rows(2))
    desk.send()
    desk.fill(MARIA)
    for _ in range(3):
        ran = desk.send()
        assert ran.summary == "sent 0, skipped 1 (1 suppressed), failed 0"
    assert desk.row("Dr. Maria Lopez", "Stage", "Status") == ("Closed", "Opted out")
    desk.set("Dr. Maria Lopez", Do_not_contact="Yes")
    desk.send(as_of="2026-03-03")
    desk.set("Dr. Maria Lopez", Do_not_contact=None)
    assert desk.send(as_of="2026-03-04").summary == "sent 1, skipped 0, failed 0"


def test_unticking_do_not_contact_lifts_it(desk: Desk) -> None:
    """A slip of the hand can be undone by the same hand."""
    desk.fill({**MARIA, "Do not contact": "Yes"})
    assert desk.send().summary == "sent 0, skipped 1 (1 suppressed), failed 0"
    desk.set("Dr. Maria Lopez", Do_not_contact=None)
    assert desk.send().summary == "sent 1, skipped 0, failed 0"


def test_suppressed_address_under_another_name(desk: Desk) -> None:
    """An address that said no says no for whoever it is entered for next."""
    desk.fill({**MARIA, "Do not contact": "Yes"})
    desk.send()
    desk.fill({"Name": "Front Desk", "Email": "maria@lopez.example", "Practice": "Other"})
    assert desk.send().summary == "sent 0, skipped 1 (1 suppressed), failed 0"


def test_hidden_rows_are_not_mailed_but_shown(desk: Desk) -> None:
    """A filter says whom the owner has in mind; their standing is still written."""
    desk.fill(*people(2))

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    desk.edit(hide)
    assert desk.send().summary == "sent 1, skipped 1 (1 hidden), failed 0"
    assert desk.row("Sam Sample1", "Stage", "Next step") == ("Ready", "Introduction")
    desk.configure("[sheet]\ninclude_hidden = true\n")
    assert desk.send().summary == "sent 1, skipped 1 (1 not due yet), failed 0"


def test_entries_of_people_steer_the_sequence(desk: Desk) -> None:
    """Any sign of life stops the letters, and Go on alone starts them again."""
    desk.fill(MARIA)
    desk.send()
    desk.set("Dr. Maria Lopez", Decide="Not now")
    assert desk.send(as_of="2026-03-03").code == 0
    assert desk.row("Dr. Maria Lopez", "Stage", "Status") == ("Later", "Not now")
    assert desk.send(as_of="2026-03-20").summary == "sent 0, skipped 1 (1 set by hand), failed 0"
    desk.set("Dr. Maria Lopez", Decide="Go on")
    assert desk.send(as_of="2026-06-01").summary == "sent 1, skipped 0, failed 0"
    assert desk.row("Dr. Maria Lopez", "Status", "Last touch") == ("Demo offered", "Demo offer")


def test_rows_that_share_a_key_wait_for_a_person(desk: Desk) -> None:
    """Nobody can say whose standing it is, so nobody is written to, however often it runs."""
    desk.fill(*({**person, "ID": "P-ABC123"} for person in people(2)))
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        ran = desk.send(as_of=day)
        assert ran.summary == "sent 0, skipped 2 (2 row problems), failed 0"
    assert "share one ID" in str(desk.row("Sam Sample2", "Problem")[0])
    desk.set("Sam Sample2", ID=None)
    assert desk.send(as_of="2026-03-05").summary == "sent 2, skipped 0, failed 0"
    assert desk.row("Sam Sample1", "ID", "Problem") == ("P-ABC123", None)


def test_copy_of_a_known_row_becomes_somebody_new(desk: Desk) -> None:
    """People add a person by copying a row and typing over it; the copy gets a key of its own."""
    desk.fill(*people(1))
    desk.send()

    def copy(sheet: Worksheet) -> None:
        columns = headings(sheet)
        for column in columns.values():
            sheet.cell(3, column).value = sheet.cell(2, column).value
        sheet.cell(3, columns["Name"]).value = "Nia New"
        sheet.cell(3, columns["Email"]).value = "nia@new.example"
        sheet.cell(3, columns["Practice"]).value = "New"

    desk.edit(copy)
    assert desk.send().summary == "sent 1, skipped 1 (1 not due yet), failed 0"
    assert desk.row("Nia New", "ID") != desk.row("Sam Sample1", "ID")


def test_address_that_got_a_letter_under_another_key(desk: Desk) -> None:
    """Whatever happens to names and keys, no address gets a second first letter."""
    desk.fill(MARIA)
    desk.send()
    desk.fill({"Name": "Front Desk", "Email": "maria@lopez.example", "Practice": "New Owner"})
    desk.edit(lambda sheet: sheet.delete_rows(3))
    ran = desk.send(as_of="2026-03-03")
    assert ran.summary.startswith("sent 0, ")
    assert len(desk.letters()) == 1


def test_corrected_address_beside_the_old_row(desk: Desk) -> None:
    """The same person in two rows, one with a new address: neither gets a first letter again."""
    desk.fill(MARIA)
    desk.send()
    desk.set("Dr. Maria Lopez", Email="office@lopez.example")

    def add(sheet: Worksheet) -> None:
        columns = headings(sheet)
        for column in columns.values():
            sheet.cell(3, column).value = sheet.cell(2, column).value
        sheet.cell(3, columns["ID"]).value = None
        sheet.cell(3, columns["Email"]).value = "maria@lopez.example"

    desk.edit(add)
    ran = desk.send(as_of="2026-03-03")
    assert ran.summary == "sent 0, skipped 2 (1 not due yet, 1 written before), failed 0"


def test_entries_cleared_together_with_go_on(desk: Desk) -> None:
    """Go on decides about all that was entered with it: the row shows the letter that went."""
    desk.fill({**MARIA, "Demo on": datetime(2026, 4, 1, 10), "Decide": None})  # noqa: DTZ001
    assert desk.send().summary == "sent 0, skipped 1 (1 set by hand), failed 0"
    desk.set("Dr. Maria Lopez", Demo_on=None, Decide="Go on")
    assert desk.send(as_of="2026-03-03").summary == "sent 1, skipped 0, failed 0"
    assert desk.row("Dr. Maria Lopez", "Stage", "Status") == ("Contact", "Sent")


def test_dry_run_knows_what_people_entered_since(desk: Desk) -> None:
    """A preview is worth something only when the run that follows does the same."""
    desk.fill({**MARIA, "Decide": "Stop"}, *people(1))
    desk.send("--limit", "0")
    desk.set("Dr. Maria Lopez", Decide="Go on")
    desk.set("Sam Sample1", Do_not_contact="Yes")
    planned = desk.send("--dry-run", as_of="2026-03-03")
    assert planned.summary == "would send 1, skipped 1 (1 suppressed)"
    ran = desk.send(as_of="2026-03-03")
    assert ran.summary == "sent 1, skipped 1 (1 suppressed), failed 0"


def test_answer_of_a_deleted_row_counts_for_the_colleagues(desk: Desk) -> None:
    """Deleting whoever declined must not set a letter to the next desk free."""
    both = [{**person, "Practice": "Seacoast Wellness"} for person in people(2)]
    desk.fill(*both)
    desk.send()
    written_to = next(name for name, row in desk.rows().items() if row["Status"] == "Sent")
    desk.set(written_to, Decide="Declined")
    desk.send(as_of="2026-03-03")

    def delete(sheet: Worksheet) -> None:
        names = [cell.value for cell in sheet["A"]]
        sheet.delete_rows(names.index(written_to) + 1)

    desk.edit(delete)
    ran = desk.send(as_of="2026-06-01")
    assert ran.summary == "sent 0, skipped 1 (1 same practice), failed 0"
    assert f"{written_to} at the same practice answered" in " ".join(ran.out.split())


def test_tick_in_an_unreadable_row_counts(desk: Desk) -> None:
    """A no is a no, also in a row that cannot be read for another reason."""
    desk.fill({"Name": "AN ALL CAPITAL", "Email": "maria@lopez.example", "Do not contact": "Yes"})
    desk.send()
    desk.fill(MARIA)
    assert desk.send().summary == "sent 0, skipped 1 (1 suppressed), failed 0"


def test_one_ticked_row_of_two_with_one_address(desk: Desk) -> None:
    """Deleting the ticked one, as the problem asks, does not set a letter free."""
    desk.fill({**MARIA, "Do not contact": "Yes"}, {**MARIA, "Name": "Maria Lopez"})
    assert desk.send().summary == "sent 0, skipped 2 (2 row problems), failed 0"
    desk.edit(lambda sheet: sheet.delete_rows(2))
    assert desk.send().summary == "sent 0, skipped 1 (1 suppressed), failed 0"


def test_row_typed_over_with_a_similar_name(desk: Desk) -> None:
    """Somebody else of the same first name starts anew, and gets nobody else's second letter."""
    desk.fill(MARIA)
    desk.send()
    desk.set("Dr. Maria Lopez", Email="m@harbor.example", Practice="Harbor", Name="Maria Hart")
    ran = desk.send(as_of="2026-03-20")
    assert ran.summary == "sent 1, skipped 0, failed 0"
    assert desk.row("Maria Hart", "Last touch") == ("Introduction",)
    assert desk.letters()[-1]["In-Reply-To"] is None


def test_formula_that_nobody_calculated(desk: Desk) -> None:
    """Not known is not blank: a tick behind an uncalculated formula is a question, not a no."""
    desk.fill(*people(3))
    desk.set("Sam Sample1", Do_not_contact="=TRUE()")
    desk.set("Sam Sample2", Miles_away="=99")
    ran = desk.send()
    assert ran.summary == "sent 1, skipped 2 (2 row problems), failed 0"
    assert "#NOT CALCULATED" in str(desk.row("Sam Sample1", "Problem")[0])


def test_empty_field_shows_whatever_the_command_line_asks_for(desk: Desk) -> None:
    """What a row shows follows from the ledger and the sheet, not from the newest --limit."""
    letters = desk.folder / "templates" / "introduction"
    letters.mkdir(parents=True)
    text = "Subject: Hello {{ practitioner.city }}\n\nHello\n\n{{ owner.postal_address }}\n"
    (letters / "default.md.j2").write_text(text, "utf-8")
    desk.fill({**MARIA, "City": None}, *people(1))
    for options in ((), ("--limit", "0"), ("--only", "sam1@practice1.example")):
        desk.send(*options)
        assert str(desk.row("Dr. Maria Lopez", "Next step")[0]).startswith("Fill Practitioners!")
