"""Setting up an office: its name, its first administrator, and where its file is kept."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.protection import DOES_NOT_PROTECT, LOST, PROTECTS
from rpl_desk.ui.forms.ui_office_set_up import Ui_OfficeSetUp
from rpl_desk.ui.status import documents
from rpl_desk.ui.tasks import Progress, Task
from rpl_desk.ui.unlock import Founded, open_founded
from rpl_desk.ui.widgets import (
    DeskDialog,
    Paragraph,
    PassphraseField,
    Segments,
    button,
    chip_row,
    dress_button,
    label,
    labelled,
)

SUFFIX = ".rpldesk"
FILTER = f"Office files (*{SUFFIX})"
COST = (
    "It costs a second at each opening, and work of saving takes about twice as long as in the clear. It can be changed"
    " later, on the Office page."
)
HINT = "At least 15 characters. Nobody can reset it: keep it where you keep important keys."


class SetUpDialog(DeskDialog):
    """Founds an office in a task and stays open, with the reason, when a rule says no.

    founded: the path of a new store in the clear. protected: a `Founded`, the open store that is encrypted and its
    recovery codes, which are typed back before anybody signs in.
    """

    founded = Signal(object)
    protected = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Set up our office", parent, note="Policy, logo and people follow when the office is open.")
        inside = QWidget()
        self.ui = Ui_OfficeSetUp()
        self.ui.setupUi(inside)  # type: ignore[no-untyped-call]
        self.body.addWidget(inside)
        dress_button(self.ui.choose_button)
        self.passphrase, self.again = PassphraseField(name="Passphrase"), PassphraseField(name="Passphrase again")
        self.suggest = button("Suggest five words", icon_name="refresh-cw", kind="plain", size="small")
        self.suggest.clicked.connect(self._suggest)
        row = QHBoxLayout()
        row.addWidget(self.suggest)
        row.addStretch(1)
        self.ui.passphrase_place.addWidget(labelled("Your passphrase", self.passphrase, HINT))
        self.ui.passphrase_place.addLayout(row)
        self.ui.passphrase_place.addWidget(labelled("The same again", self.again))
        self.encrypted = Segments(
            "Encrypt this file?", [(True, "Encrypt it", ""), (False, "Leave it in the clear", "")]
        )
        self.body.addWidget(label("Encrypt this file?", "label"))
        self.body.addWidget(chip_row(self.encrypted))
        for one in (PROTECTS, DOES_NOT_PROTECT, LOST, COST):
            self.body.addWidget(Paragraph(one, "small", tone="second"))
        QWidget.setTabOrder(self.ui.email_edit, self.passphrase)
        QWidget.setTabOrder(self.passphrase, self.suggest)
        QWidget.setTabOrder(self.suggest, self.again)
        QWidget.setTabOrder(self.again, self.ui.file_edit)
        self._file_is_ours = True
        self.ui.file_edit.setText(str(documents() / f"office{SUFFIX}"))
        self.ui.file_edit.textEdited.connect(self._keep_file)
        self.ui.name_edit.textEdited.connect(self._name_file)
        self.ui.choose_button.clicked.connect(self._choose)
        self.set_act("Set up the office", "check")
        self.ui.name_edit.setFocus()

    @property
    def path(self) -> Path:
        """Where the store is to be, with its suffix whether or not it was typed."""
        path = Path(self.ui.file_edit.text().strip()).expanduser()
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        if self.passphrase.text() != self.again.text():
            self.refuse("The two passphrases are not the same. Type the second once more.")
            self.again.setFocus()
            return
        if not self.ui.file_edit.text().strip():
            self.refuse("Say where the office file is to be kept.")
            self.ui.file_edit.setFocus()
            return
        encrypted = self.encrypted.value()
        if encrypted is None:
            self.refuse("Say whether the file is to be encrypted. You can change your mind later, on the Office page.")
            self.encrypted.take_focus()
            self.area.ensureWidgetVisible(self.encrypted)
            return
        path, passphrase = self.path, self.passphrase.text()
        name, unit = self.ui.name_edit.text(), self.ui.unit_edit.text()
        person, email = self.ui.person_edit.text(), self.ui.email_edit.text()

        def found(progress: Progress) -> Path | Founded:
            from rpl_desk.desk import Desk

            codes = Desk.found(
                path,
                name=name,
                unit=unit,
                admin_name=person,
                admin_email=email,
                passphrase=passphrase,
                encrypted=bool(encrypted),
            )
            return open_founded(path, email.strip(), passphrase, codes) if codes else path

        self._set_busy(True)
        task = Task(found, self)
        task.succeeded.connect(self._done)
        task.failed.connect(self._fail)
        task.start()

    def reject(self) -> None:
        if self.act.isEnabled():  # the file is being written: it is there, or not, in a moment
            super().reject()

    def _done(self, made: Path | Founded) -> None:
        self._set_busy(False)
        super().accept()
        if isinstance(made, Founded):
            self.protected.emit(made)
        else:
            self.founded.emit(made)

    def _fail(self, error: Exception) -> None:
        self._set_busy(False)
        if not isinstance(error, DeskError):
            raise error
        self.refuse(str(error))

    def _set_busy(self, busy: bool) -> None:
        self.refuse("")
        self.content.setEnabled(not busy)
        self.act.setEnabled(not busy)
        self.not_now.setEnabled(not busy)
        self.act.setText("Making the keys" if busy else "Set up the office")

    def _suggest(self) -> None:
        from rpl_desk.services.people import PeopleService

        words = PeopleService.suggested_passphrase()
        for field in (self.passphrase, self.again):
            field.setText(words)
            field.show_words(True)

    def _keep_file(self) -> None:
        self._file_is_ours = False

    def _name_file(self, name: str) -> None:
        if self._file_is_ours:
            plain = "-".join("".join(one if one.isalnum() else " " for one in name.lower()).split())
            self.ui.file_edit.setText(str(documents() / f"{plain or 'office'}{SUFFIX}"))

    def _choose(self) -> None:
        chooser = QFileDialog(self, "Where the office file is kept", str(self.path), FILTER)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(SUFFIX.removeprefix("."))
        chooser.fileSelected.connect(self._take)
        chooser.open()

    def _take(self, file: str) -> None:
        self._file_is_ours = False
        self.ui.file_edit.setText(file)
