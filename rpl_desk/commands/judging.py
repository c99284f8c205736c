"""Commands of an assessor: their answers, and the sealing of them."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import NotFound, Problem, Refused, RuleViolation
from ..domain.sealings import CODE_LENGTH
from ..handed import Answer, Passage, read_answers
from .common import Commands, a_number, counted, on_case, say

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.evidence import EvidenceRow
    from ..domain.judgements import CriterionRow, JudgementRow
    from ..domain.own_notes import EarlierAnswerRow


def register(commands: Commands) -> None:
    """Add the commands of an assessor to the command line."""
    judge = commands.add_for_case("judge", "keep your answer to a criterion, or a file of answers", on_case(_judge))
    judge.add_argument("criterion", nargs="?")
    judge.add_argument("answer", nargs="?")
    judge.add_argument("--reason", default="")
    judge.add_argument("--no-passage", default="", metavar="REASON", help="why a 'met' rests on no passage")
    judge.add_argument("--evidence", metavar="KEY", help="an item it rests on, such as E01")
    judge.add_argument("--page", default="")
    judge.add_argument("--quote", default="")
    judge.add_argument("--from", dest="source", metavar="FILE", help="answers as JSON, by criterion")
    note = commands.add_for_case("note", "what you keep for yourself on a case, told to nobody else", on_case(_note))
    note.add_argument("criterion", nargs="?", help="none to list what you keep")
    note.add_argument("--text", help="your own note; empty takes it away")
    note.add_argument(
        "--confidence", choices=("low", "middling", "high", "none"), help="how sure you are of the answer"
    )
    note.add_argument("--set-aside", action="store_true", help="judge it later; sealing asks again")
    note.add_argument("--take-up", action="store_true", help="no longer set aside")
    commands.add_for_case("answers", "your own answers, with what they were before", on_case(_answers))
    gap = commands.add_for_case(
        "gap", "what is missing and what would count, where an outcome is not met", on_case(_gap)
    )
    gap.add_argument("criterion", nargs="?", help="none to list the gap statements, or what they may start from")
    gap.add_argument("--missing", metavar="TEXT", help="what is missing")
    gap.add_argument("--would-count", metavar="TEXT", help="what would count")
    gap.add_argument("--draft", action="store_true", help="start from your answer, where nothing is written yet")
    held = commands.add_for_case("comparator", "what you hold a best fit against, rated already", on_case(_comparator))
    held.add_argument("criterion", nargs="?", help="a best fit, such as U1.fit; none to list comparators")
    held.add_argument("--title")
    held.add_argument("--owner", default="")
    held.add_argument("--level", type=a_number)
    held.add_argument("--compared", metavar="TEXT", help="what is alike, and what is more or less")
    held.add_argument("--remove", action="store_true", help="take away your comparator with this title")
    commands.add_for_case("seal", "seal your judgements", on_case(_seal))
    withdraw = commands.add_for_case(
        "withdraw-assessor",
        "let an assessor judge no longer, before the reveal; their work is kept",
        on_case(_withdraw),
    )
    withdraw.add_argument(
        "person", metavar="EMAIL", help="who withdraws: yourself, or anybody where you prepare the case"
    )
    withdraw.add_argument("--reason", required=True)
    appoint = commands.add_for_case(
        "appoint-assessor", "appoint somebody in place of an assessor who withdrew", on_case(_appoint)
    )
    appoint.add_argument("person", metavar="EMAIL")


def _withdraw(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.person)
    held = next((one for one in desk.judging.assessments(case.id) if one.person_id == person.id), None)
    if held is None:
        raise NotFound(f"{person.name} does not judge {case.reference}.")
    desk.withdrawing.withdraw(case, held, options.reason)
    say(
        options,
        {"withdrew": person.name},
        f"{person.name} judges no longer. {desk.withdrawing.needed(case.id)}".strip(),
    )


def _appoint(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    person = desk.people.by_email(options.person)
    desk.withdrawing.appoint(case, person)
    say(options, {"appointed": person.name}, f"{person.name} judges {case.reference}.")


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
    print(f"{counted(len(answers), 'answer')} kept. {waiting} not ready to seal.")


def _note(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.own_notes import CONFIDENCE_WORDS

    if options.criterion is None:
        if options.text is not None or options.confidence or options.set_aside or options.take_up:
            raise RuleViolation("Say which criterion it is about.")
        _list_notes(desk, case, options)
        return
    if options.set_aside and options.take_up:
        raise RuleViolation("A criterion is set aside or taken up, not both.")
    if options.text is None and not (options.confidence or options.set_aside or options.take_up):
        raise RuleViolation("Give --text, --confidence, --set-aside or --take-up.")
    criterion = _criterion(desk, case, options.criterion)
    if options.text is not None:
        desk.notes.write(case, criterion, options.text)
    if options.confidence:
        sure = {word: number for number, word in CONFIDENCE_WORDS.items()}
        desk.notes.say_confidence(case, criterion, sure.get(options.confidence))
    if options.set_aside or options.take_up:
        desk.notes.set_aside(case, criterion, options.set_aside)
    print(f"Kept for yourself on {criterion.key}.")


def _criterion(desk: "Desk", case: "CaseRow", key: str) -> "CriterionRow":
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    if key not in criteria:
        raise RuleViolation(f"{key} is not a criterion of {case.reference}. It has: {', '.join(criteria)}.")
    return criteria[key]


def _list_notes(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.own_notes import CONFIDENCE_WORDS

    notes = {one.criterion_id: one for one in desk.notes.notes(case.id)}
    listed = [(one, notes[one.id]) for one in desk.judging.criteria(case.id) if one.id in notes]
    plain = {
        criterion.key: {
            "set_aside": note.postponed,
            "confidence": CONFIDENCE_WORDS.get(note.confidence or 0, ""),
            "note": note.note,
        }
        for criterion, note in listed
    }
    lines = [
        "  ".join(
            [
                f"{criterion.key:<8}",
                *(["set aside"] if note.postponed else []),
                *([f"confidence {CONFIDENCE_WORDS[note.confidence]}"] if note.confidence else []),
                *([note.note] if note.note else []),
            ]
        )
        for criterion, note in listed
    ]
    say(options, plain, "\n".join(lines) or f"You keep nothing for yourself on {case.reference}.")


def _gap(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if options.criterion is None:
        if options.missing is not None or options.would_count is not None or options.draft:
            raise RuleViolation("Say which criterion it is about.")
        _list_gaps(desk, case, options)
        return
    criterion = _criterion(desk, case, options.criterion)
    mine = desk.judging.mine(case.id)
    written = desk.gaps.gaps(case.id)
    kept = next(
        (one for one in written if mine and (one.assessment_id, one.criterion_id) == (mine.id, criterion.id)), None
    )
    missing, would_count = (kept.missing, kept.would_count) if kept is not None else ("", "")
    if options.draft:
        start = desk.gaps.drafts(case).get(criterion.id)
        if start is None:
            raise RuleViolation(f"{criterion.label} is not answered partly or not met, so it leaves no gap to state.")
        missing, would_count = missing or start.missing, would_count or start.would_count
    missing = missing if options.missing is None else options.missing
    would_count = would_count if options.would_count is None else options.would_count
    desk.gaps.write(case, criterion, missing, would_count)
    print(f"Gap statement on {criterion.key} kept.")


def _list_gaps(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    mine = desk.judging.mine(case.id)
    numbers = {one.id: one.number for one in desk.judging.assessments(case.id)}
    criteria = desk.judging.criteria(case.id)
    written = desk.gaps.gaps(case.id)
    plain, lines = [], []
    for criterion in criteria:
        for one in (each for each in written if each.criterion_id == criterion.id):
            who = (
                "you" if mine is not None and one.assessment_id == mine.id else f"assessor {numbers[one.assessment_id]}"
            )
            plain.append(
                {"criterion": criterion.key, "by": who, "missing": one.missing, "would_count": one.would_count}
            )
            lines += [f"{criterion.key:<8}  {who}", f"          missing: {one.missing}"]
            lines.append(f"          would count: {one.would_count}")
    said = {one.criterion_id for one in written if mine is not None and one.assessment_id == mine.id}
    open_gaps = [one.key for one in criteria if one.id in desk.gaps.drafts(case).keys() - said]
    if open_gaps:
        lines.append(f"Not stated yet: {', '.join(open_gaps)}. Start one with --draft.")
    say(options, plain, "\n".join(lines) or f"No gap is stated on {case.reference}.")


def _comparator(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    rows = desk.comparators.comparators(case.id)
    if options.criterion is None:
        keys = {one.id: one.key for one in desk.judging.criteria(case.id)}
        plain = [
            {"criterion": keys[one.criterion_id], "comparator": one.words, "compared": one.compared} for one in rows
        ]
        lines = [f"{keys[one.criterion_id]:<8}  {one.words}. {one.compared}" for one in rows]
        say(options, plain, "\n".join(lines) or f"No comparator is named on {case.reference}.")
        return
    criterion = _criterion(desk, case, options.criterion)
    if options.remove:
        mine = desk.judging.mine(case.id)
        own = [one for one in rows if mine is not None and one.assessment_id == mine.id]
        found = next((one for one in own if (one.criterion_id, one.title) == (criterion.id, options.title)), None)
        if found is None:
            raise RuleViolation(f"You have named no comparator {options.title or ''} on {criterion.key}.")
        desk.comparators.remove(case, found)
        print(f"Comparator taken away from {criterion.key}.")
        return
    said = {"title": options.title or "", "owner": options.owner, "compared": options.compared or ""}
    named = desk.comparators.add(case, criterion, level=options.level or 0, **said)
    print(f"Comparator on {criterion.key}: {named.words}.")


def _answers(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.judgements import answer_words

    mine = desk.judging.mine(case.id)
    if mine is None:
        raise RuleViolation(f"You do not judge {case.reference}.")
    now = {one.criterion_id: one for one in desk.judging.judgements(case.id) if one.assessment_id == mine.id}
    before = desk.notes.earlier(case.id)
    plain, lines = [], []
    for criterion in desk.judging.criteria(case.id):
        versions = [one for one in before if one.criterion_id == criterion.id]
        stood: list[JudgementRow | EarlierAnswerRow] = [
            *versions,
            *([now[criterion.id]] if criterion.id in now else []),
        ]
        for place, one in enumerate(reversed(stood)):
            words = answer_words(criterion.kind, one.answer)
            plain.append(
                {
                    "criterion": criterion.key,
                    "now": place == 0 and criterion.id in now,
                    "answer": one.answer,
                    "reason": one.reason,
                    "no_passage_reason": one.no_passage_reason,
                    "kept_at": one.saved_at.isoformat(),
                }
            )
            when = f"{one.saved_at:%d %b %Y %H:%M}"
            lead = f"{criterion.key:<8}" if place == 0 and criterion.id in now else f"{'':<8}before:"
            lines.append(f"{lead}  {words}  {one.reason}  ({when} UTC)".rstrip())
    say(options, plain, "\n".join(lines) or f"You have answered nothing on {case.reference} yet.")


def _answer_problems(
    case: "CaseRow",
    answers: Mapping[str, Answer],
    criteria: "Mapping[str, CriterionRow]",
    items: "Mapping[str, EvidenceRow]",
) -> list[Problem]:
    """Return everything that keeps these answers from being kept, so that it is told at once and nothing is kept."""
    from ..domain.judgements import check_answer
    from ..domain.policy import Policy

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


def _seal(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    missing = desk.judging.missing_to_seal(case)
    if missing:
        raise RuleViolation("\n".join(["Not sealed yet:", *(f"  {one.part}: {one.message}" for one in missing)]))
    sealed = desk.judging.seal(case)
    print(f"Sealed. Commitment {sealed.commitment[:CODE_LENGTH]}.")
