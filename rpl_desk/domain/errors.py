"""The errors a person sees: each is one plain sentence that says what, where and what to do."""

from collections.abc import Iterable

from .rows import dataclass


class DeskError(Exception):
    """Something the person can understand and mend; `str(error)` is shown as it is."""


class RuleViolation(DeskError):
    """A rule of the field or of the office says no."""


class NotFound(DeskError):
    """What was asked for is not in the store."""


class Conflict(DeskError):
    """Someone else changed the same thing since it was read."""


class NotAllowed(DeskError):
    """The person signed in may not do or see this; `wait` is after how many seconds they may try again, if ever."""

    def __init__(self, sentence: str, *, wait: int = 0) -> None:
        super().__init__(sentence)
        self.wait = wait


class WrongPassphrase(NotAllowed):
    """The passphrase does not open this person's key."""


class StorageProblem(DeskError):
    """A disk, a file or a store could not be read or written."""


class AlreadyOpen(StorageProblem):
    """A store is open in another window; `holder` says whose: "by sam on desk-2 since 28 November 2026 11:20"."""

    def __init__(self, sentence: str, holder: str) -> None:
        super().__init__(sentence)
        self.holder = holder


class DamagedStore(StorageProblem):
    """A store was found damaged, and again when it was looked at anew."""


class SalvagedStore(StorageProblem):
    """A store was salvaged from a damaged one, so it opens for reading only."""


class KeyNeeded(StorageProblem):
    """A store is encrypted, and nobody has said who opens it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in something handed to us: its place (`units[2].hours`, `Units!D7`) and a sentence."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Refused(DeskError):
    """A source was refused whole, with every problem found in it."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = f"{source} was refused: {count} problem{'' if count == 1 else 's'}. Nothing was changed."
        super().__init__("\n".join([heading, *(f"  {problem}" for problem in self.problems)]))
