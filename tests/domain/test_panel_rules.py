"""Which roles may meet, who leaves the room and whether enough remain."""

from itertools import permutations, product

import pytest

from rpl_desk.domain.panels import counted, is_quorate, must_leave, of_panel, quorum_words
from rpl_desk.domain.people import INCOMPATIBLE, PANEL, Role, incompatible_roles, may_judge, role_conflict

from .domain_rows import CHAIR, MEMBER, ONE, OUTSIDER, SECRETARY, TWO, VETTER, interest, person, role

APART = {
    frozenset(pair)
    for pair in (
        *product((Role.AUTHOR, Role.ADVISER), (Role.RATER, Role.ASSESSOR, Role.VETTER, Role.CHAIR)),
        (Role.RATER, Role.VETTER),
        (Role.ASSESSOR, Role.VETTER),
    )
}


@pytest.mark.parametrize(("held", "new"), list(permutations(Role, 2)))
def test_every_pair_of_roles_may_meet_or_says_why_not(held, new):
    reason = role_conflict({held}, new)
    assert (reason is not None) == (frozenset({held, new}) in APART)
    assert reason is None or reason.endswith(".")


def test_the_table_of_roles_names_each_pair_once():
    assert len(INCOMPATIBLE) == len(APART) == len({frozenset(pair[:2]) for pair in INCOMPATIBLE})


def test_one_role_among_several_is_enough_to_conflict():
    assert role_conflict((Role.MEMBER, Role.AUTHOR), Role.ASSESSOR) == (
        "who wrote or delivers it may not judge, vet or chair it."
    )
    assert role_conflict((), Role.AUTHOR) is None
    assert role_conflict((Role.CHAIR,), Role.CHAIR) is None


@pytest.mark.parametrize(("first", "second", "count"), [("", "", 1), ("why", "", 0), ("", "why", 0), (" ", " ", 1)])
def test_an_override_of_either_role_lets_them_meet(first, second, count):
    roles = [role(ONE, Role.RATER, first), role(TWO, Role.VETTER), role(ONE, Role.VETTER, second)]
    assert [one[0] for one in incompatible_roles(roles)] == [ONE] * count


@pytest.mark.parametrize("held", Role)
def test_raters_and_assessors_judge_unless_they_have_an_interest(held):
    assert may_judge((held, Role.MEMBER), has_interest=False) == (held in (Role.RATER, Role.ASSESSOR))
    assert not may_judge((held,), has_interest=True)


@pytest.mark.parametrize("held", Role)
def test_advisers_and_authors_leave_and_so_does_who_has_an_interest(held):
    leaves = held in (Role.ADVISER, Role.AUTHOR)
    assert must_leave([], [role(ONE, held)]) == (frozenset({ONE}) if leaves else frozenset())
    assert must_leave([interest(TWO)], [role(ONE, held)]) == (frozenset({ONE, TWO}) if leaves else frozenset({TWO}))


def test_only_the_panel_counts_and_the_chair_of_the_meeting_with_it():
    roles = [role(number, name) for number, name in enumerate(Role, 1)]
    of_it = {one.person_id for one in roles if one.role in PANEL}
    everyone = [one.person_id for one in roles]
    assert of_panel(everyone, roles) == of_it
    assert of_panel([*everyone, 99, 98], roles, chair_id=99) == of_it | {99}
    assert of_panel([], roles, chair_id=99) == frozenset()


@pytest.mark.parametrize(
    ("present", "leaving", "quorum", "count", "quorate"),
    [
        ([ONE, TWO, CHAIR], [], 3, 3, True),
        ([ONE, TWO, CHAIR], [], 4, 3, False),
        ([ONE, TWO, CHAIR], [TWO], 3, 2, False),
        ([ONE, TWO, CHAIR, MEMBER], [TWO], 3, 3, True),
        ([ONE, TWO, CHAIR], [VETTER, OUTSIDER], 3, 3, True),
        ([ONE, ONE, CHAIR], [], 3, 2, False),
        ([], [], 1, 0, False),
        ([SECRETARY], [SECRETARY], 1, 0, False),
    ],
)
def test_quorum_is_counted_after_those_who_must_have_left(present, leaving, quorum, count, quorate):
    assert counted(present, leaving) == count
    assert is_quorate(present, leaving, quorum) is quorate


@pytest.mark.parametrize(
    ("count", "quorum", "words"),
    [
        (5, 4, "5 present, 4 needed"),
        (4, 4, "4 present, 4 needed"),
        (3, 4, "3 present, 4 needed. The decision waits."),
    ],
)
def test_quorum_is_said_in_words(count, quorum, words):
    assert quorum_words(count, quorum) == words


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Assessor One", "AO"),
        ("Assessor", "A"),
        ("Mary Ann Sample", "MS"),
        ("  Łucja   żak ", "ŁŻ"),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_last_name(name, initials):
    assert person(ONE, name).initials == initials
