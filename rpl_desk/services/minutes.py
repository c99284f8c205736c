"""The minutes of a meeting: drafted from what was captured, corrected as versions, confirmed. Nothing is made up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.cases import KIND_WORDS, CaseRow
from ..domain.decisions import RecordRow
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.evidence import day_words
from ..domain.meeting_papers import (
    MINUTES_TYPE,
    UNPROVEN_TYPE,
    Fact,
    MinutedAbsence,
    MinutedActing,
    MinutedBreak,
    MinutedItem,
    Minutes,
    PaperCondition,
    plain_of,
)
from ..domain.meetings import AgendaItemRow, MinuteRow, MinutesRow, SittingRow, out_during
from ..domain.panels import AbsenceRow, ActingChairRow, AttendanceRow, BreakRow, MeetingRow, quorum_words
from ..domain.record import DecisionRecord
from ..sealing.canonical import canonical, parse, sha256_hex
from ..sealing.notes import read_note
from ..store import queries, tables
from ..store.database import Action, Head, Reader
from ..store.times import moment_text
from ..store.veil import NOBODY, Veil, is_hidden
from .anchors import bundle_of_paper
from .meetings import at_clock, put_minute
from .panels import RunsMeetings
from .verifying import write_pdf
from .words import named

if TYPE_CHECKING:
    from .seals import SealService

NO_HEAD = Head(0, "")


class MinutesService(RunsMeetings):
    """Each version is frozen when it is drafted; the minutes of each case are typed in `MeetingService`."""

    def __init__(self, *shared: Any, seals: "SealService") -> None:
        super().__init__(*shared)
        self._seals = seals

    def versions(self, meeting: MeetingRow) -> tuple[MinutesRow, ...]:
        """Return every version of a meeting's minutes, the newest last; what they say only to who runs the meeting.

        They tell of every case, also of those for which somebody left the room; the secretary hands them out.
        """
        _ = self._me
        with self._database.reading() as read:
            found = queries.rows_of(read, MinutesRow, order="version", meeting_id=meeting.id)
            hidden = any(is_hidden(read, one.case_id) for one in _items(read, meeting))
        readable = self.runs(meeting) and not hidden
        return found if readable else tuple(replace(one, body=b"") for one in found)

    def _must_know_all(self, meeting: MeetingRow) -> None:
        """Refuse while the claimant of any case of the meeting is hidden from the person: minutes name them all."""
        with self._database.reading() as read:
            cases = [queries.case_by_id(read, one.case_id) for one in _items(read, meeting)]
        for case in cases:
            self._must_know_claimant(case, "minutes of this meeting")

    def draft(self, meeting: MeetingRow) -> MinutesRow:
        """Draft the minutes from what was captured; while nobody has confirmed them this may be done again.

        A draft that would say the same as the last one is that one.
        """
        return self._draft(meeting, {}, "")

    def correct(self, meeting: MeetingRow, texts: Mapping[int | None, str], reason: str) -> MinutesRow:
        """Draft the next version with other words, and why. texts: by case id, None for the meeting's own minute."""
        if not self.versions(meeting):
            raise RuleViolation("There are no minutes to correct yet. Draft them first.")
        return self._draft(meeting, texts, named(reason, "correction of the minutes"))

    def _draft(self, meeting: MeetingRow, texts: Mapping[int | None, str], reason: str) -> MinutesRow:
        self._must_run(meeting)
        self._must_know_all(meeting)
        with self._database.reading() as read:
            sitting = self._sitting(read, meeting)
            kept = queries.rows_of(read, MinutesRow, order="version", meeting_id=meeting.id)
            if sitting is None or sitting.opened_at is None:
                raise RuleViolation("The meeting has not been opened, so there is nothing to minute.")
            if kept and not reason:
                if kept[-1].confirmed_at is not None:
                    raise RuleViolation("The minutes are confirmed. Correct them as a new version, with the reason.")
                last = Minutes.from_plain(parse(kept[-1].body))
                last_made = kept[-1].made_at
                if _same(
                    last, self._captured(read, meeting, sitting, last.version, last.corrected, last_made, NO_HEAD)
                ):
                    return kept[-1]
        version = kept[-1].version + 1 if kept else 1
        with self._database.action("draft minutes", by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            for case_id, text in texts.items():
                put_minute(action, meeting, case_id, text.strip())
            return self._freeze(action, meeting, sitting, version, reason)

    def _freeze(
        self, action: Action, meeting: MeetingRow, sitting: SittingRow, version: int, reason: str
    ) -> MinutesRow:
        body = canonical(
            plain_of(self._captured(action.read, meeting, sitting, version, reason, action.now, action.head()))
        )
        key = action.insert(
            tables.minutes,
            meeting_id=meeting.id,
            version=version,
            sha256=sha256_hex(body),
            body=body,
            made_at=action.now,
            made_by=self._me.id,
            reason=reason,
        )
        return queries.one(action.read, MinutesRow, "such minutes", tables.minutes.c.id == key)

    def confirm(self, meeting: MeetingRow, version: MinutesRow) -> None:
        """Confirm the newest version of the minutes, by the chair of the meeting."""
        if self._me.id != meeting.chair_id:
            raise NotAllowed("Only the chair of the meeting confirms its minutes.")
        with self._database.action("confirm minutes", by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            newest = queries.rows_of(action.read, MinutesRow, order="version", meeting_id=meeting.id)[-1]
            if newest.id != version.id:
                raise RuleViolation(f"Version {newest.version} replaces version {version.version}. Confirm that one.")
            if newest.confirmed_at is not None:
                raise RuleViolation(f"Version {newest.version} of the minutes is confirmed already.")
            action.update(tables.minutes, newest, confirmed_at=action.now, confirmed_by=self._me.id)
            action.papers.append(newest.sha256)  # by this entry the printed minutes show who answers for them

    def print(self, meeting: MeetingRow, path: Path, version: MinutesRow | None = None) -> MinutesRow:
        """Write a version of the minutes as PDF, the newest unless told, by who runs the meeting.

        Raises NotFound where none is drafted.
        """
        if not self.runs(meeting):
            raise NotAllowed("The chair, the secretary or an administrator prints the minutes and hands them out.")
        self._must_know_all(meeting)
        from ..documents.minutes_pdf import minutes_pdf

        kept = self.versions(meeting)
        if not kept:
            raise NotFound("There are no minutes yet. Draft them first.")
        row = version or kept[-1]
        with self._database.reading() as read:
            names = queries.names(read)
        confirmed, bundle, is_proven = "", row.body, True
        if row.confirmed_at is not None and row.confirmed_by is not None:
            confirmed = f"{moment_text(row.confirmed_at)} {names[row.confirmed_by]}"
            with self._database.reading() as read:
                bundle = bundle_of_paper(read, row.body, f"meeting:{meeting.id}", meeting.id)
            # In a store of an earlier form, or where a break took the signed note, no key answers for it: say so.
            is_proven, bundle = bool(bundle), bundle or unproven(row.body, confirmed)
        made = minutes_pdf(Minutes.from_plain(parse(row.body)), bundle, row.sha256, confirmed, is_proven=is_proven)
        written = write_pdf(path, self._seals.seal(made))
        with self._database.action("print minutes", by=self._me.uid, subject=f"meeting:{meeting.id}") as action:
            action.papers.extend([row.sha256, written])  # nothing changes, yet the log says who took what
        return row

    # -- what was captured --------------------------------------------------------------------------------------------

    def _captured(
        self,
        read: Reader,
        meeting: MeetingRow,
        sitting: SittingRow,
        version: int,
        reason: str,
        now: datetime,
        head: Head,
    ) -> Minutes:
        names = queries.names(read)
        office = queries.office(read)
        attendance = queries.rows_of(read, AttendanceRow, meeting_id=meeting.id)
        noted = {one.case_id: one.text.strip() for one in queries.rows_of(read, MinuteRow, meeting_id=meeting.id)}
        absences = queries.rows_of(read, AbsenceRow, meeting_id=meeting.id)
        items = _items(read, meeting)
        note = queries.newest_checkpoint(read)
        veil = Veil(read, NOBODY)

        def covered(text: str) -> str:
            """Cover every claimant of the meeting in words that belong to no case."""
            for one in items:
                text = veil.text(one.case_id, text)
            return text

        opened = sitting.opened_at
        assert opened is not None
        return Minutes(
            type=MINUTES_TYPE,
            version=version,
            corrected=reason,
            office=office.name,
            unit=office.unit,
            store=office.store,
            meeting=meeting.id,
            held_on=meeting.held_on.isoformat(),
            place=meeting.place,
            begins=sitting.begins,
            opened=at_clock(opened),
            closed=at_clock(sitting.closed_at),
            zone=f"UTC{opened.astimezone():%z}",
            chair=names[meeting.chair_id],
            secretary="" if meeting.secretary_id is None else names[meeting.secretary_id],
            present=tuple(names[one.person_id] for one in attendance if one.present),
            apologies=tuple(
                f"{names[one.person_id]}{f' ({one.apology})' if one.apology else ''}"
                for one in attendance
                if one.present is False
            ),
            not_noted=tuple(names[one.person_id] for one in attendance if one.present is None),
            quorum=meeting.quorum,
            breaks=tuple(
                MinutedBreak(covered(one.reason), at_clock(one.began_at), at_clock(one.ended_at))
                for one in queries.rows_of(read, BreakRow, meeting_id=meeting.id)
            ),
            acting=tuple(
                MinutedActing(names[one.person_id], covered(one.reason), at_clock(one.from_at), at_clock(one.until_at))
                for one in queries.rows_of(read, ActingChairRow, meeting_id=meeting.id)
            ),
            minute=covered(noted.get(None, "")),
            items=tuple(
                self._item(read, number, one, absences, noted.get(one.case_id, ""), names)
                for number, one in enumerate(items, start=1)
            ),
            log_size=head.size,
            log_head=head.hash,
            anchor="" if note is None else read_note(note).line,
            made_at=moment_text(now),
            made_by=self._me.name,
        )

    def _item(
        self,
        read: Reader,
        number: int,
        item: AgendaItemRow,
        absences: tuple[AbsenceRow, ...],
        minute: str,
        names: Mapping[int, str],
    ) -> MinutedItem:
        case = queries.case_by_id(read, item.case_id)
        cover = Veil(read, NOBODY).text  # minutes go round, to those who judge as well
        row, record = _decided_here(read, case, item)
        decision = None if record is None else record.decision
        met = None if record is None else record.meeting
        return MinutedItem(
            number=number,
            reference=case.reference,
            title=cover(case.id, case.title),
            kind_words=KIND_WORDS[case.kind],
            taken=at_clock(item.taken_at),
            closed=at_clock(item.closed_at),
            out=tuple(
                MinutedAbsence(
                    names[one.person_id], cover(case.id, one.reason), at_clock(one.left_at), at_clock(one.returned_at)
                )
                for one in out_during(absences, item.case_id, item.taken_at, item.closed_at)
            ),
            quorum="" if met is None else quorum_words(met.counted, met.quorum),
            decision=()
            if decision is None
            else tuple(
                fact
                for fact in (
                    Fact("Outcome", decision.words),
                    Fact("SCQF level", "" if decision.level is None else str(decision.level)),
                    Fact("SCQF credit points", "" if decision.points is None else str(decision.points)),
                    Fact("Why this level" if decision.level is not None else "Why", decision.level_rationale),
                    Fact("How the credit was reached", decision.credit_rationale),
                    Fact("Review by", _day_words(decision.review_on)),
                )
                if fact.value
            ),
            conditions=()
            if decision is None
            else tuple(
                PaperCondition(one.number, one.text, one.owner, one.due_on or "", one.shown_by)
                for one in decision.conditions
            ),
            recommendations=() if decision is None else tuple(decision.recommendations),
            dissent="" if decision is None else decision.dissent,
            record="" if row is None else f"version {row.version}, SHA-256 {row.sha256}",
            put_off=cover(case.id, item.put_off),
            minute=cover(case.id, minute),
        )


def unproven(body: bytes, confirmed: str) -> bytes:
    """Return minutes with when and by whom the office's file says they were confirmed, where no key answers for it."""
    at, _, name = confirmed.partition(" ")
    return canonical({"type": UNPROVEN_TYPE, "paper": parse(body), "confirmed": {"at": at, "by": name}})


def _items(read: Reader, meeting: MeetingRow) -> tuple[AgendaItemRow, ...]:
    return queries.rows_of(read, AgendaItemRow, order="position", meeting_id=meeting.id)


def _decided_here(
    read: Reader, case: CaseRow, item: AgendaItemRow
) -> tuple[RecordRow, DecisionRecord] | tuple[None, None]:
    """Return the record that stands, where it was made after this meeting took the case up and is dated by it."""
    standing = [one for one in queries.records(read, case.id) if not one.superseded]
    if not standing or item.taken_at is None or case.meeting_id != item.meeting_id:
        return None, None
    row = standing[-1]
    if row.made_at < item.taken_at:
        return None, None
    return row, DecisionRecord.from_plain(parse(row.body))


def _same(one: Minutes, other: Minutes) -> bool:
    """Tell whether two drafts say the same of the meeting, whenever and by whomever they were made."""
    aside = {"log_size", "log_head", "anchor", "made_at", "made_by"}
    left, right = plain_of(one), plain_of(other)
    return all(left[name] == right[name] for name in left if name not in aside)


def _day_words(day: str | None) -> str:
    return day_words(date.fromisoformat(day)) if day else ""
