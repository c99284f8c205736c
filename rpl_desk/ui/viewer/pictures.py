"""Pictures of pages kept for a while: a bounded store that lets go of what lies furthest from the page in view."""

from PySide6.QtGui import QPixmap

MOST_BYTES = 256 << 20


class Pictures:
    """Keeps the newest picture of each page, whatever width it was drawn at, up to `most` bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: dict[int, tuple[int, QPixmap]] = {}
        self._bytes = 0

    def put(self, page: int, width: int, picture: QPixmap, near: int) -> None:
        """Keep a picture drawn for `width` pixels; `near` is the page in view."""
        self._drop(page)
        self._kept[page] = (width, picture)
        self._bytes += _size(picture)
        while self._bytes > self._most and len(self._kept) > 1:
            self._drop(max(self._kept, key=lambda each: abs(each - near)))

    def get(self, page: int) -> QPixmap | None:
        held = self._kept.get(page)
        return held[1] if held else None

    def has(self, page: int, width: int) -> bool:
        """Tell whether a page's picture was drawn for just this width."""
        held = self._kept.get(page)
        return held is not None and held[0] == width

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        return self._bytes

    def _drop(self, page: int) -> None:
        if page in self._kept:
            self._bytes -= _size(self._kept.pop(page)[1])


def _size(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
