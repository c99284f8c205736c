"""Judging forms: what a workbook for one assessor and one case asks, and what bringing it back would change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from .cases import KIND_WORDS, Missing
from .contents import CaseContents
from .evidence import EVIDENCE_WORDS, Stance
from .framework import SHORT_NAMES, Framework
from .judgements import (
    LEVEL_KINDS,
    MET,
    MET_KINDS,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNSURE,
    CriterionKind,
    CriterionRow,
    JudgementRow,
    answer_words,
    missing_to_seal,
)
from .passages import LinkedPassage
from .rows import dataclass

FORM_TYPES = {number: f"rpl-desk/judging-form/{number}" for number in (1, 2, 3)}
"""What a form of each version says it is: 2 asks for the strength of a passage, 3 says whom it can be sealed to.

Forms of 1 and 2 still come back.
"""

STRENGTHS = ("1", "2", "3")
USUAL_STRENGTH = 2
"""What a passage has whose strength is not said."""

STANCE_WORDS = {
    Stance.SUPPORTS: "Supports",
    Stance.PARTLY: "Partly supports",
    Stance.CONTRADICTS: "Contradicts",
}


@dataclass(frozen=True, slots=True)
class FormCriterion:
    key: str
    kind: CriterionKind
    group: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """An evidence item as the form lists it; its digest says which file was meant."""

    key: str
    title: str
    kind: str
    file_name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FormStatement:
    level: int
    characteristic: str
    text: str


@dataclass(frozen=True, slots=True)
class FormChair:
    """Whom a filled form can be sealed to, with what shows that the key is theirs, as JSON text and hexadecimal.

    fingerprint: of the key that the certificate names, as the office's roster has it on paper.
    """

    name: str
    fingerprint: str
    authority: str
    certificate: str
    certificate_signature: str
    key: str
    key_signature: str


@dataclass(frozen=True, slots=True)
class JudgingForm:
    """Everything a judging form shows, the same whoever makes it: no answer of anybody is in it.

    store: the id of the store it is for. assessor: the uid of the one person who fills it. edition: the SHA-256 of the
    descriptors the case was opened under. made_on: an ISO day. levels: those the office may use. least_points: the
    fewest points an answer may give. chair: None where the case has none whose key is known. version: of the form, by
    which it is laid out.
    """

    store: str
    office: str
    case: str
    title: str
    kind: str
    assessor: str
    assessor_name: str
    made_on: str
    edition: str
    edition_line: str
    notice: str
    levels: tuple[int, ...]
    least_points: int
    criteria: tuple[FormCriterion, ...]
    items: tuple[FormItem, ...]
    statements: tuple[FormStatement, ...]
    chair: FormChair | None = None
    version: int = 2

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain JSON values, which `from_plain` reads."""
        plain = asdict(self)
        listed = {name: list(plain[name]) for name in ("levels", "criteria", "items", "statements")}
        del plain["version"]
        if self.chair is None:
            del plain["chair"]
        return {"type": FORM_TYPES[self.version], **plain, **listed}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "JudgingForm":
        """Read what `to_plain` made, of the shape it says; raises ValueError for a kind that is not known."""
        values = {name: value for name, value in plain.items() if name != "type"}
        criteria = tuple(FormCriterion(**one | {"kind": CriterionKind(one["kind"])}) for one in values["criteria"])
        return cls(
            **values
            | {
                "levels": tuple(values["levels"]),
                "criteria": criteria,
                "items": tuple(FormItem(**one) for one in values["items"]),
                "statements": tuple(FormStatement(**one) for one in values["statements"]),
                "chair": FormChair(**values["chair"]) if "chair" in values else None,
                "version": next(number for number, one in FORM_TYPES.items() if one == plain["type"]),
            }
        )

    def answers(self, kind: CriterionKind) -> dict[str, str]:
        """Return the words of the list for a kind of criterion, with the answer each stands for.

        Points are typed as a number; their list has only the words beside it.
        """
        if kind in MET_KINDS:
            given: tuple[str, ...] = (MET, PARTLY, NOT_MET)
        elif kind in LEVEL_KINDS:
            given = tuple(map(str, self.levels))
        else:
            given = ()
        if kind is CriterionKind.CHARACTERISTIC:
            given += (NOT_APPLICABLE,)
        return {_listed(kind, one): one for one in (*given, UNSURE)}


