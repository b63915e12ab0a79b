"""The command line of peers: fit, score, show, features and screen --peers; what they write, print and refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import mingcha
from mingcha.cli import main
from mingcha.peers.profile import Profile
from mingcha.peers.table import FeatureTable, write_table
from tests.commands import Mingcha
from tests.documents import CLEAN, WRONG, written
from tests.peers import units

FEW = ("--trees", "30")
PLAIN = ("--pages", "0")
SPOILT = "project_share"
BAD = (5, 40)
TABLE = "scores/year=2024/region=__HIVE_DEFAULT_PARTITION__/part-0.parquet"
FILES = ("scores.jsonl", TABLE, "history.jsonl", "peers.json")


def _run(folder: Path, profiles: Sequence[Profile]) -> Path:
    """A folder as mingcha screen writes it."""
    folder.mkdir(parents=True)
    known = units.knowledge()
    made = {
        "mingcha": mingcha.__version__,
        "knowledge": known.hash,
        "knowledge_peers": known.peers.hash,
        "profiles": len(profiles),
    }
    (folder / "run.json").write_bytes(msgspec.json.encode(made))
    (folder / "profiles.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in profiles))
    return folder


def _table(path: Path, table: FeatureTable) -> Path:
    write_table(table, path, units.knowledge())
    return path


def _units(count: int = 300, **more: Any) -> FeatureTable:
    return units.spoilt(units.table(count, **more), [row for row in BAD if row < count], [SPOILT])


def _scores(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "scores.jsonl").read_text(encoding="utf-8").splitlines()]


def _rows(out: Path) -> list[dict[str, Any]]:
    keys = pa.schema([("year", pa.int32()), ("region", pa.string())])
    rows: list[dict[str, Any]] = pq.read_table(out / "scores", partitioning=ds.partitioning(keys, flavor="hive")).to_pylist()
    return rows


def _json(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of 300 units of 2024."""
    from mingcha.peers.model import save
    from mingcha.peers.scoring import fit

    path = tmp_path_factory.mktemp("model") / "peers.skops"
    save(fit(_units(), units.knowledge(), trees=30), path)
    return path


# -- fit and score ---------------------------------------------------------------------------------------------------


def test_runs_are_fitted_and_scored(tmp_path: Path, mingcha_command: Mingcha) -> None:
    profiles = units.profiles(_units())
    first, second = _run(tmp_path / "a", profiles[:100]), _run(tmp_path / "b", profiles[100:])
    done = mingcha_command("peers", "fit", first, second, "--out", tmp_path / "peers.skops", *FEW)
    assert done.status == 0
    assert "2024年预算：300 家" in done.out
    assert f"模型写入 {tmp_path / 'peers.skops'}" in done.out.replace("\n", "")
    done = mingcha_command(
        "peers", "score", first, second, "--model", tmp_path / "peers.skops", "--out", tmp_path / "out", *PLAIN
    )
    assert done.status == 0
    assert all((tmp_path / "out" / name).is_file() for name in (*FILES, "peers.html"))
    scores = _scores(tmp_path / "out")
    assert [one["rank"] for one in scores] == list(range(1, 301))
    assert {profiles[row].id for row in BAD} <= {one["id"] for one in scores[:5]}
    assert "300 家中列出" in done.out.replace("\n", "")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_feature_table_gives_the_scores_of_the_profiles_it_is_of(
    ending: str, tmp_path: Path, model: Path, mingcha_command: Mingcha
) -> None:
    table = _table(tmp_path / f"units.{ending}", _units())
    mingcha_command("peers", "score", table, "--model", model, "--out", tmp_path / "table", *PLAIN)
    run = _run(tmp_path / "run", units.profiles(_units()))
    mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "profiles", *PLAIN)
    one, other = (
        [(score["id"], score["pvalue"], score["rank"]) for score in _scores(tmp_path / out)] for out in ("table", "profiles")
    )
    assert one == other


