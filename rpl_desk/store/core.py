"""SQLAlchemy over a connection of the driver that is open already: it writes and reads statements, and ends nothing."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, Select, create_engine
from sqlalchemy.pool import NullPool

_lending = threading.local()


class _Lent:
    """A connection of the driver as SQLAlchemy gets it: what would save, undo or close it does nothing."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


@cache
def _engine() -> Engine:
    return create_engine("sqlite://", module=driver, creator=lambda: _lending.one, poolclass=NullPool)


def connection_over(raw: Any) -> Connection:
    """Return what sends SQLAlchemy's statements over a connection; whoever opened that begins, saves and closes."""
    _lending.one = _Lent(raw)
    try:
        return _engine().connect()
    finally:
        del _lending.one


def selected(connection: Connection, statement: Select[Any]) -> Sequence[Any]:
    """Return the rows of a SELECT; raises TypeError for any other statement."""
    if not isinstance(statement, Select):  # the type says so too; a raw string must not slip by
        raise TypeError("A reader takes SELECT only; an action changes rows through its own methods.")
    return connection.execute(statement).all()
