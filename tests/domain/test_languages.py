"""The languages scans are read in: which may be set, and what is said of one that is not here."""

import pytest

from rpl_desk.domain.languages import Languages, language_problems, language_words
from rpl_desk.domain.policy import Policy


def test_a_missing_language_is_named_with_how_it_is_installed():
    found = Languages(("eng", "gla", "chi_sim"), ("eng", "fra"), "/usr/share/tessdata")
    assert (found.used, found.missing) == (("eng",), ("gla", "chi_sim"))
    assert found.words == (
        "The data of Scottish Gaelic (gla), Chinese, simplified (chi_sim) is not on this machine. On Debian or Ubuntu:"
        " apt-get install tesseract-ocr-gla tesseract-ocr-chi-sim. Elsewhere put gla.traineddata, chi_sim.traineddata"
        " of Tesseract 4 or 5 into /usr/share/tessdata."
    )
    assert Languages(("eng",), ("eng",)).words == ""
    assert "into the folder that TESSDATA_PREFIX names" in Languages(("eng",), ()).words
    assert language_words("xyz") == "xyz"


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("eng",), ""),
        (("eng", "gla", "chi_sim", "deu", "fra"), ""),
        ((), "1 to 5 languages"),
        (("eng", "gla", "pol", "deu", "fra", "ita"), "1 to 5 languages"),
        (("eng", "eng"), "Each language is named once"),
        (("English",), "'English' is not how Tesseract calls a language"),
        (("../eng",), "is not how Tesseract calls a language"),
        (("eng+gla",), "is not how Tesseract calls a language"),
    ],
)
def test_only_languages_as_tesseract_calls_them_are_set(codes, words):
    said = " ".join(one.message for one in language_problems(codes))
    assert words in said if words else said == ""
    assert bool(Policy(recognition_languages=codes).problems()) is bool(words)


def test_a_policy_of_before_reads_scans_in_english():
    plain = Policy().to_plain()
    del plain["recognition_languages"]
    assert Policy.from_plain(plain).recognition_languages == ("eng",)
    assert Policy.from_plain(Policy(recognition_languages=("eng", "gla")).to_plain()).recognition_languages == (
        "eng",
        "gla",
    )
