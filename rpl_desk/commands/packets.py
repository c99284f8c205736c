"""Commands for sealed packets: made by an assessor elsewhere, taken in closed by the chair."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .common import Commands, document_path, on_case, open_desk, say, sign_in, tell, warn_of_anchors

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..services.packet_making import FilledForm, Packed


def register(commands: Commands) -> None:
    """Add the commands for sealed packets to the command line."""
    packet = commands.group("packet", "judgements sealed to the chair elsewhere: seal, seal-own, take-in")
    seal = packet.add("seal", "seal a filled judging form to the chair it names", _seal, store=False, person=False)
    seal.add_argument("form", metavar="FORM", help="the filled judging form")
    seal.add_argument("out", metavar="FILE", help="the packet to write, ending in .packet")
    own = packet.add_for_case(
        "seal-own", "seal what you sealed in your own store to the office's chair", on_case(_seal_own)
    )
    own.add_argument("form", metavar="FORM", help="the judging form that the office made for you, not filled in")
    own.add_argument("out", metavar="FILE", help="the packet to write, ending in .packet")
    back = packet.add_for_case("take-in", "take in a packet that was sealed to you (the chair)", _take_in)
    back.add_argument("file", metavar="FILE")
    back.add_argument("--code", required=True, help="the 16 characters on its cover sheet")


def _seal(options: argparse.Namespace) -> None:
    from ..domain.packets import PACKET_SUFFIX
    from ..services.packet_making import open_filled, seal_form

    target = document_path(options.out, PACKET_SUFFIX)
    filled = open_filled(Path(options.form))
    _say(options, seal_form(filled, target), filled)


def _seal_own(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.packets import PACKET_SUFFIX
    from ..services.packet_making import open_filled

    target = document_path(options.out, PACKET_SUFFIX)
    filled = open_filled(Path(options.form))
    _say(options, desk.packet_making.seal_own(case, filled, target), filled)


def _say(options: argparse.Namespace, packed: "Packed", filled: "FilledForm") -> None:
    plain = {"file": str(packed.path), "code": packed.code, "chair": packed.chair, "fingerprint": filled.fingerprint}
    words = (
        f"Sealed to {packed.chair}, whose key has the fingerprint {filled.fingerprint}: compare it with the office's"
        f" roster.\nCode for the cover sheet: {packed.code}. Send {packed.path.name} as a file, the code another way."
    )
    say(options, plain, words)


def _take_in(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        case = desk.intake.case(options.case)
        taken = desk.packets.take_in(case, Path(options.file), options.code, passphrase)
        name = desk.intake.contents(case.id).people[taken.person_id].name
        left = desk.reconciling.waiting_for(case.id)
        tell(f"Taken in, closed. {name} has sealed; {left} still to seal. The reveal opens it.")
    warn_of_anchors(desk)
