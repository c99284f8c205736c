"""Asking for files and folders: one way for the whole window, which waits for no answer.

Each asks beside the window, begins in the folder used last (the person's documents at first), and calls `then` with
what was chosen; nothing is called where nothing is. The store that is open is never given on: choosing it is refused.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.open_stores import refuse_open_store
from rpl_desk.ui.messages import show_error
from rpl_desk.ui.status import documents

PDFS = "PDF (*.pdf)"
WORKBOOKS = "Excel workbooks (*.xlsx)"
RECORDS = "Decision records (*.pdf *.xlsx *.json)"

_NOT_IN_NAMES = '<>:"/\\|?*'
"""No system takes all of these in a file's name, and a case's reference may hold one."""

_last: list[Path] = []


def ask_where(parent: QWidget, title: str, name: str, kinds: str, then: Callable[[Path], object]) -> QFileDialog:
    """Ask where a file is to be written. name: what it is called until changed. kinds: such as `PDFS`, "" for any.

    A name without the ending of its kind is given it, before the person is asked whether a file of that name is to
    be replaced.
    """
    plain = "".join("-" if one in _NOT_IN_NAMES or ord(one) < 32 else one for one in name)
    chooser = QFileDialog(parent, title, str(_begin() / plain), kinds)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setDefaultSuffix(Path(plain).suffix.removeprefix("."))
    return _ask(parent, chooser, lambda found: then(found[0]))


def ask_file(
    parent: QWidget, title: str, kinds: str, then: Callable[[Path], object], *, folder: Path | None = None
) -> QFileDialog:
    """Ask for a file that is there. folder: where to begin, if not in the one used last."""
    chooser = QFileDialog(parent, title, str(folder or _begin()), kinds)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _ask(parent, chooser, lambda found: then(found[0]))


def ask_files(parent: QWidget, title: str, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for files that are there, of any kind."""
    chooser = QFileDialog(parent, title, str(_begin()))
    chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _ask(parent, chooser, then)


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder; a new one may be made in the dialog."""
    chooser = QFileDialog(parent, title, str(_begin()))
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setOption(QFileDialog.Option.ShowDirsOnly)
    return _ask(parent, chooser, lambda found: then(found[0]))


def _begin() -> Path:
    return _last[0] if _last and _last[0].is_dir() else documents()


def _ask(parent: QWidget, chooser: QFileDialog, then: Callable[[list[Path]], object]) -> QFileDialog:
    def chosen(names: Sequence[str]) -> None:
        found = [Path(one) for one in names]
        if not found:
            return
        try:
            for one in found:
                refuse_open_store(one)
        except StorageProblem as error:
            show_error(parent, error)
            return
        _last[:] = [found[0] if chooser.fileMode() == QFileDialog.FileMode.Directory else found[0].parent]
        then(found)

    chooser.filesSelected.connect(chosen)
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.open()
    return chooser
