"""The account tables: codes, years and trust of every line, and what is kept from the old lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mingcha import KnowledgeError
from mingcha.knowledge import Accounts, load, name_key, shipped
from tests.documents import screener

TABLES = {"functional": "2", "economy_dept": "3", "economy_gov": "5"}
TRUST = frozenset(("attested", "class list", "older name", "other name", "restated", "unverified", "legacy"))
KNOWN = screener().knowledge


def _rows(name: str) -> list[dict[str, str]]:
    with (shipped() / "taxonomy" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("file", sorted(path.name for path in (shipped() / "taxonomy").glob("*.csv")))
def test_every_line_says_a_trust_that_the_readme_explains(file: str) -> None:
    readme = (shipped() / "taxonomy" / "README.md").read_text(encoding="utf-8")
    assert file in readme
    for row in _rows(file):
        assert row["trust"] in TRUST
        assert row["trust"] in readme


@pytest.mark.parametrize("file", ["functional", "economy_dept", "economy_gov", "functional_legacy", "economy_dept_legacy"])
def test_every_code_has_a_level_a_name_and_years_in_order(file: str) -> None:
    first = TABLES[file.removesuffix("_legacy")]
    for row in _rows(f"{file}.csv"):
        assert row["code"].isdecimal()
        assert row["code"][0] == first
        assert len(row["code"]) in ((3, 5, 7) if first == "2" else (3, 5))
        assert row["name"].strip() == row["name"] != ""
        assert int(row["first_year"] or 0) <= int(row["last_year"] or 9999)
        assert (row["trust"] == "legacy") == file.endswith("_legacy")


@pytest.mark.parametrize("table", TABLES)
def test_no_line_is_there_twice(table: str) -> None:
    for code, entries in getattr(KNOWN, table).entries.items():
        names = [entry.name for entry in entries if entry.trust != "legacy"]
        assert len(names) == len(set(names)), code


@pytest.mark.parametrize("table", TABLES)
def test_every_account_stands_under_one_of_the_lists(table: str) -> None:
    entries = getattr(KNOWN, table).entries
    for code, names in entries.items():
        if len(code) > 3 and any(one.trust == "attested" for one in names):
            assert code[:-2] in entries


def test_old_names_are_known_and_found_by_nothing() -> None:
    accounts: Accounts = KNOWN.functional
    assert ("公共安全", "legacy") in [(one.name, one.trust) for one in accounts.entries["204"]]
    only_old = {code for code, names in accounts.entries.items() if all(one.trust == "legacy" for one in names)}
    assert len(only_old) > 1000
    assert not only_old & set(accounts.names)
    assert not only_old & {code for codes in accounts.codes.values() for code in codes}


@pytest.mark.parametrize(
    ("code", "name", "year", "certain"),
    [
        ("30307", "医疗费", 2017, True),
        ("30307", "医疗费", 2024, False),
        ("30307", "医疗费补助", 2024, True),
        ("30307", "医疗费补助", 2017, False),
        ("20805", "行政事业单位离退休", 2018, True),
        ("20805", "行政事业单位养老支出", 2024, True),
        ("20805", "行政事业单位离退休", 2024, False),
        ("50202", "会议费", 2024, False),
    ],
)
def test_a_name_is_certain_in_the_years_it_is_attested_for(code: str, name: str, year: int, certain: bool) -> None:
    entries = KNOWN.accounts_of(code).entries[code]
    assert any(one.name == name and one.certain(year) for one in entries) == certain


def test_no_name_is_certain_where_the_year_is_not_known() -> None:
    for table in TABLES:
        assert not any(one.certain(0) for entries in getattr(KNOWN, table).entries.values() for one in entries)


def test_a_users_own_table_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "taxonomy").mkdir()
    lines = "code,name,first_year,last_year,trust\n201,一般公共服务支出,2017,,attested\n20188,鼓楼事务,2024,,attested\n"
    (tmp_path / "taxonomy" / "functional.csv").write_text(lines, encoding="utf-8")
    accounts = load(tmp_path).functional
    assert accounts.code_of("鼓楼事务") == "20188"
    assert "22102" not in accounts.names


def test_counterparts_and_contents_name_accounts_of_the_tables() -> None:
    for dept, counterparts in KNOWN.dept_to_gov.items():
        assert dept in KNOWN.economy_dept.names
        assert set(counterparts) <= set(KNOWN.economy_gov.names)
    for content in KNOWN.contents:
        assert content.says
        assert {content.code, *content.also} <= set(KNOWN.economy_dept.names)
        assert all(name_key(word) for word in content.says)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("dept_to_gov.csv", "dept_code,gov_code,trust\n301,50,attested\n", "gov_code '50'"),
        ("dept_to_gov.csv", "dept_code,gov_code,trust\n301,501,\n", "trust is blank"),
        ("economy_content.csv", "code,says,trust\n30213,维修,restated\n", "no column 'also'"),
        ("functional_legacy.csv", "code,name,first_year,last_year,trust\n201,,2008,2013,legacy\n", "the name is blank"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(file: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy" / file).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load(tmp_path)
    assert file in str(error.value)
    assert said in str(error.value)


def test_a_classification_as_a_key_is_never_compared_name_by_name() -> None:
    """Two screeners in one process have the same lists; comparing those for each code took as long as checking itself."""

    class Names(dict[str, str]):
        def __eq__(self, other: object) -> bool:
            raise AssertionError("compared name by name")

        __hash__ = None

    one, other = (Accounts(Names({"301": "工资福利支出"}), {}, {}) for _ in range(2))
    assert {one: 1}.get(other) is None
