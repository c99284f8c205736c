"""Commands from the intake sheet to a case under review: template, import, lists and a case shown."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.carried import MARKS_FILE
from ..domain.errors import DeskError, NotFound
from .common import DONE, REFUSED, Commands, a_number, counted, document_path, on_case, refused, say, signed_in, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands of intake to the command line."""
    template = commands.add("template", "write an empty intake workbook", _template, store=False, person=False)
    template.add_argument("out")
    handed = commands.add("import", "open cases from intake workbooks and case folders", signed_in(_import))
    handed.add_argument("sources", nargs="+", metavar="SOURCE")
    handed.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    cases = commands.add("cases", "list and search cases", signed_in(_cases))
    cases.add_argument("query", nargs="*")
    cases.add_argument("--limit", type=a_number, default=100)
    commands.add_for_case("show", "show a case, its criteria and what it waits for", on_case(_show))
    check = commands.add_for_case("answer", "answer a check of eligibility or due diligence", on_case(_answer))
    check.add_argument("check", metavar="CHECK", help="its key, such as minimum_hours")
    check.add_argument("answer", choices=["pass", "fail", "open"])
    check.add_argument("--note", default="", help="what was seen")
    removed = commands.add_for_case(
        "removed", "list what was taken out of an intake or the register, or put it back", on_case(_removed)
    )
    removed.add_argument("--put-back", type=a_number, metavar="NUMBER", help="put back the line with this number")
    commands.add_for_case("review", "move a complete case to review", on_case(_review))


def _template(options: argparse.Namespace) -> None:
    from ..services.exchange import ExchangeService

    ExchangeService.template(document_path(options.out, ".xlsx"))
    tell(f"{options.out} is an empty intake workbook.")


def _import(desk: "Desk", options: argparse.Namespace) -> int:
    from ..domain.cases import KIND_WORDS

    failed = 0
    for source in options.sources:
        try:
            handed = desk.exchange.read(Path(source))
            case = desk.exchange.import_handed(handed, dry_run=options.dry_run)
        except DeskError as error:
            refused(str(error))
            failed += 1
            continue
        would = "would be opened" if options.dry_run else "is open"
        files = counted(len(handed.files), "evidence file")
        tell(f"{case.reference} {would}: {case.title}, {KIND_WORDS[case.kind]}, {files}.")
        if not options.dry_run:
            for gap in desk.intake.missing(case.id):
                tell(f"  missing for review: {gap.message}")
        if (Path(source) / MARKS_FILE).is_file() and (marks := desk.carrying.brought(Path(source))):
            whose = ", ".join(f"{len(one.marks)} of {one.name}" for one in marks.people)
            tell(f"Marks came along: {whose}. Once the review has begun, each takes in their own: rpl-desk take-marks.")
        sys.stdout.flush()  # what is acknowledged is told at once, whatever becomes of the next source
    return REFUSED if failed else DONE


def _cases(desk: "Desk", options: argparse.Namespace) -> None:
    from ..domain.cases import KIND_WORDS
    from ..services.cases import CaseFilter

    ids = desk.cases.ids(CaseFilter(words=tuple(options.query)))
    listed = desk.cases.page(list(ids[: options.limit]))
    say(
        options,
        [{"reference": one.reference, "title": one.title, "stage": one.stage, "kind": one.kind} for one in listed],
        "\n".join(
            [
                *(f"{one.reference:14} {one.stage:10} {KIND_WORDS[one.kind]:34} {one.title}" for one in listed),
                counted(len(ids), "case"),
            ]
        ),
    )


def _show(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.cases import KIND_WORDS

    contents = desk.intake.contents(case.id)
    step = desk.cases.next_step(case.id)
    mine = desk.judging.mine(case.id)
    answers = {
        one.criterion_id: one.answer
        for one in desk.judging.judgements(case.id)
        if mine is not None and one.assessment_id == mine.id
    }
    missing = desk.intake.missing(case.id) if case.stage == "intake" else []
    findings = {one.criterion_id: one for one in contents.findings}
    rows = [
        {
            "key": one.key,
            "kind": one.kind.value,
            "label": one.label,
            "mine": answers.get(one.id, ""),
            "finding": findings[one.id].answer if one.id in findings else "",
            "state": findings[one.id].state.value if one.id in findings else "",
        }
        for one in contents.criteria
    ]
    plain = {
        "reference": case.reference,
        "title": case.title,
        "kind": case.kind,
        "stage": case.stage,
        "next": step.words,
        "missing": [one.message for one in missing],
        "evidence": [{"key": one.key, "title": one.title, "sha256": one.sha256} for one in contents.evidence],
        "criteria": rows,
    }
    lines = [f"{case.reference} {case.title}", f"{KIND_WORDS[case.kind]}, at {case.stage.value}. Next: {step.words}."]
    lines += [f"  missing: {one.message}" for one in missing]
    lines += [f"  {one.key} {one.title} ({one.file_name}, {one.sha256[:8]})" for one in contents.evidence]
    for row in rows:
        said = "  ".join(
            text for text in (row["mine"] and f"yours {row['mine']}", row["state"], row["finding"]) if text
        )
        lines.append(f"  {row['key']:12} {row['label']:44} {said}")
    say(options, plain, "\n".join(lines))


def _answer(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.cases import CheckAnswer

    checks = {one.key: one for one in desk.intake.contents(case.id).checks}
    if options.check not in checks:
        raise NotFound(f"{options.check} is not a check of {case.reference}. It has: {', '.join(checks) or 'none'}.")
    desk.intake.edit(checks[options.check], answer=CheckAnswer(options.answer), note=options.note)
    tell(f"{options.check} is kept: {options.answer}. {counted(len(desk.intake.missing(case.id)), 'point')} missing.")


def _removed(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    found = {one.id: one for one in desk.intake.removed(case.id)}
    if options.put_back is not None:
        if options.put_back not in found:
            raise NotFound(f"{options.put_back} is nothing that was taken out of {case.reference}.")
        desk.intake.put_back(case, found[options.put_back])
        tell(f"{found[options.put_back].label} is put back.")
        return
    plain = [
        {
            "number": one.id,
            "label": one.label,
            "removed": one.removed_at.isoformat(),
            "until": one.kept_until.isoformat(),
        }
        for one in found.values()
    ]
    lines = [f"{one.id:6} {one.label}, until {one.kept_until.date()}" for one in found.values()]
    say(options, plain, "\n".join([*lines, counted(len(found), "line")]))


def _review(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.intake.begin_review(case)
    print(f"{case.reference} is under review: {len(desk.judging.criteria(case.id))} criteria to judge.")
