"""Fixtures for screens: the application in its own look, any theme, and preferences nobody else shares."""

import pytest
from PySide6.QtWidgets import QApplication

from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import Look, look
from rpl_desk.ui.tokens import Theme, ThemeName


@pytest.fixture(autouse=True)
def desk_look(qapp: QApplication) -> Look:
    """Every test of a screen begins in the light theme at 100 %, with our fonts and style sheet."""
    shown = look()
    if "desk" not in qapp.property("started_by").__str__():
        shown.start(qapp, Theme())
        qapp.setProperty("started_by", "desk")
    shown.change(name=ThemeName.LIGHT, scale=100)
    return shown


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences.in_file(tmp_path / "preferences.ini")
