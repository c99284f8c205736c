"""A process that works on a store until it is killed, and says of each piece of work when it was acknowledged.

`python -m tests.faults.worker WHAT STORE FOLDER [torn]`. With `torn` no transaction is begun, so that each statement is
saved by itself: the fault that the test of killing has to find.
"""

import sys
import time
from itertools import count, cycle
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.people import Role
from rpl_desk.services.cases import CaseFilter
from rpl_desk.store.lines import Line
from tests import office as sample


def tell(*words: object) -> None:
    print(*words, sep="\t", flush=True)


def the_case(desk: Desk) -> CaseRow:
    (only,) = desk.cases.page(list(desk.cases.ids(CaseFilter())))
    return desk.intake.case(only.reference)


def take_in(desk: Desk, folder: Path) -> None:
    handed = desk.exchange.read(folder)
    with sample.as_person(desk, "admin"):
        while True:
            tell(desk.exchange.import_handed(handed).reference)


def judge(desk: Desk, folder: Path) -> None:
    with sample.as_person(desk, "one"):
        case = the_case(desk)
        for criterion in cycle(desk.judging.criteria(case.id)):
            reading = time.monotonic_ns()
            desk.judging.judge(case, criterion, sample.an_answer(criterion), str(reading))
            tell(criterion.id, reading)


def sign(desk: Desk, folder: Path) -> None:
    with sample.as_person(desk, "chair"):
        case = the_case(desk)
        for asked in desk.decisions.to_sign(case.id):
            role = Role(asked.signatory.role)
            who = {Role.ASSESSOR: "one", Role.CHAIR: "chair"}[role]
            person = sample.person(desk, who)
            tell(desk.decisions.sign(case, person, role, sample.passphrase(who), shown=asked.record.body).receipt)
    sys.stdin.read()


def export(desk: Desk, folder: Path) -> None:
    with sample.as_person(desk, "admin"):
        while True:
            for one in desk.exchange.export(desk.exchange.all_recorded(), folder):
                tell(one.path.name, one.sha256)
            desk.exchange.register(folder / "register.xlsx")


def minute(desk: Desk, folder: Path) -> None:
    """Write the minute in the window as a secretary does: type, go to another field, type on."""
    from PySide6.QtGui import QTextCursor
    from PySide6.QtTest import QTest

    from rpl_desk.ui.meeting.page import MeetingPage

    with sample.as_person(desk, "chair"):
        (meeting,) = desk.panels.meetings()
        page = MeetingPage(desk)
        page.resize(1380, 900)
        page.show()
        page.open_meeting(meeting.id)
        QTest.qWaitForWindowActive(page)
        page.autosave.saved.connect(lambda: tell(page.minute.toPlainText()))
        page.minute.moveCursor(QTextCursor.MoveOperation.End)  # so that what is kept goes on from what was said
        for number in count(1):
            page.minute.setFocus()
            QTest.keyClicks(page.minute, f"{number} ")
            page.order.order.setFocus()
            QTest.qWait(1)


WORK = {"import": take_in, "judge": judge, "sign": sign, "export": export, "minute": minute}


def main(what: str, store: str, folder: str, torn: str = "") -> None:
    if torn:
        Line.begin = Line.save = lambda *arguments, **more: None  # type: ignore[method-assign]
    if what == "minute":  # all that takes long is there before the time of the work is counted
        from PySide6.QtTest import QTest  # noqa: F401
        from PySide6.QtWidgets import QApplication

        from rpl_desk.ui.meeting import page  # noqa: F401
        from rpl_desk.ui.theme import look
        from rpl_desk.ui.tokens import Theme

        app = QApplication([])
        look().start(app, Theme())
    with Desk.open(store) as desk:
        tell("ready")
        WORK[what](desk, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
