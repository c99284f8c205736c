"""Commands for judging forms: made for an assessor without the program, and brought back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.errors import NotFound, RuleViolation
from ..domain.sealings import CODE_LENGTH
from .common import Commands, ask_passphrase, counted, document_path, on_case, open_desk, say, sign_in, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.judging_forms import FormPlan
    from ..services.judging_forms import Brought


def register(commands: Commands) -> None:
    """Add the commands for judging forms to the command line."""
    form = commands.add_for_case("form", "write the judging form of one assessor as a workbook", on_case(_form))
    form.add_argument("--assessor", required=True, metavar="EMAIL", help="who fills it")
    form.add_argument("--out", required=True, metavar="FILE")
    back = commands.add_for_case("form-in", "bring a filled judging form back", _form_in)
    back.add_argument("file", nargs="?", metavar="FILE", help="the one laid ready for you where none is named")
    back.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    back.add_argument("--yes", action="store_true", help="do not ask again after showing what is taken in")
    back.add_argument("--seal", action="store_true", help="seal your judgements afterwards, with your passphrase")


def _form(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    path = document_path(options.out, ".xlsx")
    assessor = desk.people.by_email(options.assessor)
    desk.forms.make(case, assessor, path)
    tell(f"{options.out} is the judging form of {assessor.name} for {case.reference}.")


def _form_in(options: argparse.Namespace) -> None:
    """Show what a form would change, then take it in as the assessor, or lay it ready for them as the office."""
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        case = desk.intake.case(options.case)
        brought = _brought(desk, case, options)
        if brought.assessment.person_id != desk.session.user.id:
            _lay_ready(desk, case, brought, options)
            return
        plan = desk.forms.plan(case, brought)
        say(options, _plain(brought, plan), "\n".join(_words(brought, plan)))
        if options.dry_run:
            return
        if not options.yes and input("Take this into your draft? Type yes: ").strip() != "yes":
            raise RuleViolation("Not taken in. Nothing was changed.")
        done = desk.forms.take_in(case, brought)
        if not options.json:
            tell(f"Taken in: {_criteria(done.answers)} and {counted(done.passages, 'passage')} changed.")
        if options.seal:
            if plan.missing:
                raise RuleViolation("\n".join(["The draft is kept; not sealed yet:", *_missing(plan)]))
            if not options.passphrase_file:
                passphrase = ask_passphrase(options, f"Seal as {desk.session.user.name}")
            sealed = desk.forms.seal(case, passphrase)
            if not options.json:
                print(f"Sealed. Commitment {sealed.commitment[:CODE_LENGTH]}.")


def _brought(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> "Brought":
    if options.file:
        return desk.forms.read(case, Path(options.file))
    waiting = desk.forms.waiting(case)
    if not waiting:
        raise NotFound(f"No form of {case.reference} is laid ready for you. Name its file.")
    return desk.forms.read_waiting(case, waiting[-1])


def _lay_ready(desk: "Desk", case: "CaseRow", brought: "Brought", options: argparse.Namespace) -> None:
    name = brought.form.assessor_name
    if options.seal:
        raise RuleViolation(f"Only {name} can seal their judgements, signed in themselves. Nothing was changed.")
    words = f"{brought.name} is the form of {name} and can be read."
    if not options.dry_run:
        desk.forms.lay_ready(case, brought)
        words += f" It is laid ready. {name} signs in, looks at it and takes it in with form-in."
    say(options, {"assessor": name, "laid_ready": not options.dry_run}, words)


def _words(brought: "Brought", plan: "FormPlan") -> list[str]:
    from ..domain.judgements import answer_words
    from ..domain.judging_forms import EFFECT_WORDS

    lines = [f"{brought.name}, the form of {brought.form.assessor_name} for {brought.form.case}:"]
    for one in plan.lines:
        if one.changes:
            now = answer_words(one.criterion.kind, one.now.answer if one.now is not None else "")
            passages = one.new_passages + one.changed_passages
            rests = f", {counted(passages, 'passage')}" if passages else ""
            lines.append(f"  {one.criterion.key:12} {EFFECT_WORDS[one.effect]}: {now}{rests}")
    if not plan.changes:
        lines.append("  Nothing that is not in your draft already.")
    if plan.missing:
        lines += ["Still missing before sealing:", *_missing(plan)]
    return lines


def _criteria(number: int) -> str:
    return "1 criterion" if number == 1 else f"{number} criteria"


def _missing(plan: "FormPlan") -> list[str]:
    return [f"  {one.part}: {one.message}" for one in plan.missing]


def _plain(brought: "Brought", plan: "FormPlan") -> dict[str, Any]:
    return {
        "file": brought.name,
        "case": brought.form.case,
        "assessor": brought.form.assessor_name,
        "criteria": [
            {
                "key": one.criterion.key,
                "effect": one.effect.value,
                "answer": one.now.answer if one.now is not None else "",
                "reason": one.now.reason if one.now is not None else "",
                "new_passages": one.new_passages,
                "changed_passages": one.changed_passages,
            }
            for one in plan.lines
        ],
        "missing": [{"criterion": one.part, "message": one.message} for one in plan.missing],
    }
