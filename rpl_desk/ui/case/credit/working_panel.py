"""How this came about: each line of a working with its rule, and below them the checks with what they rest on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.awards import Advice
from rpl_desk.domain.credit_working import Step
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import IconLabel, Paragraph, empty_layout, label, rule

SIGNS = {
    True: ("check", "good", "Yes"),
    False: ("triangle-alert", "part", "Look"),
    None: ("circle-help", "text2", "Open"),
}


class WorkingPanel(QWidget):
    """Reads from top to bottom; the whole of it can be reached and scrolled by keys."""

    def __init__(self) -> None:
        super().__init__()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        self._column.setSpacing(SPACE["xs"])
        self.area = scrolled(inner)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area.setProperty("ring", "inside")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def show_working(self, name: str, steps: Sequence[Step], checks: Sequence[Advice]) -> None:
        """Show how a unit or the whole came about. name: which, for a screen reader."""
        empty_layout(self._column)
        spoken = [f"{one.words}. {one.rule}" for one in steps]
        for number, one in enumerate(steps):
            if number:
                self._column.addSpacing(SPACE["s"])
            self._column.addWidget(label(one.words, "strong", wrap=True))
            self._column.addWidget(Paragraph(one.rule, "caption", tone="second"))
        if not steps:
            self._column.addWidget(Paragraph("There is nothing to reckon yet.", tone="second"))
        if checks:
            self._column.addSpacing(SPACE["m"])
            self._column.addWidget(rule())
            self._column.addSpacing(SPACE["s"])
            self._column.addWidget(label("Sense checks: advice, no verdict", "label", wrap=True))
        for check in checks:
            icon_name, token, said = SIGNS[check.met]
            self._column.addSpacing(SPACE["s"])
            self._column.addWidget(IconLabel(icon_name, said, "label", token))
            self._column.addWidget(Paragraph(check.words, "small"))
            self._column.addWidget(Paragraph(check.source, "caption", tone="second"))
            spoken.append(f"{said}: {check.words} {check.source}")
        self._column.addStretch(1)
        self.area.setAccessibleName(f"How this came about: {name}")
        self.area.setAccessibleDescription(" ".join(spoken))
        self.area.verticalScrollBar().setValue(0)
