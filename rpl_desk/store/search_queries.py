"""Full-text search: the newest hits first with snippets, or the best of a bounded window of the newest.

What a person may not see is left out before anything is counted, cut or ranked. The index's own ranking is not used: it
reads every hit there is, and its weights would tell of texts that are hidden.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)

from ..domain.searching import HitKind, Piece, snippet_pieces
from . import visibility
from .action import Reader
from .compiling import planned
from .plans import Plan
from .search_terms import Match, scratch
from .tables import evidence, identity, page_text, text_source, written

START, END = "\x02", "\x03"
SNIPPET_TOKENS = 16
SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""As in BM25: how soon more of the same word counts no more, and how much a long text is held against itself."""

NEAR = 128
"""The newest texts that are looked through one by one where a beginning stands for too many words."""

MOST_SPANS = 60
EVERYWHERE = ((0, 1 << 62),)

Spans = Sequence[tuple[int, int]]
"""First and last ids, the latest first."""


class PageHit(NamedTuple):
    """A page that holds the words; page: from 0; paged: whether its item has pages; snippet: with its marks."""

    id: int
    sha256: str
    page: int
    label: str
    paged: bool
    extractor: str
    snippet: str


class WrittenHit(NamedTuple):
    """What a person wrote that holds the words; snippet: with its marks."""

    id: int
    kind: str
    source_id: int
    case_id: int
    assessment_id: int | None
    snippet: str


class Counted(NamedTuple):
    """A text that holds the words: how many of them, and its length in characters."""

    id: int
    hits: int
    length: int


class _Found(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_Found)


def pieces(marked: str) -> tuple[Piece, ...]:
    """Return a snippet in pieces; each run of white space is one blank."""
    return snippet_pieces(" ".join(marked.split(" ")), START, END)


# -- evidence ---------------------------------------------------------------------------------------------------------


def newest_pages(read: Reader, match: Match, limit: int, case_id: int | None = None) -> Sequence[PageHit]:
    """Return the pages that hold the words, the latest indexed first."""
    near = _near_pages(read, match, limit, case_id) if match.wide else None
    if near is not None:
        return near[0][:limit]
    return _newest(
        read,
        _page_plan(case_id is not None, bool(match.names)),
        match,
        limit,
        _spans(read, case_id, match),
        **_page_given(read, match, case_id),
    )


def best_pages(read: Reader, match: Match, limit: int, window: int, case_id: int | None = None) -> Sequence[PageHit]:
    """Return the best of the newest `window` pages that hold the words."""
    near = _near_pages(read, match, limit, case_id) if match.wide else None
    if near is not None:
        return _ranked(near[0], near[1], limit)
    spans, given = _spans(read, case_id, match), _page_given(read, match, case_id)
    counted = _newest(read, _page_counts(case_id is not None, bool(match.names)), match, window, spans, **given)
    return _chosen(
        read, _page_plan(case_id is not None, bool(match.names), chosen=True), match, _best(counted, limit), **given
    )


_PAGE_INDEX = table("page_text_search", column("rowid"), column("page_text_search"))
_NAME_INDEX = table("identity_search", column("rowid"), column("identity_search"))
_PAGES = _PAGE_INDEX.join(page_text, page_text.c.id == _PAGE_INDEX.c.rowid)
_SOURCE = text_source.c.sha256 == page_text.c.sha256
_PAGE_COLUMNS = (
    *(page_text.c.id, page_text.c.sha256, page_text.c.page, page_text.c.label),
    *(text_source.c.paged, text_source.c.extractor),
)


@cache
def _page_plan(in_case: bool, hides: bool, *, chosen: bool = False) -> Plan[PageHit]:
    found = select(*_PAGE_COLUMNS, _snippet(_PAGE_INDEX)).select_from(_PAGES.join(text_source, _SOURCE))
    return planned(PageHit, _narrowed(found, _PAGE_INDEX, chosen).where(_registered(in_case, hides)))


