"""All that the register shows of one case, read at once, and what the person signed in may do there."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.evidence import (
    AuthenticityRow,
    DoubleUse,
    EvidenceRow,
    EvidenceTest,
    EvidenceVersionRow,
    currency_note,
    day_words,
    is_current,
)
from rpl_desk.domain.judgements import AssessmentRow, AssessmentState
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.case.evidence_list import Standing
from rpl_desk.ui.case.item_tests import TestsShown

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.appraising import Appraisal

TAKES_FILES = (Stage.INTAKE, Stage.REVIEW, Stage.WAITING)
TAKES_WORDS = (*TAKES_FILES, Stage.RECONCILE, Stage.PANEL)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence of what waits, empty where the one before says it already, and the act that leads there.

    way: DRAFT, ORPHANS, TAKEN_OUT, or a place ("RPL-2026-0034 E02").
    """

    DRAFT: ClassVar[str] = "draft"
    ORPHANS: ClassVar[str] = "orphans"
    TAKEN_OUT: ClassVar[str] = "taken out"

    words: str
    act: str
    way: str


@dataclass(frozen=True)
class EvidenceState:
    """What the register shows. `orphans` counts marks on earlier files; `draft`: something is being written down.

    removed: labels of items that were taken out of the register and can be put back.
    """

    contents: CaseContents
    user: PersonRow
    mine: AssessmentRow | None
    tests: tuple[EvidenceTest, ...]
    appraisals: "tuple[Appraisal, ...]"
    claims: frozenset[tuple[int, int]]
    authenticity: tuple[AuthenticityRow, ...]
    versions: tuple[EvidenceVersionRow, ...]
    doubles: tuple[DoubleUse, ...]
    orphans: int
    draft: bool
    removed: tuple[str, ...]
    prepares: bool
    records: bool
    panel_on: date
    standing: dict[int, Standing]

    @classmethod
    def read(cls, desk: "Desk", contents: CaseContents) -> "EvidenceState":
        case, user = contents.case, desk.session.user
        mine = next((one for one in contents.assessments if one.person_id == user.id), None)
        tests, appraisals = desk.appraising.tests(case.id), desk.appraising.appraisals(case.id)
        read = desk.appraising.read_items(case.id) if mine is not None else frozenset()
        doubles = desk.evidence.double_uses(case.id)
        meeting = contents.meeting
        panel_on = meeting.held_on if meeting is not None else desk.session.now().date()
        counted = not case.kind.is_credit_rating  # a programme's papers are not learning that can go out of date
        years, doubled = contents.policy.currency_years, {one.sha256 for one in doubles}
        tested = Counter(one.row.evidence_id for one in appraisals if one.is_mine)
        standing = {
            row.id: Standing(
                read=row.id in read if mine is not None else None,
                tested=tested[row.id],
                tests=len(tests) if mine is not None else 0,
                current=_current(row, panel_on, years) if counted else "",
                doubled=row.sha256 in doubled,
            )
            for row in contents.evidence
        }
        return cls(
            contents,
            user,
            mine,
            tests,
            appraisals,
            frozenset((one.evidence_id, one.criterion_id) for one in desk.evidence.claims(case.id)),
            desk.evidence.authenticity(case.id),
            desk.evidence.versions_of_case(case.id),
            doubles,
            desk.marking.count_orphans(case.id),
            desk.drafts.draft(case) is not None,
            tuple(one.label for one in desk.intake.removed(case.id) if one.is_item),
            desk.evidence.may_prepare(case.id),
            desk.evidence.may_record(case.id),
            panel_on,
            standing,
        )

    # -- what may be done ---------------------------------------------------------------------------------------------

    @property
    def case(self) -> CaseRow:
        return self.contents.case

    def waiting(self) -> list[Waiting]:
        """Return what is said above the register: a draft, marks on earlier files, files that stand twice."""
        found = []
        if self.draft:
            found.append(
                Waiting("What you began to write down is not in the register yet.", "Go on writing", Waiting.DRAFT)
            )
        if self.orphans:
            one = self.orphans == 1
            words = (
                f"{'1 mark was' if one else f'{self.orphans} marks were'} made on an earlier file, and"
                f" wait{'s' if one else ''} for a place in the new."
            )
            found.append(Waiting(words, "Find its place" if one else "Find their places", Waiting.ORPHANS))
        if self.removed and self.case.stage in TAKES_FILES:
            what = f"{self.removed[0]}, was" if len(self.removed) == 1 else f"{len(self.removed)} items were"
            found.append(Waiting(f"{what} taken out and can be put back.", "Taken out", Waiting.TAKEN_OUT))
        for double in self.doubles:
            words = double.words
            for place in double.places:
                found.append(Waiting(words, place, place))
                words = ""
        return found

    @property
    def judges(self) -> bool:
        """Whether the person signed in judges this case, and so reads and tests its items."""
        return self.mine is not None

    @property
    def may_appraise(self) -> bool:
        """Whether they may still answer: in the review, until they seal."""
        sealed = self.mine is not None and self.mine.state is AssessmentState.SEALED
        return self.judges and not sealed and self.case.stage is Stage.REVIEW

    @property
    def may_add(self) -> bool:
        return self.prepares and self.case.stage in TAKES_FILES

    @property
    def may_claim(self) -> bool:
        return self.may_add and bool(self.contents.criteria)

    @property
    def may_record(self) -> bool:
        return self.records and self.case.stage in TAKES_FILES

    @property
    def may_edit(self) -> bool:
        return self.prepares and self.case.stage in TAKES_WORDS

    @property
    def may_confirm(self) -> bool:
        return self.records and self.case.stage in TAKES_WORDS

    @property
    def revealed(self) -> bool:
        return self.contents.is_revealed

    def belongs_to(self, user: PersonRow) -> bool:
        """Tell whether this was read for a person; somebody else may have signed in since."""
        return self.user.uid == user.uid

    # -- of one item --------------------------------------------------------------------------------------------------

    @property
    def names(self) -> dict[int, str]:
        return {key: one.name for key, one in self.contents.people.items()}

    def item(self, item_id: int) -> EvidenceRow | None:
        return next((one for one in self.contents.evidence if one.id == item_id), None)

    def appraisals_of(self, row: EvidenceRow) -> "list[Appraisal]":
        return [one for one in self.appraisals if one.row.evidence_id == row.id]

    def claimed_of(self, row: EvidenceRow) -> frozenset[int]:
        return frozenset(criterion for item, criterion in self.claims if item == row.id)

    def versions_of(self, row: EvidenceRow) -> list[EvidenceVersionRow]:
        return [one for one in self.versions if one.evidence_id == row.id]

    def places_of(self, row: EvidenceRow) -> list[str]:
        """Return the other places where an item's bytes stand: "RPL-2026-0034 E02"."""
        here = f"{self.case.reference} {row.key}"
        return [place for one in self.doubles if one.sha256 == row.sha256 for place in one.places if place != here]

    def currency_words(self, row: EvidenceRow) -> str:
        """Return how current an item is on the day of the panel, in words, and whether that day is known."""
        if self.case.kind.is_credit_rating:
            return "A programme's papers are not learning that can go out of date. Say whether these are in force."
        years = self.contents.policy.currency_years
        if self.contents.meeting is not None:
            return currency_note(row, self.panel_on, years)
        return f"{currency_note(row, self.panel_on, years, called='today,')} No panel is called yet."

    def tests_shown(self, row: EvidenceRow) -> TestsShown:
        """Return how an item's tests stand."""
        facts = {EvidenceTest.CURRENT: self.currency_words(row), EvidenceTest.AUTHENTIC: self._confirmed(row)}
        extras = set()
        if self.may_confirm:
            extras.add(EvidenceTest.AUTHENTIC)
        known = is_current(row.learned_on, self.panel_on, self.contents.policy.currency_years)
        if self.may_edit and not known and not self.case.kind.is_credit_rating:
            extras.add(EvidenceTest.CURRENT)
        return TestsShown(self._test_words(), self.may_appraise, self.revealed, facts, frozenset(extras))

    def _confirmed(self, row: EvidenceRow) -> str:
        lines = []
        for one in self.authenticity:
            if one.evidence_id == row.id:
                capacity = f", {one.capacity}" if one.capacity else ""
                which = "" if one.sha256 == row.sha256 else " This was of an earlier file."
                lines.append(
                    f"Confirmed by {one.confirmed_by}{capacity}, {day_words(one.confirmed_on)}: {one.how}.{which}"
                )
        return "\n".join(lines) or "Nobody has confirmed it yet."

    def _test_words(self) -> str:
        if self.revealed:
            return "What each assessor found, revealed together."
        if self.may_appraise:
            return "Nobody else sees your answers before the reveal."
        if self.judges and self.case.stage is Stage.REVIEW:
            return "You have sealed, with these answers. Nobody else sees them before the reveal."
        if not self.contents.assessments:
            return "Items are tested once the review has begun."
        return "Each assessor tests the items alone. Their answers are shown after the reveal."

    @property
    def claim_words(self) -> str:
        if not self.contents.criteria:
            return "Claims are noted once the review has begun and the criteria are laid down."
        if self.may_claim:
            return "Tick the criteria that the applicant puts this item forward for."
        return "The criteria that the applicant puts this item forward for."

    @property
    def entry_words(self) -> str:
        if self.may_edit:
            return ""
        if not self.prepares:
            return "The chair, the secretary or an administrator keeps the entry."
        return f"The entry stands as it was at {self.case.stage.value}."


def _current(row: EvidenceRow, panel_on: date, years: int) -> str:
    found = is_current(row.learned_on, panel_on, years)
    old = "older, with an exception" if row.currency_exception else "not current"
    return {None: "no date of learning", True: "current", False: old}[found]
