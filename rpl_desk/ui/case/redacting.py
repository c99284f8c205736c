"""Covering parts of pages in a copy of an item: areas drawn on them, and words wherever they stand."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor
from rpl_desk.domain.redaction import Area, Wanted
from rpl_desk.ui.case.covering import CoveringDialog
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.widgets import button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.copies import Redaction

MISSED = "Words in scans were recognised by a program, which may miss some: look at every page of the copy."


class RedactingDialog(CoveringDialog[Area]):
    """The copy is drawn anew with the areas black and the words no area touches.

    The words of a scan can be recognised here first.
    """

    nothing_yet = "Nothing is to be covered yet: drag with Alt, draw an area with the keys, or select words."
    how_to_choose = "Draw an area, or select words in the item, then cover them."
    file_filter = "PDF (*.pdf)"

    def __init__(self, desk: "Desk", case: CaseRow, item: EvidenceRow, parent: QWidget) -> None:
        note = (
            "Every page of the copy is a picture with the areas black. Its text holds only the words that no area"
            " touches. The original stays as it is."
        )
        super().__init__(desk, case, item, parent, note=note, bar="Covering")

    def more_acts(self) -> list[QPushButton]:
        self.draw = button("Draw an area", icon_name="square")
        self.draw.clicked.connect(self.viewer.begin_area)
        QShortcut(QKeySequence("Ctrl+Shift+A"), self).activated.connect(self.viewer.begin_area)
        return [self.draw]

    def typed_words(self) -> tuple[str, str]:
        return "Words to cover on every page", "Such as a name; several are parted by a semicolon"

    def places_in(self, anchor: Anchor) -> list[Area]:
        if anchor.page_index is None:
            return []
        covered = enumerate((anchor.rectangles, *anchor.onward), start=anchor.page_index)
        return [Area(page, one) for page, rectangles in covered for one in rectangles]

    def name_of(self, number: int, place: Area) -> str:
        return f"Area {number}, page {place.page + 1}"

    def mark_of(self, number: int, place: Area) -> Mark:
        boxes = {place.page: (tuple(place.rectangle),)}
        return Mark(number, "both", boxes, f"Area {number} to be covered", is_area=True)  # type: ignore[arg-type]

    def counted(self, count: int) -> str:
        return f"{count} area{'' if count == 1 else 's'} to be covered."

    def wanted(self) -> Wanted:
        return Wanted(tuple(self.places), tuple(one.strip() for one in self.words.text().split(";") if one.strip()))

    def to_know(self, made: "Redaction") -> str:
        return MISSED if made.is_recognised else ""
