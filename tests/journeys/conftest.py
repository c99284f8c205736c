"""What the journeys in the window begin with."""

from pathlib import Path

import pytest

from rpl_desk.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot, office: Path, preferences, desk_look):
    """The window on the screen, with the sample office open and nobody signed in."""
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.open_store(office)
    qtbot.waitUntil(lambda: made.places.currentWidget() is made.sign_in, timeout=20_000)
    yield made
    made.close()
