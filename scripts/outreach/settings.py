"""The settings: frozen types that files/config.py fills from TOML.

Field descriptions are the documentation: docs/configuration.md is generated from them.
A default is the careful value; the example configuration is the generous one.
"""

from datetime import time
from ipaddress import ip_address
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from outreach.fields import (
    Address,
    Auth,
    CampaignName,
    Clock,
    CountryName,
    DaysAway,
    Filled,
    Gap,
    HolidaysName,
    Hours,
    HttpsUrl,
    Line,
    OptionalAddress,
    Port,
    Security,
    TraitName,
    Weekday,
    ZoneName,
)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this computer: localhost, 127.0.0.0/8 or ::1."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def parse_window(value: str) -> tuple[time, time]:
    """Return when a send window such as `09:00-16:30` opens and closes; 24:00 is allowed."""
    opens, closes = value.split("-")
    if closes == "24:00":
        return time.fromisoformat(opens), time.max
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _tupled(value: object) -> object:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


class Section(BaseModel):
    """A table of the configuration file; unknown keys are errors, values are frozen."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _arrays_are_tuples(cls, table: object) -> object:
        """TOML knows lists only; strict types take no list for a tuple."""
        if isinstance(table, dict):
            return {key: _tupled(value) for key, value in table.items()}
        return table


class SecretReference(Section):
    """Where a secret is kept; the secret itself never stands in the file."""

    env: str = Field(
        "",
        repr=False,
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$|^$",
        description="Name of an environment variable that holds it.",
    )
    file: str = Field("", repr=False, description="Path of a file whose first line is it.")
    keyring: str = Field("", repr=False, description="`service/user` in the system's keyring.")
    command: str = Field("", repr=False, description="Command whose first line of output is it.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(map(bool, (self.env, self.file, self.keyring, self.command))) != 1:
            raise ValueError(
                'name one place: {env="…"}, {file="…"}, {keyring="…"} or {command="…"}'
            )
        return self


class Owner(Section):
    """You: who the letters are from."""

    name: Filled = Field(examples=["Ana Reyes"], description="Your name, as you sign.")
    business: Line = Field("", description="Your practice's name.")
    credentials: Line = Field("", description="After your name, such as `LMT`.")
    email: Address = Field(
        examples=["ana@reyesmassage.example"],
        description="Letters come from here, and answers go here.",
    )
    test_addresses: tuple[Address, ...] = Field(
        (), description="Other addresses of yours that test mails may go to."
    )
    phone: Line = Field("", description="For the signature.")
    website: Line = Field("", description="For the signature.")
    postal_address: Line = Field(
        "",
        examples=["12 Sample Street, Dover, NH 03820"],
        description="One line. The law wants it in every letter; live sending needs it.",
    )
    city: Line = Field("", description="Where you practise, as letters say it.")
    country: CountryName = Field(
        "US",
        description="Two capitals. Outside `US`, `Consent` must be filled before a first mail.",
    )
    timezone: ZoneName = Field(
        examples=["America/New_York"],
        description="IANA name of your time zone; all dates and hours are meant in it.",
    )
    away: tuple[DaysAway, ...] = Field(
        (),
        examples=[[["2026-12-24", "2027-01-02"]]],
        description="First and last days on which nothing is sent.",
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)


class Sheet(Section):
    """The practice sheet."""

    backend: Literal["workbook", "google"] = Field(
        "workbook", description="A local .xlsx file, or a shared Google Sheet."
    )
    workbook: str = Field("var/practitioners.xlsx", description="Path of the .xlsx file.")
    sample: str = Field(
        "", description="Workbook to start from when `workbook` does not exist (rehearsals only)."
    )
    spreadsheet: str = Field("", description="Key or URL of the Google Sheet.")
    credentials: Line = Field(
        "config/service_account.json", description="Path of the Google key file."
    )
    include_hidden: bool = Field(
        False, description="Also write to people whose rows are hidden by a filter or by hand."
    )


def _check_encrypted(security: Security, host: str) -> None:
    if security == "none" and host and not is_loopback(host):
        raise PydanticCustomError(
            "elsewhere",
            '"none" is for a server on this machine only; use "starttls" or "tls"',
            {"place": ("security",)},
        )


class Smtp(Section):
    """Your mail provider's outgoing server."""

    host: str = Field("", description="Server name, such as `smtp.fastmail.com`.")
    port: Port = Field(587, description="587 for starttls, 465 for tls.")
    security: Security = Field("starttls", description="`none` is for loopback only.")
    username: str = Field("", description="Usually your address.")
    password: SecretReference | None = Field(None, description="Where the password is kept.")
    auth: Auth = Field(
        "password", description="How to log in; for `xoauth2`, `password` is an access token."
    )
    credentials: Line = Field(
        "",
        description="For `xoauth2` at Google: path of an authorised-user file, for `password`.",
    )

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        _check_encrypted(self.security, self.host)
        return self


