"""Commands of the office: its window, its worked example, its founding and the check of its store."""

import argparse
from pathlib import Path

from ..domain.errors import RuleViolation, StorageProblem
from .common import DONE, Commands, ask_passphrase, progress_line, tell
from .encrypting import add_sheet, sheet_path, write_sheet


def register(commands: Commands) -> None:
    """Add the commands of the office to the command line."""
    window = commands.bare("window", "open the window (the default)", open_window)
    window.add_argument("store", nargs="?")
    demo = commands.bare("demo", "make the worked example and open it", _demo)
    demo.add_argument("store", nargs="?")
    demo.add_argument("--no-window", action="store_true", help="only make it")
    new = commands.add("new", "found a store", _new, store=False, person=False)
    new.add_argument("store", metavar="STORE")
    new.add_argument("--office", required=True, help="the office's name")
    new.add_argument("--unit", default="", help="such as: Quality office")
    new.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator's address")
    new.add_argument("--admin-name", metavar="NAME")
    new.add_argument("--encrypt", action="store_true", help="encrypt the file; see: rpl-desk encrypt --help")
    add_sheet(new, required=False)
    new.add_argument("--passphrase-file", metavar="FILE", help="a file with the passphrase, - for standard input")


def open_window(options: argparse.Namespace) -> int:
    from ..app import run as run_window

    store = Path(options.store) if getattr(options, "store", None) else None
    return run_window(store)


def _demo(options: argparse.Namespace) -> int:
    from ..example import EXAMPLE_PASSPHRASE, default_place, exported_folder, is_example, make_example

    store = Path(options.store).absolute() if options.store else default_place()
    if not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        make_example(store, progress_line("Making the worked example"))
    elif not is_example(store):
        raise StorageProblem(f"{store} is there already and is not the worked example. Choose another name.")
    tell(f"The worked example is at {store}.")
    tell(f"Two of its decisions are signed and exported to {exported_folder(store)}.")
    print(f"Everybody in it signs in with the passphrase: {EXAMPLE_PASSPHRASE}")
    if options.no_window:
        return DONE
    options.store = str(store)
    return open_window(options)


def _new(options: argparse.Namespace) -> None:
    from ..desk import Desk

    if options.encrypt and not options.recovery_sheet:
        raise RuleViolation("Say where the sheet of recovery codes goes: --recovery-sheet FILE.pdf.")
    if options.encrypt:
        sheet_path(options)
    codes = Desk.found(
        options.store,
        name=options.office,
        unit=options.unit,
        admin_name=options.admin_name or options.admin.split("@")[0],
        admin_email=options.admin,
        passphrase=ask_passphrase(options, options.admin),
        encrypted=options.encrypt,
    )
    tell(f"{options.store} is founded for {options.office}.")
    if codes:
        write_sheet(options, options.office, codes)
