"""How much of the damage done to made-up disclosures is found, and how much of what is found is none.

A disclosure of a form is made, damaged, printed as text and screened; its findings are held against the labels of the damage as
those of real disclosures are (``met``). Over damage that the paper itself reveals: the share that any finding meets; over all
findings of severity error and warning: the share that meets a label. Beside them: whether the finding has the damaged place
first, and, where an amount stood there, expects that.

What reveals a damage is told apart: amounts, where figures disagree or do not add up, which identities can show; and words, where
the paper says, names or leaves out what does not go together. Kinds that few papers have a place for are done to further papers,
which count for their kinds only.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec

from benchmarks.part import Part
from mingcha import Screener
from mingcha.findings import Finding
from mingcha.measuring.results import Measure, count, share
from mingcha_datasets.corpus.damage.damaged import AMOUNTS, WORDS
from mingcha_datasets.corpus.damage.index import NUMBER, Index
from mingcha_datasets.corpus.damage.kinds import KINDS
from mingcha_datasets.corpus.damaging import Damaged, damage
from mingcha_datasets.corpus.labels import Defect
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.printing import text_of

WITHHELD = ("jiangsu", "shanghai")
"""The layouts that knowledge/ was not written for."""
RECALL, RECALL_OF_KIND, RECALL_WITHHELD, PRECISION = 0.98, 0.90, 0.90, 0.99
ISSUE = 9

FAMILIES = (
    {
        *("row_sum", "column_sum", "hierarchy_sum", "cross_table", "balance", "narrative_table", "narrative_internal", "percent"),
        *("change_decomposition", "performance_amount", "staffing", "money_unit", "empty_table"),
    },
    {"catalogue", "empty_table", "missing_disclosure"},
    {"code_name", "unit_name", "extraction_damage", "text_slip"},
    {
        *("text_slip", "wrong_topic", "performance_text", "money_unit", "year", "missing_disclosure", "narrative_internal"),
        *("empty_table", "unit_name", "catalogue"),
    },
)
"""Kinds of finding that may speak of the same mistake."""


class Case(msgspec.Struct, frozen=True):
    """A disclosure to damage and screen: which one, and how often which kinds of damage are done to it.

    Attributes:
        seed: of the disclosure and of what is damaged in it.
        damages: how many; as many as fit, where fewer do.
        kinds: () is all.
    """

    layout: str
    kind: str
    seed: int
    damages: int = 1
    kinds: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of one damage.

    Attributes:
        damage: which kind; ``label`` the id of its defect, ``severity`` its severity.
        revealed: whether the paper itself shows it; ``revealed_by``: its amounts or its words; "" where it does not.
        found: whether a finding meets its label, or that of what follows from it.
        located: whether one has it as its first place; ``valued``: whether that expects what stood there too.
        line: of the label's first place.
    """

    layout: str
    kind: str
    seed: int
    damage: str
    label: str
    severity: str
    revealed: bool
    revealed_by: str
    found: bool
    located: bool
    valued: bool
    line: int
    stated: str
    expected: str


class Told(msgspec.Struct, frozen=True):
    """A finding of a damaged disclosure; ``right``: whether it meets a label."""

    rule: str
    kind: str
    severity: str
    confidence: float
    line: int
    text: str
    message: str
    right: bool


class Document(msgspec.Struct, frozen=True):
    """What became of one disclosure; ``seconds`` of processor time its screening took."""

    case: Case
    outcomes: tuple[Outcome, ...]
    told: tuple[Told, ...]
    seconds: float

    @property
    def false(self) -> tuple[Told, ...]:
        """The findings of severity error and warning that meet no label."""
        return tuple(each for each in self.told if not each.right and each.severity != "info")


def cases(
    number: int,
    seed: int,
    damages: int = 1,
    kinds: Sequence[str] = (),
    layouts: Sequence[tuple[str, str]] = (),
    each: int = 1,
) -> list[Case]:
    """So many cases; layouts and kinds of damage take turns, so that each has as many. ``each`` is how many have one paper."""
    forms = tuple(layouts) or tuple(sorted(LAYOUTS))
    drawn = tuple(kinds) or tuple(KINDS)
    found = []
    for at in range(number):
        paper, place = divmod(at, each)
        turn = paper // len(forms) * each + place
        alone = (drawn[turn % len(drawn)],) if damages == 1 else tuple(kinds)
        found.append(Case(*forms[paper % len(forms)], seed + paper, damages, alone))
    return found


