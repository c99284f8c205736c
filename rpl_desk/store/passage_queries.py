"""Passages as they are stored and read: an anchor is a row's columns, its rectangles as JSON."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from ..domain.errors import NotFound
from ..domain.passages import Anchor, LinkedPassage, PassageRow, Rectangle
from . import visibility
from .action import Reader
from .compiling import planned
from .plans import Plan
from .tables import evidence, link, passage, passage_picture
from .veil import veiled

Read = Callable[[Select[Any]], Sequence[Any]]

_ANCHOR = (
    *(passage.c.kind, passage.c.sha256, passage.c.page_index, passage.c.page_label, passage.c.rectangles),
    *(passage.c.rectangles_next, passage.c.exact, passage.c.before, passage.c.after, passage.c.start_offset),
    *(passage.c.end_offset, passage.c.extractor, passage.c.from_ms, passage.c.to_ms),
)
_PASSAGES = select(
    passage.c.id, passage.c.revision, passage.c.assessment_id, passage.c.evidence_id, passage.c.made_at, *_ANCHOR
)
_LINKED = select(
    *(link.c.id, link.c.revision, passage.c.assessment_id, link.c.criterion_id, passage.c.evidence_id),
    *(link.c.stance, link.c.strength, link.c.note, link.c.passage_id),
    *_ANCHOR,
).join_from(link, passage, link.c.passage_id == passage.c.id)


def anchor_columns(anchor: Anchor) -> dict[str, Any]:
    """Return an anchor as the columns of its passage."""
    return {
        "kind": anchor.kind,
        "sha256": anchor.sha256,
        "page_index": anchor.page_index,
        "page_label": anchor.page_label,
        "rectangles": rectangles_text(anchor.rectangles),
        "rectangles_next": onward_text(anchor.onward),
        "exact": anchor.exact,
        "before": anchor.before,
        "after": anchor.after,
        "start_offset": anchor.start_offset,
        "end_offset": anchor.end_offset,
        "extractor": anchor.extractor,
        "from_ms": anchor.from_ms,
        "to_ms": anchor.to_ms,
        "sort_key": anchor.sort_key,
    }


def rectangles_text(rectangles: Iterable[Rectangle]) -> str:
    """Return rectangles as JSON, empty for none."""
    listed = [[float(value) for value in one] for one in rectangles]
    return json.dumps(listed, separators=(",", ":")) if listed else ""


def onward_text(pages: Sequence[Sequence[Rectangle]]) -> str:
    """Return the rectangles on the pages a text runs on to as JSON: of one page as they are, of more page by page."""
    if len(pages) < 2:
        return rectangles_text(pages[0] if pages else ())
    return json.dumps([[[float(value) for value in one] for one in page] for page in pages], separators=(",", ":"))


def _onward(text: str) -> tuple[tuple[Rectangle, ...], ...]:
    plain = json.loads(text) if text else []
    by_page = all(not one or isinstance(one[0], list) for one in plain)
    pages = plain if by_page else [plain]
    return tuple(tuple(Rectangle(*one) for one in page) for page in pages)


def _anchor(values: Sequence[Any]) -> Anchor:
    kind, sha256, page_index, page_label, here, onward, *rest = values
    return Anchor(kind, sha256, page_index, page_label, _rectangles(here), _onward(onward), *rest)


def _rectangles(text: str) -> tuple[Rectangle, ...]:
    return tuple(Rectangle(*one) for one in json.loads(text)) if text else ()


def rows(read: Read, *where: ColumnElement[bool]) -> tuple[PassageRow, ...]:
    """Return the passages that fit, in reading order."""
    statement = _PASSAGES.where(*where).order_by(passage.c.evidence_id, passage.c.sort_key, passage.c.id)
    found = tuple(PassageRow(row[0], row[1], row[2], row[3], _anchor(row[5:]), row[4]) for row in read(statement))
    return veiled(read, found)


def one(read: Read, passage_id: int) -> PassageRow:
    """Return a passage by its id; raises NotFound."""
    found = rows(read, passage.c.id == passage_id)
    if not found:
        raise NotFound("This passage is not in the store any more.")
    return found[0]


def linked(read: Read, *where: ColumnElement[bool]) -> tuple[LinkedPassage, ...]:
    """Return links with their passages, in the order they were made."""
    return veiled(read, tuple(_linked(row) for row in read(_LINKED.where(*where).order_by(link.c.id))))


@cache
def _linked_plan() -> Plan[LinkedPassage]:
    visible = visibility.visible_assessments(bindparam("viewer"), bindparam("case"))
    statement = _LINKED.where(passage.c.assessment_id.in_(visible)).order_by(link.c.id)
    return planned(lambda *row: _linked(row), statement)


def linked_of_case(read: Reader, case_id: int, viewer: int) -> tuple[LinkedPassage, ...]:
    """Return the links of a case that `viewer` may read, with their passages, in the order they were made."""
    return veiled(read, read.planned(_linked_plan(), viewer=viewer, case=case_id))


def _linked(row: Sequence[Any]) -> LinkedPassage:
    key, revision, assessment, criterion, item, stance, strength, note, passage_id = row[:9]
    anchor = _anchor(row[9:])
    return LinkedPassage(
        id=key,
        revision=revision,
        assessment_id=assessment,
        criterion_id=criterion,
        evidence_id=item,
        page=anchor.place,
        quotation=anchor.exact,
        stance=stance,
        strength=strength,
        note=note,
        passage_id=passage_id,
    )


def visible(read: Read, case_id: int, viewer: int, evidence_id: int | None = None) -> tuple[PassageRow, ...]:
    """Return the passages of a case, or of one item, that `viewer` may read, by item and in reading order."""
    mine = passage.c.assessment_id.in_(visibility.visible_assessments(viewer, case_id))
    return rows(read, mine) if evidence_id is None else rows(read, mine, passage.c.evidence_id == evidence_id)


def stale(read: Read, case_id: int, viewer: int) -> tuple[PassageRow, ...]:
    """Return the visible passages that were made on other bytes than their item has now."""
    moved = passage.c.evidence_id.in_(
        select(evidence.c.id).where(evidence.c.id == passage.c.evidence_id, evidence.c.sha256 != passage.c.sha256)
    )
    return rows(read, passage.c.assessment_id.in_(visibility.visible_assessments(viewer, case_id)), moved)


def picture(read: Read, passage_id: int, viewer: int) -> bytes:
    """Return the picture of a passage that `viewer` may read, empty where there is none."""
    statement = (
        select(passage_picture.c.png)
        .join(passage, passage.c.id == passage_picture.c.passage_id)
        .where(passage.c.id == passage_id, passage.c.assessment_id.in_(visibility.visible_assessments(viewer)))
    )
    found = read(statement)
    return bytes(found[0][0]) if found else b""


def values_of(read: Read, table: Any, key: int) -> Mapping[str, Any] | None:
    """Return the columns of one row by name, without id, revision and salt; None where it is gone."""
    columns = [column for column in table.columns if column.name not in ("id", "revision", "salt")]
    found = read(select(*columns).where(table.c.id == key))
    return None if not found else dict(zip((column.name for column in columns), found[0], strict=True))
