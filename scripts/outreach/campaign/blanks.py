"""What a template may see of a value: the value, or a blank that must not be printed (I6)."""

from collections.abc import Mapping
from typing import NoReturn

from jinja2 import UndefinedError

from outreach.practitioners.names import is_placeholder


class EmptyField(Exception):
    """A template prints a field that is empty or only holds a place."""

    def __init__(self, place: str) -> None:
        """Remember where to fill it: a heading of the sheet, or a key of the configuration."""
        super().__init__(place)
        self.place = place


class Blank:
    """An empty field in a template: false in a test, refused in every other use."""

    def __init__(self, place: str) -> None:
        """Take the place to fill."""
        self._place = place

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return not other

    def __hash__(self) -> int:
        return hash("")

    def __contains__(self, _: object) -> bool:
        return False

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def _refuse(self, *_: object) -> NoReturn:
        raise EmptyField(self._place)

    # All that could make something printable, or an error that names the template instead.
    __str__ = __html__ = __format__ = __call__ = _refuse
    __len__ = __iter__ = __getitem__ = __reversed__ = _refuse
    __int__ = __float__ = __index__ = __round__ = __abs__ = __neg__ = __pos__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse


class Fields:
    """A name in a template's scope, such as `practitioner`, with its fields."""

    def __init__(self, name: str, fields: Mapping[str, object]) -> None:
        """Take the name that templates know it by, and field → value."""
        self._name = name
        self.__dict__.update(fields)

    def __getattr__(self, field_name: str) -> NoReturn:
        # Only fields that do not exist come here. Names with underscores are asked for by
        # libraries, and a template must not have them.
        if field_name.startswith("_"):
            raise AttributeError(field_name)
        known = ", ".join(sorted(name for name in vars(self) if not name.startswith("_")))
        raise UndefinedError(f"{self._name} has no {field_name}; it has {known}")


def field(value: object, place: str) -> object:
    """Return a value for a template: itself, or Blank when empty or a placeholder."""
    if value is None or (isinstance(value, str) and (not value.strip() or is_placeholder(value))):
        return Blank(place)
    return value
