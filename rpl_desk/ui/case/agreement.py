"""How far the sealed answers agree, in figures and in plain words."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.agreement import Agreement, in_words
from rpl_desk.ui.widgets import DeskDialog, Paragraph


class AgreementDialog(DeskDialog):
    """Says how far the assessors agree, from sealed answers only; it settles nothing."""

    def __init__(self, found: Iterable[Agreement], parent: QWidget) -> None:
        super().__init__("Agreement", parent, note="From sealed answers only. No figure decides anything.")
        self.not_now.setText("Close")
        self.words = [Paragraph(in_words(one)) for one in found]
        for one in self.words or [
            Paragraph("Fewer than two answers were given to every criterion: nothing to compare.")
        ]:
            self.body.addWidget(one)
