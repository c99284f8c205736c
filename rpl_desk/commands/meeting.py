"""Commands of a meeting: calling and planning it, running it, its papers and minutes. Deciding stays with `decide`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import NotFound, RuleViolation
from ..domain.seals import SEALED
from .common import (
    Commands,
    a_day,
    a_number,
    counted,
    document_path,
    on_case,
    progress_line,
    say,
    signed_in,
    tell,
    with_seal,
)

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.panels import MeetingRow
    from ..services.meetings import AgendaLine


def register(commands: Commands) -> None:
    """Add the commands of meetings to the command line."""
    declare = commands.add_for_case("declare", "declare somebody's interest in a case", on_case(_declare))
    declare.add_argument("whose", metavar="EMAIL")
    declare.add_argument("statement")
    group = commands.group("meeting", "meetings of the panel")
    _register_planning(group)
    _register_running(group)
    _register_papers(group)


def _for_meeting(group: Commands, name: str, words: str, act: object) -> argparse.ArgumentParser:
    made = group.add(name, words, signed_in(act))  # type: ignore[arg-type]
    made.add_argument("meeting", type=a_number, metavar="MEETING", help="its number, from: meeting list")
    return made


def _register_planning(group: Commands) -> None:
    call = group.add("call", "call a meeting; says its number", signed_in(_call))
    call.add_argument("--on", type=a_day, required=True, metavar="DAY")
    call.add_argument("--place", default="")
    call.add_argument("--begins", default="", metavar="HH:MM")
    call.add_argument("--chair", required=True, metavar="EMAIL")
    call.add_argument("--secretary", metavar="EMAIL")
    call.add_argument("--member", action="append", default=[], metavar="EMAIL")
    call.add_argument("--quorum", type=a_number, help="how many of the panel; the office's own number unless given")
    group.add("list", "list the meetings", signed_in(_list))
    _for_meeting(group, "show", "show a meeting: who is invited, the cases in order and their times", _show)
    change = _for_meeting(group, "change", "change day, place, time, quorum or secretary before it begins", _change)
    change.add_argument("--on", type=a_day, metavar="DAY")
    change.add_argument("--place")
    change.add_argument("--begins", metavar="HH:MM")
    change.add_argument("--quorum", type=a_number)
    change.add_argument("--secretary", metavar="EMAIL")
    _for_meeting(group, "invite", "invite one more person", _invite).add_argument("whom", metavar="EMAIL")
    attend = _for_meeting(group, "attend", "note who is there, or who sent apologies", _attend)
    attend.add_argument("whom", metavar="EMAIL")
    there = attend.add_mutually_exclusive_group(required=True)
    there.add_argument("--present", action="store_true")
    there.add_argument("--apology", nargs="?", const="", metavar="WORDS")
    for name, words, act in (
        ("put-on", "put a case on the table", _put_on),
        ("take-off", "take a case off the table", _take_off),
    ):
        _for_meeting(group, name, words, act).add_argument("case", metavar="CASE")
    order = _for_meeting(group, "order", "order the cases: by conflicts, or one to a place", _order)
    order.add_argument("case", nargs="?", metavar="CASE")
    order.add_argument("place", nargs="?", type=a_number)
    order.add_argument("--by-conflicts", action="store_true")
    plan = _for_meeting(group, "plan", "say how long a case takes and who leads it", _plan)
    plan.add_argument("case", metavar="CASE")
    plan.add_argument("--minutes", type=a_number)
    plan.add_argument("--lead", metavar="EMAIL")


def _register_running(group: Commands) -> None:
    _for_meeting(group, "open", "open a meeting, or one that was closed again", _open)
    _for_meeting(group, "close", "close a meeting", _close)
    _for_meeting(group, "take-up", "bring a case on the table", _take_up).add_argument("case", metavar="CASE")
    put_off = _for_meeting(group, "put-off", "leave a case for another meeting", _put_off)
    put_off.add_argument("case", metavar="CASE")
    put_off.add_argument("reason")
    left = _for_meeting(group, "left", "note that somebody has left the room, now", _left)
    left.add_argument("whom", metavar="EMAIL")
    left.add_argument("--reason", default="")
    _for_meeting(group, "back", "note that somebody is in the room again, now", _back).add_argument(
        "whom", metavar="EMAIL"
    )
    pause = _for_meeting(group, "pause", "begin a break; nothing is decided until it is over", _pause)
    pause.add_argument("--reason", default="")
    _for_meeting(group, "go-on", "end the break", _go_on)
    acting = _for_meeting(group, "chair", "let somebody in the room chair it from now, or its own chair again", _chair)
    acting.add_argument("whom", metavar="EMAIL")
    acting.add_argument("--reason", default="", help="why the chair does not; printed in the minutes")
    minute = _for_meeting(group, "minute", "write the minute of a case, or of the meeting itself", _minute)
    minute.add_argument("case", nargs="?", metavar="CASE")
    minute.add_argument("--text", required=True)


def _register_papers(group: Commands) -> None:
    with_seal(_for_meeting(group, "agenda", "write the agenda as PDF", _agenda)).add_argument("out", metavar="OUT.pdf")
    pack = with_seal(_for_meeting(group, "pack", "write the paper pack: a PDF for each case in running order", _pack))
    pack.add_argument("--to", required=True, metavar="DIR")
    minutes = with_seal(_for_meeting(group, "minutes", "draft, correct, confirm or print the minutes", _minutes))
    minutes.add_argument("--draft", action="store_true", help="draft them from what was captured")
    minutes.add_argument("--correct", metavar="WORDS", help="the minute as it should read; with --reason")
    minutes.add_argument("--of", metavar="CASE", help="the case whose minute is corrected; the meeting's unless given")
    minutes.add_argument("--reason", default="")
    minutes.add_argument("--confirm", action="store_true", help="confirm the newest version (the chair)")
    minutes.add_argument("--out", metavar="OUT.pdf")


# -- planning ---------------------------------------------------------------------------------------------------------


def _declare(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.whose)
    desk.intake.declare_interest(case, person, options.statement)
    tell(f"{person.name} has an interest in {case.reference} and leaves the room for it.")


def _call(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = desk.panels.call(
        options.on,
        options.place,
        desk.people.by_email(options.chair),
        [desk.people.by_email(one) for one in options.member],
        desk.people.by_email(options.secretary) if options.secretary else None,
        options.quorum,
    )
    if options.begins:
        desk.meetings.begin_at(meeting, options.begins)
    say(options, {"meeting": meeting.id, "quorum": meeting.quorum}, f"Meeting {meeting.id}, quorum {meeting.quorum}.")


def _list(desk: "Desk", options: argparse.Namespace) -> None:
    found = desk.panels.meetings()
    plain = [{"meeting": one.id, "held_on": one.held_on.isoformat(), "place": one.place} for one in found]
    words = "\n".join(f"{one.id:4} {one.held_on.isoformat()} {one.place}" for one in found)
    say(options, plain, words or "No meeting is called yet.")


def _show(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    names = {one.id: one for one in desk.people.people(retired=True)}
    states = {True: "present", False: "apologies", None: "not noted"}
    attendance = {names[one.person_id].name: states[one.present] for one in desk.panels.attendance(meeting)}
    lines = desk.meetings.order(meeting)
    sitting = desk.meetings.sitting(meeting)
    plain = {
        "meeting": meeting.id,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "begins": sitting.begins if sitting else "",
        "open": sitting is not None and sitting.is_open,
        "quorum": meeting.quorum,
        "chair": names[meeting.chair_id].name,
        "attendance": attendance,
        "times_left": desk.meetings.times_left(meeting),
        "cases": [
            {
                "case": one.case.reference,
                "starts": one.starts,
                "minutes": one.item.minutes,
                "lead": one.lead.name if one.lead else "",
                "leaving": [who.name for who in one.leaving],
                "on_the_table": one.is_up,
                "decided": one.decided,
                "put_off": one.item.put_off,
            }
            for one in lines
        ],
    }
    words = [f"Meeting {meeting.id}, {meeting.held_on.isoformat()}, {meeting.place}. Quorum {meeting.quorum}."]
    words += [f"  {name}: {state}" for name, state in attendance.items()]
    for number, one in enumerate(lines, start=1):
        leaving = f"; leaves: {', '.join(who.name for who in one.leaving)}" if one.leaving else ""
        state = "on the table" if one.is_up else "decided" if one.decided else ""
        head = " ".join(part for part in (f"{number}.", one.starts, one.case.reference, one.case.title, state) if part)
        words.append(f"{head} ({one.item.minutes} min){leaving}")
    say(options, plain, "\n".join(words))


def _change(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    given = {"held_on": options.on, "place": options.place, "quorum": options.quorum}
    values = {name: value for name, value in given.items() if value is not None}
    if options.secretary:
        values["secretary_id"] = desk.people.by_email(options.secretary).id
    if values:
        meeting = desk.meetings.change(meeting, **values)
    if options.begins is not None:
        desk.meetings.begin_at(meeting, options.begins)
    print("Changed.")


def _invite(desk: "Desk", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.whom)
    desk.panels.invite(_meeting(desk, options), person)
    tell(f"{person.name} is invited.")


def _attend(desk: "Desk", options: argparse.Namespace) -> None:
    meeting, person = _meeting(desk, options), desk.people.by_email(options.whom)
    row = next((one for one in desk.panels.attendance(meeting) if one.person_id == person.id), None)
    if row is None:
        raise NotFound(f"{person.name} is not invited to this meeting.")
    desk.panels.attend(row, options.present, "" if options.present else options.apology)
    tell(f"{person.name}: {'present' if options.present else 'apologies'}.")


def _put_on(desk: "Desk", options: argparse.Namespace) -> None:
    desk.panels.put_on(_meeting(desk, options), desk.intake.case(options.case))
    tell(f"{options.case} is on the table.")


def _take_off(desk: "Desk", options: argparse.Namespace) -> None:
    desk.panels.take_off(_meeting(desk, options), desk.intake.case(options.case))
    tell(f"{options.case} is off the table.")


def _order(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    if options.by_conflicts:
        desk.meetings.group(meeting)
    elif options.case and options.place:
        desk.meetings.place(meeting, _line(desk, meeting, options.case).item, options.place)
    else:
        raise RuleViolation("Say --by-conflicts, or a case and its place.")
    print(f"Ordered. Somebody leaves the room {counted(desk.meetings.times_left(meeting), 'time')}.")


def _plan(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    if options.minutes:
        desk.meetings.estimate(meeting, _line(desk, meeting, options.case).item, options.minutes)
    if options.lead:
        person = desk.people.by_email(options.lead)
        desk.meetings.name_lead(meeting, _line(desk, meeting, options.case).item, person)
    tell(f"{options.case} is planned.")


# -- running ----------------------------------------------------------------------------------------------------------


def _open(desk: "Desk", options: argparse.Namespace) -> None:
    desk.meetings.open(_meeting(desk, options))
    print("The meeting is open.")


def _close(desk: "Desk", options: argparse.Namespace) -> None:
    desk.meetings.close(_meeting(desk, options))
    print("The meeting is closed.")


def _take_up(desk: "Desk", options: argparse.Namespace) -> None:
    from ..domain.meetings import room_of

    meeting = _meeting(desk, options)
    line = _line(desk, meeting, options.case)
    desk.meetings.take_up(meeting, line.item)
    contents = desk.intake.contents(line.case.id)
    tell(f"{options.case} is on the table.")
    if contents.meeting is not None and contents.meeting.id == meeting.id:
        room = room_of(contents)
        for one in room.still_here:
            tell(f"  {one.name} must leave: {one.why}")
        tell(f"  {room.quorum}")


def _put_off(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    desk.meetings.put_off(meeting, _line(desk, meeting, options.case).item, options.reason)
    tell(f"{options.case} is put off.")


def _left(desk: "Desk", options: argparse.Namespace) -> None:
    meeting, person = _meeting(desk, options), desk.people.by_email(options.whom)
    up = next((one for one in desk.meetings.order(meeting) if one.is_up), None)
    if up is None:
        raise RuleViolation("No case is on the table. Take one up first.")
    desk.meetings.leave(meeting, up.case, person, options.reason)
    tell(f"{person.name} has left the room.")


def _back(desk: "Desk", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.whom)
    desk.meetings.come_back(_meeting(desk, options), person)
    tell(f"{person.name} is in the room again.")


def _pause(desk: "Desk", options: argparse.Namespace) -> None:
    desk.meetings.pause(_meeting(desk, options), options.reason)
    print("The meeting is on a break.")


def _go_on(desk: "Desk", options: argparse.Namespace) -> None:
    desk.meetings.go_on(_meeting(desk, options))
    print("The meeting goes on.")


def _chair(desk: "Desk", options: argparse.Namespace) -> None:
    meeting, person = _meeting(desk, options), desk.people.by_email(options.whom)
    if person.id == meeting.chair_id:
        desk.meetings.chair_again(meeting)
    else:
        desk.meetings.act_as_chair(meeting, person, options.reason)
    tell(f"{person.name} chairs the meeting.")
    for one in desk.meetings.not_theirs(meeting, person):
        tell(f"  {one.reference}: {person.name} has not the role of its chair, so cannot confirm its decision.")


def _minute(desk: "Desk", options: argparse.Namespace) -> None:
    case = desk.intake.case(options.case) if options.case else None
    desk.meetings.keep_minute(_meeting(desk, options), case, options.text)
    print("Kept.")


# -- papers -----------------------------------------------------------------------------------------------------------


def _agenda(desk: "Desk", options: argparse.Namespace) -> None:
    desk.papers.print_agenda(_meeting(desk, options), document_path(options.out, ".pdf"))
    tell(f"{options.out} is written. {desk.seals.not_sealed_because or SEALED}")


def _pack(desk: "Desk", options: argparse.Namespace) -> None:
    pack = desk.papers.print_pack(_meeting(desk, options), Path(options.to), progress_line("Writing"))
    for one in pack.files:
        tell(str(one))
    for reference in pack.left_out:
        tell(f"{reference} is left out: you leave the room for it.")
    if pack.files:
        tell(desk.seals.not_sealed_because or SEALED)


def _minutes(desk: "Desk", options: argparse.Namespace) -> None:
    meeting = _meeting(desk, options)
    if options.correct is not None:
        key = desk.intake.case(options.of).id if options.of else None
        desk.minutes.correct(meeting, {key: options.correct}, options.reason)
    elif options.draft:
        desk.minutes.draft(meeting)
    kept = desk.minutes.versions(meeting)
    if not kept:
        raise NotFound("There are no minutes yet: --draft makes them.")
    if options.confirm:
        desk.minutes.confirm(meeting, kept[-1])
        kept = desk.minutes.versions(meeting)
    if options.out:
        desk.minutes.print(meeting, document_path(options.out, ".pdf"))
    for one in kept:
        state = "confirmed" if one.confirmed_at else "draft"
        tell(f"version {one.version}, {state}, SHA-256 {one.sha256}{f', {one.reason}' if one.reason else ''}")


def _meeting(desk: "Desk", options: argparse.Namespace) -> "MeetingRow":
    return desk.panels.meeting(options.meeting)


def _line(desk: "Desk", meeting: "MeetingRow", reference: str) -> "AgendaLine":
    found = next((one for one in desk.meetings.order(meeting) if one.case.reference == reference), None)
    if found is None:
        raise NotFound(f"{reference} is not on this meeting's table.")
    return found
