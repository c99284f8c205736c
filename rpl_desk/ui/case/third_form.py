"""The third opinions a person was asked for, given before they see what anybody else answered."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.case.finding_editor import FindingEditor
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, Paragraph, empty_layout, label

WORDS = (
    "The sealed answers to this lie far apart, and you are asked for a third opinion. It is given blind: you see the "
    "evidence and the criterion, and what others answered only once yours is given."
)


class ThirdForm(QWidget):
    """`given` tells the criterion whose opinion is to be kept; its editor says what was typed."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.editors: dict[int, FindingEditor] = {}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], SPACE["l"])
        self._column.setSpacing(SPACE["m"])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def clear(self) -> None:
        self.editors = {}
        empty_layout(self._column)

    def show_owed(self, contents: CaseContents) -> None:
        """Ask for each opinion that is owed; what was typed into one that is still owed stays."""
        typed = {key: editor.typed() for key, editor in self.editors.items()}
        self.clear()
        count = len(contents.owed)
        self._column.addWidget(label("Your third opinion" if count == 1 else f"Your {count} third opinions", "title2"))
        self._column.addWidget(Paragraph(WORDS, tone="second"))
        criteria = {one.id: one for one in contents.criteria}
        for key in contents.owed:
            panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
            panel.box.addWidget(label(criteria[key].label, "strong", wrap=True))
            editor = FindingEditor(contents, criteria[key], None, (), is_third=True)
            editor.settle.clicked.connect(partial(self.given.emit, criteria[key]))
            editor.enter_pressed.connect(partial(self.given.emit, criteria[key]))
            if key in typed:
                editor.restore(typed[key])
            panel.box.addWidget(editor)
            self._column.addWidget(panel)
            self.editors[key] = editor
        self._column.addStretch(1)

    def start(self) -> None:
        """Put the keyboard on the first answer."""
        if self.editors:
            next(iter(self.editors.values())).take_other()

    @property
    def editor(self) -> FindingEditor | None:
        """The editor the keyboard is in, else the first."""
        inside = (one for one in self.editors.values() if one.isAncestorOf(self.focusWidget() or self))
        return next(inside, next(iter(self.editors.values()), None))

    def write_reason(self) -> None:
        if self.editor is not None:
            self.editor.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
