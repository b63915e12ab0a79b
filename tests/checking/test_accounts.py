"""Codes and names of accounts: what is told, and what stays silent because a printed table may say it rightly."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingcha import Finding
from mingcha.knowledge import Accounts, name_key
from tests.documents import findings_of, outcome, screened, screener

KNOWN = screener().knowledge
YEAR = 2024


def _document(
    rows: Iterable[str], *, head: str = "科目编码 | 科目名称 | 合计 | 人员经费支出 | 公用经费支出", year: int = YEAR
) -> str:
    lines = [f"{year}年某县档案馆单位预算公开", "", "一般公共预算支出明细表", "", "单位：元", "", head, *rows]
    return "\n".join(lines)


def _listed(code: str, name: str) -> str:
    return f"{code} | {name} | 100.00 | 100.00 |"


def _found(rule: str, text: str) -> list[Finding]:
    return findings_of(screened(text), rule)


def _state(rule: str, text: str) -> str:
    return outcome(screened(text), rule).state


# -- COD-006: another account's name ------------------------------------------------------------------------------


def _names(*rows: tuple[str, str], year: int = YEAR) -> str:
    return _document(["301 | 工资福利支出 | 100.00 | 100.00 |", *(_listed(*row) for row in rows)], year=year)


@pytest.mark.parametrize(
    ("code", "name", "other"),
    [
        ("30239", "公务用车运行维护费", "30231"),
        ("30217", "会 议 费", "30215"),
        ("2010602", "行政运行", "2010601"),
        ("21011", "医疗保障管理事务", "21015"),
        ("208", "卫生健康支出", "210"),
    ],
)
def test_the_name_of_another_account_is_told_with_the_account_it_belongs_to(code: str, name: str, other: str) -> None:
    (finding,) = _found("COD-006", _names((code, name)))
    assert finding.severity == "error"
    assert f"那是 {other} 的名称" in finding.message
    assert finding.places[0].row == f"{code} {name}"


@pytest.mark.parametrize(
    ("code", "name", "year", "why"),
    [
        ("2080504", "未归口管理的行政单位离退休", 2017, "its name of that year"),
        ("30311", "住房公积金", 2017, "a code that meant this before the scheme of 2018"),
        ("30311", "住房公积金", 2024, "an old name is no other account's"),
        ("30109", "职业年金", 2024, "cut off"),
        ("303", "对个人和家庭补助", 2024, "the same meaning"),
        ("2010101", "机关服务", 2024, "a name that no list is sure of"),
        ("2999999", "行政运行", 2024, "an unknown code"),
        ("30239", "公务用车运行维护费", 2010, "a year the lists do not know"),
    ],
)
def test_a_name_that_may_be_the_codes_own_is_not_told(code: str, name: str, year: int, why: str) -> None:
    assert _found("COD-006", _names((code, name), year=year)) == [], why


def test_three_names_of_others_in_one_table_are_columns_that_slid() -> None:
    slid = [("30201", "印刷费"), ("30202", "咨询费"), ("30203", "手续费"), ("30204", "水费")]
    assert _found("COD-006", _names(*slid)) == []


def test_one_slip_in_several_tables_is_one_finding_with_all_its_places() -> None:
    text = _names(("30239", "公务用车运行维护费"))
    (finding,) = _found("COD-006", text + "\n\n" + text.replace("明细表", "明细表（续）"))
    assert len(finding.places) == 2


def _every_name(accounts: Accounts, trust: tuple[str, ...]) -> list[str]:
    found = [(code, one.name) for code, entries in sorted(accounts.entries.items()) for one in entries if one.trust in trust]
    return [_listed(code, name) for code, name in found]


@pytest.mark.parametrize("year", [2010, 2017, 2018, 2021, 2024, 2026])
@pytest.mark.parametrize("table", ["functional", "economy_dept", "economy_gov"])
def test_no_name_of_the_lists_old_or_new_is_ever_told_of(table: str, year: int) -> None:
    accounts: Accounts = getattr(KNOWN, table)
    rows = _every_name(accounts, ("attested", "legacy", "older name", "other name", "unverified", "class list"))
    text = _document(rows, year=year)
    assert _found("COD-006", text) == []
    assert _found("COD-010", text) == []


_SURE = sorted(
    (code, one.name)
    for accounts in (KNOWN.functional, KNOWN.economy_dept)
    for code, entries in accounts.entries.items()
    for one in entries
    if one.certain(YEAR)
)


@given(st.sampled_from(_SURE), st.sampled_from(_SURE))
def test_a_sure_account_with_the_name_of_another_is_always_told_of(one: tuple[str, str], other: tuple[str, str]) -> None:
    code, name = one[0], other[1]
    accounts = KNOWN.accounts_of(code)
    own = [name_key(known.name) for known in accounts.entries[code]]
    assume(code[0] == other[0][0] and len(code) == len(other[0]))
    alike = any(name_key(name) in known or known in name_key(name) for known in own)
    assert len(_found("COD-006", _names((code, name)))) == (0 if alike else 1)


# -- COD-007: a child without its parent --------------------------------------------------------------------------

TREE = [
    "208 | 社会保障和就业支出 | 300.00 | 300.00 |",
    "20805 | 行政事业单位养老支出 | 300.00 | 300.00 |",
    "2080505 | 机关事业单位基本养老保险缴费支出 | 300.00 | 300.00 |",
    "210 | 卫生健康支出 | 400.00 | 400.00 |",
    "21011 | 行政事业单位医疗 | 100.00 | 100.00 |",
    "2101102 | 事业单位医疗 | 100.00 | 100.00 |",
    "21015 | 医疗保障管理事务 | 300.00 | 300.00 |",
    "2101550 | 事业运行 | 300.00 | 300.00 |",
    "221 | 住房保障支出 | 200.00 | 200.00 |",
    "22102 | 住房改革支出 | 200.00 | 200.00 |",
    "2210201 | 住房公积金 | 200.00 | 200.00 |",
]


def _without(*codes: str) -> list[str]:
    return [row for row in TREE if row.partition(" ")[0] not in codes]


def test_an_account_without_the_one_above_it_is_told_where_the_table_lists_them() -> None:
    (finding,) = _found("COD-007", _document(_without("21011")))
    assert (finding.severity, finding.places[0].text) == ("warning", "2101102")
    assert "上级科目 21011" in finding.message


def test_an_account_without_any_above_it_is_told_once() -> None:
    (finding,) = _found("COD-007", _document(_without("21011", "210", "21015", "2101550")))
    assert finding.places[0].text == "2101102"


def test_right_below_the_total_a_table_begins() -> None:
    """There the account above cannot stand on the page before; a row between the two may have lost its name in reading."""
    total = " | 合计 | 900.00 | 900.00 |"
    (finding,) = _found("COD-007", _document([total, *_without("208", "20805")]))
    assert "上级科目 20805" in finding.message
    assert _found("COD-007", _document([total, " | | 300.00 | 300.00 |", *_without("208", "20805")])) == []


def test_a_whole_tree_holds() -> None:
    assert _state("COD-007", _document(TREE)) == "holds"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (_without("208", "20805", "210", "21011", "21015", "221", "22102"), "only accounts of the lowest level"),
        (_without("20805", "21011", "21015", "22102"), "no table of that level"),
        (_without("208", "20805"), "the head of a table may go on from the page before"),
        ([row.replace("21011 |", " |") for row in TREE], "the row is there, its code is not"),
        ([row.replace("100.00", "") for row in _without("21011")], "rows without an amount are left over from the form"),
    ],
)
def test_what_may_be_the_tables_way_is_not_told(rows: list[str], why: str) -> None:
    assert _found("COD-007", _document(rows)) == [], why


def test_codes_in_three_columns_inherit_the_upper_ones() -> None:
    rows = [
        "208 | | | 社会保障和就业支出 | 300.00",
        " | 05 | | 行政事业单位养老支出 | 300.00",
        " | | 05 | 机关事业单位基本养老保险缴费支出 | 300.00",
        "210 | | | 卫生健康支出 | 400.00",
        " | 11 | | 行政事业单位医疗 | 100.00",
        " | | 02 | 事业单位医疗 | 100.00",
        " | 15 | | 医疗保障管理事务 | 300.00",
        " | | 50 | 事业运行 | 300.00",
    ]
    assert _found("COD-007", _document(rows, head="类 | 款 | 项 | 科目名称 | 合计")) == []


_SECTIONS = st.lists(st.tuples(st.integers(201, 229), st.integers(1, 99)), min_size=3, max_size=12, unique=True).map(sorted)


def _tree(sections: list[tuple[int, int]], without: tuple[int, int] | None = None) -> list[str]:
    rows = []
    for place, (above, section) in enumerate(sections):
        if not place or sections[place - 1][0] != above:
            rows.append(f"{above} | 类{above} | 100.00 | 100.00 |")
        code = f"{above}{section:02}"
        if (above, section) != without:
            rows.append(f"{code} | 款{code} | 100.00 | 100.00 |")
        rows += [f"{code}{item:02} | 项{code}{item:02} | 100.00 | 100.00 |" for item in (1, 99)]
    return rows


@given(_SECTIONS, st.data())
def test_one_section_left_out_of_a_whole_tree_is_always_told(sections: list[tuple[int, int]], data: st.DataObject) -> None:
    assert _found("COD-007", _document(_tree(sections))) == []
    left_out = data.draw(st.sampled_from(sections[1:]))
    (finding,) = _found("COD-007", _document(_tree(sections, left_out)))
    code = f"{left_out[0]}{left_out[1]:02}"
    assert [place.text for place in finding.places] == [f"{code}01", f"{code}99"]


# -- COD-008, COD-009: departmental and government accounts -------------------------------------------------------

PAIRS = "部门经济科目编码 | 部门经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计"


def _pairs(*pairs: str, year: int = YEAR) -> str:
    return _document([f"{pair} | 100.00" for pair in pairs], head=PAIRS, year=year)


USUAL = ("30102 | 津贴补贴 | 50101 | 工资奖金津补贴", "30201 | 办公费 | 50201 | 办公经费", "30302 | 退休费 | 50905 | 离退休费")


@pytest.mark.parametrize(
    "pair",
    [
        "30101 | 基本工资 | 50502 | 商品和服务支出",
        "30101 | 基本工资 | 50201 | 办公经费",
        "30213 | 维修（护）费 | 50102 | 社会保障缴费",
        "30305 | 生活补助 | 50199 | 其他工资福利支出",
    ],
)
def test_a_class_that_an_account_cannot_go_with_is_told(pair: str) -> None:
    found = _found("COD-008", _pairs(*USUAL, pair))
    if pair.startswith("30101 | 基本工资 | 50502"):
        assert found == []  # 505 takes 301 and 302; which of its accounts is not told of
    else:
        (finding,) = found
        assert (finding.severity, finding.places[0].row) == ("error", pair.rpartition(" | 5")[0].replace(" | ", " "))


def test_the_government_account_may_stand_first() -> None:
    head = "政府经济科目编码 | 政府经济科目名称 | 部门经济科目编码 | 部门经济科目名称 | 合计"
    turned = [" | ".join([*pair.split(" | ")[2:], *pair.split(" | ")[:2]]) for pair in USUAL]
    rows = [f"{pair} | 100.00" for pair in (*turned, "50102 | 社会保障缴费 | 30201 | 办公费")]
    (finding,) = _found("COD-008", _document(rows, head=head))
    assert (finding.places[0].row, finding.places[0].text) == ("30201 办公费", "50102")


@pytest.mark.parametrize(
    ("pairs", "year", "why"),
    [
        (
            ("30101 | 基本工资 | 50501 | 工资福利支出", "30201 | 办公费 | 50502 | 商品和服务支出"),
            2024,
            "an institution",
        ),
        ((*USUAL, "31002 | 办公设备购置 | 50299 | 其他商品和服务支出"), 2024, "counterparts of 310 are not verified"),
        ((*USUAL, "30299 | 其他商品和服务支出 | 51301 | 上下级政府间转移性支出"), 2024, "transfers"),
        ((*USUAL, "30201 | 办公费 | 50101 | 办公经费"), 2024, "code and name of the government account do not go together"),
        (("30101 | 基本工资 | 50201 | 办公经费", "30201 | 办公费 | 50201 | 办公经费"), 2017, "before the scheme"),
        (("30101 | 基本工资 | 50201 | 办公经费", "30102 | 津贴补贴 | 50201 | 办公经费"), 2024, "the columns slid"),
    ],
)
def test_a_counterpart_that_may_be_right_is_not_told(pairs: tuple[str, ...], year: int, why: str) -> None:
    assert _found("COD-008", _pairs(*pairs, year=year)) == [], why


def _two_tables(first: str, second: str) -> str:
    return _pairs(*USUAL, first) + "\n\n" + _pairs(*USUAL, second).partition("\n")[2].replace("支出明细表", "基本支出明细表")


def test_one_sum_under_two_government_accounts_is_told() -> None:
    text = _two_tables("30214 | 租赁费 | 50201 | 办公经费", "30214 | 租赁费 | 50299 | 其他商品和服务支出")
    (finding,) = _found("COD-009", text)
    assert finding.severity == "warning"
    assert [place.text for place in finding.places] == ["50299", "50201"]


def test_several_government_accounts_in_one_table_are_not_told() -> None:
    both = _pairs(*USUAL, "30201 | 办公费 | 50502 | 商品和服务支出")
    assert _found("COD-009", both + "\n\n" + _pairs(*USUAL).partition("\n")[2].replace("支出明细表", "基本支出明细表")) == []


def test_another_amount_may_speak_of_another_unit() -> None:
    text = _two_tables("30214 | 租赁费 | 50201 | 办公经费", "30214 | 租赁费 | 50502 | 商品和服务支出")
    assert _found("COD-009", text[: text.rindex("100.00")] + "90.00") == []


# -- COD-010: wording ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("303", "对个人和家庭补助"),
        ("50101", "工资奖金津贴"),
        ("30213", "维修护费"),
        ("20899", "其他社会保障就业支出"),
    ],
)
def test_a_name_that_differs_in_a_single_character_inside_is_a_hint(code: str, name: str) -> None:
    (finding,) = _found("COD-010", _names((code, name)))
    assert finding.severity == "info"


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        ("30108", "机关事业单位基本养老保险", "cut off"),
        ("30213", "维修(护)费", "the width of brackets"),
        ("30213", "维修［护］费", "the form of brackets"),
        ("303", "对个人和家庭的 补助支出", "a final 支出"),
        ("30399", "其他对个人和家庭补助", "a usual other name"),
        ("30201", "办公经费", "short names differ in meaning by one character"),
        ("31302", "对社会保·险基金补助", "a mark of the conversion"),
        ("30213", "维修(租)费", "another character is no matter of wording"),
        ("20899", "其他社会保障和就业支出", "the name itself"),
    ],
)
def test_a_name_that_says_the_same_otherwise_is_no_hint(code: str, name: str, why: str) -> None:
    assert _found("COD-010", _names((code, name))) == [], why


def test_a_wording_in_several_places_is_one_hint() -> None:
    text = _names(("303", "对个人和家庭补助"))
    (finding,) = _found("COD-010", text + "\n\n" + text.partition("\n")[2].replace("支出明细表", "基本支出明细表"))
    assert len(finding.places) == 2
    assert "共 2 处" in finding.message


def test_a_label_without_a_code_is_no_matter_of_wording() -> None:
    assert _found("COD-010", _names(("", "对个人和家庭补助"))) == []


# -- COD-013: one wording ------------------------------------------------------------------------------------------

TOLD = "\n\n本单位当年支出 0.02 万元，其中：\n\n工资福利支出（301）0.01 万元；\n\n{name}（{code}）0.01 万元。\n"


@pytest.mark.parametrize(
    ("code", "printed", "told", "hint"),
    [
        ("303", "对个人和家庭的补助", "对个人和家庭补助", True),
        ("303", "对个人和家庭的补助", "对个人和家庭的补助支出", False),
        ("303", "对个人和家庭的补助", "对个人和家庭的补助", False),
        ("303", "对个人和家庭补助", "对个人和家庭补助", False),
        ("30108", "机关事业单位基本养老保险缴费", "机关事业单位基本养老保险", False),
        ("30201", "办公费", "办公经费", False),
    ],
)
def test_a_name_in_the_text_worded_unlike_table_and_list_is_a_hint(code: str, printed: str, told: str, hint: bool) -> None:
    found = _found("COD-013", _names((code, printed)) + TOLD.format(name=told, code=code))
    assert [finding.severity for finding in found] == ["info"] * hint


@pytest.mark.parametrize(("name", "told"), [("对社会保·险基金补助", 1), ("对社会保险基金补助·", 0), ("·对社会保险基金补助", 0)])
def test_a_sign_inside_a_name_is_told_where_another_row_prints_it_without(name: str, told: int) -> None:
    assert len(_found("COD-013", _names(("31302", "对社会保险基金补助"), ("31302", name)))) == told
    assert _found("COD-013", _names(("31302", name))) == []


def test_labels_of_a_form_that_word_an_account_otherwise_are_told_with_the_text_only() -> None:
    summary = (
        "\n\n收支总表\n\n单位：元\n\n部门预算支出经济科目 | 预算数\n(3)对个人和家庭补助 | 100.00\n(1)工资福利支出 | 100.00\n"
    )
    text = _names(("303", "对个人和家庭的补助")) + summary
    assert _found("COD-013", text) == []
    (finding,) = _found("COD-013", text + TOLD.format(name="对个人和家庭补助", code="303"))
    assert len(finding.places) == 2


# -- COD-011: what a project is for -------------------------------------------------------------------------------


def _project(accounts: str, projects: str) -> str:
    return f"""{YEAR}年某县档案馆单位预算公开

