"""What an assessor answered before they changed it, kept as it is replaced; read back through `own_notes`."""

from ..domain.judgements import JudgementRow
from ..domain.own_notes import Said, is_another_version
from ..store import tables
from ..store.database import Action


def keep_earlier(action: Action, before: JudgementRow, after: Said) -> None:
    """Keep an answer as it stood, where what replaces it is another version and not the same typed on."""
    said = (before.answer, before.reason, before.no_passage_reason)
    if is_another_version(said, before.saved_at, after, action.now):
        action.insert(
            tables.earlier_answer,
            assessment_id=before.assessment_id,
            criterion_id=before.criterion_id,
            answer=before.answer,
            reason=before.reason,
            no_passage_reason=before.no_passage_reason,
            saved_at=before.saved_at,
        )
