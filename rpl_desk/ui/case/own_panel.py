"""What an assessor keeps for themselves beside an answer: how sure they are, a note, and what they answered before."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.judgements import CriterionRow, answer_words
from rpl_desk.domain.own_notes import CONFIDENCE_WORDS, EarlierAnswerRow, OwnNoteRow
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, Panel, Paragraph, Segments, TextBox, button, chip_row, label, labelled

NOTE_HINT = "For you alone: never sealed, printed, exported or shown to anybody else."


class OwnPanel(QWidget):
    """Keeps nothing itself.

    sure: how sure one is was chosen, 1 to 3, None for no longer said. typed: the note changed. earlier_asked: show
    what was answered before.
    """

    sure = Signal(object)
    typed = Signal()
    earlier_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        choices: list[tuple[object, str, str]] = [
            (one, words.capitalize(), "") for one, words in CONFIDENCE_WORDS.items()
        ]
        self.confidence = Segments("How sure you are", choices)
        self.confidence.setToolTip("How sure you are, apart from the answer; press the one chosen to say nothing again")
        self.confidence.chosen.connect(self._choose)
        self._said: int | None = None
        self.write = button("Own note", icon_name="pen-line", kind="plain", size="small")
        self.write.setCheckable(True)
        self.write.toggled.connect(self._open)
        self.earlier = button("Earlier answers", icon_name="history", kind="plain", size="small")
        self.earlier.clicked.connect(self.earlier_asked)
        column.addWidget(chip_row(label("How sure you are", "label"), self.confidence, self.write, self.earlier))
        self.note = TextBox()
        self.note.textChanged.connect(self._text_changed)
        self.note_box = labelled("Your own note", self.note, NOTE_HINT)
        self.note_box.hide()
        column.addWidget(self.note_box)
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        line = look().theme.line("body")
        self.note.setMinimumHeight(3 * line)
        self.note.setMaximumHeight(5 * line)

    def show_own(self, own: OwnNoteRow | None, earlier: int, *, texts: bool = True) -> None:
        """Show what one keeps on a criterion; `texts` False leaves a note alone that is being typed."""
        self._filling = True
        self._said = own.confidence if own is not None else None
        self.confidence.set_value(self._said)
        self.earlier.setText(f"Earlier answers ({earlier})")
        self.earlier.setVisible(earlier > 0)
        if texts:
            note = own.note if own is not None else ""
            self.note.setPlainText(note)
            self.write.setChecked(bool(note))
        self._filling = False

    def begin_note(self) -> None:
        """Open the note and put the keyboard into it."""
        self.write.setChecked(True)
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def text(self) -> str:
        return self.note.toPlainText()

    def empty(self) -> None:
        """Let go of everything, so that nothing of it stays in the window."""
        self.show_own(None, 0)

    def _choose(self, value: object) -> None:
        chosen = value if isinstance(value, int) else None
        self.sure.emit(None if chosen == self._said else chosen)

    def _open(self, on: bool) -> None:
        self.note_box.setVisible(on)
        if on and not self._filling:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _text_changed(self) -> None:
        if not self._filling:
            self.typed.emit()


class EarlierAnswers(DeskDialog):
    """Lists what one answered to a criterion before, the latest first, with who kept it and when."""

    def __init__(
        self, criterion: CriterionRow, earlier: Sequence[EarlierAnswerRow], name: str, parent: QWidget
    ) -> None:
        super().__init__(f"Earlier answers: {criterion.label}", parent, note="Only you see what you answered before.")
        self.not_now.setText("Close")
        self.finished.connect(self.deleteLater)  # what is one's own does not stay in the window
        for one in reversed(earlier):
            panel = Panel(padding=SPACE["m"], spacing=SPACE["xs"])
            panel.box.addWidget(label(answer_words(criterion.kind, one.answer), "strong", tone="accent"))
            panel.box.addWidget(Paragraph(f"{name}, kept {as_text(one.saved_at)}", "small", tone="second"))
            for text in (one.reason, one.no_passage_reason):
                if text:
                    panel.box.addWidget(Paragraph(text))
            self.body.addWidget(panel)
