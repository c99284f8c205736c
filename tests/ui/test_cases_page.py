"""The case list, driven by its widgets on a real store: a few cases, and twenty thousand."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.services.cases import CaseFilter, Progress
from rpl_desk.store import tables
from rpl_desk.store.case_list import OPEN_STAGES
from rpl_desk.ui.cases.model import GROUP, PAGE_ROWS, PAGES_KEPT, CaseListModel
from rpl_desk.ui.cases.page import CHIPS, CasesPage
from rpl_desk.ui.cases.preview import standing
from rpl_desk.ui.cases.rows import AGE, CASE, CREDIT, LEVEL, NEXT
from rpl_desk.ui.cases.words import due, spoken
from rpl_desk.ui.tables import ROW
from rpl_desk.ui.tasks import stop_tasks
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import StageState
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed

MANY = 20_000
STAGES = (Stage.INTAKE, Stage.REVIEW, Stage.PANEL, Stage.RELEASED)


@pytest.fixture(scope="module")
def large_office(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with twenty thousand bare cases, written in one transaction."""
    path = Path(shutil.copy(office_template, tmp_path_factory.mktemp("large") / "large.rpldesk"))
    first = date(2020, 1, 1)
    with Desk.open(path) as desk, desk.database.action("open cases", by="device") as action:
        office = action.read(tables.office.select())[0]
        for number in range(1, MANY + 1):
            action.insert(
                tables.case,
                reference=f"CR-2020-{number:05d}",
                kind=CaseKind.CREDIT_RATING_OWN,
                stage=STAGES[number % len(STAGES)],
                title=f"Sample award {number * 7919 % MANY:05d}",
                opened_on=first,
                due_on=first + timedelta(days=number % 3000),
                proposed_level=number % 12 + 1,
                framework_id=office.framework_id,
                policy=office.policy,
                blind=True,
            )
    return path


def shown(qtbot, desk: Desk, preferences, who="admin", size=(1216, 860), text=None) -> CasesPage:
    desk.session.begin(sample.person(desk, who), timedelta(minutes=15))
    page = CasesPage(desk, preferences)
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.reload()
    found(qtbot, page)
    if text is not None:
        ask(qtbot, page, text)
    return page


def ask(qtbot, page: CasesPage, text: str) -> None:
    page.ask(text)
    found(qtbot, page)


def found(qtbot, page: CasesPage) -> None:
    """Wait until all is found and counted, not only the first page."""
    qtbot.waitUntil(
        lambda: page._task is None and page._counting is None and page._every is not None and page._whole,
        timeout=20_000,
    )


