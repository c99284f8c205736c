"""What words of the level descriptors mean, opened where one of them stands."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from rpl_desk.ui.widgets import DeskDialog, Paragraph, label


class TermsDialog(DeskDialog):
    """Lists glossary words with their meanings; `line` says which edition of the descriptors they belong to."""

    def __init__(self, meanings: Mapping[str, str], line: str, parent: QWidget) -> None:
        super().__init__("Words of the descriptors", parent, note=line)
        self.not_now.setText("Close")
        for entry, meaning in meanings.items():
            self.body.addWidget(label(entry.capitalize(), "strong", wrap=True))
            self.body.addWidget(Paragraph(meaning, tone="second"))
        if not meanings:
            self.body.addWidget(Paragraph("The glossary says nothing of the words in this statement."))
