"""How a floor and the product are compared: in turn, in one run, by the median of their per-round ratios."""

import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rpl_desk.reading.preview import Preview

Run = Callable[[], object]


def ratio(name: str, target: str, floor: Run, product: Run, rounds: int, *, clock: Callable[[], float]) -> None:
    """Run floor and product in turn and print the median of their per-round ratios."""
    floor(), product()
    found, floors, products = [], [], []
    for _ in range(rounds):
        start = clock()
        floor()
        middle = clock()
        product()
        end = clock()
        floors.append(middle - start)
        products.append(end - middle)
        found.append((end - middle) / max(middle - start, 1e-9))
    print(
        f"{name:52} {statistics.median(found):7.2f}x   target {target:12}"
        f" floor {statistics.median(floors) * 1000:9.2f} ms   product {statistics.median(products) * 1000:9.2f} ms"
    )


def say_instructions(name: str, target: str, floor: int, product: int) -> None:
    """Print the ratio of two counts of instructions, each the same from run to run but for a few in a hundred."""
    print(
        f"{name:52} {product / floor:7.2f}x   target {target:12}"
        f" floor {floor / 1e6:9.0f} M    product {product / 1e6:9.0f} M instructions"
    )


def can_count_instructions() -> bool:
    return shutil.which("valgrind") is not None


def instructions(arguments: Sequence[str], folder: Path) -> int:
    """Return how many instructions a Python program takes from its start to its end, all threads together.

    Bytecode is written by a first run and read by the counted one, as it is where the program is installed.
    Raises RuntimeError with what the program said when it does not end well.
    """
    command = [sys.executable, *arguments]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    subprocess.run(command, check=True, env=surroundings, stderr=subprocess.DEVNULL)
    counter = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"]
    done = subprocess.run(counter + command, env=surroundings, capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or counted is None:
        raise RuntimeError(done.stderr)
    return int(counted[1])


def forget_peak() -> None:
    """Begin anew to note the most memory this process holds."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_memory() -> float:
    """Return the most memory this process held since, in MB."""
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def worker_seconds(preview: "Preview") -> float:
    """Return the processor time of a preview's worker so far."""
    assert preview._link is not None
    return int(Path(f"/proc/{preview._link.pid}/schedstat").read_text().split()[0]) / 1e9
