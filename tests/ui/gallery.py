"""One window with every part of `rpl_desk.ui.widgets` on it, for tests and for looking at."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.ui.tables import RowProxy, RowTableModel
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import (
    SIGNS,
    Avatar,
    CardButton,
    Chip,
    DeskTable,
    ElidedLabel,
    EmptyState,
    Framed,
    IconLabel,
    KindBadge,
    LevelCells,
    LevelChip,
    MiniStage,
    Panel,
    Paragraph,
    PassphraseField,
    QueryLine,
    RefusedBox,
    SectionHead,
    Segments,
    StagePart,
    StageState,
    StageStrip,
    StateBox,
    StatusBar,
    TickLine,
    button,
    chip_row,
    icon_button,
    key_hint,
    label,
    labelled,
    refuse,
    row_list,
    rule,
)
from rpl_desk.ui.widgets.paint import paint_heat, paint_kind, paint_level, paint_mini_stage, paint_text


@dataclass(frozen=True)
class SampleCase:
    title: str
    reference: str
    kind: str
    done: int
    stage: str
    level: int | None
    points: int | None


CASES = [
    SampleCase("Certificate in Peer Support Practice", "CR-2026-0012", "C", 2, "Reconcile", 8, 24),
    SampleCase("Sample Claimant A", "RPL-2026-0034", "R", 3, "Panel", 7, 16),
    SampleCase("Introduction to Data Handling", "CR-2026-0015", "C", 1, "Review", None, 10),
]

STAGES = [
    StagePart("intake", "Intake", StageState.DONE),
    StagePart("evidence", "Evidence read 14/14", StageState.DONE),
    StagePart("criteria", "Criteria 18/23, 2 unsure", StageState.NOW),
    StagePart("sealed", "Sealed 0 of 2", StageState.TODO),
    StagePart("differences", "Differences", StageState.TODO),
    StagePart("decision", "Decision", StageState.TODO),
    StagePart("signed", "Signed", StageState.TODO),
]


def _paint_case(painter, rect, theme, case, selected):
    side, middle = theme.height("badge"), rect.center().y()
    badge = rect.adjusted(16, 0, 0, 0)
    badge.setSize(badge.size().boundedTo(badge.size()))
    badge.setRect(rect.left() + 16, middle - side // 2, side, side)
    paint_kind(painter, badge, theme, case.kind)
    words = rect.adjusted(16 + side + 12, 6, -190, -6)
    top, below = words.adjusted(0, 0, 0, -words.height() // 2), words.adjusted(0, words.height() // 2, 0, 0)
    paint_text(painter, top, theme, case.title, "small", weight=600)
    paint_text(painter, below, theme, f"{case.reference} · {case.stage}", "caption", "text2")
    bars = rect.adjusted(rect.width() - 180, 0, -60, 0)
    paint_mini_stage(painter, bars, theme, case.done)
    level = rect.adjusted(0, 0, 0, 0)
    size = theme.height("level_chip")
    level.setRect(rect.right() - 16 - size, middle - size // 2, size, size)
    paint_level(painter, level, theme, case.level, decided=False)


class HeatRow(QWidget):
    """Five cells of a profile, as the heat table paints them."""

    def sizeHint(self):
        from PySide6.QtCore import QSize

        return QSize(240, 34)

    minimumSizeHint = sizeHint

    def paintEvent(self, event):
        from PySide6.QtCore import QRect
        from PySide6.QtGui import QPainter

        from rpl_desk.ui.theme import look

        painter = QPainter(self)
        for place, (level, step) in enumerate([(7, -1), (8, 0), (9, 1), (10, 2), (None, 0)]):
            paint_heat(painter, QRect(place * 46, 0, 42, 32), look().theme, level, step)


class Gallery(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Parts")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)

        header = Panel("header", padding=0, spacing=4)
        header.box.setContentsMargins(20, 12, 20, 0)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(icon_button("arrow-left", "Back to cases"))
        line.addWidget(label("CR-2026-0012", "reference"))
        line.addWidget(ElidedLabel("Certificate in Peer Support Practice", "title2"), 1)
        line.addWidget(button("Evidence map", icon_name="map"))
        self.seal = button("Seal", icon_name="stamp")
        refuse(self.seal, "5 to judge", "Seal")
        line.addWidget(self.seal)
        header.box.addLayout(line)
        self.strip = StageStrip()
        self.strip.set_parts(STAGES, "criteria")
        header.box.addWidget(self.strip)
        outer.addWidget(header)

        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("scrolled", True)
        scroll.setWidget(page)
        outer.addWidget(scroll, 1)
        columns = QHBoxLayout(page)
        columns.setContentsMargins(24, 24, 24, 24)
        columns.setSpacing(24)
        for build in (self._left, self._middle, self._right):
            column = QVBoxLayout()
            column.setSpacing(16)
            build(column)
            column.addStretch(1)
            columns.addLayout(column, 1)

        self.status = StatusBar()
        self.status.set_saved("Saved 14:02")
        self.status.set_backup("Last backup 9 days ago. Make one now", late=True)
        self.status.set_file("sample-college.rpldesk, on this computer")
        self.status.set_counts("2 unsure")
        self.status.set_edition("SCQF working summary 2026")
        outer.addWidget(self.status)

    def _left(self, column: QVBoxLayout) -> None:
        column.addWidget(label("Cases", "title1"))
        self.query = QueryLine("Search cases", "add words, or level:8 due<7d")
        self.query.set_count("3 of 24 shown")
        column.addWidget(self.query)
        column.addWidget(
            chip_row(
                *(
                    button(f"{words} {count}", kind="filter")
                    for words, count in (("Open", 24), ("Waiting for me", 4), ("Due this week", 5))
                )
            )
        )
        self.model = RowTableModel(
            {
                "Case": lambda case: case.title,
                "Reference": lambda case: case.reference,
                "Level": lambda case: case.level,
                "Credit": lambda case: case.points,
            },
            lambda: CASES,
        )
        self.model.reload()
        proxy = RowProxy(self.model, self)
        self.cases = row_list("Cases", proxy, _paint_case)
        self.cases.setMinimumHeight(180)
        column.addWidget(Framed(self.cases))
        self.table = DeskTable("Register", proxy)
        self.table.setSortingEnabled(True)
        self.table.setMinimumHeight(160)
        self.table.selectRow(1)
        column.addWidget(Framed(self.table))
        tree = QTreeWidget()
        tree.setAccessibleName("Criteria")
        tree.setHeaderHidden(True)
        tree.setProperty("framed", True)
        unit = QTreeWidgetItem(["1 Peer support basics"])
        unit.addChildren([QTreeWidgetItem(["Knowledge"]), QTreeWidgetItem(["Practice"])])
        tree.addTopLevelItem(unit)
        tree.expandAll()
        tree.setMaximumHeight(130)
        column.addWidget(tree)

    def _middle(self, column: QVBoxLayout) -> None:
        form = Panel()
        form.box.addWidget(label("Unit 2, Practice", "title3"))
        self.levels = LevelCells("Level for Practice")
        self.levels.set_in_view([7, 8, 9])
        self.levels.set_level(8)
        form.box.addWidget(self.levels)
        self.reason = QPlainTextEdit("Learners choose among several approaches and adapt a routine record.")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        form.box.addWidget(labelled("Reason", self.reason, "What in the evidence shows this level?"))
        combo = QComboBox()
        combo.addItems(["Next: unjudged", "Next: in this group", "Stay"])
        form.box.addWidget(labelled("After saving", combo))
        row = QHBoxLayout()
        hours = QDoubleSpinBox()
        hours.setMaximum(1000)
        hours.setValue(62)
        row.addWidget(labelled("Hours", hours))
        date = QDateEdit()
        date.setCalendarPopup(True)
        row.addWidget(labelled("Learned on", date))
        form.box.addLayout(row)
        wrong = QLineEdit("9.9")
        wrong.setProperty("wrong", True)
        form.box.addWidget(labelled("Credit points", wrong))
        passphrase = PassphraseField(name="Chair One's passphrase")
        passphrase.setText("a sample passphrase")
        form.box.addWidget(labelled("Chair One's passphrase", passphrase))
        tick, untick = QCheckBox("Dissent noted, prints in the record"), QCheckBox("Not ticked")
        tick.setChecked(True)
        form.box.addWidget(tick)
        form.box.addWidget(untick)
        statement = TickLine("Employs a range of the field's professional practices, skills, techniques or materials.")
        statement.setChecked(True)
        form.box.addWidget(statement)
        off = QCheckBox("Not yours to tick")
        off.setEnabled(False)
        form.box.addWidget(off)
        one, two = QRadioButton("Full credit"), QRadioButton("Part credit")
        one.setChecked(True)
        form.box.addWidget(one)
        form.box.addWidget(two)
        save = QHBoxLayout()
        save.addWidget(IconLabel("eye-off", "Nobody else sees this until you seal.", "caption", "text3", elide=True), 1)
        save.addWidget(button("Save and next", kind="primary"))
        form.box.addLayout(save)
        column.addWidget(form)
        self.refused = RefusedBox()
        column.addWidget(self.refused)
        self.refused.show_problem("5 criteria are not judged yet. The first is Unit 2, Practice.")
        notice = RefusedBox("notice")
        column.addWidget(notice)
        notice.show_problem("Last backup 9 days ago.")

    def _right(self, column: QVBoxLayout) -> None:
        column.addWidget(
            CardButton(
                "book-marked", "Look round with sample cases", "Two finished and three open cases of a sample college."
            )
        )
        shown = [name for name in SIGNS if name not in ("empty", "plain", "draft")]
        column.addWidget(chip_row(*(Chip(name.capitalize(), name) for name in shown)))
        column.addWidget(
            chip_row(
                Chip("E04 p.4", "both", outlined=True),
                Chip("E07 p.2", "one", outlined=True),
                Chip("Plain", outlined=True),
            )
        )
        column.addWidget(
            chip_row(
                LevelChip(8, decided=False),
                LevelChip(8, decided=True),
                LevelChip(None, decided=False),
                KindBadge("C"),
                KindBadge("R"),
                StateBox("empty", "Not judged"),
                StateBox("draft", "Draft"),
                StateBox("unsure", "Unsure"),
                StateBox("met", "Met"),
                StateBox("not met", "Not met"),
                Avatar("Assessor One", letters="A1"),
                MiniStage(3, "Panel"),
            )
        )
        column.addWidget(HeatRow())
        column.addWidget(key_hint(["J", "K"], "criterion"))
        column.addWidget(
            chip_row(
                button("Settle 5 differences", kind="primary", icon_name="split"),
                button("Import packet", icon_name="package-open"),
                button("Not applicable", kind="plain"),
                button("Void", kind="danger", icon_name="trash-2"),
                button("Open", size="small"),
            )
        )
        off = button("Not available")
        off.setEnabled(False)
        column.addWidget(
            chip_row(off, button("Sign as Chair One", kind="primary", size="large", icon_name="signature"))
        )
        self.colours = Segments(
            "Colours",
            [
                (ThemeName.LIGHT, "Light", "sun"),
                (ThemeName.DARK, "Dark", "moon"),
                (ThemeName.CONTRAST, "High contrast", "contrast"),
            ],
        )
        self.colours.set_value(ThemeName.LIGHT)
        column.addWidget(self.colours)
        tabs = QTabBar()
        tabs.setExpanding(False)
        tabs.setAccessibleName("Kinds of difference")
        for words in ("All 5", "Level 3", "Credit 1"):
            tabs.addTab(words)
        column.addWidget(tabs)
        column.addWidget(rule())
        bar = QProgressBar()
        bar.setAccessibleName("Copying")
        bar.setTextVisible(False)
        bar.setValue(40)
        column.addWidget(bar)
        words = Panel("words")
        words.box.addWidget(
            Paragraph(
                "Sample College finds that the prior learning of claimant RPL-2026-0034 is "
                "recognised for 16 credit points at SCQF level 7.",
                "reading",
            )
        )
        column.addWidget(words)
        pane = Panel(padding=0, spacing=0)
        pane.box.addWidget(
            SectionHead("Level finder", "Applied Knowledge, Skills and Understanding", "book-open", rounded=True)
        )
        pane.box.addWidget(
            EmptyState(
                "check",
                "No differences. Both assessors gave the same answer to all 23 criteria.",
                "Show the agreed rows",
            )
        )
        column.addWidget(pane)
        nav = Panel("sunken", padding=8, spacing=4)
        for words_of, name, on in (("Cases", "folder-open", True), ("Meetings", "users", False)):
            made = button(words_of, icon_name=name, kind="nav")
            made.setCheckable(True)
            made.setChecked(on)
            nav.box.addWidget(made)
        column.addWidget(nav)
