"""The evidence map: criteria against items, with what is claimed, read and linked, and where nothing supports."""

from collections.abc import Collection, Iterable

from .evidence import STANCE_SIGNS, EvidenceRow, Stance
from .judgements import CriterionRow
from .passages import LinkedPassage
from .rows import dataclass

NONE_SIGN, CLAIMED_SIGN, READ_SIGN = "·", "c", "r"


@dataclass(frozen=True, slots=True)
class MapCell:
    """What one item bears on one criterion: counts of links by stance, and whether it was claimed and read."""

    claimed: bool = False
    read: bool = False
    supports: int = 0
    partly: int = 0
    contradicts: int = 0

    @property
    def is_linked(self) -> bool:
        return bool(self.supports or self.partly or self.contradicts)

    @property
    def signs(self) -> str:
        """The cell in signs and numbers, never colour alone: "+2 ~1", else "c", else "r", else "·"."""
        counts = (
            (Stance.SUPPORTS, self.supports),
            (Stance.PARTLY, self.partly),
            (Stance.CONTRADICTS, self.contradicts),
        )
        linked = " ".join(f"{STANCE_SIGNS[stance]}{count}" for stance, count in counts if count)
        return linked or (CLAIMED_SIGN if self.claimed else READ_SIGN if self.read else NONE_SIGN)

    @property
    def words(self) -> str:
        """The cell as it is spoken: "claimed, read, 2 supporting, 1 partly"."""
        parts = [word for word, said in (("claimed", self.claimed), ("read", self.read)) if said]
        counts = (("supporting", self.supports), ("partly", self.partly), ("contradicting", self.contradicts))
        parts += [f"{count} {word}" for word, count in counts if count]
        return ", ".join(parts) or "nothing"


@dataclass(frozen=True, slots=True)
class MapRow:
    """One criterion across all items, in the items' order; `claimed` counts items, the stances count links."""

    criterion: CriterionRow
    cells: tuple[MapCell, ...]
    judged: bool

    @property
    def claimed(self) -> int:
        return sum(one.claimed for one in self.cells)

    @property
    def supports(self) -> int:
        return sum(one.supports for one in self.cells)

    @property
    def partly(self) -> int:
        return sum(one.partly for one in self.cells)

    @property
    def contradicts(self) -> int:
        return sum(one.contradicts for one in self.cells)

    @property
    def is_linked(self) -> bool:
        return any(one.is_linked for one in self.cells)

    @property
    def is_gap(self) -> bool:
        """Whether no passage supports the criterion, wholly or partly (our meaning of a gap)."""
        return not (self.supports or self.partly)


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """Rows are criteria in order, columns are items by number."""

    items: tuple[EvidenceRow, ...]
    rows: tuple[MapRow, ...]
    read: int

    @property
    def gaps(self) -> tuple[MapRow, ...]:
        return tuple(one for one in self.rows if one.is_gap)

    @property
    def linked(self) -> int:
        """How many criteria have a link."""
        return sum(one.is_linked for one in self.rows)

    @property
    def judged(self) -> int:
        """How many criteria have an answer."""
        return sum(one.judged for one in self.rows)


def evidence_map(
    criteria: Iterable[CriterionRow],
    items: Iterable[EvidenceRow],
    links: Iterable[LinkedPassage],
    *,
    claims: Collection[tuple[int, int]] = frozenset(),
    read: Collection[int] = frozenset(),
    judged: Collection[int] = frozenset(),
) -> EvidenceMap:
    """Return the map of a case from what one person may see.

    claims: pairs of criterion and item ids that the applicant claims. read: ids of the items that were read.
    judged: ids of the criteria that have an answer.
    """
    columns = tuple(sorted(items, key=lambda one: one.number))
    counts: dict[tuple[int, int, Stance], int] = {}
    for one in links:
        key = (one.criterion_id, one.evidence_id, one.stance)
        counts[key] = counts.get(key, 0) + 1

    def cell(criterion: CriterionRow, item: EvidenceRow) -> MapCell:
        place = (criterion.id, item.id)
        return MapCell(
            claimed=place in claims,
            read=item.id in read,
            supports=counts.get((*place, Stance.SUPPORTS), 0),
            partly=counts.get((*place, Stance.PARTLY), 0),
            contradicts=counts.get((*place, Stance.CONTRADICTS), 0),
        )

    rows = tuple(
        MapRow(one, tuple(cell(one, item) for item in columns), one.id in judged)
        for one in sorted(criteria, key=lambda one: one.position)
    )
    return EvidenceMap(columns, rows, sum(one.id in read for one in columns))
