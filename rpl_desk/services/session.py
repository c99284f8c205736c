"""Who is signed in, since when, and what every service shares."""

import uuid
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..domain.cases import CaseRow, Stage
from ..domain.errors import NotAllowed, RuleViolation
from ..domain.judgements import AssessmentRow, AssessmentState
from ..domain.people import PREPARING, CaseRoleRow, OfficeRole, PersonRow, Role
from ..store import queries
from ..store.database import Action, Database, Reader
from ..store.veil import is_hidden

if TYPE_CHECKING:
    from ..sealing.notes import NoteKey
    from ..sealing.office_seal import OpenSeal


class Session:
    """The person at the desk. It locks itself after the office's idle minutes; a locked one refuses every call."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._user: PersonRow | None = None
        self._last = clock()
        self.idle = timedelta(minutes=5)
        self.id = ""
        self._key: NoteKey | None = None
        self._holder: PersonRow | None = None
        self._until: datetime | None = None
        self._ends: list[Callable[[], object]] = []
        self.seal: OpenSeal | None = None
        """The office's seal, while it is open here."""
        self.clock_notice = ""
        """What to tell whoever signed in of this machine's clock, empty when it is not behind the log."""

    def begin(
        self,
        user: PersonRow,
        idle: timedelta,
        *,
        session: str = "",
        key: "NoteKey | None" = None,
        until: datetime | None = None,
    ) -> None:
        """Seat a person; `key` signs the log for them until `until`, and is overwritten when the session ends.

        Whoever sits down without a key works on under the one that is open, if any.
        """
        if key is not None:
            self.end()
            self._key, self._holder, self._until = key, user, until
        self.clock_notice = ""
        self._user, self._last, self.idle, self.id = user, self._clock(), idle, session or str(uuid.uuid4())

    def renew(self, user: PersonRow) -> None:
        """Take the person who sits here as the store tells of them now, such as with another role of the office."""
        self._user, self._holder = user, user if self._holder is not None else None

    def end(self) -> None:
        """Empty the seat, and overwrite the session's key."""
        ends, self._ends = self._ends, []
        for act in ends:
            act()
        self._user, self._holder, self.id, self._until = None, None, "", None
        self.use_seal(None)
        if self._key is not None:
            self._key.close()
            self._key = None

    def use_seal(self, seal: "OpenSeal | None") -> None:
        """Have the office's seal open until the session ends; the one before is overwritten."""
        if self.seal is not None:
            self.seal.close()
        self.seal = seal

    def at_end(self, act: Callable[[], object]) -> None:
        """Have something done once, when the seat is emptied: what was made for this person goes with them."""
        self._ends.append(act)

    @property
    def holder(self) -> PersonRow | None:
        """The person whose session's key is still open, locked or not."""
        return self._holder

    @property
    def signs_until(self) -> datetime | None:
        """When the key that signs for this sitting ends, None where there is no key."""
        return None if self._key is None else self._until

    def now(self) -> datetime:
        return self._clock()

    def touch(self) -> None:
        """Note that somebody is at the desk."""
        self._last = self._clock()

    @property
    def is_locked(self) -> bool:
        """Tell whether nobody is signed in, nobody has touched the desk for the idle time, or the day is over."""
        now = self._clock()
        over = self._until is not None and now >= self._until
        return self._user is None or over or now - self._last > self.idle

    @property
    def viewer(self) -> int:
        """Whose eyes the store is read with: the id of the person signed in, 0 for nobody."""
        return 0 if self._user is None else self._user.id

    @property
    def user(self) -> PersonRow:
        """The person signed in; raises NotAllowed when locked."""
        if self._user is None:
            raise NotAllowed("Nobody is signed in. Sign in with your own passphrase.")
        if self.is_locked:
            raise NotAllowed("The desk has locked itself. Sign in again with your own passphrase.")
        return self._user