def form_shape(kind: Any) -> dict[str, Any]:
    """Return what a form that says it is of this kind looks like as plain JSON values; raises ValueError for others."""
    if kind not in FORM_TYPES.values():
        raise ValueError("no judging form")
    chair = {"chair": dict.fromkeys((one.name for one in fields(FormChair)), str)} if kind == FORM_TYPES[3] else {}
    return _SHAPE | chair


_SHAPE: dict[str, Any] = {
    "type": str,
    **dict.fromkeys(("store", "office", "case", "title", "kind", "assessor", "assessor_name", "made_on"), str),
    **dict.fromkeys(("edition", "edition_line", "notice"), str),
    "levels": [int],
    "least_points": int,
    "criteria": [dict.fromkeys(("key", "kind", "group", "label", "text"), str)],
    "items": [dict.fromkeys(("key", "title", "kind", "file_name", "sha256"), str) | {"size": int}],
    "statements": [{"level": int, "characteristic": str, "text": str}],
}


def _listed(kind: CriterionKind, answer: str) -> str:
    return answer if answer.isdecimal() else answer_words(kind, answer).capitalize()


def form_for(
    contents: CaseContents, assessor: int, framework: Framework, chair: FormChair | None, **about: str
) -> JudgingForm:
    """Return the form of one assessor of a case.

    assessor: the person's id. about: `store`, `office`, `made_on` and `edition`.
    """
    person = contents.people[assessor]
    levels = levels_concerned(contents)
    return JudgingForm(
        case=contents.case.reference,
        title=contents.case.title,
        kind=KIND_WORDS[contents.case.kind],
        assessor=person.uid,
        assessor_name=person.name,
        edition_line=framework.line,
        notice=framework.notice,
        levels=tuple(contents.policy.permitted_levels),
        least_points=contents.case.kind.least_points,
        criteria=tuple(FormCriterion(one.key, one.kind, one.group, one.label, one.text) for one in contents.criteria),
        items=tuple(
            FormItem(one.key, one.title, EVIDENCE_WORDS[one.kind], one.file_name, one.size, one.sha256)
            for one in contents.evidence
        ),
        statements=tuple(
            FormStatement(level, name, statement.text)
            for level in levels
            for characteristic, name in SHORT_NAMES.items()
            for statement in framework.cell(level, characteristic)
        ),
        chair=chair,
        version=2 if chair is None else 3,
        **about,
    )


def levels_concerned(contents: CaseContents) -> tuple[int, ...]:
    """Return the levels whose descriptors a form shows: each level asked for with its neighbours, of those permitted.

    All that are permitted where no level was asked for. The choice is ours.
    """
    permitted = sorted(contents.policy.permitted_levels)
    asked = {contents.case.proposed_level, *(one.proposed_level for one in contents.units)} - {None}
    near = [level for level in permitted if any(one is not None and abs(level - one) <= 1 for one in asked)]
    return tuple(near or permitted)


# -- a form that came back --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """One filled row of the answers; `places` are the cells of answer, reason and the reason for no passage."""

    criterion: str
    answer: str
    reason: str
    no_passage_reason: str
    places: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class FormPassage:
    """One filled row of the passages; `place` is the cell that names its item; no strength where none was chosen."""

    criterion: str
    item: str
    page: str
    quotation: str
    stance: Stance
    note: str
    place: str
    strength: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedFormRow:
    """A judging form as it came back; `taken_at` is when its assessor took it into their draft."""

    id: int
    revision: int
    assessment_id: int
    file_name: str
    sha256: str
    body: bytes
    person_id: int
    brought_at: datetime
    taken_at: datetime | None


class Effect(StrEnum):
    """What taking a form in does to the answer to one criterion."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    UNTOUCHED = "untouched"


EFFECT_WORDS = {
    Effect.NEW: "new",
    Effect.REPLACES: "replaces your draft",
    Effect.SAME: "as in your draft",
    Effect.UNTOUCHED: "not in the form",
}


@dataclass(frozen=True, slots=True)
class FormLine:
    """One criterion of a form beside the draft: `now` is the draft as it would be, None while nothing is in it.

    new_passages and changed_passages count what the form adds to the criterion, and what it says otherwise.
    """

    criterion: CriterionRow
    before: JudgementRow | None
    now: JudgementRow | None
    effect: Effect
    new_passages: int
    changed_passages: int

    @property
    def changes(self) -> bool:
        return self.effect in (Effect.NEW, Effect.REPLACES) or bool(self.new_passages or self.changed_passages)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What taking a form in would do, criterion by criterion, and what would then still be missing before sealing.

    new: passages to be added. changed: links whose stance, strength or note the form says otherwise, with what it says.
    """

    lines: tuple[FormLine, ...]
    new: tuple[FormPassage, ...]
    changed: tuple[tuple[LinkedPassage, FormPassage], ...]
    missing: tuple[Missing, ...]

    @property
    def changes(self) -> bool:
        return any(one.changes for one in self.lines)


