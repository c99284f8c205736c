"""Signed records that stand no more: the signed voiding, and the roster's list of what was superseded or voided."""

from collections.abc import Iterator
from types import NoneType
from typing import Any

from ..domain.errors import Problem
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse, sha256_hex
from .keys import Certificate, SigningKey
from .signature_check import signature_faults
from .signoff import SIGNATURE_SHAPE, Signature, SignedRecord, signature_of, signature_plain

VOIDING_TYPE = "rpl-desk/voiding/1"
CHAIR = "chair"

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
    "reason_sha256": str,
    "operation": str,
    "log_size": int,
    "log_head": str,
    "signed_at": str,
}
ENDED_SHAPE: dict[str, Any] = {
    "reference": str,
    "version": int,
    "record_sha256": str,
    "at": str,
    "by_version": (int, NoneType),
    "voiding": (dict, NoneType),
}


def reason_digest(salt: str, reason: str) -> str:
    """Return what a voiding says of its reason: it can be shown with the salt, and tells nothing without it."""
    return sha256_hex(canonical([salt, reason]))


def voiding_payload(
    record_bytes: bytes,
    certificate: Certificate,
    *,
    reason_sha256: str,
    operation: str,
    log_size: int,
    log_head: str,
    signed_at: str,
) -> dict[str, Any]:
    """Return what the chair signs to void a record; the arguments are those of a sign-off."""
    record, signer = parse(record_bytes), certificate.fields
    return {
        "type": VOIDING_TYPE,
        "store": record["store"],
        "epoch": record["epoch"],
        "record_sha256": sha256_hex(record_bytes),
        "reference": record["reference"],
        "version": record["version"],
        "signer": {"person": signer["person"], "name": signer["name"]},
        "certificate": signer["serial"],
        "role": CHAIR,
        "reason_sha256": reason_sha256,
        "operation": operation,
        "log_size": log_size,
        "log_head": log_head,
        "signed_at": signed_at,
    }


def sign_voiding(key: SigningKey, payload: dict[str, Any]) -> bytes:
    """Return the signature over the payload of a voiding, 64 bytes."""
    if faults := [*misfits(payload, _PAYLOAD_SHAPE)]:
        raise ValueError(f"this is not the payload of a voiding: {faults[0]}")
    return key.sign(VOIDING_TYPE, canonical(payload))


def voiding_faults(signed: SignedRecord, one: Signature, place: str) -> Iterator[Problem]:
    """Yield what is wrong with a voiding of a record: its form, its signature, or that its signer is excluded."""
    if faults := [*misfits(one.payload, _PAYLOAD_SHAPE)]:
        yield from faults
        return
    if one.payload["type"] != VOIDING_TYPE or one.payload["role"] != CHAIR:
        yield Problem(place, "This is not a voiding by a chair.")
    yield from signature_faults(signed, one, place, VOIDING_TYPE)
    excluded = signed.record.get("excluded_signers")
    if isinstance(excluded, list) and one.payload["signer"]["person"] in excluded:
        yield Problem(place, f"{one.payload['signer']['name']} may not void this record: it names them as excluded.")


@dataclass(frozen=True, slots=True)
class EndedRecord:
    """A signed record that stands no more, superseded `by_version`, or by a voiding; `at` is ISO 8601 in UTC."""

    reference: str
    version: int
    record_sha256: str
    at: str
    by_version: int | None
    voiding: Signature | None

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "reference": self.reference,
            "version": self.version,
            "record_sha256": self.record_sha256,
            "at": self.at,
            "by_version": self.by_version,
            "voiding": None if self.voiding is None else signature_plain(self.voiding),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], place: str, problems: list[Problem]) -> "EndedRecord":
        """Read what `to_plain` made and what fits `ENDED_SHAPE`; adds a problem for each part that has another form."""
        voiding = None
        if (plain["by_version"] is None) == (plain["voiding"] is None):
            problems.append(Problem(place, "says neither or both of a later version and a voiding."))
        elif plain["voiding"] is not None:
            shape = SIGNATURE_SHAPE | {"payload": _PAYLOAD_SHAPE}
            if faults := [*misfits(plain["voiding"], shape, f"{place}.voiding")]:
                problems.extend(faults)
            else:
                voiding = signature_of(plain["voiding"], f"{place}.voiding", problems, VOIDING_TYPE)
        parts = ("reference", "version", "record_sha256", "at", "by_version")
        return cls(**{name: plain[name] for name in parts}, voiding=voiding)

    def words(self) -> str:
        """Say in one sentence that the record stands no more, and by what."""
        day = self.at[:10]
        if self.voiding is None:
            return f"Superseded by version {self.by_version} on {day}. Ask the office for that version."
        name = self.voiding.payload["signer"]["name"]
        return f"Voided on {day}, signed by {name} as chair. Receipt {self.voiding.receipt}. It stands no more."
