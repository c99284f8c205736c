"""Copies of a case's evidence, and the way of the case to another office file: panels of the documents part."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QProgressBar, QVBoxLayout

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.ui.asking import PDFS, ask_folder, ask_where
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.widgets import (
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Toast,
    button,
    chip_row,
    empty_layout,
    label,
    labelled,
    refuse,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.carrying import HandedOver, TakenIn
    from rpl_desk.services.exchange import Exported
    from rpl_desk.ui.case.covering import CoveringDialog

PDF = "application/pdf"


class Working(Panel):
    """A panel that does one job at a time beside the window and says what became of it.

    changed: the case itself was changed.
    """

    changed = Signal()

    def __init__(self, desk: "Desk", title: str, words: str) -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        self.box.addWidget(label(title, "title3"))
        self.box.addWidget(Paragraph(words, tone="second"))
        self.problem = RefusedBox()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(title)
        self.bar.hide()
        self.told = QVBoxLayout()

    def _finish(self) -> None:
        self.box.addWidget(self.problem)
        self.box.addWidget(self.bar)
        self.box.addLayout(self.told)

    def _work(self, job: Any, done: Any) -> None:
        self.problem.clear()
        empty_layout(self.told)
        self.bar.setRange(0, 0)
        self.bar.show()

        def finished(found: Any) -> None:
            self.bar.hide()
            done(found)

        in_background(self, job, finished, self._refused)

    def _refused(self, sentence: str) -> None:
        self.bar.hide()
        self.problem.show_problem(sentence)

    def _tell(self, icon: str, words: str, tone: str = "good") -> None:
        self.told.addWidget(IconLabel(icon, words, "small", tone))


class CopiesPanel(Working):
    """Marked and redacted copies of one item."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(
            desk,
            "Copies of an evidence item",
            "A marked copy of a PDF shows the marks you may see, in any reader. In a redacted copy areas are covered"
            " and nothing lies underneath; its other words can be read and searched. Of a recording it is the sound,"
            " silent where you say. The original stays as it is.",
        )
        self.item = QComboBox()
        self.item.setAccessibleName("Evidence item")
        self.item.currentIndexChanged.connect(self._offer)
        self.box.addWidget(labelled("Evidence item", self.item))
        self.marked = button("Marked copy", icon_name="bookmark-plus")
        self.marked.setShortcut("Ctrl+M")
        self.marked.clicked.connect(self._ask_where)
        self.redacted = button("Redacted copy", icon_name="eye-off")
        self.redacted.setShortcut("Ctrl+Shift+R")
        self.redacted.clicked.connect(self.redact)
        self.box.addWidget(chip_row(self.marked, self.redacted))
        self._finish()

    def show_case(self, contents: CaseContents) -> None:
        chosen = self.item.currentData()
        self._case = contents.case
        self.item.blockSignals(True)
        self.item.clear()
        for one in contents.evidence:
            self.item.addItem(f"{one.key} {one.title}", one)
        places = [at for at, one in enumerate(contents.evidence) if chosen is not None and one.id == chosen.id]
        self.item.setCurrentIndex(places[0] if places else 0)
        self.item.blockSignals(False)
        self._offer()

    @property
    def _chosen(self) -> EvidenceRow:
        found = self.item.currentData()
        assert isinstance(found, EvidenceRow)
        return found

    def _offer(self, *_: object) -> None:
        """Say in each button why an item has no such copy."""
        found = self.item.currentData()
        self.problem.clear()
        for act in (self.marked, self.redacted):
            act.setEnabled(found is not None)
        media = found.media_type if found is not None else PDF
        refuse(self.marked, None if media == PDF else "only of PDFs", "Marked copy")
        can = _has_pages(media) or _is_recording(media)
        refuse(self.redacted, None if can else "only of PDFs, pictures and recordings", "Redacted copy")

    def _ask_where(self) -> None:
        assert self._case is not None
        if self._chosen.media_type != PDF:
            self.problem.show_problem(
                f"{self._chosen.key} is no PDF. Only PDFs are copied with their marks in them; the marks of any item"
                " are listed in the workbook of the decision."
            )
            return
        name = f"{self._case.reference} {self._chosen.key} marked.pdf"
        ask_where(self, "Write the marked copy", name, PDFS, self.copy_marked)

    def copy_marked(self, target: Path) -> None:
        """Write the marked copy of the chosen item beside the window."""
        assert self._case is not None
        case, item = self._case, self._chosen
        self._work(lambda _: self._desk.copies.marked(case, item, target), self._copied)

    def _copied(self, made: "Exported") -> None:
        self._tell("shield-check", f"{made.path.name}, SHA-256 {made.sha256[:8]}")
        Toast(self.window(), f"{made.path.name} written.")

    def redact(self) -> None:
        """Open the dialog in which parts of the chosen item are covered, or made silent."""
        from rpl_desk.ui.case.redacting import RedactingDialog
        from rpl_desk.ui.case.silencing import SilencingDialog

        assert self._case is not None
        media = self._chosen.media_type
        if not _has_pages(media) and not _is_recording(media):
            self.problem.show_problem(
                f"{self._chosen.key} has no pages to cover. Make a version without what is to be covered in its own"
                " program, and add that as an item of its own; say in its source what was taken out."
            )
            return
        dialog: CoveringDialog[Any]
        if _is_recording(media):
            dialog = SilencingDialog(self._desk, self._case, self._chosen, self)
        else:
            dialog = RedactingDialog(self._desk, self._case, self._chosen, self)
        dialog.made.connect(self._redacted)
        dialog.open()

    def _redacted(self, words: str) -> None:
        self.problem.clear()
        empty_layout(self.told)
        self._tell("shield-check", words)
        self.changed.emit()


