"""One's own levels by characteristic, beside the best fit: what the assessor answered, and nothing made of it."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from rpl_desk.domain.framework import SHORT_NAMES, Characteristic
from rpl_desk.domain.judgements import CriterionKind, CriterionRow, JudgementRow, answer_words
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, WIDTH
from rpl_desk.ui.widgets.lists import Index
from rpl_desk.ui.widgets.paint import paint_heat, paint_text


@dataclass(frozen=True, slots=True)
class Profile:
    """One row: one's own answers by characteristic, "" where none, and the best fit that a step is counted from."""

    name: str
    answers: Mapping[Characteristic, str]
    best_fit: str

    def step(self, one: Characteristic) -> int:
        answer = self.answers[one]
        return int(answer) - int(self.best_fit) if answer.isdecimal() and self.best_fit.isdecimal() else 0


class ProfileTable(QTableView):
    """Five cells in each row, read by their headings; what the assessor answered, and nothing made of it.

    Where there are several rows, each begins with its name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Your own profile")
        self.profiles: tuple[Profile, ...] = ()
        columns = {name: partial(_cell, one) for one, name in SHORT_NAMES.items()}
        self._model: RowTableModel[Profile] = RowTableModel(
            {"Of": _name, **columns}, lambda: list(self.profiles), parent=self
        )
        self.setModel(self._model)
        self.setItemDelegate(_HeatDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.setSectionsClickable(False)
        self.setProperty("compact", True)
        look().changed.connect(self._fit)

    def show_profiles(self, profiles: Sequence[Profile]) -> None:
        self.profiles = tuple(profiles)
        self._model.reload()
        self.setColumnHidden(0, len(profiles) < 2)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        row, header = look().theme.height("row"), self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(row)
        tall = header.sizeHint().height() + row * max(len(self.profiles), 1) + 2
        scrolls = header.length() > self.viewport().width()
        self.setFixedHeight(tall + (self.horizontalScrollBar().sizeHint().height() if scrolls else 0))


def _name(row: Profile) -> str:
    return row.name


def _cell(one: Characteristic, row: Profile) -> str:
    answer = row.answers[one]
    return answer_words(CriterionKind.CHARACTERISTIC, answer) if answer else "not judged"


class _HeatDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        profile: Profile = index.data(ROW)
        rect: QRect = option.rect.adjusted(2, 2, -2, -2)
        if index.column() == 0:
            paint_text(painter, rect, look().theme, profile.name, "small", weight=600)
            return
        one = list(SHORT_NAMES)[index.column() - 1]
        answer = profile.answers[one]
        paint_heat(painter, rect, look().theme, int(answer) if answer.isdecimal() else None, profile.step(one))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.column() == 0:
            profile: Profile = index.data(ROW)
            wide = QFontMetrics(look().theme.font("small", 600)).horizontalAdvance(profile.name) + SPACE["m"]
            return QSize(wide, look().theme.height("row"))
        return QSize(WIDTH["level_cell"], look().theme.height("row"))


def own_profiles(
    criteria: Sequence[CriterionRow], criterion: CriterionRow, judgements: Mapping[int, JudgementRow]
) -> tuple[Profile, ...]:
    """Return the assessor's own answers by characteristic that a best fit is judged over; none where there are none.

    Of a unit they are those of its outcomes, where the office rates by outcome, then its own; of a programme those of
    each unit. Each row's steps are counted from the best fit that row has.
    """
    given = {key: one.answer for key, one in judgements.items()}
    rows: dict[str, dict[Characteristic, str]] = {}
    fits = {one.unit_id: given.get(one.id, "") for one in criteria if one.kind is CriterionKind.BEST_FIT}
    best: dict[str, str] = {}
    whole = criterion.unit_id is None and not any(one.characteristic and one.unit_id is None for one in criteria)
    for one in criteria:
        if one.characteristic is None or (one.unit_id != criterion.unit_id and not whole):
            continue
        if whole and one.outcome_id is not None:
            continue
        name = one.label.rpartition(", ")[0] or one.group
        if one.outcome_id is not None:
            name = name.rpartition(", ")[2]
        rows.setdefault(name, dict.fromkeys(SHORT_NAMES, ""))[one.characteristic] = given.get(one.id, "")
        best[name] = fits.get(one.unit_id, "")
    return tuple(Profile(name, answers, best[name]) for name, answers in rows.items())
