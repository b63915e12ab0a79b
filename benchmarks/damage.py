"""How well a wrong figure is found, named and put right: known damage done to consistent disclosures.

python benchmarks/damage.py [--cases N] [--seed N] [--redrawn N] [--kinds KIND...] [--of suspects] [--show ...] [--json FILE]

The five samples with their corrections, and disclosures of their structure with amounts drawn anew, are damaged in one,
two or three places, in ways that authors and copyists have, each drawn with equal chances. Every damage is screened alone
too: what then shows no violation that the intact document has not, no identity can reveal, and it is counted apart and
named. Over the others it is counted whether a finding has the damaged figure first, and whether it expects the amount that
stood there. ``--of suspects`` counts what locating gives instead of what the user is told. Kinds that are known to be found
worse are measured apart, beside the bars, and so is what only a hint tells of.
"""

from __future__ import annotations

import argparse
import math
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table

from mingcha import Screener, Screening
from mingcha.checking import Cube
from mingcha.checking.identity import SUM
from mingcha.locating import Located, locate
from mingcha.understanding import Figure
from mingcha_datasets import Disclosure, load_consistent, sample_names
from mingcha_datasets.damage import KINDS, WEAK, Damage, Edit, Intact, damaged, draw
from mingcha_datasets.printed import NARRATIVE, Printed
from mingcha_datasets.redrawn import redrawn

CASES, SEED, REDRAWN, PROCESSES, ENOUGH = 2000, 1, 3, 2, 50
PLACE, VALUE, TOGETHER = 0.97, 0.95, {1: 0.97, 2: 0.92, 3: 0.85}
CALIBRATION, WEAK_SHARE = 0.05, 10
LOCATING = (15, 250)
COUNTS = (1, 2, 3)
SHOWN = ("missed", "misplaced", "misvalued")
CAUSES = {
    "wrong_digit": {"one_digit", "misread_digit", "extraction_damage"},
    "swapped_digits": {"swapped_digits"},
    "inserted_digit": {"inserted_digit"},
    "dropped_digit": {"dropped_digit"},
    "shifted_point": {"shifted_point"},
    "wrong_unit": {"mixed_units", "other_unit"},
    "wrong_sign": {"wrong_sign"},
    "repeated_row": {"copied_cell", "copied_row"},
    "repeated_column": {"copied_cell", "copied_column", "other_column"},
    "repeated_whole_row": {"copied_cell", "copied_row"},
    "other_figure": {"other_table", "other_account", "other_column", "copied_cell", "label_of_part"},
    "omitted_child": {"omitted_child"},
    "doubled_child": {"doubled_child", "doubled_amount"},
    "wrong_label": {"wrong_label"},
}
"""The diagnoses that name a kind of damage; the other kinds leave no trace in the figure that would tell them apart."""

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


class Task(NamedTuple):
    """A case to do: which sample, with how many damages of which kinds, drawn how; whether findings or suspects answer."""

    sample: str
    damages: int
    kinds: tuple[str, ...]
    seed: str
    of: str


class Answer(NamedTuple):
    """A finding or a suspect: the place it names first, and the amount it expects there, in yuan."""

    rule: str
    diagnosis: str | None
    severity: str
    confidence: float
    line: int | None
    row: str
    column: str
    text: str
    stated: str | None
    expected: Decimal | None
    message: str


class Told(msgspec.Struct, frozen=True):
    """An answer of a damaged document that its intact one has not."""

    rule: str
    diagnosis: str | None
    severity: str
    confidence: float
    line: int | None
    text: str
    stated: str | None
    expected: str | None
    right: bool


class Outcome(msgspec.Struct, frozen=True):
    """What became of one damage.

    Attributes:
        count: how many damages the document has.
        line, old, new, where: its wrong figure.
        revealed: whether alone it breaks an identity.
        hinted: whether it does not, yet alone it gets a hint, for decimals cut off would explain it.
        place, value: whether a finding has it first, and whether that expects the right amount.
        named: whether such a finding also names the cause.
        findings: those of the document that its intact one has not; of one of several damages all together.
        seconds, locating: processor time of screening the damaged document, and of that locating.
    """

    sample: str
    count: int
    kind: str
    line: int
    old: str
    new: str
    where: str
    revealed: bool
    hinted: bool
    place: bool
    value: bool
    named: bool
    findings: list[Told]
    seconds: float
    locating: float


