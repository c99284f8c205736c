"""Marks in the evidence: places, what they say of each criterion, and one undo. Each assessor makes their own."""

from collections.abc import Sequence
from typing import Any

from ..domain.cases import CaseRow
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.evidence import EvidenceRow, Stance
from ..domain.judgements import AssessmentRow, CriterionRow
from ..domain.passages import (
    Anchor,
    AnchorKind,
    LinkRow,
    PageWords,
    PassageRow,
    checked_anchor,
    find_again,
)
from ..domain.rows import dataclass
from ..store import passage_queries, queries, tables
from ..store.database import Reader
from .own_work import OwnWork
from .texts import pages_of
from .undo import Recorder
from .words import tidy

LARGEST_PICTURE = 200_000


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage with its links and whose it is; `assessor` is the number, `author` as the office shows them."""

    passage: PassageRow
    links: tuple[LinkRow, ...]
    assessor: int
    author: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Orphan:
    """A passage whose item has another file now; `proposal` is where the same words stand once in it, if they do.

    A proposal has no rectangles yet: whoever shows the page puts them in, and a person confirms.
    """

    marked: MarkedPassage
    proposal: Anchor | None


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a mark is to say of a criterion."""

    criterion: CriterionRow
    stance: Stance
    strength: int
    note: str


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to be made; `picture` is a small PNG of the place, or empty."""

    evidence: EvidenceRow
    anchor: Anchor
    picture: bytes
    links: tuple[NewLink, ...]


class MarkingService(OwnWork):
    """What an assessor marks in the evidence of a case, until they seal."""

    # -- reading ------------------------------------------------------------------------------------------------------

    def passages(self, case_id: int, evidence_id: int | None = None) -> tuple[MarkedPassage, ...]:
        """Return the passages of a case or item in reading order: one's own, and after the reveal everybody's."""
        with self._database.reading() as read:
            found = passage_queries.visible(read, case_id, self._me.id, evidence_id)
            return self._marked(read, case_id, found)

    def picture(self, passage: PassageRow) -> bytes:
        """Return the PNG of what was marked, as it looked then; empty where none was kept or it is not to be seen."""
        with self._database.reading() as read:
            return passage_queries.picture(read, passage.id, self._me.id)

    def count_orphans(self, case_id: int) -> int:
        """Return how many passages one may see were made on an earlier file of their item."""
        with self._database.reading() as read:
            return len(passage_queries.stale(read, case_id, self._me.id))

    def orphans(self, case_id: int) -> tuple[Orphan, ...]:
        """Return the passages made on an earlier file of their item, each with a proposal where one stands."""
        with self._database.reading() as read:
            found = passage_queries.stale(read, case_id, self._me.id)
            files = {
                one.id: one.sha256 for one in queries.rows(read, EvidenceRow, tables.evidence.c.case_id == case_id)
            }
            pages = {sha256: pages_of(read, sha256) for sha256 in {files[one.evidence_id] for one in found}}
            return tuple(
                Orphan(one, proposal_for(one.passage, files[one.passage.evidence_id], pages))
                for one in self._marked(read, case_id, found)
            )

    def _marked(self, read: Reader, case_id: int, passages: Sequence[PassageRow]) -> tuple[MarkedPassage, ...]:
        links: dict[int, list[LinkRow]] = {}
        for one in queries.links(read, case_id, self._me.id):
            links.setdefault(one.passage_id, []).append(one)
        whose = self._authors(read, case_id)
        return tuple(
            MarkedPassage(
                one,
                tuple(sorted(links.get(one.id, ()), key=lambda link: link.criterion_id)),
                *whose[one.assessment_id],
            )
            for one in passages
        )

    # -- marking ------------------------------------------------------------------------------------------------------

    def mark(
        self,
        case: CaseRow,
        evidence: EvidenceRow,
        anchor: Anchor,
        picture: bytes = b"",
        *,
        criterion: CriterionRow | None = None,
        stance: Stance = Stance.SUPPORTS,
        strength: int = 2,
        note: str = "",
    ) -> MarkedPassage:
        """Mark a place, and tie it to a criterion where one is given; `picture` is a small PNG of the place.

        Raises RuleViolation for a place that makes no sense, or one in other bytes than the item has now.
        """
        anchor, picture = checked_anchor(anchor), checked_picture(picture)
        with self._change("mark passage", case) as (recorder, mine):
            item = self._item_of(recorder.action.read, case, evidence.id)
            _must_be_of(anchor, item)
            passage = self._insert(recorder, mine, item, anchor, picture)
            links: tuple[LinkRow, ...] = ()
            if criterion is not None:
                links = (self._link(recorder, case, passage, criterion, stance, strength, note),)
            recorder.label = f"mark {place_words(item, anchor)}" + (
                "" if criterion is None else f" for {criterion.key}"
            )
            author = self._authors(recorder.action.read, case.id)[mine.id]
            return MarkedPassage(passage, links, *author)

    def put(self, recorder: Recorder, mine: AssessmentRow, case: CaseRow, one: NewMark) -> None:
        """Make a mark with its links inside an action on one's own open assessment."""
        anchor, picture = checked_anchor(one.anchor), checked_picture(one.picture)
        item = self._item_of(recorder.action.read, case, one.evidence.id)
        _must_be_of(anchor, item)
        passage = self._insert(recorder, mine, item, anchor, picture)
        for link in one.links:
            self._link(recorder, case, passage, link.criterion, link.stance, link.strength, link.note)

    def change_bounds(self, case: CaseRow, passage: PassageRow, anchor: Anchor, picture: bytes = b"") -> PassageRow:
        """Move the ends of a mark, or the whole of it, within its item; its links stay."""
        return self._move("change passage", "move", case, passage, anchor, picture)

    def confirm(self, case: CaseRow, passage: PassageRow, anchor: Anchor, picture: bytes = b"") -> PassageRow:
        """Take a new place in the replaced file, which a person has looked at, for a mark made on the earlier one."""
        return self._move("confirm passage", "confirm", case, passage, anchor, picture)

    def remove(self, case: CaseRow, passage: PassageRow) -> None:
        """Take a mark away with its links and its picture."""
        with self._change("remove passage", case) as (recorder, mine):
            self._must_be_mine(passage, mine)
            item = self._item_of(recorder.action.read, case, passage.evidence_id)
            recorder.label = f"remove {place_words(item, passage.anchor)}"
            for link in queries.rows(recorder.action.read, LinkRow, tables.link.c.passage_id == passage.id):
                recorder.delete(tables.link, link)
            self._drop(recorder, passage)

    # -- links --------------------------------------------------------------------------------------------------------

    def link(
        self,
        case: CaseRow,
        passage: PassageRow,
        criterion: CriterionRow,
        *,
        stance: Stance = Stance.SUPPORTS,
        strength: int = 2,
        note: str = "",
    ) -> LinkRow:
        """Say what a mark means for one more criterion; raises RuleViolation where it says so already."""
        with self._change("link passage", case) as (recorder, mine):
            self._must_be_mine(passage, mine)
            item = self._item_of(recorder.action.read, case, passage.evidence_id)
            recorder.label = f"link {place_words(item, passage.anchor)} to {criterion.key}"
            return self._link(recorder, case, passage, criterion, stance, strength, note)

    def restance(
        self, case: CaseRow, link: LinkRow, *, stance: Stance | None = None, strength: int | None = None
    ) -> LinkRow:
        """Change what a mark says of a criterion, or how strongly (1 to 3)."""
        values: dict[str, Any] = {"stance": stance or link.stance, "strength": strength or link.strength}
        return self._edit(case, link, f"{values['stance'].value}, {values['strength']}", values)

    def note(self, case: CaseRow, link: LinkRow, text: str) -> LinkRow:
        """Change a link's note."""
        return self._edit(case, link, "note", {"note": tidy(text)})

    def unlink(self, case: CaseRow, link: LinkRow) -> None:
        """Take a link away; the mark stays, unless it was typed by hand and this was its last."""
        with self._change("unlink passage", case) as (recorder, mine):
            passage = passage_queries.one(recorder.action.read, link.passage_id)
            self._must_be_mine(passage, mine)
            item = self._item_of(recorder.action.read, case, passage.evidence_id)
            key = self._criterion_key(recorder, link.criterion_id)
            recorder.label = f"unlink {place_words(item, passage.anchor)} from {key}"
            recorder.delete(tables.link, link)
            left = queries.rows(recorder.action.read, LinkRow, tables.link.c.passage_id == passage.id)
            by_hand = not passage.anchor.is_placed or passage.anchor.kind is AnchorKind.WHOLE
            if by_hand and not left:
                self._drop(recorder, passage)

    # -- parts --------------------------------------------------------------------------------------------------------

    def _insert(
        self, recorder: Recorder, mine: AssessmentRow, item: EvidenceRow, anchor: Anchor, picture: bytes
    ) -> PassageRow:
        made_at = recorder.action.now.replace(microsecond=0)
        key = recorder.insert(
            tables.passage,
            assessment_id=mine.id,
            evidence_id=item.id,
            made_at=made_at,
            **passage_queries.anchor_columns(anchor),
        )
        if picture:
            recorder.insert(tables.passage_picture, passage_id=key, png=picture)
        return PassageRow(key, 1, mine.id, item.id, anchor, made_at)

    def _move(
        self, name: str, word: str, case: CaseRow, passage: PassageRow, anchor: Anchor, picture: bytes
    ) -> PassageRow:
        anchor, picture = checked_anchor(anchor), checked_picture(picture)
        with self._change(name, case) as (recorder, mine):
            self._must_be_mine(passage, mine)
            item = self._item_of(recorder.action.read, case, passage.evidence_id)
            _must_be_of(anchor, item)
            recorder.label = f"{word} {place_words(item, passage.anchor)}"
            recorder.update(tables.passage, passage, **passage_queries.anchor_columns(anchor))
            kept = queries.revised_where(
                recorder.action.read, tables.passage_picture, tables.passage_picture.c.passage_id == passage.id
            )
            if picture and kept is not None:
                recorder.update(tables.passage_picture, kept, png=picture)
            elif picture:
                recorder.insert(tables.passage_picture, passage_id=passage.id, png=picture)
            return passage_queries.one(recorder.action.read, passage.id)

    def _drop(self, recorder: Recorder, passage: PassageRow) -> None:
        kept = queries.revised_where(
            recorder.action.read, tables.passage_picture, tables.passage_picture.c.passage_id == passage.id
        )
        if kept is not None:
            recorder.delete(tables.passage_picture, kept)
        recorder.delete(tables.passage, passage)

    def _link(
        self,
        recorder: Recorder,
        case: CaseRow,
        passage: PassageRow,
        criterion: CriterionRow,
        stance: Stance,
        strength: int,
        note: str,
    ) -> LinkRow:
        if criterion.case_id != case.id:
            raise NotFound(f"{criterion.key} is not a criterion of {case.reference}.")
        _must_be_strength(strength)
        table = tables.link
        where = (table.c.passage_id == passage.id, table.c.criterion_id == criterion.id)
        if queries.rows(recorder.action.read, LinkRow, *where):
            raise RuleViolation(f"This passage is linked to {criterion.key} already. Change what it says instead.")
        values = {"stance": stance, "strength": strength, "note": tidy(note)}
        key = recorder.insert(table, passage_id=passage.id, criterion_id=criterion.id, **values)
        return queries.one(recorder.action.read, LinkRow, "such link", table.c.id == key)

    def _edit(self, case: CaseRow, link: LinkRow, said: str, values: dict[str, Any]) -> LinkRow:
        _must_be_strength(values.get("strength", link.strength))
        with self._change("change link", case) as (recorder, mine):
            passage = passage_queries.one(recorder.action.read, link.passage_id)
            self._must_be_mine(passage, mine)
            item = self._item_of(recorder.action.read, case, passage.evidence_id)
            key = self._criterion_key(recorder, link.criterion_id)
            recorder.label = f"{said} on {place_words(item, passage.anchor)} for {key}"
            recorder.update(tables.link, link, **values)
            return queries.one(recorder.action.read, LinkRow, "such link", tables.link.c.id == link.id)

    def _criterion_key(self, recorder: Recorder, criterion_id: int) -> str:
        found = queries.one(recorder.action.read, CriterionRow, "such criterion", tables.criterion.c.id == criterion_id)
        return found.key

    @staticmethod
    def _must_be_mine(passage: PassageRow, mine: AssessmentRow) -> None:
        if passage.assessment_id != mine.id:
            raise NotAllowed("This passage belongs to another assessor.")


