"""Text as it is stored: normalised before, so that what is stored, shown and signed is one thing."""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from ..domain.errors import RuleViolation

Value = TypeVar("Value")


def tidy(value: Value) -> Value:
    """Return text in NFC without outer white space; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Enum):
        return value
    return unicodedata.normalize("NFC", value).strip()  # type: ignore[return-value]


def named(text: str, what: str) -> str:
    """Return tidy text, or refuse when there is none; `what` says what needs the words."""
    words = tidy(text)
    if not words:
        raise RuleViolation(f"A {what} needs some words.")
    return words


ACTION_WORDS: dict[str, str] = {
    "store.found": "Office file founded",
    "store.restore": "Backup restored",
    "office.refound": "Authority of the office founded anew",
    "audit.restore": "Damaged log entries put back",
    "audit.break": "Break of the log recorded",
    "rehearse restore": "Restore of a backup rehearsed",
    "change rules of backups": "Numbers of the backups changed",
    "confirm recovery code": "Recovery code typed back from paper",
    "encrypt store": "Office file encrypted",
    "change store key": "Key of the encrypted office file changed",
    "decrypt store": "Encryption of the office file given up",
    "rename office": "Name of the office changed",
    "set logo": "Logo of the office changed",
    "change policy": "Settings of the office changed",
    "load edition": "Edition of a framework loaded",
    "sign in": "Signed in",
    "sign out": "Signed out",
    "clock behind": "Clock of this machine found to be behind the log",
    "wrong passphrase": "Wrong passphrase typed",
    "passphrase accepted": "Passphrase accepted after wrong ones",
    "enrol person": "Person added",
    "change passphrase": "Passphrase changed",
    "raise passphrase cost": "Own keys wrapped so that a guess at the passphrase costs more",
    "invite person": "Enrolment code made",
    "wrong enrolment code": "Wrong enrolment code typed",
    "make key": "Key made with an enrolment code",
    "make custodian": "Authority's key given to a second custodian",
    "end key": "Key ended",
    "retire person": "Person noted as having left",
    "make office seal": "Seal of the office made",
    "import office seal": "Seal of the office imported",
    "open office seal": "Seal of the office opened for a sitting",
    "end office seal": "Seal of the office ended",
    "choose place of anchors": "Place of the anchors chosen",
    "call meeting": "Meeting called",
    "record attendance": "Attendance recorded",
    "put case before meeting": "Case put before a meeting",
    "take case off meeting": "Case taken off a meeting",
    "invite to meeting": "Person invited to a meeting",
    "change meeting": "Day, place or quorum of a meeting changed",
    "plan meeting": "Times of a meeting planned",
    "order meeting": "Cases of a meeting ordered",
    "attest register": "Decision register answered for",
    "begin break": "Break of a meeting begun",
    "chair returns": "Chair of the meeting back in the chair",
    "end break": "Break of a meeting ended",
    "name acting chair": "Somebody else let chair the meeting",
    "open meeting": "Meeting opened",
    "close meeting": "Meeting closed",
    "take up case": "Case taken up at a meeting",
    "put off case": "Case put off at a meeting",
    "leave room": "Person left the room",
    "return to room": "Person returned to the room",
    "keep minute": "Minute kept",
    "draft minutes": "Minutes drafted",
    "confirm minutes": "Minutes confirmed",
    "print agenda": "Agenda printed",
    "print paper pack": "Paper pack printed",
    "print minutes": "Minutes printed",
    "open case": "Case opened",
    "edit intake": "Intake changed",
    "remove from intake": "Line taken from the intake",
    "put back in intake": "Line put back in the intake",
    "undo intake change": "Change of the intake taken back",
    "redo intake change": "Change of the intake made again",
    "give role": "Role given",
    "take role": "Role taken",
    "declare interest": "Interest declared",
    "name hidden claimant": "Further names of a hidden claimant kept",
    "release looked-through items": "Items without the claimant's names released to those who judge",
    "decide what is shown": "Decided whether those who judge see an item",
    "reveal claimant": "Claimant revealed",
    "set exercise": "Calibration exercise set",
    "answer exercise": "Criterion of an exercise answered",
    "seal exercise": "Answers to an exercise sealed",
    "excuse from exercise": "Assessor excused from an exercise",
    "begin review": "Review begun",
    "stop the clock": "Clock stopped",
    "start the clock": "Clock started again",
    "withdraw case": "Case withdrawn",
    "add evidence": "Evidence added",
    "add attached file": "File attached to an e-mail added as evidence",
    "replace evidence": "File of an item replaced",
    "put back evidence": "Item put back in the register",
    "undo evidence": "Item or file of the register taken back",
    "redo evidence": "Item or file of the register put there again",
    "record evidence": "Evidence written down in the program",
    "keep draft": "Draft of a record kept",
    "name comparator": "Comparator named",
    "remove comparator": "Comparator taken away",
    "keep gap statement": "Gap statement kept",
    "keep own note": "Own note kept",
    "drop draft": "Draft of a record thrown away",
    "confirm authenticity": "Authenticity confirmed",
    "claim evidence": "Claims of an item changed",
    "read evidence": "Item marked as read",
    "keep text": "Text of a file kept for search",
    "recognise text": "Words of a scan recognised",
    "edit evidence register": "Evidence register changed",
    "hand out evidence": "Evidence handed out",
    "open evidence elsewhere": "Copy of evidence opened in another program",
    "keep sealed file": "Refused file kept sealed",
    "judge": "Criterion judged",
    "mark passage": "Passage marked",
    "change passage": "Passage moved",
    "confirm passage": "Passage confirmed in the new file",
    "remove passage": "Passage removed",
    "change link": "Link of a passage changed",
    "rely on statement": "Descriptor statement relied on",
    "stop relying on statement": "Descriptor statement no longer relied on",
    "test evidence": "Evidence tested",
    "undo": "Change taken back",
    "redo": "Change made again",
    "link passage": "Passage linked",
    "unlink passage": "Passage unlinked",
    "make judging form": "Judging form made",
    "lay form ready": "Returned judging form laid ready",
    "take in form": "Judging form taken in",
    "take in packet": "Sealed packet taken in, closed",
    "hand out sealed packet": "Sealed packet made for another office",
    "seal": "Judgements sealed",
    "reopen assessment": "Judgements opened again",
    "reveal": "Judgements revealed",
    "reveal without all": "Judgements revealed before all had sealed",
    "settle difference": "Difference settled",
    "undo finding": "Finding taken back",
    "redo finding": "Finding made again",
    "discuss difference": "Difference marked for discussion",
    "complete comparison": "Comparison completed",
    "draft decision": "Decision drafted",
    "decide": "Decision confirmed, record frozen",
    "take decision back": "Decision taken back",
    "sign record": "Decision record signed",
    "release": "Decision released",
    "confirm condition met": "Condition confirmed as met",
    "withdraw confirmation": "Confirmation of a condition withdrawn",
    "write letter": "Letter about the decision written",
    "word letters": "Wording of the letters changed",
    "hold review": "Review of a decision noted",
    "lodge appeal": "Appeal lodged",
    "acknowledge appeal": "Appeal acknowledged",
    "name who hears appeal": "Named who hears an appeal",
    "decide appeal": "Appeal decided",
    "open findings again": "Findings opened again",
    "amend decision": "Amendment of a signed decision begun",
    "drop amendment": "Amendment dropped",
    "void decision": "Signed decision voided",
    "redact evidence": "Redacted copy of an item kept",
    "hand out marked copy": "Marked copy of an item handed out",
    "hand out redacted copy": "Redacted copy of an item handed out",
    "hand over case": "Case handed over as a folder",
    "take in marks": "Marks brought along taken in",
    "export record": "Decision record exported",
    "export forms": "Forms of the decision written",
    "withdraw assessor": "Assessor withdrew",
    "appoint assessor": "Assessor appointed in place of one who withdrew",
    "ask third assessor": "Third assessor asked",
    "go without third assessor": "Gone on without a third opinion",
    "give third opinion": "Third opinion given",
    "export register": "Decision register exported",
}
"""What each action of the log is called where people read it; the log itself keeps the action's own name."""


def who_words(names: Mapping[str, str], actor: str, signer: str | None) -> str:
    """Return who did an entry of the log; a signature is its signer's, in whosever session it was given."""
    name = names.get(actor, actor)
    return name if signer in (None, actor) else f"{names.get(signer or '', signer)}, in the session of {name}"


def action_words(action: str) -> str:
    """Return an action of the log in plain words; one of a newer program by its own name."""
    return ACTION_WORDS.get(action, action)
