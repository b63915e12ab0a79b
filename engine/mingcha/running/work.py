"""Screen one task: bytes and knowledge in, a record of each document out; what a process, a pool and a cluster do alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec
import msgspec.structs

from ..errors import MingchaError, UnreadableDocumentError
from ..findings import Finding
from ..peers.profile import Profile
from ..reading import Document, Limits, Problem
from ..reading.kinds import kind_of
from ..reading.published import published
from ..understanding import Disclosure
from .archives import read_within
from .bundles import Part, Unpacked, bundle, in_order, is_whole, part_of
from .excerpt import excerpt_of
from .files import contents
from .one import Screener, Screening
from .report import DocumentReport, report_of
from .rows import claims_of, figures_of, profile_row_of, states_of
from .task import BUNDLE, Allow, Answer, Body, Failure, Record, Task
from .within import within


class Entry(NamedTuple):
    """What became of one document.

    Attributes:
        report: of it.
        screening: None where it could not be read.
        part: what it says of the disclosure it may be a part of; None where it is whole, alone or could not be read.
    """

    report: DocumentReport
    screening: Screening | None = None
    part: Part | None = None


class Screened(NamedTuple):
    """What became of a task: its documents, the by-products passed over in an archive, and the sha256 of its bytes."""

    entries: list[Entry]
    passed: list[str]
    content: str


def screened(screener: Screener, task: Task, allow: Allow) -> Answer:
    """Screen a task and encode what it gave; an ``engine.Work``."""
    found = screen_task(screener, task, allow)
    records = tuple(_record(entry, screener) for entry in found.entries)
    return Answer(task.name, task.kind, found.content, records, tuple(found.passed))


def failed(task: Task, failure: Failure, content: str = "") -> Answer:
    """The answer of a task for which a worker gave nothing.

    Args:
        task: the task.
        failure: why.
        content: the sha256 of the bytes of its files.
    """
    entry = Entry(_unread(task.name, f"{task.name}: {failure.reason}"))
    return Answer(task.name, task.kind, content, (_plain_record(entry),), stopped=True)


def profile_of(screening: Screening, screener: Screener) -> Profile:
    """The profile of a disclosure."""
    # Imported for the first document that could be read.
    from ..peers import profiling

    return profiling.profile_of(screening, screener.knowledge)


def proofs_of(screening: Screening, lang: str) -> Iterator[bytes]:
    """The proof of each finding, told in ``lang``, as a line of the file of proofs."""
    from ..explaining import prove
    from ..explaining.kept import line_of

    for finding, matter in zip(screening.findings, screening.matters, strict=True):
        yield line_of(finding.id, prove(matter, screening.disclosure, {lang: finding}))


def content_of(task: Task, limits: Limits) -> str:
    """The sha256 of the bytes of a task, of several files that of theirs; "" where one cannot be read."""
    try:
        return _together([_sha256(_bytes(task, path, path, limits)) for path in task.paths])
    except UnreadableDocumentError:
        return ""


def screen_task(screener: Screener, task: Task, allow: Allow) -> Screened:
    """Screen a task; a document that cannot be read is reported, and the others go on.

    Raises:
        MemoryError: there is not enough for it.
    """
    return _bundle(screener, task, allow) if task.kind == BUNDLE else _file(screener, task, allow)


def _file(screener: Screener, task: Task, allow: Allow) -> Screened:
    """What became of a file, or of each disclosure and unreadable file in an archive."""
    path = task.paths[0]
    try:
        data = _bytes(task, path, task.name, screener.limits)
    except UnreadableDocumentError as error:
        return Screened([Entry(_unread(task.name, str(error)))], [], "")
    content = _sha256(data)
    watched = _allow_reading(data, path, task.name, screener.limits, allow)
    found = _guarded(task.name, partial(_read, screener.read_all, path, data, task.name, screener.limits))
    if isinstance(found, DocumentReport):
        return Screened([Entry(found)], [], content)
    entries: list[Entry] = []
    for document in found.documents:
        if watched:
            allow(screener.limits.max_screen_seconds)
        alone = not task.container or document.name != task.name
        entries.append(_entry(document, screener, found.understood.get(document.name), alone=alone))
    entries += [Entry(_unread(name, f"{name}: {reason}")) for name, reason in found.failures]
    return Screened(entries, list(found.passed), content)


def _bundle(screener: Screener, task: Task, allow: Allow) -> Screened:
    """What became of several files that are one disclosure; what could not be read of it is a problem of the whole."""
    documents: list[Document] = []
    failures: list[tuple[str, str]] = []
    passed: list[str] = []
    hashes: list[str] = []
    for path, name in zip(task.paths, task.called or task.paths, strict=True):
        try:
            data = _bytes(task, path, name, screener.limits)
        except UnreadableDocumentError as error:
            failures.append((name, error.reason))
            hashes.append("")
            continue
        hashes.append(_sha256(data))
        _allow_reading(data, path, name, screener.limits, allow)
        found = _guarded(name, partial(_read, screener.read_parts, path, data, name, screener.limits))
        if isinstance(found, DocumentReport):
            failures.extend((name, problem.removeprefix(f"{name}: ")) for problem in found.problems)
            continue
        documents.extend(found.documents)
        failures.extend(found.failures)
        passed.extend(found.passed)
    allow(screener.limits.max_screen_seconds)
    # Those of one folder that were found to belong together are in reading order already.
    entry = _one(documents, failures, task.name, screener, in_place=bool(task.container))
    return Screened([entry], passed, _together(hashes) if all(hashes) else "")


def _one(
    documents: Sequence[Document], failures: Sequence[tuple[str, str]], name: str, screener: Screener, *, in_place: bool
) -> Entry:
    """Screen documents as the parts of one disclosure."""
    reasons = [f"{path}: {reason}" for path, reason in failures]
    if not documents:
        problems = tuple(reasons) or (f"{name}: there is no document in it",)
        return Entry(DocumentReport(name, "failed", problems=problems))

    def together() -> Document:
        ordered = documents if in_place or len(documents) == 1 else _in_order(documents, screener)
        whole = bundle(ordered, name) if len(ordered) > 1 else ordered[0]
        problems = whole.problems + tuple(Problem(reason) for reason in reasons)
        return msgspec.structs.replace(whole, name=name, problems=problems)

    found = _guarded(name, together)
    return Entry(found) if isinstance(found, DocumentReport) else _entry(found, screener, alone=True)


def _in_order(documents: Sequence[Document], screener: Screener) -> list[Document]:
    by_name = {document.name: document for document in documents}
    parts = in_order(part_of(document, screener.understand(document)) for document in documents)
    return [by_name[part.name] for part in parts]


def _entry(document: Document, screener: Screener, understood: Disclosure | None = None, *, alone: bool) -> Entry:
    """Screen a document; unless it is ``alone``, say which disclosure it may be a part of."""

    def screening() -> tuple[Screening | str, Part | None]:
        disclosure = understood or screener.understand(document)
        part = None if alone or is_whole(disclosure) else part_of(document, disclosure)
        try:
            return screener.check(published(document), disclosure), part
        except UnreadableDocumentError as error:
            return str(error), part

    found = _guarded(document.name, screening)
    if isinstance(found, DocumentReport):
        return Entry(found)
    given, part = found
    if isinstance(given, str):
        return Entry(_unread(document.name, given), None, part)
    return Entry(report_of(given, screener.lang), given, part)


def _record(entry: Entry, screener: Screener) -> Record:
    """What became of a document as it is kept."""
    screening = entry.screening
    if screening is None:
        return _plain_record(entry)
    profile = profile_of(screening, screener)
    body = Body(
        _line(entry.report),
        tuple(map(_line, screening.findings)),
        tuple(proofs_of(screening, screener.lang)),
        _line(profile),
        figures_of(screening.disclosure),
        claims_of(screening.disclosure),
        profile_row_of(profile, screener.knowledge.peers),
        states_of(screening.outcomes),
        excerpt_of(screening),
    )
    return _with(entry, body, screening.findings, screening.disclosure.province)


def _plain_record(entry: Entry) -> Record:
    return _with(entry, Body(_line(entry.report)))


def _with(entry: Entry, body: Body, findings: Sequence[Finding] = (), region: str = "") -> Record:
    # Takes pyarrow, which takes longer to import than a document to screen.
    from .records import packed

    report = entry.report
    severities = [finding.severity for finding in findings]
    return Record(
        report.document,
        report.sha256,
        report.status,
        report.unit,
        report.year,
        region,
        report.kind,
        severities.count("error"),
        severities.count("warning"),
        severities.count("info"),
        b"" if entry.part is None else msgspec.msgpack.encode(entry.part),
        packed(body),
    )


def _line(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _bytes(task: Task, path: str, name: str, limits: Limits) -> bytes:
    return contents(path, limits, name) if task.data is None else task.data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _together(hashes: Sequence[str]) -> str:
    return hashes[0] if len(hashes) == 1 else _sha256("".join(hashes).encode())


def _read(read: Callable[[bytes, str], Unpacked], path: str, data: bytes, name: str, limits: Limits) -> Unpacked:
    """What is in a file, or in one of an archive that was divided."""
    return read_within(path, data, name, limits) or read(data, name)


def _allow_reading(data: bytes, path: str, name: str, limits: Limits, allow: Allow) -> bool:
    """Allow what reading may take before something is wrong with what watches over it; text needs nothing of its own.

    Returns:
        Whether it is so.
    """
    with suppress(UnreadableDocumentError):
        if within(path) is not None or kind_of(data, name) != "text":
            recognising = limits.max_ocr_pages * limits.max_ocr_seconds
            allow(limits.max_screen_seconds + limits.max_archive_seconds + limits.max_seconds + recognising)
            return True
    return False


_Given = TypeVar("_Given")


def _guarded(name: str, do: Callable[[], _Given]) -> _Given | DocumentReport:
    """What a step gives, or the report of a document that could not be read."""
    try:
        return do()
    except MingchaError as error:
        return _unread(name, str(error))
    except RecursionError:
        return _unread(name, f"{name}: nested too deeply to be read; save the document again from its program")


def _unread(name: str, reason: str) -> DocumentReport:
    return DocumentReport(name, "failed", problems=(reason,))
