"""Rounding: each figure may be off by half a unit of its last place, an identity by the sum of their halves, no more."""

from __future__ import annotations

import pytest

from tests.documents import errors, findings_by_rule, findings_of, outcome, screened

HEAD = "2024年某县档案馆单位预算公开\n\n目录\n\n第一部分 预算报表\n\n"


def _row(total: str, *parts: str, unit: str = "万元") -> str:
    """A table with one row: a total and its components."""
    heads = ("人员经费支出", "公用经费支出", "专项业务经费支出", "单位预留机动经费", "经营支出", "上缴上级支出")[: len(parts)]
    return (
        f"{HEAD}单位综合预算支出总表\n\n单位：{unit}\n\n科目编码 | 科目名称 | 合计 | {' | '.join(heads)}\n"
        f"201 | 一般公共服务支出 | {total} | {' | '.join(parts)}\n"
    )


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        pytest.param("0.02", ["0.01", "0.00"], id="0.005 + 0.005 + … of three figures"),
        pytest.param("10.01", ["5.00", "5.00"], id="one unit off, three figures"),
        pytest.param("9.99", ["5.00", "5.00"], id="one unit off to the other side"),
        pytest.param("10.02", ["3.00", "3.00", "4.00"], id="two units off, four figures"),
        pytest.param("100.03", ["20.00"] * 5, id="three units off, six figures"),
    ],
)
def test_within_the_halves_of_its_figures_a_sum_holds(total: str, parts: list[str]) -> None:
    screening = screened(_row(total, *parts))
    assert outcome(screening, "TOT-001").state == "holds"
    assert screening.findings == ()


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        pytest.param("10.02", ["5.00", "5.00"], id="two units off, three figures"),
        pytest.param("10.03", ["3.00", "3.00", "4.00"], id="three units off, four figures"),
    ],
)
def test_beyond_the_halves_but_below_the_whole_units_a_sum_is_a_hint(total: str, parts: list[str]) -> None:
    (finding,) = findings_of(screened(_row(total, *parts)), "TOT-001")
    assert finding.severity == "info"
    assert "舍去尾数" in finding.message


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        pytest.param("10.03", ["5.00", "5.00"], id="three units off, three figures"),
        pytest.param("10.04", ["3.00", "3.00", "4.00"], id="four units off, four figures"),
    ],
)
def test_a_whole_unit_for_each_figure_off_is_an_error(total: str, parts: list[str]) -> None:
    (finding,) = findings_of(screened(_row(total, *parts)), "TOT-001")
    assert finding.severity == "error"


def test_the_same_difference_is_rounding_in_wan_yuan_and_an_error_in_yuan() -> None:
    assert errors(screened(_row("10.01", "5.00", "5.00"))) == []
    fen = screened(_row("100100.00", "50000.00", "50000.00", unit="元"))
    assert errors(fen) == [("TOT-001", 12, "100100.00", "100000.00")]


def test_a_nil_without_decimals_brings_no_rounding() -> None:
    """Three figures may be off by 0.015; the nil "0" is exact, so that 0.02 is more than two figures may be off."""
    (finding,) = findings_of(screened(_row("5.02", "5.00", "0")), "TOT-001")
    assert finding.severity == "error"
    (hint,) = findings_of(screened(_row("5.02", "5.00", "0.00")), "TOT-001")
    assert hint.severity == "info"


def test_a_blank_brings_no_rounding() -> None:
    (finding,) = findings_of(screened(_row("5.02", "5.00", "")), "TOT-001")
    assert finding.severity == "error"


def test_a_coarse_figure_brings_its_own_precision() -> None:
    assert errors(screened(_row("10", "5.30", "5.10"))) == []
    assert errors(screened(_row("10", "5.80", "5.80"))) == [("TOT-001", 12, "10.00", "11.60")]


TWO_TABLES = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计
201 | 一般公共服务支出 | {{}}

单位综合预算支出明细表

单位：元

科目编码 | 科目名称 | 合计
201 | 一般公共服务支出 | {{}}
"""


@pytest.mark.parametrize(
    ("wan", "yuan", "severity"),
    [
        ("54.15", "541450.00", None),
        ("54.15", "541549.99", None),
        ("54.15", "541550.00", None),
        ("54.15", "541550.02", "info"),
        ("54.14", "541499.99", "info"),
        ("54.15", "541600.02", "error"),
        ("54.15", "541399.00", "error"),
        ("54", "544999.99", None),
        ("54", "549999.99", "info"),
    ],
)
def test_two_tables_of_two_precisions_agree_within_both_halves(wan: str, yuan: str, severity: str | None) -> None:
    found = findings_of(screened(TWO_TABLES.format(wan, yuan)), "AGR-001")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


# -- amounts cut off instead of rounded -----------------------------------------------------------------------------------

CUT_OFF = f"""{HEAD}单位综合预算一般公共预算支出明细表（按支出功能分类科目）

