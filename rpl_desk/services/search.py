"""Search over the text of all evidence and over what people wrote, as far as the person signed in may see it."""

from collections.abc import Callable, Sequence
from typing import Any

from ..domain.cases import CaseRow
from ..domain.evidence import EvidenceRow
from ..domain.judgements import AssessmentRow, CriterionRow, FindingRow, JudgementRow
from ..domain.passages import LinkRow
from ..domain.recognition import is_recognised
from ..domain.searching import Found, Hit, HitKind, Piece, Term, any_of, search_terms
from ..store import passage_queries, queries, search_queries, tables
from ..store.database import Reader
from ..store.search_queries import PageHit, WrittenHit
from ..store.search_terms import matching
from ..store.veil import one_text
from .session import Service

WINDOW = 500
"""Relevance is told among so many of the newest hits, so that a common word costs no more than a rare one."""

EVERYTHING = tuple(HitKind)


class SearchService(Service):
    """Finds words, "words in this order" and beginnings*; every hit leads to its place."""

    def newest(
        self,
        typed: str,
        *,
        kinds: Sequence[HitKind] = EVERYTHING,
        case_id: int | None = None,
        limit: int = 50,
        as_typed: bool = False,
    ) -> Found:
        """Return the latest hits at once, up to `limit` of what people wrote and of evidence each.

        as_typed: the last word is still being typed. Nothing is found where nothing is asked.
        """
        return self._find(typed, kinds, case_id, limit, as_typed, best=False)

    def best(
        self,
        typed: str,
        *,
        kinds: Sequence[HitKind] = EVERYTHING,
        case_id: int | None = None,
        limit: int = 50,
        as_typed: bool = False,
    ) -> Found:
        """Return the best of the newest hits: those where the words are frequent and the text is short."""
        return self._find(typed, kinds, case_id, limit, as_typed, best=True)

    def _find(
        self, typed: str, kinds: Sequence[HitKind], case_id: int | None, limit: int, as_typed: bool, *, best: bool
    ) -> Found:
        me = self._session.user  # a list that follows the store by itself must not keep the desk from locking
        terms = search_terms(typed, as_typed=as_typed)
        if not terms:
            return Found((), False)
        said = [one for one in kinds if one is not HitKind.PAGE]
        with self._database.reading() as read:
            texts: Sequence[WrittenHit] = ()
            pages: Sequence[PageHit] = ()
            if said:
                match = matching(read, "written_search", terms)
                if best:
                    texts = search_queries.best_written(read, match, me.id, said, limit + 1, WINDOW, case_id)
                else:
                    texts = search_queries.newest_written(read, match, me.id, said, limit + 1, case_id)
            if HitKind.PAGE in kinds:
                match = matching(read, "page_text_search", terms)
                if best:
                    pages = search_queries.best_pages(read, match, limit + 1, WINDOW, case_id)
                else:
                    pages = search_queries.newest_pages(read, match, limit + 1, case_id)
            hits = (
                *self._written_hits(read, texts[:limit]),
                *self._page_hits(read, pages[:limit], case_id, terms),
            )
        return Found(hits, len(texts) > limit or len(pages) > limit)

    def _page_hits(
        self, read: Reader, found: Sequence[PageHit], case_id: int | None, terms: Sequence[Term]
    ) -> list[Hit]:
        hidden = _hidden_items(read, {row.sha256 for row in found}, terms)
        items: dict[str, list[EvidenceRow]] = {}
        for one in queries.rows_among(read, EvidenceRow, {row.sha256 for row in found}, name="sha256"):
            if case_id in (None, one.case_id) and one.id not in hidden:
                items.setdefault(one.sha256, []).append(one)
        references = _references(read, {one.case_id for each in items.values() for one in each})
        return [
            Hit(
                HitKind.PAGE,
                item.case_id,
                references[item.case_id],
                item.id,
                _covered(read, item.case_id, row.snippet),
                evidence_id=item.id,
                item=item.key,
                title=item.title,
                page_index=row.page if row.paged else None,
                place=(row.label or str(row.page + 1)) if row.paged else "",
                recognised=is_recognised(row.extractor),
            )
            for row in found
            for item in items.get(row.sha256, ())
        ]

    def _written_hits(self, read: Reader, found: Sequence[WrittenHit]) -> list[Hit]:
        by_kind: dict[HitKind, list[int]] = {}
        for row in found:
            by_kind.setdefault(HitKind(row.kind), []).append(row.source_id)
        places = {kind: _PLACES[kind](read, keys) for kind, keys in by_kind.items()}
        references = _references(read, {row.case_id for row in found})
        assessments = _by_id(read, AssessmentRow, {row.assessment_id for row in found} - {None})
        hits = []
        for row in found:
            assessment = assessments.get(row.assessment_id or 0)
            hits.append(
                Hit(
                    HitKind(row.kind),
                    row.case_id,
                    references[row.case_id],
                    row.source_id,
                    search_queries.pieces(row.snippet)
                    if assessment is not None and assessment.person_id == self._session.viewer
                    else _covered(read, row.case_id, row.snippet),
                    assessor=0 if assessment is None else assessment.number,
                    **places[HitKind(row.kind)][row.source_id],
                )
            )
        return hits


