"""The office's backups: where they lie, whether they count, making one, rehearsing with one and restoring one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from rpl_desk.domain.backups import RULE_LIMITS, RULE_WORDS, BackupOverview, DrillRow, HeldBackup, age, signed_words
from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.asking import ask_folder
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.office.restore_dialog import RestoreDialog
from rpl_desk.ui.tables import RowTableModel, as_text, row_at
from rpl_desk.ui.tasks import Cancelled, Progress, Task, in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    EmptyState,
    Framed,
    Panel,
    Paragraph,
    RefusedBox,
    button,
    button_row,
    chip_row,
    label,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.backups import Made

ROWS = 6  # of the list that stay in sight


class BackupsPart(QWidget):
    """Lists the backups of both places; makes, checks, rehearses with and restores one, each as a job that can stop.

    refused: a sentence for the page to show, empty when there is nothing to say. restoring: what the window is to put
    in the store's place, a `Wanted`. told: the overview, each time it was read.
    """

    refused = Signal(str)
    restoring = Signal(object)
    told = Signal(object)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._task: Task | None = None
        self._seen: BackupOverview | None = None
        inner, outer = QWidget(), QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SPACE["s"], 0)
        column.setSpacing(SPACE["m"])
        self.standing = Paragraph("Looking at both places.", tone="second")
        self.warnings = RefusedBox("notice")
        self.done_words = RefusedBox("notice")
        for widget in (self.standing, self.warnings, self._acts(), self._work(), self.done_words):
            column.addWidget(widget)
        column.addWidget(self._list())
        column.addWidget(self._of_chosen())
        column.addWidget(self._places())
        column.addWidget(self._rules())
        column.addStretch(1)

    # -- what is there ------------------------------------------------------------------------------------------------

    def _acts(self) -> QWidget:
        self.now = button("Back up now", icon_name="save", kind="primary")
        self.now.clicked.connect(self.back_up)
        self.rehearse = button("Rehearse a restore", icon_name="history")
        self.rehearse.setToolTip(
            "Puts the newest backup in place beside the file, checks all of it, and clears it away"
        )
        self.rehearse.clicked.connect(self.rehearse_restore)
        return chip_row(self.now, self.rehearse)

    def _work(self) -> QWidget:
        self.bar = QProgressBar()
        self.cancel = button("Cancel", icon_name="x", size="small")
        self.cancel.clicked.connect(self.stop)
        self.work = Panel("words", across=True, padding=SPACE["m"], spacing=SPACE["m"])
        self.work_words = label("", "body")
        self.work.box.addWidget(self.work_words)
        self.work.box.addWidget(self.bar, 1)
        self.work.box.addWidget(self.cancel)
        self.work.hide()
        return self.work

    def _list(self) -> QWidget:
        self._rows: RowTableModel[HeldBackup] = RowTableModel(
            {
                "Made": lambda one: one.row.made_at if one.row.made_at.year > 1970 else None,
                "Age": lambda one: age(one.row.made_at, _now()) if one.row.made_at.year > 1970 else "",
                "State": lambda one: _state(one),
                "Where": lambda one: one.where,
                "Log entries": lambda one: one.row.log_size,
                "Size in MB": lambda one: round(one.row.size / 1_000_000, 1),
                "File": lambda one: one.row.file,
            },
            lambda: list(self._seen.held) if self._seen else [],
            say=_said,
            parent=self,
        )
        self.list = DeskTable("Backups, newest first", self._rows, stretch=2)
        self.list.setMinimumHeight(ROWS * look().theme.height("row"))
        self._framed = Framed(self.list)
        self.empty = EmptyState("file-lock", "No backup of this file yet. Back up now makes the first one.")
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._framed)
        column.addWidget(self.empty)
        return made

    def _of_chosen(self) -> QWidget:
        self.check = button("Check the chosen one", icon_name="shield-check")
        self.check.clicked.connect(self.check_chosen)
        self.restore = button("Restore the chosen one", icon_name="undo-2", kind="danger")
        self.restore.clicked.connect(self.ask_to_restore)
        return chip_row(self.check, self.restore)

    def _places(self) -> QWidget:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        panel.box.addWidget(label("Where backups lie", "label"))
        self.first, self.second = Paragraph(""), Paragraph("")
        panel.box.addWidget(self.first)
        panel.box.addWidget(self.second)
        self.choose = button("Choose the second place", icon_name="folder-open", size="small")
        self.choose.clicked.connect(self._choose_place)
        panel.box.addWidget(chip_row(self.choose))
        return panel

    def _rules(self) -> QWidget:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        panel.box.addWidget(label("How often, and how many are kept", "label"))
        panel.box.addWidget(
            Paragraph(
                "The three newest that count are never removed, nor any in the week after a restore. A light one leaves"
                " evidence to earlier ones of its day: keep them together in one folder.",
                "small",
                tone="second",
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["m"])
        self.numbers: dict[str, QSpinBox] = {}
        for place, (name, words) in enumerate(RULE_WORDS.items()):
            spin = QSpinBox()
            spin.setRange(*RULE_LIMITS[name])
            spin.setAccessibleName(words)
            title = label(words.capitalize(), "body")
            title.setBuddy(spin)
            grid.addWidget(title, place, 0)
            grid.addWidget(spin, place, 1)
            self.numbers[name] = spin
        grid.setColumnStretch(2, 1)
        panel.box.addLayout(grid)
        keep = button("Keep these numbers", icon_name="check")
        keep.clicked.connect(self.keep_rules)
        panel.box.addLayout(button_row(keep))
        return panel

    def reload(self) -> None:
        """Look at both places again, beside the window: a share may take its time."""
        in_background(self, lambda _: self._desk.backups.overview(), self._show, self.refused.emit)

    def _show(self, seen: BackupOverview) -> None:
        self._seen = seen
        self._rows.reload()
        self.list.fit_columns()
        self._framed.setVisible(bool(seen.held))
        self.empty.setVisible(not seen.held)
        self.standing.setText(_standing(seen))
        self.warnings.show_problem("\n".join(seen.warnings(_now())))
        self.first.setText(f"First place, beside the file: {seen.first}")
        self.second.setText(f"Second place: {seen.second or 'none yet'}")
        for name, spin in self.numbers.items():
            spin.setValue(getattr(seen.rules, name))
        if seen.held and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._rows.index(0, 0))
        self.told.emit(seen)

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a backup now, whatever is due."""
        self._run("Backing up", lambda progress: self._desk.backups.make(None, progress), self._made)

    def _made(self, made: "Made") -> None:
        where = "in both places" if made.second is not None else "beside the file"
        self._tell(f"{made.path.name} is made and verified, {where}.", made.problem)

    def check_chosen(self) -> None:
        """Read the chosen backup to its end again: its bytes, and everything in it."""
        from rpl_desk.services.backups import verify_backup
        from rpl_desk.services.unlocking import Keys

        one = self._chosen()
        if one is not None:
            keys = Keys(self._desk.database)
            self._run(
                "Checking",
                lambda progress: verify_backup(one.path, progress, keys),
                lambda row: self._tell(
                    f"{row.file} is whole: {row.log_size} log entries, every row and every file."
                    f" {signed_words(row.signed_by)}"
                ),
            )

    def rehearse_restore(self) -> None:
        """Do all that a restore does but take the file's place; the newest in the second place is taken."""
        self._run("Rehearsing", lambda progress: self._desk.drills.rehearse(None, progress), self._rehearsed)

    def _rehearsed(self, drill: DrillRow) -> None:
        if drill.fault:
            self._tell("", f"The rehearsal with {drill.backup} failed: {drill.fault}")
        else:
            self._tell(
                f"{drill.backup} was put in place and checked whole in {drill.seconds} seconds. It is in the log."
            )

    def _run(self, words: str, job: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        if self._task is not None:
            return
        self.refused.emit("")
        self.done_words.clear()
        self.work_words.setText(words)
        self.bar.setAccessibleName(words)
        self.cancel.setAccessibleName(f"Cancel: {words}")
        self.bar.setRange(0, 0)
        self._allow(False)

        def ended(result: Any) -> None:
            self._end()
            done(result)

        def failed(sentence: str) -> None:
            self._end()
            self._tell("", sentence)

        self._task = in_background(self, job, ended, failed, self._progressed)
        self._task.failed.connect(self._stopped)

    def stop(self) -> None:
        """Stop what is being done; nothing of it stays."""
        if self._task is not None:
            self.cancel.setEnabled(False)
            self._task.cancel()

    def _stopped(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._end()
            self._tell("Stopped. Nothing was changed.")

    def _end(self) -> None:
        self._task = None
        self._allow(True)

    def _allow(self, on: bool) -> None:
        self.work.setVisible(not on)
        self.cancel.setEnabled(not on)
        for one in (self.now, self.rehearse, self.check, self.restore):
            one.setEnabled(on)
        (self.now if on else self.cancel).setFocus()

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)  # a bar counts in 32 bits, and bytes may be more
        self.bar.setValue(1000 * done // max(total, 1))

    def _tell(self, words: str, problem: str = "") -> None:
        if problem:
            self.done_words.show_problem("\n".join(filter(None, (words, problem))))
        else:
            self.done_words.show_info(words, "circle-check")
        self.reload()

    # -- restoring, places and numbers --------------------------------------------------------------------------------

    def ask_to_restore(self) -> RestoreDialog | None:
        """Say what restoring the chosen one would lose, and ask for a reason and the passphrase."""
        one = self._chosen()
        if one is None:
            return None
        try:
            self._desk.backups.restorer()
        except DeskError as error:
            self.refused.emit(str(error))
            return None
        dialog = RestoreDialog(self._desk, one, self)
        dialog.asked.connect(self.restoring)
        dialog.open()
        return dialog

    def _chosen(self) -> HeldBackup | None:
        one: HeldBackup | None = row_at(self.list.currentIndex())
        if one is None:
            self.refused.emit("Choose the backup in the list first.")
        elif one.fault:
            self.refused.emit(f"{one.row.file} is no backup: {one.fault}. Choose another.")
        else:
            self.refused.emit("")
            return one
        return None

    def _choose_place(self) -> None:
        ask_folder(self, "Choose the second place of backups", self.keep_at)

    def keep_at(self, folder: Path) -> None:
        """Put each backup, and the anchors, in a second place from now on."""
        in_background(
            self, lambda _: self._desk.anchors.choose_folder(folder), lambda _: self._kept(), self.refused.emit
        )

    def _kept(self) -> None:
        self.refused.emit(self._desk.anchors.problem)
        self.reload()

    def keep_rules(self) -> None:
        """Keep the numbers as one audited change."""
        said = {name: spin.value() for name, spin in self.numbers.items()}
        try:
            self._desk.backups.set_rules(replace(self._desk.backups.rules(), **said))
        except DeskError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")
            self._tell("Kept.")


def _now() -> datetime:
    return datetime.now(UTC)


def _state(one: HeldBackup) -> str:
    if one.fault:
        return f"Does not count: {one.fault}"
    return "Verified, light" if one.row.needs else "Verified"


def _said(one: HeldBackup) -> str:
    state = f"does not count: {one.fault}" if one.fault else f"{_state(one).lower()}, {one.row.log_size} log entries"
    return f"Backup of {as_text(one.row.made_at)}, {one.where}, {state}"


def _standing(seen: BackupOverview) -> str:
    said = []
    if seen.newest is not None:
        said.append(f"The newest backup that counts is {age(seen.newest, _now())} old.")
    if seen.newest_outside is not None:
        said.append(f"In the second place: {age(seen.newest_outside, _now())} old.")
    drill = seen.drill
    if drill is None:
        said.append("A restore has not been rehearsed yet.")
    else:
        how = f"failed: {drill.fault}" if drill.fault else "went well"
        said.append(f"The last rehearsal, on {as_text(drill.rehearsed_at)}, {how.rstrip('.')}.")
    return " ".join(said)
