"""What stops a run at the SMTP server, in words for the owner: where, what, and what to do."""

import smtplib
from dataclasses import dataclass
from typing import ClassVar

from outreach.errors import AccountLimit, MailError
from outreach.fields import Auth
from outreach.mail.answers import Answer, Stage, Verdict, judge
from outreach.mail.server_faults import LATER, ServerFaults


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpFaults(ServerFaults):
    """Makes the errors; none holds a secret."""

    starttls_port: ClassVar[int] = 587
    tls_port: ClassVar[int] = 465

    def connecting(self, error: OSError | UnicodeError) -> MailError:
        """The connection could not be made, or nothing greeted."""
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return self.silent()
        # Not super(): a class with slots is made anew, and super() would look for the first one.
        return ServerFaults.connecting(self, error)

    def greeting(self, answer: Answer) -> MailError:
        """The server greeted with something else than a welcome."""
        return self.no_mail_server() if answer.code < 0 else self.answered("the connection", answer)

    def lost_again(self) -> MailError:
        """A fresh connection broke before anything was handed over."""
        what = f"{self._server} takes the connection but no letter"
        return self._fault("host", what, hint=LATER)

    def login_refused(self, answer: Answer, auth: Auth) -> MailError:
        """The server refused the login."""
        if judge(Stage.OPENING, answer) is Verdict.ACCOUNT_LIMIT or 400 <= answer.code < 500:  # noqa: PLR2004
            return self.answered("the login", answer)
        return self.wrong_login(str(answer), auth)

    def answered(self, to: str, answer: Answer, *, stage: Stage = Stage.OPENING) -> MailError:
        """The server gave an answer that would be the same for every letter."""
        match judge(stage, answer):
            case Verdict.ACCOUNT_LIMIT:
                what = f"{self._server} allows no more letters for now: {answer}"
                hint = "run again tomorrow; if it happens often, lower [pacing] daily_cap"
                return AccountLimit(f"{self.place} username", what, hint=hint)
            case Verdict.SENDER:
                what = f"{self._server} does not let this account send: {answer}"
                hint = "is [owner] email an address of this account? See also the provider's site"
                return self._fault("username", what, hint=hint)
            case _:
                return self._fault(
                    "host", f"{self._server} answered {to} with: {answer}", hint=LATER
                )
