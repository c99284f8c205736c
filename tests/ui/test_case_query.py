"""The query line of the case list: every key on both sides of its edge, and words for what is not understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.ui.cases.query import DONE_STAGES, OPEN_STAGES, CaseQuery, blocks, only_words, parse, with_value

UNDERSTOOD = [
    ("", CaseQuery()),
    ("peer support", CaseQuery(words=("peer", "support"))),
    ('"peer support" x', CaseQuery(words=("peer support", "x"))),
    ('"open', CaseQuery(words=("open",))),
    ('"stage:x"', CaseQuery(words=("stage:x",))),
    ("10:30", CaseQuery(words=("10:30",))),
    ("stage:review", CaseQuery(stages=(Stage.REVIEW,))),
    ("STAGE:Review,panel", CaseQuery(stages=(Stage.REVIEW, Stage.PANEL))),
    ("stage:open", CaseQuery(stages=OPEN_STAGES)),
    ("stage:finished", CaseQuery(stages=DONE_STAGES)),
    ("stage:", CaseQuery()),
    ("kind:rpl_entry", CaseQuery(kinds=(CaseKind.RPL_ENTRY,))),
    ("kind:own,own", CaseQuery(kinds=(CaseKind.CREDIT_RATING_OWN,))),
    ("level:1", CaseQuery(level=1)),
    ("level:12", CaseQuery(level=12)),
    ("due<7d", CaseQuery(due_within=7)),
    ("due<0", CaseQuery(due_within=0)),
    ("mine:yes", CaseQuery(mine=True)),
    ("mine:no", CaseQuery()),
    ("sort:title", CaseQuery(sort="title")),
    ("sort:-due", CaseQuery(descending=True)),
    ("level:3 level:4", CaseQuery(level=4)),
]


@pytest.mark.parametrize(("text", "wanted"), UNDERSTOOD)
def test_a_line_is_read_as_written(text, wanted):
    assert parse(text) == wanted


NOT_UNDERSTOOD = [
    ("level:0", "levels are whole numbers from 1 to 12"),
    ("level:13", "levels are whole numbers from 1 to 12"),
    ("level:८", "levels are whole numbers"),
    ("due<soon", "not a number of days"),
    ("due:7d", "write due<7d"),
    ("stage<panel", "write stage:"),
    ("stage:painting", "is not a stage"),
    ("kind:other", "is not a kind"),
    ("mine:perhaps", "neither mine:yes nor mine:no"),
    ("sort:colour", "cannot be sorted by"),
    ("gap:any", "is not a key"),
]


@pytest.mark.parametrize(("text", "words"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_left_out_and_named(text, words):
    found = parse(f"kettle {text}")
    assert found.words == ("kettle",)
    assert len(found.problems) == 1 and words in found.problems[0].lower()
    assert CaseQuery(words=("kettle",), problems=found.problems) == found


def test_every_kind_and_stage_can_be_asked_for():
    assert {kind for kind in CaseKind if parse(f"kind:{kind}").kinds == (kind,)} == set(CaseKind)
    assert {stage for stage in Stage if parse(f"stage:{stage}").stages == (stage,)} == set(Stage)
    assert set(parse("kind:rpl,rating").kinds) == set(CaseKind)


@given(st.text())
def test_any_line_is_read_without_failing(text):
    found = parse(text)
    assert all(word in text for word in found.words)


@pytest.mark.parametrize(
    ("text", "piece", "wanted"),
    [
        ("kettle sort:due", "sort:-title", "kettle sort:-title"),
        ("due<7d x", "due<14d", "x due<14d"),
        ('"a b"', "stage:open", '"a b" stage:open'),
    ],
)
def test_a_value_takes_the_place_of_the_old_one(text, piece, wanted):
    assert with_value(text, piece) == wanted


def test_words_and_sorting_stay_when_a_search_is_chosen():
    assert only_words('stage:open "a b" due<7d sort:title') == '"a b" sort:title'


def test_only_understood_words_become_blocks():
    line = 'stage:open sample "kind:rpl" level:99 due<7d sort:'
    assert [line[start:end] for start, end in blocks(line)] == ["stage:open", "due<7d"]
