"""Meetings of the panel: who is invited, who is there, which cases it takes, and whether it may decide."""

from collections.abc import Sequence
from datetime import date

from ..domain.cases import CaseRow, Stage
from ..domain.errors import Conflict, NotAllowed, RuleViolation
from ..domain.meetings import PLANNED_MINUTES, AgendaItemRow, SittingRow
from ..domain.panels import ActingChairRow, AttendanceRow, MeetingRow, chairing
from ..domain.people import OfficeRole, PersonRow
from ..store import queries, tables
from ..store.database import Action, Reader
from .session import Service
from .words import tidy


class RunsMeetings(Service):
    """What every service about meetings asks: who runs one, and whether it is over."""

    def runs(self, meeting: MeetingRow) -> bool:
        """Tell whether the person runs a meeting: its chair or who acts as chair, its secretary, an administrator."""
        me = self._me
        if me.office_role is OfficeRole.ADMINISTRATOR or me.id in (meeting.chair_id, meeting.secretary_id):
            return True
        with self._database.reading() as read:
            return me.id == chairing(meeting, queries.rows_of(read, ActingChairRow, meeting_id=meeting.id))

    def _must_run(self, meeting: MeetingRow) -> None:
        if not self.runs(meeting):
            raise NotAllowed("Only the chair, the secretary or an administrator runs a meeting.")

    @staticmethod
    def _sitting(read: Reader, meeting: MeetingRow) -> SittingRow | None:
        return next(iter(queries.rows_of(read, SittingRow, meeting_id=meeting.id)), None)

    def _must_not_be_over(self, read: Reader, meeting: MeetingRow) -> None:
        sitting = self._sitting(read, meeting)
        if sitting is not None and sitting.closed_at is not None:
            raise RuleViolation("This meeting is closed. Open it again to change what belongs to it.")


class PanelService(RunsMeetings):
    """Meetings as they are called: members, attendance, quorum and the cases on the table."""

    def meeting(self, key: int) -> MeetingRow:
        """Return a meeting by its number; raises NotFound."""
        _ = self._me
        with self._database.reading() as read:
            return queries.one(read, MeetingRow, f"meeting {key}", tables.meeting.c.id == key)

    def meetings(self) -> tuple[MeetingRow, ...]:
        """Return the meetings, newest first."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, MeetingRow, order=tables.meeting.c.held_on.desc())

    def attendance(self, meeting: MeetingRow) -> tuple[AttendanceRow, ...]:
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, AttendanceRow, tables.attendance.c.meeting_id == meeting.id)

    def cases(self, meeting: MeetingRow) -> tuple[CaseRow, ...]:
        """Return the cases this meeting takes, by reference."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, CaseRow, tables.case.c.meeting_id == meeting.id, order=tables.case.c.reference)

    def call(
        self,
        held_on: date,
        place: str,
        chair: PersonRow,
        members: Sequence[PersonRow],
        secretary: PersonRow | None = None,
        quorum: int | None = None,
    ) -> MeetingRow:
        """Call a meeting; the quorum is the office's unless another is given."""
        self._must_be_administrator()
        with self._database.reading() as read:
            policy = queries.office_policy(read)
        needed = policy.quorum if quorum is None else quorum
        if needed < 1:
            raise RuleViolation(f"{needed} is not a quorum: at least one member is needed.")
        invited = {person.id: person for person in (chair, *members)}
        with self._database.action("call meeting", by=self._me.uid) as action:
            key = action.insert(
                tables.meeting,
                held_on=held_on,
                place=tidy(place),
                quorum=needed,
                chair_id=chair.id,
                secretary_id=None if secretary is None else secretary.id,
            )
            action.subject = f"meeting:{key}"
            for person in invited.values():
                action.insert(tables.attendance, meeting_id=key, person_id=person.id, present=None)
            return queries.one(action.read, MeetingRow, "such meeting", tables.meeting.c.id == key)

    def attend(self, row: AttendanceRow, present: bool | None, apology: str = "") -> None:
        """Record whether an invited person is there."""
        with self._database.reading() as read:
            meeting = queries.one(read, MeetingRow, "such meeting", tables.meeting.c.id == row.meeting_id)
        self._must_run(meeting)
        with self._database.action("record attendance", by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            action.update(tables.attendance, row, present=present, apology=tidy(apology))

    def put_on(self, meeting: MeetingRow, case: CaseRow) -> None:
        """Put a case on the table of a meeting."""
        self._must_run(meeting)
        with self._database.reading() as read:
            case = queries.case_by_id(read, case.id)
            self._must_not_be_over(read, meeting)
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL)
        if case.meeting_id == meeting.id:
            raise Conflict(f"{case.reference} is on this meeting's table already.")
        with self._action("put case before meeting", case) as action:
            self._leave_order(action, case)
            action.update(tables.case, case, meeting_id=meeting.id)
            kept = queries.rows_of(action.read, AgendaItemRow, meeting_id=meeting.id, case_id=case.id)
            if kept:
                action.update(tables.agenda_item, kept[0], put_off="", closed_at=None)
                return
            table = tables.agenda_item
            last = queries.largest(action.read, table.c.position, table.c.meeting_id == meeting.id) or 0
            action.insert(table, meeting_id=meeting.id, case_id=case.id, position=last + 1, minutes=PLANNED_MINUTES)

    def take_off(self, meeting: MeetingRow, case: CaseRow) -> None:
        """Take a case off the table of a meeting that has not taken it up."""
        self._must_run(meeting)
        with self._database.reading() as read:
            case = queries.case_by_id(read, case.id)
            self._must_not_be_over(read, meeting)
            item = queries.rows_of(read, AgendaItemRow, meeting_id=meeting.id, case_id=case.id)
        if case.meeting_id != meeting.id:
            raise RuleViolation(f"{case.reference} is not on this meeting's table.")
        if item and item[0].taken_at is not None:
            raise RuleViolation(f"{case.reference} was taken up already. Put it off instead, with the reason.")
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL)
        with self._action("take case off meeting", case) as action:
            self._leave_order(action, case)
            action.update(tables.case, case, meeting_id=None)

    @staticmethod
    def _leave_order(action: Action, case: CaseRow) -> None:
        """Take a case out of the order of the meeting it was before; one that took it up keeps it in its minutes."""
        for item in queries.rows_of(action.read, AgendaItemRow, case_id=case.id):
            if item.meeting_id == case.meeting_id and item.taken_at is None:
                action.delete(tables.agenda_item, item)

    def invite(self, meeting: MeetingRow, person: PersonRow) -> None:
        """Invite one more person to a meeting."""
        self._must_run(meeting)
        with self._database.action("invite to meeting", by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            self._must_not_be_over(action.read, meeting)
            if person.retired_at is not None:
                raise RuleViolation(f"{person.name} has left the office and cannot be invited.")
            action.insert(tables.attendance, meeting_id=meeting.id, person_id=person.id, present=None)
