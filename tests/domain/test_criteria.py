"""What a case of each kind is judged by."""

from dataclasses import replace

import pytest

from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.criteria import criteria_for
from rpl_desk.domain.framework import Characteristic
from rpl_desk.domain.judgements import CriterionKind, short_label

from .domain_rows import complete_case, imported_unit, unit

RATED_UNIT = ["k", "p", "g", "c", "a", "fit", "points"]
KEYS = {
    CaseKind.CREDIT_RATING_OWN: [*(f"U{n}.{part}" for n in (1, 2) for part in RATED_UNIT), "all.fit", "all.points"],
    CaseKind.RPL_CREDIT_SPECIFIC: ["U1.1", "U1.2", "U2.1", "U2.2", "all.points"],
    CaseKind.RPL_CREDIT_GENERAL: [f"all.{part}" for part in RATED_UNIT],
    CaseKind.RPL_ENTRY: ["R1"],
    CaseKind.RPL_FORMATIVE: ["all.k", "all.p", "all.g", "all.c", "all.a"],
    CaseKind.CREDIT_TRANSFER: ["U1.transfer", "U2.transfer", "all.points"],
}
KEYS[CaseKind.CREDIT_RATING_THIRD_PARTY] = KEYS[CaseKind.CREDIT_RATING_OWN]


@pytest.mark.parametrize("kind", CaseKind)
def test_each_kind_has_its_criteria_in_order(kind):
    found = criteria_for(complete_case(kind))
    assert [one.key for one in found] == KEYS[kind]
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    assert all(one.group and one.label and one.text for one in found)
    assert len({one.label for one in found}) == len(found)


def test_a_rated_unit_is_judged_by_characteristic_then_as_a_whole():
    found = {one.key: one for one in criteria_for(complete_case(CaseKind.CREDIT_RATING_OWN))}
    practice = found["U2.p"]
    assert (practice.kind, practice.characteristic, practice.unit_id) == (
        CriterionKind.CHARACTERISTIC,
        Characteristic.PRACTICE,
        2,
    )
    assert (practice.group, practice.label) == ("Unit 2 Sample unit 2", "Unit 2, Practice")
    assert short_label(practice.label) == "Practice"
    assert (found["U2.fit"].kind, found["U2.points"].kind) == (CriterionKind.BEST_FIT, CriterionKind.POINTS)
    assert (found["all.fit"].group, found["all.fit"].unit_id) == ("Programme overall", None)


def test_an_imported_unit_is_not_judged_again():
    contents = complete_case(CaseKind.CREDIT_RATING_OWN, units=(unit(1), imported_unit(2)))
    assert not any(one.key.startswith("U2.") for one in criteria_for(contents))
    contents = complete_case(CaseKind.CREDIT_RATING_OWN, units=(imported_unit(1),))
    assert [one.key for one in criteria_for(contents)] == ["all.fit", "all.points"]


def test_an_outcome_is_judged_in_its_own_words():
    found = criteria_for(complete_case(CaseKind.RPL_CREDIT_SPECIFIC))[1]
    assert (found.kind, found.label, found.text) == (
        CriterionKind.OUTCOME,
        "Unit 1, Outcome 2",
        "Do sample thing 2",
    )
    assert (found.unit_id, found.outcome_id, found.group) == (1, 12, "Unit 1 Sample unit 1")


def test_an_entry_requirement_and_a_transfer_say_what_they_ask():
    (entry,) = criteria_for(complete_case(CaseKind.RPL_ENTRY))
    assert (entry.kind, entry.label, entry.text) == (
        CriterionKind.REQUIREMENT,
        "Requirement 1",
        "Two years of sample work",
    )
    transfer = criteria_for(complete_case(CaseKind.CREDIT_TRANSFER))[0]
    assert transfer.kind is CriterionKind.TRANSFER
    assert transfer.text == "The credit carries over: rated by Sample Body at level 7 with 8 points."


def test_a_unit_without_a_title_still_has_a_heading():
    contents = complete_case(CaseKind.RPL_CREDIT_SPECIFIC)
    contents = replace(contents, units=(replace(contents.units[0], title=""),))
    assert criteria_for(contents)[0].group == "Unit 1"
