"""Every test of a screen begins in the light theme at 100 %, with our fonts and style sheet."""

import pytest

from rpl_desk.ui import room_watch
from rpl_desk.ui.theme import Look


@pytest.fixture(autouse=True)
def in_our_look(desk_look: Look) -> Look:
    return desk_look


@pytest.fixture(autouse=True)
def the_disk_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window looks at the disk, and keeps room on it, only where a test has it do so."""
    monkeypatch.setattr(room_watch, "FIRST_AFTER_MS", 3_600_000)
