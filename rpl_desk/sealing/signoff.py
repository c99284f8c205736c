"""Sign-offs over a decision record, and the portable file that carries both."""

import base64
import re
from collections.abc import Iterable
from typing import Any

from ..domain.errors import DeskError, Problem, Refused, RuleViolation
from ..domain.rows import dataclass
from .anchors import ANCHORED_SHAPE, Anchored, anchored_of
from .canonical import canonical, misfits, parse, receipt_code, sha256_hex
from .keys import CERTIFICATE_SHAPE, Certificate, SigningKey, fingerprint

SIGN_OFF_TYPE = "rpl-desk/sign-off/1"
SIGNED_RECORD_TYPE = "rpl-desk/signed-record/1"
ANCHORED_RECORD_TYPE = "rpl-desk/signed-record/2"
"""The same with the note on the log that closed the last signature, and a proof for each signature."""
MOST_SIGNATURES = 50

_PAYLOAD_SHAPE = {
    "type": str,
    "store": str,
    "epoch": int,
    "record_sha256": str,
    "reference": str,
    "version": int,
    "signer": {"person": str, "name": str},
    "certificate": int,
    "role": str,
    "meaning": str,
    "operation": str,
    "log_size": int,
    "log_head": str,
    "signed_at": str,
}
AUTHORITY_SHAPE = {"store": str, "public": str, "fingerprint": str}
SIGNATURE_SHAPE = {"payload": dict, "signature": str, "certificate": {"body": CERTIFICATE_SHAPE, "signature": str}}
"""A signature as plain JSON values; the shape of its payload goes by what was signed."""

_BUNDLE_SHAPE = {
    "type": str,
    "record": dict,
    "signatures": [SIGNATURE_SHAPE | {"payload": _PAYLOAD_SHAPE}],
    "authority": AUTHORITY_SHAPE,
}
_SHAPES: dict[str, dict[str, Any]] = {
    SIGNED_RECORD_TYPE: _BUNDLE_SHAPE,
    ANCHORED_RECORD_TYPE: _BUNDLE_SHAPE | {"anchor": ANCHORED_SHAPE},
}


class UnknownForm(DeskError):
    """This is not a signed record, or one of a form that a later program made."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who certifies the keys of a store; `public` is 32 bytes."""

    store: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)

    def to_plain(self) -> dict[str, Any]:
        return {"store": self.store, "public": _text(self.public), "fingerprint": self.fingerprint}

    @classmethod
    def from_plain(cls, said: dict[str, Any], problems: list[Problem]) -> "Authority":
        """Return what `to_plain` gave, its shape checked before; what is wrong with it is added to `problems`."""
        made = cls(said["store"], _bytes(said["public"], 32, "authority.public", problems))
        if said["fingerprint"] != made.fingerprint:
            problems.append(Problem("authority.fingerprint", "is not that of the key beside it."))
        return made


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's sign-off: what was signed, the 64 bytes of the signature, and whose key made it."""

    payload: dict[str, Any]
    signature: bytes
    certificate: Certificate

    @property
    def receipt(self) -> str:
        """The code handed to the signer; it is of the signed payload."""
        return receipt_code(canonical(self.payload))


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A record with its signatures, as the portable file holds them; nothing of it is checked yet."""

    record: dict[str, Any]
    signatures: tuple[Signature, ...]
    authority: Authority
    anchored: Anchored | None = None

    @property
    def record_bytes(self) -> bytes:
        """The canonical bytes that each signature's `record_sha256` is of."""
        return canonical(self.record)


def sign_off_payload(
    record_bytes: bytes,
    certificate: Certificate,
    *,
    role: str,
    meaning: str,
    operation: str,
    log_size: int,
    log_head: str,
    signed_at: str,
) -> dict[str, Any]:
    """Return what one person signs for a record; canonical bytes of it are what is shown and signed.

    role: as in the record's `signatories`. meaning: what the signature says, in words. operation: UUID of the act, made
    before it. log_size, log_head: number and hash of the last entry of the log. signed_at: ISO 8601 in UTC.
    """
    record, signer = parse(record_bytes), certificate.fields
    return {
        "type": SIGN_OFF_TYPE,
        "store": record["store"],
        "epoch": record["epoch"],
        "record_sha256": sha256_hex(record_bytes),
        "reference": record["reference"],
        "version": record["version"],
        "signer": {"person": signer["person"], "name": signer["name"]},
        "certificate": signer["serial"],
        "role": role,
        "meaning": meaning,
        "operation": operation,
        "log_size": log_size,
        "log_head": log_head,
        "signed_at": signed_at,
    }


