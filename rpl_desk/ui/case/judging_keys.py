"""The single keys of the judging queue: what each does, where it acts, and numbers typed after a key."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from rpl_desk.domain.judgements import LEVEL_KINDS, MET, NOT_MET, PARTLY, UNSURE
from rpl_desk.ui.case.answer_form import LEVELS, MET_OR_NOT
from rpl_desk.ui.case.judging_queue import JUDGEMENT
from rpl_desk.ui.case.taking_back import UNDO_KEYS
from rpl_desk.ui.single_keys import JUDGING
from rpl_desk.ui.tokens import SECOND_DIGIT_MS

if TYPE_CHECKING:
    from rpl_desk.ui.case.judging import JudgingPart

QUEUE_KEYS = (
    ("J K", "Next and previous criterion"),
    ("G then digits", "Set a level, or credit points"),
    ("M T X", "Met, partly, not met"),
    ("U", "Unsure"),
    ("D", "Set aside to judge later, or take up again"),
    ("C then 1 2 3", "How sure you are: low, middling, high; 0 says nothing again"),
    ("Y", "Your own note, seen by nobody else; Esc goes back"),
    ("F", "What you answered before"),
    (".", "Gap statement where an outcome is not met: what is missing, what would count; Esc goes back"),
    (";", "Name a comparator beside a best fit"),
    ("[ ]", "Slide the level finder"),
    ("Ctrl+P", "Print the levels in view, with the edition and the day"),
    ("F1", "On a statement: what its words mean"),
    ("W", "Evidence map: which items bear on which criteria"),
    ("Ctrl+J", "Judging form as Excel: make it, bring it back"),
    *UNDO_KEYS,
    ("R", "Write the reason, where nothing is being read or selected; Esc goes back"),
    ("Ctrl+Enter", "Save and go to the next"),
)
"""The keys of the queue as they are made; the reading pane beside it brings its own."""


class QueueKeys(QObject):
    """Takes the keys that the widget in focus left alone, as a person has them now."""

    def __init__(self, part: "JudgingPart") -> None:
        super().__init__(part)
        self._part = part
        self._level = TypedNumber(self, waits_after="1")
        self._level.typed.connect(part.take_level)
        self._sure = TypedNumber(self)
        self._sure.typed.connect(lambda digit: part.sides.own.say_sure(int(digit) or None))
        part.reading.meaning = self._meaning

    def _meaning(self, typed: str) -> str:
        return self._part.single_keys.meaning(JUDGING, typed)

    def take(self, event: QKeyEvent) -> bool:
        """Act on a key; tells whether it was one of ours."""
        part = self._part
        if event.key() == Qt.Key.Key_Escape:
            self.end_numbers()
            if part.criteria.list.hasFocus():
                return False  # the frame may lead back to where one came from
            if not part.reading.end_painting():
                part.back_to_list()
            return True
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not plain or not part.single_keys.on:
            return False
        if self._take_digit(event.text()):
            return True
        if part.reading.take_key(event):
            self.end_numbers()
            return True
        self.end_numbers()
        return self._take_command(self._meaning(event.text()))

    def _take_digit(self, typed: str) -> bool:
        awaited = next((one for one in (self._level, self._sure) if one.is_awaited), None)
        if awaited is None or not typed.isdecimal() or not typed.isascii():
            return False
        awaited.take(typed)
        return True

    def _take_command(self, command: str) -> bool:
        part, form = self._part, self._part.form
        kind = form.kinds.currentIndex()
        acts: dict[str, Callable[[], object]] = {
            "J": partial(part.go_by, 1),
            "K": partial(part.go_by, -1),
            "W": part.show_map,
            "R": partial(self._go_to, lambda: form.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            "U": partial(part.answer, UNSURE),
            "D": part.sides.own.set_aside,
            "C": self._sure.begin,
            "Y": partial(self._go_to, form.own.begin_note),
            "F": part.sides.show_earlier,
            ".": partial(self._go_to, part.sides.begin_gap),
            ";": partial(self._go_to, part.sides.name_comparator),
        }
        if part.criterion_shown.kind in LEVEL_KINDS:
            acts |= {"[": partial(part.finder.slide, -1), "]": partial(part.finder.slide, 1)}
        if kind == LEVELS:
            acts["G"] = self._level.begin
        elif kind == MET_OR_NOT:
            acts |= {key: partial(part.answer, said) for key, said in (("M", MET), ("T", PARTLY), ("X", NOT_MET))}
        else:
            acts["G"] = partial(self._go_to, self._begin_points)
        if command not in acts:
            return False
        acts[command]()
        return True

    def _begin_points(self) -> None:
        """Take points into their field, where digits replace what it says; Esc goes back as from the reason."""
        self._part.form.points.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._part.form.points.selectAll()

    def _go_to(self, act: Callable[[], object]) -> None:
        """Act in the pane of the judgement, once it can be seen."""
        self._part.panes.bring(JUDGEMENT)
        act()

    def end_numbers(self) -> None:
        """Wait for no more digits, and say what was typed."""
        self._level.end()
        self._sure.end()


class TypedNumber(QObject):
    """`typed` gives the digits once they are whole: at the second digit, or when none follows.

    waits_after: the first digit that waits for a second, "1" for a level of 10 to 12; none where it is empty.
    """

    typed = Signal(str)

    def __init__(self, parent: QObject, waits_after: str = "") -> None:
        super().__init__(parent)
        self._waits_after = waits_after
        self._digits = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECOND_DIGIT_MS)
        self._timer.timeout.connect(self.end)

    @property
    def is_awaited(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        """Take digits from now on, for a moment."""
        self._digits = ""
        self._timer.start()

    def take(self, digit: str) -> None:
        """Take a digit, and wait a moment for the next where one may follow."""
        self._digits += digit
        if self._digits == self._waits_after:
            self._timer.start()
        else:
            self.end()

    def end(self) -> None:
        """Wait no longer, and say what was typed."""
        self._timer.stop()
        digits, self._digits = self._digits, ""
        if digits:
            self.typed.emit(digits)
