"""The one statement that is made twice for every letter, compiled once and durable each time (I1).

Put together and sent through SQLAlchemy's layers each time, it takes longer than the disk does.
"""

from sqlalchemy import Engine, bindparam, update
from sqlalchemy.exc import DBAPIError

from outreach.ledger import schema
from outreach.practitioners.touches import TouchRecord, TouchState

_KEY = ("practitioner", "campaign", "step", "occasion")
_STATEMENT = (
    update(schema.touches)
    .where(*(schema.touches.c[name] == bindparam(f"its_{name}") for name in _KEY))
    .where(schema.touches.c.state == bindparam("since"))
    # Nothing else of a touch changes once it is queued, and each index spared is a page less.
    .values({name: bindparam(name) for name in ("state", "at", "detail")})
)


class Advance:
    """Moves one touch from a state to another."""

    def __init__(self, engine: Engine) -> None:
        """Compile the statement for this database."""
        compiled = _STATEMENT.compile(engine)
        self._engine = engine
        self._statement = str(compiled)
        # Some drivers take parameters by place, others by name.
        self._order: list[str] | None = compiled.positiontup

    def __call__(self, touch: TouchRecord, *, since: TouchState) -> bool:
        """Return whether the touch was in the state; if so it is now, durably, in its new one."""
        key = touch.key
        values = {
            "its_practitioner": key.practitioner,
            "its_campaign": key.campaign,
            "its_step": key.step,
            "its_occasion": key.occasion,
            "since": since.value,
            "state": touch.state.value,
            "at": schema.moment_text(touch.at),
            "detail": touch.detail,
        }
        parameters = [values[name] for name in self._order] if self._order else values
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._statement, parameters)
            changed = cursor.rowcount == 1
            cursor.close()
            # One statement is a transaction of its own; SQLite has committed it by now.
            connection.commit()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(self._statement, None, error) from error
        finally:
            connection.close()
        return changed
