"""Outlook messages (.msg): head, text and attachments, from the streams of the compound file.

Source: [MS-OXMSG] 2.1 and 2.4 for the names of streams and their layout, [MS-OXPROPS] for the numbers of properties.
"""

import codecs
import re
import struct
from datetime import UTC, datetime, timedelta
from io import BytesIO

import olefile

from ..wire import MOST_ATTACHMENTS, MOST_DOCUMENT
from .base import INCOMPLETE, Answer, Reader, Unreadable
from .flows import FlowBuilder, one_line, told
from .mail import add_attachments
from .plain import add_text
from .web import add_html

EXTRACTOR = f"RPL Desk mail 1 with olefile {olefile.__version__}"
_MOST_STREAM = 16 << 20
_FIELDS = (("From", "0C1A"), ("To", "0E04"), ("Cc", "0E03"), ("Bcc", "0E02"), ("Subject", "0037"))
_TEXTS = ("1000", "1013")
_NAMED = {"007D": "head", "0C1A": "sender", "0E04": "to", "0E03": "copy to", "3FF8": "made by", "3FFA": "changed by"}
_PROPERTY = re.compile("__SUBSTG1[.]0_([0-9A-F]{4})001[EF]")
_MOST_WORDS = 100_000
_DATA = "__SUBSTG1.0_37010102"
_SENT = 0x00390040
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

for page in ("utf-16-le", "cp1252", "utf-8"):
    codecs.lookup(page)


def open_document(data: bytearray, media_type: str) -> Reader:
    return OutlookReader(data, media_type)


class OutlookReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        try:
            self._file = olefile.OleFileIO(BytesIO(data))
        except (OSError, ValueError, IndexError, struct.error):
            raise Unreadable("damaged") from None
        self._names = {"/".join(path).upper(): path for path in self._file.listdir()}
        folders = {name.partition("/")[0] for name in self._names if name.startswith("__ATTACH_VERSION1.0_#")}
        self._folders = sorted(folders)[:MOST_ATTACHMENTS]
        self._attached = self._attachments()
        self.outline = {"kind": "mail", "media_type": media_type, "attachments": self._attached}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def _build(self, flow: FlowBuilder) -> None:
        for name, number in _FIELDS:
            value = one_line(self._text("", number))[:2_000]
            if name == "From":
                address = one_line(self._text("", "5D01") or self._text("", "0C1F"))[:300]
                value = f"{value} <{address}>" if "@" in address and address != value else value
            if value:
                flow.add("field", f"{name}: {value}")
        if sent := self._sent():
            flow.add("field", f"Date: {sent:%Y-%m-%d %H:%M} UTC")
        plain = self._text("", "1000")
        html = self._bytes("__SUBSTG1.0_10130102").decode("utf-8", "replace") or self._text("", "1013")
        if plain.strip():
            add_text(flow, plain)
        elif html:
            add_html(flow, html)
        elif "__SUBSTG1.0_10090102" in self._names:
            flow.notice(
                "Its text is kept only as packed rich text, which is not shown here. Open it in its own program."
            )
        add_attachments(flow, self._attached)

    def about(self) -> list[tuple[str, str]]:
        """Return every property kept as text, of the message, its addressees and its files, but for what it tells."""
        found = []
        for name in self._names:
            folder, _, stream = name.rpartition("/")
            kept = _PROPERTY.fullmatch(stream)
            if kept is not None and kept[1] not in _TEXTS:
                where = _NAMED.get(kept[1], f"property {kept[1]}")
                words = self._text(folder, kept[1])
                found.append((where, words[:_MOST_WORDS]))
                if len(words) > _MOST_WORDS:
                    found.append(INCOMPLETE)
        return found

    def attached(self, number: int) -> Answer:
        if not 0 <= number < len(self._folders):
            raise Unreadable("attached")
        name = f"{self._folders[number]}/{_DATA}"
        if name not in self._names:  # a message inside the message, or an object, has no file of its own
            raise Unreadable("packed")
        data = self._bytes(name, MOST_DOCUMENT)
        return {"size": len(data)}, data

    def _attachments(self) -> list[tuple[str, str, int]]:
        found = []
        for number, folder in enumerate(self._folders, 1):
            name = one_line(self._text(folder, "3707") or self._text(folder, "3704") or self._text(folder, "3001"))[
                :300
            ]
            stream = self._names.get(f"{folder}/{_DATA}")
            size = self._file.get_size(stream) if stream else -1
            kind = one_line(self._text(folder, "370E"))[:100]
            found.append((name or f"Part {number} without a name", kind, min(size, 1 << 40)))
        return found

    def _text(self, folder: str, number: str) -> str:
        """Return a property kept as text, in UTF-16 or in eight bits."""
        start = f"{folder}/" if folder else ""
        wide = self._bytes(f"{start}__SUBSTG1.0_{number}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self._bytes(f"{start}__SUBSTG1.0_{number}001E").decode("cp1252", "replace").rstrip("\0")

    def _bytes(self, name: str, most: int = _MOST_STREAM) -> bytes:
        path = self._names.get(name)
        if path is None:
            return b""
        try:
            return bytes(self._file.openstream(path).read(most))
        except (OSError, ValueError, IndexError):
            raise Unreadable("damaged") from None

    def _sent(self) -> datetime | None:
        """Return when it was sent: a property of 16 bytes behind the 32 of the head, in tenths of microseconds."""
        kept = self._bytes("__PROPERTIES_VERSION1.0")
        for at in range(32, len(kept) - 15, 16):
            tag, _, value = struct.unpack_from("<IIQ", kept, at)
            if tag == _SENT and value < 3 * 10**17:
                return _EPOCH + timedelta(microseconds=value // 10)
        return None
