"""Sealed packets in the window: made by an assessor elsewhere, taken in closed by the chair, opened by the reveal."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.domain.packets import PACKET_SUFFIX
from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.ui.announcer import say
from rpl_desk.ui.asking import WORKBOOKS, ask_file, ask_where
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.widgets import DeskDialog, Paragraph, PassphraseField, button, button_row, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.packet_making import FilledForm, Packed

PACKETS = f"Sealed packets (*{PACKET_SUFFIX})"


class _Dialog(DeskDialog):
    """A dialog whose acts run beside the window, one at a time."""

    def __init__(self, title: str, parent: QWidget, *, note: str = "") -> None:
        super().__init__(title, parent, note=note)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(title)
        self.bar.setRange(0, 0)
        self.bar.hide()

    def run(self, job: Callable[[], Any], done: Callable[[Any], object]) -> None:
        if not self.bar.isHidden():
            return
        self.bar.show()
        self.refused.clear()

        def ended(result: Any) -> None:
            self.bar.hide()
            done(result)

        in_background(self, lambda _: job(), ended, self._say_refused)

    def _say_refused(self, report: str) -> None:
        self.bar.hide()
        self.refuse(report)


class TakePacketDialog(_Dialog):
    """Takes in a packet as the chair: file, code of its cover sheet, passphrase. Accepted once it is kept."""

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        case = contents.case
        super().__init__("Take in a sealed packet", parent, note=f"{case.reference}  {case.title}")
        self._desk, self._case = desk, case
        self._path: Path | None = None
        self.body.addWidget(
            Paragraph(
                "An assessor who judged elsewhere sealed it to your key. It is kept closed: the reveal opens it, once"
                " all have sealed. Your passphrase is asked to tell that it fits this case; nothing in it is shown.",
                tone="second",
            )
        )
        self.choose = button("Choose the packet", icon_name="folder-open")
        self.choose.clicked.connect(self._ask_what)
        self.chosen = label("No packet chosen yet.", "small", wrap=True)
        self.body.addLayout(button_row(self.choose))
        self.body.addWidget(self.chosen)
        self.code = QLineEdit()
        self.body.addWidget(
            labelled("Code on its cover sheet", self.code, f"The {CODE_LENGTH} characters the assessor gave you.")
        )
        self.passphrase = PassphraseField(name="Your passphrase")
        self.body.addWidget(labelled("Your passphrase", self.passphrase))
        self.body.addWidget(self.bar)
        self.set_act("Take it in, closed", "lock")

    def _ask_what(self) -> None:
        ask_file(self, "Choose the packet", PACKETS, self.choose_file)

    def choose_file(self, path: Path) -> None:
        self._path = path
        self.chosen.setText(path.name)
        self.code.setFocus()

    def accept(self) -> None:
        path, code, typed = self._path, self.code.text(), self.passphrase.text()
        if path is None:
            self.refuse("Choose the packet first.")
            self.choose.setFocus()
            return
        self.run(lambda: self._desk.packets.take_in(self._case, path, code, typed), self._taken)

    def _taken(self, _: Any) -> None:
        self.passphrase.clear_words()
        say(self, "Taken in, closed.")
        super().accept()


class OpenPacketsDialog(_Dialog):
    """Reveals a case whose judgements came in packets, which the chair's passphrase opens."""

    def __init__(self, desk: "Desk", contents: CaseContents, packets: int, parent: QWidget) -> None:
        case = contents.case
        super().__init__("Reveal the judgements", parent, note=f"{case.reference}  {case.title}")
        self._desk, self._case = desk, case
        came = "1 assessor's judgements" if packets == 1 else f"The judgements of {packets} assessors"
        self.body.addWidget(
            Paragraph(
                f"{came} came in sealed packets. Your passphrase opens them, and everybody on the case sees every"
                " sealed answer from then on. It is done once, and kept in the log."
            )
        )
        self.passphrase = PassphraseField(name="Your passphrase")
        self.body.addWidget(labelled("Your passphrase", self.passphrase))
        self.body.addWidget(self.bar)
        self.set_act("Open and reveal", "eye")

    def accept(self) -> None:
        typed = self.passphrase.text()
        self.run(lambda: self._desk.reconciling.reveal(self._case, typed), self._revealed)

    def _revealed(self, _: Any) -> None:
        self.passphrase.clear_words()
        super().accept()


class RevealWithoutDialog(_Dialog):
    """Reveals a case before all have sealed, for a reason that its record prints."""

    def __init__(self, desk: "Desk", contents: CaseContents, packets: int, parent: QWidget) -> None:
        case = contents.case
        super().__init__("Reveal without waiting for all", parent, note=f"{case.reference}  {case.title}")
        self._desk, self._case = desk, case
        waiting = [one for one in contents.assessments if one.state is not AssessmentState.SEALED]
        names = " and ".join(contents.assessor_name(one.person_id, one.number) for one in waiting)
        gone = (
            f"{names} will judge this case no longer. What they judged so far is kept, counts nowhere and is read by"
            " nobody."
            if names
            else "Fewer have judged than the office asks for."
        )
        self.body.addWidget(
            Paragraph(
                f"{gone} Everybody on the case sees every sealed answer from then on. It is done once, and cannot be"
                " taken back."
            )
        )
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the record", self.reason))
        self.passphrase = PassphraseField(name="Your passphrase")
        self._opens = labelled("Your passphrase, which opens the sealed packets", self.passphrase)
        self._opens.setVisible(bool(packets))
        self.body.addWidget(self._opens)
        self.body.addWidget(self.bar)
        self.set_act("Reveal without waiting", "eye", kind="danger")

    def accept(self) -> None:
        reason, typed = self.reason.text().strip(), self.passphrase.text()
        if not reason:
            self.refuse("Say why the reveal does not wait; the record prints it.")
            self.reason.setFocus()
            return
        self.run(lambda: self._desk.reconciling.reveal(self._case, typed, without=reason), self._revealed)

    def _revealed(self, _: Any) -> None:
        self.passphrase.clear_words()
        super().accept()


