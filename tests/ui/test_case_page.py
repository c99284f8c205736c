"""The case page and its parts, driven by their widgets and read back through the services."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.hours import stated_typed
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.ui.case.judging_dialogs import SealDialog
from rpl_desk.ui.case.page import CasePage, ReasonDialog
from rpl_desk.ui.case.removed_dialog import RemovedDialog
from rpl_desk.ui.page import PARTS
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import Toast
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed


def shown(qtbot, desk: Desk, case, part: str | None = None, size=(1380, 860)) -> CasePage:
    page = CasePage(desk)
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.open_case(case.reference, part)
    qtbot.wait(50)
    return page


def texts(widget: QWidget) -> str:
    """Return everything a widget says: labels, fields, buttons, tool tips, names and the cells of its models."""
    said: list[str] = []
    for one in widget.findChildren(QWidget):
        said += [one.toolTip(), one.accessibleName(), one.accessibleDescription()]
        if isinstance(one, QLabel | QPushButton | QLineEdit):
            said.append(one.text())
        elif isinstance(one, QPlainTextEdit):
            said.append(one.toPlainText())
        elif isinstance(one, QTableView | QListView):
            said += _cells(one.model())
    return "\n".join(said)


def _cells(model: QAbstractItemModel) -> list[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    return [
        str(model.index(row, column).data(role))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in roles
    ]


def test_at_large_text_in_a_narrow_page_the_buttons_of_the_head_stand_under_the_title(qtbot, desk, tmp_path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    look().change(scale=200)
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk, case, "evidence", (900, 800))
        qtbot.wait(50)
        assert page.width() == 900 and page.minimumSizeHint().width() <= 900
        assert page.next.isVisible() and page.next.y() + page.next.parentWidget().y() > page.title.height()
        for one in (page.next, page.more, page.reference):
            assert page.rect().contains(one.geometry().translated(one.parentWidget().mapTo(page, QPoint())))
        grab(page, "case-head-900-200")
        look().change(scale=100)
        page.resize(1366, 800)
        qtbot.wait(50)
        assert page.next.mapTo(page, QPoint()).y() < page.title.mapTo(page, QPoint()).y() + page.title.height()


STAGES = {
    "intake": Stage.INTAKE,
    "evidence": Stage.INTAKE,
    "credit": Stage.INTAKE,
    "judging": Stage.REVIEW,
    "comparing": Stage.RECONCILE,
    "deciding": Stage.PANEL,
    "signing": Stage.DECIDED,
    "exporting": Stage.SIGNED,
    "after": Stage.RELEASED,
}


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
@pytest.mark.parametrize("part", PARTS)
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, part, theme, scale):
    case = sample.case_at(desk, tmp_path, STAGES[part])
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "one" if part == "judging" else "chair"):
        page = shown(qtbot, desk, case, part)
        qtbot.wait(150)
        grab(page, f"case-{part}-{theme.value}-{scale}")
        assert unnamed(page) == []
        assert clipped(page) == []


@pytest.mark.parametrize("kind", CaseKind)
def test_every_part_shows_every_kind_at_every_stage(qtbot, desk: Desk, tmp_path: Path, kind):
    case = sample.open_case(desk, tmp_path, kind)
    pages: dict[str, CasePage] = {}
    for stage in list(Stage)[:7]:
        if stage is not Stage.INTAKE:
            sample._take_to(desk, case, stage)
        for who in ("admin", "one", "chair"):
            with sample.as_person(desk, who):
                case = desk.intake.contents(case.id).case
                page = pages.get(who) or pages.setdefault(who, shown(qtbot, desk, case))
                page.open_case(case.reference, None)
                for part in PARTS:
                    page.open_part(part)
                assert case.reference in texts(page)


def test_a_case_opens_where_work_is_waiting_and_moves_on_with_it(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, case)
        assert page._part == "intake"
        page.parts["intake"].begin.click()
        assert desk.intake.contents(case.id).case.stage is Stage.REVIEW
        assert page._part == "judging"


def test_the_clock_is_stopped_with_a_reason_and_started_again(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, case)
        dialog = ReasonDialog(desk, "wait", page)
        dialog.open()
        dialog.accept()
        assert "reason" in dialog.refused.text()
        dialog.ui.reason_edit.setText("More evidence asked for.")
        dialog.accept()
        assert desk.intake.contents(case.id).case.stage is Stage.WAITING
        assert "More evidence asked for." in page.notice.text()
        page._resume()
        assert desk.intake.contents(case.id).case.stage is Stage.REVIEW


# -- intake -----------------------------------------------------------------------------------------------------------


def test_fields_of_the_intake_are_kept_as_they_are_typed(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case, "intake").parts["intake"]
        title, due = part.form.fields[0].widget, part.form.fields[1].widget
        title.clear()
        qtbot.keyClicks(title, "A better title")
        qtbot.keyClicks(due, "2026-12-01")
        part.keep()
        row = desk.intake.contents(case.id).case
        assert (row.title, row.due_on) == ("A better title", date(2026, 12, 1))
        due.clear()
        qtbot.keyClicks(due, "soon")
        part.keep()
        assert "is not a day" in part.problem.text()
        assert due.text() == "soon"
        assert desk.intake.contents(case.id).case.due_on == date(2026, 12, 1)


def test_a_field_changed_by_somebody_else_meanwhile_is_not_overwritten(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case, "intake").parts["intake"]
        desk.intake.edit(desk.intake.contents(case.id).case, title="Changed in another window")
        qtbot.keyClicks(part.form.fields[0].widget, " and mine")
        part.keep()
        assert "Stored now: Changed in another window" in part.problem.text()
        assert "and mine" in part.form.fields[0].widget.text()
        assert desk.intake.contents(case.id).case.title == "Changed in another window"


def test_what_is_missing_is_listed_and_the_review_waits(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, checks=(), people=())
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case, "intake").parts["intake"]
        assert "missing" in part.begin.text()
        part.begin_review()
        assert part.problem.text()
        assert desk.intake.contents(case.id).case.stage is Stage.INTAKE


def test_units_outcomes_and_hours_are_added_and_removed(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, case, "intake")
        part = page.parts["intake"]
        part.open_section("programme")
        part.form.attempt(lambda: desk.intake.add_unit(case, "A third unit"))
        unit = desk.intake.contents(case.id).units[-1]
        part.form.attempt(lambda: desk.credit.add_hours(unit, ActivityKind.PRACTICE, stated_typed("12.5-14")))
        activity = desk.intake.contents(case.id).activities[-1]
        assert (activity.low, activity.high) == (125, 140)
        part.form.attempt(lambda: desk.credit.add_hours(unit, ActivityKind.PRACTICE, stated_typed("50-40")))
        assert part.problem.text()
        part.form.remove(unit)
        assert len(desk.intake.contents(case.id).units) == 2
        toast = next(one for one in page.findChildren(Toast) if one.undo is not None and one.isVisible())
        assert toast.accessibleName() == "Removed: U3" and part.taking_back.button.toolTip() == "Undo: remove U3"
        qtbot.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
        back = desk.intake.contents(case.id)
        assert [one.low for one in back.unit_activities(back.units[-1])] == [125]
        assert "A third unit" in [one.text() for one in part.form.fields]
        part.taking_back.travel(redo=True)
        assert len(desk.intake.contents(case.id).units) == 2
        assert "A third unit" not in [one.text() for one in part.form.fields]
        in_focus(qtbot, part)
        part.begin.setFocus()
        qtbot.keyClick(part.begin, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(desk.intake.contents(case.id).units) == 3
        part.taking_back.button.click()
        assert [one.low for one in desk.intake.contents(case.id).activities][-1] == 620
        assert "nothing to undo" not in part.problem.text()
        part.form.remove(desk.intake.contents(case.id).units[1])
        assert part.taken_out.isVisible() and part.taken_out.text() == "Taken out  1"
        part.taken_out.click()
        dialog = part.findChild(RemovedDialog)
        assert dialog.table.model().index(0, 0).data() == "U2, Listening and recording"
        assert (unnamed(dialog), clipped(dialog)) == ([], [])
        grab(page, "taken-out")
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        assert [one.key for one in desk.intake.contents(case.id).units][:2] == ["U1", "U2"]
        assert not dialog.act.isEnabled() and dialog.none.isVisible()
        dialog.reject()
        part.taking_back.travel()
        part.taking_back.travel()
        for _ in range(3):
            part.taking_back.travel()
        assert "nothing to undo" in part.problem.text() and not part.taking_back.button.isEnabled()


# -- evidence ---------------------------------------------------------------------------------------------------------


def test_files_are_added_through_the_gate_and_each_refusal_is_told(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    good, bad = sample.write_pdf(tmp_path / "good.pdf", "Good"), tmp_path / "bad.pdf"
    bad.write_bytes(b"not a pdf at all")
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case, "evidence").parts["evidence"]
        part.work.add_files([good, bad])
        qtbot.waitUntil(lambda: part.add.isEnabled() and bool(part.problem.text()), timeout=20_000)
        assert "bad.pdf" in part.problem.text()
        assert [one.file_name for one in desk.evidence.register(case.id)] == ["portfolio.pdf", "good.pdf"]
        part.list.setCurrentIndex(part.list.model().index(1, 0))
        part.work.hand_out(tmp_path / "out.pdf")
        qtbot.waitUntil((tmp_path / "out.pdf").exists, timeout=20_000)
        assert (tmp_path / "out.pdf").read_bytes() == good.read_bytes()


def test_the_register_entry_is_changed_and_its_bytes_are_not(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case, "evidence").parts["evidence"]
        before = desk.evidence.register(case.id)[0]
        part.entry.fields["source"].clear()
        qtbot.keyClicks(part.entry.fields["source"], "the owner")
        part.keep()
        after = desk.evidence.register(case.id)[0]
        assert (after.source, after.sha256) == ("the owner", before.sha256)
        part.entry.fields["learned_on"].clear()
        qtbot.keyClicks(part.entry.fields["learned_on"], "last year")
        part.keep()
        assert "Date of learning" in part.problem.text()


# -- judging ----------------------------------------------------------------------------------------------------------


def test_twelve_criteria_are_judged_without_the_mouse_and_sealed(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk, case, "judging")
        part = page.parts["judging"]
        assert "to judge" in part.form.seal.text()
        for _ in range(len(desk.judging.criteria(case.id))):
            part.criteria.list.setFocus()
            if part.form.kinds.currentIndex() == 2:
                part.form.points.setValue(6)
            else:
                qtbot.keyClicks(part.criteria.list, "G8")
                qtbot.waitUntil(lambda: part._answer == "8")
            qtbot.keyClicks(part.criteria.list, "R")
            qtbot.keyClicks(part.form.reason, "As page 1 shows.")
            qtbot.keyClick(part.form.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        judged = [one for one in desk.judging.judgements(case.id) if one.answer and one.reason]
        assert len(judged) == len(desk.judging.criteria(case.id)) >= 12
        part.ask_to_seal()
        dialog = part.findChild(SealDialog)
        dialog.accept()
        assert desk.judging.mine(case.id).commitment[:16] in dialog.code.text()
        dialog.accept()
        assert "You have sealed" in texts(part)


def test_a_passage_is_linked_and_met_without_one_asks_why(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, "judging").parts["judging"]
        qtbot.keyClicks(part.criteria.list, "M")
        assert part.form.no_passage_box.isVisible()
        part.passages.page.setText("4")
        part.passages.quotation.setText("as shown here")
        part.passages.link.click()
        (passage,) = desk.judging.passages(case.id)
        assert (passage.page, passage.quotation) == ("4", "as shown here")
        assert not part.form.no_passage_box.isVisible()
        part.passages.removed.emit(passage)
        assert desk.judging.passages(case.id) == ()


def test_sealing_leads_to_the_first_gap(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, "judging").parts["judging"]
        part.ask_to_seal()
        assert "not ready to seal" in part.form.problem.text()


@pytest.mark.parametrize("who", ["two", "chair", "member", "admin"])
def test_no_part_tells_another_persons_judgements_before_the_reveal(qtbot, desk: Desk, tmp_path: Path, who):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(case.id)[0]
        for criterion in desk.judging.criteria(case.id):
            answer = "11" if criterion.kind in sample.LEVEL_KINDS else "6"
            desk.judging.judge(case, criterion, answer, "marmalade reason")
            desk.judging.link(case, criterion, item, quotation="marmalade quoted")
        control = shown(qtbot, desk, case, "judging")
        assert "marmalade" in texts(control)
    with sample.as_person(desk, who):
        page = shown(qtbot, desk, case)
        for part in PARTS:
            page.open_part(part)
        assert "marmalade" not in texts(page)


# -- comparing --------------------------------------------------------------------------------------------------------


def test_the_chair_reveals_and_the_difference_is_settled_by_keyboard(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, case, "comparing")
        part = page.parts["comparing"]
        assert "1 still to seal" in part.before.reveal.text()
        part.before.reveal.click()
        assert "has not sealed" in part.problem.text()
    sample.judge_all(desk, case, "two", sample.differ)
    with sample.as_person(desk, "chair"):
        page.reload()
        part.before.reveal.click()
        assert desk.intake.contents(case.id).case.stage is Stage.RECONCILE
        assert "1 row open" in part.complete.text()
        (row,) = part.rows.values()
        part.settle_open()
        assert "Take a side" in part.problem.text() or "words" in part.problem.text()
        part.take_side(1)
        row.reason.setPlainText("Page 1 shows it.")
        part.settle_open()
        (difference,) = desk.reconciling.differences(case.id)
        finding = next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == difference.criterion_id)
        assert (finding.answer, finding.reason) == ("8", "Page 1 shows it.")
        assert part.complete.text() == "Take the case to the panel"
        part.complete.click()
        assert desk.intake.contents(case.id).case.stage is Stage.PANEL
        assert page._part == "deciding"


def test_the_keyboard_stays_on_the_part_whose_rows_are_drawn_anew(qtbot, desk: Desk, tmp_path: Path):
    """Beside another widget that would take it: what is typed next would act there."""
    case = sample.case_at(desk, tmp_path, Stage.RECONCILE)
    with sample.as_person(desk, "one"):
        frame = QWidget()
        qtbot.addWidget(frame)
        row = QHBoxLayout(frame)
        row.addWidget(QPushButton("Elsewhere"))
        page = CasePage(desk)
        row.addWidget(page)
        frame.resize(1500, 860)
        frame.show()
        page.open_case(case.reference, "comparing")
        qtbot.wait(50)
        part = page.parts["comparing"]
        before = frame.focusWidget()
        assert before is part.list.row.head
        qtbot.keyClick(before, Qt.Key.Key_D)
        qtbot.wait(50)
        after = frame.focusWidget()
        assert after is part.list.row.head and after is not before
        frame.resize(900, 860)
        qtbot.wait(50)
        assert frame.focusWidget() is part.list.row.head is not after


@pytest.mark.parametrize(("part", "stage"), [("signing", Stage.DECIDED), ("comparing", Stage.REVIEW), *STAGES.items()])
def test_a_part_that_opens_has_the_keyboard(qtbot, desk: Desk, tmp_path: Path, part: str, stage: Stage):
    case = sample.case_at(desk, tmp_path, stage)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, case, part)
        holder = page.focusWidget()
        assert holder is page.parts[part] or page.parts[part].isAncestorOf(holder)


@pytest.mark.parametrize("stage", [Stage.INTAKE, Stage.REVIEW])
def test_the_intake_opens_in_its_first_field_and_not_on_its_divider(qtbot, desk: Desk, tmp_path: Path, stage: Stage):
    case = sample.case_at(desk, tmp_path, stage)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, case, "intake")
        assert page.focusWidget() is page.parts["intake"].form.fields[0].widget
