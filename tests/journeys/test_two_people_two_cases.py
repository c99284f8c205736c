"""Two people judge a programme of five units and a claim of three, one in the program and one by a returned form.

Neither learns anything of the other's work before the reveal; the chair settles what differs by keyboard; the record
shows each side, its passages, the finding and its reason, and hours that can be reckoned by hand.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.intake import IntakeActivity, IntakeOutcome, IntakeProgramme, IntakeUnit
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.sealing.canonical import parse
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.ui.main_window import MainWindow
from tests import office as sample
from tests.services.test_blind_gate import CHANNELS, MARKER, told

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


def keys(qtbot, typed: str) -> None:
    for one in typed:
        qtbot.keyClicks(QGuiApplication.focusObject(), one)


@pytest.mark.parametrize(
    ("kind", "count"), [(CaseKind.CREDIT_RATING_OWN, 5), (CaseKind.RPL_CREDIT_SPECIFIC, 3)], ids=["programme", "claim"]
)
def test_from_two_separate_judgements_to_a_record_that_shows_both(qtbot, window, tmp_path: Path, kind, count):
    desk = window._desk
    case = opened(desk, tmp_path / "handed in", kind, count)
    with sample.as_person(desk, "one"):
        criteria = {one.key: one for one in desk.judging.criteria(case.id)}
        item = desk.evidence.register(case.id)[0]
        for criterion in criteria.values():
            desk.judging.judge(case, criterion, sample.an_answer(criterion), SHOWN_TO_ONE)
            desk.judging.link(case, criterion, item, page="1", quotation="Sample evidence", note=MARKER)
    form = by_form(desk, case, criteria, tmp_path)
    with sample.as_person(desk, "two"):
        desk.forms.take_in(case, desk.forms.read(case, form))
        desk.session._clock = lambda clock=desk.session._clock: clock() + timedelta(seconds=5)
        desk.forms.seal(case, sample.passphrase("two"))
    with sample.as_person(desk, "one"):
        desk.judging.seal(case)
    for channel in CHANNELS:
        assert MARKER not in told(desk, case, "two", channel, tmp_path), channel
        assert BY_FORM not in told(desk, case, "one", channel, tmp_path), channel
    assert MARKER in told(desk, case, "one", "judgements", tmp_path)  # the gate lets one's own through

    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    desk.session.begin(sample.person(desk, "chair"), timedelta(minutes=15))
    window.sign_in.signed_in.emit(sample.person(desk, "chair"))
    window.go("case", (case.reference, "comparing"))
    qtbot.wait(50)
    part = window.page.parts["comparing"]
    assert [row.criterion.position for row in part.list.rows.values()] == [1]
    window.activateWindow()
    qtbot.waitUntil(lambda: part.list.row.head.hasFocus())
    keys(qtbot, "1R")
    keys(qtbot, SETTLED)
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Space)  # the case goes to the panel
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
    for number, unit in enumerate(
        record.units, start=1
    ):  # 18 h taught, from 40 and up to 42 h by oneself, and one more
        lines = [line.words for line in unit.reckoned]
        assert f"Lower figures: 18 h + {40 + number} h = {58 + number} h" in lines
        assert f"Higher figures: 18 h + {42 + number} h = {60 + number} h" in lines
        assert f"({58 + number} h + {60 + number} h) / 2 = {59 + number} h" in lines
