"""Pages and text of a PDF, by PDFium. Nothing in the document is followed or run: no link, script, form or attachment.

PDFium's own interface (`pypdfium2_raw`) is used without pypdfium2's helpers, which take as long again to import.
Source: PDFium's `fpdfview.h`, `fpdf_text.h`, `fpdf_searchex.h`, `fpdf_doc.h`.
"""

import codecs
import ctypes
import re
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2_raw as pdfium
from pypdfium2_raw.version import PDFIUM_INFO

from ..wire import (
    MOST_ATTACHMENTS,
    MOST_BOOKMARKS,
    MOST_DOCUMENT,
    MOST_PAGE_CHARACTERS,
    MOST_PAGES,
    PIXEL,
    pixels_for,
    sane,
)
from .base import INCOMPLETE, Answer, Reader, Unreadable
from .xmp import xmp_words

EXTRACTOR = f"PDFium {PDFIUM_INFO.build}"
_DEEPEST = 16
_PASSWORD = 4
# PDFium marks a hyphen that ends a line as U+0002 and what it cannot name as U+FFFE or U+0000.
_MEANT = {0x02: ord("-"), 0x00: 0xFFFD, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD, 0x0D: ord("\n")}

_ODD = re.compile("[\0\x02\r\ufffe\uffff]")

_DESCRIBED = (b"Title", b"Author", b"Subject", b"Keywords", b"Creator", b"Producer", b"Company", b"Manager")
_METADATA = re.compile(rb"<<[^<>]{0,2000}/Type\s*/Metadata[^<>]{0,2000}>>\s{0,20}stream\r?\n")
_MOST_METADATA, _MOST_XMP = 200, 4 << 20

codecs.lookup("utf-16-le")  # loads it while files may still be opened
pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))


def open_document(data: bytearray, media_type: str) -> Reader:
    return PdfReader(data, media_type)


class PdfReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._data = (ctypes.c_ubyte * len(data)).from_buffer(data)  # PDFium reads it as long as the document is open
        self._document = pdfium.FPDF_LoadMemDocument64(self._data, len(data), None)
        if not self._document:
            raise Unreadable("locked" if pdfium.FPDF_GetLastError() == _PASSWORD else "damaged")
        self._count = pdfium.FPDF_GetPageCount(self._document)
        if self._count < 1:
            raise Unreadable("empty")
        self._form = self._form_filling()
        self.outline = {
            "kind": "pages",
            "media_type": media_type,
            "pages": self._pages(),
            "bookmarks": self._bookmarks(),
            "attachments": self._attachments(),
            "notes": self._notes(),
        }

    def picture(self, number: int, width: int, scale: float) -> Answer:
        with self._page(number) as page:
            across, down = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            wide, high = pixels_for(across, down, width, scale)
            stride = wide * PIXEL
            body = self.room(stride * high)
            held = (ctypes.c_ubyte * len(body)).from_buffer(body)
            bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_BGRx, held, stride)
            if not bitmap:
                raise Unreadable("memory")
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
            if self._form:
                pdfium.FPDF_FFLDraw(self._form, bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
            pdfium.FPDFBitmap_Destroy(bitmap)
            return {"width": wide, "height": high, "stride": stride, "place": _place(page)}, body

    def text(self, number: int, boxes: bool) -> Answer:
        with self._page(number) as page:
            text_page = pdfium.FPDFText_LoadPage(page)
            if not text_page:
                raise Unreadable("damaged")
            try:
                units, cut = _units(text_page)
                text, kept = _characters(units)
                places = _boxes(text_page, kept, len(units)) if boxes else array("f")
            finally:
                pdfium.FPDFText_ClosePage(text_page)
            packed = text.encode("utf-8")
            facts = {
                "characters": len(text),
                "boxes": len(places),
                "extractor": EXTRACTOR,
                "place": _place(page),
                "cut": cut,
            }
            return facts, places.tobytes() + packed

    def about(self) -> list[tuple[str, str]]:
        """Return the document's own description, and the metadata (XMP) of the document and of what it holds."""
        found = []
        for name in _DESCRIBED:
            fetched = lambda room, size, name=name: pdfium.FPDF_GetMetaText(self._document, name, room, size)  # noqa: E731
            found.append((name.decode().lower(), _words(fetched)))
        source = bytes(self._data)
        if pdfium.FPDF_GetSecurityHandlerRevision(self._document) >= 0 and b"/Metadata" in source:
            return [*found, INCOMPLETE]  # its metadata may be encrypted, and PDFium gives it to nobody
        return [*found, *xmp_words(source), *_packed_xmp(source)]

    def attached(self, number: int) -> Answer:
        if not 0 <= number < pdfium.FPDFDoc_GetAttachmentCount(self._document):
            raise Unreadable("attached")
        attachment = pdfium.FPDFDoc_GetAttachment(self._document, number)
        size = ctypes.c_ulong()
        if not attachment or not pdfium.FPDFAttachment_GetFile(attachment, None, 0, size):
            raise Unreadable("attached")
        if size.value > MOST_DOCUMENT:
            raise Unreadable("memory")
        held = (ctypes.c_ubyte * size.value)()
        if not pdfium.FPDFAttachment_GetFile(attachment, held, size.value, size):
            raise Unreadable("attached")
        return {"size": len(held)}, bytes(held)

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        if not 0 <= number < self._count:
            raise Unreadable("page")
        page = pdfium.FPDF_LoadPage(self._document, number)
        if not page:
            raise Unreadable("damaged")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)

    def _form_filling(self) -> Any:
        """Return what draws the fields of a form as they are filled in; PDFium leaves them out otherwise."""
        if pdfium.FPDF_GetFormType(self._document) == pdfium.FORMTYPE_NONE:
            return None
        self._form_settings = pdfium.FPDF_FORMFILLINFO(version=2)
        form = pdfium.FPDFDOC_InitFormFillEnvironment(self._document, self._form_settings)
        pdfium.FPDF_SetFormFieldHighlightAlpha(form, 0)
        return form

    def _pages(self) -> list[tuple[float, float, str]]:
        size, pages = pdfium.FS_SIZEF(), []
        for number in range(min(self._count, MOST_PAGES)):
            if not pdfium.FPDF_GetPageSizeByIndexF(self._document, number, size):
                size.width, size.height = 595, 842  # told when the page itself is asked for
            label = _words(pdfium.FPDF_GetPageLabel, self._document, number)
            pages.append((sane(size.width), sane(size.height), label[:40] or str(number + 1)))
        return pages

    def _bookmarks(self) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        seen: set[int] = set()

        def walk(parent: Any, depth: int) -> None:
            mark = pdfium.FPDFBookmark_GetFirstChild(self._document, parent)
            while mark and len(found) < MOST_BOOKMARKS:
                address = ctypes.addressof(mark.contents)
                if address in seen:
                    return
                seen.add(address)
                title = _words(pdfium.FPDFBookmark_GetTitle, mark)
                target = pdfium.FPDFBookmark_GetDest(self._document, mark)
                page = pdfium.FPDFDest_GetDestPageIndex(self._document, target) if target else -1
                found.append((title[:300], depth, page if 0 <= page < self._count else -1))
                if depth < _DEEPEST:
                    walk(mark, depth + 1)
                mark = pdfium.FPDFBookmark_GetNextSibling(self._document, mark)

        walk(None, 0)
        return found

    def _attachments(self) -> list[tuple[str, str, int]]:
        found = []
        for number in range(min(pdfium.FPDFDoc_GetAttachmentCount(self._document), MOST_ATTACHMENTS)):
            attachment = pdfium.FPDFDoc_GetAttachment(self._document, number)
            if attachment:
                name = _words(pdfium.FPDFAttachment_GetName, attachment) or f"File {number + 1} without a name"
                kind = _words(pdfium.FPDFAttachment_GetSubtype, attachment)
                found.append((name[:300], kind[:100], -1))  # its size is known only by unpacking it
        return found

    def _notes(self) -> list[str]:
        notes = []
        if self._count > MOST_PAGES:
            notes.append(f"It has {self._count:,} pages; the first {MOST_PAGES:,} are shown.")
        if pdfium.FPDFDoc_GetJavaScriptActionCount(self._document) > 0:
            notes.append("It holds a script, which was not run.")
        if pdfium.FPDF_GetFormType(self._document) in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
            notes.append("It holds a form of a kind that is not drawn here; open it in its own program to see it.")
        return notes


