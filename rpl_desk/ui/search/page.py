"""Search over the evidence and what people wrote: answers while one types, and every hit leads to its place."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.rows import dataclass
from rpl_desk.domain.searching import Coverage, Found, Hit, HitKind
from rpl_desk.ui.announcer import say
from rpl_desk.ui.layout import PageFrame
from rpl_desk.ui.page import Page
from rpl_desk.ui.search.leading import lead
from rpl_desk.ui.search.results import HitsList, HitsModel, lines_of
from rpl_desk.ui.tables import ROW
from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    EmptyState,
    Framed,
    Paragraph,
    QueryLine,
    RefusedBox,
    Segments,
    button,
    chip_row,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LIMITS = (50, 200, 1000)  # hits of each sort: what is shown at first, and after each "Show more"
TEXT_CAME_MS = 1500  # while evidence is read, the answer follows no faster than this
NAMED = 5  # files without text that are named when nothing is found
HOW = 'All words must be there; "words in quotes" in this order; a beginning ends in *.'
KIND_CHIPS = {
    HitKind.PAGE: "Evidence",
    HitKind.PASSAGE: "Passages",
    HitKind.NOTE: "Notes",
    HitKind.REASON: "Reasons",
    HitKind.FINDING: "Findings",
    HitKind.RECORD: "Records",
}
EMPTY, HITS = range(2)


@dataclass(frozen=True, slots=True)
class Question:
    """The words as typed, the kinds, one case or None for all, the order, and how many of each sort are shown."""

    typed: str
    kinds: tuple[HitKind, ...]
    case_id: int | None
    best: bool
    limit: int

    @property
    def words(self) -> str:
        return self.typed.strip()


class SearchPage(Page):
    """Asks in a task as one types; an older answer never takes the place of a newer one."""

    keys = (
        ("Ctrl+F  Esc", "The search line; Esc again empties it"),
        ("Enter  ↓", "From the search line into what was found"),
        ("Enter", "Open what was found, at its place"),
        ("Alt+O", "The newest first, or the best first"),
        ("Alt+C", "This case only, or all cases"),
        ("Alt+K", "The next kind: evidence, passages, notes and so on"),
        ("Alt+M", "Show more"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._reference = ""  # the case the page was opened from
        self._case_id: int | None = None
        self._asked: Question | None = None
        self._answered: Question | None = None
        self._found = Found((), False)
        self._task: Task | None = None
        self._coverage: Coverage | None = None
        self._counting: Task | None = None
        self._opened = False  # a hit was opened: the next start comes back to it
        self.frame = PageFrame("Search")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        self.order = Segments("Order", [(False, "Newest first", ""), (True, "Best first", "")])
        self.order.set_value(False)
        self.order.chosen.connect(lambda _: self._ask_again())
        self.frame.head.addWidget(self.order)
        self.query = QueryLine("Search", 'Words, "words in this order", beginnings*', "Ctrl+F")
        self.query.asked.connect(lambda _: self._ask_again())
        self.query.edit.installEventFilter(self)
        self.everything = self._chip("Everything", self._choose_everything)
        self.chips = {kind: self._chip(words, self._ask_again) for kind, words in KIND_CHIPS.items()}
        self.this_case = self._chip("", self.reload)
        self.problem = RefusedBox()
        self.frame.body.setSpacing(SPACE["m"])
        for widget in (
            self.query,
            Paragraph(HOW, "caption"),
            chip_row(self.this_case, self.everything, *self.chips.values()),
            self.problem,
        ):
            self.frame.body.addWidget(widget)
        self.model = HitsModel(self)
        self.list = HitsList(self.model)
        self.list.activated.connect(self._open)
        self.list.left = self.begin
        self.none = EmptyState("search", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.none)
        self.stack.addWidget(Framed(self.list))
        self.frame.body.addWidget(self.stack, 1)
        self.frame.body.addWidget(self._foot())
        self._text_came = QTimer(self)
        self._text_came.setSingleShot(True)
        self._text_came.setInterval(TEXT_CAME_MS)
        self._text_came.timeout.connect(self.reload)
        self._add_keys()
        self._mark_chips()

    def _chip(self, words: str, act: object) -> QPushButton:
        made = button(words, kind="filter")
        made.setCheckable(True)
        made.clicked.connect(act)
        return made

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["m"])
        self.searched = Paragraph("", "caption")
        self.more = button("Show more", size="small")
        self.more.clicked.connect(self.show_more)
        self.more.hide()
        row.addWidget(self.searched, 1)
        row.addWidget(self.more)
        return foot

    def _add_keys(self) -> None:
        keys = {
            "Ctrl+F": self.begin,
            "Alt+O": self._turn_order,
            "Alt+C": self.this_case.click,
            "Alt+K": self._next_kind,
            "Alt+M": self.more.click,
            "Esc": self._leave,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- what the frame calls -----------------------------------------------------------------------------------------

    def open_from(self, reference: str | None) -> None:
        """Come from a case, which may then be searched alone, or from anywhere else; what was found stays as it was."""
        if (reference or "") != self._reference or self._asked is None:
            self._reference = reference or ""
            self._case_id = self._desk.intake.case(reference).id if reference else None
            self.this_case.setText(f"Only {reference}")
            self.this_case.setVisible(bool(reference))
            self.this_case.setChecked(bool(reference))
            self.reload()

    def reload(self) -> None:
        """Ask again, with the chosen hit kept; nobody has touched anything, so the session is left as it is."""
        self._count()
        self._ask_again()

    def text_came(self) -> None:
        """Text of evidence was kept: the answer may have grown."""
        if not self._text_came.isActive():
            self._text_came.start()

    def start(self) -> None:
        if self._opened and self.model.lines:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.begin()
        self._opened = False

    def begin(self) -> None:
        """Put the keyboard in the search line."""
        self.query.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.edit.selectAll()

    def _leave(self) -> None:
        if self.query.edit.hasFocus():
            self.query.edit.clear()
        else:
            self.begin()

    # -- asking -------------------------------------------------------------------------------------------------------

    @property
    def question(self) -> Question:
        chosen = tuple(kind for kind, chip in self.chips.items() if chip.isChecked())
        typed, now = self.query.text(), self._asked
        limit = now.limit if now is not None and now.typed == typed else LIMITS[0]
        return Question(typed, chosen or tuple(HitKind), self._only, bool(self.order.value()), limit)

    @property
    def _only(self) -> int | None:
        """The case that is searched alone."""
        return self._case_id if self.this_case.isChecked() else None

    def ask(self, typed: str) -> None:
        """Search for words at once, as if they had been typed."""
        with QSignalBlocker(self.query.edit):
            self.query.set_text(typed)
        self._ask_again()

    def _ask_again(self, *_: object) -> None:
        self._ask(self.question)

    def _ask(self, asked: Question) -> None:
        self._mark_chips()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._asked = asked
        find = self._desk.search.best if asked.best else self._desk.search.newest

        def found(progress: Progress) -> tuple[Question, Found]:
            progress(0, 1)
            kinds, limit = asked.kinds, asked.limit
            return asked, find(asked.typed, kinds=kinds, case_id=asked.case_id, limit=limit, as_typed=True)

        self._task = in_background(self, found, self._show, lambda sentence: self._refuse(asked, sentence))

    def show_more(self) -> None:
        """Show more of what the same words find."""
        asked = self._asked
        if asked is not None and self.more.isVisible():
            larger = [one for one in LIMITS if one > asked.limit]
            self._ask(replace(asked, limit=larger[0]))

    def _turn_order(self) -> None:
        self.order.set_value(not self.order.value())
        self._ask_again()

    def _choose_everything(self) -> None:
        for chip in self.chips.values():
            chip.setChecked(False)
        self._ask_again()

    def _next_kind(self) -> None:
        """Search one kind alone: the one after the one chosen, and after the last everything."""
        kinds: list[HitKind | None] = [None, *KIND_CHIPS]
        now = [kind for kind, chip in self.chips.items() if chip.isChecked()]
        following = kinds[(kinds.index(now[-1] if now else None) + 1) % len(kinds)]
        for kind, chip in self.chips.items():
            chip.setChecked(kind is following)
        self._ask_again()
        say(self, "Everything" if following is None else KIND_CHIPS[following])

    def _mark_chips(self) -> None:
        self.everything.setChecked(not any(chip.isChecked() for chip in self.chips.values()))

    # -- answering ----------------------------------------------------------------------------------------------------

    def _refuse(self, asked: Question, sentence: str) -> None:
        if asked == self._asked:
            self.problem.show_problem(sentence)

    def _show(self, answer: tuple[Question, Found]) -> None:
        asked, found = answer
        if asked != self._asked:
            return
        self._task = None
        self.problem.clear()
        kept, again = self.list.hit, self._answered is not None and self._answered.typed == asked.typed
        self._answered = asked
        self.model.show(lines_of(found))
        self.list.choose(kept if again else None)
        self.stack.setCurrentIndex(HITS if found.hits else EMPTY)
        self.more.setVisible(found.more and asked.limit < LIMITS[-1])
        self._found = found
        count = f"{len(found.hits)}{' or more' if found.more else ''} found" if asked.words else ""
        self.query.set_count(count)
        say(self, count)
        self._show_words()

    def _show_words(self) -> None:
        """Say what was searched, what has no text yet or none at all, and how many more there are."""
        asked, seen = self._answered, self._coverage
        covered = "" if seen is None else f"Searched: what people wrote, and {seen.words}."
        if asked is None or not asked.words:
            only = f"of {self._reference}" if self._only is not None else "of every case"
            self.none.set_words(f"Search the evidence {only} and what people wrote about it.")
            self.searched.setText("" if seen is None else f"To be searched: what people wrote, and {seen.words}.")
            return
        if self._found.more:
            order = "best of the newest" if asked.best else "newest"
            further = "Add words, or choose a kind. " if asked.limit == LIMITS[-1] else ""
            covered = f"The {order} {asked.limit} of each sort are shown; there are more. {further}{covered}"
        self.searched.setText(covered)
        if not self._found.hits:
            self.none.set_words(self._nothing(asked))

    def _nothing(self, asked: Question) -> str:
        every = len(asked.kinds) == len(HitKind)
        kinds = "" if every else " in " + ", ".join(KIND_CHIPS[one].lower() for one in asked.kinds)
        where = kinds + (f" of {self._reference}" if asked.case_id is not None else "")
        said = [f"Nothing{where or ' anywhere'} holds: {asked.words}"]
        seen = self._coverage
        if seen is not None and HitKind.PAGE in asked.kinds:
            said += [f"{seen.waiting} of {seen.files} files of evidence are not read yet."] * bool(seen.waiting)
            said += ["Search cannot look into:"] * bool(seen.without)
            said += [f"•  {one.words}" for one in seen.textless[:NAMED]]
            said += [f"•  and {seen.without - NAMED} more"] * (seen.without > NAMED)
        if {HitKind.PASSAGE, HitKind.NOTE, HitKind.REASON} & set(asked.kinds):
            said.append("What others judge and mark is found once the chair has revealed it.")
        return "\n".join(said)

    def _count(self) -> None:
        texts, only = self._desk.texts, self._only

        def counted(progress: Progress) -> Coverage:
            progress(0, 1)
            return texts.coverage(only)

        if self._counting is not None:
            self._counting.cancel()
        self._counting = in_background(self, counted, self._take_coverage, self.problem.show_problem)

    def _take_coverage(self, coverage: Coverage) -> None:
        self._counting, self._coverage = None, coverage
        self._show_words()

    # -- opening ------------------------------------------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        hit = index.data(ROW)
        if not isinstance(hit, Hit):
            return
        try:
            what = lead(self._desk, hit)
        except DeskError as error:
            self.problem.show_problem(str(error))
            return
        self._opened = True
        self.went.emit("case", what)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and the down key lead from the search line into what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.query.edit:
            key = event.key()
            answered = self._answered is not None and self._answered.typed == self.query.text() and self.model.lines
            if answered and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False
