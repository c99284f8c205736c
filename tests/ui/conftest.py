"""Fixtures for screens: the application in its own look, any theme, and preferences nobody else shares."""

import pytest
from PySide6.QtWidgets import QApplication

from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import Look, look
from rpl_desk.ui.tokens import Theme, ThemeName


@pytest.fixture(scope="session")
def started_look(qapp: QApplication) -> Look:
    look().start(qapp, Theme())
    return look()


@pytest.fixture(autouse=True)
def desk_look(started_look: Look) -> Look:
    """Every test of a screen begins in the light theme at 100 %, with our fonts and style sheet."""
    started_look.change(name=ThemeName.LIGHT, scale=100)
    return started_look


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences.in_file(tmp_path / "preferences.ini")
