"""Where glossary words stand in a text."""

import pytest

from rpl_desk.domain.glossary import meanings, terms_in


@pytest.mark.parametrize(
    ("text", "entries", "found"),
    [
        ("Uses routine skills", ["routine"], ["routine"]),
        ("Non-routine tasks", ["routine"], []),
        ("Non-routine tasks", ["routine", "non-routine"], ["Non-routine"]),
        ("Routines, critically seen", ["routine", "critical"], ["Routines", "critically"]),
        ("The principal theories", ["main, core and principal"], ["principal"]),
        (
            "Under non-directive supervision",
            ["directive supervision", "non-directive supervision"],
            ["non-directive supervision"],
        ),
        ("subroutine", ["routine"], []),
        ("", ["routine"], []),
    ],
)
def test_words_are_found_whole_and_the_longest_entry_wins(text, entries, found):
    assert [text[one.start : one.end] for one in terms_in(text, entries)] == found


def test_each_meaning_is_told_once_in_the_order_of_the_text():
    terms = {"routine": "usual", "main, core and principal": "leading", "basic": "early"}
    assert list(meanings("Core and main parts of a routine", terms)) == ["main, core and principal", "routine"]
