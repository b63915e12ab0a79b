"""Screen one document: bytes and knowledge in, findings out, nothing else touched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec.structs
from msgspec import Struct

from ..checking import Cube, Outcome, Violation, check
from ..errors import UnreadableDocumentError, UsageError
from ..findings import LANGUAGES, Finding, findings_of
from ..knowledge import Knowledge, load
from ..matters import Matter, matters_of
from ..reading import Document, Limits, Problem, read
from ..reading.published import published
from ..reading.recognised import is_recognised
from ..understanding import LOST_CELLS, Disclosure, Words, understand
from ..whereabouts import where
from .bundles import MANY, Unpacked, disclosures, is_archive, unpacked
from .files import contents

if TYPE_CHECKING:
    from ..diagnosing import Diagnosed, Failure
    from ..explaining import Node

_NOTHING = "neither a table nor an amount was found; tables must be lines of tab-separated cells"
Source = str | os.PathLike[str] | bytes


class Screening(Struct, frozen=True):
    """What screening one document gives.

    Attributes:
        disclosure: everything understood.
        outcomes: every rule with its state.
        findings: in the order of their first lines.
        problems: what was left out, with the reason; empty where all was read.
        matters: what each finding tells of, in the order of the findings.
        capped: whether locating wrong figures was ended by its cap; some findings may then be symptoms of others.
        failures: diagnoses that could not be tried; the others were.
        document: as it was read, only what of it is published; misread cells of a scan are put right.
    """

    disclosure: Disclosure
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    matters: tuple[Matter, ...] = ()
    capped: bool = False
    failures: tuple[Failure, ...] = ()
    document: Document | None = None

    def explain(self, finding_id: str) -> Node:
        """The proof of a finding, from its message down to the cells.

        Args:
            finding_id: its id, or a beginning that no other has.

        Raises:
            UsageError: no finding has this id, or several begin with it.
        """
        from ..explaining import prove
        from ..explaining.ids import find

        wanted = find(finding_id, [finding.id for finding in self.findings])
        return prove(self.matters[wanted], self.disclosure)


class Screener:
    """Screens documents with one knowledge base, loaded once; safe to use for any number of documents.

    Args:
        knowledge: a loaded knowledge base, a folder laid over the shipped one, or None for the shipped one.
        lang: language of titles and messages, zh or en.
        limits: what is too large to read.

    Raises:
        KnowledgeError: a knowledge file is wrong.
        UsageError: an unknown language.
    """

    def __init__(
        self, knowledge: Knowledge | str | os.PathLike[str] | None = None, *, lang: str = "zh", limits: Limits | None = None
    ) -> None:
        if lang not in LANGUAGES:
            raise UsageError(f"unknown language {lang!r}; use zh or en")
        self.knowledge = knowledge if isinstance(knowledge, Knowledge) else load(None if knowledge is None else Path(knowledge))
        self.lang = lang
        self.limits = limits or Limits()
        self._words = Words(self.knowledge)

    def read(self, source: Source, name: str | None = None) -> Document:
        """Read a document without understanding it.

        Args:
            source: a path, or the bytes of a document of any kind that is read.
            name: how to call it; the path where None.

        Raises:
            UnreadableDocumentError: the document could not be read; the message says why and what helps.
        """
        return self._only(source, name)[0]

    def read_all(self, source: Source, name: str | None = None) -> Unpacked:
        """Read the disclosures in a file: several where it is an archive of several.

        Where an archive of no more than a hundred files has only one, that bears its name, and what else is in there is told as
        its problems.

        Raises:
            UnreadableDocumentError: the file could not be read; the message says why and what helps.
        """
        data, name = self._bytes(source, name)
        if not is_archive(data, name):
            return Unpacked((read(data, name, self.limits),))
        found = unpacked(data, name, self.limits)
        pairs = disclosures(found.documents, self.understand)
        filled = [pair for pair in pairs if not is_blank(pair[1])]
        if len(filled) != 1 or len(found.documents) + len(found.failures) > MANY:
            understood = {document.name: disclosure for document, disclosure in pairs}
            return found._replace(documents=tuple(document for document, _ in pairs), understood=understood)
        ((whole, disclosure),) = filled
        reasons = [*found.failures, *((document.name, _NOTHING) for document, _ in pairs if document is not whole)]
        told = tuple(Problem(f"{path.removeprefix(name + '/')}: {reason}") for path, reason in reasons)
        whole = msgspec.structs.replace(whole, name=name, problems=whole.problems + told)
        return Unpacked((whole,), (), found.passed, {name: msgspec.structs.replace(disclosure, document=name)})

    def read_parts(self, source: Source, name: str | None = None) -> Unpacked:
        """Read the documents in a file: those in an archive one by one.

        Raises:
            UnreadableDocumentError: the file could not be read; the message says why and what helps.
        """
        data, name = self._bytes(source, name)
        return unpacked(data, name, self.limits) if is_archive(data, name) else Unpacked((read(data, name, self.limits),))

    def understand(self, source: Source | Document, name: str | None = None) -> Disclosure:
        """Read and understand a document without checking it.

        Raises:
            UnreadableDocumentError: the document could not be read; the message says why and what helps.
        """
        return self._understood(source, name)[1]

    def _understood(self, source: Source | Document, name: str | None = None) -> tuple[Document, Disclosure]:
        """What of a document is published, and what is understood of it."""
        document, disclosure = (source, None) if isinstance(source, Document) else self._only(source, name)
        document = published(document)
        return document, disclosure or understand(document, self._words)

    def _only(self, source: Source, name: str | None) -> tuple[Document, Disclosure | None]:
        """The only disclosure in a file, with what is understood of it where that had to be known."""
        found = self.read_all(source, name)
        if len(found.documents) != 1:
            raise UnreadableDocumentError(_name(source, name), _why_not_one(found))
        (document,) = found.documents
        return document, found.understood.get(document.name)

    def _bytes(self, source: Source, name: str | None) -> tuple[bytes, str]:
        name = _name(source, name)
        return (source if isinstance(source, bytes) else contents(source, self.limits, name)), name

    def screen(self, source: Source | Document, name: str | None = None) -> Screening:
        """Screen a document.

        Args:
            source: a path, the bytes of a document, or a document that was read.
            name: how to call it; the path where None.

        Raises:
            UnreadableDocumentError: the document could not be read; the message says why and what helps.
        """
        return self.check(*self._understood(source, name))

    def check(self, document: Document, disclosure: Disclosure) -> Screening:
        """Screen a document that was understood already.

        Raises:
            UnreadableDocumentError: nothing was found in it; the message says why.
        """
        if is_recognised(document):
            # Imported for scans only: what was read from a file is not corrected.
            from .scans import corrected

            document, disclosure = corrected(document, disclosure, self.knowledge, self._words)
        problems = list(document.problems)
        if not disclosure.tables:
            if is_blank(disclosure):
                raise UnreadableDocumentError(document.name, _why_nothing(document, disclosure))
            problems.append(
                Problem(
                    "no table was found, only the narrative was screened; add the file with the tables, cells separated by tabs"
                )
            )
        problems += _lost(disclosure)
        cube = Cube(disclosure, self.knowledge)
        outcomes = check(document, disclosure, self.knowledge, self._words, cube)
        diagnosed, capped, restated = _diagnosed(outcomes, cube)
        outcomes = _with(restated, outcomes)
        diagnoses, failures = (diagnosed.diagnoses, diagnosed.failures) if diagnosed is not None else ((), ())
        matters = matters_of(outcomes, {rule.id: rule for rule in self.knowledge.rules}, diagnoses, capped=capped)
        told = findings_of(disclosure, matters, self.lang)
        return Screening(
            disclosure,
            tuple(outcomes),
            tuple(finding for finding, _ in told),
            tuple(problems),
            tuple(matter for _, matter in told),
            capped,
            failures,
            document,
        )


_Restated = Sequence[tuple[Violation, Violation]]


def _diagnosed(outcomes: Sequence[Outcome], cube: Cube) -> tuple[Diagnosed | None, bool, _Restated]:
    """What went wrong with amounts, None where nothing did; whether locating was ended by its cap; what it tells otherwise."""
    from ..locating import locate

    located = locate(outcomes, cube)
    if not located.suspects and not any(violation.identity is not None for violation in located.unlocated):
        return None, located.capped, located.restated
    # Imported for the first document with a wrong figure: a sound one needs no reasoning.
    from ..diagnosing import diagnose

    return diagnose(located, cube, cube.knowledge), located.capped, located.restated


def _with(restated: _Restated, outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes with what stays wrong when other amounts are right told as it is then."""
    if not restated:
        return outcomes
    then = {id(violation): new for violation, new in restated}
    return [
        msgspec.structs.replace(outcome, violations=tuple([then.get(id(each), each) for each in outcome.violations]))
        for outcome in outcomes
    ]


