"""The pages on reasoning: their programs print what the pages say, and what they say of conditions is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingcha import reasoning
from mingcha.reasoning import (
    AS,
    MATCH,
    ConditionError,
    Fact,
    Field,
    FrozenList,
    KnowledgeEngine,
    L,
    Rule,
)

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("zh", "en")
PROGRAM = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `([^`]+)` \| (?:`([^`]+)` )?\| \w+ \| (\d+)", re.MULTILINE)


def _page(lang: str, name: str) -> str:
    return (DOCS / lang / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["reasoning", "from-experta"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programs_of_a_page_print_what_the_page_says(lang: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    programs = PROGRAM.findall(_page(lang, name))
    assert programs
    for program, said in programs:
        exec(program, names)
        assert capsys.readouterr().out == said


@pytest.mark.parametrize("name", ["reasoning", "from-experta"])
def test_both_languages_show_the_same_programs(name: str) -> None:
    """But for what they say in words: texts and comments."""
    shown = {
        lang: [re.sub(r'"[^"]*"|#.*', "", program) for program, _ in PROGRAM.findall(_page(lang, name))] for lang in LANGUAGES
    }
    assert shown["zh"] == shown["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rule_fires_as_often_as_the_page_says(lang: str) -> None:
    rows = ROW.findall(_page(lang, "from-experta"))
    assert len(rows) == 10
    for conditions, facts, times in rows:
        assert (conditions, _firings(conditions, facts)) == (conditions, int(times))


def test_what_the_page_calls_refused_is_refused() -> None:
    def nothing(self: KnowledgeEngine) -> None: ...

    for conditions in (
        [Fact(x=~MATCH.x)],
        [Fact(x=L(1) & MATCH.x | L(2))],
        [AS.f << Fact(1), AS.f << Fact(2)],
    ):
        with pytest.raises(ConditionError):
            type("Program", (KnowledgeEngine,), {"rule": Rule(*conditions)(nothing)})()
    with pytest.raises(ConditionError):
        Rule(Fact(1))(Rule(Fact(2))(nothing))
    with pytest.raises(ConditionError):
        Rule(salience=1.5)  # type: ignore[arg-type]  # that is the point


def test_defaults_are_as_the_page_says() -> None:
    class Person(Fact):
        age = Field(int, default=3)
        names = Field(list, default=list)

    engine = KnowledgeEngine()
    engine.reset()
    fact = engine.declare(Person(name="x"))
    assert fact == Person(name="x", age=3, names=[])
    assert dict(fact) == {"name": "x", "age": 3, "names": FrozenList()}
    read = Person()
    assert (read["age"], dict(read)) == (3, {"age": 3})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_errors_can_be_caught_as_the_page_says(lang: str) -> None:
    class Person(Fact):
        age = Field(int)

    engine = KnowledgeEngine()
    engine.reset()
    fact = engine.declare(Fact(a=1))
    assert fact is not None
    cases: dict[type[Exception], Callable[[], object]] = {
        KeyError: lambda: engine.declare(Fact(a__b=1)),
        RuntimeError: lambda: fact.update(a=2),
        IndexError: lambda: engine.retract(77),
        ValueError: lambda: engine.declare(Person(age="x")),
    }
    for said, wrong in cases.items():
        assert f"`{said.__name__}`" in _page(lang, "from-experta")
        with pytest.raises(said):
            wrong()


def _firings(conditions: str, facts: str) -> int:
    names = {name: getattr(reasoning, name) for name in reasoning.__all__}
    names |= {kind: type(kind, (reasoning.Fact,), {}) for kind in ("A", "B")}
    fired = []

    def fires(self: reasoning.KnowledgeEngine) -> None:
        fired.append(self)

    rule = eval(f"Rule({conditions})", names)(fires)
    engine = type("Once", (reasoning.KnowledgeEngine,), {"rule": rule})()
    engine.reset()
    engine.declare(*eval(f"[{facts}]", names))
    engine.run()
    return len(fired)
