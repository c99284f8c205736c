"""Commands for the register of a case's evidence: its items, what is said of each, and the files they had."""

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.errors import NotFound, RuleViolation
from ..handed import read_words
from .common import Commands, a_day, a_number, counted, on_case, progress_line, refused, say, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.evidence import AttachedFile, EvidenceKind, EvidenceRow
    from ..domain.judgements import CriterionRow

RECORDED = ("interview", "observation", "testimony")


def register(commands: Commands) -> None:
    """Add `evidence` with its commands to the command line."""
    evidence = commands.group("evidence", "the evidence of a case: add, list, replace, record, test, read, claim")
    add = evidence.add_for_case("add", "add a file", on_case(_add))
    add.add_argument("file")
    add.add_argument("--kind", default="other")
    add.add_argument("--title")
    add.add_argument("--learned-on", type=a_day, metavar="DAY")
    add.add_argument("--sealed", default="", metavar="REASON", help="keep a refused file unopened, and why")
    evidence.add_for_case("list", "list the items with what is said of them, as far as you may see", on_case(_list))
    replace = _item(evidence, "replace", "put another file in an item's place; the earlier one is kept", _replace)
    replace.add_argument("file")
    replace.add_argument("--reason", required=True)
    record = evidence.add_for_case("record", "write down an interview, observation or testimony", on_case(_record))
    record.add_argument("kind", choices=RECORDED)
    record.add_argument("--heard", required=True, metavar="NAME", help="who was heard or observed, with their role")
    record.add_argument("--on", required=True, type=a_day, metavar="DAY", help="when it was")
    record.add_argument("--from", dest="source", required=True, metavar="FILE", help="its words, as text in UTF-8")
    record.add_argument("--title")
    record.add_argument("--by", default="", metavar="NAME", help="who wrote it down, if not you")
    record.add_argument("--learned-on", type=a_day, metavar="DAY")
    test = _item(evidence, "test", "answer a test of an item: valid yes, current no --note WHY", _test)
    test.add_argument("test")
    test.add_argument("answer")
    test.add_argument("--note", default="")
    read = evidence.add_for_case("read", "note that you have read items, or --not after all", on_case(_read))
    read.add_argument("items", nargs="+", metavar="ITEM")
    read.add_argument("--not", dest="off", action="store_true")
    claim = _item(evidence, "claim", "note the criteria the applicant claims an item for, or --not", _claim)
    claim.add_argument("criteria", nargs="+", metavar="CRITERION")
    claim.add_argument("--not", dest="off", action="store_true")
    confirm = _item(evidence, "confirm", "keep that somebody confirmed whose work an item is", _confirm)
    confirm.add_argument("--by", required=True, metavar="NAME")
    confirm.add_argument("--capacity", default="", help="such as line manager")
    confirm.add_argument("--how", required=True, help="such as signed statement")
    confirm.add_argument("--on", required=True, type=a_day, metavar="DAY")
    out = _item(evidence, "hand-out", "write an item's original file to a new file", _hand_out)
    out.add_argument("file")
    out.add_argument("--earlier", type=a_number, metavar="N", help="the N-th file it had, 1 for the first")
    attached = _item(
        evidence, "attachments", "list the files attached to an e-mail or a PDF, or add them as items", _attached
    )
    attached.add_argument("--add", nargs="+", type=a_number, default=[], metavar="N", help="the N-th file of the list")
    attached.add_argument("--add-all", action="store_true", help="every file that is no item yet")
    attached.add_argument("--kind", default="other")
    evidence.add_for_case(
        "orphans", "list your marks whose file was replaced, with where they may be", on_case(_orphans)
    )


def _item(evidence: Commands, name: str, words: str, act: Any) -> argparse.ArgumentParser:
    made = evidence.add_for_case(name, words, on_case(act))
    made.add_argument("item", metavar="ITEM", help="its key, such as E01")
    return made


def one_item(desk: "Desk", case: "CaseRow", key: str) -> "EvidenceRow":
    """Return an item by its key; raises NotFound, naming them all."""
    items = {one.key: one for one in desk.evidence.register(case.id)}
    if key not in items:
        raise NotFound(f"{key} is not evidence of {case.reference}. It has: {', '.join(items) or 'none'}.")
    return items[key]


def _criterion(desk: "Desk", case: "CaseRow", key: str) -> "CriterionRow":
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    if key not in criteria:
        raise NotFound(f"{key} is not a criterion of {case.reference}. It has: {', '.join(criteria) or 'none yet'}.")
    return criteria[key]


# -- items and files --------------------------------------------------------------------------------------------------


