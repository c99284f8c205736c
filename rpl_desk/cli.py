"""The command line: the same services as the window, for administrators, scripts and machines without a display."""

import argparse
import getpass
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .domain.errors import DeskError, NotFound, Problem, Refused, RuleViolation, StorageProblem
from .domain.searching import HIT_WORDS
from .handed import (
    DAY,
    Answer,
    Decision,
    Passage,
    escaped,
    outcome_of,
    read_answers,
    read_decision,
    read_passphrase,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .desk import Desk
    from .domain.cases import CaseRow
    from .domain.evidence import EvidenceRow
    from .domain.judgements import CriterionRow

DONE, REFUSED, USAGE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns 0 done, 1 refused with a sentence on standard error, 2 wrongly used.

    `verify` returns 0 good, 1 altered, 2 cannot tell.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name the terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(list(arguments) or ["window"])
    try:
        status = int(options.act(options) or DONE)
        sys.stdout.flush()
        return status
    except DeskError as error:
        return _refused(str(error))
    except KeyboardInterrupt:
        return _refused("Stopped. What was said to be done before is kept, and nothing else.")
    except EOFError:
        return _refused("Standard input ended before the answer came. Nothing was changed.")
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:  # what the disk refuses where no service has a better sentence
        return _refused(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")


def _refused(sentence: str) -> int:
    print(shown(sentence), file=sys.stderr)
    return REFUSED


def _tell(text: str) -> None:
    """Print for a person, with nothing in it that would command the terminal or turn the direction."""
    print(shown(text))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _target(path: str, ending: str = "") -> Path:
    """Return where a document may be written; raises RuleViolation for a store, or a name without its ending."""
    target = Path(path)
    if ending and target.suffix.lower() != ending:
        raise RuleViolation(f"{path} does not end in {ending}, so spreadsheet programs would not open it.")
    if target.is_file():
        with target.open("rb") as file:
            if file.read(16) == b"SQLite format 3\0":
                raise StorageProblem(f"{path} is a store or another database. Choose another name.")
    return target


# -- opening and signing in -------------------------------------------------------------------------------------------


def _desk(options: argparse.Namespace, *, read_only: bool = False) -> "Desk":
    from .desk import Desk

    return Desk.open(options.store, read_only=read_only)


def _passphrase(options: argparse.Namespace, whose: str, name: str = "passphrase_file") -> str:
    """Take a passphrase from a file, from standard input (`-`), or by asking; never from the command line itself."""
    source = getattr(options, name, None)
    if source:
        return read_passphrase(source)
    return getpass.getpass(f"{whose}: passphrase: ")


def _sign_in(desk: "Desk", options: argparse.Namespace) -> str:
    """Sign the person in and return the passphrase, which some commands need once more."""
    if not options.person:
        raise RuleViolation("Say who you are: --as EMAIL.")
    passphrase = _passphrase(options, options.person)
    desk.sign_in(options.person, passphrase)
    desk.session.idle = timedelta.max  # a command leaves no desk unattended, however long its work takes
    return passphrase


def _signed_in(act: Callable[["Desk", argparse.Namespace], int | None]) -> Callable[[argparse.Namespace], int | None]:
    """Wrap a command that works on a store as a person."""

    def command(options: argparse.Namespace) -> int | None:
        with _desk(options) as desk:
            _sign_in(desk, options)
            return act(desk, options)

    return command


def _on_case(
    act: Callable[["Desk", "CaseRow", argparse.Namespace], int | None],
) -> Callable[[argparse.Namespace], int | None]:
    """Wrap a command that works on one case as a person."""

    def command(desk: "Desk", options: argparse.Namespace) -> int | None:
        return act(desk, desk.intake.case(options.case), options)

    return _signed_in(command)


def _say(options: argparse.Namespace, plain: Any, words: str) -> None:
    """Print the answer as a person reads it, or as JSON for a script."""
    print(escaped(json.dumps(plain, ensure_ascii=False, indent=2, default=str)) if options.json else shown(words))


def _progress(what: str) -> Callable[[int, int], None] | None:
    """Return a progress line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show


def _day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a day of the calendar") from error
    raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-05-28")


def _some(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


# -- commands ---------------------------------------------------------------------------------------------------------


def _window(options: argparse.Namespace) -> int:
    from .app import run as run_window

    store = Path(options.store) if getattr(options, "store", None) else None
    return run_window(store)


def _demo(options: argparse.Namespace) -> int:
    from .example import EXAMPLE_PASSPHRASE, default_place, exported_folder, is_example, make_example

    store = Path(options.store).absolute() if options.store else default_place()
    if not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        make_example(store, _progress("Making the worked example"))
    elif not is_example(store):
        raise StorageProblem(f"{store} is there already and is not the worked example. Choose another name.")
    _tell(f"The worked example is at {store}.")
    _tell(f"Two of its decisions are signed and exported to {exported_folder(store)}.")
    print(f"Everybody in it signs in with the passphrase: {EXAMPLE_PASSPHRASE}")
    if options.no_window:
        return DONE
    options.store = str(store)
    return _window(options)


def _new(options: argparse.Namespace) -> None:
    from .desk import Desk

    Desk.found(
        options.store,
        name=options.office,
        unit=options.unit,
        admin_name=options.admin_name or options.admin.split("@")[0],
        admin_email=options.admin,
        passphrase=_passphrase(options, options.admin),
    )
    _tell(f"{options.store} is founded for {options.office}.")


def _person_add(options: argparse.Namespace) -> None:
    with _desk(options) as desk:
        own = _sign_in(desk, options)
        added = desk.people.add(
            options.email,
            options.name,
            _passphrase(options, f"{options.name} (new)", "new_passphrase_file"),
            administrator=options.administrator,
            own_passphrase=own,
        )
        _tell(f"{added.name} is a person of the office. Key {dict(desk.people.fingerprints())[added]}")


def _person_list(options: argparse.Namespace) -> None:
    with _desk(options, read_only=True) as desk:
        found = desk.people.fingerprints()
        if options.roster:
            from .services.exchange import write_whole

            write_whole(_target(options.roster), desk.people.roster())
    _say(
        options,
        [{"email": one.email, "name": one.name, "role": one.office_role, "key": mark} for one, mark in found],
        "\n".join(f"{one.email:30} {one.name:24} {one.office_role:14} {mark}" for one, mark in found),
    )


def _person_retire(desk: "Desk", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.email)
    desk.people.retire(person, options.reason)
    _tell(f"{person.name} has left the office. What they signed stays valid.")


def _template(options: argparse.Namespace) -> None:
    from .services.exchange import ExchangeService

    ExchangeService.template(_target(options.out, ".xlsx"))
    _tell(f"{options.out} is an empty intake workbook.")


def _import(desk: "Desk", options: argparse.Namespace) -> int:
    from .domain.cases import KIND_WORDS

    failed = 0
    for source in options.sources:
        try:
            handed = desk.exchange.read(Path(source))
            case = desk.exchange.import_handed(handed, dry_run=options.dry_run)
        except DeskError as error:
            _refused(str(error))
            failed += 1
            continue
        would = "would be opened" if options.dry_run else "is open"
        files = _count(len(handed.files), "evidence file")
        _tell(f"{case.reference} {would}: {case.title}, {KIND_WORDS[case.kind]}, {files}.")
        sys.stdout.flush()  # what is acknowledged is told at once, whatever becomes of the next source
    return REFUSED if failed else DONE


def _cases(desk: "Desk", options: argparse.Namespace) -> None:
    from .domain.cases import KIND_WORDS
    from .services.cases import CaseFilter

    ids = desk.cases.ids(CaseFilter(words=tuple(options.query)))
    listed = desk.cases.page(list(ids[: options.limit]))
    _say(
        options,
        [{"reference": one.reference, "title": one.title, "stage": one.stage, "kind": one.kind} for one in listed],
        "\n".join(
            [
                *(f"{one.reference:14} {one.stage:10} {KIND_WORDS[one.kind]:34} {one.title}" for one in listed),
                _count(len(ids), "case"),
            ]
        ),
    )


def _show(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from .domain.cases import KIND_WORDS

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
    _say(options, plain, "\n".join(lines))


def _add_evidence(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from .domain.evidence import EvidenceKind
    from .services.evidence import details_for

    if options.kind not in set(EvidenceKind):
        raise RuleViolation(f"“{options.kind}” is not a kind of evidence. They are: {', '.join(EvidenceKind)}.")
    path = Path(options.file)
    details = details_for(path, EvidenceKind(options.kind), options.title or "", options.learned_on)
    row = desk.evidence.add(case, path, details, _progress("Storing"))
    _tell(f"{row.key} {row.title}: {row.size} bytes, SHA-256 {row.sha256}.")


def _review(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.intake.begin_review(case)
    print(f"{case.reference} is under review: {len(desk.judging.criteria(case.id))} criteria to judge.")


def _judge(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    items = {one.key: one for one in desk.evidence.register(case.id)}
    if options.source:
        answers = read_answers(options.source)
    elif options.criterion and options.answer:
        passages = (Passage(options.evidence, options.page, options.quote),) if options.evidence else ()
        answers = {options.criterion: Answer(options.answer, options.reason, options.no_passage, passages)}
    else:
        raise RuleViolation("Give a criterion and an answer, or a file of answers with --from.")
    problems = _answer_problems(case, answers, criteria, items)
    if problems:
        raise Refused(Path(options.source).name if options.source else "The answer", problems)
    for key, said in answers.items():
        desk.judging.judge(case, criteria[key], said.answer, said.reason, said.no_passage_reason)
        for link in said.passages:
            desk.judging.link(case, criteria[key], items[link.evidence], page=link.page, quotation=link.quotation)
    left = len(desk.judging.missing_to_seal(case))
    waiting = "1 criterion is" if left == 1 else f"{left} criteria are"
    print(f"{_count(len(answers), 'answer')} kept. {waiting} not ready to seal.")


def _answer_problems(
    case: "CaseRow",
    answers: "Mapping[str, Answer]",
    criteria: "Mapping[str, CriterionRow]",
    items: "Mapping[str, EvidenceRow]",
) -> list[Problem]:
    """Return everything that keeps these answers from being kept, so that it is told at once and nothing is kept."""
    from .domain.judgements import check_answer
    from .domain.policy import Policy

    policy = Policy.from_plain(json.loads(case.policy))
    found = []
    for key, said in answers.items():
        if key not in criteria:
            found.append(Problem(key, f"It is not a criterion of {case.reference}. It has: {', '.join(criteria)}."))
            continue
        if said.answer:
            try:
                check_answer(criteria[key].kind, said.answer, policy, least_points=case.kind.least_points)
            except RuleViolation as error:
                found.append(Problem(f"{key}.answer", str(error)))
        for number, link in enumerate(said.passages):
            if link.evidence not in items:
                place = f"{key}.passages[{number}].evidence"
                said_key = link.evidence or "Nothing"
                found.append(
                    Problem(place, f"{said_key} is not evidence of {case.reference}. It has: {', '.join(items)}.")
                )
    return found


def _passages(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    items = {one.id: one.key for one in desk.evidence.register(case.id)}
    criteria = {one.id: one.key for one in desk.judging.criteria(case.id)}
    listed: list[dict[str, Any]] = [
        {
            "evidence": items[one.passage.evidence_id],
            "kind": one.passage.anchor.kind.value,
            "place": one.passage.anchor.place,
            "quotation": one.passage.anchor.exact,
            "assessor": one.assessor,
            "links": [
                {
                    "criterion": criteria[link.criterion_id],
                    "stance": link.stance.value,
                    "strength": link.strength,
                    "note": link.note,
                }
                for link in one.links
            ],
        }
        for one in desk.marking.passages(case.id)
    ]
    if options.json:
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for row in listed:
        said = "; ".join(f"{link['criterion']} {link['stance']} {link['strength']}" for link in row["links"])
        quoted = f" “{row['quotation']}”" if row["quotation"] else ""
        print(f"{row['evidence']} {row['place'] or 'whole item'}{quoted}  [{said or 'not linked'}]")
    print(f"{len(listed)} passages.")


def _search(desk: "Desk", options: argparse.Namespace) -> None:
    find = desk.search.best if options.best else desk.search.newest
    found = find(" ".join(options.words), limit=options.limit)
    if options.json:
        hits = [
            {
                "kind": one.kind.value,
                "case": one.reference,
                "evidence": one.item,
                "place": one.place,
                "criterion": one.criterion,
                "assessor": one.assessor or None,
                "text": one.text,
            }
            for one in found.hits
        ]
        print(json.dumps(hits, ensure_ascii=False, indent=2))
        return
    for one in found.hits:
        print(f"{one.where}  {HIT_WORDS[one.kind]}: {one.text}")
    print(f"{len(found.hits)} hits{', and more' if found.more else ''}.")


def _seal(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    missing = desk.judging.missing_to_seal(case)
    if missing:
        raise RuleViolation("\n".join(["Not sealed yet:", *(f"  {one.part}: {one.message}" for one in missing)]))
    sealed = desk.judging.seal(case)
    print(f"Sealed. Commitment {sealed.commitment[:16]}.")


def _reveal(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.reconciling.reveal(case)
    print(f"Revealed. {_count(len(desk.reconciling.differences(case.id)), 'difference')} to settle.")


def _agree(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    if options.criterion:
        if options.criterion not in criteria:
            raise NotFound(f"{options.criterion} is not a criterion of {case.reference}.")
        wanted = criteria[options.criterion].id
        finding = next((one for one in desk.reconciling.findings(case.id) if one.criterion_id == wanted), None)
        if finding is None:
            raise RuleViolation("The judgements have not been revealed yet.")
        if not options.answer:
            raise RuleViolation(f"Give the panel's answer to {options.criterion}.")
        desk.reconciling.settle(case, finding, options.answer, options.reason, options.dissent)
        print(f"{options.criterion} is settled.")
    if options.complete:
        desk.reconciling.complete(case)
        print(f"{case.reference} goes to the panel.")
    if not options.criterion and not options.complete:
        names = {one.id: one.key for one in criteria.values()}
        for one in desk.reconciling.differences(case.id):
            _tell(f"{names[one.criterion_id]:12} " + ", ".join(f"{n}: {said}" for n, said in one.answers.items()))


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
    record = desk.decisions.decide(case)
    print(f"Decided. Record {case.reference} version {record.version}, SHA-256 {record.sha256}.")


def _sign(options: argparse.Namespace) -> None:
    """Sign as the person named: the record is shown from the very bytes, then their passphrase is asked."""
    from .domain.people import Role
    from .services.verifying import words_of

    with _desk(options) as desk:
        passphrase = _sign_in(desk, options)
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
        for part in words_of(body):
            _tell("\n".join([part.heading, *(f"  {text}" for text in part.paragraphs)]))
        if not options.yes and input(f"Sign this as {person.name}? Type yes: ").strip() != "yes":
            raise RuleViolation("Not signed.")
        signature = desk.decisions.sign(case, person, Role(fitting[0].signatory.role), passphrase, shown=body)
        print(f"Signed. Receipt {signature.receipt}. Write it in the minutes.")


def _release(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.decisions.release(case)
    print(f"{case.reference} is released.")


def _export(desk: "Desk", options: argparse.Namespace) -> None:
    if not options.case and not options.all:
        raise RuleViolation("Say which cases: --case REF, or --all.")
    cases = desk.exchange.all_recorded() if options.all else [desk.intake.case(one) for one in options.case]
    chosen = options.pdf or options.xlsx or options.as_json
    written = desk.exchange.export(
        cases,
        Path(options.to),
        pdf=options.pdf or not chosen,
        xlsx=options.xlsx or not chosen,
        json=options.as_json or not chosen,
        progress=_progress("Exporting"),
    )
    for one in written:
        _tell(f"{one.path}  SHA-256 {one.sha256}")


def _register(desk: "Desk", options: argparse.Namespace) -> None:
    count = desk.exchange.register(_target(options.out, ".xlsx"), anonymised=options.anonymised)
    _tell(f"{options.out}: {_count(count, 'decision')}.")


def _verify(options: argparse.Namespace) -> int:
    from .services.verifying import read_roster, verify_file

    roster = read_roster(Path(options.roster)) if options.roster else None
    status = 0
    answers = []
    for name in options.files:
        verdict = verify_file(Path(name), roster)
        code = {"good": 0, "bad": 1, "unknown": 2}[verdict.status.value]
        status = 1 if 1 in (status, code) else max(status, code)
        answers.append(
            {
                "file": name,
                "status": verdict.status.value,
                "facts": list(verdict.facts),
                "problems": [str(one) for one in verdict.problems],
            }
        )
        words = {0: "good", 1: "NOT as it was signed", 2: "cannot be told"}[code]
        if not options.json:
            _tell(f"{name}: {words}")
            for fact in verdict.facts:
                _tell(f"  {fact}")
            for problem in verdict.problems:
                _tell(f"  ! {problem}")
    if options.json:
        print(escaped(json.dumps(answers, ensure_ascii=False, indent=2)))
    return status


def _check(options: argparse.Namespace) -> int:
    with _desk(options, read_only=True) as desk:
        problems = desk.check(_progress("Checking"))
        head = desk.database.head()
    _say(
        options,
        {"problems": [{"place": one.place, "message": one.message} for one in problems], "log": head.size},
        "\n".join(f"! {one}" for one in problems)
        if problems
        else f"{options.store} is as it was left: {head.size} log entries, the last {head.hash[:16]}."
        " Entries cut from the end would not show here; compare with a receipt or an anchor kept outside.",
    )
    return REFUSED if problems else DONE


# -- the parser -------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rpl-desk", description="From evidence, against the SCQF level descriptors, to a signed decision."
    )
    parser.add_argument("--version", action="version", version=f"RPL Desk {__version__}")
    commands = parser.add_subparsers(metavar="command", required=True)

    def command(
        name: str,
        words: str,
        act: Callable[[argparse.Namespace], int | None],
        *,
        store: bool = True,
        person: bool = True,
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        _common(made, act, store=store, person=person)
        return made

    window = commands.add_parser("window", help="open the window (the default)")
    window.add_argument("store", nargs="?")
    window.set_defaults(act=_window)
    demo = commands.add_parser("demo", help="make the worked example and open it")
    demo.add_argument("store", nargs="?")
    demo.add_argument("--no-window", action="store_true", help="only make it")
    demo.set_defaults(act=_demo)

    new = command("new", "found a store", lambda options: _new(options), person=False)
    new.add_argument("--office", required=True, help="the office's name")
    new.add_argument("--unit", default="", help="such as: Quality office")
    new.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator's address")
    new.add_argument("--admin-name", metavar="NAME")
    new.add_argument("--passphrase-file", metavar="FILE", help="a file with the passphrase, - for standard input")

    person = commands.add_parser("person", help="people of the office").add_subparsers(metavar="what", required=True)
    add = person.add_parser("add", help="enrol a person, who gives a passphrase of their own")
    _common(add, lambda options: _person_add(options))
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--administrator", action="store_true")
    add.add_argument("--new-passphrase-file", metavar="FILE", help="the new person's passphrase, - for standard input")
    listed = person.add_parser("list", help="list people with the fingerprints of their keys")
    _common(listed, lambda options: _person_list(options), person=False)
    listed.add_argument("--roster", metavar="FILE", help="also write the roster that verify takes")
    retire = person.add_parser("retire", help="note that a person has left")
    _common(retire, _signed_in(_person_retire))
    retire.add_argument("--email", required=True)
    retire.add_argument("--reason", required=True)

    template = command("template", "write an empty intake workbook", _template, store=False, person=False)
    template.add_argument("out")
    handed = command("import", "open cases from intake workbooks and case folders", _signed_in(_import))
    handed.add_argument("sources", nargs="+", metavar="SOURCE")
    handed.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    cases = command("cases", "list and search cases", _signed_in(_cases))
    cases.add_argument("query", nargs="*")
    cases.add_argument("--limit", type=_some, default=100)
    _case(command("show", "show a case, its criteria and what it waits for", _on_case(_show)))
    evidence = _case(command("evidence", "add an evidence file to a case", _on_case(_add_evidence)))
    evidence.add_argument("file")
    evidence.add_argument("--kind", default="other")
    evidence.add_argument("--title")
    evidence.add_argument("--learned-on", type=_day, metavar="DAY")
    _case(command("review", "move a complete case to review", _on_case(_review)))
    judge = _case(command("judge", "keep your answer to a criterion, or a file of answers", _on_case(_judge)))
    judge.add_argument("criterion", nargs="?")
    judge.add_argument("answer", nargs="?")
    judge.add_argument("--reason", default="")
    judge.add_argument("--no-passage", default="", metavar="REASON", help="why a 'met' rests on no passage")
    judge.add_argument("--evidence", metavar="KEY", help="an item it rests on, such as E01")
    judge.add_argument("--page", default="")
    judge.add_argument("--quote", default="")
    judge.add_argument("--from", dest="source", metavar="FILE", help="answers as JSON, by criterion")
    _case(command("passages", "list the passages of a case that you may see", _on_case(_passages)))
    search = command(
        "search", 'search evidence and what people wrote: words, "phrases", beginnings*', _signed_in(_search)
    )
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--best", action="store_true", help="the best of the newest first, not the newest")
    search.add_argument("--limit", type=int, default=50)
    _case(command("seal", "seal your judgements", _on_case(_seal)))
    _case(command("reveal", "reveal the sealed judgements (the chair)", _on_case(_reveal)))
    agree = _case(command("agree", "list the differences, settle one, or complete the comparison", _on_case(_agree)))
    agree.add_argument("criterion", nargs="?")
    agree.add_argument("answer", nargs="?")
    agree.add_argument("--reason", default="")
    agree.add_argument("--dissent", default="")
    agree.add_argument("--complete", action="store_true")
    decide = _case(command("decide", "draft and confirm the decision (the chair)", _on_case(_decide)))
    decide.add_argument("--outcome")
    decide.add_argument("--level", type=int)
    decide.add_argument("--points", type=int)
    decide.add_argument("--level-rationale")
    decide.add_argument("--credit-rationale")
    decide.add_argument("--dissent")
    decide.add_argument("--from", dest="source", metavar="FILE", help="the decision as JSON, with conditions")
    sign = _case(command("sign", "sign the record as yourself", lambda options: _sign(options)))
    sign.add_argument("--role", help="where you may sign in more than one")
    sign.add_argument("--yes", action="store_true", help="do not ask again after showing what is signed")
    _case(command("release", "release a signed decision", _on_case(_release)))
    export = command("export", "write decision records as PDF, Excel and JSON", _signed_in(_export))
    export.add_argument("--case", action="append", default=[], metavar="REF")
    export.add_argument("--all", action="store_true")
    export.add_argument("--to", required=True, metavar="DIR")
    export.add_argument("--pdf", action="store_true")
    export.add_argument("--xlsx", action="store_true")
    export.add_argument("--record-json", dest="as_json", action="store_true")
    register = command("register", "write the decision register as a workbook", _signed_in(_register))
    register.add_argument("out")
    register.add_argument("--anonymised", action="store_true")
    verify = command("verify", "check exported records; no store needed", _verify, store=False, person=False)
    verify.add_argument("files", nargs="+", metavar="FILE")
    verify.add_argument("--roster", metavar="FILE", help="the office's roster, from: person list --roster")
    command("check", "check everything inside a store", _check, person=False)
    return parser


def _common(
    parser: argparse.ArgumentParser,
    act: Callable[[argparse.Namespace], int | None],
    *,
    store: bool = True,
    person: bool = True,
) -> None:
    if store:
        parser.add_argument("store", metavar="STORE")
    if person:
        parser.add_argument("--as", dest="person", metavar="EMAIL", help="who you are")
        parser.add_argument(
            "--passphrase-file", metavar="FILE", help="a file with your passphrase, - for standard input"
        )
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(act=act)


def _case(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("case", metavar="CASE")
    return parser
