"""Slips of the pen: each found once with all its places, and none where the word is right."""

from __future__ import annotations

import pytest

from tests.documents import CLEAN, findings_of, screened, screener

(RULE,) = (rule.id for rule in screener().knowledge.rules if rule.relation == "misspelt")
ENTRIES = screener().knowledge.words["slips"]["slips"]


def _lines(body: str) -> list[list[int | None]]:
    return [[place.line for place in finding.places] for finding in findings_of(screened(f"{CLEAN}\n{body}\n"), RULE)]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "pattern" not in entry], ids=lambda entry: entry["wrong"])
def test_every_slip_of_the_list_is_found_and_what_is_right_is_not(entry: dict[str, str]) -> None:
    assert len(_lines(f"本单位2024年{entry['wrong']}有关情况如下所示。")) == 1
    assert _lines(f"本单位2024年{entry['right']}有关情况如下所示。") == []


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "pattern" in entry], ids=lambda entry: entry["wrong"])
def test_a_pattern_of_the_list_never_fits_without_its_word_or_what_is_right(entry: dict[str, str]) -> None:
    assert _lines(f"本单位2024年{entry['right']}有关情况如下所示。") == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("单位价值100万元（原值）以上的通用设备0台", "单位价值100万元（原值）以上的专用设备0台"),
        ("单位价值100万元以上通用设备0台（套）", "单位价值50万元以上的通用设备0台（套）"),
        ("公务车用车运行费5万元", "公务用车用于公务车接送"),
        ("公务车购置及运行费5万元", "公务车购置费和公务用车购置及运行费"),
        ("二十六、抗役特别国债安排的支出", "疾病防控与抗疫特别国债"),
        ("服务对象设计范围为全县", "服务对象涉及范围为全县，项目设计范围为全县"),
        ("印发《山西人民政府办公厅通知》", "印发《山西省人民政府办公厅通知》，吉林市人民政府转发"),
        ("隶属于某县档案局下属二级预算单位", "隶属于某县档案局，是其下属二级预算单位"),
    ],
)
def test_a_pattern_of_the_list_tells_a_slip_from_what_can_be_right(wrong: str, right: str) -> None:
    assert len(_lines(f"本单位2024年{wrong}。")) == 1
    assert _lines(f"本单位2024年{right}。") == []


def test_a_slip_that_fills_a_short_head_is_found() -> None:
    assert len(_lines("序号 | 报表名称 | 公开表理由\n表1 | 收支总表 | 无")) == 1


def test_one_slip_is_one_finding_with_all_its_places() -> None:
    ((first, second),) = _lines("本单位会仪费预算如下。\n\n全年会仪费支出如下。")
    assert first is not None
    assert second == first + 2


def test_a_slip_that_a_line_break_makes_is_none() -> None:
    assert _lines("本单位的预算为会\n\n仪费另行说明如下。") == []


def test_slips_are_found_in_cells() -> None:
    assert len(_lines("项目 | 说明\n会仪费支出预算 | 1.00")) == 1


def test_every_place_of_a_slip_in_a_paragraph_is_told_with_the_line_it_stands_on() -> None:
    said = "公务车用车运行费1.00万元与上年持平，主要原因是本单位的各项工作没有大的变化，\n公务车用车运行费保持不变。\n"
    (places,) = _lines(said)
    assert (len(places), len(set(places))) == (2, 2)
