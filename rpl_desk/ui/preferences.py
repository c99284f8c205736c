"""What the person at this computer likes: colours, text size, recent files, where windows stood. Not policy."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

from rpl_desk.ui.theme import platform_theme
from rpl_desk.ui.tokens import SCALES, Theme, ThemeName

if TYPE_CHECKING:
    from rpl_desk.services.opening_check import Seen

MOST_RECENT = 8


class AfterSaving(StrEnum):
    """Where "Save and next" goes: to what is left to judge, what is set aside last, or to the next of some kind."""

    UNJUDGED = "unjudged"
    GROUP = "group"
    UNSURE = "unsure"
    ASIDE = "aside"
    NEXT = "next"
    STAY = "stay"


class Preferences:
    """Keeps the person's preferences; a setting that makes no sense is passed over for its default."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @classmethod
    def of_this_person(cls) -> "Preferences":
        return cls(QSettings("RPL Desk", "RPL Desk"))

    @classmethod
    def in_file(cls, path: Path) -> "Preferences":
        return cls(QSettings(str(path), QSettings.Format.IniFormat))

    @property
    def theme(self) -> Theme:
        """The chosen colours and text size; until chosen, what the platform asks for, at 100 %."""
        name = str(self._settings.value("look/theme", ""))
        scale = str(self._settings.value("look/scale", "100"))
        return Theme(
            ThemeName(name) if name in set(ThemeName) else platform_theme(),
            int(scale) if scale in {str(known) for known in SCALES} else 100,
        )

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._settings.setValue("look/theme", theme.name.value)
        self._settings.setValue("look/scale", theme.scale)

    @property
    def recent_stores(self) -> list[Path]:
        """The stores opened before, latest first; those no longer there are left out."""
        return [path for path in self._all_recent() if path.is_file()]

    @property
    def last_store(self) -> Path | None:
        """The store opened last, whether or not it is still where it was."""
        return next(iter(self._all_recent()), None)

    def remember_store(self, path: Path) -> None:
        known = [path.absolute(), *(each for each in self._all_recent() if each != path.absolute())]
        self._settings.setValue("stores/recent", "\n".join(str(each) for each in known[:MOST_RECENT]))

    def forget_store(self, path: Path) -> None:
        known = [each for each in self._all_recent() if each != path.absolute()]
        self._settings.setValue("stores/recent", "\n".join(str(each) for each in known))

    def seen(self, store: str) -> "Seen | None":
        """Return how a store's log ended when it was last found whole here; None for one not seen yet."""
        size, head, epoch = (*str(self._settings.value(f"seen/{store}", "")).split(" "), "", "")[:3]
        from rpl_desk.services.opening_check import Seen

        known = int(epoch) if epoch.isdecimal() else 1  # remembered before stores were restored
        return Seen(store, int(size), head, known) if size.isdecimal() and head else None

    def remember_seen(self, seen: "Seen") -> None:
        self._settings.setValue(f"seen/{seen.store}", f"{seen.size} {seen.head} {seen.epoch}")

    def checked_at(self, store: str) -> datetime | None:
        """Return when the whole of a store was last checked here and found good."""
        written = str(self._settings.value(f"checked/{store}", ""))
        return datetime.fromisoformat(written) if written else None

    def remember_checked(self, store: str, at: datetime) -> None:
        self._settings.setValue(f"checked/{store}", at.isoformat())

    @property
    def single_keys(self) -> bool:
        """Whether single letters act as commands."""
        return str(self._settings.value("keys/single", "true")) == "true"

    @single_keys.setter
    def single_keys(self, on: bool) -> None:
        self._settings.setValue("keys/single", "true" if on else "false")

    @property
    def moved_keys(self) -> dict[str, dict[str, str]]:
        """The single keys that were moved, by place and the key each had."""
        try:
            kept = json.loads(str(self._settings.value("keys/moved", "{}")))
        except ValueError:
            return {}
        places = kept.items() if isinstance(kept, dict) else ()
        return {
            str(place): {str(key): str(new) for key, new in moved.items()}
            for place, moved in places
            if isinstance(moved, dict)
        }

    @moved_keys.setter
    def moved_keys(self, moved: Mapping[str, Mapping[str, str]]) -> None:
        self._settings.setValue("keys/moved", json.dumps({place: dict(keys) for place, keys in moved.items()}))

    @property
    def after_saving(self) -> AfterSaving:
        """Where "Save and next" goes in a judging queue."""
        kept = str(self._settings.value("judging/after_saving", ""))
        return AfterSaving(kept) if kept in set(AfterSaving) else AfterSaving.UNJUDGED

    @after_saving.setter
    def after_saving(self, where: AfterSaving) -> None:
        self._settings.setValue("judging/after_saving", where.value)

    @property
    def stripes_at_right(self) -> bool:
        """Whether the stripes of marks stand at the right of a page."""
        return str(self._settings.value("reading/stripes_at_right", "false")) == "true"

    @stripes_at_right.setter
    def stripes_at_right(self, on: bool) -> None:
        self._settings.setValue("reading/stripes_at_right", "true" if on else "false")

    @property
    def stripes_wide(self) -> bool:
        """Whether the stripes of marks are wide enough for the code of a criterion."""
        return str(self._settings.value("reading/stripes_wide", "false")) == "true"

    @stripes_wide.setter
    def stripes_wide(self, on: bool) -> None:
        self._settings.setValue("reading/stripes_wide", "true" if on else "false")

    def keep_geometry(self, window: QWidget, name: str) -> None:
        self._settings.setValue(f"geometry/{name}", window.saveGeometry())

    def restore_geometry(self, window: QWidget, name: str) -> bool:
        """Put a window where it last stood; returns False when that is not known."""
        kept = self._settings.value(f"geometry/{name}")
        return isinstance(kept, QByteArray) and window.restoreGeometry(kept)

    def follow_divider(self, splitter: QSplitter, name: str) -> None:
        """Restore a divider and remember it whenever it is dragged."""
        kept = self._settings.value(f"dividers/{name}")
        if isinstance(kept, QByteArray):
            splitter.restoreState(kept)
        splitter.splitterMoved.connect(lambda *_: self._settings.setValue(f"dividers/{name}", splitter.saveState()))

    def save(self) -> None:
        self._settings.sync()

    def _all_recent(self) -> list[Path]:
        kept = str(self._settings.value("stores/recent", ""))
        return [Path(line) for line in kept.splitlines() if line]
