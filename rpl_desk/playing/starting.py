"""How the processes that decode recordings are started."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ..reading.starting import folders as reading_folders

# -I and -S: no user or site folder, no start-up files; the few folders needed are handed over.
_START = "import sys; sys.path += sys.argv[1:]; from rpl_desk.playing.{} import main; main()"
_SYSTEM = ("SYSTEMROOT",)  # Windows starts no program without it
# What leads to the sound server of the person signed in to the machine, and nothing else of their surroundings.
_SOUND = ("XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE", "HOME")


def started(module: str, *, pass_on: Sequence[int] = (), is_heard: bool = False) -> "subprocess.Popen[bytes]":
    """Start a process that runs `module` of this room: "process" or "silencer".

    It has three pipes and what is in `pass_on`. is_heard: it is told what leads to the sound server.
    """
    return subprocess.Popen(
        [*command(module), *_folders()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=_environment(is_heard),
        cwd=Path(sys.executable).anchor,
        close_fds=True,
        pass_fds=tuple(pass_on),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def command(module: str) -> list[str]:
    """Return how a process is started, without the folders that follow."""
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START.format(module)]


def _folders() -> list[str]:
    """Return the folders that hold this program and Qt."""
    found = dict.fromkeys(reading_folders()[:1])
    for name in ("PySide6", "shiboken6"):
        spec = find_spec(name)
        if spec is not None and spec.origin:
            found[str(Path(spec.origin).parents[1])] = None
    return list(found)


def _environment(is_heard: bool) -> dict[str, str]:
    """Return next to nothing of the person's.

    Qt draws out of sight, decodes without the graphics card, loads no plug-in from elsewhere, and threads share one
    store of memory.
    """
    names = _SYSTEM + (_SOUND if is_heard else ())
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_FFMPEG_DECODING_HW_DEVICE_TYPES": ",",
        "QT_MEDIA_BACKEND": "ffmpeg",
        "MALLOC_ARENA_MAX": "2",
        "LC_ALL": "C.UTF-8",
    }
