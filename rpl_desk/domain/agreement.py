"""How far sealed answers agree: percent agreement, Cohen's and Fleiss' kappa, Krippendorff's alpha.

Each figure is None where its denominator is nought or too few answers were given to say anything: it is then not
defined, and never made up. None of them decides anything.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations

from .judgements import LEVEL_KINDS, Judged
from .rows import dataclass

Answers = Sequence[Mapping[int, Hashable]]
"""For each criterion the answers by assessor; an assessor who gave none is left out."""

FEW = 20
"""Criteria under which one answer more or less moves a kappa or an alpha widely; the threshold is ours."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures for one set of criteria; `name` says which, `criteria` how many had two answers or more.

    percent: of pairs of answers that are the same, 0 to 100. kappa: Cohen's for two assessors, Fleiss' for more, of the
    criteria that all of them answered. alpha: Krippendorff's, ordinal for levels, else nominal.
    """

    name: str
    assessors: int
    criteria: int
    percent: float | None
    kappa: float | None
    alpha: float | None
    ordinal: bool

    @property
    def kappa_name(self) -> str:
        return "Cohen's kappa" if self.assessors == 2 else "Fleiss' kappa"


def agreements(criteria: Iterable[Judged], answers: Mapping[int, Mapping[int, str]]) -> tuple[Agreement, ...]:
    """Return the figures for levels, where any were judged, and for all other answers.

    answers: sealed answers by criterion id, then by assessor, as `judgements.differences` takes them. Of levels only
    figures count: unsure and not applicable have no place in their order.
    """
    assessors = len({assessor for given in answers.values() for assessor in given})
    rows = list(criteria)
    levels: list[dict[int, Hashable]] = []
    others: list[dict[int, Hashable]] = []
    for one in rows:
        given = answers.get(one.id, {})
        if one.kind in LEVEL_KINDS:
            levels.append({who: int(said) for who, said in given.items() if said.isdecimal()})
        else:
            others.append(dict(given))
    parts = (("Levels", levels, True), ("Other answers", others, False))
    return tuple(
        Agreement(
            name,
            assessors,
            sum(len(given) > 1 for given in part),
            percent_agreement(part),
            cohen_kappa(part) if assessors == 2 else fleiss_kappa(part, assessors),
            krippendorff_alpha(part, ordinal=ordinal),
            ordinal,
        )
        for name, part, ordinal in parts
        if any(len(given) > 1 for given in part)
    )


def percent_agreement(answers: Answers) -> float | None:
    """Return how many of every hundred pairs of answers to one criterion are the same; None without any pair."""
    pairs = [one == other for given in answers for one, other in combinations(given.values(), 2)]
    return 100 * sum(pairs) / len(pairs) if pairs else None


def cohen_kappa(answers: Answers) -> float | None:
    """Return Cohen's kappa of two assessors, over the criteria both answered.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 1960.
    """
    assessors = sorted({who for given in answers for who in given})
    both = [given for given in answers if len(given) == 2]
    if len(assessors) != 2 or not both:
        return None
    first, second = (Counter(given[who] for given in both) for who in assessors)
    observed = sum(len(set(given.values())) == 1 for given in both) / len(both)
    expected = sum(first[value] * second[value] for value in first) / len(both) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def fleiss_kappa(answers: Answers, assessors: int) -> float | None:
    """Return Fleiss' kappa, over the criteria that all `assessors`, two or more, answered.

    Source: J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971).
    """
    counts = [Counter(given.values()) for given in answers if len(given) == assessors]
    if assessors < 2 or not counts:
        return None
    pairs = assessors * (assessors - 1)
    observed = sum(sum(n * (n - 1) for n in count.values()) / pairs for count in counts) / len(counts)
    shares = sum((Counter(count) for count in counts), Counter())
    expected = sum((n / (len(counts) * assessors)) ** 2 for n in shares.values())
    return None if len(shares) == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(answers: Answers, *, ordinal: bool) -> float | None:
    """Return Krippendorff's alpha for any number of assessors and with answers missing.

    ordinal: whether answers are ranks, such as levels, that must then be comparable.
    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), from its coincidence matrix.
    """
    coincidences: dict[tuple[Hashable, Hashable], float] = {}
    for given in answers:
        values = list(given.values())
        for place, one in enumerate(values):
            for other in values[:place] + values[place + 1 :]:
                coincidences[one, other] = coincidences.get((one, other), 0) + 1 / (len(values) - 1)
    totals: dict[Hashable, float] = {}
    for (one, _), number in coincidences.items():
        totals[one] = totals.get(one, 0) + number
    apart = _ordinal(totals) if ordinal else _nominal
    observed = sum(number * apart(one, other) for (one, other), number in coincidences.items())
    expected = sum(totals[one] * totals[other] * apart(one, other) for one in totals for other in totals)
    return None if not expected else 1 - (sum(totals.values()) - 1) * observed / expected


def _nominal(one: Hashable, other: Hashable) -> float:
    return float(one != other)


def _ordinal(totals: Mapping[Hashable, float]) -> Callable[[Hashable, Hashable], float]:
    """Return the squared ordinal difference: how many answers lie from one rank to the other, half of both ends out."""
    ranks = sorted(totals)  # type: ignore[type-var]  # ranks are comparable, as the caller promises

    def apart(one: Hashable, other: Hashable) -> float:
        low, high = sorted((ranks.index(one), ranks.index(other)))
        between = sum(totals[rank] for rank in ranks[low : high + 1]) - (totals[one] + totals[other]) / 2
        return between**2

    return apart


def in_words(one: Agreement) -> str:
    """Return the figures in plain words, with what they can mean at such numbers."""
    percent = "not defined" if one.percent is None else f"{one.percent:.0f} %"
    scale = "ordinal" if one.ordinal else "nominal"
    figures = (
        f"{one.name}: {percent} of pairs of answers are the same; {one.kappa_name} {_figure(one.kappa)},"
        f" Krippendorff's alpha ({scale}) {_figure(one.alpha)}, from {one.criteria} criteria."
    )
    words = " 1 is full agreement, 0 no more than chance would give."
    if one.kappa is None or one.alpha is None:
        words += " Not defined: the answers given do not vary, or too few were given, so chance cannot be told."
    if one.criteria < FEW:
        words += " With so few criteria one answer more or less moves these figures widely; look at the differences."
    return figures + words


def _figure(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"
