"""What the sealed answers agree on: one dashed line with the counts by unit, opened to be read."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import CriterionRow, answer_words, short_label
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import IconLabel, Panel, Paragraph, button, label


class AgreedPanel(Panel):
    """Closed at first; `turn` opens or closes it."""

    def __init__(self, contents: CaseContents, agreed: Sequence[CriterionRow]) -> None:
        super().__init__("dashed", padding=SPACE["s"], spacing=SPACE["xs"])
        self._count = len(agreed)
        line = QHBoxLayout()
        line.setSpacing(SPACE["m"])
        counts = Counter(one.group for one in agreed)
        groups = Paragraph(", ".join(f"{group}: {count}" for group, count in counts.items()), "small", tone="second")
        self.show_them = button("Show", kind="plain", size="small")
        self.show_them.clicked.connect(self.turn)
        line.addWidget(IconLabel("circle-check", f"{len(agreed)} agreed", "strong", "good"))
        line.addWidget(groups, 1)
        line.addWidget(self.show_them)
        self.box.addLayout(line)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(SPACE["l"], 0, SPACE["l"], SPACE["s"])
        column.setSpacing(SPACE["xs"])
        for group in counts:
            column.addWidget(label(group, "smallstrong", wrap=True))
            for one in agreed:
                if one.group == group:
                    answer = contents.finding_of[one.id].answer
                    said = answer_words(one.kind, answer) if answer else "judged with the unit as a whole"
                    column.addWidget(label(f"{short_label(one.label)}: {said}", "small", wrap=True))
        self._inside.hide()
        self.box.addWidget(self._inside)
        self._name()

    def turn(self) -> None:
        """Open the agreed answers, or close them."""
        self._inside.setVisible(self._inside.isHidden())
        self._name()

    def _name(self) -> None:
        does = "Show" if self._inside.isHidden() else "Hide"
        self.show_them.setText(does)
        self.show_them.setAccessibleName(f"{does} the {self._count} agreed answers")
