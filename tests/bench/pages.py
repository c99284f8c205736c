"""A part of the case page shown for the first time, against as many bare widgets of the same kinds, styled alike."""

import time
from collections import Counter
from pathlib import Path

from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.ui.case.page import CasePage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import Theme
from tests import office as sample
from tests.bench.ratios import ratio

KINDS = (QTableView, QListView, QPlainTextEdit, QScrollArea, QComboBox, QLineEdit, QPushButton, QToolButton, QLabel)
"""Qt's own kinds that parts are made of; anything else counts as a frame. The more special come first."""
TURNS = 4  # of the event loop after the act: what is put off to the next turn, and its paint


def first_show(rounds: int, store: Path, case: CaseRow, part: str, after: str) -> None:
    """The processor time of all turns until a part stands, and of the longest turn alone: the window waits for that.

    after: the part that is open before, so that only what the new one brings is counted.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    look().start(application, Theme())
    with Desk.open(store, read_only=True) as desk, sample.as_person(desk, "admin"):
        made: list[QWidget] = []
        longest: list[float] = []

        def page() -> CasePage:
            opened = CasePage(desk)
            opened.resize(1380, 860)
            opened.show()
            opened.open_case(case.reference, after)
            turns(application)
            made.append(opened)
            return opened

        model = page()
        model.open_part(part)
        turns(application)
        inside = model.parts[part].findChildren(QWidget)
        counts = Counter(next((kind for kind in KINDS if isinstance(one, kind)), QFrame) for one in inside)
        waiting = [page() for _ in range(rounds + 1)]
        stacks = [QStackedWidget() for _ in range(rounds + 1)]
        for stack in stacks:
            stack.addWidget(QWidget())
            stack.resize(1380, 860)
            stack.show()
        turns(application)

        def floor() -> None:
            stack, holder = stacks.pop(), QWidget()
            column = QVBoxLayout(holder)
            for kind, count in counts.items():
                for _ in range(count):
                    column.addWidget(kind())
            stack.addWidget(holder)
            stack.setCurrentWidget(holder)
            turns(application)
            made.append(stack)

        def product() -> None:
            opened = waiting.pop()
            start = time.process_time()
            opened.open_part(part)
            longest.append(max(time.process_time() - start, *turns(application)))

        name = f"{part} shown for the first time, {sum(counts.values())} widgets"
        ratio(name, "-", floor, product, rounds, clock=time.process_time)
        print(
            f"{f'{part} shown for the first time, longest turn':52} {1000 * sorted(longest[1:])[rounds // 2]:7.2f} ms"
        )
        for one in made:
            one.close()


def turns(application: QApplication) -> list[float]:
    """Let what is waiting happen, and return how long each turn took, in seconds of processor time."""
    took = []
    for _ in range(TURNS):
        start = time.process_time()
        application.processEvents()
        took.append(time.process_time() - start)
    return took