def main() -> int:
    """Damage, screen, count and print; 1 where a bar is not reached."""
    arguments = _arguments()
    names = names_of(range(arguments.redrawn + 1))
    errors = sum(errors_of(base_of(name)) for name in names)  # before the processes part, so that they share what is made once
    with get_context("fork" if sys.platform == "linux" else "spawn").Pool(PROCESSES) as pool:
        outcomes = [each for group in pool.imap(outcomes_of, _tasks(names, arguments), chunksize=20) for each in group]
        weak = [each for group in pool.imap(outcomes_of, _weak_tasks(names, arguments), chunksize=20) for each in group]
    console = Console(width=140)
    reached = report(outcomes, errors, console)
    if weak:
        _groups("kind known to be found worse, beside the bars", weak, lambda each: each.kind, console)
    outcomes += weak
    for outcome in outcomes:
        if _is(outcome, arguments.show):
            _print_outcome(outcome)
    if arguments.json:
        Path(arguments.json).write_bytes(msgspec.json.format(msgspec.json.encode(outcomes), indent=1) + b"\n")
    return 0 if reached else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Damage figures of consistent disclosures and see what Mingcha makes of it.")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help="documents with one damage; half as many with more")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which damages are drawn")
    parser.add_argument(
        "--redrawn", type=int, default=REDRAWN, metavar="N", help="how often each sample's amounts are drawn anew"
    )
    parser.add_argument(
        "--kinds", nargs="+", choices=(*KINDS, *WEAK), default=(), metavar="KIND", help="only these kinds of damage"
    )
    parser.add_argument("--of", choices=("findings", "suspects"), default="findings", help="what answers")
    parser.add_argument("--show", choices=SHOWN, help="list the damages of one kind of failure")
    parser.add_argument("--json", metavar="FILE", help="write every damage and its findings")
    return parser.parse_args()


def names_of(numbers: Iterable[int]) -> list[str]:
    """Consistent disclosures by number: 0 are the samples, any other those of their structure with amounts drawn anew."""
    return [f"{sample}{_REDRAWN}{number}" if number else sample for number in numbers for sample in sample_names()]


