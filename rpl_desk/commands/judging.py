"""Commands of an assessor: their answers, and the sealing of them."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import Problem, Refused, RuleViolation
from ..handed import Answer, Passage, read_answers
from .common import Commands, counted, on_case

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.evidence import EvidenceRow
    from ..domain.judgements import CriterionRow


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
    commands.add_for_case("seal", "seal your judgements", on_case(_seal))


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
    print(f"Sealed. Commitment {sealed.commitment[:16]}.")
