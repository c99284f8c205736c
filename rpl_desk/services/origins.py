"""Out of which e-mail or PDF a file came that is handed in with it: looked at before it is believed, and kept."""

import hashlib
from collections.abc import Iterable, Sequence

from ..domain.errors import DeskError, Problem
from ..domain.evidence import HOLDER_TYPES, EvidenceRow, OriginRow
from ..domain.intake import IntakeEvidence, IntakeOrigin
from ..reading.names import visible_name
from ..reading.preview import Preview
from ..store import tables
from ..store.database import Action
from .evidence import Found

Inspected = Sequence[tuple[IntakeEvidence, Found]]


def check(passed: Inspected) -> list[Problem]:
    """Take each attached file out of what is said to hold it, and name those that are not the bytes handed in.

    Each holder is opened once, in a worker process.
    """
    found = {handed.file: one for handed, one in passed}
    wanted: dict[str, list[tuple[int, IntakeOrigin, Found]]] = {}
    for number, (handed, one) in enumerate(passed):
        origin = handed.attached_to
        if origin is not None and origin.file in found:  # where it is not, its own problem says why
            wanted.setdefault(origin.file, []).append((number, origin, one))
    problems: list[Problem] = []
    for file, parts in wanted.items():
        problems += _looked_into(file, found[file], parts)
    return problems


def _looked_into(file: str, holder: Found, parts: Iterable[tuple[int, IntakeOrigin, Found]]) -> "Iterable[Problem]":
    name = visible_name(file)
    if holder.passed.media_type not in HOLDER_TYPES:
        return [
            Problem(_place(n), f"{name} is neither an e-mail nor a PDF: nothing is attached to it.")
            for n, _, _ in parts
        ]
    problems = []
    try:
        data = holder.path.read_bytes()
        with Preview.open(data, holder.passed.media_type, name) as preview:
            for number, origin, one in parts:
                if hashlib.sha256(preview.attached(origin.part - 1)).hexdigest() != one.passed.sha256:
                    problems.append(
                        Problem(_place(number), f"File {origin.part} attached to {name} is another file than this.")
                    )
    except OSError as error:
        problems += [Problem(_place(n), f"{name} cannot be read: {error.strerror or error}.") for n, _, _ in parts]
    except DeskError as error:
        problems += [Problem(_place(n), str(error)) for n, _, _ in parts]
    return problems


def _place(number: int) -> str:
    return f"evidence[{number}].attached_to"


def keep(action: Action, kept: Sequence[tuple[IntakeEvidence, Found, int]]) -> None:
    """Keep the origins of files that were registered, with the ids of their entries."""
    there = {handed.file: (key, one.passed.sha256) for handed, one, key in kept}
    for handed, _, key in kept:
        if handed.attached_to is not None:
            holder_id, sha256 = there[handed.attached_to.file]
            action.insert(
                tables.evidence_origin,
                evidence_id=key,
                holder_id=holder_id,
                holder_sha256=sha256,
                part=handed.attached_to.part,
                name=visible_name(handed.attached_to.name),
            )


def carried(
    items: Iterable[EvidenceRow], origins: Iterable[OriginRow], names: dict[int, str]
) -> dict[int, IntakeOrigin]:
    """Return origins as they travel, by the item's id; none where the file it came out of was replaced since.

    names: of the files as they travel, by the item's id.
    """
    files = {one.id: one.sha256 for one in items}
    return {
        one.evidence_id: IntakeOrigin(names[one.holder_id], one.part, one.name)
        for one in origins
        if files.get(one.holder_id) == one.holder_sha256
    }
