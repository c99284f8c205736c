"""In which order a meeting takes its cases, when, and who is out of the room."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.meetings import (
    ToOrder,
    estimated_times,
    minutes_of,
    moved,
    next_in,
    order_by_conflicts,
    out_during,
    times_left,
)
from rpl_desk.domain.panels import AbsenceRow, AttendanceRow, in_room

TEN = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)


def to_order(key: int, *leaving: int, due: int = 0) -> ToOrder:
    return ToOrder(key, frozenset(leaving), date(2026, 5, due) if due else None)


def absence(person: int, left: int, returned: int | None) -> AbsenceRow:
    """An absence from and to so many minutes after ten."""
    back = None if returned is None else TEN + timedelta(minutes=returned)
    return AbsenceRow(person, 1, 1, 1, person, "", TEN + timedelta(minutes=left), back)


def test_cases_for_which_the_same_people_leave_follow_one_another_and_the_first_due_comes_first():
    cases = [to_order(1, 7, due=9), to_order(2, due=8), to_order(3, 7, due=3), to_order(4, due=2), to_order(5, 7, 8)]
    assert order_by_conflicts(cases) == [4, 2, 3, 1, 5]


def test_no_other_order_lets_people_leave_less_often():
    chance = Random("orders")
    for _ in range(60):
        cases = [to_order(key, *chance.sample(range(1, 5), chance.randint(0, 3))) for key in range(6)]
        leaving = {one.key: one.leaving for one in cases}
        fewest = min(times_left([leaving[key] for key in order]) for order in permutations(leaving))
        assert times_left([leaving[key] for key in order_by_conflicts(cases)]) == fewest


def test_many_groups_are_ordered_too_and_every_case_is_in_the_order_once():
    cases = [to_order(key, *(place for place in range(6) if key >> place & 1)) for key in range(40)]
    assert sorted(order_by_conflicts(cases)) == list(range(40))
    assert order_by_conflicts([]) == []


def test_times_follow_from_the_beginning_and_from_how_long_each_case_takes():
    assert estimated_times("10:40", [20, 25, 20]) == ("10:40", "11:00", "11:25")
    assert estimated_times("23:50", [20, 5]) == ("23:50", "00:10")
    assert estimated_times("", [20, 20]) == ("", "")


@pytest.mark.parametrize("text", ["24:00", "10:60", "10", "ten", "10:5", "-1:00", ""])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(RuleViolation, match="time of day"):
        minutes_of(text)


@pytest.mark.parametrize(("passed", "left"), [(0, 20), (11, 9), (20, 0), (45, 0)])
def test_the_next_case_is_so_many_minutes_away(passed, left):
    assert next_in(TEN, 20, TEN + timedelta(minutes=passed)) == left


@pytest.mark.parametrize(
    ("place", "order"), [(0, [3, 1, 2, 4]), (1, [1, 3, 2, 4]), (3, [1, 2, 4, 3]), (99, [1, 2, 4, 3])]
)
def test_a_case_is_moved_within_the_order(place, order):
    assert moved([1, 2, 3, 4], 3, place) == order


def test_who_came_is_in_the_room_unless_they_are_out_now():
    came = [
        AttendanceRow(key, 1, 1, key, present, "") for key, present in ((1, True), (2, True), (3, False), (4, None))
    ]
    assert in_room(came, [absence(2, 0, None)]) == (1,)
    assert in_room(came, [absence(2, 0, 5)]) == (1, 2)


def test_who_was_out_while_a_case_was_on_the_table():
    out = [absence(1, -20, -5), absence(2, -20, None), absence(3, 5, 8), absence(4, 40, None), absence(5, 30, 30)]
    ended = TEN + timedelta(minutes=30)
    assert [one.person_id for one in out_during(out, 9, TEN, ended)] == [2, 3]
    assert [one.person_id for one in out_during(out, 9, TEN, None)] == [2, 3, 4, 5]
    assert out_during(out, 9, None, ended) == ()


def test_who_left_for_the_very_case_is_named_even_within_one_second():
    gone = AbsenceRow(1, 1, 1, 9, 1, "", TEN, TEN)
    assert out_during([gone], 9, TEN, TEN) == (gone,)
    assert out_during([gone], 8, TEN, TEN) == ()
