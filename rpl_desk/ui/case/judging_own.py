"""Keeps what an assessor writes for themselves in the judging queue, as it is typed and chosen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.answer_form import AnswerForm
from rpl_desk.ui.case.judging_draft import OwnDraft
from rpl_desk.ui.case.own_panel import EarlierAnswers

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class OwnSide(QObject):
    """Notes, confidence, what is set aside and earlier answers of the criterion in view.

    before: called before each change, so that the answer being typed is kept first. saved: something was kept.
    refused: why it was not.
    """

    saved = Signal()
    refused = Signal(str)

    def __init__(
        self, desk: "Desk", draft: OwnDraft, form: AnswerForm, before: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._draft, self._form, self._before, self._window = desk, draft, form, before, parent
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        self._author = 0
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self.refused)
        self.autosave.watch(form.own.note)
        form.own.typed.connect(self._typed)
        form.own.sure.connect(self.say_sure)
        form.own.earlier_asked.connect(self.show_earlier)
        form.aside_asked.connect(self.set_aside)

    def show(self, case: CaseRow, criterion: CriterionRow) -> None:
        """Show what one keeps on another criterion; a note typed before is replaced."""
        self._case, self._criterion, self._author = case, criterion, self._desk.session.user.id
        self.autosave.forget()
        self._show(texts=True)

    def show_again(self) -> None:
        """Show the same criterion again, and leave a note alone that is being typed."""
        self._show(texts=not self.autosave.is_due and not self._form.own.note.hasFocus())

    def _show(self, *, texts: bool) -> None:
        if self._criterion is None:
            return
        key = self._criterion.id
        earlier = len(self._draft.earlier.get(key, ()))
        self._form.own.show_own(self._draft.notes.get(key), earlier, texts=texts)
        self._form.aside.setChecked(key in self._draft.aside)

    def let_go(self) -> None:
        """Drop what is in view, with what was typed and not kept."""
        self.autosave.forget()
        self._case = self._criterion = None

    def keep(self) -> None:
        self.autosave.now()

    def set_aside(self, aside: bool | None = None) -> None:
        """Set the criterion in view aside to be judged later, or take it up again; None turns it round."""
        if self._case is None or self._criterion is None:
            return
        wanted = self._criterion.id not in self._draft.aside if aside is None else aside
        self._try(lambda case, criterion: self._desk.notes.set_aside(case, criterion, wanted))

    def say_sure(self, confidence: int | None) -> None:
        """Keep how sure one is of the answer in view; it is no part of the answer."""
        self._try(lambda case, criterion: self._desk.notes.say_confidence(case, criterion, confidence))

    def show_earlier(self) -> bool:
        """Show what one answered to the criterion in view before; False where nothing was changed yet."""
        self._before()
        if self._criterion is None:
            return False
        earlier = self._draft.earlier.get(self._criterion.id, [])
        if earlier:
            EarlierAnswers(self._criterion, earlier, self._desk.session.user.name, self._window).open()
        return bool(earlier)

    def _typed(self) -> None:
        if self._criterion is not None:
            self.autosave.touch()

    def _save(self) -> None:
        if self._case is None or self._criterion is None or self._author != self._desk.session.user.id:
            return  # somebody else has signed in since this was typed
        self._desk.notes.write(self._case, self._criterion, self._form.own.text())

    def _try(self, act: Callable[[CaseRow, CriterionRow], None]) -> None:
        if self._case is None or self._criterion is None:
            return
        self._before()
        try:
            act(self._case, self._criterion)
        except DeskError as error:
            self.refused.emit(str(error))
            self.show_again()
        else:
            self._saved()

    def _saved(self) -> None:
        if self._case is not None:
            self._draft.read_own(self._case.id)
            self.show_again()
            self.saved.emit()
