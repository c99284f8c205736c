"""Three neighbouring levels of one characteristic side by side, with what differs from the level below made visible."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rpl_desk.domain.framework import Characteristic, Framework, Statement, differing_words
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import LevelChip, Panel, Paragraph, SectionHead, empty_layout, icon_button, label


class LevelFinder(Panel):
    """Shows levels n-1, n and n+1; the middle one slides. It marks words, never a level."""

    def __init__(self) -> None:
        super().__init__(padding=0, spacing=0)
        self._framework: Framework | None = None
        self._characteristic: Characteristic | None = None
        self.level = 7
        self.head = SectionHead("Level finder", rounded=True)
        down, up = icon_button("chevron-left", "One level down"), icon_button("chevron-right", "One level up")
        down.clicked.connect(lambda: self.slide(-1))
        up.clicked.connect(lambda: self.slide(1))
        self.head.add(down)
        self.head.add(up)
        self.box.addWidget(self.head)
        inner = QWidget()
        self._columns = QHBoxLayout(inner)
        self._columns.setContentsMargins(SPACE["m"], SPACE["m"], SPACE["m"], SPACE["m"])
        self._columns.setSpacing(SPACE["m"])
        self.box.addWidget(scrolled(inner), 1)
        foot = QWidget()
        row = QVBoxLayout(foot)
        row.setContentsMargins(SPACE["l"], SPACE["xs"], SPACE["l"], SPACE["s"])
        self.line = Paragraph("", "caption")
        row.addWidget(self.line)
        self.box.addWidget(foot)
        look().changed.connect(self._fill)

    def show_characteristic(self, framework: Framework, characteristic: Characteristic, level: int | None) -> None:
        """Show a characteristic, at a level when one is given and else where the finder stands."""
        self._framework, self._characteristic = framework, characteristic
        self.level = level or self.level
        self._fill()

    def slide(self, by: int) -> None:
        """Move the middle level down or up, where there is one."""
        if 1 <= self.level + by <= 12:
            self.level += by
            self._fill()

    def _fill(self) -> None:
        if self._framework is None or self._characteristic is None:
            return
        empty_layout(self._columns)
        self.head.note.set_full_text(self._framework.names[self._characteristic])
        self.line.setText(f"{self._framework.line}. Marked: differs from one level below.")
        for level in (self.level - 1, self.level, self.level + 1):
            if 1 <= level <= 12:
                self._columns.addWidget(self._column(level), 9 if level == self.level else 8)

    def _column(self, level: int) -> Panel:
        assert self._framework is not None and self._characteristic is not None
        panel = Panel("chosen" if level == self.level else "raised", padding=SPACE["m"], spacing=SPACE["s"])
        head = QHBoxLayout()
        head.addWidget(LevelChip(level, decided=level == self.level))
        head.addWidget(
            label("in view" if level == self.level else "below" if level < self.level else "above", "small"), 1
        )
        panel.box.addLayout(head)
        below = {one.id: one for one in self._framework.cell(level - 1, self._characteristic)}
        for statement in self._framework.cell(level, self._characteristic):
            panel.box.addWidget(_statement(statement, below.get(statement.continues or "")))
        panel.box.addStretch(1)
        return panel


def _statement(statement: Statement, below: Statement | None) -> QLabel:
    """Return a statement with the words its neighbour below lacks marked; unpaired ones are shown unmarked."""
    made = QLabel()
    made.setWordWrap(True)
    made.setProperty("role", "small")
    made.setAccessibleName(statement.text)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if below is None:
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setText(statement.text)
        return made
    theme = look().theme
    ground, ink = theme.code("diff"), theme.code("text")
    spans = differing_words(statement.text, below.text)
    made.setTextFormat(Qt.TextFormat.RichText)  # of our own making: every word of the data is escaped
    made.setText(
        "".join(
            f'<b style="background-color:{ground}; color:{ink}; text-decoration:underline">{escape(text)}</b>'
            if marked
            else escape(text)
            for text, marked in spans
        )
    )
    marked = ", ".join(text.strip() for text, is_marked in spans if is_marked and text.strip())
    made.setAccessibleDescription(f"Differs from the level below in: {marked}" if marked else "")
    return made