一般公共预算支出明细表（按支出经济分类科目）

单位：元

部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
{accounts}

专项业务经费支出表

单位：元

序号 | 单位编码 | 单位(项目)名称 | 项目金额 | 项目简介
1 | | 合计 | 500.00 |
2 | 101 | 某县档案馆 | 500.00 |
{projects}
"""


OFFICE = "302 | 商品和服务支出 | 500.00 | | | 500.00\n30201 | 办公费 | 500.00 | | | 500.00"
NETWORK = "3 | | 档案信息系统运行维护费 | 500.00 |"


def test_the_only_project_under_an_account_its_name_contradicts_is_told() -> None:
    (finding,) = _found("COD-011", _project(OFFICE, NETWORK))
    assert (finding.severity, finding.confidence) == ("warning", 0.6)
    assert [place.row for place in finding.places] == ["办公费", "档案信息系统运行维护费"]


@pytest.mark.parametrize("account", ["30213 | 维修（护）费", "30227 | 委托业务费", "31007 | 信息网络及软件购置更新"])
def test_an_account_that_may_take_the_project_holds(account: str) -> None:
    rows = f"{account[:3]} | 商品和服务支出 | 500.00 | | | 500.00\n{account} | 500.00 | | | 500.00"
    assert _state("COD-011", _project(rows, NETWORK)) == "holds"


@pytest.mark.parametrize(
    ("accounts", "projects"),
    [
        (OFFICE, NETWORK.replace("500", "300") + "\n4 | | 档案整理 | 200.00 |"),
        (OFFICE.replace("30201 | 办公费 | 500.00 | | | 500", "30201 | 办公费 | 200.00 | | | 200"), NETWORK),
        (OFFICE, "3 | | 档案整理 | 500.00 |"),
        (OFFICE.replace("| 500.00 | | | 500.00", "| 500.00 | | 500.00 | "), NETWORK),
    ],
    ids=["two projects", "not all of it under the account", "a name that says nothing of it", "operating expenses"],
)
def test_a_project_whose_account_is_open_is_not_judged(accounts: str, projects: str) -> None:
    assert _found("COD-011", _project(accounts, projects)) == []


CLASSES = [
    "301 | 工资福利支出 | 300.00 | 300.00 |",
    "30101 | 基本工资 | 300.00 | 300.00 |",
    "302 | 商品和服务支出 | 100.00 | | 100.00",
    "30201 | 办公费 | 100.00 | | 100.00",
]


@pytest.mark.parametrize(("code", "rule"), [("393", "COD-012"), ("302", "COD-006")])
def test_a_wrong_code_of_the_account_above_is_told_once(code: str, rule: str) -> None:
    rows = [*CLASSES, f"{code} | 对个人和家庭的补助 | 200.00 | 200.00 |", "30302 | 退休费 | 200.00 | 200.00 |"]
    told = {rule: len(_found(rule, _document(rows))) for rule in ("COD-006", "COD-007", "COD-012")}
    assert told == {"COD-006": 0, "COD-007": 0, "COD-012": 0} | {rule: 1}


@pytest.mark.parametrize(
    "row",
    [
        "38202 | 印刷费 | 5.00 | | 5.00",
        "32002 | 印刷费 | 5.00 | | 5.00",
        "31033 | 专用设备购置 | 5.00 | | 5.00",  # of 30903 and 31003, which bear this name, only one is a digit apart
    ],
)
def test_a_code_that_no_list_has_is_told_by_its_name(row: str) -> None:
    assert len(_found("COD-012", _document([*CLASSES, row]))) == 1


@pytest.mark.parametrize(
    "row",
    [
        "2010150 | 事业运行 | 5.00 | | 5.00",  # functional items grow every year
        "30288 | 印刷费 | 5.00 | | 5.00",  # more than a digit apart: which is wrong?
        "38202 | 某项费用 | 5.00 | | 5.00",
    ],
)
def test_a_code_unknown_for_other_reasons_is_left_alone(row: str) -> None:
    assert not _found("COD-012", _document([*CLASSES, row]))


def test_the_account_above_is_that_of_the_name_as_printed_and_not_of_one_that_sounds_like_it() -> None:
    rows = [
        *(_listed("207", "文化旅游体育与传媒支出"), _listed("20701", "文化和旅游"), _listed("2070199", "其他文化和旅游支出")),
        *(_listed("20799", "其他文化旅游体育与传媒支出"), _listed("2079999", "其他文化旅游体育与传媒支出")),
    ]
    path = "文化旅游体育与传媒支出（类）其他文化体育与传媒支出（款）其他文化旅游体育与传媒支出（项）"
    (finding,) = _found("NAR-010", _document([*rows, "", "四、支出说明", "", f"1、{path}100.00 元。"]))
    assert "上级科目是“其他文化旅游体育与传媒支出”" in finding.message


def test_the_account_above_is_told_at_the_level_that_is_wrong() -> None:
    rows = [_listed("207", "文化旅游体育与传媒支出"), _listed("20703", "体育"), _listed("2070308", "群众体育")]
    path = "文化体育与传媒支出（类）体育（款）群众体育（项）"
    (finding,) = _found("NAR-010", _document([*rows, "", "四、支出说明", "", f"1、{path}100.00 元。"]))
    assert "上级科目是“文化旅游体育与传媒支出”，不是“文化体育与传媒支出”" in finding.message


@pytest.mark.parametrize(
    ("name", "told"),
    [("险机缴关费事支业出单位职业年金缴", 0), ("机关事业单位职业年金缴费", 0), ("机关事业单位养老金缴费支出", 1)],
)
def test_two_lines_of_a_cell_that_a_conversion_mixed_up_are_no_other_name(name: str, told: int) -> None:
    rows = [_listed("208", "社会保障和就业支出"), _listed("20805", "行政事业单位养老支出")]
    first = _document([*rows, _listed("2080506", "机关事业单位职业年金缴费支出")])
    again = ["支出总表", "", "单位：元", "", "科目编码 | 科目名称 | 合计 | 人员经费支出 | 公用经费支出", *rows]
    assert len(_found("COD-002", "\n".join([first, "", *again, _listed("2080506", name)]))) == told
