"""What is asked of a store before anything else: the office, its settings, its people, its edition's title."""

import json
from functools import lru_cache
from typing import Any

from ..domain.cases import CaseRow
from ..domain.people import EnrolmentRow, PersonRow
from ..domain.policy import OfficeRow, Policy
from ..domain.protection import ProtectionRow
from .action import Reader
from .row_plans import only, rows_of


def policy_of(case: CaseRow) -> Policy:
    """Return the policy that was frozen on the case when it was opened."""
    return _policy(case.policy)


@lru_cache(maxsize=32)  # many cases share a policy, and reading one takes as long as all the rows of a case
def _policy(text: str) -> Policy:
    return Policy.from_plain(plain(text))


def plain(text: str) -> dict[str, Any]:
    """Return the JSON object kept in a text column."""
    found: dict[str, Any] = json.loads(text)
    return found


def office(read: Reader) -> OfficeRow:
    """Return the office that owns the store."""
    return only(rows_of(read, OfficeRow), "office")


def protection(read: Reader) -> ProtectionRow | None:
    """Return what the store says of its file; None where it was never encrypted."""
    found = rows_of(read, ProtectionRow)
    return found[0] if found else None


def office_policy(read: Reader) -> Policy:
    """Return the office's settings as they are now."""
    return Policy.from_plain(plain(office(read).policy))


def people(read: Reader, *, retired: bool = False) -> tuple[PersonRow, ...]:
    """Return the people of the office by name, without those who have left unless asked for."""
    found = rows_of(read, PersonRow, order="name")
    return tuple(one for one in found if retired or one.retired_at is None)


def invited(read: Reader) -> tuple[PersonRow, ...]:
    """Return who has an enrolment code and has made no key yet."""
    waiting = {one.person_id for one in rows_of(read, EnrolmentRow) if one.body is None}
    return tuple(one for one in rows_of(read, PersonRow) if one.id in waiting)


def edition_title(read: Reader, key: int) -> str:
    """Return the title of an edition of reference data, without reading its whole body."""
    found = read.listed("SELECT title FROM framework_edition WHERE id = ?", (key,))
    return str(only(found, "such edition")[0])
