"""The office's settings: what can be kept, and that they read back as they were."""

import json

import pytest

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.policy import Policy, RangeBasis, Rounding


def test_the_settings_a_new_office_has_can_be_kept():
    assert Policy().checked() == Policy()


def test_settings_read_back_as_they_were():
    policy = Policy(rounding=Rounding.UP, range_basis=RangeBasis.HIGH, permitted_levels=(7, 8), labels={"rated": "OK"})
    assert Policy.from_plain(json.loads(json.dumps(policy.to_plain()))) == policy


def test_a_setting_added_since_takes_its_default_and_one_taken_away_is_let_be():
    assert Policy.from_plain({"quorum": 4, "no_longer_known": 1}) == Policy(quorum=4)


EDGES = [
    ("currency_years", 1, 50),
    ("rpl_cap_percent", 0, 100),
    ("assessors", 1, 5),
    ("discuss_from", 1, 11),
    ("adjudicate_from", 1, 11),
    ("quorum", 1, 50),
    ("working_days_target", 1, 365),
    ("review_years", 1, 25),
    ("retention_years", 1, 100),
    ("idle_lock_minutes", 1, 15),
]


@pytest.mark.parametrize(("name", "least", "most"), EDGES)
def test_each_figure_has_its_edges(name, least, most):
    far = {"adjudicate_from": 11}
    assert Policy(**(far | {name: least})).problems() == Policy(**(far | {name: most})).problems() == []
    for beyond in (least - 1, most + 1, str(least), least + 0.5, True, None):
        assert [one.place for one in Policy(**(far | {name: beyond})).problems()] == [name]


@pytest.mark.parametrize(
    "change",
    [
        {"rpl_cap_percent": 0},
        {"rpl_cap_percent": 100},
        {"assessors": 1},
        {"currency_years": 50},
        {"permitted_levels": (1,)},
        {"permitted_levels": (12,)},
        {"signatories": ("rater", "vetter", "chair")},
        {"discuss_from": 2, "adjudicate_from": 2},
    ],
)
def test_settings_at_their_edges_can_be_kept(change):
    assert Policy(**change).problems() == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"rpl_cap_percent": -1}, "rpl_cap_percent"),
        ({"rpl_cap_percent": 101}, "rpl_cap_percent"),
        ({"assessors": 0}, "assessors"),
        ({"assessors": 6}, "assessors"),
        ({"currency_years": 0}, "currency_years"),
        ({"quorum": 2.5}, "quorum"),
        ({"permitted_levels": ()}, "permitted_levels"),
        ({"permitted_levels": (0, 1)}, "permitted_levels"),
        ({"permitted_levels": (12, 13)}, "permitted_levels"),
        ({"evidence_tests": ("valid", "tasteful")}, "evidence_tests"),
        ({"evidence_tests": ("valid", "valid")}, "evidence_tests"),
        ({"signatories": ()}, "signatories"),
        ({"signatories": ("dean",)}, "signatories"),
        ({"signatories": ("chair", "chair")}, "signatories"),
        ({"discuss_from": 3, "adjudicate_from": 2}, "adjudicate_from"),
    ],
)
def test_settings_beyond_their_edges_are_named(change, place):
    assert [one.place for one in Policy(**change).problems()] == [place]
    with pytest.raises(RuleViolation, match=place):
        Policy(**change).checked()
