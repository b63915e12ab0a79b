"""Screen many documents and say what became of each."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec.structs

from ..errors import MingchaError, UnreadableDocumentError
from ..findings import Finding
from ..peers.profile import Profile
from ..reading import Document, Problem
from ..reading.published import published
from ..understanding import Disclosure
from .bundles import Part, bundle, groups, in_order, is_archive, is_whole, part_of
from .files import collect, contents
from .one import Screener, Screening
from .report import DocumentReport, Run, report_of

_KEPT = 100
"""How many documents of a folder are kept until it is known which of them are one; others are read again then."""


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
    return screen_bundles(sources, screener) if bundle else screen_files(*collect(sources), screener)


def screen_files(
    files: Sequence[Path],
    passed: Sequence[Path],
    screener: Screener,
    progress: Callable[[Path], None] = lambda path: None,
    *,
    with_proofs: bool = False,
) -> Run:
    """As ``run`` for what ``collect`` found; ``progress`` is told of each file when it was screened."""
    entries: list[_Entry] = []
    left_out = [str(path) for path in passed]
    waiting: defaultdict[Path, list[_Entry]] = defaultdict(list)
    to_come = Counter(path.parent for path in files)
    for path in files:
        for entry in _screened(path, screener, left_out, with_proofs=with_proofs, single=len(files) == 1):
            entries.append(entry._replace(document=None))
            if entry.part is not None:
                kept = waiting[path.parent]
                kept.append(entry if len(kept) < _KEPT else entry._replace(document=None))
        progress(path)
        to_come[path.parent] -= 1
        if not to_come[path.parent]:
            _bundle(waiting.pop(path.parent, []), entries, screener, with_proofs=with_proofs)
    return _run(entries, left_out, screener)


def screen_bundles(
    sources: Sequence[str | os.PathLike[str]],
    screener: Screener,
    progress: Callable[[Path], None] = lambda path: None,
    *,
    with_proofs: bool = False,
) -> Run:
    """Screen the named files together, each named folder and each archive as one disclosure.

    Args:
        sources: files and folders.
        screener: with its knowledge and limits.
        progress: told of each file when it was read.
        with_proofs: whether the proofs of the findings are given.

    Raises:
        UsageError: a source does not exist.
    """
    paths = [Path(source) for source in sources]
    folders = [path for path in paths if path.is_dir()]
    named, passed = collect([path for path in paths if not path.is_dir()])
    archives = [path for path in named if _is_archive(path, screener)]
    bundles = [(path, [path]) for path in archives]
    loose = [path for path in named if path not in archives]
    bundles += [(loose[0], loose)] if loose else []
    for folder in folders:
        files, more = collect([folder])
        passed += more
        bundles.append((folder, files))
    left_out = [str(path) for path in passed]
    entries: list[_Entry] = []
    for name, files in bundles:
        documents: list[Document] = []
        failures: list[tuple[str, str]] = []
        for path in files:
            _read_into(path, screener, documents, failures, left_out)
            progress(path)
        entries.append(_one(documents, failures, str(name), screener, with_proofs=with_proofs))
    return _run(entries, left_out, screener)


class _Entry(NamedTuple):
    """What became of one document, with what the run wants of it.

    Attributes:
        part: what it says of the disclosure it may be a part of; None where it is whole or could not be read.
        document: of such a part, where it is kept until the others of its folder were read.
    """

    report: DocumentReport
    findings: tuple[Finding, ...] = ()
    proofs: tuple[bytes, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    profile: Profile | None = None
    part: Part | None = None
    document: Document | None = None


def _screened(path: Path, screener: Screener, left_out: list[str], *, with_proofs: bool, single: bool) -> Iterator[_Entry]:
    """What became of a file, or of each disclosure and unreadable file in an archive; a ``single`` file is part of no other."""
    found = _guarded(str(path), lambda: screener.read_all(path))
    if isinstance(found, DocumentReport):
        yield _Entry(found)
        return
    left_out.extend(found.passed)
    for document in found.documents:
        alone = single or document.name != str(path)
        yield _entry(document, screener, found.understood.get(document.name), with_proofs=with_proofs, alone=alone)
    for name, reason in found.failures:
        yield _Entry(DocumentReport(name, "failed", problems=(f"{name}: {reason}",)))


def _entry(
    document: Document, screener: Screener, understood: Disclosure | None = None, *, with_proofs: bool, alone: bool
) -> _Entry:
    """Screen a document; unless it is ``alone``, say which disclosure it may be a part of."""

    def screened() -> tuple[Screening | str, Part | None]:
        disclosure = understood or screener.understand(document)
        part = None if alone or is_whole(disclosure) else part_of(document, disclosure)
        try:
            return screener.check(published(document), disclosure), part
        except UnreadableDocumentError as error:
            return str(error), part

    found = _guarded(document.name, screened)
    if isinstance(found, DocumentReport):
        return _Entry(found)
    screening, part = found
    if isinstance(screening, str):
        return _Entry(
            DocumentReport(document.name, "failed", problems=(screening,)),
            part=part,
            document=document if part is not None else None,
        )
    return _Entry(
        report_of(screening, screener.lang),
        screening.findings,
        tuple(_proofs(screening)) if with_proofs else (),
        tuple((outcome.rule, outcome.state) for outcome in screening.outcomes),
        _profile(screening, screener),
        part,
        document if part is not None else None,
    )


def _bundle(waiting: Sequence[_Entry], entries: list[_Entry], screener: Screener, *, with_proofs: bool) -> None:
    """Screen documents of one folder that are parts of one disclosure once more, together, in the place of the first of them."""
    instead: dict[str, _Entry | None] = {}
    kept = {entry.report.document: entry.document for entry in waiting}
    for group in groups([entry.part for entry in waiting if entry.part is not None]):
        if len(group) == 1:
            continue
        documents: list[Document] = []
        failures: list[tuple[str, str]] = []
        for part in group:
            document = kept[part.name]
            if document is not None:
                documents.append(document)
                continue
            found = _guarded(part.name, partial(screener.read, part.name))
            if isinstance(found, DocumentReport):
                failures.extend(_failures(found))
            else:
                documents.append(found)
        names = {part.name for part in group}
        instead |= dict.fromkeys(names)
        first = next(entry.report.document for entry in waiting if entry.report.document in names)
        instead[first] = _one(documents, failures, group[0].name, screener, group, with_proofs=with_proofs)
    if instead:
        placed = (instead.get(entry.report.document, entry) for entry in entries)
        entries[:] = [entry for entry in placed if entry is not None]


def _one(
    documents: Sequence[Document],
    failures: Sequence[tuple[str, str]],
    name: str,
    screener: Screener,
    known: Sequence[Part] = (),
    *,
    with_proofs: bool,
) -> _Entry:
    """Screen documents as the parts of one disclosure; what could not be read of it is a problem of the whole."""
    reasons = [f"{path}: {reason}" for path, reason in failures]
    if not documents:
        return _Entry(DocumentReport(name, "failed", problems=tuple(reasons) or (f"{name}: there is no document in it",)))

    def together() -> Document:
        by_name = {document.name: document for document in documents}
        parts = known or [part_of(document, screener.understand(document)) for document in documents]
        parts = [part for part in in_order(parts) if part.name in by_name]
        whole = bundle([by_name[part.name] for part in parts], name) if len(documents) > 1 else documents[0]
        problems = whole.problems + tuple(Problem(reason) for reason in reasons)
        return msgspec.structs.replace(whole, name=name, problems=problems)

    found = _guarded(name, together)
    return _Entry(found) if isinstance(found, DocumentReport) else _entry(found, screener, with_proofs=with_proofs, alone=True)


def _is_archive(path: Path, screener: Screener) -> bool:
    try:
        return is_archive(contents(path, screener.limits), str(path))
    except UnreadableDocumentError:
        return False


def _read_into(
    path: Path, screener: Screener, documents: list[Document], failures: list[tuple[str, str]], left_out: list[str]
) -> None:
    """Read the documents of a file, those of an archive one by one, and say which could not be read."""
    found = _guarded(str(path), lambda: screener.read_parts(path))
    if isinstance(found, DocumentReport):
        failures.extend(_failures(found))
        return
    documents.extend(found.documents)
    failures.extend(found.failures)
    left_out.extend(found.passed)


def _failures(report: DocumentReport) -> Iterator[tuple[str, str]]:
    """What could not be read, and why."""
    return ((report.document, problem.removeprefix(f"{report.document}: ")) for problem in report.problems)


_Given = TypeVar("_Given")


def _guarded(name: str, do: Callable[[], _Given]) -> _Given | DocumentReport:
    """What a step gives, or the report of a document that could not be read."""
    try:
        return do()
    except MingchaError as error:
        reason = str(error)
    except RecursionError:
        reason = f"{name}: nested too deeply to be read; save the document again from its program"
    except MemoryError:
        reason = f"{name}: not enough memory to read it; split the document"
    return DocumentReport(name, "failed", problems=(reason,))


def _run(entries: Sequence[_Entry], left_out: Sequence[str], screener: Screener) -> Run:
    result = Run(knowledge=screener.knowledge.hash, peers=screener.knowledge.peers.hash, passed_over=list(left_out))
    states: dict[str, Counter[str]] = {rule.id: Counter() for rule in screener.knowledge.rules}
    for entry in entries:
        result.documents.append(entry.report)
        result.findings.extend(entry.findings)
        result.proofs.extend(entry.proofs)
        if entry.profile is not None:
            result.profiles.append(entry.profile)
        for rule, state in entry.states:
            states[rule][state] += 1
    found = Counter(finding.diagnosis for finding in result.findings if finding.diagnosis is not None)
    result.diagnoses = dict(sorted(found.items()))
    result.rules = {rule: dict(sorted(counts.items())) for rule, counts in states.items()}
    return result


def _profile(screening: Screening, screener: Screener) -> Profile:
    # Imported for the first document that could be read.
    from ..peers.profiling import profile_of

    return profile_of(screening, screener.knowledge)


def _proofs(screening: Screening) -> Iterator[bytes]:
    from ..explaining import prove
    from ..explaining.kept import line_of

    for finding, matter in zip(screening.findings, screening.matters, strict=True):
        yield line_of(finding.id, prove(matter, screening.disclosure))
