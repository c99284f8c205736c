"""E-mail (.eml): head, text and the attachments, which are listed and given out as they are, never opened."""

import codecs
import email.generator  # noqa: F401 - `as_bytes` imports it when no file may be opened any more
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Any

from ..wire import MOST_ATTACHMENTS
from .base import INCOMPLETE, Answer, Reader, Unreadable
from .flows import FlowBuilder, one_line, told
from .plain import add_text
from .web import add_html

EXTRACTOR = "RPL Desk mail 1"
MOST_PARTS = 1_000
_MOST_BODY = 16 << 20
_AS_IT_STANDS = policy.default.clone(refold_source="none")
HEAD = ("From", "To", "Cc", "Bcc", "Date", "Subject")

_PAGES = (
    "utf-8 utf-16 utf-7 latin-1 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-9 iso-8859-15 cp1250 "
    "cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 koi8-r koi8-u gb2312 gbk gb18030 big5 shift_jis iso2022_jp "
    "euc_jp euc_kr"
)
for page in _PAGES.split():
    codecs.lookup(page)  # loads it while files may still be opened


def open_document(data: bytearray, media_type: str) -> Reader:
    return MailReader(data, media_type)


class MailReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        message = BytesParser(policy=policy.default).parsebytes(bytes(data))
        assert isinstance(message, EmailMessage)
        self._message = message
        self._plain: list[EmailMessage] = []
        self._html: list[EmailMessage] = []
        self._attached: list[tuple[str, str, int]] = []
        self._files: list[EmailMessage] = []
        self._sort(message, 0)
        self.outline = {"kind": "mail", "media_type": media_type, "attachments": self._attached}

    def _sort(self, message: EmailMessage, depth: int) -> None:
        """Part the message into texts and attachments, without looking into a message inside it."""
        parts = len(self._plain) + len(self._html) + len(self._attached)
        if depth > 20 or parts > MOST_PARTS:
            return
        kind = message.get_content_type()
        if kind.startswith("multipart/") and message.is_multipart():
            for part in message.iter_parts():
                self._sort(part, depth + 1)  # type: ignore[arg-type]
        elif message.is_attachment() or message.get_filename() or kind not in ("text/plain", "text/html"):
            if len(self._attached) < MOST_ATTACHMENTS:
                self._attached.append((_name(message, len(self._attached) + 1), kind[:100], _size(message)))
                self._files.append(message)
        elif kind == "text/plain":
            self._plain.append(message)
        else:
            self._html.append(message)

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        """Return every line of the heads, of the parts and of messages inside the message too."""
        found: list[tuple[str, str]] = []
        for place, part in enumerate(self._message.walk()):
            if place > MOST_PARTS:
                return [*found, INCOMPLETE]
            for name in dict.fromkeys(part.keys()):
                found.extend((f"head, {name}", value) for value in _values(part, name))
        return found

    def attached(self, number: int) -> Answer:
        if not 0 <= number < len(self._files):
            raise Unreadable("attached")
        data = _bytes(self._files[number])
        return {"size": len(data)}, data

    def _build(self, flow: FlowBuilder) -> None:
        for name in HEAD:
            for value in _values(self._message, name)[:5]:
                flow.add("field", f"{name}: {one_line(value)[:2_000]}")
        for part in self._plain:
            add_text(flow, _words(part))
        if not self._plain:
            for part in self._html:
                add_html(flow, _words(part))
        add_attachments(flow, self._attached)


def add_attachments(flow: FlowBuilder, attached: list[tuple[str, str, int]]) -> None:
    for name, kind, size in attached:
        flow.add("attachment", name, note=", ".join(filter(None, (kind, size_words(size)))))


def size_words(size: int) -> str:
    if size < 0:
        return ""
    return (
        f"{size:,} bytes"
        if size < 10_240
        else f"{size / 1024:,.0f} kB"
        if size < 1 << 20
        else f"{size / (1 << 20):,.1f} MB"
    )


def _values(message: Message, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser trips over some heads made to be odd
        return ["(cannot be read)"]


def _words(part: EmailMessage) -> str:
    payload: Any = part.get_payload(decode=True)
    data = payload[:_MOST_BODY] if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _name(part: EmailMessage, number: int) -> str:
    if part.get_content_type() == "message/rfc822":
        inner: Any = part.get_payload()
        subject = _values(inner[0], "Subject") if isinstance(inner, list) and inner else []
        return f"Message: {one_line(subject[0])[:200]}" if subject else "A message"
    return one_line(part.get_filename() or "")[:300] or f"Part {number} without a name"


def _size(part: EmailMessage) -> int:
    payload: Any = part.get_payload(decode=True)
    return len(payload) if isinstance(payload, bytes) else -1


def _bytes(part: EmailMessage) -> bytes:
    """Return what a part carries; a message inside the message is written out line by line as it stands there."""
    payload: Any = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner: Any = part.get_payload()
    if part.get_content_type() != "message/rfc822" or not isinstance(inner, list) or not inner:
        raise Unreadable("attached")
    return bytes(inner[0].as_bytes(policy=_AS_IT_STANDS))
