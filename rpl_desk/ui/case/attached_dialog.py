"""Files attached to an e-mail or a PDF of the register, ticked and added as evidence of their own."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.evidence import EVIDENCE_WORDS, AttachedFile, EvidenceKind, EvidenceRow
from rpl_desk.ui.case.item_files import size_words
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.widgets import Paragraph, TickLine, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.attachments import Taken


class AttachedDialog(WorkDialog):
    """Lists the files once the item has been read, in a process of its own; `added` are the items made of them.

    It stays open with the reasons where files were refused; those that were taken are in the register.
    """

    def __init__(self, desk: "Desk", case: CaseRow, holder: EvidenceRow, parent: QWidget, *, may_add: bool) -> None:
        super().__init__(
            f"Files attached to {holder.key}",
            parent,
            bar="Adding the files",
            note="Each becomes an item of its own, through the same checks as any file, and says which item it came"
            " out of.",
        )
        self._desk, self._case, self._holder, self._may_add = desk, case, holder, may_add
        self.added: list[EvidenceRow] = []
        self.lines: dict[int, TickLine] = {}
        self.told = Paragraph(f"Reading {holder.key}…", "small", tone="second")
        self.body.addWidget(self.told)
        self.kind = QComboBox()
        for kind, words in EVIDENCE_WORDS.items():
            self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(self.kind.findData(EvidenceKind.OTHER))
        self._kind_line = labelled("Kind of these files", self.kind, "Title, dates and the rest are given in the entry")
        self._kind_line.hide()
        self.body.addWidget(self._kind_line)
        self.set_act("Add the ticked files", "file-plus")
        self.act.setEnabled(False)
        self.act.setVisible(may_add)
        self._look()

    def _look(self) -> None:
        self.look_up(lambda _: self._desk.attachments.files(self._holder), self._list)

    def _list(self, files: tuple[AttachedFile, ...]) -> None:
        self.told.setText("" if files else f"No file is attached to {self._holder.key}.")
        self.told.setVisible(not files)
        for line in self.lines.values():
            line.setParent(None)
        self.lines = {one.part: self._line(one) for one in files}
        for place, line in enumerate(self.lines.values()):
            self.body.insertWidget(place, line)
            line.show()  # by itself it would be shown, and counted, a moment later
        self._kind_line.setVisible(self._may_add and any(line.isEnabled() for line in self.lines.values()))
        self._count()
        self.refit()
        first = next((line for line in self.lines.values() if line.isEnabled()), None)
        (first or self.not_now).setFocus()

    def _line(self, file: AttachedFile) -> TickLine:
        size = "" if file.size is None else size_words(file.size)
        kept = f"is {file.kept_as} already" if file.kept_as else ""
        about = ", ".join(filter(None, (file.media_type, size, kept)))
        line = TickLine(f"{file.name}\n{about}" if about else file.name)
        line.setEnabled(self._may_add and not file.kept_as)
        line.toggled.connect(self._count)
        return line

    @property
    def parts(self) -> list[int]:
        """The places of the ticked files, from 1."""
        return [part for part, line in self.lines.items() if line.isEnabled() and line.isChecked()]

    def _count(self, *_: object) -> None:
        self.act.setEnabled(bool(self.parts) and not self.is_busy)

    def accept(self) -> None:
        parts, kind = self.parts, EvidenceKind(self.kind.currentData())
        if not parts or self.is_busy:
            return

        def job(progress: Progress) -> "Taken":
            return self._desk.attachments.add(self._case, self._holder, parts, kind=kind, progress=progress)

        self.work(job, self._added)

    def _added(self, taken: "Taken") -> None:
        self.added += taken.items
        if not taken.refused:
            super().accept()
            return
        self.refuse("\n".join(taken.refused))
        self._look()

    def gave_up(self) -> None:
        self.told.hide()
        self._count()
