"""What covers hidden claimants in the rows that are read for a person; who may know them is said in `visibility`.

Every reading of `Database.reading` carries the veil of the person signed in, and every row that `queries` makes passes
it. An action reads without one: rules and records go by what is stored. One's own words come back as one wrote them.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

from ..domain.cases import CaseRow
from ..domain.identity import Mask, mask_of
from . import veil_plans
from .plans import Plan

Row = TypeVar("Row")

NOBODY = 0
"""The viewer of what goes round on paper, and while nobody is signed in: knows no hidden claimant."""


class Reads(Protocol):
    """What a veil needs of a reader."""

    def planned(self, plan: Plan[Row], **values: int | str) -> tuple[Row, ...]: ...


class Place(NamedTuple):
    """Which case a row belongs to, and whose it is, None where it is nobody's own."""

    case_id: int
    person_id: int | None


class Claimant(NamedTuple):
    """A hidden claimant: every name of theirs, and what stands in its place."""

    claimant: str
    claimant_reference: str
    claimant_email: str
    pseudonym: str
    other_names: str


_ANY_HIDDEN = Plan(int, "SELECT id FROM identity WHERE revealed_at IS NULL LIMIT 1", (None,))

_WAYS = ("assessment_id", "passage_id", "case_id", "decision_id", "evidence_id")
"""The columns that lead to a row's case, those first that say whose it is."""


class Veil:
    """The veil of one viewer over one reading; a viewer of 0 is nobody, who knows no hidden claimant."""

    def __init__(self, reader: Reads, viewer: int) -> None:
        self._reader, self.viewer = reader, viewer
        self._masks: dict[int, Mask | None] = {}
        self._places: dict[tuple[str, int], Place | None] = {}

    @cached_property
    def is_needed(self) -> bool:
        """Whether anybody at all is hidden in this store; where nobody is, the veil costs one short look."""
        return bool(self._reader.planned(_ANY_HIDDEN))

    def mask(self, case_id: int) -> Mask | None:
        """Return the mask over a case's claimant, None where the viewer may know them."""
        if not self.is_needed:
            return None
        if case_id not in self._masks:
            found = self._reader.planned(veil_plans.claimant(), viewer=self.viewer, case=case_id)
            self._masks[case_id] = _mask(found[0]) if found else None
        return self._masks[case_id]

    def rows(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Return rows with the names of hidden claimants covered, but for the viewer's own words."""
        return tuple(self._row(one) for one in rows)

    def _row(self, row: Row) -> Row:
        place = self._place(row)
        if place is None or place.person_id == self.viewer:
            return row
        mask = self.mask(place.case_id)
        return row if mask is None else mask.row(row)

    def _place(self, row: Any) -> Place | None:
        if isinstance(row, CaseRow):
            return Place(row.id, None)
        for way in _WAYS:
            key = getattr(row, way, None)
            if key is None:
                continue
            if way == "case_id":
                return Place(key, getattr(row, "person_id", None) if type(row).__name__ in _OWN else None)
            if (way, key) not in self._places:
                found = self._reader.planned(veil_plans.place(way), key=key)
                self._places[way, key] = found[0] if found else None
            return self._places[way, key]
        return None

    def text(self, case_id: int, text: str) -> str:
        """Return a text of a case with its claimant covered."""
        mask = self.mask(case_id)
        return text if mask is None else mask.text(text)


_OWN = frozenset({"RecordDraftRow"})
"""Rows of a case that are one person's own words."""


def _mask(found: Claimant) -> Mask:
    return mask_of(found, found.pseudonym, found.other_names)


def veiled(read: Any, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows as the viewer of a reading sees them; a reading without a viewer sees all."""
    veil: Veil | None = getattr(read, "veil", None)
    return veil.rows(rows) if rows and veil is not None and veil.is_needed else rows


def one_text(read: Any, case_id: int, text: str) -> str:
    """Return a text of a case as the viewer of a reading sees it."""
    veil: Veil | None = getattr(read, "veil", None)
    return text if veil is None else veil.text(case_id, text)


def texts(read: Any, case_ids: Sequence[int], text: str) -> str:
    """Return a text that belongs to several cases, with every claimant covered who is hidden from the viewer."""
    for case_id in case_ids:
        text = one_text(read, case_id, text)
    return text


def is_hidden(read: Any, case_id: int) -> bool:
    """Tell whether the claimant of a case is hidden from the viewer of a reading."""
    veil: Veil | None = getattr(read, "veil", None)
    return veil is not None and veil.mask(case_id) is not None
