"""Names from outside: made plain to see, and kept inside the folder that gave them."""

import os
import re
import unicodedata
from pathlib import Path

from ..domain.errors import NotFound, RuleViolation, StorageProblem
from .limits import LIMITS

# Control, format (direction overrides, zero widths), lone surrogate, line and paragraph separator.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# Windows opens these as devices in any folder and with any ending; the digits include superscripts.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def visible_name(name: str) -> str:
    """Return a name in NFC with every character that cannot be seen written as its number, such as ⟨U+202E⟩."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in _UNSEEN else c for c in composed)


def path_fault(name: str, longest: int = LIMITS.name_length) -> str | None:
    """Return why a relative name with forward slashes may not be used, as the end of a sentence; None when it may."""
    pieces = name.split("/")
    if not name:
        return "is empty"
    if len(name) > longest:
        return f"is longer than {longest} characters"
    if "\0" in name:
        return "holds a zero character"
    if "\\" in name:
        return "holds a backslash; folders are written with a forward slash"
    if ":" in name:
        return "holds a colon, as a drive name does"
    if name.startswith("/"):
        return "starts at the root of a disk"
    if ".." in pieces:
        return "leads out of its folder by “..”"
    if "" in pieces or "." in pieces:
        return "has an empty step in it"
    return None


def inside(folder: Path, name: str) -> Path:
    """Return the real path of the ordinary file that `name`, with forward slashes, names inside `folder`.

    A name is found whichever way its accents are composed, since a Mac may write them apart.
    Raises RuleViolation when the name or a link leads out of the folder, NotFound when there is no such file,
    StorageProblem when the folder cannot be read.
    """
    shown = visible_name(name)
    fault = path_fault(name) or _windows_fault(name)
    if fault:
        raise RuleViolation(f"The file name “{shown}” {fault}. Name a file that lies in the folder itself.")
    root = Path(os.path.realpath(folder))
    try:
        target = Path(os.path.realpath(_as_written(root, name)))
    except OSError as error:
        raise StorageProblem(f"The folder of “{shown}” cannot be read. Check that you may open it.") from error
    if not target.is_relative_to(root):
        raise RuleViolation(f"“{shown}” is a link that leads out of the folder. Put the file itself in the folder.")
    if target.is_symlink():  # realpath leaves a link in place only where links go round in a circle
        raise RuleViolation(f"“{shown}” is a link that leads nowhere. Put the file itself in the folder.")
    if not target.exists():
        raise NotFound(f"There is no file “{shown}” in the folder. Add it, or mend its name in the list of evidence.")
    if not target.is_file():
        raise RuleViolation(f"“{shown}” is not an ordinary file. Name a file that lies in the folder itself.")
    return target


def _windows_fault(name: str) -> str | None:
    for piece in name.split("/"):
        if any(unicodedata.category(c) == "Cc" for c in piece):
            return "holds a control character"
        if _DEVICE.fullmatch(piece.split(".")[0].rstrip(" ")):
            return "is the name of a device on Windows"
        if piece.endswith((".", " ")):
            return "ends with a dot or a space, which Windows drops"
    return None


def _as_written(root: Path, name: str) -> Path:
    """Return the path with each step spelt as the disk spells it, where a step differs only in composed accents."""
    path = root
    for piece in name.split("/"):
        if not os.path.lexists(path / piece) and path.is_dir() and path.resolve().is_relative_to(root):
            wanted = unicodedata.normalize("NFC", piece)
            names = [entry.name for entry in path.iterdir()]
            piece = next((name for name in names if unicodedata.normalize("NFC", name) == wanted), piece)
        path = path / piece
    return path
