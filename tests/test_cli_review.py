"""`mingcha review`, `screen --reviews` and the confirmed share in `rules coverage`: an examiner's work from year to year."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Mingcha
from tests.documents import CLEAN, WRONG, written
from tests.reviews import confirmed, dismissed, finding_id, write_file


def _screen(mingcha: Mingcha, folder: Path, year: int, *more: str | Path, wrong: str = WRONG) -> Path:
    """The run of a year: a document in which something is wrong, and one in which all is right."""
    out = folder / f"run{year}"
    sources = folder / f"documents{year}"
    sources.mkdir(exist_ok=True)
    for name, text in (("wrong", wrong), ("clean", CLEAN.replace("档案馆", "图书馆"))):
        (sources / f"{name}.txt").write_bytes(written(text.replace("2024", str(year))))
    assert mingcha("screen", sources, "--out", out, "--quiet", *more).status == 0
    return out


def _findings(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "findings.jsonl").read_bytes().splitlines()]


def _shown(mingcha: Mingcha, run: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(mingcha("review", "show", run, "--json").out)
    return told


@pytest.fixture
def run(tmp_path: Path, mingcha_command: Mingcha) -> Path:
    """A run whose first finding an examiner dismissed."""
    out = _screen(mingcha_command, tmp_path, 2024)
    file = write_file(tmp_path / "reviews.json", [dismissed(_findings(out)[0]["id"], "附注已说明")])
    done = mingcha_command("review", "apply", out, file)
    assert (done.status, done.err) == (0, "")
    assert f"{out}：写入 1 项审核结果，其中 1 项是新的或有改动" in done.out
    return out


def test_what_was_judged_is_shown_by_rule_and_one_by_one(run: Path, mingcha_command: Mingcha) -> None:
    (first, *_) = _findings(run)
    done = mingcha_command("review", "show", run)
    assert re.search(rf"│ {first['rule']} │ +1 │ +0 │ +1 │ +0 │ +0 │", done.out)
    assert re.search(rf"│ {first['id']} │ {first['rule']} │ 已排除 +│ 2024 │ 某县档案馆 │ 附注已说明 │", done.out)
    assert "已排除 1（其中沿用往年 0）" in done.out
    printed = mingcha_command("review", "show", run, "--lang", "en").out
    assert "dismissed: 1, carried over 0" in printed


def test_what_was_judged_is_shown_as_json(run: Path, mingcha_command: Mingcha) -> None:
    told = _shown(mingcha_command, run)
    findings = _findings(run)
    assert told["total"] == {
        "rule": "",
        "findings": len(findings),
        "confirmed": 0,
        "dismissed": 1,
        "carried": 0,
        "open": len(findings) - 1,
    }
    assert told["reviews"][0]["about"]["unit"] == "某县档案馆"


def test_files_that_disagree_and_unknown_findings_are_told(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    finding = _findings(run)[0]["id"]
    one = write_file(tmp_path / "one.json", [confirmed(finding), confirmed(finding_id(7))])
    done = mingcha_command("review", "apply", run, one)
    assert done.status == 0
    assert f"{finding}  采用“已确认”（{one}），未采用“已排除：附注已说明”（{run / 'reviews.jsonl'}）" in done.out
    assert "1 项没有写入" in done.out
    assert f"{finding_id(7)}  已确认：{one}" in done.out


def test_a_wrong_file_is_wrong_usage(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"form": "mingcha-reviews/1",\n"run": "",\n"reviews": [}', encoding="utf-8")
    before = (run / "reviews.jsonl").read_bytes()
    done = mingcha_command("review", "apply", run, wrong)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"mingcha: {wrong}, line 3: not a file of reviews")
    assert (run / "reviews.jsonl").read_bytes() == before


def test_an_exported_file_is_applied_to_a_copy_of_the_run(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    copy = tmp_path / "copy"
    assert mingcha_command("screen", tmp_path / "documents2024", "--out", copy, "--quiet").status == 0
    exported = tmp_path / "exported.json"
    assert mingcha_command("review", "export", run, "--out", exported).status == 0
    assert mingcha_command("review", "export", run).out == exported.read_text(encoding="utf-8")
    assert mingcha_command("review", "apply", copy, exported).status == 0
    assert (copy / "reviews.jsonl").read_bytes() == (run / "reviews.jsonl").read_bytes()


def test_screening_again_keeps_reviews_and_says_how_many(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    before = (run / "reviews.jsonl").read_bytes()
    again = mingcha_command("screen", tmp_path / "documents2024", "--out", run, "--quiet", "--lang", "en")
    assert "dismissed: 1" in again.out
    assert (run / "reviews.jsonl").read_bytes() == before


def test_reviews_of_findings_that_are_gone_are_kept_aside_and_told(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    before = (run / "reviews.jsonl").read_bytes()
    (tmp_path / "documents2024" / "wrong.txt").write_bytes(written(CLEAN))
    again = mingcha_command("screen", tmp_path / "documents2024", "--out", run, "--quiet")
    assert "1 项另行保留：本次运行不再有这些问题" in again.out
    assert (run / "reviews.jsonl").read_bytes() == before
    assert [review["finding"] for review in _shown(mingcha_command, run)["vanished"]]


def test_the_next_year_carries_dismissals_over_and_finds_the_same(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    plain = _screen(mingcha_command, tmp_path, 2025)
    findings = (plain / "findings.jsonl").read_bytes()
    done = mingcha_command("screen", tmp_path / "documents2025", "--out", plain, "--quiet", "--reviews", run)
    assert "沿用往年的排除 1 项" in done.out
    (review,) = _shown(mingcha_command, plain)["reviews"]
    assert (review["state"], review["reason"], review["carried"], review["about"]["year"]) == (
        "dismissed",
        "附注已说明",
        2024,
        2025,
    )
    assert (plain / "findings.jsonl").read_bytes() == findings
    assert "已排除 (沿用 2024 年)" in mingcha_command("review", "show", plain).out


def test_carrying_over_by_itself_is_as_while_screening(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    new = _screen(mingcha_command, tmp_path, 2025, "--reviews", run)
    kept = (new / "reviews.jsonl").read_bytes()
    (new / "reviews.jsonl").unlink()
    done = mingcha_command("review", "carry", run, new, "--lang", "en")
    assert "dismissals carried over: 1" in done.out
    assert "carried over from 2024" in done.out
    assert (new / "reviews.jsonl").read_bytes() == kept


def test_an_error_that_was_dismissed_last_year_is_one_for_fail_on_all_the_same(
    run: Path, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    new = _screen(mingcha_command, tmp_path, 2025, "--reviews", run)
    assert mingcha_command("screen", tmp_path / "documents2025", "--out", new, "--quiet", "--fail-on", "error").status == 1


def test_a_former_run_that_is_none_is_told_before_anything_is_screened(tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    done = mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out", "--reviews", tmp_path / "nowhere")
    assert done.status == 2
    assert str(tmp_path / "nowhere") in done.err
    assert not (tmp_path / "out").exists()


def test_one_folder_is_not_enough_to_carry_over(run: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("review", "carry", run)
    assert done.status == 2
    assert "name the run of an earlier year first" in done.err


def _shares(mingcha: Mingcha, *runs: Path) -> dict[str, str]:
    lines = mingcha("rules", "coverage", *runs).out.splitlines()
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if line.startswith("│ ")]
    return {row[0]: row[6] for row in rows}


def test_coverage_shows_how_many_findings_of_a_rule_were_confirmed(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    first = _findings(run)[0]
    assert _shares(mingcha_command, run)[first["rule"]] == "0/1 (0%–79%)"
    later = _screen(mingcha_command, tmp_path, 2025, "--reviews", run)
    assert _shares(mingcha_command, run, later)[first["rule"]] == "0/1 (0%–79%)"
    file = write_file(tmp_path / "later.json", [confirmed(_findings(later)[0]["id"])])
    assert mingcha_command("review", "apply", later, file).status == 0
    assert _shares(mingcha_command, later)[first["rule"]] == "1/1 (21%–100%)"
    assert _shares(mingcha_command, run, later)[first["rule"]] == "1/2 (9%–91%)"


def test_coverage_has_no_such_column_where_nothing_was_reviewed(tmp_path: Path, mingcha_command: Mingcha) -> None:
    run = _screen(mingcha_command, tmp_path, 2024)
    assert "审核确认" not in mingcha_command("rules", "coverage", run).out
