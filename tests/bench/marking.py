"""From a key press to the drawn mark, against a bare widget that draws the same page and one rectangle.

    python -m tests.bench.marking [--rounds 5]

Each line is the median over the rounds of product processor time / floor processor time, taken in turn. A person
sees a key followed when it is drawn within 50 ms.
"""

import argparse
import io
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow, Sensitivity
from rpl_desk.domain.page_text import rectangles
from rpl_desk.reading.preview import Preview
from rpl_desk.ui.case.judging import JudgingPart
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import Theme
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from tests import office as sample
from tests.bench.ratios import ratio

TIMES = 40
MARKS = 100
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def dense_page() -> bytes:
    """Return a PDF with one page of 60 lines of 12 words."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for line in range(60):
        canvas.drawString(50, 790 - 12 * line, " ".join(f"word{line}x{place}" for place in range(12)))
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def wait(until) -> None:
    end = time.monotonic() + 20
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("The page was not drawn within 20 seconds.")
        QApplication.processEvents()


class Bare(QWidget):
    """Draws a picture and one rectangle: the least that shows where a key has gone."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self._picture, self._at = picture, 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        painter.drawPixmap(self.rect(), self._picture)
        painter.fillRect(QRectF(40 + self._at % 200, 40, 60, 14), QColor(0, 90, 200, 70))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._at += 5
        self.update()


class Keys:
    """Presses a key on a widget until it is drawn, and remembers the longest."""

    def __init__(self, target: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        self._target, self._key, self._modifiers = target, key, modifiers
        self.taken: list[float] = []

    def __call__(self) -> None:
        for _ in range(TIMES):
            start = time.perf_counter()
            QApplication.sendEvent(self._target, QKeyEvent(QEvent.Type.KeyPress, self._key, self._modifiers))
            QApplication.processEvents()  # draws what the key said is to be drawn anew
            self.taken.append(time.perf_counter() - start)

    @property
    def words(self) -> str:
        """Half of the presses were drawn sooner than the first figure, all but one in twenty than the second."""
        taken = sorted(self.taken)
        return f"{taken[len(taken) // 2] * 1000:.1f} and {taken[len(taken) * 19 // 20] * 1000:.1f} ms"


def open_page() -> EvidenceViewer:
    body = dense_page()
    row = EvidenceRow(
        id=1, revision=1, case_id=1, number=1, title="Sample", kind=EvidenceKind.PORTFOLIO, file_name="sample.pdf",
        sha256="a" * 64, size=len(body), media_type="application/pdf", learned_on=None, made_on=None, received_on=None,
        source="", supplier="", language="", sensitivity=Sensitivity.ORDINARY, currency_exception="", kept_sealed="",
    )  # fmt: skip
    viewer = EvidenceViewer(lambda item: Preview.open(body, item.media_type, item.key))
    viewer.resize(700, 900)
    viewer.show()
    viewer.show_items([row])
    wait(lambda: viewer.pages.text_of(0) is not None and viewer.pages._pictures.get(0) is not None)
    return viewer


def drawing(rounds: int) -> None:
    """A word more in the selection, and an end of a mark moved among a hundred others."""
    viewer = open_page()
    picture, text = viewer.pages._pictures.get(0), viewer.pages.text_of(0)
    assert picture is not None and text is not None
    bare = Bare(picture)
    bare.resize(viewer.pages.viewport().size())
    bare.show()
    QApplication.processEvents()  # before it is on the screen nothing of it is drawn
    floor = Keys(bare, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    pages = viewer.pages
    for name, marks in (("bare page", 0), (f"{MARKS} marks on it", MARKS)):
        step = len(text.text) // MARKS
        shown = [
            Mark(key + 1, "supports", {0: tuple(rectangles(text, key * step, key * step + step + 4))}, "p.1")
            for key in range(marks)
        ]
        viewer.show_marks(shown, 1)
        pages.select(At(0, 0), At(0, 0))
        select = Keys(pages, Qt.Key.Key_Right, SHIFT | CTRL)
        ratio(f"K1 a word more selected, {name}", "none set", floor, select, rounds, clock=time.process_time)
        pages.adjust(At(0, 0), At(0, 400), at_end=True)
        move = Keys(pages, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        ratio(f"K2 an end of a mark moved by a word, {name}", "none set", floor, move, rounds, clock=time.process_time)
        print(f"   a key press drawn within, wall: K1 {select.words}, K2 {move.words}, floor {floor.words} (50 ms)")
    viewer.let_go()
    viewer.close()
    bare.close()


def keeping(rounds: int, folder: Path) -> None:
    """Q on a selection: from the key to the mark drawn and kept in the store, everything about it shown again."""
    office = folder / "office.rpldesk"
    sample.found(office)
    with Desk.open(office) as desk:
        claim = sample.case_at(desk, folder, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
        with sample.as_person(desk, "one"):
            part = JudgingPart(desk)
            part.resize(1380, 800)
            part.show()
            part.show_case(desk.intake.contents(claim.id))
            pages = part.viewer.pages
            wait(lambda: pages.text_of(0) is not None and pages._pictures.get(0) is not None)
            pages.setFocus()
            taken, drawn, start = [], [], 0.0
            keep = desk.marking.mark

            def note(*arguments, **more):
                """The mark is on the screen when the window begins to keep it."""
                drawn.append(time.perf_counter() - start)
                return keep(*arguments, **more)

            desk.marking.mark = note
            for _ in range(rounds * 4):
                pages.select(At(0, 0), At(0, 4))
                start = time.perf_counter()
                QApplication.sendEvent(pages, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Q, SHIFT, "Q"))
                QApplication.processEvents()
                taken.append(time.perf_counter() - start)
            count = len(desk.marking.passages(claim.id))
            taken.sort()
            drawn.sort()
            soon = drawn[len(drawn) // 2] * 1000
            print(f"K3 Q to the mark drawn: median {soon:.1f} ms, longest {drawn[-1] * 1000:.1f} ms (50 ms)")
            middle = taken[len(taken) // 2] * 1000
            print(
                f"K3 Q to the mark drawn and kept: median {middle:.1f} ms, longest {taken[-1] * 1000:.1f} ms, {count} marks"
            )
            part.viewer.let_go()
            part.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.marking")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    look().start(application, Theme())
    print(f"Python {sys.version.split()[0]}, {options.rounds} rounds; median of per-round ratios")
    drawing(options.rounds)
    with tempfile.TemporaryDirectory() as place:
        keeping(options.rounds, Path(place))


if __name__ == "__main__":
    main()
