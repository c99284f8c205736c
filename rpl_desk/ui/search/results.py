"""The list of hits: each with its case, its place, and the found words bold and underlined in their sentence."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from rpl_desk.domain.rows import dataclass
from rpl_desk.domain.searching import HIT_WORDS, Found, Hit, HitKind, Piece
from rpl_desk.ui.tables import ROW
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import RIGHT, chip_size, paint_chip, paint_text
from rpl_desk.ui.widgets.signs import SIGNS

Index = QModelIndex | QPersistentModelIndex

LINES = 2  # of a snippet
BEFORE = 48  # characters at most before the first found word, so that it is in view however narrow the list is


@dataclass(frozen=True, slots=True)
class Section:
    """A line above the hits of one sort."""

    words: str


Line = Section | Hit


def lines_of(found: Found) -> list[Line]:
    """Return the hits under what they are: first what people wrote, then the evidence."""
    written = [one for one in found.hits if one.kind is not HitKind.PAGE]
    pages = [one for one in found.hits if one.kind is HitKind.PAGE]
    lines: list[Line] = []
    if written:
        lines += [Section(f"Written by people  {len(written)}"), *written]
    if pages:
        lines += [Section(f"In the evidence  {len(pages)}"), *pages]
    return lines


def is_same(one: Hit, other: Hit) -> bool:
    """Tell whether two hits are the same place, found by whatever words."""
    return (one.kind, one.source_id, one.page_index) == (other.kind, other.source_id, other.page_index)


def place_words(hit: Hit) -> str:
    """Return where in its case a hit is, without the reference: "E04 p.4", "Unit 2, Practice, assessor 2"."""
    words = hit.where if hit.item or not hit.criterion else hit.where.replace(hit.criterion, hit.title, 1)
    return words.removeprefix(hit.reference).strip(" ,")


def from_first_hit(pieces: Iterable[Piece], before: int = BEFORE) -> tuple[Piece, ...]:
    """Return a snippet with no more than so many characters before its first found word, cut at a blank."""
    kept = list(pieces)
    if kept and not kept[0].is_hit and len(kept) > 1 and len(kept[0].text) > before:
        start = kept[0].text
        cut = start.find(" ", len(start) - before)
        kept[0] = Piece(f"… {start[cut + 1 :] if cut >= 0 else start[-before:]}", False)
    return tuple(kept)


class HitsModel(QAbstractListModel):
    """Sections and hits; ROW is the whole line, the accessible text reads it in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(index.data(ROW), Section):
            return Qt.ItemFlag.NoItemFlags  # the arrow keys pass it over
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == ROW:
            return line
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words if isinstance(line, Section) else line.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.words if isinstance(line, Section) else spoken(line)
            case Qt.ItemDataRole.ToolTipRole:
                return None if isinstance(line, Section) else spoken(line)
            case _:
                return None


def spoken(hit: Hit) -> str:
    """Return a hit as it is read aloud."""
    title = f", {hit.title}" if hit.item else ""
    return f"{HIT_WORDS[hit.kind]}, {hit.reference} {place_words(hit)}{title}: {hit.text}"


