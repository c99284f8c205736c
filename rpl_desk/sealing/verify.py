"""Checks a signed record with nothing else at hand, and says in plain words what holds and what does not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any

from ..domain.errors import Problem, Refused
from ..domain.record import RECORD_TYPES
from ..domain.rows import dataclass
from .anchors import Anchored
from .canonical import canonical, misfits, parse, sha256_hex
from .endings import ENDED_SHAPE, EndedRecord, voiding_faults
from .keys import Certificate, fingerprint
from .notes import AnchorMark
from .signature_check import signature_faults as signature_faults
from .signoff import Authority, Signature, SignedRecord, UnknownForm, open_bundle
from .told_breaks import TOLD_SHAPE, WITHOUT_ROSTER, ToldBreak, said_of_breaks
from .told_foundings import TOLD_FOUNDING_SHAPE, ToldFounding, said_of_foundings

ROSTER_TYPE = "rpl-desk/roster/5"
_PERSON_1 = {"person": str, "name": str, "fingerprint": str}
_ROSTER_1 = {
    "type": str,
    "store": str,
    "authority": {"fingerprint": str, "public": str},
    "people": [_PERSON_1],
}
_ROSTER_2 = _ROSTER_1 | {"people": [_PERSON_1 | {"ended": (int, NoneType)}]}
_ROSTER_3 = _ROSTER_2 | {
    "ended_records": [ENDED_SHAPE],
    "seals": [{"sha256": str, "from": str, "ended": (str, NoneType)}],
}
_ROSTER_4 = _ROSTER_3 | {"breaks": [TOLD_SHAPE]}
_ROSTER_SHAPES: dict[str, dict[str, Any]] = {
    "rpl-desk/roster/1": _ROSTER_1,
    "rpl-desk/roster/2": _ROSTER_2,
    "rpl-desk/roster/3": _ROSTER_3,
    "rpl-desk/roster/4": _ROSTER_4,
    ROSTER_TYPE: _ROSTER_4 | {"foundings": [TOLD_FOUNDING_SHAPE], "log_size": int},
}
_WHO_SIGNS_SHAPE = {
    "signatories": [{"position": int, "role": str, "role_words": str, "people": [str]}],
    "excluded_signers": [str],
}


class Status(StrEnum):
    """What a check comes to; the command line answers 0, 1 or 2, and 1 for what is not signed by all too.

    ENDED: signed as it says, and by the roster superseded or voided since.
    """

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: `facts` hold; `problems` say what was altered or missing, or why it cannot be told."""

    status: Status
    facts: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A key of the roster: whose it is, and the size the log had when it ended, None while it is in use."""

    person: str
    name: str
    fingerprint: str
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class RosterSeal:
    """A seal of the office: hex of the SHA-256 of its certificate, since when, and when it ended; None while in use.

    Both moments are ISO text in UTC.
    """

    sha256: str
    since: str
    ended: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    """The office's list of keys, handed over by another way than the records; on paper it is signed by hand.

    ended_records: signed records that stood no more when it was made. seals: what it seals, or sealed, PDFs with.
    breaks: those recorded in its log by then. foundings: how its authority came to be another than before, in their
    order. log_size: entries of the log when it was made, 0 where it does not say.
    """

    authority: Authority
    people: tuple[RosterPerson, ...]
    ended_records: tuple[EndedRecord, ...] = ()
    seals: tuple[RosterSeal, ...] = ()
    breaks: tuple[ToldBreak, ...] = ()
    foundings: tuple[ToldFounding, ...] = ()
    log_size: int = 0

    def to_bytes(self) -> bytes:
        """Return the roster as canonical JSON."""
        return canonical(
            {
                "type": ROSTER_TYPE,
                "store": self.authority.store,
                "authority": {"fingerprint": self.authority.fingerprint, "public": self.authority.public.hex()},
                "people": [
                    {"person": one.person, "name": one.name, "fingerprint": one.fingerprint, "ended": one.ended}
                    for one in self.people
                ],
                "ended_records": [one.to_plain() for one in self.ended_records],
                "seals": [{"sha256": one.sha256, "from": one.since, "ended": one.ended} for one in self.seals],
                "breaks": [one.to_plain() for one in self.breaks],
                "foundings": [one.to_plain() for one in self.foundings],
                "log_size": self.log_size,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Roster":
        """Read what `to_bytes` made; raises RuleViolation for what is not JSON, Refused for any other fault."""
        plain = parse(data)
        kind = plain.get("type") if isinstance(plain, dict) else None
        known = isinstance(kind, str) and kind in _ROSTER_SHAPES
        problems = [*misfits(plain, _ROSTER_SHAPES[str(kind) if known else ROSTER_TYPE])]
        if not problems and not known:
            problems.append(Problem("type", f"should be {ROSTER_TYPE}."))
        if not problems:
            try:
                authority = Authority(plain["store"], bytes.fromhex(plain["authority"]["public"]))
            except ValueError:
                problems.append(Problem("authority.public", "is not a public key."))
            else:
                if authority.fingerprint != plain["authority"]["fingerprint"]:
                    problems.append(Problem("authority.fingerprint", "is not that of the key beside it."))
                ended = tuple(
                    EndedRecord.from_plain(one, f"ended_records[{number}]", problems)
                    for number, one in enumerate(plain.get("ended_records", ()))
                )
                breaks = [
                    ToldBreak.from_plain(one, f"breaks[{number}]", problems)
                    for number, one in enumerate(plain.get("breaks", ()))
                ]
                foundings = [
                    ToldFounding.from_plain(one, f"foundings[{number}]", problems)
                    for number, one in enumerate(plain.get("foundings", ()))
                ]
                if not problems:
                    people = tuple(RosterPerson(**one) for one in plain["people"])
                    seals = tuple(
                        RosterSeal(one["sha256"], one["from"], one["ended"]) for one in plain.get("seals", ())
                    )
                    return cls(
                        authority,
                        people,
                        ended,
                        seals,
                        tuple(one for one in breaks if one is not None),
                        tuple(one for one in foundings if one is not None),
                        plain.get("log_size", 0),
                    )
        raise Refused("The roster", problems)

    def said_of(self, authority: Authority, unsure: list[Problem], bad: list[Problem]) -> Iterator[str]:
        """Yield what is to be read of the office beside a document of this authority: breaks of its log, foundings.

        Adds where it is no authority of this office, and where the proof of something told does not hold.
        """
        if authority == self.authority:
            yield "That is the authority of the roster."
        elif self.founded_after(authority) is not None:
            yield "That is the authority of this office from before, by the roster."
        else:
            words = f"This is not the authority of the roster, {self.authority.fingerprint}."
            bad.append(Problem("authority", f"{words} If the office founded it anew since, its newest roster says so."))
            return
        marks = {one.fingerprint: one.ended for one in self.people}
        ended: dict[int, int] = {}
        listed: tuple[ToldBreak | ToldFounding, ...] = (*self.breaks, *self.foundings)
        for told in listed:
            what = "A break of the log" if isinstance(told, ToldBreak) else "A founding of the authority"
            for one in told.certificates:
                mark = fingerprint(one.public)
                if mark not in marks:
                    name = one.fields["name"]
                    unsure.append(Problem("roster", f"{what} is signed by {name}, whose key it does not list."))
                elif (end := marks[mark]) is not None:
                    ended[one.fields["serial"]] = end
        yield from said_of_foundings(self.foundings, self.authority, ended, unsure)
        yield from said_of_breaks(self.breaks, self.authority, ended, unsure)
        if self.log_size:
            yield f"The roster tells of the office up to entry {self.log_size:,} of its log, and of nothing after it."

    def founded_after(self, authority: Authority) -> ToldFounding | None:
        """Return the founding that put another authority in the place of this one, None where there is none."""
        if authority.store != self.authority.store:
            return None
        return next((one for one in self.foundings if one.founding.previous == authority.public), None)

    def too_late(self, authority: Authority, log_size: int, certificates: Iterable[Certificate]) -> str:
        """Say why what was made when the log had `log_size` entries is too late for an authority from before."""
        founded = self.founded_after(authority)
        if founded is None:
            return ""
        said = founded.founding.fields
        if log_size < said["log_size"] and all(one.fields["serial"] <= said["last_serial"] for one in certificates):
            return ""
        return f"was made under an authority that counted for nothing any more, from entry {said['log_size'] + 1:,} on."


def verify_bundle(data: bytes, roster: Roster | None = None, anchors: Sequence[AnchorMark] = ()) -> Verdict:
    """Check a portable signed record: its form, who signed it, and whether anything was altered since.

    roster, anchors: the office's list of keys and notes on its log, when the checker has them from elsewhere.
    """
    try:
        signed = open_bundle(data)
    except UnknownForm as error:
        return verdict_of([], [], [Problem("", str(error))])
    except Refused as error:
        return verdict_of([], list(error.problems), [])
    record, facts, bad, unsure = signed.record, [], [], []
    facts.append(f"This is the record of {record.get('reference')}, version {record.get('version')}.")
    holding = []
    for number, one in enumerate(signed.signatures):
        if faults := [*signature_faults(signed, one, f"signatures[{number}]")]:
            bad.extend(faults)
        else:
            holding.append(one)
            facts.extend(_said(record, one))
    absent: list[Problem] = []
    ended: list[Problem] = []
    if not signed.signatures:
        absent.append(Problem("signatures", "Nobody has signed this record."))
    if record.get("type") in RECORD_TYPES.values():
        wrong, missing = role_faults(record, signed.signatures, holding)
        bad.extend(wrong)
        absent.extend(missing)
    else:
        bad.extend(_people_twice(signed.signatures))
        unsure.append(Problem("record.type", "This kind of record is not known here; update the program to check it."))
    facts.append(f"The keys are certified by the authority with the fingerprint {signed.authority.fingerprint}.")
    if roster is None:
        facts.append(WITHOUT_ROSTER)
    elif said := [*roster.said_of(signed.authority, unsure, bad)]:
        facts.extend(said)
        unsure.extend(_not_listed(roster, signed))
        bad.extend(_after_end(roster, signed))
        ended, unproven = _no_longer_stands(roster, signed)
        unsure.extend(unproven)
    if signed.anchored is not None:
        bad.extend(_anchor_faults(signed, signed.anchored))
    if not bad:
        facts.extend(_anchor_facts(signed, anchors, bad, unsure))
    return verdict_of(facts, bad, unsure, absent, ended)


def role_faults(
    record: dict[str, Any], signatures: Sequence[Signature], holding: Sequence[Signature]
) -> tuple[list[Problem], list[Problem]]:
    """Return where the rules of roles are broken, and which signatures the record asks for and does not have.

    holding: those of the signatures that hold in themselves. One person signs once; nobody signs who is excluded (with
    an interest, or as author); who judged does not vet; only who was asked signs, and all who were asked do.
    """
    absent: list[Problem] = []
    bad = [*_people_twice(signatures), *_judged_and_vetted(record, signatures)]
    bad.extend(_who_signs(record, signatures, holding, absent))
    return bad, absent


def _judged_and_vetted(record: dict[str, Any], signatures: Sequence[Signature]) -> Iterator[Problem]:
    """Yield who signed as vetter having judged, or as assessor being vetter too."""
    people = record.get("people")
    if not isinstance(people, list):
        return
    for number, one in enumerate(signatures):
        who, role = one.payload["signer"], one.payload["role"]
        for person in people:
            if not isinstance(person, dict) or person.get("person") != who["person"]:
                continue
            roles = person.get("roles")
            held = {one for one in roles if isinstance(one, str)} if isinstance(roles, list) else set()
            if (role == "vetter" and held & {"rater", "assessor"}) or (role == "assessor" and "vetter" in held):
                yield Problem(
                    f"signatures[{number}]",
                    f"{who['name']} assessed and vetted: the one who assesses and the one who vets sign as two people.",
                )


def verdict_of(
    facts: list[str],
    bad: list[Problem],
    unsure: list[Problem],
    absent: Sequence[Problem] = (),
    ended: Sequence[Problem] = (),
) -> Verdict:
    """Return what a check comes to: the first of changed, not signed, stands no more and cannot tell, else good."""
    said = ((Status.BAD, bad), (Status.UNSIGNED, absent), (Status.ENDED, ended), (Status.UNKNOWN, unsure))
    status = next((status for status, found in said if found), Status.GOOD)
    problems = tuple(Problem(_visible(one.place), _visible(one.message)) for _, found in said for one in found)
    return Verdict(status, tuple(map(_visible, facts)), problems)


def _said(record: dict[str, Any], one: Signature) -> Iterator[str]:
    said = one.payload
    words = {slot["role"]: slot["role_words"] for slot in record["signatories"]} if _has_form(record) else {}
    at = datetime.fromisoformat(said["signed_at"])
    yield (
        f"{said['signer']['name']} signed as {words.get(said['role'], said['role'])}; the time given is"
        f" {at:%Y-%m-%d %H:%M:%S} UTC. Receipt {one.receipt}."
    )
    yield f"The signature says: {said['meaning']}"
    yield f"At that moment the log of the store had {said['log_size']} entries and ended in {said['log_head']}."


def _people_twice(signatures: Sequence[Signature]) -> Iterator[Problem]:
    people: dict[str, str] = {}
    for number, one in enumerate(signatures):
        name = one.payload["signer"]["name"]
        for who in (one.payload["signer"]["person"], one.certificate.public.hex()):
            if who in people:
                yield Problem(
                    f"signatures[{number}]", f"{name} and {people[who]} are the same person; each signs once."
                )
                break
            people[who] = name


def _has_form(record: dict[str, Any]) -> bool:
    return not any(misfits({name: record.get(name) for name in _WHO_SIGNS_SHAPE}, _WHO_SIGNS_SHAPE))


def _who_signs(
    record: dict[str, Any], signatures: Sequence[Signature], holding: Sequence[Signature], absent: list[Problem]
) -> Iterator[Problem]:
    """Yield where those who signed are not those the record asks for, or may not sign it; add who did not sign."""
    if not _has_form(record):
        yield Problem("record", "It does not say in its proper form who signs it.")
        return
    for number, one in enumerate(signatures):
        if one.payload["signer"]["person"] in record["excluded_signers"]:
            name = one.payload["signer"]["name"]
            yield Problem(f"signatures[{number}]", f"{name} may not sign this record: it names them as excluded.")
    slots = record["signatories"]
    filled = _matched(slots, holding)
    for number, slot in enumerate(slots):
        if number not in filled.values():
            absent.append(Problem("signatures", f"The signature as {slot['role_words']} is missing, or does not hold."))
    for index, one in enumerate(holding):
        if index not in filled:
            said = one.payload
            yield Problem("signatures", f"{said['signer']['name']} was not asked to sign as {said['role']}.")


def _matched(slots: Sequence[dict[str, Any]], signatures: Sequence[Signature]) -> dict[int, int]:
    """Return which signature fills which slot, by their numbers, filling as many as can be filled at once."""
    filled: dict[int, int] = {}

    def fill(slot: int, tried: set[int]) -> bool:
        for index, one in enumerate(signatures):
            asked, said = slots[slot], one.payload
            fits = said["role"] == asked["role"] and said["signer"]["person"] in asked["people"]
            if fits and index not in tried:
                tried.add(index)
                if index not in filled or fill(filled[index], tried):
                    filled[index] = slot
                    return True
        return False

    for slot in range(len(slots)):
        fill(slot, set())
    return filled


def _not_listed(roster: Roster, signed: SignedRecord) -> Iterator[Problem]:
    listed = {(one.person, one.fingerprint) for one in roster.people}
    seen = []
    for number, one in enumerate(signed.signatures):
        who = one.payload["signer"]
        seen.append((f"signatures[{number}]", (who["person"], who["name"], fingerprint(one.certificate.public))))
    if signed.anchored is not None:
        seen.extend(("anchor", one) for one in signed.anchored.noted.signers())
    for place, (person, name, mark) in seen:
        if (person, mark) not in listed:
            yield Problem(
                place, f"The key of {name} is not on this roster. Ask the office for the roster of that time."
            )


def _after_end(roster: Roster, signed: SignedRecord) -> Iterator[Problem]:
    """Yield signatures made with a key after the place of the log at which the roster says it ended."""
    ends = {one.fingerprint: one.ended for one in roster.people if one.ended is not None}
    for number, one in enumerate(signed.signatures):
        ended = ends.get(fingerprint(one.certificate.public))
        if ended is not None and one.payload["log_size"] >= ended:
            name = one.payload["signer"]["name"]
            yield Problem(f"signatures[{number}]", f"{name} signed with a key that had ended at entry {ended}.")
        if late := roster.too_late(signed.authority, one.payload["log_size"], [one.certificate]):
            yield Problem(f"signatures[{number}]", f"The signature of {one.payload['signer']['name']} {late}")


def _no_longer_stands(roster: Roster, signed: SignedRecord) -> tuple[list[Problem], list[Problem]]:
    """Return in words that the roster says this record stands no more, and why a voiding it tells of does not hold."""
    mark = sha256_hex(signed.record_bytes)
    now = replace(signed, authority=roster.authority)  # which vouches for whoever voided it since
    ended: list[Problem] = []
    for one in roster.ended_records:
        if one.record_sha256 != mark:
            continue
        faults = [] if one.voiding is None else [*voiding_faults(now, one.voiding, "roster")]
        if faults:
            words = "The roster says that this record was voided, and the proof of that does not hold."
            return [], [Problem("roster", words), *faults]
        ended.append(Problem("", one.words()))
    return ended, []


def _anchor_faults(signed: SignedRecord, anchored: Anchored) -> Iterator[Problem]:
    """Yield why the note on the log, or the proofs that the signatures are in it, do not hold."""
    faults = [*anchored.noted.faults(signed.authority.public)]
    yield from (Problem("anchor", one) for one in faults)
    if faults:
        return
    yield from (Problem("anchor", one) for one in anchored.link_faults())
    note = anchored.noted.read
    if note.store != signed.authority.store or any(one.payload["epoch"] > note.epoch for one in signed.signatures):
        yield Problem("anchor", "The note on the log is of another store, or of another time of it.")
    if len(anchored.proofs) != len(signed.signatures):
        yield Problem("anchor", "There is not one proof for each signature.")
        return
    for number, (one, proof) in enumerate(zip(signed.signatures, anchored.proofs, strict=True)):
        yield from (Problem(f"signatures[{number}]", fault) for fault in proof.faults(note, one.payload))
    last = max((one.payload["log_size"] + 1 for one in signed.signatures), default=0)
    if note.size != last:
        yield Problem("anchor", "The note on the log is not the one that closed the last signature.")


def _anchor_facts(
    signed: SignedRecord, anchors: Sequence[AnchorMark], bad: list[Problem], unsure: list[Problem]
) -> Iterator[str]:
    """Yield what the note and the anchors from elsewhere say; add where they do not agree, or cannot be compared."""
    if signed.anchored is None:
        if anchors:
            unsure.append(Problem("anchor", "This record holds no note on the log, so no anchor can be held to it."))
        return
    yield f"The signatures are in the log of the office: {signed.anchored.noted.read.line}."
    yield from held_to_anchors(signed.anchored, anchors, bad, unsure)


def held_to_anchors(
    anchored: Anchored, anchors: Sequence[AnchorMark], bad: list[Problem], unsure: list[Problem]
) -> Iterator[str]:
    """Yield what anchors from elsewhere say of a document's note; add where they differ, or say nothing of it."""
    if not anchors:
        return
    note, found = anchored.noted.read, [anchored.held_to(one) for one in anchors]
    for mark, held in zip(anchors, found, strict=True):
        if held == "differs":
            bad.append(
                Problem("anchor", f"The anchor of {mark.size:,} entries is of another log than this one's note.")
            )
        elif held in ("same", "later"):
            yield f"The anchor of {mark.size:,} entries vouches for that log."
        elif held == "earlier":
            yield f"That log goes on unchanged from the anchor of {mark.size:,} entries, which is from before."
    if not any(found):
        unsure.append(
            Problem(
                "anchor",
                f"None of the anchors can be held to this note of {note.size:,} entries."
                " With the store, rpl-desk check holds them all to it.",
            )
        )


def _visible(text: str) -> str:
    """Return text with control and direction characters shown by number: names come from the file being checked."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
