from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingcha.errors import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.locating.slips import POINT, SLIPS, UNIT
from mingcha.peers.drift import FeatureDrift, YearDrift
from mingcha.peers.observed import KINDS, OTHER_AMOUNT, STALE, THIS_YEAR, Observation
from mingcha.peers.profile import Amount, Profile, Value
from mingcha.peers.results import ABSENT, LEVEL, RELATION, Reason, Score
from mingcha.peers.scoring import Basis, Whole
from mingcha.peers.telling import Teller, amounts_of, decimals_for, harmless, in_order, printed
from tests.peers.units import knowledge

ZH, EN = Teller(knowledge().peers, "zh"), Teller(knowledge().peers, "en")
SHARE, MONEY, HEAD, CHANGE = "project_share", "total_spending", "spending_per_person", "total_change"
NOT_SAID = re.compile(r"\bnan\b|\bNone\b|\binf\b|\{|\}")
"""What no sentence may have in it: a number that is none, a value of Python, a placeholder."""


def of_unit(unit: str) -> str:
    return next(name for name, feature in knowledge().peers.features.items() if feature.unit == unit)


LEVEL_REASON = Reason(LEVEL, SHARE, 0.82, 143, 0.4, median=0.31, low=0.12, high=0.55, z=5.2)
A_SCORE = Score(
    id="甲-2024",
    document="甲.txt",
    unit="甲县医疗保障局",
    year=2024,
    score=6.2,
    pvalue=0.0021,
    rank=3,
    of=2500,
    group=("2024 budget", "county administrative", "education"),
    size=143,
    reasons=(LEVEL_REASON,),
)


def a_profile(**amounts: Amount) -> Profile:
    values = {SHARE: Value(0.82, amounts=tuple(amounts), corrected=True)}
    return Profile("甲-2024", "甲.txt", "", "甲", 2024, "budget", "", "", "county", "education", "", amounts, {}, values)


def test_a_level_is_told_with_the_peers_median_and_range() -> None:
    assert ZH.reason(LEVEL_REASON).endswith(" 82%，同类 143 家中位 31%（5–95 分位 12%～55%）")
    assert EN.reason(LEVEL_REASON).endswith(": 82%; the median of 143 peers is 31% (5th to 95th percentile 12% to 55%)")


def test_a_level_without_a_range_tells_the_median_alone() -> None:
    assert ZH.reason(replace(LEVEL_REASON, low=None)).endswith(" 82%，同类 143 家中位 31%")


def test_a_level_whose_peers_are_all_alike_says_so() -> None:
    assert ZH.reason(replace(LEVEL_REASON, low=0.0, median=0.0, high=0.0)).endswith(" 82%，同类 143 家几乎都是 0%")


def test_a_level_without_values_of_peers_says_on_which_side_it_is() -> None:
    assert ZH.reason(replace(LEVEL_REASON, median=None)).endswith("82%，明显高于同类 143 家")
    assert EN.reason(replace(LEVEL_REASON, median=None, z=-4.0)).endswith("82%, well below 143 peers")


def test_percentiles_of_a_handful_of_peers_are_not_told() -> None:
    assert ZH.reason(replace(LEVEL_REASON, peers=9)).endswith(" 82%，同类 9 家中位 31%")
    assert ZH.reason(replace(LEVEL_REASON, peers=2)).endswith(" 82%，明显高于同类 2 家")
    relation = replace(LEVEL_REASON, kind=RELATION, other=MONEY, other_value=1.0, expected=0.3)
    assert "中位" in ZH.reason(replace(relation, peers=3))
    assert "中位" not in ZH.reason(replace(relation, peers=2))


def test_every_slip_has_its_words() -> None:
    told = set(knowledge().peers.words["slips"])
    assert told == {*SLIPS, STALE, THIS_YEAR, OTHER_AMOUNT, f"about_{UNIT}", f"about_{POINT}"}


def test_a_change_by_a_power_of_ten_is_told_as_about_that() -> None:
    assert "相差约一万倍或一亿倍" in ZH.observation(observed("jump", slip="unit"))
    assert "相差约十倍" in ZH.observation(observed("spike", slip="point"))
    assert "数字相同而小数点位置不同" in ZH.observation(observed("last_year", slip="point"))


