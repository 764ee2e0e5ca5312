"""The account behind the server: tokens, counting, quotas and faults."""

import json
import secrets
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs

from tests.emulators.google.errors import ApiError, Json, not_found
from tests.emulators.google.faults import Call, Fault, Trouble, refusal
from tests.emulators.google.routes import Answer, answer_to, json_answer, kind_of_path, request_of
from tests.emulators.google.store import Store

Hook = Callable[[Call], Fault | Trouble | None]
LIFETIME = 3599
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Outcome(NamedTuple):
    """An answer, and what befalls it on its way."""

    answer: Answer
    fault: Fault | None = None
    retry_after: int | None = None


class Service:
    """The account behind the server: its files, its tokens, and the record of its calls."""

    def __init__(self, quota: int | None = None) -> None:
        """Take the number of reads, and of writes, that a minute allows; None allows any."""
        self.lock = threading.RLock()
        self.quota = quota
        self.before: Hook | None = None
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.store = Store()
        self.log: list[Call] = []
        self.kinds: Counter[str] = Counter()
        self.refused_tokens: set[str] = set()
        self._recent: dict[str, deque[float]] = {"read": deque(), "write": deque()}

    def counts(self) -> Json:
        """Return how many reads and writes there were, and how many of each kind."""
        reads = sum(call.kind == "read" for call in self.log)
        return {"reads": reads, "writes": len(self.log) - reads, "calls": dict(self.kinds)}

    def answer(self, method: str, target: str, raw: bytes, token: str) -> Outcome:
        """Return the answer to a request, and the fault that is to befall its delivery."""
        with self.lock:
            try:
                return self._answer(method, target, raw, token)
            except ApiError as error:
                return Outcome(json_answer(error.body(), error.code))
            except Exception:  # noqa: BLE001 - a bug here must not look like a lost connection
                traceback.print_exc(file=sys.stderr)
                return Outcome(json_answer(refusal(Fault.SERVER_ERROR, "").body(), 500))

    def _answer(self, method: str, target: str, raw: bytes, token: str) -> Outcome:
        path = target.partition("?")[0]
        if path.startswith("/_") or path == "/token":
            return Outcome(self._own(method, path, raw))
        if not token or token in self.refused_tokens:
            raise refusal(Fault.EXPIRED_TOKEN, "")
        trouble = self._befalls(method, target, raw) if path.startswith("/v4/") else None
        if trouble is None:
            return Outcome(answer_to(self.store, request_of(method, target, raw)))
        if trouble.fault is Fault.EXPIRED_TOKEN:
            self.refused_tokens.add(token)
        if trouble.fault is Fault.DROP_BEFORE:
            return Outcome(Answer(b""), trouble.fault)
        if trouble.fault in (Fault.DROP_AFTER, Fault.HALF_ANSWER):
            answer = answer_to(self.store, request_of(method, target, raw))
            return Outcome(answer, trouble.fault)
        error = refusal(trouble.fault, self.log[-1].kind)
        return Outcome(json_answer(error.body(), error.code), retry_after=trouble.retry_after)

    def _own(self, method: str, path: str, raw: bytes) -> Answer:
        if (method, path) == ("GET", "/_counts"):
            return json_answer(self.counts())
        if (method, path) == ("POST", "/_reset"):
            self.reset()
            return json_answer({})
        if (method, path) == ("POST", "/token"):
            return _token(parse_qs(raw.decode()))
        raise not_found(f"The requested URL {path} was not found on this server.")

    def _befalls(self, method: str, target: str, raw: bytes) -> Trouble | None:
        call = self._recorded(method, target, raw)
        trouble = self.before(call) if self.before else None
        if isinstance(trouble, Fault):
            trouble = Trouble(fault=trouble)
        return trouble or self._over_quota(call.kind)

    def _recorded(self, method: str, target: str, raw: bytes) -> Call:
        kind = "read" if method == "GET" else "write"
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        call = Call(number=len(self.log) + 1, method=method, kind=kind, path=target, body=body)
        self.log.append(call)
        self.kinds[f"{method} {kind_of_path(target.partition('?')[0])}"] += 1
        return call

    def _over_quota(self, kind: str) -> Trouble | None:
        if self.quota is None:
            return None
        recent, moment = self._recent[kind], time.monotonic()
        while recent and recent[0] <= moment - 60:
            recent.popleft()
        if len(recent) >= self.quota:
            return Trouble(fault=Fault.TOO_MANY)
        recent.append(moment)
        return None


def _token(form: dict[str, list[str]]) -> Answer:
    """Return an access token for either grant that google-auth uses."""
    grant = form.get("grant_type", [""])[0]
    if grant == _JWT_GRANT and form.get("assertion", [""])[0].count(".") == 2:
        return json_answer(_new_token())
    if grant == "refresh_token" and form.get("refresh_token"):
        return json_answer(_new_token())
    known = grant in (_JWT_GRANT, "refresh_token")
    error = "invalid_grant" if known else "unsupported_grant_type"
    return json_answer({"error": error, "error_description": "Bad Request"}, 400)


def _new_token() -> Json:
    token = "ya29." + secrets.token_urlsafe(24)
    return {"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"}
