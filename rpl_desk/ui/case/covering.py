"""Choosing in an item what a copy of it is not to show or say, why, and where the copy goes."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor
from rpl_desk.domain.redaction import Wanted
from rpl_desk.ui.announcer import say
from rpl_desk.ui.asking import ask_where
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import ChipButton, Segments, button, chip_row, empty_layout, label, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.copies import Redaction

WIDTH = 1060
VIEWER_HEIGHT = 380  # at 100 % text
KEEPS = (Stage.INTAKE, Stage.REVIEW, Stage.WAITING)

Place = TypeVar("Place")


class CoveringDialog(WorkDialog, Generic[Place]):
    """Makes a redacted copy of one item; `made` says in a sentence what became of it. The original is never touched.

    Subclasses say what a place is, how it is named and drawn, and what is typed besides.
    """

    made = Signal(str)

    nothing_yet, how_to_choose, file_filter = "", "", ""
    """Sentences while nothing is covered, and when there is nothing to cover; the kind of file written."""

    def __init__(self, desk: "Desk", case: CaseRow, item: EvidenceRow, parent: QWidget, *, note: str, bar: str) -> None:
        super().__init__(f"Redacted copy of {item.key}", parent, note=note, width=WIDTH, bar=bar)
        self._desk, self._case, self._item = desk, case, item
        self.places: list[Place] = []
        self._target: Path | None = None
        self.viewer = EvidenceViewer.of(desk)
        self.viewer.selected.connect(self._show_state)
        self.body.addWidget(self.viewer)
        self.cover = button("Cover what is selected", icon_name="eye-off")
        self.cover.clicked.connect(self.cover_selected)
        self.body.addWidget(chip_row(*self.more_acts(), self.cover))
        QShortcut(QKeySequence("Ctrl+B"), self).activated.connect(self.cover_selected)
        self.listed = label("", "small", wrap=True)
        self.body.addWidget(self.listed)
        self._chips = QVBoxLayout()
        self.body.addLayout(self._chips)
        self.words = QLineEdit()
        typed, example = self.typed_words()
        self.body.addWidget(labelled(typed, self.words, example))
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

    # -- what a place is ----------------------------------------------------------------------------------------------

    def more_acts(self) -> list[QPushButton]:
        """Return what else selects something in the item."""
        return []

    def typed_words(self) -> tuple[str, str]:
        """Return how the field of what is typed is called, and what it takes."""
        raise NotImplementedError

    def places_in(self, anchor: Anchor) -> list[Place]:
        """Return what is covered where something is selected; empty where it is nothing of the kind."""
        raise NotImplementedError

    def name_of(self, number: int, place: Place) -> str:
        raise NotImplementedError

    def mark_of(self, number: int, place: Place) -> Mark:
        raise NotImplementedError

    def counted(self, count: int) -> str:
        raise NotImplementedError

    def wanted(self) -> Wanted:
        """Return all that is to be covered; raises DeskError for what is typed and cannot be read."""
        raise NotImplementedError

    # -- choosing -----------------------------------------------------------------------------------------------------

    def cover_selected(self) -> None:
        """Add what is selected in the item to what is covered."""
        try:
            found = self.viewer.selection()
        except DeskError as error:
            self.refuse(str(error))
            return
        places = self.places_in(found[0]) if found is not None else []
        if not places:
            self.refuse(self.how_to_choose)
            return
        self.refused.clear()
        self.places += [one for one in places if one not in self.places]
        self.viewer.clear_selection()
        self._show_places()
        say(self, self.listed.text())

    def uncover(self, place: Place) -> None:
        self.places.remove(place)
        self._show_places()

    def _show_places(self) -> None:
        empty_layout(self._chips)
        if self.places:
            chips = []
            for number, one in enumerate(self.places, start=1):
                chip = ChipButton(f"{self.name_of(number, one)}: take away")
                chip.clicked.connect(partial(self.uncover, one))
                chips.append(chip)
            row = chip_row(*chips)
            self._chips.addWidget(row)
            row.show()  # what is not shown yet takes no room
        self.viewer.show_marks(self.mark_of(number, one) for number, one in enumerate(self.places, start=1))
        self._show_state()

    def _show_state(self) -> None:
        self.listed.setText(self.counted(len(self.places)) if self.places else self.nothing_yet)
        self.cover.setEnabled(self.viewer.has_selection)
        self._fit()

    def _size(self, *_: object) -> None:
        self.viewer.setFixedHeight(look().theme.grown(VIEWER_HEIGHT))

    def _fit(self) -> None:
        super()._fit()
        # Rows that wrap tell a scroll area too small a least height, and would be pressed into one another.
        self.content.setMinimumHeight(self.body.totalHeightForWidth(self.content.width()))

    # -- making -------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        if self.is_busy:
            return
        if self.where.value() == "file" and self._target is None:
            ending = self.file_filter.rpartition("*")[2].rstrip(")")
            name = f"{self._case.reference} {self._item.key} redacted{ending}"
            ask_where(self, "Write the redacted copy", name, self.file_filter, self.make)
            return
        self.make(self._target if self.where.value() == "file" else None)

    def make(self, target: Path | None) -> None:
        """Make the copy beside the window; `target` None keeps it as an item."""
        self._target = target
        try:
            wanted = self.wanted()
        except DeskError as error:
            self.refuse(str(error))
            self.gave_up()
            return
        reason = self.reason.text()

        def job(progress: Any) -> str:
            made = self._desk.copies.redact(self._item, wanted, reason, progress)
            return self._put(made, target)

        self.work(job, self._finished)

    def _put(self, made: "Redaction", target: Path | None) -> str:
        if target is None:
            name = self._desk.copies.keep_redacted(self._case, self._item, made).key
        else:
            self._desk.copies.hand_out_redacted(self._case, made, target)
            name = target.name
        return " ".join(filter(None, (f"{name} is the redacted copy of {self._item.key}.", self.to_know(made))))

    def to_know(self, made: "Redaction") -> str:
        """Return what whoever uses the copy should know of it."""
        return made.about

    def _finished(self, words: str) -> None:
        self.made.emit(words)
        super().accept()

    def gave_up(self) -> None:
        self._target = None
        super().gave_up()

    def done(self, result: int) -> None:
        self.viewer.let_go()
        super().done(result)
