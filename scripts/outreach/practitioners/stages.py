"""The closed vocabularies that the sheet shows."""

from enum import StrEnum


class Stage(StrEnum):
    """Where the relationship stands, from first look to referring."""

    RESEARCH = "Research"
    READY = "Ready"
    CONTACT = "Contact"
    CONNECT = "Connect"
    VET = "Vet"
    REFER = "Refer"
    LATER = "Later"
    CLOSED = "Closed"


class Status(StrEnum):
    """What happened last that matters."""

    NOT_CONTACTED = "Not contacted"
    SENT = "Sent"
    REPLIED = "Replied"
    INTERESTED = "Interested"
    QUESTION = "Question"
    NOT_NOW = "Not now"
    DECLINED = "Declined"
    ALREADY_HAS = "Already has one"
    REFERRED_ON = "Referred on"
    OUT_OF_OFFICE = "Out of office"
    BOUNCED = "Bounced"
    OPTED_OUT = "Opted out"
    NO_RESPONSE = "No response"
    DEMO_OFFERED = "Demo offered"
    DEMO_BOOKED = "Demo booked"
    DEMO_DONE = "Demo done"
    VETTING = "Vetting"
    PARTNER = "Partner"
    RE_EVALUATE = "Re-evaluate"
    ON_HOLD = "On hold"
    UNKNOWN_DELIVERY = "Unknown delivery"
    CHECK = "Check"


class Fit(StrEnum):
    """The verdict of qualification."""

    QUALIFIED = "Qualified"
    RESEARCH = "Research"
    NOT_A_FIT = "Not a fit"


class Answer(StrEnum):
    """What a person entered for a yes-or-no question."""

    YES = "Yes"
    NO = "No"
    UNKNOWN = ""


class Decision(StrEnum):
    """What a person may enter in `Decide`."""

    INTERESTED = "Interested"
    QUESTION_ANSWERED = "Question answered"
    NOT_NOW = "Not now"
    DECLINED = "Declined"
    GO_ON = "Go on"
    STOP = "Stop"
    WAS_SENT = "Was sent"
    SEND_AGAIN = "Send again"


class Intent(StrEnum):
    """What a human reply means for us."""

    INTERESTED = "interested"
    DECLINED = "declined"
    ALREADY_HAS = "already_has"
    NOT_NOW = "not_now"
    QUESTION = "question"
    REFERRED_ON = "referred_on"
    CHECK = "check"


SETTABLE_STAGES = (Stage.CONNECT, Stage.VET, Stage.REFER, Stage.LATER, Stage.CLOSED)
