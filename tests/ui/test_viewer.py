"""Reading an item in the window: pages and text from a real worker, walked, searched and selected by keys."""

import io
from threading import Event
from time import sleep

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPixmap, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow, Sensitivity
from rpl_desk.domain.passages import AnchorKind, Rectangle, checked_anchor
from rpl_desk.domain.preview import Block, DocumentKind, Flow, Outline, Page, Place, Span, SpanKind, Style
from rpl_desk.reading.preview import Preview
from rpl_desk.ui.case.mark_places import mark_at
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import Theme, ThemeName, contrast
from rpl_desk.ui.viewer.area import moved, sized
from rpl_desk.ui.viewer.beside import SideBySide
from rpl_desk.ui.viewer.finding import Finding, Hit, places, snippet
from rpl_desk.ui.viewer.flow_marks import mark_ink, pieces
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.geometry import Column, lanes, turned, upright
from rpl_desk.ui.viewer.marks import Mark, depths
from rpl_desk.ui.viewer.page_paint import sharpened
from rpl_desk.ui.viewer.pictures import Pictures
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.stripes import StripeStyle
from rpl_desk.ui.viewer.viewer import PAGES, REFUSED, EvidenceViewer
from rpl_desk.ui.widgets import SIGNS
from tests.ui.helpers import clipped, grab, in_focus, unnamed

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def pdf_of(*pages: tuple[str, ...]) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1)
    for lines in pages:
        for place, line in enumerate(lines):
            canvas.drawString(72, 760 - 20 * place, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


TWO_PAGES = pdf_of(
    ("Learners plan and carry out", "support under light supervision.", "Records follow a template."),
    ("A review names two things", "to do differently."),
)


def item(number: int = 1, media_type: str = "application/pdf", kept_sealed: str = "") -> EvidenceRow:
    return EvidenceRow(
        id=number, revision=1, case_id=1, number=number, title=f"Sample item {number}", kind=EvidenceKind.PORTFOLIO,
        file_name=f"item-{number}.pdf", sha256=f"{number:064x}", size=1000, media_type=media_type, learned_on=None,
        made_on=None, received_on=None, source="", supplier="", language="", sensitivity=Sensitivity.ORDINARY,
        currency_exception="", kept_sealed=kept_sealed,
    )  # fmt: skip


def viewer_of(qtbot, *documents: bytes, size=(700, 800), media_type: str = "application/pdf") -> EvidenceViewer:
    viewer = EvidenceViewer(lambda row: Preview.open(documents[row.number - 1], row.media_type, row.key))
    qtbot.addWidget(viewer)
    viewer.resize(*size)
    viewer.show()
    viewer.show_items([item(number, media_type) for number in range(1, len(documents) + 1)])
    in_focus(qtbot, viewer)
    return viewer


@pytest.fixture
def viewer(qtbot) -> EvidenceViewer:
    made = viewer_of(qtbot, TWO_PAGES)
    qtbot.waitUntil(lambda: made.pages.text_of(0) is not None and made.pages.text_of(1) is not None)
    made.pages.setFocus()
    made.pages.select(At(0, 0), At(0, 0))
    return made


# -- where things lie -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (842, 0)), (180, (595, 842)), (270, (0, 595))])
def test_the_upper_left_of_a_page_goes_where_its_rotation_puts_it(rotation, corner):
    place = Place(10, 20, 605, 862, rotation)
    found = upright(place).map(QPointF(10, 862))
    assert (found.x(), found.y()) == corner


@pytest.mark.parametrize(
    ("quarter", "corner"), [(0, (0, 0)), (1, (842, 0)), (2, (595, 842)), (3, (0, 595)), (4, (0, 0))]
)
def test_a_turned_view_keeps_the_page_in_its_place(quarter, corner):
    found = turned(595, 842, quarter).map(QPointF(0, 0))
    assert (found.x(), found.y()) == corner


def test_stripes_take_lanes_so_that_none_overlap():
    assert lanes([(0, 10), (5, 8), (11, 20), (9, 12)]) == [0, 1, 0, 1]
    assert lanes([]) == []
    spans = [(number % 7, number % 7 + 3.0) for number in range(40)]
    taken = list(zip(lanes(spans), spans, strict=True))
    for lane, (top, bottom) in taken:
        others = [span for other, span in taken if other == lane and span != (top, bottom)]
        assert not any(first < bottom and top < last for first, last in others)


def test_only_pages_in_view_are_told():
    column = Column([Page(595, 842, str(n)) for n in range(300)], 1.0, 0, 60, 700)
    spot = column.spots[150]
    assert list(column.pages_between(spot.top + 10, spot.bottom - 10)) == [150]
    assert list(column.pages_between(spot.bottom - 10, spot.bottom + 40)) == [150, 151]
    assert column.page_at(0) == 0
    assert column.page_at(column.height) == 299


def test_pictures_far_from_the_page_in_view_are_let_go_first(qtbot):
    kept = Pictures(most=3 * 100 * 100 * 4)
    for page in (0, 1, 2, 9):
        kept.put(page, 100, QPixmap(100, 100), near=1)
    assert kept.get(9) is None
    assert kept.has(0, 100) and not kept.has(0, 101)
    assert kept.bytes == 3 * 100 * 100 * 4


# -- pages ------------------------------------------------------------------------------------------------------------


def test_pages_are_read_by_caret_and_selected_word_by_word(qtbot, viewer: EvidenceViewer):
    for _ in range(3):
        qtbot.keyClick(viewer.pages, Qt.Key.Key_Right, SHIFT | CTRL)
    found, picture = viewer.selection()
    assert (found.exact, found.page_index, found.page_label) == ("Learners plan and", 0, "1")
    assert (found.start_offset, found.end_offset) == (0, 17)
    assert found.after.startswith(" carry out")
    assert picture.startswith(b"\x89PNG")
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Down)
    assert viewer.selection() is None
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Home)
    qtbot.keyClick(viewer.pages, Qt.Key.Key_End, SHIFT)
    assert viewer.selection()[0].exact == "support under light supervision."
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Escape)
    assert viewer.selection() is None


