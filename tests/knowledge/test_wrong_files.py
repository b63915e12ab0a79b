"""What is said of wrong files: the file as the user knows it, line, column, remedy; and that nothing is screened with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mingcha import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.loading.files import Source
from mingcha.loading.rules import flaws_of_rule
from mingcha.loading.schema import rule_schema
from mingcha.loading.yamls import error_of, parse_yaml
from tests.commands import Mingcha
from tests.documents import WRONG, screener, written

RULE = "rules/TOT/TOT-001.yaml"
TEXT = """\
id: TOT-001
kind: row_sum
severity: error
title:
  zh: "一行之内：合计等于各组成部分之和"
  en: "In a row the total equals its components"
basis:
  - law: 预算法实施条例
    article: 第五条
    demands: 支出包括基本支出和项目支出
    demands_en: Expenditure is basic plus project
    verified: full text
  - law: 政府信息公开条例
    article: 第六条
    demands: 公开的政府信息应当准确
    demands_en: Published government information must be accurate
    verified: full text
adds_up: {axis: column, along: [component]}
say:
  zh: "{table}“{row}”{column}列示 {stated}，其各部分合计 {expected}，相差 {difference}。"
  en: "{table}: {row} {column} states {stated}, its parts add up to {expected}, a difference of {difference}."
why:
  zh: "一行中的合计与组成不符，至少有一个数是错的。"
  en: "A row whose parts do not add up has at least one wrong amount."
exclusions:
  - zh: "四舍五入之内的差额"
    en: "Differences within rounding"
examples:
  holds:
    - "a document that holds"
  breaks:
    - "a document that breaks"
