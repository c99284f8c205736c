"""How a mark's card is drawn in the sidebar, and how its note is written in place."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rpl_desk.domain.mark_cards import MarkCard
from rpl_desk.domain.passages import LinkRow
from rpl_desk.ui.tables import ROW
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import chip_size, paint_chip, paint_text
from rpl_desk.ui.widgets.signs import SIGNS

Index = QModelIndex | QPersistentModelIndex
CLOSED_LINES, OPEN_LINES = 2, 40
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class CardDelegate(QStyledItemDelegate):
    """Draws cards; `expanded` says which are shown whole, `noted` keeps a note and `note_of` reads it."""

    def __init__(
        self,
        view: QAbstractItemView,
        note_of: Callable[[MarkCard], str],
        noted: Callable[[MarkCard, str], object],
    ) -> None:
        super().__init__(view)
        self._view, self._note_of, self._noted = view, note_of, noted
        self.expanded = False

    # -- drawing ------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, card = look().theme, index.data(ROW)
        paint_row_ground(painter, option, theme, bar=True)
        rect = self._inner(option.rect)
        line = theme.line("caption")
        head = QRect(rect.left(), rect.top(), rect.width(), line)
        used = paint_text(painter, head, theme, card.where, "caption", "text2", weight=600)
        if not card.is_mine:
            paint_text(painter, head.adjusted(used + SPACE["s"], 0, 0, 0), theme, card.author, "caption", "text3")
        top = head.bottom() + 1 + SPACE["xs"]
        top = self._paint_words(painter, theme, QRect(rect.left(), top, rect.width(), 0), card.text, "small", "text")
        for link in card.links:
            top = self._paint_link(painter, theme, rect, top, card, link)

    def _paint_words(self, painter: QPainter, theme: Theme, at: QRect, words: str, role: str, token: str) -> int:
        """Draw wrapped words from the top of `at`, at most so many lines; returns where they end."""
        high = self._height(theme, words, role, at.width())
        if high:
            painter.save()
            painter.setFont(theme.font(role))
            painter.setPen(theme.colour(token))
            painter.setClipRect(QRect(at.left(), at.top(), at.width(), high))
            painter.drawText(QRect(at.left(), at.top(), at.width(), 100_000), _WRAP, words)
            painter.restore()
        return at.top() + high + (SPACE["xs"] if high else 0)

    def _paint_link(self, painter: QPainter, theme: Theme, rect: QRect, top: int, card: MarkCard, link: LinkRow) -> int:
        words, sign = _link_words(card, link), SIGNS[link.stance.value]
        size = chip_size(theme, words, sign)
        paint_chip(painter, QRect(rect.left(), top, min(size.width(), rect.width()), size.height()), theme, words, sign)
        top += size.height() + SPACE["xs"]
        at = QRect(rect.left(), top, rect.width(), 0)
        return self._paint_words(painter, theme, at, link.note, "small", "text2") if link.note else top

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme, card = look().theme, index.data(ROW)
        width = self._inner(QRect(0, 0, self._view.viewport().width(), 0)).width()
        high = theme.line("caption") + SPACE["xs"]
        high += self._part(theme, card.text, width)
        for link in card.links:
            high += theme.height("chip") + SPACE["xs"] + self._part(theme, link.note, width)
        return QSize(100, high + 2 * SPACE["s"])

    def _part(self, theme: Theme, words: str, width: int) -> int:
        high = self._height(theme, words, "small", width)
        return high + SPACE["xs"] if high else 0

    def _height(self, theme: Theme, words: str, role: str, width: int) -> int:
        if not words:
            return 0
        font: QFont = theme.font(role)
        metrics = QFontMetrics(font)
        most = metrics.lineSpacing() * (OPEN_LINES if self.expanded else CLOSED_LINES)
        return min(metrics.boundingRect(QRect(0, 0, max(width, 40), 100_000), _WRAP, words).height(), most)

    def _inner(self, rect: QRect) -> QRect:
        return rect.adjusted(SPACE["m"], SPACE["s"], -SPACE["m"], -SPACE["s"])

    # -- the note -----------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        card = index.data(ROW)
        field = QLineEdit(parent)
        field.setAccessibleName(f"Note on {card.where}")
        field.setPlaceholderText("What it shows; Esc goes back")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(self._note_of(index.data(ROW)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        self._noted(index.data(ROW), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect, high = self._inner(option.rect), look().theme.height("field")
        editor.setGeometry(rect.left(), option.rect.bottom() - high, rect.width(), high)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the note on Enter and on Esc alike: nothing typed is lost by going back to the card."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ENDS:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            assert isinstance(editor, QWidget)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(editor, event)


_ENDS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _link_words(card: MarkCard, link: LinkRow) -> str:
    return f"{card.key_of(link.criterion_id)} {link.stance.value}, {link.strength}"


def card_words(card: MarkCard) -> str:
    """Return a whole card as it is read aloud."""
    said = [card.where, card.text]
    for link in card.links:
        said.append(f"{_link_words(card, link)}{': ' + link.note if link.note else ''}")
    if not card.is_mine:
        said.append(f"by {card.author}")
    return ". ".join(part for part in said if part)
