"""What can be checked inside a store without a key: pages, links between rows, the chain, every row, every file."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import NotFound, Problem, StorageProblem
from ..domain.rows import dataclass
from ..sealing.breaks import NO_DAMAGE, Damage, Restated
from . import blobs, log_rows
from .action import digest_of, digest_row, projection_sql
from .database import Database
from .tables import PROJECTIONS

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RowFault:
    """A tracked row that is not as the log left it: how it is now, `digest` None where it is gone, and what to say."""

    projection: str
    key: int
    digest: str | None
    problem: Problem


def check_store(
    database: Database,
    progress: Progress | None = None,
    broken: Damage = NO_DAMAGE,
    others: Sequence[Database] = (),
) -> list[Problem]:
    """Return every fault found, each with its place; an empty list means that the inside of the file is as it was left.

    broken: what recorded breaks name, which is no fault as long as it is as they found it; its rows are taken as
    restated at the end of the log. others: copies that hold evidence which a light one has not itself. What this cannot
    see: entries cut from the end, or a whole older file; receipts and anchors kept outside show those.
    """
    problems: list[Problem] = []
    files: list[str] = []
    problems += _found_twice(database, lambda raw: _list_files(raw, files))
    step = _Steps(progress, len(files))
    for look in (
        _check_pages,
        lambda raw: log_faults(raw, broken),
        lambda raw: (one.problem for one in row_faults(raw, broken, step.expect, step.next)),
    ):
        problems.extend(_found_twice(database, look))
    for name in files:
        step.next(1)
        if _file_fault(database, name, broken, others):
            database.read_anew()
            if fault := _file_fault(database, name, broken, others):
                problems.append(Problem(f"evidence file {name[:8]}", fault))
    return problems


def _list_files(raw: Any, files: list[str]) -> Iterator[Problem]:
    """Put the names of the stored files in `files`; that they cannot be listed is a driver's error."""
    files[:] = [name for (name,) in raw.execute("SELECT sha256 FROM blob")]
    yield from ()


def _file_fault(database: Database, name: str, broken: Damage, others: Sequence[Database]) -> str:
    """Return what is wrong with an evidence file and no break names, empty where nothing is.

    One of which a light copy has no byte may lie whole in the others.
    """
    try:
        with database.reading() as read:
            fault = file_fault(read, name)
            there = blobs.digest_there(read, name) if fault else None
            named = fault and name in broken.files and there == broken.files[name]
            return "" if named or (fault and there is None and _is_whole_in(others, name)) else fault
    except StorageProblem:
        return "its bytes cannot be read."


def _is_whole_in(others: Sequence[Database], name: str) -> bool:
    for one in others:
        with one.reading() as read:
            if not file_fault(read, name):
                return True
    return False


def _found_twice(database: Database, look: Callable[[Any], Iterable[Problem]]) -> list[Problem]:
    """Return what is found, and found again when the file is opened anew: one failed read can look like damage."""
    if not _found(database, look):
        return []
    database.read_anew()
    return _found(database, look)


def _found(database: Database, look: Callable[[Any], Iterable[Problem]]) -> list[Problem]:
    problems: list[Problem] = []
    try:
        with database.connection() as raw:  # whose end, too, meets what is damaged
            problems.extend(look(raw))
    except driver.Error as error:
        problems.append(Problem("file", f"cannot be read to its end: {error}."))
    return problems


def file_fault(read: blobs.Read, name: str) -> str:
    """Return what is wrong with the bytes of an evidence file, empty where they are what its name says."""
    try:
        for _ in blobs.pieces(read, name):
            pass
    except (NotFound, StorageProblem) as error:
        return str(error)
    return ""


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


def log_faults(raw: Any, broken: Damage = NO_DAMAGE) -> Iterator[Problem]:
    """Yield every fault of the log over an open connection: of its chain, and of what repeats it for reading."""
    if not raw.execute("SELECT 1 FROM audit_entry LIMIT 1").fetchone():
        yield Problem("log", "is empty; every store has at least its founding entry.")
    yield from log_rows.faults(log_rows.in_order(raw), broken.entries)
    yield from log_rows.check_lost(raw, broken.entries)


def last_digests(raw: Any, broken: Damage) -> dict[tuple[str, int], tuple[str | None, int]]:
    """Return what the log said last of each row, and in which entry; what stands for a lost one says nothing."""
    last: dict[tuple[str, int], tuple[str | None, int]] = {}
    number = 0
    for number, body in raw.execute("SELECT seq, body FROM audit_entry ORDER BY seq"):
        if number in broken.entries:
            continue
        try:
            rows = json.loads(log_rows.as_bytes(body))["rows"]
            last.update({(name, key): (digest, number) for name, key, digest in rows})
        except (ValueError, KeyError, TypeError):
            continue  # the check of the chain names this entry: its body does not fit its hash
    last.update({(name, key): (digest, number + 1) for name, key, digest in broken.rows})
    return last


def row_faults(
    raw: Any,
    broken: Damage = NO_DAMAGE,
    expect: Callable[[int], object] = lambda rows: None,
    step: Callable[[int], object] = lambda every: None,
) -> Iterator[RowFault]:
    """Yield every tracked row that is not as the log left it; `expect` and `step` hear of rows as `_Steps` does."""
    last = last_digests(raw, broken)
    expect(len(last))
    for projection in PROJECTIONS:
        table = PROJECTIONS[projection][0]
        seen = set()
        try:
            rows = raw.execute(projection_sql(projection, every=True)).fetchall()
        except driver.Error as error:
            yield RowFault(projection, 0, None, Problem(f"{table} rows", f"hold a value that cannot be read: {error}."))
            continue
        for row in rows:
            key = row[1]
            seen.add(key)
            expected, digest = last.get((projection, key)), digest_row(projection, tuple(row))
            message = ""
            if expected is None:
                message = "is a row that no entry of the log tells of."
            elif expected[0] is None:
                message = f"is back, though log entry {expected[1]} says it was removed."
            elif digest != expected[0]:
                message = f"is not as log entry {expected[1]} left it."
            if message:
                yield RowFault(projection, key, digest, Problem(f"{table} {key}", message))
            step(1000)
        for (name, key), (said, number) in last.items():
            if name == projection and said is not None and key not in seen:
                message = f"is gone, though log entry {number} says it is there."
                yield RowFault(name, key, None, Problem(f"{table} {key}", message))
    for (name, key), (said, number) in last.items():
        if name not in PROJECTIONS and said is not None:  # a step restates each row that it found as it should be
            message = f"was gone, or not as log entry {number} left it, when the store was brought to a newer format."
            yield RowFault(name, key, None, Problem(f"{name.partition('/')[0]} {key}", message))


def check_touched(raw: Any, entries: Iterable[Iterable[Restated]]) -> Iterator[Problem]:
    """Yield every row that is not as the last of these entries, each given by what it says of rows, left it."""
    last = {(name, key): digest for rows in entries for name, key, digest in rows if name in PROJECTIONS}
    for (name, key), digest in last.items():
        if digest_of(raw, name, key) != digest:
            yield Problem(f"{PROJECTIONS[name][0]} {key}", "is not as the log left it.")
