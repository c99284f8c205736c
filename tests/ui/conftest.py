"""Every test of a screen begins in the light theme at 100 %, with our fonts and style sheet."""

import pytest

from rpl_desk.ui.theme import Look


@pytest.fixture(autouse=True)
def in_our_look(desk_look: Look) -> Look:
    return desk_look
