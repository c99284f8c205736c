"""The making of the decision record: one pure function from what the store holds to what people sign.

`recorded_evidence` makes the parts about evidence, passages and statements.
"""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from ..domain.agreement import Agreement, agreements, in_words
from ..domain.awards import Advice
from ..domain.cases import CHECKS, KIND_WORDS
from ..domain.comparators import ComparatorRow
from ..domain.contents import CaseContents
from ..domain.credit import Hours, figure
from ..domain.credit_sheet import CreditSheet, UnitSheet, credit_sheet
from ..domain.credit_working import Step
from ..domain.decisions import OUTCOME_WORDS, required_signatories
from ..domain.errors import RuleViolation
from ..domain.framework import Framework
from ..domain.gaps import GapRow
from ..domain.judgements import (
    CriterionKind,
    CriterionRow,
    FindingState,
    JudgementRow,
    answer_words,
    differences,
)
from ..domain.panels import MeetingRow, acting_now, chairing, counted, in_room, must_leave, of_panel
from ..domain.people import ROLE_WORDS
from ..domain.programmes import ACTIVITY_WORDS
from ..domain.record import (
    RECORD_TYPE,
    DecisionRecord,
    RecordAgreement,
    RecordAmended,
    RecordAnswer,
    RecordCheck,
    RecordComparator,
    RecordCondition,
    RecordCriterion,
    RecordDecision,
    RecordDifference,
    RecordEntry,
    RecordFinding,
    RecordFramework,
    RecordGap,
    RecordMeeting,
    RecordOffice,
    RecordPerson,
    RecordSignatory,
    RecordStep,
    RecordSubject,
    RecordThirdOpinion,
)
from ..domain.record_units import RecordActivity, RecordAdvice, RecordCredit, RecordOutcome, RecordReckoned, RecordUnit
from ..domain.rows import dataclass
from ..domain.third_opinions import Opinions, ThirdOpinionRow
from .recorded_evidence import Relied, footnotes, pictures, recorded_items, recorded_passages, recorded_statements

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What a record says of the office and its store. `logo` is a PNG or empty."""

    store: str
    epoch: int
    name: str
    unit: str
    logo: bytes


@dataclass(frozen=True, slots=True)
class RecordSources:
    """Everything a record is made from; `log` are the case's entries, oldest first, with names for actors.

    awards: the shipped table of awards as parsed. elsewhere: units the claimant counts in other cases, each with it.
    """

    contents: CaseContents
    judgements: Sequence[JudgementRow]
    relied: Relied
    office: OfficeFacts
    framework: Framework
    awards: Mapping[str, Any]
    elsewhere: Sequence[tuple[str, str]]
    log: Sequence[RecordEntry]
    opinions: Opinions
    amends: tuple[RecordAmended, ...]
    gaps: Sequence[GapRow]
    comparators: Sequence[ComparatorRow]
    version: int
    supersedes: int | None
    made_at: datetime


def make_record(sources: RecordSources) -> DecisionRecord:
    """Return the record of a decided case; raises RuleViolation when the decision lacks an outcome or a date."""
    contents = sources.contents
    case, decision = contents.case, contents.decision
    if decision is None or decision.outcome is None or decision.decided_on is None:
        raise RuleViolation(f"{case.reference} has no decision to record yet.")
    numbers = footnotes(contents, sources.relied)
    assessor_of = {one.id: one.number for one in contents.assessments}
    answers = _answers(sources, assessor_of)
    sheet = credit_sheet(contents, sources.awards, sources.elsewhere)
    return DecisionRecord(
        type=RECORD_TYPE,
        store=sources.office.store,
        epoch=sources.office.epoch,
        reference=case.reference,
        version=sources.version,
        supersedes=sources.supersedes,
        made_at=_moment(sources.made_at),
        statement=contents.policy.signing_statement,
        office=RecordOffice(
            sources.office.name, sources.office.unit, base64.b64encode(sources.office.logo).decode("ascii")
        ),
        framework=RecordFramework(
            sources.framework.id,
            sources.framework.edition,
            sources.framework.title,
            sources.framework.status,
            sources.framework.basis,
        ),
        subject=_subject(contents),
        decision=RecordDecision(
            outcome=decision.outcome.value,
            words=contents.policy.labels.get(decision.outcome.value, OUTCOME_WORDS[decision.outcome]),
            level=decision.level,
            points=decision.points,
            level_rationale=decision.level_rationale,
            credit_rationale=decision.credit_rationale,
            conditions=tuple(
                RecordCondition(one.number, one.text, one.owner, _day(one.due_on), one.shown_by)
                for one in contents.conditions
            ),
            recommendations=tuple(one.text for one in contents.recommendations),
            dissent=decision.dissent,
            decided_on=decision.decided_on.isoformat(),
            review_on=_day(decision.review_on),
        ),
        checks=tuple(
            RecordCheck(one.group.value, one.key, CHECKS[one.group][one.key], one.answer.value, one.note)
            for one in contents.checks
        ),
        units=tuple(_unit(contents, unit) for unit in sheet.units),
        credit=_credit(contents, sheet),
        criteria=tuple(_criterion(sources, one, numbers, assessor_of) for one in contents.criteria),
        differences=_differences(contents, answers, sources.opinions),
        passages=recorded_passages(contents, sources.relied, numbers),
        evidence=recorded_items(contents, sources.relied, decision.decided_on),
        people=_people(contents),
        meeting=_meeting(contents),
        signatories=tuple(
            RecordSignatory(one.position, one.role.value, one.role_words, tuple(who.uid for who in one.people))
            for one in required_signatories(contents.policy, contents.roles, contents.people)
        ),
        excluded_signers=tuple(
            sorted(contents.people[key].uid for key in must_leave(contents.interests, contents.roles))
        ),
        stages=tuple(
            RecordStep(one.stage.value, _moment(one.entered_at), contents.people[one.person_id].name, one.reason)
            for one in contents.stages
        ),
        log=tuple(sources.log),
        statements=recorded_statements(contents, sources.relied, sources.framework),
        pictures=pictures(sources.relied),
        agreement=tuple(_agreement(one) for one in agreements(contents.criteria, answers)),
        amends=sources.amends,
        gaps=_gaps(sources, assessor_of),
        comparators=_comparators(sources, assessor_of),
        names_assessors=contents.policy.name_assessors,
    )


def _subject(contents: CaseContents) -> RecordSubject:
    case, programme = contents.case, contents.programme
    return RecordSubject(
        kind=case.kind.value,
        kind_words=KIND_WORDS[case.kind],
        title=case.title,
        owner=case.owner,
        agreement=case.agreement,
        agreed_on=_day(case.agreed_on),
        claimant=case.claimant,
        claimant_reference=case.claimant_reference,
        situation="" if case.situation is None else case.situation.value.replace("_", " "),
        wish="" if case.wish is None else case.wish.value,
        assessment_plan=case.assessment_plan,
        declared_on=_day(case.declared_on),
        programme="" if programme is None else programme.title,
        programme_kind="" if programme is None else programme.kind.value.replace("_", "-"),
        award="" if programme is None else programme.award,
        opened_on=case.opened_on.isoformat(),
        asked_level=case.proposed_level,
        asked_points=case.proposed_points,
    )


def _unit(contents: CaseContents, sheet: UnitSheet) -> RecordUnit:
    unit, credit = sheet.unit, sheet.credit
    found = {
        one.kind: contents.finding_of[one.id].answer
        for one in contents.criteria
        if one.unit_id == unit.id and one.id in contents.finding_of
    }
    return RecordUnit(
        key=unit.key,
        title=unit.title,
        requirement=unit.requirement.value,
        asked_level=unit.proposed_level,
        asked_points=unit.proposed_points,
        imported_from=unit.imported_from,
        imported_level=unit.imported_level,
        imported_points=unit.imported_points,
        low_hours=figure(credit.hours.low_hours),
        high_hours=figure(credit.hours.high_hours),
        proposed_points=credit.proposed,
        override_points=unit.points_override,
        override_reason=unit.override_reason,
        level=_whole(found.get(CriterionKind.BEST_FIT)) or unit.imported_level,
        points=_whole(found.get(CriterionKind.POINTS)) or unit.imported_points,
        activities=tuple(
            RecordActivity(ACTIVITY_WORDS[one.kind], figure(one.low_hours), figure(one.high_hours), one.note)
            for one, _ in sheet.activities
        ),
        outcomes=tuple(RecordOutcome(one.key(unit), one.text) for one in contents.unit_outcomes(unit)),
        reckoned=_reckoned(sheet.working),
        checks=_advice(sheet.checks),
    )


def _credit(contents: CaseContents, sheet: CreditSheet) -> RecordCredit:
    programme = contents.programme
    sums = sheet.sums if any(one.credit.hours != Hours(0, 0) for one in sheet.units) else None
    return RecordCredit(
        rule="One SCQF credit point is ten notional hours of a typical learner, assessment included.",
        sum_of_rounded=sums.sum_of_rounded if sums else None,
        rounded_sum=sums.rounded_sum if sums else None,
        minimum_points=programme.minimum_points if programme else None,
        maximum_points=programme.maximum_points if programme else None,
        working=(),  # told line by line, each with its rule, in `reckoned`
        checks=_advice(sheet.checks),
        reckoned=_reckoned(sheet.working),
    )


def _reckoned(steps: Iterable[Step]) -> tuple[RecordReckoned, ...]:
    return tuple(RecordReckoned(one.words, one.rule) for one in steps)


def _advice(checks: Iterable[Advice]) -> tuple[RecordAdvice, ...]:
    return tuple(RecordAdvice(one.words, one.met, one.source) for one in checks)


def _criterion(
    sources: RecordSources, criterion: CriterionRow, numbers: Mapping[int, int], assessor_of: Mapping[int, int]
) -> RecordCriterion:
    contents = sources.contents
    units = {one.id: one.key for one in contents.units}
    finding = contents.finding_of.get(criterion.id)
    answers = sorted(
        (one for one in sources.judgements if one.criterion_id == criterion.id),
        key=lambda one: assessor_of[one.assessment_id],
    )
    return RecordCriterion(
        key=criterion.key,
        kind=criterion.kind.value,
        group=criterion.group,
        label=criterion.label,
        text=criterion.text,
        unit=units.get(criterion.unit_id or 0, ""),
        characteristic="" if criterion.characteristic is None else criterion.characteristic.value,
        answers=tuple(
            RecordAnswer(
                assessor=assessor_of[one.assessment_id],
                answer=one.answer,
                words=answer_words(criterion.kind, one.answer) if one.answer else "",
                reason=one.reason,
                no_passage_reason=one.no_passage_reason,
                passages=tuple(
                    sorted(
                        numbers[link.id]
                        for link in sources.relied.links
                        if link.criterion_id == criterion.id and link.assessment_id == one.assessment_id
                    )
                ),
            )
            for one in answers
        ),
        finding=None
        if finding is None or not finding.answer
        else RecordFinding(
            how="agreed" if finding.state is FindingState.AGREED else "settled",
            answer=finding.answer,
            words=answer_words(criterion.kind, finding.answer),
            reason=finding.reason,
            dissent=finding.dissent,
        ),
    )


def _gaps(sources: RecordSources, assessor_of: Mapping[int, int]) -> tuple[RecordGap, ...]:
    """Return every gap statement in the order of the criteria, whatever the panel found: the letter chooses by that."""
    places = {one.id: (one.position, one.key) for one in sources.contents.criteria}
    said = [one for one in sources.gaps if one.missing or one.would_count]
    said.sort(key=lambda one: (places[one.criterion_id], assessor_of[one.assessment_id]))
    return tuple(
        RecordGap(places[one.criterion_id][1], assessor_of[one.assessment_id], one.missing, one.would_count)
        for one in said
    )


def _comparators(sources: RecordSources, assessor_of: Mapping[int, int]) -> tuple[RecordComparator, ...]:
    places = {one.id: (one.position, one.key) for one in sources.contents.criteria}
    named = sorted(sources.comparators, key=lambda one: (places[one.criterion_id], assessor_of[one.assessment_id]))
    return tuple(
        RecordComparator(
            criterion=places[one.criterion_id][1],
            assessor=assessor_of[one.assessment_id],
            title=one.title,
            owner=one.owner,
            level=one.level,
            compared=one.compared,
        )
        for one in named
    )


def _answers(sources: RecordSources, assessor_of: Mapping[int, int]) -> dict[int, dict[int, str]]:
    """Return the sealed answers by criterion, then by the assessor's number."""
    answers: dict[int, dict[int, str]] = {}
    for one in sources.judgements:
        if one.answer:
            answers.setdefault(one.criterion_id, {})[assessor_of[one.assessment_id]] = one.answer
    return answers


