"""Numbered steps from one file format to the next, always on a copy; the live store is swapped only when all is well.

A step is code that never changes after release. What it changed in rows that the log vouches for is restated in an
entry of its own, written in the step's transaction; rows that were not as the log left them stay unvouched for.
"""

import contextlib
import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import DamagedStore, StorageProblem
from ..sealing.canonical import canonical
from ..sealing.log import GENESIS, EntryFields, entry_bytes, entry_hash
from . import key_files
from .connecting import copy_into, give_key
from .leftovers import part_of
from .lines import is_damage
from .place import SCHEMA_VERSION, damaged_words, this_device
from .restating import Changes
from .steps.format_2 import to_format_2
from .steps.format_3 import to_format_3
from .steps.format_4 import to_format_4
from .steps.format_5 import to_format_5
from .times import moment_text

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

Step = Callable[[Any], Changes]
"""Changes the open copy, and returns which tables' rows it means to change, with their digests."""

STEPS: Mapping[int, Step] = {1: to_format_2, 2: to_format_3, 3: to_format_4, 4: to_format_5}
"""By the version a step starts from."""

DERIVED = ("case_search", "page_text_search", "written_search", "identity_search")
"""Full-text indexes: what they keep beside themselves is nobody's to count."""


def migrate(
    path: Path,
    version: int,
    steps: Mapping[int, Step] = STEPS,
    target: int = SCHEMA_VERSION,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    key: "DataKey | None" = None,
) -> Path:
    """Bring the closed store at `path` from `version` to `target`; returns where the old file was kept.

    key: of an encrypted store; the new file is under the same, and the old one gets a key file too.
    Raises StorageProblem, with the store as it was, when there is no step or anything at all does not come out even.
    """
    for number in range(version, target):
        if number not in steps:
            raise StorageProblem(
                f"{path.name} has the format {version}, which this program no longer reads. Open it with an older one."
            )
    part = part_of(path)
    kept = path.with_name(f"{path.stem}.format-{version}{path.suffix}")
    if kept.exists():
        raise StorageProblem(f"{kept.name} is there already. Move it away, then open {path.name} again.")
    try:
        _copy(path, part, key)
        connection = driver.connect(str(part), isolation_level=None)
        try:
            give_key(connection, key)
            for number in range(version, target):
                _run(connection, number, steps[number], clock())
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise StorageProblem(f"{path.name} could not be brought to format {target}: the copy is not whole.")
        finally:
            connection.close()
        if key is not None and key_files.is_there(path):
            key_files.give(path, key.salt, kept)
        path.rename(kept)
        part.rename(path)
    except (driver.Error, OSError, ValueError, KeyError) as error:  # the last two: a log that cannot be read
        if is_damage(error):
            raise DamagedStore(damaged_words(path, f"it could not be brought to format {target} ({error})")) from error
        raise StorageProblem(
            f"{path.name} could not be brought to format {target}: {error}. It is unchanged."
        ) from error
    finally:
        for leftover in path.parent.glob(part.name + "*"):
            leftover.unlink()
    return kept


def _copy(source: Path, target: Path, key: "DataKey | None") -> None:
    from ..whole_files import sync_file  # needed where a store is brought forward, not at each start

    with contextlib.closing(driver.connect(f"file:{source.as_posix()}?mode=ro", uri=True)) as live:
        give_key(live, key)
        copy_into(live, target, key=key)
    sync_file(target)


def _run(connection: Any, number: int, step: Step, now: datetime) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")  # before BEGIN: inside it the setting does nothing
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN EXCLUSIVE")
    columns = columns_of(connection)
    before = {table: state_of(connection, table, listed) for table, listed in columns.items()}
    changes = step(connection)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StorageProblem(f"The step from format {number} leaves rows that point nowhere. Nothing was changed.")
    after = columns_of(connection)
    for table, listed in columns.items():
        whole = set(listed) <= set(after.get(table, ()))
        if table not in changes.tables and not (whole and state_of(connection, table, listed) == before[table]):
            raise StorageProblem(
                f"The step from format {number} changed {table} without saying so. Nothing was changed."
            )
    for table in changes.tables:
        if "salt" in after.get(table, ()):
            _must_vouch(connection, number, table, changes)
    _write_entry(connection, number, changes, now)
    connection.execute(f"PRAGMA user_version = {number + 1}")
    connection.execute("COMMIT")


def _write_entry(connection: Any, number: int, changes: Changes, now: datetime) -> None:
    """Write the log's entry of a step; nobody is signed in yet, so the device is its actor."""
    seq, prev = connection.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone() or (
        0,
        GENESIS,
    )
    operation = str(uuid.uuid4())
    counts = {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in sorted(changes.tables)
    }
    body = canonical(
        {
            "operation": operation,
            "rows": [list(one) for one in changes.rows],
            "from": number,
            "to": number + 1,
            "counts": counts,
        }
    )
    fields = EntryFields(
        v=1,
        seq=seq + 1,
        at=moment_text(now),
        actor="device",
        session="",
        device=this_device(),
        action="schema.migrate",
        subject="office",
        body_hash=hashlib.sha256(body).hexdigest(),
        prev=prev,
    )
    entry = entry_bytes(fields)
    connection.execute(
        "INSERT INTO audit_entry (seq, entry, body, hash, at, actor, action, subject, operation)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fields.seq,
            entry,
            body,
            entry_hash(entry),
            fields.at,
            fields.actor,
            fields.action,
            fields.subject,
            operation,
        ),
    )


def _must_vouch(connection: Any, number: int, table: str, changes: Changes) -> None:
    """Refuse a step that changes tracked rows and restates some of them only."""
    rows = {key for (key,) in connection.execute(f'SELECT id FROM "{table}"')}
    said = {key for name, key, digest in changes.rows if name.partition("/")[0] == table and digest is not None}
    if rows != said | {key for name, key in changes.unvouched if name == table}:
        raise StorageProblem(
            f"The step from format {number} changes {table} and does not vouch for all of it. Nothing was changed."
        )


def columns_of(connection: Any) -> dict[str, tuple[str, ...]]:
    """Return every table with its columns."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: tuple(column[1] for column in connection.execute(f'PRAGMA table_info("{name}")'))
        for (name,) in names
        if not name.startswith(DERIVED)
    }


def state_of(connection: Any, table: str, columns: tuple[str, ...]) -> tuple[int, str]:
    """Return how many rows a table has, and a digest of them; of evidence bytes their number and size will do."""
    if table == "blob_chunk":
        count, size = connection.execute("SELECT count(*), sum(length(bytes)) FROM blob_chunk").fetchone()
        return count, str(size)
    listed = ", ".join(f'"{name}"' for name in columns)
    digest, count = hashlib.sha256(), 0
    for row in connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY {listed}'):
        digest.update(repr(row).encode())
        count += 1
    return count, digest.hexdigest()
