"""The manifest beside a backup: what it says, whose sitting signed it, and what of a folder counts by it."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.backups import BackupRow, Need
from ..domain.errors import DeskError, NotFound, RuleViolation
from ..domain.people import SessionKeyRow
from ..sealing.canonical import canonical, misfits, parse
from ..sealing.keys import check_certificate, signature_fits
from ..sealing.notes import SessionCertificate, moment, session_name
from ..store import queries
from ..store.database import Database, Reader
from ..store.place import MANIFEST
from ..store.times import moment_text
from ..whole_files import write_whole
from .people import ended_keys
from .sessions import as_signed

TYPE = "rpl-desk/backup/2"
OLD_TYPE = "rpl-desk/backup/1"
ENDING = ".rpldesk"
LARGEST_MANIFEST = 200_000
OLD_SHAPE: dict[str, Any] = {
    "type": str,
    "file": str,
    "store": str,
    "epoch": int,
    "made_at": str,
    "size": int,
    "sha256": str,
    "log_size": int,
    "log_head": str,
    "anchor": str,
    "salt": str,
}
SHAPE = OLD_SHAPE | {"needs": [{"file": str, "sha256": str}], "signer": str, "signature": str}

Sign = Callable[[bytes], tuple[str, bytes] | None]
"""Signs a manifest: returns the name of the sitting whose key it was, and the 64 bytes; None where none is open."""


def place_beside(store: Path) -> Path:
    """Return the folder beside a store that its backups go to first."""
    return store.with_name(f"{store.stem} backups")


def manifest_of(path: Path) -> Path:
    return path.with_name(path.name + MANIFEST)


def write_manifest(place: Path, row: BackupRow, anchor: str, sign: Sign = lambda data: None) -> bool:
    """Write beside a backup what it is; from then on it counts. Returns whether it was signed.

    anchor: the newest line for paper, or empty.
    """
    taken = ("type", "made_at", "anchor", "needs", "signer", "signature")
    said: dict[str, Any] = {name: getattr(row, name) for name in SHAPE if name not in taken}
    said |= {"type": TYPE, "made_at": moment_text(row.made_at), "anchor": anchor, "signer": "", "signature": ""}
    said["needs"] = [{"file": one.file, "sha256": one.sha256} for one in row.needs]
    signed = sign(_signed_bytes(said))
    if signed is not None:
        said |= {"signer": signed[0], "signature": base64.b64encode(signed[1]).decode()}
    write_whole(manifest_of(place / row.file), canonical(said), replacing=False)
    return signed is not None


def copy_manifest(path: Path, place: Path) -> None:
    """Write the manifest of a backup beside a copy of it in another folder, byte for byte, as it may be signed."""
    write_whole(manifest_of(place / path.name), manifest_of(path).read_bytes(), replacing=False)


def _signed_bytes(said: dict[str, Any]) -> bytes:
    """Return what is signed of a manifest: all it says of the backup."""
    return canonical({name: value for name, value in said.items() if name not in ("signer", "signature")})


def signed_by(database: Database, backup: Path) -> str:
    """Return who signed the manifest beside a backup, as an opened copy of it knows them; empty where nobody did.

    Raises RuleViolation where it is signed and the signature does not hold.
    """
    said = _read(manifest_of(backup))
    if not said.get("signer"):
        return ""
    with database.reading(unveiled=True) as read:
        name, fault = _signer(read, said)
    if fault:
        raise RuleViolation(f"{backup.name} is no backup: the signature of its manifest {fault}")
    return name


def _signer(read: Reader, said: dict[str, Any]) -> tuple[str, str]:
    """Return whose sitting signed a manifest, and why that does not hold, empty where it does."""
    office, certificates = queries.office(read), queries.certificates(read)
    rows = queries.rows_of(read, SessionKeyRow, session=said["signer"].removeprefix(session_name("")))
    if not rows or said["signer"] != session_name(rows[0].session):
        return "", "is of a sitting that it does not know."
    session = SessionCertificate(rows[0].body, rows[0].signature)
    person = as_signed(certificates[rows[0].certificate_id])
    fields, name = session.fields, str(person.fields["name"])
    if not check_certificate(person, office.authority_public) or session.faults(person):
        return name, "is of a sitting that nobody certified."
    if (
        not fields["log_size"] < said["log_size"]
        or ended_keys(read).get(fields["certificate"], said["log_size"]) < (said["log_size"])
    ):
        return name, "is of a sitting that had not begun, or of a key that had ended."
    if not moment(fields["from"]) <= moment(said["made_at"]) <= moment(fields["until"]):
        return name, "is of a sitting that was over, or had not begun."
    try:
        signature = base64.b64decode(said["signature"], validate=True)
    except ValueError:
        signature = b""
    fits = signature_fits(bytes.fromhex(fields["public"]), TYPE, _signed_bytes(said), signature)
    return name, "" if fits else "does not fit: it was altered since."


def listed(place: Path) -> tuple[BackupRow, ...]:
    """Return every backup of a folder that has a manifest, newest first; bytes are not read, see `verify_backup`."""
    if not place.is_dir():
        return ()
    rows = [row_of(one) for one in place.glob(f"*{ENDING}{MANIFEST}")]
    return tuple(sorted(rows, key=lambda one: (one.made_at, one.log_size), reverse=True))


def counted(path: Path) -> BackupRow:
    """Return what the manifest of a backup says; its bytes are not read. Raises NotFound or RuleViolation."""
    manifest = manifest_of(path)
    if not manifest.is_file():
        raise NotFound(f"{path.name} has no manifest beside it, so it does not count as a backup.")
    row = row_of(manifest)
    if row.fault or row.file != path.name:
        raise RuleViolation(f"{path.name} is no backup: {row.fault or 'its manifest is of another file'}.")
    return row


def row_of(manifest: Path) -> BackupRow:
    """Return what a manifest says, with the fault for which its backup does not count, if any."""
    name = manifest.name.removesuffix(MANIFEST)
    try:
        said = _read(manifest)
        if said["file"] != name:
            raise RuleViolation("its manifest is not one of this program")
        values = {key: said[key] for key in OLD_SHAPE if key not in ("type", "anchor", "made_at")}
        needs = tuple(Need(one["file"], one["sha256"]) for one in said.get("needs", ()))
        row = BackupRow(made_at=datetime.fromisoformat(said["made_at"]), needs=needs, **values)
        if row.made_at.tzinfo is None:
            raise RuleViolation("its manifest is not one of this program")
        return replace(row, fault=_fault(manifest.with_name(name), row))
    except (DeskError, OSError, ValueError) as error:
        never = datetime.fromtimestamp(0, UTC)
        return BackupRow(name, "", 0, never, 0, "", 0, "", str(error).rstrip("."))


def _fault(path: Path, row: BackupRow) -> str:
    if not path.is_file():
        return "its file is gone"
    if path.stat().st_size != row.size:
        return "its file is not as long as it was"
    for need in row.needs:
        if not _is_there(path.with_name(need.file), need):
            return f"{need.file}, which holds evidence of it, is not there as it was"
    return ""


def _is_there(path: Path, need: Need) -> bool:
    if path.name != need.file or not path.is_file() or not manifest_of(path).is_file():
        return False
    said = _read(manifest_of(path))
    return bool((said["file"], said["sha256"], said["size"]) == (need.file, need.sha256, path.stat().st_size))


def _read(manifest: Path) -> dict[str, Any]:
    """Return what a manifest says, its form checked; raises RuleViolation for any other, and OSError."""
    if manifest.stat().st_size > LARGEST_MANIFEST:
        raise RuleViolation("its manifest is longer than any")
    said: dict[str, Any] = parse(manifest.read_bytes())
    kind = said.get("type") if isinstance(said, dict) else None
    if kind not in (TYPE, OLD_TYPE) or any(misfits(said, SHAPE if kind == TYPE else OLD_SHAPE)):
        raise RuleViolation("its manifest is not one of this program")
    return said
