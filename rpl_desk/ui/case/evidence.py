"""The evidence register: what came in, through the gate, with its dates and fingerprint; and the original out again."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceKind, EvidenceRow, Sensitivity, currency_note, is_current
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tables import ROW, RowTableModel, as_text
from rpl_desk.ui.tasks import Progress, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    EmptyState,
    Framed,
    Panel,
    Paragraph,
    RefusedBox,
    Toast,
    button,
    button_row,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

DAYS = (("learned_on", "Date of learning"), ("made_on", "Made on"), ("received_on", "Received on"))
TEXTS = (
    ("title", "Title"),
    ("source", "Source"),
    ("supplier", "Supplied by"),
    ("language", "Language"),
    ("currency_exception", "Why an older item still counts"),
)
MAY_CHANGE = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.WAITING)


def size_words(size: int) -> str:
    """Return a size as people say it: 1,024 bytes to a kB."""
    return (
        f"{size} bytes" if size < 1024 else f"{size / 1024:.0f} kB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
    )


class EvidencePart(CasePart):
    keys = (("Ctrl+O", "Add files"), ("Ctrl+S", "Hand out the original of the chosen item"))

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._row: EvidenceRow | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        self.problem, self.notice = RefusedBox(), RefusedBox("notice")
        column.addWidget(self.problem)
        column.addWidget(self.notice)
        column.addWidget(
            Paragraph("Previews come later: here each file is listed, checked and handed out as it came.", "caption")
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Adding files")
        self.bar.hide()
        column.addWidget(self.bar)
        self._model: RowTableModel[EvidenceRow] = RowTableModel(
            {
                "Item": lambda one: one.key,
                "Title": lambda one: one.title,
                "Kind": lambda one: EVIDENCE_WORDS[one.kind],
                "Learned": lambda one: one.learned_on,
                "Current": self._current,
                "Size": lambda one: size_words(one.size),
                "Fingerprint": lambda one: f"{one.sha256[:4]} {one.sha256[4:8]}",
            },
            lambda: list(self._contents.evidence) if self._contents else [],
            parent=self,
        )
        self.table = DeskTable("Evidence register", self._model, strong=1, stretch=1)
        self.table.selectionModel().currentChanged.connect(lambda now, _: self._choose(now))
        self.detail = Panel()
        inner = QWidget()
        self._build_detail(QVBoxLayout(inner))
        self.detail.box.addWidget(scrolled(inner))
        split = QSplitter()
        split.addWidget(Framed(self.table))
        split.addWidget(self.detail)
        split.setSizes([640, 420])
        split.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.stack.addWidget(
            EmptyState("paperclip", "No evidence yet. Add files, or drop them here.", "Add files", self._ask)
        )
        column.addWidget(self.stack, 1)
        self.check = button("Check the fingerprints", icon_name="shield-check")
        self.check.clicked.connect(self.check_all)
        self.out = button("Hand out the original", icon_name="download")
        self.out.setShortcut("Ctrl+S")
        self.out.clicked.connect(self._ask_where)
        self.add = button("Add files", icon_name="plus", kind="primary")
        self.add.setShortcut("Ctrl+O")
        self.add.clicked.connect(self._ask)
        column.addLayout(button_row(self.check, self.out, self.add))

    def _build_detail(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, SPACE["s"], 0)
        column.setSpacing(SPACE["m"])
        self.heading = label("", "title3", wrap=True)
        column.addWidget(self.heading)
        self.facts = Paragraph("", "small", tone="second")
        column.addWidget(self.facts)
        self.kind, self.sensitivity = QComboBox(), QComboBox()
        for kind, words in EVIDENCE_WORDS.items():
            self.kind.addItem(words, kind)
        for one in Sensitivity:
            self.sensitivity.addItem(one.value, one)
        self.fields: dict[str, QLineEdit] = {}
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self.problem.show_problem)
        column.addWidget(labelled("Kind", self.kind))
        for name, words in (*TEXTS[:1], *DAYS, *TEXTS[1:]):
            field = QLineEdit()
            if name in dict(DAYS):
                field.setPlaceholderText("2026-05-28, or nothing")
            field.textEdited.connect(self.autosave.touch)
            self.autosave.watch(field)
            self.fields[name] = field
            column.addWidget(labelled(words, field))
        column.addWidget(labelled("Sensitivity", self.sensitivity))
        for combo in (self.kind, self.sensitivity):
            combo.activated.connect(self.autosave.touch)
        column.addStretch(1)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self.autosave.is_due:
            self.autosave.now()
        kept = (
            self._row.id
            if self._row is not None and self._contents and contents.case.id == self._contents.case.id
            else None
        )
        self._contents = contents
        self._model.reload()
        self.table.fit_columns()
        self.stack.setCurrentIndex(0 if contents.evidence else 1)
        ids = [one.id for one in contents.evidence]
        if ids:
            self.table.selectRow(ids.index(kept) if kept in ids else 0)
        doubles = self._desk.evidence.double_uses(contents.case.id)
        self.notice.show_problem("\n".join(one.words for one in doubles))
        self.add.setEnabled(contents.case.stage in (Stage.INTAKE, Stage.REVIEW, Stage.WAITING))
        for field in (*self.fields.values(), self.kind, self.sensitivity):
            field.setEnabled(contents.case.stage in MAY_CHANGE)

    def _current(self, row: EvidenceRow) -> str:
        assert self._contents is not None
        found = is_current(row.learned_on, self._panel_day(), self._contents.policy.currency_years)
        return {None: "not known", True: "yes", False: "exception" if row.currency_exception else "no"}[found]

    def _panel_day(self) -> date:
        assert self._contents is not None
        meeting = self._contents.meeting
        return meeting.held_on if meeting is not None else self._desk.session.now().date()

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, EvidenceRow) or self._contents is None:
            return
        if self.autosave.is_due:
            self.autosave.now()
        self._row = row
        self.heading.setText(f"{row.key}  {row.title}")
        note = currency_note(row, self._panel_day(), self._contents.policy.currency_years)
        self.facts.setText(f"{row.file_name}\n{row.media_type}, {row.size:,} bytes\nSHA-256 {row.sha256}\n{note}")
        self.kind.setCurrentIndex(self.kind.findData(row.kind))
        self.sensitivity.setCurrentIndex(self.sensitivity.findData(row.sensitivity))
        for name, field in self.fields.items():
            value = getattr(row, name)
            words = value.isoformat() if isinstance(value, date) else value or ""
            if field.text() != words and not field.hasFocus():
                field.setText(words)
        self.autosave.forget()

    # -- changing -----------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self._row is None or self._contents is None:
            return
        values: dict[str, Any] = {name: self.fields[name].text().strip() for name, _ in TEXTS}
        for name, words in DAYS:
            values[name] = _day(self.fields[name].text(), words)
        values |= {
            "kind": EvidenceKind(self.kind.currentData()),
            "sensitivity": Sensitivity(self.sensitivity.currentData()),
        }
        if any(getattr(self._row, name) != value for name, value in values.items()):
            self._desk.evidence.edit(self._contents.case, self._row, **values)
            found = self._desk.evidence.register(self._contents.case.id)
            self._row = next(one for one in found if one.id == self._row.id)

    def _saved(self) -> None:
        self.problem.clear()
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        self.changed.emit()

    def keep(self) -> None:
        self.autosave.now()

    def start(self) -> None:
        self.table.setFocus()

    def _ask(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self, "Add evidence")
        if found:
            self.add_files([Path(one) for one in found])

    def add_files(self, paths: list[Path]) -> None:
        """Take files through the gate and into the store beside the window; each refusal is told by its file."""
        assert self._contents is not None
        from rpl_desk.services.evidence import details_for

        case = self._contents.case

        def job(progress: Progress) -> list[str]:
            refused = []
            for place, path in enumerate(paths):
                progress(place, len(paths))
                try:
                    self._desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
                except DeskError as error:
                    refused.append(str(error))
            progress(len(paths), len(paths))
            return refused

        self.add.setEnabled(False)
        self.bar.setRange(0, len(paths))
        self.bar.show()
        in_background(self, job, self._added, self._refused, self._tell)

    def _tell(self, done: int, total: int) -> None:
        self.bar.setValue(done)

    def _added(self, refused: list[str]) -> None:
        self._refused("\n".join(refused))
        self.changed.emit()

    def _refused(self, sentence: str) -> None:
        self.bar.hide()
        self.add.setEnabled(True)
        self.problem.show_problem(sentence)

    def _ask_where(self) -> None:
        if self._row is None:
            return
        where, _ = QFileDialog.getSaveFileName(self, "Hand out the original", self._row.file_name)
        if where:
            self.hand_out(Path(where))

    def hand_out(self, path: Path) -> None:
        """Write the chosen item's original bytes to a file."""
        row = self._row
        assert row is not None
        in_background(
            self,
            lambda progress: self._desk.evidence.hand_out(row, path, progress),
            lambda _: Toast(self.window(), f"{row.key} was handed out as {path.name}."),
            self.problem.show_problem,
        )

    def check_all(self) -> None:
        """Read every file of the case and hold it against its fingerprint."""
        assert self._contents is not None
        rows = self._contents.evidence

        def job(progress: Progress) -> int:
            for place, row in enumerate(rows):
                progress(place, len(rows))
                self._desk.evidence.verify(row)
            return len(rows)

        in_background(self, job, self._checked, self.problem.show_problem)

    def _checked(self, count: int) -> None:
        self.problem.clear()
        Toast(self.window(), f"All {count} files match their fingerprints.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.add.isEnabled() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add_files(paths)


def _day(text: str, what: str) -> date | None:
    """Return a typed day, None for nothing; raises DeskError naming the field."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise DeskError(f"{what}: {text!r} is not a day. Type it as 2026-05-28, or leave it empty.") from error
