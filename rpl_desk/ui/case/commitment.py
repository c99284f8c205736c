"""The commitment as it is shown for the paper cover sheet, once something is sealed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.ui.widgets import DeskDialog, button, label

COVER_SHEET = "Write this commitment on the cover sheet. It shows later that nothing was changed."


class CommitmentLine:
    """A line of a dialog for the code of what was sealed, and a button that copies it; both hidden until `show`."""

    def __init__(self, dialog: DeskDialog) -> None:
        self.code = label("", "title2")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dialog.body.addWidget(self.code)
        self.copy = button("Copy", icon_name="copy")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code.text()))
        dialog.buttons.insertWidget(1, self.copy)
        for one in (self.code, self.copy):
            one.hide()

    def show(self, commitment: str) -> None:
        self.code.setText(commitment[:CODE_LENGTH])
        for one in (self.code, self.copy):
            one.show()
