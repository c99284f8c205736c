"""Commands for the people of the office."""

import argparse
import getpass
from typing import TYPE_CHECKING

from ..domain.errors import RuleViolation
from ..handed import read_passphrase
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
    listed.add_argument("--sheet", metavar="FILE", help="also write the roster sheet, a PDF to sign by hand")
    invite = person.add("invite", "make a one-time code, with which a new person makes their key", signed_in(_invite))
    invite.add_argument("--email", required=True)
    invite.add_argument("--name", help="left out: another code for somebody who is invited already")
    invite.add_argument("--administrator", action="store_true")
    enrol = person.add("enrol", "make your key with the code you were given", _enrol, person=False)
    enrol.add_argument("--email", required=True)
    enrol.add_argument("--code-file", metavar="FILE", help="a file with the code, - for standard input")
    enrol.add_argument("--new-passphrase-file", metavar="FILE", help="the passphrase you choose, - for standard input")
    certify = person.add("certify", "certify the key a person made, after comparing its fingerprint", _certify)
    certify.add_argument("--email", required=True)
    certify.add_argument("--fingerprint", required=True, help="as the person reads it out")
    strengthen = person.add("strengthen", "let a guess at a passphrase cost what this machine can bear", _strengthen)
    strengthen.add_argument("--memory", type=int, metavar="MIB", help="left out: measured on this machine")
    custodian = person.add("custodian", "give the authority's key to a second custodian", _custodian)
    custodian.add_argument("--email", required=True)
    custodian.add_argument("--second-passphrase-file", metavar="FILE", help="the second custodian's passphrase")
    refound = person.add("refound", "found the authority anew where no custodian can open it any more", _refound)
    refound.add_argument(
        "--with",
        dest="others",
        action="append",
        nargs=2,
        default=[],
        metavar=("EMAIL", "FILE"),
        help="somebody else who signs, and a file with their passphrase; once for each",
    )
    refound.add_argument(
        "--custodian", action="append", default=[], metavar="EMAIL", help="one of the two who will hold it; given twice"
    )
    retire = person.add("retire", "end a person's key: they have left, forgot it, or others may know it", _retire)
    retire.add_argument("--email", required=True)
    retire.add_argument("--reason", required=True)
    kinds = retire.add_mutually_exclusive_group()
    kinds.add_argument(
        "--forgotten", metavar="EMAIL", help="the passphrase is forgotten; EMAIL is who vouches for them"
    )
    kinds.add_argument("--compromised", action="store_true", help="others may know the passphrase")
    retire.add_argument("--second-passphrase-file", metavar="FILE", help="the passphrase of who vouches")


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
    from ..whole_files import write_whole

    with open_desk(options, read_only=True) as desk:
        found, waiting = desk.people.fingerprints(), dict(desk.enrolment.waiting())
        if options.roster:
            write_whole(document_path(options.roster), desk.people.roster())
        if options.sheet:
            write_whole(document_path(options.sheet, ".pdf"), desk.people.roster_sheet())
    marks = [
        (one, f"to be certified: {waiting[one]}" if one in waiting else mark or "no key yet") for one, mark in found
    ]
    say(
        options,
        [{"email": one.email, "name": one.name, "role": one.office_role, "key": mark} for one, mark in marks],
        "\n".join(f"{one.email:30} {one.name:24} {one.office_role:14} {mark}" for one, mark in marks),
    )


def _invite(desk: "Desk", options: argparse.Namespace) -> None:
    if options.name:
        person, code = desk.enrolment.invite(options.email, options.name, administrator=options.administrator)
    else:
        person = desk.people.by_email(options.email)
        code = desk.enrolment.renew_code(person)
    tell(f"{person.name} makes a key within 24 hours with the code {code}. It works once.")


def _enrol(options: argparse.Namespace) -> None:
    code = read_passphrase(options.code_file) if options.code_file else getpass.getpass("Code: ")
    words = ask_passphrase(options, f"{options.email} (new)", "new_passphrase_file")
    with open_desk(options) as desk:
        mark = desk.enrolment.enrol(options.email, code, words)
    tell(f"Your key has the fingerprint {mark}. Read it out to a custodian, who certifies it.")


def _certify(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        person = desk.people.by_email(options.email)
        waiting = dict(desk.enrolment.waiting())
        if person not in waiting:
            raise RuleViolation(f"{person.name} has made no key that waits to be certified.")
        if waiting[person].split() != options.fingerprint.upper().split():
            raise RuleViolation(
                f"The key that waits has another fingerprint. Do not certify it: ask {person.name} to make one anew."
            )
        tell(f"The key {desk.enrolment.certify(person, own)} of {person.name} is certified. Print the roster sheet.")


def _custodian(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        person = desk.people.by_email(options.email)
        desk.enrolment.make_custodian(person, own, ask_passphrase(options, person.name, "second_passphrase_file"))
        tell(f"Custodians of the authority: {', '.join(one.name for one in desk.enrolment.custodians())}.")


def _refound(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        others = [(desk.people.by_email(email), read_passphrase(file)) for email, file in options.others]
        custodians = [desk.people.by_email(email) for email in options.custodian]
        mark = desk.refounding.refound([(desk.session.user, own), *others], custodians)
        names = " and ".join(one.name for one in custodians)
    tell(f"The authority of the office is founded anew: {mark}. Its custodians are {names}.")
    tell("Print the roster sheet and have it signed by hand: documents from before count only by a roster made since.")
    tell("The office has no seal in use now. Make one where exported PDFs are to be sealed.")


def _strengthen(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        cost = desk.people.strengthen(own, options.memory or 0)
        if cost is None:
            tell("The office asks as much of a guess already.")
        else:
            tell(f"A guess at a passphrase now takes {cost.memory // 1024} MiB, {cost.passes} times over.")
            tell("Everybody else's keys follow when they next sign in.")


def _retire(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        person = desk.people.by_email(options.email)
        if options.forgotten:
            second = desk.people.by_email(options.forgotten)
            words = ask_passphrase(options, second.name, "second_passphrase_file")
            code = desk.enrolment.forgotten(person, options.reason, own, second, words)
        elif options.compromised:
            code, doubtful = desk.enrolment.compromised(person, options.reason, own)
            tell(f"Signed since the last anchor outside the store, to be looked at: {len(doubtful) or 'nothing'}.")
            for one in doubtful:
                tell(f"  {one.reference}, {one.signed_at}, receipt {one.receipt}")
        else:
            desk.enrolment.has_left(person, options.reason, own)
            tell(f"{person.name} has left the office. What they signed stays valid.")
            return
        tell(f"The key of {person.name} has ended. A new one within 24 hours with the code {code}.")
