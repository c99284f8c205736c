"""One case: its header, the guided path through its stages, and the part in view."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from rpl_desk.domain.cases import PATH, CaseRow, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.services.cases import NextStep, Progress
from rpl_desk.ui.case.case_head import CaseHead
from rpl_desk.ui.case.state_line import state_words
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.page import CasePart, Page, Spot, keyboard_kept, take_keyboard
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.widgets import (
    DeskDialog,
    RefusedBox,
    StagePart,
    StageState,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

STAGE_OF_PART = {
    "intake": Stage.INTAKE,
    "credit": Stage.INTAKE,
    "judging": Stage.REVIEW,
    "comparing": Stage.RECONCILE,
    "deciding": Stage.PANEL,
    "signing": Stage.DECIDED,
    "exporting": Stage.SIGNED,
    "after": Stage.RELEASED,
}


def make_part(name: str, desk: "Desk", preferences: Preferences | None, stack: QStackedWidget) -> CasePart:
    """Return a part of the case page; it is imported when it is first opened.

    The larger are made in their place: what is moved there whole is styled twice.
    """
    match name:
        case "intake":
            from rpl_desk.ui.case.intake import IntakePart

            return IntakePart(desk, preferences)
        case "evidence":
            from rpl_desk.ui.case.evidence import EvidencePart

            return EvidencePart(desk, preferences, stack)
        case "credit":
            from rpl_desk.ui.case.credit.part import CreditPart

            return CreditPart(desk, preferences, stack)
        case "judging":
            from rpl_desk.ui.case.judging import JudgingPart

            return JudgingPart(desk, preferences, stack)
        case "comparing":
            from rpl_desk.ui.case.comparing import ComparingPart

            return ComparingPart(desk, preferences, stack)
        case "deciding":
            from rpl_desk.ui.case.deciding import DecidingPart

            return DecidingPart(desk, preferences)
        case "signing":
            from rpl_desk.ui.case.signing import SigningPart

            return SigningPart(desk)
        case "exporting":
            from rpl_desk.ui.case.exporting import ExportingPart

            return ExportingPart(desk, preferences)
        case "after":
            from rpl_desk.ui.case.after import AfterPart

            return AfterPart(desk)
        case _:
            raise ValueError(f"There is no part {name} of a case.")


class CasePage(Page):
    """Opens a case at the part where work is waiting. Without preferences nothing of the look is remembered."""

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._reference = ""
        self._part = ""
        self._contents: CaseContents | None = None
        self._step: NextStep | None = None
        self.parts: dict[str, CasePart] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = self._header()
        column.addWidget(self.head)
        self.notice = RefusedBox("notice")
        column.addWidget(self.notice)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        earlier = QShortcut(QKeySequence("Ctrl+Shift+L"), self)
        earlier.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        earlier.activated.connect(self.show_precedents)

    def _header(self) -> CaseHead:
        made = CaseHead()
        made.back.clicked.connect(lambda: self.went.emit("cases", None))
        made.next.clicked.connect(self.go_on)
        made.strip.opened.connect(lambda part: self.open_part(part))
        self.reference, self.heading, self.strip = made.reference, made.heading, made.strip
        self.title, self.state = made.heading.title, made.heading.note
        self.more, self.menu, self.next = made.more, made.menu, made.next
        return made

    # -- opening ------------------------------------------------------------------------------------------------------

    def open_case(self, reference: str, part: str | None, spot: Spot | None = None) -> None:
        """Show a case at a part, or where work is waiting when none is named; `spot` is the place within the part."""
        self.keep()
        self._reference = reference
        self._read()
        assert self._step is not None
        self.open_part(part or self._step.page)
        if spot is not None:
            self.parts[self._part].show_spot(spot)

    def open_part(self, name: str) -> None:
        """Show one part of the case, with what was typed in the last one kept."""
        assert self._contents is not None
        self.keep()
        if name not in self.parts:
            made = make_part(name, self._desk, self._preferences, self.stack)
            made.said.connect(self.said)
            made.counted.connect(self.counted)
            made.went.connect(self.went)
            made.changed.connect(self.reload)
            self.parts[name] = made
            self.stack.addWidget(made)
        self._part = name
        self.counted.emit("")
        self.parts[name].show_case(self._contents)
        self.stack.setCurrentWidget(self.parts[name])
        self._show_strip()
        self.start()

    def reload(self) -> None:
        if not self._reference:
            return
        before = self._contents.case.stage if self._contents is not None else None
        self._read()
        assert self._contents is not None and self._step is not None
        moved = before is not None and before is not self._contents.case.stage
        if moved and self._contents.case.stage in PATH:
            self.open_part(self._step.page)
        elif self._part:
            part = self.parts[self._part]
            with keyboard_kept(part, self.start):
                part.show_case(self._contents)

    def keep(self) -> None:
        if self._part:
            self.parts[self._part].keep()

    def start(self) -> None:
        if self._part:
            take_keyboard(self.parts[self._part])

    def take_new_keys(self) -> None:
        """Make the parts anew, as a person has the keys now; the one in view is shown again."""
        self.keep()
        for part in self.parts.values():
            self.stack.removeWidget(part)
            part.deleteLater()
        self.parts.clear()
        if self._part:
            name, self._part = self._part, ""
            self.open_part(name)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the part in view."""
        own = (
            ("Ctrl+Shift+L", "Earlier decisions like this case, once you have sealed"),
            ("Alt+Left", "Back to the place before"),
        )
        return (*getattr(self.parts.get(self._part), "keys", ()), *own)

    # -- header and strip ---------------------------------------------------------------------------------------------

    def _read(self) -> None:
        standing = self._desk.cases.opened(self._reference)
        self._contents, self._progress, self._step = standing.contents, standing.progress, standing.step
        case = standing.contents.case
        self.reference.setText(case.reference)
        state = state_words(self._contents, self._progress)
        if standing.hides_claimant:
            state += " · claimant hidden from those who judge"
        self.heading.set_words(case.title, state)
        self.next.setText(self._step.words)
        if case.stage is Stage.WITHDRAWN:
            self.notice.show_info("This case was withdrawn. Everything in it is kept.", "x")
        elif case.stage is Stage.VOIDED:
            self.notice.show_info("The decision was voided and stands no more. Everything in the case is kept.", "x")
        else:
            waits = {
                Stage.WAITING: f"The clock is stopped: {case.waiting_reason}",
                Stage.APPEAL: "This case is under appeal. The signed decision stands until the appeal is decided.",
            }
            self.notice.show_problem(waits.get(case.stage, ""))
        self._fill_menu(case)
        self._show_strip()

    def go_on(self) -> None:
        """Go to where the next step is done."""
        if self._step is not None:
            self.open_part(self._step.page)

    def _show_strip(self) -> None:
        if self._contents is None or self._step is None:
            return
        case = self._contents.case
        # On its own page the next step has the page's own button: one primary button a screen.
        self.next.setVisible(case.stage in PATH and self._step.mine and self._step.page != self._part)
        stage = case.waiting_from if case.stage is Stage.WAITING and case.waiting_from else case.stage
        if stage in (Stage.APPEAL, Stage.VOIDED):
            stage = Stage.RELEASED  # all of the path lies behind it
        reached = PATH.index(stage) if stage in PATH else -1
        parts = [
            StagePart(key, words, _state(key, reached, stage, self._progress if self._judges else None), counted)
            for (key, words), counted in zip(
                _strip_words(self._progress, self._judges).items(),
                _counted(self._progress, self._judges).values(),
                strict=True,
            )
            if key != "credit" or case.kind.gives_credit
        ]
        self.strip.set_parts(parts, self._part)

    @property
    def _judges(self) -> bool:
        """Whether the person signed in judges the case, and so reads its evidence."""
        me = self._desk.session.user.id
        return self._contents is not None and any(one.person_id == me for one in self._contents.assessments)

    def _fill_menu(self, case: CaseRow) -> None:
        self.menu.clear()
        acts = []
        if case.stage is Stage.WAITING:
            acts.append(("Start the clock again", self._resume))
        elif case.stage in (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL):
            acts.append(("Stop the clock", lambda: ReasonDialog(self._desk, "wait", self).open()))
        if case.stage in (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.WAITING):
            acts.append(("Withdraw the case", lambda: ReasonDialog(self._desk, "withdraw", self).open()))
        acts.append(("Earlier decisions", self.show_precedents))
        acts.append(("Log and documents", lambda: self.open_part("exporting")))
        for words, act in acts:
            made = QAction(words, self.menu)
            made.triggered.connect(act)
            self.menu.addAction(made)

    def show_precedents(self) -> None:
        """Show the earlier decisions like this case, or say why they are not shown yet."""
        if self._contents is None:
            return
        from rpl_desk.ui.case.precedents import PrecedentsDialog

        try:
            found = self._desk.precedents.precedents(self._contents.case)
        except DeskError as error:
            self.notice.show_info(str(error), "lock")
            return
        dialog = PrecedentsDialog(found, self)
        dialog.opened.connect(lambda reference: self.went.emit("case", (reference, "exporting")))
        dialog.open()

    def _resume(self) -> None:
        assert self._contents is not None
        try:
            self._desk.intake.resume(self._contents.case)
        except DeskError as error:
            self.notice.show_problem(str(error))
        else:
            self.reload()

    @property
    def case_shown(self) -> CaseRow:
        assert self._contents is not None
        return self._contents.case


