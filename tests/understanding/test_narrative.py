"""The narrative: every amount with its subject, fund, code, change, share and reason."""

from __future__ import annotations

import pytest

from mingcha.understanding import Claim, Coordinate, Disclosure
from tests.documents import claim_of, understood

HEAD = "2024年某县档案馆单位预算公开\n\n第一部分 概况\n\n四、收支说明\n\n"


def _said(*paragraphs: str, head: str = HEAD) -> Disclosure:
    """A document with these paragraphs."""
    return understood(head + "\n\n".join(paragraphs) + "\n")


def _claim(*paragraphs: str) -> Claim:
    """The only claim of these paragraphs."""
    (claim,) = _said(*paragraphs).claims
    return claim


def _amount(claim: Claim) -> str:
    assert claim.amount is not None
    return claim.amount.text


def _levels(disclosure: Disclosure) -> dict[Coordinate, str]:
    """What is said of each coordinate, by the amounts' texts."""
    return {claim.coordinate: claim.amount.text for claim in disclosure.claims if claim.amount is not None}


def _change(claim: Claim) -> int:
    assert claim.change is not None
    return claim.change.fen


GPB = "general_public_budget"


# -- subject, fund, code -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "coordinate"),
    [
        ("本单位当年预算收入", Coordinate("income")),
        ("本单位当年预算支出", Coordinate("expenditure")),
        ("本单位当年财政拨款收入", Coordinate("income", fund="appropriation")),
        ("本单位当年一般公共预算支出", Coordinate("expenditure", fund=GPB)),
        ("本单位当年政府性基金预算支出", Coordinate("expenditure", fund="government_fund")),
        ("本单位当年国有资本经营预算支出", Coordinate("expenditure", fund="state_capital")),
        ("基本支出", Coordinate("expenditure", component="basic")),
        ("人员经费", Coordinate("expenditure", component="personnel")),
        ("日常公用经费", Coordinate("expenditure", component="operating")),
        ("专项业务经费", Coordinate("expenditure", component="project")),
        ("机关运行经费", Coordinate("agency_operating")),
        ("公务接待费", Coordinate("three_public", item="reception")),
        ("公务用车运行维护费", Coordinate("three_public", item="vehicle_operation")),
        ("因公出国（境）费", Coordinate("three_public", item="abroad")),
        ("一般公共预算“三公”经费预算支出", Coordinate("three_public", fund=GPB, item="three_public")),
        ("会议费", Coordinate("three_public", item="meeting")),
        ("政府采购预算", Coordinate("procurement")),
        ("政府采购货物预算", Coordinate("procurement", item="goods")),
        ("上年结转", Coordinate("carried_in")),
    ],
)
def test_the_words_before_an_amount_say_what_it_is_of(subject: str, coordinate: Coordinate) -> None:
    claim = _claim(f"{subject} 60.00 万元。")
    assert claim.coordinate == coordinate
    assert claim.amount is not None
    assert (claim.amount.fen, claim.amount.ulp, claim.amount.unit) == (60_000_000, 10_000, "万元")
    assert claim.line == 7


@pytest.mark.parametrize(
    "subject",
    [
        "支出预算",
        "2024年支出预算",
        "2024年度支出预算",
        "2024年支出预算安排",
        "某县档案馆2024年支出预算",
        "2024年预算支出",
        "2024年支出总预算",
    ],
)
def test_the_spending_of_the_year_is_spending_however_it_is_said(subject: str) -> None:
    assert _claim(f"{subject} 60.00 万元。").coordinate.measure in ("expenditure", "total_outlay")


@pytest.mark.parametrize(
    ("code", "dimension"),
    [("2080505", "function"), ("20805", "function"), ("208", "function"), ("302", "economy_dept"), ("50501", "economy_gov")],
)
def test_a_code_in_brackets_sets_its_own_classification(code: str, dimension: str) -> None:
    claim = _claim(f"（1）某项支出（{code}）27.52 万元，较上年减少 2.74 万元，原因是人员减少；")
    assert claim.code == code
    assert claim.code_name == "某项支出"
    assert getattr(claim.coordinate, dimension) == code
    assert claim.coordinate.measure == "expenditure"


