"""Frameworks, panels, register and office: driven by their widgets, read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.reading import recognition
from rpl_desk.ui.frameworks.page import FrameworksPage
from rpl_desk.ui.office.dialogs import PersonDialog
from rpl_desk.ui.office.page import OfficePage
from rpl_desk.ui.panels.dialogs import CaseDialog, MeetingDialog
from rpl_desk.ui.panels.page import PanelsPage
from rpl_desk.ui.register.page import RegisterPage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import Paragraph
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

PAGES = {
    "frameworks": lambda desk: FrameworksPage(desk.office),
    "panels": PanelsPage,
    "register": RegisterPage,
    "office": OfficePage,
}


def shown(qtbot, page, size=(1140, 800)):
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.reload()
    qtbot.wait(20)
    return page


def words_of(page) -> str:
    return "\n".join(one.text() for one in page.findChildren(Paragraph) if one.isVisibleTo(page))


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("name", PAGES)
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, name, theme, scale):
    sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        people = [sample.person(desk, who) for who in ("chair", "one", "two")]
        desk.panels.call(desk.session.now().date(), "Room 2.14", people[0], people[1:])
        look().change(name=theme, scale=scale)
        page = shown(qtbot, PAGES[name](desk))
        grab(page, f"{name}-{theme.value}-{scale}")
        assert unnamed(page) == []
        assert clipped(page) == []


def test_the_descriptors_are_read_both_ways_under_their_status_line(qtbot, desk: Desk):
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, FrameworksPage(desk.office))
        framework = desk.office.framework()
        assert "own-words working summary, not the official text" in words_of(page)
        page.levels.set_level(8)
        page.step(1)
        qtbot.wait(20)
        assert framework.cell(9, "p")[0].text in words_of(page)
        page.way.set_value("characteristic")
        page._fill()
        qtbot.wait(20)
        shown_words = words_of(page)
        assert all(framework.cell(level, "k")[0].text in shown_words for level in range(1, 13))
        assert "own-words working summary, not the official text" in shown_words


def test_a_meeting_is_called_and_a_case_put_on_its_table(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, PanelsPage(desk))
        page.ask_for_meeting()
        dialog = page.findChild(MeetingDialog)
        dialog.ui.place_edit.setText("Room 2.14")
        dialog.members[0][1].setChecked(True)
        dialog.accept()
        (meeting,) = desk.panels.meetings()
        assert meeting.place == "Room 2.14"
        page.ask_for_case(meeting)
        ask = page.findChild(CaseDialog)
        ask.ui.reference_edit.setText("CR-1999-0001")
        ask.accept()
        assert "There is no case CR-1999-0001" in ask.refused.text()
        ask.ui.reference_edit.setText(case.reference)
        ask.accept()
        assert [one.reference for one in desk.panels.cases(meeting)] == [case.reference]


def test_the_register_opens_a_case_and_is_written_as_a_workbook(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, RegisterPage(desk))
        assert page.table.model().rowCount() == 1
        with qtbot.waitSignal(page.went) as went:
            page.table.activated.emit(page.table.model().index(0, 0))
        assert went.args == ["case", (case.reference, "exporting")]
        page.finder.setText("nothing like it")
        assert page.table.model().rowCount() == 0
        target = tmp_path / "register.xlsx"
        page.write_to(target, anonymised=True)
        qtbot.waitUntil(target.exists, timeout=20_000)


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_what_is_due_is_sorted_counted_in_words_and_opens_its_case(qtbot, desk: Desk, tmp_path: Path, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, RegisterPage(desk))
        page.turn()
        assert "Nothing is due" in words_of(page) and "0 of 0 shown" in [
            one.text() for one in page.query.findChildren(QLabel)
        ]
        grab(page, f"due-empty-{theme.value}-{scale}")
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    sample.decide_with_conditions(desk, case)
    sample.sign_all(desk, case)
    with sample.as_person(desk, "admin"):
        page.reload()
        assert page.frame.heading.note.full_text == "1 overdue, 2 to come"
        table = page.due.table
        grab(page, f"due-{theme.value}-{scale}")
        assert unnamed(page) == []
        assert clipped(page) == []
        cells = [[table.model().index(row, column).data() for column in (0, 2, 3)] for row in range(3)]
        assert cells[0] == ["overdue by 1 day", "Condition 2", case.reference]
        assert [one[1] for one in cells] == ["Condition 2", "Condition 1", "Review"]
        table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        assert table.model().index(0, 2).data() == "Review"
        page.finder.setText("second marker")
        assert table.model().rowCount() == 1 and "1 of 3 shown" in [
            one.text() for one in page.query.findChildren(QLabel)
        ]
        with qtbot.waitSignal(page.went) as went:
            table.activated.emit(table.model().index(0, 0))
        assert went.args == ["case", (case.reference, "after")]
        in_focus(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert page.frame.heading.note.full_text == "1 decision" and page.table.isVisibleTo(page)


def test_settings_are_kept_as_one_audited_change(qtbot, desk: Desk):
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, OfficePage(desk))
        page.show_part(2)
        before = desk.database.head().size
        page.numbers["quorum"].setValue(4)
        page.blind.setChecked(False)
        page.keep_settings()
        assert (desk.office.policy().quorum, desk.office.policy().blind_review) == (4, False)
        assert desk.database.head().size == before + 1


def test_only_an_administrator_changes_settings(qtbot, desk: Desk):
    with sample.as_person(desk, "one"):
        page = shown(qtbot, OfficePage(desk))
        page.keep_settings()
        assert "Only an administrator" in page.problem.text()


def test_the_check_says_that_all_is_well(qtbot, desk: Desk):
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, OfficePage(desk))
        page.show_part(3)
        qtbot.mouseClick(page.file.check, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "All is as it was left" in page.file.check_words.text(), timeout=20_000)


def test_a_person_is_enrolled_with_a_passphrase_of_their_own(qtbot, desk: Desk):
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, OfficePage(desk))
        dialog = PersonDialog(desk, page)
        dialog.open()
        dialog.ui.name_edit.setText("Member Late")
        dialog.ui.email_edit.setText("late@example.ac.uk")
        dialog.ui.passphrase_edit.setText("grey herons stand by the weir")
        dialog.ui.again_edit.setText("something else entirely")
        dialog.ui.own_edit.setText(sample.passphrase("admin"))
        dialog.accept()
        assert "not the same" in dialog.refused.text()
        dialog.ui.again_edit.setText("grey herons stand by the weir")
        dialog.accept()
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
        assert desk.people.by_email("late@example.ac.uk").name == "Member Late"


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_languages_of_text_recognition_are_set_and_a_missing_one_is_told(qtbot, desk: Desk, monkeypatch, theme, scale):
    monkeypatch.setattr(recognition, "find_spec", lambda name: object())
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, OfficePage(desk))
        page.show_part(2)
        page.languages.setText("eng zzz")
        page.keep_settings()
        assert desk.office.policy().recognition_languages == ("eng", "zzz")
        if desk.recognising.languages().here:
            assert "apt-get install tesseract-ocr-zzz" in page.language_words.text()
        page.stack.currentWidget().ensureWidgetVisible(page.language_words)
        qtbot.wait(60)
        assert clipped(page) == []
        grab(page, f"languages-{theme.value}-{scale}")
        page.languages.setText("English")
        page.keep_settings()
        assert "It calls English eng" in page.problem.text()
        assert desk.office.policy().recognition_languages == ("eng", "zzz")
