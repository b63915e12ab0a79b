"""Forms of other provinces and of the ministries, all right in themselves: nothing is told of them, and errors are.

The papers under forms/ are made up: units, figures and wordings are ours, in the order and the terms that these forms have.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.understanding import Disclosure
from tests.documents import screened, screener, understood

GUANGDONG = """2024年某市档案馆部门预算

一般公共预算支出情况表（按功能分类科目）

单位：万元

功能科目名称 | 小计 | 其中：基本支出 | 项目支出
[201]一般公共服务支出 | 60.00 | 40.00 | 20.00
[20126]档案事务 | 60.00 | 40.00 | 20.00
[2012601]行政运行 | 40.00 | 40.00 |
[2012604]档案馆 | 20.00 | | 20.00
合计 | 60.00 | 40.00 | 20.00

一般公共预算安排基本支出情况表（按支出经济分类科目）

单位：万元

部门预算支出经济科目 | 政府预算支出经济科目 | 预算支出
[301]工资福利支出 | | 30.00
[30101]基本工资 | [50101]工资奖金津补贴 | 30.00
[302]商品和服务支出 | | 10.00
[30201]办公费 | [50201]办公经费 | {office}
[30239]其他交通费用 | [50201]办公经费 | 4.00
合计 | | 40.00

四、政府采购情况

2024年本部门政府采购安排20.00万元，其中：货物类采购预算5.00万元，工程类采购预算10.00万元，服务类采购预算{services}万元。
"""
MINISTRY = """某管理局2024年部门预算

部门收支总表

单位：万元

收入 | | 支出 |
项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款收入 | 80.00 | 一、一般公共服务支出 | 88.00
本年收入合计 | 80.00 | 本年支出合计 | 88.00
上年结转 | 10.00 | 结转下年 | 2.00
收入总计 | 90.00 | 支出总计 | 90.00

财政拨款收支总表

单位：万元

收入 | | 支出 | |
项目 | 预算数 | 项目 | 合计 | 一般公共预算
一、本年收入 | {year} | 一、本年支出 | 88.00 | 88.00
（一）一般公共预算拨款 | 80.00 | （一）一般公共服务支出 | 88.00 | 88.00
二、上年结转 | 10.00 | 二、结转下年 | 2.00 | 2.00
（一）一般公共预算拨款 | 10.00 | | |
收入总计 | 90.00 | 支出总计 | 90.00 | 90.00

一般公共预算支出表

单位：万元

科目编码 | 科目名称 | 2024年预算数 | 基本支出 | 项目支出
201 | 一般公共服务支出 | {class_} | 50.00 | 30.00
20126 | 档案事务 | {class_} | 50.00 | 30.00
2012601 | 行政运行 | {class_} | 50.00 | 30.00
合计 | | {class_} | 50.00 | 30.00

四、财政拨款收支总表的说明

某管理局2024年财政拨款收支总预算90.00万元。收入全部为一般公共预算拨款，其中：当年财政拨款收入{told}万元、上年结转10.00万元。
"""
SICHUAN = """2022年度某县林业局部门决算

一般公共预算财政拨款支出决算表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
213 | 农林水支出 | 90.00 | 90.00 |
21302 | 林业和草原 | 90.00 | 90.00 |
2130201 | 行政运行 | 90.00 | 90.00 |

七、“三公”经费财政拨款支出决算情况说明