def test_the_same_units_in_any_order_give_the_same_bytes(tmp_path: Path, mingcha_command: Mingcha) -> None:
    profiles = units.profiles(_units(120))
    for name, ordered, jobs in (("a", profiles, "1"), ("b", profiles[::-1], "2")):
        run = _run(tmp_path / name, ordered)
        fitted = tmp_path / f"{name}.skops"
        mingcha_command("peers", "fit", run, "--out", fitted, "--jobs", jobs, *FEW)
        mingcha_command("peers", "score", run, "--model", fitted, "--out", tmp_path / f"out-{name}", *PLAIN, "--jobs", jobs)
    assert (tmp_path / "a.skops").read_bytes() == (tmp_path / "b.skops").read_bytes()
    for file in FILES:
        assert (tmp_path / "out-a" / file).read_bytes() == (tmp_path / "out-b" / file).read_bytes()


# -- what is written -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Path:
    """The files of scoring the units that the model was fitted on, which no test changes."""
    folder = tmp_path_factory.mktemp("scored")
    run = _run(folder / "run", units.profiles(_units()))
    command = ["peers", "score", str(run), "--model", str(model), "--out", str(folder / "out"), *PLAIN, "--alpha", "0.02", "-q"]
    with pytest.MonkeyPatch.context() as patch, suppress(SystemExit):
        patch.setattr(sys, "argv", ["mingcha", *command])
        main()
    return folder / "out"


def test_a_score_says_who_how_rare_among_whom_and_why_with_the_figures_and_their_places(out: Path) -> None:
    score = next(one for one in _scores(out) if one["id"] == "第0005单位-2024-budget")
    assert (score["document"], score["unit"], score["year"], score["of"]) == (
        "第0005单位-2024-budget.txt",
        "第0005单位",
        2024,
        300,
    )
    assert score["group"] == ["2024 budget", "county institution", "courts", "3m_10m"]
    assert score["pvalue"] <= 0.02
    reason = score["reasons"][0]
    assert reason["feature"] == SPOILT
    assert reason["title"] == units.knowledge().peers.features[SPOILT].title
    assert reason["message"] in score["message"]
    assert "同类" in reason["message"]
    (amount,) = [one for one in reason["amounts"] if one["amount"] == SPOILT]
    assert amount["document"] == score["document"]
    assert amount["places"][0]["table"] == "表1"


def test_peers_json_says_what_the_list_promises(out: Path) -> None:
    summary = _json(out / "peers.json")
    assert (summary["list"]["units"], summary["list"]["alpha"], summary["list"]["expected"]) == (300, 0.02, 6.0)
    assert summary["list"]["listed"] == sum(one["pvalue"] <= 0.02 for one in _scores(out))
    assert "误列" in summary["list"]["message"]
    assert (summary["list"]["reviewed"], summary["list"]["discoveries"]) == (False, None)
    assert summary["knowledge"] == units.knowledge().hash
    assert summary["model"]["same_knowledge"]
    assert summary["model"]["units"] == 300
    assert sum(group["units"] for group in summary["groups"]) == 300
    assert sum(group["listed"] for group in summary["groups"]) == summary["list"]["listed"]
    assert summary["drift"] == []


def test_the_table_has_the_scores_of_the_lines(out: Path) -> None:
    rows = _rows(out)
    lines = _scores(out)
    assert len(rows) == len(lines)
    for name in ("id", "unit", "year", "document", "sha256", "score", "pvalue", "rank", "group", "missing", "corrected"):
        assert [row[name] for row in rows] == [line[name] for line in lines]
    assert [row["reasons"][0]["feature"] for row in rows] == [line["reasons"][0]["feature"] for line in lines]


