"""The profile heat strip: a table whose level cells are shaded by how they stand to the best fit."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.case.profile import ProfileLine, profile_of
from rpl_desk.ui.tables import ROW, Index, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets.paint import CENTRE, LEFT, paint_heat, paint_text

_GAP = 2  # between heat cells
_CELL = 40  # height of a row at 100 % text
_NAME = 104  # least width of the first column at 100 % text


class ProfileTable(QTableView):
    """Every row in sight at once, as tall as its rows; it reads by rows and cells like any table."""

    def __init__(self, contents: CaseContents) -> None:
        super().__init__()
        self._headings, self._lines = profile_of(contents)
        columns: dict[str, Callable[[ProfileLine], object]] = {"": lambda line: line.name}
        for place, heading in enumerate(self._headings):
            columns[heading] = _reader(place)
        model = _ProfileModel(columns, lambda: list(self._lines), parent=self)
        model.reload()
        self.setModel(model)
        self.setItemDelegate(_HeatDelegate(self))
        self.setAccessibleName("Findings by unit and characteristic")
        self.setProperty("ring", "inside")
        self.setProperty("compact", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self._fit)
        self._fit()

    @property
    def lines(self) -> tuple[ProfileLine, ...]:
        return self._lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.grown(_NAME) * 2, self.height())

    def _fit(self, *_: object) -> None:
        theme = look().theme
        heading = QFontMetrics(theme.font("caption", 600))
        least = theme.grown(_CELL)
        widths = [max(*map(heading.horizontalAdvance, words.split()), least) + SPACE["s"] for words in self._headings]
        lines = max(len(words.split()) for words in self._headings)
        self.horizontalHeader().setFixedHeight(lines * theme.line("caption") + SPACE["m"])
        if len(self._headings) == 1:
            body = QFontMetrics(theme.font("small"))
            words = [cell.words for line in self._lines for cell in line.cells if cell is not None]
            widths = [max((body.horizontalAdvance(one) for one in words), default=least) + 2 * SPACE["m"]]
        name = max(self.viewport().width() - sum(widths), theme.grown(_NAME))
        self.setColumnWidth(0, name)
        for place, width in enumerate(widths, 1):
            self.setColumnWidth(place, width)
        for place, line in enumerate(self._lines):
            self.setRowHeight(place, max(theme.grown(_CELL), _tall(line.name, name)))
        rows = sum(self.rowHeight(place) for place in range(len(self._lines)))
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if sum(widths) + name > self.viewport().width() + 1 else 0
        self.setFixedHeight(self.horizontalHeader().height() + rows + below)


class _ProfileModel(RowTableModel[ProfileLine]):
    """The headings stand over their cells, on two lines where they have two words."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return CENTRE | Qt.TextFlag.TextWordWrap if self.columnCount() > 2 else LEFT
        return super().headerData(section, orientation, role)


class _HeatDelegate(QStyledItemDelegate):
    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = look().theme, QRect(option.rect)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        line: ProfileLine = index.data(ROW)
        if index.column() == 0:
            painter.save()
            painter.setFont(theme.font("small", 600))
            painter.setPen(theme.colour("text"))
            painter.drawText(rect.adjusted(0, 2, -SPACE["s"], -2), LEFT | Qt.TextFlag.TextWordWrap, line.name)
            painter.restore()
            return
        cell = line.cells[index.column() - 1]
        if cell is None:
            return
        inner = rect.adjusted(_GAP, _GAP + 1, -_GAP, -_GAP - 2)
        if cell.level is not None and cell.step is not None:
            paint_heat(painter, inner, theme, cell.level, cell.step)
        elif len(line.cells) == 1:
            paint_text(painter, rect.adjusted(SPACE["s"], 0, 0, 0), theme, cell.words, "small")
        else:
            short = {"not settled": "–", "not applicable": "n/a"}.get(cell.words, cell.words)
            paint_text(painter, inner, theme, short, "body", "text2", align=CENTRE)


def _tall(words: str, width: int) -> int:
    font = look().theme.font("small", 600)
    room = QRect(0, 0, max(width - SPACE["s"], 1), 10_000)
    return QFontMetrics(font).boundingRect(room, int(LEFT | Qt.TextFlag.TextWordWrap), words).height() + SPACE["s"]


def _reader(place: int) -> Callable[[ProfileLine], object]:
    def read(line: ProfileLine) -> str:
        cell = line.cells[place]
        return "" if cell is None else cell.words

    return read
