"""Long texts without pages: their start is there at once, and every place is found while the rest is laid out."""

import pytest

from rpl_desk.domain.preview import Block, Flow, Span, SpanKind, Style
from rpl_desk.ui.viewer.finding import Hit
from rpl_desk.ui.viewer.flow_page import LONGEST, SLICE
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.marks import Mark

WAIT = 20_000


def flow_of(paragraphs: list[str], spans: tuple[Span, ...] = ()) -> Flow:
    blocks, at = [], 0
    for words in paragraphs:
        inside = tuple(one for one in spans if at <= one.start and one.end <= at + len(words))
        blocks.append(Block(Style.PARAGRAPH, at, at + len(words), spans=inside))
        at += len(words) + 1
    return Flow("\n".join(paragraphs), "sample 1", tuple(blocks))


@pytest.fixture
def view(qtbot) -> FlowView:
    made = FlowView()
    qtbot.addWidget(made)
    made.resize(500, 600)
    made.show()
    return made


def test_the_start_of_a_long_text_is_there_at_once_and_the_rest_follows(qtbot, view: FlowView):
    flow = flow_of([f"Paragraph {number} of the log" for number in range(10 * SLICE)])
    view.show_flow(flow)
    assert view.toPlainText().startswith("Paragraph 0 of the log") and view.document().blockCount() == SLICE
    qtbot.waitUntil(lambda: view.document().blockCount() == 10 * SLICE, timeout=WAIT)
    assert view.toPlainText() == flow.text


def test_a_place_that_is_not_laid_out_yet_comes_into_view_once_it_is_and_the_last_one_asked_for_holds(
    qtbot, view: FlowView
):
    flow = flow_of([f"Paragraph {number} of the log" for number in range(10 * SLICE)])
    view.show_flow(flow)
    last, late = flow.text.index("Paragraph 990"), flow.text.index("Paragraph 900")
    view.select(last, last + 13)
    assert view.selection is None
    view.select(late, late + 13)
    qtbot.waitUntil(lambda: view.selection is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: view._page.is_whole, timeout=WAIT)
    assert view.selection == (late, late + 13)
    view.set_text_size(2.0)  # all of it is laid out anew, and what was in view comes back
    qtbot.waitUntil(lambda: view._page.is_whole, timeout=WAIT)
    top = view._page.offset(view.cursorForPosition(view.viewport().rect().topLeft()).position())
    assert abs(top - late) < 1_200


def test_marks_and_hits_late_in_a_long_text_are_drawn_once_it_is_laid_out(qtbot, view: FlowView):
    flow = flow_of([f"Paragraph {number} of the log" for number in range(4 * SLICE)])
    late = flow.text.index("Paragraph 390")
    view.show_flow(flow)
    view.show_marks([Mark(1, "supports", start=late, end=late + 13)])
    view.show_hits([Hit(0, late, late + 13)], 0)
    qtbot.waitUntil(lambda: view._page.is_whole, timeout=WAIT)
    assert [one.cursor.selectedText() for one in view.extraSelections()] == ["Paragraph 390"] * 2


def test_a_text_that_was_left_is_not_laid_out_any_more(qtbot, view: FlowView):
    view.show_flow(flow_of(["words"] * 10 * SLICE))
    view.show_flow(flow_of(["Another text"]))
    qtbot.wait(50)
    assert view.toPlainText() == "Another text"
    view.show_flow(None)
    assert view.toPlainText() == ""


@pytest.mark.parametrize("word", ["x", "€", "😀"])
def test_a_paragraph_without_an_end_is_broken_and_every_character_keeps_its_place(qtbot, view: FlowView, word: str):
    length = 2 * LONGEST + 5
    spans = (Span(LONGEST - 2, LONGEST + 2, SpanKind.DELETION, "deleted by B"),)
    flow = flow_of(
        ["Before", word * length, "After"], tuple(Span(7 + s.start, 7 + s.end, s.kind, s.note) for s in spans)
    )
    view.show_flow(flow)
    qtbot.waitUntil(lambda: view._page.is_whole, timeout=WAIT)
    assert view.document().blockCount() == 5
    start = 7 + LONGEST - 2
    view.select(start, start + 4)
    assert view.selection == (start, start + 4)
    assert view.textCursor().selectedText().replace("\u2029", "") == word * 4
    struck = view.textCursor()
    for at in range(start + 1, start + 5):
        struck.setPosition(view._page.position(at - 1))
        struck.setPosition(view._page.position(at), struck.MoveMode.KeepAnchor)
        assert struck.charFormat().fontStrikeOut()
    assert view._page.offset(view._page.position(len(flow.text) - 1)) == len(flow.text) - 1


def test_a_long_paragraph_is_broken_between_words(qtbot, view: FlowView):
    view.show_flow(flow_of(["evidence of learning " * 1_000]))
    first = view.document().firstBlock()
    assert len(first.text()) <= LONGEST and first.text().endswith(" ")
    assert first.next().text().split(" ")[0] in ("evidence", "of", "learning")
