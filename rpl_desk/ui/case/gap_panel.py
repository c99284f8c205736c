"""The gap statement beside an answer: what is missing and what would count, kept as typed, begun from the answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.gaps import GapRow, wants_gap
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.layout import bring_widget
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import TextBox, button, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

WOULD_COUNT_HINT = "For the claimant; the panel may take it into its recommendations."


class GapPanel(QWidget):
    """Keeps nothing itself. typed: a text changed. draft_asked: begin from the answer."""

    typed = Signal()
    draft_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        head = QHBoxLayout()
        head.addWidget(label("Gap statement", "strong"), 1)
        self.draft = button("Start from the answer", icon_name="pencil", kind="plain", size="small")
        self.draft.setToolTip("Fill what is empty from your reason and the words of the criterion, to be written on")
        self.draft.clicked.connect(self.draft_asked)
        head.addWidget(self.draft)
        column.addLayout(head)
        self.missing, self.would_count = TextBox(), TextBox()
        for text in (self.missing, self.would_count):
            text.textChanged.connect(self._text_changed)
        column.addWidget(labelled("What is missing", self.missing))
        column.addWidget(labelled("What would count", self.would_count, WOULD_COUNT_HINT))
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        line = look().theme.line("body")
        for text in (self.missing, self.would_count):
            text.setMinimumHeight(3 * line)
            text.setMaximumHeight(5 * line)

    def texts(self) -> tuple[str, str]:
        """Return what is missing and what would count, as typed."""
        return self.missing.toPlainText(), self.would_count.toPlainText()

    def fill(self, missing: str, would_count: str) -> None:
        """Show a statement without telling anybody."""
        self._filling = True
        self.missing.setPlainText(missing)
        self.would_count.setPlainText(would_count)
        self._filling = False
        self._show_draft()

    def _show_draft(self) -> None:
        self.draft.setVisible(not all(text.strip() for text in self.texts()))

    def _text_changed(self) -> None:
        if not self._filling:
            self._show_draft()
            self.typed.emit()


class GapSide(QObject):
    """Keeps the gap statement of the criterion in view.

    before: called first where the answer must be kept. saved: something was kept. refused: why it was not.
    """

    saved = Signal()
    refused = Signal(str)

    def __init__(self, desk: "Desk", panel: GapPanel, before: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._panel, self._before = desk, panel, before
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        self._author = 0
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self.saved)
        self.autosave.refused.connect(self.refused)
        self.autosave.watch(panel.missing, panel.would_count)
        panel.typed.connect(self.autosave.touch)
        panel.draft_asked.connect(self.begin)

    def show(self, case: CaseRow, criterion: CriterionRow, kept: GapRow | None) -> None:
        """Show the statement on another criterion; what was typed before is replaced."""
        self._case, self._criterion, self._author = case, criterion, self._desk.session.user.id
        self.autosave.forget()
        self._panel.fill(*((kept.missing, kept.would_count) if kept is not None else ("", "")))

    def show_answer(self, answer: str) -> None:
        """Ask for a statement where the answer leaves a gap; what was written stays kept where it no longer does."""
        self._panel.setVisible(self._criterion is not None and wants_gap(self._criterion, answer))

    def let_go(self) -> None:
        """Drop what is in view, with what was typed and not kept."""
        self.autosave.forget()
        self._case = self._criterion = None
        self._panel.fill("", "")
        self._panel.hide()

    def begin(self) -> bool:
        """Put the keyboard into the statement, begun from the answer where it is empty; False where there is no gap."""
        if self._case is None or self._criterion is None or self._panel.isHidden():
            return False
        self._before()
        draft = self._desk.gaps.drafts(self._case).get(self._criterion.id)
        if draft is not None:
            missing, would_count = self._panel.texts()
            self._panel.fill(missing if missing.strip() else draft.missing, would_count.strip() or draft.would_count)
            self.autosave.touch()
        self._panel.missing.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_widget(self._panel, self._panel.missing)
        return True

    def _save(self) -> None:
        if self._case is None or self._criterion is None or self._author != self._desk.session.user.id:
            return  # somebody else has signed in since this was typed
        self._desk.gaps.write(self._case, self._criterion, *self._panel.texts())

    def keep(self) -> None:
        self.autosave.now()