单位：元

功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
 | 合计 | 400096.00 | 300098.00 | 99998.00
201 | 一般公共服务支出 | 400096.00 | 300098.00 | 99998.00

四、收支说明

本单位当年一般公共预算支出 40.00 万元，其中人员经费 30.00 万元、公用经费 9.99 万元。
"""


def test_amounts_that_were_cut_off_are_one_hint_together() -> None:
    (finding,) = findings_by_rule(screened(CUT_OFF))
    assert (finding.rule, finding.severity) == ("NAR-001", "info")
    assert len(finding.because) == 3
    assert "另有 2 处相同" in finding.message
    assert [place.text for place in finding.places if place.table == ""] == ["40.00 万元", "30.00 万元", "9.99 万元"]


def test_a_hint_is_told_in_english_too() -> None:
    (finding,) = findings_by_rule(screened(CUT_OFF), "en")
    assert "more places alike: 2" in finding.message
    assert "cut off instead of rounded" in finding.message


def test_an_error_among_amounts_that_were_cut_off_stays_an_error() -> None:
    found = findings_by_rule(screened(CUT_OFF.replace("公用经费 9.99", "公用经费 9.89")))
    assert sorted((finding.rule, finding.severity) for finding in found) == [("NAR-001", "error"), ("NAR-001", "info")]


CHANGES = f"""{HEAD}第二部分 说明

四、收支说明

本单位当年一般公共预算支出 50.00 万元，较上年增加 5.04 万元，主要原因是调资。

本单位当年一般公共预算支出 50.00 万元，其中：

（1）一般公共服务支出（201）10.00 万元，较上年增加 1.00 万元，原因是调资；

（2）社会保障和就业支出（208）10.00 万元，较上年增加 1.00 万元，原因是调资；

（3）卫生健康支出（210）10.00 万元，较上年增加 1.00 万元，原因是调资；

（4）住房保障支出（221）10.00 万元，较上年增加 1.00 万元，原因是调资；

