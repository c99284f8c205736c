"""The evidence of a case in short, the passages that one criterion rests on, and the form that links another."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EVIDENCE_WORDS, STANCE_SIGNS, EvidenceRow, Stance
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import (
    Chip,
    Panel,
    Paragraph,
    SectionHead,
    Segments,
    button,
    button_row,
    chip_row,
    empty_layout,
    icon_button,
    label,
    labelled,
    row_list,
)
from rpl_desk.ui.widgets.paint import RIGHT, paint_text

MOST_ROWS = 5  # of the register shown before it scrolls


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
    return f"{item.key} p.{passage.page}" if passage.page else item.key


class PassagesPanel(QWidget):
    """`linked` asks to keep a NewPassage, `removed` to take a LinkedPassage away."""

    linked = Signal(object)
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[int, EvidenceRow] = {}
        self.rows: list[LinkedRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Evidence")
        self.open_form = button("Link a passage", icon_name="link", size="small")
        self.open_form.clicked.connect(self.ask)
        self.head.add(self.open_form)
        column.addWidget(self.head)
        inner = QWidget()
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["l"])
        self._inner.setSpacing(SPACE["m"])
        self._model: RowTableModel[EvidenceRow] = RowTableModel(
            {"Item": lambda one: one.key, "Title": lambda one: one.title},
            lambda: list(self._items.values()),
            say=lambda one: f"{one.key}, {one.title}, {EVIDENCE_WORDS[one.kind]}",
            parent=self,
        )
        self.list = row_list("Evidence register", self._model, self._paint, "row")
        self.list.setProperty("framed", True)
        self.list.activated.connect(self.ask)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._name_form())
        self._inner.addWidget(self.list)
        self._inner.addWidget(self._form())
        self.linked_title = label("", "smallstrong")
        self._inner.addWidget(self.linked_title)
        self._linked = QVBoxLayout()
        self._linked.setSpacing(SPACE["s"])
        self._inner.addLayout(self._linked)
        self._inner.addWidget(
            Paragraph("Items open from the Evidence page. Reading and marking pages here comes later.", "caption")
        )
        self._inner.addStretch(1)
        column.addWidget(scrolled(inner), 1)
        look().changed.connect(self._fit_list)

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
        """Show the register; the item in view stays chosen."""
        kept = self._item()
        self._items = {one.id: one for one in items}
        self._model.reload()
        ids = list(self._items)
        place = ids.index(kept.id) if kept is not None and kept.id in ids else 0
        self.list.setCurrentIndex(self._model.index(place, 0))
        count = len(self._items)
        self.head.note.set_full_text(f"{count} item{'' if count == 1 else 's'}")
        self.open_form.setEnabled(bool(count))
        self.link.setEnabled(bool(count))
        self._fit_list()
        self._name_form()

    def show_linked(self, passages: Iterable[LinkedPassage], name: str) -> None:
        """Show what is linked to the criterion called `name`."""
        focused = next((one.passage.id for one in self.rows if one.hasFocus()), None)
        empty_layout(self._linked)
        self.rows = [LinkedRow(one, self._items[one.evidence_id]) for one in passages]
        for row in self.rows:
            row.removed.connect(partial(self.removed.emit, row.passage))
            self._linked.addWidget(row)
            if row.passage.id == focused:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.linked_title.setText(f"Linked to {name}" if self.rows else f"Nothing is linked to {name} yet.")
        self._name_form()

    def step(self, by: int) -> None:
        """Move to the next (1) or previous (-1) linked passage, round at the ends."""
        if self.rows:
            here = next((place for place, one in enumerate(self.rows) if one.hasFocus()), None)
            place = (0 if by > 0 else -1) if here is None else (here + by) % len(self.rows)
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _fit_list(self) -> None:
        rows = min(max(len(self._items), 1), MOST_ROWS)
        self.list.setFixedHeight(rows * look().theme.height("row") + 2)

    def _item(self) -> EvidenceRow | None:
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, EvidenceRow) else None

    def _name_form(self) -> None:
        item = self._item()
        self.form_title.setText("" if item is None else f"A passage of {item.key} {item.title}")

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, item: EvidenceRow, selected: bool) -> None:
        inner = rect.adjusted(SPACE["m"], 0, -SPACE["m"], 0)
        kind = paint_text(painter, inner, theme, EVIDENCE_WORDS[item.kind], "caption", "text2", align=RIGHT)
        inner.setRight(inner.right() - kind - SPACE["s"])
        key = paint_text(painter, inner, theme, item.key, "small", "text3", weight=600)
        inner.setLeft(inner.left() + key + SPACE["s"])
        paint_text(painter, inner, theme, item.title, "small", weight=600 if selected else None)

    # -- linking ------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Open the form for the item chosen."""
        if self._item() is not None:
            self.form.show()
            self.page.setFocus(Qt.FocusReason.TabFocusReason)

    def close_form(self) -> None:
        self.form.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty_form(self) -> None:
        for field in (self.page, self.quotation, self.note):
            field.clear()
        self.stance.set_value(Stance.SUPPORTS)
        self.strength.set_value(2)

    def _link(self) -> None:
        item = self._item()
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


class LinkedRow(QFrame):
    """One linked passage: a chip, its words, and a button that removes it; Delete does the same."""

    removed = Signal()

    def __init__(self, passage: LinkedPassage, item: EvidenceRow) -> None:
        super().__init__()
        self.passage = passage
        place = place_words(item, passage)
        said = " ".join(text for text in (f"“{passage.quotation}”" if passage.quotation else "", passage.note) if text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{place}, {passage.stance.value}, strength {passage.strength}")
        self.setAccessibleDescription(said)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["s"])
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(Chip(f"{place} {passage.stance.value}, {passage.strength}", passage.stance.value), 0, top)
        row.addWidget(Paragraph(said, "small", tone="second"), 1)
        self.away = icon_button("x", f"Remove {place}")
        self.away.clicked.connect(self.removed)
        row.addWidget(self.away, 0, top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
