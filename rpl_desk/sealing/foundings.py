"""The authority of an office founded anew: what at least half of its people sign when no custodian can open it.

The lost key certifies nothing any more. The new one vouches again for every certificate and every end of a key that
the old one had signed, over the very same bytes, so that nothing people signed changes; what the old key had signed is
kept beside, so that nobody can be slipped in. All of it rests on those who signed, and every check says so for ever.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..domain.errors import RuleViolation
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse, sha256_hex
from .keys import Certificate, SigningKey, fingerprint, signature_fits
from .notes import moment

FOUNDING_TYPE = "rpl-desk/founding/1"
CUSTODIANS = 2
"""How many hold the new authority at once, so that one who is away stops nobody."""

_SHAPE = {
    "type": str,
    "store": str,
    "epoch": int,
    "operation": str,
    "at": str,
    "log_size": int,
    "log_head": str,
    "previous": str,
    "public": str,
    "last_serial": int,
    "certificates": str,
    "enrolled": [{"person": str, "certificate": int}],
    "custodians": [str],
    "signers": [int],
}
_KEPT_SHAPE = {"statement": dict, "signatures": [list], "certificates": [list], "endings": [list]}

Signed = tuple[tuple[int, bytes], ...]
"""Signatures, each with the serial of a certificate."""


def least_signers(enrolled: int) -> int:
    """Return how many of so many enrolled people sign at least: half of them, and two at the very least."""
    return max(CUSTODIANS, (enrolled + 1) // 2)


def certificates_digest(bodies: Mapping[int, bytes]) -> str:
    """Return what stands for all certificates there were, by their serials."""
    return sha256_hex(canonical([[serial, sha256_hex(body)] for serial, body in sorted(bodies.items())]))


@dataclass(frozen=True, slots=True)
class Founding:
    """A statement and who signed it, with what the lost authority had signed: certificates and ends, by their serials.

    certificates, endings: empty where it is told of elsewhere than in its store.
    """

    statement: bytes
    signatures: Signed
    certificates: Signed = ()
    endings: Signed = ()

    @property
    def fields(self) -> dict[str, Any]:
        """What the statement says; raises RuleViolation for what is no such statement in its canonical form."""
        said = parse(self.statement)
        problems = [*misfits(said, _SHAPE)]
        if problems or said["type"] != FOUNDING_TYPE or canonical(said) != self.statement:
            raise RuleViolation(f"the statement cannot be read: {problems[0] if problems else 'it is of another form'}")
        for name in ("previous", "public"):
            if len(_unhexed(said[name])) != 32:
                raise RuleViolation(f"{name} is not a public key.")
        return dict(said)

    @property
    def previous(self) -> bytes:
        """The public key of the authority before."""
        return _unhexed(self.fields["previous"])

    def to_bytes(self) -> bytes:
        """Return it as the store keeps it."""
        return canonical(
            {
                "statement": parse(self.statement),
                "signatures": signed_plain(self.signatures),
                "certificates": signed_plain(self.certificates),
                "endings": signed_plain(self.endings),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Founding":
        """Read what `to_bytes` made; raises RuleViolation for anything else. Whether it holds is not asked."""
        plain = parse(data)
        if any(misfits(plain, _KEPT_SHAPE)):
            raise RuleViolation("it is of another form.")
        names = ("signatures", "certificates", "endings")
        return cls(canonical(plain["statement"]), *(signed_of(plain[name]) for name in names))


def signed_plain(signed: Signed) -> list[list[Any]]:
    """Return signatures as plain JSON values."""
    return [[serial, base64.b64encode(one).decode()] for serial, one in signed]


def signed_of(plain: Iterable[Any]) -> Signed:
    """Read what `signed_plain` made; raises RuleViolation for anything else."""
    found = []
    for one in plain:
        if not isinstance(one, list) or [type(part) for part in one] != [int, str]:
            raise RuleViolation("a signature cannot be read.")
        try:
            data = base64.b64decode(one[1], validate=True)
        except ValueError as error:
            raise RuleViolation("a signature is not base64.") from error
        found.append((one[0], data))
    return tuple(found)


def statement_of(**said: Any) -> bytes:
    """Return what everybody signs.

    said: `store`, `epoch`, `operation`, `at`, `log_size` and `log_head` (the end of the log before its entry),
    `previous` and `public` (hex of both authorities), `last_serial` and `certificates` (of all there are, as
    `certificates_digest` gives it), `enrolled` (everybody whose key is in use, with its certificate), `custodians` and
    `signers`. Raises ValueError for what has another form.
    """
    plain = {"type": FOUNDING_TYPE} | said
    if faults := [*misfits(plain, _SHAPE)]:
        raise ValueError(f"this is not the statement of a founding: {faults[0]}")
    return canonical(plain)


def sign_founding(key: SigningKey, statement: bytes) -> bytes:
    """Return the signature over a statement, 64 bytes."""
    return key.sign(FOUNDING_TYPE, statement)


def founding_faults(
    found: Founding, store: str, epoch: int, certificates: Mapping[int, Certificate], ended: Mapping[int, int]
) -> Iterator[str]:
    """Yield why a founding does not hold in itself, as far as its statement and who signed it tell.

    certificates: those the authority vouches for, by serial, of the signers at least. ended: the size the log had when
    a key ended, by serial.
    """
    said = found.fields
    if said["store"] != store or said["epoch"] > epoch:
        yield "its statement is of another store, or of a later time of this one."
    enrolled = {one["certificate"]: one["person"] for one in said["enrolled"]}
    if len(set(enrolled.values())) < len(said["enrolled"]):
        yield "its statement counts somebody twice."
    signers = [serial for serial, _ in found.signatures]
    if signers != said["signers"] or len(set(signers)) < len(signers) or not set(signers) <= set(enrolled):
        yield "it is not signed by the people that its statement names."
        return
    if len(signers) < least_signers(len(enrolled)):
        yield f"{len(signers)} of {len(enrolled)} people signed it, which is less than half."
    people = {enrolled[serial] for serial in signers}
    if len(set(said["custodians"])) < CUSTODIANS or not set(said["custodians"]) <= people:
        yield "its custodians are not two of those who signed it."
    keys = set()
    for serial, signature in found.signatures:
        certificate = certificates.get(serial)
        if certificate is None or certificate.fields["person"] != enrolled[serial]:
            yield "it is signed by somebody who was not certified."
            return
        name = certificate.fields["name"]
        if not signature_fits(certificate.public, FOUNDING_TYPE, found.statement, signature):
            yield f"it was not signed by {name}, or was altered."
        if ended.get(serial, said["log_size"] + 1) <= said["log_size"]:
            yield f"it is signed with a key of {name} that had ended."
        if moment(said["at"]) < moment(certificate.fields["from"]):
            yield f"it is signed with a key of {name} from before that was certified."
        keys.add(certificate.public)
    if len(keys) < len(signers):
        yield "one key signed it for two people."


def founding_words(said: Mapping[str, Any], names: Sequence[str]) -> str:
    """Say in plain words when the authority was founded anew and on whose word; `said` is the statement."""
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    return (
        f"the authority of the office was founded anew on {said['at'][:10]}, as no custodian could open it any more,"
        f" signed by {listed}: {len(names)} of the {len(said['enrolled'])} people enrolled then. Every key from before"
        f" rests on their word. The authority before has the fingerprint {fingerprint(_unhexed(said['previous']))};"
        " it counts for nothing that was made after."
    )


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise RuleViolation("a key in the statement is not written as one.") from error
