"""What is asked over the register: dialogs about the chosen item, a record being written down, and the map."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.evidence_map import EvidenceMap
from rpl_desk.ui.case.attached_dialog import AttachedDialog
from rpl_desk.ui.case.evidence_dialogs import ConfirmDialog, ExceptionDialog, ReplaceDialog
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog, Whose
from rpl_desk.ui.case.evidence_state import EvidenceState
from rpl_desk.ui.case.item_files import has_attachments
from rpl_desk.ui.case.record_dialog import RecordDialog
from rpl_desk.ui.widgets import DeskDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

Asked = TypeVar("Asked", bound=DeskDialog)


class EvidenceActs(QObject):
    """Opens each dialog over `page`. state and row: what the register shows, and the item chosen in it.

    before: keeps what is being typed. closed: a dialog was closed, with a new item or None. cell: a criterion and an
    item of the map are to be shown.
    """

    closed = Signal(object)
    cell = Signal(object, object)

    def __init__(
        self,
        desk: "Desk",
        page: QWidget,
        state: Callable[[], EvidenceState],
        row: Callable[[], EvidenceRow | None],
        before: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self._desk, self._page, self._state, self._row, self._before = desk, page, state, row, before

    def write_down(self) -> RecordDialog:
        """Ask for an interview, observation or testimony, or go on with the one that was begun."""
        dialog = RecordDialog(self._desk, self._state().case, self._page)
        dialog.finished.connect(lambda _: self.closed.emit(dialog.recorded))
        dialog.open()
        return dialog

    def replace(self) -> ReplaceDialog | None:
        return self._ask(lambda row: ReplaceDialog(self._desk, self._state().case, row, self._page))

    def attached(self) -> AttachedDialog | None:
        """Show what is attached to the chosen e-mail or PDF, to be added as items; nothing for an item that is none."""
        row = self._row()
        if row is None or not has_attachments(row):
            return None
        self._before()
        state = self._state()
        dialog = AttachedDialog(self._desk, state.case, row, self._page, may_add=state.may_add)
        dialog.finished.connect(lambda _: self.closed.emit(dialog.added[0] if dialog.added else None))
        dialog.open()
        return dialog

    def confirm(self) -> ConfirmDialog | None:
        return self._ask(lambda row: ConfirmDialog(self._desk, self._state().case, row, self._page))

    def exception(self) -> ExceptionDialog | None:
        note = self._state().currency_words
        return self._ask(lambda row: ExceptionDialog(self._desk, self._state().case, row, note(row), self._page))

    def _ask(self, make: Callable[[EvidenceRow], Asked]) -> Asked | None:
        row = self._row()
        if row is None:
            return None
        self._before()
        dialog = make(row)
        dialog.finished.connect(lambda _: self.closed.emit(None))
        dialog.open()
        return dialog

    def show_map(self) -> EvidenceMapDialog:
        """Show which items bear on which criteria: one's own links before the reveal, everybody's after it."""
        state = self._state()

        def read(assessor: int | None) -> EvidenceMap:
            return self._desk.appraising.evidence_map(state.case.id, assessor)

        note = "" if state.revealed else "Your own links and reading; nobody sees another's before the reveal."
        contents = state.contents
        judges = [(contents.assessor_name(one.person_id, one.number), one.number) for one in contents.assessments]
        whose: Whose = [("Everybody", None), *judges] if state.revealed else ()
        dialog = EvidenceMapDialog(read(None), self._page, note=note, whose=whose, read=read)
        dialog.asked.connect(self.cell)
        dialog.open()
        return dialog
