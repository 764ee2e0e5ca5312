"""A desk whose letters really leave, for a server on this computer."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from outreach.cli.arguments import new_id
from outreach.files.config import load_config
from outreach.jobs.request import Request
from outreach.jobs.send_outreach import Outcome, send_outreach
from tests.desk import Desk
from tests.emulators.smtp import SmtpServer
from tests.people import PROJECT

LIVE = """
spacing_seconds = {spacing}
window = "{window}"

[mail]
transport = "smtp"

[mail.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
auth = "none"
"""
ALWAYS = "00:00-24:00"


def connect(
    desk: Desk, server: SmtpServer, extra: str = "", *, spacing: int = 0, window: str = ALWAYS
) -> None:
    """Configure the desk to send to a server."""
    live = LIVE.format(spacing=spacing, window=window, port=server.port)
    desk.configure(live + extra)


def recipients(server: SmtpServer) -> list[str]:
    """Return whom the server has mail for, in order."""
    return [envelope.recipient for envelope in server.received]


class Watcher:
    """Somebody at the terminal, for whom waiting takes no time."""

    def __init__(
        self,
        *,
        answer: bool = True,
        acts: Sequence[Callable[[], object]] = (),
        stops_after: int | None = None,
    ) -> None:
        """Take what they answer, what they do in each wait, and when they ask to stop."""
        self.questions: list[str] = []
        self.waits: list[float] = []
        self.now = datetime.now(UTC)
        self.acts = list(acts)
        self._answer = answer
        self._left = stops_after

    def show_plan(self, *_: object) -> None:
        """Look at the plan."""

    def confirm(self, question: str) -> bool:
        """Answer."""
        self.questions.append(question)
        return self._answer

    def start(self, total: int) -> None:
        """See no bar."""

    def advance(self) -> None:
        """Count down to the stop."""
        if self._left is not None:
            self._left -= 1

    def wait(self, seconds: float) -> None:
        """Let the clock go on, and do something meanwhile."""
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)
        if self.acts:
            self.acts.pop(0)()

    def interrupted(self) -> bool:
        """Whether it is time to stop."""
        return self._left is not None and self._left <= 0


def run_with(desk: Desk, watcher: Watcher, *, yes: bool = True) -> Outcome:
    """Run the job with somebody watching."""
    config = load_config(desk.config, project=PROJECT)
    return send_outreach(
        config,
        Request(yes=yes),
        watcher,
        now=watcher.now,
        clock=lambda: watcher.now,
        new_id=new_id,
        chance=lambda low, _: low,
    )
