"""Wordings and layouts that stand in thousands of disclosures and are right: no rule may trip over them."""

from __future__ import annotations

import pytest

from tests.documents import errors, findings_by_rule, screened, understood

FINAL = "2023年度某县档案馆部门决算\n\n第三部分 2023年度部门决算情况说明\n\n"


def rules_of(text: str) -> set[str]:
    """The rules that find something in a document."""
    return {finding.rule for finding in findings_by_rule(screened(text))}


def test_a_budget_named_after_the_amount_that_completes_it_takes_no_change() -> None:
    text = f"""{FINAL}七、“三公”经费支出决算情况说明

公务接待费支出决算为 22.59 万元，完成预算 43.2 万元的 52.3%，比上年决算数增加 20.63 万元，增长 1,052.6%，主要原因是公务往来增加。
"""
    screening = screened(text)
    assert errors(screening) == []
    claim = next(claim for claim in screening.disclosure.claims if claim.change is not None)
    assert claim.amount is not None
    assert claim.amount.fen == 22_590_000
    assert any(claim.coordinate.period == "budget" for claim in screening.disclosure.claims)


def test_a_second_comparison_after_a_semicolon_is_not_the_first() -> None:
    text = f"""{FINAL}七、“三公”经费支出决算情况说明

“三公”经费支出决算为 62.07 万元，比上年决算数增加 38.97 万元，增长 168.7%；比2019年（疫情前）决算数减少 24.87 万元，降低 28.6%。
"""
    assert rules_of(text) & {"SHR-001", "YER-004"} == set()


def test_a_day_of_publication_is_not_the_year_of_the_disclosure() -> None:
    text = """目录

公开时间：2025年 09月 10日

第一部分 部门概况

第二部分 2024年度部门决算情况说明

第一部分 部门概况

第二部分 2024年度部门决算情况说明

2024年度收、支总计均为 300.00 万元。与2023年度相比，各增加 20.00 万元，主要原因是项目增加。
"""
    assert understood(text).year == 2024
    assert rules_of(text) & {"YER-002", "YER-004"} == set()


@pytest.mark.parametrize("page", ["…………（4）", "......(4)", "------------4", " PAGEREF _Toc25831 h 4", "\t4", "    4"])
def test_page_numbers_of_the_contents_are_no_part_of_the_titles(page: str) -> None:
    text = f"""2023年度某县档案馆部门决算

目 录

一、概况{page}

（一）部门职责{page}

（二）收入决算表（分单位）{page}

二、决算情况说明{page}

（一）收入决算情况说明{page}

一、概况

（一）部门职责

负责全县档案工作。

（二）收入决算表（分单位）

详见附表。

二、决算情况说明

（一）收入决算情况说明

本年收入合计 5.00 万元。
"""
    disclosure = understood(text)
    titles = ["概况", "部门职责", "收入决算表（分单位）", "决算情况说明", "收入决算情况说明"]
    assert [entry.title for entry in disclosure.contents] == titles
    assert [section.title for section in disclosure.sections] == titles


def test_tables_without_a_unit_are_in_the_unit_with_which_the_text_repeats_their_numbers() -> None:
    text = """2022年某县审计局“三公”经费预算

一、“三公”经费支出预算表

项 目 | 预 算 数
合 计 | 11.40
因公出国（境）费 | 0.00
公务接待费 | 7.40
公务用车购置及运行费 | 4.00

二、“三公”经费支出预算情况说明

2022年“三公”经费支出预算为 11.4 万元。其中：公务接待费支出预算为 7.4 万元，公务用车购置及运行费支出预算为 4 万元。
"""
    assert errors(screened(text)) == []
    assert "NAR-003" in rules_of(text.replace("公务接待费 | 7.40", "公务接待费 | 6.40"))


def test_a_list_of_numbers_may_name_its_unit_once() -> None:
    text = f"""{FINAL}一、收入支出决算总体情况说明

与2022年相比，收、支总计各减少 1267.86，2570.97 万元，主要原因是项目减少。
"""
    assert "MON-001" not in rules_of(text)


def test_a_reason_may_stand_in_a_paragraph_of_its_own_or_in_the_section_around() -> None:
    text = f"""{FINAL}二、收入支出决算总体情况说明

2023年度收入总计 60.00 万元，比上年增加 4.00 万元，增长 7.14%。

主要原因：业务增长。

（一）收入决算说明

2023年度本年收入合计 56.00 万元，比上年增加 4.00 万元，增长 7.69%。
"""
    assert "DIS-006" not in rules_of(text)


