"""The third opinion on answers that lie far apart: who may be asked for it, and when a finding waits for it.

From how many levels apart is an office setting, `adjudicate_from`. All of this is an office convention; the finding
stays the panel's, whatever the third assessor answers.
"""

from collections.abc import Mapping
from datetime import datetime

from .contents import CaseContents
from .errors import RuleViolation
from .judgements import Difference, route
from .people import JUDGING, PersonRow
from .policy import Policy
from .rows import dataclass
from .withdrawals import why_not_judge


@dataclass(frozen=True, slots=True)
class ThirdOpinionRow:
    """A third opinion on one criterion: asked of `person_id`, and `answer` once they gave it.

    Without a person it is the chair's reason why the panel goes on without one. commitment: the SHA-256 of what was
    sealed as it was given; empty until then, and for one given before format 5 of stores.
    """

    id: int
    revision: int
    case_id: int
    criterion_id: int
    person_id: int | None
    asked_by: int
    asked_at: datetime
    answer: str
    reason: str
    given_at: datetime | None
    commitment: str

    @property
    def is_waited_for(self) -> bool:
        """Tell whether somebody was asked who has not answered yet."""
        return self.person_id is not None and not self.answer


def third_wanted(difference: Difference, policy: Policy, opinion: ThirdOpinionRow | None) -> bool:
    """Return whether a difference still waits for a third opinion, or for the chair's reason to go on without one."""
    far = route(difference, policy) == "adjudicate"
    return (far and opinion is None) or (opinion is not None and opinion.is_waited_for)


def why_waiting(difference: Difference, policy: Policy, opinion: ThirdOpinionRow | None, name: str = "") -> str:
    """Return the sentence that keeps a difference from being settled; empty where nothing does.

    name: of the third assessor, where one was asked.
    """
    if not third_wanted(difference, policy, opinion):
        return ""
    if opinion is not None:
        return f"{name or 'The third assessor'} was asked for a third opinion and has not answered yet."
    return (
        f"The answers are {difference.by} levels apart. From {policy.adjudicate_from} on the office asks for a third "
        "opinion: ask a third assessor, or the chair says why the panel goes on without one."
    )


def check_third(person: PersonRow, contents: CaseContents) -> None:
    """Raise RuleViolation unless this person may give a third opinion on the case.

    They have not revealed it, and may judge it as `why_not_judge` says, in any role that judges. Who was asked sees no
    answer of anybody until theirs is given.
    """
    if why := why_not_third(person, contents):
        raise RuleViolation(why)


def why_not_third(person: PersonRow, contents: CaseContents) -> str:
    """Return why this person may not give a third opinion; empty where they may."""
    if contents.case.revealed_by == person.id:
        return f"{person.name} revealed the judgements. A third opinion is given before seeing them."
    return why_not_judge(person, JUDGING, contents)


def possible_thirds(contents: CaseContents) -> tuple[PersonRow, ...]:
    """Return everybody of the office who may be asked, by name."""
    may = (one for one in contents.people.values() if not why_not_third(one, contents))
    return tuple(sorted(may, key=lambda one: one.name))


Opinions = Mapping[int, ThirdOpinionRow]
"""Third opinions by criterion."""
