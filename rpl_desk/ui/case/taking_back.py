"""The one undo as a page of a case offers it: two keys, a list of what one did, and a button."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.case.undo_list import UndoList
from rpl_desk.ui.widgets import Toast, icon_button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

UNDO_KEYS = (
    ("Ctrl+Z  Ctrl+Shift+Z", "Undo and redo, outside text fields"),
    ("Alt+Z", "What you did on this case, to be taken back or made again"),
)


class TakingBack(QObject):
    """Takes back and makes again what one did on the case in view.

    case: that case, None while none is. before: keeps what is being typed. after: reads the page again. refused: is
    given the sentence of what could not be done.
    """

    def __init__(
        self,
        desk: "Desk",
        page: QWidget,
        case: Callable[[], CaseRow | None],
        *,
        before: Callable[[], None],
        after: Callable[[], None],
        refused: Callable[[str], None],
    ) -> None:
        super().__init__(page)
        self._desk, self._page, self._case = desk, page, case
        self._before, self._after, self._refused = before, after, refused
        for keys, act in (
            ("Ctrl+Z", partial(self.travel, redo=False)),
            ("Ctrl+Shift+Z", partial(self.travel, redo=True)),
            ("Alt+Z", self.show_list),  # with Ctrl it is a letter of some keyboards
        ):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @cached_property
    def button(self) -> QToolButton:
        """Takes back the last change; says which."""
        made = icon_button("undo-2", "Take back the last change")
        made.clicked.connect(lambda: self.travel())
        return made

    def show_button(self, *, is_open: bool) -> None:
        """Show the button where something may be changed, with what it takes back."""
        case = self._case()
        undoable = self._desk.undoing.history(case.id).undo if is_open and case is not None else ()
        self.button.setVisible(is_open)
        self.button.setEnabled(bool(undoable))
        self.button.setToolTip(f"Undo: {undoable[0]}" if undoable else "Nothing to undo")

    def travel(self, *, redo: bool = False) -> bool:
        """Take back the last change, or make it again; tells whether it was done."""
        case = self._case()
        if case is None:
            return False
        self._before()
        act = self._desk.undoing.redo if redo else self._desk.undoing.undo
        try:
            said = act(case)
        except DeskError as error:
            self._refused(str(error))
            return False
        self._after()
        Toast(self._page.window(), f"{'Done again' if redo else 'Undone'}: {said}")
        return True

    def offer(self, what: str) -> None:
        """Offer to put back what was just taken away."""
        Toast(self._page.window(), f"Removed: {what}", lambda: self.travel())

    def show_list(self) -> None:
        """Show what one did on this case, to be taken back or made again."""
        case = self._case()
        if case is not None:
            self._before()
            history = self._desk.undoing.history(case.id)
            UndoList(history.undo, history.redo, lambda redo: self.travel(redo=redo), self._page).open()
