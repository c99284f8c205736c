"""How the processes that open files from outside are started."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# -I and -S: no environment, no user or site folder, no start-up files; the few folders needed are handed over.
_START = "import sys; sys.path += sys.argv[1:]; from rpl_desk.reading.{} import main; main()"
_LIBRARIES = ("pypdfium2_raw", "lxml", "PIL", "pi_heif", "striprtf", "olefile", "tesserocr")
_COPYING = ("pikepdf",)


def started(module: str, *, pass_on: Sequence[int] = ()) -> "subprocess.Popen[bytes]":
    """Start a process that runs `module` of this room: "worker" or "copier".

    It has no environment, no handles but three pipes and those in `pass_on`, and no folder of a person.
    """
    return subprocess.Popen(
        [*command(module), *folders(), *_more(module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=_clean_environment(),
        cwd=Path(sys.executable).anchor,
        close_fds=True,
        pass_fds=tuple(pass_on),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def command(module: str) -> list[str]:
    """Return how the process is started, without the folders that follow."""
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START.format(module)]


@cache
def folders() -> tuple[str, ...]:
    """Return the folders that hold this program and the libraries of the readers."""
    return tuple(dict.fromkeys([str(Path(__file__).resolve().parents[2]), *_folders_of(_LIBRARIES)]))


def _more(module: str) -> list[str]:
    """Return the folders of libraries that only one process loads."""
    return _folders_of(_COPYING) if module == "copier" else []


def _folders_of(libraries: Sequence[str]) -> list[str]:
    specs = [find_spec(name) for name in libraries]
    return [str(Path(spec.origin).parents[1]) for spec in specs if spec is not None and spec.origin]


def _clean_environment() -> dict[str, str]:
    """Return next to nothing: Windows cannot start a program without its own folder's name."""
    return {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if sys.platform == "win32" else {}
