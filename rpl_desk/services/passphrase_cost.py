"""What a guess at a passphrase costs in this office, and wrapping a person's keys anew when that has risen."""

from ..domain.people import CertificateRow, PersonRow, WrappedKeyRow
from ..sealing import keys
from ..store import queries, tables
from ..store.database import Database, Reader
from .key_slots import KeySlots


def office_cost(read: Reader) -> keys.Cost:
    """Return what guessing at a passphrase costs here: the most that a custodian's does, never less than the least."""
    table = tables.wrapped_key
    held = queries.rows(read, WrappedKeyRow, table.c.purpose == keys.AUTHORITY, table.c.retired_at.is_(None))
    return max((keys.Cost(), *(keys.cost_of(one.body) for one in held)), key=lambda one: one.work)


def follow_cost(database: Database, person: PersonRow, passphrase: str, certificate: CertificateRow) -> None:
    """Wrap a person's keys anew where guessing at their passphrase costs less than the office asks by now."""
    with database.reading() as read:
        wanted = office_cost(read)
        is_weaker = any(keys.cost_of(one.body).work < wanted.work for one in _held(read, person))
    if is_weaker:
        with keys.Root(passphrase, wanted) as root:
            wrap_anew(database, "raise passphrase cost", person, passphrase, root, certificate)


def wrap_anew(
    database: Database, act: str, person: PersonRow, passphrase: str, root: keys.Root, certificate: CertificateRow
) -> None:
    """Wrap all that a person holds under another root, their slot of an encrypted store included; `act` names it.

    passphrase: the one that opens the keys until then.
    """
    with database.reading() as read:
        held = _held(read, person)
    wrapped = [(row, keys.wrapped_under(root, row.body, passphrase)) for row in held]
    slots = KeySlots(database)
    slots.put(person, certificate.serial, root)
    with database.action(act, by=person.uid, subject=f"person:{person.uid}") as action:
        for row, body in wrapped:
            action.update(tables.wrapped_key, row, body=body)
    slots.keep()


def _held(read: Reader, person: PersonRow) -> tuple[WrappedKeyRow, ...]:
    table = tables.wrapped_key
    return queries.rows(read, WrappedKeyRow, table.c.person_id == person.id, table.c.retired_at.is_(None))
