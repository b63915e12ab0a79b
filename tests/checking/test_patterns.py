"""Relations over facts and words: ``find`` and ``says``, each against a slower way to say the same."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import msgspec.structs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking.fact import Fact
from mingcha.checking.patterns import Piece, Text, find, says
from mingcha.checking.violation import Place
from mingcha.knowledge import Rule
from mingcha.vocabulary.conditions import compiled, parse_patterns
from tests.documents import screened, screener

PATTERNS = (
    *("甲", "甲+", "^甲", "甲$", "^$", "", r"\s", r"甲\s*乙", r"甲\s+$", r"\A甲", r"甲\Z", r"\b", r"\B乙"),
    *("甲[^乙]*乙", "甲[^乙]*+乙?", "甲(?=乙)", "甲(?!乙)", r"甲(?!\s)", "(?<=乙)甲", "(?<!乙)甲", r"(?<![^乙])甲", r"甲(?=\s)"),
    *("(甲|乙)\\1", "甲|乙$", "^(?:[^甲]*甲)+乙", "[^甲]", ".*", "甲.*乙", "甲(?:.|\n)*乙", "(?s:甲.乙)"),
)
TEXTS = st.lists(st.text(alphabet="甲乙 。", max_size=5), max_size=6)


def _text(texts: list[str]) -> Text:
    return Text(texts, lambda wanted: [Piece(line, "", text) for line, text in enumerate(texts, 1) if text in wanted])


@pytest.mark.parametrize("pattern", PATTERNS)
@given(texts=TEXTS)
def test_a_pattern_is_found_in_exactly_the_pieces_in_which_it_is_found_alone(pattern: str, texts: list[str]) -> None:
    expression = compiled(pattern)
    alone = [(line, match[0]) for line, text in enumerate(texts, 1) if (match := expression.search(text))]
    assert [(piece.line, words) for piece, words in _text(texts).finds(expression)] == alone


def test_a_pattern_that_runs_on_over_many_pieces_is_looked_for_to_its_end() -> None:
    assert _text(["甲丙"] * 50_000).finds(re.compile("甲[^乙]*乙")) == []


@pytest.mark.parametrize("pattern", ["(", "[", "(?<=甲*)乙", 5, None, ["甲"]])
def test_what_is_no_regular_expression_is_refused(pattern: Any) -> None:
    with pytest.raises(ValueError, match="is not a regular expression"):
        compiled(pattern)


# -- find --------------------------------------------------------------------------------------------------------------


def _rule(relation: str, terms: Any, *, together: bool = False) -> Rule:
    shipped = next(rule for rule in screener().knowledge.rules if rule.relation == relation)
    return msgspec.structs.replace(shipped, terms=terms, together=together)


def _facts(kind: str, *values: Mapping[str, str | int]) -> dict[str, list[Fact]]:
    return {kind: [Fact(kind, dict(one), Place(None, line, "", "", "", "")) for line, one in enumerate(values, 1)]}


def _found(terms: Any, facts: dict[str, list[Fact]]) -> list[tuple[int | None, ...]]:
    tally = find(_rule("find", parse_patterns(terms)), facts)
    return [tuple(place.line for place in violation.places) for violation in tally.violations]


MARKUP = _facts(
    "markup", {"text": "甲", "line": 1}, {"text": "乙", "line": 2}, {"text": "甲乙", "line": 3}, {"text": "", "line": 4}
)


@pytest.mark.parametrize(
    ("condition", "lines"),
    [
        ("甲", [1]),
        (["甲", "乙"], [1, 2]),
        ({"not": "甲"}, [2, 3, 4]),
        ({"not": ["甲", ""]}, [2, 3]),
        ({"has": "甲"}, [1, 3]),
        ({"has": ["乙", "丙"]}, [2, 3]),
        ({"lacks": "甲"}, [2, 4]),
        ({"matches": "^甲"}, [1, 3]),
        ({"fails": "^甲"}, [2, 4]),
        ({"matches": "乙", "fails": "甲"}, [2]),
        ({"matches": "^$"}, [4]),
    ],
)
def test_a_condition_chooses_facts(condition: Any, lines: list[int]) -> None:
    assert _found([{"markup": {"text": condition}}], MARKUP) == [(line,) for line in lines]


@pytest.mark.parametrize(("condition", "lines"), [({"over": 2}, [3, 4]), ({"under": 2}, [1]), ({"over": 1, "under": 4}, [2, 3])])
def test_a_number_is_above_or_below(condition: Any, lines: list[int]) -> None:
    assert _found([{"markup": {"line": condition}}], MARKUP) == [(line,) for line in lines]


VALUES = st.fixed_dictionaries({"title": st.sampled_from("甲乙"), "label": st.sampled_from("12"), "line": st.integers(0, 3)})


@given(st.lists(VALUES, max_size=6))
def test_facts_are_joined_as_if_every_pair_were_looked_at(values: list[dict[str, str | int]]) -> None:
    terms = [
        {"printed": {"as": "a", "label": "1"}},
        {"printed": {"as": "b", "title": {"is": "a.title"}, "line": {"after": "a.line"}}},
        {"absent": {"printed": {"title": {"is": "b.title", "differs": "a.label"}, "label": {"differs": "b.label"}}}},
    ]
    expected: list[frozenset[int]] = []
    for (i, a), (j, b) in itertools.permutations(enumerate(values, 1), 2):
        if a["label"] != "1" or b["title"] != a["title"] or int(b["line"]) <= int(a["line"]):
            continue
        if not any(c["title"] == b["title"] and c["label"] != b["label"] for c in values):
            expected.append(frozenset((i, j)))
    assert [frozenset(lines) for lines in _found(terms, _facts("printed", *values))] == expected


def test_a_fact_is_compared_with_itself_by_its_own_name() -> None:
    facts = _facts("printed", {"title": "甲", "label": "甲", "line": 1}, {"title": "甲", "label": "乙", "line": 2})
    assert _found([{"printed": {"as": "p", "title": {"differs": "p.label"}}}], facts) == [(2,)]
    assert _found([{"printed": {"title": {"is": "printed.label"}}}], facts) == [(1,)]


def test_a_rule_without_its_first_facts_has_nothing_to_hold() -> None:
    outcome = find(_rule("find", parse_patterns([{"markup": {"text": ""}}])), {})
    assert (outcome.held, outcome.violations) == (0, ())


def test_together_is_one_violation_with_all_places_and_their_number() -> None:
    tally = find(_rule("find", parse_patterns([{"markup": {"text": {"has": "甲"}}}]), together=True), MARKUP)
    (violation,) = tally.violations
    assert [place.line for place in violation.places] == [1, 3]
    assert violation.words["count"] == 2
    assert tally.held == 2


def test_tens_of_thousands_of_facts_are_joined_to_the_end() -> None:
    values: list[dict[str, str | int]] = [{"title": f"甲{number}", "label": "1", "line": number} for number in range(20_000)]
    facts = _facts("printed", *values)
    terms = [{"printed": {"as": "a", "label": "1"}}, {"printed": {"title": {"is": "a.title"}, "line": {"differs": "a.line"}}}]
    assert _found(terms, facts) == []


@pytest.mark.parametrize("together", [False, True])
def test_says_reports_each_piece_once(together: bool) -> None:
    text = _text(["增加增加", "减少", "增加"])
    tally = says(_rule("says", {"pattern": compiled("增加")}, together=together), text, text)
    assert [[place.line for place in violation.places] for violation in tally.violations] == (
        [[1, 3]] if together else [[1], [3]]
    )
    assert tally.held == 1


def test_says_looks_at_cells_where_it_is_told_to() -> None:
    narrative, anywhere = _text([]), _text(["增加"])
    pattern = compiled("增加")
    assert says(_rule("says", {"pattern": pattern}), narrative, anywhere).violations == []
    assert len(says(_rule("says", {"pattern": pattern, "within": "anywhere"}), narrative, anywhere).violations) == 1


def test_words_in_a_paragraph_of_several_lines_stand_on_the_line_where_they_begin() -> None:
    said = "“三公”经费预算 1.00 万元，各项情况已在前面的说明中一一列出，本年比上年\n下降（增长）27.78%。\n"
    text = f"2024年某县档案馆单位预算公开\n\n{said}"
    places = [finding.places[0].line for finding in screened(text).findings if finding.rule == "TXT-001"]
    assert places == [4]
