"""What can be checked inside a store without a key: pages, links between rows, the chain, every row, every file."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import Problem, StorageProblem
from ..sealing.log import check_chain
from . import blobs
from .action import digest_of, digest_row, projection_sql
from .database import Database
from .tables import PROJECTIONS

Progress = Callable[[int, int], None]


def check_store(database: Database, progress: Progress | None = None) -> list[Problem]:
    """Return every fault found, each with its place; an empty list means that the inside of the file is as it was left.

    What it cannot see: entries cut from the end, or a whole older file; receipts and anchors kept outside show those.
    """
    problems: list[Problem] = []
    with database.reading() as read:
        files = [name for (name,) in read.listed("SELECT sha256 FROM blob", ())]
    step = _Steps(progress, len(files))
    try:
        with database.connection() as raw:  # whose end, too, meets what is damaged
            problems.extend(_check_pages(raw))
            problems.extend(_check_rows(raw, step))
    except driver.Error as error:
        problems.append(Problem("file", f"cannot be read to its end: {error}."))
    with database.reading() as read:
        for name in files:
            step.next(1)
            try:
                for _ in blobs.pieces(read, name):
                    pass
            except StorageProblem as error:
                problems.append(Problem(f"evidence file {name[:8]}", str(error)))
    return problems


class _Steps:
    """Counts rows and evidence files of one check; `progress` hears of every thousandth row and of every file."""

    def __init__(self, progress: Progress | None, files: int) -> None:
        self._progress, self._total, self._done = progress, files, 0

    def expect(self, rows: int) -> None:
        self._total += rows

    def next(self, every: int) -> None:
        self._done += 1
        if self._progress is not None and self._done % every == 0:
            self._progress(self._done, max(self._done, self._total))


def _check_pages(raw: Any) -> Iterator[Problem]:
    _renew_indexes(raw)
    for (line,) in raw.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Problem("file", f"{line}.")
    for row in raw.execute("PRAGMA foreign_key_check"):
        yield Problem(f"{row[0]} {row[1]}", f"points to a row of {row[2]} that is not there.")


def _renew_indexes(raw: Any) -> None:
    """Let a connection that was used before read its full-text indexes as they are now.

    The check of SQLite 3.53 goes by what the connection remembers of an index, and calls it corrupt where another
    connection has written since; a question to the index makes it look again.
    """
    for (name,) in raw.execute(_INDEXES).fetchall():
        raw.execute(f'SELECT 1 FROM "{name}" WHERE "{name}" MATCH \'a\' LIMIT 1').fetchall()


_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'"


def _check_rows(raw: Any, step: _Steps) -> Iterator[Problem]:
    entries = [
        (bytes(row[0]), row[1], bytes(row[2]))
        for row in raw.execute("SELECT entry, hash, body FROM audit_entry ORDER BY seq")
    ]
    if not entries:
        yield Problem("log", "is empty; every store has at least its founding entry.")
    yield from check_chain(entries)
    yield from _check_copies(raw)
    last: dict[tuple[str, int], tuple[str | None, int]] = {}
    for number, (_, _, body) in enumerate(entries, start=1):
        try:
            rows = json.loads(body)["rows"]
            last.update({(name, key): (digest, number) for name, key, digest in rows})
        except (ValueError, KeyError, TypeError):
            continue  # check_chain has already named this entry: its body does not fit its hash
    step.expect(len(last))
    for projection in PROJECTIONS:
        table = PROJECTIONS[projection][0]
        statement = projection_sql(projection, every=True)
        seen = set()
        try:
            rows = raw.execute(statement).fetchall()
        except driver.Error as error:
            yield Problem(f"{table} rows", f"hold a value that cannot be read: {error}.")
            continue
        for row in rows:
            key = row[1]
            seen.add(key)
            expected = last.get((projection, key))
            if expected is None:
                yield Problem(f"{table} {key}", "is a row that no entry of the log tells of.")
            elif expected[0] is None:
                yield Problem(f"{table} {key}", f"is back, though log entry {expected[1]} says it was removed.")
            elif digest_row(projection, tuple(row)) != expected[0]:
                yield Problem(f"{table} {key}", f"is not as log entry {expected[1]} left it.")
            step.next(1000)
        for (name, key), (digest, number) in last.items():
            if name == projection and digest is not None and key not in seen:
                yield Problem(f"{table} {key}", f"is gone, though log entry {number} says it is there.")
    for (name, key), (digest, number) in last.items():
        if name not in PROJECTIONS and digest is not None:  # a step restates each row that it found as it should be
            yield Problem(
                f"{name.partition('/')[0]} {key}",
                f"was gone, or not as log entry {number} left it, when the store was brought to a newer format.",
            )


def check_touched(raw: Any, entries: Iterable[Iterable[tuple[str, int, str | None]]]) -> Iterator[Problem]:
    """Yield every row that is not as the last of these entries, each given by what it says of rows, left it."""
    last = {(name, key): digest for rows in entries for name, key, digest in rows if name in PROJECTIONS}
    for (name, key), digest in last.items():
        if digest_of(raw, name, key) != digest:
            yield Problem(f"{PROJECTIONS[name][0]} {key}", "is not as the log left it.")


def _check_copies(raw: Any) -> Iterator[Problem]:
    """The columns beside an entry repeat it for reading; they must say the same."""
    listed = raw.execute("SELECT seq, entry, at, actor, action, subject, operation, body FROM audit_entry")
    for seq, entry, at, actor, action, subject, operation, body in listed:
        try:
            said, inside = json.loads(bytes(entry)), json.loads(bytes(body))
        except ValueError:
            continue  # named by check_chain
        columns = {"seq": seq, "at": at, "actor": actor, "action": action, "subject": subject}
        for name, value in columns.items():
            if said.get(name) != value:
                yield Problem(f"log entry {seq}", f"its column {name} does not say what was hashed.")
        if inside.get("operation") != operation:
            yield Problem(f"log entry {seq}", "its column operation does not say what was hashed.")