def words_in(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# -- a few cases ------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(desk: Desk, tmp_path: Path) -> Desk:
    """An own programme at intake due soon, one at review due later, and a claim where only the chair has a role."""
    today = desk.session.now().date()
    sample.open_case(desk, tmp_path, title="Kettle care", due_on=today + timedelta(days=3))
    review = sample.open_case(desk, tmp_path, title="Harbour lights", due_on=today + timedelta(days=30))
    sample.open_case(desk, tmp_path, CaseKind.RPL_ENTRY, due_on=today - timedelta(days=1), proposed_level=7, people=())
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(review)
    return desk


def lines_of(page) -> list[str]:
    """Return what stands on each line: the words of a head, the title of a case."""
    indexes = [page.model.index(line, CASE) for line in range(page.model.rowCount())]
    return [one.data() if one.data(GROUP) is not None else one.data(ROW).title for one in indexes]


def test_a_group_closes_and_opens_by_keys_and_stays_so_when_the_list_is_read_again(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one")
    page.table.setFocus()
    page.table.move_by(-1)
    assert page.table.currentIndex().row() == 0 and page.table.current_row() is None
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert lines_of(page)[:2] == ["Yours to do, 2 cases, closed", "With others, 1 case, open"]
    page.reload()
    found(qtbot, page)
    assert lines_of(page)[0] == "Yours to do, 2 cases, closed"
    page.table.toggle(0)
    assert page.model.rowCount() == 5
    page.table.choose(0)
    page.table.move_by(2)
    assert page.table.current_row().title == "Claim of Sample Claimant A"


def test_a_sorting_of_ones_own_stands_without_groups(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one", text="stage:open sort:title")
    assert page.model.heads() == [] and page.model.rowCount() == 3


def test_cases_before_a_meeting_stand_under_it(qtbot, desk: Desk, tmp_path: Path, preferences):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    sample.open_case(desk, tmp_path, title="Kettle care")
    with sample.as_person(desk, "admin"):
        chair = sample.person(desk, "chair")
        meeting = desk.panels.call(date(2026, 5, 28), "Room 2.14", chair, [])
        desk.panels.put_on(meeting, desk.intake.case(case.reference))
    page = shown(qtbot, desk, preferences, "one")
    assert "Panel of Thursday 28 May, 1 case, open" in lines_of(page)


def test_the_list_opens_with_all_open_cases_by_due_day_and_counts_each_search(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one")
    assert [page.model.row(place).title for place in range(3)] == [
        "Kettle care",
        "Harbour lights",
        "Claim of Sample Claimant A",
    ]
    assert lines_of(page) == [
        "Yours to do, 2 cases, open",
        "Kettle care",
        "Harbour lights",
        "With others, 1 case, open",
        "Claim of Sample Claimant A",
    ]
    assert [chip.text() for chip in page.chips] == [
        "All open  3",
        "Mine  2",
        "Due this week  2",
        "Decided  0",
        "All  3",
    ]
    assert page.chips[0].isChecked() and not page.chips[1].isChecked()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("kettle", ["Kettle care"]),
        ("KETTLE care", ["Kettle care"]),
        ("stage:review", ["Harbour lights"]),
        ("kind:rpl", ["Claim of Sample Claimant A"]),
        ("level:7", ["Claim of Sample Claimant A"]),
        ("due<0", ["Claim of Sample Claimant A"]),
        ("due<3d", ["Claim of Sample Claimant A"]),
        ("due<4d", ["Kettle care", "Claim of Sample Claimant A"]),
        ("mine:yes", ["Kettle care", "Harbour lights"]),
        ("sort:title", ["Claim of Sample Claimant A", "Harbour lights", "Kettle care"]),
        ("sort:-title", ["Kettle care", "Harbour lights", "Claim of Sample Claimant A"]),
        ("nothing of the kind", []),
    ],
)
def test_the_query_line_narrows_the_list(qtbot, three, preferences, text, titles):
    page = shown(qtbot, three, preferences, "one", text=text)
    assert [page.model.row(place).title for place in range(len(page.model.ids))] == titles


def test_typed_words_search_and_what_is_not_understood_is_said_under_the_line(qtbot, three, preferences):
    page = shown(qtbot, three, preferences)
    page.query.edit.selectAll()
    qtbot.keyClicks(page.query.edit, "harbour gap:any")
    qtbot.keyClick(page.query.edit, Qt.Key.Key_Return)
    found(qtbot, page)
    assert [page.model.row(0).title] == ["Harbour lights"]
    assert "“gap” is not a key" in page.unknown.text() and page.unknown.isVisible()
    ask(qtbot, page, "harbour")
    assert not page.unknown.isVisible()


def test_a_chip_searches_and_keeps_the_words_typed(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one", text="care")
    page.chips[1].click()
    found(qtbot, page)
    assert page.query.text() == f"{CHIPS[1].text} care"
    assert [page.model.row(0).title] == ["Kettle care"] and page.chips[1].isChecked()


def test_a_heading_sorts_and_sorts_the_other_way_when_pressed_again(qtbot, three, preferences):
    page = shown(qtbot, three, preferences)
    header = page.table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(CASE) + 20, header.height() // 2)
    for wanted, order in (("sort:title", Qt.SortOrder.AscendingOrder), ("sort:-title", Qt.SortOrder.DescendingOrder)):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
        found(qtbot, page)
        assert wanted in page.query.text().split()
        assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (CASE, order)
    qtbot.mouseClick(
        header.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(header.sectionViewportPosition(LEVEL) + 5, header.height() // 2),
    )
    assert "sort:-title" in page.query.text().split()


def test_the_list_is_walked_and_a_case_opened_by_keyboard(qtbot, three, preferences):
    page = shown(qtbot, three, preferences)
    page.activateWindow()
    page.start()
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    assert page.table.currentIndex().row() == 1
    qtbot.keyClick(page.table, Qt.Key.Key_K)
    qtbot.keyClick(page.table, Qt.Key.Key_K)
    assert page.table.currentIndex().row() == 0
    qtbot.keyClick(page.table, Qt.Key.Key_Slash)
    assert page.query.edit.hasFocus()
    qtbot.keyClicks(page.query.edit, "jkn")
    assert page.query.text().endswith("jkn") and page.table.currentIndex().row() == 0
    found(qtbot, page)
    ask(qtbot, page, "")
    qtbot.keyClick(page.query.edit, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    with qtbot.waitSignal(page.went) as went:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert went.args == ["case", (page.model.row(0).reference, None)]


def test_single_letters_do_nothing_when_they_are_switched_off(qtbot, three, preferences):
    preferences._settings.setValue("keys/single", "false")
    page = shown(qtbot, three, preferences)
    page.activateWindow()
    page.start()
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    assert page.table.currentIndex().row() == 0


def test_the_preview_says_where_the_chosen_case_stands_and_goes_on(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one", text="harbour")
    qtbot.waitUntil(lambda: page.preview.next is not None and "Harbour lights" in words_in(page.preview))
    case = three.intake.case(page.model.row(0).reference)
    criteria = len(three.judging.criteria(case.id))
    assert page.preview.step.text() == f"Judge {criteria} of {criteria} criteria"
    said = words_in(page.preview)
    for words in ("Harbour lights", "0 of 2", "Assessor One", "assessor · you", "credit points"):
        assert words in said
    with qtbot.waitSignal(page.went) as went:
        qtbot.mouseClick(page.preview.step, Qt.MouseButton.LeftButton)
    assert went.args == ["case", (case.reference, "judging")]


def test_a_change_in_the_store_is_shown_and_the_choice_stays(qtbot, three, preferences, tmp_path):
    page = shown(qtbot, three, preferences)
    page.table.choose(2)
    chosen = page.table.current_row()
    sample.open_case(three, tmp_path, title="A new one", due_on=date(2020, 1, 1))
    page.reload()
    found(qtbot, page)
    assert page.model.row(0).title == "A new one"
    assert page.table.current_row() == chosen


def test_in_a_small_window_the_preview_comes_when_asked_and_columns_give_way(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, size=(1142, 640))
    page.activateWindow()
    page.start()
    assert not page.preview.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.preview.isVisible() and page.list.isVisible()
    qtbot.waitUntil(lambda: page.preview.next is not None)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert not page.preview.isVisible() and page.table.hasFocus()
    page.resize(720, 640)
    assert page.table.isColumnHidden(AGE) and not page.table.isColumnHidden(NEXT)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.preview.isVisible() and not page.list.isVisible()
    qtbot.keyClick(page.preview.step, Qt.Key.Key_Escape)
    assert page.list.isVisible() and not page.preview.isVisible()


def test_nothing_found_and_nothing_there_each_offer_the_one_way_on(qtbot, desk, preferences, tmp_path):
    page = shown(qtbot, desk, preferences)
    assert page.list.empty.sentence.text() == "There are no cases yet."
    assert page.list.empty.action.text() == "New case"
    sample.open_case(desk, tmp_path)
    page.reload()
    ask(qtbot, page, "unheard of")
    assert page.list.empty.sentence.text() == "No case fits this search."
    qtbot.mouseClick(page.list.empty.action, Qt.MouseButton.LeftButton)
    found(qtbot, page)
    assert page.model.rowCount() == 1 and page.table.isVisible()


def test_a_search_after_the_desk_has_locked_says_so(qtbot, three, preferences):
    page = shown(qtbot, three, preferences)
    page.model.set_ids(page.model.ids)
    three.session.end()
    assert page.model.row(0) is None
    assert "Nobody is signed in" in page.refused.text()


# -- cases coming in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(CaseKind))
def test_a_new_case_of_every_kind_is_opened_with_what_it_needs(qtbot, desk, preferences, kind):
    page = shown(qtbot, desk, preferences)
    dialog = page.ask_for_new()
    dialog.ui.kind_combo.setCurrentIndex(list(CaseKind).index(kind))
    dialog.accept()
    assert dialog.isVisible() and "title" in dialog.refused.text()
    dialog.ui.title_edit.setText("Sample title")
    if not kind.is_credit_rating:
        dialog.accept()
        assert dialog.isVisible() and dialog.ui.claimant_edit.isVisible()
        dialog.ui.claimant_edit.setText("Sample Claimant Z")
    with qtbot.waitSignal(page.went) as went:
        dialog.accept()
    reference = went.args[1][0]
    case = desk.intake.case(reference)
    assert (case.kind, case.title, case.stage) == (kind, "Sample title", Stage.INTAKE)
    assert case.claimant == ("" if kind.is_credit_rating else "Sample Claimant Z")


def test_a_member_is_told_why_no_case_can_be_opened(qtbot, three, preferences):
    page = shown(qtbot, three, preferences, "one")
    assert page.new_button.text() == "New case: for administrators"
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    assert "Only an administrator" in page.refused.text()
    assert not page.import_button.isVisible()


def test_a_refused_source_lists_every_problem_to_copy_and_changes_nothing(qtbot, desk, preferences, tmp_path):
    page = shown(qtbot, desk, preferences)
    (tmp_path / "case.json").write_text('{"kind": "sideways", "colour": 3}', encoding="utf-8")
    dialog = page.ask_to_import()
    dialog.read(tmp_path)
    qtbot.waitUntil(dialog.problem_box.isVisible, timeout=20_000)
    listed = dialog.problems.toPlainText()
    assert "kind" in listed and "colour" in listed
    dialog.copy.click()
    assert QApplication.clipboard().text() == listed
    assert not dialog.act.isEnabled()
    dialog.accept()
    assert dialog.isVisible() and desk.cases.counts() == {}
    dialog.reject()


def test_an_empty_workbook_is_written_to_be_filled_in(qtbot, desk, preferences, tmp_path):
    page = shown(qtbot, desk, preferences)
    dialog = page.ask_to_import()
    dialog.write_template(tmp_path / "intake.xlsx")
    qtbot.waitUntil(lambda: "is written" in dialog.summary.text(), timeout=20_000)
    assert (tmp_path / "intake.xlsx").read_bytes().startswith(b"PK")
    dialog.reject()


# -- twenty thousand --------------------------------------------------------------------------------------------------


def test_a_long_list_reads_only_the_pages_looked_at(qtbot, large_office, preferences):
    with Desk.open(large_office) as desk:
        page = shown(qtbot, desk, preferences, text="")
        assert page.model.rowCount() == MANY
        assert len(page.model._pages) <= 2
        page.table.choose(MANY - 1)
        QApplication.processEvents()
        assert page.table.current_row().id == page.model.ids[-1]
        assert len(page.model._pages) <= 4
        last = page.table.visualRect(page.model.index(MANY - 1, CASE))
        assert page.table.viewport().rect().intersects(last)


def test_a_long_list_keeps_a_bounded_number_of_pages_and_reads_each_once(large_office):
    with Desk.open(large_office) as desk:
        desk.session.begin(sample.person(desk, "admin"), timedelta(minutes=15))
        asked = []

        def page(ids):
            asked.append(len(ids))
            return desk.cases.page(ids)

        model = CaseListModel(page, date.today)
        model.set_ids(desk.cases.ids(CaseFilter(sort="title")))
        titles = [model.row(place).title for place in range(MANY)]
        assert titles == sorted(titles) and len(asked) == MANY // PAGE_ROWS == asked.count(PAGE_ROWS)
        assert len(model._pages) == PAGES_KEPT
        model.row(MANY - 1)
        assert len(asked) == MANY // PAGE_ROWS
        model.row(0)
        assert len(asked) == MANY // PAGE_ROWS + 1
        assert model.rowCount(model.index(0, 0)) == 0 == model.columnCount(model.index(0, 0))
        assert model.data(QModelIndex()) is None


def test_only_the_newest_of_several_searches_is_shown(qtbot, large_office, preferences):
    with Desk.open(large_office) as desk:
        page = shown(qtbot, desk, preferences, text="")
        for text in ("award", "stage:panel", "level:4", "00042"):
            page.ask(text)
        found(qtbot, page)
        assert page.query.text() == "00042"
        titles = {page.model.row(place).title for place in range(page.model.rowCount())}
        assert "Sample award 00042" in titles and len(titles) < 10
        stop_tasks(page)


# -- in words and in every look ---------------------------------------------------------------------------------------


def test_a_row_is_read_aloud_whole(qtbot, three, preferences):
    page = shown(qtbot, three, preferences)
    row, today = page.model.row(0), page._today()
    said = page.model.index(0, LEVEL).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == spoken(row, today)
    for words in (row.title, row.reference, "RPL for entry", "stage Intake", "level 7 asked for", "was due"):
        assert words in said
    assert due(row, row.due_on).startswith("due ") and due(row, row.due_on + timedelta(days=1)).startswith("was due ")


NOTHING = Progress(
    missing=0,
    evidence=0,
    criteria=0,
    judged=0,
    unsure=0,
    assessors=0,
    sealed=0,
    revealed=False,
    differences=0,
    open_differences=0,
    signatures=0,
    signed=0,
)


@pytest.mark.parametrize(
    ("stage", "now"),
    [
        (Stage.INTAKE, ["Intake", "Evidence"]),
        (Stage.REVIEW, ["Criteria", "Sealed"]),
        (Stage.RECONCILE, ["Differences"]),
        (Stage.PANEL, ["Decision"]),
        (Stage.DECIDED, ["Signed"]),
        (Stage.SIGNED, []),
        (Stage.RELEASED, []),
        (Stage.WAITING, ["Intake", "Evidence"]),
    ],
)
def test_each_stage_has_its_lines_under_way(stage, now):
    lines = standing(stage, NOTHING)
    assert [line.words for line in lines if line.state is StageState.NOW] == now


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("size", [(1216, 860), (1142, 700)])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, three, preferences, theme, scale, size):
    look().change(name=theme, scale=scale)
    page = shown(qtbot, three, preferences, "one", size=size, text="harbour gap:any")
    qtbot.waitUntil(lambda: page.preview.next is not None or not page.preview.isVisible())
    QApplication.processEvents()
    assert unnamed(page) == []
    assert clipped(page) == []
    assert page.table.isColumnHidden(CREDIT) <= page.table.isColumnHidden(AGE)
    grab(page, f"cases-{theme}-{scale}-{size[0]}")


def test_the_first_page_of_a_large_office_is_there_before_the_rest(qtbot, large_office, preferences):
    with Desk.open(large_office, read_only=True) as desk:
        desk.session.begin(sample.person(desk, "admin"), timedelta(minutes=15))
        page = CasesPage(desk, preferences)
        qtbot.addWidget(page)
        page.reload()
        qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=20_000)
        ids, said = page.model.ids, page.query.findChildren(QLabel)
        assert len(ids) == PAGE_ROWS and not any("shown" in one.text() for one in said)
        found(qtbot, page)
        assert list(page.model.ids) == list(desk.cases.ids(CaseFilter(stages=OPEN_STAGES)))
        assert page.model.ids[:PAGE_ROWS] == ids
        assert any(f"{len(page.model.ids):,} of " in one.text() for one in said)
        stop_tasks(page)
