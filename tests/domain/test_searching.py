"""What people type becomes a query in which nothing but words, quotes and a star has a meaning."""

import pytest

from rpl_desk.domain.searching import Hit, HitKind, Piece, search_terms, snippet_pieces


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("listening log", '"listening" "log"'),
        ('"listening log" diary', '"listening log" "diary"'),
        ("listen*", '"listen"*'),
        ("NEAR OR NOT AND", '"NEAR" "OR" "NOT" "AND"'),
        ("text:word ^a (b) c+d -e", '"text:word" "^a" "(b)" "c+d" "-e"'),
        ('say "unclosed phrase', '"say" "unclosed phrase"'),
        ('""', ""),
        (" — * - ", ""),
        ("", ""),
        ("e\u0301tude", '"\u00e9tude"'),
    ],
)
def test_words_phrases_and_beginnings(typed: str, query: str):
    assert " ".join(one.query for one in search_terms(typed)) == query


@pytest.mark.parametrize(
    ("typed", "query"),
    [("listening lo", '"listening" "lo"*'), ("listening ", '"listening"'), ('"a phr', '"a phr"'), ("lo*", '"lo"*')],
)
def test_the_last_word_counts_as_a_beginning_while_it_is_typed(typed: str, query: str):
    assert " ".join(one.query for one in search_terms(typed, as_typed=True)) == query


@pytest.mark.parametrize(
    ("marked", "pieces"),
    [
        ("a <b> c", [Piece("a ", False), Piece("b", True), Piece(" c", False)]),
        ("<b>", [Piece("b", True)]),
        ("a<b><c>", [Piece("a", False), Piece("b", True), Piece("c", True)]),
        ("a <b", [Piece("a ", False), Piece("b", False)]),
        ("", []),
    ],
)
def test_a_snippet_comes_in_pieces(marked: str, pieces: list[Piece]):
    assert list(snippet_pieces(marked, "<", ">")) == pieces


def test_a_hit_says_where_it_is():
    hit = Hit(HitKind.NOTE, 1, "RPL-2026-0034", 1, (), item="E04", place="4", criterion="U1.1", assessor=2)
    assert hit.where == "RPL-2026-0034 E04 p.4 U1.1, assessor 2"
    assert Hit(HitKind.PASSAGE, 1, "R", 1, (), item="E05", place="00:01:02").where == "R E05 00:01:02"
    assert Hit(HitKind.RECORD, 1, "CR-2026-0012", 1, (), version=2).where == "CR-2026-0012 version 2"