def test_parts_of_last_years_amount_are_last_years() -> None:
    text = """2023年某县档案馆预算公开

一、2023年“三公”经费预算情况

2023年度“三公”经费预算总计 21.8 万元，其中：公务接待费 11.8 万元，公务用车运行费 10 万元。

二、2022年“三公”经费情况

2022年度“三公”经费合计支出 20.12 万元，其中：公务接待费 12.39 万元，公务用车运行费 7.73 万元。
"""
    assert errors(screened(text)) == []


def test_what_follows_the_only_value_of_a_row_is_no_indicator() -> None:
    text = """2023年度某县档案馆部门决算

项目支出绩效自评表

项目名称 | 档案整理经费 | | | | | |
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
 | 产出指标 | 数量指标 | 整理档案数量 | ≥50卷 | 50 | 8 | 8
 | | 质量指标 | 整理合格率 | ≥100% | 达成预期指标 | 8 | 8
"""
    assert [(one.name, one.value) for form in understood(text).forms for one in form.indicators] == [
        ("整理档案数量", "≥50卷"),
        ("整理合格率", "≥100%"),
    ]
    assert "PRF-009" not in rules_of(text)


def test_the_unit_and_the_sign_of_a_value_may_have_columns_of_their_own() -> None:
    text = """2023年某县档案馆单位预算公开

项目支出绩效目标表

项目名称 | 档案整理经费 | | | | | |
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 计量单位 | 权重 | 备注
产出指标 | 数量指标 | 整理档案数量 | ≥ | 50 | 卷 | 20 |
 | 质量指标 | 整理合格率 | 定量 | 100 | % | 10 |
 | 时效指标 | 完成时间 | 定性 | 12月底前 | | 10 |
"""
    assert [(one.name, one.value) for form in understood(text).forms for one in form.indicators] == [
        ("整理档案数量", "≥50卷"),
        ("整理合格率", "100%"),
        ("完成时间", "12月底前"),
    ]
    assert "PRF-009" not in rules_of(text)


def test_the_only_source_of_this_year_need_not_have_been_the_only_one_last_year() -> None:
    text = f"""{FINAL}一、收入支出决算总体情况说明

收入 792.22 万元，较上年增加 189.25 万元，原因是项目增加。其中：财政拨款收入 792.22 万元，较上年增加 209.28 万元。
"""
    assert "CHG-001" not in rules_of(text)


BUDGET = "2024年某县档案局部门预算公开\n\n三、情况说明\n\n公用经费 1.00 万元。\n\n"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("YER-001", "四、2023—2025年财政规划预算\n\n按规划执行。"),
        ("YER-001", "四、2023年部门预算绩效评价结果\n\n良好。"),
        ("YER-003", "2023年支出 5.00 万元，比2022年增加 1.00 万元，原因是项目增加。"),
        ("YER-005", "截至2024年底，全面完成馆藏数字化。"),
        ("TXT-004", "坚持评先评优，主持评审，按时给予算力补贴。"),
        ("TXT-004", "曾长期开展，曾加入试点，发放慰问金 5 万元元旦前到位，单元元件更换。"),
        ("TXT-004", "主要看是是否按时完成，市农委拖拉机购置补贴，白内障率降低，视情扣分。"),
        ("TXT-005", "其他一般公共服务支出支出决算 5.00 万元，一般公共预算预算数 6.00 万元，规范规范性文件管理。"),
        ("TXT-005", "主要原因是人员减少减少公用经费，落实社会保障保障标准。"),
        ("TXT-006", "具体金额（请见附表）。详情（请点击下载）。"),
        ("MON-004", "慰问金 5 万元元旦前发放。"),
        ("TOP-005", "七、名词解释\n\n1.上级补助收入：指省级财政拨款以外从上级单位取得的收入。"),
    ],
)
def test_correct_words_are_left_alone(rule: str, words: str) -> None:
    assert rule not in rules_of(f"{BUDGET}{words}\n")


@pytest.mark.parametrize("slip", ["卫生健康攴出", "上年收攴情况", "已攴付到位"])
def test_a_character_misread_for_another_is_a_slip_in_all_words_it_makes(slip: str) -> None:
    assert "TXT-004" in rules_of(f"{BUDGET}{slip}\n")


