"""A malformed disclosure file is refused with its name, the place, the problem and the remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mingcha_datasets import (
    Disclosure,
    MalformedDisclosureError,
    UnknownSampleError,
    load_disclosure,
    load_sample,
    parse_disclosure,
    print_disclosure,
)

HEAD = """\
name: 某县某局
year: 2024
kind: budget
layout: shaanxi
level: unit
"""


def test_the_shortest_disclosure_is_its_head() -> None:
    assert parse_disclosure(HEAD, "a.yaml") == Disclosure("某县某局", 2024, "budget", "shaanxi", "unit")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml: None is not a mapping; write it as 'field: value' lines"),
        ("name: 某局\n", "a.yaml: field 'year' is missing; add it"),
        (HEAD + "staff: 3\n", "a.yaml: unknown field 'staff'; use one of name, year, kind, "),
        (HEAD + "year: 2025\n", "a.yaml: not readable as YAML ('year' stands twice"),
        (HEAD + "tables: [\n", "a.yaml: not readable as YAML ("),
        (
            HEAD.replace("2024", "二〇二四"),
            "a.yaml: year: '二〇二四' is not a whole number; write a whole number",
        ),
        (
            HEAD.replace("shaanxi", "guangdong"),
            "layout: no form is known for 'guangdong'; use one of shaanxi",
        ),
        (HEAD.replace("budget", "final"), "a.yaml: kind: the form does not know 'final'; use one of budget"),
        (
            HEAD.replace("unit", "city"),
            "a.yaml: level: the form does not know 'city'; use one of unit, depart",
        ),
        (
            HEAD + "narrative: {工作: []}\n",
            "a.yaml: narrative: the form does not know '工作'; use one of 主要",
        ),
        (HEAD + "leaves_out: [工作]\n", "a.yaml: leaves_out: the form does not know '工作'; use one of"),
        (
            HEAD + "narrative: {政府采购: [{amount: '1'}]}\n",
            "a.yaml: narrative.政府采购[1]: a mapping without ",
        ),
        (
            HEAD + "narrative: {政府采购: [{subject: 甲, amount: 1.50}]}\n",
            "政府采购[1].amount: 1.5 is not text; ",
        ),
        (
            HEAD + "tables: [{kind: other}]\n",
            "a.yaml: tables[1].kind: the form does not know 'other'; use one",
        ),
        (
            HEAD + "tables: 合计\n",
            "a.yaml: tables: '合计' is not a list; write it as [a, b] or as '- ' lines",
        ),
        (
            HEAD + "tables: [{kind: projects, rows: [['', 合计, 370200.00]]}]\n",
            "a.yaml: tables[1].rows[1][3]: 370200.0 is not text; write it in quotes so that it stays as",
        ),
        (
            HEAD + "tables: [{kind: projects, rows: [[], [a, b, c, d, e]]}]\n",
            "a.yaml: tables[1].rows[2]: 5 cells where the form has 4 columns; remove cells or give the table",
        ),
        (
            HEAD + 'tables: [{kind: projects, title: "a\\tb"}]\n',
            "a.yaml: tables[1].title: 'a\\tb' has a tab or a line break; write it as one line",
        ),
        (
            HEAD + "performance: [{kind: other}]\n",
            "a.yaml: performance[1].kind: the form does not know 'other'",
        ),
        (
            HEAD + "performance: [{kind: project, funds: [[a, b, c]]}]\n",
            "a.yaml: performance[1].funds[1]: 3 cells where the form has 2 columns",
        ),
        (
            HEAD + "narrative: {政府采购: &a [{subject: 甲, parts: *a}]}\n",
            "a.yaml: nested too deeply; take out what contains itself",
        ),
    ],
)
def test_a_malformed_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(MalformedDisclosureError) as error:
        parse_disclosure(text, "a.yaml")
    assert message in str(error.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "gbk.yaml"
    file.write_bytes(HEAD.encode("gbk"))
    with pytest.raises(MalformedDisclosureError, match=r"gbk\.yaml: not UTF-8 .*; save the file as UTF-8"):
        load_disclosure(file)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(HEAD, encoding="utf-8")
    assert load_disclosure(file).name == "某县某局"


def test_an_unknown_sample_is_refused_with_the_known_names() -> None:
    with pytest.raises(UnknownSampleError, match=r"there is no sample 'x'; choose one of ankang-2024, "):
        load_sample("x")


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text()
_NAMES = st.sampled_from(["name", "year", "kind", "subject", "amount", "parts", "change", "absent", "rows", "政府采购", "title"])
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4)
)


@given(
    st.sampled_from(["narrative", "tables", "performance", "catalogue", "leaves_out", "above_title"]),
    _VALUES | st.lists(st.dictionaries(_NAMES, _VALUES)) | st.dictionaries(_NAMES, st.lists(_VALUES)),
)
def test_anything_is_either_printable_or_refused(field: str, value: object) -> None:
    text = yaml.safe_dump({**yaml.safe_load(HEAD), field: value}, allow_unicode=True)
    refusal = "a.yaml: "
    try:
        print_disclosure(parse_disclosure(text, "a.yaml"))
    except MalformedDisclosureError as error:
        refusal = str(error)
    assert refusal.startswith("a.yaml: ")
