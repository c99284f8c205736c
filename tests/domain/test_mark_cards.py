"""Cards of marks: their order, their words, and what a filter keeps."""

from datetime import UTC, datetime

import pytest

from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.mark_cards import MarkCard, MarkFilter, in_card_order
from rpl_desk.domain.passages import Anchor, AnchorKind, LinkRow, PassageRow, Rectangle

SHA = "a" * 64
CRITERIA = {1: (1, "U1.k", "Unit 1, Knowledge"), 2: (2, "U1.p", "Unit 1, Practice")}


def card(key: int, anchor: Anchor, *links: tuple[int, Stance, str], item: int = 1, author: str = "One") -> MarkCard:
    made = tuple(LinkRow(10 * key + n, 1, key, about, stance, 2, note) for n, (about, stance, note) in enumerate(links))
    passage = PassageRow(key, 1, 1, item, anchor, datetime(2026, 5, 1, tzinfo=UTC))
    return MarkCard(passage, f"E0{item}", made, tuple(CRITERIA[link[0]] for link in links), author, author == "One")


def text(words: str, page: int, start: int) -> Anchor:
    return Anchor(AnchorKind.TEXT, SHA, page, str(page + 1), exact=words, start_offset=start, end_offset=start + 1)


PLAN = card(1, text("plan and carry out", 3, 40), (1, Stance.SUPPORTS, "clear"), (2, Stance.PARTLY, ""))
AREA = card(
    2, Anchor(AnchorKind.AREA, SHA, 0, "1", (Rectangle(0, 0, 9, 9),)), (2, Stance.CONTRADICTS, "no date"), author="Two"
)
WHOLE = card(3, Anchor(AnchorKind.WHOLE, SHA), (1, Stance.SUPPORTS, ""), item=2)
LOOSE = card(4, text("Early words", 0, 2))
ALL = (PLAN, AREA, WHOLE, LOOSE)


def test_cards_stand_item_by_item_in_reading_order():
    assert [one.passage.id for one in in_card_order(ALL, [2, 1])] == [3, 2, 4, 1]
    assert [one.passage.id for one in in_card_order(ALL, [1])] == [2, 4, 1, 3]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (MarkFilter(), {1, 2, 3, 4}),
        (MarkFilter(items=frozenset({2})), {3}),
        (MarkFilter(criteria=frozenset({1})), {1, 3}),
        (MarkFilter(criteria=frozenset({1, 2})), {1, 2, 3}),
        (MarkFilter(stances=frozenset({Stance.PARTLY, Stance.CONTRADICTS})), {1, 2}),
        # Both are asked of one and the same link: this mark says "partly" of another criterion.
        (MarkFilter(criteria=frozenset({1}), stances=frozenset({Stance.PARTLY})), set()),
        (MarkFilter(kinds=frozenset({AnchorKind.AREA, AnchorKind.WHOLE})), {2, 3}),
        (MarkFilter(kinds=frozenset({AnchorKind.TEXT}), authors=frozenset({"Two"})), set()),
        (MarkFilter(authors=frozenset({"Two"})), {2}),
        (MarkFilter(words="carry PLAN"), {1}),
        (MarkFilter(words="no date"), {2}),
        (MarkFilter(words="u1.k"), {1, 3}),
        (MarkFilter(words="practice p.1"), {2}),
        (MarkFilter(words="absent"), set()),
    ],
)
def test_one_of_each_group_and_every_word_is_asked_for(asked, kept):
    assert {one.passage.id for one in ALL if asked.keeps(one)} == kept


def test_a_card_says_where_it_is_and_what_it_says_of_the_criterion_in_view():
    assert [one.where for one in ALL] == ["E01 p.4", "E01 p.1", "E02, the whole item", "E01 p.1"]
    assert AREA.text == "An area of the page"
    assert PLAN.link_for(2).stance is Stance.PARTLY
    assert PLAN.link_for(99).note == "clear"
    assert LOOSE.link_for(1) is None
