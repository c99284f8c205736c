"""Which words of a statement differ from its pair one level below."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.framework import Characteristic, Framework, differing_words
from rpl_desk.paths import resource

FRAMEWORK = Framework.from_plain(
    *(
        json.loads(resource(f"frameworks/{name}.json").read_text(encoding="utf-8"))
        for name in ("scqf-descriptors", "scqf-neighbours")
    )
)
TEXTS = {one.id: one.text for one in FRAMEWORK.statements}
PAIRS = [(TEXTS[one.id], TEXTS[one.continues]) for one in FRAMEWORK.statements if one.continues]

SEVEN = "Employs some of the field's basic and routine professional practices, skills, techniques or materials."
EIGHT = "Employs a range of the field's professional practices, skills, techniques or materials, a few being advanced."


def marked(text, below):
    return [words for words, differs in differing_words(text, below) if differs]


@pytest.mark.parametrize(
    ("text", "below", "expected"),
    [
        (EIGHT, SEVEN, ["a range", "a few being advanced"]),
        ("Works alone.", "Works alone.", []),
        ("works ALONE", "Works alone.", []),
        ("Works alone and leads others.", "Works alone.", ["and leads others"]),
        ("Works.", "Works alone.", []),
        ("Leads others.", "Works alone.", ["Leads others"]),
        ("Works, often unsupervised, alone", "Works alone", ["often unsupervised"]),
        ("the field", "the field's", ["field"]),
        ("self-directed study", "directed study", ["self-directed"]),
        ("a b c d", "b d", ["a", "c"]),
        ("Obraca się sprawnie", "Obraca się", ["sprawnie"]),
    ],
)
def test_words_the_sentence_below_lacks_are_marked_and_joined(text, below, expected):
    assert marked(text, below) == expected


@pytest.mark.parametrize("below", [None, ""])
def test_a_sentence_without_a_pair_is_unmarked(below):
    assert differing_words(EIGHT, below) == ((EIGHT, False),)
    assert differing_words("", below) == ()


@pytest.mark.parametrize("text", ["", "…", " - "])
def test_a_text_without_words_has_nothing_to_mark(text):
    assert marked(text, SEVEN) == []


def test_every_pair_of_the_framework_gives_its_text_back():
    assert len(PAIRS) == 187
    for text, below in PAIRS:
        spans = differing_words(text, below)
        assert "".join(words for words, _ in spans) == text
        assert (text == below) or any(differs for _, differs in spans) or len(text) < len(below)


SENTENCE = st.text(alphabet="ab c,.'-é", max_size=40)


@given(SENTENCE, SENTENCE)
def test_spans_are_the_text_again_and_never_empty_or_next_to_their_like(text, below):
    spans = differing_words(text, below)
    assert "".join(words for words, _ in spans) == text
    assert all(words for words, _ in spans)
    assert all(one[1] != two[1] for one, two in itertools.pairwise(spans))
    assert not any(differs for _, differs in differing_words(text, text))


def test_the_framework_has_a_cell_for_every_level_and_characteristic():
    assert all(FRAMEWORK.cell(level, one) for level in range(1, 13) for one in Characteristic)
    assert FRAMEWORK.cell(0, Characteristic.PRACTICE) == FRAMEWORK.cell(13, Characteristic.PRACTICE) == ()
    assert len(FRAMEWORK.statements) == 230
    assert "not the official text" in FRAMEWORK.line
