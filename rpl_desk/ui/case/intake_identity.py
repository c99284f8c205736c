"""The section of the intake for a hidden claimant: looking through the evidence, deciding what is shown, revealing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.identity import SEEN_WORDS, Seen
from rpl_desk.ui.case.intake_form import IntakeForm
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    button,
    button_row,
    chip_row,
    label,
    labelled,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.services.identity import Hiding, Looked

PLACES_SHOWN = 6
SIGNS = {Seen.CLEAR: ("circle-check", "good"), Seen.SHOWN: ("eye", "good"), Seen.WITHHELD: ("eye-off", "part")}


def show_identity(form: IntakeForm) -> None:
    """Show how the case hides its claimant; who may know them can look through the files, decide and reveal."""
    case = form.contents.case
    hiding = form.desk.identity.hiding(case.id)
    if hiding is None:
        return
    panel = form.section("Identity of the claimant")
    panel.box.addWidget(Paragraph(hiding.words))
    if hiding.row.revealed_at is not None or not hiding.known:
        return
    panel.box.addWidget(_names(form, hiding))
    if hiding.may_reveal:
        reveal = button("Reveal the claimant", icon_name="eye")
        reveal.clicked.connect(lambda: _ask_to_reveal(form))
        panel.box.addLayout(button_row(reveal))
    _show_items(form)


def _names(form: IntakeForm, hiding: "Hiding") -> QWidget:
    line, field = QHBoxLayout(), QLineEdit(hiding.row.other_names)
    line.setContentsMargins(0, 0, 0, 0)
    keep = button("Keep the names", icon_name="check")
    keep.clicked.connect(lambda: form.attempt(lambda: form.desk.identity.names(form.contents.case, field.text())))
    field.returnPressed.connect(keep.click)
    line.addWidget(labelled("Further names the claimant goes by", field, "Covered too; parted by commas"), 1)
    line.addWidget(keep, 0, Qt.AlignmentFlag.AlignBottom)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def _show_items(form: IntakeForm) -> None:
    panel = form.section("Names in the evidence")
    panel.box.addWidget(
        Paragraph(
            "Titles and file names are covered for those who judge. What stands inside a file is not: decide of each"
            " file with a name in it, or without text to look through. A redacted copy is an item like any other.",
            "small",
            tone="second",
        )
    )
    look = LookThrough(form)
    panel.box.addWidget(look)
    for one in form.desk.identity.looked(form.contents.case):
        panel.box.addWidget(rule())
        _item(form, panel, one)


def _item(form: IntakeForm, panel: Panel, looked: "Looked") -> None:
    item, decided = looked.item, looked.decided
    panel.box.addWidget(label(f"{item.key} {item.title}", "strong", wrap=True))
    if decided is None:
        panel.box.addWidget(IconLabel("triangle-alert", "Nobody has decided of this file yet.", "small", "part"))
    else:
        icon, tone = SIGNS[decided.seen]
        words = SEEN_WORDS[decided.seen][0].upper() + SEEN_WORDS[decided.seen][1:]
        panel.box.addWidget(IconLabel(icon, words, "small", tone))
        if decided.reason:
            panel.box.addWidget(Paragraph(f"Reason: {decided.reason}", "small"))
    for place in looked.places[:PLACES_SHOWN]:
        panel.box.addWidget(Paragraph(f"{place.where}: “{place.words}”", "small"))
    if (more := len(looked.places) - PLACES_SHOWN) > 0:
        panel.box.addWidget(Paragraph(f"and {more} more places", "small", tone="second"))
    if looked.note:
        panel.box.addWidget(Paragraph(f"Not looked through: {looked.note}", "small", tone="second"))
    made = []
    for seen, words, icon in ((Seen.SHOWN, "Show as it is", "eye"), (Seen.WITHHELD, "Withhold", "eye-off")):
        if decided is None or decided.seen is not seen:
            act = button(words, icon_name=icon, size="small")
            act.setAccessibleName(f"{words}: {item.key}")
            act.clicked.connect(partial(_ask_to_decide, form, looked, seen))
            made.append(act)
    panel.box.addWidget(chip_row(*made))


class LookThrough(QWidget):
    """The button that looks through every file beside the window, with its progress and its stop."""

    def __init__(self, form: IntakeForm) -> None:
        super().__init__(form)
        self._form = form
        self._task: Task | None = None
        gone: list[bool] = []  # the section is made anew while a look runs: what comes back then finds no widgets
        self._gone = gone
        self.destroyed.connect(lambda: gone.append(True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["m"])
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Looking through the files")
        self.bar.hide()
        self.stop = button("Stop", icon_name="x", size="small")
        self.stop.clicked.connect(self._cancel)
        self.stop.hide()
        self.start = button("Look through the files", icon_name="search")
        self.start.clicked.connect(self.look_through)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self.start)

    def look_through(self) -> None:
        """Take the text of files not read yet, look for the names, and release what holds none."""
        desk, case = self._form.desk, self._form.contents.case

        def job(progress: Progress) -> int:
            desk.identity.look(case, progress)
            return desk.identity.clear(case)

        self.start.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()
        self._task = in_background(self._form, job, self._done, self._refused, self._tell)

    def _tell(self, done: int, total: int) -> None:
        if self._gone:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _done(self, _: object) -> None:
        self._end()
        self._form.changed.emit()

    def _refused(self, sentence: str) -> None:
        self._end()
        self._form.refused.emit(sentence)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._task = None
        if self._gone:
            return
        self.bar.hide()
        self.stop.hide()
        self.start.setEnabled(True)


class WithReason(DeskDialog):
    """Asks for the reason of one act and does it; a refusal leaves it open and says why."""

    def __init__(
        self, title: str, note: str, act: Callable[[str], Any], words: str, icon: str, form: IntakeForm
    ) -> None:
        super().__init__(title, form, note=note)
        self._act = act
        self.ui = self.add_form(Ui_Reason)
        self.set_act(words, icon)

    def accept(self) -> None:
        try:
            self._act(self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


def _ask_to_decide(form: IntakeForm, looked: "Looked", seen: Seen) -> None:
    shown = seen is Seen.SHOWN
    case, item = form.contents.case, looked.item
    dialog = WithReason(
        f"{'Show' if shown else 'Withhold'} {item.key}",
        "Those who judge will read it as it came."
        if shown
        else "Those who judge cannot open it while the claimant is hidden. Give them a redacted copy as an item.",
        lambda reason: form.desk.identity.decide(case, item, seen, reason),
        "Show it" if shown else "Withhold it",
        "eye" if shown else "eye-off",
        form,
    )
    dialog.accepted.connect(form.changed)
    dialog.open()


def _ask_to_reveal(form: IntakeForm) -> None:
    case = form.contents.case
    dialog = WithReason(
        "Reveal the claimant",
        "Everybody may know who the claimant is from now on; the log keeps who revealed it, and why.",
        lambda reason: form.desk.identity.reveal(case, reason),
        "Reveal it",
        "eye",
        form,
    )
    dialog.accepted.connect(form.changed)
    dialog.open()
