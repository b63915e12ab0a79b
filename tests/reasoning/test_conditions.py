"""What conditions joined by AND, OR, NOT, EXISTS, FORALL and TEST mean."""

from __future__ import annotations

from typing import Any

import pytest

from mingcha.reasoning import (
    AND,
    AS,
    EXISTS,
    FORALL,
    MATCH,
    NOT,
    OR,
    TEST,
    ConditionError,
    Fact,
    InitialFact,
    KnowledgeEngine,
    Rule,
)
from tests.reasoning.firing import fired, fires


class Student(Fact):
    pass


class Passed(Fact):
    pass


A, B = Fact(a=1), Fact(b=2)


@pytest.mark.parametrize(
    ("condition", "none", "a", "b", "both"),
    [
        (AND(A, B), 0, 0, 0, 1),
        (A & B, 0, 0, 0, 1),
        (AND(A) & AND(B), 0, 0, 0, 1),
        (OR(A, B), 0, 1, 1, 2),
        (A | B, 0, 1, 1, 2),
        (NOT(A), 1, 0, 1, 0),
        (~A, 1, 0, 1, 0),
        (NOT(A, B), 1, 1, 1, 0),
        (NOT(AND(A, B)), 1, 1, 1, 0),
        (NOT(OR(A, B)), 1, 0, 0, 0),
        (NOT(NOT(A)), 0, 1, 0, 1),
        (NOT(NOT(OR(A, B))), 0, 1, 1, 1),
        (NOT(EXISTS(A)), 1, 0, 1, 0),
        (NOT(EXISTS(OR(A, B))), 1, 0, 0, 0),
        (EXISTS(A), 0, 1, 0, 1),
        (EXISTS(A, B), 0, 0, 0, 1),
        (EXISTS(OR(A, B)), 0, 1, 1, 1),
        (AND(A, NOT(B)), 0, 1, 0, 0),
        (NOT(AND(A, NOT(B))), 1, 0, 1, 1),
        (NOT(A, NOT(B)), 1, 0, 1, 1),
        (FORALL(A, B), 1, 0, 1, 1),
        (AND(), 1, 1, 1, 1),
    ],
)
def test_how_often_a_condition_is_met(condition: Any, none: int, a: int, b: int, both: int) -> None:
    assert len(fired(condition)) == none
    assert len(fired(condition, Fact(a=1))) == a
    assert len(fired(condition, Fact(b=2))) == b
    assert len(fired(condition, Fact(a=1), Fact(b=2))) == both


def test_a_rule_without_conditions_fires_once() -> None:
    assert fired([]) == [{}]


def test_a_rule_fires_once_for_each_way_through_nested_alternatives() -> None:
    assert len(fired([AND(OR(Fact(1), Fact(2)), OR(Fact(3), Fact(4)))], Fact(1), Fact(3), Fact(4))) == 2


def test_each_alternative_binds_its_own_names() -> None:
    assert fired(OR(Fact(a=MATCH.x), Fact(b=MATCH.y)), Fact(a=1), Fact(b=2)) == [{"y": 2}, {"x": 1}]


def test_exists_fires_once_however_many_there_are() -> None:
    assert fired(EXISTS(Fact(a=MATCH.x)), Fact(a=1), Fact(a=2)) == [{}]


def test_a_name_first_bound_inside_not_stays_inside() -> None:
    assert fired([NOT(Fact(a=MATCH.x)), Fact(b=MATCH.x)], Fact(b=1)) == [{"x": 1}]
    assert fired([NOT(Fact(a=MATCH.x)), Fact(b=MATCH.x)], Fact(b=1), Fact(a=2)) == []
    assert fired([NOT(AS.f << Fact(a=1)), AS.f << Fact(b=1)], Fact(b=1)) == [{"f": Fact(b=1)}]


def test_a_name_bound_before_not_is_compared_inside() -> None:
    assert fired([Fact(b=MATCH.x), NOT(Fact(a=MATCH.x))], Fact(b=1), Fact(b=2), Fact(a=2)) == [{"x": 1}]
    assert fired([Fact(b=MATCH.x), NOT(Fact(a=~MATCH.x))], Fact(b=1), Fact(b=2), Fact(a=2)) == [{"x": 2}]


def test_inside_not_conditions_are_joined() -> None:
    condition = [Fact(a=MATCH.x), NOT(AND(Fact(b=MATCH.y), TEST(lambda x, y: y > x)))]
    assert fired(condition, Fact(a=1), Fact(a=3), Fact(b=2)) == [{"x": 3}]


def test_not_of_a_test() -> None:
    assert fired([Fact(a=MATCH.x), NOT(TEST(lambda x: x > 1))], Fact(a=1), Fact(a=2)) == [{"x": 1}]


def test_forall_asks_each() -> None:
    condition = FORALL(Student(MATCH.name), Passed(MATCH.name, "reading"), Passed(MATCH.name, "writing"))
    assert fires(condition)
    assert not fires(condition, Student("Bo"))
    assert not fires(condition, Student("Bo"), Passed("Bo", "reading"))
    passed = [Passed("Bo", "reading"), Passed("Bo", "writing")]
    assert fired(condition, Student("Bo"), *passed) == [{}]
    assert not fires(condition, Student("Bo"), Student("Al"), *passed)


def test_forall_needs_something_to_hold() -> None:
    with pytest.raises(ConditionError, match="FORALL needs"):
        fires(FORALL(Fact(1)))


def test_a_test_is_asked_with_the_names_it_takes() -> None:
    facts = [Fact(a=1), Fact(a=2)]
    assert fired([Fact(a=MATCH.a), TEST(lambda a: a > 1)], *facts) == [{"a": 2}]
    assert fired([Fact(a=MATCH.a), TEST(lambda **names: names["a"] > 1)], *facts) == [{"a": 2}]
    assert fired([Fact(a=MATCH.a), TEST(lambda a, least=1: a > least)], *facts) == [{"a": 2}]
    assert fired([AS.f << Fact(a=2), TEST(lambda f: f["a"] == 2)], *facts) == [{"f": Fact(a=2)}]
    assert fires([TEST(lambda: True)])
    assert not fires([TEST(lambda: False)])


def test_the_initial_fact_can_be_matched() -> None:
    assert fired(AS.i << InitialFact()) == [{"i": InitialFact()}]


def test_without_reset_rules_that_stand_on_the_initial_fact_do_not_fire() -> None:
    found = []

    class Program(KnowledgeEngine):
        @Rule(NOT(Fact(9)))
        def absent(self) -> None:
            found.append("absent")

        @Rule(Fact(1))
        def there(self) -> None:
            found.append("there")

    engine = Program()
    engine.declare(Fact(1))
    engine.run()
    assert found == ["there"]


def test_conditions_are_equal_when_they_are_of_one_kind_and_join_the_same() -> None:
    assert AND(Fact(1)) == AND(Fact(1))
    assert AND(Fact(1)) != OR(Fact(1))
    assert len({NOT(Fact(1)), NOT(Fact(1))}) == 1
    assert NOT(Fact(1))[0] == Fact(1)
