"""What is looked at when a store is opened, besides its first bytes: its format, and whether it is encrypted."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import DamagedStore, KeyNeeded, StorageProblem
from ..domain.rows import dataclass
from . import key_files
from .connecting import connect
from .key_files import KeyRing
from .place import APPLICATION_ID, SALVAGED_ID, SCHEMA_VERSION, damaged_words, is_encrypted, read_head, read_header

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey


@dataclass(frozen=True, slots=True)
class Form:
    """What a store says of itself: its format, and whether it was salvaged from a damaged one."""

    version: int
    salvaged: bool


def form_of(path: Path, key: "DataKey | None", *, even_damaged: bool = False) -> Form:
    """Return the form of a closed store; an encrypted one tells it, and its length, only once it is open.

    even_damaged: a store that is too short is let pass. Raises DamagedStore or StorageProblem for what `check_file`
    refuses in a store that is in the clear.
    """
    header = read_header(path)
    if header is not None or key is None:
        return Form(0, False) if header is None else Form(header.user_version, header.application_id == SALVAGED_ID)
    try:
        with contextlib.closing(connect(path, write=False, key=key)) as connection:
            ours, version, pages, size = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0])  # SQLCipher gives the page size as text
                for name in ("application_id", "user_version", "page_count", "page_size")
            )
    except driver.Error as error:
        raise DamagedStore(damaged_words(path, "its key does not open it")) from error
    if ours not in (APPLICATION_ID, SALVAGED_ID):
        raise StorageProblem(f"{path.name} is not a store of RPL Desk. Nothing was changed.")
    if version > SCHEMA_VERSION:
        raise StorageProblem(
            f"{path.name} was made by a newer RPL Desk (its format is {version}, this program reads up to"
            f" {SCHEMA_VERSION}). Open it with that version."
        )
    wal = path.with_name(path.name + "-wal")
    if not even_damaged and path.stat().st_size < pages * size and not (wal.exists() and wal.stat().st_size):
        raise DamagedStore(damaged_words(path, "it is shorter than it says"))
    return Form(version, ours == SALVAGED_ID)


def ring_of(path: Path, key: "DataKey | None", *, read_only: bool) -> KeyRing | None:
    """Assert that a store is encrypted where it should be, and not where it should not, before it is opened."""
    if not is_encrypted(path):
        key_files.assert_in_the_clear(path)
        if key is not None:
            raise StorageProblem(f"{path.name} is not encrypted, and a key was given for it. Nothing was changed.")
        return None
    if key is None:
        key_files.generation_of(path, read_head(path))  # what is wrong with the key file is said first
        raise KeyNeeded(f"{path.name} is encrypted. Say who opens it, with their passphrase.")
    if key.salt != read_head(path):
        raise StorageProblem(f"This key is not the one {path.name} is under. Nothing was changed.")
    if (read_only or path.suffix == ".part") and not key_files.is_there(path):  # a copy that has no name yet
        return None
    return KeyRing(path, key, key_files.generation_of(path, key.salt)[0])


def salvaged_words(path: Path, version: int) -> str:
    """Return why a salvaged store does not open: for work none does, and for reading only those of this format."""
    if version < SCHEMA_VERSION:
        return (
            f"{path.name} was salvaged from a damaged store of format {version}, which this program cannot show. What"
            f" was saved is listed by: rpl-desk salvaged {path.name}"
        )
    return f"{path.name} was salvaged from a damaged store, so it opens for reading only. Nothing in it can be changed."


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
