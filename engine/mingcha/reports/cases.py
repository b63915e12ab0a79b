"""The documents of a run as reports show them: findings told in a language, proofs, reviews, and the document as it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ..errors import UsageError
from ..explaining.kept import proof_in
from ..explaining.node import Node
from ..findings import Basis, Finding, basis_of, sentences
from ..knowledge import Knowledge
from ..reporting.files import RUN, Summary
from ..running.excerpt import Excerpt, excerpt_in
from ..running.kept import open_records
from ..running.records import unpacked
from ..running.report import DocumentReport
from ..running.task import Record
from .reviews import Review, read_reviews, run_id
from .words import Words, load_words


class Told(NamedTuple):
    """A finding, told in the language of the report.

    Attributes:
        finding: as findings.jsonl holds it, title, message, correction and basis in the language of the report.
        proof: its tree, in all languages.
        review: what was judged of it, or None.
    """

    finding: Finding
    proof: Node
    review: Review | None = None


class Case(NamedTuple):
    """A document of a run with all that a report shows of it.

    Attributes:
        record: its name, status, unit, year, region, kind, how many findings of each severity.
        report: what became of it: tables and figures read, states of the rules, problems.
        findings: in the order of their first lines.
        read: the document as it was read, encoded; ``figures`` its rows of the table of that name, likewise.
    """

    record: Record
    report: DocumentReport
    findings: tuple[Told, ...]
    read: bytes
    figures: bytes = b""

    @property
    def excerpt(self) -> Excerpt:
        """The document as it was read; decoding it takes half a millisecond."""
        return excerpt_in(self.read)


class RunView:
    """A finished run as reports see it.

    Args:
        folder: that ``mingcha screen --out`` wrote.
        knowledge: for titles and laws in the language of the report; findings of rules it does not have stay as they are.
        lang: zh or en.
        overlay: the user's knowledge folder, where the report's words may lie.

    Raises:
        UsageError: there is no finished run.
        KnowledgeError: the words are wrong.
    """

    def __init__(self, folder: Path, knowledge: Knowledge, lang: str, overlay: Path | None = None) -> None:
        self.folder = folder
        self.knowledge = knowledge
        self.lang = lang
        self.overlay = overlay
        self.words: Words = load_words(lang, overlay)
        self.summary = read_summary(folder)
        self.reviews: Mapping[str, Review] = read_reviews(folder)
        self._rules = {rule.id: rule for rule in knowledge.rules}
        self._causes = {cause.id: cause for cause in knowledge.causes}

    @cached_property
    def run_id(self) -> str:
        """Which documents the run is of, for the reviews that its pages export."""
        return run_id(self.folder)

    def cases(self) -> Iterator[Case]:
        """The documents, in the order of their names, without holding them all.

        Raises:
            UsageError: the journal of the run is not there or damaged.
        """
        for record in open_records(self.folder):
            yield self.case(record)

    def case(self, record: Record) -> Case:
        """A document by its record."""
        body = unpacked(record.body)
        pairs = zip(map(_finding, body.findings), map(proof_in, body.proofs), strict=True)
        told = tuple(Told(self._in_lang(finding, proof), proof, self.reviews.get(finding.id)) for finding, proof in pairs)
        return Case(record, _report(body.report), told, body.excerpt, body.figures)

    def _in_lang(self, finding: Finding, proof: Node) -> Finding:
        """A finding in the language of the report: the proof has its sentences in all languages, the knowledge its titles."""
        rule, cause = self._rules.get(finding.rule), self._causes.get(finding.diagnosis or "")
        titled = cause or rule
        corrections = [node.words[self.lang] for node in proof.children if node.kind == "correction"]
        return replace(
            finding,
            title=finding.title if titled is None else titled.title[self.lang],
            message=proof.words.get(self.lang, finding.message),
            correction=sentences(corrections, self.lang) if corrections else finding.correction,
            basis=finding.basis if rule is None else self._basis(finding),
        )

    def _basis(self, finding: Finding) -> tuple[Basis, ...]:
        known = {
            (one.law, one.article): one
            for rule in {finding.rule, *(evidence.rule for evidence in finding.because)} & set(self._rules)
            for one in basis_of(self._rules[rule], self.lang)
        }
        return tuple(known.get((one.law, one.article), one) for one in finding.basis)


def read_summary(folder: Path) -> Summary:
    """What run.json of a finished run says.

    Raises:
        UsageError: there is no finished run in the folder.
    """
    path = folder / RUN
    try:
        return msgspec.json.decode(path.read_bytes(), type=Summary)
    except FileNotFoundError:
        if not folder.exists():
            raise UsageError(f"{folder}: there is no such folder; name the one that mingcha screen --out was given") from None
        raise UsageError(
            f"{folder}: there is no finished run in it; name the folder that mingcha screen --out was given, and let it finish"
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: {error}; screen the documents again") from None


_finding = msgspec.json.Decoder(Finding).decode
_report = msgspec.json.Decoder(DocumentReport).decode
