"""From sealed judgements to findings: the reveal, then each difference settled with a reason."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import CriterionRow, answer_words
from rpl_desk.domain.passages import LinkedPassage, overlap
from rpl_desk.domain.people import JUDGING, Role
from rpl_desk.ui.case.agreement import AgreementDialog
from rpl_desk.ui.case.before_reveal import BeforeReveal
from rpl_desk.ui.case.difference_list import Compared, DifferenceList, still_open
from rpl_desk.ui.case.difference_rows import DifferenceRow
from rpl_desk.ui.case.difference_sides import NUMBER_SIGNS, assessor_name
from rpl_desk.ui.case.mark_places import lead_to, lies_in, mark_of
from rpl_desk.ui.case.packet_dialogs import OpenPacketsDialog, RevealWithoutDialog, TakePacketDialog
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.sealed_dialog import SealedDialog
from rpl_desk.ui.case.taking_back import UNDO_KEYS, TakingBack
from rpl_desk.ui.case.third_dialog import OpinionSealedDialog, ThirdDialog
from rpl_desk.ui.case.third_form import ThirdForm
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart, Spot
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import COMPARING, PLAYING, SingleKeys
from rpl_desk.ui.viewer.player_view import PLAYER_KEYS
from rpl_desk.ui.viewer.viewer import VIEWER_KEYS, EvidenceViewer
from rpl_desk.ui.widgets import DeskDialog, RefusedBox

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import MarkedPassage

DIFFERENCES, EVIDENCE = range(2)


class ComparingPart(CasePart):
    """Before the reveal only who has sealed; after it each difference with both sides.

    preferences: whether single letters act; without them they do.
    """

    OWN_KEYS = (
        ("1 2", "Take a side in the open difference; the number after the last side opens another answer"),
        ("D", "Park it for discussion"),
        ("T", "Ask for a third opinion, where the answers lie far apart"),
        ("R", "Write the reason; Esc goes back"),
        ("Enter", "Settle and go to the next; without an answer, only go to the next"),
        ("J K", "Next and previous difference"),
        ("Ctrl+K", "How far the sealed answers agree"),
        *UNDO_KEYS,
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._single = desk, SingleKeys(preferences)
        self._contents: CaseContents | None = None
        self._shown: tuple[Any, ...] = ()
        self._marked: tuple[MarkedPassage, ...] = ()
        self._place = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.problem = RefusedBox()
        outer.addWidget(self.problem)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.before = BeforeReveal()
        self.before.reveal_asked.connect(self.reveal_case)
        self.before.packet_asked.connect(self.take_packet)
        self.before.without_asked.connect(self.reveal_without)
        self.stack.addWidget(scrolled(self.before))
        self.list, self.third = DifferenceList(), ThirdForm()
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(self.third)
        self.viewer = EvidenceViewer.of(desk, preferences)
        self.viewer.item_shown.connect(self._show_marks)
        panes = [("Differences", self.left, 940), ("Evidence", self.viewer, 440)]
        self.panes = Panes("comparing", panes, preferences, self.stack)
        self.stack.addWidget(self.panes)
        self.taking_back = TakingBack(
            desk,
            self,
            lambda: None if self._contents is None else self._contents.case,
            before=self.keep,
            after=self._after_change,
            refused=self.problem.show_problem,
        )
        self._listen()

    def _listen(self) -> None:
        self.list.moved.connect(self._show_marks)
        self.list.settle_asked.connect(self.settle_open)
        self.list.discuss_asked.connect(self.park)
        self.list.place_asked.connect(self.show_place)
        self.list.place_reached.connect(self.show_beside)
        self.list.third_asked.connect(self.ask_third)
        self.third.given.connect(self.give_opinion)
        self.list.head.agreement_asked.connect(self.show_agreement)
        self.list.head.sealed_asked.connect(lambda: SealedDialog(self._desk, self.contents_shown, self).open())
        self.list.head.complete_asked.connect(self.complete_case)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show a case; what was typed into its rows stays, and nothing is drawn again unless it changed."""
        me = self._desk.session.user.id
        same_case = self._contents is not None and self._contents.case.id == contents.case.id
        opinions = self._desk.thirds.opinions(contents.case.id)
        of_case = (contents.case, contents.findings, contents.assessments, contents.roles, contents.policy)
        now = (me, opinions, contents.owed, *of_case)
        if now == self._shown:
            return
        typed = self.list.typed() if same_case and self._shown[0] == me else {}
        if not same_case:
            self.list.open = None
            self.problem.clear()
        self._contents, self._shown = contents, now
        self.list.clear()
        self.before.clear()
        self.left.setCurrentWidget(self.third if contents.owed else self.list)
        if contents.case.revealed_at is None:
            waiting = self._desk.reconciling.waiting_for(contents.case.id)
            held = self._desk.packets.held(contents.case.id)
            self.before.show_sealed(contents, waiting, held, is_chair=self._holds({Role.CHAIR}))
        elif contents.owed:
            self._marked = ()
            self.third.show_owed(contents)
            self.viewer.show_items(contents.evidence)
        else:
            self.third.clear()
            case_id = contents.case.id
            self._marked = self._desk.marking.passages(case_id)
            compared = Compared(
                contents,
                self._desk.reconciling.differences(case_id),
                self._desk.judging.judgements(case_id),
                self._desk.judging.passages(case_id),
                opinions,
            )
            self.list.hint = self._single.hint(COMPARING)
            settles = contents.case.stage is Stage.RECONCILE and self._holds({Role.CHAIR, *JUDGING})
            self.list.show_compared(compared, typed, editable=settles)
            self.viewer.show_items(contents.evidence)
        self.stack.setCurrentIndex(0 if contents.case.revealed_at is None else 1)

    def _holds(self, roles: set[Role]) -> bool:
        return not roles.isdisjoint(self.contents_shown.roles_of(self._desk.session.user.id))

    def start(self) -> None:
        if self.third.editors:
            self.third.start()
        else:
            self.list.start()

    def show_agreement(self) -> None:
        """Say how far the sealed answers agree."""
        AgreementDialog(self._desk.reconciling.agreement(self.contents_shown.case.id), self).open()

    # -- the evidence beside it ---------------------------------------------------------------------------------------

    def show_place(self, passage: LinkedPassage) -> None:
        """Bring a passage into view beside its difference."""
        self._show_marked(passage.passage_id)

    def show_beside(self, passage: LinkedPassage) -> None:
        """Bring a passage into view that the keyboard came to, where the evidence stands beside the differences."""
        if not self.panes.is_narrow:
            self._show_marked(passage.passage_id)

    def _show_marked(self, passage_id: int) -> None:
        one = next((one for one in self._marked if one.passage.id == passage_id), None)
        if one is not None:
            self.panes.bring(EVIDENCE)
            self._place = one.passage.id
            lead_to(self.viewer, one)
            self._show_marks()

    def show_spot(self, spot: Spot) -> None:
        """Open the difference that a search found something in, or the sealed answer where all agree."""
        criterion = next((one for one in self.contents_shown.criteria if one.key == spot.criterion), None)
        if criterion is None or self.stack.currentIndex() == 0:
            return
        if criterion.id in self.rows:
            self.list.go_among_all(criterion.id)
            self._show_marked(spot.passage_id)
        elif spot.assessor:
            dialog = SealedDialog(self._desk, self.contents_shown, self)
            dialog.open()
            dialog.bring_answer(spot.assessor, criterion)

    def _show_marks(self, *_: object) -> None:
        """Draw what the assessors marked for the open difference: used by both, or by one and whose."""
        linked = [one for one in self._marked if any(link.criterion_id == self.list.open for link in one.links)]
        contents, marks = self._contents, []
        assessments = contents.assessments if contents is not None else ()
        names = {one.number: assessor_name(self.contents_shown, one) for one in assessments}
        for one in linked:
            if lies_in(one, self.viewer.item):
                others = [each for each in linked if each.assessor != one.assessor]
                both = any(overlap(one.passage.anchor, each.passage.anchor) for each in others)
                sign = "both" if both else NUMBER_SIGNS[one.assessor - 1]
                name = names.get(one.assessor, one.author)
                marks.append(mark_of(one, sign, "used by both" if both else f"used by {name} alone"))
        self.viewer.show_marks(marks, self._place)

    # -- keys ---------------------------------------------------------------------------------------------------------

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys as a person has them now."""
        own = self._single.shown(COMPARING, self.OWN_KEYS if self._single.on else self.OWN_KEYS[1:])
        return (*own, *VIEWER_KEYS, *self._single.shown(PLAYING, PLAYER_KEYS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take keys that the widget in focus left alone; text fields leave none of these."""
        row = self.list.row
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        key = self._single.meaning(COMPARING, event.text()) if plain else ""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rows:
            if row is not None and row.editor is not None and row.editor.answer:
                self.settle_open()
            else:
                self.list.go_on(self.list.following())
        elif event.key() == Qt.Key.Key_Escape and row is not None:
            row.head.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.third.editors and key == "R":
            self.third.write_reason()
        elif key in ("J", "K"):
            self.list.step(1 if key == "J" else -1)
        elif row is not None and key == "T":
            self.ask_third()
        elif row is not None and row.editor is not None and key == "R":
            row.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif row is not None and key == "D" and self.list.editable:
            self.park()
        elif row is not None and row.editor is not None and key.isdecimal() and key.isascii():
            self.take_side(int(key))
        else:
            super().keyPressEvent(event)

    # -- acting -------------------------------------------------------------------------------------------------------

    def take_side(self, place: int) -> None:
        """Take the answer of the side at this place from 1; one past the last opens the choice of another."""
        row = self.list.row
        if row is None or row.editor is None:
            return
        if 1 <= place <= len(row.sides):
            side = row.sides[place - 1]
            if not row.editor.take(side.number):
                said = answer_words(row.criterion.kind, side.answer)
                self.problem.show_problem(f"{side.name}'s answer is {said}. Take another side, or another answer.")
        elif place == len(row.sides) + 1:
            row.editor.take_other()

    def settle_open(self) -> None:
        """Record the finding of the open difference and open the next."""
        row = self.list.row
        if row is None or row.editor is None:
            return
        typed = row.editor.typed()
        if not typed.answer:
            self.problem.show_problem("Take a side, or choose another answer, before settling.")
            return
        if row.editor.noted.isChecked() and not typed.dissent.strip():
            self.problem.show_problem("Say who dissents and why, or take the tick away.")
            row.editor.dissent.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        following, case, finding = self.list.following(), self.contents_shown.case, row.finding
        if self._try(lambda: self._desk.reconciling.settle(case, finding, typed.answer, typed.reason, typed.dissent)):
            self.list.go_on(following)
        else:
            row.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_opinion(self, criterion: CriterionRow) -> None:
        """Seal the third opinion typed for a criterion; afterwards the answers of the others are shown."""
        typed, case = self.third.editors[criterion.id].typed(), self.contents_shown.case
        sealed: list[str] = []
        if not typed.answer:
            self.problem.show_problem("Choose your answer before giving the opinion.")
        elif self._try(lambda: sealed.append(self._desk.thirds.give(case, criterion, typed.answer, typed.reason))):
            self.start()
            OpinionSealedDialog(criterion, sealed[0], self).open()

    def park(self) -> None:
        """Mark the open difference for the panel to talk about."""
        row = self.list.row
        if row is not None:
            self._try(lambda: self._desk.reconciling.discuss(self.contents_shown.case, row.finding))

    def ask_third(self) -> None:
        """Ask for a third opinion on the open difference, or keep why there is none."""
        row = self.list.row
        if row is None or not self.list.editable:
            return
        if not row.waits:
            self.problem.show_problem("No third opinion is asked for here.")
            return
        dialog = ThirdDialog(
            self._desk,
            self.contents_shown.case,
            row.finding,
            row.why_waiting,
            self,
            is_chair=self._holds({Role.CHAIR}),
        )
        self._open(dialog)

    def reveal_case(self) -> None:
        """Reveal, or say why not; where packets are held, once the chair has given the passphrase that opens them."""
        contents = self.contents_shown
        held = len(self._desk.packets.held(contents.case.id))
        if held and not self._desk.reconciling.waiting_for(contents.case.id):
            self._open(OpenPacketsDialog(self._desk, contents, held, self))
        else:
            self._try(lambda: self._desk.reconciling.reveal(contents.case))

    def reveal_without(self) -> None:
        """Ask why the reveal does not wait for all, then reveal."""
        held = len(self._desk.packets.held(self.contents_shown.case.id))
        self._open(RevealWithoutDialog(self._desk, self.contents_shown, held, self))

    def take_packet(self) -> None:
        """Take in a packet that an assessor sealed elsewhere."""
        self._open(TakePacketDialog(self._desk, self.contents_shown, self))

    def _open(self, dialog: DeskDialog) -> None:
        self.problem.clear()
        dialog.accepted.connect(self.changed)
        dialog.open()

    def complete_case(self) -> None:
        """Take the case to the panel, or go to the first row that is open."""
        contents = self.contents_shown
        still = still_open(contents)
        if still:
            self.list.go_among_all(still[0].id)
            self.problem.show_problem(f"{len(still)} differences have no finding yet. The first is {still[0].label}.")
        else:
            self._try(lambda: self._desk.reconciling.complete(contents.case))

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
            return False
        self._after_change()
        return True

    def _after_change(self) -> None:
        self.problem.clear()
        self.changed.emit()

    # -- what stands in it --------------------------------------------------------------------------------------------

    @property
    def contents_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    @property
    def rows(self) -> dict[int, DifferenceRow]:
        """The differences by criterion."""
        return self.list.rows

    @property
    def tabs(self) -> QTabBar:
        return self.list.tabs

    @property
    def complete(self) -> QPushButton:
        return self.list.head.complete
