"""Earlier decisions beside a case: for an assessor only after they have sealed, for everybody else after the reveal."""

from ..domain.cases import CaseRow
from ..domain.errors import NotAllowed
from ..domain.precedents import Precedent
from ..store import precedent_queries, queries
from .session import Service

TOO_SOON = (
    "Earlier decisions are shown once you have sealed your judgements of this case, and to everybody else once the"
    " chair has revealed them, so that nobody judges by them."
)


class PrecedentService(Service):
    """What was decided before on the same unit, title or level; whose claim it was is never in it."""

    def may_see(self, case_id: int) -> bool:
        """Tell whether the person signed in may see earlier decisions beside a case."""
        with self._database.reading() as read:
            return precedent_queries.may_see(read, case_id, self._me.id)

    def precedents(self, case: CaseRow) -> tuple[Precedent, ...]:
        """Return the earlier decisions like a case, the closest likeness first; raises NotAllowed too soon."""
        if not self.may_see(case.id):
            raise NotAllowed(TOO_SOON)
        with self._database.reading(unveiled=True) as read:  # compared as stored; names are covered whoever asks
            return precedent_queries.like(read, queries.case_by_id(read, case.id))