def test_a_level_without_peers_says_that_there_are_none() -> None:
    assert ZH.reason(replace(LEVEL_REASON, peers=0)).endswith("82%，没有可以比较的同类单位")


def test_a_broken_relation_is_told_with_both_features_and_what_was_to_be_expected() -> None:
    head = of_unit("yuan_per_person")
    reason = Reason(RELATION, head, 340000.0, 143, 0.4, other=MONEY, other_value=1.2e8, expected=121000.0, median=118000.0)
    name, other = ZH.feature(head), ZH.feature(MONEY)
    assert ZH.reason(reason) == (
        f"{name} 34 万元/人，与『{other}』（1.2 亿元）的通常关系不符："
        "按该单位其他数字推算应约 12.1 万元/人（同类 143 家中位 11.8 万元/人）"
    )
    assert "CNY 121,000 per person would be expected" in EN.reason(reason)
    assert "推算" not in ZH.reason(replace(reason, expected=None))
    assert "该单位其他数字的通常关系" in ZH.reason(replace(reason, other="", other_value=None))


def test_what_is_missing_is_told_with_the_share_of_peers_that_have_it() -> None:
    reason = Reason(ABSENT, SHARE, None, 143, 0.4, known=0.98)
    assert ZH.reason(reason) == f"同类 143 家中 98% 公开了可算出{ZH.feature(SHARE)}的数据，该单位未见"
    assert EN.reason(reason).startswith("98% of 143 peers disclose")
    assert "大多" in ZH.reason(replace(reason, known=None))


@pytest.mark.parametrize(
    ("unit", "value", "zh", "en"),
    [
        ("share", 0.82, "82%", "82%"),
        ("share", 0.0042, "0.42%", "0.42%"),
        ("share", 11.1, "1110%", "1,110%"),
        ("change", 0.12, "+12%", "+12%"),
        ("change", -0.5, "-50%", "-50%"),
        ("change", 0.0, "0%", "0%"),
        ("times", 2.3, "2.3 倍", "2.3 times"),
        ("yuan", 120_000_000.0, "1.2 亿元", "CNY 120 million"),
        ("yuan", 99_999_999.0, "1 亿元", "CNY 100 million"),
        ("yuan", 34_000.0, "3.4 万元", "CNY 34,000"),
        ("yuan", -34_000.0, "-3.4 万元", "CNY -34,000"),
        ("yuan", 5_000_000_000.0, "50 亿元", "CNY 5 billion"),
        ("yuan_per_person", 34_000.0, "3.4 万元/人", "CNY 34,000 per person"),
        ("yuan_per_vehicle", 41_200.0, "4.12 万元/辆", "CNY 41,200 per vehicle"),
        ("people", 41.0, "41 人", "41 people"),
        ("people", 12345.0, "12345 人", "12,345 people"),
        ("items", 7.0, "7 个", "7"),
        ("number", 1.73, "1.73", "1.73"),
        ("share", 1.7e308, "极大（除数为零）", "beyond measure (divided by nil)"),
        ("number", float("inf"), "极大（除数为零）", "beyond measure (divided by nil)"),
        ("number", float("nan"), "未见", "not found"),
        ("number", None, "未见", "not found"),
    ],
)
def test_a_value_is_printed_as_people_print_it(unit: str, value: float | None, zh: str, en: str) -> None:
    feature = of_unit(unit)
    assert (ZH.value(feature, value), EN.value(feature, value)) == (zh, en)


def test_every_unit_a_feature_can_have_is_told_in_both_languages() -> None:
    units = knowledge().peers.words["units"]
    for feature in knowledge().peers.features.values():
        assert "from" not in units[feature.unit]["zh"][-1]
        assert "from" not in units[feature.unit]["en"][-1]


def test_values_that_differ_are_told_apart() -> None:
    assert ZH.values(SHARE, (0.9991, 0.9999)) == ["99.9%", "100%"]
    assert len(set(ZH.values(SHARE, (0.991, 0.992, 0.993)))) == 3


def test_what_is_next_to_nil_is_told_as_nil_beside_larger_numbers() -> None:
    assert ZH.values(of_unit("number"), (0.358, 0.000018)) == ["0.358", "0"]


