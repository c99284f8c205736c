"""A light copy of a store: all of it but evidence bytes that other copies of it hold already, and making one whole.

Evidence is kept by its digest and never changes, so it need not be copied again for each backup. The copy is made
table by table in one unchanging view of the store, as SQLite's own VACUUM does it.
"""

import contextlib
import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from .action import Head
from .connecting import connect, give_key, read_only_uri
from .database import Database
from .lines import reason_of, refusals
from .place import APPLICATION_ID

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

Progress = Callable[[int, int], None]
_OWN = "type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def files_in_copy(path: Path, key: "DataKey | None") -> frozenset[str]:
    """Return the names of the evidence files of which a closed copy holds the bytes; the key is overwritten.

    Raises StorageProblem where it cannot be read.
    """
    try:
        with contextlib.closing(connect(path, write=False, key=key)) as raw:
            return frozenset(name for (name,) in raw.execute("SELECT DISTINCT sha256 FROM blob_chunk"))
    except refusals() as error:
        raise StorageProblem(f"{path.name} cannot be read: {reason_of(error)}.") from error
    finally:
        if key is not None:
            key.close()


def copy_light(database: Database, target: Path, but: Collection[str], progress: Progress | None = None) -> Head:
    """Copy an open store into the empty file `target` as one closed file, without the bytes of the evidence `but`.

    Returns the end of the log that it holds. The copy of an encrypted store is under the same key. Raises
    StorageProblem, and what `progress` raises.
    """
    try:
        with contextlib.closing(driver.connect(str(target), isolation_level=None, uri=True)) as made:
            give_key(made, database.key)
            made.execute("PRAGMA journal_mode = OFF")  # a copy cut short is thrown away whole
            made.execute("PRAGMA foreign_keys = OFF")  # its tables are filled in no order
            _attach(made, database.path, database.key, "live")
            made.execute(f"PRAGMA main.application_id = {APPLICATION_ID}")
            made.execute("BEGIN")
            head = Head(*made.execute("SELECT seq, hash FROM live.audit_entry ORDER BY seq DESC LIMIT 1").fetchone())
            _fill_tables(made, but, progress)
            _take_schema(made)
            (version,) = made.execute("PRAGMA live.user_version").fetchone()
            made.execute(f"PRAGMA main.user_version = {version}")
            made.execute("COMMIT")
            made.execute("DETACH DATABASE live")
    except refusals() as error:
        raise StorageProblem(f"No backup was made: {reason_of(error)}. The store is unchanged.") from error
    return head


def _fill_tables(made: Any, but: Collection[str], progress: Progress | None) -> None:
    tables = made.execute(f"SELECT name, sql FROM live.sqlite_master WHERE {_OWN} ORDER BY name").fetchall()
    for _, statement in tables:
        made.execute(statement)
    without = json.dumps(sorted(but))
    for number, (name, _) in enumerate(tables):
        if progress is not None:
            progress(number, len(tables))
        if name == "blob_chunk":
            made.execute(
                "INSERT INTO main.blob_chunk SELECT * FROM live.blob_chunk"
                " WHERE sha256 NOT IN (SELECT value FROM json_each(?))",
                (without,),
            )
            continue
        made.execute(f'INSERT INTO main."{name}" SELECT * FROM live."{name}"')
        counts = made.execute(f'SELECT (SELECT count(*) FROM main."{name}"), (SELECT count(*) FROM live."{name}")')
        had, has = counts.fetchone()
        if had != has:
            raise StorageProblem(f"No backup was made: {name} did not come out the same in it. The store is unchanged.")


def _take_schema(made: Any) -> None:
    """Make the indexes, and take over what has no pages of its own: triggers, and the tables of full-text search."""
    for (statement,) in made.execute(
        "SELECT sql FROM live.sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    ).fetchall():
        made.execute(statement)
    made.execute("PRAGMA writable_schema = ON")
    made.execute(
        "INSERT INTO main.sqlite_master SELECT type, name, tbl_name, 0, sql FROM live.sqlite_master"
        " WHERE type IN ('view', 'trigger') OR (type = 'table' AND rootpage = 0)"
    )
    made.execute("PRAGMA writable_schema = OFF")


def make_whole(
    part: Path,
    key: "DataKey | None",
    others: Sequence[tuple[Path, "DataKey | None"]],
    progress: Progress | None = None,
) -> None:
    """Put into a light copy that has no name yet the evidence that it has not, out of other closed copies.

    What it has itself is left as it is. The keys are overwritten. Raises StorageProblem, and what `progress` raises.
    """
    try:
        with contextlib.closing(driver.connect(str(part), isolation_level=None, uri=True)) as raw:
            give_key(raw, key)
            raw.execute("PRAGMA journal_mode = OFF")  # a copy of a copy: cut short, it is thrown away
            for number, (path, its) in enumerate(others):
                if progress is not None:
                    progress(number, len(others))
                _attach(raw, path, its, "other")
                raw.execute(
                    "INSERT INTO main.blob_chunk (sha256, number, bytes)"
                    " SELECT sha256, number, bytes FROM other.blob_chunk WHERE sha256 IN"
                    " (SELECT sha256 FROM main.blob EXCEPT SELECT sha256 FROM main.blob_chunk) ORDER BY sha256, number"
                )
                raw.execute("DETACH DATABASE other")
    except refusals() as error:
        raise StorageProblem(f"{part.name} could not be made whole: {reason_of(error)}.") from error
    finally:
        for one in (key, *(its for _, its in others)):
            if one is not None:
                one.close()


def _attach(connection: Any, path: Path, key: "DataKey | None", name: str) -> None:
    words = "''" if key is None else f'"{key.raw}"'
    connection.execute(f"ATTACH DATABASE ? AS {name} KEY {words}", (read_only_uri(path),))