def proposal_for(passage: PassageRow, sha256: str, pages: dict[str, tuple[PageWords, ...]]) -> Anchor | None:
    """Return where a passage would lie in the bytes `sha256`: a text found once, the whole item as the whole item."""
    if passage.anchor.kind is AnchorKind.WHOLE:
        return Anchor(AnchorKind.WHOLE, sha256)
    return find_again(passage.anchor, sha256, pages[sha256])


def place_words(item: EvidenceRow, anchor: Anchor) -> str:
    """Return where a mark is: "E04 p.4", "E05 00:11:20 to 00:14:02", "E04" for the whole item."""
    if not anchor.place:
        return item.key
    return f"{item.key} {anchor.place}" if anchor.kind is AnchorKind.TIME else f"{item.key} p.{anchor.place}"


def checked_picture(picture: bytes) -> bytes:
    """Return the picture; raises RuleViolation unless it is empty or a small PNG."""
    if picture and not picture.startswith(b"\x89PNG\r\n\x1a\n"):
        raise RuleViolation("The picture of a passage is a PNG.")
    if len(picture) > LARGEST_PICTURE:
        raise RuleViolation(f"The picture of a passage is at most {LARGEST_PICTURE // 1000} kB; make it smaller.")
    return picture


def _must_be_strength(strength: int) -> None:
    if strength not in (1, 2, 3):
        raise RuleViolation(f"{strength} is not a strength: it is 1, 2 or 3.")


def _must_be_of(anchor: Anchor, item: EvidenceRow) -> None:
    """Refuse a new place in bytes that are not the item's own now."""
    if anchor.sha256 != item.sha256:
        raise RuleViolation(f"The file of {item.key} was replaced since. Open it again, then mark it.")
