"""Loading the knowledge: a user's own folder laid over it, its hash, and what is said of wrong files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mingcha import KnowledgeError, Screener
from mingcha.knowledge import load, shipped
from mingcha.rulebook.examples import alone
from tests.documents import outcome, screener, written

RULE = "rules/TOT/TOT-001.yaml"
BROKEN_ROW = """
    2024年某县档案馆单位预算公开

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | 400.00 | 300.00 | 100.00
    201 | 一般公共服务支出 | 410.00 | 300.00 | 100.00
    """


def _shipped_rule() -> str:
    return (shipped() / RULE).read_text(encoding="utf-8")


def _overlay(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


# -- a user's own folder ------------------------------------------------------------------------------------------


def test_a_users_file_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    rule = yaml.safe_load(_shipped_rule())
    rule["severity"] = "warning"
    rule["say"] = {"zh": "{row}加不起来", "en": "{row} does not add up"}
    mine = Screener(knowledge=_overlay(tmp_path, RULE, yaml.safe_dump(rule, allow_unicode=True)))
    (own,) = [rule for rule in mine.knowledge.rules if rule.id == "TOT-001"]
    (finding,) = alone(own, mine.screen(written(BROKEN_ROW), "a test"), "zh")
    assert (finding.severity, finding.message) == ("warning", "一般公共服务支出加不起来")


def test_a_users_rule_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    rule = yaml.safe_load(_shipped_rule())
    rule["id"] = "TOT-901"
    mine = Screener(knowledge=_overlay(tmp_path, "rules/TOT/TOT-901.yaml", yaml.safe_dump(rule, allow_unicode=True)))
    screening = mine.screen(written(BROKEN_ROW), "a test")
    assert outcome(screening, "TOT-901").state == "violated"
    assert outcome(screening, "TOT-001").state == "violated"


def test_a_users_files_leave_the_shipped_knowledge_as_it_is(tmp_path: Path) -> None:
    Screener(knowledge=_overlay(tmp_path, RULE, _shipped_rule().replace("severity: error", "severity: info")))
    assert next(rule for rule in screener().knowledge.rules if rule.id == "TOT-001").severity == "error"


def test_the_scope_of_a_rule_makes_it_not_applicable(tmp_path: Path) -> None:
    rule = yaml.safe_load(_shipped_rule())
    rule["scope"] = {"kind": ["final_account"]}
    mine = Screener(knowledge=_overlay(tmp_path, RULE, yaml.safe_dump(rule, allow_unicode=True)))
    assert outcome(mine.screen(written(BROKEN_ROW), "a test"), "TOT-001").state == "not_applicable"


@pytest.mark.parametrize(("years", "state"), [({"from_year": 2025}, "not_applicable"), ({"to_year": 2024}, "violated")])
def test_the_years_of_a_rule_decide_whether_it_applies(years: dict[str, int], state: str, tmp_path: Path) -> None:
    rule = yaml.safe_load(_shipped_rule())
    rule["scope"] = years
    mine = Screener(knowledge=_overlay(tmp_path, RULE, yaml.safe_dump(rule, allow_unicode=True)))
    assert outcome(mine.screen(written(BROKEN_ROW), "a test"), "TOT-001").state == state


# -- the hash -----------------------------------------------------------------------------------------------------


def test_the_same_knowledge_has_the_same_hash() -> None:
    assert load().hash == load().hash == screener().knowledge.hash


def test_a_copy_of_the_knowledge_in_another_folder_has_the_same_hash(tmp_path: Path) -> None:
    shutil.copytree(shipped(), tmp_path / "copy")
    assert load(tmp_path / "copy").hash == screener().knowledge.hash


def test_an_empty_folder_over_the_knowledge_leaves_its_hash(tmp_path: Path) -> None:
    assert load(tmp_path).hash == screener().knowledge.hash


def test_one_letter_more_gives_another_hash(tmp_path: Path) -> None:
    assert load(_overlay(tmp_path, RULE, _shipped_rule() + "#")).hash != screener().knowledge.hash


def test_a_file_more_gives_another_hash(tmp_path: Path) -> None:
    rule = _shipped_rule().replace("id: TOT-001", "id: TOT-901")
    assert load(_overlay(tmp_path, "rules/TOT/TOT-901.yaml", rule)).hash != screener().knowledge.hash


def test_the_hash_does_not_depend_on_the_seed_of_the_process() -> None:
    command = [sys.executable, "-c", "from mingcha.knowledge import load; print(load().hash)"]
    hashes = {
        subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert hashes == {screener().knowledge.hash}


# -- what is wrong is named ---------------------------------------------------------------------------------------


def _refused(folder: Path) -> str:
    with pytest.raises(KnowledgeError) as error:
        Screener(knowledge=folder)
    return str(error.value)


def _changed_rule(**fields: object) -> str:
    rule = yaml.safe_load(_shipped_rule())
    for field, value in fields.items():
        if value is None:
            del rule[field]
        else:
            rule[field] = value
    return yaml.safe_dump(rule, allow_unicode=True)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in _refused(tmp_path / "nowhere")


def test_an_unknown_field_is_named_with_the_file(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(tolerance=0.05)))
    assert RULE in message
    assert "tolerance" in message


@pytest.mark.parametrize("field", ["kind", "severity", "title", "basis", "say", "why", "examples"])
def test_a_missing_field_is_named_with_the_file(field: str, tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(**{field: None})))
    assert RULE in message
    assert field in message


def test_a_rule_without_an_id_is_named(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _shipped_rule().replace("id: TOT-001\n", "")))
    assert RULE in message
    assert "'id'" in message


def test_two_relations_in_one_rule_are_named(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(growth={})))
    assert RULE in message
    assert "adds_up" in message
    assert "growth" in message


def test_a_rule_without_a_relation_is_named(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(adds_up=None)))
    assert RULE in message
    assert "relation" in message


def test_an_id_that_is_not_the_file_name_is_named(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(id="TOT-777")))
    assert RULE in message
    assert "TOT-777" in message


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "bad_sum"), ("severity", "fatal"), ("scope", {"county": ["某县"]}), ("title", {"zh": "只有中文"})],
)
def test_a_value_outside_what_is_known_is_named(field: str, value: object, tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(**{field: value})))
    assert RULE in message
    assert field in message


@pytest.mark.parametrize("side", ["holds", "breaks"])
def test_a_rule_without_an_example_of_each_side_is_refused(side: str, tmp_path: Path) -> None:
    other = "breaks" if side == "holds" else "holds"
    message = _refused(_overlay(tmp_path, RULE, _changed_rule(examples={other: ["text"]})))
    assert RULE in message
    assert side in message


def test_bad_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, "id: TOT-001\nkind: [row_sum\n"))
    assert RULE in message
    assert "YAML" in message
    assert "line 3" in message


def test_a_tag_that_makes_objects_is_refused(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, "id: !!python/object/apply:os.getcwd []\n"))
    assert RULE in message


def test_brackets_nested_ten_thousand_times_are_refused(tmp_path: Path) -> None:
    assert RULE in _refused(_overlay(tmp_path, RULE, "id: " + "[" * 10_000 + "]" * 10_000))


def test_aliases_that_would_grow_to_gigabytes_are_refused(tmp_path: Path) -> None:
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)]
    message = _refused(_overlay(tmp_path, RULE, "\n".join(bomb)))
    assert RULE in message
    assert "alias" in message


def test_a_file_of_three_megabytes_is_refused(tmp_path: Path) -> None:
    message = _refused(_overlay(tmp_path, RULE, "#" * 3_000_000))
    assert RULE in message
    assert "500,000" in message


def test_a_rule_file_that_holds_no_fields_is_refused(tmp_path: Path) -> None:
    assert RULE in _refused(_overlay(tmp_path, RULE, "- TOT-001\n"))


def test_an_unknown_dimension_of_a_term_is_named(tmp_path: Path) -> None:
    terms = (shipped() / "language/terms.yaml").read_text(encoding="utf-8")
    message = _refused(_overlay(tmp_path, "language/terms.yaml", terms + "- {say: [奖金池], colour: red}\n"))
    assert "language/terms.yaml" in message
    assert "colour" in message


def test_a_member_within_an_unknown_one_is_named(tmp_path: Path) -> None:
    text = (shipped() / "taxonomy/dimensions.yaml").read_text(encoding="utf-8")
    message = _refused(_overlay(tmp_path, "taxonomy/dimensions.yaml", text.replace("within: basic", "within: bassic", 1)))
    assert "taxonomy/dimensions.yaml" in message
    assert "bassic" in message


_PATTERN = {"pattern": "(" * 3}
WRONG = [
    pytest.param({"kind": ["row_sum"]}, id="a list where one word belongs"),
    pytest.param({"confidence": "high"}, id="confidence is a word"),
    pytest.param({"basis": ["预算法"]}, id="a law that is only a name"),
    pytest.param({"basis": [{"law": "预算法"}]}, id="a law without an article"),
    pytest.param({"examples": {"holds": "one", "breaks": "two"}}, id="examples that are texts and no lists"),
    pytest.param({"adds_up": {"along": ["component"]}}, id="a term of the relation is missing"),
    pytest.param({"adds_up": {"axis": "diagonal", "along": ["component"]}}, id="an axis there is not"),
    pytest.param({"adds_up": {"axis": "row", "along": ["colour"]}}, id="a dimension there is not"),
    pytest.param({"say": {"zh": "{nobody}", "en": "{nobody}"}}, id="a placeholder nothing fills"),
    pytest.param({"say": {"zh": "{", "en": "}"}}, id="a brace that is not closed"),
    pytest.param({"adds_up": None, "says": _PATTERN}, id="a pattern that is no regular expression"),
    pytest.param({"adds_up": None, "find": []}, id="a search for nothing"),
    pytest.param({"adds_up": None, "find": [{"unicorn": {"as": "u"}}]}, id="a fact there is not"),
    pytest.param(
        {"adds_up": None, "find": [{"catalogue": {"as": "c", "topic": {"equals": "x"}}}]}, id="an operator there is not"
    ),
    pytest.param({"adds_up": None, "find": [{"catalogue": {"as": "c", "topic": {"is": "d.topic"}}}]}, id="a name nothing bound"),
]


@pytest.mark.parametrize("fields", WRONG)
def test_a_rule_that_cannot_work_is_refused_when_it_is_loaded(fields: dict[str, object], tmp_path: Path) -> None:
    assert RULE in _refused(_overlay(tmp_path, RULE, _changed_rule(**fields)))


def test_a_scope_that_is_a_list_is_refused(tmp_path: Path) -> None:
    assert RULE in _refused(_overlay(tmp_path, RULE, _changed_rule(scope=["budget"])))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    assert RULE in _refused(_overlay(tmp_path, RULE, _shipped_rule().encode("gb18030")))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("taxonomy/functional.csv", "编码,名称\n201,一般公共服务支出\n"),
        ("taxonomy/dimensions.yaml", "fund: [一般公共预算]\n"),
        ("layouts/tables.yaml", "accounts: 收支\n"),
        ("layouts/columns.yaml", "roles: {}\n"),
        ("language/terms.yaml", "- 一般公共预算\n"),
    ],
    ids=lambda value: value if "/" in value else "",
)
def test_another_file_of_the_knowledge_that_is_wrong_is_named(file: str, text: str, tmp_path: Path) -> None:
    assert file in _refused(_overlay(tmp_path, file, text))