def test_a_selection_runs_on_to_the_next_page_as_one(qtbot, viewer: EvidenceViewer):
    viewer.pages.select(At(0, 0), At(1, 8))
    found, _ = viewer.selection()
    assert found.rectangles and len(found.onward) == 1 and found.onward[0]
    assert found.exact.endswith("A review")
    assert (found.start_offset, found.end_offset) == (0, 8)
    assert checked_anchor(found).page_index == 0


def test_a_selection_over_five_pages_is_one_mark_and_says_what_was_not_read(qtbot):
    lines = ("Learners plan and carry out", "support under light supervision.")
    viewer = viewer_of(qtbot, pdf_of(lines, lines, (), lines, lines))
    pages = viewer.pages
    qtbot.waitUntil(lambda: pages.text_of(0) is not None)
    for page in range(1, 5):
        pages.go_to(page)
        qtbot.waitUntil(lambda page=page: pages.text_of(page) is not None)
    pages.select(At(0, 9), At(4, 8))
    found, picture = viewer.selection()
    assert [len(one) for one in (found.rectangles, *found.onward)] == [2, 2, 0, 2, 1]
    assert found.exact.startswith("plan and") and found.exact.endswith("Learners") and picture
    assert found.exact.count("Learners") == 3 and found.place == "1-5"
    mark = mark_at(checked_anchor(found), 1, "supports", "")
    assert sorted(mark.boxes) == [0, 1, 3, 4] and mark.ends == (At(0, 9), At(4, 8))
    del pages._texts[3]
    with pytest.raises(RuleViolation, match="page 4 are not read yet"):
        viewer.selection()


def test_page_down_with_shift_selects_on(qtbot):
    lines = ("Learners plan and carry out", "support under light supervision.")
    viewer = viewer_of(qtbot, pdf_of(*(lines for _ in range(4))))
    pages = viewer.pages
    qtbot.waitUntil(lambda: pages.text_of(0) is not None and pages.text_of(1) is not None)
    pages.setFocus()
    pages.select(At(0, 0), At(0, 0))
    for _ in range(3):
        qtbot.keyClick(pages, Qt.Key.Key_PageDown, SHIFT)
        qtbot.waitUntil(lambda: pages.page + 1 >= pages.count or pages.text_of(pages.page + 1) is not None)
    first, last = pages.selection
    assert first == At(0, 0) and last.page >= 1


