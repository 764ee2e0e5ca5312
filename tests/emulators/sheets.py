"""An emulator of Google Sheets: the Sheets API v4, and as much of Drive v3 as clients need.

Run it alone with `python -m tests.emulators.sheets --port N` from the project's root, or within a
test as `with SheetsEmulator() as google: ...`. It follows Google's documentation; where that is
silent, the docstrings say what was assumed.

Not emulated: the effects of colour scales, protections, locales and strict validation; array
formulas that spill, and functions beyond `functions.py`; pivot tables, slicers, tables and data
sources.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Self, TypeAlias

from tests.emulators.google import batch
from tests.emulators.google.areas import Area, whole
from tests.emulators.google.calculate import SHOWN_ERRORS, Calculator, number_format_of
from tests.emulators.google.errors import Json
from tests.emulators.google.faults import Call, Fault, Trouble
from tests.emulators.google.model import Cell, CellError, Sheet
from tests.emulators.google.patterns import is_date_format
from tests.emulators.google.serials import moment_of, serial_of
from tests.emulators.google.server import LOOPBACK, POLL_SECONDS, Server
from tests.emulators.google.service import Hook, Service

__all__ = ["Call", "Fault", "SheetsEmulator", "Trouble"]

Value: TypeAlias = str | int | float | bool | date | datetime | None

DATE_FORMAT: Json = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
MOMENT_FORMAT: Json = {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd h:mm:ss"}}
LEAST_ROWS, LEAST_COLUMNS = 1000, 26


class SheetsEmulator:
    """Google Sheets on loopback for as long as the `with` block lasts."""

    def __init__(self, *, port: int = 0, quota: int | None = None) -> None:
        """Take the port, 0 for any, and the reads and writes that a minute allows."""
        self._service = Service(quota)
        self._server = Server(port, self._service)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End all connections and free the port."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """Address and port, such as 127.0.0.1:4711."""
        return f"{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The URL that takes the place of Google's hosts."""
        return f"http://{self.host}"

    @property
    def before(self) -> Hook | None:
        """What is called before each request to the Sheets API; it may return a fault."""
        return self._service.before

    @before.setter
    def before(self, hook: Hook | None) -> None:
        self._service.before = hook

    @property
    def counts(self) -> Json:
        """How many reads and writes there were, as `GET /_counts` answers."""
        with self._service.lock:
            return self._service.counts()

    @property
    def log(self) -> list[Call]:
        """All calls of the Sheets API so far."""
        with self._service.lock:
            return list(self._service.log)

    def create(self, title: str, tabs: Mapping[str, Sequence[Sequence[Value]]]) -> str:
        """Make a spreadsheet with these tabs and return its key; dates get a date format."""
        with self._service.lock:
            book = self._service.store.create(title)
            if tabs:
                book.sheets = []
            for name, rows in tabs.items():
                sheet = Sheet(book.new_id() if book.sheets else 0, name, [], [])
                width = max(map(len, rows), default=0)
                sheet.grow(max(LEAST_ROWS, len(rows)), max(LEAST_COLUMNS, width))
                for number, row in enumerate(rows):
                    cells = ((index, _cell(value)) for index, value in enumerate(row))
                    sheet.rows[number].cells = {i: cell for i, cell in cells if cell}
                book.sheets.append(sheet)
            return book.id

    def apply(self, key: str, requests: list[Json]) -> list[Json]:
        """Do requests of batchUpdate as a person's edits: not counted, without the hook."""
        with self._service.lock:
            return batch.apply(self._service.store.files[key], requests)

    def values(self, key: str, title: str) -> list[list[Value]]:
        """Return a tab's values, unformatted, with dates as dates; None where there is none."""
        with self._service.lock:
            calculator = Calculator(self._service.store.files[key])
            area = whole(self.sheet(key, title))
            rows = [_row(area, number, calculator) for number in range(area.bottom)]
            while rows and not rows[-1]:
                rows.pop()
            return rows

    def sheet(self, key: str, title: str) -> Sheet:
        """Return the tab of this title."""
        with self._service.lock:
            sheet = self._service.store.files[key].titled(title)
            if sheet is None:
                raise KeyError(title)
            return sheet

    def unshare(self, key: str) -> None:
        """Let the caller see a spreadsheet no longer."""
        with self._service.lock:
            self._service.store.files[key].shared = False

    def share(self, key: str) -> None:
        """Let the caller see a spreadsheet again."""
        with self._service.lock:
            self._service.store.files[key].shared = True


def _cell(value: Value) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return Cell(serial_of(value), MOMENT_FORMAT)
    if isinstance(value, date):
        return Cell(serial_of(value), DATE_FORMAT)
    return Cell(value)


def _row(area: Area, number: int, calculator: Calculator) -> list[Value]:
    cells = area.sheet.rows[number].cells
    values: list[Value] = []
    for column in range(max(cells, default=-1) + 1):
        value = calculator.value(area.sheet, number, column)
        if isinstance(value, CellError):
            values.append(SHOWN_ERRORS[value.type])
        elif isinstance(value, int | float) and not isinstance(value, bool):
            values.append(_dated(value, number_format_of(area.sheet.cell(number, column))))
        else:
            values.append(value)
    while values and values[-1] is None:
        values.pop()
    return values


def _dated(value: float, number_format: Json | None) -> Value:
    if not is_date_format(number_format):
        return value
    moment = moment_of(value)
    whole_day = (number_format or {}).get("type") == "DATE" and value == int(value)
    return moment.date() if whole_day else moment


def main() -> None:
    """Serve alone until SIGTERM or SIGINT; the first line printed is the URL."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.sheets", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for any free port")
    parser.add_argument("--quota", type=int, help="reads, and writes, that a minute allows")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with SheetsEmulator(port=options.port, quota=options.quota) as google:
        sys.stdout.write(f"{google.url}\n")
        sys.stdout.flush()
        ended.wait()


if __name__ == "__main__":
    main()
