"""The report as SARIF 2.1.0, for tools."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from .. import __version__
from ..checking import Place
from ..findings import Finding, basis_of
from ..knowledge import Cause, Rule
from ..reporting.files import whole
from ..whereabouts import where
from .cases import Case, RunView, Told
from .reviews import DISMISSED, Review
from .sarif_log import (
    SCHEMA,
    VERSION,
    Artifact,
    ArtifactLocation,
    Location,
    LogicalLocation,
    Notification,
    PhysicalLocation,
    Properties,
    Region,
    ReportingConfiguration,
    ReportingDescriptor,
    Result,
    Suppression,
    Taxon,
    Tool,
    ToolComponent,
    ToolComponentReference,
    message,
    short,
)
from .uris import uri_of
from .words import Words

FILE = "findings.sarif"
_BASE = "SOURCES"
"""What relative URIs are relative to: the folder in which the documents were screened, which a run does not record."""
_FINGERPRINT = "mingchaFinding/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_UNREAD = {"failed": "error", "partly": "warning"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_CAUSES = ToolComponentReference("MingchaCauses", 0)


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write it; a ``command.Format``. One result a line; no more than a document is held at a time."""
    log = _Log(view)
    with whole(out / FILE) as file, TemporaryFile(dir=out) as artifacts, TemporaryFile(dir=out) as notifications:
        results, documents, notes = _Array(file, log.head()), _Array(artifacts, _ARTIFACTS), _Array(notifications, _INVOCATION)
        for index, case in enumerate(view.cases()):
            document = _document(case, index)
            documents.extend([_artifact(case, document)])
            notes.extend(_notifications(case, document))
            results.extend(log.result(told, document) for told in case.findings)
        for rest in (artifacts, notifications):
            rest.seek(0)
            shutil.copyfileobj(rest, file)
        file.write(_END)
    return out / FILE


_ARTIFACTS = b'\n],"artifacts":['
_INVOCATION = b'\n],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":['
_END = b"\n]}]}]}\n"


class _Array:
    """A JSON array that is written value by value, one a line; what comes before its first value is given, its end is not."""

    def __init__(self, file: BinaryIO, before: bytes) -> None:
        self._file = file
        self._next = b"\n"
        file.write(before)

    def extend(self, values: Iterable[object]) -> None:
        for value in values:
            self._file.write(self._next + _encode(value))
            self._next = b",\n"


class _Log:
    """What all results of a run share.

    Args:
        view: the run.
    """

    def __init__(self, view: RunView) -> None:
        self._view = view
        self._words = view.words
        self._rules = {rule.id: index for index, rule in enumerate(view.knowledge.rules)}
        self._causes = {cause.id: index for index, cause in enumerate(view.knowledge.causes)}

    def head(self) -> bytes:
        """The log up to its first result."""
        run = {
            "tool": Tool(self._driver()),
            "taxonomies": [self._taxonomy()],
            "language": _LANGUAGES[self._view.lang],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_BASE: {"description": message(self._words("sarif.base"))}},
        }
        log = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
        return _encode(log).removesuffix(b"}]}") + b',"results":['

    def _driver(self) -> ToolComponent:
        view = self._view
        return ToolComponent(
            name="Mingcha",
            full_name=f"明察 Mingcha {__version__}",
            version=__version__,
            semantic_version=__version__,
            language=_LANGUAGES[view.lang],
            short_description=message(self._words("sarif.tool")),
            rules=tuple(_rule(rule, view) for rule in view.knowledge.rules),
            supported_taxonomies=(_CAUSES,),
            properties={"knowledge": view.summary.knowledge},
        )

    def _taxonomy(self) -> ToolComponent:
        lang = self._view.lang
        return ToolComponent(
            name=_CAUSES.name,
            full_name=self._words("sarif.causes"),
            version=__version__,
            language=_LANGUAGES[lang],
            short_description=message(self._words("sarif.causes")),
            taxa=tuple(_cause(cause, lang) for cause in self._view.knowledge.causes),
        )

    def result(self, told: Told, document: ArtifactLocation) -> Result:
        """A finding of a document."""
        finding, words = told.finding, self._words
        wrong, *others = finding.places
        return Result(
            rule_id=finding.rule,
            rule_index=self._rules.get(finding.rule, -1),
            level=_LEVELS[finding.severity],
            message=message(words("sarif.message", title=finding.title, message=finding.message)),
            locations=(_location(wrong, document, words),),
            related_locations=tuple(_location(place, document, words, number) for number, place in enumerate(others)),
            partial_fingerprints={_FINGERPRINT: finding.id},
            rank=round(100 * finding.confidence, 2),
            taxa=self._taxa(finding),
            suppressions=_suppressions(told.review, words) if self._view.reviews else None,
            properties=_properties(finding, told.review),
        )

    def _taxa(self, finding: Finding) -> tuple[Taxon, ...]:
        index = self._causes.get(finding.diagnosis or "")
        return () if index is None or finding.diagnosis is None else (Taxon(finding.diagnosis, _CAUSES, index),)


