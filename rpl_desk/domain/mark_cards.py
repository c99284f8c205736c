"""Marks as a list of cards: in reading order, filtered by what they bear on, say, are and hold."""

from collections.abc import Iterable

from .evidence import Stance
from .passages import AnchorKind, LinkRow, PassageRow
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class MarkCard:
    """One mark with what it says. item: the item's key, "E04". criteria: key and label by id, of its links."""

    passage: PassageRow
    item: str
    links: tuple[LinkRow, ...]
    criteria: tuple[tuple[int, str, str], ...]
    author: str
    is_mine: bool

    @property
    def where(self) -> str:
        """The place in words: "E04 p.4", "E05 00:11:20", "E04, the whole item"."""
        anchor = self.passage.anchor
        if anchor.kind is AnchorKind.WHOLE or not anchor.place:
            return f"{self.item}, the whole item" if anchor.kind is AnchorKind.WHOLE else self.item
        return f"{self.item} {anchor.place}" if anchor.kind is AnchorKind.TIME else f"{self.item} p.{anchor.place}"

    @property
    def text(self) -> str:
        """The words marked, or what is marked where there are none."""
        anchor = self.passage.anchor
        if anchor.exact:
            return " ".join(anchor.exact.split())
        return {AnchorKind.AREA: "An area of the page", AnchorKind.TIME: "A time of the recording"}.get(anchor.kind, "")

    def key_of(self, criterion_id: int) -> str:
        return next((key for known, key, _ in self.criteria if known == criterion_id), "")

    def link_for(self, criterion_id: int | None) -> LinkRow | None:
        """Return what the mark says of a criterion, else the first thing it says at all."""
        return next(
            (one for one in self.links if one.criterion_id == criterion_id), self.links[0] if self.links else None
        )

    @property
    def words(self) -> str:
        """Everything of it that is searched: text, place, notes, and the codes and labels of its criteria."""
        notes = " ".join(one.note for one in self.links)
        labels = " ".join(f"{key} {label}" for _, key, label in self.criteria)
        anchor = self.passage.anchor
        return f"{self.text} {self.where} {anchor.page_label} {notes} {labels}".casefold()


@dataclass(frozen=True, slots=True)
class MarkFilter:
    """What a card must have: one of each group that names any, and every word. An empty group asks for nothing.

    criteria, stances: of one and the same link.
    """

    items: frozenset[int] = frozenset()
    criteria: frozenset[int] = frozenset()
    stances: frozenset[Stance] = frozenset()
    kinds: frozenset[AnchorKind] = frozenset()
    authors: frozenset[str] = frozenset()
    words: str = ""

    def keeps(self, card: MarkCard) -> bool:
        return (
            (not self.items or card.passage.evidence_id in self.items)
            and (not self.kinds or card.passage.anchor.kind in self.kinds)
            and (not self.authors or card.author in self.authors)
            and self._keeps_links(card)
            and all(word in card.words for word in self.words.casefold().split())
        )

    def _keeps_links(self, card: MarkCard) -> bool:
        if not self.criteria and not self.stances:
            return True
        return any(
            (not self.criteria or one.criterion_id in self.criteria)
            and (not self.stances or one.stance in self.stances)
            for one in card.links
        )


def in_card_order(cards: Iterable[MarkCard], order: Iterable[int]) -> list[MarkCard]:
    """Return cards item by item as the register has them (`order`, their ids), each item in reading order."""
    places = {item: place for place, item in enumerate(order)}
    return sorted(
        cards,
        key=lambda one: (
            places.get(one.passage.evidence_id, len(places)),
            one.passage.anchor.sort_key,
            one.passage.id,
        ),
    )
