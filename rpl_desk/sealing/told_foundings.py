"""Foundings of the authority as the roster tells of them: what makes a document of the authority before count."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..domain.errors import DeskError, Problem, RuleViolation
from ..domain.rows import dataclass
from .canonical import canonical, parse
from .foundings import Founding, founding_faults, founding_words, signed_of, signed_plain
from .keys import Certificate, check_certificate
from .signoff import Authority
from .told_breaks import TOLD_SHAPE, certificate_of, certificate_plain

TOLD_FOUNDING_SHAPE = TOLD_SHAPE


@dataclass(frozen=True, slots=True)
class ToldFounding:
    """A founding with the certificates of those who signed it, in their order."""

    founding: Founding
    certificates: tuple[Certificate, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "statement": parse(self.founding.statement),
            "signatures": signed_plain(self.founding.signatures),
            "certificates": [certificate_plain(one) for one in self.certificates],
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], place: str, problems: list[Problem]) -> "ToldFounding | None":
        """Read what `to_plain` made and what fits its shape; adds a problem for what has another form."""
        try:
            found = Founding(canonical(plain["statement"]), signed_of(plain["signatures"]))
            certificates = tuple(certificate_of(one) for one in plain["certificates"])
            _ = found.fields
        except RuleViolation as error:
            problems.append(Problem(place, str(error)))
            return None
        return cls(found, certificates)

    def words(self) -> str:
        """Say in a sentence who founded the authority anew."""
        said = self.founding.fields
        names = [one.fields["name"] for one in self.certificates]
        return f"As entry {said['log_size'] + 1:,} of its log, {founding_words(said, names)}"

    def faults(self, authority: Authority, ended: Mapping[int, int]) -> Iterator[str]:
        """Yield why the founding does not hold; `ended` says, by a certificate's serial, the log's size at its end."""
        held = {one.fields["serial"]: one for one in self.certificates if check_certificate(one, authority.public)}
        yield from founding_faults(self.founding, authority.store, self.founding.fields["epoch"], held, ended)


def said_of_foundings(
    told: tuple[ToldFounding, ...], authority: Authority, ended: Mapping[int, int], unsure: list[Problem]
) -> Iterator[str]:
    """Yield a sentence for each founding that a roster tells of; add where the proof of one does not hold."""
    after = authority.public.hex()
    for one in reversed(told):
        try:
            said = one.founding.fields
            faults = [*one.faults(authority, ended)]
            if said["public"] != after:
                faults.append("it founds another authority than the one after it.")
            after = said["previous"]
        except DeskError as error:
            faults = [str(error)]
        if faults:
            unsure.append(Problem("roster", f"A founding that the roster tells of does not hold: {faults[0]}"))
        else:
            yield one.words()