def test_the_items_of_an_enumeration_are_of_the_money_of_its_head() -> None:
    disclosure = _said(
        "本单位当年一般公共预算支出 60.00 万元，其中：",
        "（1）社会保障和就业支出（208）20.00 万元，较上年减少 1.00 万元，原因是人员减少；",
        "（2）卫生健康支出（210）40.00 万元，较上年减少 2.00 万元，原因是人员减少。",
    )
    assert _levels(disclosure) == {
        Coordinate("expenditure", fund=GPB): "60.00 万元",
        Coordinate("expenditure", fund=GPB, function="208"): "20.00 万元",
        Coordinate("expenditure", fund=GPB, function="210"): "40.00 万元",
    }
    assert len({claim.listing for claim in disclosure.claims[1:]} - {0}) == 1


def test_the_paragraph_after_an_enumeration_is_no_item_of_it() -> None:
    disclosure = _said(
        "本单位当年一般公共预算支出 60.00 万元，其中：",
        "（1）社会保障和就业支出（208）60.00 万元，较上年减少 1.00 万元，原因是人员减少。",
        "本单位当年公用经费预算安排 5.52 万元。",
    )
    assert disclosure.claims[-1].listing == 0
    assert disclosure.claims[1].listing != 0


def test_class_section_and_item_name_one_account() -> None:
    disclosure = _said(
        "1.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）支出预算 27.52 万元。"
    )
    assert [claim.coordinate.function for claim in disclosure.claims] == ["2080505"]


def test_the_parts_of_a_sentence_are_of_the_money_of_the_whole() -> None:
    disclosure = _said(
        "本单位当年一般公共预算支出 60.00 万元，其中人员经费 30.00 万元、公用经费 10.00 万元、专项业务经费 20.00 万元。"
    )
    assert _levels(disclosure) == {
        Coordinate("expenditure", fund=GPB): "60.00 万元",
        Coordinate("expenditure", fund=GPB, component="personnel"): "30.00 万元",
        Coordinate("expenditure", fund=GPB, component="operating"): "10.00 万元",
        Coordinate("expenditure", fund=GPB, component="project"): "20.00 万元",
    }


def test_a_source_of_money_is_said_of_the_income_before_it() -> None:
    disclosure = _said("本单位当年预算收入 9.00 万元，其中一般公共预算拨款收入 8.00 万元、政府性基金拨款收入 1.00 万元。")
    assert _levels(disclosure) == {
        Coordinate("income"): "9.00 万元",
        Coordinate("income", fund=GPB): "8.00 万元",
        Coordinate("income", fund="government_fund"): "1.00 万元",
    }


def test_where_no_source_of_money_is_said_any_may_be_meant() -> None:
    assert _claim("本单位当年公用经费预算安排 5.52 万元。").open_fund
    assert not _claim("本单位当年一般公共预算公用经费 5.52 万元。").open_fund


@pytest.mark.parametrize(("unit", "fen"), [("元", 550), ("万元", 5_500_000), ("亿元", 55_000_000_000), ("千元", 550_000)])
def test_the_unit_of_a_sentence_is_the_one_printed_after_the_number(unit: str, fen: int) -> None:
    claim = _claim(f"本单位当年公用经费 5.50{unit}。")
    assert claim.amount is not None
    assert (claim.amount.unit, claim.amount.fen) == (unit, fen)


def test_the_year_of_a_sentence_decides_its_period() -> None:
    disclosure = _said("2023年公务接待费 2.00 万元；2024年公务接待费 1.50 万元。")
    assert [(claim.coordinate.period, _amount(claim)) for claim in disclosure.claims] == [
        ("last", "2.00 万元"),
        ("this", "1.50 万元"),
    ]


def test_the_opening_budget_of_a_final_account_is_another_period() -> None:
    head = "某市档案局\n2024年度部门决算\n\n目录\n\n第三部分 说明\n\n"
    disclosure = _said("公务接待费支出年初预算为 2.85 万元，支出决算为 0.39 万元，完成年初预算的 13.68%。", head=head)
    assert [(claim.coordinate.period, _amount(claim)) for claim in disclosure.claims] == [
        ("budget", "2.85 万元"),
        ("this", "0.39 万元"),
    ]
    assert {claim.coordinate.item for claim in disclosure.claims} == {"reception"}


