"""Earlier decisions like a case: signed, standing, and by what they have in common."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ..domain.cases import KIND_WORDS, CaseKind, CaseRow, Stage
from ..domain.decisions import OUTCOME_WORDS, Outcome
from ..domain.identity import mask_of
from ..domain.judgements import CriterionKind
from ..domain.precedents import Likeness, Precedent
from . import visibility
from .action import Reader
from .after_queries import same_version
from .tables import case, criterion, decision, finding, identity, programme, record, unit

STAND_IN = "the claimant"
MOST = 50
"""Of each likeness, the latest."""

SIGNED = (Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)

_DECIDED = (
    select(
        *(case.c.id, case.c.reference, case.c.kind, case.c.title, case.c.claimant, case.c.claimant_reference),
        *(case.c.claimant_email, case.c.outcome, record.c.version, record.c.sha256, decision.c.level),
        *(decision.c.points, decision.c.decided_on, identity.c.other_names),
    )
    .join_from(case, record, (record.c.case_id == case.c.id) & record.c.superseded.is_(False))
    .join(decision, same_version())
    .join(identity, identity.c.case_id == case.c.id, isouter=True)
    .where(case.c.stage.in_(SIGNED))
    .order_by(decision.c.decided_on.desc(), case.c.id.desc())
    .limit(MOST)
)


def may_see(read: Reader, case_id: int, viewer: int) -> bool:
    """Tell whether `viewer` may see earlier decisions beside a case."""
    return bool(read(select(case.c.id).where(case.c.id == case_id, visibility.may_see_precedents(viewer))))


def like(read: Reader, about: CaseRow) -> tuple[Precedent, ...]:
    """Return the earlier decisions like a case, each once by what is closest, the latest first within each likeness.

    The reader is one without a veil: names are covered here, whoever asks.
    """
    others = case.c.id != about.id
    mask = mask_of(about, STAND_IN, _other_names(read, about.id))
    units = {row[0] for row in read(select(unit.c.title).where(unit.c.case_id == about.id))}
    titles = {about.title} | {row[0] for row in read(select(programme.c.title).where(programme.c.case_id == about.id))}
    # Words that name the claimant would lead to other cases of theirs.
    units, titles = ({one for one in words if mask.text(one) == one} for words in (units, titles))
    found: dict[str, Precedent] = {}
    if units:
        of_unit = _DECIDED.add_columns(unit.c.id, unit.c.title).join(unit, unit.c.case_id == case.c.id)
        for row in read(of_unit.where(others, func.lower(unit.c.title).in_(_lowered(units)))):
            level, points = _found_of(read, row[14])
            unit_words = {"unit": row[15], "unit_level": level, "unit_points": points}
            found.setdefault(row.reference, _precedent(row, Likeness.UNIT, **unit_words))
    named: list[ColumnElement[bool]] = [
        func.lower(case.c.title).in_(_lowered(titles)),
        case.c.id.in_(select(programme.c.case_id).where(func.lower(programme.c.title).in_(_lowered(titles)))),
    ]
    for where in named:
        _add(read, found, _DECIDED.where(others, where), Likeness.TITLE)
    if about.proposed_level is not None:
        alike = [one for one in CaseKind if one.is_credit_rating == about.kind.is_credit_rating]
        same = (case.c.decided_level == about.proposed_level, case.c.kind.in_(alike))
        _add(read, found, _DECIDED.where(others, *same), Likeness.LEVEL)
    order = list(Likeness)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.likeness)))


def _other_names(read: Reader, case_id: int) -> str:
    found = read(select(identity.c.other_names).where(identity.c.case_id == case_id))
    return str(found[0][0]) if found else ""


def _lowered(words: set[str]) -> list[str]:
    """Return words in small letters as SQLite makes them: those of ASCII alone."""
    return ["".join(one.lower() if one.isascii() else one for one in word) for word in words if word.strip()]


def _add(read: Reader, found: dict[str, Precedent], statement: Select[Any], likeness: Likeness) -> None:
    for row in read(statement):
        found.setdefault(row.reference, _precedent(row, likeness))


def _precedent(row: Any, likeness: Likeness, unit: str = "", **of_unit: int | None) -> Precedent:
    mask = mask_of(row, STAND_IN, row.other_names or "")
    return Precedent(
        reference=row.reference,
        version=row.version,
        likeness=likeness,
        kind_words=KIND_WORDS[row.kind],
        title=mask.text(row.title),
        decided_on=row.decided_on,
        outcome_words=OUTCOME_WORDS[Outcome(row.outcome)],
        level=row.level,
        points=row.points,
        record_sha256=row.sha256[:16],
        unit=mask.text(unit),
        **of_unit,
    )


def _found_of(read: Reader, unit_id: int) -> tuple[int | None, int | None]:
    """Return the level and the points that the panel found of a unit."""
    wanted = (CriterionKind.BEST_FIT, CriterionKind.POINTS)
    statement = (
        select(criterion.c.kind, finding.c.answer)
        .join_from(criterion, finding, finding.c.criterion_id == criterion.c.id)
        .where(criterion.c.unit_id == unit_id, criterion.c.kind.in_(wanted))
    )
    found = {kind: int(answer) for kind, answer in read(visibility.visible_findings(statement)) if answer.isdecimal()}
    return found.get(CriterionKind.BEST_FIT), found.get(CriterionKind.POINTS)
