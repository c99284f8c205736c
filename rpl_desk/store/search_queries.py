"""Full-text search: the newest hits first with snippets, or the best of a bounded window of the newest.

What a person may not see is left out before anything is counted, cut or ranked. The index's own ranking is not used: it
reads every hit there is, and its weights would tell of texts that are hidden.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, column, exists, func, literal_column, or_, select, table

from ..domain.searching import HitKind, Piece, any_of, snippet_pieces
from . import visibility
from .tables import evidence, identity, page_text, text_source, written

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


def _among(index: Any, ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """The condition that a hit is one of these; a bare `rowid IN` would run the whole search once for each of them."""
    rowid = index.c.rowid
    return rowid.between(min(ids), max(ids)), (rowid + 0).in_(ids)


# -- evidence ---------------------------------------------------------------------------------------------------------

_PAGES = _PAGE_INDEX.join(page_text, page_text.c.id == _PAGE_INDEX.c.rowid)
_PAGE_HITS = select(
    *(page_text.c.id, page_text.c.sha256, page_text.c.page, page_text.c.label, text_source.c.paged),
    text_source.c.extractor,
    _snippet("page_text_search").label("snippet"),
).select_from(_PAGES.join(text_source, text_source.c.sha256 == page_text.c.sha256))


def _hidden_matches(query: str, viewer: int) -> Select[Any]:
    """Select the cases whose claimant is hidden from `viewer` and has a name that is asked for."""
    index = table("identity_search", column("rowid"), column("identity_search"))
    named = select(index.c.rowid).where(index.c.identity_search.op("MATCH")(any_of(query)))
    return visibility.hidden_cases(viewer).where(identity.c.id.in_(named))


def findable_items(query: str, viewer: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `evidence` that `viewer` may find it by these words, where claimants are hidden."""
    return (
        evidence.c.case_id.not_in(_hidden_matches(query, viewer)),
        evidence.c.id.not_in(visibility.closed_items(viewer)),
    )


def _page_where(query: str, case_id: int | None, viewer: int | None) -> tuple[ColumnElement[bool], ...]:
    registered = select(evidence.c.id).where(evidence.c.sha256 == page_text.c.sha256)
    if viewer is not None:
        registered = registered.where(*findable_items(query, viewer))
    if case_id is not None:
        registered = registered.where(evidence.c.case_id == case_id)
    return _PAGE_INDEX.c.page_text_search.op("MATCH")(query), exists(registered)


def newest_pages(
    read: Read, query: str, limit: int, case_id: int | None = None, viewer: int | None = None
) -> list[Any]:
    """Return the pages that hold the words, the latest indexed first.

    Each has its id, sha256, page, label, whether its item is `paged`, and the snippet. viewer: from whom claimants are
    hidden; None where none is.
    """
    where = _page_where(query, case_id, viewer)
    return list(read(_PAGE_HITS.where(*where).order_by(_PAGE_INDEX.c.rowid.desc()).limit(limit)))


def best_pages(
    read: Read, query: str, limit: int, window: int, case_id: int | None = None, viewer: int | None = None
) -> list[Any]:
    """Return the best of the newest `window` pages that hold the words, as `newest_pages` does."""
    statement = (
        select(page_text.c.id, _marks("page_text_search", page_text.c.text), func.length(page_text.c.text))
        .select_from(_PAGES)
        .where(*_page_where(query, case_id, viewer))
        .order_by(_PAGE_INDEX.c.rowid.desc())
        .limit(window)
    )
    ids = _best(read(statement), limit)
    return _in_order(
        ids, lambda: read(_PAGE_HITS.where(*_page_where(query, case_id, viewer), *_among(_PAGE_INDEX, ids)))
    )


# -- what people wrote ------------------------------------------------------------------------------------------------

_WRITTEN = _WRITTEN_INDEX.join(written, written.c.id == _WRITTEN_INDEX.c.rowid)
_WRITTEN_HITS = select(
    *(written.c.id, written.c.kind, written.c.source_id, written.c.case_id, written.c.assessment_id),
    _snippet("written_search").label("snippet"),
).select_from(_WRITTEN)


def _written_where(
    query: str, viewer: int, kinds: Sequence[HitKind], case_id: int | None, hides: bool
) -> tuple[ColumnElement[bool], ...]:
    where: list[ColumnElement[bool]] = [
        _WRITTEN_INDEX.c.written_search.op("MATCH")(query),
        visibility.may_see_written(viewer),
        written.c.kind.in_([one.value for one in kinds]),
    ]
    if hides:  # one's own words are found by whatever is in them
        own = visibility.own_written(viewer)
        where.append(or_(own, written.c.case_id.not_in(_hidden_matches(query, viewer))))
    if case_id is not None:
        where.append(written.c.case_id == case_id)
    return tuple(where)


def newest_written(
    read: Read,
    query: str,
    viewer: int,
    kinds: Sequence[HitKind],
    limit: int,
    case_id: int | None = None,
    hides: bool = False,
) -> list[Any]:
    """Return what people wrote that holds the words, the latest written first.

    Each has its id, kind, source, case, assessment and snippet. hides: whether any claimant is hidden.
    """
    where = _written_where(query, viewer, kinds, case_id, hides)
    return list(read(_WRITTEN_HITS.where(*where).order_by(_WRITTEN_INDEX.c.rowid.desc()).limit(limit)))


def best_written(
    read: Read,
    query: str,
    viewer: int,
    kinds: Sequence[HitKind],
    limit: int,
    window: int,
    case_id: int | None = None,
    hides: bool = False,
) -> list[Any]:
    """Return the best of the newest `window` texts that hold the words, as `newest_written` does."""
    where = _written_where(query, viewer, kinds, case_id, hides)
    statement = (
        select(written.c.id, _marks("written_search", written.c.text), func.length(written.c.text))
        .select_from(_WRITTEN)
        .where(*where)
        .order_by(_WRITTEN_INDEX.c.rowid.desc())
        .limit(window)
    )
    ids = _best(read(statement), limit)
    return _in_order(ids, lambda: read(_WRITTEN_HITS.where(*where, *_among(_WRITTEN_INDEX, ids))))


def _in_order(ids: Sequence[int], rows: Callable[[], Sequence[Any]]) -> list[Any]:
    found = {row.id: row for row in rows()} if ids else {}
    return [found[key] for key in ids if key in found]


def _best(found: Sequence[Any], limit: int) -> list[int]:
    """Return the ids with the best score, the newest of equals first; rows are id, hits and length in characters."""
    if not found:
        return []
    usual = sum(row[2] for row in found) / len(found)

    def score(hits: int, length: int) -> float:
        return float(hits / (hits + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / max(usual, 1))))

    ranked = sorted(found, key=lambda row: (-score(row[1], row[2]), -row[0]))
    return [row[0] for row in ranked[:limit]]
