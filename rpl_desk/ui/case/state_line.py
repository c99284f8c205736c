"""The one line beside a case's title: its kind, and what was last done to it that everybody on it should know."""

from rpl_desk.domain.cases import KIND_WORDS, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.services.cases import Progress
from rpl_desk.ui.tables import as_text


def state_words(contents: CaseContents, progress: Progress) -> str:
    """Return the line by stage, such as "Credit rating, own · revealed 19 May 2026 10:02 by Chair One"."""
    last = _last_words(contents, progress)
    kind = KIND_WORDS[contents.case.kind]
    return f"{kind} · {last}" if last else kind


def _last_words(contents: CaseContents, progress: Progress) -> str:
    case = contents.case
    match case.stage:
        case Stage.INTAKE:
            return f"opened {as_text(case.opened_on)}{_due(contents)}"
        case Stage.REVIEW if progress.assessors and progress.sealed < progress.assessors:
            return f"{progress.sealed} of {progress.assessors} sealed{_due(contents)}"
        case Stage.REVIEW:
            return "all sealed, to be revealed by the chair"
        case Stage.RECONCILE if case.revealed_at is not None:
            return f"revealed {as_text(case.revealed_at)}{_by(contents, case.revealed_by)}"
        case Stage.PANEL if contents.meeting is not None:
            return f"before the panel of {as_text(contents.meeting.held_on)}"
        case Stage.PANEL:
            return f"before the panel{_due(contents)}"
        case Stage.WITHDRAWN | Stage.WAITING | Stage.APPEAL | Stage.VOIDED | Stage.RECONCILE:
            return _entered(contents, case.stage, case.stage.value)
        case Stage.DECIDED:
            return f"{_entered(contents, case.stage, 'decided')}, {progress.signed} of {progress.signatures} signed"
        case _:
            return _entered(contents, case.stage, case.stage.value)


def _entered(contents: CaseContents, stage: Stage, words: str) -> str:
    """Return when a stage was last entered and by whom; the bare words when the store does not say."""
    found = [one for one in contents.stages if one.stage is stage]
    if not found:
        return words
    return f"{words} {as_text(found[-1].entered_at)}{_by(contents, found[-1].person_id)}"


def _by(contents: CaseContents, person_id: int | None) -> str:
    person = None if person_id is None else contents.people.get(person_id)
    return f" by {person.name}" if person is not None else ""


def _due(contents: CaseContents) -> str:
    return f", due {as_text(contents.case.due_on)}" if contents.case.due_on is not None else ""
