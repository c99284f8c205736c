"""The passages that one criterion rests on, as chips that lead to their place, and the form that links one by hand."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import STANCE_SIGNS, EvidenceRow, Stance
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import icon
from rpl_desk.ui.single_keys import Hint, no_hint, with_key
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Chip,
    ElidedLabel,
    FlowLayout,
    Panel,
    Segments,
    button,
    button_row,
    chip_row,
    empty_layout,
    icon_button,
    key_hint,
    label,
    labelled,
    set_property,
)

MOST_LINES = 3  # of chips seen at once; more are scrolled to


@dataclass(frozen=True, slots=True)
class NewPassage:
    """What the form says: a place in an item, how it bears on the criterion and how strongly (1 to 3)."""

    item: EvidenceRow
    page: str
    quotation: str
    stance: Stance
    strength: int
    note: str


def place_words(item: EvidenceRow, passage: LinkedPassage) -> str:
    """Return where a passage is: "E04 p.4", or "E04" for the whole item."""
    timed = ":" in passage.page  # a moment of a recording, not a page
    return f"{item.key} {'' if timed else 'p.'}{passage.page}" if passage.page else item.key


class PassagesPanel(QFrame):
    """`linked` asks to keep a NewPassage, `removed` to take a LinkedPassage away, `asked` to show its place.

    `noted` gives the note of the passage being worked on, `only_asked` whether other marks are to be hidden.
    """

    linked = Signal(object)
    removed = Signal(object)
    asked = Signal(object)
    noted = Signal(str)
    only_asked = Signal(bool)

    def __init__(self, hint: Hint = no_hint) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._items: dict[int, EvidenceRow] = {}
        self._item: EvidenceRow | None = None
        self.rows: list[LinkedRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        column.setSpacing(SPACE["s"])
        self.linked_title = label("", "smallstrong")
        self.marks_words = ElidedLabel("", "small", tone="second")
        self.only = icon_button("eye", with_key("Show only the marks for this criterion", hint("H")))
        self.only.setCheckable(True)
        self.only.clicked.connect(self.only_asked)
        self.open_form = button("Link by hand", kind="plain", size="small")
        self.open_form.setToolTip(with_key("Link a page or a quotation by typing it", hint("L")))
        self.open_form.clicked.connect(self.ask)
        hints = [key_hint([hint("Q")], "mark a selection")] if hint("Q") else []
        column.addWidget(chip_row(self.linked_title, self.marks_words, self.only, *hints, self.open_form))
        chips = QWidget()
        self._linked = FlowLayout(chips)
        self._chips = _FewLines(chips)
        column.addWidget(self._chips)
        self.note_of_mark = NoteLine()
        self.note_of_mark.setPlaceholderText("What it shows; Enter keeps the note")
        self.note_of_mark.closed.connect(lambda: self.noted.emit(self.note_of_mark.text()))
        self.note_box = labelled("Note on the mark", self.note_of_mark)
        self.note_box.hide()
        column.addWidget(self.note_box)
        column.addWidget(self._form())

    def _form(self) -> QWidget:
        self.form = Panel("raised")
        self.form_title = label("", "strong", wrap=True)
        self.page, self.quotation, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.page.setPlaceholderText("4, or empty for the whole item")
        self.stance = Segments("Stance", [(one, f"{STANCE_SIGNS[one]} {one.value}", "") for one in Stance])
        self.strength = Segments("Strength", [(one, str(one), "") for one in (1, 2, 3)])
        self.form.box.addWidget(self.form_title)
        self.form.box.addWidget(labelled("Page", self.page))
        self.form.box.addWidget(labelled("Words quoted", self.quotation))
        self.form.box.addWidget(
            chip_row(labelled("Stance", self.stance), labelled("Strength", self.strength), across=SPACE["l"])
        )
        self.form.box.addWidget(labelled("Note", self.note))
        self.link = button("Link the passage", icon_name="link")
        self.link.clicked.connect(self._link)
        self.not_now = button("Not now", kind="plain")
        self.not_now.clicked.connect(self.close_form)
        self.form.box.addLayout(button_row(self.not_now, self.link))
        for field in (self.page, self.quotation, self.note):
            field.returnPressed.connect(self._link)
        self._empty_form()
        self.form.hide()
        return self.form

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Know the register, so that chips can say what they lead to."""
        self._items = {one.id: one for one in items}
        self.open_form.setEnabled(bool(self._items))
        self.link.setEnabled(bool(self._items))

    def show_item(self, item: EvidenceRow | None) -> None:
        """Say which item a passage typed by hand belongs to."""
        self._item = item
        self.form_title.setText("" if item is None else f"A passage of {item.key} {item.title}")

    def show_linked(self, passages: Iterable[LinkedPassage], name: str) -> None:
        """Show what is linked to the criterion called `name`."""
        focused = next((one.passage.id for one in self.rows if one.hasFocus()), None)
        empty_layout(self._linked)
        self.rows = [LinkedRow(one, self._items[one.evidence_id]) for one in passages]
        for row in self.rows:
            row.removed.connect(partial(self.removed.emit, row.passage))
            row.asked.connect(partial(self.asked.emit, row.passage))
            row.focused.connect(partial(self._chips.ensureWidgetVisible, row))
            self._linked.addWidget(row)
            if row.passage.id == focused:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._chips.fit()
        self.linked_title.setText(f"Linked to {name}" if self.rows else f"Nothing is linked to {name} yet.")

    def show_marks_words(self, words: str, *, only: bool = False) -> None:
        """Say how many marks there are, and whether only those for the criterion are shown."""
        self.marks_words.set_full_text(words)
        self.only.setChecked(only)
        self.only.setIcon(icon("eye-off" if only else "eye", "text2"))

    def show_picked(self, passage_id: int, note: str) -> None:
        """Show which passage is being worked on, 0 for none, and its note."""
        linked = False
        for row in self.rows:
            row.show_picked(row.passage.passage_id == passage_id)
            linked |= row.passage.passage_id == passage_id
        self.note_box.setVisible(linked)
        if not self.note_of_mark.hasFocus() or not linked:
            self.note_of_mark.setText(note if linked else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a field go no further: it has kept what the field says."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def ask_note(self) -> None:
        """Put the keyboard into the note of the mark being worked on."""
        if self.note_box.isVisibleTo(self):
            self.note_of_mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Move to the next (1) or previous (-1) linked passage, round at the ends, and show its place."""
        if self.rows:
            here = next((place for place, one in enumerate(self.rows) if one.hasFocus()), None)
            place = (0 if by > 0 else -1) if here is None else (here + by) % len(self.rows)
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.asked.emit(self.rows[place].passage)

    # -- linking ------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Open the form for the item in view."""
        if self._item is not None:
            self.form.show()
            self.page.setFocus(Qt.FocusReason.TabFocusReason)

    def close_form(self) -> None:
        self.form.hide()
        self.open_form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty_form(self) -> None:
        for field in (self.page, self.quotation, self.note):
            field.clear()
        self.stance.set_value(Stance.SUPPORTS)
        self.strength.set_value(2)

    def _link(self) -> None:
        item = self._item
        if item is None:
            return
        stance, strength = self.stance.value(), self.strength.value()
        assert isinstance(stance, Stance) and isinstance(strength, int)
        self.linked.emit(NewPassage(item, self.page.text(), self.quotation.text(), stance, strength, self.note.text()))

    def done(self) -> None:
        """Empty and close the form, once what it said is kept."""
        self._empty_form()
        if self.form.isVisible():
            self.close_form()


class NoteLine(QLineEdit):
    """The note on a mark; Enter and Ctrl+Enter keep and close it. closed: it is to be kept."""

    closed = Signal()

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+Enter before the page around it, which goes on to the next criterion with it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_enter(event):
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _FewLines(QScrollArea):
    """Holds chips that wrap, as high as they are up to a few lines, so that they never take the room of the item."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        inner.setProperty("scrolled", True)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look().changed.connect(self.fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self, *_: object) -> None:
        """Take the height the chips need, at most so many lines; one is enough where the window is low."""
        layout = self._inner.layout()
        assert layout is not None
        needed = layout.heightForWidth(self.viewport().width()) if layout.count() else 0
        line = look().theme.height("button") + SPACE["s"]
        self.setMinimumHeight(min(needed, line))
        self.setMaximumHeight(min(needed, MOST_LINES * line))


class LinkedRow(QFrame):
    """One linked passage: a chip and a button that removes it. Enter or a click shows its place, Delete removes it."""

    removed = Signal()
    asked = Signal()
    focused = Signal()

    def __init__(self, passage: LinkedPassage, item: EvidenceRow) -> None:
        super().__init__()
        self.passage = passage
        place = place_words(item, passage)
        said = " ".join(text for text in (f"“{passage.quotation}”" if passage.quotation else "", passage.note) if text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{place}, {passage.stance.value}, strength {passage.strength}")
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Chip(f"{place} {passage.stance.value}, {passage.strength}", passage.stance.value))
        self.away = icon_button("x", f"Remove {place}")
        self.away.clicked.connect(self.removed)
        row.addWidget(self.away)

    def show_picked(self, picked: bool) -> None:
        """Give the chip of the mark being worked on its edge."""
        set_property(self, "part", "picked" if picked else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.asked.emit()
        else:
            super().keyPressEvent(event)
