"""Every column that the scripts know, tab by tab, in the order in which a new sheet has them.

A sheet may have them in any order, among columns of its own: `locate` finds them by heading.
"""

from collections.abc import Iterable

from outreach.practitioners.row import SheetRow
from outreach.practitioners.stages import SETTABLE_STAGES, Decision, Fit, Stage, Status
from outreach.sheet.headings import (
    Column,
    Kind,
    Located,
    Owner,
    column_letter,
    locate,
    normalise_heading,
)
from outreach.sheet.rows import rows_of

__all__ = [
    "ACTIVITY",
    "ACTIVITY_TAB",
    "DASHBOARD_TAB",
    "PRACTITIONERS",
    "PRACTITIONERS_TAB",
    "REFERRALS",
    "REFERRALS_TAB",
    "Column",
    "Kind",
    "Located",
    "Owner",
    "column_letter",
    "locate",
    "normalise_heading",
    "rows_of",
    "shows_somebody",
]

PRACTITIONERS_TAB = "Practitioners"
REFERRALS_TAB = "Referrals"
ACTIVITY_TAB = "Activity"
DASHBOARD_TAB = "Dashboard"

_CHOICES = {Kind.YES_NO: ("Yes", "No"), Kind.CHECKBOX: ("Yes",)}


def _people(
    heading: str,
    *aliases: str,
    note: str,
    kind: Kind = Kind.TEXT,
    choices: Iterable[str] = (),
    required: bool = False,
) -> Column:
    return Column(
        heading=heading,
        aliases=aliases,
        owner=Owner.PEOPLE,
        kind=kind,
        choices=tuple(map(str, choices)) or _CHOICES.get(kind, ()),
        note=note,
        required=required,
    )


def _script(
    heading: str, *, note: str, kind: Kind = Kind.TEXT, choices: Iterable[str] = ()
) -> Column:
    return Column(
        heading=heading,
        owner=Owner.SCRIPT,
        kind=kind,
        choices=tuple(map(str, choices)),
        note=note,
        required=True,
    )


# What a person looks at first stands first; what a person answers once stands in the middle.
PRACTITIONERS: tuple[Column, ...] = (
    _people(
        "Name",
        "Practitioner",
        "Practitioner name",
        "Full name",
        "Contact name",
        note="First and last name, with Dr. if that is how they are addressed: letters greet them "
        "by it.",
        required=True,
    ),
    _script(
        "Stage",
        note="Where the relationship stands: Research, Ready, Contact, Connect, Vet, Refer; or "
        "Later, Closed.",
        kind=Kind.CHOICE,
        choices=Stage,
    ),
    _script("Status", note="What happened last that matters.", kind=Kind.CHOICE, choices=Status),
    _script("Next step", note="What comes next: a letter, or something for you to do."),
    _script("Next on", note="When the next step is due.", kind=Kind.DATE),
    _script("Problem", note="What keeps this row from being used, and which cell to mend."),
    _people(
        "Practice",
        "Practice name",
        "Business",
        "Business name",
        "Clinic",
        "Studio",
        "Company",
        note="Their practice's name. Of people at the same practice, only one at a time is "
        "written to.",
        required=True,
    ),
    _people(
        "Specialty",
        "Speciality",
        "Profession",
        "Discipline",
        note="Such as chiropractor, physical therapist or yoga teacher. It chooses the letter.",
    ),
    _people(
        "Email",
        "Email address",
        "Mail",
        note="One address. Blank is fine: then you call or drop by instead.",
        required=True,
    ),
    _people("Phone", "Phone number", "Telephone", "Tel", note="For your calls."),
    _people("Website", "Web", "Web page", "Homepage", "URL", note="Where you looked them up."),
    _people("Address", "Street address", "Street", note="Where to drop off a card."),
    _people("City", "Town", note="Letters say so when it is your own city too."),
    _people(
        "Miles away",
        "Miles",
        "Distance",
        "Distance in miles",
        note="From your practice, as a number. Too far is Not a fit; blank is ranked last.",
        kind=Kind.NUMBER,
    ),
    _people(
        "Takes insurance",
        "Accepts insurance",
        "Insurance",
        note="Yes or No; blank while you do not know. Their website says it. No is what you are "
        "looking for: their clients pay themselves too.",
        kind=Kind.YES_NO,
        required=True,
    ),
    _people(
        "Offers massage",
        "In-house massage",
        "Massage in-house",
        note="Yes or No; blank while you do not know. No is what you are looking for.",
        kind=Kind.YES_NO,
        required=True,
    ),
    _people(
        "Has massage therapist",
        "Has a massage therapist",
        "Go-to massage therapist",
        note="Somebody they already send people to: Yes or No; blank while you do not know.",
        kind=Kind.YES_NO,
        required=True,
    ),
    _people(
        "Values massage",
        "Values massage therapy",
        "Open to massage",
        note="Yes or No; blank while you do not know. Yes moves them up the list.",
        kind=Kind.YES_NO,
        required=True,
    ),
    _people(
        "Found via",
        "Found through",
        "How found",
        "Source",
        note='Where you came across them, so that it reads well after "I found you through": '
        '"the Dover co-op notice board". A first live letter needs it.',
    ),
    _people(
        "Consent",
        "Permission",
        note="How and when they agreed to be written to. Needed outside the US only.",
    ),
    _people(
        "Introduced by",
        "Referred by",
        "Introduction by",
        note="Who suggested that you write. The first letter says so, so ask them.",
    ),
    _people(
        "Notes",
        "Note",
        "Comments",
        "Remarks",
        note="Yours; the letters that come with the scripts never quote them.",
    ),
    _people(
        "Hold",
        "On hold",
        "Paused",
        note="Tick it, or enter Yes, and nothing is sent until you clear it.",
        kind=Kind.CHECKBOX,
        required=True,
    ),
    _people(
        "Do not contact",
        "Don't contact",
        "DNC",
        note="Tick it, or enter Yes, and they are never written to again.",
        kind=Kind.CHECKBOX,
        required=True,
    ),
    _people(
        "Set stage",
        "Stage override",
        note="Sets Stage by hand and stops the letters. Blank: it is worked out for you.",
        kind=Kind.CHOICE,
        choices=SETTABLE_STAGES,
        required=True,
    ),
    _people(
        "Decide",
        "Decision",
        note="Your answer to the open question of this row. It counts once: blank it before you "
        "repeat it.",
        kind=Kind.CHOICE,
        choices=Decision,
        required=True,
    ),
    _people(
        "Task done on",
        "Task done",
        note="The day on which you did it. Closes every task due on or before that day.",
        kind=Kind.DATE,
    ),
    _people(
        "Demo on",
        "Demo date",
        "Demo at",
        note="Date and time of the demo massage, once agreed.",
        kind=Kind.DATETIME,
        required=True,
    ),
    _people(
        "Demo done",
        "Demo took place",
        note="Whether it took place: Yes or No.",
        kind=Kind.YES_NO,
        required=True,
    ),
    _people(
        "Knows the evidence",
        "Knows evidence",
        note="Vetting: do they know what is well founded in their field?",
        kind=Kind.YES_NO,
    ),
    _people(
        "Honest about limits",
        "Honest about their limits",
        note="Vetting: do they say what they cannot help with?",
        kind=Kind.YES_NO,
    ),
    _people("Listens", "Listens well", note="Vetting: do they listen?", kind=Kind.YES_NO),
    _people(
        "Driven to help",
        "Driven by helping",
        note="Vetting: is helping people what drives them?",
        kind=Kind.YES_NO,
    ),
    _script(
        "Fit",
        note="Qualified, Research (an answer is still missing) or Not a fit.",
        kind=Kind.CHOICE,
        choices=Fit,
    ),
    _script("Fit reasons", note="Why."),
    _script("Last touch", note="The last letter to them."),
    _script("Last touch on", note="When it was sent.", kind=Kind.DATE),
    _script("Last reply on", note="When they last answered.", kind=Kind.DATE),
    _script("Reply", note="The beginning of what they wrote."),
    _script("ID", note="Names this person for good, wherever the row goes. Leave it alone."),
)

