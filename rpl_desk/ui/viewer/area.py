"""The area being marked on a page: begun in view, moved and sized by the arrow keys, never outside its page."""

from rpl_desk.domain.preview import Place
from rpl_desk.ui.viewer.geometry import Box

STEP, FINE = 12.0, 1.0  # points one key press moves or sizes an area
WIDE, HIGH = 120.0, 60.0  # of an area when it is begun
LEAST = 4.0


def begun(x: float, y: float, place: Place) -> Box:
    """Return a first area round a point of a page."""
    return moved((x - WIDE / 2, y - HIGH / 2, x + WIDE / 2, y + HIGH / 2), 0, 0, place)


def moved(box: Box, across: int, up: int, place: Place, *, fine: bool = False) -> Box:
    """Return an area moved by steps to the right and up, kept on its page."""
    step = FINE if fine else STEP
    wide, high = box[2] - box[0], box[3] - box[1]
    left = min(max(box[0] + across * step, place.left), place.right - wide)
    bottom = min(max(box[1] + up * step, place.bottom), place.top - high)
    return within((left, bottom, left + wide, bottom + high), place)


def sized(box: Box, across: int, up: int, place: Place, *, fine: bool = False) -> Box:
    """Return an area with its right edge moved by steps to the right, or its lower edge up; never smaller than seen."""
    step = FINE if fine else STEP
    left, bottom, right, top = box
    right = max(right + across * step, left + LEAST)
    bottom = min(bottom + up * step, top - LEAST)
    return within((left, bottom, right, top), place)


def within(box: Box, place: Place) -> Box:
    """Return the part of an area that lies on its page."""
    left, bottom = max(box[0], place.left), max(box[1], place.bottom)
    return left, bottom, max(min(box[2], place.right), left + 1), max(min(box[3], place.top), bottom + 1)
