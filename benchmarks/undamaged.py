"""Disclosures without a contradiction by the thousand: what is found in them is a false alarm, and what is read must be true.

python -m benchmarks.undamaged [--seeds N] [--first N] [--forms LAYOUT-KIND...] [--processes N] [--json FILE] [--show N]

Each form that `mingcha corpus make` knows is made with so many numbers and screened as text. Counted are documents with errors,
warnings and hints, crashes, and of the amounts printed in tables and forms how many are figures for the engine with the same
amount, and how many of those in tables stand at the coordinate that they have in the books. The exit status is 1 where a
document has an error or crashed. The same arguments give the same JSON for any number of processes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import msgspec
from msgspec import Struct

from mingcha import Screener
from mingcha.understanding import Figure
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import Made, make
from mingcha_datasets.corpus.paper import Board, Piece, Role
from mingcha_datasets.corpus.printing import places_of, text_of

SEEDS, FIRST, PROCESSES, SHOWN, CHUNK = 200, 1, 2, 10, 10
SEVERITIES = ("error", "warning", "info")


class Alarm(Struct, frozen=True):
    """A finding in a document in which nothing is wrong."""

    document: str
    rule: str
    severity: str
    line: int
    message: str


class Screened(Struct, frozen=True):
    """What came of one document.

    Attributes:
        form, document: which one.
        alarms: its findings.
        crash: how making or screening it failed, or "".
        printed, read, true: amounts in tables and forms; of these, those the engine has with the same amount; of the latter
            those in tables whose coordinate was compared (placed) and is that of the books (right).
        unread: amounts that the engine has not, by kind of table.
        misplaced: amounts at another coordinate, by kind of table and what differs.
    """

    form: str
    document: str
    alarms: tuple[Alarm, ...] = ()
    crash: str = ""
    printed: int = 0
    read: int = 0
    placed: int = 0
    right: int = 0
    unread: dict[str, int] = {}
    misplaced: dict[str, int] = {}


class Form(Struct, frozen=True):
    """What came of all documents of a form; `with_` counts documents that have a finding of that severity."""

    documents: int
    crashes: int
    with_error: int
    with_warning: int
    with_info: int
    rules: dict[str, int]
    printed: int
    read: int
    placed: int
    right: int
    unread: dict[str, int]
    misplaced: dict[str, int]


class Result(Struct, frozen=True):
    """What came of all: by form, and the first alarms of each rule and the first crashes."""

    first: int
    seeds: int
    forms: dict[str, Form]
    examples: tuple[Alarm, ...]
    crashes: tuple[str, ...]


def main() -> int:
    """Screen and tell; 1 when something in them is called an error, or crashed."""
    parser = argparse.ArgumentParser(description="Screen disclosures that have nothing wrong.")
    known = ["-".join(form) for form in sorted(LAYOUTS)]
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help="how many of each form (%(default)s)")
    parser.add_argument("--first", type=int, default=FIRST, metavar="N", help="the first number (%(default)s)")
    parser.add_argument("--forms", nargs="+", default=known, choices=known, metavar="FORM", help=", ".join(known))
    parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N", help="how many at a time (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the result goes")
    parser.add_argument("--show", type=int, default=SHOWN, metavar="N", help="how many alarms of a rule to print (%(default)s)")
    arguments = parser.parse_args()
    result = measure(arguments.forms, arguments.seeds, arguments.first, arguments.processes, arguments.show)
    if arguments.json:
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
    _print(result)
    return int(any(form.with_error or form.crashes for form in result.forms.values()))


def measure(forms: Sequence[str], seeds: int, first: int = FIRST, processes: int = PROCESSES, shown: int = SHOWN) -> Result:
    """Make and screen so many documents of each form, such as shaanxi-budget.

    Args:
        forms: layout and kind.
        seeds: how many of each, from the number `first` on.
        first: see `seeds`.
        processes: how many at a time; 1 for none but this.
        shown: how many alarms of a rule to keep.
    """
    tasks = list(product(forms, range(first, first + seeds)))
    if processes == 1:
        return _summary(map(screened, tasks), first, seeds, shown)
    with get_context("spawn").Pool(processes) as pool:
        return _summary(pool.imap(screened, tasks, CHUNK), first, seeds, shown)


def screened(task: tuple[str, int]) -> Screened:
    """Make and screen one: its form and its number."""
    form, seed = task
    name = f"{form}-{seed:06}"
    try:
        layout, kind = form.split("-")
        made = make(layout, kind, seed)
        screening = _screener().screen(text_of(made.paper).encode(), f"{name}.txt")
    except Exception as error:
        return Screened(form, name, crash=f"{name}: {type(error).__name__}: {error}")
    alarms = (
        Alarm(name, each.rule, each.severity, (each.places[0].line or 0) if each.places else 0, each.message)
        for each in screening.findings
    )
    found = {(figure.line, figure.cell): figure for figure in screening.disclosure.figures}
    printed = list(_printed(made))
    unread = Counter(kind for kind, place, piece in printed if not _same(found.get(place), piece))
    compared = [
        (kind, _differences(found[place], piece.fact))
        for kind, place, piece in printed
        if _same(found.get(place), piece) and piece.fact and _compared(found[place], piece.fact)
    ]
    misplaced = Counter(f"{kind}: {', '.join(differences)}" for kind, differences in compared if differences)
    return Screened(
        form,
        name,
        tuple(alarms),
        "",
        len(printed),
        len(printed) - unread.total(),
        len(compared),
        len(compared) - misplaced.total(),
        dict(unread),
        dict(misplaced),
    )


@cache
def _screener() -> Screener:
    """The one screener of a process."""
    return Screener()


def _printed(made: Made) -> Iterator[tuple[str, tuple[int, int], Piece]]:
    """The amounts in tables and forms: the kind of table, where they stand by line and cell, and the piece."""
    places = places_of(made.paper)
    for spot, piece in made.paper.pieces():
        board = made.paper.blocks[spot.block]
        if isinstance(board, Board) and piece.role is Role.AMOUNT and piece.text:
            yield board.kind, (places[spot].line, spot.column), piece


def _same(figure: Figure | None, piece: Piece) -> bool:
    """Whether that figure is the amount of the piece, as precise as it is printed."""
    if figure is None or piece.fact is None:
        return False
    return abs(abs(figure.fen) - abs(piece.fact.value)) <= figure.ulp


def _compared(figure: Figure, fact: Fact) -> bool:
    """Whether both speak of expenditure: targets and 机关运行经费 are measures of their own for the engine."""
    return fact.measure == "expenditure" and figure.coordinate.measure == "expenditure"


_COMPONENTS = {"operating_activity": "business_spending", "handed_up": "upward", "subsidy": "to_affiliates"}
_FUNDS = {
    "general": "general_public_budget",
    "special_account": "fiscal_account",
    "business": "institution",
    "operating": "business",
    "subordinate": "affiliated",
}
_CODES = {"function": "function", "dept": "economy_dept", "gov": "economy_gov", "component": "component"}
_PERIODS = {"planned": "budget"}


def _differences(figure: Figure, fact: Fact) -> list[str]:
    """The dimensions in which the engine's coordinate is not that of the books; some are told by others, and not compared."""
    key = dict(fact.key)
    told = {"gov"} if "dept" in key else set()
    told |= {"component"} if "dept" in key or "gov" in key else set()
    stands = figure.coordinate
    key["component"] = _COMPONENTS.get(key.get("component", ""), key.get("component", ""))
    pairs = [(name, getattr(stands, theirs), key.get(name, "")) for name, theirs in _CODES.items() if name not in told]
    fund = key.get("source", key.get("fund", ""))
    # 其他收入 is a source of that name; the fund other is several, for which the engine has no word.
    if fund != "other" or "source" in key:
        pairs.append(("fund", stands.fund, _FUNDS.get(fund, fund)))
    pairs.append(("period", stands.period, _PERIODS.get(fact.period, fact.period)))
    return [_difference(name, read, true) for name, read, true in pairs if read != true]