def test_the_table_is_parted_by_year_and_province_and_what_was_there_before_is_gone(
    tmp_path: Path, model: Path, mingcha_command: Mingcha
) -> None:
    from msgspec.structs import replace

    profiles = [replace(one, province="陕西" if row % 2 else "") for row, one in enumerate(units.profiles(_units(40)))]
    for name, some in (("both", profiles), ("odd", profiles[1::2])):
        run = _run(tmp_path / name, some)
        mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "out", *PLAIN, "-q")
        parts = {str(path.parent.relative_to(tmp_path / "out")) for path in (tmp_path / "out").glob("scores/*/*/*")}
        assert parts == {
            f"scores/year=2024/region={region}" for region in ("陕西", "__HIVE_DEFAULT_PARTITION__")[: len(some) // 20]
        }
    rows = _rows(tmp_path / "out")
    assert {(row["year"], row["region"]) for row in rows} == {(2024, "陕西")}
    assert [row["rank"] for row in rows] == list(range(1, 21))


def test_the_language_changes_words_and_no_number(tmp_path: Path, model: Path, mingcha_command: Mingcha) -> None:
    run = _run(tmp_path / "run", units.profiles(_units(60)))
    for lang in ("zh", "en"):
        mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / lang, *PLAIN, "--lang", lang, "-q")
    zh, en = _scores(tmp_path / "zh"), _scores(tmp_path / "en")
    assert en[0]["reasons"][0]["message"].isascii()
    assert (tmp_path / "zh" / TABLE).read_bytes() == (tmp_path / "en" / TABLE).read_bytes()
    for one, other in zip(zh, en, strict=True):
        assert one.pop("message") != other.pop("message")
        for told in (*one["reasons"], *other["reasons"]):
            del told["message"]
        assert one == other


def test_reviewed_tells_how_many_are_no_chance(tmp_path: Path, model: Path, mingcha_command: Mingcha) -> None:
    run = _run(tmp_path / "run", units.profiles(units.spoilt(units.table(30, first=300), range(8), list(FEATURES[:12]))))
    done = mingcha_command(
        *(
            "peers",
            "score",
            run,
            "--model",
            model,
            "--out",
            tmp_path / "out",
            *PLAIN,
            "--alpha",
            "0.1",
            "--reviewed",
            "--lang",
            "en",
        )
    )
    told = _json(tmp_path / "out" / "peers.json")["list"]
    assert told["reviewed"]
    assert told["discoveries"] > 0
    assert "the reference was reviewed" in done.out


FEATURES = tuple(units.knowledge().peers.features)


# -- another year ----------------------------------------------------------------------------------------------------


def test_a_new_year_is_compared_with_itself_and_its_drift_is_told(tmp_path: Path, model: Path, mingcha_command: Mingcha) -> None:
    run = _run(tmp_path / "run", units.profiles(units.table(200, year=2025, seed=5, drift=1.0)))
    done = mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "out", *PLAIN, "-q")
    summary = _json(tmp_path / "out" / "peers.json")
    assert [(one["year"], one["units"], one["among"]) for one in summary["compared"]] == [("2025 budget", 200, "own")]
    (drift,) = summary["drift"]
    assert (drift["year"], drift["units"]) == ("2025 budget", 200)
    assert drift["message"][0] in done.out.replace("\n", "")
    assert "2025年预算" in done.out


def test_a_few_units_of_a_new_year_are_compared_with_the_year_before(
    tmp_path: Path, model: Path, mingcha_command: Mingcha
) -> None:
    run = _run(tmp_path / "run", units.profiles(units.table(2, year=2025)))
    done = mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "out", *PLAIN)
    assert done.status == 0
    assert "改与2024年预算的单位比较" in done.out.replace("\n", "")
    assert {one["group"][0] for one in _scores(tmp_path / "out")} == {"2024 budget"}