def test_a_feature_of_the_users_own_table_is_told_by_its_name() -> None:
    reason = Reason(LEVEL, "my {column}", 1.5, 9, 1.0, median=1.0)
    assert ZH.reason(reason) == "my {column} 1.5，同类 9 家中位 1"


def test_a_group_is_told_from_the_coarsest_level_to_the_finest() -> None:
    assert ZH.group(A_SCORE) == "2024年预算 · 县级行政单位 · 教育"
    assert EN.group(replace(A_SCORE, group=())) == "all units"


def test_too_few_peers_are_told_with_the_group_that_is_used() -> None:
    told = ZH.too_few(replace(A_SCORE, too_few="3m_10m"))
    assert told == f"“支出300万至1000万元”同组不足 5 家，改与上级组（{ZH.group(A_SCORE)}）比较"
    assert ZH.too_few(A_SCORE) == ""


def test_how_rare_a_score_is_is_told_as_people_count() -> None:
    assert ZH.rare(A_SCORE) == "无异常的单位中，约每 480 家有 1 家这样或更不寻常"
    assert ZH.rare(replace(A_SCORE, pvalue=0.4)) == "无异常的单位中，约 40% 这样或更不寻常"
    usual = replace(A_SCORE, pvalue=1.0)
    assert ZH.rare(usual) == ""
    assert "；；" not in ZH.message(usual)


def test_a_corrected_amount_is_told_with_what_the_document_states() -> None:
    name = next(iter(knowledge().peers.amounts))
    score = replace(A_SCORE, corrected=(SHARE,))
    profile = a_profile(**{name: Amount(123_456_00, stated=12_345_600_00)})
    assert ZH.corrected(score, profile) == (f"其中{ZH.amount(name)}按更正后的金额计算：123,456.00 元（原文 12,345,600.00 元）",)
    assert ZH.feature(SHARE) in ZH.corrected(score)[0]
    assert ZH.corrected(A_SCORE, profile) == ()


def test_last_years_amounts_are_told_as_such() -> None:
    name = next(iter(knowledge().peers.amounts))
    assert ZH.amount(f"last.{name}") == f"上年{ZH.amount(name)}"
    profile = replace(a_profile(), last={name: Amount(1)}, values={SHARE: Value(1.0, amounts=(f"last.{name}", "gone"))})
    assert amounts_of(profile, [SHARE, "unknown"]) == {f"last.{name}": Amount(1)}


def test_a_message_tells_all_of_a_score() -> None:
    score = replace(A_SCORE, too_few="3m_10m", missing=3)
    told = ZH.message(score)
    assert told.startswith("甲县医疗保障局：2500 家中列第 3；")
    for part in (ZH.reason(LEVEL_REASON), ZH.group(score), ZH.rare(score), ZH.too_few(score), "另有 3 项指标无数据"):
        assert part in told


def test_a_question_can_be_sent_as_it_is() -> None:
    told = ZH.question(A_SCORE)
    assert told.splitlines()[0].startswith("贵单位公开的 2024 年数据中")
    assert told.splitlines()[1] == f"1. {ZH.reason(LEVEL_REASON)}。"
    assert ZH.question(replace(A_SCORE, reasons=())) == ""


def test_a_unit_is_not_asked_about_what_is_no_concern() -> None:
    other = replace(LEVEL_REASON, feature=MONEY, value=1e6, median=2e6, low=1e6, high=3e6, suspicious=False)
    assert ZH.reason(other).endswith("（偏向这一侧一般无须关注）")
    assert ZH.feature(MONEY) not in ZH.question(replace(A_SCORE, reasons=(LEVEL_REASON, other)))
    alone = ZH.question(replace(A_SCORE, reasons=(other,)))
    assert "没有需要询问的事项" in alone
    assert ZH.feature(MONEY) not in alone


def test_what_is_no_concern_is_told_last() -> None:
    other = replace(LEVEL_REASON, feature=MONEY, value=1e6, median=2e6, low=1e6, high=3e6, suspicious=False)
    both = replace(A_SCORE, reasons=(other, LEVEL_REASON))
    assert in_order(both.reasons) == [LEVEL_REASON, other]
    assert ZH.first(both) == ZH.reason(LEVEL_REASON)
    assert ZH.summary(both).endswith(ZH.reason(LEVEL_REASON))
    assert ZH.first(replace(A_SCORE, reasons=(other,))) == ZH.reason(other)


