"""The report as SARIF is what the standard demands, says what the findings say, and is the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.reports.cases import RunView
from mingcha.reports.reviews import Review
from mingcha.reports.sarif import write
from mingcha.reports.sarif_log import message
from mingcha.reports.uris import uri_of
from mingcha_datasets import load_sample, print_disclosure
from mingcha_datasets.files import write as printed
from tests.documents import CLEAN, WRONG, screener, written
from tests.reports.sarif_objects import flaws
from tests.reports.views import view_of

SAMPLE = print_disclosure(load_sample("zizhou-2024")).encode()


def _zipped(name: str, data: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


SLIPS = SAMPLE.replace("医疗保障".encode(), "医疗[保障](http://x.example){0}".encode())
DOCUMENTS = {
    "公开/子洲 100% #1.txt": SAMPLE,
    "slips.txt": SLIPS,
    "clean.txt": written(CLEAN),
    "broken.pdf": b"%PDF-1.7 and nothing else",
    "one.zip": _zipped("text.txt", SLIPS + b"\n"),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sarif") / "out"
    view_of(out, DOCUMENTS)
    return out


def _log(run: Path, out: Path, lang: str = "zh", reviews: Mapping[str, Review] | None = None) -> Any:
    view = RunView(run, screener().knowledge, lang)
    view.reviews = reviews or {}
    out.mkdir(exist_ok=True)
    return json.loads(write(view, out, None).read_bytes())


def _findings(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "findings.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_log_is_what_the_standard_demands(run: Path, tmp_path: Path, lang: str) -> None:
    assert not flaws(_log(run, tmp_path, lang))


@pytest.mark.skipif(shutil.which("sarif-multitool") is None, reason="the validator sarif-multitool is not installed")
def test_the_validator_of_the_standards_editors_finds_no_error(run: Path, tmp_path: Path) -> None:
    _log(run, tmp_path, reviews={_findings(run)[0]["id"]: Review(_findings(run)[0]["id"], "dismissed", "舍入")})
    found = tmp_path / "found.sarif"
    subprocess.run(
        ["sarif-multitool", "validate", tmp_path / "findings.sarif", "--output", found], check=True, capture_output=True
    )
    (validated,) = json.loads(found.read_bytes())["runs"]
    assert [result for result in validated["results"] if result.get("level") == "error"] == []


def test_every_finding_is_a_result_with_its_rule_level_rank_and_fingerprint(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    rules = told["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    expected = [
        (each["id"], each["rule"], levels[each["severity"]], round(100 * each["confidence"], 2)) for each in _findings(run)
    ]
    said = [
        (each["partialFingerprints"]["mingchaFinding/v1"], rules[each["ruleIndex"]]["id"], each["level"], each["rank"])
        for each in told["results"]
    ]
    assert said == expected
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in told["results"])


def test_a_wrong_figure_has_its_line_its_cell_its_cause_and_what_it_should_be(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    (omitted,) = [
        each
        for each in told["results"]
        if each.get("taxa", [{}])[0].get("id") == "omitted_child"
        and each["locations"][0]["physicalLocation"]["artifactLocation"]["index"]
        == next(index for index, one in enumerate(told["artifacts"]) if "100" in one["location"]["uri"])
    ]
    (location,) = omitted["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 282}
    assert location["logicalLocations"][0]["kind"] == "cell"
    assert location["properties"]["place"]["row"] == "商品和服务支出"
    assert told["taxonomies"][0]["taxa"][omitted["taxa"][0]["index"]]["id"] == "omitted_child"
    assert {name: omitted["properties"][name] for name in ("stated", "expected", "difference", "unitOfMoney")} == {
        "stated": "350000.00",
        "expected": "370200.00",
        "difference": "-20200.00",
        "unitOfMoney": "元",
    }
    compared = {each["physicalLocation"]["region"]["startLine"] for each in omitted["relatedLocations"]}
    assert {283, 284} <= compared


def test_a_document_has_its_name_as_a_uri(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    locations = [each["location"] for each in told["artifacts"]]
    assert {unquote(each["uri"]) for each in locations} == set(DOCUMENTS)
    assert locations[-1]["uri"] == "%E5%85%AC%E5%BC%80/%E5%AD%90%E6%B4%B2%20100%25%20%231.txt"
    assert {each["uriBaseId"] for each in locations} == set(told["originalUriBaseIds"])
    assert [each["index"] for each in locations] == list(range(len(locations)))
    assert all(result["locations"][0]["physicalLocation"]["artifactLocation"] in locations for result in told["results"])


def test_a_document_with_findings_has_the_hash_of_its_bytes_unless_it_is_an_archive(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    hashes = {unquote(each["location"]["uri"]): each.get("hashes") for each in told["artifacts"]}
    expected = {name: {"sha-256": sha256(data).hexdigest()} for name, data in DOCUMENTS.items()}
    assert hashes == expected | dict.fromkeys(["clean.txt", "broken.pdf", "one.zip"])


def test_what_could_not_be_read_is_told(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    (invocation,) = told["invocations"]
    errors = [each for each in invocation["toolExecutionNotifications"] if each["level"] == "error"]
    assert [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in errors] == ["broken.pdf"]


def test_a_rule_tells_how_often_it_could_say_something(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    rules = {each["id"]: each["properties"]["documents"] for each in told["tool"]["driver"]["rules"]}
    assert rules == json.loads((run / "run.json").read_bytes())["rules"]


def test_a_dismissed_finding_is_suppressed_and_says_why_and_from_when(run: Path, tmp_path: Path) -> None:
    first, second, third, *_ = [each["id"] for each in _findings(run)]
    reviews = {
        first: Review(first, "dismissed", "四舍五入"),
        second: Review(second, "dismissed", "原件如此", 2023),
        third: Review(third, "confirmed"),
    }
    (told,) = _log(run, tmp_path, reviews=reviews)["runs"]
    assert not flaws({"version": "2.1.0", "runs": [told]})
    said = [each["suppressions"] for each in told["results"]]
    assert said[:2] == [
        [{"kind": "external", "status": "accepted", "justification": "四舍五入"}],
        [{"kind": "external", "status": "accepted", "justification": "原件如此（沿用2023年的审核结论）"}],
    ]
    assert not any(said[2:])
    assert [each["properties"].get("review") for each in told["results"][:4]] == ["dismissed", "dismissed", "confirmed", None]


def test_without_reviews_nothing_is_said_of_suppression(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    assert not any("suppressions" in each for each in told["results"])


def test_a_log_in_english_says_titles_and_messages_in_english(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path, "en")["runs"]
    texts = [each["message"]["text"] for each in told["results"]]
    assert any(text.startswith("A part was left out: ") for text in texts)
    assert told["language"] == "en-US"


def test_written_twice_the_log_is_the_same(run: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    view = RunView(run, screener().knowledge, "zh")
    assert write(view, tmp_path, 1).read_bytes() == write(view, tmp_path / "again", 2).read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["findings.sarif"]


def test_no_text_of_a_document_becomes_a_link_or_a_placeholder(run: Path, tmp_path: Path) -> None:
    (told,) = _log(run, tmp_path)["runs"]
    texts = [each["message"]["text"] for each in told["results"] if "http://x.example" in each["message"]["text"]]
    assert texts
    assert all("\\[保障\\](http" in text and "{{0}}" in text for text in texts)


def test_a_workbook_has_sheet_and_cell_and_no_line(tmp_path: Path) -> None:
    name = "zizhou-2024.xlsx"
    out = tmp_path / "out"
    view = view_of(out, {name: printed(load_sample("zizhou-2024"), "xlsx")[0]})
    assert write(view, out, None).name == "findings.sarif"
    (told,) = json.loads((out / "findings.sarif").read_bytes())["runs"]
    places = [location for result in told["results"] for location in (*result["locations"], *result.get("relatedLocations", ()))]
    assert not any("region" in place["physicalLocation"] for place in places)
    assert any(place["properties"]["place"]["spot"].get("cell") for place in places)


def test_a_cell_without_end_is_cut(tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = WRONG.replace("一般公共服务支出 |", "一般公共服务支出" + "很长" * 50_000 + " |")
    write(view_of(out, {"long.txt": written(text)}), out, None)
    (told,) = json.loads((out / "findings.sarif").read_bytes())["runs"]
    assert told["results"]
    assert max(len(json.dumps(result, ensure_ascii=False)) for result in told["results"]) < 60_000


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("公开/a b.txt", "%E5%85%AC%E5%BC%80/a%20b.txt"),
        ("./a.txt", "a.txt"),
        ("../a.txt", "../a.txt"),
        ("a:b.txt", "a%3Ab.txt"),
        ("<img onerror=x>", "%3Cimg%20onerror%3Dx%3E"),
        ("s3://bucket/2024/公开 1.pdf", "s3://bucket/2024/%E5%85%AC%E5%BC%80%201.pdf"),
        ("https://h.example/a%20b?x=1", "https://h.example/a%20b?x=1"),
        (r"C:\公开\a b.txt", "file:///C:/%E5%85%AC%E5%BC%80/a%20b.txt"),
        (r"\\server\share\a.txt", "file://server/share/a.txt"),
    ],
)
def test_a_name_becomes_a_uri(name: str, uri: str) -> None:
    assert uri_of(name) == uri


@pytest.mark.skipif(Path("/").drive != Path("C:/").drive, reason="a path from the root is not absolute on Windows")
def test_an_absolute_path_becomes_a_file_uri() -> None:
    assert uri_of("/公开/a b.txt") == "file:///%E5%85%AC%E5%BC%80/a%20b.txt"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_name_becomes_a_uri_the_standard_allows(name: str) -> None:
    location = {"uri": uri_of(name)}
    assert not flaws({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "artifacts": [{"location": location}]}]})


@given(st.text("[](){}\\a0"))
def test_a_message_reads_as_the_text_it_was_made_of(text: str) -> None:
    said = message(text).text
    unescaped = re.sub(r"\\(.)", r"\1", said) if "](" in text else said
    assert unescaped.replace("{{", "{").replace("}}", "}") == text