def _hidden_items(read: Reader, files: set[str], terms: Sequence[Term]) -> set[int]:
    """Return which items with one of these files the words may not find for the reader: a file can have several."""
    if read.veil is None or not read.veil.is_needed:
        return set()
    return search_queries.hidden_items(read, files, any_of(terms))


def _covered(read: Reader, case_id: int, snippet: str) -> tuple[Piece, ...]:
    """Return a snippet in pieces, with a hidden claimant covered in each."""
    return tuple(one._replace(text=one_text(read, case_id, one.text)) for one in search_queries.pieces(snippet))


Places = dict[int, dict[str, Any]]


def _passage_places(read: Reader, keys: Sequence[int]) -> Places:
    found = passage_queries.rows(read, tables.passage.c.id.in_(keys))
    items = _by_id(read, EvidenceRow, {one.evidence_id for one in found})
    return {
        one.id: {
            "passage_id": one.id,
            "evidence_id": one.evidence_id,
            "item": items[one.evidence_id].key,
            "title": items[one.evidence_id].title,
            "page_index": one.anchor.page_index,
            "place": one.anchor.place,
        }
        for one in found
    }


def _note_places(read: Reader, keys: Sequence[int]) -> Places:
    links = _by_id(read, LinkRow, keys)
    passages = _passage_places(read, [one.passage_id for one in links.values()])
    criteria = _by_id(read, CriterionRow, {one.criterion_id for one in links.values()})
    return {key: passages[one.passage_id] | {"criterion": criteria[one.criterion_id].key} for key, one in links.items()}


def _criterion_places(kind: type[Any]) -> Callable[[Reader, Sequence[int]], Places]:
    def places(read: Reader, keys: Sequence[int]) -> Places:
        found = _by_id(read, kind, keys)
        criteria = _by_id(read, CriterionRow, {one.criterion_id for one in found.values()})
        judged = {key: criteria[one.criterion_id] for key, one in found.items()}
        return {key: {"criterion": one.key, "title": one.label} for key, one in judged.items()}

    return places


def _record_places(read: Reader, keys: Sequence[int]) -> Places:
    column = tables.record.c
    found = queries.columns(read, column.id, column.version, where=column.id.in_(keys))
    return {key: {"version": version} for key, version in found}


_PLACES: dict[HitKind, Callable[[Reader, Sequence[int]], Places]] = {
    HitKind.PASSAGE: _passage_places,
    HitKind.NOTE: _note_places,
    HitKind.REASON: _criterion_places(JudgementRow),
    HitKind.FINDING: _criterion_places(FindingRow),
    HitKind.RECORD: _record_places,
}


def _by_id(read: Reader, kind: type[Any], keys: Any) -> dict[int, Any]:
    return {one.id: one for one in queries.rows_among(read, kind, keys)}


def _references(read: Reader, keys: set[int]) -> dict[int, str]:
    return {key: one.reference for key, one in _by_id(read, CaseRow, keys).items()}
