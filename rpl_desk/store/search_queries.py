"""Full-text search: the newest hits first with snippets, or the best of a bounded window of the newest.

What a person may not see is left out before anything is counted, cut or ranked. The index's own ranking is not used: it
reads every hit there is, and its weights would tell of texts that are hidden.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, column, exists, func, literal_column, select, table

from ..domain.searching import HitKind, Piece, snippet_pieces
from . import visibility
from .tables import evidence, page_text, text_source, written

Read = Callable[[Select[Any]], Sequence[Any]]

START, END = "\x02", "\x03"
SNIPPET_TOKENS = 16
SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""As in BM25: how soon more of the same word counts no more, and how much a long text is held against itself."""

_PAGE_INDEX = table("page_text_search", column("rowid"), column("page_text_search"))
_WRITTEN_INDEX = table("written_search", column("rowid"), column("written_search"))


def _snippet(index: str) -> ColumnElement[str]:
    return func.snippet(literal_column(index), 0, START, END, "…", SNIPPET_TOKENS)


def _marks(index: str, text: ColumnElement[str]) -> ColumnElement[int]:
    """How many hits a text holds, as the index's own stemming sees them."""
    marked: ColumnElement[str] = func.highlight(literal_column(index), 0, START, "")
    return func.length(marked) - func.length(text)


def pieces(marked: str) -> tuple[Piece, ...]:
    """Return a snippet in pieces; each run of white space is one blank."""
    return snippet_pieces(" ".join(marked.split(" ")), START, END)


# -- evidence ---------------------------------------------------------------------------------------------------------

_PAGES = _PAGE_INDEX.join(page_text, page_text.c.id == _PAGE_INDEX.c.rowid)


def _page_where(query: str, case_id: int | None) -> tuple[ColumnElement[bool], ...]:
    registered = select(evidence.c.id).where(evidence.c.sha256 == page_text.c.sha256)
    if case_id is not None:
        registered = registered.where(evidence.c.case_id == case_id)
    return _PAGE_INDEX.c.page_text_search.op("MATCH")(query), exists(registered)


def newest_pages(read: Read, query: str, limit: int, case_id: int | None = None) -> list[int]:
    """Return the ids of the pages that hold the words, the latest indexed first."""
    statement = (
        select(page_text.c.id)
        .select_from(_PAGES)
        .where(*_page_where(query, case_id))
        .order_by(_PAGE_INDEX.c.rowid.desc())
        .limit(limit)
    )
    return [row[0] for row in read(statement)]


def best_pages(read: Read, query: str, limit: int, window: int, case_id: int | None = None) -> list[int]:
    """Return the ids of the best of the newest `window` pages that hold the words."""
    statement = (
        select(page_text.c.id, _marks("page_text_search", page_text.c.text), func.length(page_text.c.text))
        .select_from(_PAGES)
        .where(*_page_where(query, case_id))
        .order_by(_PAGE_INDEX.c.rowid.desc())
        .limit(window)
    )
    return _best(read(statement), limit)


def page_hits(read: Read, query: str, ids: Sequence[int]) -> dict[int, Any]:
    """Return of each page its sha256, page, label, whether its item has pages, and the snippet."""
    if not ids:
        return {}
    statement = (
        select(
            *(page_text.c.id, page_text.c.sha256, page_text.c.page, page_text.c.label, text_source.c.paged),
            _snippet("page_text_search").label("snippet"),
        )
        .select_from(_PAGES.join(text_source, text_source.c.sha256 == page_text.c.sha256))
        .where(_PAGE_INDEX.c.page_text_search.op("MATCH")(query), _PAGE_INDEX.c.rowid.in_(ids))
    )
    return {row.id: row for row in read(statement)}


# -- what people wrote ------------------------------------------------------------------------------------------------

_WRITTEN = _WRITTEN_INDEX.join(written, written.c.id == _WRITTEN_INDEX.c.rowid)


def _written_where(
    query: str, viewer: int, kinds: Sequence[HitKind], case_id: int | None
) -> tuple[ColumnElement[bool], ...]:
    where: list[ColumnElement[bool]] = [
        _WRITTEN_INDEX.c.written_search.op("MATCH")(query),
        visibility.may_see_written(viewer),
        written.c.kind.in_([one.value for one in kinds]),
    ]
    if case_id is not None:
        where.append(written.c.case_id == case_id)
    return tuple(where)


def newest_written(
    read: Read, query: str, viewer: int, kinds: Sequence[HitKind], limit: int, case_id: int | None = None
) -> list[int]:
    """Return the ids of what people wrote that holds the words, the latest written first."""
    statement = (
        select(written.c.id)
        .select_from(_WRITTEN)
        .where(*_written_where(query, viewer, kinds, case_id))
        .order_by(_WRITTEN_INDEX.c.rowid.desc())
        .limit(limit)
    )
    return [row[0] for row in read(statement)]


def best_written(
    read: Read, query: str, viewer: int, kinds: Sequence[HitKind], limit: int, window: int, case_id: int | None = None
) -> list[int]:
    """Return the ids of the best of the newest `window` texts that hold the words."""
    statement = (
        select(written.c.id, _marks("written_search", written.c.text), func.length(written.c.text))
        .select_from(_WRITTEN)
        .where(*_written_where(query, viewer, kinds, case_id))
        .order_by(_WRITTEN_INDEX.c.rowid.desc())
        .limit(window)
    )
    return _best(read(statement), limit)


def written_hits(read: Read, query: str, viewer: int, ids: Sequence[int]) -> dict[int, Any]:
    """Return of each text its kind, source, case, assessment and snippet."""
    if not ids:
        return {}
    statement = (
        select(
            *(written.c.id, written.c.kind, written.c.source_id, written.c.case_id, written.c.assessment_id),
            _snippet("written_search").label("snippet"),
        )
        .select_from(_WRITTEN)
        .where(
            _WRITTEN_INDEX.c.written_search.op("MATCH")(query),
            _WRITTEN_INDEX.c.rowid.in_(ids),
            visibility.may_see_written(viewer),
        )
    )
    return {row.id: row for row in read(statement)}


def _best(found: Sequence[Any], limit: int) -> list[int]:
    """Return the ids with the best score, the newest of equals first; rows are id, hits and length in characters."""
    if not found:
        return []
    usual = sum(row[2] for row in found) / len(found)

    def score(hits: int, length: int) -> float:
        return float(hits / (hits + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / max(usual, 1))))

    ranked = sorted(found, key=lambda row: (-score(row[1], row[2]), -row[0]))
    return [row[0] for row in ranked[:limit]]