class MakePacketDialog(_Dialog):
    """Seals a filled judging form to the chair it names; or, beside a case here, what one sealed in it.

    contents: of the case here, None away from any case.
    """

    def __init__(self, parent: QWidget, desk: "Desk | None" = None, contents: CaseContents | None = None) -> None:
        note = "" if contents is None else f"{contents.case.reference}  {contents.case.title}"
        super().__init__("Seal to the chair of another office", parent, note=note)
        self._desk, self._contents = desk, contents
        self._filled: FilledForm | None = None
        self.packed: Packed | None = None
        which = (
            "Choose the judging form that the office made for you, as it came. What you sealed here is sealed to the"
            " chair it names."
            if contents is not None
            else "Choose the judging form that the office made for you, filled in."
        )
        self.intro = Paragraph(
            f"{which} The packet opens with the chair's key alone, and only at the reveal. Nobody else can read it, the"
            " office included.",
            tone="second",
        )
        self.body.addWidget(self.intro)
        self.choose = button("Choose the judging form", icon_name="file-spreadsheet")
        self.choose.clicked.connect(self._ask_what)
        self.body.addLayout(button_row(self.choose))
        self.summary = label("", "strong", wrap=True)
        self.key = Paragraph("", tone="second")
        self.details = Paragraph("", "small")
        self.code = label("", "title2")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self.summary, self.key, self.details, self.code):
            widget.hide()
            self.body.addWidget(widget)
        self.body.addWidget(self.bar)
        self.copy_code = button("Copy", icon_name="copy")
        self.copy_code.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code.text()))
        self.copy_code.hide()
        self.buttons.insertWidget(1, self.copy_code)
        self.not_now.setText("Close")

    def _ask_what(self) -> None:
        ask_file(self, "Choose the judging form", WORKBOOKS, self.read_form)

    def read_form(self, path: Path) -> None:
        """Read a form beside the window and show whom it is sealed to, or what is wrong with it."""
        from rpl_desk.services.packet_making import missing_in, open_filled

        def job() -> "tuple[FilledForm, list[str]]":
            filled = open_filled(path)
            return filled, missing_in(filled) if self._contents is None else []

        self._forget()
        self.run(job, lambda found: self._show(*found))

    def _show(self, filled: "FilledForm", missing: list[str]) -> None:
        form = filled.form
        self._say(self.summary, f"{filled.name}: {form.case} of {form.office}, judged by {form.assessor_name}.")
        self._say(
            self.key,
            f"It is sealed to the chair, {filled.chair}, whose key has the fingerprint {filled.fingerprint}. Compare it"
            " with the office's roster, or ask the chair, before you seal.",
        )
        if missing:
            more = "" if len(missing) == 1 else f" And {len(missing) - 1} more."
            self._say(self.details, f"It is not whole yet. {missing[0]}{more}")
            return
        self._filled = filled
        self.set_act(f"Seal to {filled.chair}", "stamp")
        self.act.setFocus()

    def accept(self) -> None:
        if self.packed is not None:
            super().accept()
            return
        if self._filled is None:
            return
        name = f"sealed for {self._filled.form.case}{PACKET_SUFFIX}"
        ask_where(self, "Keep the packet", name, PACKETS, self.seal_at)

    def seal_at(self, path: Path) -> None:
        """Seal into a file, beside the window, and show the code of its cover sheet."""
        from rpl_desk.services.packet_making import seal_form

        filled, contents, desk = self._filled, self._contents, self._desk
        assert filled is not None
        if contents is None or desk is None:
            self.run(lambda: seal_form(filled, path), self._sealed)
        else:
            self.run(lambda: desk.packet_making.seal_own(contents.case, filled, path), self._sealed)

    def _sealed(self, packed: "Packed") -> None:
        self.packed = packed
        for widget in (self.intro, self.choose, self.details):
            widget.hide()
        self.title.setText("Sealed")
        self._say(self.summary, f"Send {packed.path.name} to {packed.chair} as a file.")
        self._say(
            self.key, "Give them this code another way, on paper or by telephone. It shows that the packet is yours."
        )
        self._say(self.code, packed.code)
        self.copy_code.show()
        self.not_now.hide()
        self.set_act("Done", "check")

    def _forget(self) -> None:
        self._filled = None
        for widget in (self.summary, self.key, self.details):
            widget.hide()
        self.act.hide()

    def _say_refused(self, report: str) -> None:
        """Say first what did not happen; a report of many problems goes above, where it can be scrolled."""
        first, _, rest = report.partition("\n")
        if rest:
            self._say(self.details, rest)
        super()._say_refused(first)

    def _say(self, where: Any, words: str) -> None:
        where.setText(words)
        where.show()
        self._fit()