def test_turning_and_zooming_change_nothing_that_would_be_kept(qtbot, viewer: EvidenceViewer):
    viewer.pages.select(At(0, 0), At(0, 17))
    straight = viewer.selection()[0]
    for _ in range(3):
        viewer.pages.rotate()
        viewer.pages.zoom_by(-1)
        assert viewer.selection()[0] == straight


def test_an_area_is_drawn_by_keys_alone(qtbot, viewer: EvidenceViewer):
    qtbot.keyClick(viewer.pages, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    before = viewer.pages.area[1]
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Left, CTRL)
    assert viewer.pages.area[1][0] == before[0] - 1
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Right)
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Down, SHIFT)
    page, box = viewer.pages.area
    assert page == 0
    assert (box[0] - before[0], box[2] - before[2]) == (12, 12)
    assert box[1] - before[1] == -12 and box[3] == before[3]
    found, _ = viewer.selection()
    assert (found.kind, found.page_index, found.rectangles) == (AnchorKind.AREA, 0, (Rectangle(*box),))
    qtbot.keyClick(viewer.pages, Qt.Key.Key_Escape)
    assert viewer.selection() is None


def test_what_a_search_finds_is_selected_when_it_is_put_away(qtbot, viewer: EvidenceViewer):
    qtbot.keyClick(viewer.pages, Qt.Key.Key_F, CTRL)
    assert viewer.finder.words.hasFocus()
    qtbot.keyClicks(viewer.finder.words, "out support")  # broken over two lines on the page
    qtbot.waitUntil(lambda: viewer.finder.count.text() == "1 of 1")
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_Escape)
    assert not viewer.finder.isVisible()
    assert viewer.pages.hasFocus()
    assert "".join(viewer.selection()[0].exact.split()) == "outsupport"


def test_a_search_goes_round_and_says_where_it_is(qtbot, viewer: EvidenceViewer):
    viewer.begin_search()
    qtbot.keyClicks(viewer.finder.words, "re")
    qtbot.waitUntil(lambda: viewer.finder.count.text().startswith("1 of"))
    total = int(viewer.finder.count.text().split()[-1])
    assert total == 3  # carry has none: "Records", "A review", "differently"
    for _ in range(total):
        qtbot.keyClick(viewer.finder.words, Qt.Key.Key_Return)
    assert viewer.finder.count.text() == f"1 of {total}"
    assert viewer.finder.hit.full_text.startswith("p.1")


def test_a_place_is_shown_with_the_phrase_that_led_to_it_whatever_was_open(qtbot):
    viewer = viewer_of(qtbot, pdf_of(("Another item",)), TWO_PAGES)
    viewer.show_place(2, page=1, phrase="two things")
    qtbot.waitUntil(lambda: viewer.finder.count.text() == "1 of 1")
    assert (viewer.item.key, viewer.pages.page) == ("E02", 1)
    assert viewer.finder.words.text() == "two things"
    viewer.end_search()
    found, _ = viewer.selection()
    assert (found.page_index, found.exact) == (1, "two things")
    viewer.show_place(1)
    viewer.show_place(2, anchor=found)
    qtbot.waitUntil(lambda: viewer.pages.text_of(1) is not None)
    assert (viewer.item.key, viewer.pages.page) == ("E02", 1)


def test_hits_come_page_by_page_and_the_one_in_view_stays():
    finding = Finding()
    finding.take(2, "light and light")
    finding.look_for(" light ", page=1)
    assert (finding.hits, finding.at) == ([Hit(2, 0, 5), Hit(2, 10, 15)], 0)
    finding.step(1)
    assert finding.take(0, "Light")
    assert (len(finding.hits), finding.current) == (3, Hit(2, 10, 15))
    assert finding.unknown(range(4), near=2) == [1, 3]
    assert not finding.is_done(4) and finding.is_done(2)
    finding.look_for("")
    assert finding.current is None and finding.is_done(4)
    assert not finding.take(1, "light")


