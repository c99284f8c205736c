"""The key file beside an encrypted store, kept twice: read while the store is closed, written whole or not at all.

In every act that changes both, the order is such that a kill at any point locks nobody out: what is new is put in the
key file before the store says so, and what is old is taken out after. `KeyRing.keep` then takes out what was left over.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import StorageProblem
from ..sealing.key_file import IN_THE_CLEAR, LONGEST, PLAIN, Generation, KeyFile, is_salt

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

FIRST, SECOND = "-keys", "-keys-copy"
_CLEAR = b"SQLite format 3\0"


def paths_of(store: Path) -> tuple[Path, Path]:
    """Return where the key file of a store lies, and its second copy."""
    return store.with_name(store.name + FIRST), store.with_name(store.name + SECOND)


def is_there(store: Path) -> bool:
    return any(one.exists() for one in paths_of(store))


def read(store: Path) -> tuple[KeyFile, ...]:
    """Return what can be read of the two copies, the newest first; none where neither is there.

    Raises StorageProblem where there are copies and not one is whole.
    """
    found, problems = [], []
    for path in paths_of(store):
        if not path.exists():
            continue
        try:
            with path.open("rb") as file:
                found.append(KeyFile.from_bytes(file.read(LONGEST + 1)))
        except (OSError, StorageProblem) as error:
            problems.append(f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}.")
    if problems and not found:
        raise StorageProblem(
            f"{' '.join(problems)} Put the key file of a backup in its place: each backup of an encrypted store has one"
            " beside it. Nothing was changed."
        )
    return tuple(sorted(found, key=lambda one: -one.revision))


def generation_of(store: Path, head: bytes) -> tuple[KeyFile, Generation]:
    """Return the key file of a store that begins with these 16 bytes, and which of its generations that is.

    Raises StorageProblem, with one sentence, where the key file is missing, is another store's, or says that a store
    in the clear should be encrypted.
    """
    found = read(store)
    for file in found:
        generation = file.of_file(head)
        if generation is not None:
            return file, generation
    first = paths_of(store)[0].name
    if not is_salt(head):
        raise StorageProblem(
            f"{store.name} is not encrypted, though its key file says that it should be: this is not the file that was"
            " left here. Do not work in it. Find out who put it there, and restore a backup. Nothing was changed."
        )
    if not found:
        raise StorageProblem(
            f"{store.name} is encrypted, and its key file is missing: {first}, and its copy. Put the key file of a"
            f" backup beside it under the name {first}. Nothing was changed."
        )
    raise StorageProblem(
        f"The key file {first} belongs to another store, or to {store.name} as it was under another key. Put the one"
        " that was made with this file in its place; each backup has its own. Nothing was changed."
    )


def generation_beside(closed: Path) -> Generation:
    """Return who opens a closed file, from its first bytes and the key file beside it; raises as `generation_of`."""
    with closed.open("rb") as file:
        head = file.read(16)
    return generation_of(closed, head)[1] if is_salt(head) else IN_THE_CLEAR


def assert_in_the_clear(store: Path) -> None:
    """Raise StorageProblem where the key file beside a store in the clear says that it should be encrypted."""
    if is_there(store):
        generation_of(store, _CLEAR)


def write(store: Path, file: KeyFile) -> None:
    """Write both copies, one after the other, each whole or not at all; raises StorageProblem."""
    from ..whole_files import write_whole  # needed where a key file changes, not at each start

    data = file.to_bytes()
    for path in paths_of(store):
        write_whole(path, data)


def remove(store: Path) -> None:
    """Take both copies away, the second first."""
    for path in reversed(paths_of(store)):
        path.unlink(missing_ok=True)


def give(store: Path, salt: bytes, other: Path) -> None:
    """Write the part of a store's key file that opens its present file beside another file, such as a copy of it."""
    file, generation = generation_of(store, salt)
    write_one(other, file.store, generation)


def write_one(other: Path, store_id: str, generation: Generation) -> None:
    """Write the key file of a copy that is not worked in: once, under the first name, whole or not at all."""
    from ..whole_files import write_whole

    write_whole(paths_of(other)[0], KeyFile(store_id, 1, (generation,)).to_bytes())


