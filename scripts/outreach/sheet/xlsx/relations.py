"""What the parts of a workbook file point to, and adding parts (ECMA-376-2, 9.3 and 10.1)."""

import posixpath
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from outreach.sheet.xlsx.outline import appended, outline
from outreach.sheet.xlsx.package import Package

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def resolved(source: str, target: str) -> str:
    """Return the name of the part that a relationship of another names."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def listing_of(part: str) -> str:
    """Return the name of the part that lists what a part points to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A workbook file while parts of it are changed; nothing is written before it is whole.

    Attributes:
        package: The file as it is.
        names: Names of all parts.
        changed: Name → content of new and changed parts.
    """

    package: Package
    names: set[str]
    changed: dict[str, bytes] = field(default_factory=dict)

    def read(self, part: str) -> bytes:
        """Return a part as it is so far."""
        return self.changed[part] if part in self.changed else self.package.read(part)

    def write(self, part: str, content: bytes) -> None:
        """Set a part's content."""
        self.names.add(part)
        self.changed[part] = content

    def target(self, source: str, *, kind: str = "", id_: str = "") -> str:
        """Return the part of a kind or an id that a part points to, or empty."""
        listing = listing_of(source)
        if listing not in self.names:
            return ""
        for relation in outline(self.read(listing)).all("Relationship"):
            of_kind = not kind or relation.attributes.get("Type", "").endswith(f"/{kind}")
            if of_kind and id_ in ("", relation.attributes.get("Id")):
                return resolved(source, relation.attributes["Target"])
        return ""

    def free_name(self, pattern: str) -> str:
        """Return a part's name that is not taken; the pattern has a place for a number."""
        numbers = range(1, len(self.names) + 2)
        taken = {name.casefold() for name in self.names}
        return next(name for name in map(pattern.format, numbers) if name.casefold() not in taken)

    def relate(self, source: str, kind: str, target: str) -> str:
        """Let a part point to another, and return the id of it."""
        listing = listing_of(source)
        if listing not in self.names:
            self.write(listing, f'<Relationships xmlns="{_PACKAGE}"/>'.encode())
        part = self.read(listing)
        root = outline(part)
        taken = {relation.attributes.get("Id") for relation in root.all("Relationship")}
        id_ = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        xml = (
            f'<{root.prefix}Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="/{target}"/>'
        )
        self.write(listing, appended(part, root, xml.encode()))
        return id_

    def declare(self, part: str, content_type: str) -> None:
        """Say what kind of part a new one is."""
        types = self.read(CONTENT_TYPES)
        root = outline(types)
        xml = f'<{root.prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
        self.write(CONTENT_TYPES, appended(types, root, xml.encode()))

    def content(self) -> bytes:
        """Return the file."""
        return self.package.with_parts(self.changed)


def draft_of(package: Package) -> Draft:
    """Begin to change a file."""
    with zipfile.ZipFile(BytesIO(package.content)) as archive:
        return Draft(package=package, names=set(archive.namelist()))