@cache
def _page_counts(in_case: bool, hides: bool) -> Plan[Counted]:
    found = select(page_text.c.id, _marks(_PAGE_INDEX, page_text), func.length(page_text.c.text)).select_from(_PAGES)
    return planned(Counted, _narrowed(found, _PAGE_INDEX).where(_registered(in_case, hides)))


@cache
def _near_page_plan(in_case: bool, hides: bool) -> Plan[PageHit]:
    """The newest pages, their whole text in the place of the snippet."""
    found = select(*_PAGE_COLUMNS, page_text.c.text).join(text_source, _SOURCE).where(_registered(in_case, hides))
    return planned(PageHit, found.order_by(page_text.c.id.desc()).limit(NEAR))


def _near_pages(
    read: Reader, match: Match, limit: int, case_id: int | None
) -> tuple[list[PageHit], list[Counted]] | None:
    return _near(
        read.planned(_near_page_plan(case_id is not None, bool(match.names)), **_page_given(read, match, case_id)),
        match,
        limit,
    )


def _registered(in_case: bool, hides: bool) -> ColumnElement[bool]:
    found = select(evidence.c.id).where(evidence.c.sha256 == page_text.c.sha256)
    if hides:
        found = found.where(
            evidence.c.case_id.not_in(hidden_matches(bindparam("names"), bindparam("viewer"))),
            evidence.c.id.not_in(visibility.closed_items(bindparam("viewer"))),
        )
    return exists(found.where(evidence.c.case_id == bindparam("case")) if in_case else found)


def hidden_matches(names: Any, viewer: Any) -> Select[Any]:
    """Select the cases whose claimant is hidden from `viewer` and has a name that is asked for."""
    named = select(_NAME_INDEX.c.rowid).where(_NAME_INDEX.c.identity_search.op("MATCH")(names))
    return visibility.hidden_cases(viewer).where(identity.c.id.in_(named))


def hidden_items(read: Reader, files: Iterable[str], names: str) -> set[int]:
    """Return the ids of the items with one of these files that the reader may not find by these names."""
    viewer = 0 if read.veil is None else read.veil.viewer
    named, closed = hidden_matches(names, viewer), visibility.closed_items(viewer)
    statement = select(evidence.c.id).where(
        evidence.c.sha256.in_(list(files)), or_(evidence.c.case_id.in_(named), evidence.c.id.in_(closed))
    )
    return {int(row[0]) for row in read(statement)}


def _page_given(read: Reader, match: Match, case_id: int | None) -> dict[str, Any]:
    viewer = 0 if read.veil is None else read.veil.viewer
    return {"case": case_id or 0, "viewer": viewer, "names": match.names}


@cache
def _span_plan() -> Plan[tuple[int, int]]:
    first, last = func.min(page_text.c.id), func.max(page_text.c.id)
    files = select(evidence.c.sha256).where(evidence.c.case_id == bindparam("case"))
    found = select(first, last).where(page_text.c.sha256.in_(files)).group_by(page_text.c.sha256)
    return planned(lambda *ends: ends, found.order_by(first.desc()))


def _spans(read: Reader, case_id: int | None, match: Match) -> Spans:
    """Return where the pages of a case lie: a file's text is kept in one piece.

    A word that is on every page of a large store would else be looked up in all of them for the few of one case.
    """
    if case_id is None:
        return EVERYWHERE
    spans: list[tuple[int, int]] = []
    for first, last in read.planned(_span_plan(), case=case_id):
        if spans and last + 1 == spans[-1][0]:
            spans[-1] = (first, spans[-1][1])
        else:
            spans.append((first, last))
    if match.wide or len(spans) > MOST_SPANS:
        spans = [(spans[-1][0], max(last for _, last in spans))] if spans else []
    return spans


# -- what people wrote ------------------------------------------------------------------------------------------------


