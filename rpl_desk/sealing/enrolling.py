"""How a person's key comes to be certified, and how it ends: codes, requests and endings, each signed by who must."""

import hashlib
import os
from typing import Any

from ..domain.errors import RuleViolation
from ..domain.rows import dataclass
from .canonical import canonical, crockford, misfits, parse
from .keys import Certificate, SigningKey, signature_fits

REQUEST_TYPE = "rpl-desk/key-request/1"
ENDING_TYPE = "rpl-desk/key-ending/1"
CODE_HOURS = 24
CODE_TAG = b"rpl-desk/enrolment/1\0"

_REQUEST_SHAPE = {"type": str, "store": str, "person": str, "public": str, "at": str}
_ENDING_SHAPE = {
    "type": str,
    "store": str,
    "person": str,
    "certificate": int,
    "kind": str,
    "reason": str,
    "log_size": int,
    "log_head": str,
    "at": str,
    "second": str,
}


def new_code() -> str:
    """Return a one-time code of 80 bits: 16 Crockford characters in groups of 4."""
    return crockford(os.urandom(10), 16)


def code_digest(store: str, person: str, code: str) -> str:
    """Return what is kept of a code. 80 random bits need no slow hash: they cannot be gone through."""
    plain = "".join(code.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(CODE_TAG + f"{store}\0{person}\0{plain}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """A person's request to certify their new key, signed with that key: whoever asks has it."""

    body: bytes
    signature: bytes

    def public(self, store: str, person: str) -> bytes:
        """Return the key asked for; raises RuleViolation where the request is not this person's, or was altered."""
        said = parse(self.body)
        if not any(misfits(said, _REQUEST_SHAPE)) and said["type"] == REQUEST_TYPE:
            public = bytes.fromhex(said["public"])
            mine = said["store"] == store and said["person"] == person
            if mine and signature_fits(public, REQUEST_TYPE, self.body, self.signature):
                return public
        raise RuleViolation("The request for this key does not hold. Give the person a new code and start again.")


def request_key(key: SigningKey, store: str, person: str, at: str) -> KeyRequest:
    """Ask for a certificate of one's own new key."""
    body = canonical({"type": REQUEST_TYPE, "store": store, "person": person, "public": key.public.hex(), "at": at})
    return KeyRequest(body, key.sign(REQUEST_TYPE, body))


def ending_body(certificate: Certificate, **said: Any) -> bytes:
    """Return what the authority signs to end a key.

    said: `kind`, `reason`, `log_size` and `log_head` (the end of the log then), `at`, and `second`, the other person
    who signs it, empty where one is enough. What the key signed from entry log_size + 1 on does not count.
    """
    fields = certificate.fields
    return canonical(
        {
            "type": ENDING_TYPE,
            "store": fields["store"],
            "person": fields["person"],
            "certificate": fields["serial"],
        }
        | said
    )


def ending_fault(
    body: bytes, authority: tuple[bytes, bytes], certificate: Certificate, second: tuple[Certificate, bytes] | None
) -> str | None:
    """Return what is wrong with the end of a key, None where it holds.

    authority: its public key and signature. certificate: of the key that ended. second: the other person's, if any.
    """
    said = parse(body)
    fields = certificate.fields
    if any(misfits(said, _ENDING_SHAPE)) or said["type"] != ENDING_TYPE:
        return "is not the end of a key."
    if [said["store"], said["person"], said["certificate"]] != [fields["store"], fields["person"], fields["serial"]]:
        return "is of another key."
    if not signature_fits(authority[0], ENDING_TYPE, body, authority[1]):
        return "was not signed by the authority, or was altered."
    if second is None:
        return "needs a second person." if said["kind"] == "forgotten" or said["second"] else None
    if second[0].fields["person"] != said["second"] or said["second"] == said["person"]:
        return "is signed by another second person than it names."
    if not signature_fits(second[0].public, ENDING_TYPE, body, second[1]):
        return f"was not signed by {second[0].fields['name']}, or was altered."
    return None
