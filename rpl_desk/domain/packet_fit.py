"""A sealed packet's content held against the case it is for: all of it fits, or none is taken."""

from collections.abc import Mapping
from datetime import datetime

from .comparators import check_comparator
from .contents import CaseContents
from .errors import RuleViolation
from .evidence import NEEDS_NOTE, EvidenceTest, Stance, TestAnswer
from .framework import Framework
from .judgements import CriterionRow, JudgementRow, check_answer, missing_to_seal
from .packets import PacketComparator, PacketContent, PacketGap
from .passages import Anchor, LinkedPassage, checked_anchor
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class FitLink:
    criterion_id: int
    stance: Stance
    strength: int
    note: str


@dataclass(frozen=True, slots=True)
class FitMark:
    """A mark in an item of the case, by the item's id; `picture` is the SHA-256 of its picture, or empty."""

    evidence_id: int
    anchor: Anchor
    picture: str
    links: tuple[FitLink, ...]


@dataclass(frozen=True, slots=True)
class FitTest:
    evidence_id: int
    test: EvidenceTest
    answer: TestAnswer
    note: str


@dataclass(frozen=True, slots=True)
class FitPacket:
    """What a packet says in the ids of the case. statements: criterion id and statement. read: item id and file."""

    judgements: tuple[JudgementRow, ...]
    marks: tuple[FitMark, ...]
    statements: tuple[tuple[int, str], ...]
    tests: tuple[FitTest, ...]
    read: tuple[tuple[int, str], ...]
    gaps: tuple[tuple[int, PacketGap], ...]
    comparators: tuple[tuple[int, PacketComparator], ...]


def fit_packet(
    content: PacketContent,
    contents: CaseContents,
    framework: Framework,
    files: Mapping[str, int],
    *,
    assessment_id: int,
    now: datetime,
) -> FitPacket:
    """Return a packet's content in the ids of its case.

    files: the item of the case that has, or had, the file of a SHA-256. The assessment is the one it is for. Raises
    RuleViolation or ValueError for whatever does not fit, or is not whole; what was answered is not in the sentence.
    """
    criteria = {one.key: one for one in contents.criteria}
    judgements = tuple(
        JudgementRow(
            0, 0, assessment_id, _of(criteria, one.criterion).id, one.answer, one.reason, one.no_passage_reason, now
        )
        for one in content.answers
    )
    kinds = {one.id: one.kind for one in contents.criteria}
    least = contents.case.kind.least_points
    for judged in judgements:
        try:
            check_answer(kinds[judged.criterion_id], judged.answer, contents.policy, least_points=least)
        except RuleViolation as error:
            raise RuleViolation("One of its answers is none that its criterion can have.") from error
    marks = tuple(
        FitMark(
            _item(files, mark.sha256),
            checked_anchor(mark.anchor()),
            mark.picture,
            tuple(
                FitLink(
                    _of(criteria, one.criterion, one.text).id, Stance(one.stance), _strength(one.strength), one.note
                )
                for one in mark.links
            ),
        )
        for mark in content.marks
    )
    linked = [
        LinkedPassage(0, 0, assessment_id, link.criterion_id, mark.evidence_id, "", "", link.stance, 1, "", 0)
        for mark in marks
        for link in mark.links
    ]
    if len({one.criterion_id for one in judgements}) < len(judgements) or missing_to_seal(
        contents.criteria, judgements, linked
    ):
        raise RuleViolation("Not every criterion is answered as sealing asks for.")
    known = {one.id: one.text for one in framework.statements}
    if any(known.get(one.statement) != one.words for one in content.statements):
        raise RuleViolation("Statements it relies on read otherwise in the level descriptors of the case.")
    return FitPacket(
        judgements,
        marks,
        tuple((_of(criteria, one.criterion, one.text).id, one.statement) for one in content.statements),
        tuple(_fit_test(contents, files, one.sha256, one.test, one.answer, one.note) for one in content.tests),
        tuple((_item(files, one.sha256), one.sha256) for one in content.read),
        tuple((_of(criteria, one.criterion).id, one) for one in content.gaps),
        tuple((_compared(criteria, one), one) for one in content.comparators),
    )


def _of(criteria: Mapping[str, CriterionRow], key: str, text: str | None = None) -> CriterionRow:
    found = criteria.get(key)
    if found is None or (text is not None and found.text != text):
        raise RuleViolation(f"The case has no criterion {key} that reads as it did when this was judged.")
    return found


def _item(files: Mapping[str, int], sha256: str) -> int:
    if sha256 not in files:
        raise RuleViolation("It rests on a file that is no evidence of the case.")
    return files[sha256]


def _strength(strength: int) -> int:
    if strength not in (1, 2, 3):
        raise RuleViolation(f"{strength} is not a strength: it is 1, 2 or 3.")
    return strength


def _fit_test(
    contents: CaseContents, files: Mapping[str, int], sha256: str, test: str, answer: str, note: str
) -> FitTest:
    if test not in contents.policy.evidence_tests:
        raise RuleViolation("It tests evidence for what the office does not test it for.")
    said = TestAnswer(answer)
    if said in NEEDS_NOTE and not note:
        raise RuleViolation("A test of the evidence lacks the note it needs.")
    return FitTest(_item(files, sha256), EvidenceTest(test), said, note)


def _compared(criteria: Mapping[str, CriterionRow], one: PacketComparator) -> int:
    criterion = _of(criteria, one.criterion)
    try:
        check_comparator(criterion, one.title, one.level, one.compared)
    except RuleViolation as error:
        raise RuleViolation("One of its comparators is not whole.") from error
    return criterion.id
