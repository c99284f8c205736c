"""What can be done where a store is damaged: a backup in its place, saving what can be read, or looking at it as it is.

The store is closed, and nothing here changes it; a restore keeps it beside the backup that takes its place.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.salvage import SalvageReport
from rpl_desk.ui.asking import ask_file
from rpl_desk.ui.office.restore_dialog import Wanted
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.unlock import Entered, open_to_read
from rpl_desk.ui.widgets import Paragraph, PassphraseField, Segments, button, chip_row, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.domain.backups import BackupRow

RESTORE, SALVAGE, READ = "restore", "salvage", "read"
WAYS = (
    (RESTORE, "Restore a backup", "undo-2"),
    (SALVAGE, "Salvage", "file-plus"),
    (READ, "Read only", "book-marked"),
)
WORDS = {
    RESTORE: "The best way wherever there is a backup. It takes the file's place once it was checked whole, and the"
    " damaged file is kept beside it.",
    SALVAGE: "Where no backup is good. Everything that can be read goes into a new file, which opens for reading only;"
    " each row is marked as verified by signature, by hash only, or unverified, and what is missing is named.",
    READ: "To look something up in the damaged file as it is. A page that needs a damaged part says so. Nothing in it"
    " is verified.",
}
ACTS = {
    RESTORE: ("Restore this backup", "undo-2", "danger"),
    SALVAGE: ("Salvage to a new file", "file-plus", "primary"),
    READ: ("Open for reading only", "book-marked", "primary"),
}


class DamagedDialog(WorkDialog):
    """asked: a `Wanted`, a restore that somebody wants. opened: an `Entered`, the damaged file open for reading.

    salvaged: the path of a new salvaged store, and its report.
    """

    asked = Signal(object)
    opened = Signal(object)
    salvaged = Signal(object, object)

    def __init__(self, store: Path, sentence: str, parent: QWidget) -> None:
        super().__init__("The file is damaged", parent, bar="Working on the damaged file", note=sentence)
        self._store = store
        self.way = Segments("What to do", WAYS)
        self.words = Paragraph(tone="second")
        self.backup, self.other = QComboBox(), button("Another backup", icon_name="folder-open", size="small")
        self.backup.setPlaceholderText("None beside the file")
        self.email, self.passphrase, self.reason = QLineEdit(), PassphraseField(), QLineEdit()
        self.target = QLineEdit(str(_free(store)))
        self.body.addWidget(chip_row(self.way))
        self.body.addWidget(self.words)
        self._fields = {
            "backup": labelled("Backup", self.backup),
            "other": chip_row(self.other),
            "target": labelled("New file", self.target),
            "email": labelled("Your e-mail address", self.email),
            "passphrase": labelled("Your passphrase", self.passphrase),
            "reason": labelled("Reason", self.reason, "Kept in the log for good."),
        }
        for field in self._fields.values():
            self.body.addWidget(field)
        self.other.clicked.connect(self._choose_backup)
        self.way.chosen.connect(self._show)
        self._encrypted = False
        self.way.set_value(RESTORE)
        self._show(RESTORE)
        self.look_up(lambda _: _looked(store), self._take_looked)
        self.way.take_focus()

    def _take_looked(self, found: "tuple[bool, tuple[BackupRow, ...], Path]") -> None:
        self._encrypted, rows, folder = found
        for one in rows:
            self.backup.addItem(f"{as_text(one.made_at)}, {one.log_size} log entries", folder / one.file)
        self.backup.setCurrentIndex(0 if rows else -1)
        self._show(self.way.value())

    def _show(self, way: object) -> None:
        assert isinstance(way, str)
        self.words.setText(WORDS[way])
        keyed = way == RESTORE or self._encrypted
        shown = {"backup": way == RESTORE, "other": way == RESTORE, "target": way == SALVAGE}
        shown |= {"email": keyed, "passphrase": keyed, "reason": way == RESTORE}
        for name, field in self._fields.items():
            field.setVisible(shown[name])
        words, icon_name, kind = ACTS[way]
        self.set_act(words, icon_name, kind=kind)
        self.refused.clear()
        self._fit()

    def _choose_backup(self) -> None:
        ask_file(self, "Choose a backup", "Office files (*.rpldesk)", self._take_backup, folder=self._store.parent)

    def _take_backup(self, path: Path) -> None:
        self.backup.insertItem(0, path.name, path)
        self.backup.setCurrentIndex(0)

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        way = self.way.value()
        if (way == RESTORE or self._encrypted) and not (self.email.text().strip() and self.passphrase.text()):
            self.refuse("Give your e-mail address and your passphrase.")
            (self.passphrase if self.email.text().strip() else self.email).setFocus()
            return
        ways: dict[object, Callable[[], None]] = {RESTORE: self._restore, SALVAGE: self._salvage, READ: self._read}
        ways[way]()

    def _restore(self) -> None:
        backup, reason = self.backup.currentData(), self.reason.text().strip()
        if backup is None:
            self.refuse("No backup was found beside the file. Choose one from the second place, or salvage the file.")
            self.other.setFocus()
        elif not reason:
            self.refuse("Give a reason. It is kept in the log for good.")
            self.reason.setFocus()
        else:
            wanted = Wanted(backup, self._store, self.email.text().strip(), self.passphrase.text(), reason)
            self.passphrase.clear_words()
            super().accept()
            self.asked.emit(wanted)

    def _salvage(self) -> None:
        store, target, who = self._store, Path(self.target.text().strip()).expanduser(), self._who()

        def job(progress: Progress) -> SalvageReport:
            from rpl_desk.services.salvaging import salvage
            from rpl_desk.services.unlocking import Keys

            keys = Keys(None, *who)
            try:
                key = keys.of(store)
                try:
                    return salvage(store, target, key, progress=progress)
                finally:
                    if key is not None:
                        key.close()
            finally:
                keys.close()

        self.work(job, lambda report: self._close(lambda: self.salvaged.emit(target, report)))

    def _read(self) -> None:
        store, who = self._store, self._who()
        self.work(lambda _: open_to_read(store, *who), self._take_opened)

    def _take_opened(self, entered: Entered) -> None:
        self._close(lambda: self.opened.emit(entered))

    def _close(self, tell: Callable[[], object]) -> None:
        self.passphrase.clear_words()
        super().accept()
        tell()

    def _who(self) -> tuple[str, str]:
        return (self.email.text().strip(), self.passphrase.text()) if self._encrypted else ("", "")


def _looked(store: Path) -> "tuple[bool, tuple[BackupRow, ...], Path]":
    """Return whether a damaged store is encrypted, and the backups of it in the folder beside it, which is last."""
    from rpl_desk.services.backup_manifests import listed, place_beside
    from rpl_desk.services.unlocking import needs_key

    folder = place_beside(store)
    return needs_key(store, even_damaged=True), tuple(one for one in listed(folder) if not one.fault), folder


def _free(store: Path) -> Path:
    """Return a name beside a store that no file has, such as `office.salvaged.rpldesk`."""
    number, found = 1, store.with_name(f"{store.stem}.salvaged{store.suffix}")
    while found.exists():
        number += 1
        found = store.with_name(f"{store.stem}.salvaged-{number}{store.suffix}")
    return found