REFERRALS: tuple[Column, ...] = (
    _people("Date", "Referred on", note="When.", kind=Kind.DATE, required=True),
    _people(
        "Direction",
        note="Given: you sent somebody to them. Received: they sent somebody to you.",
        kind=Kind.CHOICE,
        choices=("Given", "Received"),
        required=True,
    ),
    _people(
        "Practitioner",
        "Practitioner name",
        note="Their name or ID, as on the Practitioners tab.",
        required=True,
    ),
    _people(
        "Client code",
        "Client",
        note="One to three capital letters and up to three digits, such as AB12. Never a name.",
    ),
    _people(
        "Reason",
        note="What for, in one word.",
        kind=Kind.CHOICE,
        choices=("Pain", "Stress", "Sport", "Pregnancy", "Other"),
    ),
    _people(
        "Outcome",
        note="How it went, once you have asked; blank until then.",
        kind=Kind.CHOICE,
        choices=("Good", "Mixed", "Bad"),
        required=True,
    ),
    _people("Thanked on", "Thanked", note="When you thanked them.", kind=Kind.DATE, required=True),
    _script("Follow up on", note="When to ask how it went.", kind=Kind.DATE),
    _script("Problem", note="What keeps this row from being used, and which cell to mend."),
    _script("Practitioner ID", note="The practitioner that this row was matched with."),
    _script("ID", note="Names this referral for good. Leave it alone."),
)

ACTIVITY: tuple[Column, ...] = (
    _script("When", note="The newest 500 events, newest first.", kind=Kind.DATETIME),
    _script("ID", note="The practitioner's ID."),
    _script("Practitioner", note="Their name as the sheet has it now."),
    _script("What", note="What happened."),
    _script("Detail", note="More about it."),
)


def shows_somebody(row: SheetRow) -> bool:
    """Tell whether people entered anything in a row of the Practitioners tab.

    A row in which only script-owned cells are filled is what is left of one that was cleared.
    """
    return any(
        row.text(column.heading)
        for column in PRACTITIONERS
        if column.owner is Owner.PEOPLE and column.kind is not Kind.CHECKBOX
    )
