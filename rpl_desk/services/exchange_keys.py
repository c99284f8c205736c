"""Whose key judgements are sealed to: told by the office in every judging form, checked by whoever seals."""

from ..domain.contents import CaseContents
from ..domain.errors import DeskError, RuleViolation
from ..domain.judging_forms import FormChair
from ..domain.people import ExchangeKeyRow, Role
from ..sealing.exchange import ExchangeKey, check_exchange_key
from ..sealing.keys import Certificate, check_certificate, fingerprint
from ..store import queries
from ..store.database import Reader
from .people import certificate_in_use
from .sessions import as_signed


def chair_of(read: Reader, contents: CaseContents) -> FormChair | None:
    """Return whom the judgements of a case can be sealed to: its chair, from their first sign-in on."""
    chairs = [contents.people[one.person_id] for one in contents.roles if one.role is Role.CHAIR]
    for person in chairs:
        certificate = certificate_in_use(read, person)
        known = queries.rows_of(read, ExchangeKeyRow, certificate_id=certificate.id) if certificate is not None else ()
        if certificate is not None and known:
            return FormChair(
                name=person.name,
                fingerprint=fingerprint(as_signed(certificate).public),
                authority=queries.office(read).authority_public.hex(),
                certificate=certificate.body.decode(),
                certificate_signature=certificate.signature.hex(),
                key=known[0].body.decode(),
                key_signature=known[0].signature.hex(),
            )
    return None


def public_of(chair: FormChair, store: str) -> bytes:
    """Return the key to seal to; raises RuleViolation unless the office's authority vouches for it as the form says."""
    try:
        certificate = Certificate(chair.certificate.encode(), bytes.fromhex(chair.certificate_signature))
        key = ExchangeKey(chair.key.encode(), bytes.fromhex(chair.key_signature))
        holds = check_certificate(certificate, bytes.fromhex(chair.authority)) and check_exchange_key(key, certificate)
        said = certificate.fields if holds else {}
    except (DeskError, ValueError):  # text that is no JSON of ours, or no hexadecimal
        said = {}
    if not said or (said["name"], said["store"], fingerprint(certificate.public)) != (
        chair.name,
        store,
        chair.fingerprint,
    ):
        raise RuleViolation("The key of the chair in this form was altered. Ask the office for a fresh form.")
    return key.public
