"""Sealed packets: one assessor's judgements, made elsewhere and sealed so that the chair's key alone opens them."""

from datetime import datetime
from typing import Any

from .carried import CarriedMark, CarriedRead, CarriedStatement, CarriedTest
from .errors import Problem, RuleViolation
from .plain import taken_apart, taken_in
from .rows import dataclass
from .sealings import CODE_LENGTH, Judged

PACKET_TYPE = "rpl-desk/sealed-packet/1"
CONTENT_TYPE = "rpl-desk/packet-content/1"
PACKET_SHAPE = {"type": str, "to": str, "commitment": str, "sealed": str}
PACKET_SUFFIX = ".packet"


@dataclass(frozen=True, slots=True)
class PacketAnswer:
    criterion: str
    answer: str
    reason: str
    no_passage_reason: str


@dataclass(frozen=True, slots=True)
class PacketGap:
    criterion: str
    missing: str
    would_count: str


@dataclass(frozen=True, slots=True)
class PacketComparator:
    criterion: str
    title: str
    owner: str
    level: int
    compared: str


@dataclass(frozen=True, slots=True)
class PacketPicture:
    """What a marked place looked like: a PNG in base64, by its SHA-256, which marks name."""

    sha256: str
    png: str


@dataclass(frozen=True, slots=True)
class PacketContent:
    """What is sealed: the answers with what they rest on, and the judging form they answer, which says whose they are.

    nonce: random, so that a commitment tells nothing of short answers. form, proof: canonical JSON and the proof of it,
    as the form came from the office.
    """

    type: str
    nonce: str
    form: str
    proof: str
    answers: tuple[PacketAnswer, ...]
    marks: tuple[CarriedMark, ...]
    pictures: tuple[PacketPicture, ...]
    statements: tuple[CarriedStatement, ...]
    tests: tuple[CarriedTest, ...]
    read: tuple[CarriedRead, ...]
    gaps: tuple[PacketGap, ...]
    comparators: tuple[PacketComparator, ...]

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = taken_apart(self, _PARTS_FORM)
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> "PacketContent":
        """Read what `to_plain` made; raises ValueError for anything else."""
        problems: list[Problem] = []
        found = taken_in(cls, plain, problems, _PARTS_FORM)
        if problems or found.type != CONTENT_TYPE:
            raise ValueError("not the content of a packet")
        assert isinstance(found, cls)
        return found

    def judged(self) -> Judged:
        """Return what was judged by the key of the criterion, as sealed judgements hold it."""
        return {
            one.criterion: {
                "answer": one.answer,
                "reason": one.reason,
                "no_passage_reason": one.no_passage_reason,
                "passages": [
                    mark for mark in self.marks if any(link.criterion == one.criterion for link in mark.links)
                ],
                "relied_on": sorted(tick.statement for tick in self.statements if tick.criterion == one.criterion),
            }
            for one in self.answers
        }


_PARTS_FORM = 2
"""The version of marks, whose parts a packet holds."""


def packet_head(to: str, commitment: str) -> dict[str, str]:
    """Return what stands open on a packet and is bound to what it seals: whose key opens it, and the commitment."""
    return {"type": PACKET_TYPE, "to": to, "commitment": commitment}


def judged_in(sealed: Any) -> Judged:
    """Return what a sealed body says by the key of the criterion: one sealed here, or one that came in a packet."""
    if sealed["type"] == CONTENT_TYPE:
        return PacketContent.from_plain(sealed).judged()
    judged: Judged = sealed["judgements"]
    return judged


@dataclass(frozen=True, slots=True)
class SealedPacketRow:
    """A packet as it came; `opened_at` is when the reveal opened it."""

    id: int
    revision: int
    assessment_id: int
    commitment: str
    body: bytes
    person_id: int
    brought_at: datetime
    opened_at: datetime | None


def check_code(typed: str, commitment: str) -> None:
    """Raise RuleViolation unless what was typed from the cover sheet is how the commitment begins."""
    code = "".join(typed.split()).lower()
    if len(code) != CODE_LENGTH or not commitment.startswith(code):
        raise RuleViolation(
            f"“{typed.strip()}” is not the code of this packet. Type the {CODE_LENGTH} characters on its cover sheet."
            " Where they are these, it is not the packet its assessor made."
        )
