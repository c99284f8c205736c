"""Where words of the glossary stand in a text."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

_LIST = re.compile(r",\s+|\s+and\s+")
_ENDINGS = "(?:s|ly|ally)?"  # "routines", "critically"


class Term(NamedTuple):
    """A glossary word in a text: its stretch, and the entry it belongs to."""

    start: int
    end: int
    entry: str


def terms_in(text: str, entries: Iterable[str]) -> tuple[Term, ...]:
    """Return the words of the entries in a text, in order; the longest entry wins where two would overlap.

    entries: in small letters. An entry that lists words ("main, core and principal") stands for each of them.
    """
    found: list[Term] = []
    for pattern, entry in _patterns(tuple(entries)):
        for hit in pattern.finditer(text):
            if not any(hit.start() < one.end and one.start < hit.end() for one in found):
                found.append(Term(hit.start(), hit.end(), entry))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _patterns(entries: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what each form of each entry is found by, the longest form first."""
    forms = sorted(((form, entry) for entry in entries for form in _forms(entry)), key=lambda each: -len(each[0]))
    return tuple(
        (re.compile(rf"(?<![\w-]){re.escape(form)}{_ENDINGS}(?![\w-])", re.IGNORECASE), entry) for form, entry in forms
    )


def meanings(text: str, terms: Mapping[str, str]) -> dict[str, str]:
    """Return what the glossary says of the words in a text, each entry once, in their order in the text."""
    return {one.entry: terms[one.entry] for one in terms_in(text, terms)}


def _forms(entry: str) -> list[str]:
    parts = _LIST.split(entry)
    return parts if len(parts) > 2 else [entry]