class Service:
    """What the services have in common: the store, the session and who may do what."""

    def __init__(self, database: Database, session: Session) -> None:
        self._database = database
        self._session = session

    @property
    def _me(self) -> PersonRow:
        user = self._session.user
        self._session.touch()
        return user

    def _action(self, name: str, case: CaseRow, operation: str = "") -> AbstractContextManager[Action]:
        return self._database.action(name, by=self._me.uid, subject=f"case:{case.reference}", operation=operation)

    def case(self, reference: str) -> CaseRow:
        """Return a case by its reference; raises NotFound."""
        _ = self._me
        with self._database.reading() as read:
            return queries.case_by_reference(read, reference)

    def _must_be_administrator(self) -> PersonRow:
        if self._me.office_role is not OfficeRole.ADMINISTRATOR:
            raise NotAllowed("Only an administrator of the office may do this.")
        return self._me

    def _roles(self, read: Reader, case_id: int) -> frozenset[Role]:
        """Return the roles of the person signed in on a case."""
        rows = queries.rows_of(read, CaseRoleRow, case_id=case_id, person_id=self._me.id)
        return frozenset(row.role for row in rows)

    def _must_hold(self, read: Reader, case_id: int, roles: Collection[Role], what: str) -> None:
        """Refuse unless the person signed in holds one of `roles` on the case; `what` says what was asked."""
        if not self._roles(read, case_id) & set(roles):
            words = " or ".join(sorted(role.value for role in roles))
            raise NotAllowed(f"Only the {words} of this case may {what}.")

    def _must_prepare(self, read: Reader, case_id: int) -> None:
        """Refuse unless the person may prepare the case: an administrator, its chair or its secretary."""
        if not self._prepares(read, case_id):
            self._must_hold(read, case_id, PREPARING, "prepare it; an administrator may too")

    def _prepares(self, read: Reader, case_id: int) -> bool:
        """Tell whether the person may prepare the case."""
        administrator = self._me.office_role is OfficeRole.ADMINISTRATOR
        return administrator or bool(self._roles(read, case_id) & set(PREPARING))

    def _must_know_claimant(self, case: CaseRow, what: str) -> None:
        """Refuse while the claimant of a case is hidden from the person signed in; `what` would tell them."""
        with self._database.reading() as read:
            if is_hidden(read, case.id):
                raise NotAllowed(
                    f"The claimant of {case.reference} is hidden from those who judge, and {what} would tell who it is."
                    " Ask the chair, or an administrator who does not judge the case."
                )

    def _must_not_keep_stand_in(self, case_id: int, values: Iterable[object]) -> None:
        """Refuse words that carry the stand-in of a hidden claimant: kept, they would take the place of the name."""
        with self._database.reading() as read:
            mask = None if read.veil is None else read.veil.mask(case_id)
        if mask is not None and any(isinstance(one, str) and mask.pseudonym in one for one in values):
            raise NotAllowed(
                f"“{mask.pseudonym}” stands here for a name that is hidden from you. Who knows the claimant can change"
                " these words."
            )

    def _must_not_cover(self, case_id: int, stored: Iterable[str]) -> None:
        """Refuse to change words as they are stored that name a claimant hidden from the person signed in."""
        with self._database.reading() as read:
            mask = None if read.veil is None else read.veil.mask(case_id)
        if mask is not None and any(mask.text(one) != one for one in stored):
            raise NotAllowed(
                "These words name the claimant, who is hidden from you. Who knows the claimant can change them."
            )

    @staticmethod
    def _must_stand_at(case: CaseRow, *stages: Stage) -> None:
        """Refuse unless the case is at one of these stages."""
        if case.stage not in stages:
            words = " or ".join(stage.value for stage in stages)
            raise RuleViolation(f"{case.reference} is at {case.stage.value}; this is done at {words}.")

    def _open_assessment(self, action: Action, case: CaseRow) -> AssessmentRow:
        """Return one's own assessment while it may still be written, judged from the store and not from memory."""
        self._must_stand_at(queries.case_by_id(action.read, case.id), Stage.REVIEW)
        mine = self._own_assessment(action, case)
        if mine.state is AssessmentState.SEALED:
            raise RuleViolation("You have sealed your judgements. Only the chair can reopen them, with a reason.")
        return mine

    def _own_assessment(self, action: Action, case: CaseRow) -> AssessmentRow:
        """Return one's own assessment; raises NotAllowed for who does not judge the case, or withdrew."""
        held = queries.assessments(action.read, case.id, self._me.id)
        mine = next((one for one in held if one.person_id == self._me.id), None)
        if mine is None:
            raise NotAllowed(f"You do not judge {case.reference}.")
        return mine
