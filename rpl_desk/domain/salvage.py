"""What a salvage of a damaged store came to: what was saved, how far it is verified, and what was not saved."""

from enum import StrEnum

from .rows import dataclass


class Mark(StrEnum):
    """How far a salvaged row is vouched for.

    SIGNED: it is as an entry of the log left it, and the entry comes before a note that somebody's certified key
    signed. HASHED: the same without such a signature. UNVERIFIED: neither, so it may have been anything.
    """

    SIGNED = "verified by signature"
    HASHED = "verified by hash only"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A row that was saved: its table, its key as text, its mark, and why that is not a better one."""

    table: str
    key: str
    mark: Mark
    why: str = ""


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Something that was not saved: the table it was in, which row or file as far as that is known, and why."""

    table: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.why}".replace(" :", ":")


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows of a table were saved, by their mark; `derived` tells that nothing ever vouches for its rows."""

    table: str
    signed: int
    hashed: int
    unverified: int
    derived: bool = False

    @property
    def saved(self) -> int:
        return self.signed + self.hashed + self.unverified


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvaged store says of how it was made.

    at: when, as rows write a moment. source, sha256: name and digest of the damaged file, the digest empty where it
    could not be read to its end. authority: the fingerprint that its signatures were held against, to be compared
    with the roster; empty where none could be read. entries: of the log that were saved. set_aside: rows that could
    be read and fit no table, kept as text.
    """

    at: str
    source: str
    sha256: str
    format: int
    program: str
    authority: str
    entries: int
    tables: tuple[TableCount, ...]
    not_saved: tuple[NotSaved, ...]
    set_aside: int

    @property
    def unverified(self) -> int:
        """How many rows are unverified that the log should vouch for."""
        return sum(one.unverified for one in self.tables if not one.derived)

    @property
    def is_whole(self) -> bool:
        """Tell whether all was saved, and everything that should be vouched for is."""
        return not self.not_saved and not self.set_aside and not self.unverified

    @property
    def authority_words(self) -> str:
        """What signatures were held against, in a sentence."""
        if not self.authority:
            return "No signature could be checked: the key of the office's authority could not be read."
        return f"Signatures were held against the authority {self.authority}: compare it with the roster."

    @property
    def summary(self) -> str:
        """What was saved and what was not, in two or three sentences."""
        vouched = [one for one in self.tables if not one.derived]
        signed, hashed = sum(one.signed for one in vouched), sum(one.hashed for one in vouched)
        derived = sum(one.saved for one in self.tables if one.derived)
        said = (
            f"{_counted(sum(one.saved for one in vouched), 'row')} saved: {signed:,} {Mark.SIGNED},"
            f" {hashed:,} {Mark.HASHED}, {self.unverified:,} {Mark.UNVERIFIED}."
        )
        if derived:
            said += f" {_counted(derived, 'row')} of text read from evidence, for which nothing ever vouches."
        if self.set_aside:
            said += f" {_counted(self.set_aside, 'row')} set aside, as they fit no table any more."
        return f"{said} {self.loss}"

    @property
    def loss(self) -> str:
        """In one sentence, how much was not saved."""
        if not self.not_saved:
            return "Nothing is known to be missing."
        return f"{_counted(len(self.not_saved), 'thing')} not saved."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
