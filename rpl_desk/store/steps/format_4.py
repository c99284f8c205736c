"""From format 3 to 4: every subject brings what it adds in a piece of its own; they run in the order listed."""

from collections.abc import Callable
from typing import Any

from ..restating import Changes
from .format_4_after import follow_conditions
from .format_4_backups import keep_restores
from .format_4_calibrating import hold_exercises
from .format_4_cases import find_claimants
from .format_4_evidence import keep_origins
from .format_4_identity import hide_claimants
from .format_4_judging import keep_earlier_answers, name_comparators, state_gaps, withdraw_assessors
from .format_4_keys import make_proofs
from .format_4_meetings import add_meetings
from .format_4_precedents import find_precedents
from .format_4_protection import allow_encryption
from .format_4_reconciling import ask_third_assessors
from .format_4_seals import keep_seals
from .format_4_search import open_indexes

PIECES: tuple[Callable[[Any], Changes], ...] = (
    find_claimants,
    add_meetings,
    open_indexes,
    keep_origins,
    keep_earlier_answers,
    state_gaps,
    name_comparators,
    make_proofs,
    ask_third_assessors,
    hide_claimants,
    hold_exercises,
    find_precedents,
    follow_conditions,
    keep_restores,
    allow_encryption,
    keep_seals,
    withdraw_assessors,
)


def to_format_4(connection: Any) -> Changes:
    """Run every piece, and say together what they changed."""
    said = [piece(connection) for piece in PIECES]
    return Changes(
        tables=frozenset().union(*(one.tables for one in said)),
        rows=tuple(row for one in said for row in one.rows),
        unvouched=frozenset().union(*(one.unvouched for one in said)),
    )
