"""SQL written once: what is read most goes to the driver as text, its values as what they become say.

SQLAlchemy builds, keys and looks up a statement each time it is run, which takes ten times as long as SQLite needs for
a row found by its key. A plan is a statement written once; the driver runs it. `row_plans` writes those of rows found
by what their columns equal, `compiling` has SQLAlchemy write all others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Convert = Callable[[Any], Any]


class Plan(Generic[Row]):
    """A SELECT and what makes a row of its columns, such as a class.

    names: of the values it takes, in their order. converts: of each column, what reads what the driver gives, None for
    as it is. fixed: values that are the same each time.
    """

    def __init__(
        self,
        make: Callable[..., Row],
        sql: str,
        converts: Sequence[Convert | None],
        names: Sequence[str] = (),
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        self._sql, self._names, self._fixed = sql, names, fixed
        self._made = _maker(make, converts)

    def rows(self, cursor: Any, values: Mapping[str, int | str]) -> tuple[Row, ...]:
        """Return the rows read by a cursor of the driver, or by its connection; raises the driver's own errors."""
        given = {**self._fixed, **values} if self._fixed else values
        found = cursor.execute(self._sql, [given[name] for name in self._names]).fetchall()
        return self._made(found) if found else ()


def _maker(make: Callable[..., Row], converts: Sequence[Convert | None]) -> Callable[[Sequence[Any]], tuple[Row, ...]]:
    """Return a function that makes rows of what the driver read; written out, it takes half the time of a loop."""
    taken = [f"v{place}" for place in range(len(converts))]
    given = [name if convert is None else f"c{name}({name})" for name, convert in zip(taken, converts, strict=True)]
    known: dict[str, Any] = {"make": make}
    known |= {f"cv{place}": convert for place, convert in enumerate(converts) if convert is not None}
    exec(f"def made(found):\n    return tuple([make({', '.join(given)}) for {', '.join(taken)}, in found])", known)
    found: Callable[[Sequence[Any]], tuple[Row, ...]] = known["made"]
    return found
