"""What is selected in an item, as a place to be kept: an anchor and a small picture of it."""

from dataclasses import replace

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QPixmap

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.passages import MOST_PAGES, Anchor, AnchorKind, PageWords, Rectangle, pages_label, text_anchor
from rpl_desk.domain.preview import Outline
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.page_view import PageView

MOST_PICTURE = 200_000  # bytes of a passage's picture


def flow_selection(flow: FlowView, sha256: str) -> Anchor | None:
    """Return what is selected in a text without pages; None when that is nothing."""
    span = flow.selection
    if flow.flow is None or span is None:
        return None
    return text_anchor(sha256, PageWords(None, "", flow.flow.text, flow.flow.extractor), *span)


def page_selection(pages: PageView, outline: Outline, sha256: str) -> tuple[Anchor, bytes] | None:
    """Return the area or text selected on pages, and its picture as PNG; None when nothing is.

    Raises RuleViolation for a selection over more pages than a mark takes, or over one that was not read yet.
    """
    if pages.area is not None:
        page, box = pages.area
        anchor = Anchor(AnchorKind.AREA, sha256, page, outline.pages[page].label, (Rectangle(*box),))
        return anchor, png(pages.cut_out(page, (box,)))
    found = pages.selection
    text = pages.text_of(found[0].page) if found is not None else None
    if found is None or text is None:
        return None
    first, last = found
    if last.page - first.page >= MOST_PAGES:
        raise RuleViolation(
            f"A passage runs over {MOST_PAGES} pages at most. Mark the rest as another passage, or the whole item."
        )
    boxes = pages.selected_boxes()
    here = boxes.get(first.page, ())
    words = PageWords(first.page, outline.pages[first.page].label, text.text, text.extractor)
    picture = png(pages.cut_out(first.page, here))
    if last.page == first.page:
        return text_anchor(sha256, words, first.offset, last.offset, here), picture
    numbers = range(first.page + 1, last.page + 1)
    onward = [pages.text_of(number) for number in numbers]
    texts = [one.text for one in onward if one is not None]
    if len(texts) < len(onward):
        label = outline.pages[numbers[[one is None for one in onward].index(True)]].label
        raise RuleViolation(f"The words of page {label} are not read yet. Go through the pages once, then mark again.")
    # The end counts in the last page's text, and what is marked is the texts one after the other.
    end = len(text.text) + sum(len(one) for one in texts[:-1]) + last.offset
    anchor = text_anchor(sha256, replace(words, text="".join((text.text, *texts))), first.offset, end, here)
    covered = tuple(boxes.get(one, ()) for one in numbers)
    label = pages_label(words.label, outline.pages[last.page].label)
    return replace(anchor, page_label=label, end_offset=last.offset, onward=covered), picture


def png(picture: QPixmap | None) -> bytes:
    """Return a picture as PNG, made smaller until it is no larger than what is kept of a passage."""
    while picture is not None and not picture.isNull():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        made = bytes(buffer.data().data())
        if len(made) <= MOST_PICTURE:
            return made
        picture = picture.scaledToWidth(picture.width() * 2 // 3, Qt.TransformationMode.SmoothTransformation)
    return b""
