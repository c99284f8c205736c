"""Numbered steps from one file format to the next, always on a copy; the live store is swapped only when all is well.

A step is code that never changes after release. There is one format so far, so there is no step yet.
"""

import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from .place import SCHEMA_VERSION

Step = Callable[[Any], frozenset[str]]
"""Changes the open copy, and returns the names of the tables whose rows it means to change."""

STEPS: Mapping[int, Step] = {}
"""By the version a step starts from."""


def migrate(path: Path, version: int, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA_VERSION) -> Path:
    """Bring the closed store at `path` from `version` to `target`; returns where the old file was kept.

    Raises StorageProblem, with the store as it was, when there is no step or anything at all does not come out even.
    """
    for number in range(version, target):
        if number not in steps:
            raise StorageProblem(
                f"{path.name} has the format {version}, which this program no longer reads. Open it with an older one."
            )
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
    kept = path.with_name(f"{path.stem}.format-{version}{path.suffix}")
    if kept.exists():
        raise StorageProblem(f"{kept.name} is there already. Move it away, then open {path.name} again.")
    try:
        _copy(path, part)
        connection = driver.connect(str(part), isolation_level=None)
        try:
            for number in range(version, target):
                _run(connection, number, steps[number])
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise StorageProblem(f"{path.name} could not be brought to format {target}: the copy is not whole.")
        finally:
            connection.close()
        path.rename(kept)
        part.rename(path)
    except (driver.Error, OSError) as error:
        raise StorageProblem(
            f"{path.name} could not be brought to format {target}: {error}. It is unchanged."
        ) from error
    finally:
        for leftover in path.parent.glob(part.name + "*"):
            leftover.unlink()
    return kept


def _copy(source: Path, target: Path) -> None:
    live = driver.connect(f"file:{source.as_posix()}?mode=ro", uri=True)
    copy = driver.connect(str(target))
    try:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
        live.close()
    descriptor = os.open(target, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run(connection: Any, number: int, step: Step) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")  # before BEGIN: inside it the setting does nothing
    connection.execute("BEGIN EXCLUSIVE")
    before = _counts(connection)
    changed = step(connection)
    after = _counts(connection)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StorageProblem(f"The step from format {number} leaves rows that point nowhere. Nothing was changed.")
    for table, rows in before.items():
        if table not in changed and after.get(table) != rows:
            raise StorageProblem(
                f"The step from format {number} changed {table} without saying so. Nothing was changed."
            )
    connection.execute(f"PRAGMA user_version = {number + 1}")
    connection.execute("COMMIT")


def _counts(connection: Any) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'case_search%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}