@contextmanager
def exchanging(store: Path, kept: Path, store_id: str, new: Generation) -> Iterator[None]:
    """Let the key file open the old file and the new one while the block puts the new one in a closed store's place.

    The old file gets a key file under the name it is `kept` by. Where the block fails, all is as it was.
    """
    from ..whole_files import write_whole

    was = {path: path.read_bytes() for path in paths_of(store) if path.exists()}
    old = _newest(store)
    opening = tuple(_joined(one, new) for one in old.generations) if old else ()
    if new.salt not in [one.salt for one in opening]:
        opening = (*opening, new)
    if not old and store.exists() and new.cipher != PLAIN:
        opening = (IN_THE_CLEAR, *opening)
    file = KeyFile(store_id, 1 + (old.revision if old else 0), opening)
    try:
        if old:
            write_whole(paths_of(kept)[0], old.to_bytes())
        if old or new.cipher != PLAIN:
            write(store, file)
        yield
    except BaseException:
        for path in paths_of(store):
            if path in was:
                write_whole(path, was[path])
            else:
                path.unlink(missing_ok=True)
        paths_of(kept)[0].unlink(missing_ok=True)
        raise
    # What is left over opens nothing that is there any more, and is cleared at the next opening or signing in.
    with suppress(StorageProblem, OSError):
        if new.cipher == PLAIN:
            remove(store)
        else:
            write(store, file.next(next(one for one in opening if one.salt == new.salt)))


def _newest(store: Path) -> KeyFile | None:
    try:
        found = read(store)
    except StorageProblem:  # it opened nothing: what comes in the store's place has its own
        return None
    return found[0] if found else None


def _joined(old: Generation, new: Generation) -> Generation:
    """Return a generation with the slots of both, where both are of the same key: a backup may have earlier ones."""
    if old.salt != new.salt or old.cipher != new.cipher:
        return old
    for slot in new.people:
        old = old.with_slot(slot)
    numbers = old.numbers()
    return old.with_codes(one for one, number in zip(new.codes, new.numbers(), strict=True) if number not in numbers)


class KeyRing:
    """The data key of an open store, and the key file that goes with it. Only who holds the store changes that."""

    def __init__(self, store: Path, key: "DataKey", file: KeyFile) -> None:
        self._store, self.key, self.file = store, key, file

    @property
    def generation(self) -> Generation:
        """Who opens the file as it is now."""
        found = self.file.of_file(self.key.salt)
        assert found is not None  # it was found by this salt
        return found

    def change(self, change: Callable[[Generation], Generation]) -> None:
        """Write what `change` makes of the present generation; nothing where it leaves it as it is."""
        made = change(self.generation)
        if made != self.generation:
            others = [one for one in self.file.generations if one.salt != self.key.salt]
            self._write(self.file.next(*others, made))

    def keep(self, people: Iterable[tuple[str, str]], codes: Iterable[int]) -> None:
        """Leave these slots alone, by person and salt, and these codes; and mend the copies where one is not as it is.

        What an act that was cut short left is gone after it.
        """
        numbers = set(codes)
        now = self.generation.keeping(people)
        kept = tuple(code for code, number in zip(now.codes, now.numbers(), strict=True) if number in numbers)
        wanted = Generation(now.cipher, now.salt, now.people, kept)
        if self.file.generations != (wanted,):
            self._write(self.file.next(wanted))
        elif not self._is_whole():
            write(self._store, self.file)

    def _is_whole(self) -> bool:
        try:
            return read(self._store) == (self.file, self.file)
        except StorageProblem:
            return False

    def _write(self, file: KeyFile) -> None:
        write(self._store, file)
        self.file = file


def founding(store: Path) -> None:
    """Clear what a founding cut short left; raises StorageProblem for a key file whose store is somewhere else."""
    if not is_there(store):
        return
    salts = {one.salt for file in read(store) for one in file.generations if one != IN_THE_CLEAR}
    for part in store.parent.glob(f"{store.name}.*.part"):
        with part.open("rb") as begun:
            if begun.read(16) in salts:
                remove(store)
                return
    raise StorageProblem(
        f"{paths_of(store)[0].name} is there, the key file of an encrypted store that was called {store.name}. Choose"
        " another name, or move the key file to where that store is now."
    )
