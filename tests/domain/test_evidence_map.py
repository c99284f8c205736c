"""Criteria against items: what is claimed, read and linked, and where nothing supports a criterion."""

from dataclasses import replace

import pytest

from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.evidence_map import MapCell, evidence_map

from .domain_rows import complete_case, criterion_rows, evidence_row, passage

CRITERIA = criterion_rows(complete_case(CaseKind.RPL_CREDIT_SPECIFIC))
ITEMS = (evidence_row(2), evidence_row(1))


def link(criterion: int, item: int, stance: Stance):
    return replace(passage(criterion), evidence_id=item, stance=stance)


LINKS = [
    link(1, 1, Stance.SUPPORTS),
    link(1, 1, Stance.SUPPORTS),
    link(1, 1, Stance.PARTLY),
    link(1, 2, Stance.CONTRADICTS),
    link(2, 2, Stance.CONTRADICTS),
]


def test_the_map_counts_links_by_stance_and_names_the_gaps():
    found = evidence_map(CRITERIA, ITEMS, LINKS, claims={(1, 1), (2, 1), (2, 2)}, read={2}, judged={1})
    assert [one.number for one in found.items] == [1, 2]
    first, second = found.rows[0], found.rows[1]
    assert [one.signs for one in first.cells] == ["+2 ~1", "−1"]
    assert [one.signs for one in second.cells] == ["c", "−1"]
    assert (first.claimed, first.supports, first.partly, first.contradicts) == (1, 2, 1, 1)
    assert (second.claimed, second.supports, second.partly, second.contradicts) == (2, 0, 0, 1)
    assert (first.is_gap, first.judged, second.is_gap, second.judged) == (False, True, True, False)
    assert found.gaps == found.rows[1:]
    assert (found.linked, found.judged, found.read) == (2, 1, 1)


def test_a_map_of_nothing_is_all_gaps():
    found = evidence_map(CRITERIA, ITEMS, [])
    assert {cell.signs for one in found.rows for cell in one.cells} == {"·"}
    assert len(found.gaps) == len(CRITERIA)
    assert evidence_map([], [], []).rows == ()


@pytest.mark.parametrize(
    ("cell", "signs", "words"),
    [
        (MapCell(), "·", "nothing"),
        (MapCell(read=True), "r", "read"),
        (MapCell(claimed=True, read=True), "c", "claimed, read"),
        (MapCell(True, True, 1, 2, 3), "+1 ~2 −3", "claimed, read, 1 supporting, 2 partly, 3 contradicting"),
    ],
)
def test_a_cell_says_itself_in_signs_and_words(cell: MapCell, signs: str, words: str):
    assert (cell.signs, cell.words) == (signs, words)