公务接待费支出2.00万元。其中：国内公务接待支出2.00万元，主要用于开展业务。国内公务接待30批次，200人次，共计支出{told}万元。
"""


def _guangdong(office: str = "6.00", services: str = "5.00") -> str:
    return GUANGDONG.format(office=office, services=services)


def _ministry(year: str = "80.00", class_: str = "80.00", told: str = "80.00") -> str:
    return MINISTRY.format(year=year, class_=class_, told=told)


FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_right_paper_has_no_error_and_no_warning(path: Path) -> None:
    screening = screener().screen(path)
    assert not [(one.rule, one.message) for one in screening.findings if one.severity != "info"]
    assert not screening.problems


def _errors(text: str) -> list[tuple[str, int | None]]:
    return [(one.rule, one.places[0].line) for one in screened(text).findings if one.severity != "info"]


def _codes(disclosure: Disclosure) -> list[list[tuple[str, str, str]]]:
    return [[(line.code, line.label, line.counterpart) for line in table.listings[0].lines] for table in disclosure.tables]


def test_a_code_in_the_cell_of_its_name_is_the_accounts() -> None:
    functions, economy = _codes(understood(_guangdong()))
    assert functions[2] == ("2012601", "行政运行", "")
    assert economy[1] == ("30101", "基本工资", "50101")
    assert functions[-1][:2] == ("", "合计")


@pytest.mark.parametrize("text", [_guangdong(), _ministry(), SICHUAN.format(told="2.00")])
def test_a_right_disclosure_of_another_form_has_no_finding(text: str) -> None:
    assert not _errors(text)


@pytest.mark.parametrize(
    "text",
    [
        _guangdong(office="6.50"),
        _guangdong(services="6.00"),
        _ministry(year="81.00"),
        _ministry(class_="70.00"),
        _ministry(told="90.00"),
        SICHUAN.format(told="3.00"),
    ],
)
def test_a_wrong_amount_in_it_has_one(text: str) -> None:
    assert _errors(text)


ZHEJIANG = """2023年度某市教育局部门决算

收入支出决算总表

单位：万元

项目 | 决算数 | 项目 | 决算数
本年收入合计 | 20300.00 | 本年支出合计 | 20300.00
总计 | 20300.00 | 总计 | 20300.00

（十）机关运行经费支出说明

2023年度收入总计20300.00万元，支出总计20300.00万元。与年初预算数相比，收、支总计各增加300.00万元。与2022年度相比，收、支总计各增加200.00万元。

2023年度机关运行经费支出120.00万元，比年初预算数减少5.00万元，下降{budget}%，比2022年度增加10.00万元，增长{last}%，主要原因是业务量增加。
"""


@pytest.mark.parametrize(("budget", "last", "told"), [("4", "9.09", 0), ("5", "9.09", 1), ("4", "8.09", 1)])
def test_a_change_on_the_budget_and_one_on_last_year_are_two(budget: str, last: str, told: int) -> None:
    text = ZHEJIANG.format(budget=budget, last=last)
    assert len(_errors(text)) == told
    changes = [(claim.change.text, claim.base) for claim in understood(text).claims if claim.change is not None]
    assert set(changes) == {
        *(("300.00万元", "budget"), ("200.00万元", "last")),
        *(("5.00万元", "budget"), ("10.00万元", "last")),
    }


@pytest.mark.parametrize(
    ("staff", "told"),
    [
        ("行政编制30人，实有28人；事业编制50人，实有45人。离退休人员40人，其中：离休1人，退休39人。", 0),
        ("人员编制80人，其中行政编制30人、事业编制50人；实有人员73人，其中行政28人、事业45人。", 0),
        ("人员编制80人，其中行政编制30人、事业编制40人；实有人员73人，其中行政28人、事业45人。", 1),
        ("人员编制80人，其中行政编制30人、事业编制50人；实有人员73人，其中行政28人、事业46人。", 1),
    ],
)
def test_staff_in_service_is_told_of_each_kind_or_as_a_whole(staff: str, told: int) -> None:
    found = screened(f"2024年某县档案馆部门预算\n\n一、人员情况\n\n{staff}\n\n本单位支出预算5.00万元。\n").findings
    assert len([one for one in found if one.rule == "STF-001"]) == told


CHONGQING = """某区文化馆2022年度单位决算情况说明

二、单位决算情况说明

2022年度支出合计1,045.20万元。其中：基本支出745.20万元，项目支出300.00万元。

三、“三公”经费情况说明

公务车运行维护费{operation}万元。费用支出较年初预算数减少0.50万元，下降12.50%，主要原因是压减用车。较上年支出数减少0.20万元，下降5.41%，主要原因是压减用车。

公务接待费1.00万元。费用支出较年初预算数持平。较上年支出数减少0.10万元，下降{reception}%，主要原因是压减接待。

收入支出决算总表

单位：万元

项目 | 决算数 | 项目 | 决算数
本年收入合计 | 1040.20 | 本年支出合计 | 1045.20
年初结转和结余 | 10.00 | 年末结转和结余 | 5.00
总计 | 1050.20 | 总计 | 1050.20

一般公共预算财政拨款支出决算表

单位：万元

科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出
合计 | | 1030.20 | 730.20 | 300.00
207 | 文化旅游体育与传媒支出 | 1030.20 | 730.20 | 300.00
"""
JIANGSU = """2023年度某市民政局部门决算公开

