"""From sealed judgements to findings: the reveal, the differences and how the panel settles each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..domain.agreement import Agreement, agreements
from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.errors import NotAllowed, RuleViolation
from ..domain.judgements import (
    AssessmentRow,
    AssessmentState,
    CriterionRow,
    Difference,
    FindingRow,
    FindingState,
    agreed,
    check_finding,
    differences,
)
from ..domain.people import JUDGING, Role
from ..domain.third_opinions import Opinions, ThirdOpinionRow, why_waiting
from ..domain.withdrawals import judgement_needed
from ..store import queries, tables
from ..store.database import Action, Reader
from .intake import IntakeService
from .packets import PacketService
from .session import Service
from .undo import Done, Recorder, UndoStacks
from .withdrawing import WithdrawingService
from .words import named, tidy


class ReconcilingService(Service):
    """What the chair and the judges do once everybody has sealed."""

    def __init__(
        self,
        *shared: Any,
        intake: IntakeService,
        packets: PacketService,
        withdrawing: WithdrawingService,
        stacks: UndoStacks,
    ) -> None:
        super().__init__(*shared)
        self._intake, self._packets, self._withdrawing, self._stacks = intake, packets, withdrawing, stacks

    def waiting_for(self, case_id: int) -> int:
        """Return how many assessors have not sealed yet."""
        with self._database.reading() as read:
            found = queries.assessments(read, case_id, self._me.id)
        return sum(one.state is not AssessmentState.SEALED for one in found)

    def reveal(self, case: CaseRow, passphrase: str = "", *, without: str = "") -> None:
        """Open the sealed judgements to everybody on the case: one recorded act of the chair, once all have sealed.

        passphrase: the chair's, where sealed packets are to be opened. without: the reason not to wait for who has not
        sealed, which the record prints; what they judged so far is kept, counts nowhere and is read by nobody. Raises
        as `PacketService.opening` too.
        """
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "reveal the judgements")
            case = queries.case_by_id(read, case.id)
            contents = queries.contents(read, case.id, self._me.id)
        self._must_stand_at(case, Stage.REVIEW)
        waiting = [one for one in contents.assessments if one.state is not AssessmentState.SEALED]
        reason = self._reason_without(contents, waiting, tidy(without))
        name = "reveal without all" if reason else "reveal"
        with self._packets.opening(case, passphrase) as opened, self._action(name, case) as action:
            for packet in opened:
                self._packets.write(action, packet)
            for one in waiting:
                self._withdrawing.take_off(action, one, reason)
            self._intake.move(action, case, Stage.RECONCILE, reason, revealed_at=action.now, revealed_by=self._me.id)
            answers = self._answers(action.read, case.id)
            criteria = self._criteria(action.read, case.id)
            differing = {one.criterion_id for one in differences(criteria, answers)}
            same = agreed(criteria, answers)
            for criterion in criteria:
                action.insert(
                    tables.finding,
                    case_id=case.id,
                    criterion_id=criterion.id,
                    state=FindingState.OPEN if criterion.id in differing else FindingState.AGREED,
                    answer=same.get(criterion.id, ""),
                )

    def _reason_without(self, contents: CaseContents, waiting: Sequence[AssessmentRow], without: str) -> str:
        """Return why a case is revealed before all have sealed, in a sentence; empty where all have.

        Raises RuleViolation where the reveal has to wait, or would open a judgement that must not count.
        """
        policy, needed = contents.policy, judgement_needed(contents)
        left = len(contents.assessments) - len(waiting)
        if not without:
            if needed:
                raise RuleViolation(needed)
            if waiting:
                who = "1 assessor has" if len(waiting) == 1 else f"{len(waiting)} assessors have"
                raise RuleViolation(f"{who} not sealed yet. The reveal waits for all.")
            return ""
        interested = {one.person_id for one in contents.interests}
        if any(one.person_id in interested for one in contents.assessments if one not in waiting):
            raise RuleViolation(needed)
        if not waiting and not needed:
            raise RuleViolation("All have sealed, so the reveal waits for nobody. Reveal without a reason.")
        if not left:
            raise RuleViolation("Nobody has sealed yet, so there is nothing to reveal.")
        gone = [f"Assessor {one.number}" for one in waiting]
        asked = max(policy.assessors, len(contents.assessments))
        whom = f" without {' and '.join(gone)}" if gone else ""
        return f"Revealed{whom}, with {left} of {asked} judgements: {without}"

    def differences(self, case_id: int) -> tuple[Difference, ...]:
        """Return where sealed answers differ, always from what was sealed; none before the reveal."""
        with self._database.reading() as read:
            if not queries.findings(read, case_id, self._me.id):
                return ()
            return differences(self._criteria(read, case_id), self._answers(read, case_id))

    def agreement(self, case_id: int) -> tuple[Agreement, ...]:
        """Return how far sealed answers agree, always from what was sealed; nothing before the reveal."""
        with self._database.reading() as read:
            if not queries.findings(read, case_id, self._me.id):
                return ()
            return agreements(self._criteria(read, case_id), self._answers(read, case_id))

    def findings(self, case_id: int) -> tuple[FindingRow, ...]:
        """Return the findings of a case, none before the reveal."""
        with self._database.reading() as read:
            return queries.findings(read, case_id, self._me.id)

    def settle(self, case: CaseRow, finding: FindingRow, answer: str, reason: str, dissent: str = "") -> None:
        """Record the panel's answer, with its reason and any dissent; sealed judgements stay as they are.

        Raises RuleViolation while a difference that lies as far apart as the office's limit has no third opinion.
        """
        with self._change("settle difference", case, finding, "settle") as (recorder, case, criterion):
            check_finding(criterion.kind, answer, queries.policy_of(case), least_points=case.kind.least_points)
            (stored,) = queries.rows_of(recorder.action.read, FindingRow, id=finding.id)
            self._must_not_cover(case.id, (stored.reason, stored.dissent))
            recorder.update(
                tables.finding,
                finding,
                state=FindingState.SETTLED,
                answer=answer,
                reason=named(reason, "finding that settles a difference"),
                dissent=tidy(dissent),
                person_id=self._me.id,
            )

    def discuss(self, case: CaseRow, finding: FindingRow) -> None:
        """Park a difference for the panel to talk about."""
        with self._change("discuss difference", case, finding, "park") as (recorder, _, _):
            recorder.update(tables.finding, finding, state=FindingState.DISCUSS, answer="", reason="", person_id=None)

    @contextmanager
    def _change(
        self, name: str, case: CaseRow, finding: FindingRow, verb: str
    ) -> Iterator[tuple[Recorder, CaseRow, CriterionRow]]:
        """Run one action on a finding, with its case and criterion as stored, and remember how to take it back."""

        def may(action: Action) -> None:
            self._must_hold(action.read, case.id, {Role.CHAIR, *JUDGING}, f"{verb} a difference")
            now = queries.case_by_id(action.read, case.id)
            self.must_owe_none(action.read, now)
            self._must_stand_at(now, Stage.RECONCILE)

        def then(action: Action) -> None:
            (now,) = queries.rows_of(action.read, FindingRow, id=finding.id)
            opinion = opinions_of(action.read, case.id).get(now.criterion_id)
            policy = queries.policy_of(queries.case_by_id(action.read, case.id))
            found = differences(self._criteria(action.read, case.id), self._answers(action.read, case.id))
            for one in found:
                is_settled = one.criterion_id == now.criterion_id and now.state is FindingState.SETTLED
                if is_settled and (why := why_waiting(one, policy, opinion)):
                    raise RuleViolation(why)

        with self._action(name, case) as action:
            may(action)
            criterion = queries.rows_of(action.read, CriterionRow, id=finding.criterion_id)[0]
            recorder = Recorder(action, f"{verb} {criterion.key}")
            yield recorder, queries.case_by_id(action.read, case.id), criterion
            then(action)
        self._stacks.push(
            self._me.uid, case.id, Done(recorder.label, tuple(recorder.changes), may, then, entry="finding")
        )

    def complete(self, case: CaseRow) -> None:
        """Take the case to the panel once every difference has a finding."""
        with self._database.reading() as read:
            self._must_hold(read, case.id, {Role.CHAIR, *JUDGING}, "complete the comparison")
            case = queries.case_by_id(read, case.id)
            left = [
                one for one in queries.findings(read, case.id) if one.state in (FindingState.OPEN, FindingState.DISCUSS)
            ]
        self._must_stand_at(case, Stage.RECONCILE)
        if left:
            raise RuleViolation(
                f"{len(left)} differences are still open. Each needs the panel's answer and its reason."
            )
        with self._action("complete comparison", case) as action:
            self._intake.move(action, case, Stage.PANEL, "")

    def must_owe_none(self, read: Reader, case: CaseRow) -> None:
        """Raise NotAllowed for who was asked for a third opinion and would act on answers they may not see yet."""
        if queries.owed_opinions(read, case, self._me.id):
            raise NotAllowed(f"You were asked for a third opinion on {case.reference}. Give it first.")

    def _criteria(self, read: Reader, case_id: int) -> tuple[CriterionRow, ...]:
        table = tables.criterion
        return queries.rows(read, CriterionRow, table.c.case_id == case_id, order=table.c.position)

    def _answers(self, read: Reader, case_id: int) -> Mapping[int, Mapping[int, str]]:
        """Return the answers by criterion id, then by the assessor's number."""
        numbers = {one.id: one.number for one in queries.assessments(read, case_id, self._me.id)}
        answers: dict[int, dict[int, str]] = {}
        for one in queries.judgements(read, case_id, self._me.id):
            if one.answer:
                answers.setdefault(one.criterion_id, {})[numbers[one.assessment_id]] = one.answer
        return answers


def opinions_of(read: Reader, case_id: int) -> Opinions:
    """Return the third opinions of a case by criterion, for rules; there are none before its reveal."""
    return {one.criterion_id: one for one in queries.rows_of(read, ThirdOpinionRow, case_id=case_id)}
