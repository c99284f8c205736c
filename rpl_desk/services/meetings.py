"""A meeting of the panel as it is planned and as it runs. It decides nothing itself: `DecisionService` does."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.errors import Conflict, RuleViolation
from ..domain.meetings import (
    AgendaItemRow,
    Leaver,
    MinuteRow,
    MinutesRow,
    SittingRow,
    ToOrder,
    estimated_times,
    leavers,
    minutes_of,
    moved,
    order_by_conflicts,
    times_left,
)
from ..domain.panels import (
    ON_BREAK,
    AbsenceRow,
    ActingChairRow,
    AttendanceRow,
    BreakRow,
    MeetingRow,
    acting_now,
    chairing,
    in_room,
    must_leave,
    on_break,
)
from ..domain.people import JUDGING, CaseRoleRow, InterestRow, PersonRow, Role
from ..domain.rows import dataclass
from ..store import queries, register_queries, tables
from ..store.database import Action, Reader
from .panels import RunsMeetings
from .words import named, tidy

DECIDED = (Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A case in a meeting's order. starts: its estimated time as HH:MM, or empty. leaving: all who must leave.

    lead: who was named to lead it, else its first assessor.
    """

    item: AgendaItemRow
    case: CaseRow
    starts: str
    leaving: tuple[Leaver, ...]
    lead: PersonRow | None

    @property
    def decided(self) -> bool:
        return self.case.stage in DECIDED

    @property
    def is_up(self) -> bool:
        """Whether it is on the table now."""
        return self.item.taken_at is not None and self.item.closed_at is None


