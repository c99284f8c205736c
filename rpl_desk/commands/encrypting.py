"""Commands of encryption: putting it on a store, changing its key, taking it off, and the recovery codes on paper."""

import argparse
import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import RuleViolation
from ..domain.protection import DOES_NOT_PROTECT, LOST, PROTECTS
from ..handed import read_passphrase
from .common import Commands, ask_passphrase, document_path, open_desk, progress_line, say, sign_in, tell

if TYPE_CHECKING:
    from ..domain.protection import RecoveryCode
    from ..services.encryption import Converted

_CONFIRM = "Print it, and type each code back from the paper: rpl-desk recovery confirm {store}. No work starts before."


def register(commands: Commands) -> None:
    """Add the commands of encryption to the command line."""
    encrypt = commands.add("encrypt", f"encrypt a store. {PROTECTS} {DOES_NOT_PROTECT} {LOST}", _encrypt)
    rekey = commands.add("rekey", "put an encrypted store under a new key, with new recovery codes", _rekey)
    commands.add("decrypt", "take the encryption off a store", _decrypt)
    recover = commands.add("recover", "open an encrypted store with a recovery code, which is replaced", _recover)
    recovery = commands.group("recovery", "the recovery codes of an encrypted store")
    confirm = recovery.add("confirm", "type a recovery code back from paper", _confirm, person=False)
    new = recovery.add("new", "replace both recovery codes by new ones", _new_codes)
    recovery.add("show", "how a store is kept, and who opens it", _show)
    for one in (encrypt, rekey, recover, new):
        add_sheet(one, required=True)
    for one in (recover, confirm):
        one.add_argument("--code-file", metavar="FILE", help="a file with the recovery code, - for standard input")


def add_sheet(command: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the option that says where the sheet of recovery codes goes."""
    command.add_argument(
        "--recovery-sheet", metavar="FILE", required=required, help="where the sheet of recovery codes goes, a PDF"
    )


def sheet_path(options: argparse.Namespace) -> Path:
    """Return where the sheet goes; raises RuleViolation where it could not be written, before any code is made."""
    path = document_path(options.recovery_sheet, ".pdf")
    if not path.absolute().parent.is_dir():
        raise RuleViolation(f"There is no folder {path.absolute().parent}. Make it first, or choose another.")
    return path


def write_sheet(options: argparse.Namespace, office: str, codes: "Sequence[RecoveryCode]") -> None:
    """Write the sheet, and say what to do with it."""
    from ..services.encryption import sheet
    from ..whole_files import write_whole

    path = sheet_path(options)
    write_whole(path, sheet(office, Path(options.store).name, codes))
    tell(f"The recovery codes are in {path}. {_CONFIRM.format(store=options.store)}")
    tell("Then delete that file: the codes belong on paper, in two envelopes, in two places.")


def _encrypt(options: argparse.Namespace) -> None:
    sheet_path(options)
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        done = desk.encryption.encrypt(passphrase, progress_line("Encrypting"))
        office = desk.office.office().name
    tell(f"{options.store} is encrypted. {LOST}")
    _tell_of_old(done, "is not encrypted, and neither are backups made until now")
    write_sheet(options, office, done.codes)
    tell("Each colleague signs in once while you have it open; from then on it opens for them too.")


def _rekey(options: argparse.Namespace) -> None:
    sheet_path(options)
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        done = desk.encryption.rekey(passphrase, progress_line("Changing the key"))
        office = desk.office.office().name
    tell(f"{options.store} is under a new key.")
    _tell_of_old(done, "still opens with the old key, as do backups made until now")
    write_sheet(options, office, done.codes)
    tell("Each colleague signs in once while you have it open; from then on it opens for them too.")


def _decrypt(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        done = desk.encryption.decrypt(sign_in(desk, options), progress_line("Taking the encryption off"))
    tell(f"{options.store} is not encrypted any more: whoever has the file can read everything in it.")
    _tell_of_old(done, "is the encrypted one")


def _tell_of_old(done: "Converted", what: str) -> None:
    tell(f"The old file is kept as {done.kept.name}: it {what}. Delete it once you have looked at the new one.")


def _code(options: argparse.Namespace) -> str:
    return read_passphrase(options.code_file) if options.code_file else getpass.getpass("Recovery code: ")


def _confirm(options: argparse.Namespace) -> None:
    from ..desk import Desk
    from ..services.unlocking import unlock_by_code

    code = _code(options)
    with Desk.open(options.store, unlocked=unlock_by_code(Path(options.store), code)) as desk:
        left = desk.encryption.confirm(code)
    tell(
        f"That is right. Now type code {' and '.join(map(str, left))}."
        if left
        else "Both recovery codes are on paper and readable. Put each in an envelope, and keep them in two places."
    )


def _new_codes(options: argparse.Namespace) -> None:
    sheet_path(options)
    with open_desk(options) as desk:
        passphrase = options.opened[1] if hasattr(options, "opened") else ask_passphrase(options, options.person or "")
        codes = desk.encryption.new_codes(desk.people.by_email(options.person or ""), passphrase)
        office = desk.office.office().name
    tell("The recovery codes before open nothing any more. Destroy their pages.")
    write_sheet(options, office, codes)


def _recover(options: argparse.Namespace) -> None:
    from ..desk import Desk
    from ..services.unlocking import unlock_by_code

    sheet_path(options)
    unlocked = unlock_by_code(Path(options.store), _code(options))
    with Desk.open(options.store, unlocked=unlocked) as desk:
        code = desk.encryption.recovered(unlocked.number)
        office = desk.office.office().name
        write_sheet(options, office, (code,))
        tell(f"Code {unlocked.number} opened {options.store}, which is in its log, and opens nothing from now on.")
        if options.person:
            person = desk.people.by_email(options.person)
            desk.encryption.admit(person, ask_passphrase(options, options.person))
            tell(f"The file opens for {person.name} again.")


def _show(options: argparse.Namespace) -> None:
    with open_desk(options, read_only=True) as desk:
        state = desk.encryption.state()
    plain = {
        "encrypted": state.encrypted,
        "codes": [{"number": one.number, "confirmed": one.confirmed_at is not None} for one in state.codes],
        "without": [one.email for one in state.without],
        "kept": [str(one) for one in state.kept],
    }
    lines = [f"{options.store} is {'encrypted' if state.encrypted else 'not encrypted'}."]
    for code in state.codes:
        lines.append(f"  Recovery code {code.number}: {'on paper' if code.confirmed_at else 'not typed back yet'}")
    for person in state.without:
        lines.append(f"! {person.name} does not open it yet: they sign in once while somebody has it open.")
    lines += [f"! {one.name} is an old file of it. Delete it if the new one is as it should be." for one in state.kept]
    say(options, plain, "\n".join(lines))
