"""What became of each rule over a whole run: where it held, fired, had nothing to compare, or did not apply, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from ..checking import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED
from ..errors import UsageError
from ..knowledge import Knowledge
from ..reporting.files import DOCUMENTS, FINDINGS, RUN


class RuleCoverage(Struct, frozen=True):
    """One rule over a run: in how many documents it ended in each state, why it did not apply, how many findings rest on it.

    Attributes:
        ran: whether the run knew the rule.
        why: for each reason, by language, in how many documents the rule did not apply for it.
    """

    rule: str
    title: Mapping[str, str]
    ran: bool
    held: int = 0
    fired: int = 0
    no_data: int = 0
    not_applicable: int = 0
    findings: int = 0
    why: tuple[tuple[Mapping[str, str], int], ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it could say nothing of any document."""
        return not self.held and not self.fired


class Coverage(Struct, frozen=True):
    """All rules over a run; those that found most first, those that could say nothing last.

    Attributes:
        documents: how many were screened; ``failed`` how many could not be read at all.
        same_knowledge: whether the run used the very knowledge that the titles are from.
    """

    documents: int
    failed: int
    same_knowledge: bool
    rules: tuple[RuleCoverage, ...]


class _Reason(Struct):
    why: dict[str, str]
    rules: list[str]


class _Document(Struct):
    status: str
    rules: dict[str, str] = {}
    not_applicable: list[_Reason] = []


class _Run(Struct):
    knowledge: str
    documents: dict[str, int]
    rules: dict[str, dict[str, int]]


class _Tally(NamedTuple):
    """How many documents have each status; in how many each rule ended in each state, and did not apply for each reason."""

    statuses: Counter[str]
    states: Counter[tuple[str, str]]
    whys: Mapping[str, Counter[tuple[tuple[str, str], ...]]]


class _Evidence(Struct):
    rule: str


class _Found(Struct):
    rule: str
    because: list[_Evidence] = []


def coverage_of(out: Path, knowledge: Knowledge) -> Coverage:
    """Read what ``mingcha screen --out`` wrote into ``out``.

    Raises:
        UsageError: there is no run.json, or it is no report of a run.
    """
    run = _read_run(out / RUN)
    tally = _count_documents(out / DOCUMENTS)
    found = _count_findings(out / FINDINGS)
    titles = {rule.id: rule.title for rule in knowledge.rules}
    ids = sorted({*titles, *run.rules, *found})
    rules = [_of_rule(rule, rule in run.rules, tally, titles.get(rule, {}), found[rule]) for rule in ids]
    rules.sort(key=lambda one: (-one.findings, -one.fired, -one.held, -one.no_data, one.rule))
    failed = tally.statuses["failed"]
    return Coverage(tally.statuses.total() - failed, failed, run.knowledge == knowledge.hash, tuple(rules))


def _of_rule(rule: str, ran: bool, tally: _Tally, title: Mapping[str, str], findings: int) -> RuleCoverage:
    return RuleCoverage(
        rule=rule,
        title=title,
        ran=ran,
        held=tally.states[rule, HOLDS],
        fired=tally.states[rule, VIOLATED],
        no_data=tally.states[rule, NO_DATA],
        not_applicable=tally.states[rule, NOT_APPLICABLE],
        findings=findings,
        why=tuple((dict(why), count) for why, count in tally.whys.get(rule, Counter()).most_common()),
    )


def _read_run(path: Path) -> _Run:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Run)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name the folder that screen --out wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the report of a run of this version ({error}); screen the documents again") from None


def _count_documents(path: Path) -> _Tally:
    """What became of each document, counted; they are not all held."""
    tally = _Tally(Counter(), Counter(), defaultdict(Counter))
    try:
        with path.open("rb") as lines:
            for document in map(msgspec.json.Decoder(_Document).decode, lines):
                tally.statuses[document.status] += 1
                tally.states.update(document.rules.items())
                for reason in document.not_applicable:
                    why = tuple(reason.why.items())
                    for rule in reason.rules:
                        tally.whys[rule][why] += 1
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: not the documents of a run ({error}); screen the documents again") from None
    return tally


def _count_findings(path: Path) -> Counter[str]:
    """For each rule the findings that rest on it; a file that is not there counts nothing."""
    if not path.exists():
        return Counter()
    try:
        with path.open("rb") as lines:
            findings = map(msgspec.json.Decoder(_Found).decode, lines)
            return Counter(rule for found in findings for rule in {found.rule, *(one.rule for one in found.because)})
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: not the findings of a run ({error}); screen the documents again") from None
