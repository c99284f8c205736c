"""The entries of a log as lines of a file beside the backups: the very bytes that were hashed, in the clear or sealed.

What a line is worth, its hash shows. Those of an encrypted store are sealed by a key that its data key gives, so that
the lines tell no more than the store does; a line under another key is passed over.
"""

import base64
import os
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .data_keys import DataKey
from .log import WholeEntry, whole_entry
from .wrapping import wipe

INFO = b"rpl-desk/log-line/1"


class LogLines:
    """Writes and reads lines under a store's key, None for one in the clear; close it, or use it in a `with`."""

    def __init__(self, key: DataKey | None) -> None:
        self._key = None if key is None else key.derived(INFO)
        self._salt = b"" if key is None else key.salt.hex().encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._key is not None:
            wipe(self._key)

    def written(self, one: WholeEntry) -> bytes:
        """Return the line of an entry: itself, a tab and its body, neither of which has a tab or a line feed in it."""
        plain = one.entry + b"\t" + one.body
        if self._key is None:
            return plain + b"\n"
        nonce = os.urandom(12)
        box = AESGCM(self._key).encrypt(nonce, plain, self._salt)
        return self._salt + b" " + base64.b64encode(nonce + box) + b"\n"

    def read(self, line: bytes) -> WholeEntry | None:
        """Return the entry of a line, None for one that is cut, altered, of an older form or under another key."""
        plain = line.rstrip(b"\n")
        if self._key is not None and plain.startswith(self._salt + b" "):
            try:
                data = base64.b64decode(plain[len(self._salt) + 1 :], validate=True)
                plain = AESGCM(self._key).decrypt(data[:12], data[12:], self._salt)
            except (ValueError, InvalidTag):
                return None
        entry, _, body = plain.partition(b"\t")
        return whole_entry(entry, body)
