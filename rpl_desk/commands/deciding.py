"""Commands of the panel: revealing, agreeing, deciding, signing, releasing."""

import argparse
from typing import TYPE_CHECKING

from ..domain.departures import departures
from ..domain.errors import NotFound, RuleViolation
from ..domain.sealings import CODE_LENGTH
from ..handed import Decision, outcome_of, read_decision
from .common import Commands, counted, on_case, open_desk, sign_in, tell, warn_of_anchors

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands of the panel to the command line."""
    reveal = commands.add_for_case("reveal", "reveal the sealed judgements, those in packets too (the chair)", _reveal)
    reveal.add_argument(
        "--without",
        metavar="REASON",
        default="",
        help="do not wait for who has not sealed; the record prints the reason",
    )
    agree = commands.add_for_case(
        "agree", "list the differences, settle one, or complete the comparison", on_case(_agree)
    )
    agree.add_argument("criterion", nargs="?")
    agree.add_argument("answer", nargs="?")
    agree.add_argument("--reason", default="")
    agree.add_argument("--dissent", default="")
    agree.add_argument("--ask", metavar="EMAIL", help="ask this person for a third opinion on answers far apart")
    agree.add_argument(
        "--no-third", action="store_true", help="go on without a third opinion, for the --reason (chair)"
    )
    agree.add_argument(
        "--third", action="store_true", help="the answer is your own third opinion, for which you were asked"
    )
    agree.add_argument("--complete", action="store_true")
    decide = commands.add_for_case("decide", "draft and confirm the decision (the chair)", on_case(_decide))
    decide.add_argument("--outcome")
    decide.add_argument("--level", type=int)
    decide.add_argument("--points", type=int)
    decide.add_argument("--level-rationale")
    decide.add_argument("--credit-rationale")
    decide.add_argument("--dissent")
    decide.add_argument("--from", dest="source", metavar="FILE", help="the decision as JSON, with conditions")
    sign = commands.add_for_case("sign", "sign the record as yourself", _sign)
    sign.add_argument("--role", help="where you may sign in more than one")
    sign.add_argument("--yes", action="store_true", help="do not ask again after showing what is signed")
    several = commands.add("sign-waiting", "sign every record that waits for you, each shown first", _sign_waiting)
    several.add_argument("--yes", action="store_true", help="do not ask again after showing what is signed")
    commands.add_for_case("release", "release a signed decision", on_case(_release))


def _reveal(options: argparse.Namespace) -> None:
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        case = desk.intake.case(options.case)
        desk.reconciling.reveal(case, passphrase, without=options.without)
        print(f"Revealed. {counted(len(desk.reconciling.differences(case.id)), 'difference')} to settle.")
    warn_of_anchors(desk)


def _agree(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    if options.criterion:
        if options.criterion not in criteria:
            raise NotFound(f"{options.criterion} is not a criterion of {case.reference}.")
        wanted = criteria[options.criterion].id
        if options.third:
            sealed = desk.thirds.give(case, criteria[options.criterion], options.answer or "", options.reason)
            print(f"Your third opinion on {options.criterion} is sealed. Commitment {sealed[:CODE_LENGTH]}.")
            return
        finding = next((one for one in desk.reconciling.findings(case.id) if one.criterion_id == wanted), None)
        if finding is None:
            raise RuleViolation("The judgements have not been revealed to you yet.")
        if options.ask:
            desk.thirds.ask(case, finding, desk.people.by_email(options.ask))
            print(f"{options.ask} is asked for a third opinion on {options.criterion}.")
            return
        if options.no_third:
            desk.thirds.go_without(case, finding, options.reason)
            print(f"{options.criterion} may be settled without a third opinion.")
            return
        if not options.answer:
            raise RuleViolation(f"Give the panel's answer to {options.criterion}.")
        desk.reconciling.settle(case, finding, options.answer, options.reason, options.dissent)
        print(f"{options.criterion} is settled.")
    if options.complete:
        desk.reconciling.complete(case)
        print(f"{case.reference} goes to the panel.")
    if not options.criterion and not options.complete:
        names = {one.id: one.key for one in criteria.values()}
        for owed in desk.intake.contents(case.id).owed:
            tell(f"{names[owed]:12} You are asked for a third opinion. Others' answers are shown once it is given.")
        for one in desk.reconciling.differences(case.id):
            said = ", ".join(f"{n}: {said}" for n, said in one.answers.items())
            why = desk.thirds.why_waiting(case.id, one.criterion_id)
            tell(f"{names[one.criterion_id]:12} {said}{f'. {why}' if why else ''}")


def _decide(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    said = read_decision(options.source) if options.source else Decision({})
    fields = dict(said.fields)
    for name in ("level", "points", "level_rationale", "credit_rationale", "dissent"):
        if getattr(options, name) is not None:
            fields[name] = getattr(options, name)
    if options.outcome is not None:
        fields["outcome"] = outcome_of(options.outcome)
    if fields:
        desk.decisions.draft(case, **fields)
    if said.conditions is not None:
        desk.decisions.set_conditions(case, said.conditions)
    if said.recommendations is not None:
        desk.decisions.set_recommendations(case, said.recommendations)
    missing = desk.decisions.missing(case.id)
    if missing:
        raise RuleViolation(
            "\n".join(["The draft is kept; not decided yet:", *(f"  {one.message}" for one in missing)])
        )
    for one in departures(desk.intake.contents(case.id)):
        tell(one)
    record = desk.decisions.decide(case)
    print(f"Decided. Record {case.reference} version {record.version}, SHA-256 {record.sha256}.")


def _sign(options: argparse.Namespace) -> None:
    """Sign as the person named: the record is shown from the very bytes, then their passphrase is asked."""
    from ..domain.people import Role

    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        case = desk.intake.case(options.case)
        person = desk.people.by_email(options.person)
        asked = [one for one in desk.decisions.to_sign(case.id) if one.signed_by is None]
        fitting = [
            one
            for one in asked
            if person.id in {who.id for who in one.signatory.people}
            and options.role in (None, one.signatory.role.value)
        ]
        if not fitting:
            raise RuleViolation(f"No signature of {person.name} is asked for on {case.reference}.")
        body = fitting[0].record.body
        _show(body)
        if not options.yes and input(f"Sign this as {person.name}? Type yes: ").strip() != "yes":
            raise RuleViolation("Not signed.")
        signature = desk.decisions.sign(case, person, Role(fitting[0].signatory.role), passphrase, shown=body)
        print(f"Signed. Receipt {signature.receipt}. Write it in the minutes.")
    warn_of_anchors(desk)


def _show(body: bytes) -> None:
    from ..services.verifying import words_of

    for part in words_of(body):
        tell("\n".join([part.heading, *(f"  {text}" for text in part.paragraphs)]))


def _sign_waiting(options: argparse.Namespace) -> None:
    """Show each record that waits for the person, then sign all of them in one act."""
    from ..services.decisions import SignOne

    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        person = desk.people.by_email(options.person)
        waiting = desk.decisions.waiting_for(person)
        if not waiting:
            tell(f"No record waits for a signature of {person.name}.")
            return
        for case, asked in waiting:
            tell(f"-- {case.reference}, as {asked.signatory.role_words} --")
            _show(asked.record.body)
        words = f"Sign these {len(waiting)} as {person.name}? Type yes: "
        if not options.yes and input(words).strip() != "yes":
            raise RuleViolation("Not signed.")
        acts = [SignOne(case, asked.signatory.role, asked.record.body) for case, asked in waiting]
        made = desk.decisions.sign_several(acts, person, passphrase)
        for (case, _), signature in zip(waiting, made, strict=True):
            tell(f"{case.reference} signed. Receipt {signature.receipt}. Write it in the minutes.")
    warn_of_anchors(desk)


def _release(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.decisions.release(case)
    print(f"{case.reference} is released.")