def newest_written(
    read: Reader, match: Match, viewer: int, kinds: Sequence[HitKind], limit: int, case_id: int | None = None
) -> Sequence[WrittenHit]:
    """Return what people wrote that holds the words, the latest written first."""
    given = _given(viewer, kinds, case_id, match)
    near = _near_written(read, match, limit, case_id, given) if match.wide else None
    if near is not None:
        return near[0][:limit]
    return _newest(
        read, _written_plan(case_id is not None, bool(match.names)), match, limit, _written_span(read, case_id), **given
    )


def best_written(
    read: Reader,
    match: Match,
    viewer: int,
    kinds: Sequence[HitKind],
    limit: int,
    window: int,
    case_id: int | None = None,
) -> Sequence[WrittenHit]:
    """Return the best of the newest `window` texts that hold the words."""
    given = _given(viewer, kinds, case_id, match)
    near = _near_written(read, match, limit, case_id, given) if match.wide else None
    if near is not None:
        return _ranked(near[0], near[1], limit)
    span = _written_span(read, case_id)
    counted = _newest(read, _written_counts(case_id is not None, bool(match.names)), match, window, span, **given)
    return _chosen(
        read, _written_plan(case_id is not None, bool(match.names), chosen=True), match, _best(counted, limit), **given
    )


_WRITTEN_INDEX = table("written_search", column("rowid"), column("written_search"))
_WRITTEN = _WRITTEN_INDEX.join(written, written.c.id == _WRITTEN_INDEX.c.rowid)
_WRITTEN_COLUMNS = (*(written.c.id, written.c.kind, written.c.source_id, written.c.case_id, written.c.assessment_id),)


def _given(viewer: int, kinds: Sequence[HitKind], case_id: int | None, match: Match) -> dict[str, Any]:
    listed = json.dumps([one.value for one in kinds])
    return {"viewer": viewer, "kinds": listed, "case": case_id or 0, "names": match.names}


@cache
def _written_plan(in_case: bool, hides: bool, *, chosen: bool = False) -> Plan[WrittenHit]:
    found = select(*_WRITTEN_COLUMNS, _snippet(_WRITTEN_INDEX)).select_from(_WRITTEN)
    return planned(WrittenHit, _narrowed(found, _WRITTEN_INDEX, chosen).where(*_visible(in_case, hides)))


@cache
def _written_counts(in_case: bool, hides: bool) -> Plan[Counted]:
    found = select(written.c.id, _marks(_WRITTEN_INDEX, written), func.length(written.c.text)).select_from(_WRITTEN)
    return planned(Counted, _narrowed(found, _WRITTEN_INDEX).where(*_visible(in_case, hides)))


@cache
def _near_written_plan(in_case: bool, hides: bool) -> Plan[WrittenHit]:
    """The latest that was written, its whole text in the place of the snippet."""
    found = select(*_WRITTEN_COLUMNS, written.c.text).where(*_visible(in_case, hides))
    return planned(WrittenHit, found.order_by(written.c.id.desc()).limit(NEAR))


def _near_written(
    read: Reader, match: Match, limit: int, case_id: int | None, given: dict[str, Any]
) -> tuple[list[WrittenHit], list[Counted]] | None:
    return _near(read.planned(_near_written_plan(case_id is not None, bool(match.names)), **given), match, limit)


def _visible(in_case: bool, hides: bool) -> tuple[ColumnElement[bool], ...]:
    where: list[ColumnElement[bool]] = [
        visibility.may_see_written(bindparam("viewer")),
        written.c.kind.in_(_listed("kinds")),
    ]
    if hides:  # one's own words are found by whatever is in them
        viewer: BindParameter[int] = bindparam("viewer")
        found = written.c.case_id.not_in(hidden_matches(bindparam("names"), viewer))
        where.append(or_(visibility.own_written(viewer), found))
    if in_case:
        where.append(written.c.case_id == bindparam("case"))
    return tuple(where)