def _rule(rule: Rule, view: RunView) -> ReportingDescriptor:
    lang, words = view.lang, view.words
    basis = [words("sarif.basis", law=one.law, article=one.article, demands=one.demands) for one in basis_of(rule, lang)]
    return ReportingDescriptor(
        rule.id,
        message(rule.title[lang]),
        message(rule.why[lang]),
        message("\n".join([rule.why[lang], *basis, *(words("sarif.excluded", text=one[lang]) for one in rule.exclusions)])),
        ReportingConfiguration(_LEVELS[rule.severity], round(100 * rule.confidence, 2)),
        {"tags": [rule.family, rule.kind], "documents": view.summary.rules.get(rule.id, {})},
    )


def _cause(cause: Cause, lang: str) -> ReportingDescriptor:
    return ReportingDescriptor(cause.id, message(cause.title[lang]), message(cause.why[lang]))


def _document(case: Case, index: int) -> ArtifactLocation:
    uri = uri_of(case.record.document)
    # The standard forbids a base where the URI is absolute or goes up.
    based = ":" not in uri and ".." not in uri.split("/")
    return ArtifactLocation(uri, _BASE if based else None, index)


def _artifact(case: Case, location: ArtifactLocation) -> Artifact:
    record = case.record
    told = {
        "status": record.status,
        "unit": short(record.unit),
        "year": record.year,
        "kind": record.kind,
        "region": record.region,
    }
    hashes = {"sha-256": record.sha256} if _is_one_file(case) else None
    return Artifact(location, ("analysisTarget",), hashes, _said(told))


def _is_one_file(case: Case) -> bool:
    """Whether the hash is known to be that of the file: not of a member of an archive or of several files, as findings tell."""
    spots = [place.spot for told in case.findings for place in told.finding.places]
    return bool(spots) and not any(spot and spot.file for spot in spots) and not case.record.document.lower().endswith(".zip")


def _notifications(case: Case, document: ArtifactLocation) -> Iterator[Notification]:
    """Why a document was not read as a whole, and what else limits what was found in it."""
    at = (Location(PhysicalLocation(document)),)
    level = _UNREAD.get(case.record.status, "note")
    for problem in case.report.problems:
        yield Notification(level, message(problem), at)
    for failure in case.report.failures:
        yield Notification("warning", message(failure), at)


def _location(place: Place, document: ArtifactLocation, words: Words, number: int = -1) -> Location:
    """A place; with ``number`` one that the wrong one was compared with."""
    place = _short(place)
    named = _names(place, words.lang)
    said = ": ".join(filter(None, [" ".join(named), place.text]))
    region = Region(place.line) if place.spot is None and place.line else None
    return Location(
        PhysicalLocation(document, region),
        number,
        _logical(place, named),
        message(said) if number >= 0 and said else None,
        {"place": place},
    )


def _short(place: Place) -> Place:
    return replace(place, table=short(place.table), row=short(place.row), column=short(place.column), text=short(place.text))


def _names(place: Place, lang: str) -> list[str]:
    """Page, sheet or line, table, row and column: those that a place has."""
    at = where(place.spot, place.line, lang) if place.spot is not None or place.line else ""
    return [name for name in (at, place.table, place.row, place.column) if name]


def _logical(place: Place, named: list[str]) -> tuple[LogicalLocation, ...]:
    if not named:
        return ()
    kind = "cell" if place.column and place.row else "row" if place.row else "table" if place.table else "text"
    return (LogicalLocation(named[-1], "/".join(named), kind),)


def _suppressions(review: Review | None, words: Words) -> tuple[Suppression, ...]:
    if review is None or review.state != DISMISSED:
        return ()
    said = words("sarif.carried", reason=review.reason, year=review.carried) if review.carried else review.reason
    return (Suppression("external", "accepted", said or None),)


def _properties(finding: Finding, review: Review | None) -> Properties:
    """What the standard has no place for."""
    return _said(
        {
            "unit": short(finding.unit),
            "year": finding.year,
            "kind": finding.kind,
            "stated": finding.stated,
            "expected": finding.expected,
            "difference": finding.difference,
            "unitOfMoney": finding.unit_of_money,
            "correction": finding.correction and short(finding.correction),
            "basis": finding.basis,
            "alternatives": [replace(other, place=_short(other.place)) for other in finding.alternatives],
            "review": review.state if review else None,
        }
    )


def _said(told: Properties) -> Properties:
    return {name: value for name, value in told.items() if value}


_encode = msgspec.json.Encoder().encode