class Inbox(Section):
    """The mailbox that answers arrive in."""

    kind: Literal["none", "imap", "maildir"] = Field(
        "none",
        description="Where to read mail; without it a live transport sends first letters only.",
    )
    host: str = Field("", description="IMAP server name.")
    port: Port = Field(993, description="993 for tls, 143 for starttls.")
    security: Security = Field("tls", description="`none` is for loopback only.")
    username: str = Field("", description="Usually your address.")
    password: SecretReference | None = Field(None, description="Where the password is kept.")
    auth: Auth = Field(
        "password", description="How to log in; for `xoauth2`, `password` is an access token."
    )
    credentials: Line = Field(
        "",
        description="For `xoauth2` at Google: path of an authorised-user file, for `password`.",
    )
    folders: tuple[Line, ...] = Field(
        ("INBOX",),
        min_length=1,
        examples=[["INBOX", "Junk"]],
        description="Folders to read, as your mail program names them; of a Maildir's the names "
        "without the first dot.",
    )
    path: Line = Field("", description="Folder of a Maildir: the one that holds `cur` and `new`.")
    sample: Line = Field("", description="Answers to make up for want of `path` (rehearsals only).")

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        _check_encrypted(self.security, self.host)
        return self


class Mail(Section):
    """How letters leave and answers come in."""

    transport: Literal["outbox", "smtp"] = Field(
        "outbox", description="`outbox` writes .eml files (a rehearsal); `smtp` sends."
    )
    outbox: str = Field("var/outbox", description="Folder for the .eml files.")
    save_sent: bool = Field(
        False, description="Save our own copy to the Sent folder, if the provider keeps none."
    )
    drafts: bool = Field(False, description="Save draft answers to Drafts; not in this version.")
    one_click_url: HttpsUrl = Field(
        "", description="HTTPS endpoint for RFC 8058 one-click unsubscribing, if you run one."
    )
    smtp: Smtp = Field(Smtp(), description="Outgoing server.")
    inbox: Inbox = Field(Inbox(), description="Incoming mailbox.")


class Qualification(Section):
    """Who is worth writing to."""

    disqualify: tuple[TraitName, ...] = Field(
        ("takes_insurance", "offers_massage", "has_massage_therapist", "values_massage"),
        description="Traits whose other answer makes `Not a fit`.",
    )
    require: tuple[TraitName, ...] = Field(
        ("takes_insurance", "offers_massage"),
        description="Traits that must be known; a blank one makes `Research`.",
    )
    max_miles: float = Field(
        15.0, gt=0, description="Farther away is `Not a fit`; blank is ranked last."
    )
    weights: dict[TraitName, float] = Field(
        {
            "values_massage": 3.0,
            "has_massage_therapist": 2.0,
            "takes_insurance": 1.0,
            "offers_massage": 1.0,
        },
        description="How much each good answer moves a person up the list; ranks only.",
    )
    unknown: Literal["research", "qualified"] = Field(
        "research", description="What a blank required answer makes of a row."
    )


class Pacing(Section):
    """How fast and when."""

    daily_cap: int = Field(10, ge=0, description="E-mails in any 24 hours.")
    spacing_seconds: Gap = Field(
        (60, 300),
        description="Shortest and longest gap between two e-mails; 0 for none (live only).",
    )
    window: Hours = Field(
        "09:00-16:30", description="Hours in which to send, in your zone (live only)."
    )
    weekdays: tuple[Weekday, ...] = Field(
        ("mon", "tue", "wed", "thu", "fri"), min_length=1, description="Days on which to send."
    )
    holidays: HolidaysName = Field(
        "US",
        examples=["US-NH"],
        description='Country and region whose public holidays are kept; `""` for none.',
    )
    park_days: int = Field(
        3, ge=0, description="Days to wait after somebody is back from an absence."
    )


class Ledger(Section):
    """The durable record of what was done."""

    url: str = Field(
        "sqlite:///var/ledger.sqlite3",
        repr=False,  # it may hold a password
        description="SQLAlchemy URL; SQLite or PostgreSQL.",
    )


class Schedule(Section):
    """When the jobs run by themselves."""

    nightly_at: Clock = Field("02:00", description="When to read the mailbox and sync.")
    send: bool = Field(False, description="`true` is your standing yes to sending.")
    send_at: Clock = Field("09:30", description="When to send.")
    digest_to: OptionalAddress = Field(None, description="Who gets the nightly digest.")


class Demo(Section):
    """The demo massage that you offer."""

    minutes: int = Field(30, ge=10, le=240, description="How long it takes.")


class Campaigns(Section):
    """Which letters go out."""

    active: tuple[CampaignName, ...] = Field(
        ("referral_partners",),
        min_length=1,
        max_length=1,
        description="Name of the campaign file, without `.toml`; one at a time.",
    )


class Settings(Section):
    """All of config/outreach.toml."""

    owner: Owner = Field(description="Who you are.")
    sheet: Sheet = Field(Sheet(), description="Where the practitioners are listed.")
    mail: Mail = Field(Mail(), description="How mail leaves and arrives.")
    qualification: Qualification = Field(
        Qualification(), description="Whom to write to, and in which order."
    )
    pacing: Pacing = Field(Pacing(), description="How many, how fast, and when.")
    ledger: Ledger = Field(Ledger(), description="Where the record is kept.")
    schedule: Schedule = Field(Schedule(), description="When jobs run by themselves.")
    demo: Demo = Field(Demo(), description="What you offer.")
    campaigns: Campaigns = Field(Campaigns(), description="Which campaign runs.")

    @model_validator(mode="after")
    def _postal_address_when_live(self) -> Self:
        if self.mail.transport == "smtp" and not self.owner.postal_address:
            raise PydanticCustomError(
                "elsewhere",
                "a live transport needs it: the law wants it in every letter",
                {"place": ("owner", "postal_address")},
            )
        return self