class HitDelegate(QStyledItemDelegate):
    """Draws reference, place, title and kind in one line, and the snippet under it in at most two."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, line = look().theme, index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        if isinstance(line, Section):
            painter.fillRect(rect, theme.colour("raised"))
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
            words = rect.adjusted(SPACE["l"], 0, -SPACE["m"], 0)
            paint_text(painter, words, theme, line.words, "small", "text2", weight=600)
        else:
            paint_row_ground(painter, option, theme, bar=True)
            self._paint_hit(painter, rect, theme, line)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = look().theme
        if isinstance(index.data(ROW), Section):
            return QSize(100, theme.height("row"))
        words = "".join(piece.text for piece in from_first_hit(index.data(ROW).snippet))
        room = self._view.viewport().width() - SPACE["l"] - SPACE["m"]
        lines = 1 if QFontMetrics(theme.font("small", 600)).horizontalAdvance(words) < room else LINES
        return QSize(100, theme.height("chip") + lines * theme.line("small") + 2 * SPACE["s"] + SPACE["xs"])

    def _paint_hit(self, painter: QPainter, rect: QRect, theme: Theme, hit: Hit) -> None:
        inner = rect.adjusted(SPACE["l"], SPACE["s"], -SPACE["m"], -SPACE["s"])
        head = QRect(inner.left(), inner.top(), inner.width(), theme.height("chip"))
        if hit.kind is not HitKind.PAGE:
            kind, size = HIT_WORDS[hit.kind], chip_size(theme, HIT_WORDS[hit.kind])
            chip = QRect(head.right() - size.width() + 1, head.top(), size.width(), size.height())
            paint_chip(painter, chip, theme, kind, SIGNS["plain"])
            head.setRight(chip.left() - SPACE["m"])
        for words, token, weight in (
            (hit.reference, "text2", 600),
            (place_words(hit), "text", 600),
            (hit.title if hit.item else "", "text2", None),
        ):
            if words and head.width() > 2 * SPACE["l"]:
                used = paint_text(painter, head, theme, words, "small", token, weight=weight)
                head.setLeft(head.left() + used + SPACE["m"])
        below = QRect(inner.left(), inner.top() + theme.height("chip") + SPACE["xs"], inner.width(), 0)
        below.setBottom(inner.bottom())
        paint_snippet(painter, below, theme, from_first_hit(hit.snippet))


def paint_snippet(painter: QPainter, rect: QRect, theme: Theme, pieces: tuple[Piece, ...]) -> None:
    """Draw a snippet in at most two lines; found words are bold, underlined and on their own ground."""
    text = "".join(piece.text for piece in pieces)
    made = QTextLayout(text, theme.font("small"))
    made.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    plain, found = QTextCharFormat(), QTextCharFormat()
    plain.setForeground(theme.colour("text"))
    found.setForeground(theme.colour("text"))
    found.setBackground(theme.colour("diff"))
    found.setFontWeight(QFont.Weight.Bold)
    found.setFontUnderline(True)
    ranges, start = [], 0
    for piece in pieces:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, len(piece.text), found if piece.is_hit else plain
        ranges.append(one)
        start += len(piece.text)
    made.setFormats(ranges)
    made.beginLayout()
    top, shown = 0.0, []
    for _ in range(LINES):
        line = made.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, top))
        top += theme.line("small")
        shown.append(line)
    made.endLayout()
    at = QPointF(rect.topLeft())
    for line in shown:
        line.draw(painter, at)
    last = shown[-1] if shown else None
    if last is not None and last.textStart() + last.textLength() < len(text):
        metrics = QFontMetrics(theme.font("small"))
        width = metrics.horizontalAdvance(" …")
        left = min(rect.left() + round(last.naturalTextWidth()), rect.right() - width)
        end = QRect(left, rect.top() + round(last.y()), width, theme.line("small"))
        paint_text(painter, end, theme, "…", "small", "text2", align=RIGHT)


class HitsList(QListView):
    """Enter or a double click activates a hit; the up key on the first one leaves the list (`left` is called)."""

    def __init__(self, model: HitsModel) -> None:
        super().__init__()
        self._model = model
        self.left: Callable[[], object] = self.clearFocus
        self.setAccessibleName("What was found")
        self.setProperty("ring", "inside")
        self.setModel(model)
        self.setItemDelegate(HitDelegate(self))
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)  # a row is as tall as its snippet needs at this width
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        look().changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def hit(self) -> Hit | None:
        """The chosen hit."""
        line = self.currentIndex().data(ROW)
        return line if isinstance(line, Hit) else None

    def choose(self, wanted: Hit | None) -> None:
        """Choose the hit at the same place as `wanted`, or else the first."""
        hits = [row for row, line in enumerate(self._model.lines) if isinstance(line, Hit)]
        if not hits:
            return
        same = (row for row in hits if wanted is not None and is_same(self._model.lines[row], wanted))  # type: ignore[arg-type]
        row = next(same, hits[0])
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        if row == hits[0]:
            self.scrollToTop()
        else:
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first = next((row for row, line in enumerate(self._model.lines) if isinstance(line, Hit)), -1)
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= first:
            self.left()
        else:
            super().keyPressEvent(event)
