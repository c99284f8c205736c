"""The three panes of the judging queue: the criteria, the evidence with its marks, and the words over the answer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from rpl_desk.ui.case.answer_form import AnswerForm
from rpl_desk.ui.case.criteria_list import CriteriaList
from rpl_desk.ui.case.judging_words import JudgedWords
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.reading_pane import ReadingPane
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import Hint, with_key
from rpl_desk.ui.widgets import icon_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from rpl_desk.desk import Desk

CRITERIA, EVIDENCE, JUDGEMENT = range(3)


class JudgingQueue(Panes):
    """Lays the panes out; whoever judges connects them. `keep_text` is called before a mark changes anything."""

    def __init__(
        self,
        desk: "Desk",
        keep_text: "Callable[[], None]",
        preferences: Preferences | None,
        hint: Hint,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("judging-evidence", [], preferences, parent)
        self.criteria = CriteriaList(hint)
        self.reading = ReadingPane(desk, keep_text, preferences, hint, self.splitter)
        self.map = icon_button("map", with_key("Evidence map", hint("W")))
        self.reading.viewer.add_to_head(self.map)
        judgement = QSplitter(Qt.Orientation.Vertical, self.splitter)
        self.words = JudgedWords(desk, judgement)
        self.form = AnswerForm(judgement)
        judgement.setChildrenCollapsible(False)
        judgement.addWidget(self.words)
        judgement.addWidget(self.form)
        judgement.setSizes([450, 550])
        if preferences is not None:
            preferences.follow_divider(judgement, "judging-words")
        self.lay_out([("Criteria", self.criteria, 232), ("Evidence", self.reading, 588), ("Judgement", judgement, 560)])