def test_a_viewer_out_of_sight_holds_nothing_and_comes_back(qtbot, viewer: EvidenceViewer):
    viewer.hide()
    assert viewer.pages.text_of(0) is None
    assert viewer.pages.count == 0
    assert viewer.selection() is None
    viewer.show()
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None)


def test_a_file_that_is_no_pdf_costs_a_sentence_and_the_next_item_opens(qtbot):
    viewer = viewer_of(qtbot, b"%PDF-1.7 nothing of it", TWO_PAGES)
    qtbot.waitUntil(lambda: viewer.stack.currentIndex() == REFUSED)
    assert "E01 cannot be previewed" in viewer.refusal.sentence.text()
    assert viewer.refusal.elsewhere.isHidden()  # no other program is at hand here
    viewer.step_item(1)
    qtbot.waitUntil(lambda: viewer.stack.currentIndex() == PAGES)
    assert viewer.item.key == "E02"


def test_what_an_item_left_meanwhile_still_says_is_not_taken_for_the_next_one(qtbot):
    told = Event()

    class Slow:
        """Opens at once, and its answer is on its way before the next item is asked for."""

        outline = Outline(DocumentKind.FLOW, "text/plain")

        def close(self) -> None: ...

        def flow(self) -> Flow:
            return Flow("Words of the first", "reader", ())

    def open_one(row: EvidenceRow):
        if row.number == 1:
            told.set()
            return Slow()
        return Preview.open(TWO_PAGES, row.media_type, row.key)

    viewer = EvidenceViewer(open_one)
    qtbot.addWidget(viewer)
    viewer.show()
    viewer.show_items([item(1, "text/plain"), item(2)])
    assert told.wait(10)
    sleep(0.2)  # the answer of the first waits for the window, which does not look before it turns to the second
    viewer.go_to(2)
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None, timeout=20_000)
    assert viewer.stack.currentIndex() == PAGES and viewer.flow.flow is None


def test_an_item_kept_sealed_is_never_opened(qtbot):
    opened: list[EvidenceRow] = []
    viewer = EvidenceViewer(opened.append)
    qtbot.addWidget(viewer)
    viewer.show()
    viewer.show_items([item(kept_sealed="It has macros.")])
    assert "kept sealed: It has macros." in viewer.refusal.sentence.text()
    assert viewer.refusal.elsewhere.isHidden()
    assert opened == []


