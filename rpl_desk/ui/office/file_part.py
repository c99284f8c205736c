"""The office's file: whether it is as people left it, what is kept outside to prove it, and its log."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.services.words import action_words, who_words
from rpl_desk.ui.asking import RECORDS, ask_file, ask_folder
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.office.check_dialog import CheckDialog
from rpl_desk.ui.office.encryption_part import EncryptionPart
from rpl_desk.ui.tables import RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskTable, Framed, Panel, Paragraph, RefusedBox, button, chip_row, dress_button, label

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.checking import AnchorMark, Roster, StoreReport, Verdict
    from rpl_desk.services.recorded_breaks import Recorded
    from rpl_desk.services.seeking import Sought
    from rpl_desk.ui.office.break_dialog import BreakDialog

MOST_SHOWN = 20
LOG_ROWS = 8  # of the log that stay in sight
VERDICT_WORDS = {
    "good": "good, as it was signed",
    "bad": "not as it was signed",
    "unsigned": "not signed by all it asks for",
    "unknown": "cannot be told",
}


class FilePart(QWidget):
    """Checks the file in a task, alone or against a roster and anchors; shows the line for the minutes.

    refused: a sentence for the page to show, empty when there is nothing to say. backups_asked: somebody wants to
    restore a backup, because a fault was found. changed: the file is kept in another way now. quiet: as
    `EncryptionPart`.
    """

    refused = Signal(str)
    backups_asked = Signal()
    changed = Signal()
    quiet = Signal(bool)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        inner, outer = QWidget(), QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))  # large text leaves the log no room on one screen
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SPACE["s"], 0)
        column.setSpacing(SPACE["m"])
        self.check_words = Paragraph("Everything in the file can be checked against its log.", tone="second")
        self.check = button("Check the file", icon_name="shield-check", kind="primary")
        self.check.clicked.connect(lambda: self.check_file())
        self.check_with = button("Check against roster and anchor", icon_name="shield-check")
        self.check_with.clicked.connect(self.ask_for_proofs)
        self.document = button("Check a document", icon_name="file-check")
        self.document.clicked.connect(self._choose_document)
        column.addWidget(self.check_words)
        column.addWidget(chip_row(self.check, self.check_with, self.document))
        self.broken = RefusedBox("notice")
        self.broken.setAccessibleName("Recorded breaks")
        column.addWidget(self.broken)
        self.seek = button("Put log entries back from the backups", icon_name="search", kind="primary")
        self.seek.setToolTip("Looks for the damaged entries in the backups; only those whose hash fits are put back")
        self.seek.clicked.connect(self.put_back)
        self.restore = button("Restore from a backup", icon_name="undo-2", kind="primary")
        self.restore.clicked.connect(self.backups_asked)
        self.go_on = button("Go on with a recorded break…", icon_name="signature")
        self.go_on.setToolTip("Where no backup brings back what was damaged; two people sign")
        self.go_on.clicked.connect(self.ask_to_go_on)
        self.after_fault = chip_row(self.seek, self.restore, self.go_on)
        self.after_fault.hide()
        column.addWidget(self.after_fault)
        self.open_things = RefusedBox("notice")
        column.addWidget(self.open_things)
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        panel.box.addWidget(label("Anchor of the log, for the last line of the minutes", "label"))
        self.anchor = Paragraph("")
        self.copy = button("Copy", icon_name="copy", size="small")
        self.copy.setAccessibleName("Copy the anchor of the log")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.anchor.text()))
        panel.box.addWidget(self.anchor)
        self.place_words = Paragraph("", tone="second")
        self.place = button("Choose where anchors are kept", icon_name="folder-open", size="small")
        self.place.clicked.connect(self._choose_place)
        panel.box.addWidget(self.place_words)
        panel.box.addWidget(chip_row(self.copy, self.place))
        column.addWidget(panel)
        self.encryption = EncryptionPart(desk)
        self.encryption.changed.connect(self.changed)
        self.encryption.quiet.connect(self.quiet)
        column.addWidget(self.encryption)
        names: dict[str, str] = {}

        def lines() -> list[Any]:
            names.update({one.uid: one.name for one in self._desk.people.people(retired=True)})
            return list(self._desk.cases.log(limit=1000))

        self._log: RowTableModel[Any] = RowTableModel(
            {
                "Entry": lambda one: one.seq,
                "When": lambda one: one.at,
                "Who": lambda one: who_words(names, one.actor, one.signer),
                "What": lambda one: action_words(one.action),
                "About": lambda one: one.subject.removeprefix("case:"),
            },
            lines,
            parent=self,
        )
        self.log = DeskTable("Log of the store, newest first", self._log, strong=3, stretch=3)
        self.log.setMinimumHeight(LOG_ROWS * look().theme.height("row"))
        column.addWidget(Framed(self.log), 1)

    def reload(self) -> None:
        """Show the log and the newest note as they are now."""
        self._log.reload()
        self.log.fit_columns()
        self.encryption.reload()
        try:
            self.anchor.setText(self._desk.anchors.line())
        except DeskError as error:
            self.anchor.setText(str(error))
        self.broken.show_problem(breaks_said(self._desk.breaks.recorded()))
        folder = self._desk.anchors.folder()
        words = (
            f"A note goes to anchors.txt in {folder} after each signature, export and session."
            if folder
            else "No place outside the store is chosen yet: choose a share, a stick or the second backup place."
        )
        self.place_words.setText(f"{words} {self._desk.anchors.problem}".strip())

    def ask_for_proofs(self) -> CheckDialog:
        """Ask for the roster and an anchor, and check against them."""
        dialog = CheckDialog(self)
        dialog.chosen.connect(self.check_file)
        dialog.open()
        return dialog

    def ask_to_go_on(self) -> "BreakDialog | None":
        """Show what a recorded break would name, and take both signatures; by an administrator."""
        from rpl_desk.ui.office.break_dialog import BreakDialog

        try:
            self._desk.breaks.must_be_allowed()
        except DeskError as error:
            self.refused.emit(str(error))
            return None
        dialog = BreakDialog(self._desk, self)
        dialog.recorded.connect(self._went_on)
        dialog.open()
        return dialog

    def put_back(self) -> None:
        """Put back the damaged entries of the log that lie whole in a backup, then check the file again."""
        for one in (self.seek, self.restore, self.go_on):
            one.setEnabled(False)
        self.check_words.setText("Looking for the damaged entries of the log in the backups.")
        in_background(self, self._desk.seeking.put_back, self._was_put_back, self._not_put_back)

    def _was_put_back(self, sought: "Sought") -> None:
        self._allow()
        self.reload()
        self.check_file(said=[f"Put back: {one}" for one in sought.found] + list(sought.not_read))

    def _not_put_back(self, sentence: str) -> None:
        self._allow()
        self.check_words.setText("Nothing was put back.")
        self.refused.emit(sentence)

    def _went_on(self, _: "Recorded") -> None:
        self.after_fault.hide()
        self.refused.emit("")
        self.reload()
        self.check_file()

    def _choose_document(self) -> None:
        ask_file(self, "Check a document", RECORDS, self.check_document)

    def check_document(self, path: Path) -> None:
        """Check an exported document against the office's own roster and log, and say what it comes to."""
        self.open_things.clear()
        in_background(
            self, lambda _: (path.name, self._desk.verify_document(path)), self._document_checked, self.refused.emit
        )

    def _document_checked(self, result: "tuple[str, Verdict]") -> None:
        name, verdict = result
        words = "\n".join(
            [f"{name}: {VERDICT_WORDS[verdict.status.value]}", *map(str, verdict.problems), *verdict.facts]
        )
        if verdict.status.value == "good":
            self.open_things.show_info(words)
        else:
            self.open_things.show_problem(words)

    def check_file(
        self, roster: "Roster | None" = None, anchors: "tuple[AnchorMark, ...]" = (), said: Sequence[str] = ()
    ) -> None:
        """Check the whole store beside the window and say what was found, and before it what was `said` already."""
        for one in (self.check, self.check_with):
            one.setEnabled(False)
        self.after_fault.hide()
        self.check_words.setText("Checking every row and every file against the log.")
        self.open_things.clear()
        in_background(
            self,
            lambda progress: (self._desk.report(roster, anchors, progress), said),
            self._checked,
            self._not_checked,
        )

    def _checked(self, result: "tuple[StoreReport, Sequence[str]]") -> None:
        from rpl_desk.services.checking import Kind

        found, before = result
        self._allow()
        self.after_fault.setVisible(bool(found.of(Kind.CHANGED)))
        in_log = any(one.place.startswith("log entry") for one in found.of(Kind.CHANGED))
        self.seek.setVisible(in_log)
        dress_button(self.restore, kind="outlined" if in_log else "primary", icon_name="undo-2")
        changed, unsure = found.of(Kind.CHANGED), found.of(Kind.UNSURE)
        if changed:
            self.check_words.setText(f"{len(changed)} fault{'' if len(changed) == 1 else 's'} found.")
        else:
            size, but = self._desk.database.head().size, ", but for what the break names" * bool(found.of(Kind.BROKEN))
            self.check_words.setText(f"All is as it was left{but}: {size} log entries, every row and every file fits.")
        self.refused.emit("\n".join(str(one) for one in changed[:MOST_SHOWN]))
        lines = [*before, *(f"Cannot be told: {one}" for one in unsure)]
        lines += [f"Not signed: {one}" for one in found.of(Kind.UNSIGNED)]
        lines += [str(one) for kind in (Kind.RESTORED, Kind.NOTED) for one in found.of(kind)]
        said = "\n".join(filter(None, [*lines[:MOST_SHOWN], found.complete]))
        if unsure:
            self.open_things.show_problem(said)
        else:
            self.open_things.show_info(said)

    def _not_checked(self, sentence: str) -> None:
        self._allow()
        self.refused.emit(sentence)

    def _allow(self) -> None:
        for one in (self.check, self.check_with, self.seek, self.restore, self.go_on):
            one.setEnabled(True)

    def _choose_place(self) -> None:
        ask_folder(self, "Choose where anchors are kept", self.keep_at)

    def keep_at(self, folder: Path) -> None:
        """Keep anchors in a folder from now on; the first is written at once, which a share may take a while for."""
        in_background(
            self, lambda _: self._desk.anchors.choose_folder(folder), lambda _: self._kept(), self.refused.emit
        )

    def _kept(self) -> None:
        self.refused.emit(self._desk.anchors.problem)
        self.reload()


def breaks_said(recorded: "Sequence[Recorded]") -> str:
    """Return what is to be read for ever of the breaks of a file; empty where there is none."""
    return "\n".join(f"Log entry {one.seq}: {one.words}" for one in recorded)