def _agreement(one: Agreement) -> RecordAgreement:
    def text(value: float | None) -> str:
        return "" if value is None else f"{value:.2f}"

    return RecordAgreement(
        name=one.name,
        assessors=one.assessors,
        criteria=one.criteria,
        percent=text(one.percent),
        kappa_name=one.kappa_name,
        kappa=text(one.kappa),
        alpha=text(one.alpha),
        scale="ordinal" if one.ordinal else "nominal",
        words=in_words(one),
    )


def _differences(
    contents: CaseContents, answers: Mapping[int, Mapping[int, str]], opinions: Opinions
) -> tuple[RecordDifference, ...]:
    criteria = {one.id: one for one in contents.criteria}
    found = []
    for difference in differences(contents.criteria, answers):
        criterion = criteria[difference.criterion_id]
        finding = contents.finding_of.get(criterion.id)
        found.append(
            RecordDifference(
                criterion=criterion.key,
                label=criterion.label,
                kind=criterion.kind.value,
                by=difference.by,
                answers=tuple(
                    f"Assessor {number}: {answer_words(criterion.kind, answer)}"
                    for number, answer in sorted(difference.answers.items())
                ),
                finding=answer_words(criterion.kind, finding.answer) if finding and finding.answer else "",
                reason=finding.reason if finding else "",
                third=_third(contents, criterion, opinions.get(criterion.id)),
            )
        )
    return tuple(found)


