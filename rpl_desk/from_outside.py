"""Marking a file that came from outside, so that other programs open it with the care they take of such files.

Windows and Office look at the stream `Zone.Identifier`, macOS at the attribute `com.apple.quarantine`. On Linux no
program asks; the attribute of the freedesktop.org list says it to whoever looks.
Sources: [MS-FSCC] 5.6.1; Apple, "Launch Services", quarantine; freedesktop.org "Common extended attributes".
"""

import ctypes
import os
import sys
import time
from pathlib import Path

_ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"  # 3: the internet
_QUARANTINE = "0083;{:08x};RPL Desk;"  # 0083: downloaded, and not yet agreed to


def mark_from_outside(path: Path) -> bool:
    """Mark a file; tells whether the disk keeps such marks."""
    try:
        if sys.platform == "win32":
            Path(f"{path}:Zone.Identifier").write_bytes(_ZONE)
        elif sys.platform == "darwin":
            value = _QUARANTINE.format(int(time.time())).encode()
            name, where = b"com.apple.quarantine", os.fsencode(path)
            if ctypes.CDLL(None, use_errno=True).setxattr(where, name, value, len(value), 0, 0):
                raise OSError(ctypes.get_errno(), "the disk keeps no marks")
        else:
            os.setxattr(path, "user.xdg.origin.url", b"about:blank#from-outside")
    except OSError:
        return False
    return True
