"""Facts: what they hold, how they are told apart, and what their fields refuse."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from mingcha.reasoning import (
    MATCH,
    ConditionError,
    DeclarationError,
    Fact,
    Field,
    FieldNameError,
    FieldValueError,
    FrozenFactError,
    InitialFact,
    KnowledgeEngine,
    L,
    UnknownFactError,
    freeze,
    unfreeze,
)


class Colour(Fact):
    pass


class Person(Fact):
    name = Field(str, mandatory=True)
    age = Field(int, default=18)
    tags = Field(list, default=list)


def _engine() -> KnowledgeEngine:
    engine = KnowledgeEngine()
    engine.reset()
    return engine


def test_values_without_a_name_are_numbered_from_zero() -> None:
    assert dict(Fact("a", "b", colour="red")) == {0: "a", 1: "b", "colour": "red"}


def test_an_underscore_and_a_number_name_a_place() -> None:
    assert Fact(_0="a") == Fact("a")


def test_lists_dicts_and_sets_are_frozen_deeply() -> None:
    fact = Fact(a=[1, {"b": {2}}])
    assert fact["a"] == (1, {"b": frozenset({2})})
    assert hash(fact["a"])
    assert fact.as_dict() == {"a": [1, {"b": {2}}]}


def test_freezing_is_undone_by_unfreezing() -> None:
    value = [1, (2, 3), {"a": [4]}, {5}]
    assert unfreeze(freeze(value)) == value


def test_a_value_that_can_change_and_has_no_hash_is_refused_until_it_is_told_how_to_freeze_it() -> None:
    class Box:
        def __init__(self, inside: int) -> None:
            self.inside = inside

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Box) and self.inside == other.inside

        __hash__ = None  # type: ignore[assignment]  # that is the point

    with pytest.raises(DeclarationError, match=r"@freeze\.register\(Box\)"):
        Fact(Box(1))
    freeze.register(Box, lambda box: ("box", box.inside))
    assert Fact(Box(1))[0] == ("box", 1)


def test_facts_are_equal_when_class_and_values_are() -> None:
    assert Fact(1, a=2) == Fact(1, a=2)
    assert Fact(a=1, b=2) == Fact(b=2, a=1)
    assert hash(Fact(a=1, b=2)) == hash(Fact(b=2, a=1))
    assert Fact(1) != Colour(1)
    assert Fact(a=1) != {"a": 1}


@pytest.mark.parametrize(
    "items", [{"a": 1, "b": 2, 0: 3}, {-1: "one hash", -2: "for both"}, {}], ids=["names", "one hash", "none"]
)
def test_an_equal_fact_is_known_in_whatever_order_its_values_were_given(items: dict[Any, Any]) -> None:
    engine = _engine()
    assert engine.declare(Fact.from_iter(items.items())) is not None
    one, other = Fact(), Fact()
    one.update(items)
    other.update(dict(reversed(items.items())))
    assert engine.declare(one) is None
    assert engine.declare(other) is None
    assert hash(one) == hash(other)


def test_a_fact_shows_itself_as_it_is_written() -> None:
    assert repr(Colour("red", shade=3)) == "Colour('red', shade=3)"


def test_a_copy_can_be_changed_and_a_declared_fact_cannot() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red"))
    assert fact is not None
    changes: list[Any] = [
        lambda: fact.__setitem__("a", 1),
        lambda: fact.update(a=1),
        lambda: fact.pop(0),
        lambda: fact.popitem(),
        lambda: fact.clear(),
        lambda: fact.setdefault("a", 1),
        lambda: fact.__delitem__(0),
    ]
    for change in changes:
        with pytest.raises(FrozenFactError, match="modify"):
            change()
    other = fact.copy()
    other["a"] = [1]
    del other[0]
    assert other == Colour(a=[1])
    assert fact == Colour("red")


def test_a_fact_is_copied_pickled_and_made_of_pairs() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red", a={"b": [1]}))
    assert fact is not None
    assert pickle.loads(pickle.dumps(fact)) == fact
    assert copy.deepcopy(fact) == fact
    assert Colour.from_iter([("a", {"b": [1]}), (0, "red")]) == fact


def test_a_subclass_may_have_its_own_way_to_be_made() -> None:
    class Point(Fact):
        def __init__(self, pair: tuple[int, int]) -> None:
            super().__init__(x=pair[0], y=pair[1])

    engine = _engine()
    point = engine.declare(Point((1, 2)))
    assert point is not None
    moved = engine.modify(point, x=5)
    assert type(moved) is Point
    assert dict(moved) == {"x": 5, "y": 2}


def test_a_mandatory_field_must_be_given() -> None:
    with pytest.raises(FieldValueError, match="lacks field 'name'"):
        _engine().declare(Person())


def test_a_field_refuses_a_value_of_another_kind() -> None:
    with pytest.raises(ValueError, match="'age'"):
        _engine().declare(Person(name="Li", age="old"))


def test_a_default_is_there_before_and_after_declaring() -> None:
    assert Person(name="Li")["age"] == 18
    fact = _engine().declare(Person(name="Li"))
    assert fact is not None
    assert fact.as_dict() == {"name": "Li", "age": 18, "tags": []}


def test_a_field_without_default_is_missing() -> None:
    with pytest.raises(KeyError):
        Person()["name"]
    with pytest.raises(KeyError):
        Person()["nonsense"]


def test_fields_are_inherited_and_can_be_replaced() -> None:
    class Worker(Person):
        age = Field(int, default=30)

    fact = _engine().declare(Worker(name="Li"))
    assert fact is not None
    assert fact["age"] == 30


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        (int, 1, "1"),
        (lambda value: value > 1, 2, 1),
        (lambda value: value > 1, 2, "a"),
        ([int], [1, 2], [1, "a"]),
        ([int, str], [1, "a"], [1.5]),
        ({"a": int}, {"a": 1}, {"a": "x"}),
        ({"a": int}, {"a": 1}, {"b": 1}),
        ({"a": int}, {"a": 1}, {"a": 1, "b": 1}),
        ({"a": int}, {"a": 1}, ["a"]),
        ({str: int}, {"b": 3, "c": 4}, {"b": 3, "c": "x"}),
        ({str: int}, {"b": 3}, {1: 3}),
        ({str: int}, {"b": 3}, {}),
        ({"a": str, str: int}, {"a": "x", "b": 2}, {"a": 3, "b": 2}),
        ({"a": str, str: int}, {"a": "x", "b": 2}, {"a": "x"}),
        ({str: int, str.isupper: str}, {"A": "x", "b": 1}, {"A": 1, "b": 1}),
        ({(1, 2): int}, {(1, 2): 3}, {(1, 1): 3}),
        ("exactly", "exactly", "other"),
    ],
)
def test_a_validator_is_a_class_a_function_a_list_a_dict_or_a_value(validator: Any, good: Any, bad: Any) -> None:
    class Checked(Fact):
        field = Field(validator)

    Checked(field=good).validate()
    with pytest.raises(FieldValueError):
        Checked(field=bad).validate()
    Field(validator).validate(good)
    with pytest.raises(FieldValueError):
        Field(validator).validate(bad)


def test_an_object_with_validate_is_a_validator() -> None:
    class Even:
        def validate(self, value: int) -> int:
            if value % 2:
                raise ValueError(value)
            return value

    class Checked(Fact):
        field = Field(Even())

    Checked(field=2).validate()
    with pytest.raises(FieldValueError):
        Checked(field=3).validate()


def test_a_pattern_cannot_be_declared() -> None:
    for pattern in (Fact(L(1)), Fact(a=MATCH.x)):
        with pytest.raises(TypeError, match="pattern"):
            _engine().declare(pattern)
    with pytest.raises(KeyError, match="'__'"):
        _engine().declare(Fact(a__b=1))
    assert issubclass(FieldNameError, KeyError)


def test_only_facts_can_be_declared() -> None:
    with pytest.raises(DeclarationError, match="no fact"):
        _engine().declare({"a": 1})  # type: ignore[arg-type]  # that is the point


def test_facts_are_numbered_from_the_initial_one() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red"))
    assert str(engine.facts) == "<f-0>: InitialFact()\n<f-1>: Colour('red')"
    assert str(fact) == "<f-1>"
    assert repr(engine.facts) == "FactList([(0, InitialFact()), (1, Colour('red'))])"


def test_declaring_gives_the_last_fact_and_nothing_for_one_that_is_known() -> None:
    engine = _engine()
    assert engine.declare(Fact(1), Fact(2)) == Fact(2)
    assert engine.declare(Fact(1)) is None
    assert engine.declare() is None
    assert len(engine.facts) == 3


def test_duplicates_are_facts_of_their_own_when_allowed() -> None:
    engine = _engine()
    engine.facts.duplication = True
    one, other = engine.declare(Fact(1)), engine.declare(Fact(1))
    assert one is not None
    assert other is not None
    assert list(engine.facts) == [0, 1, 2]
    engine.retract(other)
    assert list(engine.facts) == [0, 1]
    engine.facts.duplication = False
    assert engine.declare(Fact(1)) is None
    engine.retract(Fact(1))
    assert list(engine.facts) == [0]


def test_a_fact_is_retracted_by_itself_by_an_equal_one_and_by_number() -> None:
    engine = _engine()
    fact = engine.declare(Fact(1))
    engine.declare(Fact(2), Fact(3))
    assert fact is not None
    engine.retract(fact)
    engine.retract(Fact(2))
    engine.retract(3)
    assert list(engine.facts) == [0]


def test_what_is_not_there_cannot_be_retracted() -> None:
    engine = _engine()
    fact = engine.declare(Fact(1))
    assert fact is not None
    engine.retract(fact)
    for gone in (fact, Fact(7), 99):
        with pytest.raises(IndexError, match="fact"):
            engine.retract(gone)
    assert issubclass(UnknownFactError, IndexError)


def test_a_retracted_fact_can_be_declared_again() -> None:
    engine = _engine()
    fact = engine.declare(Fact(1))
    assert fact is not None
    engine.retract(fact)
    again = engine.declare(fact)
    assert str(again) == "<f-2>"


def test_a_fact_of_one_engine_can_be_declared_in_another() -> None:
    one, other = _engine(), _engine()
    fact = one.declare(Fact(1))
    assert fact is not None
    other.declare(Fact(0))
    there = other.declare(fact)
    assert str(there) == "<f-2>"
    assert str(fact) == "<f-1>"
    one.retract(fact)
    assert list(other.facts) == [0, 1, 2]


def test_modify_retracts_and_declares_a_changed_copy() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red", shade=3, kept=1))
    assert fact is not None
    changed = engine.modify(fact, _0="blue", shade=4)
    assert changed == Colour("blue", shade=4, kept=1)
    assert list(engine.facts) == [0, 2]


def test_modify_with_equal_values_changes_nothing() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red"))
    assert fact is not None
    assert engine.modify(fact, _0="red") is fact
    assert list(engine.facts) == [0, 1]


def test_duplicate_declares_a_changed_copy_beside_the_fact() -> None:
    engine = _engine()
    fact = engine.declare(Colour("red", shade=3))
    assert fact is not None
    assert engine.duplicate(fact, shade=4) == Colour("red", shade=4)
    assert engine.duplicate(1, shade=5) == Colour("red", shade=5)
    assert list(engine.facts) == [0, 1, 2, 3]


def test_the_union_of_dicts_is_no_fact() -> None:
    fact = Fact(1)
    with pytest.raises(ConditionError, match="update"):
        fact |= {"a": 1}


def test_the_initial_fact_is_a_fact_of_its_own_class() -> None:
    assert InitialFact() != Fact()
