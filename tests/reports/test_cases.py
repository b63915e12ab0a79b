"""A run as reports see it: every document with its findings, told in the language of the report, and as it was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mingcha.errors import UsageError
from mingcha.reports.cases import RunView, read_summary
from mingcha.reports.reviews import Review
from mingcha.running.excerpt import Rows
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, screener, written
from tests.reports.views import view_of

SAMPLE = print_disclosure(load_sample("zizhou-2024")).encode()
DOCUMENTS = {"乙.txt": written(WRONG), "甲/zizhou.txt": SAMPLE, "丙.txt": written(CLEAN), "broken.pdf": b"%PDF-1.7 nothing"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cases") / "out"
    view_of(out, DOCUMENTS)
    return out


def _view(run: Path, lang: str = "zh") -> RunView:
    return RunView(run, screener(lang).knowledge, lang)


def _findings(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "findings.jsonl").read_bytes().splitlines()]


def test_the_documents_come_in_the_order_of_their_names_with_what_became_of_them(run: Path) -> None:
    cases = list(_view(run).cases())
    assert [case.record.document for case in cases] == sorted(DOCUMENTS)
    assert [case.report.document for case in cases] == sorted(DOCUMENTS)
    assert [case.record.status for case in cases] == ["failed", "read", "read", "read"]


def test_in_the_language_of_the_run_findings_are_told_as_the_run_has_them(run: Path) -> None:
    told = [told.finding for case in _view(run).cases() for told in case.findings]
    said = [(each.id, each.title, each.message, each.correction, [one.demands for one in each.basis]) for each in told]
    assert said == [
        (each["id"], each["title"], each["message"], each["correction"], [one["demands"] for one in each["basis"]])
        for each in _findings(run)
    ]


def test_in_the_other_language_they_are_told_as_screening_in_it_tells_them(run: Path) -> None:
    told = {told.finding.id: told.finding for case in _view(run, "en").cases() for told in case.findings}
    expected = screener("en").screen(SAMPLE, name="甲/zizhou.txt").findings
    assert len(expected) > 10
    for finding in expected:
        places = told[finding.id].places  # a table without a title is named in the language of the run
        assert told[finding.id] == replace(finding, places=places)


def test_a_finding_of_a_rule_that_the_knowledge_lacks_stays_as_it_is(run: Path) -> None:
    knowledge = replace(screener().knowledge, rules=(), causes=())
    told = [told.finding for case in RunView(run, knowledge, "zh").cases() for told in case.findings]
    assert [(each.title, each.rule) for each in told] == [(each["title"], each["rule"]) for each in _findings(run)]


def test_each_finding_has_its_proof(run: Path) -> None:
    proofs = [json.loads(line) for line in (run / "proofs.jsonl").read_bytes().splitlines()]
    told = [told for case in _view(run).cases() for told in case.findings]
    assert [each.finding.id for each in told] == [each["id"] for each in proofs]
    assert [each.proof.words["zh"] for each in told] == [each["proof"]["words"]["zh"] for each in proofs]


def test_a_finding_has_what_was_judged_of_it(run: Path) -> None:
    view = _view(run)
    first, second, *_ = _findings(run)
    view.reviews = {second["id"]: Review(second["id"], "dismissed", "原件如此")}
    reviews = {told.finding.id: told.review for case in view.cases() for told in case.findings}
    assert reviews[first["id"]] is None
    assert reviews[second["id"]] == Review(second["id"], "dismissed", "原件如此")


def test_a_document_is_shown_as_it_was_read(run: Path) -> None:
    excerpts = {case.record.document: case.excerpt for case in _view(run).cases()}
    rows = [row.cells for block in excerpts["乙.txt"].blocks if isinstance(block, Rows) for row in block.rows]
    assert ("201", "一般公共服务支出", "450.00", "300.00", "100.00") in rows
    assert not excerpts["broken.pdf"].blocks


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no finished run in it"):
        read_summary(tmp_path)
