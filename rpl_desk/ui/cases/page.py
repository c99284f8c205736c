"""The case list: found by words and keys, read a page at a time, with the chosen case beside it."""

from array import array
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from rpl_desk.domain.errors import DeskError
from rpl_desk.services.cases import CaseFilter, CaseListRow
from rpl_desk.ui.cases.dialogs import ImportDialog, NewCaseDialog
from rpl_desk.ui.cases.model import CaseListModel
from rpl_desk.ui.cases.preview import CasePreview
from rpl_desk.ui.cases.query import DONE_STAGES, EXAMPLE, OPEN_STAGES, CaseQuery, only_words, parse, with_value
from rpl_desk.ui.cases.table import CaseList
from rpl_desk.ui.layout import PageFrame
from rpl_desk.ui.page import Page
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import QueryLine, RefusedBox, button, chip_row

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from rpl_desk.desk import Desk

FILTERS = (
    ("Open", "stage:open"),
    ("Mine", "mine:yes"),
    ("Due this week", "due<7d"),
    ("Finished", "stage:finished"),
    ("All", ""),
)
WIDE = 980  # under this width at 100 % text the preview gives its room to the list


class CasesPage(Page):
    keys = (
        ("/", "Go to the query line"),
        ("J K", "Next and previous case"),
        ("Enter", "Open the chosen case"),
        ("Ctrl+N", "New case"),
        ("Ctrl+I", "Import a case"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._wanted: tuple[CaseFilter, CaseQuery] | None = None
        self.frame = PageFrame("Cases")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.import_button = button("Import", icon_name="package-open")
        self.import_button.setShortcut("Ctrl+I")
        self.import_button.clicked.connect(self.ask_to_import)
        self.new_button = button("New case", icon_name="plus")
        self.new_button.setShortcut("Ctrl+N")
        self.new_button.clicked.connect(self.ask_for_new)
        self.frame.head.addWidget(self.import_button)
        self.frame.head.addWidget(self.new_button)
        self.query = QueryLine("Find cases", f"words, or {EXAMPLE}")
        self.query.asked.connect(self.find_cases)
        self.frame.body.addWidget(self.query)
        self.problem = RefusedBox("notice")
        self.frame.body.addWidget(self.problem)
        self.filters = []
        for words, piece in FILTERS:
            made = button(words, kind="filter", size="small")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, piece=piece: self._narrow(piece))
            self.filters.append((made, piece))
        self.frame.body.addWidget(chip_row(*(made for made, _ in self.filters)))
        self.model = CaseListModel(desk.cases.page, self._today, self)
        self.model.refused.connect(self.problem.show_problem)
        self.list = CaseList(self.model, self._today)
        self.table = self.list.table
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort)
        self.preview = CasePreview(desk)
        self.preview.opened.connect(lambda reference, part: self.went.emit("case", (reference, part)))
        self.preview.setMinimumWidth(300)
        self.split = QSplitter()
        self.split.addWidget(self.list)
        self.split.addWidget(self.preview)
        self.split.setSizes([800, 330])
        self.split.setChildrenCollapsible(False)
        preferences.follow_divider(self.split, "cases")
        self.frame.body.addWidget(self.split, 1)
        for key, act in (("/", self._go_to_query), ("J", lambda: self._move(1)), ("K", lambda: self._move(-1))):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.query.set_text("stage:open sort:due")

    # -- finding ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        counts = self._desk.cases.counts()
        open_now = sum(counts.get(stage, 0) for stage in OPEN_STAGES)
        done = sum(counts.get(stage, 0) for stage in DONE_STAGES)
        self.frame.note.set_full_text(f"{open_now} open, {done} decided")
        self.find_cases(self.query.text())

    def start(self) -> None:
        self.table.setFocus()

    def find_cases(self, text: str) -> None:
        """Find the cases a query line asks for, beside the window; the newest question wins."""
        asked = parse(text)
        self.problem.show_problem(" ".join(asked.problems))
        wanted = CaseFilter(
            words=asked.words,
            stages=asked.stages,
            kinds=asked.kinds,
            level=asked.level,
            due_before=None if asked.due_within is None else self._today() + timedelta(days=asked.due_within + 1),
            person=self._desk.session.user.id if asked.mine else None,
            sort=asked.sort,
            descending=asked.descending,
        )
        for made, piece in self.filters:
            made.setChecked(piece in text.split() if piece else only_words(text) == text.strip())
        self._asked += 1
        number = self._asked
        self.list.expect()
        in_background(
            self,
            lambda _: self._desk.cases.ids(wanted),
            lambda ids: self._show(number, ids, asked),
            self.problem.show_problem,
        )

    def _show(self, number: int, ids: "array[int]", asked: CaseQuery) -> None:
        if number != self._asked:
            return
        kept = self.table.current_row()
        self.model.set_ids(ids)
        self.query.set_count(f"{len(ids):,} shown")
        self.table.show_sort(asked.sort, descending=asked.descending)
        if not ids:
            self.preview.show_nothing()
            self.list.show_empty("No case fits. Change the words, choose All, or open a new case.")
            return
        self.list.show_rows()
        self.table.choose(ids.index(kept.id) if kept is not None and kept.id in ids else 0)
        self._choose(self.table.current_row())

    def _narrow(self, piece: str) -> None:
        text = only_words(self.query.text())
        self.query.set_text(with_value(text, piece) if piece else text)
        self.find_cases(self.query.text())

    def _sort(self, name: str) -> None:
        asked = parse(self.query.text())
        turn = asked.sort == name and not asked.descending
        self.query.set_text(with_value(self.query.text(), f"sort:{'-' if turn else ''}{name}"))
        self.find_cases(self.query.text())

    def _today(self) -> date:
        return self._desk.session.now().astimezone().date()

    # -- one case -----------------------------------------------------------------------------------------------------

    def _choose(self, row: CaseListRow | None) -> None:
        if row is None:
            self.preview.show_nothing()
            return
        if not self.preview.isVisibleTo(self):
            return
        try:
            self.preview.show_case(row)
        except DeskError as error:
            self.problem.show_problem(str(error))

    def _open(self, row: CaseListRow | None) -> None:
        if row is not None:
            self.went.emit("case", (row.reference, None))

    def _move(self, steps: int) -> None:
        self.table.move_by(steps)

    def _go_to_query(self) -> None:
        self.query.edit.setFocus()
        self.query.edit.selectAll()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= look().theme.grown(WIDE))

    # -- opening ------------------------------------------------------------------------------------------------------

    def ask_for_new(self) -> NewCaseDialog:
        """Ask for a new case and go to its intake."""
        dialog = NewCaseDialog(self._desk, self)
        dialog.accepted.connect(lambda: self._opened(dialog))
        dialog.open()
        return dialog

    def ask_to_import(self) -> ImportDialog:
        """Ask for a case folder or a workbook and go to the case it opens."""
        dialog = ImportDialog(self._desk, self)
        dialog.accepted.connect(lambda: self._opened(dialog))
        dialog.open()
        return dialog

    def _opened(self, dialog: NewCaseDialog | ImportDialog) -> None:
        if dialog.opened is not None:
            self.went.emit("case", (dialog.opened.reference, "intake"))
