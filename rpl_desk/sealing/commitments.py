"""What somebody commits to when they seal answers that are kept as rows: the bytes whose hash is kept beside them."""

from collections.abc import Iterable

from .canonical import canonical, sha256_hex


def exercise_commitment(exercise: str, assessor: str, answers: Iterable[tuple[str, str, str]]) -> str:
    """Return what an assessor of a calibration exercise commits to, 64 hex digits.

    exercise: hex of the hash of the frozen case. assessor: the person's uid. answers: criterion, answer and reason of
    each, in any order.
    """
    said = [list(one) for one in sorted(answers)]
    return sha256_hex(canonical({"exercise": exercise, "assessor": assessor, "answers": said}))