def _is_recording(media_type: str) -> bool:
    return media_type.startswith(("audio/", "video/"))


def _has_pages(media_type: str) -> bool:
    return media_type == PDF or media_type.startswith("image/")


class CarryingPanel(Working):
    """The case as a folder for another office file, and one's marks that came along with one."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(
            desk,
            "Take the case elsewhere",
            "A case folder holds the case as it was handed in, its evidence, and the marks, ticked statements and tests"
            " of the evidence you may see. Another office file imports it; each assessor there takes in their own."
            " Nothing sealed or signed travels.",
        )
        self.over = button("Write the case folder", icon_name="package-open")
        self.over.setShortcut("Ctrl+Shift+E")
        self.over.clicked.connect(self._ask_where)
        self.take = button("Take in my marks", icon_name="download")
        self.take.setShortcut("Ctrl+Shift+M")
        self.take.clicked.connect(self._ask_what)
        self.box.addWidget(chip_row(self.over, self.take))
        self._finish()

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        me = self._desk.session.user.id
        self.take.setEnabled(any(one.person_id == me for one in contents.assessments))

    def _ask_where(self) -> None:
        ask_folder(self, "Write the case folder into a new folder", self.hand_over)

    def hand_over(self, folder: Path) -> None:
        """Write the case folder beside the window."""
        assert self._case is not None
        case = self._case
        self._work(lambda progress: self._desk.carrying.hand_over(case, folder, progress), self._handed)

    def _handed(self, done: "HandedOver") -> None:
        marks = ", ".join(f"{count} of {name}" for name, count in done.marks) or "none"
        self._tell("package-open", f"{done.folder.name}: {done.files} evidence files; marks: {marks}.")
        Toast(self.window(), f"The case folder {done.folder.name} is written.")

    def _ask_what(self) -> None:
        ask_folder(self, "Take in your marks from a case folder", self.take_in)

    def take_in(self, folder: Path) -> None:
        """Take in one's own marks from a case folder beside the window."""
        assert self._case is not None
        case = self._case
        self._work(lambda _: self._desk.carrying.take_in(case, folder), self._taken)

    def _taken(self, done: "TakenIn") -> None:
        self._tell("bookmark-plus", f"{done.counted} taken in, {done.known} marks there already.")
        for one in done.left:
            self._tell("triangle-alert", one, "part")
        for name, count in done.others:
            self._tell("info", f"{count} marks of {name} came along; only they can take them.", "second")
        self.changed.emit()
