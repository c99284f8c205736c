"""Where words of the glossary stand in a text."""

import re
from collections.abc import Iterable, Mapping
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
    forms = sorted(((form, entry) for entry in entries for form in _forms(entry)), key=lambda each: -len(each[0]))
    found: list[Term] = []
    for form, entry in forms:
        for hit in re.finditer(rf"(?<![\w-]){re.escape(form)}{_ENDINGS}(?![\w-])", text, re.IGNORECASE):
            if not any(hit.start() < one.end and one.start < hit.end() for one in found):
                found.append(Term(hit.start(), hit.end(), entry))
    return tuple(sorted(found))


def meanings(text: str, terms: Mapping[str, str]) -> dict[str, str]:
    """Return what the glossary says of the words in a text, each entry once, in their order in the text."""
    return {one.entry: terms[one.entry] for one in terms_in(text, terms)}


def _forms(entry: str) -> list[str]:
    parts = _LIST.split(entry)
    return parts if len(parts) > 2 else [entry]
