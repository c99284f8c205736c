"""How terms become a query of a full-text index that costs by what is shown and not by what there is.

The index answers a beginning by reading every place of every word that begins so before it gives the first: 50 ms for
"ass*" in 200,000 pages, half a second for three letters that half of all words begin with. So a beginning is put as the
words it stands for, which the index reads only as far as it is asked. Where those are too many, words that begin so are
on nearly every page, and the newest pages by themselves give enough hits.
"""

import threading
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import sqlcipher3.dbapi2 as driver
from sqlalchemy import bindparam, column, func, select, table

from ..domain.searching import Term, any_of
from .action import Reader
from .compiling import planned
from .plans import Plan
from .search_index import TOKENS

FEW_TEXTS = 3_000
"""With so few texts the index's own way with beginnings is the quicker one."""

MOST_WORDS = 100
"""That one beginning is put as; finding a word takes 25 µs."""

_ENDINGS = ("e", "s", "es", "ing", "ed", "ion", "al", "ly", "ment", "er")
_LAST = "\U0010ffff"


class Match(NamedTuple):
    """What the index is asked; wide: a beginning stands for too many words, so asking is dear.

    names: what any one of the words asked for is found by, where claimants are hidden from the reader; else empty.
    """

    query: str
    wide: bool = False
    names: str = ""


def matching(read: Reader, index: str, terms: Sequence[Term]) -> Match:
    """Return the query of `index` that finds all of the terms; beginnings as the words that are there."""
    names = any_of(terms) if read.veil is not None and read.veil.is_needed else ""
    if not any(one.begins for one in terms) or read.planned(_count(index))[0] < FEW_TEXTS:
        return Match(" AND ".join(one.query for one in terms), names=names)
    parts, wide = [], False
    for term in terms:
        words = _words(read, index, term.text) if term.begins else ()
        if words is None:
            wide = True
        parts.append(f"({' OR '.join(Term(word).query for word in words)})" if words else term.query)
    return Match(" AND ".join(parts), wide, names)


@cache
def _count(index: str) -> Plan[int]:
    """The newest row of an index's texts, which tells about how many there are."""
    content = table(index.removesuffix("_search"), column("id"))
    return planned(int, select(func.coalesce(func.max(content.c.id), 0)))


@cache
def _next_word(index: str) -> Plan[str]:
    words = table(index.removesuffix("_search") + "_word", column("term"))
    return planned(
        str,
        select(words.c.term).where(words.c.term >= bindparam("start"), words.c.term < bindparam("end")).limit(1),
    )


def _words(read: Reader, index: str, begin: str) -> tuple[str, ...] | None:
    """Return a word for each stem that begins so; None where they are too many, or one cannot be put as a word."""
    (stem,) = scratch().stems([begin])
    found: list[str] = []
    plan, at = _next_word(index), stem
    while stem and (here := read.planned(plan, start=at, end=stem + _LAST)):
        found.append(here[0])
        if len(found) > MOST_WORDS:
            return None
        at = here[0] + "\x01"
    return _unstemmed(found) if stem else None


def _unstemmed(stems: Sequence[str]) -> tuple[str, ...] | None:
    """Return for each stem a word that has it, None where one is not found.

    The index stems what it is asked too, and "databas", the stem of "database", would become "databa".
    """
    words: dict[str, str] = {}
    for ending in ("", *_ENDINGS):
        tried = [one for one in stems if one not in words]
        made = [one + ending for one in tried]
        words |= {
            stem: word for stem, word, again in zip(tried, made, scratch().stems(made), strict=True) if again == stem
        }
    return tuple(words[one] for one in stems) if len(words) == len(stems) else None


class Scratch:
    """A full-text index in memory that cuts and stems words exactly as the store's own do. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = driver.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute(f"CREATE VIRTUAL TABLE scratch USING fts5(text, {TOKENS})")
        self._connection.execute("CREATE VIRTUAL TABLE word USING fts5vocab('scratch', 'instance')")

    def stems(self, words: Sequence[str]) -> list[str]:
        """Return the stem of each word; empty where it is no word, or several."""
        with self._lock:
            self._take(enumerate(words))
            found: dict[int, list[str]] = {}
            for doc, term in self._connection.execute("SELECT doc, term FROM word"):
                found.setdefault(doc, []).append(term)
            self._connection.execute("ROLLBACK")
        return [found[number][0] if len(found.get(number, ())) == 1 else "" for number in range(len(words))]

    def found(
        self, texts: Iterable[tuple[int, str]], query: str, marks: tuple[str, str, str, int]
    ) -> list[tuple[int, str, int, int]]:
        """Return of those texts that fit the query id, snippet, how many hits and length, the largest id first.

        marks: what stands before and after a hit and where a snippet is cut, and its length in words.
        """
        with self._lock:
            self._take(texts)
            found = self._connection.execute(
                "SELECT rowid, snippet(scratch, 0, ?, ?, ?, ?), length(highlight(scratch, 0, ?, '')) - length(text),"
                " length(text) FROM scratch WHERE scratch MATCH ? ORDER BY rowid DESC",
                (*marks, marks[0], query),
            ).fetchall()
            self._connection.execute("ROLLBACK")
        return [(int(key), str(snippet), int(hits), int(length)) for key, snippet, hits, length in found]

    def _take(self, texts: Iterable[tuple[int, str]]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO scratch(rowid, text) VALUES (?, ?)", texts)


@cache
def scratch() -> Scratch:
    return Scratch()
