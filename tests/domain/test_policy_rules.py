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
