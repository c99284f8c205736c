"""Fingerprints (SHA-256 in hex) as people read and compare them."""


def short_fingerprint(sha256: str) -> str:
    """Return the first 16 characters in groups of 4, to tell records apart by eye."""
    return _grouped(sha256[:16], 4)


def whole_fingerprint(sha256: str) -> str:
    """Return all of it in groups of 8, to be compared by eye."""
    return _grouped(sha256, 8)


def _grouped(text: str, size: int) -> str:
    return " ".join(text[at : at + size] for at in range(0, len(text), size))
