"""Who sits at the desk: the office, its people, and one passphrase."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.domain.errors import DamagedStore, DeskError, NotAllowed
from rpl_desk.domain.people import OfficeRole, PersonRow
from rpl_desk.ui.icons import product_mark
from rpl_desk.ui.office.key_dialogs import EnrolDialog
from rpl_desk.ui.recovery_dialogs import CodesDialog, NewCodesDialog, RecoverDialog
from rpl_desk.ui.tables import RowTableModel, row_at
from rpl_desk.ui.tasks import Task
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.unlock import Entered, enter
from rpl_desk.ui.widgets import (
    Panel,
    Paragraph,
    PassphraseField,
    RefusedBox,
    button,
    label,
    labelled,
    row_list,
)
from rpl_desk.ui.widgets.paint import paint_avatar, paint_text
from rpl_desk.ui.widgets.small import initials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rpl_desk.desk import Desk
    from rpl_desk.domain.protection import RecoveryCode
    from rpl_desk.services.glance import Glance

ROLE_WORDS = {OfficeRole.ADMINISTRATOR: "Administrator of the office", OfficeRole.MEMBER: "Member of the office"}
CARD = 460
MARK = 56
MOST_SHOWN = 5
LEAST_SHOWN = 2
BESIDE_LIST = 520  # height of the rest of the card at 100 % text


def paint_person(painter: QPainter, rect: QRect, theme: Theme, person: PersonRow, selected: bool) -> None:
    """Draw a person of the office: initials, name, what they do there."""
    side = theme.grown(28)
    circle = QRect(rect.left() + SPACE["m"], rect.top() + (rect.height() - side) // 2, side, side)
    paint_avatar(painter, circle, theme, initials(person.name))
    upper, lower = theme.line("small"), theme.line("caption")
    left, top = circle.right() + SPACE["m"], rect.top() + (rect.height() - upper - lower) // 2
    room = rect.right() - left - SPACE["s"]
    paint_text(painter, QRect(left, top, room, upper), theme, person.name, "small", weight=600)
    words = _role(person)
    paint_text(painter, QRect(left, top + upper, room, lower), theme, words, "caption", "text2")


def _spoken(person: PersonRow) -> str:
    return f"{person.name}, {_role(person)}"


def _role(person: PersonRow) -> str:
    """Return what a person does in the office; of an encrypted file only their name is known, and no address."""
    return ROLE_WORDS[person.office_role] if person.email else "Opens this file"


class SignInPage(QWidget):
    """Asks for a person and their passphrase; the passphrase is tried in a task, as opening a key takes a moment.

    signed_in: the person. left: somebody wants another office file. unlocked: an `Entered` whose desk a passphrase
    opened. damaged: why a file does not open; the window says what can be done. recovered: what a recovery code opened
    of an encrypted file, which the window opens with it.
    """

    signed_in = Signal(object)
    unlocked = Signal(object)
    damaged = Signal(object)
    recovered = Signal(object)
    left = Signal()
    keys = (
        ("Enter", "Sign in"),
        ("Alt+V", "Show the passphrase while typing"),
        ("Alt+R", "Open an encrypted file with a recovery code"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._locked: Path | None = None
        self._logo: bytes | None = None
        self._shown: list[PersonRow] = []
        self._entered_early = False
        self._wait = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._count_down)

        self._mark = label()
        self._office = label("", "title1", wrap=True)
        self._unit = label("", "reading", tone="second", wrap=True)
        self._rows = RowTableModel[PersonRow]({"Person": lambda row: row.name}, self._read, say=_spoken, parent=self)
        self.people = row_list("Who is at the desk?", self._rows, paint_person)
        self.people.setProperty("framed", True)
        self.people.selectionModel().currentChanged.connect(self._choose)
        self.passphrase = PassphraseField()
        self.people.activated.connect(lambda _: self.passphrase.setFocus())
        self.passphrase.returnPressed.connect(self.sign_in)
        self.sample = Paragraph("", "small", tone="second")
        self._sample_box = Panel("words", padding=SPACE["m"])
        self._sample_box.box.addWidget(self.sample)
        self._sample_box.hide()
        self.refused = RefusedBox()
        self.enter = button("Sign in", icon_name="door-open", kind="primary", size="large")
        self.enter.clicked.connect(self.sign_in)
        self.code = button("I have an enrolment code", icon_name="key-round", kind="plain")
        self.code.clicked.connect(self.make_key)
        self.code.hide()
        self.recover = button("Use a recovery code", icon_name="file-lock", kind="plain")
        self.recover.setShortcut("Alt+R")
        self.recover.clicked.connect(self.ask_for_code)
        self.type_back = button("Type the recovery codes back", icon_name="pen-line", kind="plain")
        self.type_back.clicked.connect(lambda: self.show_codes())
        self.new_codes = button("Make new recovery codes", icon_name="refresh-cw", kind="plain")
        self.new_codes.clicked.connect(self.make_codes)
        self.other = button("Another office file", kind="plain")
        self.other.clicked.connect(self.left)

        card = Panel("panel", padding=SPACE["block"], spacing=SPACE["l"])
        card.setSizePolicy(card.sizePolicy().horizontalPolicy(), card.sizePolicy().verticalPolicy().Maximum)
        self._card = card
        card.box.addWidget(self._mark)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._office)
        names.addWidget(self._unit)
        card.box.addLayout(names)
        card.box.addWidget(labelled("Who is at the desk?", self.people))
        card.box.addWidget(labelled("Passphrase", self.passphrase))
        card.box.addWidget(self._sample_box)
        card.box.addWidget(self.refused)
        card.box.addWidget(self.enter)
        for more in (self.code, self.recover, self.type_back, self.new_codes):
            more.hide()
            card.box.addWidget(more)
        card.box.addWidget(self.other)

        inside = QWidget()
        inside.setProperty("scrolled", True)
        middle = QHBoxLayout(inside)
        middle.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(card)
        column.addStretch(1)
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(scroll.focusPolicy().NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        look().changed.connect(self._fit)
        self._fit()

    def show_opening(self, name: str) -> None:
        """Show the page while the file is being opened, with nothing to press yet."""
        self._desk, self._locked, self._entered_early = None, None, False
        for more in (self.code, self.recover, self.type_back, self.new_codes):
            more.hide()
        self.passphrase.clear_words()
        self._show_office(name, "Opening the file", None, [])
        self._sample_box.hide()
        self.refused.clear()
        self._allow(False)

    def show_glance(self, seen: "Glance") -> None:
        """Show who may sign in while the file is still being opened; who asks to, signs in as soon as it is."""
        self._show_office(seen.office, seen.unit, seen.logo, list(seen.people))
        self._allow(True)
        self.start()

    def show_locked(self, path: Path, seen: "Glance") -> None:
        """Show who opens an encrypted file with their passphrase; nothing else of it can be known before."""
        self._locked = path
        self._show_office(path.name, "Encrypted: your passphrase opens it.", None, list(seen.people))
        self.recover.show()
        self._allow(True)
        self.start()

    def show_desk(self, desk: "Desk", sample_passphrase: str | None = None) -> None:
        """Show the people of an open store; `sample_passphrase` is shown for the worked example alone."""
        self._desk, self._locked = desk, None
        self.recover.hide()
        office, chosen = desk.reception.office(), row_at(self.people.currentIndex())
        self._show_office(office.name, office.unit, office.logo, list(desk.reception.people()))
        if chosen is not None:
            self.choose(chosen)
        self._offer_code()
        self._offer_codes()
        self._sample_box.setVisible(sample_passphrase is not None)
        self.sample.setText(f"This is the worked example. Everybody's passphrase here is: {sample_passphrase}")
        self._allow(True)
        if self._entered_early:
            self._entered_early = False
            self.sign_in()

    def _show_office(self, name: str, unit: str, logo: bytes | None, people: list[PersonRow]) -> None:
        self._office.setText(name)
        self._unit.setText(unit)
        self._logo = logo
        if people != self._shown:  # the same people, read again, leave the choice and what is being typed
            self._shown = people
            self._rows.reload()
            self.people.setCurrentIndex(self._rows.index(0, 0))
        self._fit()

    def choose(self, person: PersonRow) -> None:
        """Choose a person, such as the one who locked the desk."""
        for place, row in enumerate(self._rows.rows):
            if row.uid == person.uid:
                self.people.setCurrentIndex(self._rows.index(place, 0))

    def start(self) -> None:
        """Put the keyboard where one types: the passphrase, or the list while there is a choice to make."""
        if self.passphrase.text():  # somebody types already
            return
        (self.people if len(self._rows.rows) > 1 else self.passphrase).setFocus()

    def sign_in(self) -> None:
        """Try the passphrase for the person chosen."""
        desk, person, words = self._desk, row_at(self.people.currentIndex()), self.passphrase.text()
        if person is None or not self.enter.isEnabled():
            return
        if not words:
            self._refuse(f"Type {person.name}'s passphrase.")
            return
        self._allow(False)
        if desk is None and self._locked is not None:
            self.enter.setText("Opening the file")
            path, who = self._locked, person.uid
            opening = Task(lambda progress: enter(path, who, words), self)
            opening.succeeded.connect(self._take_entered)
            opening.failed.connect(self._fail)
            opening.start()
            return
        if desk is None:
            self._entered_early = True
            self.enter.setText("Opening the file")
            return
        self.enter.setText("Opening the key")
        task = Task(lambda progress: desk.sign_in(person.email, words), self)
        task.succeeded.connect(self._welcome)
        task.failed.connect(self._fail)
        task.start()

    def make_key(self) -> EnrolDialog | None:
        """Let a person make their key with the code they were given."""
        if self._desk is None:
            return None
        dialog = EnrolDialog(self._desk, self)
        dialog.finished.connect(self._offer_code)
        dialog.open()
        return dialog

    def _offer_code(self) -> None:
        self.code.setVisible(self._desk is not None and bool(self._desk.reception.invited()))

    # -- an encrypted file --------------------------------------------------------------------------------------------

    def ask_for_code(self) -> RecoverDialog | None:
        """Ask for a recovery code of the file that is to be opened."""
        if self._locked is None:
            return None
        dialog = RecoverDialog(self._locked, self)
        dialog.unlocked.connect(self.recovered)
        dialog.open()
        return dialog

    def show_codes(self, codes: "Sequence[RecoveryCode]" = (), words: str = "") -> CodesDialog | None:
        """Show new recovery codes, and have those that are not on paper yet typed back."""
        if self._desk is None:
            return None
        dialog = CodesDialog(self._desk, self, codes, words)
        dialog.confirmed.connect(self._confirmed)
        dialog.open()
        return dialog

    def make_codes(self) -> NewCodesDialog | None:
        """Let an administrator make new recovery codes where those before are not on paper."""
        if self._desk is None:
            return None
        dialog = NewCodesDialog(self._desk, self)
        dialog.made.connect(self.show_codes)
        dialog.open()
        return dialog

    def _offer_codes(self) -> None:
        """Offer what is to be done about the recovery codes first, where something is."""
        # a file in the clear is not asked: its services of encryption are not even imported then
        asked = self._desk is not None and self._desk.database.ring is not None and self._desk.encryption.unconfirmed()
        self.type_back.setVisible(bool(asked))
        self.new_codes.setVisible(bool(asked))

    def _confirmed(self) -> None:
        self._offer_codes()
        self.refused.show_info("The recovery codes are on paper and readable. Keep them in two places.")
        self.start()

    def _take_entered(self, entered: Entered) -> None:
        if entered.path != self._locked:  # another file was asked for meanwhile
            if entered.desk is not None:
                entered.desk.close()
        elif entered.desk is None:
            assert entered.problem is not None
            if isinstance(entered.problem, DamagedStore):
                self.damaged.emit(entered.problem)
                return
            self._fail(entered.problem)
        else:
            self.unlocked.emit(entered)

    def take_answer(self, person: PersonRow | None, problem: DeskError | None) -> None:
        """Go on after a passphrase opened the file: the person is signed in, or `problem` says why not."""
        if problem is not None:
            self._fail(problem)
        elif person is not None:
            self._welcome(person)

    def _welcome(self, person: PersonRow) -> None:
        self.passphrase.clear_words()
        self.refused.clear()
        self._allow(True)
        self.signed_in.emit(person)

    def _fail(self, error: Exception) -> None:
        self._allow(True)
        if not isinstance(error, DeskError):
            raise error
        self._refuse(str(error))
        self.passphrase.selectAll()
        if isinstance(error, NotAllowed) and error.wait:
            self._wait = error.wait
            self._count_down(first=True)
            self._countdown.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _read(self) -> list[PersonRow]:
        return self._shown

    def _refuse(self, sentence: str) -> None:
        self.refused.show_problem(sentence)
        self.passphrase.setFocus()

    def _choose(self, *_: object) -> None:
        self.passphrase.clear_words()
        self.refused.clear()
        self._stop_waiting()

    def _allow(self, on: bool) -> None:
        for widget in (self.people, self.passphrase, self.enter):
            widget.setEnabled(on)
        self.enter.setText("Sign in")

    def _count_down(self, *, first: bool = False) -> None:
        self._wait -= 0 if first else 1
        if self._wait <= 0:
            self._stop_waiting()
            return
        self.enter.setEnabled(False)
        self.enter.setText(f"Try again in {self._wait} s")

    def _stop_waiting(self) -> None:
        self._countdown.stop()
        self._wait = 0
        if self.people.isEnabled():
            self._allow(True)

    def _show_mark(self, logo: bytes | None) -> None:
        side, ratio = look().theme.grown(MARK), self.devicePixelRatioF()
        picture = QPixmap()
        if logo is not None and picture.loadFromData(logo):
            self._mark.setPixmap(picture.scaledToHeight(round(side * ratio)))
        else:
            self._mark.setPixmap(product_mark(side, ratio))

    def _fit(self, *_: object) -> None:
        theme = look().theme
        self._card.setMinimumWidth(min(theme.grown(CARD), max(self.width() - 2 * SPACE["xl"], theme.grown(CARD) // 2)))
        room = (self.height() - theme.grown(BESIDE_LIST)) // theme.height("row_two")  # the passphrase stays in sight
        rows = min(max(len(self._rows.rows), 1), MOST_SHOWN, max(room, LEAST_SHOWN))
        self.people.setFixedHeight(rows * theme.height("row_two") + 2)
        self._show_mark(self._logo)