九、财政拨款“三公”经费支出情况说明

公务用车购置及运行维护费支出预算5.00万元（其中：一般公共预算支出5.00万元；政府性基金预算支出0万元），支出决算4.00万元（其中：一般公共预算支出4.00万元；政府性基金预算支出0万元），完成调整后预算的80%。
"""
HUNAN = """2024年度某县司法局部门预算公开说明

六、其他重要事项的情况说明

会议费预算1.00万元，拟召开2次会议；培训费预算{training}万元，拟开展3次培训；拟举办0次节庆活动，经费预算0万元。

收支总表

单位：万元

项目 | 预算数 | 项目 | 预算数
收入总计 | 50.00 | 支出总计 | 50.00

培训费预算2.00万元。
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CHONGQING.format(operation="3.50", reception="9.09"), 0),
        (CHONGQING.format(operation="3.80", reception="9.09"), 1),
        (CHONGQING.format(operation="3.50", reception="8.09"), 1),
        (JIANGSU, 0),
        (HUNAN.format(training="2.00"), 0),
        (HUNAN.format(training="3.00"), 1),
    ],
)
def test_amounts_that_forms_tell_in_their_own_way_are_of_what_they_are_of(text: str, told: int) -> None:
    """Basic expenditure of all money is not that of the general budget; 费用支出 is of the item; a bracket is of the budget."""
    assert len(_errors(text)) == told


HUBEI = """某市统计局2024年部门预算公开

收支总表

单位：万元

项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款收入 | 1856.30 | 一、一般公共服务支出 | 1856.30
收入总计 | 1856.30 | 支出总计 | 1856.30

五、一般公共预算拨款支出预算情况

2024年一般公共预算拨款支出1,856.30万元。

基本支出1,256.30万元，占67.68%，其中：人员经费1,100.00万元、公用经费156.30万元；项目支出600.00万元，占{share}%。
"""


@pytest.mark.parametrize(("share", "told"), [("32.32", 0), ("33.32", 1)])
def test_a_component_beside_another_is_no_share_of_it(share: str, told: int) -> None:
    assert len(_errors(HUBEI.format(share=share))) == told


BEIJING = """某区园林绿化局2024年部门预算

二、收入预算情况说明

2024年收入预算56.00万元，比2023年{last}万元增加{change}万元，增长3.70%。

（一）基本支出预算。2024年基本支出预算20.00万元，比2023年基本支出预算18.00万元增加2.00万元，增长11.11%。

收支总表

单位：万元

项目 | 预算数 | 项目 | 预算数
本年收入合计 | 56.00 | 本年支出合计 | 56.00
收入总计 | 56.00 | 支出总计 | 56.00
"""


@pytest.mark.parametrize(("last", "change", "told"), [("54.00", "2.00", 0), ("53.00", "2.00", 1), ("54.00", "3.00", 1)])
def test_last_years_amount_stands_between_the_comparison_and_the_change(last: str, change: str, told: int) -> None:
    text = BEIJING.format(last=last, change=change)
    assert len(_errors(text)) == told
    claims = [claim for claim in understood(text).claims if claim.amount is not None]
    assert [claim.coordinate.period for claim in claims] == ["this", "last", "this", "last"]


MERGED = """2022年度某县林业局部门决算

一般公共预算财政拨款基本支出决算表

单位：万元

人员经费 | | | 公用经费 | | | | |
科目代码 | 科目名称 | 决算数 | 科目代码 | 科目名称 | 决算数 | 科目代码 | 科目名称 | 决算数
301 | 工资福利支出 | 30.00 | 302 | 商品和服务支出 | {goods} | 310 | 资本性支出 |
30101 | 基本工资 | 30.00 | 30201 | 办公费 | 10.00 | 31002 | 办公设备购置 |
人员经费合计 | | 30.00 | 公用经费合计 | | | | | 10.00
"""


@pytest.mark.parametrize(("goods", "told"), [("10.00", 0), ("12.00", 1)])
def test_a_total_merged_up_to_its_amount_is_of_its_own_list(goods: str, told: int) -> None:
    text = MERGED.format(goods=goods)
    assert not understood(text).unread
    assert len(_errors(text)) == told


