"""What the worker gives up before it sees a byte from outside. Runs in the worker alone.

Linux: no new privileges, limits on memory, processor time, files and processes, and a list of the few system calls a
reader needs; every other call, opening a file or a socket among them, is answered "not permitted". Mac: the limits that
its kernel keeps, which leave out memory. Windows: none of these; there only the application's own deadline and the
checks of every answer hold.

Sources: Linux `prctl(2)`, `seccomp(2)`, `setrlimit(2)`; numbers of the calls from the kernel's tables for each machine.
"""

import ctypes
import os
import struct
import sys

from .wire import MEMORY, PROCESSOR_SECONDS

# What one worker may use over its life; the application starts another one long before.
LIFETIME_SECONDS = 120

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _DENY, _EPERM = 0x7FFF0000, 0x00050000, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000
_ANY_BIT, _THREAD, _CLONE3, _ENOSYS = 0x45, 0x00010000, 435, 38

# For each machine: its mark, the call for limits, the calls a reader needs (reading, writing and closing what is open,
# memory, signals, clocks, waiting, who am I, leaving), and the call that starts a thread.
_X86 = "0 1 3 5 7 8 9 10 11 12 13 14 15 19 20 24 25 28 35 39 60 63 96 98 99 100 131 186 201 202 204 219 228 229 230 231"
_ARM = "57 62 63 64 65 66 73 80 93 94 98 101 113 114 115 123 124 128 132 134 135 139 153 160 165 168 169 172 178 179"
_CALLS = {
    "x86_64": (0xC000003E, 302, _X86 + " 273 309 318 324 334", 56),
    "aarch64": (0xC00000B7, 261, _ARM + " 99 214 215 216 222 226 233 278 283 293", 220),
}

# What a player needs besides: talk on what is open, wake, name and rank its threads, memory without a name.
_PLAYER_CALLS = {
    "x86_64": "32 46 47 72 77 141 143 144 145 146 147 157 203 234 271 290 293 319",
    "aarch64": "19 23 25 46 59 118 119 120 121 122 125 126 131 140 167 211 212 279",
}
PLAYER_MEMORY = 3 << 30  # each thread reserves room that it does not use
PLAYER_SECONDS = 6 * 3600


def lock(threads: bool = False) -> list[str]:
    """Give up everything that reading needs not, for good, and return the names of what is in force.

    threads: for a library that cannot do without threads of its own; other processes stay out of reach.
    """
    held = _limits(threads)
    if sys.platform == "linux":
        held += _no_new_privileges() + _few_calls(threads)
    return held


def lock_player() -> list[str]:
    """Give up what a player needs not: it keeps its threads, its open pipes and its line to the sound server.

    A sound server does what its own rules allow to whoever is on that line; that is the one thing left within reach.
    """
    held = _set(
        {"file size": ("FSIZE", 0), "open files": ("NOFILE", 256), "core": ("CORE", 0)}
        | ({"memory": ("AS", PLAYER_MEMORY)} if sys.platform == "linux" else {})
        | {"processor": ("CPU", PLAYER_SECONDS)}
    )
    if sys.platform == "linux":
        held += _no_new_privileges() + _few_calls(threads=True, player=True)
    return held


def allow_time(seconds: int = PROCESSOR_SECONDS) -> None:
    """Give the request that follows its own processor time, on top of what has been used."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (min(end, LIFETIME_SECONDS), LIFETIME_SECONDS))


def used_seconds() -> float:
    """Return the processor time used so far."""
    times = os.times()
    return times.user + times.system


def _limits(threads: bool) -> list[str]:
    wanted = {
        "processor": ("CPU", LIFETIME_SECONDS),
        "file size": ("FSIZE", 0),
        "open files": ("NOFILE", 8),
        "core": ("CORE", 0),
    }
    if sys.platform == "linux":
        wanted |= {"memory": ("AS", MEMORY)}  # libraries and document count too, 35 MB for a PDF
    if not threads:
        wanted |= {"processes": ("NPROC", 0)}  # threads count too
    held = _set(wanted)
    allow_time()
    return held


def _set(wanted: dict[str, tuple[str, int]]) -> list[str]:
    """Set limits for good, by the name of each; none is ever raised."""
    if sys.platform == "win32":
        return []
    import resource

    for name, most in wanted.values():
        which = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
    return list(wanted)


def _no_new_privileges() -> list[str]:
    done = ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return ["no new privileges"] if done == 0 else []


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


def _few_calls(threads: bool, player: bool = False) -> list[str]:
    """Install the list of calls where the kernel and the machine are known; containers may forbid it."""
    machine = os.uname().machine
    if machine not in _CALLS:
        return []
    mark, own_limits, calls, clone = _CALLS[machine]
    code = _filter(mark, own_limits, f"{calls} {_PLAYER_CALLS[machine]}" if player else calls, clone, threads)
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(held))
    done = ctypes.CDLL(None).prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
    return ["system calls", "files", "network"] if done == 0 else []


def _filter(machine: int, own_limits: int, calls: str, clone: int, threads: bool) -> bytes:
    """Return the program that looks at each call: number at byte 0, machine at 4, first argument at 16."""
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _DENY | _EPERM), (_LOAD, 0, 0, 0)]
    steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _DENY | _EPERM)]
    for call in map(int, calls.split()):
        steps += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _ALLOW)]
    if threads:
        # A call for a process of its own is denied; the newer call is told to be unknown, so that the old one is used.
        steps += [(_EQUAL, 0, 4, clone), (_LOAD, 0, 0, 16), (_ANY_BIT, 0, 1, _THREAD), (_RETURN, 0, 0, _ALLOW)]
        steps += [(_RETURN, 0, 0, _DENY | _EPERM), (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _DENY | _ENOSYS)]
    # Limits of this process only (0): the same call reaches other processes of the same person.
    steps += [(_EQUAL, 0, 3, own_limits), (_LOAD, 0, 0, 16), (_EQUAL, 0, 1, 0), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_RETURN, 0, 0, _DENY | _EPERM)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
