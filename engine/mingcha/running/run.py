"""Screen several documents in this process and have all that was found in memory."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .bundles import Part, bundles_of
from .one import Screener
from .report import DocumentReport, Run
from .sources import bundle_tasks_of, tasks_of
from .task import Task
from .work import Entry, profile_of, screen_task


def run(sources: Sequence[str | os.PathLike[str]], screener: Screener, *, bundle: bool = False) -> Run:
    """Screen all sources; a document that cannot be read is recorded and the others go on.

    Args:
        sources: files and folders. Of the files in one folder, and of those in one archive, such as are parts of one disclosure
            are screened as one.
        screener: with its knowledge and limits.
        bundle: whether the named files together, each named folder and each archive are one disclosure, whatever they say.

    Raises:
        UsageError: a source does not exist.
    """
    passed: list[str] = []
    named = [os.fspath(source) for source in sources]
    by_name: dict[str, Task] = {}
    for task in bundle_tasks_of(named, screener.limits, passed) if bundle else tasks_of(named, passed):
        by_name.setdefault(task.name, task)  # a file that two sources name comes twice
    tasks = list(by_name.values())
    found: dict[str, list[Entry]] = {}
    for task in tasks:
        found[task.name] = _entries(task, screener, passed)
    parts: defaultdict[str, list[tuple[Task, Part]]] = defaultdict(list)
    for task in tasks:
        parts[task.container] += [(task, entry.part) for entry in found[task.name] if entry.part is not None]
    for container, members in parts.items():
        for together in bundles_of(container, members):
            first, *_ = (task.name for task in tasks if task.name in together.called)
            for name in together.called:
                found[name] = []
            found[first] = _entries(together, screener, passed)
    return _run((entry for entries in found.values() for entry in entries), passed, screener)


def _entries(task: Task, screener: Screener, passed: list[str]) -> list[Entry]:
    try:
        given = screen_task(screener, task, lambda seconds: None)
    except MemoryError:
        reason = f"{task.name}: not enough memory to screen it; split the document"
        return [Entry(DocumentReport(task.name, "failed", problems=(reason,)))]
    passed.extend(given.passed)
    return given.entries


def _run(entries: Iterable[Entry], passed: Sequence[str], screener: Screener) -> Run:
    result = Run(knowledge=screener.knowledge.hash, peers=screener.knowledge.peers.hash, passed_over=list(passed))
    states: dict[str, Counter[str]] = {rule.id: Counter() for rule in screener.knowledge.rules}
    for report, screening, _ in entries:
        result.documents.append(report)
        if screening is not None:
            result.findings.extend(screening.findings)
            result.profiles.append(profile_of(screening, screener))
            for outcome in screening.outcomes:
                states[outcome.rule][outcome.state] += 1
    found = Counter(finding.diagnosis for finding in result.findings if finding.diagnosis is not None)
    result.diagnoses = dict(sorted(found.items()))
    result.rules = {rule: dict(sorted(counts.items())) for rule, counts in states.items()}
    return result
