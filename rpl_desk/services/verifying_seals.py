"""What the seal of a PDF says, in words, held against the office's roster where there is one."""

from ..domain.errors import Problem, StorageProblem
from ..domain.rows import dataclass
from ..sealing.pdf_seal import SealFound
from ..sealing.verify import Roster

NOT_SEALED = "This PDF is not sealed by an office; what is signed inside it is proved without a seal."
SEAL_EXPECTED = "The roster names a seal of the office, and this copy does not carry it."


@dataclass(frozen=True, slots=True)
class SealSaid:
    """What holds, what is wrong, and what cannot be told of a seal."""

    facts: tuple[str, ...]
    bad: tuple[Problem, ...] = ()
    unsure: tuple[Problem, ...] = ()


def seal_faults(data: bytes, seal: SealFound) -> tuple[str, ...]:
    """Return why a PDF's seal does not hold, and what changed in the PDF with the seal or after it."""
    from ..documents.pdf_sealed import seal_differences

    return (*seal.faults, *seal_differences(data, seal.base))


def seal_said(found: SealFound | None, roster: Roster | None) -> SealSaid:
    """Say whose seal a PDF carries; that it holds and covers the file is told by the faults of `found`, not here."""
    if found is None:
        named = roster is not None and any(one.ended is None for one in roster.seals)
        return SealSaid((NOT_SEALED, SEAL_EXPECTED) if named else (NOT_SEALED,))
    from ..sealing.office_seal import seal_words

    try:
        words = seal_words(found.certificate)
    except StorageProblem as problem:
        return SealSaid((), bad=(Problem("seal", str(problem)),))
    when = "no time" if found.at is None else f"the time {found.at:%Y-%m-%d %H:%M:%S} UTC"
    facts = [
        f"It is sealed with the certificate {words.code} of {words.subject}, issued by {words.issuer}.",
        f"The seal gives {when}.",
        f"The certificate's SHA-256, as PDF readers show it, is {words.sha256}.",
    ]
    if not found.faults:
        facts.append("No byte of the PDF changed since it was sealed.")
    if roster is None:
        facts.append("Whose seal that is rests on comparing its fingerprint with the office's printed roster.")
        return SealSaid(tuple(facts))
    listed = next((one for one in roster.seals if one.sha256 == words.sha256), None)
    if listed is None:
        unknown = f"The seal {words.code} is not on this roster. Ask the office for the roster of that time."
        return SealSaid(tuple(facts), unsure=(Problem("seal", unknown),))
    facts.append("That is a seal of the office, by the roster.")
    if listed.ended is not None and (found.at is None or f"{found.at:%Y-%m-%dT%H:%M:%SZ}" > listed.ended):
        late = f"The seal had ended at {listed.ended}, before it was put on this PDF."
        return SealSaid(tuple(facts), bad=(Problem("seal", late),))
    return SealSaid(tuple(facts))