def test_a_balance_is_a_share_of_the_income_it_is_part_of() -> None:
    whole = "本年收入预算合计 100.00 万元，包括本年收入 95.00 万元，上年结转 5.00 万元。其中："
    told = whole + "\n\n上年结转的一般公共预算 5.00 万元，占 {}%。\n"
    assert "SHR-002" not in rules_of(BUDGET + told.format("5.00"))
    assert "SHR-002" in rules_of(BUDGET + told.format("7.00"))


@pytest.mark.parametrize("unit", ["某某壮族自治区档案局", "某省市场监督管理局", "某省自然保护区管理局", "贵州省档案局"])
def test_units_of_a_province_may_write_of_their_province(unit: str) -> None:
    text = BUDGET.replace("某县档案局", unit) + "七、名词解释\n\n1.财政拨款收入：指省级财政拨款收入。\n"
    assert understood(text).unit == unit
    assert "TOP-005" not in rules_of(text)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("TXT-004", "公用经费与上年持评。"),
        ("TXT-004", "公用经费较上年曾加 5.00 万元。"),
        ("TXT-005", "公用经费预算预算，较上年增加增加 1.00 万元。"),
        ("TXT-006", "（注：请单位根据实际注明页码）"),
        ("TXT-006", "2024年（单位名称）部门预算安排如下。"),
        ("YER-005", "截至2024年12月31日，本部门共有车辆 1 辆。"),
        ("STF-002", "本部门固定资产中车辆情况如下：车辆 5 辆（主要负责人用车 1 辆、其他用车 1 辆）。"),
        ("STF-002", "本部门共有车辆 5 辆，其中：主要负责人用车 1 辆、离退休干部服务用车 4 辆、其他用车 4 辆。"),
        ("YER-003", "本年支出 5.00 万元，比2022年增加 1.00 万元。"),
        ("TOP-005", "七、名词解释\n\n1.财政拨款收入：指省级财政拨款收入。"),
    ],
)
def test_what_is_wrong_is_still_found(rule: str, words: str) -> None:
    assert rule in rules_of(f"{BUDGET}{words}\n")


def form(*indicators: str) -> str:
    """A disclosure with one performance form of the given rows."""
    head = "项目名称 | 甲经费 | | |\n一级指标 | 二级指标 | 三级指标 | 指标值 | 备注\n"
    return "2024年某县档案局部门预算公开\n\n项目支出绩效目标表\n\n" + head + "\n".join(indicators) + "\n"


@pytest.mark.parametrize(
    "name",
    [
        "农药使用量减少",
        "改善人居条件",
        "松材线虫病防治面积",
        "河道畅通",
        "空气优良天数",
        "双面打印比例",
        "鱼类增殖放流",
        "村容村貌",
    ],
)
def test_these_indicators_are_ecological(name: str) -> None:
    assert "PRF-013" not in rules_of(form(f"效益指标 | 生态效益指标 | {name} | 明显 |"))


def test_a_name_that_counts_carries_its_unit() -> None:
    assert "PRF-009" not in rules_of(form("产出指标 | 数量指标 | 培训人数 | 50 |", " | | 发放补贴人次 | 1200 |"))
    assert "PRF-009" in rules_of(form("产出指标 | 数量指标 | 印制宣传品 | 50 |"))


@pytest.mark.parametrize(
    "change",
    [
        "减少 1.00 万元，原因是退休人员增加",
        "减少 1.00 万元，原因是财政困难，压力增加",
        "增加 1.00 万元，原因是车辆报废数量减少",
    ],
)
def test_what_rises_may_lower_the_cost(change: str) -> None:
    assert rules_of(f"{BUDGET}收入预算 50.00 万元，较上年{change}。\n") & {"CHG-020", "CHG-021"} == set()


@pytest.mark.parametrize(
    "duties", ["当好县委参谋，搞好后勤。", "引领、联系、凝聚全县科技工作者。", "是党和政府联系群众的桥梁和纽带。"]
)
def test_duties_may_be_told_in_other_words(duties: str) -> None:
    assert "DIS-002" not in rules_of(
        f"2024年某县科协部门预算公开\n\n一、主要职责\n\n{duties}\n\n二、说明\n\n公用经费 1.00 万元。\n"
    )
