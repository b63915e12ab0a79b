"""The report as pages: all is in them, whatever the processes, the names and what lay there before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from mingcha.errors import UsageError
from mingcha.reports import site
from mingcha.reports.cases import RunView
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, screener, written
from tests.reporting.runs import contents
from tests.reports.views import view_of

SAMPLE = print_disclosure(load_sample("zizhou-2024")).encode()
HOSTILE = "</script><img src=x onerror=alert(1)> & \u2028.txt"
DOCUMENTS = {
    "甲/zizhou.txt": SAMPLE,
    "乙.txt": written(WRONG),
    "丙.txt": written(CLEAN),
    HOSTILE: written(WRONG.replace("某县档案馆", "<b>某</b>县档案馆")),
    "broken.pdf": b"%PDF-1.7 nothing",
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> RunView:
    return view_of(tmp_path_factory.mktemp("site") / "out", DOCUMENTS)


@pytest.fixture(scope="module")
def report(view: RunView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    assert site.write(view, out, None) == out / "index.html"
    return out


def rows(report: Path, name: str) -> list[list[Any]]:
    """The rows of a list, from all its scripts."""
    found = []
    for number in range(len(list((report / "data").glob(f"{name}-*.js")))):
        text = (report / "data" / f"{name}-{number}.js").read_text(encoding="utf-8")
        begin = f'mingcha.data["{name}-{number}"]='
        assert text.startswith(begin)
        assert text.endswith(";\n")
        found += json.loads(text[len(begin) : -2])
    return found


def page(path: Path) -> Any:
    return html.fromstring(path.read_bytes().decode())


def found(view: RunView) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (view.folder / "findings.jsonl").read_bytes().splitlines()]


def test_every_document_has_a_page_and_is_in_the_list(view: RunView, report: Path) -> None:
    units = rows(report, "units")
    assert len(units) == len(DOCUMENTS)
    pages = {f"units/{row[0]}.html" for row in units}
    assert pages == {path.relative_to(report).as_posix() for path in report.glob("units/??/*.html")}
    assert {row[2] for row in units} >= {"zizhou.txt", "乙.txt", "丙.txt", "broken.pdf"}


def test_without_scripts_every_unit_is_in_one_static_list(report: Path) -> None:
    lists = page(report / "units.html").xpath("//table[@class='places']//a/@href")
    links = [link for name in lists for link in page(report / name).xpath("//tbody//th/a/@href")]
    assert sorted(links) == sorted(f"../units/{row[0]}.html" for row in rows(report, "units"))


def test_every_finding_is_listed_by_its_rule_and_leads_to_its_place_on_the_page_of_its_unit(view: RunView, report: Path) -> None:
    for finding in found(view):
        listed = {row[1]: row for row in rows(report, f"findings-{finding['rule']}")}
        row = listed[finding["id"]]
        assert row[4] == finding["severity"]
        assert finding["id"] in page(report / "units" / f"{row[0]}.html").xpath("//@id")
        assert (report / "rules" / f"{finding['rule']}.html").exists()


def test_the_same_run_gives_the_same_bytes_whatever_the_processes_and_the_shares(
    view: RunView, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "_FEW", 0)
    (tmp_path / "two").mkdir()
    site.write(view, tmp_path / "two", 2)
    assert contents(tmp_path / "two") == contents(report)


def test_names_from_documents_are_text_in_scripts_and_pages(report: Path) -> None:
    for path in (report / "data").iterdir():
        assert not {"<", ">", "&", "\u2028", "\u2029"} & set(path.read_text(encoding="utf-8").partition("=")[2])
    for path in report.rglob("*.html"):
        assert page(path).xpath("//img[@onerror] | //b[.='某'] | //script[not(@src)]") == []
    assert [row for row in rows(report, "units") if "onerror" in row[2]]


def test_pages_of_an_earlier_report_are_removed_and_no_other_file(view: RunView, tmp_path: Path) -> None:
    stale = [
        "index.html",
        "unread-7.html",
        "units/ab/abcdef012345.html",
        "lists/99.html",
        "data/units-9.js",
        "rules/OLD-001.html",
    ]
    others = ["findings.xlsx", "notes.html", "units/mine.html", "data/figures.csv"]
    for name in [*stale, *others]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('<meta name="generator" content="Mingcha 0.0">' if name == "index.html" else "x", encoding="utf-8")
    site.write(view, tmp_path, None)
    assert [name for name in stale[1:] if (tmp_path / name).exists()] == []
    assert [name for name in others if (tmp_path / name).read_text(encoding="utf-8") == "x"] == others


def test_a_first_page_of_another_origin_is_not_written_over(view: RunView, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>mine</title>", encoding="utf-8")
    with pytest.raises(UsageError, match="of another origin; choose another folder with --out"):
        site.write(view, tmp_path, None)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<title>mine</title>"


@pytest.mark.parametrize("name", ["data/mine.js", "peers/某局-2024-abcdef012345.html", "assets/my.css", "peers.html"])
def test_what_could_be_a_page_is_not_removed_where_no_first_page_says_that_it_is_ours(
    view: RunView, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="of another origin; choose another folder with --out"):
        site.write(view, tmp_path, None)
    assert contents(tmp_path) == {name: b"mine"}


def test_the_folder_of_a_run_is_not_taken_for_that_of_a_report(view: RunView) -> None:
    before = contents(view.folder)
    with pytest.raises(UsageError, match=r"run\.json: this is of another origin"):
        site.write(view, view.folder, None)
    assert contents(view.folder) == before


def test_a_report_that_was_cut_off_says_so_and_is_written_again(
    view: RunView, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(site, "write_pages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            site.write(view, tmp_path, None)
    assert page(tmp_path / "index.html").xpath("string(//p)").startswith("报告还没有写完")
    site.write(view, tmp_path, None)
    assert contents(tmp_path) == contents(report)


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_report_in_english_has_no_chinese_but_what_documents_say(view: RunView, tmp_path: Path) -> None:
    site.write(RunView(view.folder, screener("en").knowledge, "en"), tmp_path, None)
    for name in ("index", "units", "findings", "rules", "unread", "peers"):
        text = page(tmp_path / f"{name}.html").xpath("concat(//nav, //h1)")
        assert text.isascii(), name
    assert page(tmp_path / "index.html").get("lang") == "en"
