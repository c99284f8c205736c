"""The process that opens one document from outside, answers about it, and goes. It is given bytes and nothing else.

It is started by `link.WorkerLink` with a clean environment and pipes for input and output. It loads the reader for the
kind it is told, gives up its rights (`guards.lock`), and only then takes the document.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

from . import guards
from .readers.base import Answer, Reader, Unreadable, told_about
from .shared import Drawing
from .wire import ANSWER, ASK, FAULT, MOST_DOCUMENT, PROCESSOR_SECONDS, Malformed, read_frame, write_frame

# libheif decodes in threads of its own, and ends the process where it may not.
THREADED = {"image/heic"}

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
READERS = {
    "application/pdf": "pdf",
    f"{_OOXML}wordprocessingml.document": "word",
    f"{_OOXML}spreadsheetml.sheet": "sheets",
    f"{_OOXML}presentationml.presentation": "slides",
    f"{_ODF}text": "opendocument",
    f"{_ODF}spreadsheet": "opendocument",
    f"{_ODF}presentation": "opendocument",
    "application/rtf": "rich_text",
    "text/plain": "plain",
    "text/markdown": "plain",
    "text/csv": "plain",
    "text/html": "web",
    "message/rfc822": "mail",
    "application/vnd.ms-outlook": "outlook",
    **{f"image/{kind}": "pictures" for kind in ("png", "jpeg", "gif", "tiff", "webp", "bmp", "heic")},
    **{f"audio/{kind}": "media" for kind in ("mpeg", "mp4", "wav")},
    **{f"video/{kind}": "media" for kind in ("mp4", "webm", "quicktime")},
}


def main() -> None:
    """Serve one document from standard input to standard output until the input ends."""
    serve(open(0, "rb", buffering=0), open(1, "wb", buffering=0))  # noqa: SIM115 - the pipes


def serve(source: BinaryIO, target: BinaryIO) -> None:
    _, hello, _ = read_frame(source, 1 << 12, _no_body)
    media_type = hello["media_type"]
    drawing = Drawing(hello.get("shared"))
    held: list[str] = []
    recognisers: list[Any] = []

    def get_ready() -> Answer:
        if media_type not in READERS:
            raise Unreadable("kind")
        reader = import_module(f".readers.{READERS[media_type]}", __package__)
        if hasattr(reader, "prepare"):
            reader.prepare(media_type)
        if hello.get("recognise"):
            from .readers import recognising

            recognisers.append(recognising.Recogniser(*hello["recognise"]))
        held.extend(guards.lock(threads=media_type in THREADED))
        return {}, b""

    if not _answer(target, get_ready, "start"):
        return
    module = sys.modules[f"{__package__}.readers.{READERS[media_type]}"]
    _, _, data = read_frame(source, 1 << 12, _document)
    opened: list[Reader] = []

    def open_document() -> Answer:
        reader = module.open_document(data, media_type)
        for recogniser in recognisers:
            recogniser.take(reader)
        opened.append(recognisers[0] if recognisers else reader)
        opened[0].room = drawing.room
        return opened[0].outline | {"guards": held}, b""

    if not _answer(target, open_document):
        return
    while True:
        try:
            _, request, _ = read_frame(source, 1 << 12, _no_body)
        except EOFError:
            return
        guards.allow_time(hello.get("processor", PROCESSOR_SECONDS))
        _answer(target, lambda asked=request: _do(opened[0], asked, drawing))  # type: ignore[misc]
        drawing.sent()


def _do(reader: Reader, request: dict[str, Any], drawing: Drawing) -> Answer:
    match request["do"]:
        case "picture":
            facts, body = reader.picture(request["page"], request["width"], request["scale"])
            return (facts | {"shared": len(body)}, b"") if drawing.is_shared else (facts, body)
        case "text":
            return reader.text(request["page"], request["boxes"])
        case "flow":
            return reader.flow()
        case "about":
            return told_about(reader)
        case "attached":
            return reader.attached(request["number"])
    raise Malformed("no such request")


def _answer(target: BinaryIO, work: Callable[[], Answer], otherwise: str = "damaged") -> bool:
    """Write the answer or why there is none; True when there was one."""
    mark: int = FAULT
    body: bytes | bytearray | memoryview = b""
    try:
        facts, body = work()
        mark = ANSWER
    except Unreadable as fault:
        facts = {"why": str(fault), "detail": ""}
    except MemoryError:
        facts = {"why": "memory", "detail": ""}
    except Exception as error:  # noqa: BLE001 - whatever a reader trips over, the document is what it tripped over
        why = "part" if isinstance(error, ModuleNotFoundError) else otherwise
        facts = {"why": why, "detail": _where(error)}
    write_frame(target, mark, facts | {"used": guards.used_seconds()}, body)
    return mark == ANSWER


def _where(error: Exception) -> str:
    """Return what happened and in which line of ours or a library's, without a word of the document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{at}"[:200]


def _no_body(mark: int, facts: Any, size: int) -> None:
    if mark != ASK or size:
        raise Malformed("not a request")


def _document(mark: int, facts: Any, size: int) -> None:
    if mark != ASK or size > MOST_DOCUMENT:
        raise Malformed("not a document")
