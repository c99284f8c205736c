"""What every test of a screen may ask: is everything named, does everything fit, what does it look like."""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QToolButton,
    QWidget,
)

from rpl_desk.ui.page import CasePart
from rpl_desk.ui.widgets import ElidedLabel, Paragraph

_NAMED_BY_THEIR_FIELD = ("QComboBoxPrivateContainer", "QComboBoxListView", "QExpandingLineEdit")


def _nodes(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield node
    for place in range(node.childCount()):
        child = node.child(place)
        if child is not None and child.isValid():
            yield from _nodes(child)


def unnamed(widget: QWidget) -> list[str]:
    """Return the visible focusable widgets inside `widget` that a screen reader could not name.

    A combo box needs a label whose buddy it is, because its accessible name is its present text.
    """
    bad = []
    buddies = {label.buddy() for label in widget.window().findChildren(QLabel)}
    for node in _nodes(QAccessible.queryAccessibleInterface(widget)):
        owner = node.object()
        if not isinstance(owner, QWidget) or not owner.isVisible() or owner.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if owner.metaObject().className() in _NAMED_BY_THEIR_FIELD:
            continue
        named = bool(node.text(QAccessible.Text.Name))
        if isinstance(owner, QComboBox):
            named = owner in buddies or bool(owner.accessibleName())
        if not named and owner not in buddies:
            bad.append(f"{type(owner).__name__} {owner.objectName()}".strip())
    return bad


def in_focus(qtbot, widget: QWidget) -> None:
    """Wait until the window of `widget` is the active one, so that keys reach what has the focus in it."""
    widget.window().activateWindow()
    qtbot.waitUntil(widget.window().isActiveWindow)


def clipped(widget: QWidget) -> list[str]:
    """Return the words of visible labels and buttons inside `widget` that do not fit their rectangle."""
    bad = []
    for label in widget.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if isinstance(label, ElidedLabel):
            fits = label.text() == label.full_text or label.toolTip() == label.full_text
        elif isinstance(label, Paragraph) or label.wordWrap():
            fits = label.heightForWidth(label.width()) <= label.height() + 1
        else:
            words = label.text().splitlines()
            widest = max(QFontMetrics(label.font()).horizontalAdvance(line) for line in words)
            fits = widest <= label.contentsRect().width() + 1
        if not fits:
            bad.append(label.text())
    for button in widget.findChildren(QAbstractButton):
        if (
            button.isVisible()
            and button.text()
            and not _only_an_icon(button)
            and button.sizeHint().width() > button.width() + 1
        ):
            bad.append(button.text())
    return bad


def _only_an_icon(button: QAbstractButton) -> bool:
    return isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def grab(widget: QWidget, name: str) -> QPixmap:
    """Return a picture of `widget` with any dialog open over it; saved as `name`.png in $RPL_DESK_SHOTS when set."""
    QApplication.processEvents()
    picture = widget.grab()
    painter = QPainter(picture)
    for dialog in widget.findChildren(QDialog):
        if dialog.isVisible() and dialog.isWindow():
            painter.drawPixmap(widget.mapFromGlobal(dialog.mapToGlobal(QPoint(0, 0))), dialog.grab())
    painter.end()
    folder = os.environ.get("RPL_DESK_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        picture.save(str(Path(folder) / f"{name}.png"))
    return picture


def shown_part(qtbot, desk, part: CasePart, case, size: tuple[int, int]) -> None:
    """Show a part of the page of a case with the case in it, anew after each change."""
    qtbot.addWidget(part)
    part.resize(*size)
    part.show()
    part.show_case(desk.intake.contents(case.id))
    part.changed.connect(lambda: part.show_case(desk.intake.contents(case.id)))
    qtbot.wait(20)


def choose(asking: QWidget, *paths: Path) -> None:
    """Answer the question for a file or folder that is open over `asking`, as a person who types its whole name."""
    chooser = next(one for one in asking.window().findChildren(QFileDialog) if one.isVisible())
    chooser.filesSelected.emit([str(one) for one in paths])
    chooser.close()