def _difference(dimension: str, read: str, true: str) -> str:
    return dimension if dimension in ("function", "dept", "gov") else f"{dimension} {read or 'all'} for {true or 'all'}"


def _summary(all_: Iterable[Screened], first: int, seeds: int, shown: int) -> Result:
    by_form: dict[str, list[Screened]] = {}
    for each in all_:
        by_form.setdefault(each.form, []).append(each)
    everything = [each for of_form in by_form.values() for each in of_form]
    kept: dict[str, list[Alarm]] = {}
    for alarm in (alarm for each in everything for alarm in each.alarms):
        kept.setdefault(f"{SEVERITIES.index(alarm.severity)} {alarm.rule} {alarm.document.rpartition('-')[0]}", []).append(alarm)
    examples = tuple(alarm for rule in sorted(kept) for alarm in kept[rule][:shown])
    crashes = tuple(each.crash for each in everything if each.crash)
    return Result(first, seeds, {form: _form(of_form) for form, of_form in by_form.items()}, examples, crashes)


def _form(documents: Sequence[Screened]) -> Form:
    severities = [{alarm.severity for alarm in each.alarms} for each in documents]
    with_error, with_warning, with_info = (sum(severity in each for each in severities) for severity in SEVERITIES)
    return Form(
        len(documents),
        sum(bool(each.crash) for each in documents),
        with_error,
        with_warning,
        with_info,
        _most(Counter(f"{alarm.severity} {alarm.rule}" for each in documents for alarm in each.alarms)),
        sum(each.printed for each in documents),
        sum(each.read for each in documents),
        sum(each.placed for each in documents),
        sum(each.right for each in documents),
        _most(_added(each.unread for each in documents)),
        _most(_added(each.misplaced for each in documents)),
    )


def _added(counts: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _most(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _print(result: Result) -> None:
    for name, form in result.forms.items():
        print(
            f"{name}: {form.documents} documents, {form.with_error} with errors, {form.with_warning} with warnings, "
            f"{form.with_info} with hints, {form.crashes} crashed; amounts in tables {form.printed}, "
            f"read {_share(form.read, form.printed)}, at their coordinate {_share(form.right, form.placed)}"
        )
        for counts in (form.rules, form.unread, form.misplaced):
            print("    " + "; ".join(f"{what} {count}" for what, count in list(counts.items())[:12]))
    for alarm in result.examples:
        print(f"{alarm.document} {alarm.severity} {alarm.rule} line {alarm.line}: {alarm.message}")
    for crash in result.crashes[:20]:
        print(crash)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


if __name__ == "__main__":
    sys.exit(main())