def sign_off(key: SigningKey, payload: dict[str, Any]) -> bytes:
    """Return the signature over a payload, 64 bytes."""
    if faults := [*misfits(payload, _PAYLOAD_SHAPE)]:
        raise ValueError(f"this is not the payload of a sign-off: {faults[0]}")
    return key.sign(SIGN_OFF_TYPE, canonical(payload))


def bundle(
    record_bytes: bytes, signatures: Iterable[Signature], authority: Authority, anchored: Anchored | None = None
) -> bytes:
    """Return the portable file: canonical JSON of the record, its signatures and who certified the keys.

    anchored: the note on the log that closed the last signature, where there is one.
    """
    return canonical(
        {
            **({} if anchored is None else {"anchor": anchored.to_plain()}),
            "type": SIGNED_RECORD_TYPE if anchored is None else ANCHORED_RECORD_TYPE,
            "record": parse(record_bytes),
            "signatures": [signature_plain(one) for one in signatures],
            "authority": authority.to_plain(),
        }
    )


def open_bundle(data: bytes) -> SignedRecord:
    """Read a portable file; whether it holds is for `verify_bundle` to say.

    Raises UnknownForm for what is not a signed record, or one of a later form; Refused, naming every part that does
    not have its form.
    """
    try:
        plain = parse(data)
    except RuleViolation as error:
        if b'"rpl-desk/' in data:  # of a record, a sign-off or the whole: it was one of ours
            raise Refused("The signed record", [Problem("", str(error))]) from error
        raise UnknownForm(f"This is not a signed record. {error}") from error
    kind = plain.get("type") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in _SHAPES:
        later = isinstance(kind, str) and bool(re.fullmatch(r"rpl-desk/signed-record/\d+", kind))
        if not later and isinstance(plain, dict) and {"record", "signatures", "authority"} <= plain.keys():
            raise Refused("The signed record", [Problem("type", f"should be {SIGNED_RECORD_TYPE}.")])
        raise UnknownForm(
            "This signed record was made by a later version of the program. Update the program to check it."
            if later
            else "This is not a signed record. Choose the file that was exported with the decision."
        )
    problems = [*misfits(plain, _SHAPES[kind])]
    if not problems and len(plain["signatures"]) > MOST_SIGNATURES:
        problems.append(Problem("signatures", f"are more than the {MOST_SIGNATURES} that a record can have."))
    if problems:
        raise Refused("The signed record", problems)
    signatures = tuple(signature_of(one, f"signatures[{n}]", problems) for n, one in enumerate(plain["signatures"]))
    authority = Authority.from_plain(plain["authority"], problems)
    anchored = None
    if "anchor" in plain:
        try:
            anchored = anchored_of(plain["anchor"])
        except RuleViolation as error:
            problems.append(Problem("anchor", str(error)))
    if problems:
        raise Refused("The signed record", problems)
    return SignedRecord(plain["record"], signatures, authority, anchored)


def signature_plain(one: Signature) -> dict[str, Any]:
    """Return a signature as plain JSON values."""
    return {
        "payload": one.payload,
        "signature": _text(one.signature),
        "certificate": {"body": parse(one.certificate.body), "signature": _text(one.certificate.signature)},
    }


def signature_of(one: dict[str, Any], place: str, problems: list[Problem], kind: str = SIGN_OFF_TYPE) -> Signature:
    """Read what `signature_plain` made and what fits `SIGNATURE_SHAPE`; adds a problem for what has another form.

    kind: the type its payload is to say.
    """
    payload, body = one["payload"], one["certificate"]["body"]
    if payload.get("type") != kind:
        problems.append(Problem(f"{place}.payload.type", f"should be {kind}."))
    if not re.fullmatch("[0-9a-f]{64}", body["sign_pub"]):
        problems.append(Problem(f"{place}.certificate.body.sign_pub", "is not a public key."))
    return Signature(
        payload,
        _bytes(one["signature"], 64, f"{place}.signature", problems),
        Certificate(
            canonical(body), _bytes(one["certificate"]["signature"], 64, f"{place}.certificate.signature", problems)
        ),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str, length: int, place: str, problems: list[Problem]) -> bytes:
    """Return the bytes of base64 text; only the one way to write them is taken, so that no letter can change unseen."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != length or _text(data) != text:
        problems.append(Problem(place, f"is not {length} bytes in base64."))
    return data