def detect(todo: Sequence[Case], processes: int = 2) -> list[Document]:
    """Make, damage and screen; cases whose disclosure has no place for the damage are left out."""
    papers = [list(members) for _, members in groupby(todo, key=lambda case: (case.layout, case.kind, case.seed))]
    if processes == 1:
        return [found for members in papers for found in _of_one_paper(members)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return [found for several in pool.map(_of_one_paper, papers, chunksize=4) for found in several]


def _of_one_paper(todo: Sequence[Case]) -> list[Document]:
    """Cases of one paper, which is made once: that takes longer than to screen it."""
    index = Index(make(todo[0].layout, todo[0].kind, todo[0].seed).paper)
    return [found for case in todo if (found := _detected(case, index))]


@cache
def _screener() -> Screener:
    """The one screener of a process."""
    return Screener()


def _detected(case: Case, index: Index) -> Document | None:
    """What became of one case; None where the disclosure has no place for its damage."""
    done = _done(case, lambda count: damage(index, case.kinds, count, Random(f"{case.seed} damage")))
    if done is None:
        return None
    text = text_of(done.paper).encode()
    began = time.process_time()
    findings = _screener().screen(text, "a.txt").findings
    return judged(case, done, findings, time.process_time() - began)


def _done(case: Case, do: Callable[[int], Damaged | None]) -> Damaged | None:
    return next((done for count in range(case.damages, 0, -1) if (done := do(count))), None)


def judged(case: Case, done: Damaged, findings: Sequence[Finding], seconds: float) -> Document:
    """Findings held against the labels of what was done."""
    hits = [[label for label in done.defects if met(finding, label)] for finding in findings]
    hit = {label.id for labels in hits for label in labels}
    told = [
        Told(each.rule, each.kind, each.severity, each.confidence, first.line or 0, first.text, each.message, bool(labels))
        for each, labels in zip(findings, hits, strict=True)
        for first in each.places[:1]
    ]
    symptoms = {follower for label in done.defects for follower in label.root_cause_of}
    outcomes = [_outcome(case, label, done, findings, hit) for label in done.defects if label.id not in symptoms]
    return Document(case, tuple(outcomes), tuple(told), seconds)


def met(finding: Finding, label: Defect) -> bool:
    """Whether a finding speaks of a label: one of its places is on one of the label's lines, and both are of one family."""
    lines = {place.line for place in finding.places if place.line}
    return _alike(finding.kind, label.kind) and not lines.isdisjoint(where.line for where in label.where)


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in family and other in family for family in FAMILIES)


def _outcome(case: Case, label: Defect, done: Damaged, findings: Sequence[Finding], hit: set[str]) -> Outcome:
    first = label.where[0]
    here = [each for each in findings if met(each, label) and each.places[0].line == first.line]
    here = [
        each
        for each in here
        if not label.stated or not each.places[0].text or _digits(label.stated) in _digits(each.places[0].text)
    ]
    return Outcome(
        case.layout,
        case.kind,
        case.seed,
        label.damage,
        label.id,
        label.severity,
        label.revealed,
        label.revealed_by,
        found=not hit.isdisjoint((label.id, *label.root_cause_of)),
        located=bool(here),
        valued=any(_digits(each.expected or "") == _digits(label.expected) for each in here),
        line=first.line,
        stated=label.stated,
        expected=label.expected,
    )


def _digits(text: str) -> str:
    """A number without separators and what stands around it, or the words."""
    bare = text.replace(",", "").strip()
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


# -- what is counted ---------------------------------------------------------------------------------------------------


def recall(documents: Iterable[Document], *, revealed: bool = True) -> tuple[int, int]:
    """How many damages that the paper reveals, or does not, were found, of how many."""
    outcomes = [each for document in documents for each in document.outcomes if each.revealed == revealed]
    return sum(each.found for each in outcomes), len(outcomes)


def precision(documents: Iterable[Document]) -> tuple[int, int]:
    """How many findings of severity error and warning meet a label, of how many."""
    told = [each for document in documents for each in document.told if each.severity != "info"]
    return sum(each.right for each in told), len(told)


