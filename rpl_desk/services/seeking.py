"""Damaged entries of the log, sought in the file itself and in its backups, and put back where their hash fits.

This comes before a recorded break: what is found is put back byte for byte as it was hashed, so nothing is lost and
nothing is given up. Which bytes belong in a place, the chain alone says; where they were found counts for nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..domain.breaks import BREAKING, PUTTING_BACK
from ..domain.errors import Conflict, DeskError, NotAllowed, NotFound
from ..domain.rows import dataclass
from ..sealing.breaks import Break
from ..sealing.canonical import parse
from ..sealing.log import WholeEntry
from ..store.copying import entries_in_copy
from ..store.database import Head
from ..store.log_rows import fitting, whole_entries
from .backups import BackupService
from .log_lines import LINES, entries_in_lines
from .recorded_breaks import SUBJECT, breaks_of
from .session import Service
from .unlocking import Keys

Progress = Callable[[int, int], None]
HERE = "the file itself"


@dataclass(frozen=True, slots=True)
class Found:
    """A whole entry that belongs in a damaged place, and where it lies, in words."""

    entry: WholeEntry
    where: str

    def __str__(self) -> str:
        return f"log entry {self.entry.seq}: lies whole in {self.where}."


@dataclass(frozen=True, slots=True)
class Sought:
    """What became of looking for the damaged entries of the log.

    found: in the order of the log. nowhere: numbers of those for which nothing that fits was found. not_read: where
    could not be looked, a sentence for each. head: the end of the log then.
    """

    found: tuple[Found, ...]
    nowhere: tuple[int, ...]
    not_read: tuple[str, ...]
    head: Head


class SeekService(Service):
    """Looks for damaged entries of the log wherever a copy of it lies, and puts back those that fit."""

    def __init__(self, *shared: Any, backups: BackupService) -> None:
        super().__init__(*shared)
        self._backups = backups

    def seek(self, progress: Progress | None = None) -> Sought:
        """Look for every damaged entry; backups are read only as long as one is still missing, the newest first."""
        head = self._database.head()
        with self._database.reading() as read:
            known = set(breaks_of(read).damage.entries)
        with self._database.connection() as raw:
            there = {one.hash: one for one in whole_entries(raw)}
            where = dict.fromkeys(there, HERE)
            found, nowhere = _fitting(raw, known, there)
            not_read = list[str]()
            sources, keys = self._sources(not_read) if nowhere else [], Keys(self._database)
            try:
                for number, path in enumerate(sources):
                    if progress is not None:
                        progress(number, len(sources))
                    before = len(there)
                    try:
                        for one in self._entries_in(path, keys):
                            if one.hash not in there:
                                there[one.hash], where[one.hash] = one, path.name
                    except DeskError as error:
                        not_read.append(str(error))
                    except OSError as error:
                        not_read.append(f"{path.name} cannot be read to its end: {error.strerror or error}.")
                    if len(there) > before:
                        found, nowhere = _fitting(raw, known, there)
                    if not nowhere:
                        break
            finally:
                keys.close()
        return Sought(tuple(Found(one, where[one.hash]) for one in found), nowhere, tuple(not_read), head)

    def put_back(self, progress: Progress | None = None) -> Sought:
        """Look, and put what was found in its places, as one act by an administrator.

        Raises NotFound where nothing that fits was found, NotAllowed, Conflict or StorageProblem, with nothing changed.
        """
        me = self._must_be_administrator()
        if self._database.read_only:
            raise NotAllowed("The file is open for reading only.")
        sought = self.seek(progress)
        if not sought.found:
            raise NotFound(
                "No entry of the log is damaged, so there is nothing to put back."
                if not sought.nowhere
                else " ".join(
                    [
                        "None of the damaged entries lies whole in any backup here. Nothing was changed.",
                        *sought.not_read,
                    ]
                )
            )
        with self._database.action(PUTTING_BACK, by=me.uid, subject=SUBJECT) as action:
            if action.head() != sought.head:
                raise Conflict("Something was written meanwhile. Nothing was put back; try again.")
            action.put_back([one.entry for one in sought.found])
        return sought

    def _entries_in(self, path: Path, keys: Keys) -> Iterator[WholeEntry]:
        is_lines = path.name.endswith(LINES)
        return entries_in_lines(path, self._database.key) if is_lines else entries_in_copy(path, keys.of(path))

    def _sources(self, not_read: list[str]) -> list[Path]:
        """Return the lines of the log in both places, then the backups, the newest first; note what is out of reach.

        What does not count as a backup may still hold an entry: its file may be longer than it was, or of another time.
        """
        first, second = self._backups.first_place(), self._backups.second_place()
        if second is not None and not second.is_dir():
            not_read.append(f"The second place, {second}, cannot be reached. Connect it, and look again.")
        places = [first, *([second] if second is not None and second != first else [])]
        listed = [(one, place / one.file) for place in places for one in self._backups.backups(place)]
        listed.sort(key=lambda one: one[0].made_at, reverse=True)
        lines = [one for place in places for one in sorted(place.glob(f"*{LINES}"))]
        return [*lines, *(path for _, path in listed if path.is_file())]


def _fitting(raw: Any, known: set[int], there: dict[str, WholeEntry]) -> tuple[list[WholeEntry], tuple[int, ...]]:
    """Do as `fitting`, and leave also what a break says is lost whose own entry is among those that are put back."""
    while True:
        found, nowhere = fitting(raw, known, there)
        more = {number for one in found for number in _given_up(one)} - known
        if not more:
            return found, nowhere
        known = known | more


def _given_up(one: WholeEntry) -> Iterator[int]:
    said = parse(one.entry)
    if (said["action"], said["subject"]) == (BREAKING, SUBJECT):
        yield from Break.from_plain(parse(one.body)["break"]).damage.entries
