"""Redacted copies of recordings: their sound alone, with stretches of it silent."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..domain.errors import RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.redaction import Wanted, exact_clock
from ..reading.limits import LIMITS
from .evidence import EvidenceService

if TYPE_CHECKING:
    from .copies import Redaction

Progress = Callable[[int, int], None]

WAV, SUFFIX = "audio/wav", "wav"
ONLY_SOUND = "The picture of the video is not in it."
DECODED = "It was decoded and written again, with {}; up to a twentieth of a second before and after is silent too."
AS_IT_WAS = "All other samples are those of the original."
_HEAD = 1 << 16  # bytes of the copy that are no sound


def silent_copy(
    evidence: EvidenceService, item: EvidenceRow, wanted: Wanted, reason: str, progress: Progress | None
) -> "Redaction":
    """Make the copy; raises RuleViolation for a span after the end, or areas and words; CannotSilence."""
    from ..playing.pcm import wav_file
    from ..playing.silencing import silenced
    from .copies import Redaction

    if wanted.areas or wanted.words:
        raise RuleViolation(f"{item.key} is a recording: name times to be silent. Areas and words have no place in it.")
    with evidence.preview(item) as preview:
        seconds = preview.outline.seconds or 0.0
    spans = [(one.from_ms, one.to_ms) for one in wanted.spans]
    made = silenced(
        evidence.read(item),
        item.media_type,
        spans,
        name=item.key,
        seconds=seconds,
        most=LIMITS.file_bytes - _HEAD,
        progress=progress,
    )
    late = [one for one in wanted.spans if one.from_ms >= made.milliseconds]
    if late:
        raise RuleViolation(f"{item.key} ends at {exact_clock(made.milliseconds)}; {late[0]} lies after it.")
    about = AS_IT_WAS if made.as_it_was else DECODED.format(made.words)
    if item.media_type.startswith("video/"):
        about = f"{ONLY_SOUND} {about}"
    listed = "; ".join(map(str, wanted.spans))
    comment = (
        f"Redacted copy of {item.key}, made by RPL Desk, of the file with the SHA-256 {item.sha256}. Silent: {listed}."
        f" {about} {reason}"
    )
    data = wav_file(made.form, made.sound, comment[: _HEAD // 8])
    return Redaction(data, reason, WAV, SUFFIX, spans=wanted.spans, about=about)
