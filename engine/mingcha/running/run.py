"""Screen many documents and say what became of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ..checking import NOT_APPLICABLE, Outcome
from ..errors import MingchaError, UsageError
from ..findings import Finding
from ..whereabouts import where
from .one import Screener, Screening

if TYPE_CHECKING:
    from ..diagnosing import Failure

SUFFIXES = (".txt", ".text", ".tsv")


class NotApplicable(Struct, frozen=True):
    """Rules that a document is out of the scope of, and why, in words by language."""

    why: Mapping[str, str]
    rules: tuple[str, ...]


class DocumentReport(Struct, frozen=True):
    """What became of one document.

    Attributes:
        status: read, partly or failed; ``problems`` say why.
        numbers, figures: numeric cells of the tables, and how many of them are amounts at a coordinate.
        unread: numbers that were not understood, in tables and text.
        findings: how many of each severity; ``rules`` the state each rule ended in.
        not_applicable: those that do not apply, by reason.
        capped: whether locating wrong figures was ended by its cap on what it tries.
        failures: diagnoses that could not be tried on it, with the facts and the reason.
    """

    document: str
    status: str
    sha256: str = ""
    unit: str = ""
    year: int = 0
    kind: str = ""
    tables: int = 0
    numbers: int = 0
    figures: int = 0
    unread: int = 0
    claims: int = 0
    findings: dict[str, int] = {}
    rules: dict[str, str] = {}
    not_applicable: tuple[NotApplicable, ...] = ()
    capped: bool = False
    failures: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Run(Struct):
    """What a run gave.

    Attributes:
        knowledge: hash of the knowledge used.
        documents: one report each, in order.
        rules: for every rule how many documents ended in each state.
        diagnoses: how many findings have which cause.
        findings: of all documents, in order.
        proofs: of each finding as its line of the file, where the run was asked for them.
        passed_over: files of a folder whose names do not end like a text's.
    """

    knowledge: str
    documents: list[DocumentReport] = field(default_factory=list)
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    diagnoses: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    proofs: list[bytes] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[DocumentReport]:
        """The documents that were not read as a whole."""
        return [report for report in self.documents if report.status != "read"]


def collect(sources: Iterable[str | os.PathLike[str]]) -> tuple[list[Path], list[Path]]:
    """Files to screen and files passed over, both sorted within each folder.

    A file that is named is always tried; of a folder only files whose names end in .txt, .text or .tsv are.

    Raises:
        UsageError: a source does not exist.
    """
    files: list[Path] = []
    passed: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            for found in sorted(path.rglob("*")):
                if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts):
                    (files if found.suffix.lower() in SUFFIXES else passed).append(found)
        elif path.exists():
            files.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder; check the path")
    return list(dict.fromkeys(files)), passed


def run(sources: Sequence[str | os.PathLike[str]], screener: Screener) -> Run:
    """Screen all sources; a document that cannot be read is recorded and the others go on."""
    files, passed = collect(sources)
    return screen_files(files, passed, screener)


def screen_files(
    files: Sequence[Path],
    passed: Sequence[Path],
    screener: Screener,
    progress: Callable[[Path], None] = lambda path: None,
    *,
    with_proofs: bool = False,
) -> Run:
    """As ``run`` for what ``collect`` found; ``progress`` is told of each file when it was screened."""
    result = Run(knowledge=screener.knowledge.hash, passed_over=[str(path) for path in passed])
    states: dict[str, Counter[str]] = {rule.id: Counter() for rule in screener.knowledge.rules}
    for path, screening in _screened(files, screener):
        progress(path)
        if isinstance(screening, str):
            result.documents.append(DocumentReport(str(path), "failed", problems=(screening,)))
            continue
        result.documents.append(_report(screening, screener.lang))
        result.findings.extend(screening.findings)
        if with_proofs:
            result.proofs.extend(_proofs(screening))
        for outcome in screening.outcomes:
            states[outcome.rule][outcome.state] += 1
    found = Counter(finding.diagnosis for finding in result.findings if finding.diagnosis is not None)
    result.diagnoses = dict(sorted(found.items()))
    result.rules = {rule: dict(sorted(counts.items())) for rule, counts in states.items()}
    return result


def _screened(files: Sequence[Path], screener: Screener) -> Iterator[tuple[Path, Screening | str]]:
    for path in files:
        try:
            yield path, screener.screen(path)
        except MingchaError as error:
            yield path, str(error)
        except RecursionError:
            yield path, f"{path}: nested too deeply to be read; save the document again from its program"
        except MemoryError:
            yield path, f"{path}: not enough memory to read it; split the document"


def _proofs(screening: Screening) -> Iterator[bytes]:
    from ..explaining import prove
    from ..explaining.kept import line_of

    for finding, matter in zip(screening.findings, screening.matters, strict=True):
        yield line_of(finding.id, prove(matter, screening.disclosure))


def _report(screening: Screening, lang: str) -> DocumentReport:
    disclosure = screening.disclosure
    counts: dict[str, Any] = Counter(finding.severity for finding in screening.findings)
    return DocumentReport(
        document=disclosure.document,
        status="partly" if screening.problems else "read",
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        kind=disclosure.kind,
        tables=len(disclosure.tables),
        numbers=sum(table.numbers for table in disclosure.tables),
        figures=sum(table.figures for table in disclosure.tables),
        unread=len(disclosure.unread),
        claims=len(disclosure.claims),
        findings=dict(sorted(counts.items())),
        rules={outcome.rule: outcome.state for outcome in screening.outcomes},
        not_applicable=_not_applicable(screening.outcomes),
        capped=screening.capped,
        failures=tuple(_told(failure, lang) for failure in screening.failures),
        problems=tuple(
            f"{where(disclosure.whereabouts.spot(problem.line), problem.line, 'en')}: {problem.reason}"
            if problem.line
            else problem.reason
            for problem in screening.problems
        ),
    )


def _told(failure: Failure, lang: str) -> str:
    facts = "; ".join(fact[lang] for fact in failure.facts)
    return f"{failure.rule}: {failure.reason} ({facts})"


def _not_applicable(outcomes: Iterable[Outcome]) -> tuple[NotApplicable, ...]:
    whys: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for outcome in outcomes:
        if outcome.state == NOT_APPLICABLE:
            whys.setdefault(tuple(outcome.why.items()), []).append(outcome.rule)
    return tuple(NotApplicable(dict(why), tuple(rules)) for why, rules in whys.items())