class MeetingService(RunsMeetings):
    """Order, times, sitting, who is out of the room, and minutes as they are typed."""

    # -- reading ------------------------------------------------------------------------------------------------------

    def sitting(self, meeting: MeetingRow) -> SittingRow | None:
        """Return when a meeting begins, began and ended; None where nothing is said yet."""
        _ = self._me
        with self._database.reading() as read:
            return self._sitting(read, meeting)

    def order(self, meeting: MeetingRow) -> tuple[AgendaLine, ...]:
        """Return the cases of a meeting in their order, with estimated times and who must leave for each."""
        _ = self._me
        with self._database.reading() as read:
            return self._order(read, meeting)

    def absences(self, meeting: MeetingRow) -> tuple[AbsenceRow, ...]:
        """Return who was out of the room from when to when."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows_of(read, AbsenceRow, meeting_id=meeting.id)

    def breaks(self, meeting: MeetingRow) -> tuple[BreakRow, ...]:
        """Return the breaks of a meeting from when to when; the last has no end while it lasts."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows_of(read, BreakRow, meeting_id=meeting.id)

    def acting(self, meeting: MeetingRow) -> tuple[ActingChairRow, ...]:
        """Return who chaired the meeting in the place of its chair, from when to when."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows_of(read, ActingChairRow, meeting_id=meeting.id)

    def minute(self, meeting: MeetingRow, case: CaseRow | None = None) -> str:
        """Return what is noted of a case, or of the meeting itself."""
        _ = self._me
        with self._database.reading() as read:
            kept = _minute(read, meeting, case)
        return "" if kept is None else kept.text

    def drafted_by(self, case: CaseRow) -> PersonRow | None:
        """Return who last drafted the decision on a case; None where nobody has."""
        with self._database.reading() as read:
            lines = register_queries.log_lines(read, self._me.uid, subject=f"case:{case.reference}")
            last = next((one for one in lines if one.action == "draft decision"), None)
            found = () if last is None else queries.rows_of(read, PersonRow, uid=last.actor)
        return found[0] if found else None

    def times_left(self, meeting: MeetingRow) -> int:
        """Return how often somebody leaves the room, as the cases stand in order."""
        return times_left([frozenset(who.person_id for who in one.leaving) for one in self.order(meeting)])

    def _order(self, read: Reader, meeting: MeetingRow) -> tuple[AgendaLine, ...]:
        items = queries.rows_of(read, AgendaItemRow, order="position", meeting_id=meeting.id)
        people = {one.id: one for one in queries.rows_of(read, PersonRow)}
        names = {key: one.name for key, one in people.items()}
        sitting = self._sitting(read, meeting)
        starts = estimated_times(sitting.begins if sitting else "", [one.minutes for one in items])
        lines = []
        for item, at in zip(items, starts, strict=True):
            roles = queries.rows_of(read, CaseRoleRow, case_id=item.case_id)
            interests = queries.rows_of(read, InterestRow, case_id=item.case_id)
            judges = [one.person_id for one in roles if one.role in JUDGING]
            lead = item.lead_id or next(iter(judges), None)
            lines.append(
                AgendaLine(
                    item=item,
                    case=queries.case_by_id(read, item.case_id),
                    starts=at,
                    leaving=leavers(
                        must_leave(interests, roles), {one.person_id: one.statement for one in interests}, names
                    ),
                    lead=None if lead is None else people[lead],
                )
            )
        return tuple(lines)

    # -- planning -----------------------------------------------------------------------------------------------------

    def change(self, meeting: MeetingRow, **values: Any) -> MeetingRow:
        """Change day (held_on), place, quorum or secretary_id of a meeting that has not begun."""
        if unknown := values.keys() - {"held_on", "place", "quorum", "secretary_id"}:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")
        if values.get("quorum", 1) < 1:
            raise RuleViolation(f"{values['quorum']} is not a quorum: at least one member is needed.")
        with self._running("change meeting", meeting) as action:
            sitting = self._sitting(action.read, meeting)
            if sitting is not None and sitting.opened_at is not None:
                raise RuleViolation("This meeting has begun: its day, place and quorum stand.")
            action.update(tables.meeting, meeting, **{name: tidy(value) for name, value in values.items()})
            return queries.one(action.read, MeetingRow, "such meeting", tables.meeting.c.id == meeting.id)

    def begin_at(self, meeting: MeetingRow, begins: str) -> None:
        """Say at what time of day, as HH:MM, a meeting is planned to begin; the times of its cases follow from it."""
        begins = tidy(begins)
        if begins:
            at = minutes_of(begins)
            begins = f"{at // 60:02}:{at % 60:02}"
        with self._running("plan meeting", meeting) as action:
            self._put_sitting(action, meeting, begins=begins)

    def group(self, meeting: MeetingRow) -> None:
        """Put the cases that have not been taken up in the order in which people leave the room least often."""
        with self._database.reading() as read:
            lines = self._order(read, meeting)
        begun = [one.case.id for one in lines if one.item.taken_at is not None]
        rest = [
            ToOrder(one.case.id, frozenset(who.person_id for who in one.leaving), one.case.due_on)
            for one in lines
            if one.item.taken_at is None
        ]
        self._arrange(meeting, [*begun, *order_by_conflicts(rest)])

    def place(self, meeting: MeetingRow, item: AgendaItemRow, position: int) -> None:
        """Move a case to a position in the order, counted from 1."""
        with self._database.reading() as read:
            keys = [
                one.case_id for one in queries.rows_of(read, AgendaItemRow, order="position", meeting_id=meeting.id)
            ]
        self._arrange(meeting, moved(keys, item.case_id, position - 1))

    def _arrange(self, meeting: MeetingRow, keys: Sequence[int]) -> None:
        with self._running("order meeting", meeting) as action:
            items = {one.case_id: one for one in queries.rows_of(action.read, AgendaItemRow, meeting_id=meeting.id)}
            if set(items) != set(keys):
                raise Conflict("The cases of this meeting changed while you were ordering them. Order them again.")
            for position, key in enumerate(keys, start=1):
                if items[key].position != position:
                    action.update(tables.agenda_item, items[key], position=position)

    def estimate(self, meeting: MeetingRow, item: AgendaItemRow, minutes: int) -> None:
        """Say how many minutes a case is expected to take, from 1 to 600."""
        if not 1 <= minutes <= 600:
            raise RuleViolation(f"{minutes} is not a time for a case: give 1 to 600 minutes.")
        with self._running("plan meeting", meeting) as action:
            action.update(tables.agenda_item, item, minutes=minutes)

    def name_lead(self, meeting: MeetingRow, item: AgendaItemRow, person: PersonRow | None) -> None:
        """Say who leads a case at the meeting and may draft its decision; None leaves it to its first assessor."""
        with self._running("plan meeting", meeting) as action:
            if person is not None:
                interests = queries.rows_of(action.read, InterestRow, case_id=item.case_id)
                roles = queries.rows_of(action.read, CaseRoleRow, case_id=item.case_id)
                if person.id in must_leave(interests, roles):
                    raise RuleViolation(f"{person.name} leaves the room for this case, so somebody else leads it.")
            action.update(tables.agenda_item, item, lead_id=None if person is None else person.id)

    # -- running ------------------------------------------------------------------------------------------------------

    def open(self, meeting: MeetingRow) -> None:
        """Begin a meeting, or go on with one that was closed; from now on the room is kept."""
        with self._running("open meeting", meeting, over=True) as action:
            sitting = self._sitting(action.read, meeting)
            if sitting is not None and sitting.is_open:
                raise Conflict("This meeting is open already.")
            begun = sitting.opened_at if sitting is not None else None
            self._put_sitting(action, meeting, opened_at=begun or action.now, closed_at=None)

    def close(self, meeting: MeetingRow) -> None:
        """End a meeting; the case on the table is off it, and a break or somebody's acting as chair ends with it."""
        with self._sitting_action("close meeting", meeting) as action:
            self._off_the_table(action, meeting, None)
            self._end_break(action, meeting)
            self._end_acting(action, meeting)
            self._put_sitting(action, meeting, closed_at=action.now)

    def take_up(self, meeting: MeetingRow, item: AgendaItemRow) -> None:
        """Bring a case on the table; the one before is off it. A case taken up again keeps its first time."""
        with self._sitting_action("take up case", meeting) as action:
            if on_break(queries.rows_of(action.read, BreakRow, meeting_id=meeting.id)) is not None:
                raise RuleViolation(ON_BREAK)
            now = queries.one(action.read, AgendaItemRow, "such case here", tables.agenda_item.c.id == item.id)
            if now.taken_at is not None and now.closed_at is None:
                return
            self._off_the_table(action, meeting, now)
            action.update(tables.agenda_item, now, taken_at=now.taken_at or action.now, closed_at=None, put_off="")

    def put_off(self, meeting: MeetingRow, item: AgendaItemRow, reason: str) -> None:
        """Leave a case for another meeting, with the reason."""
        with self._sitting_action("put off case", meeting) as action:
            now = queries.one(action.read, AgendaItemRow, "such case here", tables.agenda_item.c.id == item.id)
            case = queries.case_by_id(action.read, now.case_id)
            if case.stage in DECIDED:
                raise RuleViolation(f"{case.reference} is decided, so it is not put off.")
            values = {"put_off": named(reason, "case that is put off"), "closed_at": action.now}
            action.update(tables.agenda_item, now, taken_at=now.taken_at or action.now, **values)

    def leave(self, meeting: MeetingRow, case: CaseRow, person: PersonRow, reason: str = "") -> AbsenceRow:
        """Note that a person has left the room, now, while a case is on the table."""
        with self._sitting_action("leave room", meeting) as action:
            attendance = queries.rows_of(action.read, AttendanceRow, meeting_id=meeting.id)
            absences = queries.rows_of(action.read, AbsenceRow, meeting_id=meeting.id)
            if person.id not in in_room(attendance, absences):
                raise RuleViolation(f"{person.name} is not in the room.")
            key = action.insert(
                tables.absence,
                meeting_id=meeting.id,
                case_id=case.id,
                person_id=person.id,
                reason=tidy(reason) or self._why(action.read, case, person),
                left_at=action.now,
            )
            return queries.one(action.read, AbsenceRow, "such absence", tables.absence.c.id == key)

    def come_back(self, meeting: MeetingRow, person: PersonRow) -> None:
        """Note that a person is in the room again, now."""
        with self._sitting_action("return to room", meeting) as action:
            out = [
                one
                for one in queries.rows_of(action.read, AbsenceRow, meeting_id=meeting.id, person_id=person.id)
                if one.returned_at is None
            ]
            if not out:
                raise RuleViolation(f"{person.name} is not out of the room.")
            action.update(tables.absence, out[-1], returned_at=action.now)

    def pause(self, meeting: MeetingRow, reason: str = "") -> None:
        """Begin a break; the case on the table stays there, and nothing is decided until `go_on`."""
        with self._sitting_action("begin break", meeting) as action:
            if on_break(queries.rows_of(action.read, BreakRow, meeting_id=meeting.id)) is not None:
                raise Conflict("The meeting is on a break already.")
            action.insert(tables.meeting_break, meeting_id=meeting.id, reason=tidy(reason), began_at=action.now)

    def go_on(self, meeting: MeetingRow) -> None:
        """End the break and go on with the meeting."""
        with self._sitting_action("end break", meeting) as action:
            if not self._end_break(action, meeting):
                raise Conflict("The meeting is not on a break.")

    def act_as_chair(self, meeting: MeetingRow, person: PersonRow, reason: str) -> None:
        """Let somebody who is in the room chair the meeting in its chair's place, from now, with the reason.

        They run the meeting and count as its chair. Confirming a decision still needs the role of chair on the case.
        """
        with self._sitting_action("name acting chair", meeting) as action:
            attendance = queries.rows_of(action.read, AttendanceRow, meeting_id=meeting.id)
            absences = queries.rows_of(action.read, AbsenceRow, meeting_id=meeting.id)
            if person.id not in in_room(attendance, absences):
                raise RuleViolation(f"{person.name} is not in the room, so cannot chair the meeting.")
            if person.id == chairing(meeting, queries.rows_of(action.read, ActingChairRow, meeting_id=meeting.id)):
                raise Conflict(f"{person.name} chairs the meeting already.")
            self._end_acting(action, meeting)
            if person.id != meeting.chair_id:
                action.insert(
                    tables.acting_chair,
                    meeting_id=meeting.id,
                    person_id=person.id,
                    reason=named(reason, "change of the chair"),
                    from_at=action.now,
                )

    def not_theirs(self, meeting: MeetingRow, person: PersonRow) -> tuple[CaseRow, ...]:
        """Return the cases still to be decided here whose decision the person cannot confirm: not their chair."""
        with self._database.reading() as read:
            return tuple(
                one.case
                for one in self._order(read, meeting)
                if not one.decided
                and not one.item.put_off
                and not queries.rows_of(read, CaseRoleRow, case_id=one.case.id, person_id=person.id, role=Role.CHAIR)
            )

    def chair_again(self, meeting: MeetingRow) -> None:
        """Note that the meeting's own chair chairs it again, from now."""
        with self._sitting_action("chair returns", meeting) as action:
            if not self._end_acting(action, meeting):
                raise Conflict("The meeting's own chair chairs it already.")

    @staticmethod
    def _end_break(action: Action, meeting: MeetingRow) -> bool:
        """End the break the meeting is on; False where it is on none."""
        now = on_break(queries.rows_of(action.read, BreakRow, meeting_id=meeting.id))
        if now is not None:
            action.update(tables.meeting_break, now, ended_at=action.now)
        return now is not None

    @staticmethod
    def _end_acting(action: Action, meeting: MeetingRow) -> bool:
        """End that somebody acts as chair; False where nobody does."""
        now = acting_now(queries.rows_of(action.read, ActingChairRow, meeting_id=meeting.id))
        if now is not None:
            action.update(tables.acting_chair, now, until_at=action.now)
        return now is not None

    @staticmethod
    def _why(read: Reader, case: CaseRow, person: PersonRow) -> str:
        interests = queries.rows_of(read, InterestRow, case_id=case.id)
        roles = queries.rows_of(read, CaseRoleRow, case_id=case.id)
        said = {one.person_id: one.statement for one in interests}
        found = leavers(must_leave(interests, roles) & {person.id}, said, {person.id: person.name})
        return found[0].why if found else ""

    def keep_minute(self, meeting: MeetingRow, case: CaseRow | None, text: str) -> None:
        """Keep what is noted of a case, or of the meeting itself; nothing is written where it stands so already."""
        text = unicodedata.normalize("NFC", text)  # to the letter besides: it is kept while it is typed
        with self._database.reading() as read:
            kept = _minute(read, meeting, case)
            confirmed = [one for one in queries.rows_of(read, MinutesRow, meeting_id=meeting.id) if one.confirmed_at]
        if (kept.text if kept else "") == text:
            return
        if confirmed:
            raise RuleViolation("The minutes are confirmed. Correct them as a new version, with the reason.")
        with self._running("keep minute", meeting, over=True) as action:
            put_minute(action, meeting, None if case is None else case.id, text)

    # -- helpers ------------------------------------------------------------------------------------------------------

    def _running(self, name: str, meeting: MeetingRow, *, over: bool = False) -> Any:
        """Begin an action of who runs the meeting; refused after its end unless `over` allows it."""
        self._must_run(meeting)
        if not over:
            with self._database.reading() as read:
                self._must_not_be_over(read, meeting)
        return self._database.action(name, by=self._me.uid, subject=f"meeting:{meeting.id}")

    def _sitting_action(self, name: str, meeting: MeetingRow) -> Any:
        self._must_run(meeting)
        with self._database.reading() as read:
            sitting = self._sitting(read, meeting)
        if sitting is None or not sitting.is_open:
            raise RuleViolation("The meeting is not open. Open it first.")
        return self._database.action(name, by=self._me.uid, subject=f"meeting:{meeting.id}")

    def _put_sitting(self, action: Action, meeting: MeetingRow, **values: Any) -> None:
        kept = self._sitting(action.read, meeting)
        if kept is None:
            action.insert(tables.sitting, meeting_id=meeting.id, **values)
        else:
            action.update(tables.sitting, kept, **values)

    @staticmethod
    def _off_the_table(action: Action, meeting: MeetingRow, but: AgendaItemRow | None) -> None:
        for one in queries.rows_of(action.read, AgendaItemRow, meeting_id=meeting.id):
            if one.taken_at is not None and one.closed_at is None and (but is None or one.id != but.id):
                action.update(tables.agenda_item, one, closed_at=action.now)


def put_minute(action: Action, meeting: MeetingRow, case_id: int | None, text: str) -> None:
    """Write what is noted of a case, or of the meeting itself, inside an action."""
    found = [one for one in queries.rows_of(action.read, MinuteRow, meeting_id=meeting.id) if one.case_id == case_id]
    if found:
        action.update(tables.minute, found[0], text=text, saved_at=action.now)
    else:
        action.insert(tables.minute, meeting_id=meeting.id, case_id=case_id, text=text, saved_at=action.now)


def _minute(read: Reader, meeting: MeetingRow, case: CaseRow | None) -> MinuteRow | None:
    key = None if case is None else case.id
    kept = queries.rows_of(read, MinuteRow, meeting_id=meeting.id)
    return next((one for one in kept if one.case_id == key), None)


def at_clock(moment: datetime | None) -> str:
    """Return a moment as the clock on the wall shows it, HH:MM; empty for none."""
    return "" if moment is None else f"{moment.astimezone():%H:%M}"
