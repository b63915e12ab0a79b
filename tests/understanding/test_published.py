"""Published disclosures of nine places, where they are at hand: who, when, what, and how much is understood."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from mingcha.understanding import Disclosure
from tests.documents import screener

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the published texts are not part of the repository")


class Published(NamedTuple):
    file: str
    unit: str
    year: int
    kind: str


def _name(document: Published) -> str:
    return document.file.split("/")[-1].removesuffix(".txt")


DOCUMENTS = (
    Published("000_d2d00531b7d06acf.txt", "子洲县医疗保险经办中心", 2024, "budget"),
    Published("001_b040880f9d848509.txt", "白河县医疗保障局", 2023, "budget"),
    Published("002_3d7633b1e71d8b3f.txt", "安康市医疗保险经办处", 2024, "budget"),
    Published("003_c7edf4338a4ef304.txt", "聊城市东昌府区医疗保障局机关", 2024, "budget"),
    Published("004_e68512d29ce924a8.txt", "泽州县医疗保险服务中心", 2024, "budget"),
    Published("other/cq_jiaowei_2018_dept_budget_text.txt", "重庆市交通委员会", 2018, "budget"),
    Published("other/js_fayuan_2017_dept_budget.txt", "江苏省高级人民法院", 2017, "budget"),
    Published("other/js_renda_2017_dept_budget.txt", "江苏省人大常委会办公厅", 2017, "budget"),
    Published("other/js_zhengxie_2017_dept_budget_tables.txt", "江苏省政协办公厅", 2017, "budget"),
    Published("other/js_zhengxie_2017_dept_budget_text.txt", "江苏省政协办公厅", 2017, "budget"),
    Published("other/sh_putuo_guizi_2024_final_official.txt", "上海市普陀区规划和自然资源局", 2024, "final_account"),
    Published("other/sh_putuo_wanli_2023_dept_budget.txt", "上海市普陀区人民政府万里街道办事处", 2023, "budget"),
    Published("other/sh_shi_czj_2025_unit_budget.txt", "上海市财政局", 2025, "budget"),
    Published("other/swu_2023_dept_budget.txt", "西南大学", 2023, "budget"),
    Published("other/swu_2023_final.txt", "西南大学", 2023, "final_account"),
)
SAMPLE = [document for document in DOCUMENTS if "/" not in document.file]
OTHER = [document for document in DOCUMENTS if "/" in document.file]

SHARES = [
    *(pytest.param(document, 0.99, id=_name(document)) for document in SAMPLE),
    *(pytest.param(document, 0.95, id=_name(document)) for document in OTHER),
]
_MARKUP = re.compile(r"</?(?:p|br|div|span|b|strong|sub|sup)\b[^<>]*>", re.IGNORECASE)
_DECIMAL = re.compile(r"-?[\d,]+\.\d+")


@cache
def _understood(file: str) -> Disclosure:
    return screener().understand(CORPUS / file)


def _lines(file: str) -> list[str]:
    return (CORPUS / file).read_text(encoding="utf-8").split("\n")


def _decimals(file: str) -> Counter[tuple[int, str]]:
    """The cells that can only be amounts, because they have decimals: what is to be understood, counted without us.

    A nil right after a blank cell fills a row without a name and says nothing.
    """
    found: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(_lines(file), 1):
        cells = [_MARKUP.sub(" ", cell).strip() for cell in line.split("\t")] if "\t" in line else []
        for before, cell in zip(["", *cells], cells, strict=False):
            if _DECIMAL.fullmatch(cell) and (before or float(cell.replace(",", ""))):
                found[number, cell] += 1
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_unit_year_and_kind_are_found(document: Published) -> None:
    disclosure = _understood(document.file)
    assert (disclosure.unit, disclosure.year, disclosure.kind) == (document.unit, document.year, document.kind)


@pytest.mark.parametrize(("document", "share"), SHARES)
def test_nearly_all_numeric_cells_are_understood(document: Published, share: float) -> None:
    disclosure = _understood(document.file)
    numbers = sum(table.numbers for table in disclosure.tables)
    assert sum(unread.table >= 0 for unread in disclosure.unread) <= (1 - share) * numbers


@pytest.mark.parametrize(("document", "share"), SHARES)
def test_nearly_all_cells_with_decimals_are_figures_with_a_coordinate(document: Published, share: float) -> None:
    disclosure = _understood(document.file)
    printed = _decimals(document.file)
    figures = Counter((figure.line, figure.text) for figure in disclosure.figures if figure.coordinate.measure)
    assert (printed - figures).total() <= (1 - share) * printed.total()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_97_of_100_amounts_of_the_narrative_are_understood(document: Published) -> None:
    disclosure = _understood(document.file)
    assert sum(unread.table < 0 for unread in disclosure.unread) <= 0.03 * disclosure.amounts_in_text


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_number_that_is_not_understood_has_a_reason(document: Published) -> None:
    for unread in _understood(document.file).unread:
        assert unread.text
        assert unread.reason


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_figure_stands_on_the_line_it_names(document: Published) -> None:
    lines = _lines(document.file)
    for figure in _understood(document.file).figures:
        assert figure.text in lines[figure.line - 1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_figure_has_a_measure_and_every_table_of_amounts_a_unit_of_money(document: Published) -> None:
    disclosure = _understood(document.file)
    for figure in disclosure.figures:
        assert figure.coordinate.measure
        assert figure.unit