TWICE_COMPARED = """某省科技厅2024年部门预算

一般公共预算支出表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
206 | 科学技术支出 | 500.00 | 500.00 |
20601 | 科学技术管理事务 | 500.00 | 500.00 |
2060101 | 行政运行 | 500.00 | 500.00 |

二、一般公共预算支出情况说明

1.科学技术支出（类）科学技术管理事务（款）行政运行（项）2024年预算数为500.00万元，比2023年预算数增加50.00万元，增长11.11%，比2023年执行数增加30.00万元，增长{growth}%，主要原因是人员增加。

“三公”经费2023年预算数12.00万元，2023年实际支出10.00万元，2024年预算数11.00万元，比2023年预算数减少{fewer}万元，下降8.33%。
"""
LIAONING = """2023年度某县水利局部门决算

三、财政拨款支出决算总体情况

2023年度财政拨款支出2,480.00万元，其中：基本支出980.00万元，项目支出1,500.00万元。与年初预算相比，2023年财政拨款支出完成年初预算的95.38%，年初预算数为2,600.00万元，其中：基本支出完成年初预算的98.00%，项目支出完成年初预算的93.75%。

（一）按支出功能分类科目分，包括：农林水支出2,200.00万元，占{share}%；社会保障和就业支出280.00万元，占11.29%。

（二）按经济分类科目分，包括：工资福利支出820.00万元，商品和服务支出500.00万元，资本性支出1,160.00万元。

一般公共预算财政拨款支出决算表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
合计 | | 2480.00 | 980.00 | 1500.00
208 | 社会保障和就业支出 | 280.00 | 280.00 |
213 | 农林水支出 | 2200.00 | 700.00 | 1500.00
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TWICE_COMPARED.format(growth="6.38", fewer="1.00"), 0),
        (TWICE_COMPARED.format(growth="7.38", fewer="1.00"), 1),
        (TWICE_COMPARED.format(growth="6.38", fewer="2.00"), 1),
        (LIAONING.format(share="88.71"), 0),
        (LIAONING.format(share="84.62"), 1),
    ],
)
def test_an_amount_compared_with_two_others_is_judged_by_each(text: str, told: int) -> None:
    """By last year's budget and what was spent of it, or by the year's budget, which is no whole of what follows it."""
    assert len(_errors(text)) == told


HEILONGJIANG = """2022年度某市交通运输局部门决算

二、收入决算情况说明

2022年度收入合计{all}万元，其中：一般公共预算财政拨款收入50.00万元，政府性基金预算财政拨款收入10.00万元，事业收入1.00万元。

与上年相比，收入增加5.00万元，增长8.93%。其中：一般公共预算财政拨款收入增加4.00万元；政府性基金预算财政拨款收入增加1.00万元；事业收入无变化。

（二）政府采购情况

2022年政府采购支出5.00万元，其中：货物采购5.00万元。

收支决算总表

单位：万元

项目 | 决算数
一、一般公共预算财政拨款收入 | 50.00
二、政府性基金预算财政拨款收入 | 10.00
五、事业收入 | 1.00
"""


@pytest.mark.parametrize(("whole", "wrong"), [("61.00", False), ("64.00", True)])
def test_all_income_is_what_its_sources_come_to_and_its_change_its_own(whole: str, wrong: bool) -> None:
    text = HEILONGJIANG.format(all=whole)
    assert bool(_errors(text)) == wrong
    changed = next(claim for claim in understood(text).claims if claim.change is not None)
    assert (changed.subject, changed.coordinate.fund) == ("收入增加", "")
    assert understood(text).tables[0].title == "收支决算总表"


JIANGXI = """某县应急管理局2024年部门预算

部门支出总表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 75.00 | 45.00 | 30.00
208 | 社会保障和就业支出 | 15.00 | 15.00 |
05 | 行政事业单位养老支出 | 10.00 | 10.00 |
2080505 | 机关事业单位基本养老保险缴费支出 | 10.00 | 10.00 |
08 | 抚恤 | 5.00 | 5.00 |
2080801 | 死亡抚恤 | 5.00 | 5.00 |
224 | 灾害防治及应急管理支出 | 60.00 | 30.00 | 30.00
01 | 应急管理事务 | 60.00 | 30.00 | 30.00
2240101 | 行政运行 | 30.00 | 30.00 |
2240106 | 安全监管 | 30.00 | | {project}

