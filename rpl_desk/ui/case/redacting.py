"""Covering parts of an item in a copy of it: areas drawn on its pages, words wherever they stand, and why."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.redaction import Area, Wanted
from rpl_desk.ui.announcer import say
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import ChipButton, Segments, button, chip_row, empty_layout, label, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.copies import Redaction

MISSED = "Words in scans were recognised by a program, which may miss some: look at every page of the copy."
WIDTH = 1060
VIEWER_HEIGHT = 380  # at 100 % text
KEEPS = (Stage.INTAKE, Stage.REVIEW, Stage.WAITING)


class RedactingDialog(WorkDialog):
    """Makes a redacted copy of one item; `done_words` says in a sentence what became of it.

    The original is never touched: the copy is drawn anew with the areas black and the words no area touches. The words
    of a scan can be recognised here first.
    """

    made = Signal(str)

    def __init__(self, desk: "Desk", case: CaseRow, item: EvidenceRow, parent: QWidget) -> None:
        super().__init__(
            f"Redacted copy of {item.key}",
            parent,
            note=(
                "Every page of the copy is a picture with the areas black. Its text holds only the words that no area"
                " touches. The original stays as it is."
            ),
            width=WIDTH,
            bar="Covering",
        )
        self._desk, self._case, self._item = desk, case, item
        self._areas: list[Area] = []
        self._target: Path | None = None
        self.viewer = EvidenceViewer.of(desk)
        self.viewer.selected.connect(self._show_state)
        self.body.addWidget(self.viewer)
        self.draw = button("Draw an area", icon_name="square")
        self.draw.clicked.connect(self.viewer.begin_area)
        self.cover = button("Cover what is selected", icon_name="eye-off")
        self.cover.clicked.connect(self.cover_selected)
        self.body.addWidget(chip_row(self.draw, self.cover))
        for keys, act in (("Ctrl+Shift+A", self.viewer.begin_area), ("Ctrl+B", self.cover_selected)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.listed = label("", "small", wrap=True)
        self.body.addWidget(self.listed)
        self._chips = QVBoxLayout()
        self.body.addLayout(self._chips)
        self.words = QLineEdit()
        self.body.addWidget(
            labelled("Words to cover on every page", self.words, "Such as a name; several are parted by a semicolon")
        )
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason", self.reason, "It is written into the copy"))
        self.where = Segments("Where the copy goes", [("item", "Keep it as an item", ""), ("file", "A file", "")])
        self.where.set_value("item" if case.stage in KEEPS else "file")
        self.body.addWidget(labelled("Where the copy goes", self.where))
        self.set_act("Make the redacted copy", "eye-off")
        look().changed.connect(self._size)
        self._size()
        self._show_state()
        self.viewer.show_items([item])
        self.viewer.show_item(item.id)

    def _size(self, *_: object) -> None:
        self.viewer.setFixedHeight(look().theme.grown(VIEWER_HEIGHT))

    def _fit(self) -> None:
        super()._fit()
        # Rows that wrap tell a scroll area too small a least height, and would be pressed into one another.
        self.content.setMinimumHeight(self.body.totalHeightForWidth(self.content.width()))

    # -- areas --------------------------------------------------------------------------------------------------------

    def cover_selected(self) -> None:
        """Add the area or the words selected in the item to what is covered."""
        try:
            found = self.viewer.selection()
        except DeskError as error:
            self.refuse(str(error))
            return
        anchor = found[0] if found is not None else None
        if anchor is None or anchor.page_index is None:
            self.refuse("Draw an area, or select words in the item, then cover them.")
            return
        self.refused.clear()
        covered = enumerate((anchor.rectangles, *anchor.onward), start=anchor.page_index)
        areas = [Area(page, one) for page, rectangles in covered for one in rectangles]
        self._areas += [one for one in areas if one not in self._areas]
        self.viewer.clear_selection()
        self._show_areas()
        say(self, self.listed.text())

    def uncover(self, area: Area) -> None:
        self._areas.remove(area)
        self._show_areas()

    def _show_areas(self) -> None:
        empty_layout(self._chips)
        if self._areas:
            chips = []
            for number, one in enumerate(self._areas, start=1):
                chip = ChipButton(f"Area {number}, page {one.page + 1}: take away")
                chip.clicked.connect(partial(self.uncover, one))
                chips.append(chip)
            row = chip_row(*chips)
            self._chips.addWidget(row)
            row.show()  # what is not shown yet takes no room
        self.viewer.show_marks(
            Mark(number, "both", {one.page: (tuple(one.rectangle),)}, f"Area {number} to be covered", is_area=True)  # type: ignore[dict-item]
            for number, one in enumerate(self._areas, start=1)
        )
        self._show_state()

    def _show_state(self) -> None:
        count = len(self._areas)
        self.listed.setText(
            f"{count} area{'' if count == 1 else 's'} to be covered."
            if count
            else "Nothing is to be covered yet: drag with Alt, draw an area with the keys, or select words."
        )
        self.cover.setEnabled(self.viewer.has_selection)
        self._fit()

    # -- making -------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        if self.is_busy:
            return
        if self.where.value() == "file" and self._target is None:
            name, _ = QFileDialog.getSaveFileName(
                self, "Write the redacted copy", f"{self._case.reference} {self._item.key} redacted.pdf", "PDF (*.pdf)"
            )
            if not name:
                return
            self._target = Path(name)
        self.make(self._target if self.where.value() == "file" else None)

    def make(self, target: Path | None) -> None:
        """Make the copy beside the window; `target` None keeps it as an item."""
        self._target = target
        words = tuple(one.strip() for one in self.words.text().split(";") if one.strip())
        wanted, reason = Wanted(tuple(self._areas), words), self.reason.text()

        def job(progress: Any) -> str:
            made = self._desk.copies.redact(self._item, wanted, reason, progress)
            return self._put(made, target)

        self.work(job, self._finished)

    def _put(self, made: "Redaction", target: Path | None) -> str:
        look = f" {MISSED}" if made.is_recognised else ""
        if target is None:
            kept = self._desk.copies.keep_redacted(self._case, self._item, made)
            return f"{kept.key} is the redacted copy of {self._item.key}.{look}"
        self._desk.copies.hand_out_redacted(self._case, made, target)
        return f"{target.name} is the redacted copy of {self._item.key}.{look}"

    def _finished(self, words: str) -> None:
        self.made.emit(words)
        super().accept()

    def gave_up(self) -> None:
        self._target = None
        super().gave_up()

    def done(self, result: int) -> None:
        self.viewer.let_go()
        super().done(result)
