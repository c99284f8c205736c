"""A salvaged file in the window: said above every page, with what was saved, how far it is verified, what was not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rpl_desk.domain.salvage import Mark, SalvageReport, SavedRow
from rpl_desk.ui.case.notice_bar import NoticeBar
from rpl_desk.ui.widgets import Paragraph, label
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

MOST_SHOWN = 2_000
TALL = 260


def salvaged_bar(path: Path, show: Callable[[], object]) -> NoticeBar:
    """Return the bar that says that a file was salvaged, and leads to what that came to."""
    made = NoticeBar()
    made.show_words(
        f"{path.name} was salvaged from a damaged file and opens for reading only. Things may be missing in it, and not"
        " all of the rest need be verified: look at what you go by.",
        [("See what was saved", show)],
    )
    return made


class SalvagedDialog(WorkDialog):
    """What a salvaged file says of itself: in sentences, then row by row what is not verified by signature."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__("What was saved", parent, bar="Reading what was saved")
        self.summary, self.lines = Paragraph("Reading what was saved."), QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumHeight(TALL)
        self.lines.setAccessibleName("What was not saved, and rows that are not verified by signature")
        self.body.addWidget(self.summary)
        self.body.addWidget(label("Not saved, or not verified by signature", "label"))
        self.body.addWidget(self.lines)
        self.act.hide()
        self.not_now.setText("Close")
        path, key = desk.database.path, desk.database.key

        def read(_: object) -> tuple[SalvageReport, tuple[SavedRow, ...]]:
            from rpl_desk.services.salvaging import report_of, rows_of

            return report_of(path, key), rows_of(path, key)

        self.look_up(read, self._show)

    def _show(self, found: tuple[SalvageReport, tuple[SavedRow, ...]]) -> None:
        report, rows = found
        made = f"Salvaged from {report.source} on {report.at[:10]}."
        self.summary.setText(f"{made} {report.summary} {report.authority_words}")
        lines = list(_lines(report, rows))
        more = [f"and {len(lines) - MOST_SHOWN} more: rpl-desk salvaged FILE --rows"] * (len(lines) > MOST_SHOWN)
        self.lines.setPlainText("\n".join([*lines[:MOST_SHOWN], *more]) or "Nothing.")
        self._fit()


def _lines(report: SalvageReport, rows: tuple[SavedRow, ...]) -> Iterator[str]:
    derived = {one.table for one in report.tables if one.derived}
    for one in report.not_saved:
        yield f"Not saved. {one}"
    for mark in (Mark.UNVERIFIED, Mark.HASHED):
        for row in rows:
            if row.mark is mark and row.table not in derived:
                yield f"{mark.value.capitalize()}. {row.table} {row.key}: {row.why}"
