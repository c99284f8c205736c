"""The bounds every workbook from outside keeps to before a parser sees it, decision workbooks included."""

import io
import re
import zlib
from zipfile import BadZipFile, ZipFile

from ..domain.errors import StorageProblem

FILE_BYTES = 20_000_000  # an intake workbook
PARTS = 2_000
TOTAL_BYTES = 100_000_000  # unpacked
XML_BYTES = 30_000_000  # unpacked, empty cells and rows left out
MARKS = 1_000_000  # tags and attributes, some 100,000 filled cells; a row of that many takes a parser some 300 MB

_EMPTY_CELL = re.compile(rb"<c\s[^<>]*(?:/>|>\s*</c>)")
_EMPTY_ROW = re.compile(rb"<row\s[^<>]*(?:/>|>\s*</row>)")
_NO_PLACE = re.compile(rb"<(?:c|row)(?=[\s/>])(?![^<>]*\sr=)|<!\[CDATA\[")


def bounded(data: bytes) -> bytes:
    """Return the workbook without its empty cells and rows, which cost a parser far more than their bytes.

    Raises StorageProblem when it is not a workbook or is larger than any that is handed in or that we write.
    """
    kept = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(data)) as archive, ZipFile(kept, "w") as lean:
            members = archive.infolist()
            if len(members) > PARTS or sum(member.file_size for member in members) > TOTAL_BYTES:
                raise StorageProblem("The workbook unpacks to more than 100 MB or 2,000 parts, so it was not read.")
            if len({member.filename.casefold() for member in members}) < len(members):
                raise BadZipFile("two parts have one name")
            size = marks = 0
            for member in members:
                # zipfile gives at most the size the member states, so the sum above bounds this.
                part = _lean(archive.read(member))
                is_xml = part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
                size += len(part) if is_xml else 0
                marks += part.count(b"<") + part.count(b"=") if is_xml else 0
                if size > XML_BYTES or marks > MARKS:
                    raise StorageProblem("The workbook is larger than any of ours, so it was not read.")
                lean.writestr(member.filename, part)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError) as error:
        message = "This is not an Excel workbook (.xlsx), or it is damaged. Take a fresh copy of the file."
        raise StorageProblem(message) from error
    return kept.getvalue()


def _lean(part: bytes) -> bytes:
    """Return a sheet without empty cells and rows; any other part, or a sheet that counts on them, as it is."""
    if b"<sheetData" not in part or _NO_PLACE.search(part):
        return part
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", part))
