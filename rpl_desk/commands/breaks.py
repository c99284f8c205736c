"""Commands for a damaged log: putting entries back from a backup, else what a break would name, and recording one."""

import argparse
from typing import TYPE_CHECKING

from ..domain.breaks import CAUSES
from .common import (
    DONE,
    REFUSED,
    Commands,
    ask_passphrase,
    open_desk,
    progress_line,
    say,
    sign_in,
    signed_in,
    warn_of_anchors,
)

if TYPE_CHECKING:
    from ..desk import Desk
    from ..services.breaking import Ahead
    from ..services.seeking import Sought

RESTORE_FIRST = "Restore a backup first, if one holds what was lost: rpl-desk restore BACKUP STORE."
SEEK_FIRST = "These are put back, byte for byte as they were hashed, with: rpl-desk break seek STORE"


def register(commands: Commands) -> None:
    """Add the commands of a recorded break to the command line."""
    broken = commands.group("break", "going on where no backup brings back what was damaged; restore first")
    broken.add("seek", "put back damaged log entries that lie whole in a backup", signed_in(_seek))
    broken.add("look", "what is not as it was left, and whether a break could cover it", signed_in(_look))
    record = broken.add("record", "record the break, signed by an administrator and a second person", _record)
    causes = "; ".join(f"{name}: {words}" for name, words in CAUSES.items())
    record.add_argument("--with", dest="second", metavar="EMAIL", required=True, help="the second person who signs")
    record.add_argument("--second-passphrase-file", metavar="FILE", help="the second person's passphrase")
    record.add_argument("--cause", choices=tuple(CAUSES), required=True, help=causes)
    record.add_argument("--shown", metavar="CODE", required=True, help="the code that `break look` ended with")


def _seek(desk: "Desk", options: argparse.Namespace) -> int:
    sought = desk.seeking.put_back(progress_line("Looking"))
    lines = [f"Put back: {one}" for one in sought.found]
    lines += [f"! {one}" for one in _left(sought)]
    plain = {
        "put_back": [{"entry": one.entry.seq, "hash": one.entry.hash, "where": one.where} for one in sought.found],
        "nowhere": sought.nowhere,
        "not_read": sought.not_read,
    }
    say(options, plain, "\n".join(lines))
    return REFUSED if sought.nowhere else DONE


def _left(sought: "Sought") -> list[str]:
    return [*(f"log entry {one}: lies whole in no backup here." for one in sought.nowhere), *sought.not_read]


def _look(desk: "Desk", options: argparse.Namespace) -> int:
    ahead = desk.breaks.look(progress_line("Checking"))
    lines = [f"! {one}" for one in ahead.lines] or ["All is as it was left. There is no break to record."]
    lines += [f"! {one}" for one in _left(ahead.sought)]
    if ahead.sought.found:
        lines += [*(f"  {one}" for one in ahead.sought.found), SEEK_FIRST]
    elif ahead.lines:
        lines.append(RESTORE_FIRST)
    if ahead.sought.found:
        lines.append("Look again then: what is left may need a backup to be restored, or a recorded break.")
    elif ahead.in_the_way:
        lines.append("A recorded break cannot cover this; only restoring a backup helps:")
        lines += [f"! {one}" for one in ahead.in_the_way]
    elif ahead.lines:
        lines.append(f"A recorded break would name: {ahead.damage.words()}.")
        lines.append(f"Two people record it with: rpl-desk break record --shown {_code(ahead)}")
    plain = {
        "problems": ahead.lines,
        "in_the_way": ahead.in_the_way,
        "damage": ahead.damage.to_plain(),
        "found": [one.entry.seq for one in ahead.sought.found],
        "shown": _code(ahead),
    }
    say(options, plain, "\n".join(lines))
    return REFUSED if ahead.lines else DONE


def _code(ahead: "Ahead") -> str:
    return ahead.shown[:16]


def _record(options: argparse.Namespace) -> int:
    from ..domain.errors import Conflict

    with open_desk(options) as desk:
        own = sign_in(desk, options)
        second = desk.people.by_email(options.second)
        ahead = desk.breaks.look(progress_line("Checking"))
        if _code(ahead) != options.shown:
            raise Conflict("The file is not as it was when that code was shown. Look again: rpl-desk break look STORE.")
        words = ask_passphrase(options, second.name, "second_passphrase_file")
        made = desk.breaks.record(ahead, options.cause, own, second, words, progress=progress_line("Checking again"))
    plain = {"entry": made.seq, "at": made.at, "cause": made.cause, "signed_by": made.names}
    say(options, plain, f"Log entry {made.seq}: {made.words}\nEvery check says so from now on, for ever.")
    warn_of_anchors(desk)
    return DONE
