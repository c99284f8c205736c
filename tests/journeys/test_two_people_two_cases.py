"""Two people judge a programme of five units and a claim of three, one by the keys of the queue, one by a form.

Neither learns anything of the other's work before the reveal; the chair settles what differs by keyboard; the record
shows each side, its passages, the finding and its reason, and hours that can be reckoned by hand.
"""

from datetime import timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.intake import IntakeActivity, IntakeOutcome, IntakeProgramme, IntakeUnit
from rpl_desk.domain.judgements import LEVEL_KINDS, AssessmentState, CriterionKind, CriterionRow
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.sealing.canonical import parse
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.ui.case.form_dialog import JudgingFormDialog
from rpl_desk.ui.case.judging_dialogs import SealDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.page import CasePart
from tests import office as sample
from tests.services.test_blind_gate import CHANNELS, MARKER, told
from tests.ui.test_judging_part import enter_to_save, press

SHOWN_TO_ONE = f"The {MARKER} page shows it."
SHOWN_TO_TWO = "The second task shows less."
BY_FORM = "quince"
IN_WORDS = {"met": "Met", "partly": "Partly met"}
SETTLED = "Read again together, page 1 carries it."


@pytest.fixture
def window(qtbot, office: Path, preferences, desk_look):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.use_desk(Desk.open(office))
    yield made
    made.close()


def units_of(count: int) -> tuple[IntakeUnit, ...]:
    return tuple(
        IntakeUnit(
            f"Part {number}",
            proposed_level=8,
            proposed_points=6,
            outcomes=(IntakeOutcome(f"Explain part {number}"),),
            activities=(
                IntakeActivity(ActivityKind.TAUGHT, 180, 180),
                IntakeActivity(ActivityKind.SELF_DIRECTED, 400 + 10 * number, 420 + 10 * number),
            ),
        )
        for number in range(1, count + 1)
    )


def opened(desk: Desk, folder: Path, kind: CaseKind, count: int) -> CaseRow:
    folder.mkdir()
    programme = IntakeProgramme("Sample programme", owner="Sample Training Partner", units=units_of(count))
    case = sample.open_case(desk, folder, kind, programme=programme, proposed_points=6 * count)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
    return case


