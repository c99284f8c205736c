"""Whether text recognition is there on this machine: Tesseract for Python, and the data of a language beside it."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ..domain.languages import Languages
from ..domain.rows import dataclass

LANGUAGE = "eng"
SECONDS = 60.0  # most for one page; a page of small print takes about 3
PROCESSOR_SECONDS = 50

_PLACES = {
    "linux": (
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tesseract-ocr/4.00/tessdata",
        "/usr/share/tessdata",
        "/usr/local/share/tessdata",
    ),
    "darwin": ("/opt/homebrew/share/tessdata", "/usr/local/share/tessdata"),
    "win32": (r"C:\Program Files\Tesseract-OCR\tessdata",),
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the worker loads before it is given a document: the folder of the language data, and languages, by "+"."""

    folder: str
    language: str = LANGUAGE


def languages(wanted: Sequence[str] = (LANGUAGE,)) -> Languages:
    """Return which of the languages wanted this machine has data of, in the folder that holds most of them.

    The folder that TESSDATA_PREFIX names comes first, then one beside the program, then the system's own.
    """
    named = os.environ.get("TESSDATA_PREFIX", "")
    own = str(Path(sys.prefix) / "share" / "tessdata")
    found = [
        Languages(tuple(wanted), here, folder)
        for folder in (named, own, *_PLACES.get(sys.platform, ()))
        if folder and (here := _data_in(Path(folder)))
    ]
    return max(found, key=lambda one: len(one.used), default=Languages(tuple(wanted), ()))


def _data_in(folder: Path) -> tuple[str, ...]:
    """Return the languages a folder holds data of; what tells the direction of a page, or formulas, is none."""
    names = sorted(one.stem for one in folder.glob("*.traineddata") if one.is_file())
    return tuple(one for one in names if one not in ("osd", "equ"))


def has_recogniser() -> bool:
    """Tell whether the library is there, whatever its data."""
    return find_spec("tesserocr") is not None


def installed(wanted: Sequence[str] = (LANGUAGE,)) -> Recognition | None:
    """Return the recognition this machine has, in those of the languages it has data of; None where it has none."""
    if not has_recogniser():
        return None
    found = languages(wanted)
    return Recognition(found.folder, "+".join(found.used)) if found.used else None
