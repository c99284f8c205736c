"""Above the differences: how many of each kind, how many agreed, and what can be done with them all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.single_keys import Hint
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import button, chip_row, empty_layout, key_hint, label, refuse


class ComparingHead(QWidget):
    """`agreement_asked`, `sealed_asked` and `complete_asked` ask for what their buttons say."""

    agreement_asked = Signal()
    sealed_asked = Signal()
    complete_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sealed: QPushButton
        self.agreement: QPushButton
        self.complete: QPushButton
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def clear(self) -> None:
        empty_layout(self._column)

    def show_counts(
        self,
        contents: CaseContents,
        differences: int,
        still: list[CriterionRow],
        agreed: int,
        *,
        wide: bool,
        hint: Hint,
    ) -> None:
        """Show the counts and the acts; still: the criteria without a finding."""
        share = f"{100 * agreed / len(contents.criteria):.0f} % raw, from sealed answers"
        head = QHBoxLayout()
        head.setSpacing(SPACE["m"])
        head.addWidget(
            chip_row(
                _number(
                    differences,
                    "difference" if differences == 1 else "differences",
                    f"{differences - len(still)} settled, {len(still)} open",
                ),
                _number(agreed, "agreed", share),
            ),
            1,
        )
        acts = self._acts(contents, still)
        if wide:
            head.addWidget(chip_row(*acts), 0)
            self._column.addLayout(head)
        else:
            self._column.addLayout(head)
            self._column.addWidget(chip_row(*acts))
        if hint("R") and differences and contents.case.stage is Stage.RECONCILE:
            sides = [str(number) for number in range(1, len(contents.assessments) + 1)]
            self._column.addWidget(
                chip_row(
                    key_hint(sides if len(sides) < 4 else [sides[0], "…", sides[-1]], "take a side"),
                    key_hint([hint("R")], "reason"),
                    key_hint([hint("D")], "discuss"),
                    key_hint(["↵"], "settle, next"),
                    across=SPACE["l"],
                )
            )

    def _acts(self, contents: CaseContents, still: list[CriterionRow]) -> list[QWidget]:
        self.sealed = button("Sealed judgements", icon_name="history")
        self.sealed.clicked.connect(self.sealed_asked)
        self.agreement = button("Agreement", icon_name="chart-column")
        self.agreement.setShortcut("Ctrl+K")
        self.agreement.setToolTip("How far the sealed answers agree (Ctrl+K)")
        self.agreement.clicked.connect(self.agreement_asked)
        acts: list[QWidget] = [self.agreement, self.sealed]
        kind, icon_name = ("outlined", "lock") if still else ("primary", "arrow-right")
        self.complete = button("Complete", icon_name=icon_name, kind=kind)
        if contents.case.stage is Stage.RECONCILE:
            why = f"{len(still)} {'row' if len(still) == 1 else 'rows'} open" if still else None
            refuse(self.complete, why, "Complete" if still else "Take the case to the panel")
            self.complete.setToolTip("\n".join(row.label for row in still))
            self.complete.clicked.connect(self.complete_asked)
            acts.append(self.complete)
        return acts


def _number(number: int, words: str, note: str) -> QWidget:
    spot = QWidget()
    row = QHBoxLayout(spot)
    row.setContentsMargins(0, 0, SPACE["l"], 0)
    row.setSpacing(SPACE["m"])
    row.addWidget(label(str(number), "title1"))
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(label(words, "strong"))
    lines.addWidget(label(note, "small", tone="second"))
    row.addLayout(lines)
    return spot