def _third(
    contents: CaseContents, criterion: CriterionRow, one: ThirdOpinionRow | None
) -> tuple[RecordThirdOpinion, ...]:
    if one is None:
        return ()
    return (
        RecordThirdOpinion(
            name=contents.people[one.person_id].name if one.person_id is not None else "",
            answer=one.answer,
            words=answer_words(criterion.kind, one.answer) if one.answer else "",
            reason=one.reason,
            given_at=_moment(one.given_at) if one.given_at else None,
            commitment=one.commitment,
        ),
    )


def _people(contents: CaseContents) -> tuple[RecordPerson, ...]:
    assessment_of = {one.person_id: one for one in contents.assessments}
    interests: dict[int, list[str]] = {}
    for interest in contents.interests:
        interests.setdefault(interest.person_id, []).append(interest.statement)
    found = []
    for key in dict.fromkeys([*(one.person_id for one in contents.roles), *interests]):
        roles = [one for one in contents.roles if one.person_id == key]
        assessment = assessment_of.get(key)
        found.append(
            RecordPerson(
                person=contents.people[key].uid,
                name=contents.people[key].name,
                roles=tuple(ROLE_WORDS[one.role] for one in roles),
                assessor=assessment.number if assessment else None,
                commitment=assessment.commitment if assessment else "",
                sealed_at=_moment(assessment.sealed_at) if assessment and assessment.sealed_at else None,
                override_reason=" ".join(one.override_reason for one in roles if one.override_reason),
                interest=" ".join(interests.get(key, [])),
            )
        )
    return tuple(found)


