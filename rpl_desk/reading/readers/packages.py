"""Office files that are zip archives of XML parts, opened within bounds, for the readers of each format.

The gate has measured the archive before; here each part is measured again, since a reader trusts nobody.
"""

import codecs
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from ..wire import MEGABYTE
from .base import INCOMPLETE, Unreadable

MOST_PART = 48 * MEGABYTE
_MOST_PARTS = 5_000

EXTRACTOR = "RPL Desk 1 with lxml " + ".".join(map(str, etree.LXML_VERSION[:3]))

codecs.lookup("cp437")  # the names in a zip archive; loads it while files may still be opened

Element = Any

_VALUES = {"lpwstr", "lpstr", "bstr"}


class Package:
    """The parts of an office file by name; a part that is missing is None, one that is damaged raises Unreadable."""

    def __init__(self, data: bytearray) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable("damaged") from None
        if len(self._archive.namelist()) > _MOST_PARTS:
            raise Unreadable("memory")
        self._names = {name.casefold(): name for name in self._archive.namelist()}

    def raw(self, name: str) -> bytes | None:
        found = self._names.get(name.lstrip("/").casefold())
        if found is None:
            return None
        try:
            with self._archive.open(found) as part:
                data = part.read(MOST_PART + 1)
        except RuntimeError:  # zipfile's word for a part locked with a password
            raise Unreadable("locked") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
            raise Unreadable("damaged") from None
        if len(data) > MOST_PART:
            raise Unreadable("memory")
        return data

    def tree(self, name: str) -> Element:
        """Return the root of an XML part; None when there is no such part."""
        data = self.raw(name)
        if data is None:
            return None
        try:
            root = etree.fromstring(data, _parser())
        except etree.XMLSyntaxError:
            raise Unreadable("damaged") from None
        _refuse_types(root)
        return root

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """Give each element of these tags in a large part as it ends, and forget it afterwards."""
        data = self.raw(name)
        if data is None:
            return
        try:
            # The same settings as `_parser`; a part with entities of its own ends here as damaged.
            for _, element in etree.iterparse(
                BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False,
                load_dtd=False, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError:
            raise Unreadable("damaged") from None

    def links(self, name: str) -> dict[str, tuple[str, str]]:
        """Return by id the kind (its last word) and the target of each relation of a part, inside this file only."""
        folder, base = posixpath.split(name)
        root = self.tree(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for link in root if root is not None else ():
            target = link.get("Target", "")
            if link.get("TargetMode") != "External" and target:
                inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], posixpath.normpath(inside))
        return found

    def linked(self, name: str, kind: str) -> list[str]:
        """Return the targets of all relations of one kind, in order."""
        return [target for found, target in self.links(name).values() if found == kind]

    def properties(self) -> list[tuple[str, str]]:
        """Return what the file says of itself: its core, extended and own properties, or the head of OpenDocument."""
        found: list[tuple[str, str]] = []
        for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
            try:
                root = self.tree(part)
            except Unreadable:
                found.append(INCOMPLETE)
                continue
            for element in root.iter() if root is not None else ():
                words = (element.text or "").strip() if isinstance(element.tag, str) else ""
                if words:
                    name = attribute(element.getparent(), "name") if local(element) in _VALUES else None
                    found.append((name or attribute(element, "name") or local(element), words))
        return found

    def main(self) -> str:
        """Return the name of the part that is the document itself."""
        found = self.linked("", "officeDocument")
        if not found:
            raise Unreadable("damaged")
        return found[0]


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for what is not an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Element, name: str) -> Element:
    """Return the first child of a name, or None."""
    if element is None:
        return None
    return next((found for found in element if local(found) == name), None)


def all_text(element: Element) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _refuse_types(root: Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged")
