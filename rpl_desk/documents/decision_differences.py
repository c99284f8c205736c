"""The sheet Differences of the decision workbook: what differed, how it was settled, and how far all agree."""

from collections.abc import Iterator

from ..domain.record import DecisionRecord, RecordAgreement, RecordCriterion, RecordThirdOpinion
from .record_words import moment, plain
from .sheets import Column, Row, Value, number

DIFFERENCES = (
    Column("Criterion", 10),
    Column("Label", 40),
    Column("Kind", 12),
    Column("Apart", 8),
    Column("Answers", 26),
    Column("Finding", 12),
    Column("Reason", 70),
)
DIFFERENCES_FROM_3 = (
    *DIFFERENCES,
    Column("Each side's reason", 60),
    Column("Passages", 26),
    Column("Dissent", 30),
    Column("Third opinion", 40),
    Column("Figure", 9, text=False),
)


def difference_columns(record: DecisionRecord) -> tuple[Column, ...]:
    return DIFFERENCES_FROM_3 if record.form > 2 else DIFFERENCES


def difference_rows(record: DecisionRecord) -> Iterator[Row]:
    """Give each difference with its answers and finding; from version 3 on all it rests on, and how far all agree."""
    criteria = {one.key: one for one in record.criteria}
    later = record.form > 2
    for one in record.differences:
        criterion = criteria.get(one.criterion)
        answers = _answers_side_by_side(criterion, one.answers)
        finding = number(one.finding)
        values: tuple[Value, ...] = (one.criterion, one.label, plain(one.kind), one.by, answers, finding, one.reason)
        yield Row((*values, *_rests_on(criterion), _third(record, one.third), None) if later else values)
    for agreement in record.agreement:
        yield from _agreement(agreement)


def _rests_on(criterion: RecordCriterion | None) -> tuple[str, str, str]:
    """Return each side's reason and passages, and the dissent, of a criterion."""
    if criterion is None:
        return "", "", ""
    reasons = [f"Assessor {one.assessor}: {one.reason}" for one in criterion.answers if one.reason]
    places = [
        f"Assessor {one.assessor}: {' '.join(f'[{number}]' for number in one.passages)}"
        for one in criterion.answers
        if one.passages
    ]
    dissent = criterion.finding.dissent if criterion.finding else ""
    return "\n".join(reasons), "; ".join(places), dissent


def _third(record: DecisionRecord, given: tuple[RecordThirdOpinion, ...]) -> str:
    if not given:
        return ""
    (third,) = given
    if not third.name:
        return f"None, because: {third.reason}"
    name = third.name if record.names_assessors else "Third assessor"
    said = ": ".join(part for part in (name, third.words or "not given", third.reason) if part)
    if not third.given_at:
        return said
    seal = f"Sealed {moment(third.given_at)}, {third.commitment}"
    return f"{said}\n{seal if third.commitment else f'Given {moment(third.given_at)}'}"


def _agreement(one: RecordAgreement) -> Iterator[Row]:
    """Give the figures of one set of criteria; a figure that is not defined is left empty, and the words say so."""
    basis = f"{one.assessors} assessors, {one.criteria} criteria"
    for kind, figure in (
        ("percent the same", one.percent),
        (one.kappa_name, one.kappa),
        (f"Krippendorff's alpha, {one.scale}", one.alpha),
    ):
        said = float(figure) if figure else None
        yield Row(("", f"Agreement: {one.name}", kind, None, basis, "", one.words, "", "", "", "", said))


def _answers_side_by_side(criterion: RecordCriterion | None, answers: tuple[str, ...]) -> str:
    numbers = [answer.assessor for answer in criterion.answers] if criterion else []
    if len(numbers) != len(answers) or any(answer.startswith("Assessor ") for answer in answers):
        return "; ".join(answers)
    return "; ".join(f"Assessor {n}: {answer}" for n, answer in zip(numbers, answers, strict=True))
