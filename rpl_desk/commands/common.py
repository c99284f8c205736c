"""What every command shares: opening and signing in, answering, and the assembly of the parser."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.errors import KeyNeeded, RuleViolation, StorageProblem
from ..handed import DAY, escaped, read_passphrase, shown

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow

DONE, REFUSED = 0, 1

Act = Callable[[argparse.Namespace], int | None]


def refused(sentence: str) -> int:
    """Say why on standard error; returns the exit status."""
    print(shown(sentence), file=sys.stderr)
    return REFUSED


def tell(text: str) -> None:
    """Print for a person, with nothing in it that would command the terminal or turn the direction."""
    print(shown(text))


def counted(number: int, what: str) -> str:
    """Return the number with its noun, in the plural where it is not one."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def document_path(path: str, ending: str = "") -> Path:
    """Return where a document may be written; raises RuleViolation for a store, or a name without its ending."""
    target = Path(path)
    if ending and target.suffix.lower() != ending:
        raise RuleViolation(f"{path} does not end in {ending}, so other programs would not open it.")
    if target.is_file():
        from ..services.unlocking import is_kept_by_program

        if is_kept_by_program(target):
            raise StorageProblem(f"{path} is a store, its key file or another database. Choose another name.")
    return target


def open_desk(options: argparse.Namespace, *, read_only: bool = False) -> "Desk":
    """Open the store; an encrypted one with the passphrase of who is named by `--as`, asked for this once."""
    from ..desk import Desk

    try:
        return Desk.open(options.store, read_only=read_only)
    except KeyNeeded:
        from ..services.unlocking import unlock

        passphrase = _passphrase_of_opener(options)
        unlocked = unlock(Path(options.store), options.person, passphrase)
        options.opened = (unlocked, passphrase)
        if read_only:
            unlocked.close()  # nobody signs in
        return Desk.open(options.store, read_only=read_only, unlocked=unlocked)


def _passphrase_of_opener(options: argparse.Namespace) -> str:
    if not getattr(options, "person", None):
        raise KeyNeeded(f"{options.store} is encrypted. Say who opens it: --as EMAIL.")
    return ask_passphrase(options, options.person)


def ask_passphrase(options: argparse.Namespace, whose: str, name: str = "passphrase_file") -> str:
    """Take a passphrase from a file, from standard input (`-`), or by asking; never from the command line itself."""
    source = getattr(options, name, None)
    if source:
        return read_passphrase(source)
    return getpass.getpass(f"{whose}: passphrase: ")


def sign_in(desk: "Desk", options: argparse.Namespace) -> str:
    """Sign the person in and return the passphrase, which some commands need once more."""
    if not options.person:
        raise RuleViolation("Say who you are: --as EMAIL.")
    unlocked, passphrase = getattr(options, "opened", None) or (None, ask_passphrase(options, options.person))
    if unlocked is None:
        desk.sign_in(options.person, passphrase)
    else:
        with unlocked:  # the passphrase that opened the file signs in too, at the cost of one try
            desk.people.sign_in(options.person, passphrase, root=unlocked.root)
    if desk.session.clock_notice:
        print(shown(desk.session.clock_notice), file=sys.stderr)
    desk.session.idle = timedelta.max  # a command leaves no desk unattended, however long its work takes
    if getattr(options, "seal_by", None):
        custodian = desk.people.by_email(options.seal_by)
        desk.seals.open(custodian, ask_passphrase(options, options.seal_by, "seal_passphrase_file"))
    return passphrase


def with_seal(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let a command that writes PDFs open the office's seal for whoever runs it; one who holds it has it open."""
    command.add_argument("--seal-by", metavar="EMAIL", help="a custodian, whose passphrase opens the office's seal")
    command.add_argument("--seal-passphrase-file", metavar="FILE", help="a file with theirs, - for standard input")
    return command


def warn_of_anchors(desk: "Desk") -> None:
    """Say on standard error, once the desk is closed, that the newest anchor is not in its place outside yet."""
    if desk.anchors.problem:
        print(shown(desk.anchors.problem), file=sys.stderr)


def signed_in(act: Callable[["Desk", argparse.Namespace], int | None]) -> Callable[[argparse.Namespace], int | None]:
    """Wrap a command that works on a store as a person."""

    def command(options: argparse.Namespace) -> int | None:
        with open_desk(options) as desk:
            sign_in(desk, options)
            done = act(desk, options)
        warn_of_anchors(desk)
        return done

    return command


def on_case(
    act: Callable[["Desk", "CaseRow", argparse.Namespace], int | None],
) -> Callable[[argparse.Namespace], int | None]:
    """Wrap a command that works on one case as a person."""

    def command(desk: "Desk", options: argparse.Namespace) -> int | None:
        return act(desk, desk.intake.case(options.case), options)

    return signed_in(command)


def say(options: argparse.Namespace, plain: Any, words: str) -> None:
    """Print the answer as a person reads it, or as JSON for a script."""
    print(escaped(json.dumps(plain, ensure_ascii=False, indent=2, default=str)) if options.json else shown(words))


def progress_line(what: str) -> Callable[[int, int], None] | None:
    """Return a progress line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show


def a_day(text: str) -> date:
    """Read a day an argument gives."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a day of the calendar") from error
    raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-05-28")


def a_number(text: str) -> int:
    """Read a number from 1 an argument gives."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


class CommandParser(argparse.ArgumentParser):
    """Takes the options of a command before, between and after what it works on, as people type them.

    argparse alone gives an argument that may be left out its default as soon as an option follows what came before it.
    """

    _inside = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._inside or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._inside = False


class Commands:
    """The commands of one parser; each module of a subject adds its own."""

    def __init__(self, parser: argparse.ArgumentParser, metavar: str = "command") -> None:
        self._parsers = parser.add_subparsers(metavar=metavar, required=True, parser_class=CommandParser)

    def group(self, name: str, words: str) -> "Commands":
        """Add a command that has commands of its own."""
        return Commands(self._parsers.add_parser(name, help=words), "what")

    def bare(self, name: str, words: str, act: Act) -> argparse.ArgumentParser:
        """Add a command that takes nothing but what its module gives it."""
        made = self._parsers.add_parser(name, help=words)
        made.set_defaults(act=act)
        return made

    def add(
        self, name: str, words: str, act: Act, *, store: bool = True, person: bool = True
    ) -> argparse.ArgumentParser:
        """Add a command that can answer as JSON; `store` and `person` say whether it works on a store, as a person."""
        made = self._parsers.add_parser(name, help=words, description=words)
        if store:
            made.add_argument("store", metavar="STORE")
        if person or store:
            who = "who you are" if person else "who you are, where the store is encrypted"
            made.add_argument("--as", dest="person", metavar="EMAIL", help=who)
            made.add_argument(
                "--passphrase-file", metavar="FILE", help="a file with your passphrase, - for standard input"
            )
        made.add_argument("--json", action="store_true", help="answer as JSON")
        made.set_defaults(act=act)
        return made

    def add_for_case(self, name: str, words: str, act: Act) -> argparse.ArgumentParser:
        """Add a command that works on one case, as a person."""
        made = self.add(name, words, act)
        made.add_argument("case", metavar="CASE")
        return made
