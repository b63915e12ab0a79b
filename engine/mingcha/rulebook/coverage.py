"""What became of each rule over runs: where it held, fired, had no data or did not apply, why, and what examiners confirmed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from ..checking import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED
from ..errors import UsageError
from ..knowledge import Knowledge
from ..reporting.files import DOCUMENTS, FINDINGS, RUN
from ..reports.reviews import CONFIRMED, OPEN, read_reviews
from ..wilson import wilson


class RuleCoverage(Struct, frozen=True):
    """One rule over runs: in how many documents it ended in each state, why it did not apply, how many findings rest on it.

    Attributes:
        ran: whether a run knew the rule.
        judged: how many of the findings an examiner confirmed or dismissed; dismissals that were carried over from another year
            do not count. ``confirmed`` how many of these were confirmed.
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
    judged: int = 0
    confirmed: int = 0
    why: tuple[tuple[Mapping[str, str], int], ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it could say nothing of any document."""
        return not self.held and not self.fired

    @property
    def share(self) -> tuple[float, float] | None:
        """Between which shares of confirmed findings the rule may have, with 95 % confidence; None where none was judged."""
        return wilson(self.confirmed, self.judged) if self.judged else None


class Coverage(Struct, frozen=True):
    """All rules over runs; those that found most first, those that could say nothing last.

    Attributes:
        documents: how many were screened; ``failed`` how many could not be read at all.
        same_knowledge: whether the runs used the very knowledge that the titles are from.
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
    id: str
    rule: str
    because: list[_Evidence] = []


class _Findings(NamedTuple):
    """How many findings rest on each rule; and of those that an examiner judged, each once: whether it was confirmed."""

    all: Counter[str]
    judged: Counter[str]
    confirmed: Counter[str]


def coverage_of(runs: Sequence[Path], knowledge: Knowledge) -> Coverage:
    """Read what ``mingcha screen --out`` wrote into each of ``runs``, and what was judged of it.

    Raises:
        UsageError: there is no run.json, or it is no report of a run.
    """
    said = [_read_run(out / RUN) for out in runs]
    tally = _count_documents(out / DOCUMENTS for out in runs)
    found = _count_findings(runs)
    titles = {rule.id: rule.title for rule in knowledge.rules}
    known = {rule for run in said for rule in run.rules}
    ids = sorted({*titles, *known, *found.all})
    rules = [_of_rule(rule, rule in known, tally, titles.get(rule, {}), found) for rule in ids]
    rules.sort(key=lambda one: (-one.findings, -one.fired, -one.held, -one.no_data, one.rule))
    failed = tally.statuses["failed"]
    same = all(run.knowledge == knowledge.hash for run in said)
    return Coverage(tally.statuses.total() - failed, failed, same, tuple(rules))


def _of_rule(rule: str, ran: bool, tally: _Tally, title: Mapping[str, str], found: _Findings) -> RuleCoverage:
    return RuleCoverage(
        rule=rule,
        title=title,
        ran=ran,
        held=tally.states[rule, HOLDS],
        fired=tally.states[rule, VIOLATED],
        no_data=tally.states[rule, NO_DATA],
        not_applicable=tally.states[rule, NOT_APPLICABLE],
        findings=found.all[rule],
        judged=found.judged[rule],
        confirmed=found.confirmed[rule],
        why=tuple((dict(why), count) for why, count in tally.whys.get(rule, Counter()).most_common()),
    )


def _read_run(path: Path) -> _Run:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Run)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name the folder that screen --out wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the report of a run of this version ({error}); screen the documents again") from None


def _count_documents(paths: Iterable[Path]) -> _Tally:
    """What became of each document, counted; they are not all held."""
    tally = _Tally(Counter(), Counter(), defaultdict(Counter))
    for path in paths:
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


def _count_findings(runs: Iterable[Path]) -> _Findings:
    """For each rule the findings that rest on it; of one that stands in several runs what the last of them says counts."""
    counts = _Findings(Counter(), Counter(), Counter())
    judged: dict[str, tuple[frozenset[str], str]] = {}
    for run in runs:
        reviews = read_reviews(run)
        for found in _found_in(run / FINDINGS):
            rules = frozenset((found.rule, *(one.rule for one in found.because)))
            counts.all.update(rules)
            review = reviews.get(found.id)
            if review is not None and review.state != OPEN and not review.carried:
                judged[found.id] = rules, review.state
    for rules, state in judged.values():
        counts.judged.update(rules)
        counts.confirmed.update(rules if state == CONFIRMED else ())
    return counts


def _found_in(path: Path) -> Iterator[_Found]:
    """The findings of a run; none where there is no file."""
    if not path.exists():
        return
    try:
        with path.open("rb") as lines:
            yield from map(msgspec.json.Decoder(_Found).decode, lines)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: not the findings of a run ({error}); screen the documents again") from None
