"""What is missing before one can seal, at the top of the judging page: each criterion a way to it."""

from collections.abc import Callable, Sequence
from functools import partial

from rpl_desk.domain.cases import Missing
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.case.notice_bar import NoticeBar

MOST_LISTED, MOST_NARROW = 6, 2
"""Criteria listed at once, and in a narrow window; the next take the place of those that are mended."""


def list_missing(
    bar: NoticeBar,
    missing: Sequence[Missing],
    criteria: Sequence[CriterionRow],
    go: Callable[[CriterionRow], object],
    *,
    narrow: bool,
) -> None:
    """Show which criteria are not ready to seal, each as a button that leads there; nothing where all are.

    missing: as `missing_to_seal` gives it, with the key of a criterion as its part.
    """
    parts = {one.part for one in missing}
    left = [one for one in criteria if one.key in parts]
    are = "criterion is" if len(left) == 1 else "criteria are"
    words = f"{len(left)} {are} not ready to seal." if left else ""
    most = MOST_NARROW if narrow else MOST_LISTED
    if len(left) > most:
        words += f" The first {most}:"
    bar.show_words(words, [(one.label, partial(go, one)) for one in left[:most]])
