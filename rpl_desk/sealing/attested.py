"""Papers that nobody signs one by one, yet somebody answers for: the log says who did, and the paper carries that.

Minutes when they are confirmed, and a register when it is made. The entry of that act lists the paper's SHA-256; the
portable file carries the paper, the entry with its place in the log, and the signed note that closed it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..domain.errors import Problem, Refused, RuleViolation
from ..domain.rows import dataclass
from .anchors import ANCHORED_SHAPE, Anchored, LogProof, anchored_of
from .canonical import canonical, misfits, parse, sha256_hex
from .log import entry_hash
from .merkle import root_of_path
from .notes import AnchorMark
from .signoff import AUTHORITY_SHAPE, Authority
from .told_breaks import WITHOUT_ROSTER
from .verify import Roster, Verdict, held_to_anchors, verdict_of

ATTESTED_TYPE = "rpl-desk/attested/1"
ATTESTING = {"rpl-desk/minutes/1": "confirm minutes", "rpl-desk/register/1": "attest register"}
"""What act somebody answers for a paper by, by the type of the paper."""
MARK = b'"' + ATTESTED_TYPE.encode() + b'"'

_SHAPE = {
    "type": str,
    "paper": dict,
    "authority": AUTHORITY_SHAPE,
    "anchor": ANCHORED_SHAPE,
}


@dataclass(frozen=True, slots=True)
class Attested:
    """A paper with the act by which somebody answers for it, as the portable file holds them; nothing is checked."""

    paper: dict[str, Any]
    authority: Authority
    anchored: Anchored

    @property
    def paper_bytes(self) -> bytes:
        """The canonical bytes whose SHA-256 the log names."""
        return canonical(self.paper)

    @property
    def sha256(self) -> str:
        return sha256_hex(self.paper_bytes)

    @property
    def entry(self) -> dict[str, Any]:
        """The entry of the act as the log has it: `seq`, `at`, `session`, `actor`, `action` among others."""
        said: dict[str, Any] = parse(self.anchored.proofs[0].entry)
        return said

    @property
    def by(self) -> str:
        """Who answers for it: the name on the certificate of the person whose session acted."""
        return self._person.get(self.entry["session"], ("", ""))[1]

    @property
    def _person(self) -> dict[str, tuple[str, str]]:
        names = {one.fields["serial"]: one.fields["name"] for one in self.anchored.noted.certificates}
        sessions = [one.fields for one in self.anchored.noted.sessions]
        return {one["session"]: (one["person"], names.get(one["certificate"], "")) for one in sessions}

    def faults(self) -> Iterator[str]:
        """Yield what does not hold: the note, the entry's place in it, or that the entry is about this paper."""
        note_faults = [*self.anchored.noted.faults(self.authority.public)]
        yield from note_faults
        if note_faults:
            return
        yield from self.anchored.link_faults()
        note = self.anchored.noted.read
        if note.store != self.authority.store or self.paper.get("store") != note.store:
            yield "The paper, the note on the log and the authority are not of one store."
        if len(self.anchored.proofs) != 1:
            yield "There is not one proof for the one act that answers for this paper."
            return
        yield from self._proof_faults(self.anchored.proofs[0])

    def _proof_faults(self, proof: LogProof) -> Iterator[str]:
        note = self.anchored.noted.read
        try:
            said, body = parse(proof.entry), parse(proof.body)
            seq, session, actor = said["seq"], said["session"], said["actor"]
            told = (said["action"], self.sha256 in body["papers"])
        except (RuleViolation, KeyError, TypeError):
            yield "The entry of the log for this paper cannot be read."
            return
        if said["body_hash"] != hashlib.sha256(proof.body).hexdigest():
            yield "The entry of the log for this paper lists other things than were hashed."
        elif told != (ATTESTING.get(str(self.paper.get("type"))), True):
            yield "The entry of the log is about another paper, or the paper was altered since."
        elif self._person.get(session, ("", ""))[0] != actor:
            yield "The session that answered for this paper is not among those who signed the note."
        elif root_of_path(entry_hash(proof.entry), seq - 1, note.size, proof.path) != note.root:
            yield "The act that answers for this paper is not in the log that the note is of."


def attested_bundle(paper: bytes, authority: Authority, anchored: Anchored) -> bytes:
    """Return the portable file: canonical JSON of the paper, who certified the keys, and the act with its note."""
    return canonical(
        {
            "type": ATTESTED_TYPE,
            "paper": parse(paper),
            "authority": authority.to_plain(),
            "anchor": anchored.to_plain(),
        }
    )


def open_attested(data: bytes) -> Attested:
    """Read a portable file; whether it holds is for `verify_attested` to say. Raises RuleViolation or Refused."""
    plain = parse(data)
    problems = [*misfits(plain, _SHAPE)]
    if not problems and plain["type"] != ATTESTED_TYPE:
        problems.append(Problem("type", f"should be {ATTESTED_TYPE}."))
    if problems:
        raise Refused("The paper", problems)
    authority = Authority.from_plain(plain["authority"], problems)
    if problems:
        raise Refused("The paper", problems)
    return Attested(plain["paper"], authority, anchored_of(plain["anchor"]))


def verify_attested(
    data: bytes,
    roster: Roster | None = None,
    anchors: Sequence[AnchorMark] = (),
    *,
    words: Callable[[str], str] = str,
) -> Verdict:
    """Check a portable paper: its form, who answers for it, and whether anything was altered since.

    roster, anchors: the office's list of keys and notes on its log, when the checker has them from elsewhere. words:
    says an action of the log as people read it.
    """
    facts: list[str] = []
    bad: list[Problem] = []
    unsure: list[Problem] = []
    try:
        one = open_attested(data)
    except Refused as error:
        return verdict_of([], list(error.problems), [])
    except RuleViolation as error:
        return verdict_of([], [Problem("", str(error))], [])
    bad.extend(Problem("", fault) for fault in one.faults())
    if not bad:
        entry = one.entry
        facts.append(f"{one.by} answers for it: {words(entry['action'])}, {entry['at']}.")
        facts.append(f"That act is entry {entry['seq']:,} of the log of the office: {one.anchored.noted.read.line}.")
    facts.append(f"The keys are certified by the authority with the fingerprint {one.authority.fingerprint}.")
    if roster is None:
        facts.append(WITHOUT_ROSTER)
    elif said := [*roster.said_of(one.authority, unsure, bad)]:
        facts.extend(said)
        noted = one.anchored.noted
        if not bad and (late := roster.too_late(one.authority, noted.read.size - 1, noted.certificates)):
            bad.append(Problem("anchor", f"The note on the log {late}"))
        listed = {(who.person, who.fingerprint): who.ended for who in roster.people}
        for person, name, mark in one.anchored.noted.signers():
            if (person, mark) not in listed:
                unlisted = f"The key of {name} is not on this roster. Ask the office for the roster of that time."
                unsure.append(Problem("anchor", unlisted))
                continue
            ended = listed[person, mark]
            if ended is not None and one.anchored.noted.read.size > ended:
                bad.append(Problem("anchor", f"{name} signed with a key that had ended at entry {ended}."))
    if not bad:
        facts.extend(held_to_anchors(one.anchored, anchors, bad, unsure))
    return verdict_of(facts, bad, unsure)
