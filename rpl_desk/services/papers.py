"""What is printed of a meeting: its agenda and the paper pack, both only as far as whoever prints may see."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.cases import KIND_WORDS, Stage
from ..domain.contents import CaseContents
from ..domain.decisions import OUTCOME_WORDS, ConditionRow
from ..domain.errors import NotAllowed, StorageProblem
from ..domain.evidence import EVIDENCE_WORDS
from ..domain.judgements import CriterionRow, FindingState, JudgementRow, answer_words
from ..domain.meeting_papers import (
    PAPER_TYPES,
    Agenda,
    AgendaEntry,
    CasePaper,
    Fact,
    PaperCondition,
    PaperCriterion,
    PaperItem,
    plain_of,
)
from ..domain.panels import AttendanceRow, MeetingRow, must_leave
from ..domain.people import ROLE_WORDS, PersonRow
from ..domain.rows import dataclass
from ..sealing.canonical import canonical
from ..store import queries
from ..store.times import moment_text
from ..store.veil import NOBODY
from .meetings import AgendaLine, MeetingService
from .panels import RunsMeetings
from .verifying import write_pdf

if TYPE_CHECKING:
    from .seals import SealService

Progress = Callable[[int, int], None]
AGENDA_TYPE, CASE_TYPE, _ = PAPER_TYPES
SEALED_STILL = "The assessors' answers are not shown: they have not been revealed."
OTHERS_SEALED_STILL = "Only your own answers are shown: the others' have not been revealed."


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a paper pack in running order, and the references of cases that were left out for the reader."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


class PaperService(RunsMeetings):
    """Agenda and paper pack. The writers of documents are loaded when they are first needed."""

    def __init__(self, *shared: Any, meetings: MeetingService, seals: "SealService") -> None:
        super().__init__(*shared)
        self._meetings, self._seals = meetings, seals

    # -- agenda -------------------------------------------------------------------------------------------------------

    def agenda(self, meeting: MeetingRow) -> Agenda:
        """Return the agenda of a meeting: who leaves for which case is told, and not why."""
        me = self._me
        lines = self._meetings.order(meeting)
        sitting = self._meetings.sitting(meeting)
        with self._database.reading(viewer=NOBODY) as read:  # it goes round, to those who judge as well
            names = queries.names(read)
            office = queries.office(read)
            titles = {one.case.id: queries.case_by_id(read, one.case.id).title for one in lines}
            invited = queries.rows_of(read, AttendanceRow, meeting_id=meeting.id)
        return Agenda(
            type=AGENDA_TYPE,
            office=office.name,
            unit=office.unit,
            meeting=meeting.id,
            held_on=meeting.held_on.isoformat(),
            place=meeting.place,
            begins=sitting.begins if sitting else "",
            chair=names[meeting.chair_id],
            secretary="" if meeting.secretary_id is None else names[meeting.secretary_id],
            invited=tuple(names[one.person_id] for one in invited),
            apologies=tuple(names[one.person_id] for one in invited if one.present is False),
            quorum=meeting.quorum,
            times_left=self._meetings.times_left(meeting),
            entries=tuple(_entry(number, one, titles[one.case.id]) for number, one in enumerate(lines, start=1)),
            made_at=moment_text(self._session.now()),
            made_for=me.name,
        )

    def print_agenda(self, meeting: MeetingRow, path: Path) -> None:
        """Write the agenda as PDF, sealed where the seal is open; raises StorageProblem."""
        from ..documents.meeting_agenda import agenda_pdf

        agenda = self.agenda(meeting)
        written = write_pdf(path, self._seals.seal(agenda_pdf(agenda, canonical(plain_of(agenda)))))
        self._note("print agenda", meeting, [written])

    # -- paper pack ---------------------------------------------------------------------------------------------------

    def print_pack(self, meeting: MeetingRow, folder: Path, progress: Progress | None = None) -> Pack:
        """Write one PDF for each case into a folder, sealed where the seal is open, named to sort in running order.

        Cases for which the person must leave the room are left out. Cancelling between two cases leaves whole files.
        Raises StorageProblem.
        """
        from ..documents.case_paper import case_paper_pdf

        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageProblem(f"{folder} cannot be written to: {error.strerror or error}.") from error
        lines = self._meetings.order(meeting)
        files: list[Path] = []
        written: list[str] = []
        left_out: list[str] = []
        for done, line in enumerate(lines):
            if progress is not None:
                progress(done, len(lines))
            if self._me.id in {one.person_id for one in line.leaving}:
                left_out.append(line.case.reference)
                continue
            paper = self.case_paper(meeting, line, done + 1, len(lines))
            path = folder / f"{done + 1:02}-{line.case.reference}.pdf".replace("/", "-")
            written.append(write_pdf(path, self._seals.seal(case_paper_pdf(paper, canonical(plain_of(paper))))))
            files.append(path)
        self._note("print paper pack", meeting, written)
        if progress is not None:
            progress(len(lines), len(lines))
        return Pack(tuple(files), tuple(left_out))

    def case_paper(self, meeting: MeetingRow, line: AgendaLine, number: int, total: int) -> CasePaper:
        """Return the paper of one case, made for the person signed in; refused to those who must leave for it."""
        me = self._me
        with self._database.reading(viewer=NOBODY) as read:  # of a hidden claimant the paper says no name to anybody
            contents = queries.contents(read, line.case.id, me.id)
            judgements = queries.judgements(read, line.case.id, me.id)
            office = queries.office(read)
        if me.id in must_leave(contents.interests, contents.roles):
            raise NotAllowed(f"You leave the room for {line.case.reference}, so its paper is not printed for you.")
        drafted = self._meetings.drafted_by(contents.case) if contents.decision is not None else None
        return CasePaper(
            type=CASE_TYPE,
            office=office.name,
            unit=office.unit,
            meeting=meeting.id,
            held_on=meeting.held_on.isoformat(),
            number=number,
            total=total,
            starts=line.starts,
            minutes=line.item.minutes,
            reference=contents.case.reference,
            title=contents.case.title,
            lead="" if line.lead is None else line.lead.name,
            leaving=tuple(one.name for one in line.leaving),
            facts=_facts(contents),
            people=tuple(Fact(contents.people[one.person_id].name, ROLE_WORDS[one.role]) for one in contents.roles),
            criteria=tuple(_criterion(contents, one, judgements) for one in contents.criteria),
            evidence=tuple(
                PaperItem(one.key, one.title, EVIDENCE_WORDS[one.kind], one.file_name, one.sha256)
                for one in contents.evidence
            ),
            draft=_draft(contents, drafted),
            conditions=conditions_of(contents.conditions),
            recommendations=tuple(one.text for one in contents.recommendations),
            withheld=_withheld(contents, judgements),
            made_at=moment_text(self._session.now()),
            made_for=me.name,
        )

    def _note(self, name: str, meeting: MeetingRow, written: list[str]) -> None:
        with self._database.action(name, by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            action.papers.extend(written)  # nothing in the store changes, yet the log says who took a copy of what


def conditions_of(rows: tuple[ConditionRow, ...]) -> tuple[PaperCondition, ...]:
    return tuple(PaperCondition(one.number, one.text, one.owner, _day(one.due_on), one.shown_by) for one in rows)


def _entry(number: int, line: AgendaLine, title: str) -> AgendaEntry:
    return AgendaEntry(
        number=number,
        reference=line.case.reference,
        title=title,
        kind_words=KIND_WORDS[line.case.kind],
        starts=line.starts,
        minutes=line.item.minutes,
        lead="" if line.lead is None else line.lead.name,
        leaving=tuple(one.name for one in line.leaving),
    )


def _facts(contents: CaseContents) -> tuple[Fact, ...]:
    case, programme = contents.case, contents.programme
    asked = [] if case.proposed_level is None else [f"level {case.proposed_level}"]
    asked += [] if case.proposed_points is None else [f"{case.proposed_points} credit points"]
    facts = (
        Fact("Kind of case", KIND_WORDS[case.kind]),
        Fact("Stands at", case.stage.value),
        Fact("Programme", "" if programme is None else programme.title),
        Fact("Owner", case.owner or ("" if programme is None else programme.owner)),
        Fact("Claimant", case.claimant),
        Fact("Claimant's reference", case.claimant_reference),
        Fact("Assessment plan", case.assessment_plan),
        Fact("Asked for", ", ".join(asked)),
        Fact("Due", _day(case.due_on)),
    )
    return tuple(one for one in facts if one.value)


def _criterion(contents: CaseContents, criterion: CriterionRow, judgements: tuple[JudgementRow, ...]) -> PaperCriterion:
    numbers = {one.id: one.number for one in contents.assessments}
    answers = sorted(
        (numbers[one.assessment_id], one) for one in judgements if one.criterion_id == criterion.id and one.answer
    )
    finding = contents.finding_of.get(criterion.id)
    settled = finding is not None and finding.state in (FindingState.AGREED, FindingState.SETTLED)
    words = ""
    if finding is not None:
        words = answer_words(criterion.kind, finding.answer) if settled else "not settled"
    return PaperCriterion(
        group=criterion.group,
        label=criterion.label,
        answers=tuple(
            f"Assessor {number}: {answer_words(criterion.kind, one.answer)}. {one.reason}".strip()
            for number, one in answers
        ),
        finding=words,
        reason="" if finding is None else finding.reason,
        dissent="" if finding is None else finding.dissent,
    )


def _draft(contents: CaseContents, drafted: PersonRow | None) -> tuple[Fact, ...]:
    decision = contents.decision
    if decision is None:
        return ()
    facts = (
        Fact("Outcome", "" if decision.outcome is None else OUTCOME_WORDS[decision.outcome]),
        Fact("Level", "" if decision.level is None else str(decision.level)),
        Fact("Credit points", "" if decision.points is None else str(decision.points)),
        Fact("Why this level", decision.level_rationale),
        Fact("How the credit was reached", decision.credit_rationale),
        Fact("Dissent", decision.dissent),
        Fact("Stands as", "draft" if contents.case.stage is Stage.PANEL else "decided"),
        Fact("Last drafted by", "" if drafted is None else drafted.name),
    )
    return tuple(one for one in facts if one.value)


def _withheld(contents: CaseContents, judgements: tuple[JudgementRow, ...]) -> str:
    if not contents.assessments or contents.is_revealed or not contents.policy.blind_review:
        return ""
    return OTHERS_SEALED_STILL if judgements else SEALED_STILL


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


__all__ = ["Pack", "PaperService", "Progress", "conditions_of"]