def test_a_part_that_is_next_to_nothing_is_told_as_such() -> None:
    assert (ZH.part(4.7e-7), EN.part(4.7e-7), ZH.part(0.0), ZH.part(0.25)) == ("不到 0.1%", "under 0.1%", "0%", "25%")


def test_an_amount_is_told_with_what_the_document_states() -> None:
    name = next(iter(knowledge().peers.amounts))
    assert ZH.used(name, 425_400_00, 405_200_00) == "425,400.00 元（更正后；原文 405,200.00 元）"
    assert ZH.used(name, 425_400_00, None) == ZH.money(name, 425_400_00)


def test_no_sentence_calls_a_unit_wrong() -> None:
    texts = str(
        {key: value for key, value in knowledge().peers.words.items() if key in ("reasons", "kinds", "score", "question")}
    )
    for word in ("违规", "违法", "造假", "错误", "fraud", "wrong", "illegal"):
        assert word not in texts


WHOLE = Whole(units=2500, listed=37, alpha=0.01, expected=25.0, least=0.0004)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "在 2500 家中列出 37 家（p ≤ 1%）；即使全部单位都正常，也预计有约 25 家误列；参照未经审核"),
        ({"listed": 20}, "列出的家数不多于偶然所致"),
        ({"listed": 26, "own": True}, "评分的单位就是参照本身"),
        ({"listed": 0}, "2500 家中没有一家达到列出的标准"),
        ({"units": 50, "expected": 0.5, "listed": 1}, "预计不到 1 家"),
        ({"listed": 0, "least": 0.05}, "p 值最小只能到 5%，达不到 1%"),
        ({"reviewed": True, "discoveries": 12}, "可认为其中 12 家不是偶然列出的"),
    ],
)
def test_a_list_is_told_with_the_false_alarms_to_expect(changes: dict[str, Any], said: str) -> None:
    assert said in ZH.whole(replace(WHOLE, **changes))
    assert not NOT_SAID.search(EN.whole(replace(WHOLE, **changes)))


def drifted(**changes: Any) -> FeatureDrift:
    return replace(FeatureDrift(SHARE, 0.84, 0.3, 0.0001, 0.02, 0.01, "strong"), **changes)


def test_drift_is_told_with_its_verdict_and_what_moved_the_strongest_first() -> None:
    moved = (drifted(feature=MONEY, ks=0.12, shift=-0.5), drifted(), drifted(feature=of_unit("times"), verdict="stable"))
    year = YearDrift("2025 budget", 900, (), moved, (("county administrative", "education"),), 31, 0.17, "caution")
    told = ZH.drift(year)
    assert told[0] == "2025年预算（900 家）：与参照相比有变化，p 值仅供参考。"
    assert told[1] == f"{ZH.feature(SHARE)}整体升高（中位移动 0.8 个标准差）。"
    assert told[2].startswith(f"{ZH.feature(MONEY)}整体降低")
    assert "（共 31 家）" in told[3]
    assert told[4] == "p ≤ 10% 的单位占 17%（应约 10%）。"


@pytest.mark.parametrize("verdict", ["usable", "caution", "refit", "few"])
def test_every_verdict_on_a_year_is_told(verdict: str) -> None:
    missing = drifted(shift=None, ks=None, pvalue=None, missing=0.4, missing_before=0.1)
    many = tuple(drifted(feature=name, shift=0.0) for name in knowledge().peers.features)
    year = YearDrift("2025 budget", 9, (), (missing, *many), ((),) * 9, 9, 0.3, verdict)
    for teller in (ZH, EN):
        assert all(told and not NOT_SAID.search(told) for told in teller.drift(year))


def test_units_that_are_not_compared_with_their_own_year_are_told() -> None:
    assert ZH.basis(Basis("2025 budget", 12, "other", "2024 budget")) == (
        "2025年预算：只有 12 家，不足以相互比较，改与2024年预算的单位比较。"
    )
    assert "相互比较" in ZH.basis(Basis("2025 budget", 900, "own"))
    assert ZH.basis(Basis("2024 budget", 900, "reference")) == ""


