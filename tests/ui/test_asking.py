"""Asking for files: where it begins, what it never gives on, and what it does to names."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.open_stores import refuse_open_store
from rpl_desk.reading.gate import inspect_sealed
from rpl_desk.ui import asking
from rpl_desk.ui.messages import ErrorDialog
from rpl_desk.whole_files import write_whole
from tests.ui.helpers import choose


@pytest.fixture
def page(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_next_question_begins_where_the_last_file_was(qtbot, page, tmp_path: Path):
    there = tmp_path / "papers"
    there.mkdir()
    got: list[Path] = []
    asking.ask_where(page, "Write it", "a.pdf", asking.PDFS, got.append)
    choose(page, there / "a.pdf")
    second = asking.ask_file(page, "Read it", asking.PDFS, got.append)
    assert got == [there / "a.pdf"]
    assert QDir(second.directory().path()) == QDir(str(there))
    assert second.fileMode() == QFileDialog.FileMode.ExistingFile
    second.close()


def test_a_folder_that_is_gone_is_not_begun_in(qtbot, page, tmp_path: Path):
    there = tmp_path / "gone"
    there.mkdir()
    asking.ask_folder(page, "Put them", lambda _: None)
    choose(page, there)
    there.rmdir()
    chooser = asking.ask_folder(page, "Put them", lambda _: None)
    assert "gone" not in chooser.directory().path()
    chooser.close()


def test_a_name_that_no_disk_takes_is_made_one_and_keeps_its_ending(qtbot, page):
    chooser = asking.ask_where(page, "Write it", "RPL/2026: 7?.pdf", asking.PDFS, lambda _: None)
    assert chooser.findChild(QLineEdit).text() == "RPL-2026- 7-.pdf"
    assert chooser.defaultSuffix() == "pdf"
    chooser.close()


@pytest.mark.parametrize("way", ["itself", "a link", "another spelling", "a part of it"])
def test_the_open_store_is_never_given_on(qtbot, page, desk: Desk, tmp_path: Path, way: str):
    store = desk.database.path
    chosen = {
        "itself": store,
        "a link": tmp_path / "holiday.pdf",
        "another spelling": store.parent / ".." / store.parent.name / store.name,
        "a part of it": store.with_name(store.name + "-wal"),
    }[way]
    if way == "a link":
        os.link(store, chosen)
    before, got = store.read_bytes(), []
    asking.ask_file(page, "Read it", "", got.append)
    choose(page, chosen)
    assert got == []
    dialog = next(one for one in page.findChildren(QDialog) if isinstance(one, ErrorDialog))
    assert "is the office file that is open" in " ".join(
        one.text() for one in dialog.findChildren(QWidget) if hasattr(one, "text") and callable(one.text)
    )
    with pytest.raises(StorageProblem, match="is the office file that is open"):
        write_whole(chosen, b"gone")
    with pytest.raises(StorageProblem, match="is the office file that is open"):
        inspect_sealed(chosen)
    assert store.read_bytes() == before


def test_a_closed_store_is_a_file_like_any_other(desk: Desk, tmp_path: Path):
    store, other = desk.database.path, tmp_path / "other.pdf"
    other.write_bytes(b"x")
    refuse_open_store(other)
    with pytest.raises(StorageProblem):
        refuse_open_store(store)
    desk.close()
    refuse_open_store(store)
