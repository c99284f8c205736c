"""Who opens an encrypted store: each person's slot in its key file follows what happens to their key, in the same act.

What is new goes into the key file before the store says so, what is old is taken out after, so that a kill in between
locks nobody out; `keep` takes out what was left over. For a store in the clear nothing here does anything.
"""

from types import TracebackType

from ..domain.errors import NotAllowed
from ..domain.people import PersonRow, WrappedKeyRow
from ..domain.protection import RecoveryCode, RecoveryCodeRow
from ..sealing import keys
from ..sealing.canonical import parse
from ..sealing.data_keys import DataKey
from ..sealing.key_file import CIPHER, Generation, KeyFile, Slot
from ..sealing.recovery import new_code
from ..store import queries, tables
from ..store.database import Action, Database, Reader

CODES = 2
"""Recovery codes of a store: two, for two sealed envelopes in two places."""


class NewProtection:
    """A new data key with who opens it, while an encrypted file is being made; the key is overwritten at the end."""

    def __init__(self, store: str, first: int = 1) -> None:
        """`first` is the number of the first of its recovery codes; no number is given twice in a store."""
        self.store, self.key = store, DataKey.new()
        self.codes = tuple(RecoveryCode(number, new_code()) for number in range(first, first + CODES))
        self._slots: list[Slot] = []

    def __enter__(self) -> "NewProtection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.key.close()

    def begin(self, action: Action) -> None:
        """Let the store say that it is encrypted, and that these codes were made."""
        set_protection(action, encrypted=True)
        for old in live_codes(action.read):
            action.update(tables.recovery_code, old, replaced_at=action.now)
        for one in self.codes:
            action.insert(tables.recovery_code, number=one.number, made_at=action.now)

    def add(self, person: PersonRow, serial: int, root: keys.Root) -> None:
        """Let a person open it."""
        self._slots.append(slot_of(self.key, root, self.store, person, serial))

    def generation(self) -> Generation:
        """Return what the key file says of it; wraps the key by each code."""
        wrapped = tuple(self.key.code_slot(one.code, store=self.store, number=one.number) for one in self.codes)
        return Generation(CIPHER, self.key.salt, tuple(self._slots), wrapped)

    def key_file(self) -> KeyFile:
        """Return the key file of a store that is being founded."""
        return KeyFile(self.store, 1, (self.generation(),))


class KeySlots:
    """The key file of the store that is open, kept in step with the people in it."""

    def __init__(self, database: Database) -> None:
        self._database, self._ring = database, database.ring

    def put(self, person: PersonRow, serial: int, root: keys.Root) -> None:
        """Let a person open the store with the passphrase that gave `root`, under which their key is wrapped too."""
        if self._ring is not None:
            slot = slot_of(self._ring.key, root, self._ring.file.store, person, serial)
            self._ring.change(lambda now: now.with_slot(slot))

    def keep(self) -> None:
        """Leave the slots of keys in use alone, and the codes that count; mend the key file where it was damaged."""
        if self._ring is None or self._database.read_only:
            return
        with self._database.reading(unveiled=True) as read:
            people = {one.id: one.uid for one in queries.rows(read, PersonRow)}
            held = queries.rows(
                read,
                WrappedKeyRow,
                tables.wrapped_key.c.purpose == keys.SIGN,
                tables.wrapped_key.c.retired_at.is_(None),
            )
            codes = [one.number for one in live_codes(read)]
        self._ring.keep([(people[one.person_id], salt_of(one.body)) for one in held], codes)

    def admit(self, person: PersonRow, passphrase: str, root: keys.Root | None) -> None:
        """Give a person who has just signed in their slot, where they have none yet, and tidy the key file.

        So whoever had none, because the store was encrypted or re-keyed without them, has one from then on.
        """
        if self._ring is None:
            return
        with self._database.reading(unveiled=True) as read:
            (held,) = queries.rows(
                read,
                WrappedKeyRow,
                tables.wrapped_key.c.person_id == person.id,
                tables.wrapped_key.c.purpose == keys.SIGN,
                tables.wrapped_key.c.retired_at.is_(None),
            )
        mine = (person.uid, salt_of(held.body))
        if mine not in [(one.person, one.salt) for one in self._ring.generation.people]:
            serial = int(parse(held.body)["header"]["serial"])
            if root is not None and root.serves(held.body):
                self.put(person, serial, root)
            else:
                with keys.Root.of(held.body, passphrase) as made:
                    self.put(person, serial, made)
        self.keep()

    def must_have_codes_confirmed(self) -> None:
        """Refuse work while a recovery code has not been typed back from paper; raises NotAllowed."""
        if self._ring is None or self._database.read_only:
            return
        with self._database.reading(unveiled=True) as read:
            open_ = [str(one.number) for one in live_codes(read) if one.confirmed_at is None]
        if open_:
            raise NotAllowed(
                f"Recovery code {' and '.join(open_)} has not been typed back from paper yet. Do that first:"
                " without the codes, nobody could help if every passphrase were forgotten."
            )


def live_codes(read: Reader) -> tuple[RecoveryCodeRow, ...]:
    """Return the recovery codes that count."""
    table = tables.recovery_code
    return queries.rows(read, RecoveryCodeRow, table.c.replaced_at.is_(None), order=table.c.number)


def set_protection(action: Action, *, encrypted: bool) -> None:
    """Let the store say whether its file is encrypted, inside an action."""
    found = queries.protection(action.read)
    if found is None:
        action.insert(tables.protection, id=1, encrypted=encrypted, since=action.now)
    else:
        action.update(tables.protection, found, encrypted=encrypted, since=action.now)


def slot_of(key: DataKey, root: keys.Root, store: str, person: PersonRow, serial: int) -> Slot:
    return key.slot(root, store=store, person=person.uid, serial=serial, name=person.name, email=person.email)


def salt_of(wrapped: bytes) -> str:
    """Return the salt of a wrapped key, in hexadecimal."""
    return str(parse(wrapped)["header"]["salt"])
