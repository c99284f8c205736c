"""What is read of calibration exercises, each answer through the blind gate."""

from sqlalchemy import select

from ..domain.calibration import ExerciseAnswerRow
from ..domain.people import JUDGING, PersonRow
from . import queries, visibility
from .action import Reader
from .tables import case_role, exercise, exercise_answer, exercise_assessor, person


def exercises_of(read: Reader, person_id: int, *, all_of_them: bool) -> tuple[int, ...]:
    """Return the ids of the exercises a person set or judges, or of all, the newest first."""
    statement = select(exercise.c.id).order_by(exercise.c.id.desc())
    if not all_of_them:
        judged = select(exercise_assessor.c.exercise_id).where(exercise_assessor.c.person_id == person_id)
        statement = statement.where((exercise.c.person_id == person_id) | exercise.c.id.in_(judged))
    return tuple(row[0] for row in read(statement))


def is_open(read: Reader, exercise_id: int) -> bool:
    """Tell whether everybody who is waited for has sealed an exercise."""
    return bool(read(select(exercise.c.id).where(exercise.c.id == exercise_id, visibility.exercise_is_open())))


def answers(read: Reader, exercise_id: int, viewer: int) -> tuple[ExerciseAnswerRow, ...]:
    """Return the answers of an exercise that `viewer` may read."""
    visible = visibility.visible_exercise_parts(viewer).where(exercise_assessor.c.exercise_id == exercise_id)
    return queries.rows(read, ExerciseAnswerRow, exercise_answer.c.assessor_id.in_(visible))


def assessors(read: Reader) -> tuple[PersonRow, ...]:
    """Return everybody still of the office who has a part in judging a case, by name."""
    judging = select(case_role.c.person_id).where(case_role.c.role.in_(sorted(JUDGING)))
    return queries.rows(read, PersonRow, person.c.id.in_(judging), person.c.retired_at.is_(None), order=person.c.name)
