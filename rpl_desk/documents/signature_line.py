"""A signature as documents show it."""

from ..domain.rows import dataclass


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who signed, as what, when (ISO text, UTC) and the receipt code they were given.

    anchor: of the last one, the line of the note that closed it, "log 1,284 · K7QX-…"; empty where there is none.
    """

    name: str
    role_words: str
    signed_at: str
    receipt: str
    anchor: str = ""
