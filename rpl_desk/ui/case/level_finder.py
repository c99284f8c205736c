"""Three neighbouring levels of one characteristic side by side, with what differs from the level below made visible."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rpl_desk.domain.framework import SHORT_NAMES, Characteristic, Framework, Statement, differing_words
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import LevelChip, Panel, Paragraph, SectionHead, empty_layout, icon_button, label

LEAST_WIDTH = 400  # of the finder at 100 % text; under it one level is shown at a time


class LevelFinder(QFrame):
    """Shows levels n-1, n and n+1; `slid` says that another level stands in the middle. It marks words, never a level.

    `ticked` gives a statement's id and whether it is relied on; ticks are counted and nothing is made of them. A narrow
    finder shows one level at a time.
    """

    slid = Signal()
    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "surface")
        self._framework: Framework | None = None
        self._characteristic = Characteristic.KNOWLEDGE
        self._narrow = False
        self._relied: frozenset[str] = frozenset()
        self._terms: dict[str, str] = {}
        self._counts: dict[int, QLabel] = {}
        self.level = 7
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Level finder")
        self.characteristic = QComboBox()
        self.characteristic.setAccessibleName("Characteristic in the level finder")
        for one, name in SHORT_NAMES.items():
            self.characteristic.addItem(name, one)
        self.characteristic.activated.connect(self._choose_characteristic)
        self.down = icon_button("chevron-left", "One level down, key [")
        self.up = icon_button("chevron-right", "One level up, key ]")
        self.down.clicked.connect(lambda: self.slide(-1))
        self.up.clicked.connect(lambda: self.slide(1))
        for widget in (self.characteristic, self.down, self.up):
            self.head.add(widget)
        column.addWidget(self.head)
        inner = QWidget()
        self._columns = QHBoxLayout(inner)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        column.addWidget(scrolled(inner), 1)
        foot = Panel("foot", padding=SPACE["s"], spacing=0)
        foot.box.setContentsMargins(SPACE["l"], SPACE["s"], SPACE["l"], SPACE["s"])
        self.line = Paragraph("", "caption")
        foot.box.addWidget(self.line)
        column.addWidget(foot)
        look().changed.connect(self._fill)

    def show_characteristic(
        self,
        framework: Framework,
        characteristic: Characteristic | None,
        level: int | None = None,
        relied: Iterable[str] = (),
    ) -> None:
        """Show a characteristic, or a choice among all of them for None, at `level` or where the finder stands.

        relied: the statements that are ticked for the criterion in view.
        """
        self._framework, self._relied = framework, frozenset(relied)
        self.characteristic.setVisible(characteristic is None)
        self._characteristic = characteristic or self.characteristic.currentData()
        self.level = level or self.level
        self._fill()

    def explain(self, terms: Mapping[str, str]) -> None:
        """Know what words of the descriptors mean, by the word in small letters; they are told where a word stands."""
        self._terms = dict(terms)

    def slide(self, by: int) -> None:
        """Move the middle level down or up, where there is one."""
        if self._framework is not None and self.level + by in self._framework.levels:
            self.level += by
            self._fill()
            self.slid.emit()

    @property
    def in_view(self) -> tuple[int, ...]:
        """The levels that are shown."""
        if self._framework is None:
            return ()
        reach = (0,) if self._narrow else (-1, 0, 1)
        return tuple(self.level + by for by in reach if self.level + by in self._framework.levels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < look().theme.grown(LEAST_WIDTH)
        if narrow != self._narrow:
            self._narrow = narrow
            self._fill()
            self.slid.emit()

    def _choose_characteristic(self) -> None:
        self._characteristic = self.characteristic.currentData()
        self._fill()

    def _fill(self) -> None:
        if self._framework is None:
            return
        empty_layout(self._columns)
        self._counts = {}
        self.head.note.set_full_text(self._framework.names[self._characteristic])
        self.line.setText(f"{self._framework.line}. Marked words differ from one level below.")
        for level in self.in_view:
            self._columns.addWidget(self._column(level), 9 if level == self.level else 8)

    def _column(self, level: int) -> Panel:
        assert self._framework is not None
        middle = level == self.level
        panel = Panel("inview" if middle else "surface", padding=SPACE["m"], spacing=SPACE["s"])
        head = QHBoxLayout()
        head.setSpacing(SPACE["s"])
        head.addWidget(LevelChip(level, decided=False))
        place = "in view" if middle else "below" if level < self.level else "above"
        head.addWidget(label(place, "smallstrong" if middle else "small", tone=None if middle else "second"), 1)
        panel.box.addLayout(head)
        statements = self._framework.cell(level, self._characteristic)
        self._counts[level] = label("", "small", tone="accent")
        head.addWidget(self._counts[level])
        self._count(level)
        below = {one.id: one for one in self._framework.cell(level - 1, self._characteristic)}
        for statement in statements:
            words = statement_label(statement, below.get(statement.continues or ""))
            words.setToolTip(self._meanings(statement.text))
            panel.box.addWidget(self._with_tick(statement, words))
        panel.box.addStretch(1)
        return panel

    def _with_tick(self, statement: Statement, words: QLabel) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["s"])
        tick = QCheckBox()
        tick.setChecked(statement.id in self._relied)
        tick.setAccessibleName(f"Relied on: {statement.text}")
        tick.setAccessibleDescription(" ".join((words.accessibleDescription(), words.toolTip())).strip())
        tick.setToolTip(words.toolTip())
        tick.toggled.connect(partial(self._tick, statement.id, tick))
        row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return made

    def _tick(self, statement: str, tick: QCheckBox, *_: object) -> None:
        """Count a tick where it is made, so that the keyboard stays on it."""
        self._relied = self._relied | {statement} if tick.isChecked() else self._relied - {statement}
        for level in self.in_view:
            self._count(level)
        self.ticked.emit(statement, tick.isChecked())

    def _count(self, level: int) -> None:
        assert self._framework is not None
        count = sum(one.id in self._relied for one in self._framework.cell(level, self._characteristic))
        self._counts[level].setText(f"{count} ticked" if count else "")

    def _meanings(self, text: str) -> str:
        """Return what the glossary says of the words in a statement, a line each."""
        lowered = text.casefold()
        found = [word for word in self._terms if re.search(rf"\b{re.escape(word)}\b", lowered)]
        return "\n".join(f"{word.capitalize()}: {self._terms[word]}" for word in found)


def statement_label(statement: Statement, below: Statement | None) -> QLabel:
    """Return a statement with the words its neighbour below lacks marked; unpaired ones are shown unmarked."""
    made = label("", "small", wrap=True)
    made.setAccessibleName(statement.text)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if below is None:
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