# -- changes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "fen", "direction"),
    [
        ("较上年增加 3.00 万元", 3_000_000, "up"),
        ("较上年减少 3.00 万元", -3_000_000, "down"),
        ("比上年增长 3.00 万元", 3_000_000, "up"),
        ("比2023年下降 3.00 万元", -3_000_000, "down"),
        ("同比上升 3.00 万元", 3_000_000, "up"),
        ("较去年压减了 3.00 万元", -3_000_000, "down"),
        ("与上年相比增加3.00万元", 3_000_000, "up"),
        ("较上年增加（减少以负数填列）3.00 万元", 3_000_000, "up"),
        ("较上年增加额为 3.00 万元", 3_000_000, "up"),
    ],
)
def test_a_change_has_a_direction_and_an_amount(words: str, fen: int, direction: str) -> None:
    claim = _claim(f"本单位当年预算支出 60.00 万元，{words}。")
    assert (_change(claim), claim.direction) == (fen, direction)
    assert _amount(claim) == "60.00 万元"


@pytest.mark.parametrize(
    ("words", "growth"),
    [("增长 17.79%", (1779, 1)), ("增长17.8%", (1780, 10)), ("增长 18%", (1800, 100)), ("增幅 17.79％", (1779, 1))],
)
def test_a_growth_has_its_precision(words: str, growth: tuple[int, int]) -> None:
    claim = _claim(f"本单位机关运行经费安排 32.37 万元，较上年增加 4.89 万元，{words}。主要原因是：人员增加。")
    assert claim.growth == growth
    assert _change(claim) == 4_890_000


def test_a_decrease_has_a_negative_growth() -> None:
    claim = _claim("本单位机关运行经费安排 32.37 万元，较上年减少 4.89 万元，下降 13.12%。")
    assert claim.growth == (-1312, 1)


def test_a_growth_in_brackets_has_the_sign_of_the_change() -> None:
    claim = _claim("本单位机关运行经费安排 32.37 万元，较上年减少 4.89 万元（13.12%）。")
    assert claim.growth == (-1312, 1)


@pytest.mark.parametrize("words", ["与上年持平", "较上年无变化", "与上年基本持平", "与上年一致", "较上年无增减", "与2023年持平"])
def test_no_change_is_a_direction_too(words: str) -> None:
    claim = _claim(f"本单位当年公用经费预算安排 5.52 万元，{words}。")
    assert (claim.direction, claim.change) == ("none", None)


def test_a_nil_with_no_change_is_understood() -> None:
    claim = _claim("本单位当年公务接待费 0 万元，与上年持平。")
    assert claim.amount is not None
    assert (claim.amount.fen, claim.amount.ulp, claim.direction) == (0, 0, "none")


@pytest.mark.parametrize("mark", ["主要原因是", "原因是", "主要原因：", "原因为"])
def test_the_reason_is_what_stands_after_it(mark: str) -> None:
    claim = _claim(f"本单位当年预算支出 60.00 万元，较上年增加 3.00 万元，{mark}人员增加。")
    assert claim.reason == "人员增加"


def test_a_reason_ends_with_its_clause() -> None:
    disclosure = _said(
        "公用经费 5.00 万元，较上年减少 1.00 万元，原因是压减；人员经费 6.00 万元，较上年增加 1.00 万元，原因是调资。"
    )
    assert [claim.reason for claim in disclosure.claims] == ["压减", "调资"]


def test_an_amount_inside_a_reason_is_told_of() -> None:
    disclosure = _said("本单位当年预算支出 60.00 万元，较上年增加 3.00 万元，主要原因是项目支出增加 5.00 万元。")
    texts = [figure.text for claim in disclosure.claims for figure in (claim.amount, claim.change) if figure is not None]
    assert "5.00 万元" in texts + [unread.text for unread in disclosure.unread]


