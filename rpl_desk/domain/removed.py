"""Lines and items taken out of an intake: how long they can be put back."""

import json
from datetime import datetime, timedelta

from .rows import dataclass

KEPT_DAYS = 30
"""As long what was taken out can be put back, a line only while the review has not begun. Office convention."""


@dataclass(frozen=True, slots=True)
class RemovedLineRow:
    """What was taken out of an intake: what it was called, who took it out, and its rows as canonical JSON."""

    id: int
    revision: int
    case_id: int
    label: str
    body: bytes
    person_id: int
    removed_at: datetime

    @property
    def kept_until(self) -> datetime:
        return self.removed_at + timedelta(days=KEPT_DAYS)

    @property
    def is_item(self) -> bool:
        """Whether it is an item of the evidence register."""
        return bool(json.loads(self.body)["rows"][0][0] == "evidence")
