"""What is looked at when a store is opened, besides its first bytes: its format, and whether it is encrypted."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from .connecting import connect
from .key_files import KeyRing
from .place import APPLICATION_ID, SCHEMA_VERSION, read_header

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey


def format_of(path: Path, key: "DataKey | None") -> int:
    """Return the format of a closed store; an encrypted one tells it, and its length, only once it is open.

    Raises StorageProblem for what `check_file` refuses in a store that is in the clear.
    """
    header = read_header(path)
    if header is not None or key is None:
        return 0 if header is None else header.user_version
    try:
        with contextlib.closing(connect(path, write=False, key=key)) as connection:
            ours, version, pages, size = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0])  # SQLCipher gives the page size as text
                for name in ("application_id", "user_version", "page_count", "page_size")
            )
    except driver.Error as error:
        raise StorageProblem(
            f"{path.name} is damaged: its key does not open it. Nothing was changed. Restore a backup of it."
        ) from error
    if ours != APPLICATION_ID:
        raise StorageProblem(f"{path.name} is not a store of RPL Desk. Nothing was changed.")
    if version > SCHEMA_VERSION:
        raise StorageProblem(
            f"{path.name} was made by a newer RPL Desk (its format is {version}, this program reads up to"
            f" {SCHEMA_VERSION}). Open it with that version."
        )
    wal = path.with_name(path.name + "-wal")
    if path.stat().st_size < pages * size and not (wal.exists() and wal.stat().st_size):
        raise StorageProblem(
            f"{path.name} is damaged: it is shorter than it says. Nothing was changed. Restore a backup of it."
        )
    return version


def check_state(raw: Any, name: str, encrypted: bool, ring: KeyRing | None) -> str:
    """Return what is wrong with how an open store is kept, in a sentence; empty where all is as the store says itself.

    It says in a row of its own, which the log vouches for, whether it is to be encrypted.
    """
    said = raw.execute("SELECT encrypted FROM protection").fetchone()
    should = said is not None and bool(said[0])
    if should and not encrypted:
        return (
            f"{name} is in the clear, though it says itself that it is kept encrypted: somebody has taken the"
            " encryption off outside RPL Desk, or this is a copy made so. Do not work in it. Find out who has had it,"
            " and restore a backup. Nothing was changed."
        )
    if encrypted and not should:
        return (
            f"{name} is encrypted, though it says itself that it is kept in the clear: it was not RPL Desk that"
            " encrypted it. Do not work in it before that is explained. Nothing was changed."
        )
    if ring is not None:
        (store,) = raw.execute("SELECT store FROM office").fetchone() or ("",)
        if store != ring.file.store:
            return (
                f"The key file beside {name} names another store. Put back the one of this store. Nothing was changed."
            )
    return ""
