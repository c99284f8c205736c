"""The evidence register: what came in, read in the middle, and all that is said of the chosen item beside it."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow, EvidenceTest, EvidenceVersionRow, TestAnswer
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.case.evidence_acts import EvidenceActs
from rpl_desk.ui.case.evidence_files import EvidenceFiles
from rpl_desk.ui.case.evidence_keys import EVIDENCE_KEYS
from rpl_desk.ui.case.evidence_list import EvidenceList
from rpl_desk.ui.case.evidence_state import EvidenceState, Waiting
from rpl_desk.ui.case.item_pane import ItemPane
from rpl_desk.ui.case.item_said import ENTRY, FILES, TESTS, ItemSaid
from rpl_desk.ui.case.mark_places import lead_to, lies_in
from rpl_desk.ui.case.notice_bar import NoticeBar
from rpl_desk.ui.case.orphans import OrphansView
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.removed_dialog import RemovedDialog
from rpl_desk.ui.case.taking_back import TakingBack
from rpl_desk.ui.page import CasePart, Spot
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import PLAYING, SingleKeys
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.viewer.player_view import PLAYER_KEYS
from rpl_desk.ui.widgets import EmptyState, RefusedBox

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

REGISTER, ITEM, SAID = range(3)
LISTED, EMPTY, ORPHANS = range(3)


class EvidencePart(CasePart):
    """The register at the left, the item chosen to read, and its tests, entry, claims and files.

    preferences: where the dividers stand, and whether single letters act; None remembers nothing.
    """

    def __init__(self, desk: "Desk", preferences: Preferences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self._state: EvidenceState | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.problem, self.notice = RefusedBox(), NoticeBar()
        column.addWidget(self.problem)
        column.addWidget(self.notice)
        self.work = EvidenceFiles(desk, self, lambda: self.state, lambda: self.row)
        self.work.added.connect(self._added)
        self.work.refused.connect(self._refused)
        column.addWidget(self.work.offer)
        column.addWidget(self.work.jobs)
        self.acts = EvidenceActs(desk, self, lambda: self.state, lambda: self.row, self.keep)
        self.acts.closed.connect(self._asked)
        self.acts.cell.connect(self._go_to_cell)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        panes = [("Register", self._register(), 320), ("Item", self._item(), 680), ("About", self._about(), 372)]
        self.panes = Panes("evidence", panes, preferences, self.stack)
        self.stack.addWidget(self.panes)
        words = "No evidence yet. Add files, drop them here, or press Ctrl+T and write an interview down."
        self.empty = EmptyState("paperclip", words, "Add files", self._add)
        self.stack.addWidget(self.empty)
        self.taking_back = TakingBack(
            desk,
            self,
            lambda: None if self._state is None else self._state.case,
            before=self.keep,
            after=self._saved,
            refused=self.problem.show_problem,
        )
        self._add_keys()

    def _add_keys(self) -> None:
        """Keys that act wherever the keyboard is on the page, and whichever pane or tab is in view."""
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+O": self._add,
            "Ctrl+T": self._write_down,
            "Ctrl+S": self.work.ask_where,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act())

    @cached_property
    def orphans(self) -> OrphansView:
        """The marks on earlier files, with a viewer of their own; made when first asked for, as few cases have any."""
        made = OrphansView(self._desk, self._preferences)
        made.left.connect(self.close_orphans)
        made.changed.connect(self._saved)
        self.stack.insertWidget(ORPHANS, made)
        return made

    # -- what is on the page ------------------------------------------------------------------------------------------

    def _register(self) -> QWidget:
        self.register = EvidenceList()
        self.register.take_key = self._take
        self.register.chosen.connect(self._choose)
        self.register.entered.connect(self._read)
        self.register.add_asked.connect(self._add)
        self.register.record_asked.connect(self.acts.write_down)
        self.register.map_asked.connect(self.acts.show_map)
        self.register.check_asked.connect(self.work.check_all)
        self.list, self.add = self.register.list, self.register.add
        return self.register

    def _item(self) -> QWidget:
        self.item = ItemPane(self._desk, self._preferences, key_hints=self._single_keys)
        self.viewer, self.earlier, self.read_bar = self.item.viewer, self.item.earlier, self.item.read_bar
        self.viewer.item_shown.connect(self._item_shown)
        self.viewer.opened.connect(lambda _: self._show_file())
        self.item.hand_out_asked.connect(self.work.ask_where)
        self.item.present_asked.connect(self.read_present)
        self.item.turned.connect(self.set_read)
        return self.item

    def _about(self) -> QWidget:
        self.about = ItemSaid(self._answer, self._save, key_hints=self._single_keys)
        self.tests, self.entry, self.files = self.about.tests, self.about.entry, self.about.files
        self.tests.saved.connect(self._answered)
        self.tests.exception_asked.connect(self.acts.exception)
        self.tests.confirm_asked.connect(self.acts.confirm)
        self.entry.saved.connect(self._saved)
        self.entry.refused.connect(self.problem.show_problem)
        self.about.claims.changed.connect(self._claim)
        self.files.hand_out_asked.connect(self.work.ask_where)
        self.files.elsewhere_asked.connect(self.work.open_elsewhere)
        self.files.replace_asked.connect(self.acts.replace)
        self.files.attached_asked.connect(self.acts.attached)
        self.files.read_asked.connect(self.read_earlier)
        self.files.hand_out_earlier.connect(self.work.ask_where)
        self.files.place_asked.connect(self.go_to_place)
        return self.about

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the register, and those of a recording as a person has them now."""
        return (*EVIDENCE_KEYS, *SingleKeys(self._preferences).shown(PLAYING, PLAYER_KEYS))

    @property
    def _single_keys(self) -> bool:
        return self._preferences is None or self._preferences.single_keys

    @property
    def row(self) -> EvidenceRow | None:
        """The chosen item, with its present file."""
        return self.entry.row

    @property
    def state(self) -> EvidenceState:
        assert self._state is not None
        return self._state

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show a case, or the same one read again: the item in view and what is being typed stay."""
        self.keep()
        same = self._state is not None and contents.case.id == self._state.case.id
        kept = self.row.id if self.row is not None and same else None
        if not same:
            self._let_go()
        self._state = state = EvidenceState.read(self._desk, contents)
        self.tests.show_tests(state.tests)
        self.item.show_items(contents.evidence)
        self.register.show_items(contents.evidence, state.standing, kept)
        if kept is not None and (row := state.item(kept)) is not None:
            self._show_said(row)
        if self.stack.currentIndex() != ORPHANS:
            self._show_notice()
        self.add.setEnabled(state.may_add)
        self.register.record.setEnabled(state.may_record)
        if self.stack.currentIndex() == ORPHANS and state.orphans:
            self.orphans.show_case(contents)
        elif self.stack.currentIndex() == ORPHANS:
            self.close_orphans()
        else:
            self.stack.setCurrentIndex(LISTED if contents.evidence else EMPTY)

    def _let_go(self) -> None:
        """Drop everything of the last case or person from the window."""
        self.item.let_go()
        if self.stack.count() > ORPHANS:
            self.orphans.let_go()
        self.about.let_go()
        self.work.let_go()
        self.problem.clear()
        self.stack.setCurrentIndex(LISTED)

    def _choose(self, row: EvidenceRow) -> None:
        """Show another item, once what was typed for the last one is kept."""
        self.keep()
        if self.row is not None and self.row.id != row.id and self.about.is_due:
            self.register.choose(self.row.id)
            self.panes.bring(SAID)
            self.about.bring_due()
            return
        self.item.leave_earlier(row.id)
        self._show_said(row)
        self.viewer.show_item(row.id)

    def _show_said(self, row: EvidenceRow) -> None:
        state = self.state
        self.about.show_item(row, state)
        self._show_file()
        is_read = bool(state.standing[row.id].read)
        self.read_bar.show_item(row if state.judges else None, read=is_read, may_turn=state.may_appraise)

    def _show_file(self) -> None:
        row, shown = self.row, self.viewer.item
        if row is not None and self._state is not None:
            same = shown is not None and shown.sha256 == row.sha256
            self.about.show_file(row, self.state, self.viewer.outline if same else None)

    def _show_notice(self) -> None:
        """Say above everything what waits: a draft, marks on earlier files, files that stand twice."""
        ways: dict[str, Callable[[], object]] = {
            Waiting.DRAFT: self.acts.write_down,
            Waiting.ORPHANS: self.open_orphans,
            Waiting.TAKEN_OUT: self.show_removed,
        }
        waiting = self.state.waiting()
        acts = [(one.act, ways.get(one.way) or partial(self.go_to_place, one.way)) for one in waiting]
        self.notice.show_words("\n".join(one.words for one in waiting if one.words), acts)

    def _item_shown(self, item: EvidenceRow) -> None:
        """Follow the viewer when another item is chosen there."""
        if self.row is None or self.row.id != item.id:
            self.register.choose(item.id)

    def _read(self) -> None:
        self.panes.bring(ITEM)
        self.viewer.view.setFocus(Qt.FocusReason.TabFocusReason)

    def show_spot(self, spot: Spot) -> None:
        """Read an item at the page, words or passage that a search found."""
        if self._state is None or self.state.item(spot.evidence_id) is None:
            return
        self.register.choose(spot.evidence_id)
        self._read()
        passages = self._desk.marking.passages(self.state.case.id) if spot.passage_id else ()
        self.item.show_spot(spot, next((one for one in passages if one.passage.id == spot.passage_id), None))

    def show_item(self, key: str) -> None:
        """Choose an item by its key, such as "E04"."""
        row = next((one for one in self.state.contents.evidence if one.key == key), None)
        if row is not None:
            self.register.choose(row.id)

    def go_to_place(self, place: str) -> None:
        """Open a place where the same file stands: "RPL-2026-0034 E02"."""
        reference, _, key = place.rpartition(" ")
        if reference != self.state.case.reference:
            self.went.emit("case", (reference, "evidence"))
        if reference == self.state.case.reference:
            self.show_item(key)
            self.about.bring(FILES)
            self.panes.bring(SAID)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take(event):
            super().keyPressEvent(event)

    def _take(self, event: QKeyEvent) -> bool:
        """Act on a key that no field took; tells whether it was one of ours."""
        if self.stack.currentIndex() != LISTED or self._state is None:
            return False
        if event.key() == Qt.Key.Key_Escape:
            if self.list.hasFocus():
                return False  # the frame may lead back to where one came from
            self.panes.bring(REGISTER)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return plain and self._single_keys and self.take_key(event.text().upper())

    def take_key(self, key: str) -> bool:
        """Act on a single key; returns whether it was one of ours."""
        match key:
            case "J" | "K":
                self.register.step(1 if key == "J" else -1)
            case "V":
                self._read()
            case "R" if self.state.may_appraise and self.row is not None:
                self.set_read(not self.state.standing[self.row.id].read)
            case "[" | "]":
                self.about.step(1 if key == "]" else -1)
                self.panes.bring(SAID)
            case "W":
                self.acts.show_map()
            case "C" if self.state.may_confirm:
                self.acts.confirm()
            case "P" if self.state.may_add:
                self.acts.replace()
            case "E":
                self.acts.attached()
            case "O":
                self.work.open_elsewhere()
            case "L" if self.state.may_add:
                self.work.keep_sealed()
            case "F":
                self.work.check_all()
            case "S":
                self.register.sort.showMenu()
            case "M" if self.state.orphans:
                self.open_orphans()
            case _ if self.state.may_appraise and key and self.tests.takes(key):
                self.about.bring(TESTS)
                self.panes.bring(SAID)
                self.tests.take_key(key)
            case _:
                return False
        return True

    def show_removed(self) -> RemovedDialog:
        """Show which items were taken out of the register and can be put back."""
        dialog = RemovedDialog(self._desk, self.state.contents, self)
        dialog.put_back.connect(self._saved)
        dialog.open()
        return dialog

    # -- appraising ---------------------------------------------------------------------------------------------------

    def _answer(self, row: EvidenceRow, test: EvidenceTest, answer: TestAnswer, note: str) -> None:
        if self.state.belongs_to(self._desk.session.user):
            self._desk.appraising.answer(self.state.case, row, test, answer, note)

    def set_read(self, read: bool) -> None:
        """Note that one has read the chosen item, or not after all."""
        row = self.row
        if row is not None:
            self._try(lambda: self._desk.appraising.set_read(self.state.case, row, read=read))

    def _go_to_cell(self, criterion: CriterionRow, item: EvidenceRow | None) -> None:
        """Choose an item, at the first of its passages that bears on a criterion."""
        if item is None:
            return
        self.register.choose(item.id)
        for one in self._desk.marking.passages(self.state.case.id, item.id):
            if lies_in(one, item) and any(link.criterion_id == criterion.id for link in one.links):
                lead_to(self.viewer, one)
                self._read()
                break

    # -- the entry ----------------------------------------------------------------------------------------------------

    def _save(self, row: EvidenceRow, values: dict[str, Any]) -> EvidenceRow:
        self._desk.evidence.edit(self.state.case, row, **values)
        return next(one for one in self._desk.evidence.register(self.state.case.id) if one.id == row.id)

    def _claim(self, criterion: CriterionRow, claimed: bool) -> None:
        row = self.row
        if row is not None:
            self._try(lambda: self._desk.evidence.set_claim(self.state.case, row, criterion, claimed=claimed))

    def _answered(self) -> None:
        """Show an answer that was kept; nothing outside the register changes by it."""
        self._say_saved()
        self.show_case(self.state.contents)

    def _saved(self) -> None:
        self._say_saved()
        self.changed.emit()

    def _say_saved(self) -> None:
        self.problem.clear()
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
            return False
        self._saved()
        return True

    def keep(self) -> None:
        self.about.keep()

    def start(self) -> None:
        shown = self.stack.currentIndex()
        if shown == ORPHANS:
            self.orphans.start()
        elif shown == EMPTY and self.empty.action is not None:
            self.empty.action.setFocus()
        else:
            self.list.setFocus()

    # -- files --------------------------------------------------------------------------------------------------------

    def _write_down(self) -> None:
        if self.state.may_record:
            self.acts.write_down()

    def _add(self) -> None:
        if self.add.isEnabled():
            self.work.ask()

    def _added(self, added: list[EvidenceRow]) -> None:
        """Show the first new item with its entry, since its kind and dates are still to be given."""
        self.changed.emit()
        if added and self._state is not None:
            self.register.choose(added[0].id)
            self.about.bring(ENTRY)

    def _refused(self, sentence: str) -> None:
        self.add.setEnabled(self._state is not None and self._state.may_add)
        self.problem.show_problem(sentence)

    def _asked(self, new: EvidenceRow | None) -> None:
        """Read the case again after a dialog, and choose the item that it made."""
        self.changed.emit()
        if new is not None:
            self.register.choose(new.id)

    def read_earlier(self, version: EvidenceVersionRow) -> None:
        """Read an earlier file of the chosen item, as it was."""
        self.item.show_earlier(version, self.state.names.get(version.person_id, "somebody"))
        self._read()

    def read_present(self) -> None:
        """Go back to the file the item has now."""
        self.item.show_earlier(None)
        self._read()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.add.isEnabled() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add.setEnabled(False)
        self.work.add_files(paths)

    # -- marks on earlier files ---------------------------------------------------------------------------------------

    def open_orphans(self) -> None:
        """Show the marks that were made on files replaced since."""
        self.keep()
        self.orphans.show_case(self.state.contents)
        self.stack.setCurrentIndex(ORPHANS)
        self.notice.show_words("")
        self.orphans.read_texts()
        self.orphans.start()

    def close_orphans(self) -> None:
        self.stack.setCurrentIndex(LISTED)
        self._show_notice()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
