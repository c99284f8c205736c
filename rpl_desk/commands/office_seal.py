"""Commands for the seal the office puts on the PDFs it hands out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.seals import NO_SEAL, WHAT_IT_PROVES, OfficeSealRow, SealKind
from .common import Commands, ask_passphrase, open_desk, say, sign_in, tell

if TYPE_CHECKING:
    from ..desk import Desk


def register(commands: Commands) -> None:
    """Add the commands of the office's seal to the command line."""
    seal = commands.group("office-seal", "the seal the office puts on the PDFs it hands out")
    seal.add("show", "show the seal in use, and those before it", _show, person=False)
    seal.add("make", "make a seal (ECDSA P-256); by a custodian", _make)
    bring = seal.add("import", "take a seal from a PKCS#12 file (.p12, .pfx); by a custodian", _import)
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--password-file", metavar="FILE", help="a file with the password of FILE, - for standard input")
    end = seal.add("end", "seal no more; by a custodian", _end)
    end.add_argument("--reason", required=True)


def _show(options: argparse.Namespace) -> None:
    with open_desk(options, read_only=True) as desk:
        kept = desk.seals.all()
        plain = [_plain(desk, one) for one in kept]
        lines = [line for one in reversed(kept) for line in _lines(desk, one)]
    say(options, plain, "\n".join(lines or [NO_SEAL]))


def _make(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        _tell_of(desk, options, desk.seals.make(own))
    if not options.json:
        tell(WHAT_IT_PROVES)


def _import(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        password = ask_passphrase(options, Path(options.file).name, "password_file")
        _tell_of(desk, options, desk.seals.bring(Path(options.file), password, own))


def _end(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        own = sign_in(desk, options)
        desk.seals.end(options.reason, own)
    tell("The office seals no more. What it sealed stays sealed; hand out the roster anew: rpl-desk person list.")


def _tell_of(desk: "Desk", options: argparse.Namespace, row: OfficeSealRow) -> None:
    words = [*_lines(desk, row), "Hand out the roster anew, so that others know this seal: rpl-desk person list."]
    say(options, _plain(desk, row), "\n".join(words))


def _plain(desk: "Desk", row: OfficeSealRow) -> dict[str, object]:
    said = desk.seals.words_of(row)
    return {
        "kind": row.kind.value,
        "fingerprint": said.code,
        "sha256": said.sha256,
        "subject": said.subject,
        "issuer": said.issuer,
        "since": row.made_at.isoformat(),
        "good_until": said.until.isoformat(),
        "ended": None if row.ended_at is None else row.ended_at.isoformat(),
        "ended_reason": row.ended_reason,
    }


def _lines(desk: "Desk", row: OfficeSealRow) -> list[str]:
    said = desk.seals.words_of(row)
    origin = "made here" if row.kind is SealKind.MADE else "imported"
    state = "in use" if row.ended_at is None else f"ended {row.ended_at:%Y-%m-%d}: {row.ended_reason}"
    return [
        f"{said.code}  {origin} {row.made_at:%Y-%m-%d}, {state}",
        f"  for {said.subject}, issued by {said.issuer}, good until {said.until:%Y-%m-%d}",
        f"  SHA-256 of its certificate: {said.sha256}",
    ]