def by_form(desk: Desk, case: CaseRow, criteria: dict[str, CriterionRow], folder: Path) -> Path:
    """Return Assessor Two's form as it comes back: other than Assessor One on the first criterion."""
    form = folder / f"{case.reference}.xlsx"
    with sample.as_person(desk, "admin"):
        desk.forms.make(case, sample.person(desk, "two"), form)
    book = load_workbook(form)
    sheet, passages = book["Judgements"], book["Passages"]
    for row in range(3, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        answer = sample.differ(criteria[key])
        sheet.cell(row, 4).value = int(answer) if answer.isdecimal() else IN_WORDS[answer]
        sheet.cell(row, 5).value = f"{SHOWN_TO_TWO} {BY_FORM}"
        for column, value in enumerate((key, "E01", "1", "Sample evidence"), 1):
            passages.cell(row, column).value = value
    book.save(form)
    return form


def signed_in(qtbot, window: MainWindow, who: str, case: CaseRow, page: str) -> CasePart:
    """Return a part of the case in the window, for whoever signs in."""
    desk = window._desk
    desk.session.begin(sample.person(desk, who), timedelta(minutes=15))
    window.sign_in.signed_in.emit(sample.person(desk, who))
    window.go("case", (case.reference, page))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.page.parts[page]


def key(qtbot, code: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QGuiApplication.focusObject(), code, modifier)


def tab_to(qtbot, field: QWidget) -> None:
    for _ in range(20):
        if field.hasFocus():
            return
        key(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"{field.accessibleName()} cannot be reached by Tab")


def judge_by_key(qtbot, window: MainWindow, case: CaseRow) -> None:
    """Judge everything as Assessor One, each answer with its passage and reason, and seal, without the mouse."""
    part = signed_in(qtbot, window, "one", case, "judging")
    qtbot.waitUntil(part.criteria.list.hasFocus)
    for criterion in window._desk.judging.criteria(case.id):
        assert part.criterion_shown.id == criterion.id
        if criterion.kind is CriterionKind.POINTS:
            key(qtbot, Qt.Key.Key_Return)
            press(qtbot, "6")
            key(qtbot, Qt.Key.Key_Escape)
        else:
            press(qtbot, "G8" if criterion.kind in LEVEL_KINDS else "M")
        press(qtbot, "L1")
        key(qtbot, Qt.Key.Key_Tab)
        press(qtbot, "Sample evidence")
        if criterion.position == 1:
            tab_to(qtbot, part.passages.note)
            press(qtbot, MARKER)
        key(qtbot, Qt.Key.Key_Return)
        press(qtbot, "R")
        press(qtbot, SHOWN_TO_ONE)
        enter_to_save(qtbot)
    part.form.seal.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    dialog = part.findChild(SealDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window._desk.judging.mine(case.id).state is AssessmentState.SEALED
    qtbot.keyClick(dialog, Qt.Key.Key_Return)


def bring_in_form(qtbot, window: MainWindow, case: CaseRow, form: Path) -> None:
    """Bring a filled form in as Assessor Two, take it in and seal it with the passphrase."""
    part = signed_in(qtbot, window, "two", case, "judging")
    qtbot.waitUntil(part.criteria.list.hasFocus)
    key(qtbot, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    dialog = part.findChild(JudgingFormDialog)
    dialog.bring_in(form)  # the choice of a file is the system's
    qtbot.waitUntil(lambda: dialog.act.isVisible() and dialog.bar.isHidden(), timeout=20_000)
    qtbot.keyClick(dialog.act, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.passphrase.isVisible() and dialog.bar.isHidden(), timeout=20_000)
    qtbot.keyClicks(dialog.passphrase, sample.passphrase("two"))
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("Sealed. Commitment"), timeout=20_000)
    dialog.reject()


def words_of(pdf: Path) -> str:
    """Return the text of a PDF as somebody reads it, on one line."""
    with pdfium.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.parametrize(
    ("kind", "count"), [(CaseKind.CREDIT_RATING_OWN, 5), (CaseKind.RPL_CREDIT_SPECIFIC, 3)], ids=["programme", "claim"]
)
def test_from_two_separate_judgements_to_a_record_that_shows_both(qtbot, window, tmp_path: Path, kind, count):
    desk = window._desk
    case = opened(desk, tmp_path / "handed in", kind, count)
    with sample.as_person(desk, "one"):
        criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    judge_by_key(qtbot, window, case)
    bring_in_form(qtbot, window, case, by_form(desk, case, criteria, tmp_path))
    for channel in CHANNELS:
        assert MARKER not in told(desk, case, "two", channel, tmp_path), channel
        assert BY_FORM not in told(desk, case, "one", channel, tmp_path), channel
    assert MARKER in told(desk, case, "one", "judgements", tmp_path)  # the gate lets one's own through

    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    part = signed_in(qtbot, window, "chair", case, "comparing")
    assert [row.criterion.position for row in part.list.rows.values()] == [1]
    qtbot.waitUntil(lambda: part.list.row.head.hasFocus())
    press(qtbot, "1R")
    press(qtbot, SETTLED)
    key(qtbot, Qt.Key.Key_Return)
    key(qtbot, Qt.Key.Key_Space)  # the case goes to the panel
    assert desk.intake.contents(case.id).case.stage is Stage.PANEL

    sample.decide(desk, case)
    sample.sign_all(desk, case)
    with sample.as_person(desk, "admin"):
        files = [one.path for one in desk.exchange.export([case], tmp_path / "out")]
        body = desk.decisions.records(case.id)[-1].body
    assert [verify_file(one).status for one in files] == [Status.GOOD] * 3

    record = DecisionRecord.from_plain(parse(body))
    (difference,) = record.differences
    assert difference.reason == SETTLED
    settled = next(one for one in record.criteria if one.key == difference.criterion)
    assert [one.reason for one in settled.answers] == [SHOWN_TO_ONE, f"{SHOWN_TO_TWO} {BY_FORM}"]
    by_number = {one.number: one for one in record.passages}
    for answer in settled.answers:
        assert [by_number[one].quotation for one in answer.passages] == ["Sample evidence"]
    assert settled.finding.how == "settled" and settled.finding.answer == sample.an_answer(criteria[settled.key])
    assert len(record.units) == count
    printed = words_of(next(one for one in files if one.suffix == ".pdf"))
    for number, unit in enumerate(record.units, start=1):  # 18 h taught, and from 40 to 42 h by oneself, one more each
        reckoned = (
            f"Lower figures: 18 h + {40 + number} h = {58 + number} h",
            f"Higher figures: 18 h + {42 + number} h = {60 + number} h",
            f"({58 + number} h + {60 + number} h) / 2 = {59 + number} h",
        )
        lines = [line.words for line in unit.reckoned]
        for words in reckoned:
            assert words in lines and words in printed
        assert all(line.words in printed and line.rule in printed for line in unit.reckoned)
