"""Faults that a test can order: what networks and Google's servers do on bad days."""

from dataclasses import dataclass
from enum import StrEnum, auto

from tests.emulators.google.errors import ApiError, Json


class Fault(StrEnum):
    """Something that goes wrong with one request."""

    TOO_MANY = auto()
    UNAVAILABLE = auto()
    SERVER_ERROR = auto()
    TIMEOUT_408 = auto()
    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    HALF_ANSWER = auto()
    EXPIRED_TOKEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A fault with the number of seconds that its Retry-After header names."""

    fault: Fault
    retry_after: int | None = None


REFUSALS = {
    Fault.TOO_MANY: (
        429,
        "RESOURCE_EXHAUSTED",
        (
            "Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per "
            "minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:1'."
        ),
    ),
    Fault.UNAVAILABLE: (503, "UNAVAILABLE", "The service is currently unavailable."),
    Fault.SERVER_ERROR: (500, "INTERNAL", "Internal error encountered."),
    Fault.TIMEOUT_408: (408, "DEADLINE_EXCEEDED", "Request timed out."),
    Fault.EXPIRED_TOKEN: (
        401,
        "UNAUTHENTICATED",
        (
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
            "cookie or other valid authentication credential."
        ),
    ),
}


def refusal(fault: Fault, kind: str) -> ApiError:
    """Return the answer that a fault with an answer gives to a request of this kind."""
    code, status, message = REFUSALS[fault]
    return ApiError(code, status, message.format(kind=kind.capitalize()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the Sheets API: `kind` is "read" or "write", `path` includes the query."""

    number: int
    method: str
    kind: str
    path: str
    body: Json | None
