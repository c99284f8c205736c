"""Files that were refused, ticked to be kept sealed, with the reason why."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.widgets import TickLine, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

Refused = Sequence[tuple[Path, str]]
"""Files and why each was refused."""


class KeepSealedDialog(WorkDialog):
    """`added` are the items made of the ticked files; it stays open with the reasons where one cannot be kept."""

    def __init__(self, desk: "Desk", case: CaseRow, refused: Refused, parent: QWidget) -> None:
        super().__init__(
            "Keep refused files sealed",
            parent,
            bar="Storing the files",
            note="A file kept sealed is stored and hashed as it came. It is never opened here, so its words are not"
            " searched and nothing in it can be marked.",
        )
        self._desk, self._case = desk, case
        self.added: list[EvidenceRow] = []
        self.lines: dict[Path, TickLine] = {}
        for path, why in refused:
            line = self.lines[path] = TickLine(why)
            line.setChecked(True)
            self.body.addWidget(line)
        self.reason = QLineEdit()
        self.body.addWidget(
            labelled(
                "Why they are kept", self.reason, "Such as: the only copy of the certificate; printed with the record"
            )
        )
        self.set_act("Keep the ticked files sealed", "file-lock")

    def accept(self) -> None:
        paths = [path for path, line in self.lines.items() if line.isChecked() and line.isEnabled()]
        reason = self.reason.text()
        if self.is_busy:
            return
        if not paths:
            self.refuse("Tick the files that are to be kept.")
            return
        if not reason.strip():
            self.refuse("Say why they are kept; the reason is printed with the record.")
            self.reason.setFocus()
            return

        def job(progress: Progress) -> list[str]:
            from rpl_desk.services.evidence import details_for

            refused = []
            for place, path in enumerate(paths):
                progress(place, len(paths))
                details = details_for(path, EvidenceKind.OTHER)
                try:
                    self.added.append(self._desk.sealed_files.add(self._case, path, details, reason))
                except DeskError as error:
                    refused.append(str(error))
            return refused

        self.work(job, self._kept)

    def _kept(self, refused: list[str]) -> None:
        if not refused:
            super().accept()
            return
        kept = {one.file_name for one in self.added}
        for path, line in self.lines.items():
            line.setEnabled(path.name not in kept)
        self.refuse("\n".join(refused))
        self.gave_up()
