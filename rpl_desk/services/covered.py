"""A document opened for somebody from whom its claimant is hidden: what we say beside its pages names nobody.

Its pages and text are the evidence itself, which a person has looked through and released.
"""

from dataclasses import replace

from ..domain.identity import Mask
from ..domain.preview import Block, Flow, KeptWords, Outline
from ..reading.preview import Preview, Wish
from ..reading.recognition import Recognition


class CoveredPreview(Preview):
    """A preview whose outline, names of attachments and notes on who wrote what pass a mask."""

    def __init__(
        self,
        data: bytes,
        media_type: str,
        name: str,
        *,
        mask: Mask,
        recognition: Recognition | None = None,
        kept: KeptWords | None = None,
    ) -> None:
        super().__init__(data, media_type, name, recognition=recognition, kept=kept)
        self.mask = mask

    @property
    def outline(self) -> Outline:
        found = super().outline
        return replace(
            found,
            bookmarks=tuple(replace(one, title=self.mask.text(one.title)) for one in found.bookmarks),
            attachments=tuple(replace(one, name=self.mask.text(one.name)) for one in found.attachments),
            notes=tuple(map(self.mask.text, found.notes)),
        )

    def flow(self, *, wish: Wish | None = None) -> Flow:
        found = super().flow(wish=wish)
        return replace(found, blocks=tuple(map(self._covered, found.blocks)))

    def _covered(self, block: Block) -> Block:
        if not block.note and not block.spans:
            return block
        spans = tuple(replace(one, note=self.mask.text(one.note)) for one in block.spans)
        return replace(block, note=self.mask.text(block.note), spans=spans)