def measures(documents: Sequence[Document], further: Sequence[Document] = ()) -> Iterator[Measure]:
    """Recall and precision by all that they are wanted by, with the bars of the issue.

    Args:
        documents: damaged in kinds that took turns.
        further: more of the kinds that are rare among them, which count for each kind only.
    """
    yield share("recall", *recall(documents), bar=RECALL, issue=ISSUE)
    for by in (AMOUNTS, WORDS):
        some = [each for document in documents for each in document.outcomes if each.revealed_by == by]
        yield share("recall", sum(each.found for each in some), len(some), {_BY: by}, bar=RECALL, issue=ISSUE)
    yield share("precision", *precision(documents), bar=PRECISION, issue=ISSUE)
    yield share("recall not revealed", *recall(documents, revealed=False), better=None)
    revealed = [each for document in documents for each in document.outcomes if each.revealed]
    numbers = [
        each for each in revealed if each.found and each.revealed_by == AMOUNTS and KINDS[each.damage].family in _OF_AMOUNTS
    ]
    yield share("located", sum(each.located for each in numbers), len(numbers))
    # A line left out, a row that slid and a direction have no one amount that would be right.
    amounts = [each for each in numbers if NUMBER.fullmatch(each.expected)]
    yield share("valued", sum(each.valued for each in amounts), len(amounts))
    withheld = [each for each in documents if each.case.layout in WITHHELD]
    yield share("recall", *recall(withheld), {"withheld": ", ".join(WITHHELD)}, bar=RECALL_WITHHELD, issue=ISSUE)
    yield share("precision", *precision(withheld), {"withheld": ", ".join(WITHHELD)})
    for layout, members in _grouped(documents, lambda each: each.case.layout).items():
        bar = RECALL_WITHHELD if layout in WITHHELD else None
        yield share("recall", *recall(members), {"layout": layout}, bar=bar, issue=ISSUE if bar else 0)
        yield share("precision", *precision(members), {"layout": layout})
    for (layout, of), members in _grouped(documents, lambda each: (each.case.layout, each.case.kind)).items():
        yield share("recall", *recall(members), {"layout": layout, "document": of})
        yield share("precision", *precision(members), {"layout": layout, "document": of})
    yield from _by_kind([*revealed, *(each for document in further for each in document.outcomes if each.revealed)])
    yield from _calibration(documents)


_BY = "revealed by"
_OF_AMOUNTS = ("digits", "copies", "totals", "sentences", "misreading")


def _by_kind(revealed: Iterable[Outcome]) -> Iterator[Measure]:
    kinds = _grouped(revealed, lambda each: each.damage)
    for kind, members in kinds.items():
        yield share("recall", sum(each.found for each in members), len(members), {"kind": kind}, bar=RECALL_OF_KIND, issue=ISSUE)
        for by, some in _grouped(members, lambda each: each.revealed_by).items():
            yield share("recall", sum(each.found for each in some), len(some), {"kind": kind, _BY: by})
        for layout, some in _grouped(members, lambda each: each.layout).items():
            yield share("recall", sum(each.found for each in some), len(some), {"kind": kind, "layout": layout})


def _calibration(documents: Iterable[Document]) -> Iterator[Measure]:
    """The share of findings that are right, by how sure they say they are."""
    told = [each for document in documents for each in document.told if each.severity != "info"]
    for bin_, members in _grouped(told, lambda each: min(int(each.confidence * _BINS), _BINS - 1)).items():
        of = {"bin": f"{bin_ / _BINS:.1f} to {(bin_ + 1) / _BINS:.1f}"}
        yield share("right", sum(each.right for each in members), len(members), of, better=None)
        yield count("stated", sum(each.confidence for each in members) / len(members), "share", of, better=None)


_BINS = 10


T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> Mapping[K, list[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(sorted(found.items(), key=lambda each: str(each[0])))


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Measure over disclosures damaged once and over some damaged in three places."""
    seed = size["seed"]
    todo = [*cases(size["single"], seed, each=_EACH), *cases(size["several"], seed + size["single"], damages=3)]
    documents = detect(todo, size["processes"])
    further = rare(documents, seed + size["single"] + size["several"], size["of_kind"], size["turns"], size["processes"])
    kept = msgspec.json.encode([*documents, *further])
    (folder / "detection.json").write_bytes(msgspec.json.format(kept, indent=1) + b"\n")
    yield from measures(documents, further)


_EACH = 4
"""Cases of one paper."""


def rare(documents: Sequence[Document], seed: int, least: int, turns: int, processes: int) -> list[Document]:
    """Papers of every form damaged in the kinds of which fewer than ``least`` are revealed yet, in so many turns at most.

    How many are found has no say in it. Kinds that no paper reveals are left.
    """
    found: list[Document] = []
    for turn in range(turns):
        outcomes = [each for document in (*documents, *found) for each in document.outcomes]
        done = Counter(each.damage for each in outcomes)
        revealed = Counter(each.damage for each in outcomes if each.revealed)
        lacking = [kind for kind in KINDS if revealed[kind] < least and (revealed[kind] or not done[kind])]
        if not lacking:
            break
        forms = len(LAYOUTS)
        found += detect(cases(forms * len(lacking), seed + turn * forms, kinds=lacking, each=len(lacking)), processes)
    return found


PART = Part(
    "detection",
    "damage done to made-up disclosures of ten forms: how much is found, and how much of what is found is none",
    {
        "tiny": {"single": 10, "several": 0, "of_kind": 0, "turns": 0, "seed": 1, "processes": 1},
        "quick": {"single": 100, "several": 5, "of_kind": 0, "turns": 0, "seed": 1, "processes": 2},
        "full": {"single": 1600, "several": 100, "of_kind": 30, "turns": 24, "seed": 1, "processes": 2},
    },
    run,
)
