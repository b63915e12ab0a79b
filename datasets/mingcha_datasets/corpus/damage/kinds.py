"""All kinds of damage, each with what it is called and what a finding about it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from mingcha_datasets.corpus.damage import catalogue, copies, digits, misreading, names, performance, sentences, slips, totals
from mingcha_datasets.corpus.damage.damaged import Damage
from mingcha_datasets.corpus.damage.index import Index

Do = Callable[[Index, Random], Damage | None]
"""Does a damage at a random place of a paper; None where that place, or the paper, admits none."""

NUMBERS = ("cross_table", "narrative_table", "performance_amount")
"""What a wrong amount is, by where it stands: in a table, a sentence or a performance form."""


@dataclass(frozen=True)
class Kind:
    """A kind of damage.

    Attributes:
        id: as the command line names it.
        zh, en: what it is called.
        family: what kind of mistake it is.
        findings: the kinds of finding of its labels.
        severity: of its label.
        do: does it.
    """

    id: str
    zh: str
    en: str
    family: str
    findings: tuple[str, ...]
    severity: str
    do: Do


def _kinds(family: str, *kinds: tuple[Do, str, str, tuple[str, ...], str]) -> dict[str, Kind]:
    return {do.__name__: Kind(do.__name__, zh, en, family, findings, severity, do) for do, zh, en, findings, severity in kinds}


KINDS: Mapping[str, Kind] = {
    **_kinds(
        "digits",
        (digits.wrong_digit, "一位数字误", "a digit is another", NUMBERS, "error"),
        (digits.swapped_digits, "相邻两位数字颠倒", "two digits changed places", NUMBERS, "error"),
        (digits.dropped_digit, "漏一位数字", "a digit is missing", NUMBERS, "error"),
        (digits.inserted_digit, "多一位数字", "a digit too many", NUMBERS, "error"),
        (digits.shifted_point, "小数点错位", "the decimal point is off", NUMBERS, "error"),
        (digits.other_unit, "元与万元混用", "an amount in the other unit of money", NUMBERS, "error"),
        (digits.wrong_sign, "正负号误", "the sign is wrong", NUMBERS, "error"),
    ),
    **_kinds(
        "copies",
        (copies.copied_cell, "照抄上下行的数", "a cell repeats the row beside it", NUMBERS, "error"),
        (copies.copied_row, "整行照抄", "a row repeats the one beside it", NUMBERS, "error"),
        (copies.copied_column, "照抄另一栏的数", "a cell repeats another column", NUMBERS, "error"),
        (copies.wrong_column, "金额错栏", "an amount in the next column", NUMBERS, "error"),
    ),
    **_kinds(
        "totals",
        (totals.omitted_child, "合计漏计一项", "a total without one of its parts", NUMBERS, "error"),
        (totals.doubled_child, "合计重计一项", "a total with one of its parts twice", NUMBERS, "error"),
        (totals.stale_total, "合计未随分项更新", "a total that is not up to date", NUMBERS, "error"),
        (totals.earlier_draft, "一表为旧稿数", "an account of an earlier draft in one table", NUMBERS, "error"),
        (totals.row_left_out, "表中漏列一行", "a row is left out of a table", ("hierarchy_sum", "code_name"), "error"),
    ),
    **_kinds(
        "sentences",
        (sentences.narrative_not_updated, "文字未随报表更新", "a sentence that is not up to date", ("narrative_table",), "error"),
        (sentences.stale_year, "误列上年数", "last year's amount", NUMBERS, "error"),
        (sentences.change_does_not_add_up, "增减额不符", "a change that does not add up", ("change_decomposition",), "error"),
        (sentences.direction_against_amount, "增减方向相反", "the wrong direction", ("narrative_internal",), "error"),
        (sentences.wrong_share, "占比误", "a wrong share", ("percent",), "error"),
        (sentences.wrong_growth, "增长率误", "a wrong rate of growth", ("percent",), "error"),
        (sentences.item_left_out, "文字漏列一项", "an item is left out of a list", ("narrative_internal",), "error"),
    ),
    **_kinds(
        "names",
        (names.wrong_code, "编码为另一科目的", "the code of another account", ("code_name", "hierarchy_sum"), "error"),
        (names.mistyped_code, "编码误一位", "a digit of a code is another", ("code_name", "hierarchy_sum"), "error"),
        (names.wrong_name, "名称为另一科目的", "the name of another account", ("code_name",), "error"),
        (names.wrong_account, "金额列在另一科目名下", "an amount under another account", ("code_name",), "error"),
        (names.unit_name_slip, "单位名称错漏字", "a slip in the unit's name", ("unit_name",), "warning"),
        (names.other_unit_name, "单位名称不一致", "another name for the unit", ("unit_name",), "warning"),
        (names.project_renamed, "绩效目标表的项目不在项目表", "a form for no project", ("performance_amount",), "error"),
    ),
    **_kinds(
        "catalogue",
        (catalogue.wrong_empty_reason, "空表理由张冠李戴", "the reason of another empty table", ("empty_table",), "error"),
        (catalogue.reason_missing, "空表未说明理由", "an empty table without a reason", ("empty_table",), "warning"),
        (catalogue.marked_empty, "有数的表标为空表", "a table with amounts marked empty", ("empty_table",), "error"),
        (catalogue.not_marked_empty, "空表未标为空表", "an empty table not marked so", ("empty_table",), "warning"),
        (catalogue.claimed_table_missing, "称已公开的空表不存在", "a claimed table is missing", ("catalogue",), "warning"),
        (catalogue.table_missing, "目录所列的表不存在", "a listed table is missing", ("catalogue",), "warning"),
        (catalogue.title_at_odds, "目录与正文表名不一致", "two titles for a table", ("catalogue",), "info"),
    ),
    **_kinds(
        "slips",
        (slips.unit_missing, "金额缺单位", "an amount without unit", ("money_unit",), "warning"),
        (slips.unit_doubled, "金额单位重复", "the unit of money stands twice", ("money_unit",), "warning"),
        (slips.table_unit_missing, "报表未注明金额单位", "a table without unit of money", ("money_unit",), "warning"),
        (slips.template_left, "模板选项未删净", "a choice of the template is left", ("text_slip",), "warning"),
        (slips.no_change_with_unit, "无变化后多余单位", "a unit behind no change", ("text_slip",), "warning"),
        (slips.increase_of_nil, "增减为零而称增减", "an increase of nil", ("text_slip",), "warning"),
        (slips.wrong_topic, "正文与标题不符", "text copied from another section", ("wrong_topic",), "error"),
        (slips.wrong_year, "年度误", "a wrong year", ("year",), "warning"),
        (slips.doubled_word, "叠字", "a word stands twice", ("text_slip",), "info"),
    ),
    **_kinds(
        "performance",
        (performance.project_without_target, "项目没有绩效目标表", "a project without form", ("missing_disclosure",), "error"),
        (performance.funds_not_project, "绩效目标表资金与项目不符", "funds that are not the project's", NUMBERS, "error"),
        (performance.objective_not_filled_in, "绩效目标未填写", "an objective not filled in", ("missing_disclosure",), "warning"),
        (performance.per_head_times_number, "人数乘标准与资金不符", "number times rate is off", ("performance_amount",), "error"),
        (performance.staff_parts, "人数分项与合计不符", "parts of the staff do not add up", ("staffing",), "error"),
    ),
    **_kinds(
        "misreading",
        (misreading.misread_digit, "数字识别误", "a digit misread", NUMBERS, "error"),
        (misreading.misread_character, "文字识别误", "a character misread", ("text_slip",), "info"),
        (misreading.truncated_name, "名称截断", "a name is cut off", ("extraction_damage",), "info"),
        (misreading.slid_row, "整行错列", "a row slid by a column", (*NUMBERS, "extraction_damage"), "error"),
    ),
}
"""By id."""
