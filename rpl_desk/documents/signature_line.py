"""A signature as documents show it."""

from ..domain.rows import dataclass


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who signed, as what, when (ISO text, UTC) and the receipt code they were given."""

    name: str
    role_words: str
    signed_at: str
    receipt: str
