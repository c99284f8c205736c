"""The gate: every file from outside passes it before anything else reads the file.

Nothing here decodes a picture or parses a document: types come from a file's first bytes, sizes from headers, and
packed files are measured while they are unpacked. What passes may still be malicious; only the worker opens it.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ..domain.errors import NotFound, RuleViolation, StorageProblem
from ..domain.evidence import SEALED_TYPE
from ..domain.rows import dataclass
from ..open_stores import refuse_open_store
from . import kinds
from .containers import examine
from .findings import Findings, GateRefusal
from .images import BadPicture, sizes_of
from .limits import LIMITS, Limits, size_words
from .names import inside, visible_name

__all__ = [
    "LIMITS",
    "Gate",
    "GateRefusal",
    "Limits",
    "Passed",
    "check_case_size",
    "inside",
    "inspect",
    "inspect_bytes",
    "inspect_sealed",
    "read_checked",
    "take",
    "visible_name",
]

CHUNK = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """What is known of a file that may come in.

    extension: the usual ending of its kind, without a dot ("jpg" for photo.JPEG). size: bytes. sha256: 64 hex digits.
    pages: None until the file has been opened in the worker.
    """

    media_type: str
    extension: str
    size: int
    sha256: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A file that has passed, still open: `stream` reads the very file that was inspected, and may be rewound."""

    passed: Passed
    stream: BinaryIO

    @classmethod
    @contextmanager
    def open(cls, path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> Iterator["Gate"]:
        """Inspect a file and hold it open, at its start, for the store to take in.

        progress: called with bytes read and the file's size; it may raise to cancel.
        Raises GateRefusal with every problem found, NotFound, or StorageProblem when the file cannot be read or has
        changed by the end of the block.
        """
        with _opened(path) as stream:
            passed = _inspected(stream, path.name, limits, progress)
            stream.seek(0)
            yield cls(passed, stream)

    @classmethod
    @contextmanager
    def open_sealed(cls, path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> Iterator["Gate"]:
        """Hold open a file of any kind that is to be kept sealed: stored and hashed, never opened.

        Only that it is not too large is checked. Raises as `open` does.
        """
        with _opened(path) as stream:
            size, findings = _size(stream), Findings()
            if size and _check_size(size, limits, findings):
                raise findings.refusal(visible_name(path.name))
            with _reading(visible_name(path.name)):
                sha256 = _digest(stream, size, progress)
            stream.seek(0)
            yield cls(Passed(SEALED_TYPE, _ending(path.name), size, sha256), stream)


def inspect(path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> Passed:
    """Return what is known of a file that may come in; raises as `Gate.open` does."""
    with Gate.open(path, limits, progress) as gate:
        return gate.passed


def inspect_sealed(path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> Passed:
    """Return what is known of a file that is to be kept sealed; raises as `Gate.open_sealed` does."""
    with Gate.open_sealed(path, limits, progress) as gate:
        return gate.passed


def take(path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> tuple[Passed, bytes]:
    """Return what is known of a file that may come in, and its bytes: the very ones that were inspected and digested.

    The file is read once, into memory, and not at all where it is too large. Raises as `Gate.open` does.
    """
    with _opened(path) as stream:
        size, data = _size(stream), b""
        source: BinaryIO = stream
        if 0 < size <= limits.file_bytes:
            stream.seek(0)
            with _reading(visible_name(path.name)):
                data = stream.read(size)
            source = BytesIO(data)
        return _inspected(source, path.name, limits, progress), data


def inspect_bytes(data: bytes, name: str, limits: Limits = LIMITS) -> Passed:
    """Return what is known of bytes that may come in as a file of this name; raises GateRefusal."""
    return _inspected(BytesIO(data), name, limits, None)


def read_checked(path: Path, limits: Limits = LIMITS, progress: Progress | None = None) -> Iterator[bytes]:
    """Give the bytes of a file that passes, in pieces of at most 1 MB.

    Raises as `Gate.open` does, and StorageProblem after the last piece when the pieces are not what was inspected.
    """
    with Gate.open(path, limits, progress) as gate:
        digest = hashlib.sha256()
        while piece := gate.stream.read(CHUNK):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != gate.passed.sha256:
            raise _changed(path.name)


def check_case_size(held: int, added: int, limits: Limits = LIMITS) -> None:
    """Raise RuleViolation when a case that holds `held` bytes of evidence has no room for `added` more."""
    if held + added > limits.case_bytes:
        raise RuleViolation(
            f"With this file the case would hold {size_words(held + added)} of evidence; "
            f"at most {size_words(limits.case_bytes)} is accepted. Leave out or shorten something."
        )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open an ordinary file; raises StorageProblem at the end when its size or date changed meanwhile."""
    name = visible_name(path.name or str(path))  # "." and ".." have none
    refuse_open_store(path)
    with _reading(name):
        _check_ordinary(path.stat().st_mode, name)  # before opening, since opening a device may act on it
        # Without O_NONBLOCK a pipe put in the file's place at this moment would hold the program for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        before = os.fstat(descriptor)
        _check_ordinary(before.st_mode, name)
        yield stream
        after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise _changed(name)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what the system says about a file that cannot be read into a sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"The file “{name}” is not there. Choose it again.") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RuleViolation(f"“{name}” is a link that leads round in a circle. Choose the file itself.") from error
        raise StorageProblem(f"The file “{name}” cannot be read. Check that you may open it, and try again.") from error


def _check_ordinary(mode: int, name: str) -> None:
    if not stat.S_ISREG(mode):
        findings = Findings()
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
        findings.add(f"It is {what}, not a file. Choose a file.")
        raise findings.refusal(name)


def _changed(name: str) -> StorageProblem:
    return StorageProblem(
        f"The file “{visible_name(name)}” changed while it was being read. "
        "Close other programs that use it, and try again."
    )


def _inspected(stream: BinaryIO, name: str, limits: Limits, progress: Progress | None) -> Passed:
    shown, size, findings = visible_name(name), _size(stream), Findings()
    kind = _kind_by_name(name, findings)
    sha256 = ""
    if not _check_size(size, limits, findings):
        with _reading(shown):
            sha256 = _digest(stream, size, progress)
            _check_content(stream, shown, size, kind, limits, findings, progress)
    if findings or kind is None:
        raise findings.refusal(shown)
    return Passed(kind.media_type, kind.key, size, sha256)


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, os.SEEK_END)


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if stem and dot else ""


def _kind_by_name(name: str, findings: Findings) -> kinds.Kind | None:
    ending = _ending(name)
    if ending in kinds.ENDINGS:
        return kinds.KINDS[kinds.ENDINGS[ending]]
    accepted = ", ".join(kinds.KINDS)
    if ending:
        instead = kinds.INSTEAD.get(ending, f"These are: {accepted}.")
        findings.add(f"Files ending in .{visible_name(ending)} are not accepted. {instead}")
    else:
        findings.add(f"Its name has no ending that says what kind of file it is. These are accepted: {accepted}.")
    return None


def _check_size(size: int, limits: Limits, findings: Findings) -> bool:
    """Note an empty or too large file; True when there is nothing more to look at."""
    if size == 0:
        findings.add("It is empty. Check that it was saved or copied whole.")
    elif size > limits.file_bytes:
        findings.add(f"It is {size_words(size)}; at most {size_words(limits.file_bytes)} is accepted. Make it smaller.")
    return size == 0 or size > limits.file_bytes


def _digest(stream: BinaryIO, size: int, progress: Progress | None) -> str:
    digest, done = hashlib.sha256(), 0
    stream.seek(0)
    room = memoryview(bytearray(min(size, CHUNK)))
    while count := stream.readinto(room):  # type: ignore[attr-defined]
        digest.update(room[:count])
        done += count
        if done > size:
            break  # it is growing; the end of the block says so
        if progress is not None:
            progress(done, size)
    return digest.hexdigest()


def _check_content(
    stream: BinaryIO,
    shown: str,
    size: int,
    kind: kinds.Kind | None,
    limits: Limits,
    findings: Findings,
    progress: Progress | None,
) -> None:
    def tick() -> None:
        if progress is not None:
            progress(size, size)

    stream.seek(0)
    head = stream.read(kinds.HEAD)
    content = kinds.content_of(head, stream, size)
    if content == "zip":
        content = examine(stream, size, limits, findings, tick)
    elif kinds.hidden_archive(stream, size):
        findings.add("A zip archive is hidden at its end, so two programs may read it differently.")
    if content not in kinds.PLAIN | {"pdf", kinds.TEXT} and b"%PDF-" in head[:1024]:
        findings.add("A PDF is hidden at its start, so two programs may read it differently.")
    if content == "pdf" and (fault := kinds.pdf_fault(head, stream, size)):
        findings.add(fault)
    if content in kinds.PICTURES:
        _check_picture(content, stream, size, limits, findings)
    if kind is not None:
        _check_agreement(stream, shown, kind, content, findings)


def _check_picture(content: str, stream: BinaryIO, size: int, limits: Limits, findings: Findings) -> None:
    try:
        width, height = max(sizes_of(content, stream, size), key=lambda pair: pair[0] * pair[1])
    except BadPicture as fault:
        findings.add(f"The picture {fault}. Save it again from a picture program.")
        return
    if width * height > limits.pixels:
        findings.add(
            f"The picture is {width:,} × {height:,} pixels; at most {limits.pixels // 1_000_000:,} megapixels "
            "are accepted. Make it smaller."
        )


def _check_agreement(stream: BinaryIO, shown: str, kind: kinds.Kind, content: str, findings: Findings) -> None:
    if kind.key in kinds.PLAIN and content in (kind.key, *kind.also, kinds.UNKNOWN):
        # A text can hold anything further on, so it is read to its end; unknown bytes may be text in another encoding.
        fault = kinds.text_fault(stream, any_encoding=kind.key == "eml")
        if fault:
            findings.add(fault)
        if fault or content != kinds.UNKNOWN:
            return
    if content in (kind.key, *kind.also):
        return
    # A damaged packed file cannot say what it is: its own fault is told already.
    if kind.key in kinds.PACKED and content == "a zip archive" and findings:
        return
    if content == kinds.LOCKED:
        findings.add("It is locked with a password. Save it without one, and add that.")
        return
    findings.add(
        f"{shown} says {kind.label} but its content is {kinds.words_for(content)}. "
        "Give it its right ending, or save it again as what its name says."
    )
