"""Whether one signature about a record holds in itself: whose key made it, over what, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..domain.errors import Problem
from .canonical import canonical, sha256_hex
from .keys import check_certificate, signature_fits
from .signoff import SIGN_OFF_TYPE, Signature, SignedRecord


def signature_faults(signed: SignedRecord, one: Signature, place: str, tag: str = SIGN_OFF_TYPE) -> Iterator[Problem]:
    """Yield what is wrong with one signature about a record; also to be asked before a new one is kept.

    tag: what kind of signature it is. Whether all needed signatures are there is not asked.
    """
    record, payload, certificate = signed.record, one.payload, one.certificate.fields
    name = payload["signer"]["name"]
    if not check_certificate(one.certificate, signed.authority.public):
        yield Problem(place, f"The certificate of {name}'s key was not made by this authority, or was altered.")
    if not signature_fits(one.certificate.public, tag, canonical(payload), one.signature):
        yield Problem(
            place, f"The signature of {name} does not fit: what was signed was altered, or another key made it."
        )
    signer = {"person": certificate["person"], "name": certificate["name"]}
    if payload["signer"] != signer or payload["certificate"] != certificate["serial"]:
        yield Problem(place, f"The certificate beside the signature of {name} is another person's, or another key's.")
    if any(store != signed.authority.store for store in (payload["store"], certificate["store"], record.get("store"))):
        yield Problem(place, f"The signature of {name}, the record and the authority are not of one store.")
    what = [payload["reference"], payload["version"], payload["epoch"]]
    if what != [record.get("reference"), record.get("version"), record.get("epoch")]:
        yield Problem(place, f"{name} signed {what[0]}, version {what[1]}, and not this record.")
    elif payload["record_sha256"] != sha256_hex(signed.record_bytes):
        yield Problem(place, f"The record is not what {name} signed: it was altered since.")
    at, since = _moment(payload["signed_at"]), _moment(certificate["from"])
    if at is None or since is None:
        yield Problem(place, f"The time of the signature of {name} cannot be read.")
    elif at < since:
        yield Problem(place, f"{name} claims to have signed before the key was certified.")


def _moment(text: str) -> datetime | None:
    """Return an ISO 8601 time in UTC, None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.utcoffset() == timedelta(0) else None
