"""What the file is to be held against: the printed roster's file, and an anchor from paper or another place."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.asking import ask_file
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, button, labelled


class CheckDialog(DeskDialog):
    """chosen: the roster or None, and the anchors, once they can be read."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        note = "What comes from outside the file shows what nobody can see inside it, such as a cut end of the log."
        super().__init__("Check against roster and anchor", parent, note=note)
        self.roster, self.anchor = QLineEdit(), QLineEdit()
        for title, edit, filters, hint in (
            ("Roster", self.roster, "Rosters (*.json)", "The file that was written with the roster sheet"),
            (
                "Anchor",
                self.anchor,
                "Anchors and records (*.txt *.pdf *.xlsx *.json)",
                "The last line of the minutes, an anchors file or an exported record",
            ),
        ):
            self.body.addWidget(labelled(title, self._with_choice(edit, title, filters), hint))
            edit.setAccessibleName(title)
        self.set_act("Check the file", "shield-check")
        self.roster.setFocus()

    def _with_choice(self, edit: QLineEdit, title: str, filters: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["s"])
        row.addWidget(edit, 1)
        choose = button("Choose a file", icon_name="folder-open")
        choose.setAccessibleName(f"Choose a file: {title}")

        def ask() -> None:
            ask_file(self, f"Choose: {title}", filters, lambda path: edit.setText(str(path)))

        choose.clicked.connect(ask)
        row.addWidget(choose)
        made.setFocusProxy(edit)
        return made

    def accept(self) -> None:
        from rpl_desk.services.verifying import read_anchors, read_roster

        roster, anchor = self.roster.text().strip(), self.anchor.text().strip()
        if not roster and not anchor:
            self.refuse("Give the roster, an anchor, or both.")
            return
        try:
            read = read_roster(Path(roster)) if roster else None
            anchors = read_anchors(anchor) if anchor else ()
        except DeskError as error:
            self.refuse(str(error))
            return
        super().accept()
        self.chosen.emit(read, anchors)
