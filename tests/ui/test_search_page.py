"""Search in the window: found while one types, opened at its place, and blind where it must be."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.searching import Found, Hit, HitKind, Piece
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.sealed_dialog import SealedDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.search import page as search_page
from rpl_desk.ui.search.page import SearchPage
from rpl_desk.ui.search.results import Section, from_first_hit, spoken
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

PAGES = ("A heron by the lochan.", "Nothing here.", "The heron fishes; a heron waits by the weir.")


def add_pages(desk: Desk, case: CaseRow, path: Path, title: str, pages=PAGES) -> None:
    canvas = Canvas(str(path), invariant=1)
    for words in pages:
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER, title))


def write_as(desk: Desk, who: str, case: CaseRow, word: str) -> None:
    """Write a word as a reason, mark it as a passage and note it, as one assessor."""
    with sample.as_person(desk, who):
        criterion, item = desk.judging.criteria(case.id)[2], desk.evidence.register(case.id)[0]
        desk.judging.judge(case, criterion, "8", f"A {word} of reasons")
        desk.judging.link(case, criterion, item, page="1", quotation=f"the {word} itself", note=f"{word} noted")


@pytest.fixture
def case(office: Path, tmp_path: Path) -> CaseRow:
    """A case in review with three pages about herons, their text taken, and what both assessors wrote."""
    with Desk.open(office) as desk:
        made = sample.case_at(desk, tmp_path, Stage.REVIEW)
        with sample.as_person(desk, "admin"):
            add_pages(desk, made, tmp_path / "heron.pdf", "Field notes")
            desk.texts.filling().run()
        write_as(desk, "one", made, "orchard")
        write_as(desk, "two", made, "meadow")
    return made


@pytest.fixture
def window(qtbot, preferences, office, case):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.use_desk(Desk.open(office))
    yield made
    made.close()


def seated(window: MainWindow, who: str) -> Desk:
    desk = window._desk
    assert desk is not None
    desk.session.begin(sample.person(desk, who), timedelta(minutes=15))
    window._enter(sample.person(desk, who))
    window.filling._soon.stop()  # what waits is read when a test says so
    return desk


def searching(qtbot, window: MainWindow, words: str) -> SearchPage:
    """Go to search by its key, type words, and wait for their answer."""
    in_focus(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    page = window.page
    assert isinstance(page, SearchPage)
    page.query.edit.clear()
    qtbot.keyClicks(page.query.edit, words)
    answered(qtbot, page)
    return page


def answered(qtbot, page: SearchPage) -> None:
    qtbot.waitUntil(lambda: page._task is None and page._answered == page.question and page._coverage is not None)


def hits(page: SearchPage) -> list[Hit]:
    return [line for line in page.model.lines if isinstance(line, Hit)]


def open_hit(qtbot, window: MainWindow, page: SearchPage, number: int = 0) -> Hit:
    """Walk to a hit with the keys alone and press Enter."""
    in_focus(qtbot, window)
    page.begin()
    qtbot.keyClick(page.query.edit, Qt.Key.Key_Down)
    page.list.choose(None)
    for _ in range(number):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    hit = page.list.hit
    assert hit is not None
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert window.place == "case"
    return hit


# -- what is found -----------------------------------------------------------------------------------------------------


def test_hits_come_while_one_types_under_what_they_are_and_say_where_they_are(qtbot, window, case):
    seated(window, "one")
    page = searching(qtbot, window, "hero")
    assert [(one.kind, one.where) for one in hits(page)] == [
        (HitKind.PAGE, f"{case.reference} E02 p.3"),
        (HitKind.PAGE, f"{case.reference} E02 p.1"),
    ]
    assert page.query._count.text() == "2 found"
    first, hit = page.model.lines[:2]
    assert isinstance(first, Section) and first.words == "In the evidence  2"
    assert [one.text for one in hit.snippet if one.is_hit] == ["heron", "heron"]
    index = page.model.index(1, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"evidence, {case.reference} E02 p.3, Field notes: The heron fishes; a heron waits by the weir."
    assert page.searched.text() == "Searched: what people wrote, and all 2 files of evidence."
    page = searching(qtbot, window, "orchard")
    assert [one.kind for one in hits(page)] == [HitKind.NOTE, HitKind.PASSAGE, HitKind.REASON]
    label = window._desk.judging.criteria(case.id)[2].label
    assert spoken(hits(page)[2]) == f"reason, {case.reference} {label}, assessor 1: A orchard of reasons"


def test_an_older_answer_never_takes_the_place_of_a_newer_one(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "orchard")
    old = page._asked
    page = searching(qtbot, window, "heron")
    page._show((old, Found((), False)))
    page._refuse(old, "The store cannot be read here.")
    assert len(hits(page)) == 2 and page.problem.text() == ""


def test_kinds_and_one_case_alone_narrow_the_search(qtbot, window, case, tmp_path):
    desk = seated(window, "one")
    with sample.as_person(desk, "admin"):
        other = sample.open_case(desk, tmp_path)
        add_pages(desk, other, tmp_path / "other.pdf", "Other notes", ("Another heron and an orchard.",))
        desk.texts.filling().run()
    page = searching(qtbot, window, "orchard")
    assert len(hits(page)) == 4 and not page.this_case.isVisible()
    qtbot.mouseClick(page.chips[HitKind.PAGE], Qt.MouseButton.LeftButton)
    answered(qtbot, page)
    assert [one.reference for one in hits(page)] == [other.reference] and not page.everything.isChecked()
    qtbot.mouseClick(page.chips[HitKind.NOTE], Qt.MouseButton.LeftButton)
    answered(qtbot, page)
    assert [one.kind for one in hits(page)] == [HitKind.NOTE, HitKind.PAGE]
    qtbot.mouseClick(page.everything, Qt.MouseButton.LeftButton)
    answered(qtbot, page)
    assert len(hits(page)) == 4
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    answered(qtbot, page)
    assert [one.kind for one in hits(page)] == [HitKind.PAGE]
    window.go("case", (other.reference, "evidence"))
    page = searching(qtbot, window, "orchard")
    page.everything.click()
    answered(qtbot, page)
    assert page.this_case.isChecked() and page.this_case.text() == f"Only {other.reference}"
    assert [one.reference for one in hits(page)] == [other.reference]
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    answered(qtbot, page)
    assert len(hits(page)) == 4


def test_the_best_first_is_a_choice_that_stays(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "heron")
    assert [one.place for one in hits(page)] == ["3", "1"]
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    answered(qtbot, page)
    assert page.order.value() is True and [one.place for one in hits(page)] == ["3", "1"]
    assert page.question.best and searching(qtbot, window, "orchard").question.best


def test_nothing_found_says_what_was_searched_and_what_cannot_be(qtbot, window, case, tmp_path):
    desk = seated(window, "one")
    with sample.as_person(desk, "admin"):
        add_pages(desk, case, tmp_path / "scan.pdf", "Scan", ("",))
        desk.texts.filling().run()
        add_pages(desk, case, tmp_path / "late.pdf", "Late", ("A xylophone.",))
    page = searching(qtbot, window, "xylophone ")
    said = page.none.sentence.text()
    assert hits(page) == [] and page.stack.currentWidget() is page.none
    assert said.startswith("Nothing anywhere holds: xylophone\n1 of 4 files of evidence are not read yet.\n")
    assert f"{case.reference} E03 Scan: It holds no text." in said
    assert "once the chair has revealed it" in said
    assert page.searched.text().endswith("2 of 4 files of evidence (1 not read yet, 1 without text).")
    page.chips[HitKind.RECORD].click()
    answered(qtbot, page)
    assert page.none.sentence.text() == "Nothing in records holds: xylophone"


def test_more_than_is_shown_is_said_and_shown_when_asked(qtbot, window, monkeypatch):
    monkeypatch.setattr(search_page, "LIMITS", (1, 2))
    seated(window, "one")
    page = searching(qtbot, window, "heron")
    assert len(hits(page)) == 1 and page.query._count.text() == "1 or more found"
    assert page.searched.text().startswith("The newest 1 of each sort are shown; there are more.")
    qtbot.keyClick(page, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(hits(page)) == 2)
    assert not page.more.isVisible()


def test_before_anything_is_typed_the_page_says_what_it_searches(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "")
    assert page.none.sentence.text() == "Search the evidence of every case and what people wrote about it."
    assert page.searched.text() == "To be searched: what people wrote, and all 2 files of evidence."
    assert page.query._count.text() == ""


def test_esc_goes_to_the_line_then_empties_it(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "heron")
    qtbot.keyClick(page.query.edit, Qt.Key.Key_Return)
    assert page.list.hasFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    assert page.query.edit.hasFocus()
    qtbot.keyClick(page.query.edit, Qt.Key.Key_Escape)
    assert page.query.text() == ""


# -- opened at its place -----------------------------------------------------------------------------------------------


def test_a_page_of_evidence_opens_there_with_the_words_found_and_back_leads_to_the_results(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "heron waits")
    hit = open_hit(qtbot, window, page)
    assert (hit.page_index, hit.place) == (2, "3")
    viewer = window.page.parts["evidence"].viewer
    qtbot.waitUntil(lambda: viewer.search.finding.current is not None, timeout=10_000)
    found = viewer.search.finding.current
    assert viewer.item.key == "E02" and viewer.pages.page == found.page == 2
    assert viewer.search.finding._texts[2][found.start : found.end] in ("heron", "waits")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is page and page.query.text() == "heron waits" and page.list.hit == hit
    assert page.list.hasFocus()


def test_esc_leads_from_the_register_back_to_the_results(qtbot, window):
    seated(window, "one")
    page = searching(qtbot, window, "heron")
    open_hit(qtbot, window, page, 1)
    part = window.page.parts["evidence"]
    part.list.setFocus()
    qtbot.keyClick(part.list, Qt.Key.Key_Escape)
    assert window.page is page and page.list.hit is hits(page)[1]


def test_in_a_text_without_pages_the_hit_that_was_found_is_the_one_in_view(qtbot, window, case, tmp_path):
    desk = seated(window, "one")
    notes = tmp_path / "notes.txt"
    filler = "\n".join(f"Line {number} of the notes." for number in range(800))
    notes.write_text(f"A kestrel.\n{filler}\nThe kestrel over the quarry.\n", encoding="utf-8")
    with sample.as_person(desk, "admin"):
        desk.evidence.add(case, notes, details_for(notes, EvidenceKind.OTHER, "Notes"))
        desk.texts.filling().run()
    page = searching(qtbot, window, "kestrel quarry")
    open_hit(qtbot, window, page)
    viewer = window.page.parts["evidence"].viewer
    qtbot.waitUntil(lambda: viewer.search.finding.current is not None, timeout=10_000)
    assert viewer.item.key == "E03" and viewer.search.finding.current.start > 10_000


@pytest.mark.parametrize("number", [0, 1, 2])
def test_ones_own_note_passage_and_reason_open_where_one_judges(qtbot, window, case, number):
    desk = seated(window, "one")
    page = searching(qtbot, window, "orchard")
    hit = open_hit(qtbot, window, page, number)
    assert hit.kind is (HitKind.NOTE, HitKind.PASSAGE, HitKind.REASON)[number]
    part = window.page.parts["judging"]
    assert part.criterion_shown.key == desk.judging.criteria(case.id)[2].key
    if hit.kind is HitKind.REASON:
        assert part.form.reason.toPlainText() == "A orchard of reasons"
    else:
        assert part.marking.chosen == hit.passage_id


def test_what_is_revealed_opens_in_its_difference_or_among_the_sealed_answers(qtbot, window, tmp_path):
    desk = window._desk
    other = sample.case_at(desk, tmp_path, Stage.DECIDED)
    seated(window, "chair")
    page = searching(qtbot, window, '"Assessor Two" shows')
    wanted = [one for one in hits(page) if one.reference == other.reference and one.kind is HitKind.REASON]
    criteria = desk.judging.criteria(other.id)
    differing = next(n for n, one in enumerate(hits(page)) if one in wanted and one.criterion == criteria[0].key)
    open_hit(qtbot, window, page, differing)
    part = window.page.parts["comparing"]
    assert part.list.open == criteria[0].id and part.rows[criteria[0].id].is_open
    window.back()
    agreed = next(n for n, one in enumerate(hits(page)) if one in wanted and one.criterion == criteria[-1].key)
    open_hit(qtbot, window, page, agreed)
    dialog = next(one for one in window.findChildren(SealedDialog) if one.isVisible())
    two = next(one for one in dialog._assessments if one.number == 2)
    assert dialog.pages[two.id].isVisible() and dialog.who.value() == two.id
    dialog.reject()
    window.back()
    page = searching(qtbot, window, "panel read page")
    open_hit(qtbot, window, page)
    assert window.page.parts["comparing"].list.open == criteria[0].id
    window.back()
    page = searching(qtbot, window, "notional twelve")
    record = next(n for n, one in enumerate(hits(page)) if one.kind is HitKind.RECORD)
    open_hit(qtbot, window, page, record)
    assert window.pages._trail[-1][1][1] == "deciding"


# -- blind -------------------------------------------------------------------------------------------------------------


def test_before_the_reveal_the_page_shows_an_assessor_nothing_of_another(qtbot, window, case):
    seated(window, "one")
    page = searching(qtbot, window, "meadow")
    assert page.model.lines == [] and page.query._count.text() == "0 found"
    assert "meadow" not in page.none.sentence.text().replace("holds: meadow", "")
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    answered(qtbot, page)
    assert page.model.lines == []
    for who in ("admin", "chair", "member"):
        window.lock()
        seated(window, who)
        assert hits(searching(qtbot, window, "meadow")) == hits(searching(qtbot, window, "orchard")) == []
    window.lock()
    seated(window, "two")
    page = searching(qtbot, window, "meadow")
    assert len(hits(page)) == 3 and all(one.assessor == 2 for one in hits(page))


def test_another_person_finds_nothing_of_what_the_first_had_found(qtbot, window):
    seated(window, "one")
    searching(qtbot, window, "orchard")
    window.lock()
    seated(window, "two")
    assert "search" not in window.pages._pages
    page = searching(qtbot, window, "")
    assert page.model.lines == [] and page.query.text() == ""


# -- how it looks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "scale", "width"),
    [
        (ThemeName.LIGHT, 100, 1440),
        (ThemeName.DARK, 100, 1440),
        (ThemeName.LIGHT, 200, 1366),
        (ThemeName.CONTRAST, 200, 1000),
    ],
)
def test_every_control_is_named_and_nothing_is_cut_off(qtbot, window, case, theme, scale, width):
    seated(window, "one")
    look().change(name=theme, scale=scale)
    window.resize(width, 800)
    window.go("case", (case.reference, "evidence"))
    for words in ("heron", "xylophone", ""):
        page = searching(qtbot, window, words)
        QApplication.processEvents()
        assert unnamed(page) == [] and clipped(page) == []
        grab(window, f"search-{words or 'empty'}-{theme.value}-{scale}")


def test_a_long_beginning_gives_way_so_that_the_found_word_is_in_view():
    pieces = (Piece("one two three four five six seven eight nine ten eleven twelve ", False), Piece("heron", True))
    assert from_first_hit(pieces, before=20) == (Piece("… ten eleven twelve ", False), Piece("heron", True))
    assert from_first_hit(pieces[1:]) == pieces[1:]
    assert from_first_hit(()) == ()
