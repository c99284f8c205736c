"""The marks of a case as cards beside the item: searched, filtered, noted and removed by keys, in reading order."""

from collections.abc import Callable, Hashable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QMenu, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import STANCE_SIGNS, Stance
from rpl_desk.domain.mark_cards import MarkCard, MarkFilter, in_card_order
from rpl_desk.domain.passages import ANCHOR_WORDS, AnchorKind
from rpl_desk.ui.announcer import say
from rpl_desk.ui.case.mark_card import CardDelegate, card_words
from rpl_desk.ui.tables import ROW, Index, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import SectionHead, button, chip_row, icon_button, label

LEAST_WIDTH = 220  # at 100 % text

_CONTROLS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class _Cards(RowTableModel[MarkCard]):
    def flags(self, index: Index) -> Qt.ItemFlag:
        """A note can be written on one's own mark that says something of a criterion."""
        card = self.rows[index.row()] if index.isValid() else None
        may = card is not None and card.is_mine and bool(card.links)
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if may else Qt.ItemFlag.NoItemFlags)


class MarksSidebar(QFrame):
    """`opened` asks to show a card's place, `moved` comes when the list moved to a card.

    noted: a card and its new note. removed: a card to take away. closed: put the sidebar away.
    """

    opened = Signal(object)
    moved = Signal(object)
    noted = Signal(object, str)
    removed = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "surface")
        self.take_key: Callable[[QKeyEvent], bool] = lambda event: False
        self._cards: list[MarkCard] = []
        self._item: int | None = None
        self._criterion: int | None = None
        self._chosen: dict[str, set[Hashable]] = {"stance": set(), "type": set(), "author": set(), "criterion": set()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Marks")
        self.expand = icon_button("chevron-down", "Expand all cards")
        self.expand.setCheckable(True)
        self.expand.toggled.connect(self._expand)
        away = icon_button("x", "Close the marks, key B")
        away.clicked.connect(self.closed)
        for one in (self.expand, away):
            self.head.add(one)
        column.addWidget(self.head)
        tools = QWidget()
        inside = QVBoxLayout(tools)
        inside.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        inside.setSpacing(SPACE["s"])
        self.words = QLineEdit()
        self.words.setAccessibleName("Search the marks")
        self.words.setPlaceholderText("Words, notes, criterion, page")
        self.words.textChanged.connect(self._filter)
        inside.addWidget(self.words)
        self.here = self._chip("This item", "Only the marks of the item in view", checked=True)
        self.count = label("", "caption")
        inside.addWidget(chip_row(self.here, self.count))
        self.stances = {one: self._chip(STANCE_SIGNS[one], f"Stance: {one.value}") for one in Stance}
        for stance, chip in self.stances.items():
            chip.setToolTip(stance.value)
            chip.toggled.connect(self._choosing("stance", stance))
        self.menus = {"criterion": _menu("Criterion"), "type": _menu("Type"), "author": _menu("Author")}
        inside.addWidget(chip_row(*self.stances.values(), *self.menus.values()))
        self._offered: list[tuple[str, Hashable, str]] = []
        column.addWidget(tools)
        self._model = _Cards({"Mark": lambda one: one.where}, self._kept, say=card_words, parent=self)
        self.list = QListView()
        self.list.setAccessibleName("Marks, arrows move, Enter writes the note, Delete removes")
        self.list.setProperty("ring", "inside")
        self.list.setModel(self._model)
        self.delegate = CardDelegate(self.list, self._note_of, self.noted.emit)
        self.list.setItemDelegate(self.delegate)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.clicked.connect(lambda index: self.opened.emit(index.data(ROW)))
        self.list.installEventFilter(self)
        column.addWidget(self.list, 1)
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self, *_: object) -> None:
        self.setMinimumWidth(look().theme.grown(LEAST_WIDTH))
        self.list.scheduleDelayedItemsLayout()

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_cards(self, cards: Iterable[MarkCard], order: Iterable[int]) -> None:
        """Show marks, item by item in the order of the register; the card in hand stays in hand."""
        self._cards = in_card_order(cards, order)
        self._fill_chips()
        self._filter()

    def show_item(self, item_id: int | None) -> None:
        """Know which item is in view."""
        self._item = item_id
        self._filter()

    def show_criterion(self, criterion_id: int | None) -> None:
        """Know which criterion is in view; a note is written on what a mark says of it, where it says anything."""
        self._criterion = criterion_id

    def show_picked(self, passage_id: int) -> None:
        """Move to a mark's card without telling anybody."""
        row = next((n for n, one in enumerate(self._model.rows) if one.passage.id == passage_id), None)
        if row is not None and row != self.list.currentIndex().row():
            self._quietly(lambda: self.list.setCurrentIndex(self._model.index(row, 0)))

    def _chip(self, words: str, name: str, *, checked: bool = False) -> QPushButton:
        made = button(words, kind="filter", size="small")
        made.setCheckable(True)
        made.setChecked(checked)
        made.setAccessibleName(name)
        made.clicked.connect(self._filter)
        return made

    def _fill_chips(self) -> None:
        """Offer only what some card has: stances by their sign, criteria, types and authors in menus."""
        stances = {link.stance for card in self._cards for link in card.links}
        criteria = {each for card in self._cards for each in card.criteria}
        kinds = {card.passage.anchor.kind for card in self._cards}
        offers: list[tuple[str, Hashable, str]] = [("stance", one, one.value) for one in Stance if one in stances]
        offers += [("criterion", key, f"{code}  {name}") for key, code, name in sorted(criteria, key=lambda it: it[1])]
        offers += [("type", one, ANCHOR_WORDS[one].capitalize()) for one in AnchorKind if one in kinds]
        offers += [("author", one, one) for one in sorted({card.author for card in self._cards})]
        if offers == self._offered:
            return
        self._offered = offers
        for group, held in self._chosen.items():
            held &= {value for of, value, _ in offers if of == group}
        for stance, chip in self.stances.items():
            chip.setEnabled(stance in stances)
            chip.setChecked(stance in self._chosen["stance"])
        for group, made in self.menus.items():
            menu, offered = made.menu(), [each for each in offers if each[0] == group]
            assert menu is not None
            menu.clear()
            for _, value, words in offered:
                act = QAction(words, menu)
                act.setCheckable(True)
                act.setChecked(value in self._chosen[group])
                act.toggled.connect(self._choosing(group, value))
                menu.addAction(act)
            made.setVisible(len(offered) > 1 or (group == "criterion" and bool(offered)))

    def _choosing(self, group: str, value: Hashable) -> Callable[[bool], None]:
        def choose(on: bool) -> None:
            (self._chosen[group].add if on else self._chosen[group].discard)(value)
            self._filter()

        return choose

    @property
    def filter(self) -> MarkFilter:
        """What the chips and the search line ask for."""
        chosen = self._chosen
        here = self.here.isChecked() and self._item is not None
        return MarkFilter(
            items=frozenset({self._item} if here and self._item is not None else ()),
            criteria=frozenset(one for one in chosen["criterion"] if isinstance(one, int)),
            stances=frozenset(one for one in chosen["stance"] if isinstance(one, Stance)),
            kinds=frozenset(one for one in chosen["type"] if isinstance(one, AnchorKind)),
            authors=frozenset(one for one in chosen["author"] if isinstance(one, str)),
            words=self.words.text(),
        )

    def _kept(self) -> list[MarkCard]:
        asked = self.filter
        return [one for one in self._cards if asked.keeps(one)]

    def _filter(self, *_: object) -> None:
        now = self.list.currentIndex()
        card, row = now.data(ROW), max(now.row(), 0)
        self._quietly(self._model.reload)
        rows = self._model.rows
        for group, made in self.menus.items():
            count = len(self._chosen[group])
            made.setText(f"{group.capitalize()}: {count}" if count else group.capitalize())
        words = f"showing {len(rows)} of {len(self._cards)}"
        if words != self.count.text():
            self.count.setText(words)
            self.words.setAccessibleDescription(words)
            if self.isVisible():
                say(self, words)
        if rows:
            same = next((n for n, one in enumerate(rows) if card and one.passage.id == card.passage.id), None)
            wanted = min(row, len(rows) - 1) if same is None else same
            self._quietly(lambda: self.list.setCurrentIndex(self._model.index(wanted, 0)))

    def _quietly(self, act: Callable[[], object]) -> None:
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        act()
        selection.blockSignals(False)
        self.list.viewport().update()

    def _expand(self, on: bool) -> None:
        self.delegate.expanded = on
        self.expand.setAccessibleName("Show less of the cards" if on else "Expand all cards")
        self.expand.setToolTip(self.expand.accessibleName())
        self.list.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.scheduleDelayedItemsLayout()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the keyboard on the cards, or into the search where there are none."""
        target = self.list if self._model.rows else self.words
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def card(self) -> MarkCard | None:
        """The card in hand."""
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, MarkCard) else None

    def _moved(self, now: QModelIndex, _: QModelIndex) -> None:
        card = now.data(ROW)
        if card is not None:
            self.moved.emit(card)

    def _note_of(self, card: MarkCard) -> str:
        link = card.link_for(self._criterion)
        return link.note if link is not None else ""

    def edit_note(self) -> None:
        """Write the note of the card in hand, where it is one's own and says something of a criterion."""
        card = self.card
        if card is not None and self._model.flags(self.list.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
            self.list.edit(self.list.currentIndex())
        elif card is not None:
            say(self, "A note is written on one's own mark, once it bears on a criterion")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the cards before the list searches its rows by them."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.modifiers() & _CONTROLS:
            return False
        card = self.card
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.edit_note()
            case Qt.Key.Key_Space if card is not None:
                self.opened.emit(card)
            case Qt.Key.Key_Delete if card is not None:
                if card.is_mine:
                    self.removed.emit(card)
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case _:
                return self.take_key(event)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.start()
        elif event.key() == Qt.Key.Key_Down and self.words.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)


def _menu(words: str) -> QPushButton:
    made = button(words, kind="filter", size="small")
    made.setProperty("menu", "true")
    made.setMenu(QMenu(made))
    made.setAccessibleName(f"Filter by {words.lower()}")
    return made
