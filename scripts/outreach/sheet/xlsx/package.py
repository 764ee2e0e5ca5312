"""An .xlsx file as a zip of parts: which part is which tab, and putting a changed part back."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from outreach.sheet.xlsx.calculation import calculated_cells
from outreach.sheet.xlsx.cells import EPOCH_1900, EPOCH_1904
from outreach.sheet.xlsx.formats import CellFormats, read_formats
from outreach.sheet.xlsx.xml import Element, elements, is_true

MOST_BYTES = 512 * 2**20  # unpacked; far more than any practice sheet, far less than a zip bomb
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in a spreadsheet program and save it as Excel workbook (.xlsx)"
_DAMAGED = "open it in a spreadsheet program, or go back to the .bak file beside it"


class NotAWorkbook(ValueError):
    """The file is not an .xlsx that can be read; the message says why, `hint` what to do."""

    def __init__(self, what: str, *, hint: str = _DAMAGED) -> None:
        """Describe what is wrong."""
        super().__init__(what)
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One tab that holds cells.

    Attributes:
        title: As its tab shows it.
        part: Name of its part in the zip.
        calculated: (row, column) of the cells that the calculation chain names.
    """

    title: str
    part: str
    calculated: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A workbook file.

    Attributes:
        content: The file's bytes.
        workbook: Name of the part that lists the tabs.
        sheets: The tabs that hold cells, in order; charts are left out.
        formats: Which cell formats show dates.
        epoch: The day from which dates are counted.
    """

    content: bytes
    workbook: str
    sheets: tuple[SheetPart, ...]
    formats: CellFormats
    epoch: datetime

    def read(self, part: str) -> bytes:
        """Return the bytes of one part."""
        with _faults_named(), zipfile.ZipFile(BytesIO(self.content)) as archive:
            return archive.read(part)

    def with_parts(self, replaced: Mapping[str, bytes]) -> bytes:
        """Return the file with some parts replaced or added, and all else as and where it is."""
        target = BytesIO()
        with (
            zipfile.ZipFile(BytesIO(self.content)) as archive,
            zipfile.ZipFile(target, "w") as copied,
        ):
            copied.comment = archive.comment
            for listed in archive.infolist():
                info = copy(listed)
                info.extra = b""  # says how the bytes were packed, and they are packed anew
                new = replaced.get(listed.filename)
                copied.writestr(info, archive.read(listed) if new is None else new)
            for name in sorted(set(replaced).difference(archive.namelist())):
                copied.writestr(zipfile.ZipInfo(name), replaced[name], zipfile.ZIP_DEFLATED)
        return target.getvalue()


def open_package(content: bytes) -> Package:
    """Find out what is where in a workbook file.

    Raises:
        NotAWorkbook: It is none, or damaged.
    """
    _refuse_other_formats(content)
    with _faults_named(), zipfile.ZipFile(BytesIO(content)) as archive:
        _refuse_harm(archive)
        parts = set(archive.namelist())
        if "_rels/.rels" not in parts:
            kind = "an OpenDocument file" if "META-INF/manifest.xml" in parts else "some other zip"
            raise NotAWorkbook(f"this is not an Excel workbook but {kind}", hint=_SAVE_AS)
        workbook = _target(archive, "", "officeDocument")
        if workbook is None or not workbook.endswith(".xml"):
            raise NotAWorkbook("this is not an Excel workbook of the .xlsx kind", hint=_SAVE_AS)
        listed = elements(archive.read(workbook))
        styles = _target(archive, workbook, "styles")
        counts_from_1904 = any(
            element.name == "workbookPr" and is_true(element.attributes.get("date1904"))
            for element in listed
        )
        return Package(
            content=content,
            workbook=workbook,
            sheets=tuple(_sheets(archive, workbook, listed)),
            formats=read_formats(archive.read(styles)) if styles else CellFormats(),
            epoch=EPOCH_1904 if counts_from_1904 else EPOCH_1900,
        )


@contextmanager
def _faults_named() -> Iterator[None]:
    """Turn what a damaged zip or part raises into NotAWorkbook."""
    try:
        yield
    except NotAWorkbook:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError) as error:
        raise NotAWorkbook(f"the file is damaged or incomplete ({error})") from error
    except (NotImplementedError, RuntimeError) as error:
        raise NotAWorkbook(f"the file is packed as Excel would not pack it ({error})") from error


def _refuse_other_formats(content: bytes) -> None:
    if not content:
        raise NotAWorkbook("the file is empty", hint="go back to the .bak file beside it")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotAWorkbook(
                "the workbook is protected by a password",
                hint="open it and save it without a password (File, Info, Protect Workbook)",
            )
        raise NotAWorkbook("this is an Excel file of the old .xls kind", hint=_SAVE_AS)
    if not content.startswith(b"PK"):
        raise NotAWorkbook("this is not an Excel workbook", hint=_SAVE_AS)


def _refuse_harm(archive: zipfile.ZipFile) -> None:
    """Refuse zip bombs before, and damage after, unpacking every part once."""
    names = archive.namelist()
    if len(set(names)) != len(names):
        raise NotAWorkbook("the file holds two parts of one name")
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        raise NotAWorkbook(
            f"the file unpacks to more than {MOST_BYTES // 2**20} MiB",
            hint="delete what does not belong into it, such as empty formatted rows or pictures",
        )
    damaged = archive.testzip()
    if damaged is not None:
        raise NotAWorkbook(f"the file is damaged (in its part {damaged})")


def _relationships(archive: zipfile.ZipFile, source: str) -> list[Element]:
    """Return what a part, or with "" the file as a whole, points to (ECMA-376-2, 9.3)."""
    folder, name = posixpath.split(source)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive.namelist():
        return []
    return [one for one in elements(archive.read(listing)) if one.name == "Relationship"]


def _resolved(source: str, relationship: Element) -> str:
    target = relationship.attributes["Target"]
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _target(archive: zipfile.ZipFile, source: str, kind: str) -> str | None:
    for relationship in _relationships(archive, source):
        if relationship.attributes.get("Type", "").endswith(f"/{kind}"):
            return _resolved(source, relationship)
    return None


def _sheets(archive: zipfile.ZipFile, workbook: str, listed: list[Element]) -> Iterator[SheetPart]:
    targets = {
        one.attributes["Id"]: _resolved(workbook, one)
        for one in _relationships(archive, workbook)
        if one.attributes.get("Type", "").endswith("/worksheet")
    }
    chain = _target(archive, workbook, "calcChain")
    calculated = calculated_cells(archive.read(chain)) if chain in archive.namelist() else {}
    for element in listed:
        if element.name == "sheet" and element.parent == "sheets":
            part = targets.get(element.attributes.get("id", ""))
            if part is not None:
                yield SheetPart(
                    title=element.attributes["name"],
                    part=part,
                    calculated=frozenset(calculated.get(element.attributes["sheetId"], ())),
                )
