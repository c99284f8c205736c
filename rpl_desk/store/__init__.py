"""The file: tables, the one door for changes, queries and blobs; only importer of sqlalchemy and the drivers.

SQLAlchemy and the tables take twice as long to import as an empty window takes to start, and the names at sign-in and
the first page of cases need neither. So what is made of them is imported when something of it is first used: here,
in one place, for whoever writes `from ..store import queries, tables`. A module that takes names out of them, as
`from .tables import case`, imports them at once, and is itself among those that come late. So does an annotation, which
Python looks up where a function is defined: a reader is annotated as `Reader` of `database`, not as one of `queries`.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

_LATE = frozenset(
    {
        *("after_queries", "blobs", "calibration_queries", "checkpoints", "compiling", "core", "log_rows"),
        *("migrations", "passage_queries", "precedent_queries", "queries", "recognised", "register_queries"),
        *("search_queries", "tables", "text_queries", "veil_plans", "visibility"),
    }
)


class _Late(ModuleType):
    """Stands for a module until something of it is used; each name is looked up in the module once."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


def make_ready() -> None:
    """Import what the first change to a store needs; half a second, so call it where nobody waits for it."""
    for name in ("compiling", "core", "queries"):
        import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return _Late(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