def test_an_amount_inside_a_reason_is_no_change_of_the_whole() -> None:
    disclosure = _said("本单位当年预算支出 60.00 万元，较上年增加 3.00 万元，主要原因是项目支出增加 5.00 万元。")
    whole = claim_of(disclosure, "本单位当年预算支出")
    assert (_amount(whole), _change(whole)) == ("60.00 万元", 3_000_000)


# -- whose change it is ------------------------------------------------------------------------------------------------


def test_a_change_after_an_enumeration_is_of_the_whole() -> None:
    disclosure = _said(
        "本单位当年预算收入 9.00 万元，其中一般公共预算拨款收入 8.00 万元、政府性基金拨款收入 1.00 万元，"
        "较上年增加 3.00 万元，主要原因是调资。"
    )
    assert _change(claim_of(disclosure, "本单位当年预算收入")) == 3_000_000
    assert claim_of(disclosure, "一般公共预算拨款收入").change is None
    assert claim_of(disclosure, "政府性基金拨款收入").change is None


def test_the_reason_of_a_change_after_an_enumeration_is_of_the_whole() -> None:
    disclosure = _said(
        "本单位当年预算收入 9.00 万元，其中一般公共预算拨款收入 8.00 万元、政府性基金拨款收入 1.00 万元，"
        "较上年增加 3.00 万元，主要原因是调资。"
    )
    assert claim_of(disclosure, "本单位当年预算收入").reason == "调资"


def test_changes_of_coded_items_are_their_own() -> None:
    disclosure = _said(
        "本单位当年一般公共预算支出 60.00 万元，其中：",
        "（1）社会保障和就业支出（208）20.00 万元，较上年减少 1.00 万元，原因是人员减少；",
        "（2）卫生健康支出（210）40.00 万元，较上年增加 2.00 万元，原因是人员增加。",
    )
    assert _change(claim_of(disclosure, "208")) == -1_000_000
    assert _change(claim_of(disclosure, "210")) == 2_000_000
    assert claim_of(disclosure, "本单位当年一般公共预算支出").change is None


def test_several_claims_of_one_sentence_are_several_claims() -> None:
    disclosure = _said(
        "其中：因公出国（境）费 0 万元，与上年持平；公务接待费 1.00 万元，较上年减少 0.50 万元；"
        "公务用车运行维护费 2.00 万元，较上年增加 0.20 万元；公务用车购置费 0 万元，与上年持平。"
    )
    assert [
        (claim.coordinate.item, _amount(claim), claim.change and claim.change.fen, claim.direction) for claim in disclosure.claims
    ] == [
        ("abroad", "0 万元", None, "none"),
        ("reception", "1.00 万元", -500_000, "down"),
        ("vehicle_operation", "2.00 万元", 200_000, "up"),
        ("vehicle_purchase", "0 万元", None, "none"),
    ]


def test_a_claim_over_three_lines_is_one_claim_on_the_line_of_its_amount() -> None:
    claim = _claim("某县档案馆2024年一般公共预算财政拨款支出，\n安排 60.00\n万元，较上年增加 3.00 万元，主要原因是调资。")
    assert (claim.coordinate.measure, claim.coordinate.fund) == ("expenditure", GPB)
    assert (_amount(claim), _change(claim), claim.reason) == ("60.00万元", 3_000_000, "调资")
    assert claim.line == 8
    assert claim.change is not None
    assert claim.change.line == 9


def test_a_page_number_between_a_growth_and_its_percentage_is_no_growth() -> None:
    claim = _claim("本单位机关运行经费安排 32.37 万元，较上年增加 4.89 万元，增长\n\n3\n\n17.79%。主要原因是人员增加。")
    assert claim.growth == (1779, 1)


# -- shares ------------------------------------------------------------------------------------------------------------


def test_a_share_names_its_whole() -> None:
    disclosure = _said("2024年度某县档案馆支出预算100.00万元，其中：基本支出60.00万元，占60.00%；项目支出40.00万元，占40.00%。")
    basic, project = claim_of(disclosure, "基本支出"), claim_of(disclosure, "项目支出")
    assert (basic.share, project.share) == ((6000, 1), (4000, 1))
    for claim in (basic, project):
        assert claim.share_of is not None
        assert claim.share_of.text == "100.00万元"


