"""What every test of faults needs: the program as a process, a store's rows and log, and a folder's files."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from tests import office as sample

ROOT = Path(__file__).parents[2]
NOT_WORK = ("sign in", "sign out", "passphrase accepted", "wrong passphrase")
"""Log entries of coming and going; they change no row of a case."""


LOG_TABLES = {"audit_entry", "checkpoint", "session_key", "unlock_failure"}


def rows(store: Path) -> dict[str, list[tuple]]:
    """Return every row of the store's tables but the log and who signs it, which every signing in adds to."""
    connection = driver.connect(f"file:{store}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if name not in LOG_TABLES and not name.startswith("sqlite_")
        ]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}
    finally:
        connection.close()


def log(store: Path) -> list[str]:
    """Return what the log tells of besides coming and going, in order."""
    connection = driver.connect(f"file:{store}?mode=ro", uri=True)
    try:
        found = [action for (action,) in connection.execute("SELECT action FROM audit_entry ORDER BY seq")]
    finally:
        connection.close()
    return [action for action in found if action not in NOT_WORK]


def files(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def passphrases(folder: Path) -> dict[str, str]:
    """Write everybody's passphrase into a file of its own; return the files by person."""
    made = {}
    for who in sample.PEOPLE:
        path = folder / f"{who}.passphrase"
        path.write_text(sample.passphrase(who) + "\n", encoding="utf-8")
        made[who] = str(path)
    return made


def command_line(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "rpl_desk", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Without bytecode: a limit on the size of files would cut it short in the tree that is tested."""
    plain = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}
    return os.environ | plain | more


def run_apart(*arguments: object, before: Sequence[str] = (), **more: str) -> tuple[int, str, str]:
    """Run the program as a process of its own; returns exit status, output and what it said of problems.

    before: a program that starts it, such as one that sets limits.
    """
    done = subprocess.run(
        [*before, *command_line(*arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        env=environment(**more),
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def answers_for(criteria: list[dict]) -> str:
    """Return a whole file of answers to the criteria that `show --json` lists."""
    return json.dumps(
        {
            one["key"]: {
                "answer": "6" if one["kind"] == "points" else "8",
                "reason": "As the specification shows.",
                "passages": [{"evidence": "E01", "page": "1"}],
            }
            for one in criteria
        }
    )
