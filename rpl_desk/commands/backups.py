"""Commands of backups: making one, which ones there are, whether one is whole, and putting one in a store's place."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.backups import RULE_WORDS, signed_words
from ..domain.errors import KeyNeeded, RuleViolation
from .common import (
    DONE,
    REFUSED,
    Commands,
    a_number,
    ask_passphrase,
    counted,
    open_desk,
    progress_line,
    say,
    signed_in,
    tell,
)

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.backups import BackupRow, Losses
    from ..services.unlocking import Keys


def register(commands: Commands) -> None:
    """Add the commands of backups to the command line."""
    backup = commands.group("backup", "verified copies of a store")
    make = backup.add("make", "make a backup; it counts only once the copy is verified", signed_in(_make))
    make.add_argument("--to", metavar="FOLDER", help="left out: the folder of backups beside the store")
    listed = backup.add("list", "which backups of a store there are", _list, person=False)
    listed.add_argument("--in", dest="folder", metavar="FOLDER", help="left out: both places of the store")
    verify = backup.add("verify", "check everything in a backup", _verify, store=False)
    verify.add_argument("backup", metavar="BACKUP")
    restore = commands.add("restore", "put a backup in the place of a store, which is kept", _restore, store=False)
    restore.add_argument("backup", metavar="BACKUP")
    restore.add_argument("store", metavar="STORE", help="the store it is put in the place of, or a name that is free")
    restore.add_argument("--reason", metavar="TEXT", help="why; left out: only says what would be lost")
    drill = commands.add("drill", "rehearse a restore; how it went is put in the log", signed_in(_drill))
    drill.add_argument("backup", nargs="?", metavar="BACKUP", help="left out: the newest in the second place")
    rules = backup.add("rules", "how often backups are made unasked, and how many are kept", signed_in(_rules))
    for name, words in RULE_WORDS.items():
        rules.add_argument(f"--{name.replace('_', '-')}", dest=name, type=a_number, metavar="NUMBER", help=words)


def _keys(options: argparse.Namespace, *files: str) -> "Keys":
    """Return what opens files that may be encrypted: the passphrase is asked for where one of them is."""
    from ..services.unlocking import Keys, needs_key

    if not any(Path(one).exists() and needs_key(Path(one)) for one in files):
        return Keys()
    if not options.person:
        raise KeyNeeded(f"{' or '.join(files)} is encrypted. Say who opens it: --as EMAIL.")
    return Keys(None, options.person, ask_passphrase(options, options.person))


def _plain(row: "BackupRow") -> dict[str, object]:
    return {
        "file": row.file,
        "made_at": row.made_at.isoformat(),
        "size": row.size,
        "sha256": row.sha256,
        "log": row.log_size,
        "needs": [one.file for one in row.needs],
        "fault": row.fault,
    }


def _make(desk: "Desk", options: argparse.Namespace) -> int:
    made = desk.backups.make(Path(options.to) if options.to else None, progress_line("Backing up"))
    lines = [f"{made.path} is made and verified: {made.row.log_size} log entries."]
    if made.second is not None:
        lines.append(f"The same file is in the second place, verified there: {made.second}.")
    lines += [f"Removed by rotation: {one}." for one in made.removed]
    lines += [f"! {made.problem}"] if made.problem else []
    plain = {**_plain(made.row), "second": made.second, "removed": made.removed, "problem": made.problem}
    say(options, plain, "\n".join(lines))
    return REFUSED if made.problem else DONE


def _list(options: argparse.Namespace) -> None:
    with open_desk(options, read_only=True) as desk:
        second = desk.anchors.folder()
        chosen = (
            [Path(options.folder)] if options.folder else [desk.backups.first_place(), *([second] if second else [])]
        )
        found = [(place, desk.backups.backups(place)) for place in chosen]
    lines = []
    for place, rows in found:
        lines.append(f"{place}: {counted(len([one for one in rows if not one.fault]), 'backup')}")
        for row in rows:
            lines.append(f"! {row.file} does not count: {row.fault}." if row.fault else _listed(row))
    say(options, {str(place): [_plain(one) for one in rows] for place, rows in found}, "\n".join(lines))


def _listed(row: "BackupRow") -> str:
    rest = f", and evidence in {', '.join(one.file for one in row.needs)}" if row.needs else ""
    return f"  {row.file} {row.size:,} bytes{rest}"


def _verify(options: argparse.Namespace) -> None:
    from ..services.backup_files import verify_backup

    row = verify_backup(Path(options.backup), progress_line("Checking"), _keys(options, options.backup))
    if options.json:
        say(options, {**_plain(row), "signed_by": row.signed_by}, "")
    else:
        tell(f"{row.file} is whole: {row.log_size} log entries, made {row.made_at:%d %B %Y %H:%M} UTC.")
        tell(signed_words(row.signed_by))


def _drill(desk: "Desk", options: argparse.Namespace) -> int:
    found = desk.drills.rehearse(Path(options.backup) if options.backup else None, progress_line("Rehearsing"))
    words = (
        f"{found.backup} was put in place and checked whole in {counted(found.seconds, 'second')}."
        if not found.fault
        else f"! The rehearsal with {found.backup} failed: {found.fault}"
    )
    plain = {"backup": found.backup, "seconds": found.seconds, "log": found.log_size, "fault": found.fault}
    say(options, plain, f"{words}\nNoted in the log on {found.rehearsed_at:%d %B %Y}.")
    return REFUSED if found.fault else DONE


def _rules(desk: "Desk", options: argparse.Namespace) -> None:
    said = {name: getattr(options, name) for name in RULE_WORDS if getattr(options, name) is not None}
    if said:
        desk.backups.set_rules(replace(desk.backups.rules(), **said))
    rules = desk.backups.rules()
    plain = {name: getattr(rules, name) for name in RULE_WORDS}
    say(options, plain, "\n".join(f"{RULE_WORDS[name]}: {value}" for name, value in plain.items()))


def _restore(options: argparse.Namespace) -> None:
    from ..services.restoring import losses, restore

    backup, store = Path(options.backup), Path(options.store)
    if not options.reason:
        lost = losses(backup, store, _keys(options, options.backup, options.store))
        lines = [f"Restoring {backup.name} would lose:" if lost.lines else f"{backup.name} holds all that {store} has."]
        lines += [f"  {one}" for one in lost.lines]
        lines += [] if lost.signed_by is None else [signed_words(lost.signed_by)]
        lines.append("Nothing was changed. An administrator restores it with --as EMAIL and --reason TEXT.")
        say(options, _lost(lost), "\n".join(lines))
        return
    if not options.person:
        raise RuleViolation("Say who you are: --as EMAIL.")
    passphrase = ask_passphrase(options, options.person)
    done = restore(
        backup,
        store,
        email=options.person,
        passphrase=passphrase,
        reason=options.reason,
        progress=progress_line("Restoring"),
    )
    lines = [f"{done.store} is the backup of {done.row.made_at:%d %B %Y %H:%M} UTC now, in epoch {done.epoch}."]
    lines.append(signed_words(done.row.signed_by))
    lines += [f"The store before is kept as {done.kept}."] if done.kept else []
    lines += (
        ["Lost with it, and to be done again:", *(f"  {one}" for one in done.losses.lines)] if done.losses.lines else []
    )
    lines += [f"! {done.problem}"] if done.problem else []
    plain = {"store": done.store, "kept": done.kept, "epoch": done.epoch, "problem": done.problem}
    say(options, {**plain, **_lost(done.losses)}, "\n".join(lines))


def _lost(lost: "Losses") -> dict[str, object]:
    return {
        "sign_offs": [{"case": one.reference, "name": one.name, "receipt": one.receipt} for one in lost.sign_offs],
        "opened": lost.opened,
        "decided": lost.decided,
        "ended": lost.ended,
        "entries": lost.entries,
        "unknown": lost.unknown,
        "signed_by": lost.signed_by,
    }