def test_a_completion_rate_is_a_share_of_the_opening_budget() -> None:
    head = "某市档案局\n2024年度部门决算\n\n目录\n\n第三部分 说明\n\n"
    disclosure = _said("公务接待费年初预算为 2.85 万元，支出决算为 0.39 万元，完成年初预算的 13.68%。", head=head)
    spent = next(claim for claim in disclosure.claims if claim.coordinate.period == "this")
    assert spent.share == (1368, 1)
    assert spent.share_of is not None
    assert spent.share_of.text == "2.85 万元"


def test_a_word_that_stands_twice_by_a_slip_stands_once() -> None:
    head = "某市档案局\n2024年度部门决算\n\n目录\n\n第三部分 说明\n\n"
    disclosure = _said("公务接待费年初预算为 2.85 万元，支出支出决算为 0.39 万元，完成年初预算的 13.68%。", head=head)
    spent = next(claim for claim in disclosure.claims if claim.coordinate.period == "this")
    assert (spent.coordinate.item, spent.share) == ("reception", (1368, 1))


# -- what is no amount -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "单位价值 20 万元以上的设备 0 台",
        "单价50万元以上通用设备0台（套）",
        "职工体检费人均300元",
        "每人每月 1200 元",
    ],
)
def test_a_rate_and_a_threshold_are_no_amounts_of_the_budget(words: str) -> None:
    disclosure = _said(f"本单位{words}。", "本单位当年公用经费 5.52 万元。")
    assert [_amount(claim) for claim in disclosure.claims] == ["5.52 万元"]


@pytest.mark.parametrize("words", ["《预算法》第 14 条", "2024 年", "共 3 项", "12 月 31 日", "第二部分", "表 6"])
def test_numbers_without_a_unit_of_money_are_no_amounts(words: str) -> None:
    disclosure = _said(f"本单位按{words}办理。", "本单位当年公用经费 5.52 万元。")
    assert [_amount(claim) for claim in disclosure.claims] == ["5.52 万元"]
    assert disclosure.unread == ()


def test_definitions_are_not_read() -> None:
    disclosure = _said("本单位当年公用经费 5.52 万元。", "五、名词解释", "1.人均工资：平均每年支出 8.00 万元。")
    assert [_amount(claim) for claim in disclosure.claims] == ["5.52 万元"]


def test_an_amount_without_any_subject_is_told_of() -> None:
    disclosure = _said("1.00 万元。", "本单位当年公用经费 5.52 万元。")
    said = [claim.text for claim in disclosure.claims] + [unread.text for unread in disclosure.unread]
    assert any("1.00 万元" in text for text in said)


def test_an_amount_in_a_very_long_sentence_is_told_of() -> None:
    disclosure = _said("为保障运转，" * 700 + "本单位当年公用经费 5.52 万元。")
    said = [claim.text for claim in disclosure.claims] + [unread.text for unread in disclosure.unread]
    assert any("5.52" in text for text in said)


def test_every_amount_of_the_narrative_is_counted() -> None:
    assert _said("公用经费 5.52 万元，较上年增加 1.00 万元。", "会议费 1.00 万元。").amounts_in_text == 3


# -- statements --------------------------------------------------------------------------------------------------------


def test_nothing_of_a_kind_with_an_empty_table_published() -> None:
    disclosure = _said("（四）政府性基金预算支出情况", "本单位无当年政府性基金预算收支，并已公开空表。", "公用经费 1.00 万元。")
    (statement,) = disclosure.statements
    assert (statement.kind, statement.topic) == ("nothing_blank_published", "government_fund")
    assert (statement.section, statement.section_line, statement.line) == ("（四）政府性基金预算支出情况", 7, 9)


def test_nothing_of_a_kind_without_an_empty_table() -> None:
    disclosure = _said("本单位当年无政府采购预算。", "公用经费 1.00 万元。")
    assert [(statement.kind, statement.topic) for statement in disclosure.statements] == [("nothing", "procurement")]


