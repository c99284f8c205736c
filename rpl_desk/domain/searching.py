"""What people search for, as they type it, and what a search found."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from .rows import dataclass

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


class HitKind(StrEnum):
    """Where words were found."""

    PAGE = "page"
    PASSAGE = "passage"
    NOTE = "note"
    REASON = "reason"
    FINDING = "finding"
    RECORD = "record"


HIT_WORDS = {
    HitKind.PAGE: "evidence",
    HitKind.PASSAGE: "passage",
    HitKind.NOTE: "note on a passage",
    HitKind.REASON: "reason",
    HitKind.FINDING: "finding",
    HitKind.RECORD: "decision record",
}


class Piece(NamedTuple):
    """A stretch of a snippet, and whether it is what was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where words were found; what does not apply is 0, None or empty.

    source_id: the passage, link, judgement, finding or record it is in; passage_id: the passage it is, or is noted on.
    title: of the evidence item, or the label of the criterion where there is no item. page_index: from 0. place: the
    page as printed, or the time. assessor: number on the case. version: of a decision record.
    recognised: the words were recognised in a scan, and may be wrong.
    """

    kind: HitKind
    case_id: int
    reference: str
    source_id: int
    snippet: tuple[Piece, ...]
    evidence_id: int = 0
    passage_id: int = 0
    item: str = ""
    title: str = ""
    page_index: int | None = None
    place: str = ""
    criterion: str = ""
    assessor: int = 0
    version: int = 0
    recognised: bool = False

    @property
    def where(self) -> str:
        """The place in words: "RPL-2026-0034 E04 p.4", "CR-2026-0012 U1.k, assessor 2"."""
        parts = [self.reference]
        if self.item:
            parts.append(f"{self.item} p.{self.place}" if self.place and ":" not in self.place else self.item)
        if ":" in self.place:
            parts.append(self.place)
        words = " ".join(parts + ([self.criterion] if self.criterion else []))
        if self.version:
            words += f" version {self.version}"
        if self.recognised:
            words += ", recognised text"
        return f"{words}, assessor {self.assessor}" if self.assessor else words

    @property
    def text(self) -> str:
        """The snippet in one line, without its marks."""
        return " ".join("".join(piece.text for piece in self.snippet).split())


@dataclass(frozen=True, slots=True)
class Textless:
    """A file that search cannot look into, by one of the items it was handed in as, and why."""

    reference: str
    item: str
    title: str
    why: str

    @property
    def words(self) -> str:
        return f"{self.reference} {self.item} {self.title}: {self.why}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many files of the register there are, how many still wait to be read, and which have no text.

    Files are counted once each, however often they were handed in. textless: the first of them; `without` counts all.
    """

    files: int
    waiting: int
    without: int
    textless: tuple[Textless, ...] = ()

    @property
    def with_text(self) -> int:
        return self.files - self.waiting - self.without

    @property
    def words(self) -> str:
        """How much can be searched: "12 of 14 files of evidence (1 not read yet, 1 without text)"."""
        noun = "file" if self.files == 1 else "files"
        if not self.files:
            return "no evidence"
        left = [f"{self.waiting} not read yet"] * bool(self.waiting)
        left += [f"{self.without} without text"] * bool(self.without)
        if not left:
            return f"all {self.files} {noun} of evidence" if self.files > 1 else "the 1 file of evidence"
        return f"{self.with_text} of {self.files} {noun} of evidence ({', '.join(left)})"


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in the order asked for: first what people wrote, then the evidence. more: whether there are others."""

    hits: tuple[Hit, ...]
    more: bool


class Term(NamedTuple):
    """A word or a phrase that must be there; `begins`: its last word stands for all that begin so."""

    text: str
    begins: bool = False

    @property
    def query(self) -> str:
        """The term as the full-text index takes it: quoted, so that no sign in it has a meaning."""
        return f'"{self.text}"' + "*" * self.begins


def search_terms(typed: str, *, as_typed: bool = False) -> tuple[Term, ...]:
    """Return what was typed as terms that must all be there, none where there is no word in it.

    Words stand for themselves, "words in quotes" for themselves in this order, and a word that ends in * for all
    that begin so. as_typed: the last word is still being typed, so it counts as a beginning.
    No sign but these has a meaning.
    """
    terms = []
    found = [one for one in _TERM.finditer(unicodedata.normalize("NFC", typed)) if _has_word(one[0])]
    for one in found:
        phrase, word = one[1], one[2]
        typing = as_typed and one is found[-1] and not typed[-1:].isspace()
        begins = word is not None and (word.endswith("*") or typing)
        terms.append(Term(phrase if word is None else word.rstrip("*"), begins))
    return tuple(terms)


def any_of(terms: Sequence[Term]) -> str:
    """Return a query of the full-text index that holds where any single word of these terms does."""
    found = []
    for one in terms:
        words = _WORD.findall(one.text)
        found += [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"' + "*" * one.begins] * bool(words)
    return " OR ".join(found)


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def snippet_pieces(marked: str, start: str, end: str) -> tuple[Piece, ...]:
    """Return a snippet whose hits stand between two marks as its pieces, the empty ones left out."""
    pieces = []
    for number, stretch in enumerate(marked.split(start)):
        hit, mark, rest = stretch.partition(end) if number else ("", "", stretch)
        if number and not mark:
            hit, rest = "", stretch
        pieces += [Piece(hit, True), Piece(rest, False)]
    return tuple(one for one in pieces if one.text)
