"""Making parts of a recording silent in a copy of its sound."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor
from rpl_desk.domain.redaction import Span, Wanted, read_spans
from rpl_desk.ui.case.covering import CoveringDialog
from rpl_desk.ui.viewer.marks import Mark

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

OF_SOUND = (
    "The copy is the sound alone, as a WAV file, silent where you say; it holds no title, picture or words of the"
    " original, which stays as it is."
)
OF_VIDEO = (
    " The picture of a video cannot be redacted here: where it is needed, cover it in a video program, and add that as"
    " an item of its own; say in its source what was taken out."
)


class SilencingDialog(CoveringDialog[Span]):
    """The stretches are chosen while the recording plays, or typed."""

    nothing_yet = "Nothing is to be silent yet: press [ where a stretch starts and ] where it ends, or type its times."
    how_to_choose = "Press [ where a stretch starts and ] where it ends, then make it silent."
    file_filter = "WAV (*.wav)"

    def __init__(self, desk: "Desk", case: CaseRow, item: EvidenceRow, parent: QWidget) -> None:
        note = OF_SOUND + (OF_VIDEO if item.media_type.startswith("video/") else "")
        super().__init__(desk, case, item, parent, note=note, bar="Making it silent")
        self.cover.setText("Silence what is chosen")

    def typed_words(self) -> tuple[str, str]:
        return "Times to be silent besides", "Such as 00:11:20 to 00:11:32.5; several are parted by a semicolon"

    def places_in(self, anchor: Anchor) -> list[Span]:
        if anchor.from_ms is None or anchor.to_ms is None or anchor.from_ms >= anchor.to_ms:
            return []
        return [Span(anchor.from_ms, anchor.to_ms)]

    def name_of(self, number: int, place: Span) -> str:
        return str(place)

    def mark_of(self, number: int, place: Span) -> Mark:
        return Mark(number, "both", words=f"Silent from {place}", start=place.from_ms, end=place.to_ms)

    def counted(self, count: int) -> str:
        return f"{count} stretch{'' if count == 1 else 'es'} to be silent."

    def wanted(self) -> Wanted:
        typed = [one for one in read_spans(self.words.text()) if one not in self.places]
        return Wanted(spans=(*self.places, *typed))