def observed(kind: str, **changes: Any) -> Observation:
    name = next(iter(knowledge().peers.amounts))
    base = Observation(kind, "甲局", (2023, 2024), "budget", amount=name, stated=9_000_000_00, other=3_000_000_00, count=3, of=7)
    return replace(base, **changes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("teller", [ZH, EN])
def test_every_kind_of_observation_is_told(kind: str, teller: Teller) -> None:
    for slip in ("", *knowledge().peers.words["slips"]):
        told = teller.observation(observed(kind, slip=slip, partner="乙局", expected=3_100_000_00, usual=0.05))
        assert told.endswith(("。", "."))
        assert not NOT_SAID.search(told)


def test_a_jump_is_told_with_what_was_to_be_expected() -> None:
    told = ZH.observation(observed("jump", expected=3_100_000_00, usual=0.05))
    assert "由 2023 年的 300 万元变为 2024 年的 900 万元；按其历年和同类的变动应约 310 万元（同类变动中位 +5%）。" in told


def test_last_year_told_twice_is_told_with_both_amounts() -> None:
    told = ZH.observation(observed("last_year", slip="swapped"))
    assert "2024 年预算所列上年数" in told
    assert "2023 年公开的是 300 万元；两数只是相邻两位颠倒。" in told


def test_a_series_on_another_basis_names_the_final_account() -> None:
    assert "决算数" in ZH.observation(observed("basis", partner="final_account"))


@pytest.mark.parametrize("text", ["a\nb", "a\u202eb", "a\x00b", "a\u2028b", "a\ud800b", " a\tb "])
def test_characters_that_turn_a_line_around_are_left_out(text: str) -> None:
    assert harmless(text).replace(" ", "") == "ab"


def test_numbers_are_printed_without_noughts_at_their_end() -> None:
    assert printed(1200.0, 2) == "1200"
    assert printed(1200.5, 2, grouped=True) == "1,200.5"
    assert printed(-0.0001, 2) == "0"
    assert decimals_for(0.034, 2) == 3
    assert decimals_for(0.0, 2) == 0


numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True, width=64)
shares = st.none() | st.floats(0, 1)
names = st.sampled_from([*knowledge().peers.features]) | st.text(alphabet="ab<>\"'&{}名\u202e\n", max_size=8)


@st.composite
def reasons(draw: st.DrawFn) -> Reason:
    kind = draw(st.sampled_from((LEVEL, RELATION, ABSENT)))
    return Reason(
        kind=kind,
        feature=draw(names),
        value=draw(numbers),
        peers=draw(st.integers(0, 10**6)),
        weight=draw(st.floats(0, 1)),
        other=draw(names) if kind == RELATION else "",
        other_value=draw(numbers),
        expected=draw(numbers),
        median=draw(numbers),
        low=draw(numbers),
        high=draw(numbers),
        z=draw(st.floats(-1e6, 1e6)),
        known=draw(shares),
    )


def scores(reasons: st.SearchStrategy[Reason]) -> st.SearchStrategy[Score]:
    return st.builds(
        Score,
        id=st.text(max_size=9),
        document=st.text(max_size=9),
        unit=st.text(alphabet="甲乙<>\"'&\u202e\u0007 x", max_size=12),
        year=st.integers(0, 2100),
        score=st.floats(-5, 50),
        pvalue=st.floats(0, 1),
        rank=st.integers(1, 10**6),
        of=st.integers(1, 10**6),
        group=st.lists(
            st.sampled_from(["2024 budget", "county administrative", "education", "own <b>", "unknown"]), max_size=4
        ).map(tuple),
        size=st.integers(0, 10**6),
        too_few=st.sampled_from(["", "3m_10m", "own"]),
        reasons=st.lists(reasons, max_size=3).map(tuple),
        corrected=st.lists(names, max_size=2).map(tuple),
        missing=st.integers(0, 60),
    )


@given(score=scores(reasons()))
def test_any_score_is_told_without_a_hole(score: Score) -> None:
    own = {score.unit, *(name for reason in score.reasons for name in (reason.feature, reason.other)), *score.corrected}
    for teller in (ZH, EN):
        told = teller.message(score) + teller.question(score)
        for name in sorted(own, key=len, reverse=True):
            told = told.replace(harmless(name), "") if harmless(name) else told
        assert not NOT_SAID.search(told)
        assert "\u202e" not in told
        assert teller.message(score).count("\n") == 0