@pytest.mark.parametrize("words", ["较上年增加 3.25，", "较上年减少 3.25。", "比2023年增长 3.25；"])
def test_a_change_without_a_unit_is_told_of(words: str) -> None:
    disclosure = _said(f"本单位当年公用经费 5.52 万元，{words}")
    assert [(statement.kind, statement.text) for statement in disclosure.statements] == [("unit_missing", words[:-1])]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("卫生健康支出（类）9.51，占2.73%", "卫生健康支出（类）9.51"),
        ("“住房改革支出（款）住房公积金（项）”7.63，主要是缴存", "住房公积金（项）”7.63"),
        ("农林水支出（213）190.33，较上年减少6.25万元", "农林水支出（213）190.33"),
        ("事业运行（项）支出45.86。", "事业运行（项）支出45.86"),
        ("比上年减少1.00万元，预算安排194.39，比上年减少", "预算安排194.39"),
        ("与年初预算522.97相比，完成101.61%", "与年初预算522.97"),
    ],
)
def test_an_amount_without_a_unit_is_told_of(words: str, text: str) -> None:
    assert [each.text for each in _said(words).statements if each.kind == "unit_missing"] == [text]


@pytest.mark.parametrize(
    "words", ["住房公积金（项）7.63 万元。", "卫生健康支出（类）9.51%，", "农林水支出（213）1，190.33万元。", "第（三）3.10。"]
)
def test_an_amount_with_a_unit_or_a_number_of_nothing_is_not(words: str) -> None:
    assert [each.text for each in _said(words).statements if each.kind == "unit_missing"] == []


def test_a_change_that_is_said_to_rise_and_fall_is_none() -> None:
    (claim,) = _said("本单位当年公用经费 5.52 万元，较上年增加减少 0.02 万元，与上年基本持平。").claims
    assert (claim.change, claim.direction) == (None, "")


def test_a_unit_without_an_amount_is_told_of() -> None:
    disclosure = _said("本单位当年公用经费 5.52 万元，较上年无变化万元。")
    assert [(statement.kind, statement.text) for statement in disclosure.statements] == [("unit_alone", "无变化万元")]


# -- staff and vehicles ------------------------------------------------------------------------------------------------


def test_posts_and_staff_are_counted_by_their_kinds() -> None:
    disclosure = _said(
        "截止2023年底，本单位人员编制 25 人，其中行政编制 5 人、事业编制 20 人；实有人员 24 人，其中行政 4 人、事业 20 人。"
        "单位管理的离退休人员 3 人。",
        "公用经费 1.00 万元。",
    )
    assert [(count.what, count.part, count.number) for count in disclosure.counts] == [
        ("staff_quota", "", 25),
        ("staff_quota", "行政编制", 5),
        ("staff_quota", "事业编制", 20),
        ("staff_actual", "", 24),
        ("staff_actual", "行政", 4),
        ("staff_actual", "事业", 20),
        ("staff_retired", "单位管理的离退休人员", 3),
    ]


def test_vehicles_are_counted_by_their_kinds() -> None:
    disclosure = _said(
        "本单位共有车辆 2 辆，其中机要通信用车 1 辆、应急保障用车 1 辆、执法执勤用车 0 辆。", "公用经费 1.00 万元。"
    )
    assert [(count.what, count.part, count.number) for count in disclosure.counts] == [
        ("vehicles", "", 2),
        ("vehicles", "机要通信用车", 1),
        ("vehicles", "应急保障用车", 1),
        ("vehicles", "执法执勤用车", 0),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "固定资产3.00万元，其中：车辆2辆（机要通信用车1辆、应急保障用车1辆）。",
        "本单位共有公务用车2辆，其中：机要通信用车1辆，应急保障用车1辆。",
    ],
)
def test_vehicles_are_counted_however_the_whole_is_told(told: str) -> None:
    assert [(count.part, count.number) for count in _said(told, "公用经费 1.00 万元。").counts] == [
        ("", 2),
        ("机要通信用车", 1),
        ("应急保障用车", 1),
    ]


