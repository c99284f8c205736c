"""Hours and credit of a case: units at the left, the hours of one in the middle, how they came about at the right."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit_sheet import CreditSheet, UnitSheet
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.hours import Stated
from rpl_desk.domain.programmes import ACTIVITY_WORDS, ActivityKind, ActivityRow
from rpl_desk.ui.case.credit.unit_form import UnitForm
from rpl_desk.ui.case.credit.unit_list import WHOLE, UnitList
from rpl_desk.ui.case.credit.whole_form import WholeForm
from rpl_desk.ui.case.credit.working_panel import WorkingPanel
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.taking_back import UNDO_KEYS, TakingBack
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import EmptyState, Panel, RefusedBox, SectionHead

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

UNITS, HOURS, WORKING = range(3)


class CreditPart(CasePart):
    """While the intake is open, who prepares the case writes here; everybody follows how the points came about."""

    keys = (
        ("Alt+Down  Alt+Up", "Next and previous unit"),
        ("Enter", "From the list of units to the hours of one"),
        ("Enter  F2", "Write in a cell of the hours; Tab goes to the next one"),
        ("Insert  Delete", "Add hours, or take a line away"),
        ("Alt+H", "How this came about"),
        *UNDO_KEYS,
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contents: CaseContents | None = None
        self._sheet: CreditSheet | None = None
        self._at = WHOLE
        self._saving = False
        self._kept: tuple[int, CaseContents] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.stack.addWidget(EmptyState("clock", "This kind of case ends without credit points."))
        self.units = UnitList()
        self.units.chosen.connect(self.open_unit)
        self.units.list.activated.connect(self.go_to_hours)
        self._unit: UnitForm | None = None
        self._whole: WholeForm | None = None
        self._frames: dict[QWidget, QWidget] = {}
        self.working = WorkingPanel()
        self.panes = Panes(
            "credit",
            [
                ("Units", _pane(SectionHead("Units", icon_name="list-checks"), self.units), 270),
                ("Hours and points", self._middle(), 660),
                ("How this came about", self._right(), 440),
            ],
            preferences,
            self.stack,
        )
        self.stack.addWidget(self.panes)
        self._add_keys()

    def _middle(self) -> QWidget:
        self.head = SectionHead("", icon_name="clock")
        self.notice, self.problem = RefusedBox("notice"), RefusedBox()
        self.taking_back = TakingBack(
            self._desk,
            self,
            lambda: None if self._contents is None else self._contents.case,
            before=self.keep,
            after=self._after_undo,
            refused=self._refused,
        )
        self.head.add(self.taking_back.button)
        self.forms = QStackedWidget()
        self._boxes = QWidget()
        above = QVBoxLayout(self._boxes)
        above.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], 0)
        above.setSpacing(SPACE["s"])
        above.addWidget(self.notice)
        above.addWidget(self.problem)
        return _pane(self.head, self._boxes, self.forms)

    @property
    def unit(self) -> UnitForm:
        """The form of one unit, made when it is first asked for: then this part is in its place already."""
        if self._unit is None:
            self._unit = UnitForm(self._keep_hours, self._edit_unit)
            self._unit.removing.connect(self._remove)
            self._put(self._unit)
        return self._unit

    @property
    def whole(self) -> WholeForm:
        """The form of the whole, made when it is first asked for: cases open on their first unit."""
        if self._whole is None:
            self._whole = WholeForm(self._edit_programme, self._desk.credit.awards())
            self._put(self._whole)
        return self._whole

    def _put(self, form: UnitForm | WholeForm) -> None:
        """Put a form into its place from the outside in: a form that is moved with its frame is styled at each move."""
        form.saved.connect(self._after_save)
        form.refused.connect(self._refused)
        holder = Panel("canvas", padding=0)
        self.forms.addWidget(holder)
        self._frames[form] = holder
        area = scrolled(QWidget())
        holder.box.addWidget(area)
        form.setProperty("scrolled", True)
        area.setWidget(form)

    def _right(self) -> QWidget:
        holder = Panel("surface", padding=0)
        holder.box.addWidget(self.working)
        return _pane(SectionHead("How this came about", icon_name="scale"), holder)

    def _add_keys(self) -> None:
        def key(sequence: str, act: Callable[[], Any]) -> None:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

        key("Alt+Down", partial(self.units.step, 1))
        key("Alt+Up", partial(self.units.step, -1))
        key("Alt+H", self.go_to_working)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self._saving:
            return
        told = (self._desk.session.user.id, contents)
        kept, self._kept = self._kept, None
        if told == kept:
            return  # told, once, of what was shown at once when it was kept
        if self._contents is None or self._contents.case.id != contents.case.id:
            self._at = contents.units[0].id if contents.units else WHOLE
            self.problem.clear()
        self._contents = contents
        credit = contents.case.kind.gives_credit
        self.stack.setCurrentIndex(int(credit))
        if credit:
            self._show()

    @property
    def shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    def open_unit(self, unit_id: int) -> None:
        """Show a unit, or the whole; what was typed is kept first."""
        self.keep()
        self._at = unit_id
        self.problem.clear()
        self._show()

    def _show(self) -> None:
        contents = self.shown
        sheet = self._sheet = self._desk.credit.sheet(contents.case.id)
        is_open = self._desk.credit.may_change(contents.case)
        self.units.show_sheet(sheet, self._at)
        unit = self._unit_shown()
        if unit is None:
            self.head.title.setText("The whole")
            self.head.note.set_full_text(sheet.headline)
            self.working.show_working("the whole", sheet.working, sheet.checks)
            whole = self.whole
            self.forms.setCurrentWidget(self._frames[whole])
            whole.show_case(contents, sheet, is_open=is_open)
        else:
            self.head.title.setText(unit.unit.key)
            self.head.note.set_full_text(unit.unit.title)
            self.working.show_working(unit.unit.key, unit.working, unit.checks)
            form = self.unit
            self.forms.setCurrentWidget(self._frames[form])
            form.show_unit(unit, contents.case.kind, is_open=is_open)
        self.notice.show_info("" if is_open else _closed_words(contents), "lock")
        self._fit_boxes()
        self.taking_back.show_button(is_open=is_open)

    def _unit_shown(self) -> UnitSheet | None:
        units = self._sheet.units if self._sheet is not None else ()
        return next((one for one in units if one.unit.id == self._at), None)

    def go_to_hours(self) -> None:
        """Bring the unit chosen into view, and the keyboard to its hours."""
        self.panes.bring(HOURS)
        if self._unit_shown() is not None:
            self.unit.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.unit.table.currentIndex().isValid():
                self.unit.table.setCurrentIndex(self.unit.hours.index(0, 1))

    def go_to_working(self) -> None:
        """Bring how this came about into view, and the keyboard to it."""
        self.panes.bring(WORKING)
        self.working.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def start(self) -> None:
        self.units.list.setFocus()

    # -- changing -----------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        shown = self._unit if self._unit_shown() is not None else self._whole
        if shown is not None:
            shown.keep()

    def _keep_hours(self, activity: ActivityRow | None, kind: ActivityKind, said: Stated) -> None:
        unit = self._unit_shown()
        assert unit is not None
        if activity is None:
            self._desk.credit.add_hours(unit.unit, kind, said)
        else:
            self._desk.credit.change_hours(unit.unit, activity, kind, said)

    def _edit_unit(self, values: dict[str, Any]) -> None:
        unit = self._unit_shown()
        assert unit is not None
        self._desk.credit.edit_unit(unit.unit, **values)

    def _edit_programme(self, values: dict[str, Any]) -> None:
        assert self.shown.programme is not None
        self._desk.credit.edit_programme(self.shown.programme, **values)

    def _remove(self, activity: ActivityRow) -> None:
        unit = self._unit_shown()
        if unit is None:
            return
        try:
            self._desk.credit.remove_hours(unit.unit, activity)
        except DeskError as error:
            self._refused(str(error))
            return
        self._after_save()
        self.taking_back.offer(f"{unit.unit.key} {ACTIVITY_WORDS[activity.kind]}")

    def _after_undo(self) -> None:
        if self._unit is not None:
            self._unit.forget()
        if self._whole is not None:
            self._whole.forget()
        self._after_save()

    def _after_save(self) -> None:
        """Read the case again, with every figure that hangs on what was kept."""
        self.problem.clear()
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")
        self._saving = True
        self._contents = self._desk.intake.contents(self.shown.case.id)
        self._show()
        self.changed.emit()
        self._saving = False
        self._kept = (self._desk.session.user.id, self._contents)

    def _refused(self, sentence: str) -> None:
        self.problem.show_problem(sentence)
        self._fit_boxes()

    def _fit_boxes(self) -> None:
        """Give what is told above the form no room while there is nothing to tell."""
        self._boxes.setVisible(bool(self.notice.text() or self.problem.text()))


def _pane(*parts: QWidget) -> QWidget:
    """Return a pane of parts below one another, of which the last takes the room left."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, int(part is parts[-1]))
    return made


def _closed_words(contents: CaseContents) -> str:
    if contents.case.stage is Stage.INTAKE:
        return "Who prepares the case writes the hours. You can follow how they become points."
    return (
        "The intake is over, so hours stay as they are. Assessors judge the points with their reasons,"
        " and the panel agrees them."
    )
