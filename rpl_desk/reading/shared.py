"""Memory that the application and one worker both see, so that a picture need not go through a pipe.

The application makes it (`SharedMemory`), the worker is handed its file descriptor and nothing else, and writes into it
(`Drawing`). Its size is sealed before the worker starts, so a worker that was taken over cannot make it shorter under
the application's reading. What lies in it is copied out once and only then believed to be a picture.

Linux alone has such memory without a name. Elsewhere pictures go through the pipe.
Sources: Linux `memfd_create(2)`, `fcntl(2)` (file sealing), `mmap(2)`, `madvise(2)`, `mincore(2)`.
"""

import ctypes
import sys

from .wire import MOST_PICTURE

# A larger stretch is given back after each picture: what the worker maps counts against its memory.
_KEPT = 32 << 20
_HUGE, _PAGE = 2 << 20, 1 << 16  # 64 kB: the largest page any machine of ours uses
_LARGE_PAGES, _GIVE_NOW = 14, 23
_READ_WRITE, _SHARED, _FILLED_AT_ONCE = 3, 1, 0x8000


class SharedMemory:
    """The application's side. `number` is the file descriptor to hand to the worker, None where there is none."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._view: memoryview | None = None
        if sys.platform == "linux":
            self._make()

    def _make(self) -> None:
        import fcntl
        import mmap
        import os

        try:
            number = os.memfd_create("pictures", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        except OSError:  # an old kernel, or a container that forbids it: the pipe will do
            return
        os.ftruncate(number, MOST_PICTURE)
        fcntl.fcntl(number, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        self._view = memoryview(mmap.mmap(number, MOST_PICTURE, prot=mmap.PROT_READ)).toreadonly()
        self.number = number

    def first(self, size: int) -> memoryview:
        """Return the first bytes as they are now; raises ValueError where there are not so many."""
        return self.part(0, size)

    def part(self, start: int, size: int) -> memoryview:
        """Return bytes from `start` on as they are now; raises ValueError where there are not so many."""
        if self._view is None or start + size > len(self._view):
            raise ValueError("no such memory")
        return self._view[start : start + size]

    def close(self) -> None:
        """Let go of it; what is being copied out is let go of when that is done."""
        import os

        number, self.number, self._view = self.number, None, None
        if number is not None:
            os.close(number)


def settle(room: bytearray | memoryview) -> None:
    """Have the system give the memory of a large room now, in large pieces where it can.

    Done while the worker draws: page by page, as the picture is copied in, it takes longer than the copying.
    """
    if sys.platform != "linux" or len(room) < 2 * _HUGE:
        return
    held = (ctypes.c_ubyte * len(room)).from_buffer(room)
    start = ctypes.addressof(held)
    if all(_is_there(start + part * len(room) // 4) for part in (1, 2, 3)):
        return  # it was in use before, and asking for it again takes time too
    first, last = -(-start // _HUGE) * _HUGE, (start + len(room)) // _HUGE * _HUGE
    _madvise(first, last - first, _LARGE_PAGES)
    first, last = -(-start // _PAGE) * _PAGE, (start + len(room)) // _PAGE * _PAGE
    _madvise(first, last - first, _GIVE_NOW)  # either may be unknown to an older kernel: then nothing is gained


def _is_there(address: int) -> bool:
    """Tell whether the system has given the page of memory that holds an address."""
    told = ctypes.c_ubyte()
    page = ctypes.c_void_p(address // _PAGE * _PAGE)
    return ctypes.CDLL(None).mincore(page, ctypes.c_size_t(1), ctypes.byref(told)) == 0 and bool(told.value & 1)


def _madvise(start: int, size: int, advice: int) -> None:
    ctypes.CDLL(None).madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), advice)


class Drawing:
    """The worker's side: room for one picture at a time, in shared memory where the application gave some."""

    def __init__(self, number: int | None) -> None:
        self._number = number
        self._at, self._size = 0, 0
        if number is not None:
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._libc.mmap.restype = ctypes.c_void_p
            self._libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
            self._libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]

    @property
    def is_shared(self) -> bool:
        return self._number is not None

    def room(self, size: int) -> memoryview:
        """Return so many bytes to draw in; raises MemoryError. What was there before is gone."""
        if self._number is None:
            return memoryview(bytearray(size))
        if size > self._size:
            self._let_go()
            flags = _SHARED | _FILLED_AT_ONCE
            at = self._libc.mmap(None, size, _READ_WRITE, flags, self._number, 0)
            if at in (None, ctypes.c_void_p(-1).value):
                raise MemoryError
            self._at, self._size = at, size
        return memoryview((ctypes.c_ubyte * size).from_address(self._at)).cast("B")

    def sent(self) -> None:
        """Give back a large stretch once nobody here draws in it any more."""
        if self._size > _KEPT:
            self._let_go()

    def _let_go(self) -> None:
        if self._size:
            self._libc.munmap(self._at, self._size)
            self._at, self._size = 0, 0
