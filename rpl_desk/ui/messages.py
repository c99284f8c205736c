"""What the window says when something unexpected happens: our fault, in full, with details to copy."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.widgets.buttons import button
from rpl_desk.ui.widgets.overlay import DeskDialog
from rpl_desk.ui.widgets.text import Paragraph

_log = logging.getLogger("rpl_desk")

UNEXPECTED = (
    "What you typed is still in its window. Copy the details for whoever looks after RPL Desk in your office; "
    "they name no case and no person unless a file's name does."
)


class ErrorDialog(DeskDialog):
    """Shows a sentence, and behind a button the details a developer needs."""

    def __init__(self, title: str, sentence: str, details: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.body.addWidget(Paragraph(sentence))
        self.details = QPlainTextEdit(details)
        self.details.setAccessibleName("Details")
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setVisible(bool(details))
        self.body.addWidget(self.details)
        self.not_now.setText("Close")
        if details:
            self.copy = button("Copy details", icon_name="copy", kind="plain")
            self.copy.clicked.connect(self._copy)
            self.buttons.insertWidget(0, self.copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy.setText("Copied")


def show_error(parent: QWidget, error: BaseException) -> DeskDialog:
    """Show an error over `parent`: a DeskError as its own sentence, anything else as unexpected, with details."""
    if isinstance(error, DeskError):
        dialog = ErrorDialog("That was not done", str(error), "", parent)
    else:
        details = "".join(traceback.format_exception(error))
        dialog = ErrorDialog("Something unexpected happened", UNEXPECTED, details, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def show_notice(parent: QWidget, title: str, sentence: str) -> DeskDialog:
    """Show over `parent` what somebody should know before going on, though nothing went wrong."""
    dialog = ErrorDialog(title, sentence, "", parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class UnexpectedErrors(QObject):
    """Takes the place of `sys.excepthook`: logs every error in full and shows it over the active window.

    Any thread may raise; the dialog is always made on the UI thread.
    """

    _raised = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._raised.connect(self._show)

    def install(self) -> None:
        sys.excepthook = self.handle
        threading.excepthook = lambda fault: self.handle(
            fault.exc_type, fault.exc_value or fault.exc_type(), fault.exc_traceback
        )

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("Unexpected error", exc_info=(kind, error, trace))
        self._raised.emit(error.with_traceback(trace))

    def _show(self, error: BaseException) -> None:
        window = QApplication.activeWindow() or next(
            (each for each in QApplication.topLevelWidgets() if each.isVisible()), None
        )
        if window is not None:
            show_error(window, error)
