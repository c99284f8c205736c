"""Where passages lie in the item in view: whether they can be shown, how they are drawn, and how one is gone to."""

from typing import TYPE_CHECKING

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor, AnchorKind, Rectangle
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.viewer import EvidenceViewer

if TYPE_CHECKING:
    from rpl_desk.services.marking import MarkedPassage


def lead_to(viewer: EvidenceViewer, one: "MarkedPassage") -> None:
    """Bring a passage into view; one typed by hand leads to the page of its number."""
    viewer.show_place(one.passage.evidence_id, anchor=one.passage.anchor)


def lies_in(one: "MarkedPassage", item: EvidenceRow | None) -> bool:
    """Tell whether a passage lies in an item's present bytes and can be shown in its place."""
    anchor = one.passage.anchor
    same = item is not None and one.passage.evidence_id == item.id and anchor.sha256 == item.sha256
    return same and anchor.is_placed


def mark_of(one: "MarkedPassage", sign: str, words: str, label: str = "") -> Mark:
    """Return a passage as the viewer draws it, with what a wide stripe says."""
    return mark_at(one.passage.anchor, one.passage.id, sign, words, label)


def mark_at(anchor: Anchor, key: int, sign: str, words: str, label: str = "", *, is_pending: bool = False) -> Mark:
    """Return a place as the viewer draws it."""
    paged, timed = anchor.page_index is not None, anchor.kind is AnchorKind.TIME
    ends = None
    if anchor.page_index is not None and anchor.start_offset is not None and anchor.end_offset is not None:
        last_page = anchor.page_index + len(anchor.onward)
        ends = At(anchor.page_index, anchor.start_offset), At(last_page, anchor.end_offset)
    return Mark(
        key,
        sign,
        boxes_of(anchor),
        words,
        is_area=anchor.kind is AnchorKind.AREA,
        start=anchor.from_ms if timed else None if paged else anchor.start_offset,
        end=anchor.to_ms if timed else None if paged else anchor.end_offset,
        label=label,
        ends=ends,
        is_whole=anchor.kind is AnchorKind.WHOLE,
        is_pending=is_pending,
        exact="" if paged else anchor.exact,
    )


def place_words(anchor: Anchor) -> str:
    """Return where in its item a mark is: "p.4", "00:11:20 to 00:14:02"."""
    return anchor.place if anchor.kind is AnchorKind.TIME else f"p.{anchor.place}"


def boxes_of(anchor: Anchor) -> dict[int, tuple[Rectangle, ...]]:
    """Return what an anchor covers, by page."""
    if anchor.page_index is None:
        return {}
    covered = enumerate((anchor.rectangles, *anchor.onward), start=anchor.page_index)
    return {page: boxes for page, boxes in covered if boxes}
