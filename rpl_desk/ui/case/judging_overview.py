"""Who judges a case, for those who do not or no longer judge it themselves; and one's own judgements once sealed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import AssessmentRow, AssessmentState
from rpl_desk.domain.people import Role
from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.domain.withdrawals import judgement_needed, places_free
from rpl_desk.ui.case.difference_sides import assessor_name
from rpl_desk.ui.case.form_dialog import fillers
from rpl_desk.ui.case.packet_dialogs import MakePacketDialog
from rpl_desk.ui.case.sealed import sealed_rows
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Avatar, Chip, EmptyState, IconLabel, Panel, Paragraph, button, empty_layout, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rpl_desk.desk import Desk
    from rpl_desk.domain.sealings import Sealing


class JudgingOverview(QWidget):
    """Of others only whether they have sealed.

    reopen_asked: the chair would give an assessment back; it and the name of its assessor. form_asked: judging forms.
    withdraw_asked: somebody would judge no longer; their assessment and name. appoint_asked: somebody is to judge in
    their place; why.
    """

    reopen_asked = Signal(object, str)
    withdraw_asked = Signal(object, str)
    appoint_asked = Signal(str)
    form_asked = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._column.setSpacing(SPACE["m"])

    def show_case(self, contents: CaseContents, mine: AssessmentRow | None) -> None:
        """Show who judges; `mine` is one's own assessment, None for who does not judge the case."""
        empty_layout(self._column)
        add = self._column.addWidget
        if not contents.assessments and not contents.withdrawals:
            add(EmptyState("circle", "Criteria are judged once the review has begun."))
            self._column.addStretch(1)
            return
        add(label("Judged apart", "title2"))
        revealed = contents.is_revealed
        words = (
            "Everybody's sealed judgements stand side by side under Differences."
            if revealed
            else "Each assessor judges alone. What they judge is shown once all have sealed and the chair reveals."
        )
        add(Paragraph(words, tone="second"))
        if needed := judgement_needed(contents):
            add(self._needed(contents, needed))
        for one in contents.assessments:
            add(self._who(contents, one))
        if fillers(contents, self._desk.session.user):
            by_form = button("Judging forms", icon_name="file-spreadsheet")
            by_form.setToolTip("Judging form as Excel: make it, bring it back (Ctrl+J)")
            by_form.clicked.connect(self.form_asked)
            add(by_form, 0, Qt.AlignmentFlag.AlignLeft)
        if contents.case.stage is Stage.WAITING and mine is not None and not is_sealed(mine):
            add(Paragraph("The clock is stopped. Your own draft is kept and opens again with the case."))
        if mine is not None and is_sealed(mine):
            add(label("Your sealed judgements", "title2"))
            code = mine.commitment[:CODE_LENGTH]
            add(label(f"You have sealed. Commitment for the cover sheet: {code}", "strong", wrap=True))
            packet = button("Make a sealed packet", icon_name="lock")
            packet.setToolTip("For another office that handed this case over: sealed to its chair alone")
            packet.clicked.connect(lambda: MakePacketDialog(self, self._desk, contents).open())
            add(packet, 0, Qt.AlignmentFlag.AlignLeft)
            for words in sealing_words(self._desk.judging.sealings(contents.case.id)):
                add(Paragraph(words, "small", tone="second"))
            case_id = contents.case.id
            given = self._desk.judging.judgements(case_id), self._desk.judging.passages(case_id)
            gaps, notes = self._desk.gaps.gaps(case_id), self._desk.notes.notes(case_id)
            held = self._desk.comparators.comparators(case_id)
            add(sealed_rows(contents, mine, *given, gaps=gaps, notes=notes, comparators=held))
        self._column.addStretch(1)

    def _who(self, contents: CaseContents, assessment: AssessmentRow) -> Panel:
        name = assessor_name(contents, assessment)
        sealed = is_sealed(assessment)
        panel = Panel(across=True, padding=SPACE["m"])
        panel.box.addWidget(Avatar(name))
        panel.box.addWidget(label(name, "strong", wrap=True), 1)
        panel.box.addWidget(Chip("Sealed" if sealed else "Not sealed yet", "settled" if sealed else "plain"))
        if sealed and self._may_reopen(contents):
            again = button("Reopen", icon_name="undo-2", kind="danger", size="small")
            again.setAccessibleName(f"Reopen the judgements of {name}")
            again.clicked.connect(partial(self.reopen_asked.emit, assessment, name))
            panel.box.addWidget(again)
        if self._may_withdraw(contents, assessment):
            away = button("Withdraw", icon_name="x", kind="danger", size="small")
            away.setAccessibleName(f"{name} judges no longer")
            away.clicked.connect(partial(self.withdraw_asked.emit, assessment, name))
            panel.box.addWidget(away)
        return panel

    def _needed(self, contents: CaseContents, words: str) -> Panel:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        panel.box.addWidget(IconLabel("triangle-alert", words))
        if places_free(contents) and contents.is_prepared_by(self._desk.session.user):
            appoint = button("Appoint an assessor", icon_name="user-plus", kind="primary")
            appoint.clicked.connect(partial(self.appoint_asked.emit, words))
            panel.box.addWidget(appoint, 0, Qt.AlignmentFlag.AlignLeft)
        return panel

    def _may_withdraw(self, contents: CaseContents, assessment: AssessmentRow) -> bool:
        me = self._desk.session.user
        is_open = contents.case.stage is Stage.REVIEW and contents.case.revealed_at is None
        return is_open and (assessment.person_id == me.id or contents.is_prepared_by(me))

    def _may_reopen(self, contents: CaseContents) -> bool:
        return Role.CHAIR in contents.roles_of(self._desk.session.user.id) and contents.case.stage is Stage.REVIEW


def sealing_words(found: "Sequence[Sealing]") -> list[str]:
    """Return a line for each sealing with what it changed, newest first; none where judgements were sealed once."""
    if len(found) < 2:
        return []
    lines = []
    for one in reversed(found):
        changed = "the first seal" if one.changed is None else "; ".join(one.changed) or "nothing is other than before"
        lines.append(f"Sealed {as_text(one.sealed_at)}, {one.commitment[:CODE_LENGTH]}: {changed}.")
    return lines


def is_sealed(assessment: AssessmentRow) -> bool:
    return assessment.state is AssessmentState.SEALED
