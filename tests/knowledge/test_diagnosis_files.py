"""Diagnosis files: complete, of one mind with their schema, and every wrong one refused with its place and a remedy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mingcha import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.loading.schema import diagnosis_schema, diagnosis_schema_text
from mingcha.loading.shape import flaws_of
from mingcha.vocabulary.relations import SEVERITIES
from mingcha.vocabulary.symptoms import SYMPTOMS
from tests.commands import Mingcha
from tests.documents import screener

FOLDER = shipped() / "diagnoses"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.name not in ("calibration.yaml", "odds.yaml"))
NAME = "diagnoses/omitted_child.yaml"
TEXT = (shipped() / NAME).read_text(encoding="utf-8")
SCHEMA = diagnosis_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def _overlay(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / "diagnoses" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _error(folder: Path, **files: str) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as caught:
        load(_overlay(folder, **files))
    return caught.value


def _bare(name: str, *conditions: str) -> str:
    """A diagnosis with these conditions."""
    when = "".join(f"  - {condition}\n" for condition in ("suspect: {as: s}", *conditions))
    said = "".join(f"{field}: {{zh: 甲, en: a}}\n" for field in ("title", "say", "correct", "why"))
    return f"id: {name}\nseverity: error\nweight: 1\nwhen:\n{when}{said}examples: {{shows: [甲]}}\n"


# -- those shipped ------------------------------------------------------------------------------------------------------


def test_the_causes_an_auditor_names_are_all_there() -> None:
    assert {cause.id for cause in screener().knowledge.causes} >= {
        *("omitted_child", "doubled_child", "copied_row", "copied_column", "one_digit", "swapped_digits", "inserted_digit"),
        *("dropped_digit", "shifted_point", "mixed_units", "wrong_sign", "stale_last_year", "other_table", "other_unit"),
        *("other_account", "wrong_label", "stale_both_totals", "text_not_updated", "list_incomplete", "rounding_tails"),
        *("extraction_damage", "unexplained_figure"),
    }


def test_those_of_more_weight_come_first() -> None:
    weights = [cause.weight for cause in screener().knowledge.causes]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_diagnosis_is_valid(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))] == []


def test_the_stored_schema_is_current() -> None:
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == diagnosis_schema_text(), (
        "write it anew: mingcha rules schema --diagnoses > knowledge/diagnoses/schema.json"
    )


def test_the_command_prints_the_schema(mingcha_command: Mingcha) -> None:
    assert mingcha_command("rules", "schema", "--diagnoses").out == diagnosis_schema_text()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_readme_tells_of_every_symptom_and_field() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*)$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    for symptom, fields in SYMPTOMS.items():
        assert {field for field in fields - {"of"} if f"`{field}`" not in rows[symptom]} == set(), symptom


def test_every_field_and_symptom_has_its_word() -> None:
    words = screener().knowledge.words["symptoms"]
    assert set(SYMPTOMS) <= set(words["facts"])
    assert {field for fields in SYMPTOMS.values() for field in fields} <= set(words["fields"])


def test_the_severities_are_those_of_rules() -> None:
    assert {cause.severity for cause in screener().knowledge.causes} <= set(SEVERITIES)


def test_shares_of_the_calibration_rise_with_the_probability() -> None:
    table = screener().knowledge.calibration
    for cause in {line.cause for line in table}:
        lines = [line for line in table if line.cause == cause]
        assert [line.upto for line in lines] == sorted({line.upto for line in lines})
        assert [line.share for line in lines] == sorted(line.share for line in lines)
        assert lines[-1].upto == 1
    assert {line.cause for line in table} <= {"", *(cause.id for cause in screener().knowledge.causes)}


# -- wrong files --------------------------------------------------------------------------------------------------------

CHANGES = [
    ("severity: error", "severty: error", "unknown field 'severty'; did you mean 'severity'?", 6),
    ("severity: error", "severity: bad", "severity cannot be 'bad'", 6),
    ("weight: 92", "weight: 101", "weight is from 0 to 100, not 101", 7),
    ("id: omitted_child", "id: omitted-child", "id is small letters and _", 2),
    ("id: omitted_child", "id: omitted_children", "and the file name omitted_child.yaml differ", 2),
    ("relation: left_out", "relatoin: left_out", "unknown field 'relatoin' in when[2].part; did you mean 'relation'?", 10),
    ("part: {as: p", "parts: {as: p", "unknown field 'parts' in when[2]; did you mean 'part'?", 10),
    ("relation: left_out", "relation: {is: x.name}", "'x.name' refers to a fact that no pattern before names", 10),
    ("relation: left_out", "relation: {is: s.rows}", "the fact 'suspect' has no field 'rows'; did you mean 'row'?", 10),
    ("漏计 {p.name}", "漏计 {p.nmae}", "say.zh: there is no {p.nmae}; did you mean 'p.name'?", 13),
    ("{p.name}{p.amount}{s.table}", "{q.name}{p.amount}{s.table}", "together: there is no {q.name}; did you mean 'p.name'?", 11),
    ("suspect: {as: s, role: total}", "part: {as: s}", "the first condition is on the suspect", 9),
]


@pytest.mark.parametrize(("old", "new", "reason", "line"), CHANGES, ids=[reason[:40] for _, _, reason, _ in CHANGES])
def test_a_wrong_file_is_refused_with_its_place_and_a_remedy(old: str, new: str, reason: str, line: int, tmp_path: Path) -> None:
    assert old in TEXT
    error = _error(tmp_path, omitted_child=TEXT.replace(old, new, 1))
    assert reason in str(error)
    assert (error.path, error.line) == (str(tmp_path / NAME), line)


def test_loader_and_schema_refuse_the_same_shapes() -> None:
    data = yaml.safe_load(TEXT)
    for field, value in [("weight", "much"), ("when", []), ("say", {"zh": "甲"}), ("examples", {}), ("kind", "x"), ("more", 1)]:
        wrong: dict[str, Any] = {**data, field: value}
        assert list(flaws_of(wrong, SCHEMA)) != []
        assert list(VALIDATOR.iter_errors(wrong)) != []


def test_a_diagnosis_that_rests_on_its_own_absence_is_refused(tmp_path: Path) -> None:
    error = _error(tmp_path, mine=_bare("mine", "absent: {diagnosis: {id: mine}}"))
    assert "it rests on its own absence: mine → mine" in str(error)
    assert error.line > 0


def test_a_circle_through_an_absence_is_refused_and_named(tmp_path: Path) -> None:
    first = _bare("first", "absent: {diagnosis: {id: second}}")
    second, third = _bare("second", "diagnosis: {id: third}"), _bare("third", "diagnosis: {id: first}")
    error = _error(tmp_path, first=first, second=second, third=third)
    assert "first → second → third → first" in str(error)


def test_an_absence_of_whatever_diagnosis_is_one_of_its_own(tmp_path: Path) -> None:
    assert "rests on its own absence" in str(_error(tmp_path, mine=_bare("mine", "absent: {diagnosis: {id: {not: x}}}")))


def test_a_diagnosis_may_rest_on_the_absence_of_one_that_does_not_rest_on_it(tmp_path: Path) -> None:
    knowledge = load(_overlay(tmp_path, mine=_bare("mine", "absent: {diagnosis: {id: one_digit}}")))
    assert "mine" in [cause.id for cause in knowledge.causes]


def test_a_diagnosis_that_is_not_there_cannot_be_built_on(tmp_path: Path) -> None:
    assert "there is no diagnosis 'nobody'" in str(_error(tmp_path, mine=_bare("mine", "diagnosis: {id: nobody}")))


def test_one_diagnosis_must_fit_what_no_other_fits(tmp_path: Path) -> None:
    error = _error(tmp_path, unexplained_figure=_bare("unexplained_figure", "slip: {kind: sign}"))
    assert "restore unexplained_figure" in str(error)


def test_all_wrong_files_are_named_at_once(tmp_path: Path) -> None:
    error = _error(tmp_path, mine="id: mine\n", other="id: other\n")
    assert {Path(one.path).stem for one in error.all} == {"mine", "other"}


def test_a_share_above_one_is_refused(tmp_path: Path) -> None:
    error = _error(tmp_path, calibration='made: x\ntable:\n  - {cause: "", upto: 1.0, share: 1.5, seen: 1}\n')
    assert "table[1].share is from 0 to 1, not 1.5" in str(error)


def test_a_calibration_has_lines_for_the_causes_without_their_own(tmp_path: Path) -> None:
    error = _error(tmp_path, calibration="made: x\ntable:\n  - {cause: one_digit, upto: 1.0, share: 0.5, seen: 1}\n")
    assert 'there is no line of cause ""' in str(error)


ODDS = (FOLDER / "odds.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("off_by_part", "0", "off_by_part is from 1 to 1000000, not 0"),
        ("off_by_part", ".nan", "off_by_part is a finite number, not nan"),
        ("slip", ".inf", "slip is a finite number, not inf"),
        ("slip", "1" + 400 * "0", "slip is from 0 to 1000, not 1"),
        ("slip", "-1", "slip is from 0 to 1000, not -1"),
        ("in_text", "many", "in_text is a finite number, not 'many'"),
        ("most_digits", "2.5", "most_digits is a whole number, not 2.5"),
        ("most_digits", "0", "most_digits is from 1 to 100, not 0"),
        ("least_doubt", "0", "least_doubt is from 1e-09 to 1, not 0"),
        ("relabelled", "1.5", "relabelled is from 0 to 1, not 1.5"),
        ("least_likely", "-0.1", "least_likely is from 0 to 1, not -0.1"),
    ],
)
def test_odds_that_no_figure_can_have_are_refused(field: str, value: str, reason: str, tmp_path: Path) -> None:
    wrong = re.sub(rf"^{field}: \S+", f"{field}: {value}", ODDS, flags=re.MULTILINE)
    error = _error(tmp_path, odds=wrong)
    assert reason in str(error)
    assert error.line == 1 + [line.partition(":")[0] for line in ODDS.split("\n")].index(field)


def test_an_amount_of_the_text_may_be_likelier_wrong(tmp_path: Path) -> None:
    knowledge = load(_overlay(tmp_path, odds=re.sub(r"(?m)^in_text: \S+", "in_text: -1", ODDS)))
    assert knowledge.odds.in_text == -1


def test_a_letter_more_changes_the_hash_of_the_knowledge(tmp_path: Path) -> None:
    assert load(_overlay(tmp_path, omitted_child=TEXT + "\n")).hash != screener().knowledge.hash


# -- mingcha rules check --------------------------------------------------------------------------------------------------


def test_a_right_diagnosis_passes_the_check(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "check", shipped() / NAME)
    assert (done.status, "通过，1 个示例" in done.out) == (0, True)


def test_an_example_that_shows_another_cause_fails_the_check(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mine = TEXT.replace("id: omitted_child", "id: mine").replace("relation: left_out", "relation: counted_twice")
    done = mingcha_command("rules", "check", _overlay(tmp_path, mine=mine), "--lang", "en")
    assert done.status == 2
    assert "example shows 1: it should be diagnosed as mine, but is: omitted_child" in done.out


def test_a_wrong_diagnosis_fails_the_check_with_its_line(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "check", _overlay(tmp_path, omitted_child=TEXT.replace("weight: 92", "weight: many")))
    assert done.status == 2
    assert "line 7, column 9: weight is a whole number" in done.out


def test_a_circle_fails_the_check(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "check", _overlay(tmp_path, mine=_bare("mine", "absent: {diagnosis: {id: mine}}")))
    assert done.status == 2
    assert "it rests on its own absence" in done.out
