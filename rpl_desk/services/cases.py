"""The case list, the register and the log: what the office looks over."""

from array import array
from collections.abc import Sequence
from dataclasses import replace

from ..domain.cases import CaseRow, Stage
from ..domain.completeness import missing_for_review
from ..domain.contents import CaseContents
from ..domain.decisions import required_signatories
from ..domain.judgements import UNSURE, AssessmentRow, AssessmentState, FindingState, JudgementRow, criteria_left
from ..domain.panels import MeetingRow
from ..domain.people import PersonRow, Role
from ..domain.register import LogLine, RegisterRow
from ..domain.rows import dataclass
from ..domain.withdrawals import judgement_needed, seats
from ..store import case_list, queries, register_queries
from ..store.case_list import CaseFilter, CaseListRow
from ..store.database import Reader
from ..store.row_plans import rows_of
from .hiding import is_still_hidden
from .session import Service

__all__ = ["CaseFilter", "CaseGroup", "CaseListRow", "CaseService", "NextStep", "Progress", "Standing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case is, as the strip says it.

    read, judged, unsure and set_aside count the person's own work, never another's. differences are 0 until revealed.
    owed: how many third opinions the person was asked for and has not given. needed: why another judgement
    is needed, where an assessor withdrew or cannot go on.
    """

    missing: int
    evidence: int
    criteria: int
    judged: int
    unsure: int
    assessors: int
    sealed: int
    revealed: bool
    differences: int
    open_differences: int
    signatures: int
    signed: int
    read: int = 0
    set_aside: int = 0
    owed: int = 0
    needed: str = ""


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """Cases of the list that wait for the same: for the person, for others, or for one meeting (then `meeting`).

    whole: whether these are all of them.
    """

    ids: "array[int]"
    yours: bool = False
    meeting: MeetingRow | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a case waits for, in words, whether it waits for the person signed in, and the page where it is done.

    `page` is one of intake, evidence, judging, comparing, deciding, signing, exporting, after.
    """

    words: str
    mine: bool
    page: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as it is opened: everything in it, how far it is and what it waits for, all read at one moment.

    hides_claimant: whether it hides its claimant from those who judge, and nobody has revealed them yet.
    """

    contents: CaseContents
    progress: Progress
    step: NextStep
    hides_claimant: bool


class CaseService(Service):
    """Reading over all cases; a list of ids is built once and its pages read by key, however long it is."""

    def ids(self, wanted: CaseFilter) -> "array[int]":
        """Return the ids of the cases that fit, sorted."""
        seen = replace(wanted, viewer=self._me.id)
        with self._database.connection() as raw:
            return case_list.case_ids(raw, seen)

    def groups(self, wanted: CaseFilter) -> list[CaseGroup]:
        """Return the cases that fit, partitioned: the person's own to do, with others, then each meeting by its day."""
        me = self._me
        with self._database.connection() as raw:
            found = case_list.case_groups(raw, replace(wanted, viewer=me.id), me.id)
        return self._with_meetings(found)

    def first_groups(self, wanted: CaseFilter, most: int) -> list[CaseGroup]:
        """Return what `groups` returns, at once however many fit: of others' cases no more than the first `most`."""
        me = self._me
        with self._database.connection() as raw:
            found = case_list.first_case_groups(raw, replace(wanted, viewer=me.id), me.id, most + 1)
        others = found.get(case_list.OTHERS)
        if others is None or len(others) <= most:
            return self._with_meetings(found)
        found[case_list.OTHERS] = others[:most]
        return self._with_meetings(found, whole=False)

    def _with_meetings(self, found: "dict[int, array[int]]", *, whole: bool = True) -> list[CaseGroup]:
        with self._database.reading() as read:
            meetings = rows_of(read, MeetingRow, order="held_on")
        groups = [
            CaseGroup(found[key], yours=key == case_list.YOURS, whole=whole or key != case_list.OTHERS)
            for key in (case_list.YOURS, case_list.OTHERS)
            if key in found
        ]
        return groups + [CaseGroup(found[one.id], meeting=one) for one in meetings if one.id in found]

    def count(self, wanted: CaseFilter) -> int:
        """Return how many cases fit."""
        seen = replace(wanted, viewer=self._me.id)
        with self._database.connection() as raw:
            return case_list.case_count(raw, seen)

    def page(self, ids: Sequence[int]) -> list[CaseListRow]:
        """Return the list rows of these ids, in their order."""
        me = self._me
        with self._database.reading() as read:
            return case_list.case_page(read, ids, me.id)

    def counts(self) -> dict[Stage, int]:
        """Return how many cases stand at each stage."""
        _ = self._me
        with self._database.reading() as read:
            return case_list.stage_counts(read)

    def log(self, reference: str | None = None, limit: int = 500) -> tuple[LogLine, ...]:
        """Return the newest entries of the log, of one case or of the store, as far as the person may read them."""
        subject = None if reference is None else f"case:{reference}"
        with self._database.reading() as read:
            return register_queries.log_lines(read, self._me.uid, subject=subject, limit=limit)

    def register(self) -> list[RegisterRow]:
        """Return every decision that was recorded, by reference."""
        _ = self._me
        with self._database.reading() as read:
            return register_queries.register(read)

    def standing(self, case_id: int) -> Standing:
        """Return a case as it stands for the person signed in; raises NotFound."""
        me = self._me
        with self._database.reading() as read:
            return _standing(read, queries.case_by_id(read, case_id), me)

    def opened(self, reference: str) -> Standing:
        """Return what `standing` does of a case by its reference; raises NotFound."""
        me = self._me
        with self._database.reading() as read:
            return _standing(read, queries.case_by_reference(read, reference), me)

    def progress(self, case_id: int) -> Progress:
        """Return how far a case is, counting only what the person signed in may see."""
        return self.standing(case_id).progress

    def next_step(self, case_id: int) -> NextStep:
        """Return what a case waits for, told from the side of the person signed in."""
        return self.standing(case_id).step


def _standing(read: Reader, case: CaseRow, me: PersonRow) -> Standing:
    contents = queries.contents_of(read, case, me.id)
    mine = next((one for one in contents.assessments if one.person_id == me.id), None)
    progress = _progress(read, contents, mine, me)
    step = _next_step(case, progress, mine, contents.roles_of(me.id))
    return Standing(contents, progress, step, is_still_hidden(read, case.id))


def _progress(read: Reader, contents: CaseContents, mine: AssessmentRow | None, me: PersonRow) -> Progress:
    """Return how far a case is; what only an assessor has is asked for where the person is one."""
    case, criteria = contents.case, contents.criteria
    answers: list[JudgementRow] = []
    aside = read_items = 0
    if mine is not None:
        answers = [one for one in queries.judgements(read, case.id, me.id) if one.assessment_id == mine.id]
        aside = sum(one.postponed for one in queries.own_notes(read, case.id, me.id))
        read_items = sum(one == mine.id for one, _ in queries.read_items(read, case.id, me.id))
    found = [one.state for one in contents.findings]
    return Progress(
        missing=len(missing_for_review(contents)) if case.stage is Stage.INTAKE else 0,
        evidence=len(contents.evidence),
        criteria=len(criteria),
        judged=0 if mine is None else len(criteria) - len(criteria_left(criteria, answers)),
        unsure=sum(one.answer == UNSURE for one in answers),
        assessors=seats(contents),
        sealed=sum(one.state is AssessmentState.SEALED for one in contents.assessments),
        revealed=contents.is_revealed,
        owed=len(contents.owed),
        needed=judgement_needed(contents),
        differences=sum(state is not FindingState.AGREED for state in found),
        open_differences=sum(state in (FindingState.OPEN, FindingState.DISCUSS) for state in found),
        signatures=len(required_signatories(contents.policy, contents.roles, contents.people)),
        signed=queries.signed_so_far(read, case.id),
        read=read_items,
        set_aside=aside,
    )


def _next_step(case: CaseRow, progress: Progress, mine: AssessmentRow | None, roles: frozenset[Role]) -> NextStep:
    chair = Role.CHAIR in roles
    match case.stage:
        case Stage.INTAKE if progress.missing:
            return NextStep(f"Complete the intake: {progress.missing} missing", True, "intake")
        case Stage.INTAKE:
            return NextStep("Begin the review", True, "intake")
        case Stage.REVIEW if mine is not None and mine.state is not AssessmentState.SEALED:
            left = progress.criteria - progress.judged
            words = f"Judge {left} of {progress.criteria} criteria" if left else "Seal your judgements"
            return NextStep(words, True, "judging")
        case Stage.REVIEW if progress.needed:
            return NextStep(progress.needed.partition(":")[0], chair or Role.SECRETARY in roles, "judging")
        case Stage.REVIEW if progress.sealed < progress.assessors:
            return NextStep(f"{progress.assessors - progress.sealed} assessors still to seal", False, "judging")
        case Stage.REVIEW:
            return NextStep("Reveal the judgements", chair, "comparing")
        case Stage.RECONCILE if progress.owed:
            words = "Give your third opinion" + (f", {progress.owed} in all" if progress.owed > 1 else "")
            return NextStep(words, True, "comparing")
        case Stage.RECONCILE if progress.open_differences:
            count = progress.open_differences
            words = f"Settle {count} difference{'' if count == 1 else 's'}"
            return NextStep(words, mine is not None or chair, "comparing")
        case Stage.RECONCILE:
            return NextStep("Take the case to the panel", mine is not None or chair, "comparing")
        case Stage.PANEL:
            return NextStep("Decide", chair, "deciding")
        case Stage.DECIDED:
            return NextStep(f"Sign: {progress.signed} of {progress.signatures} signed", True, "signing")
        case Stage.SIGNED:
            return NextStep("Release the decision", True, "exporting")
        case Stage.WAITING:
            return NextStep(f"Waiting: {case.waiting_reason}", False, "intake")
        case Stage.WITHDRAWN:
            return NextStep("Withdrawn", False, "intake")
        case Stage.APPEAL:
            return NextStep("Under appeal", False, "after")
        case Stage.VOIDED:
            return NextStep("Voided", False, "exporting")
    return NextStep("Released", False, "exporting")
