"""Work that is struck at one step: each statement of a transaction, its end, and each call that makes a file is one."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.store import lines

CALLS = ("open", "fsync", "rename", "replace", "link", "mkdir")
SAVED = "COMMIT, which saved"
"""The step after a commit: an error that comes then is of something that was saved."""


class Fault(StrEnum):
    KILLED = "killed"
    FULL = "disk full"
    READ_ONLY = "read-only"


REFUSALS = {
    Fault.FULL: ("database or disk is full", 28, "No space left on device"),
    Fault.READ_ONLY: ("attempt to write a readonly database", 30, "Read-only file system"),
}


class Steps:
    """Counts the steps of a piece of work; the one with the number `at` meets the fault, 0 is none."""

    def __init__(self, fault: Fault, at: int) -> None:
        self.fault, self.at, self.done = fault, at, list[str]()
        self.on = False
        """Whether steps are counted: opening and closing a store have tests of their own."""

    def step(self, name: str, *, is_statement: bool) -> None:
        if not self.on:
            return
        self.done.append(name)
        if len(self.done) != self.at:
            return
        if self.fault is Fault.KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        words, number, reason = REFUSALS[self.fault]
        if is_statement:
            raise driver.OperationalError("disk I/O error" if name == SAVED else words)
        raise OSError(number, reason)

    def statement(self, execute: Callable[..., Any], sql: str, *values: Any) -> Any:
        if not sql.lstrip().startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "COMMIT")):
            return execute(sql, *values)
        self.step(" ".join(sql.replace('"', "").split()[:3]), is_statement=True)
        found = execute(sql, *values)
        if sql.startswith("COMMIT"):
            self.step(SAVED, is_statement=True)
        return found


class Stepped:
    """A connection of the driver, or a cursor of one, whose statements are steps."""

    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._inner)

    def cursor(self, *arguments: Any) -> "Stepped":
        return Stepped(self._inner.cursor(*arguments), self._steps)

    def execute(self, sql: str, *values: Any) -> Any:
        return self._steps.statement(self._inner.execute, sql, *values)

    def executemany(self, sql: str, *values: Any) -> Any:
        return self._steps.statement(self._inner.executemany, sql, *values)


@contextmanager
def struck(fault: Fault, at: int) -> Iterator[Steps]:
    """Strike whatever is done inside at one step, counted while `on`; the store has to be opened inside."""
    steps = Steps(fault, at)

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            if name != "open" or (len(arguments) > 1 and arguments[1] & os.O_CREAT):
                steps.step(name, is_statement=False)
            return real(*arguments, **more)

        return call

    connect = lines.connect

    def connected(path: Path, *, write: bool, **how: Any) -> Any:
        made = connect(path, write=write, **how)
        return Stepped(made, steps) if write else made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines, "connect", connected)
        for name in CALLS:
            patched.setattr(os, name, counted(name, getattr(os, name)))
        yield steps


def killed_at(at: int, work: Callable[[Callable[[str], None], Steps], None]) -> tuple[list[str], bool]:
    """Do work in a process of its own, killed at a step; returns what it told before, and whether it came so far.

    work: takes what tells of something that is done, and the steps, which it sets going.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            with struck(Fault.KILLED, at) as steps:
                work(lambda said: os.write(writing, f"{said}\n".encode()) and None, steps)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read().splitlines()
    _, how = os.waitpid(child, 0)
    if os.WIFSIGNALED(how) and os.WTERMSIG(how) == signal.SIGKILL:
        return told, True
    assert how == 0, "the work ended in an error of its own"
    return told, False


def part_files(folder: Path) -> list[str]:
    return [one.name for one in folder.rglob(".*.part")]
