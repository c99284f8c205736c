"""Commands of calibration: a decided case frozen, judged apart by chosen assessors, and how far they agreed."""

import argparse
from typing import TYPE_CHECKING, Any

from ..domain.agreement import in_words
from ..domain.calibration import MARK, FrozenCriterion
from ..domain.errors import NotFound
from ..domain.judgements import answer_words
from .common import Commands, a_number, counted, on_case, say, signed_in

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..services.calibrating import Exercise


def register(commands: Commands) -> None:
    """Add the commands of calibration to the command line."""
    calibrate = commands.group("calibrate", "judge a decided case anew, apart, to see how far assessors agree")
    made = calibrate.add_for_case("set", "freeze a signed case as an exercise", on_case(_set))
    made.add_argument("--title", required=True, help="what the assessors know it by")
    whom = made.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", nargs="+", metavar="EMAIL", help="the assessors")
    whom.add_argument("--to-all", action="store_true", help="everybody who has a part in judging a case here")
    calibrate.add("list", "the exercises you set or judge", signed_in(_list))
    for name, words, act in (
        ("show", "what is judged in an exercise, and your answers", _show),
        ("seal", "seal your answers to an exercise", _seal),
        ("results", "how far the assessors agreed, once all have sealed", _results),
    ):
        _numbered(calibrate, name, words, act)
    answer = _numbered(calibrate, "answer", "answer one criterion of an exercise", _answer)
    answer.add_argument("criterion", metavar="CRITERION", help="its key, such as U1.k")
    answer.add_argument("answer", metavar="ANSWER", help="a level, points, met, partly, not_met or unsure")
    answer.add_argument("--reason", required=True)
    excuse = _numbered(calibrate, "excuse", "wait for an assessor no longer", _excuse)
    excuse.add_argument("email", metavar="EMAIL")
    excuse.add_argument("--reason", required=True)


def _numbered(calibrate: Commands, name: str, words: str, act: Any) -> argparse.ArgumentParser:
    made = calibrate.add(name, words, signed_in(act))
    made.add_argument("exercise", type=a_number, metavar="NUMBER", help="of the exercise: 3 for CAL-3")
    return made


def _set(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    people = list(desk.calibrating.assessors()) if options.to_all else [desk.people.by_email(one) for one in options.to]
    made = desk.calibrating.set_exercise(case, options.title, people)
    say(options, _plain(made), f"{made.name} is set for {counted(len(people), 'assessor')}. {MARK}.")


def _list(desk: "Desk", options: argparse.Namespace) -> None:
    found = desk.calibrating.exercises()
    lines = [f"{one.name} {one.title}: {one.state}" for one in found]
    say(
        options, [_plain(one) for one in found], "\n".join([f"{MARK}.", *lines] if lines else ["There is no exercise."])
    )


def _show(desk: "Desk", options: argparse.Namespace) -> None:
    exercise, frozen = desk.calibrating.exercise(options.exercise), desk.calibrating.frozen(options.exercise)
    mine = exercise.mine
    own = {one.key: one for one in desk.calibrating.answers(exercise.id) if mine and one.assessor_id == mine.id}
    lines = [f"{exercise.name} {exercise.title}: {exercise.state}. {MARK}."]
    lines += [f"{one.key} {one.title} ({one.file_name})" for one in frozen.items]
    for one in frozen.criteria:
        said = own.get(one.key)
        lines.append(f"{one.key} {one.label}: {answer_words(one.kind, said.answer if said else '')}")
        lines.append(f"    {one.text}")
    plain = _plain(exercise) | {
        "criteria": [
            {
                "key": one.key,
                "label": one.label,
                "text": one.text,
                "answer": own[one.key].answer if one.key in own else "",
            }
            for one in frozen.criteria
        ],
        "items": [{"item": one.key, "title": one.title, "sha256": one.sha256} for one in frozen.items],
    }
    say(options, plain, "\n".join(lines))


def _answer(desk: "Desk", options: argparse.Namespace) -> None:
    criterion = _criterion(desk, options.exercise, options.criterion)
    desk.calibrating.answer(options.exercise, criterion, options.answer, options.reason)
    left = len(desk.calibrating.left(options.exercise))
    plain = {"criterion": criterion.key, "answer": options.answer, "left": left}
    say(options, plain, f"{criterion.key}: {answer_words(criterion.kind, options.answer)}. {left} left.")


def _criterion(desk: "Desk", key: int, asked: str) -> FrozenCriterion:
    for one in desk.calibrating.frozen(key).criteria:
        if one.key.casefold() == asked.casefold():
            return one
    raise NotFound(f"There is no criterion {asked} in this exercise.")


def _seal(desk: "Desk", options: argparse.Namespace) -> None:
    sealed = desk.calibrating.seal(options.exercise)
    exercise = desk.calibrating.exercise(options.exercise)
    say(options, _plain(exercise) | {"commitment": sealed.commitment}, f"Sealed. {exercise.name}: {exercise.state}.")


def _results(desk: "Desk", options: argparse.Namespace) -> None:
    exercise, found = desk.calibrating.exercise(options.exercise), desk.calibrating.results(options.exercise)
    lines = [f"{exercise.name} {exercise.title}. {MARK}.", *(in_words(one) for one in (*found.parts, *found.whole))]
    if found.judged_it_before:
        lines.append(f"Judged the case itself before: {', '.join(found.judged_it_before)}.")
    for one in found.compared:
        kind = one.criterion.kind
        said = "; ".join(
            f"{number}: {answer_words(kind, answer)}" for number, (answer, _) in sorted(one.answers.items())
        )
        panel = f"; the panel found {answer_words(kind, one.finding)}" if one.finding else ""
        lines.append(f"{one.criterion.key} {one.criterion.label}: {said or 'judged as a whole'}{panel}")
    plain = _plain(exercise) | {
        "agreement": [
            {
                "of": one.name,
                "criteria": one.criteria,
                "percent": one.percent,
                "kappa": one.kappa,
                "alpha": one.alpha,
            }
            for one in (*found.parts, *found.whole)
        ],
        "judged_it_before": list(found.judged_it_before),
    }
    say(options, plain, "\n".join(lines))


def _excuse(desk: "Desk", options: argparse.Namespace) -> None:
    exercise, person = desk.calibrating.exercise(options.exercise), desk.people.by_email(options.email)
    participant = next((one for one in exercise.participants if one.person_id == person.id), None)
    if participant is None:
        raise NotFound(f"{person.name} does not judge {exercise.name}.")
    desk.calibrating.excuse(exercise.id, participant, options.reason)
    exercise = desk.calibrating.exercise(exercise.id)
    say(options, _plain(exercise), f"{person.name} is waited for no longer. {exercise.name}: {exercise.state}.")


def _plain(exercise: "Exercise") -> dict[str, Any]:
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "title": exercise.title,
        "calibration": True,
        "set_by": exercise.set_by,
        "state": exercise.state,
        "assessors": [
            {"number": one.number, "name": one.name, "sealed": one.is_sealed, "excused": one.excused}
            for one in exercise.participants
        ],
    }
