"""Loads the fonts that ship with the program, so that every machine shows the same words in the same shape."""

from functools import cache

from PySide6.QtGui import QFontDatabase

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.paths import resource


@cache
def load_fonts() -> None:
    """Load every font file of `resources/fonts`, once; raises StorageProblem when one is missing or damaged."""
    files = sorted(resource("fonts").glob("*.ttf"))
    for file in files:
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise StorageProblem(f"The font {file.name} cannot be read. Install RPL Desk again.")
    if not files:
        raise StorageProblem("The fonts of RPL Desk are missing. Install RPL Desk again.")