def _strip_words(progress: Progress, judges: bool) -> dict[str, str]:
    missing = f" {progress.missing} missing" if progress.missing else ""
    unsure = f", {progress.unsure} unsure" if progress.unsure else ""
    aside = f", {progress.set_aside} set aside" if progress.set_aside else ""
    counted = judges and not progress.revealed
    judged = f" {progress.judged}/{progress.criteria}{unsure}{aside}" if counted else f" {progress.criteria}"
    criteria = judged if progress.criteria else ""
    sealed = f", sealed {progress.sealed} of {progress.assessors}" if progress.assessors else ""
    return {
        "intake": f"Intake{missing}",
        "evidence": f"Evidence read {progress.read}/{progress.evidence}" if judges else f"Evidence {progress.evidence}",
        "credit": "Credit",
        "judging": f"Criteria{criteria}{sealed}",
        "comparing": f"Differences {progress.differences}" if progress.revealed else "Differences",
        "deciding": "Decision",
        "signing": f"Signed {progress.signed} of {progress.signatures}",
        "exporting": "Documents",
        "after": "After",
    }


def _counted(progress: Progress, judges: bool) -> dict[str, str]:
    """Return what each part of the strip counts, in the order of `_strip_words`; empty where it counts nothing."""
    whole = "of the whole case, whatever a list is narrowed to"
    answered = " that you answered" if judges and not progress.revealed else ""
    return {
        "intake": "Counted is what the intake still needs." if progress.missing else "",
        "evidence": f"Counted are the items that you noted as read, {whole}."
        if judges
        else f"Counted are items, {whole}.",
        "credit": "",
        "judging": f"Counted are the criteria{answered}, {whole}; and how many assessors have sealed.",
        "comparing": f"Counted are all differences, settled ones too, {whole}." if progress.revealed else "",
        "deciding": "",
        "signing": "Counted are the signatures that the office asks for.",
        "exporting": "",
        "after": "",
    }


