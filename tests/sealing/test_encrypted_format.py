"""An encrypted store is opened by what `resources/help/formats.md` says of it alone, without our code or SQLCipher."""

import hashlib
import hmac
import json
import unicodedata
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests import office as sample

PAGE, KEPT = 4096, 80


def key_file_of(store: Path) -> dict:
    both = [json.loads(store.with_name(store.name + end).read_bytes()) for end in ("-keys", "-keys-copy")]
    return max(both, key=lambda one: one["revision"])


def generation_of(store: Path) -> dict:
    head = store.read_bytes()[:16]
    assert head[10:] == hashlib.sha256(b"rpl-desk/encrypted-store/1\0" + head[:10]).digest()[:6]
    (found,) = [one for one in key_file_of(store)["generations"] if one["salt"] == head.hex()]
    assert found["cipher"] == "sqlcipher-4"
    return found


def canonical(value: dict) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unwrapped(wrapping: dict, passphrase: str) -> bytes:
    header, cost = wrapping["header"], wrapping["header"]["cost"]
    root = Argon2id(
        salt=bytes.fromhex(header["salt"]),
        length=32,
        iterations=cost["passes"],
        lanes=cost["lanes"],
        memory_cost=cost["memory"],
    ).derive(unicodedata.normalize("NFC", passphrase).encode())
    key = HKDF(SHA256(), 32, None, b"rpl-desk/wrap/1|" + header["purpose"].encode()).derive(root)
    return AESGCM(key).decrypt(bytes.fromhex(wrapping["nonce"]), bytes.fromhex(wrapping["box"]), canonical(header))


def decrypted(store: Path, key: bytes) -> bytes:
    """Return the file in the clear, each page's check held against it."""
    data = store.read_bytes()
    checking = hashlib.pbkdf2_hmac("sha512", key, bytes(one ^ 0x3A for one in data[:16]), 2, 32)
    plain = [b"SQLite format 3\0"]
    for number in range(1, len(data) // PAGE + 1):
        page = data[(number - 1) * PAGE : number * PAGE]
        hidden, vector, check = page[16 if number == 1 else 0 : -KEPT], page[-KEPT:-64], page[-64:]
        told = hmac.digest(checking, hidden + vector + number.to_bytes(4, "little"), "sha512")
        assert told == check, f"page {number}"
        opener = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        plain.append(opener.update(hidden) + opener.finalize() + bytes(KEPT))
    return b"".join(plain)


def slot_of(store: Path, who: str) -> dict:
    (found,) = [
        one["wrapped"]
        for one in generation_of(store)["people"]
        if one["address"]
        == hashlib.sha256(
            f"rpl-desk/address/1\0{one['wrapped']['header']['salt']}\0{sample.address(who).casefold()}".encode()
        ).hexdigest()
    ]
    return found


def test_a_passphrase_opens_the_file_as_the_page_says(sealed: Path, tmp_path: Path):
    key = unwrapped(slot_of(sealed, "chair"), sample.passphrase("chair"))
    plain = decrypted(sealed, key)
    assert plain[:16] == b"SQLite format 3\0" and b"CREATE TABLE" in plain and b"Sample College" in plain
    assert b"Sample College" not in sealed.read_bytes()
    assert int.from_bytes(plain[28:32], "big") == len(plain) // PAGE  # SQLite's own count of its pages
    with pytest.raises(InvalidTag):
        unwrapped(slot_of(sealed, "chair"), sample.passphrase("one"))


def test_a_recovery_code_opens_the_same_key(sealed: Path):
    first = next(one for one in generation_of(sealed)["codes"] if one["header"]["serial"] == 1)
    assert (first["header"]["purpose"], first["header"]["person"]) == ("recovery", "recovery")
    assert unwrapped(first, sample.codes_of(sealed)[0]) == unwrapped(
        slot_of(sealed, "admin"), sample.passphrase("admin")
    )


def test_a_page_that_was_altered_does_not_pass(sealed: Path):
    key = unwrapped(slot_of(sealed, "admin"), sample.passphrase("admin"))
    data = bytearray(sealed.read_bytes())
    data[PAGE + 100] ^= 1
    sealed.write_bytes(data)
    with pytest.raises(AssertionError, match="page 2"):
        decrypted(sealed, key)
