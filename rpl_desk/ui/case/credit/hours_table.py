"""The table of a unit's hours on the screen: written in cell by cell, as tall as its lines, all of it by keys."""

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rpl_desk.domain.programmes import ACTIVITY_WORDS, ActivityKind
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.credit.hours_model import HEADINGS, HOURS, KIND, LEFT, WORDS, HoursModel
from rpl_desk.ui.tables import Index
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import paint_text

_LEAST_NOTE = 96  # of the notes at 100 % text
_TYPED = "12.5-15 x 12"  # what is typed as hours at once, and should be read while it is


class HoursTable(QTableView):
    """Enter, F2 or typing writes in a cell, Tab goes to the next one, Insert adds a line, Delete takes one away.

    removing: the line to take away.
    """

    removing = Signal(int)

    def __init__(self, model: HoursModel) -> None:
        super().__init__()
        self.hours = model
        self.setModel(model)
        self.setItemDelegate(_HoursDelegate(self))
        self.setAccessibleName("Hours by activity")
        self.setProperty("ring", "inside")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(self._fit)
        look().changed.connect(self._fit)
        self._fit()

    def add(self) -> None:
        """Begin a new line at its hours."""
        if self.hours.is_open:
            index = self.hours.index(self.hours.rowCount() - 1, HOURS)
            self.setFocus()
            self.setCurrentIndex(index)
            self.edit(index)

    def keep(self) -> None:
        """Keep what is being typed in a cell."""
        delegate = cast(_HoursDelegate, self.itemDelegate())
        delegate.keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index, typed = event.key(), self.currentIndex(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
        elif key == Qt.Key.Key_Insert:
            self.add()
        elif key == Qt.Key.Key_Delete:
            if self.hours.is_open and self.hours.activity(index.row()) is not None:
                self.removing.emit(index.row())
        elif typed.isprintable() and typed and not (typed.isdigit() or index.column() == WORDS):
            event.ignore()  # a letter is no figure: it may be a key of the page
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.grown(_LEAST_NOTE) * 2, self.height())

    def _fit(self, *_: object) -> None:
        """Give each column the room of its words, the notes the rest, and the table the height of its lines."""
        theme = look().theme
        small, heading = QFontMetrics(theme.font("small")), QFontMetrics(theme.font("caption", 600))
        pad = 2 * SPACE["m"]
        kinds = max(small.horizontalAdvance(words.capitalize()) for words in ACTIVITY_WORDS.values())
        widths = []
        for column, words in enumerate(HEADINGS):
            said = [str(self.hours.index(row, column).data() or "") for row in range(self.hours.rowCount())]
            widest = max(map(small.horizontalAdvance, (*said, _TYPED if column == HOURS else "")))
            widths.append(max(heading.horizontalAdvance(words) + 2, widest) + pad)
        widths[KIND] = kinds + pad + theme.icon("button")
        widths[WORDS] = max(self.viewport().width() - sum(widths[:WORDS]), theme.grown(_LEAST_NOTE))
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        self.verticalHeader().setDefaultSectionSize(theme.height("field") + 2)
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if sum(widths) > self.viewport().width() + 1 else 0
        rows = self.hours.rowCount() * (theme.height("field") + 2)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + below)


class _HoursDelegate(QStyledItemDelegate):
    """Draws a cell as text, with a sign where what was typed is not kept, and makes its field."""

    def __init__(self, view: HoursTable) -> None:
        super().__init__(view)
        self._view = view
        self._field: QLineEdit | None = None
        self._saving: Autosave | None = None

    def keep(self) -> None:
        if self._field is not None:
            self.commitData.emit(self._field)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = look().theme
        paint_row_ground(painter, option, theme, bar=False)
        refused = index.data(LEFT) is not None
        adds = self._view.hours.activity(index.row()) is None
        token = "bad" if refused else "text3" if adds else "text"
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        words = str(index.data() or "")
        paint_text(painter, option.rect.adjusted(12, 0, -12, 0), theme, words, "small", token, align=align)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        name = HEADINGS[index.column()]
        if index.column() == KIND:
            combo = QComboBox(parent)
            for kind, words in ACTIVITY_WORDS.items():
                combo.addItem(words.capitalize(), kind)
            combo.setAccessibleName(name)
            combo.activated.connect(lambda _: self._done(combo))
            return combo
        field = QLineEdit(parent)
        field.setAccessibleName(name)
        field.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        self._field, self._saving = field, Autosave(self.keep, field)
        field.textEdited.connect(self._saving.touch)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(ActivityKind(value)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self._field:
            if self._saving is not None:
                self._saving.forget()
            self._field = self._saving = None
        super().destroyEditor(editor, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let Enter keep a field, and Tab go on to the next cell that is written in."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            key = cast(QKeyEvent, event).key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._done(editor)
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._done(editor)
                self._go_on(-1 if key == Qt.Key.Key_Backtab else 1)
                return True
        return super().eventFilter(editor, event)

    def _done(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _go_on(self, by: int) -> None:
        """Write in the next cell of the line, past the one that is reckoned; at the end of a line, stay."""
        index: QModelIndex = self._view.currentIndex()
        step = index.siblingAtColumn(index.column() + by)
        while step.isValid() and not step.flags() & Qt.ItemFlag.ItemIsEditable:
            step = step.siblingAtColumn(step.column() + by)
        if step.isValid():
            self._view.setCurrentIndex(step)
            self._view.edit(step)
