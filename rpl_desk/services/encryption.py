"""Encryption of the store's file: putting it on, changing its key, taking it off, and the recovery codes on paper."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.errors import Conflict, NotAllowed, RuleViolation
from ..domain.people import OfficeRole, PersonRow
from ..domain.protection import RecoveryCode, RecoveryCodeRow
from ..domain.rows import dataclass
from ..sealing import keys
from ..sealing.data_keys import open_code
from ..sealing.key_file import IN_THE_CLEAR
from ..sealing.recovery import new_code
from ..store import queries, tables
from ..store.converting import convert
from ..store.database import Database, Reader
from ..store.leftovers import kept_files, kept_name
from .checking import check_everything
from .key_slots import CODES, KeySlots, NewProtection, live_codes, set_protection
from .people import PeopleService
from .session import Service

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Protected:
    """How the open store is kept.

    codes: the recovery codes that count. without: who of the office does not open it by themselves yet. kept: files
    that earlier changes left beside it, which are to be deleted. since: when it was encrypted or taken into the clear,
    None for a store that was founded in the clear. opening: the names of those who open it by themselves. used: the
    recovery code that last opened it, None where none did.
    """

    encrypted: bool
    codes: tuple[RecoveryCodeRow, ...]
    without: tuple[PersonRow, ...]
    kept: tuple[Path, ...]
    since: datetime | None = None
    opening: tuple[str, ...] = ()
    used: RecoveryCodeRow | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """What a change of the file left: the old one, to be deleted, and the new recovery codes, shown this once."""

    kept: Path
    codes: tuple[RecoveryCode, ...]


class EncryptionService(Service):
    """Changes how the store's file is kept; each change is an administrator's, with their passphrase once more."""

    def __init__(self, *shared: Any, people: PeopleService) -> None:
        super().__init__(*shared)
        self._people = people

    def state(self) -> Protected:
        """Return how the store is kept now."""
        ring = self._database.ring
        kept = kept_files(self._database.path)
        with self._database.reading(unveiled=True) as read:
            everybody = queries.rows(read, PersonRow, tables.person.c.retired_at.is_(None), order=tables.person.c.name)
            codes, said = live_codes(read), queries.protection(read)
            table = tables.recovery_code
            used = queries.rows(read, RecoveryCodeRow, table.c.used_at.is_not(None), order=table.c.used_at)
        since, last = None if said is None else said.since, used[-1] if used else None
        if ring is None:
            return Protected(self._database.key is not None, codes, (), kept, since, used=last)
        opening = {one.person for one in ring.generation.people}
        without = tuple(one for one in everybody if one.uid not in opening)
        names = tuple(one.name for one in everybody if one.uid in opening)
        return Protected(True, codes, without, kept, since, names, last)

    # -- changing the file --------------------------------------------------------------------------------------------

    def encrypt(self, passphrase: str, progress: Progress | None = None) -> Converted:
        """Encrypt a store that is in the clear; raises RuleViolation where it is not, WrongPassphrase, StorageProblem.

        Only the administrator opens it by themselves at first: each colleague signs in once while it is open.
        """
        if self._database.key is not None:
            raise RuleViolation("This file is encrypted already. Its key can be changed.")
        return self._convert("encrypt store", "encryption", passphrase, progress)

    def rekey(self, passphrase: str, progress: Progress | None = None) -> Converted:
        """Put the store under a new key, with new recovery codes: after somebody left who could open the old one.

        What they kept from before still opens for them; what is written from now on does not. Colleagues as `encrypt`.
        """
        if self._database.key is None:
            raise RuleViolation("This file is not encrypted, so it has no key to change.")
        return self._convert("change store key", "new-key", passphrase, progress)

    def decrypt(self, passphrase: str, progress: Progress | None = None) -> Converted:
        """Take the encryption off the store; raises as `encrypt`."""
        if self._database.key is None:
            raise RuleViolation("This file is not encrypted.")
        me = self._must_be_administrator()
        with self._people.unlocked(me, passphrase):
            pass
        with self._database.reading(unveiled=True) as read:
            store = queries.office(read).store
        kept = kept_name(self._database.path, "decryption")

        def change(made: Database) -> None:
            with made.action("decrypt store", by=me.uid, subject="office") as action:
                set_protection(action, encrypted=False)
                for old in live_codes(action.read):
                    action.update(tables.recovery_code, old, replaced_at=action.now)

        convert(
            self._database,
            None,
            IN_THE_CLEAR,
            store_id=store,
            kept=kept,
            change=change,
            verify=_verify,
            tell=progress,
        )
        return Converted(kept, ())

    def _convert(self, act: str, why: str, passphrase: str, progress: Progress | None) -> Converted:
        me = self._must_be_administrator()
        with self._people.unlocked(me, passphrase) as (_, certificate), self._database.reading(unveiled=True) as read:
            store, first = queries.office(read).store, _next_number(read)
            wrapped = self._people.key_of(read, me, keys.SIGN).body
        kept = kept_name(self._database.path, why)
        made = NewProtection(store, first)
        try:
            with keys.Root.of(wrapped, passphrase) as root:
                made.add(me, certificate.serial, root)

            def change(new: Database) -> None:
                with new.action(act, by=me.uid, subject="office") as action:
                    made.begin(action)

            convert(
                self._database,
                made.key,
                made.generation(),
                store_id=store,
                kept=kept,
                change=change,
                verify=_verify,
                tell=progress,
            )
        except BaseException:
            made.key.close()
            raise
        return Converted(kept, made.codes)

    # -- recovery codes -----------------------------------------------------------------------------------------------

    def confirm(self, code: str) -> tuple[int, ...]:
        """Note that a code was typed back from paper; returns the numbers of those that still are to be.

        Nobody needs to be signed in: no work starts before it. Raises RuleViolation for a slip, WrongPassphrase for a
        code that is not one of this store's.
        """
        ring = self._database.ring
        if ring is None:
            raise RuleViolation("This file is not encrypted, so it has no recovery codes.")
        key, number = open_code(ring.generation, code)
        same = key.raw == ring.key.raw
        key.close()
        with self._database.reading(unveiled=True) as read:
            found = {one.number: one for one in live_codes(read)}
        if not same or number not in found:
            raise RuleViolation("This recovery code does not count any more. Type those of the newest sheet.")
        if found[number].confirmed_at is None:
            with self._database.action("confirm recovery code", by=self._by, subject="office") as action:
                action.update(tables.recovery_code, found[number], confirmed_at=action.now)
        return self.unconfirmed()

    def unconfirmed(self) -> tuple[int, ...]:
        """Return the numbers of the codes that are still to be typed back from paper; nobody signs in before."""
        if self._database.ring is None:
            return ()
        with self._database.reading(unveiled=True) as read:
            return tuple(one.number for one in live_codes(read) if one.confirmed_at is None)

    def new_codes(self, administrator: PersonRow, passphrase: str) -> tuple[RecoveryCode, ...]:
        """Replace both codes by new ones, by an administrator's passphrase; the old ones open nothing from then on.

        Nobody needs to be signed in, as work does not start before the codes are confirmed.
        """
        if administrator.office_role is not OfficeRole.ADMINISTRATOR:
            raise NotAllowed("Only an administrator of the office may do this.")
        with self._people.unlocked(administrator, passphrase):
            pass
        return self._replace(administrator.uid, "new recovery codes", None)

    def recovered(self, number: int) -> RecoveryCode:
        """Note that the store was opened by the code of this number, and return the code that replaces it at once."""
        (code,) = self._replace("device", "recovery code used", number)
        return code

    def _replace(self, by: str, act: str, used: int | None) -> tuple[RecoveryCode, ...]:
        ring = self._database.ring
        if ring is None:
            raise RuleViolation("This file is not encrypted, so it has no recovery codes.")
        with self._database.reading(unveiled=True) as read:
            going = [one for one in live_codes(read) if used in (None, one.number)]
            first = _next_number(read)
        if used is not None and not going:
            raise Conflict("This recovery code was replaced meanwhile.")
        made = tuple(RecoveryCode(first + at, new_code()) for at in range(len(going) if used else CODES))
        wrapped = tuple(ring.key.code_slot(one.code, store=ring.file.store, number=one.number) for one in made)
        ring.change(lambda now: now.with_codes(wrapped))
        with self._database.action(act, by=by, subject="office") as action:
            for old in going:
                at = {"replaced_at": action.now} | ({"used_at": action.now} if used else {})
                action.update(tables.recovery_code, old, **at)
            for one in made:
                action.insert(tables.recovery_code, number=one.number, made_at=action.now)
        KeySlots(self._database).keep()
        return made

    @property
    def _by(self) -> str:
        return "device" if self._session.is_locked else self._session.user.uid

    def admit(self, person: PersonRow, passphrase: str) -> None:
        """Let a person open the store by themselves again; raises WrongPassphrase or NotAllowed."""
        with self._people.unlocked(person, passphrase):
            KeySlots(self._database).admit(person, passphrase, None)


def sheet(office: str, store: str, codes: Sequence[RecoveryCode]) -> bytes:
    """Return recovery codes as a PDF to print: a page for each, to go into an envelope of its own."""
    from ..documents.recovery_sheet import recovery_sheet

    return recovery_sheet(office, store, codes, datetime.now(UTC))


def _verify(database: Database) -> None:
    for problem in check_everything(database):
        raise RuleViolation(f"The file is as it was: the new one would have a fault. {problem}")


def _next_number(read: Reader) -> int:
    return int(queries.largest(read, tables.recovery_code.c.number) or 0) + 1
