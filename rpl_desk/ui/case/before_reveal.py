"""A case before its reveal: who has sealed, and the chair's one act of opening everything."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.ui.case.difference_sides import assessor_name
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    EmptyState,
    Panel,
    Paragraph,
    button,
    button_row,
    empty_layout,
    label,
    refuse,
)


class BeforeReveal(QWidget):
    """`reveal_asked` asks to reveal; pressing it while that is refused asks as well, and the service says why.

    packet_asked: the chair would take in judgements that were sealed elsewhere. without_asked: the chair would reveal
    without waiting for all.
    """

    reveal_asked = Signal()
    packet_asked = Signal()
    without_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reveal: QPushButton | None = None
        self.take_packet: QPushButton | None = None
        self.without: QPushButton | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._column.setSpacing(SPACE["m"])

    def clear(self) -> None:
        empty_layout(self._column)

    def show_sealed(self, contents: CaseContents, waiting: int, held: Collection[int], *, is_chair: bool) -> None:
        """Show who has sealed; waiting: how many have not. held: assessments whose packet is here, closed."""
        add = self._column.addWidget
        if not contents.assessments:
            add(EmptyState("scale", "Judgements are compared once the review has begun and all have sealed."))
            self._column.addStretch(1)
            return
        add(label("Sealed judgements", "title2"))
        for one in contents.assessments:
            name, sealed = assessor_name(contents, one), one.state is AssessmentState.SEALED
            panel = Panel(across=True, padding=SPACE["m"])
            panel.box.addWidget(Avatar(name))
            panel.box.addWidget(label(name, "strong", wrap=True), 1)
            words = "Sealed, in a packet" if one.id in held else "Sealed" if sealed else "Not sealed yet"
            panel.box.addWidget(Chip(words, "settled" if sealed else "plain"))
            add(panel)
        add(
            Paragraph(
                "The reveal shows everybody's sealed answers to everybody on the case, once, and is kept in the log.",
                tone="second",
            )
        )
        self.reveal = button("Reveal the judgements", icon_name="eye", kind="primary")
        why = f"{waiting} still to seal" if waiting else None if is_chair else "the chair does this"
        refuse(self.reveal, why, "Reveal the judgements")
        self.reveal.clicked.connect(self.reveal_asked)
        self.take_packet = button("Take in a sealed packet", icon_name="package-open")
        self.take_packet.setToolTip("Judgements that an assessor sealed elsewhere to your key")
        self.take_packet.clicked.connect(self.packet_asked)
        self.without = button("Reveal without waiting", icon_name="eye")
        self.without.setToolTip("Who has not sealed judges no longer, for a reason that the record prints")
        self.without.clicked.connect(self.without_asked)
        self._column.addLayout(button_row(self.reveal, self.take_packet, self.without))
        may_end = is_chair and contents.case.stage is Stage.REVIEW
        self.take_packet.setVisible(may_end and bool(waiting))
        fewer = bool(waiting) or len(contents.assessments) < contents.policy.assessors
        self.without.setVisible(may_end and fewer and waiting < len(contents.assessments))
        self._column.addStretch(1)
