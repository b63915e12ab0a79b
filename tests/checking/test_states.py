"""Every rule ends in one of four states on every document; "no finding" never means "was not run"."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from mingcha import Screener
from mingcha.knowledge import shipped
from mingcha.running import run
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.cubes import Cube, cubes, printed
from tests.documents import outcome, screened, screener, written

STATES = ("holds", "violated", "not_enough_data", "not_applicable")
TABLE = """
    2024年某县档案馆单位预算公开

    目录

    第一部分 预算报表

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | 400.00 | 300.00 | 100.00
    201 | 一般公共服务支出 | {total} | 300.00 | 100.00
    """
HOLDS, BREAKS = TABLE.format(total="400.00"), TABLE.format(total="450.00")


def test_a_rule_whose_instances_all_hold_holds() -> None:
    row = outcome(screened(HOLDS), "TOT-001")
    assert (row.state, row.held, row.missing, row.violations) == ("holds", 2, 0, ())


def test_a_rule_with_one_broken_instance_is_violated_though_others_hold() -> None:
    row = outcome(screened(BREAKS), "TOT-001")
    assert (row.state, row.held, len(row.violations)) == ("violated", 1, 1)


def test_a_rule_without_its_figures_has_not_enough_data() -> None:
    assert outcome(screened(HOLDS), "TOT-010").state == "not_enough_data"


def test_a_rule_outside_its_scope_is_not_applicable_and_says_why(tmp_path: Path) -> None:
    rule = yaml.safe_load((shipped() / "rules/TOT/TOT-001.yaml").read_text(encoding="utf-8"))
    rule["scope"] = {"kind": ["final_account"]}
    file = tmp_path / "rules/TOT/TOT-001.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(rule, allow_unicode=True), encoding="utf-8")
    row = outcome(Screener(knowledge=tmp_path).screen(written(BREAKS), "a test"), "TOT-001")
    assert (row.state, row.violations) == ("not_applicable", ())
    assert row.why == {"zh": "仅适用于决算，本文件为预算", "en": "applies to final accounts only; this document is a budget"}


def test_a_total_whose_parts_are_not_listed_is_not_said_to_hold() -> None:
    text = HOLDS.replace("    201 | 一般公共服务支出 | 400.00 | 300.00 | 100.00\n", "")
    assert outcome(screened(text), "TOT-004").state == "not_enough_data"


def test_a_table_alone_says_nothing_about_its_agreement_with_others() -> None:
    row = outcome(screened(HOLDS), "AGR-001")
    assert row.held == 0
    assert row.state == "not_enough_data"


@pytest.mark.parametrize("name", sample_names())
def test_every_rule_has_one_state_on_every_sample(name: str) -> None:
    screening = screener().screen(print_disclosure(load_sample(name)).encode(), name)
    assert [row.rule for row in screening.outcomes] == [rule.id for rule in screener().knowledge.rules]
    told = {finding.rule for finding in screening.findings}
    told |= {evidence.rule for finding in screening.findings for evidence in finding.because}
    for row in screening.outcomes:
        assert row.state in STATES
        assert (row.state == "violated") == bool(row.violations)
        assert row.state != "holds" or row.held > 0
        assert (row.rule in told) == (row.state == "violated")


def test_the_counts_of_the_states_add_up_over_a_set_of_documents(tmp_path: Path) -> None:
    for name in sample_names():
        (tmp_path / f"{name}.txt").write_text(print_disclosure(load_sample(name)), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run([tmp_path], Screener(screener().knowledge))
    assert Counter(report.status for report in result.documents) == {"read": 5, "failed": 1}
    assert set(result.rules) == {rule.id for rule in screener().knowledge.rules}
    for counts in result.rules.values():
        assert set(counts) <= set(STATES)
        assert sum(counts.values()) == 5


def test_three_states_appear_on_the_samples() -> None:
    found: Counter[str] = Counter()
    for name in sample_names():
        screening = screener().screen(print_disclosure(load_sample(name)).encode(), name)
        found.update(row.state for row in screening.outcomes)
    assert set(found) >= {"holds", "violated", "not_enough_data"}


@given(cube=cubes())
def test_on_a_random_budget_every_rule_has_one_state(cube: Cube) -> None:
    screening = screener().screen(printed(cube).text().encode(), "a budget")
    assert len(screening.outcomes) == len(screener().knowledge.rules)
    states = {row.rule: row.state for row in screening.outcomes}
    for rule in ("TOT-001", "TOT-003", "TOT-004", "TOT-005", "TOT-006", "TOT-008", "TOT-012", "AGR-001", "AGR-002"):
        assert states[rule] == "holds", rule
    for rule in ("NAR-001", "NAR-002"):
        assert states[rule] == "holds", rule
    assert set(states.values()) <= {"holds", "not_enough_data", "not_applicable"}
