"""Recorded breaks as the roster tells of them: whoever checks a document elsewhere hears that the log had one."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..domain.errors import DeskError, Problem, RuleViolation
from ..domain.rows import dataclass
from .breaks import Break, BreakEntry, break_faults, break_words
from .canonical import canonical, parse
from .keys import CERTIFICATE_SHAPE, Certificate, check_certificate
from .signoff import Authority

WITHOUT_ROSTER = (
    "Whose keys these are rests on comparing that fingerprint with the office's printed roster. Ask for one made since:"
    " it also tells whether the log of the office had a break."
)

TOLD_SHAPE: dict[str, Any] = {
    "statement": dict,
    "signatures": [list],
    "certificates": [{"body": CERTIFICATE_SHAPE, "signature": str}],
}


@dataclass(frozen=True, slots=True)
class ToldBreak:
    """A break with the certificates of the two who signed it, in their order."""

    signed: Break
    certificates: tuple[Certificate, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return self.signed.to_plain() | {"certificates": [*map(certificate_plain, self.certificates)]}

    @classmethod
    def from_plain(cls, plain: dict[str, Any], place: str, problems: list[Problem]) -> "ToldBreak | None":
        """Read what `to_plain` made and what fits `TOLD_SHAPE`; adds a problem for what has another form."""
        try:
            signed = Break.from_plain({name: plain[name] for name in ("statement", "signatures")})
            certificates = tuple(certificate_of(one) for one in plain["certificates"])
            _ = signed.damage
        except RuleViolation as error:
            problems.append(Problem(place, str(error)))
            return None
        return cls(signed, certificates)

    def faults(self, authority: Authority, ended: Mapping[int, int]) -> Iterator[str]:
        """Yield why the break does not hold; `ended` says, by a certificate's serial, the log's size when it ended."""
        said, damage = self.signed.fields, self.signed.damage
        held = {one.fields["serial"]: one for one in self.certificates if check_certificate(one, authority.public)}
        entry = BreakEntry(said["log_size"] + 1, said["log_head"], said["operation"], damage.rows, self.signed)
        yield from break_faults(entry, authority.store, said["epoch"], held, ended)

    def words(self) -> str:
        """Say in a sentence what the log of the office had."""
        said = self.signed.fields
        names = [one.fields["name"] for one in self.certificates]
        return f"In the log of the office, as entry {said['log_size'] + 1:,}, {break_words(said, names)}"


def said_of_breaks(
    told: tuple[ToldBreak, ...], authority: Authority, ended: Mapping[int, int], unsure: list[Problem]
) -> Iterator[str]:
    """Yield a sentence for each break that a roster tells of; add where the proof of one does not hold."""
    for one in told:
        try:
            faults = [*one.faults(authority, ended)]
        except DeskError as error:
            faults = [str(error)]
        if faults:
            unsure.append(Problem("roster", f"A break of the log that the roster tells of does not hold: {faults[0]}"))
        else:
            yield one.words()


def certificate_plain(one: Certificate) -> dict[str, Any]:
    """Return a certificate as it stands beside a statement."""
    return {"body": parse(one.body), "signature": base64.b64encode(one.signature).decode()}


def certificate_of(plain: dict[str, Any]) -> Certificate:
    """Read what `certificate_plain` made; raises RuleViolation for what has another form."""
    if not re.fullmatch("[0-9a-f]{64}", plain["body"]["sign_pub"]):
        raise RuleViolation("a key beside the statement is not a public key.")
    try:
        signature = base64.b64decode(plain["signature"], validate=True)
    except ValueError as error:
        raise RuleViolation("a signature beside the statement is not base64.") from error
    return Certificate(canonical(plain["body"]), signature)
