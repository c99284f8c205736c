"""The tests of one evidence item: one's own answers until the reveal, everybody's side by side after it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import NEEDS_NOTE, TEST_QUESTIONS, EvidenceRow, EvidenceTest, TestAnswer
from rpl_desk.domain.rows import dataclass
from rpl_desk.services.appraising import Appraisal
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Chip,
    GrowingText,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    chip_row,
    empty_layout,
    key_hint,
    label,
    set_property,
)

ANSWERS = {
    TestAnswer.YES: ("Yes", "Y", "met"),
    TestAnswer.PARTLY: ("Partly", "T", "partly"),
    TestAnswer.NO: ("No", "X", "not met"),
    TestAnswer.UNSURE: ("Unsure", "U", "unsure"),
}
"""Each answer's word, key and sign."""

KEYS = {key: answer for answer, (_, key, _) in ANSWERS.items()}

Keep = Callable[[EvidenceRow, EvidenceTest, TestAnswer, str], None]


@dataclass(frozen=True, slots=True)
class TestsShown:
    """How an item's tests stand. words: who sees the answers. facts: what is known beside a test, in words.

    editable: one may answer. revealed: everybody's answers are shown. extras: tests whose own button may be pressed.
    """

    __test__ = False  # pytest takes names that begin so for its own

    words: str
    editable: bool
    revealed: bool
    facts: Mapping[EvidenceTest, str]
    extras: frozenset[EvidenceTest]


class ItemTests(QWidget):
    """keep: keeps an answer, and raises DeskError where a rule says no. saved: it was kept.

    exception_asked, confirm_asked: the buttons beside "current" and "authentic".
    """

    saved = Signal()
    exception_asked = Signal()
    confirm_asked = Signal()

    def __init__(self, keep: Keep, *, key_hints: bool = True) -> None:
        super().__init__()
        self._keep = keep
        self.row: EvidenceRow | None = None
        self.blocks: dict[EvidenceTest, TestBlock] = {}
        self._tests: tuple[EvidenceTest, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["l"])
        inside.setSpacing(SPACE["s"])
        self.words = Paragraph("", "small", tone="second")
        inside.addWidget(self.words)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE["s"])
        inside.addLayout(self._column)
        inside.addStretch(1)
        self._area = scrolled(inner)
        column.addWidget(self._area, 1)
        self.foot = QFrame()
        self.foot.setProperty("part", "foot")
        hints = QVBoxLayout(self.foot)
        hints.setContentsMargins(SPACE["l"], SPACE["s"], SPACE["s"], SPACE["s"])
        hints.addWidget(
            chip_row(key_hint(["Y", "T", "X", "U"], "answer"), key_hint(["1"], "which test"), key_hint(["N"], "note"))
        )
        self._key_hints = key_hints
        self.foot.setVisible(False)
        column.addWidget(self.foot)

    def show_tests(self, tests: Sequence[EvidenceTest]) -> None:
        """Show a case's tests; the same ones keep their blocks."""
        if tuple(tests) == self._tests:
            return
        empty_layout(self._column)
        self._tests = tuple(tests)
        self.blocks = {}
        for number, test in enumerate(self._tests, start=1):
            block = TestBlock(number, test, self._keep_one)
            block.saved.connect(self.saved)
            block.picked.connect(partial(self.pick, test))
            block.writing.connect(partial(self._follow, block))
            self.blocks[test] = block
            self._column.addWidget(block)
        extras = (
            (EvidenceTest.CURRENT, "Record an exception", "clock", self.exception_asked),
            (EvidenceTest.AUTHENTIC, "Confirm whose work it is", "signature", self.confirm_asked),
        )
        self.exception = self.confirm = None
        for test, words, icon_name, asked in extras:
            if test in self.blocks:
                made = button(words, icon_name=icon_name, size="small")
                made.clicked.connect(asked)
                self.blocks[test].add_extra(made)

    def show_item(self, row: EvidenceRow | None, appraisals: Sequence[Appraisal], shown: TestsShown) -> None:
        """Show an item's answers; appraisals: of this item, as far as the person signed in may see them."""
        same = self.row is not None and row is not None and self.row.id == row.id
        if not same:
            self.keep()
        self.row = row
        self.words.setText(shown.words)
        self.words.setVisible(bool(shown.words))
        self.foot.setVisible(shown.editable and self._key_hints)
        for test, block in self.blocks.items():
            block.setVisible(row is not None)
            block.show_answers([one for one in appraisals if one.row.test is test], shown, typing=same)
            if block.extra is not None:
                block.extra.setVisible(test in shown.extras)
        if not same:
            self.pick(self.first_open, quiet=True)

    def _follow(self, block: "TestBlock") -> None:
        """Keep a note that is written in view, once there is room made for it."""
        QTimer.singleShot(0, block, lambda: self._area.ensureWidgetVisible(block.note, 0, SPACE["block"]))

    @property
    def first_open(self) -> EvidenceTest | None:
        """The first test without an answer; where all have one, the first."""
        left = [test for test, block in self.blocks.items() if block.answer is None]
        return next(iter(left or self._tests), None)

    @property
    def current(self) -> EvidenceTest | None:
        return next((test for test, block in self.blocks.items() if block.is_current), None)

    def pick(self, test: EvidenceTest | None, *, quiet: bool = False) -> None:
        """Let the answer keys act on a test."""
        for each, block in self.blocks.items():
            block.set_current(each is test and block.editable)
        if test is not None and not quiet:
            block = self.blocks[test]
            self._area.ensureWidgetVisible(block, 0, SPACE["m"])
            if block.editable:
                said = ANSWERS[block.answer][0] if block.answer is not None else "not answered"
                say(self, f"{test.value}: {said}. {TEST_QUESTIONS[test]}")

    def takes(self, key: str) -> bool:
        """Tell whether a key is one that answers, chooses a test, or goes to its note."""
        number = int(key) if key.isdecimal() and key.isascii() else 0
        return 0 < number <= len(self._tests) or key in (*KEYS, "N")

    def say_waiting(self) -> None:
        """Go to the first answer that waits for its note."""
        for block in self.blocks.values():
            if block.waits:
                block.say_waiting()
                break

    def take_key(self, key: str) -> bool:
        """Act on a key that answers, chooses a test, or goes to its note; tells whether it was one of ours."""
        current = self.current
        if key.isdecimal() and key.isascii() and 0 < int(key) <= len(self._tests):
            self.pick(self._tests[int(key) - 1])
        elif current is None:
            return False
        elif key in KEYS:
            self.answer(current, KEYS[key])
        elif key == "N":
            self.blocks[current].ask_note()
        else:
            return False
        return True

    def answer(self, test: EvidenceTest, answer: TestAnswer) -> None:
        """Answer a test as its key or its choice does, and go on to the next one without an answer."""
        block = self.blocks[test]
        block.choose(answer)
        left = [each for each, one in self.blocks.items() if one.answer is None]
        if left and not block.is_due and self.current is test:
            self.pick(left[0])

    @property
    def is_due(self) -> bool:
        """Whether something is chosen or typed that is not kept."""
        return any(block.is_due for block in self.blocks.values())

    def keep(self) -> None:
        """Keep notes that were typed and not yet kept."""
        for block in self.blocks.values():
            block.autosave.now()

    def forget(self) -> None:
        """Drop everything of the last item or person."""
        for block in self.blocks.values():
            block.give_up()
        self.row = None

    def _keep_one(self, test: EvidenceTest, answer: TestAnswer, note: str) -> None:
        if self.row is not None:
            self._keep(self.row, test, answer, note)


