"""The case list: what the office has in hand, found by words and keys, with the chosen case beside it."""

from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import OfficeRole
from rpl_desk.domain.rows import dataclass
from rpl_desk.services.cases import CaseFilter, CaseGroup, CaseListRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.cases import query
from rpl_desk.ui.cases.model import PAGE_ROWS, CaseListModel, Group
from rpl_desk.ui.cases.preview import CasePreview
from rpl_desk.ui.cases.query import CaseQuery
from rpl_desk.ui.cases.table import CaseList
from rpl_desk.ui.cases.words import group_words
from rpl_desk.ui.layout import PageFrame
from rpl_desk.ui.page import Page
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Paragraph, QueryLine, RefusedBox, button, chip_row, refuse

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.ui.cases.board import BoardDialog
    from rpl_desk.ui.cases.dialogs import ImportDialog, NewCaseDialog

PREVIEW = 328  # width of the preview at 100 % text
BESIDE = 1150  # from this page width at 100 % text the preview is always there
LEAST_LIST = 520  # under this width at 100 % text the list gives its place to the preview
PREVIEW_PAUSE_MS = 60
PAINT_FIRST_MS = 20  # more than a screen's frame: the first page is painted before the rest is looked for


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A ready-made search: its words on the chip and what it writes in the query line."""

    words: str
    text: str


CHIPS = (
    Shortcut("All open", "stage:open"),
    Shortcut("Mine", "stage:open mine:yes"),
    Shortcut("Due this week", "stage:open due<7d"),
    Shortcut("Decided", "stage:finished"),
    Shortcut("All", ""),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a search found: its number, the ids in order, and the groups they stand in when there are several.

    whole: whether these are all, not only those of the first page.
    """

    number: int
    ids: "array[int]"
    groups: tuple[Group, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are, and how many each ready-made search finds."""

    every: int
    chips: tuple[int, ...]


def as_filter(wanted: CaseQuery, person: int, today: date) -> CaseFilter:
    """Return what the store is asked for a query of a person on a day."""
    return CaseFilter(
        words=wanted.words,
        stages=wanted.stages,
        kinds=wanted.kinds,
        level=wanted.level,
        due_before=None if wanted.due_within is None else today + timedelta(days=wanted.due_within),
        person=person if wanted.mine else None,
        sort=wanted.sort,
        descending=wanted.descending,
    )


class CasesPage(Page):
    """Lists the cases a query asks for; the search runs in a task, the rows are read as they come into view."""

    keys = (
        ("J  ↓", "Next case"),
        ("K  ↑", "Case before"),
        ("Enter", "Open the case"),
        ("Space", "Show or hide the preview"),
        ("/", "Search"),
        ("N", "New case"),
        ("I", "Import"),
        ("B", "Board: open cases by stage, for administrators"),
        ("Esc", "Empty the search; close the preview"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._number = 0
        self._chosen_id: int | None = None
        self._task: Task | None = None
        self._counting: Task | None = None
        self._every: int | None = None  # how many cases there are, once counted
        self._wide: bool | None = None
        self._frame = PageFrame("Cases")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)

        self.import_button = button("Import", icon_name="package-open")
        self.import_button.clicked.connect(self.ask_to_import)
        self.new_button = button("New case", icon_name="plus")
        self.new_button.clicked.connect(self.ask_for_new)
        self.board_button = button("Board", icon_name="list-checks")
        self.board_button.clicked.connect(self.show_board)
        self._frame.head.addWidget(self.board_button)
        self._frame.head.addWidget(self.import_button)
        self._frame.head.addWidget(self.new_button)

        self.query = QueryLine("Search cases", f"Words, or {query.EXAMPLE}")
        self.query.edit.blocks = query.blocks
        self._write(CHIPS[0].text)
        self.query.asked.connect(self._ask)
        self.unknown = Paragraph("", "small", tone="part")
        self.unknown.hide()
        self.refused = RefusedBox()
        self.chips = [self._chip(each) for each in CHIPS]
        self._frame.body.setSpacing(SPACE["m"])
        for widget in (self.query, self.unknown, chip_row(*self.chips), self.refused):
            self._frame.body.addWidget(widget)

        self.model = CaseListModel(desk.cases.page, self._today, self)
        self.model.refused.connect(self.refused.show_problem)
        self.list = CaseList(self.model, self._today)
        self.table = self.list.table
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort)
        self.preview = CasePreview(desk)
        self.preview.opened.connect(lambda reference, part: self.went.emit("case", (reference, part)))
        self.preview.closed.connect(self.toggle_preview)
        self._beside = QWidget()
        self.list.setParent(self._beside)
        self.preview.setParent(self._beside)
        self._frame.body.addWidget(self._beside, 1)
        self._show_soon = QTimer(self)
        self._show_soon.setSingleShot(True)
        self._show_soon.setInterval(PREVIEW_PAUSE_MS)
        self._show_soon.timeout.connect(self._show_preview)
        self._asked_for = False
        self._shows_ids = False  # nothing was ever shown
        self._whole = True
        self.preview.show_nothing()
        self._add_keys()
        for watched in (self.query.edit, self._beside):
            watched.installEventFilter(self)
        look().changed.connect(self._place)

    # -- what the frame calls -----------------------------------------------------------------------------------------

    def reload(self) -> None:
        administrator = self._desk.session.user.office_role is OfficeRole.ADMINISTRATOR
        refuse(self.new_button, None if administrator else "for administrators", "New case")
        self.import_button.setVisible(administrator)
        self.board_button.setVisible(administrator)
        self._ask(self.query.text())
        if self._shows_ids:
            self._count()

    def start(self) -> None:
        self.table.setFocus()

    # -- searching ----------------------------------------------------------------------------------------------------

    def ask(self, text: str) -> None:
        """Search for `text` at once, as if it had been typed."""
        self._write(text)
        self._ask(text)

    def _write(self, text: str) -> None:
        with QSignalBlocker(self.query.edit):  # a line written by us asks once, not again after the typing pause
            self.query.set_text(text)

    def _ask(self, text: str) -> None:
        wanted = query.parse(text)
        self.unknown.setText("\n".join(wanted.problems))
        self.unknown.setVisible(bool(wanted.problems))
        self.table.show_sort(wanted.sort, descending=wanted.descending)
        for chip, each in zip(self.chips, CHIPS, strict=True):
            chip.setChecked(_same_search(wanted, query.parse(each.text)))
        if self._task is not None:
            self._task.cancel()
        self._number += 1
        try:
            me = self._desk.session.user.id
        except DeskError as error:  # typed just before the desk locked
            self.refused.show_problem(str(error))
            return
        number, cases, narrowed = self._number, self._desk.cases, as_filter(wanted, me, self._today())

        def found(progress: Progress) -> Listing:
            progress(0, 1)
            if query.has_key(text, "sort"):
                return Listing(number, cases.ids(narrowed))
            return _listing(number, cases.groups(narrowed))

        def found_first(progress: Progress) -> Listing:
            return _listing(number, cases.first_groups(narrowed, PAGE_ROWS))

        fail = partial(self._fail, number)

        def find() -> None:
            self._task = in_background(self, found, self._show, fail)

        def show_then_find(listing: Listing) -> None:
            self._show(listing)
            if not listing.whole:
                QTimer.singleShot(PAINT_FIRST_MS, self, lambda: find() if number == self._number else None)

        self.list.expect()
        if self._shows_ids or query.has_key(text, "sort"):
            find()
        else:  # the first page at once: with many cases the ids of all take longer than all else of the start
            self._task = in_background(self, found_first, show_then_find, fail)

    def _show(self, listing: Listing) -> None:
        if listing.number != self._number:
            return
        self._end_task()
        if not self._shows_ids:
            self._shows_ids = True
            QTimer.singleShot(PAINT_FIRST_MS, self, self._count)
        self.refused.clear()
        self.model.set_ids(listing.ids, listing.groups)
        self._whole = listing.whole
        self._show_count()
        if listing.whole:
            say(self, f"{len(listing.ids)} cases")
        if not listing.ids:
            self._show_none()
            return
        self.list.show_rows()
        self.table.choose(_place_of(self._chosen_id, listing.ids))

    def _count(self) -> None:
        """Count what each ready-made search finds, beside the search itself, which need not wait for it."""
        if self._desk.session.is_locked:
            return
        me, cases, today = self._desk.session.user.id, self._desk.cases, self._today()

        def counted(progress: Progress) -> Counts:
            stages = cases.counts()
            chips: list[int] = []
            for each in CHIPS:
                progress(len(chips), len(CHIPS))
                count = _count_by_stage(each.text, stages)
                chips.append(cases.count(as_filter(query.parse(each.text), me, today)) if count is None else count)
            return Counts(sum(stages.values()), tuple(chips))

        if self._counting is not None:
            self._counting.cancel()
        self._counting = in_background(self, counted, self._show_counts, self.refused.show_problem)

    def _show_counts(self, counts: Counts) -> None:
        if self._counting is not None:
            self._counting.deleteLater()
            self._counting = None
        self._every = counts.every
        self._frame.set_note(f"{counts.chips[0]:,} open, {counts.chips[3]:,} decided")
        for chip, each, count in zip(self.chips, CHIPS, counts.chips, strict=True):
            chip.setText(f"{each.words}  {count:,}")
        self._show_count()
        if self._task is None and not self.model.ids:
            self._show_none()

    def _show_count(self) -> None:
        every = "" if self._every is None else f" of {self._every:,}"
        self.query.set_count(f"{len(self.model.ids):,}{every} shown" if self._whole else "")

    def _show_none(self) -> None:
        had_keyboard = self.table.hasFocus() or self.list.empty.isAncestorOf(self.focusWidget() or self)
        self._chosen_id = None
        self._choose(None)
        if self._every != 0:
            self.list.show_empty("No case fits this search.", "Show all cases", lambda: self.ask(""))
        else:
            self.list.show_empty("There are no cases yet.", "New case", self.ask_for_new)
        if had_keyboard and self.list.empty.action is not None:
            self.list.empty.action.setFocus()

    def _fail(self, number: int, sentence: str) -> None:
        if number == self._number:
            self._end_task()
            self.list.show_rows()
            self.refused.show_problem(sentence)

    def _end_task(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None

    def _sort(self, name: str) -> None:
        now = query.parse(self.query.text())
        turned = now.sort == name and not now.descending
        self.ask(query.with_value(self.query.text(), f"sort:{'-' if turned else ''}{name}"))

    def _chip(self, each: Shortcut) -> QPushButton:
        made = button(each.words, kind="filter")
        made.setCheckable(True)
        made.clicked.connect(lambda: self.ask(f"{each.text} {query.only_words(self.query.text())}".strip()))
        return made

    # -- the chosen case ----------------------------------------------------------------------------------------------

    def _choose(self, row: CaseListRow | None) -> None:
        if row is not None:
            self._chosen_id = row.id
        self._show_soon.start()

    def _show_preview(self) -> None:
        row = self.table.current_row()
        if row is None or not self.preview.isVisibleTo(self):
            self.preview.show_nothing()
            return
        try:
            self.preview.show_case(row)
        except DeskError as error:
            self.refused.show_problem(str(error))

    def _open(self, row: CaseListRow | None) -> None:
        if row is not None:
            self.went.emit("case", (row.reference, None))

    def toggle_preview(self) -> None:
        """Show the preview where there is no room for both at all times, or hide it again."""
        if self.list.isVisibleTo(self) and self.table.toggle(self.table.currentIndex().row()):
            return  # Space on the head of a group opens or closes it
        if self._wide:
            return
        self._asked_for = not self._asked_for
        self._place()
        if self.list.isVisibleTo(self):
            self.table.setFocus()
        else:
            self._show_preview()
            self.preview.step.setFocus()

    def _place(self, *_: object) -> None:
        """Put list and preview side by side; in a small window only when asked for, or one in place of the other."""
        theme, room = look().theme, self._beside.rect()
        width = theme.grown(PREVIEW)
        self._wide = self.width() >= theme.grown(BESIDE)
        shown = self._wide or self._asked_for
        both = room.width() - width - SPACE["l"] >= theme.grown(LEAST_LIST)
        self.preview.set_closable(not self._wide)
        if shown and not self.preview.isVisibleTo(self):
            self._show_soon.start()
        self.list.setVisible(both or not shown)
        self.preview.setVisible(shown)
        self.list.setGeometry(room.adjusted(0, 0, -(width + SPACE["l"]) if shown else 0, 0))
        self.preview.setGeometry(room.adjusted(room.width() - width, 0, 0, 0) if both else room)

    # -- cases coming in ----------------------------------------------------------------------------------------------

    def ask_for_new(self) -> "NewCaseDialog | None":
        """Ask for a new case and go to its intake; only an administrator opens one."""
        if not self._may_open():
            return None
        from rpl_desk.ui.cases.dialogs import NewCaseDialog

        dialog = NewCaseDialog(self._desk, self)
        dialog.accepted.connect(lambda: self._go_in(dialog.opened))
        dialog.open()
        return dialog

    def ask_to_import(self) -> "ImportDialog | None":
        """Ask for a case folder or a workbook and go to the case it opens; only an administrator imports one."""
        if not self._may_open():
            return None
        from rpl_desk.ui.cases.dialogs import ImportDialog

        dialog = ImportDialog(self._desk, self)
        dialog.accepted.connect(lambda: self._go_in(dialog.opened))
        dialog.open()
        return dialog

    def show_board(self) -> "BoardDialog | None":
        """Show open cases against the stages, to administrators: how far each is, and nothing of what is in it."""
        if self._desk.session.user.office_role is not OfficeRole.ADMINISTRATOR:
            self.refused.show_problem("Only an administrator of the office sees the board.")
            return None
        from rpl_desk.ui.cases.board import BoardDialog

        dialog = BoardDialog(self._desk, self._today, self)
        dialog.opened.connect(lambda reference: self.went.emit("case", (reference, None)))
        dialog.open()
        return dialog

    def _may_open(self) -> bool:
        if self._desk.session.user.office_role is OfficeRole.ADMINISTRATOR:
            return True
        self.refused.show_problem("Only an administrator of the office opens cases.")
        return False

    def _go_in(self, case: CaseRow | None) -> None:
        assert case is not None
        self._chosen_id = case.id
        self.went.emit("case", (case.reference, "intake"))

    # -- keys ---------------------------------------------------------------------------------------------------------

    def _add_keys(self) -> None:
        acts = {
            "J": lambda: self.table.move_by(1),
            "K": lambda: self.table.move_by(-1),
            "/": self.query.edit.setFocus,
            "N": self.ask_for_new,
            "I": self.ask_to_import,
            "B": self.show_board,
        }
        for key, act in acts.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setEnabled(self._preferences.single_keys)
            shortcut.activated.connect(act)
        space = QShortcut(QKeySequence("Space"), self.table)  # on the list alone: elsewhere it presses buttons
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.toggle_preview)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asked_for and not self._wide:
            self.toggle_preview()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._beside and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.query.edit and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.table.setFocus()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _today(self) -> date:
        return self._desk.session.now().astimezone().date()


def _group(found: CaseGroup) -> Group:
    title, note = group_words(found)
    return Group(title, note, len(found.ids), whole=found.whole)


def _listing(number: int, groups: Sequence[CaseGroup]) -> Listing:
    ids = array("q")
    for one in groups:
        ids.extend(one.ids)
    heads = tuple(map(_group, groups)) if len(groups) > 1 else ()
    return Listing(number, ids, heads, all(one.whole for one in groups))


def _place_of(case_id: int | None, ids: "array[int]") -> int:
    """Return where a case stands in the list, the first place when it is not there."""
    return ids.index(case_id) if case_id is not None and case_id in ids else 0


def _same_search(one: CaseQuery, other: CaseQuery) -> bool:
    """Tell whether two queries narrow by the same keys, whatever their words and sorting."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("stages", "kinds", "level", "due_within", "mine")
    )


def _count_by_stage(text: str, stages: dict[Stage, int]) -> int | None:
    """Return how many cases a ready-made search has where the counts by stage tell, None where they do not."""
    wanted = query.parse(text)
    if wanted.mine or wanted.due_within is not None:
        return None
    return sum(count for stage, count in stages.items() if not wanted.stages or stage in wanted.stages)