（5）节能环保支出（211）10.00 万元，较上年增加 1.00 万元，原因是调资。
"""


def test_changes_that_were_cut_off_are_a_hint() -> None:
    """Five changes of 1.008, each cut off to 1.00, and the whole, 5.04: half units explain 0.03 of it, cut-off decimals all."""
    (finding,) = findings_of(screened(CHANGES), "CHG-001")
    assert finding.severity == "info"


def test_changes_within_their_halves_hold() -> None:
    assert outcome(screened(CHANGES.replace("5.04", "5.03")), "CHG-001").state == "holds"


@pytest.mark.parametrize(
    ("amount", "change", "growth", "state"),
    [
        ("32.37", "4.89", "17.79%", "holds"),
        ("32.37", "4.89", "17.8%", "holds"),
        ("32.37", "4.89", "18%", "holds"),
        ("32.37", "4.89", "17.9%", "violated"),
        ("32.37", "4.89", "17.70%", "violated"),
        ("0.05", "0.01", "25%", "holds"),
        ("0.05", "0.01", "20%", "holds"),
        ("0.05", "0.01", "60%", "violated"),
    ],
)
def test_a_growth_may_be_what_its_rounded_amounts_allow(amount: str, change: str, growth: str, state: str) -> None:
    text = f"{HEAD}第二部分 说明\n\n三、机关运行经费\n\n机关运行经费 {amount} 万元，较上年增加 {change} 万元，增长 {growth}。\n"
    assert outcome(screened(text), "SHR-001").state == state


def test_from_a_nil_base_there_is_no_growth() -> None:
    text = f"{HEAD}第二部分 说明\n\n三、机关运行经费\n\n机关运行经费 5.00 万元，较上年增加 5.00 万元，增长 100%。\n"
    assert outcome(screened(text), "SHR-001").state == "not_enough_data"


@pytest.mark.parametrize(("third", "state"), [("33.33%", "holds"), ("33.34%", "holds"), ("33.36%", "violated")])
def test_shares_may_add_to_a_hundred_and_one_hundredth(third: str, state: str) -> None:
    text = (
        f"{HEAD}第二部分 说明\n\n四、收支说明\n\n2024年度某县档案馆支出预算3000.00万元，其中：人员经费1000.00万元，占33.33%；"
        f"公用经费1000.00万元，占33.33%；项目支出1000.00万元，占{third}。\n"
    )
    assert outcome(screened(text), "SHR-002").state == state


SHARES = HEAD.replace("预算报表", "情况说明") + "三、支出预算情况说明\n\n2024年度某县档案馆支出预算{whole}万元，其中：{parts}。\n"


def _shared(whole: str, *parts: tuple[str, str]) -> str:
    names = ("基本支出", "项目支出", "经营支出")
    said = (f"{name}{amount}万元，占{share}%" for name, (amount, share) in zip(names, parts, strict=False))
    return SHARES.format(whole=whole, parts="；".join(said))


def test_shares_that_were_cut_off_are_a_hint() -> None:
    (finding,) = findings_of(screened(_shared("30000.00", ("20000.00", "66.66"), ("10000.00", "33.33"))), "SHR-002")
    assert (finding.severity, "66.66%" in finding.message, "66.67%" in finding.message) == ("info", True, True)


def test_a_share_that_makes_a_list_add_up_to_a_hundred_holds() -> None:
    text = _shared("30000.00", ("20000.00", "66.66"), ("10000.00", "33.34"))
    assert outcome(screened(text), "SHR-002").state == "holds"


@pytest.mark.parametrize(("change", "word"), [("1.00", "增加"), ("1.00", "减少")])
def test_a_growth_that_was_cut_off_is_a_hint_up_and_down(change: str, word: str) -> None:
    # From 6.00 万元: 16.666… %, whichever way.
    amount = "7.00" if word == "增加" else "5.00"
    text = f"{HEAD}三、机关运行经费\n\n本单位机关运行经费 {amount} 万元，较上年{word} {change} 万元，{word} %s%%。\n"
    assert [f.severity for f in findings_of(screened(text % "16"), "SHR-001")] == ["info"]
    assert [f.severity for f in findings_of(screened(text % "17"), "SHR-001")] == []
    assert [f.severity for f in findings_of(screened(text % "15"), "SHR-001")] == ["error"]
    assert [f.severity for f in findings_of(screened(text % "18"), "SHR-001")] == ["error"]


def test_a_share_of_nil_is_not_judged() -> None:
    items = ("因公出国（境）费", "公务用车购置及运行费", "公务接待费")
    said = "；".join(f"{item}支出 0.00 万元，占“三公”经费的 0.00%" for item in items)
    text = f"{HEAD}六、“三公”经费情况说明\n\n“三公”经费支出中，{said}。\n"
    assert outcome(screened(text), "SHR-002").state == "not_enough_data"


_TOLD = """2023年度某县档案馆“三公”经费支出决算

“三公”经费支出决算表

单位：万元

项目 | 预算数 | 决算数
合计 | {budget} | 1.71
公务接待费 | 1 | 0.53
公务用车购置及运行维护费 | 2 | 1.18

二、“三公”经费支出决算情况说明

公务接待费预算为 1 万元，支出决算为 0.53 万元，完成预算的 {percent}%。
"""


def test_an_amount_of_the_text_is_as_precise_as_the_same_amount_of_a_table() -> None:
    """0.53 of about 1 may be 47 %, of 1.00 it cannot."""
    assert not errors(screened(_TOLD.format(budget="3", percent="53")))
    assert [rule for rule, *_ in errors(screened(_TOLD.format(budget="3", percent="47")))] == ["SHR-002"]
    assert not errors(screened(_TOLD.format(budget="3.0", percent="47")))


@pytest.mark.parametrize(
    ("total", "part", "other", "state"),
    [
        ("28", "28", "0", "holds"),
        ("28", "27", "0", "violated"),  # one number, rounded alike
        ("28", "27", "1", "holds"),
        ("28", "27", "0.4", "holds"),
        ("28", "27.9", "0", "holds"),
    ],
)
def test_a_total_of_one_part_beside_nil_is_that_part(total: str, part: str, other: str, state: str) -> None:
    form = f"""{HEAD}项目绩效目标表

项目名称 | | 档案修复
年度资金总额（万元） | | {total}
其中：财政拨款 | | {part}
其他资金 | | {other}
一级指标 | 二级指标 | 三级指标 | 指标值
"""
    assert outcome(screened(form), "PRF-001").state == state
