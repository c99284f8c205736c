"""The languages an office has scans read in: which are set, which this machine can read, and how one is added."""

import re
from collections.abc import Sequence

from .errors import Problem
from .rows import dataclass

MOST_LANGUAGES = 5
"""Each makes recognition slower, and words of one likelier to be read as another's."""

LANGUAGE_WORDS = {
    "eng": "English",
    "gla": "Scottish Gaelic",
    "ara": "Arabic",
    "ben": "Bengali",
    "bul": "Bulgarian",
    "chi_sim": "Chinese, simplified",
    "chi_tra": "Chinese, traditional",
    "ces": "Czech",
    "cym": "Welsh",
    "deu": "German",
    "ell": "Greek",
    "fas": "Persian",
    "fra": "French",
    "gle": "Irish",
    "hin": "Hindi",
    "hun": "Hungarian",
    "ita": "Italian",
    "lat": "Latin",
    "lav": "Latvian",
    "lit": "Lithuanian",
    "nld": "Dutch",
    "pan": "Punjabi",
    "pol": "Polish",
    "por": "Portuguese",
    "ron": "Romanian",
    "rus": "Russian",
    "slk": "Slovak",
    "spa": "Spanish",
    "tur": "Turkish",
    "ukr": "Ukrainian",
    "urd": "Urdu",
    "vie": "Vietnamese",
}
"""Names of the languages panels are likeliest to meet, by what Tesseract calls each; it knows many more."""

_CODE = re.compile(r"[a-z]{3}(_[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages an office has scans read in, those whose data is on this machine, and the folder of that data."""

    wanted: tuple[str, ...]
    here: tuple[str, ...]
    folder: str = ""

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(one for one in self.wanted if one in self.here)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(one for one in self.wanted if one not in self.here)

    @property
    def words(self) -> str:
        """What is missing and how it is installed; empty where nothing is."""
        if not self.missing:
            return ""
        named = ", ".join(map(language_words, self.missing))
        packages = " ".join(f"tesseract-ocr-{one.replace('_', '-')}" for one in self.missing)
        files = ", ".join(f"{one}.traineddata" for one in self.missing)
        beside = f" into {self.folder}" if self.folder else " into the folder that TESSDATA_PREFIX names"
        return (
            f"The data of {named} is not on this machine. On Debian or Ubuntu: apt-get install {packages}. Elsewhere"
            f" put {files} of Tesseract 4 or 5{beside}."
        )


def language_words(code: str) -> str:
    """Return the name of a language with what Tesseract calls it: "Scottish Gaelic (gla)"."""
    return f"{LANGUAGE_WORDS[code]} ({code})" if code in LANGUAGE_WORDS else code


def language_problems(codes: Sequence[str]) -> list[Problem]:
    """Return what is wrong with languages as an office sets them, whether or not their data is here."""
    name = "recognition_languages"
    found = [
        Problem(name, f"{one!r} is not how Tesseract calls a language. It calls English eng, and Scottish Gaelic gla.")
        for one in codes
        if not _CODE.fullmatch(one)
    ]
    if not codes or len(codes) > MOST_LANGUAGES:
        found.append(Problem(name, f"Scans are read in 1 to {MOST_LANGUAGES} languages."))
    if len(set(codes)) < len(codes):
        found.append(Problem(name, "Each language is named once."))
    return found