def _tasks(names: Sequence[str], arguments: argparse.Namespace) -> list[Task]:
    return [
        Task(names[case % len(names)], count, tuple(arguments.kinds), f"{arguments.seed} {count} {case}", arguments.of)
        for count in COUNTS
        for case in range(arguments.cases if count == 1 else arguments.cases // 2)
    ]


def _weak_tasks(names: Sequence[str], arguments: argparse.Namespace) -> list[Task]:
    """Of each weak kind a share of the cases, where no kinds are asked for."""
    return [
        Task(names[case % len(names)], 1, (kind,), f"{arguments.seed} {kind} {case}", arguments.of)
        for kind in (() if arguments.kinds else WEAK)
        for case in range(arguments.cases // WEAK_SHARE)
    ]


# -- one case ----------------------------------------------------------------------------------------------------------


class Base(NamedTuple):
    """A consistent disclosure, how it is screened, and what its amounts are called there."""

    intact: Intact
    screening: Screening
    violations: Counter[tuple[object, ...]]
    hints: Counter[tuple[object, ...]]
    figures: dict[Printed, Figure]


@cache
def screener() -> Screener:
    """The one screener of a process."""
    return Screener()


@cache
def base_of(name: str) -> Base:
    """The consistent disclosure of a name, made once in a process."""
    return made(name)


def made(name: str) -> Base:
    """The consistent disclosure of a name (``names_of``).

    Raises:
        ValueError: no amounts were found that agree.
    """
    sample, _, number = name.partition(_REDRAWN)
    if not number:
        return _intact(load_consistent(sample), name)
    equal, sums = _identities(base_of(sample))
    for attempt in range(_TRIES):
        other = redrawn(load_consistent(sample), equal, sums, Random(f"{name} {attempt}"))
        base = _intact(other, name)
        if not errors_of(base) and not _broken(base):
            return base
    raise ValueError(f"no amounts of {name} were found that agree")


_REDRAWN, _TRIES = " redrawn ", 20


def _intact(disclosure: Disclosure, name: str) -> Base:
    intact = Intact(disclosure)
    screening = screener().screen(intact.text.encode(), name)
    return Base(intact, screening, _violations(screening), _violations(screening, hints=True), _understood(intact, screening))


def errors_of(base: Base) -> int:
    """How many findings of error a consistent disclosure has, which should be none."""
    return sum(finding.severity == "error" for finding in base.screening.findings)


def _broken(base: Base) -> bool:
    violations = (violation for outcome in base.screening.outcomes for violation in outcome.violations)
    return any(violation.identity is not None and not violation.hint for violation in violations)


def _identities(base: Base) -> tuple[list[list[Printed]], list[list[tuple[Printed, int]]]]:
    """What the rules know to be equal, and to add up, among the amounts of a consistent disclosure."""
    of = {id(figure): amount for amount, figure in base.figures.items()}
    equal, sums = [], []
    for identity in (identity for outcome in base.screening.outcomes for identity in outcome.identities):
        first = identity.figures[0]
        if identity.form == SUM:
            weighted = [(figure, weight) for figure, weight in zip(identity.figures, identity.weights, strict=True) if figure.fen]
            if all(id(figure) in of for figure, _ in weighted):
                sums.append([(of[id(figure)], weight if figure.fen > 0 else -weight) for figure, weight in weighted])
        else:
            same = [figure for figure in identity.figures if figure.fen and abs(figure.fen - first.fen) < figure.ulp + first.ulp]
            equal.append([of[id(figure)] for figure in same if id(figure) in of])
    return [members for members in equal if members], sums


def outcomes_of(task: Task) -> list[Outcome]:
    """What becomes of each damage of a case."""
    base = base_of(task.sample)
    damages = draw(base.intact, task.damages, Random(task.seed), task.kinds)
    text = damaged(base.intact.text, damages).encode()
    began = time.process_time()
    screening = screener().screen(text, task.sample)
    seconds = time.process_time() - began
    located, locating = _located(screening)
    answers = of_suspects(located) if task.of == "suspects" else _new(_of_findings(screening), _of_findings(base.screening))
    judged = [[judge(answer, damage, base) for damage in damages] for answer in answers]
    told = [
        Told(
            rule=each.rule,
            diagnosis=each.diagnosis,
            severity=each.severity,
            confidence=each.confidence,
            line=each.line,
            text=each.text,
            stated=each.stated,
            expected=None if each.expected is None else f"{each.expected} 元",
            right=any(right for _, right in judgement),
        )
        for each, judgement in zip(answers, judged, strict=True)
    ]
    return [
        Outcome(
            sample=task.sample,
            count=task.damages,
            kind=damage.kind,
            line=damage.edits[0].at.line,
            old=damage.edits[0].at.text,
            new=damage.edits[0].new,
            where=_where(damage.edits[0].at),
            revealed=bool(_violations(alone) - base.violations),
            hinted=not _violations(alone) - base.violations and bool(_violations(alone, hints=True) - base.hints),
            place=any(judgement[index][0] for judgement in judged),
            value=any(judgement[index][1] for judgement in judged),
            named=any(
                judgement[index][1] and answer.diagnosis in CAUSES.get(damage.kind, ())
                for answer, judgement in zip(answers, judged, strict=True)
            ),
            findings=told,
            seconds=seconds,
            locating=locating,
        )
        for index, (damage, alone) in enumerate(zip(damages, _each_alone(damages, screening, base, task.sample), strict=True))
    ]


def _each_alone(damages: Sequence[Damage], together: Screening, base: Base, name: str) -> list[Screening]:
    if len(damages) == 1:
        return [together]
    return [screener().screen(damaged(base.intact.text, [damage]).encode(), name) for damage in damages]


def _located(screening: Screening) -> tuple[Located, float]:
    cube = Cube(screening.disclosure, screener().knowledge)
    began = time.process_time()
    located = locate(screening.outcomes, cube)
    return located, time.process_time() - began


def _of_findings(screening: Screening) -> list[Answer]:
    return [
        Answer(
            rule=each.rule,
            diagnosis=each.diagnosis,
            severity=each.severity,
            confidence=each.confidence,
            line=each.places[0].line if each.places else None,
            row=each.places[0].row if each.places else "",
            column=each.places[0].column if each.places else "",
            text=each.places[0].text if each.places else "",
            stated=each.stated,
            expected=None if each.expected is None else Decimal(each.expected) * _YUAN.get(each.unit_of_money or "元", 1),
            message=each.message,
        )
        for each in screening.findings
    ]


_YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}


def of_suspects(located: Located) -> list[Answer]:
    """What locating answers."""
    return [
        Answer(
            rule=",".join(sorted({violation.rule for violation in each.explains})),
            diagnosis=None,
            severity="error",
            confidence=each.probability,
            line=each.changes[0].figure.line,
            row=each.changes[0].figure.row,
            column=each.changes[0].figure.column,
            text=each.changes[0].figure.text,
            stated=each.changes[0].figure.text,
            expected=Decimal(each.changes[0].right) / 100,
            message=" ".join(str(violation.words) for violation in each.explains),
        )
        for each in located.suspects
    ]


def _new(answers: Sequence[Answer], known: Sequence[Answer]) -> list[Answer]:
    left = Counter(known)
    new = []
    for answer in answers:
        if left[answer]:
            left[answer] -= 1
        else:
            new.append(answer)
    return new


def judge(answer: Answer, damage: Damage, base: Base) -> tuple[bool, bool]:
    """Whether the answer names the damage first, and whether it also has its right amount."""
    named = [edit for edit in damage.edits if _is_first(answer, edit, base)]
    return bool(named), any(_is_right(answer, edit) for edit in named)


def _is_first(answer: Answer, edit: Edit, base: Base) -> bool:
    if answer.line != edit.at.line:
        return False
    if not edit.at.unit:
        return True
    number = _NUMBER.search(answer.text)
    if (number[0] if number else "") != edit.new:
        return False
    line = base.intact.text.split("\n")[edit.at.line - 1]
    alone = edit.new != "" and edit.new not in _NUMBER.findall(line)
    figure = base.figures.get(edit.at)
    return alone or figure is None or (figure.row, figure.column) == (answer.row, answer.column)


def _is_right(answer: Answer, edit: Edit) -> bool:
    """Whether the amount expected is the one that stood there, to its last printed place; a code must be told."""
    if not edit.at.unit:
        return edit.at.text in answer.message
    if answer.expected is None:
        return False
    expected, right = answer.expected, edit.at.yuan
    if edit.at.table == NARRATIVE:  # a word beside it says whether it rises or falls
        expected, right = abs(expected), abs(right)
    unit = Decimal(1).scaleb(-edit.at.decimals) * (10_000 if edit.at.unit == "万元" else 1)
    return 2 * abs(expected - right) <= unit


def _violations(screening: Screening, *, hints: bool = False) -> Counter[tuple[object, ...]]:
    """The violations over amounts that cut-off decimals do not explain, or those that they do."""
    return Counter(
        (each.rule, each.stated, each.expected, tuple(place.line for place in each.places))
        for outcome in screening.outcomes
        for each in outcome.violations
        if each.figures and each.hint == hints
    )


def _understood(intact: Intact, screening: Screening) -> dict[Printed, Figure]:
    """The figure that each amount is understood as: equal amounts of a line in their order."""
    disclosure = screening.disclosure
    told = (figure for claim in disclosure.claims for figure in (claim.amount, claim.change) if figure)
    figures: dict[tuple[int, str], list[Figure]] = {}
    for figure in (*disclosure.figures, *told):
        number = _NUMBER.search(figure.text)
        figures.setdefault((figure.line, number[0] if number else ""), []).append(figure)
    amounts: dict[tuple[int, str], list[Printed]] = {}
    for amount in intact.amounts:
        amounts.setdefault((amount.line, amount.text), []).append(amount)
    return {
        amount: figure
        for place, alike in amounts.items()
        if len(figures.get(place, ())) == len(alike)
        for amount, figure in zip(alike, figures[place], strict=True)
    }


def _where(at: Printed) -> str:
    return "｜".join(each for each in (at.title, f"{at.code} {at.label}".strip(), at.head) if each)


# -- the report --------------------------------------------------------------------------------------------------------


def report(outcomes: Sequence[Outcome], intact: int, console: Console) -> bool:
    """Print all shares beside their bars, and return whether all bars are reached."""
    single = [each for each in outcomes if each.count == 1]
    reached = [_summary(outcomes, single, intact, console)]
    _groups("kind", single, lambda each: each.kind, console)
    _groups(
        "disclosure", single, lambda each: each.sample.rstrip("0123456789 ") if _REDRAWN in each.sample else each.sample, console
    )
    _groups("stands in", single, lambda each: "a sentence" if each.where in _told(single) else "a table", console)
    _hidden(single, console)
    reached.append(_calibration(outcomes, console))
    return all(reached)


def _told(outcomes: Iterable[Outcome]) -> set[str]:
    return {
        _where(at) for name in {each.sample for each in outcomes} for at in base_of(name).intact.amounts if at.table == NARRATIVE
    }


def _summary(outcomes: Sequence[Outcome], single: Sequence[Outcome], intact: int, console: Console) -> bool:
    shown = [each for each in single if each.revealed]
    told = [each for each in single if each.revealed or each.hinted]
    several = {count: [each for each in outcomes if each.count == count and each.revealed] for count in COUNTS if count > 1}
    rows = [
        ("one damage: its place first", _share(each.place for each in shown), PLACE),
        ("one damage: its right value", _share(each.value for each in shown), VALUE),
        *((f"{count} damages: place first", _share(each.place for each in several[count]), TOGETHER[count]) for count in several),
        *((f"{count} damages: right value", _share(each.value for each in several[count]), None) for count in several),
        ("one damage, also those that get only a hint: place first", _share(each.place for each in told), None),
        ("one damage, also those that get only a hint: right value", _share(each.value for each in told), None),
    ]
    table = Table("measured over what an identity reveals", "share", "bar", "")
    for name, share, bar in rows:
        table.add_row(name, _percent(share), _percent(bar) if bar else "", "" if bar is None else _verdict(share >= bar))
    table.add_row("findings of error without damage", str(intact), "0", _verdict(not intact))
    console.print(table)
    errors = Counter(sum(told.severity == "error" for told in each.findings) for each in shown)
    spread = "  ".join(f"{number}: {_percent(errors[number] / max(len(shown), 1))}" for number in sorted(errors))
    revealed, hinted = _share(each.revealed for each in single), _share(each.hinted for each in single)
    console.print(
        f"damaged once: {len(single)} documents; an identity reveals {_percent(revealed)}, only as a hint {_percent(hinted)}"
    )
    console.print(f"findings of error per cause (1 is right): {spread}")
    _times("screening a damaged document", [each.seconds for each in outcomes], console)
    _times(f"locating in it (bars {LOCATING[0]} and {LOCATING[1]} ms)", [each.locating for each in outcomes], console)
    samples = [base_of(name).screening for name in sample_names()]
    _times("locating in an intact one (bar: nothing)", [_located(each)[1] for each in samples], console)
    console.print()
    return not intact and all(bar is None or share >= bar for _, share, bar in rows)


def _times(name: str, seconds: Sequence[float], console: Console) -> None:
    last = sorted(seconds)[min(len(seconds) * 99 // 100, len(seconds) - 1)]
    middle = statistics.median(seconds)
    console.print(f"{name}: median {middle * 1000:.2f} ms, 99th percentile {last * 1000:.2f} ms of the processor")


def _groups(name: str, outcomes: Sequence[Outcome], key: object, console: Console) -> None:
    assert callable(key)
    table = Table(
        name, "damages", "revealed", "place first", "right value", "cause named", "errors a cause", title=f"one damage, by {name}"
    )
    for group in sorted({key(each) for each in outcomes}):
        members = [each for each in outcomes if key(each) == group]
        shown = [each for each in members if each.revealed]
        errors = [sum(told.severity == "error" for told in each.findings) for each in shown]
        table.add_row(
            group,
            str(len(members)),
            _percent(_share(each.revealed for each in members)),
            _percent(_share(each.place for each in shown)),
            _percent(_share(each.value for each in shown)),
            _percent(_share(each.named for each in shown if each.value and each.kind in CAUSES)),
            f"{statistics.mean(errors):.2f}" if errors else "",
        )
    console.print(table)


def _hidden(single: Sequence[Outcome], console: Console) -> None:
    """Name the places where no identity reveals a damage."""
    places = Counter(map(_place, single))
    hidden = Counter(_place(each) for each in single if not each.revealed)
    kinds: dict[tuple[str, int, str], set[str]] = {}
    for each in single:
        if not each.revealed:
            kinds.setdefault(_place(each), set()).add(each.kind)
    table = Table("disclosure", "line", "where no identity reveals it", "hidden", "of", "kinds", title="what nothing can reveal")
    for (sample, line, where), number in sorted(hidden.items(), key=lambda item: (-item[1], item[0]))[:_MOST_HIDDEN]:
        table.add_row(
            sample, str(line), where, str(number), str(places[sample, line, where]), ", ".join(sorted(kinds[sample, line, where]))
        )
    if len(hidden) > _MOST_HIDDEN:
        table.caption = f"and {len(hidden) - _MOST_HIDDEN} places more; --show missed lists all"
    console.print(table)


_MOST_HIDDEN = 30


def _place(outcome: Outcome) -> tuple[str, int, str]:
    return outcome.sample.partition(_REDRAWN)[0], outcome.line, outcome.where


def _calibration(outcomes: Sequence[Outcome], console: Console) -> bool:
    """Stated confidence beside the share of findings that name a damaged figure first, with its right amount."""
    findings = [each for first in {id(one.findings): one for one in outcomes}.values() for each in first.findings]
    told = [each for each in findings if each.expected is not None and each.severity == "error"]
    table = Table("stated confidence", "findings", "stated", "right", "apart", "", title="is the confidence what it says?")
    reached, thin = True, 0
    for low in range(10):
        members = [each for each in told if min(int(each.confidence * 10), 9) == low]
        if not members:
            continue
        stated, right = statistics.mean(each.confidence for each in members), _share(each.right for each in members)
        enough, well = len(members) >= ENOUGH, abs(stated - right) <= CALIBRATION
        reached &= well or not enough
        thin += 0 if enough else len(members)
        table.add_row(
            f"{low / 10:.1f}–{(low + 1) / 10:.1f}",
            str(len(members)),
            _percent(stated),
            _percent(right),
            f"{100 * abs(stated - right):.1f}",
            _verdict(well) if enough else "thin",
        )
    table.caption = (
        f"not judged: {thin} of these {len(told)} findings, in lines of fewer than {ENOUGH}; "
        f"not counted: {len(findings) - len(told)} findings that are no error or expect no amount"
    )
    console.print(table)
    return reached


def _is(outcome: Outcome, failure: str | None) -> bool:
    match failure:
        case "missed":
            return not outcome.revealed
        case "misplaced":
            return outcome.revealed and not outcome.place
        case "misvalued":
            return outcome.revealed and outcome.place and not outcome.value
        case _:
            return False


def _print_outcome(outcome: Outcome) -> None:
    print(f"{outcome.sample}:{outcome.line} {outcome.kind} ({outcome.count}): {outcome.old} -> {outcome.new}  {outcome.where}")
    for told in outcome.findings:
        if told.expected is not None:
            print(
                f"    {told.rule} {told.diagnosis or ''} {told.severity} {told.confidence}: line {told.line} {told.text!r},"
                f" {told.stated} should be {told.expected}"
            )


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else math.nan


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100 * share:.1f} %"


def _verdict(well: bool) -> str:
    return "reached" if well else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