def plan_for(
    criteria: Sequence[CriterionRow],
    items: Mapping[str, int],
    answers: Iterable[FormAnswer],
    passages: Iterable[FormPassage],
    judgements: Iterable[JudgementRow],
    linked: Iterable[LinkedPassage],
    *,
    set_aside: Collection[int] = (),
    assessment_id: int,
    now: datetime,
) -> FormPlan:
    """Return what a form does to the draft of the one assessor whose `judgements` and `linked` passages are given.

    items: evidence ids by key. What a form leaves empty stays as it is in the draft; nothing is ever taken away.
    set_aside: ids of the criteria that the assessor has set aside.
    """
    said = {one.criterion: one for one in answers}
    draft = {one.criterion_id: one for one in judgements}
    there = {(one.criterion_id, one.evidence_id, one.page, one.quotation): one for one in linked}
    ids = {one.key: one.id for one in criteria}
    new, changed = [], []
    for one in passages:
        kept = there.get((ids[one.criterion], items[one.item], one.page, one.quotation))
        if kept is None:
            new.append(one)
        elif (kept.stance, kept.strength, kept.note) != (
            one.stance,
            one.strength or kept.strength,
            one.note or kept.note,
        ):
            changed.append((kept, one))
    lines = []
    for criterion in criteria:
        before, given = draft.get(criterion.id), said.get(criterion.key)
        after = _merged(before, given, criterion, assessment_id, now)
        lines.append(
            FormLine(
                criterion,
                before,
                after,
                _effect(before, after, given),
                sum(one.criterion == criterion.key for one in new),
                sum(one.criterion == criterion.key for _, one in changed),
            )
        )
    added = [_as_linked(one, ids[one.criterion], items[one.item], assessment_id) for one in new]
    aside = {one for one in set_aside if not any(line.criterion.id == one and _answers(line) for line in lines)}
    now_said = [one.now for one in lines if one.now is not None]
    missing = missing_to_seal(criteria, now_said, [*there.values(), *added], aside)
    return FormPlan(tuple(lines), tuple(new), tuple(changed), tuple(missing))


def _answers(line: FormLine) -> bool:
    """Tell whether the form gives another answer, which takes up again what was set aside."""
    before = line.before.answer if line.before is not None else ""
    return line.now is not None and bool(line.now.answer) and line.now.answer != before


def _merged(
    before: JudgementRow | None, given: FormAnswer | None, criterion: CriterionRow, assessment_id: int, now: datetime
) -> JudgementRow | None:
    if given is None:
        return before
    start = before or JudgementRow(0, 0, assessment_id, criterion.id, "", "", "", now)
    return replace(
        start,
        answer=given.answer or start.answer,
        reason=given.reason or start.reason,
        no_passage_reason=given.no_passage_reason or start.no_passage_reason,
    )


def _effect(before: JudgementRow | None, after: JudgementRow | None, given: FormAnswer | None) -> Effect:
    if given is None:
        return Effect.UNTOUCHED
    if after == before:
        return Effect.SAME
    overwritten = before is not None and any(
        (was and was != now)
        for was, now in (
            (before.answer, given.answer or before.answer),
            (before.reason, given.reason or before.reason),
            (before.no_passage_reason, given.no_passage_reason or before.no_passage_reason),
        )
    )
    return Effect.REPLACES if overwritten else Effect.NEW


def _as_linked(one: FormPassage, criterion_id: int, evidence_id: int, assessment_id: int) -> LinkedPassage:
    strength = one.strength or USUAL_STRENGTH
    return LinkedPassage(
        0, 0, assessment_id, criterion_id, evidence_id, one.page, one.quotation, one.stance, strength, one.note, 0
    )