def is_blank(disclosure: Disclosure) -> bool:
    """Whether nothing was understood of a document."""
    return not (disclosure.tables or disclosure.claims or disclosure.statements or disclosure.counts)


def _why_not_one(found: Unpacked) -> str:
    """An archive holds several disclosures or none: which, or why none could be read."""
    names = [document.name for document in found.documents]
    if not names:
        return "; ".join(f"{name}: {reason}" for name, reason in found.failures)
    told = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return (
        f"the archive holds {len(names)} disclosures ({told}); screen it with mingcha screen or run(), which report each; "
        "if they are one, say so (--bundle)"
    )


def _lost(disclosure: Disclosure) -> Sequence[Problem]:
    """That the tables were not checked, where the text that was made of a file lost their blank cells."""
    lost = [unread for unread in disclosure.unread if unread.reason == LOST_CELLS]
    if not lost:
        return ()
    tables, spot = {unread.table for unread in lost}, disclosure.whereabouts.spot(lost[0].line)
    place = where(spot, lost[0].line, "en")
    reason = f"{place}: {LOST_CELLS}; {len(tables)} tables were not checked; add the file that the text was made of"
    return (Problem(reason),)


def _why_nothing(document: Document, disclosure: Disclosure) -> str:
    """What was left out is why nothing was found; else nothing was there."""
    if document.problems:
        return max(document.problems, key=lambda problem: problem.left_out).reason
    if disclosure.unread:
        first = disclosure.unread[0]
        return f"{where(disclosure.whereabouts.spot(first.line), first.line, 'en')}: {first.reason}"
    return _NOTHING


def screen(source: Source, name: str | None = None, *, lang: str = "zh") -> Screening:
    """Screen one document with the shipped knowledge; use a ``Screener`` for more than one."""
    return Screener(lang=lang).screen(source, name)


def _name(source: Source, name: str | None) -> str:
    return name or ("document" if isinstance(source, bytes) else str(Path(source)))
