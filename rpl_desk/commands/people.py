"""Commands for the people of the office."""

import argparse
from typing import TYPE_CHECKING

from .common import Commands, ask_passphrase, document_path, open_desk, say, sign_in, signed_in, tell

if TYPE_CHECKING:
    from ..desk import Desk


def register(commands: Commands) -> None:
    """Add the commands for people to the command line."""
    person = commands.group("person", "people of the office")
    add = person.add("add", "enrol a person, who gives a passphrase of their own", _add)
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--administrator", action="store_true")
    add.add_argument("--new-passphrase-file", metavar="FILE", help="the new person's passphrase, - for standard input")
    listed = person.add("list", "list people with the fingerprints of their keys", _list, person=False)
    listed.add_argument("--roster", metavar="FILE", help="also write the roster that verify takes")
    retire = person.add("retire", "note that a person has left", signed_in(_retire))
    retire.add_argument("--email", required=True)
    retire.add_argument("--reason", required=True)


def _add(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        added = desk.people.add(
            options.email,
            options.name,
            ask_passphrase(options, f"{options.name} (new)", "new_passphrase_file"),
            administrator=options.administrator,
            own_passphrase=own,
        )
        tell(f"{added.name} is a person of the office. Key {dict(desk.people.fingerprints())[added]}")


def _list(options: argparse.Namespace) -> None:
    with open_desk(options, read_only=True) as desk:
        found = desk.people.fingerprints()
        if options.roster:
            from ..whole_files import write_whole

            write_whole(document_path(options.roster), desk.people.roster())
    say(
        options,
        [{"email": one.email, "name": one.name, "role": one.office_role, "key": mark} for one, mark in found],
        "\n".join(f"{one.email:30} {one.name:24} {one.office_role:14} {mark}" for one, mark in found),
    )


def _retire(desk: "Desk", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.email)
    desk.people.retire(person, options.reason)
    tell(f"{person.name} has left the office. What they signed stays valid.")
