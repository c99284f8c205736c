"""Evidence bytes, kept by SHA-256 in pieces and checked at every read."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from sqlalchemy import Select, select

from ..domain.errors import NotFound, StorageProblem
from .action import Action
from .log_copying import LARGE
from .tables import blob, blob_chunk

CHUNK = 1 << 20

Progress = Callable[[int, int], None]
Read = Callable[[Select[Any]], Sequence[Any]]


def keep(action: Action, stream: IO[bytes], sha256: str, size: int, progress: Progress | None = None) -> None:
    """Store the `size` bytes of `stream` under their digest, unless they are there already.

    Raises StorageProblem when the bytes read are not those that `sha256` and `size` name.
    """
    if action.read(select(blob.c.size).where(blob.c.sha256 == sha256)):
        return
    action.is_large |= size >= LARGE
    action.keep_bytes(blob, sha256=sha256, size=size)
    digest, done, number = hashlib.sha256(), 0, 0
    while piece := stream.read(CHUNK):
        action.keep_piece(sha256, number, piece)
        digest.update(piece)
        done, number = done + len(piece), number + 1
        if progress is not None:
            progress(done, size)
    if digest.hexdigest() != sha256 or done != size:
        raise StorageProblem("The file changed while it was being read. Nothing was stored; add it again.")


def keep_whole(action: Action, data: bytes, sha256: str, progress: Progress | None = None) -> None:
    """Store bytes under the digest that was reckoned from these very bytes, unless they are there already."""
    if action.read(select(blob.c.size).where(blob.c.sha256 == sha256)):
        return
    action.is_large |= len(data) >= LARGE
    action.keep_bytes(blob, sha256=sha256, size=len(data))
    whole = memoryview(data)
    for number, start in enumerate(range(0, len(data), CHUNK)):
        action.keep_piece(sha256, number, whole[start : start + CHUNK])
        if progress is not None:
            progress(min(start + CHUNK, len(data)), len(data))


def pieces(read: Read, sha256: str) -> Iterator[bytes]:
    """Give the stored bytes piece by piece; raises StorageProblem at the end when they are not what their name says."""
    found = read(select(blob.c.size).where(blob.c.sha256 == sha256))
    if not found:
        raise NotFound(f"The file {sha256[:8]} is not in this store.")
    digest, size, number = hashlib.sha256(), 0, 0
    while True:
        row = read(select(blob_chunk.c.bytes).where(blob_chunk.c.sha256 == sha256, blob_chunk.c.number == number))
        if not row:
            break
        digest.update(row[0][0])
        size += len(row[0][0])
        number += 1
        yield bytes(row[0][0])
    if digest.hexdigest() != sha256 or size != found[0][0]:
        raise StorageProblem(
            f"The stored file {sha256[:8]} is damaged: its bytes no longer match its fingerprint. Restore a backup."
        )


def digest_there(read: Read, sha256: str) -> str | None:
    """Return the SHA-256 of the pieces that are stored under a name, whatever it says; None where there is none."""
    digest, table = hashlib.sha256(), blob_chunk
    numbers = [row[0] for row in read(select(table.c.number).where(table.c.sha256 == sha256).order_by(table.c.number))]
    for number in numbers:
        digest.update(read(select(table.c.bytes).where(table.c.sha256 == sha256, table.c.number == number))[0][0])
    return digest.hexdigest() if numbers else None
