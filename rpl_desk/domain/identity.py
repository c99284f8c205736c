"""Who a claimant is, where the office hides it from those who judge: the stand-in, the mask over texts, what was found.

A mask covers more rather than less: every part of a name of two letters or more, in any case and with or without
accents, however the parts are joined ("Reid, Morag", "MoragReid_cv"). A name that is a common word covers that word.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from .cases import CaseRow
from .passages import Anchor
from .rows import dataclass

Row = TypeVar("Row")

_NO_NAMES = frozenset(
    {"mr", "mrs", "ms", "mx", "miss", "dr", "prof", "sir", "the", "and", "of"}
    | {"de", "da", "di", "du", "la", "le", "el", "al", "van", "von", "der", "den", "ter", "bin", "ibn"}
)
"""Parts of a name that name nobody by themselves."""

_AS_STORED = frozenset(
    {"sha256", "commitment", "policy", "reference", "media_type", "key", "operation", "receipt", "pseudonym"}
)
"""Columns of text that hold no words."""

_LETTERS = re.compile(r"[^\W\d_]+")


class IdentityState(StrEnum):
    """Whether the person signed in may know who the claimant is."""

    OPEN = "open"
    HIDDEN = "hidden"


class Seen(StrEnum):
    """What a person decided of an item after it was looked through for the claimant's names."""

    CLEAR = "clear"
    SHOWN = "shown"
    WITHHELD = "withheld"


SEEN_WORDS = {
    Seen.CLEAR: "no name found, shown to those who judge",
    Seen.SHOWN: "shown to those who judge as it is",
    Seen.WITHHELD: "withheld from those who judge",
}


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """That a case was opened with its claimant hidden, by what stand-in, and when who it is was revealed.

    title and words: the case's title, and all that its list is searched by, with the names covered; names: the parts
    that are covered. They follow the case. other_names: further names to cover, such as a maiden name.
    """

    id: int
    revision: int
    case_id: int
    pseudonym: str
    other_names: str
    names: str
    title: str
    words: str
    revealed_at: datetime | None
    revealed_by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """That one file of an item was looked through for the names, and what a person decided of it.

    places: JSON, as `places_text` writes it.
    """

    id: int
    revision: int
    evidence_id: int
    sha256: str
    seen: Seen
    places: str
    reason: str
    person_id: int
    looked_at: datetime


class NamePlace(NamedTuple):
    """One place where a name of the claimant stands: "file name", "page 3"; the words around it as they stand."""

    where: str
    words: str


def places_text(places: Iterable[NamePlace]) -> str:
    """Return places as the JSON they are kept as."""
    return json.dumps([list(one) for one in places], ensure_ascii=False, separators=(",", ":"))


def places_of(text: str) -> tuple[NamePlace, ...]:
    """Read what `places_text` wrote."""
    return tuple(NamePlace(*one) for one in json.loads(text)) if text else ()


def pseudonym_of(reference: str) -> str:
    """Return what a claimant is called while hidden; it stays the same for as long as the case does."""
    return f"Claimant {reference}"


@dataclass(frozen=True, slots=True)
class Mask:
    """Covers one claimant's names in texts. exact: what is covered as it is written, such as an address."""

    pseudonym: str
    names: tuple[str, ...]
    exact: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """Return the text with every stretch that names the claimant replaced by the stand-in."""
        stretches = self.stretches(text)
        if not stretches:
            return text
        parts, end = [], 0
        for start, stop in stretches:
            parts += [text[end:start], self.pseudonym]
            end = stop
        return "".join([*parts, text[end:]])

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Return where the claimant is named, as offsets into the text."""
        pattern = _pattern(self.names, self.exact)
        if pattern is None or not text:
            return []
        folded, origin = _folded(text)
        found = [(one.start(), one.end()) for one in pattern.finditer(folded) if one.end() > one.start()]
        if origin is None:
            return found
        return [(origin[start], _after_accents(text, origin[stop - 1] + 1)) for start, stop in found]

    def row(self, row: Row) -> Row:
        """Return a row with the names covered in every column of words; a case's claimant is the stand-in."""
        changed: dict[str, Any] = {}
        for one in fields(row):  # type: ignore[arg-type]  # rows are dataclasses
            value = getattr(row, one.name)
            if type(value) is str and value and one.name not in _AS_STORED:
                covered = self.text(value)
                if covered != value:
                    changed[one.name] = covered
            elif isinstance(value, Anchor):
                covered_anchor = self.row(value)
                if covered_anchor is not value:
                    changed[one.name] = covered_anchor
        if isinstance(row, CaseRow):
            changed |= {"claimant_reference": "", "claimant_email": ""}
            changed["claimant"] = self.pseudonym if row.claimant.strip() else ""
        return replace(row, **changed) if changed else row  # type: ignore[type-var]

    def places(self, where: str, text: str, around: int = 30) -> list[NamePlace]:
        """Return each stretch that names the claimant, with the words around it in one line."""
        return [
            NamePlace(where, " ".join(text[max(0, start - around) : stop + around].split()))
            for start, stop in self.stretches(text)
        ]


class Named(Protocol):
    """What names a claimant in a case."""

    @property
    def claimant(self) -> str: ...

    @property
    def claimant_reference(self) -> str: ...

    @property
    def claimant_email(self) -> str: ...


def mask_of(case: Named, pseudonym: str, other_names: str = "") -> Mask:
    """Return the mask over the claimant of a case; other_names: further names, by commas, semicolons or lines."""
    given = [case.claimant, *re.split(r"[,;\n]", other_names)]
    exact = (case.claimant_email.strip(), case.claimant_reference.strip())
    return Mask(pseudonym, name_parts(given), tuple(one for one in exact if len(one) > 1))


def name_parts(names: Sequence[str]) -> tuple[str, ...]:
    """Return every part of these names that names somebody, folded, the longest first."""
    parts = {part for name in names for part in _LETTERS.findall(_folded(name)[0])}
    return tuple(
        sorted((one for one in parts if len(one) > 1 and one not in _NO_NAMES), key=lambda one: (-len(one), one))
    )


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...], exact: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds the names in folded text: parts that follow each other, with initials before them, are one."""
    whole = [re.escape(_folded(one)[0]) for one in sorted(exact, key=len, reverse=True)]
    choices = [rf"(?<![^\W_]){one}(?![^\W_])" for one in whole]
    if names:
        part = "(?:" + "|".join(map(re.escape, names)) + ")"
        initial = "(?:[" + "".join(sorted({name[0] for name in names})) + r"]\.?\s+)*"
        after = rf"(?:[\s.,_'’-]*(?:[a-z]['’])?{part})*"
        choices.append(rf"(?<![^\W\d_]){initial}(?:[a-z]['’])?{part}{after}(?![^\W\d_])")
    return re.compile("|".join(choices)) if choices else None


def _folded(text: str) -> tuple[str, list[int] | None]:
    """Return text in small letters without accents, and from which character each of its own came; None where equal."""
    if text.isascii():
        return text.lower(), None
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFD", character):
            if not unicodedata.combining(one):
                small = one.casefold()
                letters.append(small)
                origin += [place] * len(small)
    return "".join(letters), origin


def _after_accents(text: str, place: int) -> int:
    """Return the place after the accents that belong to the character before it."""
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
