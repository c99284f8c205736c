"""Opening an encrypted store, which starts from its key file: the store itself says nothing before it is open."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ..domain.errors import KeyNeeded, NotAllowed, NotFound, RuleViolation, WrongPassphrase
from ..sealing.data_keys import DataKey, open_code, open_slot
from ..sealing.key_file import Generation, Slot, is_salt
from ..sealing.keys import Root, wrong_passphrase_delay
from ..store import key_files
from ..store.place import check_file, is_encrypted, read_head

if TYPE_CHECKING:
    from ..store.database import Database


class Unlocked:
    """The data key of a store, and how it was come by; used as a context manager, so that what is left is overwritten.

    person: the uid of whose passphrase it was, empty for a recovery code. number: of the code, 0 for a passphrase.
    root: what the passphrase gave, which opens the person's signing key too. failures: wrong passphrases before it.
    """

    def __init__(
        self, key: DataKey, *, person: str = "", root: Root | None = None, number: int = 0, failures: int = 0
    ) -> None:
        self.key, self.person, self.root, self.number, self.failures = key, person, root, number, failures

    def __enter__(self) -> "Unlocked":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Overwrite the root; the key lives on in the store it opened, and is overwritten when that is closed."""
        if self.root is not None:
            self.root.close()

    def drop(self) -> None:
        """Overwrite the key too, where it opened nothing."""
        self.close()
        self.key.close()


class Keys:
    """The data keys of the files of one office that somebody works on: its store, copies and backups of it.

    database: an open store, whose key is tried first. who, passphrase: who opens what is under another key.
    """

    def __init__(self, database: "Database | None" = None, who: str = "", passphrase: str = "") -> None:
        self._who, self._passphrase = who, passphrase
        self._known: dict[bytes, DataKey] = {}
        if database is not None:
            self.know(database)

    def know(self, database: "Database") -> None:
        """Take the key of an open store too."""
        if database.key is not None:
            self._known[database.key.salt] = database.key.copy()

    def close(self) -> None:
        """Overwrite the keys."""
        for key in self._known.values():
            key.close()
        self._known.clear()

    def of(self, path: Path, beside: Path | None = None) -> DataKey | None:
        """Return a copy of the key that a closed file is under, None for one in the clear.

        beside: the file that has the key file, where `path` is a copy of it that has no name yet. Raises KeyNeeded
        where nobody was named, and as `unlock`.
        """
        if not is_encrypted(path):
            return None
        salt = read_head(path)
        if salt not in self._known:
            if not self._who:
                raise KeyNeeded(
                    f"{path.name} is encrypted under another key than what is open. Say who opens it, with the"
                    " passphrase they had when it was made."
                )
            unlocked = unlock(beside or path, self._who, self._passphrase)
            unlocked.close()
            self._known[salt] = unlocked.key
        return self._known[salt].copy()


def needs_key(path: Path, *, even_damaged: bool = False) -> bool:
    """Tell whether a closed store is encrypted; raises StorageProblem for what is no store.

    even_damaged: one that is too short is let pass. Never call it on a store this process has open.
    """
    path = path.resolve()
    check_file(path, even_damaged=even_damaged)
    return is_encrypted(path)


def is_kept_by_program(path: Path) -> bool:
    """Tell whether a file is a store or another database, or a key file: what no document may take the place of."""
    with path.open("rb") as file:
        head = file.read(16)
    return head == b"SQLite format 3\0" or is_salt(head) or path.name.endswith((key_files.FIRST, key_files.SECOND))


def unlock(path: Path, who: str, passphrase: str, clock: Callable[[], float] = time.monotonic) -> Unlocked:
    """Open the data key of a closed store with a person's passphrase; `who` is their e-mail address or uid.

    Raises WrongPassphrase, NotAllowed with how long to wait, NotFound for who has no slot, StorageProblem. The growing
    delay holds for this run of the program: whoever has the file can try elsewhere, which Argon2id makes slow.
    """
    path = path.resolve()
    generation = _generation(path)
    slots = [one for one in generation.people if one.person == who or one.is_of(who)]
    if not slots:
        raise NotFound(
            f"{who} does not open {path.name} yet. Let a colleague open it, and sign in once while it is open; from"
            " then on it opens for you."
        )
    tried = _tried.setdefault((str(path), slots[0].person), [0, 0.0])
    left = tried[1] + wrong_passphrase_delay(int(tried[0])) - clock()
    if tried[0] and left > 0:
        wait = int(left) + 1
        raise NotAllowed(f"Too soon after a wrong passphrase. Try again in {wait} seconds.", wait=wait)
    for slot in reversed(slots):  # two for a moment only, while a passphrase is being changed
        try:
            key, root = open_slot(generation, slot, passphrase)
        except WrongPassphrase:
            continue
        failures = int(tried[0])
        tried[0] = 0
        return Unlocked(key, person=slot.person, root=root, failures=failures)
    tried[:] = [tried[0] + 1, clock()]
    delay = wrong_passphrase_delay(int(tried[0]))
    raise WrongPassphrase(
        f"That is not {slots[0].name}'s passphrase. Try again in {delay} second{'' if delay == 1 else 's'}.", wait=delay
    )


def unlock_by_code(path: Path, code: str) -> Unlocked:
    """Open the data key of a closed store with a recovery code.

    Raises RuleViolation for a slip in typing it, WrongPassphrase for a code that does not count here, StorageProblem.
    """
    path = path.resolve()
    key, number = open_code(_generation(path), code)
    return Unlocked(key, number=number)


def holders(path: Path) -> tuple[Slot, ...]:
    """Return who opens a closed store, by name, each once."""
    return by_name(_generation(path.resolve()).people)


def by_name(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return each person's slot, one for each, by name."""
    return tuple(sorted({one.person: one for one in slots}.values(), key=lambda one: one.name.casefold()))


def _generation(path: Path) -> Generation:
    if not needs_key(path):
        raise RuleViolation(f"{path.name} is not encrypted: it opens without a key.")
    return key_files.generation_of(path, read_head(path))[1]


_tried: dict[tuple[str, str], list[float]] = {}
"""By store and person: wrong passphrases in a row, and when the last was given."""
