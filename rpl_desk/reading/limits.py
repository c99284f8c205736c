"""How much the gate accepts, in one place."""

from ..domain.rows import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, images in pixels, names in characters. The numbers are ours."""

    file_bytes: int = 100 * MEGABYTE
    case_bytes: int = 1024 * MEGABYTE
    pixels: int = 100_000_000
    parts: int = 5_000
    part_bytes: int = 100 * MEGABYTE
    parts_bytes: int = 200 * MEGABYTE
    ratio: int = 200
    ratio_from_bytes: int = MEGABYTE
    name_length: int = 255


LIMITS = Limits()


def size_words(size: int) -> str:
    """Return a size in bytes in words ("12.5 MB"); a megabyte is 1,048,576 bytes, as Windows counts."""
    if size < MEGABYTE:
        return f"{size:,} bytes"
    return f"{size / MEGABYTE:,.1f}".removesuffix(".0") + " MB"
