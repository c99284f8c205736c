"""S1 and S2: what starting the program costs, in instructions, against a bare Qt window."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.ratios import can_count_instructions, instructions, ratio, say_instructions

OPENING = Path(__file__).with_name("opening.py")


def start_up(rounds: int, folder: Path, small: Path, large: Path, case: str) -> None:
    """Start the real window on a small and a large store, each time in a process of its own."""

    def run(what: str, store: Path) -> None:
        subprocess.run([sys.executable, str(OPENING), what, str(store), case], check=True, stderr=subprocess.DEVNULL)

    ratio(
        "start to the names at sign-in, wall time",
        "none",
        lambda: run("bare", large),
        lambda: run("people", large),
        rounds,
        clock=time.perf_counter,
    )
    if not can_count_instructions():
        print("S1, S2: instructions not counted, as valgrind is not installed.")
        return

    def count(what: str, store: Path) -> int:
        return instructions([str(OPENING), what, str(store), case], folder)

    bare = count("bare", large)
    say_instructions("start to the names at sign-in", "none", bare, count("people", large))
    cases = count("cases", large)
    say_instructions("S1 start to the first page of the case list", "1.9", bare, cases)
    say_instructions("S1 the same, large store against small", "1.05", count("cases", small), cases)
    say_instructions("S2 the libraries alone, nothing of ours", "none", bare, count("libraries", large))
    say_instructions("S2 start to judging a case", "3.2", bare, count("judging", large))
