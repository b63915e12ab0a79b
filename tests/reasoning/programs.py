"""Random programs of rules for naive.py: with facts on both sides of a negation, which oracle/programs.py leaves out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mingcha.reasoning import AND, EXISTS, FORALL, MATCH, NOT, OR, TEST, Fact, L, P


class A(Fact):
    """One kind of fact."""


class B(Fact):
    """Another kind."""


NAMES = ("u", "v")


def _is_odd(value: int) -> bool:
    return value % 2 == 1


def _less(u: int, v: int) -> bool:
    return u < v


def _positive(u: int) -> bool:
    return u > 0


facts = st.builds(
    lambda kind, values: kind(**values),
    st.sampled_from((A, B)),
    st.fixed_dictionaries({"x": st.integers(0, 2)}, optional={"y": st.integers(0, 2)}),
)


@st.composite
def patterns(draw: st.DrawFn, bound: frozenset[str]) -> tuple[Fact, frozenset[str]]:
    """A pattern and what is bound after it; a name is negated only where it is bound."""
    kind = draw(st.sampled_from((A, B)))
    values: dict[str, Any] = {}
    for key in draw(st.sampled_from((("x",), ("y",), ("x", "y"), ()))):
        name = draw(st.sampled_from(NAMES))
        shapes = ["literal", "name", "odd", "name and odd", "not literal"]
        if name in bound:
            shapes += ["not name", "name", "name and not literal"]
        shape = draw(st.sampled_from(shapes))
        literal = L(draw(st.integers(0, 2)))
        values[key] = {
            "literal": literal,
            "name": MATCH.__getattr__(name),
            "odd": P(_is_odd),
            "name and odd": MATCH.__getattr__(name) & P(_is_odd),
            "not literal": ~literal,
            "not name": ~MATCH.__getattr__(name),
            "name and not literal": MATCH.__getattr__(name) & ~literal,
        }[shape]
        if shape.startswith("name"):
            bound |= {name}
    return kind(**values), bound


@st.composite
def conditions(draw: st.DrawFn, bound: frozenset[str] = frozenset(), depth: int = 2) -> tuple[Any, frozenset[str]]:
    """A condition and what is bound after it for certain."""
    kinds = ["pattern"] * 4
    if depth:
        kinds += ["not", "not", "exists", "forall", "and", "or"]
    if "u" in bound:
        kinds.append("test")
    kind = draw(st.sampled_from(kinds))
    if kind == "pattern":
        return draw(patterns(bound))
    if kind == "test":
        return TEST(_less if "v" in bound else _positive), bound
    if kind == "or":
        alternatives = [draw(conditions(bound, depth - 1)) for _ in range(2)]
        return OR(*(each for each, _ in alternatives)), bound | (alternatives[0][1] & alternatives[1][1])
    inner, after = draw(rows(bound, depth - 1, 2 if kind == "forall" else 1))
    whole = {"not": NOT, "exists": EXISTS, "forall": FORALL, "and": AND}[kind](*inner)
    return whole, after if kind == "and" else bound


@st.composite
def rows(
    draw: st.DrawFn, bound: frozenset[str] = frozenset(), depth: int = 2, least: int = 1
) -> tuple[list[Any], frozenset[str]]:
    """Conditions in a row."""
    found = []
    for _ in range(draw(st.integers(least, least + 1))):
        condition, bound = draw(conditions(bound, depth))
        found.append(condition)
    return found, bound


rules = st.tuples(rows().map(lambda row: row[0]), st.integers(0, 1))
programs = st.lists(rules, min_size=1, max_size=3)
steps = st.lists(
    st.one_of(
        facts.map(lambda fact: [fact]),
        st.lists(facts, max_size=4),
        st.integers(0, 5).map(lambda place: ("retract", place)),
        st.just(("run", 1)),
    ),
    min_size=1,
    max_size=12,
)
"""Facts declared together, one retracted, one rule fired."""
