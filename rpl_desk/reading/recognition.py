"""Whether text recognition is there on this machine: Tesseract for Python, and the data of a language beside it."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

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
    """What the worker loads before it is given a document: the folder of the language data and the language."""

    folder: str
    language: str = LANGUAGE


def installed(language: str = LANGUAGE) -> Recognition | None:
    """Return the recognition this machine has; None where the library or the language's data is missing.

    The folder that TESSDATA_PREFIX names comes first, then one beside the program, then the system's own.
    """
    if find_spec("tesserocr") is None:
        return None
    named = os.environ.get("TESSDATA_PREFIX", "")
    own = str(Path(sys.prefix) / "share" / "tessdata")
    for folder in (named, own, *_PLACES.get(sys.platform, ())):
        if folder and (Path(folder) / f"{language}.traineddata").is_file():
            return Recognition(folder, language)
    return None