def _add(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..services.evidence import details_for

    path = Path(options.file)
    details = details_for(path, _kind(options.kind), options.title or "", options.learned_on)
    if options.sealed:
        row = desk.sealed_files.add(case, path, details, options.sealed, progress_line("Storing"))
    else:
        row = desk.evidence.add(case, path, details, progress_line("Storing"))
    tell(f"{row.key} {row.title}: {row.size} bytes, SHA-256 {row.sha256}.")


def _kind(word: str) -> "EvidenceKind":
    from ..domain.evidence import EvidenceKind

    if word not in set(EvidenceKind):
        raise RuleViolation(f"“{word}” is not a kind of evidence. They are: {', '.join(EvidenceKind)}.")
    return EvidenceKind(word)


def _attached(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> int | None:
    holder = one_item(desk, case, options.item)
    files = desk.attachments.files(holder)
    parts = options.add or [one.part for one in files if options.add_all and not one.kept_as]
    if not parts:
        listed = [asdict(one) for one in files]
        lines = [f"{one.part}  {one.name}  {_about(one)}" for one in files]
        told = f"{counted(len(files), 'attached file')}." if files else f"No file is attached to {holder.key}."
        say(options, listed, "\n".join([*lines, told]))
        return None
    taken = desk.attachments.add(case, holder, parts, kind=_kind(options.kind), progress=progress_line("Adding"))
    lines = [f"{row.key} {row.file_name}: {row.size} bytes, SHA-256 {row.sha256}." for row in taken.items]
    say(options, {"added": [row.key for row in taken.items], "refused": list(taken.refused)}, "\n".join(lines))
    return refused("\n".join(taken.refused)) if taken.refused else None


def _about(file: "AttachedFile") -> str:
    size = "" if file.size is None else f"{file.size} bytes"
    said = ", ".join(filter(None, (file.media_type, size)))
    return f"{said}  is {file.kept_as}" if file.kept_as else said


def _replace(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    before = one_item(desk, case, options.item)
    row = desk.evidence.replace(case, before, Path(options.file), options.reason, progress_line("Storing"))
    desk.texts.take(row, lambda *_: desk.evidence.preview(row))
    tell(f"{row.key} is {row.file_name} now, SHA-256 {row.sha256}. {before.file_name} is kept.")


def _record(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.evidence import EVIDENCE_WORDS, RECORDED_KINDS

    kind = dict(zip(RECORDED, RECORDED_KINDS, strict=True))[options.kind]
    row = desk.evidence.record_item(
        case,
        kind,
        options.title or f"{EVIDENCE_WORDS[kind].capitalize()}, {options.heard}",
        read_words(options.source),
        held_on=options.on,
        heard=options.heard,
        recorded_by=options.by,
        learned_on=options.learned_on,
    )
    tell(f"{row.key} {row.title}: {row.size} bytes, SHA-256 {row.sha256}.")


def _hand_out(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.evidence import as_it_was

    row = one_item(desk, case, options.item)
    if options.earlier is not None:
        versions = desk.evidence.versions(row)
        if options.earlier > len(versions):
            raise NotFound(f"{row.key} has {counted(len(versions), 'earlier file')}.")
        row = as_it_was(row, versions[options.earlier - 1])
    desk.evidence.hand_out(row, Path(options.file), progress_line("Writing"))
    tell(f"{row.key}, {row.file_name}, was handed out as {options.file}.")


# -- what is said of them ---------------------------------------------------------------------------------------------


def _test(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.evidence import EvidenceTest, TestAnswer

    tests = [one.value for one in desk.appraising.tests(case.id)]
    if options.test not in tests:
        raise RuleViolation(f"“{options.test}” is not a test of {case.reference}. They are: {', '.join(tests)}.")
    if options.answer not in set(TestAnswer):
        raise RuleViolation(f"“{options.answer}” is not an answer. They are: {', '.join(TestAnswer)}.")
    row = one_item(desk, case, options.item)
    desk.appraising.answer(case, row, EvidenceTest(options.test), TestAnswer(options.answer), options.note)
    tell(f"{row.key} {options.test}: {options.answer}.")


def _read(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    rows = [one_item(desk, case, key) for key in options.items]
    for row in rows:
        desk.appraising.set_read(case, row, read=not options.off)
    progress = desk.cases.progress(case.id)
    tell(f"You have read {progress.read} of {counted(progress.evidence, 'item')}.")


def _claim(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    row, criteria = one_item(desk, case, options.item), [_criterion(desk, case, key) for key in options.criteria]
    for criterion in criteria:
        desk.evidence.set_claim(case, row, criterion, claimed=not options.off)
    claimed = [one for one in desk.evidence.claims(case.id) if one.evidence_id == row.id]
    one_or_more = "criterion" if len(claimed) == 1 else "criteria"
    tell(f"{row.key} is claimed for {len(claimed)} {one_or_more}.")


def _confirm(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    row = one_item(desk, case, options.item)
    desk.evidence.confirm_authenticity(
        case, row, confirmed_by=options.by, capacity=options.capacity, how=options.how, confirmed_on=options.on
    )
    tell(f"{options.by} confirms {row.key}.")


# -- lists ------------------------------------------------------------------------------------------------------------


def _list(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    listed = _all_said(desk, case)
    say(options, listed, "\n".join([*map(_line, listed), f"{counted(len(listed), 'item')}."]))


def _all_said(desk: "Desk", case: "CaseRow") -> list[dict[str, Any]]:
    """Return every item with what is said of it, as plain values."""
    from ..domain.evidence import currency_note

    contents = desk.intake.contents(case.id)
    keys = {one.id: one.key for one in contents.criteria}
    names = {key: one.name for key, one in contents.people.items()}
    read = desk.appraising.read_items(case.id) if desk.judging.mine(case.id) is not None else None
    tests, claims = desk.appraising.appraisals(case.id), desk.evidence.claims(case.id)
    confirmed, earlier = desk.evidence.authenticity(case.id), desk.evidence.versions_of_case(case.id)
    doubles = desk.evidence.double_uses(case.id)
    items = {row.id: row.key for row in contents.evidence}
    attached = {one.evidence_id: items[one.holder_id] for one in desk.attachments.origins(case.id)}
    meeting, years = contents.meeting, contents.policy.currency_years
    panel_on = meeting.held_on if meeting is not None else desk.session.now().date()
    called = "the panel on" if meeting is not None else "today,"
    return [
        {
            "key": row.key,
            "title": row.title,
            "kind": row.kind.value,
            "file": row.file_name,
            "sha256": row.sha256,
            "size": row.size,
            "learned_on": _day(row.learned_on),
            "made_on": _day(row.made_on),
            "received_on": _day(row.received_on),
            "source": row.source,
            "attached_to": attached.get(row.id),
            "kept_sealed": row.kept_sealed,
            "supplier": row.supplier,
            "language": row.language,
            "sensitivity": row.sensitivity.value,
            "currency": "" if case.kind.is_credit_rating else currency_note(row, panel_on, years, called=called),
            "read": None if read is None else row.id in read,
            "tests": [
                {"assessor": one.assessor, "test": one.row.test, "answer": one.row.answer, "note": one.row.note}
                for one in tests
                if one.row.evidence_id == row.id
            ],
            "claimed_for": [keys[one.criterion_id] for one in claims if one.evidence_id == row.id],
            "confirmed": [
                {"by": one.confirmed_by, "capacity": one.capacity, "how": one.how, "on": _day(one.confirmed_on)}
                | {"of_this_file": one.sha256 == row.sha256}
                for one in confirmed
                if one.evidence_id == row.id
            ],
            "same_file": [
                place
                for one in doubles
                if one.sha256 == row.sha256
                for place in one.places
                if place != f"{case.reference} {row.key}"
            ],
            "earlier_files": [
                {"file": one.file_name, "sha256": one.sha256, "replaced_at": one.replaced_at.isoformat()}
                | {"by": names.get(one.person_id, ""), "reason": one.reason}
                for one in earlier
                if one.evidence_id == row.id
            ],
        }
        for row in contents.evidence
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _line(item: dict[str, Any]) -> str:
    read = {None: "", True: ", read", False: ", not read"}[item["read"]]
    lines = [f"{item['key']} {item['title']} ({item['kind']}{read})"]
    lines += [f"    {item['currency']}"] if item["currency"] else []
    lines += [
        f"    assessor {one['assessor']}, {one['test'].value}: {one['answer'].value}"
        + (f". {one['note']}" if one["note"] else "")
        for one in item["tests"]
    ]
    lines += [f"    claimed for {', '.join(item['claimed_for'])}"] if item["claimed_for"] else []
    lines += [f"    confirmed by {one['by']}, {one['on']}: {one['how']}" for one in item["confirmed"]]
    lines += [f"    the same file stands at {', '.join(item['same_file'])}"] if item["same_file"] else []
    lines += [f"    had {one['file']}, replaced by {one['by']}: {one['reason']}" for one in item["earlier_files"]]
    return "\n".join(lines)


def _orphans(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    items = {one.id: one for one in desk.evidence.register(case.id)}
    waiting = {one.sha256 for one in desk.texts.waiting()}
    for row in {items[one.marked.passage.evidence_id] for one in desk.marking.orphans(case.id)}:
        if row.sha256 in waiting:
            desk.texts.take(row, lambda *_, row=row: desk.evidence.preview(row))
    listed = [
        {
            "evidence": items[one.marked.passage.evidence_id].key,
            "place": one.marked.passage.anchor.place,
            "quotation": one.marked.passage.anchor.exact,
            "assessor": one.marked.assessor,
            "found_at": one.proposal.place if one.proposal is not None else None,
        }
        for one in desk.marking.orphans(case.id)
    ]
    words = []
    for found in listed:
        place = found["found_at"]
        where = "no place found, still counted" if place is None else f"found at {place or 'the whole item'}"
        words.append(f"{found['evidence']} {found['place'] or 'whole item'} “{found['quotation']}”: {where}")
    last = "A person looks at each place and confirms it in the window." if listed else "No mark waits for a place."
    say(options, listed, "\n".join([*words, last]))
