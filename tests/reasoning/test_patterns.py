"""What a pattern matches and binds."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest

from mingcha.reasoning import (
    AS,
    BETWEEN,
    CALL,
    CONTAINS,
    EQ,
    GE,
    GT,
    ILIKE,
    IS,
    IS_NOT,
    LE,
    LIKE,
    LT,
    MATCH,
    NE,
    NOT,
    OR,
    REGEX,
    TEST,
    TRUTH,
    ConditionError,
    Fact,
    Field,
    KnowledgeEngine,
    L,
    P,
    Rule,
    W,
    anyof,
)
from mingcha.reasoning.constraints import FieldConstraint
from tests.reasoning.firing import fired, fires


class Thing(Fact):
    pass


class Special(Thing):
    pass


def test_a_pattern_matches_facts_of_exactly_its_class() -> None:
    assert not fires(Thing(), Special(1))
    assert not fires(Fact(), Thing(1))
    assert fires(Special(), Special(1))


def test_a_pattern_asks_only_for_the_fields_it_names() -> None:
    assert fires(Fact(1), Fact(1, 2, a=3))
    assert not fires(Fact(1, a=4), Fact(1, 2, a=3))


def test_a_plain_value_means_equality() -> None:
    assert fires(Fact(a=[1, 2]), Fact(a=[1, 2]))
    assert fires(Fact(a=L([1, 2])), Fact(a=[1, 2]))
    assert not fires(Fact(a=[1, 2]), Fact(a=[2, 1]))
    assert fires(Fact(a=None), Fact(a=None))
    assert not fires(Fact(a=None), Fact(b=1))


def test_a_wildcard_demands_that_the_field_is_there() -> None:
    assert fires(Fact(a=W()), Fact(a=None))
    assert not fires(Fact(a=W()), Fact(b=1))


@pytest.mark.parametrize("constraint", [~L(1), ~W(), P(lambda value: True), ~P(lambda value: False), MATCH.x])
def test_no_constraint_holds_of_a_field_that_is_missing(constraint: FieldConstraint) -> None:
    assert not fires(Fact(a=constraint), Fact(b=1))


def test_constraints_are_joined_with_and_or_and_not() -> None:
    assert fired(Fact(a=MATCH.x & ~L(1) & (L(2) | L(3) | L(1))), *(Fact(a=n) for n in range(5))) == [{"x": 3}, {"x": 2}]
    assert fired(Fact(a=MATCH.x & ~(L(1) | P(lambda n: n > 2))), *(Fact(a=n) for n in range(5))) == [{"x": 2}, {"x": 0}]


def test_a_name_is_one_value_everywhere_in_a_rule() -> None:
    facts = [Fact(a=1), Fact(a=2), Thing(b=2, c=5), Thing(b=3, c=6)]
    assert fired([Fact(a=MATCH.x), Thing(b=MATCH.x, c=MATCH.y)], *facts) == [{"x": 2, "y": 5}]


def test_a_name_that_stands_twice_in_a_pattern_is_one_value() -> None:
    assert fired(Fact(a=MATCH.x, b=MATCH.x), Fact(a=1, b=1), Fact(a=1, b=2)) == [{"x": 1}]
    assert fired(Fact(a=MATCH.x, b=~MATCH.x), Fact(a=1, b=1), Fact(a=1, b=2)) == [{"x": 1}]


def test_a_fact_that_lacks_a_field_is_passed_over_wherever_the_pattern_stands() -> None:
    lacking = [Thing(a=1), Thing(b=1), Thing(c=1), Thing()]
    for pattern in (
        Thing(a=MATCH.y, b=~MATCH.y),
        Thing(a=MATCH.x, b=MATCH.z),
        Thing(a=MATCH.y, b=~MATCH.x),
        Thing(a__k=MATCH.x, b=W()),
    ):
        assert fired([Fact(MATCH.x), pattern], Fact(1), *lacking) == []
        assert fired([Fact(MATCH.x), NOT(pattern)], Fact(1), *lacking) == [{"x": 1}]


def test_a_negated_name_is_another_value() -> None:
    found = fired([Fact(b=MATCH.x), Fact(a=MATCH.y & ~MATCH.x)], Fact(a=1), Fact(b=1), Fact(b=2))
    assert found == [{"x": 2, "y": 1}]


def test_a_name_among_alternatives_is_compared() -> None:
    found = fired([Fact(b=MATCH.x), Fact(a=MATCH.y & (MATCH.x | L(7)))], Fact(b=1), Fact(a=1), Fact(a=2), Fact(a=7))
    assert found == [{"x": 1, "y": 7}, {"x": 1, "y": 1}]


@pytest.mark.parametrize(
    "constraint",
    [
        MATCH.x & L(1) | L(2),
        (L(1) & MATCH.x) | (L(2) & MATCH.x),
        W() & (MATCH.x & L(1) | L(2)),
        (AS.x << L(1)) | (AS.x << L(2)),
        (MATCH.x & L(1)) | (MATCH.x & (L(2) | L(2))),
        (MATCH.x & L(1) | L(0) & L(1)) | L(2),
    ],
    ids=repr,
)
def test_a_name_in_front_of_alternatives_or_in_each_is_that_of_the_field(constraint: FieldConstraint) -> None:
    facts = [Fact(a=n) for n in range(4)]
    assert fired(Fact(a=constraint), *facts) == [{"x": 2}, {"x": 1}]
    assert fired([Fact(a=constraint), Thing(MATCH.x)], *facts, Thing(2), Thing(3)) == [{"x": 2}]
    assert fired([Thing(MATCH.y), NOT(Fact(a=constraint, b=MATCH.x))], Thing(0), Fact(a=1, b=2)) == [{"y": 0}]
    assert fired([Thing(MATCH.y), NOT(Fact(a=constraint, b=MATCH.x))], Thing(0), Fact(a=1, b=1)) == []


def test_a_name_of_an_earlier_field_is_compared_in_the_alternative_it_stands_in() -> None:
    facts = [Fact(a=1, b=1), Fact(a=2, b=7), Fact(a=1, b=7)]
    assert fired(Fact(b=MATCH.x, a=MATCH.x & L(1) | L(2)), *facts) == [{"x": 7}, {"x": 1}]


def test_two_joins_at_once_and_none_at_all() -> None:
    facts = [Fact(a=1, b=2), Fact(a=1, b=3), Thing(a=1, b=3, c="hit"), Thing(a=2, b=2, c="miss")]
    assert fired([Fact(a=MATCH.x, b=MATCH.y), Thing(a=MATCH.x, b=MATCH.y, c=MATCH.z)], *facts) == [{"x": 1, "y": 3, "z": "hit"}]
    assert len(fired([Fact(a=W()), Thing(a=W())], *facts)) == 4


def test_a_value_is_named_with_as_or_a_string() -> None:
    for condition in (Fact(a=AS.x << L(1)), Fact(a="x" << L(1)), Fact(a=AS.x << (L(1) | L(3))), Fact(a=AS.x << (W() & L(1)))):
        assert fired(condition, Fact(a=1), Fact(a=2)) == [{"x": 1}]
    assert fired(Fact(a="x" << P(lambda n: n > 1)), Fact(a=1), Fact(a=2)) == [{"x": 2}]
    assert fired([Fact(b=MATCH.x), Fact(a=~("x" << W()))], Fact(b=1), Fact(a=1)) == []


def test_the_whole_fact_is_named_with_as_or_a_string() -> None:
    assert fired(AS.f << Fact(a=1), Fact(a=1, b=2)) == [{"f": Fact(a=1, b=2)}]
    assert fired("f" << Fact(a=1), Fact(a=1)) == [{"f": Fact(a=1)}]


def test_two_equal_patterns_may_match_one_same_fact() -> None:
    assert len(fired([Fact(a=1), Fact(a=1)], Fact(a=1))) == 1
    assert len(fired([Fact(a=W()), Fact(a=W())], Fact(a=1), Fact(a=2))) == 4


def test_double_underscores_look_into_values() -> None:
    facts = [Fact(a={"b": [7]}), Fact(a=3), Fact(a={"b": {0: 8}}), Fact(a="text")]
    assert fired(Fact(a__b__0=MATCH.x), *facts) == [{"x": 8}, {"x": 7}]
    assert fires(Fact(a__b=L(1)), Fact(a={"b": 1}))
    assert fires(Fact(_0__b=1), Fact({"b": 1}))
    assert fires(Fact(a__1="b"), Fact(a="ab"))
    assert not fires(Fact(a__b=~L(1)), Fact(a={"c": 1}))
    assert fired([Fact(k=MATCH.x), Fact(a__b=MATCH.x, a__c=MATCH.y)], Fact(k=1), Fact(a={"b": 1, "c": 2})) == [{"x": 1, "y": 2}]
    assert fired([Fact(a__b=MATCH.x), Fact(k=MATCH.x)], Fact(k=1), Fact(a={"b": 1})) == [{"x": 1}]
    assert fired([Fact(a__b=MATCH.x, c=MATCH.y), Fact(k__m=MATCH.x, n=MATCH.y)], Fact(k={"m": 1}, n=2), Fact(a={"b": 1}, c=2))


def test_a_field_that_begins_with_underscores_is_a_plain_one() -> None:
    assert fires(Fact(__a=1), Fact(__a=1))


def test_a_default_is_matched_like_a_value() -> None:
    class Default(Fact):
        a = Field(int, default=3)

    assert fired(Default(a=MATCH.x), Default()) == [{"x": 3}]


@pytest.mark.parametrize(
    ("predicate", "good", "bad"),
    [
        (TRUTH, 1, 0),
        (LT(3), 2, 3),
        (LE(3), 3, 4),
        (EQ(3), 3, 2),
        (NE(3), 2, 3),
        (GE(3), 3, 2),
        (GT(3), 4, 3),
        (IS(None), None, 0),
        (IS_NOT(None), 0, None),
        (CONTAINS(1), [1, 2], [2]),
        (CONTAINS("b"), "abc", "xyz"),
        (BETWEEN(2, 3), 2, 4),
        (BETWEEN(2, 3), 3, 1),
        (CALL.startswith("Y"), "Yes", "No"),
        (CALL.isdigit(), "12", "x"),
        (REGEX(r"A[0-9]$"), "A5", "A5 "),
        (REGEX("b"), "bc", "abc"),
        (REGEX("a", flags=re.IGNORECASE), "A", "B"),
        (LIKE("*.txt"), "file.txt", "FILE.TXT"),
        (ILIKE("*.txt"), "FILE.TXT", "FILE.PDF"),
        (anyof(1, 2), 2, 3),
    ],
)
def test_a_predicate_holds_of_some_values_and_not_of_others(predicate: P, good: Any, bad: Any) -> None:
    assert fires(Fact(predicate), Fact(good))
    assert not fires(Fact(predicate), Fact(bad))
    assert fired(Fact(MATCH.x & predicate), Fact(good), Fact(bad)) == [{"x": Fact(good)[0]}]


@pytest.mark.parametrize(
    "predicate", [EQ, NE, LT, LE, GT, GE, IS, IS_NOT, CONTAINS, REGEX, LIKE, ILIKE, CALL.startswith, partial(BETWEEN, 1)]
)
@pytest.mark.parametrize("operand", [MATCH.x, ~MATCH.x, L(1), AS.x << W(), TEST(bool), Fact(x=1)], ids=repr)
def test_a_predicate_of_a_name_is_refused(predicate: Any, operand: Any) -> None:
    with pytest.raises(ConditionError, match=r"takes plain values; write MATCH\.x itself"):
        predicate(operand)


def test_a_predicate_of_a_name_among_other_values_is_refused() -> None:
    with pytest.raises(ConditionError, match="takes plain values"):
        BETWEEN(MATCH.x, 3)
    with pytest.raises(ConditionError, match="takes plain values"):
        EQ((1, MATCH.x))
    with pytest.raises(ConditionError, match="takes plain values"):
        CALL.replace("a", "b", count=MATCH.x)


def test_equal_predicates_are_equal() -> None:
    assert GE(3) == GE(3)
    assert GE(3) != GE(4)
    assert GE(3) != GT(3)


def test_is_tells_apart_what_is_equal() -> None:
    class Program(KnowledgeEngine):
        @Rule(AS.f << Fact(IS(True)))
        def true(self, f: Fact) -> None:
            found.append(("true", f[0]))

        @Rule(AS.f << Fact(IS(1)))
        def one(self, f: Fact) -> None:
            found.append(("one", f[0]))

    found: list[tuple[str, Any]] = []
    engine = Program()
    engine.reset()
    engine.declare(Fact(True))
    engine.run()
    assert found == [("true", True)]


def test_a_function_that_has_no_hash_can_test() -> None:
    class Odd(list[int]):
        def __call__(self, x: int) -> bool:
            return x % 2 == 1

    assert fired([Fact(MATCH.x), TEST(Odd())], Fact(1), Fact(2)) == [{"x": 1}]
    assert fired(Fact(MATCH.x & P(Odd())), Fact(1), Fact(2)) == [{"x": 1}]


def test_a_predicate_with_a_value_that_has_no_hash_works() -> None:
    assert fires(Fact(NE([1])), Fact(2))


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([Fact(a=~MATCH.x), Fact(b=MATCH.x)], "x is read in ~MATCH.x before anything binds it"),
        ([Fact(a=MATCH.x | L(3))], r"x is read .* MATCH\.x & \(a \| b\)"),
        ([Fact(a=L(1) & MATCH.x | L(3))], "x is read"),
        ([Fact(a=L(3) | MATCH.x & L(1))], "x is read"),
        ([Fact(a=~(MATCH.x & L(1) | L(3)))], "x is read"),
        ([TEST(lambda a: a), Fact(a=MATCH.a)], "TEST takes a, which no condition before it binds"),
        ([Fact(a=MATCH.a), NOT(Fact(b=MATCH.b)), TEST(lambda b: b)], r"bound so far: a\)"),
        ([AS.f << Fact(1), AS.f << Fact(2)], "the name 'f' is taken"),
        ([Fact(1), Thing], r"write Thing\(\) for any fact"),
        ([Fact(1), 3], "is no condition"),
        ([lambda: True], r"write TEST\(...\)"),
        ([OR()], "OR needs at least one"),
        ([NOT()], "NOT needs a condition"),
    ],
)
def test_a_condition_that_cannot_be_understood_is_told_with_its_rule(conditions: Any, message: str) -> None:
    with pytest.raises(ConditionError, match=f"rule rule: .*{message}"):
        fires(conditions)


def test_what_is_no_constraint_cannot_be_joined() -> None:
    with pytest.raises(ConditionError, match=r"write L\(3\)"):
        MATCH.x & 3
    with pytest.raises(ConditionError, match="takes a function"):
        P(3)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(ConditionError, match="takes a function"):
        TEST(3)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(ConditionError, match=r"write AS\.name"):
        3 << L(1)  # type: ignore[operator]  # that is the point


def test_constraints_and_patterns_show_themselves_as_they_are_written() -> None:
    assert repr(MATCH.x & ~L(1) & (L(2) | W())) == "(MATCH.x & ~L(1) & (L(2) | W()))"
    assert repr(AS.x << L(1)) == "'x' << L(1)"
    assert repr(GE(3)) == "P(ge 3)"
    assert repr(NOT(Fact(a=MATCH.x))) == "NOT(Fact(a=MATCH.x))"
