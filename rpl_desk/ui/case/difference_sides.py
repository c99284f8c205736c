"""What each assessor sealed of a difference, and the words a narrow column has for it."""

from collections.abc import Iterable

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import LEVEL_KINDS, AssessmentRow, CriterionKind, Difference, JudgementRow, answer_words
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.rows import dataclass
from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.domain.third_opinions import ThirdOpinionRow
from rpl_desk.ui.case.passages_list import place_words
from rpl_desk.ui.tables import as_text

NUMBER_SIGNS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True, slots=True)
class Side:
    """What one assessor sealed; chips are passages, their words and the name of their sign.

    is_third: whether it is a third opinion, given after the reveal, blind. sealed: when, and by what commitment, where
    it is one: those of the others stand with all they sealed.
    """

    number: int
    name: str
    answer: str
    reason: str
    chips: tuple[tuple[str, str], ...]
    passages: tuple[LinkedPassage, ...]
    is_third: bool = False
    sealed: str = ""

    @property
    def letters(self) -> str:
        """What stands in its round mark."""
        return "3rd" if self.is_third else f"A{self.number}"


def assessor_name(contents: CaseContents, assessment: AssessmentRow) -> str:
    """Return an assessor's name, or their number where the office shows numbers beside differences."""
    return contents.assessor_name(assessment.person_id, assessment.number)


def sides_of(
    contents: CaseContents,
    difference: Difference,
    judgements: Iterable[JudgementRow],
    passages: Iterable[LinkedPassage],
    opinion: ThirdOpinionRow | None = None,
) -> tuple[Side, ...]:
    """Return both sides of a difference, or up to five, in the order of the assessors' numbers, a third opinion last.

    A passage is used by both where another assessor tied the same page of the same item to this criterion.
    """
    given = {one.assessment_id: one for one in judgements if one.criterion_id == difference.criterion_id}
    linked = [one for one in passages if one.criterion_id == difference.criterion_id]
    items = {one.id: one for one in contents.evidence}
    users: dict[tuple[int, str], set[int]] = {}
    for one in linked:
        users.setdefault((one.evidence_id, one.page), set()).add(one.assessment_id)
    found = []
    for assessment in sorted(contents.assessments, key=lambda each: each.number):
        if assessment.number not in difference.answers:
            continue
        judgement = given.get(assessment.id)
        own = tuple(one for one in linked if one.assessment_id == assessment.id)
        chips = tuple(
            (
                place_words(items[one.evidence_id], one),
                "both" if len(users[one.evidence_id, one.page]) > 1 else NUMBER_SIGNS[assessment.number - 1],
            )
            for one in own
        )
        found.append(
            Side(
                assessment.number,
                assessor_name(contents, assessment),
                difference.answers[assessment.number],
                judgement.reason if judgement is not None else "",
                chips,
                own,
            )
        )
    if opinion is not None and opinion.answer and opinion.person_id is not None:
        number = max((one.number for one in contents.assessments), default=0) + 1
        name = contents.people[opinion.person_id].name if contents.policy.name_assessors else "Third assessor"
        seal = opinion.commitment[:CODE_LENGTH]
        sealed = f"Sealed {as_text(opinion.given_at)}, {seal}" if seal else f"Given {as_text(opinion.given_at)}"
        found.append(Side(number, name, opinion.answer, opinion.reason, (), (), is_third=True, sealed=sealed))
    return tuple(found)


def short_answer(kind: CriterionKind, answer: str) -> str:
    """Return an answer for a narrow column: the bare figure of a level, else its words."""
    return answer if kind in LEVEL_KINDS and answer.isdecimal() else answer_words(kind, answer)


def kind_words(difference: Difference) -> str:
    """Return what differs and by how much: "level, by 2", "points", "outcome"."""
    kind = difference.kind
    words = "level" if kind in LEVEL_KINDS else kind.value
    return words if difference.by is None else f"{words}, by {difference.by}"
