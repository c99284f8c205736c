"""Writes a compound file, as Outlook's messages are, of small streams and one level of folders. [MS-CFB] 2."""

import struct
from typing import Any

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(streams: dict[str, Any]) -> bytes:
    """Return a compound file: name to bytes, or to a folder of the same; all in the mini stream."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, 0, b""]]

    def add(items: dict[str, Any]) -> int:
        """Add entries as a chain of right siblings, sorted as the format wants, and return the first."""
        first, last = _NONE, None
        for name in sorted(items, key=lambda one: (len(one), one.upper())):
            body = items[name]
            number = len(entries)
            folder = isinstance(body, dict)
            entries.append([name, 1 if folder else 2, _NONE, _NONE, 0, b"" if folder else body])
            if folder:
                entries[number][3] = add(body)
            if last is None:
                first = number
            else:
                entries[last][2] = number
            last = number
        return first

    entries[0][3] = add(streams)
    mini, mini_fat = b"", []
    for entry in entries[1:]:
        body = entry[5]
        if entry[1] == 2 and body:
            count = -(-len(body) // 64)
            entry[4] = len(mini_fat)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += body.ljust(count * 64, b"\0")
    directory = b"".join(_entry(entry) for entry in entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    small = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    small = small.ljust(-(-len(small) // 512) * 512, b"\xff")
    mini = mini.ljust(-(-len(mini) // 512) * 512, b"\0")
    chains = [1, len(directory) // 512, len(small) // 512, len(mini) // 512]
    starts = [sum(chains[:at]) for at in range(4)]
    fat: list[int] = [_FAT]
    for start, count in list(zip(starts, chains, strict=True))[1:]:
        fat += [*range(start + 1, start + count), _END]
    assert len(fat) <= 128, "one sector of the table is all this maker writes"
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    root = _entry([*entries[0][:4], starts[3], b""], size=len(mini))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, starts[1], 0, 4096, starts[2], chains[2], _END, 0)
    head += struct.pack("<I", 0).ljust(436, b"\xff")
    return head + table + root + directory[128:] + small + mini


def _entry(entry: list[Any], size: int | None = None) -> bytes:
    name, kind, right, below, start, body = entry
    spelt = (name + "\0").encode("utf-16-le")
    length = len(body) if size is None else size
    place = struct.pack("<HBB3I", len(spelt), kind, 1, _NONE, right, below)
    return spelt.ljust(64, b"\0") + place + bytes(36) + struct.pack("<IQ", start, length)
