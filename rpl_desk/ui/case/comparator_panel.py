"""Comparators beside a best fit: what it was held against, listed, named in a dialog and taken away again."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.comparators import ComparatorRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import CriterionKind, CriterionRow
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    GrowingText,
    Panel,
    Paragraph,
    button,
    empty_layout,
    icon_button,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

NO_LEVEL = 0


class ComparatorPanel(QWidget):
    """Keeps nothing itself. add_asked: name another. removed: take this one away."""

    add_asked = Signal()
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        head = QHBoxLayout()
        head.addWidget(label("Comparators", "label"), 1)
        self.add = button("Name a comparator", icon_name="plus", kind="plain", size="small")
        self.add.clicked.connect(self.add_asked)
        head.addWidget(self.add)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE["s"])
        column.addLayout(self._rows)

    def show_rows(self, rows: Iterable[ComparatorRow]) -> None:
        """List the comparators of the criterion in view."""
        empty_layout(self._rows)
        for row in rows:
            panel = Panel(across=True, padding=SPACE["s"])
            said = QVBoxLayout()
            said.addWidget(label(row.words, "strong", wrap=True))
            said.addWidget(Paragraph(row.compared, "small"))
            panel.box.addLayout(said, 1)
            away = icon_button("trash-2", f"Take away {row.title}")
            away.clicked.connect(partial(self.removed.emit, row))
            panel.box.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(panel)


class ComparatorDialog(DeskDialog):
    """Names one comparator; `keep` is called with its parts, and a refusal stays in the dialog."""

    def __init__(self, criterion: CriterionRow, keep: Callable[..., Any], parent: QWidget) -> None:
        super().__init__(
            "Name a comparator", parent, note=f"{criterion.label}: something rated already that it is held against."
        )
        self._keep = keep
        self.finished.connect(self.deleteLater)  # what was typed does not stay in the window
        self.title_field, self.owner = QLineEdit(), QLineEdit()
        self.level = QSpinBox()
        self.level.setRange(NO_LEVEL, 12)
        self.level.setSpecialValueText("not said yet")
        self.compared = GrowingText()
        self.body.addWidget(labelled("Title", self.title_field))
        self.body.addWidget(labelled("Awarding body or owner", self.owner))
        self.body.addWidget(labelled("Its SCQF level", self.level))
        self.body.addWidget(labelled("How it compares", self.compared, "What is alike, and what is more or less."))
        self.set_act("Name it", "plus")

    def accept(self) -> None:
        try:
            self._keep(
                title=self.title_field.text(),
                owner=self.owner.text(),
                level=self.level.value(),
                compared=self.compared.toPlainText(),
            )
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class ComparatorSide(QObject):
    """Names and takes away the comparators of the criterion in view.

    before: called first, so that the answer being typed is kept. saved: something was kept. refused: why it was not.
    """

    saved = Signal()
    refused = Signal(str)

    def __init__(self, desk: "Desk", panel: ComparatorPanel, before: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._panel, self._before, self._window = desk, panel, before, parent
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        panel.add_asked.connect(self.ask)
        panel.removed.connect(self._remove)

    def show(self, case: CaseRow, criterion: CriterionRow, rows: Iterable[ComparatorRow]) -> None:
        """Show the comparators of a criterion, where it is a best fit."""
        self._case, self._criterion = case, criterion
        self._panel.show_rows(rows)
        self._panel.setVisible(criterion.kind is CriterionKind.BEST_FIT)

    def let_go(self) -> None:
        self._case = self._criterion = None
        self._panel.show_rows(())
        self._panel.hide()

    def ask(self) -> bool:
        """Ask for a comparator; False where the criterion in view is no best fit."""
        if self._case is None or self._criterion is None or self._panel.isHidden():
            return False
        self._before()
        dialog = ComparatorDialog(
            self._criterion, partial(self._desk.comparators.add, self._case, self._criterion), self._window
        )
        dialog.accepted.connect(self.saved)
        dialog.open()
        return True

    def _remove(self, row: ComparatorRow) -> None:
        if self._case is None:
            return
        self._before()
        try:
            self._desk.comparators.remove(self._case, row)
        except DeskError as error:
            self.refused.emit(str(error))
        else:
            self.saved.emit()