@cache
def _written_span_plan() -> Plan[tuple[int, int]]:
    ends = select(func.min(written.c.id), func.max(written.c.id)).where(written.c.case_id == bindparam("case"))
    return planned(lambda *ends: ends, ends)


def _written_span(read: Reader, case_id: int | None) -> Spans:
    if case_id is None:
        return EVERYWHERE
    ((first, last),) = read.planned(_written_span_plan(), case=case_id)
    return [] if first is None else [(first, last)]


# -- both -------------------------------------------------------------------------------------------------------------


def _snippet(index: Any) -> ColumnElement[str]:
    return func.snippet(literal_column(index.name), 0, START, END, "…", SNIPPET_TOKENS)


def _marks(index: Any, texts: Any) -> ColumnElement[int]:
    """How many hits a text holds, as the index's own stemming sees them."""
    marked: ColumnElement[str] = func.highlight(literal_column(index.name), 0, START, "")
    return func.length(marked) - func.length(texts.c.text)


def _narrowed(statement: Select[Any], index: Any, chosen: bool = False) -> Select[Any]:
    """Narrow to what holds the words, between two ids, the latest first; `chosen`: to those of a list of ids.

    A bare `rowid IN` would run the whole search once for each of them.
    """
    rowid = index.c.rowid
    found = statement.where(
        index.c[index.name].op("MATCH")(bindparam("query")), rowid.between(bindparam("first"), bindparam("last"))
    )
    if chosen:
        found = found.where((rowid + 0).in_(_listed("chosen")))
    return found.order_by(rowid.desc()).limit(bindparam("limit", type_=Integer))


def _listed(name: str) -> Select[Any]:
    """The values of a list in JSON."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def _newest(read: Reader, plan: Plan[Row], match: Match, limit: int, spans: Spans, **given: Any) -> list[Row]:
    found: list[Row] = []
    for first, last in spans:
        left = limit - len(found)
        if left > 0:
            found += read.planned(plan, query=match.query, first=first, last=last, limit=left, **given)
    return found


def _chosen(read: Reader, plan: Plan[Row], match: Match, ids: Sequence[int], **given: Any) -> list[Row]:
    """Return the rows of ids in their order."""
    if not ids:
        return []
    ends = {"first": min(ids), "last": max(ids), "limit": len(ids)}
    rows = read.planned(plan, query=match.query, chosen=json.dumps(ids), **ends, **given)
    return _in_order(rows, ids)


def _near(found: Sequence[Any], match: Match, limit: int) -> tuple[list[Any], list[Counted]] | None:
    """Return those of the newest texts that hold the words, and their counts; None where there may be more to find."""
    texts = {row.id: row for row in found}
    hits = scratch().found(
        ((key, row.snippet) for key, row in texts.items()), match.query, (START, END, "…", SNIPPET_TOKENS)
    )
    if len(hits) < limit and len(found) == NEAR:
        return None
    rows = [texts[key]._replace(snippet=snippet) for key, snippet, _, _ in hits]
    return rows, [Counted(key, count, length) for key, _, count, length in hits]


def _ranked(rows: Sequence[Row], counted: Sequence[Counted], limit: int) -> list[Row]:
    return _in_order(rows, _best(counted, limit))


def _in_order(rows: Iterable[Row], ids: Sequence[int]) -> list[Row]:
    found = {row.id: row for row in rows}
    return [found[key] for key in ids if key in found]


def _best(found: Sequence[Counted], limit: int) -> list[int]:
    """Return the ids with the best score, the newest of equals first."""
    if not found:
        return []
    usual = sum(row.length for row in found) / len(found)

    def score(row: Counted) -> float:
        held = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * row.length / max(usual, 1)
        return float(row.hits / (row.hits + SATURATION * held))

    ranked = sorted(found, key=lambda row: (-score(row), -row.id))
    return [row.id for row in ranked[:limit]]