"""
SCHEMA = rule_schema(screener().knowledge.dimensions)


def _overlay(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def _error(folder: Path, name: str, text: str | bytes) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as caught:
        load(_overlay(folder, name, text))
    assert caught.value.path == str(folder / name)
    return caught.value


def _swapped(old: str, new: str, text: str = TEXT) -> str:
    assert old in text
    return text.replace(old, new, 1)


# -- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "remedy"),
    [
        ("kind: row_sum", "kind: row_sums", 2, 7, "did you mean 'row_sum'?"),
        ("severity: error", "severty: error", 3, 1, "did you mean 'severity'?"),
        ("  en: ", "  enn: ", 6, 3, "unknown field 'enn' in title; did you mean 'en'?"),
        ("article: 第五条", "article: 5", 9, 14, "put it in quotes"),
        ("article: 第五条", "article: ''", 9, 14, "basis[1].article is empty"),
        ("verified: full text", "verified: fulltext", 12, 15, "did you mean 'full text'?"),
        ("axis: column", "axis: colum", 18, 17, "did you mean 'column'?"),
        ("along: [component]", "along: [componnent]", 18, 33, "did you mean 'component'?"),
        ("along: [component]", "along: component", 18, 32, "adds_up.along is a list"),
        ("axis: column, ", "", 18, 10, "the field 'axis' is missing in adds_up"),
        ("{table}“", "{tabel}“", 20, 7, "there is no {tabel}; did you mean 'table'?"),
        ("{table}“", "{table!r}“", 20, 7, "{table} stands alone"),
        ("{table}“", "{table“", 20, 7, "for a brace"),
    ],
)
def test_an_error_in_a_rule_names_line_column_and_remedy(
    old: str, new: str, line: int, column: int, remedy: str, tmp_path: Path
) -> None:
    error = _error(tmp_path, RULE, _swapped(old, new))
    assert (error.line, error.column) == (line, column)
    assert remedy in str(error)
    assert f"line {line}, column {column}: " in str(error)


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        ("agrees: {measures: [expenditur]}", "did you mean 'expenditure'?"),
        ("balances: {left: income, right: outlay}", "balances.right cannot be 'outlay'; did you mean 'total_outlay'?"),
        (
            "narrative_adds_up: {sets: [{measure: expenditure, along: component, whole: '', parts: [basik]}]}",
            "narrative_adds_up.sets[1].parts[1] cannot be 'basik'; did you mean 'basic'?",
        ),
        (
            "narrative_adds_up: {sets: [{measure: expenditure, along: fund, whole: basic, parts: [other]}]}",
            "narrative_adds_up.sets[1].whole cannot be 'basic'",
        ),
        ("counts_add_up: {what: [cars]}", "counts_add_up.what[1] cannot be 'cars'"),
        ("form_product: {tolerance: -1}", "form_product.tolerance is from 0 to 100, not -1"),
        ("growth: {axis: row}", "unknown field 'axis' in growth; there is none"),
        ("growth: []", "growth is a mapping of fields, not []"),
        ("says: {pattern: '('}", "is not a regular expression"),
        ("says: {pattern: 'a*'}", "found in any text"),
        ("find: [{tabel: {}}]", "unknown field 'tabel' in find[1]; did you mean 'table'?"),
        ("find: [{table: {titel: a}}]", "unknown field 'titel' in find[1].table; did you mean 'title'?"),
        ("find: [{table: {title: {iz: a}}}]", "unknown field 'iz' in find[1].table.title"),
        ("find: [{table: {title: yes}}]", "put it in quotes"),
        ("find: [{table: {}, catalogue: {}}]", "holds 2 fields; exactly 1 belong there"),
        ("find: [{absent: {table: {}}}]", "the first pattern cannot be absent"),
        ("find: [{table: {title: {is: t.title}}}]", "'t.title' refers to a fact that no pattern before names"),
        ("find: [{table: {as: t, title: {is: t.titel}}}]", "the fact 'table' has no field 'titel'; did you mean 'title'?"),
        ("find: [{table: {title: {matches: '['}}}]", "is not a regular expression"),
    ],
)
def test_a_relation_over_what_is_unknown_is_refused(relation: str, reason: str, tmp_path: Path) -> None:
    error = _error(tmp_path, RULE, _swapped("adds_up: {axis: column, along: [component]}", relation))
    assert reason in str(error)
    assert all((one.line, one.column) > (0, 0) for one in error.all)


def test_all_errors_of_a_file_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = _swapped("kind: row_sum", "kind: row")
    text = _swapped("along: [component]", "along: [colour]", text)
    error = _error(tmp_path, RULE, _swapped("why:", "whi:", text))
    assert [(one.line, one.reason.partition(";")[0]) for one in error.all] == [
        (2, "kind cannot be 'row'"),
        (18, "adds_up.along[1] cannot be 'colour'"),
        (22, "unknown field 'whi'"),
    ]


def test_the_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    _overlay(tmp_path, "rules/TOT/TOT-002.yaml", "id: [")
    _overlay(tmp_path, "rules/TOT/TOT-003.yaml", "")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert [Path(error.path).stem for error in caught.value.all] == ["TOT-002", "TOT-003"]


def test_years_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    error = _error(tmp_path, RULE, TEXT + "scope: {from_year: 2024, to_year: 2019}\n")
    assert "to_year is before" in str(error)
    assert error.line == TEXT.count("\n") + 1


def test_a_rule_outside_the_folder_of_its_family_is_refused(tmp_path: Path) -> None:
    assert "rules/TOT/TOT-001.yaml" in _error(tmp_path, "rules/AGR/TOT-001.yaml", TEXT).reason


def test_an_id_that_is_none_is_refused(tmp_path: Path) -> None:
    error = _error(tmp_path, "rules/TOT/tot1.yaml", _swapped("id: TOT-001", "id: tot1"))
    assert "three capital letters" in str(error)


def test_one_finding_for_all_is_for_words_and_facts_only(tmp_path: Path) -> None:
    assert "together is for find and says only" in str(_error(tmp_path, RULE, TEXT + "together: true\n"))


# -- YAML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("# nothing but a comment\n", "the file is empty"),
        ("id: TOT-001\nkind: other\nid: TOT-002\n", "'id' stands twice"),
        ("id: &a TOT-001\nkind: *a\n", "aliases"),
        ("id: &a [*a]\n", "aliases"),
        ("<<: {id: TOT-001, id: TOT-002}\n", "stands twice"),
        ("id: TOT-001\n\tkind: other\n", "not valid YAML"),
        ("id: 2024-13-45\n", "put it in quotes"),
        ("id: !!bool x\n", "a value is not what its form says"),
        ("id: !!timestamp x\n", "a value is not what its form says"),
        (f"id: {'1' * 5000}\n", "a value is not what its form says"),
        ("id: \x00\n", "not valid YAML"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        ("{a: " * 50_000, "nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(900)), "nested too deeply"),
        ("#" * 10_000_000, "over 500,000 bytes"),
        ("- id: TOT-001\n", "the file is a mapping of fields"),
        ("TOT-001\n", "the file is a mapping of fields"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_file_that_is_no_rule_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    assert reason in str(_error(tmp_path, RULE, text))


def test_a_name_that_stands_twice_has_its_second_line_and_column(tmp_path: Path) -> None:
    error = _error(tmp_path, RULE, _swapped("  - law: 政府信息公开条例", "    law: 政府信息公开条例"))
    assert (error.line, error.column) == (13, 5)


def test_a_file_that_is_not_utf_8_has_the_line(tmp_path: Path) -> None:
    error = _error(tmp_path, RULE, b"id: TOT-001\nkind: \xff\n")
    assert (error.line, error.reason) == (2, "not UTF-8; save the file as UTF-8")


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    assert load(_overlay(tmp_path, RULE, b"\xef\xbb\xbf" + TEXT.encode())).rules


@pytest.mark.parametrize("name", ["rules/TOT/TOT-001.yml", "rules/TOT/TOT-001.YAML", "taxonomy/functional.CSV"])
def test_a_file_that_would_be_passed_over_in_silence_is_refused(name: str, tmp_path: Path) -> None:
    assert "rename it" in _error(tmp_path, name, TEXT).reason


def test_a_file_where_nothing_reads_it_is_refused(tmp_path: Path) -> None:
    assert "nothing reads this file" in _error(tmp_path, "TOT-001.yaml", TEXT).reason


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    _overlay(tmp_path, ".git/x.yaml", "[")
    assert load(_overlay(tmp_path, "rules/TOT/.TOT-001.yaml", "[")).hash == screener().knowledge.hash


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def no_rights(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "TOT-901.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)  # type: ignore[call-overload]  # as it was called

    _overlay(tmp_path, "rules/TOT/TOT-901.yaml", "")
    monkeypatch.setattr(Path, "open", no_rights)
    with pytest.raises(KnowledgeError, match=r"TOT-901.yaml: Permission denied"):
        load(tmp_path)


# -- the other files ----------------------------------------------------------------------------------------------------

HEAD = "code,name,first_year,last_year,trust\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no column 'code'"),
        (HEAD, 1, "no account"),
        ("code,nmae,first_year,last_year,trust\n201,甲,,,attested\n", 1, "did you mean 'nmae'?"),
        ("code,name,name,first_year,last_year,trust\n", 1, "'name' twice"),
        (HEAD + ",甲,,,attested\n", 2, "the code is blank"),
        (HEAD + "201,甲,,,attested\n20,乙,,,attested\n", 3, "the code '20' is not of 3, 5 or 7 digits"),
        (HEAD + "２０１,甲,,,attested\n", 2, "digits"),
        (HEAD + "201, ,,,attested\n", 2, "the name is blank"),
        (HEAD + "201,甲,,,\n", 2, "trust is blank"),
        (HEAD + "201,甲,2020,2019,attested\n", 2, "first_year 2020 is after last_year 2019"),
        (HEAD + "201,甲,20,,attested\n", 2, "the year '20' is no year"),
        (HEAD + "201,甲,,,attested,\n", 2, "6 cells where the head has 5"),
        (HEAD + "201,甲,,,attested\n\n202,乙,,,attested\n", 3, "the line is blank"),
        (HEAD + "201,甲,,,attested\n201,甲,,,attested\n", 3, "the same stands in line 2"),
        (HEAD + '201,"甲,,,attested\n', 2, "not CSV"),
    ],
)
def test_a_wrong_line_of_a_code_table_is_named(text: str, line: int, reason: str, tmp_path: Path) -> None:
    error = _error(tmp_path, "taxonomy/functional.csv", text)
    assert error.line == line
    assert reason in error.reason


def test_all_wrong_lines_of_a_code_table_are_named(tmp_path: Path) -> None:
    error = _error(tmp_path, "taxonomy/functional.csv", HEAD + ",甲,,,attested\n201,乙,,,attested\nx,丙,,,attested\n")
    assert [one.line for one in error.all] == [2, 4]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("personnel: {within: basic,", "personnel: {within: bassic,", "component; did you mean 'basic'?"),
        ("basic: {within: '',".replace("'", '"'), "basic: {within: personnel,", "lies within itself"),
        ("fund:\n", "funds:\n", "did you mean 'fund'?"),
        ("zh: 财政拨款,", "", "the field 'zh' is missing in fund.appropriation"),
    ],
)
def test_dimensions_that_are_no_trees_are_refused(old: str, new: str, reason: str, tmp_path: Path) -> None:
    name = "taxonomy/dimensions.yaml"
    error = _error(tmp_path, name, _swapped(old, new, (shipped() / name).read_text(encoding="utf-8")))
    assert reason in str(error)
    assert error.line > 0


def test_a_word_for_a_member_there_is_not_is_refused(tmp_path: Path) -> None:
    name = "language/terms.yaml"
    text = (shipped() / name).read_text(encoding="utf-8") + "- {say: [奖金池], fund: budjet}\n"
    error = _error(tmp_path, name, text)
    assert "fund cannot be 'budjet'" in error.reason
    assert error.line == text.count("\n")


def test_a_pattern_of_the_word_lists_that_is_none_is_refused(tmp_path: Path) -> None:
    error = _error(tmp_path, "language/slips.yaml", "slips:\n  - {wrong: a, right: b, pattern: '('}\n")
    assert "slips[1].pattern '(' is not a regular expression" in error.reason
    assert (error.line, error.column) == (2, 35)


def test_a_list_of_words_that_is_none_is_refused(tmp_path: Path) -> None:
    name = "layouts/rows.yaml"
    text = (shipped() / name).read_text(encoding="utf-8") + "another: [yes]\n"
    assert "another[1] is a text, not True; put it in quotes" in _error(tmp_path, name, text).reason


# -- no screening on half a knowledge base ------------------------------------------------------------------------------


def test_nothing_is_screened_and_written_with_a_wrong_file(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mine = _overlay(tmp_path / "mine", RULE, _swapped("kind: row_sum", "kind: row_sums"))
    document = tmp_path / "a.txt"
    document.write_bytes(written(WRONG))
    done = mingcha_command("screen", document, "--out", tmp_path / "out", "--knowledge", mine)
    assert done.status == 2
    assert f"{mine / RULE}, line 2, column 7: kind cannot be 'row_sums'; did you mean 'row_sum'?" in done.err
    assert not (tmp_path / "out").exists()


# -- whatever a file says -----------------------------------------------------------------------------------------------

_PIECES = [*"[]{}:,-?&*!|>'\"%@`#\n\t\\", "<<: ", "*a", "&a ", "!!int ", "{a: [", "id", "null", "~", "yes", ".inf", "1e9"]


@given(st.data())
def test_a_changed_rule_is_a_rule_or_a_knowledge_error(data: st.DataObject) -> None:
    """Whatever is put in, taken out or doubled, nothing else is raised, and every error says where it is."""
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        piece = data.draw(st.sampled_from(_PIECES) | st.text(max_size=4) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    source = Source("TOT-001.yaml", "TOT-001.yaml", text.encode(errors="replace"))
    lines = len(text.splitlines()) + 2
    assert all(0 <= error.line <= lines and error.reason for error in _errors(source))


def _errors(source: Source) -> Sequence[KnowledgeError]:
    try:
        flaws = flaws_of_rule(parse_yaml(source), "TOT-001", SCHEMA)
    except KnowledgeError as error:
        return error.all
    return error_of(source, flaws).all if flaws else ()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=8), st.data())
def test_any_value_in_place_of_another_is_told_of(value: object, data: st.DataObject) -> None:
    rule = yaml.safe_load(TEXT)
    name = data.draw(st.sampled_from(sorted(set(rule) - {"exclusions"})))
    rule[name] = value
    source = Source("TOT-001.yaml", "TOT-001.yaml", yaml.safe_dump(rule, allow_unicode=True).encode())
    flaws = flaws_of_rule(parse_yaml(source), "TOT-001", SCHEMA)
    assert [flaw for flaw in flaws if name in flaw.reason]
    assert all(error.line > 0 for error in error_of(source, flaws).all)
