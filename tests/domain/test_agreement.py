"""Agreement held against worked examples that were published, and its edges."""

import pytest

from rpl_desk.domain.agreement import (
    agreements,
    cohen_kappa,
    fleiss_kappa,
    in_words,
    krippendorff_alpha,
    percent_agreement,
)
from rpl_desk.domain.judgements import CriterionKind, CriterionRow

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units_of(observers: tuple[str, ...]) -> list[dict[int, int]]:
    return [
        {who: int(value) for who, value in enumerate(unit) if value != "."}
        for unit in zip(*(line.split() for line in observers), strict=True)
    ]


UNITS = units_of(FOUR_OBSERVERS)

# J. L. Fleiss's method on the table of ten subjects, fourteen raters and five categories that Wikipedia works through,
# kappa 0.210; the same table is the example of statsmodels' `fleiss_kappa` and of Fleiss on MATLAB File Exchange 15426.
TEN_SUBJECTS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip


# J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971), table 1: thirty
# patients, six psychiatrists each, and depression, personality disorder, schizophrenia, neurosis, other; kappa 0.430,
# with the five shares 0.144, 0.144, 0.167, 0.306 and 0.239.
_THIRTY = (
    "000600300301401000060303020400004022031020040000061005011040033001005002031"
    "005013001251000020401020300006010500201320040100410501040002020401050000006"
)
THIRTY_PATIENTS = [_THIRTY[place : place + 5] for place in range(0, len(_THIRTY), 5)]

# J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960): two
# judges, two hundred cases, three kinds; 140 agreed and 82 expected by chance, kappa 0.492.
TWO_JUDGES = ((88, 10, 2), (14, 40, 6), (18, 10, 12))


# Three coders, fifteen units: the computational example under "Krippendorff's alpha" in Wikipedia, which gives 0.691
# for nominal data; other programs are checked against it as well (dallascard/krippendorff_alpha, README).
THREE_CODERS = (
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


def criterion(key: int, kind: CriterionKind = CriterionKind.BEST_FIT) -> CriterionRow:
    return CriterionRow(key, 1, 1, key, f"U{key}", kind, "Unit", "Unit", "", None, None, None)


def pairs(*counts: tuple[str, str, int]) -> list[dict[int, str]]:
    return [{1: one, 2: two} for one, two, number in counts for _ in range(number)]


def test_alpha_is_that_of_the_published_example():
    assert krippendorff_alpha(UNITS, ordinal=False) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff_alpha(UNITS, ordinal=True) == pytest.approx(0.815, abs=0.0005)


def test_alpha_is_that_of_a_second_example_with_most_answers_missing():
    units = units_of(THREE_CODERS)
    assert krippendorff_alpha(units, ordinal=False) == pytest.approx(0.691, abs=0.0005)


def test_kappas_of_other_tables_than_the_one_they_were_written_after():
    """Cohen's of two tables with the same share agreed and other margins; the worked comparison in Wikipedia."""
    even = pairs(("yes", "yes", 45), ("yes", "no", 15), ("no", "yes", 25), ("no", "no", 15))
    odd = pairs(("yes", "yes", 25), ("yes", "no", 35), ("no", "yes", 5), ("no", "no", 35))
    assert (percent_agreement(even), percent_agreement(odd)) == (60, 60)
    assert cohen_kappa(even) == pytest.approx(0.1304, abs=0.00005)
    assert cohen_kappa(odd) == pytest.approx(0.2593, abs=0.00005)


def test_cohen_kappa_is_that_of_the_paper_it_comes_from():
    given = pairs(*((str(one), str(two), n) for one, row in enumerate(TWO_JUDGES) for two, n in enumerate(row)))
    assert len(given) == 200 and percent_agreement(given) == pytest.approx(70)
    assert cohen_kappa(given) == pytest.approx(58 / 118)
    assert cohen_kappa(given) == pytest.approx(0.492, abs=0.0005)


def test_fleiss_kappa_is_that_of_the_paper_it_comes_from():
    patients = [dict(enumerate(kind for kind, n in enumerate(row) for _ in range(int(n)))) for row in THIRTY_PATIENTS]
    shares = [sum(int(row[kind]) for row in THIRTY_PATIENTS) / 180 for kind in range(5)]
    assert shares == pytest.approx([0.144, 0.144, 0.167, 0.306, 0.239], abs=0.0005)
    assert fleiss_kappa(patients, 6) == pytest.approx(0.430, abs=0.0005)


def test_fleiss_kappa_is_that_of_the_worked_example():
    subjects = [dict(enumerate(value for value, n in enumerate(row) for _ in range(n))) for row in TEN_SUBJECTS]
    assert fleiss_kappa(subjects, 14) == pytest.approx(0.210, abs=0.0005)


def test_cohen_kappa_is_that_of_the_worked_example():
    """Fifty proposals: 20 both yes, 5 yes and no, 10 no and yes, 15 both no; observed 0.7, expected 0.5.

    Source: the worked example of grant proposals under "Cohen's kappa" in Wikipedia, kappa 0.40.
    """
    given = pairs(("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15))
    assert cohen_kappa(given) == pytest.approx(0.4)
    assert percent_agreement(given) == pytest.approx(70)


def test_what_has_no_denominator_is_not_defined():
    same = pairs(("met", "met", 6))
    assert percent_agreement(same) == 100
    assert (cohen_kappa(same), krippendorff_alpha(same, ordinal=False)) == (None, None)
    assert fleiss_kappa([{1: "a", 2: "a", 3: "a"}], 3) is None
    assert (percent_agreement([]), cohen_kappa([]), fleiss_kappa([], 3)) == (None, None, None)
    assert krippendorff_alpha([{1: 8}], ordinal=True) is None


def test_full_agreement_on_answers_that_vary_is_one_and_the_order_of_levels_counts_for_alpha():
    same = pairs(("a", "a", 3), ("b", "b", 3))
    assert (cohen_kappa(same), krippendorff_alpha(same, ordinal=False)) == (1, 1)
    near = [{1: 7, 2: 8}, {1: 8, 2: 8}, {1: 9, 2: 9}, {1: 12, 2: 12}]
    far = [{1: 7, 2: 12}, {1: 8, 2: 8}, {1: 9, 2: 9}, {1: 12, 2: 12}]
    assert krippendorff_alpha(near, ordinal=True) > krippendorff_alpha(far, ordinal=True)


@pytest.mark.parametrize("assessors", [2, 3, 4, 5])
def test_levels_and_other_answers_are_told_apart_for_two_to_five_assessors(assessors):
    rows = [criterion(1), criterion(2), criterion(3, kind=CriterionKind.OUTCOME)]
    answers = {
        1: dict.fromkeys(range(assessors), "8"),
        2: {who: "7" if who == 0 else "unsure" if who == 1 else "7" for who in range(assessors)},
        3: {who: "met" if who else "partly" for who in range(assessors)},
    }
    found = agreements(rows, answers)
    assert [one.name for one in found] == ["Levels", "Other answers"]
    assert {one.kappa_name for one in found} == {"Cohen's kappa" if assessors == 2 else "Fleiss' kappa"}
    assert all("moves these figures widely" in in_words(one) for one in found)


def test_undefined_figures_are_said_in_words():
    rows = [criterion(1), criterion(2)]
    (one,) = agreements(rows, {1: {1: "8", 2: "8"}, 2: {1: "8", 2: "8"}})
    assert "100 %" in in_words(one) and "Cohen's kappa not defined" in in_words(one)
    assert "do not vary" in in_words(one)
    assert agreements(rows, {}) == ()