def test_a_class_that_a_table_once_prints_beside_another_code_is_still_told_by_its_name() -> None:
    text = """
        2024年某县交通运输局单位预算公开

        一、财政拨款收支情况

        2024年财政拨款收支总预算50.00万元，支出包括：城乡社区支出20.00万元、交通运输支出30.00万元。

        表1

        支出总表

        单位：万元

        科目编码 | 科目名称 | 合计
         | 合计 | 50.00
        212 | 城乡社区支出 | 20.00
        214 | {name} | 30.00
        """
    for name in ("交通运输支出", "城乡社区支出"):
        claims = understood(text.format(name=name)).claims
        assert {claim.coordinate.function for claim in claims if claim.amount and claim.amount.text.startswith("20")} == {"212"}


@pytest.mark.parametrize(
    ("unit", "said", "known"),
    [
        ("某县档案馆", "某县档案馆", True),
        ("某县档案馆", "北方省某县档案馆", True),
        ("北方省某县档案馆", "某县档案馆", True),
        ("北方省某市某县档案馆", "某市某县档案馆", True),
        ("某县档案馆", "北方省南山县医院", False),
        ("北方省某县档案馆", "省档案馆下属培训基地", False),
        ("北方省某县档案馆", "几座楼房共同修缮的北方省某县档案馆", False),
    ],
)
def test_the_name_of_the_unit_may_stand_with_more_or_fewer_of_its_places(unit: str, said: str, known: bool) -> None:
    disclosure = understood(f"2023年度{unit}单位决算\n\n目录\n\n第一部分 说明\n\n{said}2023年度“三公”经费支出 3.00 万元。\n")
    assert [claim.coordinate.measure == "three_public" for claim in disclosure.claims] == [known]


@pytest.mark.parametrize("printed", ["4.2%", "4．2%", "４．２%", "４.２％", "4.2 ％"])
def test_a_percentage_is_the_same_in_characters_of_either_width(printed: str) -> None:
    claim = _claim(f"本单位当年预算支出 104.20 万元，较上年增加 4.20 万元，增长 {printed}。")
    assert claim.growth == (420, 10)


def test_a_point_without_digits_before_it_ends_no_reading() -> None:
    """As scans print 74.．5 %."""
    assert _amount(_claim("本单位当年预算支出 104.20 万元，较上年增长 74.．5%。")) == "104.20 万元"


# -- last year's two amounts -------------------------------------------------------------------------------------------

FEES = "“住房保障支出（类）-住房改革支出（款）-住房公积金（项）”"


def _periods(*paragraphs: str) -> list[tuple[str, str]]:
    """The text and the period of every amount that is sure."""
    claims = [claim for claim in _said(*paragraphs).claims if claim.listing >= 0]
    return [(claim.amount.text, claim.coordinate.period) for claim in claims if claim.amount is not None]


def test_levels_of_an_account_may_be_joined_by_dashes() -> None:
    claim = _claim(f"{FEES}5.00 万元，主要用于日常办公。")
    assert claim.coordinate.function == "2210201"
    assert claim.subject == "住房保障支出（类）住房改革支出（款）住房公积金（项）"


def test_what_was_budgeted_and_what_was_spent_last_year_are_two_amounts() -> None:
    spent = "2023年当年预算执行数为3万元，2024年预算安排5万元，比2023年预算执行数增加66.67%。"
    said = f"{FEES}2024年度预算5万元，2023年度预算4万元。{spent}"
    assert _periods(said) == [("5万元", "this"), ("4万元", "last"), ("3万元", "executed"), ("5万元", "this")]
    assert [claim.base for claim in _said(said).claims if claim.growth is not None] == ["executed"]


@pytest.mark.parametrize("said", ["2023年预算执行数为3万元", "2023年预算为3万元", "2023年为3万元"])
def test_the_only_amount_of_last_year_is_last_years(said: str) -> None:
    assert _periods(f"{FEES}2024年预算5万元，{said}。") == [("5万元", "this"), ("3万元", "last")]


def test_an_amount_of_a_year_before_the_last_is_not_compared() -> None:
    assert _periods(f"{FEES}2024年预算5万元，2022年预算3万元。") == [("5万元", "this")]


def test_this_years_amount_with_last_years_date_is_this_years() -> None:
    said = f"{FEES}2024年预算5万元，2023年预算4万元。2023年预算执行数为3万元，2023年预算安排5万元，比2023年预算执行数增加66.67%。"
    assert _periods(said)[-1] == ("5万元", "this")
