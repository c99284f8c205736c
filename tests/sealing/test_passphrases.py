import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.paths import resource
from rpl_desk.sealing.passphrases import check_passphrase, passphrase_words, suggest_passphrase

OFFICE = ("Sample College", "Quality office", "Assessor One", "RPL Desk")


@pytest.mark.parametrize(
    "text",
    [
        "heron quartz tu",  # 15
        "heron quartz tunic " * 13 + "ferry rib",  # 256
        "walnut ferry ribbon north candle",
        "Zażółć gęślą jaźń!",
        "الكلمات السرية هنا",
        "12 heron, 900 quartz",
        "our Sample College has nine lime trees",
    ],
)
def test_long_unrelated_words_pass(text):
    check_passphrase(text, OFFICE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("heron quartz t", "14 characters; it needs at least 15"),
        ("heron quartz tunic " * 13 + "ferry ribb", "257 characters; at most 256"),
        ("e\u0301" * 14, "14 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats"),
        ("abababababcabababababc", "repeats"),
        ("passwordpassword", "repeats"),
        ("heron heron heron", "repeats"),
        ("heronquartzheronquartzhe", "repeats"),
        ("abcdefghijklmnopq", "counts along"),
        ("zyxwvutsrqponmlk", "counts along"),
        ("123456789012345678", "repeats or counts along"),
        ("Qwertyuiop Asdfghjkl", "counts along"),
        ("112233445566778899", "counts along"),
        ("Correct Horse Battery Staple!", "commonplace"),
        ("correcthorsebatterystaple99", "commonplace"),
        ("The quick brown fox", "commonplace"),
        ("Flower of Scotland", "commonplace"),
        ("Sample College 2026", "office's own words"),
        ("samplecollegequality", "office's own words"),
        ("assessor-one-sample", "office's own words"),
        ("heron quartz tunic\ud800", "cannot be typed again"),
    ],
)
def test_what_is_guessed_first_is_refused_and_said_why(text, why):
    with pytest.raises(RuleViolation, match=why):
        check_passphrase(text, OFFICE)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text):
    try:
        check_passphrase(text, OFFICE)
    except RuleViolation:
        return
    assert len(text) >= 15


def test_every_commonplace_line_is_refused():
    lines = resource("common-passphrases.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    assert len(kept) >= 500
    for line in kept:
        with pytest.raises(RuleViolation):
            check_passphrase(line)


def test_the_words_are_as_many_and_as_plain_as_the_suggestion_promises():
    words = passphrase_words()
    assert len(set(words)) == len(words) >= 1800
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in words)


def test_suggestions_are_five_words_that_pass_and_differ():
    offered = {suggest_passphrase() for _ in range(200)}
    assert len(offered) == 200
    for text in offered:
        assert len(text.split(" ")) == 5
        check_passphrase(text, OFFICE)