# -- few units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "said"), [(1, "没有可比的同类"), (4, "只有名次有意义")])
def test_a_few_units_are_said_to_be_too_few_and_the_status_is_0(
    count: int, said: str, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    run = _run(tmp_path / "run", units.profiles(units.table(count)))
    done = mingcha_command("peers", "fit", run, "--out", tmp_path / "peers.skops", *FEW)
    assert done.status == 0
    assert f"只有 {count} 家单位" in done.out
    done = mingcha_command("peers", "score", run, "--model", tmp_path / "peers.skops", "--out", tmp_path / "out", *PLAIN)
    assert done.status == 0
    assert said in done.out.replace("\n", "")
    assert len(_scores(tmp_path / "out")) == count


# -- show and features -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["第0005单位-2024-budget", "第0005单位", "0005"])
def test_show_tells_the_reasons_of_a_unit_and_where_their_figures_stand(name: str, out: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("peers", "show", out, name)
    assert done.status == 0
    assert "第0005单位 2024" in done.out
    assert re.search(r"列第 \d+", done.out)
    assert re.search(r"p 值 0\.\d{4}", done.out)
    assert re.search(r"2024年预算.*，同类 \d+ 家", done.out)
    assert "1. 项目支出" in done.out
    assert "表1" in done.out
    assert "第" in done.out


def test_show_tells_what_the_document_states_beside_a_corrected_amount(
    tmp_path: Path, model: Path, mingcha_command: Mingcha
) -> None:
    from msgspec.structs import replace

    from mingcha.peers.profile import Amount

    one, *others = units.profiles(_units())
    value = replace(one.values[SPOILT], amounts=("goods",), corrected=True)
    slip = {**one.amounts, "goods": Amount(425_400_00, stated=405_200_00)}
    run = _run(tmp_path / "run", [replace(one, amounts=slip, values={**one.values, SPOILT: value}), *others])
    mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "out", *PLAIN, "-q")
    shown = mingcha_command("peers", "show", tmp_path / "out", one.id).out.replace("\n", "")
    assert "按更正后的金额计算：425,400.00 元（原文 405,200.00 元）" in shown


def test_show_says_of_last_years_amounts_that_they_are_of_last_year(
    tmp_path: Path, model: Path, mingcha_command: Mingcha
) -> None:
    from msgspec.structs import replace

    from mingcha.peers.profile import Amount

    *before, one = units.profiles(_units())[:6]  # the sixth is unusual
    value = replace(one.values[SPOILT], amounts=("goods", "last.goods"))
    last = {**one.last, "goods": Amount(405_200_00)}
    changed = replace(one, amounts={**one.amounts, "goods": Amount(425_400_00)}, last=last, values={**one.values, SPOILT: value})
    run = _run(tmp_path / "run", [*before, changed])
    mingcha_command("peers", "score", run, "--model", model, "--out", tmp_path / "out", *PLAIN, "-q")
    shown = mingcha_command("peers", "show", tmp_path / "out", one.id).out
    assert re.search(r"  商品和服务支出 42\.5 万元", shown)
    assert re.search(r"  上年商品和服务支出 40\.5 万元", shown)


def test_show_speaks_english_of_a_run_that_was_chinese(out: Path, mingcha_command: Mingcha) -> None:
    shown = mingcha_command("peers", "show", out, "第0005单位", "--lang", "en").out
    assert "number " in shown
    assert units.knowledge().peers.features[SPOILT].title["en"] in shown


def test_show_refuses_a_unit_that_is_not_there_and_names_one_that_is_near(out: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("peers", "show", out, "第0005单元")
    assert done.status == 2
    assert "第0005单位" in done.err


def test_show_refuses_a_name_that_several_units_have(out: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("peers", "show", out, "单位")
    assert done.status == 2
    assert "fits several units" in done.err


def test_show_names_a_folder_without_scores(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("peers", "show", tmp_path, "x")
    assert done.status == 2
    assert str(tmp_path) in done.err


def test_features_lists_every_declared_feature(mingcha_command: Mingcha) -> None:
    listed = json.loads(mingcha_command("peers", "features", "--json").out)
    assert [one["id"] for one in listed] == list(FEATURES)
    printed = mingcha_command("peers", "features").out
    assert all(feature.title["zh"][:4] in printed for feature in units.knowledge().peers.features.values())
    assert SPOILT in printed


# -- screen --peers --------------------------------------------------------------------------------------------------


def test_screen_compares_the_units_of_the_run(tmp_path: Path, mingcha_command: Mingcha) -> None:
    for name, text in (("a.txt", WRONG), ("b.txt", CLEAN.replace("某县档案馆", "某县图书馆")), ("c.txt", "")):
        (tmp_path / name).write_bytes(written(text))
    done = mingcha_command(
        "screen", *(tmp_path / name for name in ("a.txt", "b.txt", "c.txt")), "--out", tmp_path / "out", *PLAIN, "--peers"
    )
    assert done.status == 3
    assert sorted(one["document"] for one in _scores(tmp_path / "out")) == [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    assert "各项指标完全相同" in done.out.replace("\n", "")  # the wrong figure of one is taken as corrected


def test_screen_tells_which_of_two_documents_of_one_unit_year_counts(tmp_path: Path, mingcha_command: Mingcha) -> None:
    for name, text in (("a.txt", CLEAN), ("b.txt", CLEAN)):
        (tmp_path / name).write_bytes(written(text))
    done = mingcha_command("screen", tmp_path / "a.txt", tmp_path / "b.txt", "--out", tmp_path / "out", *PLAIN, "--peers")
    assert done.status == 0
    (score,) = _scores(tmp_path / "out")
    assert score["document"].endswith("b.txt")
    assert f"{tmp_path / 'b.txt'} counts" in done.err


def test_screen_compares_with_a_model(tmp_path: Path, model: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    done = mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out", *PLAIN, "--peers-model", model)
    assert done.status == 0
    (score,) = _scores(tmp_path / "out")
    assert (score["unit"], score["rank"], score["of"]) == ("某县档案馆", 1, 1)
    assert score["size"] > 30


def test_screen_without_peers_writes_no_scores_and_says_nothing_of_them(tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out")
    assert not (tmp_path / "out" / "scores.jsonl").exists()
    assert not (tmp_path / "out" / "scores").exists()


def test_screening_without_peers_imports_nothing_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    code = (
        "import sys; from mingcha.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('sklearn', 'scipy', 'altair', 'skops') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, "screen", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "-q"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1] == "[]"


def test_screen_says_where_nothing_could_be_compared(tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    done = mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out", *PLAIN, "--peers")
    assert done.status == 3
    assert "no unit could be read" in done.err


def test_a_wrong_model_is_refused_before_anything_is_screened(tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    done = mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out", *PLAIN, "--peers-model", tmp_path / "a.txt")
    assert done.status == 2
    assert "no model of mingcha" in done.err
    assert not (tmp_path / "out").exists()


# -- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (lambda at: ["fit", at / "nowhere", "--out", at / "m"], "nowhere"),
        (lambda at: ["fit", at, "--out", at / "m"], "run.json"),
        (lambda at: ["fit", at / "t.csv", at, "--out", at / "m"], "either folders of runs or feature tables"),
        (lambda at: ["score", at / "t.csv", "--model", at / "nowhere", "--out", at / "o"], "nowhere"),
        (lambda at: ["score", at / "t.csv", "--model", at / "t.csv", "--out", at / "o"], "no model of mingcha"),
        (lambda at: ["fit", at / "t.csv", "--out", at / "m", "--trees", "0"], "--trees"),
        (lambda at: ["score", at / "t.csv", "--model", at / "m", "--out", at / "o", "--alpha", "2"], "--alpha"),
    ],
)
def test_wrong_usage_is_2_and_names_what_is_wrong(
    arguments: Callable[[Path], list[str | Path]], told: str, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    _table(tmp_path / "t.csv", units.table(3))
    done = mingcha_command("peers", *arguments(tmp_path))
    assert done.status == 2
    assert told in done.err.replace("\n", "")
    assert "Traceback" not in done.err


def test_an_out_that_cannot_be_written_is_named(tmp_path: Path, model: Path, mingcha_command: Mingcha) -> None:
    table = _table(tmp_path / "t.csv", units.table(3))
    done = mingcha_command("peers", "score", table, "--model", model, "--out", table)
    assert done.status == 2
    assert str(table) in done.err
