"""Profiles: where each named amount is taken from, what of it is corrected; missing is missing, and nil is said."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingcha import Screening
from mingcha.peers.profile import KNOWN, MISSING, UNDEFINED, Profile
from mingcha.peers.profiling import profile_of
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import screened, screener

KNOWLEDGE = screener().knowledge

HEAD = """
    2024年某县档案馆单位预算公开
    """
BY_FUNCTION = """
    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 600.00 | 300.00 | 100.00 | 200.00
    201 | 一般公共服务支出 | 600.00 | 300.00 | 100.00 | 200.00
    """
BY_ECONOMY = """
    一般公共预算支出明细表（按支出经济分类科目）

    单位：元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 600.00 | 300.00 | 100.00 | 200.00
    301 | 工资福利支出 | 300.00 | 300.00 |  |
    302 | 商品和服务支出 | 300.00 |  | 100.00 | 200.00
    """
THREE_PUBLIC = """
    一般公共预算“三公”经费支出表

    单位：元

    项目 | 预算数
    合计 | 30.00
    因公出国（境）费 | {abroad}
    公务接待费 | 10.00
    公务用车购置及运行维护费 | 20.00
    """


def profiled(text: str) -> Profile:
    return profile_of(screened(text), KNOWLEDGE)


def fen(profile: Profile, name: str) -> int | None:
    amount = profile.amounts.get(name)
    return None if amount is None else amount.fen


@cache
def sample(name: str) -> Screening:
    return screener().screen(print_disclosure(load_sample(name)).encode(), name)


# -- where amounts stand ------------------------------------------------------------------------------------------------


def test_amounts_stand_where_the_tables_state_them_with_their_places() -> None:
    profile = profiled(HEAD + BY_FUNCTION)
    assert {name: fen(profile, name) for name in ("total_expenditure", "personnel", "operating", "project")} == {
        "total_expenditure": 60000,
        "personnel": 30000,
        "operating": 10000,
        "project": 20000,
    }
    place = profile.amounts["personnel"].places[0]
    assert (place.text, place.row, place.column) == ("300.00", "合计", "人员经费支出")


def test_what_no_table_states_the_narrative_does() -> None:
    told = "\n    2024年本单位支出预算总额6万元，其中：基本支出4万元，项目支出2万元。\n"
    profile = profiled(HEAD + told)
    assert [fen(profile, name) for name in ("total_expenditure", "basic", "project")] == [6_000_000, 4_000_000, 2_000_000]
    assert fen(profiled(HEAD + told + BY_FUNCTION), "project") == 20000


def test_general_basic_adds_up_from_its_parts_where_it_stands_nowhere() -> None:
    profile = profiled(HEAD + BY_FUNCTION)
    assert fen(profile, "general_basic") == 40000
    assert len(profile.amounts["general_basic"].places) == 2
    assert fen(profiled(HEAD + BY_FUNCTION.replace("| 公用经费支出", "| 备注")), "general_basic") is None


def test_the_id_is_unit_year_and_kind() -> None:
    assert profiled(HEAD + BY_FUNCTION).id == "某县档案馆|2024|budget"


def test_documents_of_unknown_units_are_told_apart() -> None:
    one, other = (screened(BY_FUNCTION + f"\n    {text}\n") for text in ("甲", "乙"))
    ids = {profile_of(one, KNOWLEDGE).id, profile_of(other, KNOWLEDGE).id}
    assert len(ids) == 2
    assert all(one.disclosure.sha256[:16] in id or other.disclosure.sha256[:16] in id for id in ids)


# -- sources of money ---------------------------------------------------------------------------------------------------

INCOME = """
    支出预算总表

    单位：元

    项目 | 合计 | 基本支出 | 项目支出
    合计 | {total} | {basic} | 200.00
    """


def test_the_general_budget_stands_for_all_only_where_it_is_all_the_money() -> None:
    same = profiled(HEAD + INCOME.format(total="600.00", basic="400.00") + BY_FUNCTION)
    more = profiled(HEAD + INCOME.format(total="900.00", basic="700.00") + BY_FUNCTION)
    assert (fen(same, "total_expenditure"), fen(same, "general_expenditure")) == (60000, 60000)
    assert (fen(more, "total_expenditure"), fen(more, "general_expenditure")) == (90000, 60000)
    assert (fen(more, "basic"), fen(more, "general_basic")) == (70000, 40000)


def test_shares_within_basic_expenditure_are_of_the_general_budget() -> None:
    more = profiled(HEAD + INCOME.format(total="900.00", basic="700.00") + BY_FUNCTION)
    assert more.values["operating_share"].value == 0.25


# -- nil and missing ----------------------------------------------------------------------------------------------------


def test_what_is_said_nowhere_is_missing_and_no_zero() -> None:
    profile = profiled(HEAD + BY_FUNCTION)
    assert "three_public" not in profile.amounts
    value = profile.values["three_public_share"]
    assert (value.value, value.state) == (None, MISSING)


@pytest.mark.parametrize("said", ["本单位无“三公”经费预算。", "本单位2024年没有安排三公经费，并已公开空表。"])
def test_a_sentence_that_there_is_none_says_nil(said: str) -> None:
    profile = profiled(HEAD + BY_FUNCTION + f"\n    {said}\n")
    assert (fen(profile, "three_public"), fen(profile, "abroad"), fen(profile, "reception")) == (0, 0, 0)
    assert (profile.values["three_public_share"].value, profile.values["three_public_share"].state) == (0.0, KNOWN)
    assert profile.amounts["three_public"].places[0].text == said


@pytest.mark.parametrize(
    "said",
    ["本单位无因公出国（境）费用预算。", "“三公”经费中无因公出国（境）费用。"],
)
def test_a_sentence_about_one_item_says_nothing_of_another(said: str) -> None:
    profile = profiled(HEAD + BY_FUNCTION + f"\n    {said}\n")
    assert fen(profile, "abroad") == 0
    assert (fen(profile, "reception"), fen(profile, "three_public")) == (None, None)


@pytest.mark.parametrize("said", ["公务接待费较上年无变化。", "本单位无2023年结转的政府采购资金支出。"])
def test_a_sentence_that_denies_something_else_says_nothing(said: str) -> None:
    profile = profiled(HEAD + BY_FUNCTION + f"\n    {said}\n")
    assert (fen(profile, "reception"), fen(profile, "procurement")) == (None, None)


def test_a_table_that_the_catalogue_calls_empty_says_nil() -> None:
    catalogue = """
    目录

    序号 | 报表名称 | 是否空表 | 公开空表理由
    表1 | 政府采购预算表 | 是 | 本单位无政府采购
    表2 | 一般公共预算支出明细表（按支出功能分类科目） | 否 |
    """
    assert fen(profiled(HEAD + catalogue + BY_FUNCTION), "procurement") == 0
    assert fen(profiled(HEAD + BY_FUNCTION), "procurement") is None


@pytest.mark.parametrize("name", sample_names())
def test_features_of_listings_name_the_figures_behind_them_with_their_places(name: str) -> None:
    profile = profile_of(sample(name), KNOWLEDGE)
    of_listings = [feature for feature in KNOWLEDGE.peers.features.values() if isinstance(feature.formula.of, str)]
    for feature in of_listings:
        value = profile.values[feature.id]
        behind = [profile.listed[one] for one in value.amounts]
        assert behind or not value.value, feature.id
        assert all(one.fen > 0 and one.called and one.places for one in behind)
        assert behind == sorted(behind, key=lambda one: -one.fen)
    named = {one for feature in of_listings for one in profile.values[feature.id].amounts}
    assert set(profile.listed) == named


def test_the_largest_project_is_named_as_the_disclosure_calls_it() -> None:
    profile = profile_of(sample("baihe-2023"), KNOWLEDGE)
    first = profile.listed[profile.values["largest_project"].amounts[0]]
    assert first.fen == max(one.fen for name, one in profile.listed.items() if name.startswith("projects."))
    assert first.called == first.places[0].row
    account = profile.listed["basic_accounts.1"]
    assert re.fullmatch("3[0-9]{4} " + re.escape(account.places[0].row), account.called)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("单位预留机动经费", "reserve"),
        ("上缴上级支出", "remitted_upward"),
        ("经营支出", "business_spending"),
        ("对附属单位补助支出", "to_affiliates"),
    ],
)
def test_a_third_part_of_the_total_contradicts_nothing(said: str, name: str) -> None:
    table = f"""
    支出总表

    单位：元

    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | {said}
    | 合计 | 1000.00 | 600.00 | 300.00 | 100.00
    2010301 | 行政运行 | 1000.00 | 600.00 | 300.00 | 100.00
    """
    profile = profiled(HEAD + table)
    assert fen(profile, name) == 100_00
    assert profile.values["parts_against_total"].value == 0


def test_a_blank_cell_beside_amounts_is_nil() -> None:
    assert fen(profiled(HEAD + THREE_PUBLIC.format(abroad="")), "abroad") == 0
    assert fen(profiled(HEAD + THREE_PUBLIC.format(abroad="5.00")), "abroad") == 500


def test_a_table_without_any_amount_says_nothing() -> None:
    blank = THREE_PUBLIC.format(abroad="").replace("30.00", "").replace("10.00", "").replace("20.00", "")
    assert fen(profiled(HEAD + BY_FUNCTION + blank), "three_public") is None


def test_an_account_that_a_complete_list_leaves_out_is_nil() -> None:
    profile = profiled(HEAD + BY_ECONOMY)
    assert (fen(profile, "grants"), fen(profile, "capital")) == (0, 0)
    assert profile.values["capital_share"].value == 0


def test_an_account_that_an_incomplete_list_leaves_out_is_missing() -> None:
    part = screened(HEAD + BY_ECONOMY.replace("301 | 工资福利支出 | 300.00 | 300.00 |  |\n", ""))
    assert fen(profile_of(replace(part, findings=(), matters=()), KNOWLEDGE), "grants") is None


def test_undefined_is_neither_missing_nor_nil() -> None:
    profile = profiled(
        HEAD + THREE_PUBLIC.format(abroad="").replace("30.00", "0.00").replace("10.00", "0.00").replace("20.00", "0.00")
    )
    assert fen(profile, "three_public") == 0
    value = profile.values["reception_share"]
    assert (value.value, value.state) == (None, UNDEFINED)


# -- corrected ----------------------------------------------------------------------------------------------------------

SLIP = BY_FUNCTION.replace(
    "201 | 一般公共服务支出 | 600.00 | 300.00 | 100.00 | 200.00", "201 | 一般公共服务支出 | 600.00 | 300.00 | 100.00 | 200.00"
).replace("| 合计 | 600.00 | 300.00 | 100.00 | 200.00", "| 合计 | 600.00 | 300.00 | 100.00 | 2000.00")


def test_a_figure_that_a_finding_calls_wrong_is_used_as_it_should_be_and_marked() -> None:
    screening = screened(HEAD + SLIP + BY_ECONOMY)
    assert [(finding.severity, finding.stated, finding.expected) for finding in screening.findings if finding.stated] == [
        ("error", "2000.00", "200.00")
    ]
    profile = profile_of(screening, KNOWLEDGE)
    assert (profile.amounts["project"].fen, profile.amounts["project"].stated) == (20000, 200000)
    share = profile.values["project_share"]
    assert share.value == pytest.approx(1 / 3)
    assert share.corrected
    assert not profile.values["total_spending"].corrected


def test_a_mere_warning_corrects_nothing() -> None:
    screening = screened(HEAD + SLIP + BY_ECONOMY)
    mild = tuple(replace(finding, severity="warning") for finding in screening.findings)
    profile = profile_of(replace(screening, findings=mild), KNOWLEDGE)
    assert (profile.amounts["project"].fen, profile.amounts["project"].stated) == (200000, None)
    assert not any(value.corrected for value in profile.values.values())


def test_the_corrected_samples_are_those_of_the_findings() -> None:
    zizhou = profile_of(sample("zizhou-2024"), KNOWLEDGE)
    assert (zizhou.amounts["goods"].fen, zizhou.amounts["goods"].stated) == (42_540_000, 40_520_000)
    assert {name for name, value in zizhou.values.items() if value.corrected} >= {"goods_share", "goods_change"}


# -- last year ----------------------------------------------------------------------------------------------------------


def test_last_years_amount_is_this_years_less_the_change() -> None:
    profile = profile_of(sample("baihe-2023"), KNOWLEDGE)
    # 2023年一般公共预算支出 1852.36 万元，较上年增加 14.62 万元; 对社会保障基金补助 1026 万元, all of it new.
    assert profile.last["total_expenditure"].fen == 1_837_740_000
    assert profile.last["to_social_security"].fen == 0
    assert profile.values["total_change"].value == pytest.approx(14.62 / 1837.74)


def test_what_stayed_the_same_is_last_years_too() -> None:
    profile = profile_of(sample("baihe-2023"), KNOWLEDGE)
    assert profile.last["three_public"].fen == profile.amounts["three_public"].fen == 2_700_000
    assert profile.values["three_public_change"].value == 0


# -- whole documents ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known", "values"),
    [
        (
            "zizhou-2024",
            51,
            {"total_spending": 3254218, "project_share": 0.113760, "staff": 24, "project_count": 5, "three_public_share": 0},
        ),
        (
            "baihe-2023",
            58,
            {"total_spending": 18523600, "passed_on_share": 0.553888, "posts_filled": 23 / 27, "vehicle_cost": 6000},
        ),
        (
            "ankang-2024",
            53,
            {"annuity_to_pension": 0.612778, "travel_share": 0.101668, "largest_project": 1, "three_public_change": -0.7},
        ),
        ("dongchangfu-2024", 39, {"project_count": 6, "basic_change": 0.222118, "agency_change": 0.177948}),
        ("zezhou-2024", 35, {"grants_of_basic": 0.010741, "vehicle_cost": 11250, "procured_services_share": 1}),
    ],
)
def test_the_samples_have_the_values_that_their_texts_give(name: str, known: int, values: dict[str, float]) -> None:
    profile = profile_of(sample(name), KNOWLEDGE)
    for feature, value in values.items():
        assert profile.values[feature].value == pytest.approx(value, abs=1e-6), feature
    assert sum(value.state == KNOWN for value in profile.values.values()) >= known


@pytest.mark.parametrize("name", sample_names())
def test_every_feature_of_a_profile_is_in_order_and_has_a_value_only_where_it_is_known(name: str) -> None:
    profile = profile_of(sample(name), KNOWLEDGE)
    assert list(profile.values) == list(KNOWLEDGE.peers.features)
    for value in profile.values.values():
        assert (value.value is not None) is (value.state == KNOWN)
        assert all(part.removeprefix("last.") in {**KNOWLEDGE.peers.amounts, **profile.listed} for part in value.amounts)
    assert all(amount.places for amount in (*profile.amounts.values(), *profile.last.values()))
    assert (profile.domain, profile.id.split("|")[1]) == ("medical_security", str(profile.year))


def test_projects_are_counted_once_however_deep_they_nest() -> None:
    assert profile_of(sample("zizhou-2024"), KNOWLEDGE).values["largest_project"].value == pytest.approx(280000 / 370200)


PROJECTS = """
    单位综合预算专项业务经费支出表

    单位：元

    单位编码 | 单位（项目）名称 | 项目金额
    | 合计 | {total}
    101 | 某县档案馆 | 200.00
    | 馆舍修缮经费 | 150.00
    | 资料整理经费 | 50.00
    """


def test_projects_below_a_head_are_not_taken_for_one_where_the_total_is_wrong() -> None:
    right, slip = (profiled(HEAD + BY_FUNCTION + PROJECTS.format(total=total)) for total in ("200.00", "700.00"))
    assert (right.values["project_count"].value, right.values["largest_project"].value) == (2, 0.75)
    assert slip.values["largest_project"].value in (0.75, None)


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_shares_of_any_amounts_add_up_to_one(personnel: int, operating: int, project: int) -> None:
    total = personnel + operating + project
    rows = " | ".join(f"{amount}.00" for amount in (total, personnel, operating, project))
    profile = profiled(HEAD + BY_FUNCTION.replace("600.00 | 300.00 | 100.00 | 200.00", rows))
    assert profile.values["project_share"].value == pytest.approx(project / total)
    assert profile.values["personnel_share"].value == pytest.approx(personnel / total)
    assert profile.values["operating_share"].value == pytest.approx(operating / (personnel + operating))
