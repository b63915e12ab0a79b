"""The official names of the accounts of the three classifications, and words of the package's own lists."""

from functools import cache
from importlib import resources
from typing import Any

from mingcha_datasets.loading import parse_yaml


def function_name(code: str) -> str:
    """The name of a functional account of 3, 5 or 7 digits: "2080505" is 机关事业单位基本养老保险缴费支出."""
    return _named("functions", code)


def dept_name(code: str) -> str:
    """The name of an account of 部门预算支出经济分类, of 3 or 5 digits: "30101" is 基本工资."""
    return _named("economy_dept", code)


def gov_name(code: str) -> str:
    """The name of an account of 政府预算支出经济分类, of 3 or 5 digits: "50101" is 工资奖金津补贴."""
    return _named("economy_gov", code)


def name_of(code: str) -> str:
    """The name of an account of any of the three: functions begin with 2, 部门预算经济分类 with 3, 政府预算经济分类 with 5."""
    return {"2": function_name, "3": dept_name, "5": gov_name}[code[0]](code)


@cache
def words(name: str) -> Any:
    """What data/NAME.yaml holds; to be read only."""
    file = resources.files("mingcha_datasets.corpus") / "data" / f"{name}.yaml"
    return parse_yaml(file.read_text(encoding="utf-8"), file.name)


def _named(list_: str, code: str) -> str:
    name: str = words(list_)[code]
    return name
