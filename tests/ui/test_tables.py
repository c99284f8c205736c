"""One model for every list: whole rows, values that sort, words for a screen reader."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from rpl_desk.ui.tables import ROW, VALUE, RowProxy, RowTableModel, as_text, row_at
from rpl_desk.ui.widgets import DeskTable


@dataclass(frozen=True)
class SampleRow:
    name: str
    due: date | None
    hours: Decimal


ROWS = [
    SampleRow("beta", date(2026, 5, 7), Decimal("9.5")),
    SampleRow("Alpha", None, Decimal("10")),
    SampleRow("gamma", date(2025, 12, 24), Decimal("100")),
]
COLUMNS = {"Name": lambda row: row.name, "Due": lambda row: row.due, "Hours": lambda row: row.hours}


@pytest.fixture
def model(qtbot):
    made = RowTableModel(COLUMNS, lambda: list(ROWS), say=lambda row: f"{row.name}, {row.hours} hours")
    made.reload()
    return made


@pytest.fixture
def proxy(model):
    return RowProxy(model)


def names(proxy) -> list[str]:
    return [proxy.index(place, 0).data() for place in range(proxy.rowCount())]


def test_the_model_keeps_the_promises_of_qt(model, proxy):
    for made in (model, proxy):
        QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.reload()


def test_a_cell_shows_words_and_sorts_by_its_value(model):
    cell = model.index(0, 1)
    assert cell.data() == "7 May 2026"
    assert cell.data(VALUE) == date(2026, 5, 7)
    assert cell.data(ROW) == ROWS[0]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Due"


@pytest.mark.parametrize(
    ("column", "order", "wanted"),
    [
        (0, Qt.SortOrder.AscendingOrder, ["Alpha", "beta", "gamma"]),
        (1, Qt.SortOrder.AscendingOrder, ["gamma", "beta", "Alpha"]),
        (1, Qt.SortOrder.DescendingOrder, ["beta", "gamma", "Alpha"]),
        (2, Qt.SortOrder.DescendingOrder, ["gamma", "Alpha", "beta"]),
    ],
)
def test_rows_sort_by_value_with_the_empty_ones_last(proxy, column, order, wanted):
    proxy.sort(column, order)
    assert names(proxy) == wanted


def test_the_row_is_the_same_through_sorting_and_filtering(proxy):
    proxy.keep(lambda row: row.hours >= 10)
    proxy.sort(2, Qt.SortOrder.DescendingOrder)
    assert names(proxy) == ["gamma", "Alpha"]
    assert row_at(proxy.index(0, 1)) == ROWS[2]
    assert row_at(proxy.index(9, 0)) is None


def test_the_whole_row_is_read_aloud(model):
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Alpha, 10 hours"


def test_without_words_for_the_row_a_cell_is_read_with_its_heading():
    model = RowTableModel(COLUMNS, lambda: list(ROWS))
    model.reload()
    assert model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Due: none"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "yes"),
        (0, "0"),
        (Decimal("10.50"), "10.5"),
        (Decimal("100"), "100"),
        (date(2026, 5, 7), "7 May 2026"),
        (("a", None, 2), "a, , 2"),
    ],
)
def test_values_in_words(value, words):
    assert as_text(value) == words


def test_a_moment_is_shown_in_local_time():
    moment = datetime(2026, 5, 28, 10, 51, tzinfo=UTC)
    assert as_text(moment) == f"28 May 2026 {moment.astimezone():%H:%M}"


def test_a_table_is_named_and_tab_leaves_it(qtbot, proxy):
    table = DeskTable("Cases", proxy)
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    table.setFocus()
    assert QAccessible.queryAccessibleInterface(table).text(QAccessible.Text.Name) == "Cases"
    before = table.currentIndex()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert table.currentIndex() == before
    table.selectRow(1)
    assert row_at(table.currentIndex()) == row_at(proxy.index(1, 0))
    QApplication.processEvents()
