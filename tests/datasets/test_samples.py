"""The five samples: they load, they print everything they hold, and the published slips are still in them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from mingcha_datasets import load_sample, load_samples, print_disclosure, sample_names
from mingcha_datasets.disclosure import Claim, Statement

NAMES = ("ankang-2024", "baihe-2023", "dongchangfu-2024", "zezhou-2024", "zizhou-2024")
CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
ORIGINALS = {
    "zizhou-2024": "000_*.txt",
    "baihe-2023": "001_*.txt",
    "ankang-2024": "002_*.txt",
    "dongchangfu-2024": "003_*.txt",
    "zezhou-2024": "004_*.txt",
}
NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")


def test_the_samples_are_the_five_disclosures() -> None:
    assert sample_names() == NAMES
    assert [(each.layout, each.year, each.level) for each in load_samples()] == [
        ("shaanxi", 2024, "unit"),
        ("shaanxi", 2023, "department"),
        ("shandong", 2024, "unit"),
        ("shanxi", 2024, "unit"),
        ("shaanxi", 2024, "unit"),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_every_table_is_printed(name: str) -> None:
    sample = load_sample(name)
    rows = [row for table in sample.tables for row in table.rows]
    rows += [row for form in sample.performance for row in (*form.funds, *form.tasks, *form.indicators)]
    stated = Counter(cell for row in rows for cell in row if cell)
    printed = Counter(re.split(r"[\t\n]", print_disclosure(sample)))
    assert not stated - printed


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_of_the_narrative_is_printed(name: str) -> None:
    sample = load_sample(name)
    stated = Counter(amount for each in sample.narrative.values() for amount in _amounts(each))
    printed = Counter(match.group() for match in NUMBER.finditer(print_disclosure(sample)))
    assert stated
    assert not stated - printed


@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_reason_of_the_catalogue_is_printed(name: str) -> None:
    sample = load_sample(name)
    text = print_disclosure(sample)
    assert sample.catalogue
    for entry in sample.catalogue:
        assert entry.name in text
        assert entry.reason in text


@pytest.mark.parametrize("name", NAMES)
def test_printing_twice_gives_the_same_document(name: str) -> None:
    assert print_disclosure(load_sample(name)) == print_disclosure(load_sample(name))


SLIPS = [
    ("zizhou-2024", "302\t商品和服务支出\t\t\t405200.00\t\t55200.00\t350000.00", "repeats the row below"),
    ("zizhou-2024", "30228\t工会经费\t50502\t商品和服务支出\t20200.00\t\t\t20200.00", "is left out above"),
    ("zizhou-2024", "(2)商品和服务支出\t65,200.00", "table 1 states 55,200.00"),
    ("zizhou-2024", "医疗保障管理事务（2101550）253.69 万元，较上年增加 0.99 万元", "name of another code"),
    ("zizhou-2024", "原因是是", "a word twice"),
    ("zizhou-2024", "较上年无变化万元", "a unit without an amount"),
    (
        "zizhou-2024",
        "（四）政府性基金预算支出情况\n\n本单位无当年国有资本经营预算收支",
        "speaks of another fund",
    ),
    ("zizhou-2024", "单位名称：子洲县医疗保险经办机构", "another name than on the cover"),
    ("zizhou-2024", "表9\t单位综合预算政府性基金收支表\t是\t本单位无政府性资金", "funds, not money"),
    ("zizhou-2024", "俩不愁，三保障", "a wrong character"),
    ("ankang-2024", "4,844,351.04\t3,754,154.08\t590,156.96\t500,000.00", "a 9 became a 5"),
    (
        "ankang-2024",
        "机关资本性支出（503）1.33 万元，较上年增加减少 0.02 万元",
        "code 509, and both directions",
    ),
    ("ankang-2024", "较上年增加 3.25，", "no unit"),
    ("ankang-2024", "预算表\t是\t本单位无政府性基金\n表12", "table 11 with the reason of table 9"),
    ("ankang-2024", "30236\t其他交通费用", "code 30239"),
    ("ankang-2024", "公用经费预算安排 61 万元", "the tables state 590,156.96"),
    ("ankang-2024", "实施期资金总额：\t202\t年度资金总额：\t20", "a digit too many"),
    ("ankang-2024", "十四、债务付息支出", "number thirteen is skipped"),
    ("dongchangfu-2024", "预算资金 15,579.50 万元，其中：财政拨款 15,579.50 万元", "15,579.95 in the tables"),
    ("dongchangfu-2024", "≥5次\t10, 召开次数等于或大于5次得10分, 少于8次视情况扣分。", "5 or 8"),
    ("dongchangfu-2024", "完成时效\t≥62人", "a time measured in persons"),
    ("dongchangfu-2024", "- 十二、政府采购预算情况表", "its title says otherwise"),
    ("zezhou-2024", "支出预算3590.3万元", "a decimal less than elsewhere"),
]


@pytest.mark.parametrize(("name", "slip", "why"), SLIPS, ids=[f"{name}: {why}" for name, _, why in SLIPS])
def test_a_published_slip_survives(name: str, slip: str, why: str) -> None:
    assert slip in print_disclosure(load_sample(name))


def test_shared_amounts_stay_as_different_as_they_were_published() -> None:
    text = print_disclosure(load_sample("zizhou-2024"))
    assert "一、单位预算\t3254218\t" in text
    assert "一、财政拨款\t3,254,218.00\t" in text
    assert "\t合计\t3254218.00\t" in text


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published texts are not part of the repository")
@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_the_published_tables_is_in_the_printed_ones(name: str) -> None:
    published = _numbers_by_table(_original(name))
    printed = _numbers_by_table(print_disclosure(load_sample(name)))
    assert len(published) > 5
    missing = {title: numbers - printed[title] for title, numbers in published.items() if title not in _LEFT_OUT}
    assert not {title: dict(numbers) for title, numbers in missing.items() if numbers}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published texts are not part of the repository")
@pytest.mark.parametrize("name", NAMES)
def test_every_amount_of_money_in_the_published_narrative_is_in_the_printed_one(name: str) -> None:
    published = _money_of_paragraphs(_original(name))
    assert published
    assert not published - _money_of_paragraphs(print_disclosure(load_sample(name)))


# Page numbers in the table of contents and a province's directory of services are no figures of the unit; the
# list of subordinate units is introduced by our own words.
_LEFT_OUT = {"目录", "续表", "纳入本部门当年预算编制范围的二级预算单位共有1个,包括:"}


def _original(name: str) -> str:
    return next(CORPUS.glob(ORIGINALS[name])).read_text(encoding="utf-8")


def _numbers_by_table(text: str) -> dict[str, Counter[str]]:
    """The purely numeric cells under each table title; a table that a blank line cuts stays one."""
    tables: dict[str, Counter[str]] = {}
    title = ""
    for block in re.split(r"\n\s*\n", text):
        rows = [line for line in block.split("\n") if "\t" in line]
        caption = _plain("".join(line for line in block.split("\n") if "\t" not in line))
        if caption and not _BESIDE_A_TABLE.fullmatch(caption):
            title = re.sub(r"^\(.\)", "", caption)
        if rows:
            cells = (cell.strip() for row in rows for cell in row.split("\t"))
            tables.setdefault(title, Counter()).update(cell for cell in cells if NUMBER.fullmatch(cell))
    return tables


_BESIDE_A_TABLE = re.compile(r"表\d+(-\d+)?|(预算|部门)公开表\d+|(单位|部门\(单位\)|单位名称):.*|\(\d{4}年度\)|注.*")


def _money_of_paragraphs(text: str) -> Counter[str]:
    paragraphs = "".join(line for line in text.split("\n") if "\t" not in line)
    return Counter(re.findall(r"[\d,]*\.?\d+万元", _plain(paragraphs)))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).translate(str.maketrans("（）：，", "():,"))


def _amounts(statements: tuple[Statement, ...]) -> list[str]:
    return [amount for each in statements if isinstance(each, Claim) for amount in _claim_amounts(each)]


def _claim_amounts(claim: Claim) -> list[str]:
    own = [claim.amount, claim.change.amount if claim.change else ""]
    return [amount for amount in own if amount] + _amounts(claim.parts)
