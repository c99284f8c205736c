"""The frame: navigation, the page in view, status bar and lock. Pages do the work."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QWindow,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from rpl_desk.domain.breaks import BREAKING
from rpl_desk.domain.errors import AlreadyOpen, DamagedStore, DeskError, StorageProblem
from rpl_desk.ui.announcer import Announcer
from rpl_desk.ui.asking import ask_file
from rpl_desk.ui.away import AwayWatch
from rpl_desk.ui.backing_up import BackupWatch
from rpl_desk.ui.keys_sheet import KeysSheet
from rpl_desk.ui.messages import show_error, show_notice
from rpl_desk.ui.navigation import PLACES, SEARCH, SEARCH_KEY, SideNavigation
from rpl_desk.ui.opening import Example, StoreOpening
from rpl_desk.ui.page import Page
from rpl_desk.ui.pages import CASE, MEETING, Pages
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.room_watch import RoomWatch
from rpl_desk.ui.search.filling import TextFilling
from rpl_desk.ui.sign_in import ROLE_WORDS, SignInPage
from rpl_desk.ui.status import version, where_it_lies
from rpl_desk.ui.tasks import Cancelled, Task, stop_tasks
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import NARROW, SCALES, Theme, ThemeName
from rpl_desk.ui.watching import StoreWatch
from rpl_desk.ui.widgets import RefusedBox, StatusBar

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.domain.people import PersonRow
    from rpl_desk.domain.salvage import SalvageReport
    from rpl_desk.services.restoring import Restored
    from rpl_desk.ui.office.restore_dialog import Wanted
    from rpl_desk.ui.unlock import Entered, Founded, Recovered
    from rpl_desk.ui.welcome import WelcomePage

FIRST_SIZE = QSize(1440, 900)
FRAME = QSize(16, 48)  # what the title bar and the edges take of a screen that is no larger
LEAST_SIZE = QSize(800, 560)
LOOK_EVERY_MS = 1000
READY_AFTER_MS = 200  # after the names are shown: what a sign-in imports comes while the passphrase is typed
SUMMARY = "SCQF 2026: working summary, not the official text"
STANDS_UNDER = {CASE: "cases", MEETING: "panels"}  # the place of the navigation that a page without one belongs to
KEEP_TEXT = "keep text"  # the action that keeps what search looks into
BRING_EVIDENCE = ("open case", "add evidence", "add attached file", "replace evidence", "record evidence")
_INPUT = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}


class MainWindow(QMainWindow):
    """Shows the welcome page, the sign-in page or the desk; opens and locks stores.

    example: the worked example that the welcome page offers; None offers none. store: one that is opened as soon as
    the window is on the screen; None shows the welcome page.
    """

    def __init__(self, preferences: Preferences, example: Example | None = None, store: Path | None = None) -> None:
        super().__init__()
        self._preferences, self._example = preferences, example
        self._desk: Desk | None = None
        self._person: PersonRow | None = None
        self._heard: QWindow | None = None
        self._to_say = ""  # at the next sign-in
        self.held: QWidget | None = None  # what says that the file can only be read
        self.setWindowTitle("RPL Desk")
        self.setMinimumSize(LEAST_SIZE)

        self.opening = StoreOpening(self)
        self.opening.expected.connect(self.expect_store)
        self.opening.opened.connect(self.use_desk)
        self.opening.recovered.connect(self._take_recovered)
        self.opening.restored.connect(self._open_restored)
        self.opening.made.connect(self.open_store)
        self.opening.failed.connect(self._store_problem)
        self.sign_in = SignInPage()
        self.opening.seen.connect(self.sign_in.show_glance)
        self.opening.locked.connect(self.sign_in.show_locked)
        self.sign_in.signed_in.connect(self._enter)
        self.sign_in.unlocked.connect(self._take_unlocked)
        self.sign_in.recovered.connect(self.opening.recover)
        self.sign_in.damaged.connect(self._store_problem)
        self.sign_in.left.connect(self._leave)
        self.status = StatusBar()
        self.navigation = SideNavigation()
        self.navigation.opened.connect(self._go_by_button)
        self.navigation.lock_asked.connect(self.lock)
        self.navigation.keys_asked.connect(self.show_keys)
        self.pages = Pages(preferences)
        self.pages.went.connect(self.go)
        self.pages.moved.connect(self._note_place)
        self.pages.said.connect(self._say_saved)
        self.pages.counted.connect(self.status.set_counts)
        self.pages.restoring.connect(self.restore_backup)
        self.pages.quiet.connect(self._rest_from_file)
        self.workplace = QWidget()
        row = QHBoxLayout(self.workplace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(self.pages, 1)
        self.places = QStackedWidget()
        for widget in (self.sign_in, self.workplace):
            self.places.addWidget(widget)
        self.status.keys_asked.connect(self.show_keys)
        self.filling = TextFilling(self)
        self.store_watch = StoreWatch(preferences, self)
        self.store_watch.found.connect(self._warn_of_store)
        self.store_watch.told.connect(self._say_work)
        self.store_watch.broken.connect(self.status.set_breaks)
        self.status.break_asked.connect(self.show_file)
        self.away = AwayWatch(self)
        self.away.left.connect(self.lock)
        self.backing_up = BackupWatch(self)
        self.backing_up.told.connect(lambda words, late: self.status.set_backup(words, late=late))
        self.status.backup_asked.connect(self.show_backups)
        self.room_watch = RoomWatch(self)
        self.filling.told.connect(self._say_work)
        self.status.stop_asked.connect(self._stop_work)
        self.banner = RefusedBox("notice")
        """What holds for the whole file and must not be overlooked, above every page."""
        self.room_watch.told.connect(self.banner.show_problem)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.places, 1)
        column.addWidget(self.status)
        self._above = column
        self.setCentralWidget(whole)

        self._announcer = Announcer(self)
        self._announcer.changed.connect(self._note_change)
        self._reload_soon = QTimer(self)
        self._reload_soon.setSingleShot(True)
        self._reload_soon.setInterval(0)
        self._reload_soon.timeout.connect(self._reload)
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_EVERY_MS)
        self._watch.timeout.connect(self._lock_when_left)
        look().changed.connect(self._keep_look)
        self._add_keys()
        if store is None:
            self._show_welcome()
        else:
            self.expect_store(store)
            # The frame is painted first: what looks into a store is imported only after that.
            QTimer.singleShot(0, self, lambda: self.open_store(store))
        if not preferences.restore_geometry(self, "main"):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(FIRST_SIZE.boundedTo(screen - FRAME))

    @cached_property
    def welcome(self) -> "WelcomePage":
        """Where nobody has opened an office; made when first shown, as most starts go straight to a file."""
        from rpl_desk.ui.welcome import WelcomePage

        page = WelcomePage(self._preferences, with_sample=self._example is not None)
        page.sample_asked.connect(self._open_example)
        page.set_up_asked.connect(self._set_up)
        page.file_asked.connect(self.choose_file)
        page.packet_asked.connect(self._seal_form)
        page.damage_asked.connect(self._show_damage)
        page.opened.connect(self.open_store)
        page.located.connect(self.choose_file)
        page.forgotten.connect(self._forget)
        self.opening.began.connect(page.show_busy)
        self.opening.progressed.connect(page.show_progress)
        page.read_asked.connect(self.open_store)
        self.places.addWidget(page)
        return page

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Alt+Left": self.back,
            SEARCH_KEY: self.search,
            "Ctrl+Shift+Y": self.filling.turn,
            "Ctrl+L": self.lock,
            "F1": self.show_keys,
            "?": self.show_keys,
            "Ctrl++": lambda: self._grow(1),
            "Ctrl+=": lambda: self._grow(1),
            "Ctrl+-": lambda: self._grow(-1),
            "Ctrl+0": lambda: look().change(scale=100),
            "Ctrl+Shift+T": self._next_theme,
        }
        for number, place in enumerate(PLACES, start=1):
            keys[f"Ctrl+{number}"] = partial(self.go, place.name)
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # -- opening and closing a store ----------------------------------------------------------------------------------

    def expect_store(self, path: Path) -> None:
        """Show that a store is about to be opened."""
        self._show_no_file()
        self.sign_in.show_opening(path.name)
        self.places.setCurrentWidget(self.sign_in)

    def open_store(self, path: Path, held_by: str = "") -> None:
        """Open a store off the UI thread, then ask who is at the desk; a problem is said on the welcome page.

        held_by: in whose window it is open; then it is opened here only to be read.
        """
        self._leave_store()
        self.opening.open(path, held_by)

    def _take_unlocked(self, entered: "Entered") -> None:
        """Take the file that somebody's passphrase opened, and let them in if they could sign in."""
        assert entered.desk is not None
        if self._desk is not None or self.places.currentWidget() is not self.sign_in:  # they left meanwhile
            entered.desk.close()
            return
        self.use_desk(entered.desk)
        self.sign_in.take_answer(entered.person, entered.problem)

    def _take_recovered(self, done: "Recovered") -> None:
        words = (
            f"Recovery code {done.used} opened {done.path.name}, which is in its log, and opens nothing from now on."
        )
        self._to_say = f"{words} Code {done.code.number} takes its place, and is typed back from paper first."
        self.use_desk(done.desk)
        self.sign_in.show_codes((done.code,), f"{words} This one takes its place.")

    def _take_founded(self, made: "Founded") -> None:
        """Go on with a new encrypted file: its recovery codes are typed back before anybody signs in."""
        self._leave_store()
        self.use_desk(made.desk)
        self.sign_in.show_codes(made.codes, "The office is set up. Nobody can sign in before both codes are on paper.")

    def use_desk(self, desk: "Desk") -> None:
        """Take an open desk and ask who is at it."""
        self.opening.leave()
        self._desk = desk
        self.pages.begin(desk)
        path = desk.database.path
        desk.database.subscribe(self._announcer.announce)
        self._say_only_read(desk)
        self._preferences.remember_store(path)
        office = desk.reception.office()
        self.navigation.show_office(office.name, office.unit, office.logo)
        self.setWindowTitle(f"{office.name} – RPL Desk")
        self.status.set_file(where_it_lies(path))
        if desk.database.is_sound:  # elsewhere the edition may be what is missing
            self.status.set_edition(f"{desk.reception.edition_title()}, not the official text")
        self._show_sign_in()
        QTimer.singleShot(READY_AFTER_MS, self, lambda: self._make_ready(desk))

    def _make_ready(self, desk: "Desk") -> None:
        """Import beside the window what everybody who signs in needs next, unless the file was left meanwhile."""
        if desk is self._desk:
            Task(lambda progress: desk.make_ready(), self).start()

    def _leave(self) -> None:
        if not self._is_backing_up(self.close_store):
            self.close_store()

    def _is_backing_up(self, then: Callable[[], object]) -> bool:
        """Tell whether a last backup of the open file is made first; `then` is called when it can be closed."""
        if self._desk is None:
            return False
        self._keep()
        return self.backing_up.holds_closing(self._desk, self, then)

    def close_store(self) -> None:
        """Leave the store as one file and go back to the welcome page."""
        self._leave_store()
        self._show_welcome()

    def _leave_store(self) -> None:
        self.opening.leave()
        if self._desk is not None:
            self._keep()
            self.filling.end()
            self.store_watch.end()
            self.backing_up.end()
            self.room_watch.end()
            stop_tasks(self)
            desk, self._desk = self._desk, None
            self._drop_pages()
            self._watch.stop()
            desk.close()

    def restore_backup(self, wanted: "Wanted") -> None:
        """Close the file, put a backup in its place, and open what stands there then; a refusal leaves it as it was."""
        self.close_store()
        self.opening.restore(wanted)

    def _rest_from_file(self, resting: bool) -> None:
        """Stop what is done with the file beside the window while it is exchanged for another; go on after that."""
        if resting:
            self.filling.end()
            self.store_watch.rest()
            self.store_watch.stop()
            self.backing_up.end()
        elif self._desk is not None and not self._desk.session.is_locked:
            self.filling.begin(self._desk)
            self.store_watch.begin(self._desk)
            self.backing_up.begin(self._desk)

    def show_backups(self) -> None:
        """Go to the backups of the office."""
        if self.is_at_work:
            self.pages.show_office_part(5)

    def show_file(self) -> None:
        """Go to the office's file, with its check, its log and the breaks that are recorded."""
        if self.is_at_work:
            self.pages.show_office_part(3)

    def _open_restored(self, done: "Restored") -> None:
        kept = f" The file before is kept beside it as {done.kept.name}." if done.kept else ""
        self._to_say = f"{done.store.name} is what {done.row.file} holds now.{kept} {done.problem}".strip()
        self.open_store(done.store)

    def choose_file(self, missing: Path | None = None) -> None:
        """Ask for an office file; `missing` is one that is no longer where it was."""
        ask_file(
            self,
            "Open an office file",
            "Office files (*.rpldesk)",
            lambda path: self._open_found(path, missing),
            folder=None if missing is None else missing.parent,
        )

    def _open_found(self, path: Path, missing: Path | None) -> None:
        if missing is not None:
            self._preferences.forget_store(missing)
        self.open_store(path)

    def _store_problem(self, error: Exception) -> None:
        self._show_welcome()
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, DeskError):
            raise error
        if isinstance(error, AlreadyOpen):
            self.welcome.show_problem(str(error), held=self.opening.wanted, by=error.holder)
        else:
            missing = None if self.opening.wanted.exists() else self.opening.wanted
            self.welcome.show_problem(str(error), missing, damaged=isinstance(error, DamagedStore))

    def _show_damage(self) -> None:
        """Offer what can be done about the file that was found damaged."""
        from rpl_desk.ui.damaged import DamagedDialog

        dialog = DamagedDialog(self.opening.wanted, self.welcome.refused.text(), self)
        dialog.asked.connect(self.restore_backup)
        dialog.opened.connect(self._take_damaged)
        dialog.salvaged.connect(self._take_salvaged)
        dialog.open()

    def _take_damaged(self, entered: "Entered") -> None:
        assert entered.desk is not None
        self._leave_store()
        self.expect_store(entered.path)
        self.use_desk(entered.desk)
        self.banner.show_problem(
            f"{entered.path.name} is damaged and open for reading only. Nothing in it is verified."
        )

    def _take_salvaged(self, path: Path, report: "SalvageReport") -> None:
        self._to_say = f"{path.name} was made of what could be read. {report.summary}"
        self.open_store(path)

    def _forget(self, path: Path) -> None:
        self._preferences.forget_store(path)
        self.welcome.clear_problem()
        self.welcome.show_recent()

    def _seal_form(self) -> None:
        from rpl_desk.ui.case.packet_dialogs import MakePacketDialog

        MakePacketDialog(self).open()

    def _set_up(self) -> None:
        from rpl_desk.ui.set_up import SetUpDialog

        dialog = SetUpDialog(self)
        dialog.founded.connect(self.open_store)
        dialog.protected.connect(self._take_founded)
        dialog.open()

    def _open_example(self) -> None:
        assert self._example is not None
        self.welcome.clear_problem()
        self.opening.make(self._example)

    # -- who is at the desk -------------------------------------------------------------------------------------------

    def _show_welcome(self) -> None:
        self._show_no_file()
        self.welcome.clear_problem()
        self.welcome.show_recent()
        self.places.setCurrentWidget(self.welcome)
        self.welcome.start()

    def _say_only_read(self, desk: "Desk") -> None:
        """Say above everything why the file can only be read: it is open in another window, or was salvaged.

        Each bar is imported when it is needed, as it seldom is.
        """
        path = desk.database.path
        if desk.database.held_by:
            from rpl_desk.ui.reading_only import held_bar

            self.held = held_bar(path, desk.database.held_by, lambda: self.open_store(path))
        elif desk.database.salvaged:
            from rpl_desk.ui.salvaged import SalvagedDialog, salvaged_bar

            self.held = salvaged_bar(path, lambda: SalvagedDialog(desk, self).open())
        if self.held is not None:
            self._above.insertWidget(0, self.held)

    def _show_no_file(self) -> None:
        if self.held is not None:
            self.held.deleteLater()
            self.held = None
        self.setWindowTitle("RPL Desk")
        self.banner.clear()
        self.status.set_saved("")
        self.status.set_file("Offline by design")
        self.status.set_breaks(0)
        self.status.set_edition(f"{SUMMARY} · {version()}")
        self.status.set_counts("")

    def _show_sign_in(self) -> None:
        assert self._desk is not None
        path = self._desk.database.path
        self.sign_in.show_desk(self._desk, self._example.passphrase(path) if self._example else None)
        if self._person is not None:
            self.sign_in.choose(self._person)
        self.places.setCurrentWidget(self.sign_in)
        self.sign_in.start()
        if self._to_say:
            self.sign_in.refused.show_info(self._to_say)
            self._to_say = ""

    def _enter(self, person: "PersonRow") -> None:
        """Show the desk to a person; pages another person had open are gone, with all they had read."""
        returning = self._person is not None and self._person.uid == person.uid
        if not returning:
            self._drop_pages()
        self._person = person
        self.navigation.show_person(person.name, ROLE_WORDS[person.office_role])
        self.places.setCurrentWidget(self.workplace)
        self.away.begin()
        self._watch.start()
        assert self._desk is not None
        self.filling.begin(self._desk)
        if self._desk.database.is_sound:
            self.store_watch.begin(self._desk)
        self.backing_up.begin(self._desk)
        self.room_watch.begin(self._desk)
        if returning and self.place:
            self._reload()
            self.page.start()
        else:
            self.go("cases")
        if self._desk.session.clock_notice:
            show_notice(self, "Look at the clock", self._desk.session.clock_notice)

    def lock(self) -> None:
        """Save what was typed, hide everything, and ask who is at the desk."""
        if self._desk is None or not self.is_at_work:
            return
        self._keep()
        self.filling.end()
        self.store_watch.rest()
        self._watch.stop()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        problem = ""
        try:
            self._desk.people.sign_out()
        except DeskError as error:
            problem = str(error)
        finally:  # whatever went wrong, nothing of the case stays in sight
            self.status.set_saved("")
            self.status.set_counts("")
            self._show_sign_in()
        if problem:
            self.sign_in.refused.show_problem(problem)

    def _warn_of_store(self, sentences: list[str]) -> None:
        """Say over whatever is shown that the store is not as it was left: nobody should work on unawares."""
        words = "\n".join(
            [*sentences[:8], "Check the file on the Office page, and do not sign before it is explained."]
        )
        show_error(self, StorageProblem(words))

    def _lock_when_left(self) -> None:
        if self._desk is None:
            return
        session = self._desk.session
        if self.away.has_slept(session.now()) or session.is_locked:
            self.lock()

    # -- going about --------------------------------------------------------------------------------------------------

    @property
    def is_at_work(self) -> bool:
        """Whether somebody who has signed in is shown the desk."""
        return self.places.currentWidget() is self.workplace

    @property
    def page(self) -> Page:
        """The page in view."""
        return self.pages.page

    @property
    def place(self) -> str:
        """The name of the place in view, empty before anybody has signed in."""
        return self.pages.place

    def go(self, name: str, what: Any = None) -> None:
        """Go to a place; `what` is what to open there, as `Page.went` says."""
        if self.is_at_work:
            self.pages.go(name, what)

    def back(self) -> None:
        """Return to the place before."""
        if self.is_at_work:
            self.pages.back()

    def search(self) -> None:
        """Go to search, from a case with the choice to search that case only."""
        if self.is_at_work:
            self.pages.search()

    def _go_by_button(self, name: str) -> None:
        if name == SEARCH.name:
            self.search()
        else:
            self.go(name)

    def _note_place(self, name: str) -> None:
        self.status.set_counts("")
        self.navigation.set_current(STANDS_UNDER.get(name, name))
        self._fit()

    def _drop_pages(self) -> None:
        self.pages.drop()
        self._person = None

    def _keep(self) -> None:
        if self.is_at_work:
            self.pages.keep()

    def _note_change(self, action: str, subject: str) -> None:
        if action != KEEP_TEXT:
            self._reload_soon.start()
        else:
            self.pages.note_text()
        if action == BREAKING:
            self.store_watch.tell_breaks()
        if action in BRING_EVIDENCE:
            self.filling.evidence_came()

    def _reload(self) -> None:
        if self._desk is not None and not self._desk.session.is_locked:
            self.pages.reload()

    def _say_work(self, words: str) -> None:
        """Say what one of the two works beside the window is at; the reading is stopped before the check."""
        stop = "Stop checking the whole file" if self.store_watch.is_checking else ""
        self.status.set_work(words, "Stop reading evidence for search" if self.filling.is_reading else stop)

    def _stop_work(self) -> None:
        if self.store_watch.is_checking and not self.filling.is_reading:
            self.store_watch.stop()
        else:
            self.filling.turn()

    def _say_saved(self, words: str) -> None:
        self.status.set_saved(words, kept=not words.startswith("Not saved"))

    # -- keys and look ------------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """Show what every key does on what is in view."""
        if any(dialog.isVisible() for dialog in self.findChildren(KeysSheet)):
            return
        shown = self.places.currentWidget()
        if shown is self.workplace:
            others = "Meeting" if self.place == MEETING else "Case"
            here = next((place.words for place in (SEARCH, *PLACES) if place.name == self.place), others)
            keys = getattr(self.page, "keys", ())
        else:
            here, keys = ("Sign in" if shown is self.sign_in else "Welcome"), getattr(shown, "keys", ())
        sheet = KeysSheet(here, keys, self, single=self._preferences.single_keys)
        sheet.change_asked.connect(self.change_keys)
        sheet.open()

    def change_keys(self) -> None:
        """Let the person move the single keys, or switch them off."""
        from rpl_desk.ui.keys_dialog import KeysDialog

        dialog = KeysDialog(self._preferences, self)
        dialog.kept.connect(self.pages.take_new_keys)
        dialog.open()

    def _grow(self, steps: int) -> None:
        place = SCALES.index(look().theme.scale) + steps
        look().change(scale=SCALES[min(max(place, 0), len(SCALES) - 1)])

    def _next_theme(self) -> None:
        names = list(ThemeName)
        look().change(name=names[(names.index(look().theme.name) + 1) % len(names)])

    def _fit(self, *_: object) -> None:
        self.navigation.set_rail(self.place in STANDS_UNDER or self.width() < look().theme.grown(NARROW))

    def _keep_look(self, theme: Theme) -> None:
        self._preferences.theme = theme
        self._fit()

    # -- events -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing on the page takes it, leads from a hit back to what was found."""
        if event.key() == Qt.Key.Key_Escape and self.pages.is_case_of_search:
            self.back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._hear)
        self._hear(self.windowHandle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is at the desk: listened to at the window in use, where few events pass."""
        if event.type() in _INPUT and self._desk is not None:
            if not self._desk.session.is_locked:
                self._desk.session.touch()
            elif self.is_at_work:
                self.lock()
                return True
        return False

    def _hear(self, window: QWindow | None) -> None:
        if self._heard is not None and isValid(self._heard):  # a dialog's window goes with its dialog
            self._heard.removeEventFilter(self)
        self._heard = window
        if window is not None:
            window.installEventFilter(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_backing_up(self.close):
            event.ignore()
            return
        self._preferences.keep_geometry(self, "main")
        self._preferences.save()
        self._leave_store()
        stop_tasks(self)
        super().closeEvent(event)
