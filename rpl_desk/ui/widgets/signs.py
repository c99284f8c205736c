"""The signs of look: each state has a mark or drawing, a shape, an edge and a colour, so colour is never alone."""

from enum import StrEnum

from PySide6.QtCore import Qt

from rpl_desk.domain.rows import dataclass


class Tone(StrEnum):
    """What a colour says; the ground and the text of each come from the tokens."""

    GOOD = "good"
    PART = "part"
    BAD = "bad"
    UNSURE = "unsure"
    ACCENT = "accent"
    NEUTRAL = "neutral"

    @property
    def ground(self) -> str:
        return "sunken" if self is Tone.NEUTRAL else f"{self.value}soft"

    @property
    def ink(self) -> str:
        return {"neutral": "text2", "accent": "accenttext"}.get(self.value, self.value)

    @property
    def edge(self) -> str:
        return "field" if self is Tone.NEUTRAL else self.value


@dataclass(frozen=True, slots=True)
class Sign:
    """How one state is drawn: a mark or an icon, its tone, its edge, square or round."""

    mark: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    edge: Qt.PenStyle = Qt.PenStyle.SolidLine
    round: bool = False


SIGNS: dict[str, Sign] = {
    "supports": Sign("+", tone=Tone.GOOD),
    "partly": Sign("~", tone=Tone.PART, edge=Qt.PenStyle.DashLine),
    "contradicts": Sign("−", tone=Tone.BAD, edge=Qt.PenStyle.DotLine),
    "met": Sign(icon="check", tone=Tone.GOOD),
    "not met": Sign(icon="x", tone=Tone.BAD, edge=Qt.PenStyle.DotLine),
    "unsure": Sign("?", tone=Tone.UNSURE, edge=Qt.PenStyle.DashLine, round=True),
    "set aside": Sign(icon="clock", tone=Tone.PART, edge=Qt.PenStyle.DashLine, round=True),
    "draft": Sign(icon="pencil", tone=Tone.ACCENT),
    "empty": Sign(),
    "both": Sign("=", tone=Tone.ACCENT),
    "one": Sign("1", edge=Qt.PenStyle.DashLine),
    "two": Sign("2", edge=Qt.PenStyle.DashLine),
    "three": Sign("3", edge=Qt.PenStyle.DashLine),
    "four": Sign("4", edge=Qt.PenStyle.DashLine),
    "five": Sign("5", edge=Qt.PenStyle.DashLine),
    "decision required": Sign(icon="circle-dashed", tone=Tone.PART),
    "settled": Sign(icon="check", tone=Tone.GOOD),
    "discuss": Sign(icon="message-square", tone=Tone.ACCENT),
    "adjudicator": Sign(icon="scale", tone=Tone.UNSURE),
    "saved": Sign(icon="check", tone=Tone.GOOD),
    "late": Sign(icon="hourglass", tone=Tone.PART),
    "waiting": Sign(icon="pause"),
    "locked": Sign(icon="lock"),
    "refused": Sign(icon="octagon-x", tone=Tone.BAD),
    "plain": Sign(),
}
