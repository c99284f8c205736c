"""Letters about the decision that stands, and the office's own wording of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.letters import DRAFT, PART_WORDS, Part, Reader
from rpl_desk.domain.seals import SEALED
from rpl_desk.ui.asking import PDFS, ask_where
from rpl_desk.ui.case.copies import Working
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.widgets import DeskDialog, GrowingText, Toast, button, chip_row, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class LettersPanel(Working):
    """Writes a letter to the claimant or the owner; what a letter cannot be written of is said here."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(
            desk,
            "Letters",
            "What was decided, why, what is missing and how to appeal, in plain words: from the signed record alone, in"
            " the office's own wording.",
        )
        self._finish()
        self.wording = button("Wording of the letters", icon_name="pencil")
        self.wording.setShortcut("Ctrl+Shift+W")
        self.wording.clicked.connect(self.ask_for_wording)
        self.claimant = button("Letter to the claimant", icon_name="file-text")
        self.claimant.setShortcut("Ctrl+E")
        self.claimant.clicked.connect(lambda: self._ask_where(Reader.CLAIMANT))
        self.owner = button("Letter to the owner", icon_name="file-text")
        self.owner.setShortcut("Ctrl+Shift+O")
        self.owner.clicked.connect(lambda: self._ask_where(Reader.OWNER))
        self.box.addWidget(chip_row(self.wording, self.claimant, self.owner))

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        self.problem.clear()
        claim = not contents.case.kind.is_credit_rating
        self.claimant.setVisible(claim)
        self.owner.setVisible(True)

    def _ask_where(self, to: Reader) -> None:
        assert self._case is not None
        try:
            self._desk.letters.letter(self._case, to)
        except DeskError as error:
            self.problem.show_problem(str(error))
            return
        name = f"{self._case.reference}-letter-{to.value}.pdf"
        ask_where(self, "Write the letter", name, PDFS, lambda path: self.write_to(to, path))

    def write_to(self, to: Reader, path: Path) -> None:
        """Write the letter beside the window and say what became of it."""
        assert self._case is not None
        case, letters = self._case, self._desk.letters

        def job(_: Progress) -> tuple[str, str]:
            return letters.write(case, to, path), letters.letter(case, to).notice

        self._work(job, lambda done: self._written(path, *done))

    def _written(self, path: Path, sha256: str, notice: str) -> None:
        self._tell("file-check", f"{path.name}, SHA-256 {sha256[:8]}")
        self._tell("info", self._desk.seals.not_sealed_because or SEALED)
        if notice:
            self._tell("triangle-alert", notice, "part")
        Toast(self.window(), f"{path.name} is written.")

    def ask_for_wording(self) -> "WordingDialog":
        """Let an administrator put the office's own words in the place of the draft."""
        dialog = WordingDialog(self._desk, self)
        dialog.open()
        return dialog


class WordingDialog(DeskDialog):
    """Every part of a letter that the office words itself; a part left as it is stays a draft."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__(
            "Wording of the letters",
            parent,
            note="Drafts of ours, no official wording, until your office puts its own here. A letter that uses a draft"
            " says so. {name}, {office}, {title}, {reference} and {appeal_days} stand for what they say.",
            width=720,
        )
        self._desk = desk
        own = desk.letters.wording()
        self.texts: dict[Part, GrowingText] = {}
        for part in Part:
            text = GrowingText(least=1)
            text.setPlainText(own.get(part, DRAFT[part]))
            self.texts[part] = text
            hint = "The office's own words." if part in own else "Still our draft."
            self.body.addWidget(labelled(PART_WORDS[part], text, hint))
        self.set_act("Keep the wording", "save")

    def accept(self) -> None:
        own = self._desk.letters.wording()
        try:
            for part, text in self.texts.items():
                if text.toPlainText() != own.get(part, DRAFT[part]):
                    self._desk.letters.word(part, text.toPlainText())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