收入预算75.00万元。其中：财政拨款收入75.00万元，教育收费资金收入0万元。

部门机关运行费预算6.00万元。部门共有车辆{vehicles}辆，其中：一般公务用车实有0辆、执法执勤用车3辆。

公务用车运行维护费9.00万元，比上年减1.00万元。
"""


@pytest.mark.parametrize(("project", "vehicles", "told"), [("30.00", "3", 0), ("20.00", "3", 1), ("30.00", "4", 1)])
def test_sections_may_be_printed_with_what_they_add_to_their_class(project: str, vehicles: str, told: int) -> None:
    text = JIANGXI.format(project=project, vehicles=vehicles)
    assert len(_errors(text)) == told
    ((_, *coded),) = _codes(understood(text))
    assert [code for code, _, _ in coded[:5]] == ["208", "20805", "2080505", "20808", "2080801"]


BY_UNIT = """某市水利局2024年部门预算

支出预算总表

单位：万元

单位编码 | 单位名称 | 类 | 款 | 项 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | | | | | {all} | 30.00 | 20.00
301001 | 某市水利局 | | | | | 30.00 | 20.00 | 10.00
 | | 208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 5.00 | 5.00 |
 | | 213 | 03 | 01 | 行政运行 | {run} | 15.00 |
 | | 213 | 03 | 05 | 水利工程建设 | 10.00 | | 10.00
301002 | 某市水文站 | | | | | 20.00 | 10.00 | 10.00
 | | 208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 5.00 | 5.00 |
 | | 213 | 03 | 04 | 水利行业业务管理 | 5.00 | 5.00 |
 | | 213 | 03 | 05 | 水利工程建设 | 10.00 | | 10.00

一般公共预算支出表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
208 | 社会保障和就业支出 | 10.00 | 10.00 |
20805 | 行政事业单位养老支出 | 10.00 | 10.00 |
2080505 | 机关事业单位基本养老保险缴费支出 | 10.00 | 10.00 |
213 | 农林水支出 | 40.00 | 20.00 | 20.00
21303 | 水利 | 40.00 | 20.00 | 20.00
2130301 | 行政运行 | 15.00 | 15.00 |
2130304 | 水利行业业务管理 | 5.00 | 5.00 |
2130305 | 水利工程建设 | 20.00 | | 20.00
 | 合计 | 50.00 | 30.00 | 20.00
"""
SCHOOL = (
    "某县第一中学2024年单位预算\n\n三、人员构成\n\n核定编制{posts}人，实有在编在岗教职工176人，退休60人。\n\n支出预算5.00万元。\n"
)


@pytest.mark.parametrize(("whole", "run", "told"), [("50.00", "15.00", 0), ("60.00", "15.00", 1), ("50.00", "25.00", 1)])
def test_accounts_listed_unit_by_unit_are_parts_of_their_unit(whole: str, run: str, told: int) -> None:
    assert len(_errors(BY_UNIT.format(all=whole, run=run))) == told


def test_those_who_retired_are_no_part_of_posts_or_staff() -> None:
    assert not _errors(SCHOOL.format(posts=180))


YUNNAN = """某县财政局2025年部门预算

收支预算总表

单位：万元

项目 | 预算数 | 项目 | 预算数
收入总计 | 55.86 | 支出总计 | 55.86

三、支出情况

按规定编制。2025年支出预算{all}万元。

1.2010601行政运行{run}万元，主要用于：机关运转。

政府采购预算6.00万元，其中：货物1.00万元，工程2.00万元，服务{services}万元。

一般公共预算支出预算表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
201 | 一般公共服务支出 | 55.86 | 55.86 |
20106 | 财政事务 | 55.86 | 55.86 |
2010601 | 行政运行 | 55.86 | 55.86 |
"""


@pytest.mark.parametrize(
    ("whole", "run", "services", "told"),
    [
        *(("55.86", "55.86", "3.00", 0), ("65.86", "55.86", "3.00", 1)),
        *(("55.86", "65.86", "3.00", 1), ("55.86", "55.86", "4.00", 1)),
    ],
)
def test_short_ways_to_name_what_is_meant(whole: str, run: str, services: str, told: int) -> None:
    """支出预算 that opens a sentence with its year is the whole; a code may stand before its name; 货物 is bought."""
    assert len(_errors(YUNNAN.format(all=whole, run=run, services=services))) == told
