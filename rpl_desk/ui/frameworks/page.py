"""Browsing the level descriptors: one level across the characteristics, or one characteristic up the levels."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.framework import SHORT_NAMES, Characteristic, Framework
from rpl_desk.services.office import ALIGNMENTS, AWARDS, GLOSSARY, OfficeService
from rpl_desk.ui.layout import PageFrame, scrolled
from rpl_desk.ui.page import Page
from rpl_desk.ui.tables import RowProxy, RowTableModel
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    Framed,
    LevelCells,
    LevelChip,
    Panel,
    Paragraph,
    Segments,
    chip_row,
    empty_layout,
    label,
    labelled,
    rule,
)

DESCRIPTORS, TABLE, CREDIT, TERMS = "descriptors", "alignments", "awards", "glossary"
BY_LEVEL, BY_CHARACTERISTIC = "level", "characteristic"


class FrameworksPage(Page):
    """The edition cases are opened under, its statements both ways, and the tables that go with it."""

    keys = (("[ and ]", "One level down or up"), ("Alt+1 to Alt+4", "Descriptors, other frameworks, awards, words"))

    def __init__(self, office: OfficeService) -> None:
        super().__init__()
        self._office = office
        self._framework: Framework | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.frame = PageFrame("Frameworks")
        column.addWidget(self.frame)
        self.what = Segments(
            "Show",
            [
                (DESCRIPTORS, "Level descriptors", ""),
                (TABLE, "Beside other frameworks", ""),
                (CREDIT, "Credit of awards", ""),
                (TERMS, "Words", ""),
            ],
        )
        self.what.set_value(DESCRIPTORS)
        self.what.chosen.connect(self._show_what)
        self.frame.body.addWidget(chip_row(self.what))
        self.status = Paragraph("", "small", tone="second")
        self.frame.body.addWidget(self.status)
        self.stack = QStackedWidget()
        self.frame.body.addWidget(self.stack, 1)
        descriptors = self._descriptors()
        self.stack.addWidget(descriptors)
        self._built: dict[str, QWidget] = {DESCRIPTORS: descriptors}

        for key, by in (("[", -1), ("]", 1)):
            self._key(key, partial(self.step, by))
        for place, what in enumerate((DESCRIPTORS, TABLE, CREDIT, TERMS), start=1):
            self._key(f"Alt+{place}", partial(self._show_what, what))

    def _key(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # -- descriptors --------------------------------------------------------------------------------------------------

    def _descriptors(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        self.way = Segments("Read by", [(BY_LEVEL, "One level", ""), (BY_CHARACTERISTIC, "One characteristic", "")])
        self.way.set_value(BY_LEVEL)
        self.way.chosen.connect(lambda _: self._fill())
        self.levels = LevelCells("Level")
        self.levels.set_level(7)
        self.levels.chosen.connect(lambda _: self._fill())
        self.characteristics = Segments("Characteristic", [(one, SHORT_NAMES[one], "") for one in Characteristic])
        self.characteristics.set_value(Characteristic.KNOWLEDGE)
        self.characteristics.chosen.connect(lambda _: self._fill())
        column.addWidget(chip_row(self.way, self.levels, self.characteristics, across=SPACE["l"]))
        inner = QWidget()
        self._statements = QVBoxLayout(inner)
        self._statements.setContentsMargins(0, 0, SPACE["m"], 0)
        self._statements.setSpacing(SPACE["m"])
        self.area = scrolled(inner)
        column.addWidget(self.area, 1)
        return made

    def reload(self) -> None:
        self._framework = self._office.framework()
        self.frame.set_note(self._framework.edition)
        self._fill()
        self._show_what(self.what.value())

    def start(self) -> None:
        self.levels.setFocus()

    def step(self, by: int) -> None:
        """Show the level `by` above or below, where there is one."""
        level = (self.levels.level() or 7) + by
        if 1 <= level <= 12:
            self.levels.set_level(level)
            self._fill()

    def _fill(self) -> None:
        framework = self._framework
        if framework is None:
            return
        by_level = self.way.value() == BY_LEVEL
        self.levels.setVisible(by_level)
        self.characteristics.setVisible(not by_level)
        empty_layout(self._statements)
        level = self.levels.level() or 7
        chosen = Characteristic(str(self.characteristics.value()))
        if by_level:
            typical = "; ".join(framework.levels.get(level, ()))
            self._statements.addWidget(Paragraph(f"Typically: {typical}" if typical else "", tone="second"))
            for one in Characteristic:
                self._add_cell(framework, level, one, framework.names[one])
        else:
            self._statements.addWidget(Paragraph(framework.scopes[chosen], tone="second"))
            for number in range(1, 13):
                self._add_cell(framework, number, chosen, f"SCQF level {number}")
        self._statements.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _add_cell(self, framework: Framework, level: int, characteristic: Characteristic, title: str) -> None:
        panel = Panel(spacing=SPACE["s"])
        head = QHBoxLayout()
        head.setSpacing(SPACE["s"])
        head.addWidget(LevelChip(level, decided=False))
        head.addWidget(label(title, "title3", wrap=True), 1)
        panel.box.addLayout(head)
        panel.box.addWidget(rule())
        for statement in framework.cell(level, characteristic):
            panel.box.addWidget(Paragraph(statement.text, "reading" if statement.role == "lead" else "body"))
        self._statements.addWidget(panel)

    # -- the tables ---------------------------------------------------------------------------------------------------

    def _show_what(self, what: Any) -> None:
        if self._framework is None:
            return
        self.what.set_value(what)
        if what not in self._built:
            made = {TABLE: self._alignments, CREDIT: self._awards, TERMS: self._glossary}[what]()
            self._built[what] = made
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self._built[what])
        if what == DESCRIPTORS:
            words = f"{self._framework.line}. {self._framework.notice}"
        else:
            words = str(self._office.reference({TABLE: ALIGNMENTS, CREDIT: AWARDS, TERMS: GLOSSARY}[what])["status"])
        self.status.setText(words[:1].upper() + words[1:] + ("" if words.endswith(".") else "."))

    def _alignments(self) -> QWidget:
        data = self._office.reference(ALIGNMENTS)

        def levels_in(key: str) -> Callable[[dict[str, Any]], str]:
            return lambda row: ", ".join(row[key]) or "none"

        columns: dict[str, Callable[[dict[str, Any]], Any]] = {"SCQF": lambda row: row["scqf"]}
        for one in data["frameworks"]:
            if one["id"] != "scqf":
                columns[f"{one['name']} ({one['area']})"] = levels_in(one["id"])
        made = self._table("SCQF levels beside other frameworks", columns, data["alignments"])
        column = made.layout()
        assert isinstance(column, QVBoxLayout)
        for caveat in data["caveats"]:
            column.addWidget(Paragraph(caveat, "caption"))
        return made

    def _awards(self) -> QWidget:
        data = self._office.reference(AWARDS)
        return self._table(
            "Credit of the main Scottish awards",
            {
                "Award": lambda row: row["award"],
                "Level": lambda row: ", ".join(map(str, row["levels"])),
                "Least credit": lambda row: row["credit_min"],
                "Least at exit level": lambda row: row["exit_credit_min"],
                "Rule": lambda row: row["exit_rule"],
                "Checked": lambda row: "read in a source" if row["confirmed"] else "not confirmed",
            },
            data["awards"],
        )

    def _glossary(self) -> QWidget:
        data = self._office.reference(GLOSSARY)
        return self._table(
            "Words of the field",
            {
                "Word": lambda row: row["term"],
                "Group": lambda row: row["group"],
                "Meaning, in our own words": lambda row: row["definition"],
                "Used in": lambda row: row["source"],
            },
            data["terms"],
            stretch=2,
        )

    def _table(self, name: str, columns: dict[str, Any], rows: list[dict[str, Any]], stretch: int = 0) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        model = RowTableModel(columns, lambda: rows, parent=made)
        model.reload()
        proxy = RowProxy(model, made)
        find = QLineEdit()
        find.setPlaceholderText("Words to look for")
        find.textChanged.connect(
            lambda text: proxy.keep(lambda row: text.casefold() in " ".join(map(str, row.values())).casefold())
        )
        column.addWidget(labelled("Find in this table", find))
        table = DeskTable(name, proxy, stretch=stretch)
        table.fit_columns()
        column.addWidget(Framed(table), 1)
        return made