class TestBlock(QFrame):
    """One test: its question, what is known, the answer with its note, or everybody's answers side by side."""

    __test__ = False  # pytest takes names that begin so for its own

    saved = Signal()
    picked = Signal()
    writing = Signal()

    def __init__(self, number: int, test: EvidenceTest, keep: Callable[[EvidenceTest, TestAnswer, str], None]) -> None:
        super().__init__()
        self.test, self._keep = test, keep
        self.answer: TestAnswer | None = None
        self.editable = False
        self.is_current = False
        self._kept: tuple[TestAnswer | None, str] = (None, "")
        self.extra: QWidget | None = None
        self.setProperty("part", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["m"])
        column.setSpacing(SPACE["xs"] + 2)
        self.title = label(f"{number}  {test.value.capitalize()}", "smallstrong")
        column.addWidget(self.title)
        column.addWidget(Paragraph(TEST_QUESTIONS[test], "caption"))
        self.facts = Paragraph("", "small", tone="second")
        column.addWidget(self.facts)
        self.choices = Segments(test.value.capitalize(), [(one, words, "") for one, (words, _, _) in ANSWERS.items()])
        self.choices.chosen.connect(self._clicked)
        column.addWidget(self.choices)
        self.note = GrowingText(least=2, most=8)
        self.note.setAccessibleName(f"Note on {test.value}")
        self.note.setPlaceholderText("Say why")
        self.note.textChanged.connect(self._typed)
        column.addWidget(self.note)
        self.problem = RefusedBox("notice")
        column.addWidget(self.problem)
        self._others = QGridLayout()
        self._others.setHorizontalSpacing(SPACE["m"])
        self._others.setVerticalSpacing(SPACE["xs"])
        column.addLayout(self._others)
        self._extras = QVBoxLayout()
        column.addLayout(self._extras)
        self.autosave = Autosave(self._save, self)
        self.autosave.watch(self.note)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self.problem.show_problem)
        self._showing = self._waits = False

    def add_extra(self, made: QWidget) -> None:
        self.extra = made
        self._extras.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_answers(self, answers: Sequence[Appraisal], shown: TestsShown, *, typing: bool) -> None:
        """Show what may be seen. typing: the same item again, so that a note being typed stays."""
        self.editable = editable = shown.editable
        facts = shown.facts.get(self.test, "")
        mine = next((one.row for one in answers if one.is_mine), None)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        if not (typing and editable and self.is_due):
            self._kept = (mine.answer, mine.note) if mine is not None else (None, "")
            self.give_up()
        self.choices.setVisible(editable)
        self._show_note()
        self._show_others(answers if not editable else (), shown.revealed)
        if not editable:
            self.set_current(False)

    def _show_kept(self) -> None:
        self.answer, note = self._kept
        self._showing = True
        self.choices.set_value(self.answer)
        if self.note.toPlainText().strip() != note:
            self.note.setPlainText(note)
        self._showing = False
        self._show_note()

    def _show_note(self, *, asked: bool = False) -> None:
        wanted = self.answer is not None and self.answer is not TestAnswer.YES
        self.note.setVisible(self.editable and (asked or wanted or bool(self.note.toPlainText())))

    def _show_others(self, answers: Sequence[Appraisal], revealed: bool) -> None:
        empty_layout(self._others)
        for column, one in enumerate(sorted(answers, key=lambda each: each.assessor)):
            words, _, sign = ANSWERS[one.row.answer]
            who = one.author if revealed else "Your answer"
            self._others.addWidget(Paragraph(who, "caption"), 0, column)
            self._others.addWidget(Chip(words, sign), 1, column, Qt.AlignmentFlag.AlignLeft)
            if one.row.note:
                self._others.addWidget(Paragraph(one.row.note, "small"), 2, column)
            self._others.setColumnStretch(column, 1)
        if not answers and not self.editable and revealed:
            self._others.addWidget(label("Nobody answered this test.", "caption"), 0, 0)
        if len({one.row.answer for one in answers}) > 1:
            self._others.addWidget(Chip("The answers differ", "decision required"), 3, 0, 1, len(answers))

    def set_current(self, current: bool) -> None:
        """Show that the answer keys act here, by an edge and in words."""
        self.is_current = current
        set_property(self, "part", "open" if current else "panel")
        self.setAccessibleDescription("the answer keys act here" if current else "")

    # -- answering ----------------------------------------------------------------------------------------------------

    def choose(self, answer: TestAnswer) -> None:
        """Take an answer; one that needs a note is kept once it has one."""
        self.answer = answer
        self.choices.set_value(answer)
        self._show_note()
        self._waits = answer in NEEDS_NOTE and not self.note.toPlainText().strip()
        if self._waits:
            self.say_waiting()
        else:
            self.autosave.touch()
            self.autosave.now()

    def say_waiting(self) -> None:
        """Go to the note that an answer waits for, and say so."""
        assert self.answer is not None
        how = "only partly" if self.answer is TestAnswer.PARTLY else "not"
        self.problem.show_problem(f"Say why it is {how} {self.test.value}; then it is kept. Esc gives the answer up.")
        self.ask_note()

    @property
    def is_due(self) -> bool:
        """Whether an answer or a note is not kept."""
        return self._waits or self.autosave.is_due

    @property
    def waits(self) -> bool:
        """Whether an answer waits for its note."""
        return self._waits

    def give_up(self) -> None:
        """Go back to the answer that is kept."""
        self.autosave.forget()
        self._waits = False
        self._show_kept()
        self.problem.clear()

    def ask_note(self) -> None:
        """Put the keyboard into the note."""
        if self.editable and self.answer is not None:
            self._show_note(asked=True)
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.writing.emit()

    def _clicked(self, answer: object) -> None:
        assert isinstance(answer, TestAnswer)
        self.picked.emit()
        self.choose(answer)

    def _typed(self) -> None:
        if not self._showing and self.answer is not None:
            self._waits = self.answer in NEEDS_NOTE and not self.note.toPlainText().strip()
            if self._waits:
                self.autosave.forget()
            else:
                self.autosave.touch()

    def _save(self) -> None:
        note = self.note.toPlainText().strip()
        if self.answer is None or (self.answer, note) == self._kept:
            return
        self._keep(self.test, self.answer, note)
        self._kept = (self.answer, note)

    def _saved(self) -> None:
        self.problem.clear()
        self.saved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up an answer that waits for its note; what was typed is kept before the keyboard leaves."""
        if event.key() == Qt.Key.Key_Escape and self.note.hasFocus():
            if self._waits:
                self.give_up()
            self.autosave.now()
        super().keyPressEvent(event)