def _packed_xmp(source: bytes) -> Iterator[tuple[str, str]]:
    """Give the words of metadata that lies packed in the file; it mostly lies open, for other programs to find."""
    for number, found in enumerate(_METADATA.finditer(source)):
        if number >= _MOST_METADATA:
            yield INCOMPLETE
            return
        if b"/Filter" not in found[0]:
            continue
        if b"/FlateDecode" not in found[0]:
            yield INCOMPLETE
            continue
        try:
            yield from xmp_words(zlib.decompressobj().decompress(source[found.end() :], _MOST_XMP))
        except zlib.error:
            yield INCOMPLETE


def _place(page: Any) -> tuple[float, float, float, float, int]:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) * 90


def _words(fetch: Callable[..., int], *of: Any) -> str:
    """Return UTF-16 text from a call that is asked first how much room it wants, in bytes with the closing zero."""
    room = fetch(*of, None, 0)
    if not 2 < room <= 1 << 16:
        return ""
    held = (ctypes.c_ushort * (room // 2))()
    fetch(*of, held, room)
    return bytes(held)[: room // 2 * 2 - 2].decode("utf-16-le", "replace")


def _units(text_page: Any) -> "tuple[array[int], bool]":
    """Return the page's text in units of UTF-16, and whether it was cut."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count < 1:
        return array("H"), False
    wanted = min(count, MOST_PAGE_CHARACTERS)
    room = (ctypes.c_ushort * (2 * wanted + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, wanted, room)
    units = array("H")
    units.frombytes(memoryview(room).cast("B")[: max(written - 1, 0) * 2])
    return units, count > wanted


def _characters(units: "array[int]") -> tuple[str, list[int] | range]:
    """Return the text, and for each of its characters which unit it was made of.

    A line end of two characters becomes one, and a pair of surrogates one character, so that offsets are the same on
    every machine.
    """
    raw = units.tobytes().decode("utf-16-le", "replace")
    if len(raw) == len(units) and not _ODD.search(raw):
        return raw, range(len(units))
    kept: list[int] = []
    at = 0
    for character, following in zip(raw, raw[1:] + " ", strict=True):
        if (character, following) != ("\r", "\n"):
            kept.append(at)
        at += 2 if character > "\uffff" else 1
    return raw.replace("\r\n", "\n").translate(_MEANT), kept


def _boxes(text_page: Any, kept: list[int] | range, units: int) -> "array[float]":
    """Return left, bottom, right and top of each kept unit; zeros for a character that PDFium itself added."""
    places = array("f", bytes(16 * len(kept)))
    if not units:
        return places
    box, fetch, index = (
        pdfium.FS_RECTF(),
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharIndexFromTextIndex,
    )
    same = index(text_page, units - 1) == units - 1  # the two counts part only where characters were left out
    for at, unit in enumerate(kept):
        number = unit if same else index(text_page, unit)
        if number >= 0 and fetch(text_page, number, box):
            places[4 * at : 4 * at + 4] = array("f", (box.left, box.bottom, box.right, box.top))
    return places
