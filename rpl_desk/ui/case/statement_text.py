"""A descriptor statement: words that its neighbour below lacks marked, words of the glossary underlined with dots."""

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QLabel, QToolTip

from rpl_desk.domain.framework import Statement, differing_words
from rpl_desk.domain.glossary import Term, terms_in
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import Theme

_Line = QTextCharFormat.UnderlineStyle


class StatementText(QLabel):
    """`below` is the statement one level down that this one carries further; without it nothing is marked.

    terms: what words of the glossary mean, by the word in small letters; told where the mouse stands on one.
    """

    def __init__(self, statement: Statement, below: Statement | None, terms: Mapping[str, str]) -> None:
        super().__init__(statement.text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setAccessibleName(statement.text)
        self._terms = terms
        self.found: tuple[Term, ...] = terms_in(statement.text, terms)
        spans = differing_words(statement.text, below.text if below is not None else None)
        self.differing = tuple(text.strip() for text, differs in spans if differs and text.strip())
        marked = ", ".join(self.differing)
        self.setAccessibleDescription(f"Differs from the level below in: {marked}" if marked else "")
        self._document = written(statement.text, spans, self.found, look().theme)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._document.setTextWidth(max(width, 1))
        return round(self._document.size().height())

    def sizeHint(self) -> QSize:
        wide = min(round(self._document.idealWidth()), look().theme.grown(220))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.grown(70), look().theme.line("small"))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._document.setTextWidth(self.width())
        painter = QPainter(self)
        self._document.documentLayout().draw(painter, QAbstractTextDocumentLayout.PaintContext())

    def meaning_at(self, point: QPoint) -> str:
        """Return what the glossary says of the word at a point, empty where there is none."""
        self._document.setTextWidth(self.width())
        at = self._document.documentLayout().hitTest(point.toPointF(), Qt.HitTestAccuracy.ExactHit)
        return next((told(one.entry, self._terms) for one in self.found if one.start <= at < one.end), "")

    @property
    def meanings(self) -> str:
        """What the glossary says of every word of it, a line each."""
        return "\n".join(told(entry, self._terms) for entry in dict.fromkeys(one.entry for one in self.found))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        meaning = self.meaning_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.WhatsThisCursor if meaning else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), as_tip(meaning), self)


def told(entry: str, terms: Mapping[str, str]) -> str:
    return f"{entry.capitalize()}: {terms[entry]}"


def as_tip(words: str) -> str:
    """Return words as a tool tip that wraps; a plain one would run across the screen."""
    return "<br>".join(f"<span>{escape(line)}</span>" for line in words.splitlines())


def written(text: str, spans: tuple[tuple[str, bool], ...], found: tuple[Term, ...], theme: Theme) -> QTextDocument:
    """Return a statement written out: what differs bold on its ground with a line under it, terms over dots."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(theme.font("small"))
    base = QTextCharFormat()
    base.setForeground(theme.colour("text"))
    cursor = QTextCursor(document)
    cursor.insertText(text, base)
    at = 0
    for words, differs in spans:
        if differs:
            _dress(document, at, at + len(words), _differing(theme))
        at += len(words)
    for term in found:
        dots = QTextCharFormat()
        cursor.setPosition(term.start + 1)
        marked = cursor.charFormat().fontWeight() == QFont.Weight.Bold
        dots.setUnderlineStyle(_Line.DashDotLine if marked else _Line.DotLine)
        dots.setUnderlineColor(theme.colour("text" if marked else "accent"))
        _dress(document, term.start, term.end, dots)
    return document


def _differing(theme: Theme) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setBackground(theme.colour("diff"))
    ink.setForeground(theme.colour("text"))
    ink.setFontWeight(QFont.Weight.Bold)
    ink.setUnderlineStyle(_Line.SingleUnderline)
    return ink


def _dress(document: QTextDocument, start: int, end: int, ink: QTextCharFormat) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(ink)
