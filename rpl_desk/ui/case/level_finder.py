"""Three neighbouring levels of one characteristic side by side, with what differs from the level below made visible."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFrame, QHBoxLayout, QLabel, QToolTip, QVBoxLayout, QWidget

from rpl_desk.domain.framework import SHORT_NAMES, Characteristic, Framework, Statement
from rpl_desk.domain.glossary import meanings
from rpl_desk.ui.case.level_print import finder_page
from rpl_desk.ui.case.statement_text import StatementText, as_tip
from rpl_desk.ui.case.terms_dialog import TermsDialog
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import LevelChip, Panel, Paragraph, SectionHead, empty_layout, icon_button, label

_F1 = Qt.Key.Key_F1
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
LEAST_WIDTH = 400  # of the finder at 100 % text; under it one level is shown at a time


class LevelFinder(QFrame):
    """Shows levels n-1, n and n+1; `slid` says that another level stands in the middle. It marks words, never a level.

    `ticked` gives a statement's id and whether it is relied on; ticks are counted and nothing is made of them. A narrow
    finder shows one level at a time.
    """

    slid = Signal()
    ticked = Signal(str, bool)

    def __init__(self, today: Callable[[], date]) -> None:
        """today: the day, as it is printed."""
        super().__init__()
        self.setProperty("part", "surface")
        self._today, self._about = today, ""
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
        self.paper = icon_button("printer", "Print these levels, Ctrl+P")
        self.paper.clicked.connect(self.ask_printer)
        for widget in (self.characteristic, self.down, self.up, self.paper):
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
        *,
        about: str | None = None,
    ) -> None:
        """Show a characteristic, or a choice among all of them for None, at `level` or where the finder stands.

        relied: the statements that are ticked for the criterion in view. about: that criterion, as it is printed; None
        leaves it as it is.
        """
        self._about = self._about if about is None else about
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
            words = StatementText(statement, below.get(statement.continues or ""), self._terms)
            panel.box.addWidget(self._with_tick(statement, words))
        panel.box.addStretch(1)
        return panel

    def _with_tick(self, statement: Statement, words: StatementText) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["s"])
        tick = _Tick(words, self.show_terms)
        tick.setChecked(statement.id in self._relied)
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

    # -- glossary and paper -------------------------------------------------------------------------------------------

    def show_terms(self, text: str) -> TermsDialog:
        """Open what the glossary says of the words in a statement."""
        line = self._framework.line if self._framework is not None else ""
        dialog = TermsDialog(meanings(text, self._terms), line, self)
        dialog.open()
        return dialog

    def page(self) -> QTextDocument:
        """Return what is printed: the levels in view, always three where there are so many, and what is ticked."""
        assert self._framework is not None
        levels = [self.level + by for by in (-1, 0, 1) if self.level + by in self._framework.levels]
        return finder_page(self._framework, self._characteristic, levels, self._relied, self._about, self._today())

    def ask_printer(self) -> None:
        """Ask for a printer, or a PDF, and print the levels in view."""
        from PySide6.QtPrintSupport import QPrintDialog

        if self._framework is not None:
            dialog = QPrintDialog(self)
            dialog.accepted.connect(lambda: self.page().print_(dialog.printer()))
            QDialog.open(dialog)  # its own takes a receiver and its slot


class _Tick(QCheckBox):
    """Ticks a statement; what its words mean is told on focus, and on F1 before the sheet of keys is."""

    def __init__(self, words: StatementText, explain: Callable[[str], object]) -> None:
        super().__init__()
        self._words, self._explain = words, explain
        self.setToolTip(words.meanings)
        self.setAccessibleName(f"Relied on: {words.text()}")
        said = (words.accessibleDescription(), words.meanings, "F1 tells more" if words.found else "")
        self.setAccessibleDescription(" ".join(said).strip())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._words.found and event.reason() in _BY_KEYS:
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), as_tip(self._words.meanings), self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == _F1:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _F1:
            self._explain(self._words.text())
        else:
            super().keyPressEvent(event)
