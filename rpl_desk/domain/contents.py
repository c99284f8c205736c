"""One case with everything in it that everybody on it may see; judgements are apart, behind the blind gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .cases import CaseRow, CheckRow, StageChangeRow
from .decisions import ConditionRow, DecisionRow, RecommendationRow
from .evidence import EvidenceRow
from .judgements import AssessmentRow, CriterionRow, FindingRow
from .meetings import SittingRow
from .panels import AbsenceRow, ActingChairRow, AttendanceRow, BreakRow, MeetingRow
from .people import PREPARING, CaseRoleRow, InterestRow, OfficeRole, PersonRow, Role
from .policy import Policy
from .programmes import ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow

if TYPE_CHECKING:
    from .withdrawals import WithdrawalRow


@dataclass(frozen=True)
class CaseContents:
    """`people` holds everybody of the office by id; `decision` is the latest version, drafted or decided.

    `findings` are empty until the chair has revealed the sealed judgements, and for who owes a third opinion: `owed`
    holds the ids of the criteria they were asked about. `assessments` leaves out those in `withdrawals`.
    """

    case: CaseRow
    policy: Policy
    programme: ProgrammeRow | None
    units: tuple[UnitRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    activities: tuple[ActivityRow, ...]
    entry_requirements: tuple[EntryRequirementRow, ...]
    checks: tuple[CheckRow, ...]
    roles: tuple[CaseRoleRow, ...]
    interests: tuple[InterestRow, ...]
    people: Mapping[int, PersonRow]
    evidence: tuple[EvidenceRow, ...]
    criteria: tuple[CriterionRow, ...]
    assessments: tuple[AssessmentRow, ...]
    findings: tuple[FindingRow, ...]
    decision: DecisionRow | None
    conditions: tuple[ConditionRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    meeting: MeetingRow | None
    attendance: tuple[AttendanceRow, ...]
    stages: tuple[StageChangeRow, ...]
    sitting: SittingRow | None = None
    absences: tuple[AbsenceRow, ...] = ()
    breaks: tuple[BreakRow, ...] = ()
    acting: tuple[ActingChairRow, ...] = ()
    owed: tuple[int, ...] = ()
    withdrawals: "tuple[WithdrawalRow, ...]" = ()

    def unit_outcomes(self, unit: UnitRow) -> tuple[OutcomeRow, ...]:
        return tuple(one for one in self.outcomes if one.unit_id == unit.id)

    def unit_activities(self, unit: UnitRow) -> tuple[ActivityRow, ...]:
        return tuple(one for one in self.activities if one.unit_id == unit.id)

    def assessor_name(self, person_id: int, number: int) -> str:
        """Return an assessor's name, or their number where the office shows numbers instead of names."""
        return self.policy.assessor_name(self.people[person_id].name, number)

    def roles_of(self, person_id: int) -> frozenset[Role]:
        """Return the roles that a person holds in this case."""
        return frozenset(one.role for one in self.roles if one.person_id == person_id)

    def is_prepared_by(self, person: PersonRow) -> bool:
        """Tell whether this person may prepare the case: an administrator, its chair or its secretary."""
        return person.office_role is OfficeRole.ADMINISTRATOR or not self.roles_of(person.id).isdisjoint(PREPARING)

    @property
    def is_revealed(self) -> bool:
        """Tell whether the judgements are open to who reads this: revealed, and no third opinion of theirs is owed."""
        return self.case.revealed_at is not None and not self.owed

    @cached_property
    def finding_of(self) -> Mapping[int, FindingRow]:
        """Findings by criterion id."""
        return {one.criterion_id: one for one in self.findings}

    def holders(self, *roles: str) -> tuple[PersonRow, ...]:
        """Return the people with one of these roles on the case, in the order they were given it."""
        found = {one.person_id: self.people[one.person_id] for one in self.roles if one.role in roles}
        return tuple(found.values())
