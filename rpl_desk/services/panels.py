"""Meetings of the panel: who is invited, who is there, which cases it takes, and whether it may decide."""

from collections.abc import Sequence
from datetime import date

from ..domain.cases import CaseRow, Stage
from ..domain.errors import Conflict, NotAllowed, RuleViolation
from ..domain.panels import AttendanceRow, MeetingRow
from ..domain.people import OfficeRole, PersonRow
from ..store import queries, tables
from .session import Service
from .words import tidy


class PanelService(Service):
    """Meetings in their first form: members, attendance, quorum and the cases on the table."""

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
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL)
        if case.meeting_id == meeting.id:
            raise Conflict(f"{case.reference} is on this meeting's table already.")
        with self._action("put case before meeting", case) as action:
            action.update(tables.case, case, meeting_id=meeting.id)

    def _must_run(self, meeting: MeetingRow) -> None:
        me = self._me
        if me.office_role is not OfficeRole.ADMINISTRATOR and me.id not in (meeting.chair_id, meeting.secretary_id):
            raise NotAllowed("Only the chair, the secretary or an administrator runs a meeting.")
