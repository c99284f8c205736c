"""All that is said of one item, under tabs: its tests, its register entry, what it is claimed for, and its file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.preview import Outline
from rpl_desk.ui.case.evidence_state import EvidenceState
from rpl_desk.ui.case.item_claims import ItemClaims
from rpl_desk.ui.case.item_files import ItemFiles
from rpl_desk.ui.case.item_tests import ItemTests, Keep
from rpl_desk.ui.case.register_entry import RegisterEntry, Save

TESTS, ENTRY, CLAIMS, FILES = range(4)


class ItemSaid(QWidget):
    """answer: keeps an answer to a test. save: keeps values of the entry."""

    def __init__(self, answer: Keep, save: Save, *, key_hints: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("About the item")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in ("Tests", "Entry", "Claims", "File"):
            self.tabs.addTab(words)
        head = QFrame()
        head.setProperty("part", "head")
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(head)
        self.tests = ItemTests(answer, key_hints=key_hints)
        self.entry = RegisterEntry(save)
        self.claims, self.files = ItemClaims(), ItemFiles()
        self._stack = QStackedWidget()
        for widget in (self.tests, self.entry, self.claims, self.files):
            self._stack.addWidget(widget)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        column.addWidget(self._stack, 1)

    def bring(self, tab: int) -> None:
        self.tabs.setCurrentIndex(tab)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) tab, round at the ends."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def show_item(self, row: EvidenceRow, state: EvidenceState) -> None:
        """Show an item; of the same one what is being typed stays."""
        shown = state.tests_shown(row)
        self.tests.show_item(row, state.appraisals_of(row), shown)
        self.entry.show_entry(row, state.entry_words, may_change=state.may_edit)
        claimed, standing, earlier = state.claimed_of(row), state.standing[row.id], len(state.versions_of(row))
        self.claims.show_claims(state.contents.criteria, claimed, editable=state.may_claim, words=state.claim_words)
        tested = f" {standing.tested}/{standing.tests}" if state.judges and not state.revealed else ""
        words = (
            f"Tests{tested}",
            "Entry",
            f"Claims {len(claimed)}" if claimed else "Claims",
            f"File, {earlier} earlier" if earlier else "File",
        )
        for place, text in enumerate(words):
            self.tabs.setTabText(place, text)

    def show_file(self, row: EvidenceRow, state: EvidenceState, outline: Outline | None) -> None:
        """Show an item's file; outline: what is known of it once it is open, None before and for another file."""
        self.files.show_file(
            row,
            outline=outline,
            places=state.places_of(row),
            versions=state.versions_of(row),
            names=state.names,
            may_replace=state.may_add,
        )

    @property
    def is_due(self) -> bool:
        """Whether something typed or chosen could not be kept."""
        return self.tests.is_due or self.entry.autosave.is_due

    def keep(self) -> None:
        """Keep what was typed and is not kept yet."""
        self.entry.autosave.now()
        self.tests.keep()

    def bring_due(self) -> None:
        """Lead to what could not be kept."""
        self.bring(TESTS if self.tests.is_due else ENTRY)
        self.tests.say_waiting()

    def let_go(self) -> None:
        """Drop everything of the last case or person."""
        self.tests.forget()
        self.entry.autosave.forget()
        self.entry.show_entry(None, "", may_change=False)
