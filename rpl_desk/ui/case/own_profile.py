"""One's own levels by characteristic, beside the best fit: what the assessor answered, and nothing made of it."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from rpl_desk.domain.framework import SHORT_NAMES, Characteristic
from rpl_desk.domain.judgements import CriterionKind, CriterionRow, JudgementRow, answer_words
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import WIDTH
from rpl_desk.ui.widgets.lists import Index
from rpl_desk.ui.widgets.paint import paint_heat


@dataclass(frozen=True, slots=True)
class Profile:
    """One's own answers by characteristic, "" where none, and one's own best fit; a step is counted from that."""

    answers: Mapping[Characteristic, str]
    best_fit: str

    def step(self, one: Characteristic) -> int:
        answer = self.answers[one]
        return int(answer) - int(self.best_fit) if answer.isdecimal() and self.best_fit.isdecimal() else 0


class ProfileTable(QTableView):
    """Five cells in one row, read by their headings; what the assessor answered, and nothing made of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Your profile of this unit")
        self.profile: Profile | None = None
        self._model: RowTableModel[Profile] = RowTableModel(
            {name: partial(_cell, one) for one, name in SHORT_NAMES.items()},
            lambda: [self.profile] if self.profile is not None else [],
            parent=self,
        )
        self.setModel(self._model)
        self.setItemDelegate(_HeatDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.setSectionsClickable(False)
        self.setProperty("compact", True)
        look().changed.connect(self._fit)
        self._fit()

    def show_profile(self, profile: Profile) -> None:
        self.profile = profile
        self._model.reload()
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().theme.height("row"))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + look().theme.height("row") + 2)


def _cell(one: Characteristic, row: Profile) -> str:
    answer = row.answers[one]
    return answer_words(CriterionKind.CHARACTERISTIC, answer) if answer else "not judged"


class _HeatDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        profile: Profile = index.data(ROW)
        one = list(SHORT_NAMES)[index.column()]
        answer = profile.answers[one]
        rect: QRect = option.rect.adjusted(2, 2, -2, -2)
        paint_heat(painter, rect, look().theme, int(answer) if answer.isdecimal() else None, profile.step(one))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH["level_cell"], look().theme.height("row"))


def has_profile(criteria: Sequence[CriterionRow], criterion: CriterionRow) -> bool:
    return any(one.unit_id == criterion.unit_id and one.characteristic is not None for one in criteria)


def own_profile(
    criteria: Sequence[CriterionRow], criterion: CriterionRow, judgements: Mapping[int, JudgementRow]
) -> Profile:
    """Return the assessor's answers by characteristic for the unit of a best fit."""
    answers = dict.fromkeys(SHORT_NAMES, "")
    for one in criteria:
        if one.unit_id == criterion.unit_id and one.characteristic is not None and one.id in judgements:
            answers[one.characteristic] = judgements[one.id].answer
    best = judgements[criterion.id].answer if criterion.id in judgements else ""
    return Profile(answers, best)
