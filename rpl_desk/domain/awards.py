"""Named awards and the credit they ask for, as advice with its source; nothing here decides."""

from collections.abc import Mapping
from typing import Any

from .credit import figure, rpl_limit, rpl_share
from .rows import dataclass

TWO_LEVEL_TESTS = {"honours": ((9, 10), 180)}
"""Credit that must lie across several levels, beside the credit at the exit level. Source: the note of the award."""

OR_ABOVE = frozenset({"graddip", "gradcert"})
"""Awards whose exit rule says "or above", so that credit at higher levels counts as well. Source: `exit_rule`."""


@dataclass(frozen=True, slots=True)
class Award:
    """One award type. `credit_min` and `exit_credit_min` are None where no figure is fixed, published or found."""

    id: str
    title: str
    sector: str
    level: int
    levels: tuple[int, ...]
    credit_min: int | None
    exit_credit_min: int | None
    exit_levels: tuple[int, ...]
    exit_rule: str
    sources: tuple[str, ...]
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A check as advice: `met` None where it cannot be told; `source` names what it rests on."""

    words: str
    met: bool | None
    source: str


def load_awards(plain: Mapping[str, Any]) -> tuple[Award, ...]:
    """Read `award-credit.json` as parsed; sources become their titles."""
    titles = {one["id"]: one["title"] for one in plain["sources"]}
    return tuple(
        Award(
            id=one["id"],
            title=one["award"],
            sector=one["sector"],
            level=one["level"],
            levels=tuple(one["levels"]),
            credit_min=one["credit_min"],
            exit_credit_min=one["exit_credit_min"],
            exit_levels=tuple(one["exit_levels"]),
            exit_rule=one["exit_rule"],
            sources=tuple(titles.get(source, source) for source in one["sources"]),
            confirmed=one["confirmed"],
            note=one["note"],
        )
        for one in plain["awards"]
    )


def award_checks(award: Award, level: int, points_by_level: Mapping[int, int]) -> tuple[Advice, ...]:
    """Hold a programme against a named award: its level, its total and its credit at the exit level.

    level: the programme's decided or asked level. points_by_level: credit points of its units at each level.
    A figure that was not read in a source gives no yes or no; the words say so.

    Source: `award-credit.json`, in own words from the pages each entry names; check the awarding body's current rules.
    """
    source = "; ".join(award.sources)
    found = [Advice(_level_words(award, level), level in award.levels, source)]
    total = sum(points_by_level.values())
    if award.credit_min is None:
        found.append(Advice(f"{award.title}: no least total is fixed or was found. {award.note}".strip(), None, source))
    else:
        found.append(_test(award, total, award.credit_min, f"{total} points in all", source))
    if award.exit_credit_min is None:
        found.append(Advice(f"{award.title}: {award.exit_rule}. No figure is fixed to check.", None, source))
    else:
        reached, where = _at_exit(award, points_by_level)
        found.append(_test(award, reached, award.exit_credit_min, f"{reached} points at {where}", source))
    if award.id in TWO_LEVEL_TESTS:
        levels, least = TWO_LEVEL_TESTS[award.id]
        reached = sum(points_by_level.get(one, 0) for one in levels)
        words = f"{reached} points at levels {' and '.join(map(str, levels))} together"
        found.append(_test(award, reached, least, words, source))
    return tuple(found)


def rpl_advice(points: int, award_points: int | None, percent: int) -> Advice:
    """Say what share of the award comes from prior learning, against the office's limit; `met` None without a total."""
    source = f"Office setting: at most {percent} % of an award from prior learning"
    if not award_points:
        return Advice("The award's total credit points are not recorded, so the share cannot be told.", None, source)
    limit = rpl_limit(award_points, percent)
    share = figure(rpl_share(points, award_points))
    return Advice(
        f"{points} of {award_points} points is {share} % of the award; at most {limit} may come from prior learning.",
        points <= limit,
        source,
    )


def _level_words(award: Award, level: int) -> str:
    offered = ", ".join(map(str, award.levels))
    return f"{award.title} is placed at level {offered}; this is level {level}."


def _at_exit(award: Award, points_by_level: Mapping[int, int]) -> tuple[int, str]:
    if award.id in OR_ABOVE:
        lowest = min(award.exit_levels)
        return sum(points for level, points in points_by_level.items() if level >= lowest), f"level {lowest} or above"
    reached = sum(points_by_level.get(level, 0) for level in award.exit_levels)
    return reached, f"level {' or '.join(map(str, award.exit_levels))}"


def _test(award: Award, reached: int, least: int, words: str, source: str) -> Advice:
    sentence = f"{award.title}: {words}, at least {least} asked for."
    if not award.confirmed:
        return Advice(f"{sentence} The figure is not confirmed. {award.note}", None, source)
    return Advice(sentence, reached >= least, source)