def _meeting(contents: CaseContents) -> RecordMeeting | None:
    meeting = contents.meeting
    if meeting is None:
        return None
    leaving = must_leave(contents.interests, contents.roles)
    came = [one.person_id for one in contents.attendance if one.present]
    here = in_room(contents.attendance, contents.absences)

    def names(keys: Iterable[int]) -> tuple[str, ...]:
        return tuple(contents.people[key].name for key in keys)

    return RecordMeeting(
        held_on=meeting.held_on.isoformat(),
        place=meeting.place,
        chair=_chair_words(contents, meeting),
        secretary=_map(meeting.secretary_id, lambda key: contents.people[key].name) or "",
        present=names(came),
        apologies=names(one.person_id for one in contents.attendance if one.present is False),
        left=names(key for key in came if key in leaving or key not in here),
        quorum=meeting.quorum,
        counted=counted(of_panel(here, contents.roles, chairing(meeting, contents.acting)), leaving),
    )


def _chair_words(contents: CaseContents, meeting: MeetingRow) -> str:
    """Return who chaired the meeting when the panel decided, with whose place they took."""
    chair, acting = contents.people[meeting.chair_id].name, acting_now(contents.acting)
    return chair if acting is None else f"{contents.people[acting.person_id].name}, acting for {chair}"


def _whole(answer: str | None) -> int | None:
    return int(answer) if answer is not None and answer.isdecimal() else None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _map(value: Item | None, turn: Callable[[Item], str]) -> str | None:
    return None if value is None else turn(value)