def test_a_click_on_a_stripe_chooses_its_mark(qtbot, viewer: EvidenceViewer):
    viewer.pages.select(At(0, 0), At(0, 17))
    boxes = {0: viewer.selection()[0].rectangles}
    viewer.show_marks([Mark(7, "supports", boxes, "p.1 supports"), Mark(8, "contradicts", boxes, "p.1 contradicts")])
    touched: list[int] = []
    viewer.touched.connect(touched.append)
    grabbed = {mark.key: rect for mark, rect in viewer.pages.stripes_on(0)}
    assert not grabbed[7].intersects(grabbed[8])
    scroll = QPointF(0, viewer.pages.verticalScrollBar().value())
    for key in (8, 7):
        point = (grabbed[key].center() - scroll).toPoint()
        qtbot.mouseClick(viewer.pages.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert touched == [8, 7]


# -- ways to see an item ----------------------------------------------------------------------------------------------


def outlined(*lines: tuple[str, int, int]) -> bytes:
    """Return a PDF of three pages with an outline: title, depth, page."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1)
    for page in range(3):
        canvas.bookmarkPage(f"p{page}")
        for title, depth, at in lines:
            if at == page:
                canvas.addOutlineEntry(title, f"p{page}", depth)
        canvas.drawString(72, 760, f"Page {page + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_a_page_is_gone_to_by_its_number_and_one_that_is_not_there_is_said(qtbot):
    viewer = viewer_of(qtbot, outlined())
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None)
    viewer.pages.setFocus()
    box = viewer.head.place
    assert (box.field.text(), box.of.text()) == ("1", "of 3")
    qtbot.keyClick(viewer.pages, Qt.Key.Key_G, CTRL)
    assert box.field.hasFocus()
    qtbot.keyClicks(box.field, "3")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert viewer.pages.page == 2 and viewer.pages.hasFocus()
    qtbot.keyClick(viewer.pages, Qt.Key.Key_G, CTRL)
    qtbot.keyClicks(box.field, "9")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert viewer.problem.text() == "There is no page 9 here. Type a number from 1 to 3."
    qtbot.keyClick(box.field, Qt.Key.Key_Escape)
    assert box.field.text() == "3" and viewer.pages.hasFocus()


def test_small_pages_and_the_outline_lead_to_their_page_by_keys(qtbot):
    viewer = viewer_of(qtbot, outlined(("Unit 1", 0, 0), ("Outcome", 1, 1), ("Unit 2", 0, 2)))
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None)
    viewer.pages.setFocus()
    qtbot.keyClick(viewer.pages, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    contents = viewer.contents
    assert contents.small.hasFocus()
    qtbot.waitUntil(lambda: all(contents.picture(page) is not None for page in range(3)))
    assert contents.picture(0).width() == contents.width_wished
    qtbot.keyClick(contents.small, Qt.Key.Key_Down)
    assert viewer.pages.page == 1
    contents.tabs.setCurrentIndex(1)
    contents.start()
    assert contents.outline.topLevelItemCount() == 2
    assert contents.outline.topLevelItem(0).child(0).text(0) == "Outcome"
    qtbot.keyClick(contents.outline, Qt.Key.Key_End)
    assert viewer.pages.page == 2
    qtbot.keyClick(contents.outline, Qt.Key.Key_Escape)
    assert not contents.isVisible() and viewer.pages.hasFocus()
    viewer.pages.go_to(0)
    assert contents.small.currentIndex().row() == 0  # it follows the page in view


def test_the_headings_of_a_text_without_pages_are_its_outline(qtbot):
    viewer = viewer_of(qtbot, b"# First\n\nwords\n\n## Under it\n\n# Second\n", media_type="text/markdown")
    qtbot.waitUntil(lambda: viewer.flow.flow is not None)
    viewer.toggle_contents()
    outline = viewer.contents.outline
    assert [outline.topLevelItem(n).text(0) for n in range(2)] == ["First", "Second"]
    assert outline.topLevelItem(0).child(0).text(0) == "Under it"
    assert not viewer.contents.tabs.isTabEnabled(0)
    outline.setCurrentItem(outline.topLevelItem(1))
    assert viewer.flow.textCursor().block().text() == "Second"


def labelled(qtbot) -> FlowView:
    """Return a text of three paragraphs, the first and the last with a label that the program adds over them."""
    text = "From the first.\nThe second 😀 follows.\nA hidden third."
    blocks = (
        Block(Style.PARAGRAPH, 0, 15, note="the head of a mail, which nobody sent"),
        Block(Style.PARAGRAPH, 16, 37),
        Block(Style.PARAGRAPH, 38, 53, note="hidden, and long enough to take two lines where the view is narrow"),
    )
    view = FlowView()
    qtbot.addWidget(view)
    view.resize(420, 500)
    view.show_flow(Flow(text, "sample 1", blocks))
    view.show()
    in_focus(qtbot, view)
    view.setFocus()
    return view


def in_labels(view: FlowView) -> bool:
    cursor = view.textCursor()
    return any(view._page.kept_in(at, back=False) != at for at in (cursor.position(), cursor.anchor()))


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, SHIFT, CTRL, SHIFT | CTRL])
@pytest.mark.parametrize(
    ("there", "back"),
    [
        (Qt.Key.Key_Right, Qt.Key.Key_Left),
        (Qt.Key.Key_Down, Qt.Key.Key_Up),
        (Qt.Key.Key_End, Qt.Key.Key_Home),
        (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
    ],
)
def test_the_caret_never_stands_in_a_label_the_program_added(qtbot, there, back, modifiers):
    view = labelled(qtbot)
    assert not in_labels(view)
    seen = set()
    for key in [there] * 60 + [back] * 60:
        qtbot.keyClick(view, key, modifiers)
        assert not in_labels(view)
        seen.add(view._page.offset(view.textCursor().position()))
    if there in (Qt.Key.Key_Right, Qt.Key.Key_Down) and not modifiers & CTRL:
        assert min(seen) <= 5 and max(seen) >= 38  # it went through all of it, over the labels


def test_the_caret_goes_over_a_label_line_by_line_and_keeps_its_column(qtbot):
    view = labelled(qtbot)
    view.select(16 + 6, 16 + 6)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert 38 + 3 <= view._page.offset(view.textCursor().position()) <= 38 + 9
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert 16 + 4 <= view._page.offset(view.textCursor().position()) <= 16 + 8


def test_what_is_selected_and_copied_over_a_label_is_the_items_own_text(qtbot):
    view = labelled(qtbot)
    view.selectAll()
    assert view.selection == (0, 53) and not in_labels(view)
    view.copy()
    assert QGuiApplication.clipboard().text() == view.flow.text
    label = view.document().firstBlock()
    middle = view.cursorRect(QTextCursor(label)).center() + QPoint(30, 0)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not in_labels(view) and view.selection is None


def test_the_text_of_an_item_without_pages_is_sized_by_the_same_keys(qtbot):
    viewer = viewer_of(qtbot, b"# First\n\nwords\n", media_type="text/markdown")
    qtbot.waitUntil(lambda: viewer.flow.flow is not None)
    viewer.flow.setFocus()
    before = viewer.flow.document().defaultFont().pointSizeF()
    qtbot.keyClick(viewer.flow, Qt.Key.Key_Plus, Qt.KeyboardModifier.AltModifier)
    assert viewer.flow.document().defaultFont().pointSizeF() == pytest.approx(1.25 * before)
    assert "text at 125 %" in viewer.head.zoom.toolTip()
    viewer.flow.set_text_size(9)
    assert viewer.flow.text_size == 3.0
    viewer.flow.select(0, 5)
    assert viewer.selection()[0].exact == "First"


def test_a_mark_whose_words_stand_elsewhere_now_is_drawn_nowhere_and_said(qtbot):
    viewer = viewer_of(qtbot, b"First words, then others.\n", media_type="text/plain")
    qtbot.waitUntil(lambda: viewer.flow.flow is not None)
    there, astray = (
        Mark(1, "supports", start=0, end=5, exact="First"),
        Mark(2, "partly", start=6, end=11, exact="other"),
    )
    viewer.show_marks([there, astray])
    assert [one.cursor.selectedText() for one in viewer.flow.extraSelections()] == ["First"]
    assert viewer.notes.text().startswith("A mark made by another version of the program is not drawn")
    viewer.show_marks([there])
    assert viewer.notes.text() == ""


def test_a_text_without_words_says_so_and_the_next_one_does_not(qtbot):
    viewer = viewer_of(qtbot, b"\n \n", b"I led a team of six.", media_type="text/plain")
    qtbot.waitUntil(lambda: viewer.flow.flow is not None, timeout=20_000)
    assert viewer.notes.text() == "E01 holds no words that can be shown here. See it in its own program."
    viewer.step_item(1)
    qtbot.waitUntil(lambda: viewer.flow.flow is not None, timeout=20_000)
    assert viewer.notes.text() == ""


def test_a_page_of_high_contrast_is_black_and_white_and_turned_over_on_asking(qtbot, viewer: EvidenceViewer):
    grey = QImage(3, 1, QImage.Format.Format_RGB32)
    for x, value in enumerate((60, 128, 200)):
        grey.setPixelColor(x, 0, QColor(value, value, value))
    found = [sharpened(grey).pixelColor(x, 0).red() for x in range(3)]
    assert found[0] == 0 and 0 < found[1] < 255 and found[2] == 255
    qtbot.waitUntil(lambda: viewer.pages._pictures.get(0) is not None)
    viewer.pages.select(At(0, 0), At(0, 17))
    plain, before = viewer.pages.viewport().grab().toImage(), viewer.selection()[1]
    qtbot.keyClick(viewer.pages, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert viewer.pages.viewport().grab().toImage() != plain
    assert viewer.selection()[1] == before  # what is kept of a passage is the page as it is
    qtbot.keyClick(viewer.pages, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert viewer.pages.viewport().grab().toImage() == plain


def test_where_the_stripes_stand_is_remembered(qtbot, tmp_path):
    preferences = Preferences.in_file(tmp_path / "likes.ini")
    viewer = EvidenceViewer(lambda row: None, preferences)
    qtbot.addWidget(viewer)
    viewer.head.zoom.menu().right.trigger()
    viewer.head.zoom.menu().wide.trigger()
    again = EvidenceViewer(lambda row: None, Preferences.in_file(tmp_path / "likes.ini"))
    qtbot.addWidget(again)
    assert again.pages.stripe_style == again.flow.stripe_style == StripeStyle(at_right=True, wide=True)


def test_two_items_stand_side_by_side_each_at_its_own_place(qtbot):
    documents = (TWO_PAGES, outlined())

    def make(parent: QWidget) -> EvidenceViewer:
        return EvidenceViewer(
            lambda row: Preview.open(documents[row.number - 1], row.media_type, row.key), parent=parent
        )

    pair = SideBySide(make, None)
    qtbot.addWidget(pair)
    pair.resize(1200, 700)
    pair.show()
    pair.show_items([item(1), item(2)])
    in_focus(qtbot, pair)
    qtbot.waitUntil(lambda: pair.first.pages.text_of(1) is not None)
    pair.first.pages.setFocus()
    pair.first.pages.go_to(1)
    qtbot.keyClick(pair.first.pages, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: pair.second.pages.text_of(0) is not None)
    assert [viewer.item.key for viewer in (pair.first, pair.second)] == ["E01", "E02"]
    assert [viewer.pages.page for viewer in (pair.first, pair.second)] == [1, 0]
    turned: list[EvidenceViewer] = []
    pair.turned.connect(turned.append)
    pair.second.view.setFocus()
    qtbot.keyClick(pair.second.pages, Qt.Key.Key_F6)
    assert pair.active is pair.first and pair.first.pages.hasFocus()
    pair.second.pages.setFocus()
    assert turned == [pair.first, pair.second]
    assert unnamed(pair) == []
    pair.toggle()
    assert not pair.is_open and pair.active is pair.first
    assert pair.second.item is None


def test_an_area_never_leaves_its_page():
    place = Place(10, 20, 110, 220, 0)
    assert moved((12, 22, 52, 62), -1, -1, place) == (10, 20, 50, 60)
    assert moved((60, 150, 100, 210), 1, 1, place) == (70, 160, 110, 220)
    assert sized((60, 150, 100, 210), 1, 0, place) == (60, 150, 110, 210)
    assert sized((60, 150, 64, 160), -1, 1, place) == (60, 156, 64, 160)  # never smaller than can be seen


def test_under_edges_of_overlapping_marks_stand_one_below_the_other():
    one, other, apart = (0, 0, 10, 10), (5, 0, 15, 10), (11, 0, 20, 10)
    assert depths([[one], [other], [apart]]) == [0, 1, 0]
    assert depths([[one], [one], [one]]) == [0, 1, 2]


def test_every_overlapping_mark_of_a_text_without_pages_is_drawn():
    marks = [Mark(1, "supports", start=0, end=10), Mark(2, "contradicts", start=5, end=15)]
    found = [(start, end, [mark.key for mark in here]) for start, end, here in pieces(marks)]
    assert found == [(0, 5, [1]), (5, 10, [1, 2]), (10, 15, [2])]
    grounds = {mark_ink(here, 0).background().color().name() for _, _, here in pieces(marks)}
    assert len(grounds) == 3


@pytest.mark.parametrize("style", [StripeStyle(), StripeStyle(at_right=True), StripeStyle(wide=True)])
def test_stripes_stand_beside_the_page_at_either_side_and_never_over_one_another(qtbot, viewer: EvidenceViewer, style):
    viewer.pages.select(At(0, 0), At(0, 17))
    boxes = {0: viewer.selection()[0].rectangles}
    viewer.show_marks([Mark(key, "supports", boxes, label="U1.k") for key in range(1, 6)])
    viewer.pages.set_stripes(style)
    sheet = viewer.pages._column.spots[0].rect
    rects = [rect for _, rect in viewer.pages.stripes_on(0)]
    for place, rect in enumerate(rects):
        assert not rect.intersects(sheet)
        assert rect.left() >= 0 and rect.right() <= viewer.pages.viewport().width()
        assert not any(rect.intersects(other) for other in rects[:place])
        assert (rect.left() > sheet.right()) == style.at_right


@pytest.mark.parametrize("theme", list(ThemeName))
def test_what_stands_on_a_stripe_can_be_read_in_every_theme(theme):
    shown = Theme(name=theme)
    for sign in SIGNS.values():
        ink = shown.legible_on(sign.tone.ground, sign.tone.ink)
        assert contrast(shown.code(ink), shown.code(sign.tone.ground)) >= 4.5
    assert shown.legible_on("text", "text") != "text"


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("scale", [100, 200])
def test_the_viewer_is_named_and_nothing_is_cut_off(qtbot, viewer: EvidenceViewer, theme, scale):
    look().change(name=theme, scale=scale)
    viewer.begin_search()
    viewer.toggle_contents()
    qtbot.waitUntil(lambda: clipped(viewer) == [])
    assert unnamed(viewer) == []
    grab(viewer, f"viewer-{theme.value}-{scale}")


# -- text without pages -----------------------------------------------------------------------------------------------


def flow_of(*texts: str) -> Flow:
    blocks, whole = [], ""
    for text in texts:
        start = len(whole)
        whole += text
        blocks.append(Block(Style.PARAGRAPH, start, len(whole)))
        whole += "\n"
    return Flow(whole, "sample 1", tuple(blocks))


def test_offsets_count_characters_whatever_script_they_are_in(qtbot):
    view = FlowView()
    qtbot.addWidget(view)
    flow = flow_of("Ciamar a tha thu? 👩‍🏫 taught", "مرحبا بالعالم", "Zażółć gęślą jaźń")
    view.show_flow(flow)
    view.show()
    for words in ("taught", "بالعالم", "gęślą", "👩‍🏫"):
        start = flow.text.index(words)
        view.select(start, start + len(words))
        assert view.selection == (start, start + len(words))
        assert view.textCursor().selectedText() == words


def test_what_was_changed_is_told_by_its_shape(qtbot):
    view = FlowView()
    qtbot.addWidget(view)
    text = "kept added gone"
    spans = (Span(5, 10, SpanKind.INSERTION, "added by Assessor One"), Span(11, 15, SpanKind.DELETION))
    view.show_flow(
        Flow(text, "sample 1", (Block(Style.PARAGRAPH, 0, 15, note="comment by Assessor One", spans=spans),))
    )
    cursor = view.textCursor()
    shapes, plain = {}, QTextCharFormat.UnderlineStyle.NoUnderline
    for words in ("kept", "added", "gone"):
        cursor.setPosition(view.document().toPlainText().index(words, 24) + 1)
        ink = cursor.charFormat()
        shapes[words] = (ink.fontStrikeOut(), ink.underlineStyle() is not plain, ink.toolTip())
    assert shapes["kept"] == (False, False, "")
    assert shapes["added"][1:] == (True, "added by Assessor One")
    assert shapes["gone"][0]
    assert "comment by Assessor One" in view.toPlainText()  # our words stand beside the text, and count for no offset
    view.select(0, 4)
    assert view.textCursor().selectedText() == "kept"


def test_words_are_found_over_line_ends_and_in_any_case():
    text = "Light\nsupervision, light  SUPERVISION"
    assert list(places(text, "light supervision")) == [(0, 17), (19, 37)]
    assert list(places(text, "  ")) == []
    assert list(places("a.b", "a.b")) == [(0, 3)]
    assert snippet("one two three", 4, 7, around=4) == "one two thr…"