def _state(key: str, reached: int, stage: Stage, mine: Progress | None) -> StageState:
    """Return how far a part is; `mine` is one's own progress, None for who does not judge the case."""
    review = PATH.index(Stage.REVIEW)
    if key == "evidence":
        unread = mine is not None and mine.read < mine.evidence
        return StageState.DONE if reached > review or (reached == review and not unread) else StageState.NOW
    own = PATH.index(STAGE_OF_PART[key])
    if stage is Stage.RELEASED or own < reached:
        return StageState.DONE
    return StageState.NOW if own == reached else StageState.TODO


class ReasonDialog(DeskDialog):
    """Stops the clock or withdraws a case, with the reason that the record will print."""

    def __init__(self, desk: "Desk", act: str, page: CasePage) -> None:
        title = "Stop the clock" if act == "wait" else "Withdraw the case"
        note = (
            "The case waits where it is, and starts again there."
            if act == "wait"
            else "The case ends without a decision. Everything in it is kept."
        )
        super().__init__(title, page, note=note)
        self._desk, self._act, self._page = desk, act, page
        self.ui = self.add_form(Ui_Reason)
        self.set_act(title, "pause" if act == "wait" else "x", kind="primary" if act == "wait" else "danger")

    def accept(self) -> None:
        case = self._page.case_shown
        try:
            if self._act == "wait":
                self._desk.intake.wait(case, self.ui.reason_edit.text())
            else:
                self._desk.intake.withdraw(case, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._page.reload()
