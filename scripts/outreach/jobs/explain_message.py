"""Shows how messages are understood, and why; nothing is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import UsageError
from outreach.files.config import Config
from outreach.files.phrases import load_phrases
from outreach.inbox.correspondence import Correspondence
from outreach.inbox.message import InboundMessage
from outreach.inbox.parsing import parse_message
from outreach.inbox.relation import all_named
from outreach.inbox.understanding import understand
from outreach.inbox.verdicts import AutoReply, Bounce, OptOut, Reply, Verdict

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the command line says of our side.

    Attributes:
        known: Addresses that we wrote to, lower case.
        message_ids: Message-IDs that we sent, with angle brackets.
        owner: Our own address; None for the configuration's.
    """

    known: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One file and what it turned out to be.

    Attributes:
        message: None when the file could not be read; `fault` says why then.
        refers_to: Message-IDs of ours that it names.
    """

    path: Path
    message: InboundMessage | None = None
    verdict: Verdict | None = None
    refers_to: tuple[str, ...] = ()
    fault: UsageError | None = None

    def as_json(self) -> Json:
        """Return it as docs/operations.md describes it."""
        verdict = self.verdict
        return {
            "file": str(self.path),
            "kind": verdict.kind if verdict else None,
            "intent": verdict.intent.value if isinstance(verdict, Reply) else None,
            "reply_text": verdict.text if isinstance(verdict, Reply | AutoReply | OptOut) else None,
            "until": _until(verdict),
            "bounce": _bounce(verdict) if isinstance(verdict, Bounce) else None,
            "refers_to": list(self.refers_to),
            "sender": self.message.sender if self.message else None,
            "why": list(verdict.why) if verdict else [],
        }

    def as_text(self) -> str:
        """Return it as a person reads it."""
        if self.verdict is None:
            return f"{self.path}: cannot be read"
        said = {
            name: value
            for name, value in self.as_json().items()
            if value not in (None, "", []) and name not in {"file", "bounce", "why"}
        }
        said |= _bounce(self.verdict) if isinstance(self.verdict, Bounce) else {}
        lines = [f"  {name.replace('_', ' ')}: {value}" for name, value in said.items()]
        return "\n".join(
            [f"{self.path}", *lines, *(f"  because it {why}" for why in self.verdict.why)]
        )


def explain(config: Config, paths: Sequence[Path], given: Given) -> Iterator[Explained]:
    """Yield what each file turned out to be, in their order."""
    phrases = load_phrases(config)
    owner = config.settings.owner
    own = (given.owner,) if given.owner else (owner.email, *owner.test_addresses)
    correspondence = Correspondence(
        addresses=given.known,
        message_ids=given.message_ids,
        own=frozenset(address.lower() for address in own),
    )
    for path in paths:
        try:
            raw = path.read_bytes()
        except OSError as error:
            fault = UsageError(
                str(path), f"cannot be read: {error.strerror}", hint="give the file of a message"
            )
            yield Explained(path=path, fault=fault)
            continue
        message = parse_message(raw)
        yield Explained(
            path=path,
            message=message,
            verdict=understand(message, correspondence, phrases),
            refers_to=correspondence.ours(all_named(message)),
        )


def _until(verdict: Verdict | None) -> str | None:
    until = verdict.until if isinstance(verdict, AutoReply | Reply) else None
    return until.isoformat() if until else None


def _bounce(verdict: Bounce) -> Json:
    return {
        "hard": verdict.hard,
        "delayed": verdict.delayed,
        "recipients": list(verdict.recipients),
        "status_code": verdict.status_code,
        "diagnostic": verdict.diagnostic,
    }
