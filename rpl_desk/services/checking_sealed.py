"""Whether what was sealed in a store is still what those who sealed it committed to."""

from collections.abc import Iterator

from ..domain.calibration import ExerciseAnswerRow, ExerciseAssessorRow, ExerciseRow
from ..domain.errors import RuleViolation
from ..sealing.canonical import parse, sha256_hex
from ..sealing.commitments import exercise_commitment
from ..sealing.vouching import Finding, Kind
from ..store import queries, tables
from ..store.database import Reader


def check_sealed(read: Reader) -> Iterator[Finding]:
    """Yield sealed judgements, third opinions and calibration exercises that their commitments do not fit."""
    sealed = tables.sealed_judgements
    for key, commitment, body in queries.columns(read, sealed.c.id, sealed.c.commitment, sealed.c.body):
        if sha256_hex(body) != commitment:
            yield Finding(Kind.CHANGED, f"sealed judgements {key}", "are not what their commitment says.")
    third = tables.third_opinion
    names = (third.c.id, third.c.answer, third.c.reason, third.c.commitment, third.c.body)
    for key, answer, reason, commitment, body in queries.columns(read, *names, where=third.c.commitment != ""):
        if sha256_hex(body or b"") != commitment or not _says(body, answer, reason):
            yield Finding(Kind.CHANGED, f"third opinion {key}", "is not what its commitment says.")
    yield from _check_exercises(read)


def _says(body: bytes, answer: str, reason: str) -> bool:
    """Tell whether the sealed bytes of a third opinion say this answer for this reason."""
    try:
        said = parse(body)
    except RuleViolation:
        return False
    return isinstance(said, dict) and (said.get("answer"), said.get("reason")) == (answer, reason)


def _check_exercises(read: Reader) -> Iterator[Finding]:
    exercises = {one.id: one for one in queries.rows(read, ExerciseRow)}
    for one in exercises.values():
        if sha256_hex(one.body) != one.sha256:
            yield Finding(Kind.CHANGED, f"calibration exercise {one.id}", "is not the case that was frozen for it.")
    people = dict(queries.columns(read, tables.person.c.id, tables.person.c.uid))
    answers: dict[int, list[tuple[str, str, str]]] = {}
    for given in queries.rows(read, ExerciseAnswerRow):
        answers.setdefault(given.assessor_id, []).append((given.key, given.answer, given.reason))
    for part in queries.rows(read, ExerciseAssessorRow):
        if part.sealed_at is None and not part.commitment:
            continue
        frozen, who = exercises[part.exercise_id].sha256, people[part.person_id]
        if part.sealed_at is None or part.commitment != exercise_commitment(frozen, who, answers.get(part.id, ())):
            place = f"calibration exercise {part.exercise_id}, assessor {part.number}"
            yield Finding(Kind.CHANGED, place, "has answers that are not what was sealed.")
