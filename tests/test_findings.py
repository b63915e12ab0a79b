"""How findings are told: quotation marks inside others, one stop at the end."""

from __future__ import annotations

import pytest

from tests.diagnosing.cases import BUDGET
from tests.documents import findings_of, screened, screener, written
from tests.locating.test_locating import MISTAKEN

TITLED = """2024年某县档案馆单位预算公开

目录

报表 | 报表名称 | 是否空表 | 公开空表理由
表1 | 单位综合预算“三公”经费支出表 | 否 |

表1

单位综合预算“三公”经费支出情况表

单位：元

项目 | 合计 | 公务接待费 | 公务用车运行维护费
合计 | 300.00 | 100.00 | 200.00
"""

CUT_OFF = """2024年某县档案馆单位预算公开

目录

第一部分 预算报表

单位综合预算一般公共预算支出明细表（按支出功能分类科目）

单位：元

功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
 | 合计 | 400096.00 | 300098.00 | 99998.00
201 | 一般公共服务支出 | 400096.00 | 300098.00 | 99998.00

四、收支说明

本单位当年一般公共预算支出 40.00 万元，其中人员经费 30.00 万元、公用经费 9.99 万元。
"""


def test_quotation_marks_inside_others_are_single_ones() -> None:
    (finding,) = findings_of(screened(TITLED), "CAT-002")
    assert "“单位综合预算‘三公’经费支出表”" in finding.message
    assert "“单位综合预算‘三公’经费支出情况表”" in finding.message


@pytest.mark.parametrize(("lang", "end"), [("zh", "仅作提示）。"), ("en", "a hint only).")])
def test_a_hint_ends_with_one_stop(lang: str, end: str) -> None:
    (finding,) = findings_of(screened(CUT_OFF), "NAR-001", lang)
    assert finding.severity == "info"
    assert finding.message.endswith(end)
    assert f"{end[-1]}；" not in finding.message
    assert f"{end[-1]}（" not in finding.message


TIE = """
    2024年某县档案馆单位预算公开

    三公经费预算表

    单位：万元

    项目 | 本年预算数
    公务接待费 | 3.00

    “三公”经费预算情况说明

    本单位当年“三公”经费预算支出中，公务接待费预算5.00万元。
    """


@pytest.mark.parametrize(("lang", "said"), [("zh", "也可能是"), ("en", "it may also be that")])
def test_of_two_figures_that_may_be_wrong_the_message_names_both(lang: str, said: str) -> None:
    (finding,) = [one for one in screener(lang).screen(written(TIE), "a test").findings if one.severity == "error"]
    assert said in finding.message
    assert "3.00" in finding.message
    assert "5.00" in finding.message


def test_what_is_expected_is_as_precise_as_the_message_tells_it() -> None:
    """The tables say 64.8372 万元, yet a sentence states two decimals."""
    (finding,) = screened(BUDGET.replace("人员经费 64.84", "人员经费 74.84")).findings
    assert (finding.stated, finding.expected, finding.difference) == ("74.84", "64.84", "10.00")
    assert "应为 64.84万元" in finding.message


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "增减百分比写为 60.54%，按所列金额应为 66.40%（441.25万元 有误，已按更正后的 220.63万元 计算）。"),
        ("en", "from the amounts it is 66.40% (441.25万元 is wrong itself; reckoned with 220.63万元)."),
    ],
)
def test_a_percentage_beside_a_wrong_amount_says_that_it_is_reckoned_with_the_right_one(lang: str, said: str) -> None:
    (finding,) = findings_of(screened(MISTAKEN.format(this="441.25"), lang), "SHR-001", lang)
    assert finding.message.endswith(said)