@given(value=st.floats(-1e14, 1e14), unit=st.sampled_from(sorted({one.unit for one in knowledge().peers.features.values()})))
def test_a_printed_value_is_near_the_value(value: float, unit: str) -> None:
    told = ZH.value(of_unit(unit), value)
    steps = knowledge().peers.words["units"][unit]["zh"]
    step = next(step for step in steps if told.endswith(step["say"].replace("{n}", "")))
    number = float(told.removesuffix(step["say"].replace("{n}", "")))
    assert number * step.get("per", 1) == pytest.approx(value, rel=0.051, abs=1e-6)


def test_an_amount_can_be_told_to_the_cent() -> None:
    name = next(iter(knowledge().peers.amounts))
    assert ZH.exact(name, 1) == "0.01 元"
    assert EN.exact(name, -123_456_789) == "CNY -1,234,567.89"


WORDS = (shipped() / "peers" / "words.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{median}（5–95", "{mediam}（5–95", r"reasons\.level\.zh: nothing fills in \{mediam\}; did you mean 'median'\?"),
        ("{median}（5–95", "{median（5–95", r"reasons\.level\.zh.*write a brace that is meant as such twice"),
        ("  level_same:", "  levelsame:", r"unknown field 'levelsame' in reasons; did you mean 'level_same'\?"),
        ('{say: "{n} 元/人"}', '{from: 3, say: "{n} 元/人"}', r"units\.yuan_per_person\.zh must go from the largest"),
        ('{say: "{n} 元/辆"}', "{say: 元/辆}", r"must have the number once, as \{n\}"),
        ("  range: {zh", "  range: {zz", r"unknown field 'zz' in values\.range; known are en, zh"),
    ],
)
def test_words_that_could_not_be_told_are_refused_with_their_place(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in WORDS
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "words.yaml").write_text(WORDS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=reason) as refused:
        load(tmp_path)
    assert re.search(r"words\.yaml, line \d+, column \d+", str(refused.value))


def test_words_of_ones_own_are_told(tmp_path: Path) -> None:
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "words.yaml").write_text(WORDS.replace("几乎都是", "大都是"), encoding="utf-8")
    teller = Teller(load(tmp_path).peers)
    assert "大都是" in teller.reason(replace(LEVEL_REASON, low=0.0, median=0.0, high=0.0))


def test_budget_and_final_account_of_a_year_are_told_apart() -> None:
    assert ZH.when(replace(A_SCORE, kind="final_account")) == "2024 决算"
    assert EN.when(replace(A_SCORE, kind="budget")) == "2024 budget"
    assert (ZH.when(A_SCORE), ZH.when(replace(A_SCORE, year=0))) == ("2024", "")


def test_a_score_that_rounds_to_nil_has_no_sign() -> None:
    assert (ZH.score(-0.04), ZH.score(-0.06)) == ("0.0", "-0.1")


def test_a_reference_that_allows_no_p_value_says_so() -> None:
    alone = Whole(units=1, listed=0, alpha=0.01, expected=0.01, least=1.0)
    assert "没有 p 值可言" in ZH.whole(alone)
    assert "no p-values" in EN.whole(alone)


def test_a_corrected_amount_of_another_year_is_told_as_printed_first() -> None:
    told = ZH.observation(observed("last_year", stated=442_800_00, other=425_400_00, other_printed=405_200_00))
    assert "2023 年公开的是 40.5 万元（按更正后的 42.5 万元比较）" in told
    told = EN.observation(observed("jump", printed=405_200_00, stated=425_400_00))
    assert "to CNY 405,200 (compared as corrected: CNY 425,400)" in told


def test_what_follows_from_one_cause_is_named_beside_it() -> None:
    name = next(iter(knowledge().peers.amounts))
    assert ZH.observation(observed("last_year", also=(name,))).endswith(f"；{ZH.amount(name)}也是如此，应为同一原因。")


def test_a_range_of_counts_is_told_in_whole_ones() -> None:
    counted = replace(LEVEL_REASON, feature=of_unit("items"), value=40.0, median=9.0, low=6.55, high=12.2)
    assert "5–95 分位 6～13 个" in ZH.reason(counted)
