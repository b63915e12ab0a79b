"""What the overview and its sister pages tell of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from mingcha.reports import site
from mingcha.reports.cases import RunView
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, written
from tests.reports.views import view_of

DOCUMENTS = {
    "甲/zizhou.txt": print_disclosure(load_sample("zizhou-2024")).encode(),
    "乙.txt": written(WRONG),
    "丙.txt": written(CLEAN),
    "broken.pdf": b"%PDF-1.7 nothing",
}
REASON = {
    "kind": "level",
    "feature": "basic_change",
    "value": 0.5,
    "peers": 299,
    "weight": 0.9,
    "median": 0.02,
    "z": 6.0,
    "message": "",
}
SCORE = {
    "id": "甲|2024|budget",
    "document": "乙.txt",
    "unit": "某县档案馆",
    "year": 2024,
    "score": 2.5,
    "pvalue": 0.004,
    "rank": 1,
    "of": 300,
    "group": [],
    "size": 299,
    "kind": "budget",
    "message": "",
    "reasons": [REASON],
}
PEERS = {"list": {"units": 300, "listed": 1, "alpha": 0.01, "expected": 3.0, "least": 0.003}}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> RunView:
    return view_of(tmp_path_factory.mktemp("overview") / "out", DOCUMENTS)


@pytest.fixture(scope="module")
def report(view: RunView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    site.write(view, out, None)
    return out


def page(path: Path) -> Any:
    return html.fromstring(path.read_bytes().decode())


def texts(path: Path, query: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page(path).xpath(query)]


def test_the_overview_says_how_much_was_screened_and_found(view: RunView, report: Path) -> None:
    counts = view.summary.findings
    (lead,) = texts(report / "index.html", "//p[@class='lead']")
    told = "，".join(f"{view.words('severity.' + name)} {counts[name]} 条" for name in ("error", "warning", "info"))
    assert lead == f"共审查 4 份公开文件，其中 2 份发现问题，合计 {sum(counts.values())} 条：{told}。"


def test_the_numbers_beside_a_plot_are_those_of_the_run(view: RunView, report: Path) -> None:
    units = texts(report / "index.html", "//table[@class='counts']//td")
    assert sum(map(int, units)) == 4
    assert texts(report / "index.html", "//table[@class='counts']//tr[th/a[contains(@href, 'failed')]]/td") == ["1"]
    families = texts(report / "index.html", "//table[@class='families']//tr/td[last()]")
    assert sum(map(int, families)) == sum(view.summary.findings.values())


def test_a_plot_is_a_picture_in_the_page_with_its_numbers_in_a_table(report: Path) -> None:
    pictures = page(report / "index.html").xpath("//figure/img")
    assert len(pictures) == 2
    assert all(one.get("src").startswith("data:image/svg+xml;base64,") and one.get("alt") for one in pictures)


def test_every_rule_says_in_how_many_documents_it_ended_in_which_state(view: RunView, report: Path) -> None:
    for rule, states in view.summary.rules.items():
        (row,) = page(report / "rules.html").xpath(f"//tr[th/a[@href='rules/{rule}.html']]")
        told = [int(cell.text_content()) for cell in row.xpath("td")[1:]]
        assert told == [states.get(state, 0) for state in ("violated", "holds", "not_enough_data", "not_applicable")]


def test_a_rule_that_does_not_apply_says_why(view: RunView, report: Path) -> None:
    reports = [json.loads(line) for line in (view.folder / "documents.jsonl").read_bytes().splitlines()]
    whys = {(rule, one["why"]["zh"]) for each in reports for one in each["not_applicable"] for rule in one["rules"]}
    assert whys
    for rule, why in whys:
        assert [told for told in texts(report / "rules" / f"{rule}.html", "//li") if told.startswith(why)]


def test_what_could_not_be_read_is_told_with_its_reason(view: RunView, report: Path) -> None:
    reports = [json.loads(line) for line in (view.folder / "documents.jsonl").read_bytes().splitlines()]
    (failed,) = (each for each in reports if each["status"] == "failed")
    for name in ("index.html", "unread.html"):
        (row,) = texts(report / name, "//table[@class='unread']/tbody/tr")
        assert "broken.pdf" in row
        assert " ".join(failed["problems"][0].split()) in row


def test_where_units_were_not_compared_the_report_says_how_to_have_that(report: Path) -> None:
    for name in ("index.html", "peers.html"):
        assert "请在审查时加 --peers" in page(report / name).text_content()


def test_the_list_of_unusual_units_says_how_many_would_be_listed_by_chance(view: RunView, tmp_path: Path) -> None:
    try:
        (view.folder / "peers.json").write_text(json.dumps(PEERS), encoding="utf-8")
        (view.folder / "scores.jsonl").write_text(json.dumps(SCORE) + "\n", encoding="utf-8")
        site.write(RunView(view.folder, view.knowledge, "zh"), tmp_path, None)
    finally:
        (view.folder / "peers.json").unlink()
        (view.folder / "scores.jsonl").unlink()
    lead, *_ = texts(tmp_path / "peers.html", "//p[@class='lead']")
    assert "300" in lead
    assert "3 " in lead
    (row,) = page(tmp_path / "peers.html").xpath("//table[@class='peers']/tbody/tr")
    assert "某县档案馆" in row.text_content()
    assert (tmp_path / row.xpath(".//th//a/@href")[0]).exists()
