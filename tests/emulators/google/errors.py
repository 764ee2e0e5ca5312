"""Refusals in the words and the JSON shape of Google's APIs."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class ApiError(Exception):
    """A request that Google would refuse, with the HTTP code and the status it would give."""

    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message

    def body(self) -> Json:
        """Return the error as Google writes it."""
        return {"error": {"code": self.code, "message": self.message, "status": self.status}}


def invalid(message: str) -> ApiError:
    """Return the refusal of a request that makes no sense."""
    return ApiError(400, "INVALID_ARGUMENT", message)


def not_found(message: str = "Requested entity was not found.") -> ApiError:
    """Return the refusal of a request for something that is not there."""
    return ApiError(404, "NOT_FOUND", message)


def forbidden() -> ApiError:
    """Return the refusal of a request for something that is not shared with the caller."""
    return ApiError(403, "PERMISSION_DENIED", "The caller does not have permission")


def within(place: str, error: ApiError) -> ApiError:
    """Return the error with the place in the request that it is about, as batchUpdate words it."""
    if error.code != 400 or error.message.startswith(("Invalid requests", "Unable to parse")):
        return error
    return ApiError(error.code, error.status, f"Invalid {place}: {error.message}")
