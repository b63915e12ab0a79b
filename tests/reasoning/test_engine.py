"""How an engine runs: what is on the agenda, what fires next, what stops it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.reasoning import (
    AS,
    EXISTS,
    FORALL,
    MATCH,
    NOT,
    OR,
    TEST,
    ConditionError,
    DefFacts,
    Derivation,
    EndlessLoopError,
    Fact,
    KnowledgeEngine,
    P,
    Rule,
    UnknownFactError,
    unwatch,
    watch,
    watchers,
)


class Log(KnowledgeEngine):
    """An engine that writes down what its rules say."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Any] = []


def test_a_method_gets_the_names_it_takes() -> None:
    class Program(Log):
        @Rule(AS.f << Fact(a=MATCH.x, b=MATCH.y))
        def one(self, y: int) -> None:
            self.said.append(y)

        @Rule(Fact(a=MATCH.x), salience=1)
        def other(self, x: int, more: str = "default") -> None:
            self.said.append((x, more))

    engine = Program()
    engine.reset()
    engine.declare(Fact(a=1, b=2))
    engine.run()
    assert engine.said == [(1, "default"), 2]


def test_a_method_that_takes_what_is_not_bound_raises_and_the_note_names_the_rule() -> None:
    class Program(Log):
        @Rule(Fact(a=MATCH.x))
        def one(self, y: int) -> None: ...

    engine = Program()
    engine.reset()
    engine.declare(Fact(a=1))
    with pytest.raises(TypeError, match="'y'") as error:
        engine.run()
    assert error.value.__notes__[0].startswith("rule one, firing on Fact(a=1): TypeError")


def test_salience_comes_first_then_what_was_activated_last_then_the_order_written() -> None:
    class Program(Log):
        @Rule(Fact(MATCH.x))
        def first(self, x: int) -> None:
            self.said.append(("first", x))

        @Rule(Fact(MATCH.x))
        def second(self, x: int) -> None:
            self.said.append(("second", x))

        @Rule(Fact(1), salience=5)
        def urgent(self) -> None:
            self.said.append("urgent")

        @Rule(Fact(1), salience=-5)
        def late(self) -> None:
            self.said.append("late")

    engine = Program()
    engine.reset()
    engine.declare(Fact(1), Fact(2))
    engine.run()
    assert engine.said == ["urgent", ("first", 2), ("second", 2), ("first", 1), ("second", 1), "late"]


def test_of_one_event_what_rests_on_the_newest_facts_comes_first_and_on_more_of_them() -> None:
    class Program(Log):
        @Rule(Fact("go"))
        def one(self) -> None:
            self.said.append("one")

        @Rule(Fact("go"), Fact(MATCH.x, MATCH.y))
        def pair(self, x: int) -> None:
            self.said.append(x)

        @Rule(Fact("go"), Fact(MATCH.x, MATCH.y))
        def same(self, x: int) -> None:
            self.said.append(f"same {x}")

    engine = Program()
    engine.reset()
    engine.declare(Fact(1, 0), Fact(2, 0), Fact("go"))
    engine.run()
    assert engine.said == [2, "same 2", 1, "same 1", "one"]


@pytest.mark.parametrize(("name", "order"), [("depth", [3, 2, 1]), ("breadth", [1, 2, 3]), ("fixed", [1, 2, 3])])
def test_a_strategy_orders_what_salience_leaves_open(name: str, order: list[int]) -> None:
    class Program(Log):
        strategy = name

        @Rule(Fact(MATCH.x))
        def rule(self, x: int) -> None:
            self.said.append(x)

    engine = Program()
    engine.reset()
    engine.declare(Fact(1), Fact(2), Fact(3))
    engine.run()
    assert engine.said == order


def test_a_strategy_that_is_not_there_is_told() -> None:
    class Program(KnowledgeEngine):
        strategy = "nonsense"

    with pytest.raises(ConditionError, match="depth, breadth, fixed"):
        Program()


def test_a_rule_whose_not_became_false_leaves_the_agenda_and_comes_back_anew() -> None:
    class Program(Log):
        @Rule(Fact("a"), NOT(Fact("b")))
        def rule(self) -> None:
            self.said.append("fired")

    engine = Program()
    engine.reset()
    engine.declare(Fact("a"))
    assert len(engine.agenda) == 1
    engine.declare(Fact("b"))
    assert len(engine.agenda) == 0
    engine.run()
    assert engine.said == []
    engine.retract(Fact("b"))
    engine.run()
    engine.run()
    assert engine.said == ["fired"]
    engine.declare(Fact("b"))
    engine.retract(Fact("b"))
    engine.run()
    assert engine.said == ["fired", "fired"]


def test_one_rule_takes_another_off_the_agenda_while_it_fires() -> None:
    class Program(Log):
        @Rule(AS.f << Fact("shared"), salience=1)
        def first(self, f: Fact) -> None:
            self.said.append("first")
            self.retract(f)

        @Rule(Fact("shared"))
        def second(self) -> None:
            self.said.append("second")

        @Rule(NOT(Fact("shared")))
        def third(self) -> None:
            self.said.append("third")

    engine = Program()
    engine.reset()
    engine.declare(Fact("shared"))
    engine.run()
    assert engine.said == ["first", "third"]


def test_each_activation_fires_once() -> None:
    class Program(Log):
        @Rule(Fact(MATCH.x))
        def rule(self, x: int) -> None:
            self.said.append(x)

    engine = Program()
    engine.reset()
    engine.declare(Fact(1))
    engine.run()
    engine.declare(Fact(2))
    engine.run()
    assert engine.said == [1, 2]


def test_exists_stays_fired_while_one_remains_and_forall_while_all_do() -> None:
    class Program(Log):
        @Rule(EXISTS(Fact("b", MATCH.x)))
        def some(self) -> None:
            self.said.append("some")

        @Rule(Fact("go", "now"), FORALL(Fact("a", MATCH.x), Fact("b", MATCH.x)))
        def every(self) -> None:
            self.said.append("every")

    engine = Program()
    engine.reset()
    engine.declare(Fact("go", "now"))
    engine.run()
    engine.declare(Fact("b", 1), Fact("b", 2), Fact("a", 1))
    engine.run()
    engine.retract(Fact("b", 2))
    engine.run()
    assert engine.said == ["every", "some"]
    engine.declare(Fact("a", 2))
    engine.run()
    engine.declare(Fact("b", 2))
    engine.run()
    assert engine.said == ["every", "some", "every"]


def test_an_inner_absence_that_changes_with_the_same_fact_fires_nothing_again() -> None:
    class Program(Log):
        @Rule(NOT(NOT(Fact(k="a"), Fact(k="b")), Fact(x=2)))
        def rule(self) -> None:
            self.said.append("fired")

    engine = Program()
    engine.reset()
    engine.declare(Fact(k="a"))
    engine.run()
    engine.declare(Fact(k="b", x=2))
    engine.run()
    assert engine.said == ["fired"]


def test_run_takes_a_number_of_steps_and_goes_on_where_it_stopped() -> None:
    class Program(Log):
        @Rule(Fact(MATCH.x))
        def rule(self, x: int) -> None:
            self.said.append(x)

    engine = Program()
    engine.reset()
    engine.declare(Fact(1), Fact(2), Fact(3))
    engine.run(0)
    assert engine.said == []
    engine.run(2)
    assert engine.said == [3, 2]
    engine.run()
    assert engine.said == [3, 2, 1]


def test_halt_stops_after_the_rule_that_is_firing() -> None:
    class Program(Log):
        @Rule(Fact(MATCH.x))
        def rule(self, x: int) -> None:
            assert self.running
            self.halt()
            self.said.append(x)

    engine = Program()
    engine.reset()
    engine.declare(Fact(1), Fact(2))
    engine.run()
    assert engine.said == [2]
    assert not engine.running
    engine.run()
    assert engine.said == [2, 1]


def test_reset_forgets_and_declares_the_initial_facts_in_order() -> None:
    class Program(KnowledgeEngine):
        @DefFacts(order=1)
        def last(self) -> Iterator[Fact]:
            yield Fact("last")

        @DefFacts()
        def b(self, size: int = 5) -> Iterator[Fact]:
            yield Fact(size=size)

        @DefFacts()
        def a(self, **options: Any) -> Iterator[Fact]:
            yield Fact(options=options)

    engine = Program()
    engine.reset(size=8)
    assert [repr(fact) for fact in engine.facts.values()] == [
        "InitialFact()",
        "Fact(options=FrozenDict({'size': 8}))",
        "Fact(size=8)",
        "Fact('last')",
    ]
    engine.declare(Fact("more"))
    engine.reset()
    assert len(engine.facts) == 4
    assert Fact(size=5) in engine.facts.values()
    assert [deffacts.order for deffacts in engine.get_deffacts()] == [0, 0, 1]


def test_initial_facts_are_copies_and_need_a_generator() -> None:
    kept = Fact("kept")

    class Program(KnowledgeEngine):
        @DefFacts()
        def initial(self) -> Iterator[Fact]:
            yield kept

    engine = Program()
    engine.reset()
    kept["changed"] = 1
    assert engine.facts[1] == Fact("kept")
    with pytest.raises(ConditionError, match=r"write @DefFacts\(\) with parentheses"):
        DefFacts(Program.get_deffacts)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(TypeError, match="no generator"):
        DefFacts()(lambda: Fact(1))


def test_rules_are_inherited_mixed_in_and_replaced() -> None:
    class Mixin:
        @Rule(Fact(1))
        def mixed(self) -> None:
            self.said.append("mixed")  # type: ignore[attr-defined]  # the engine has it

    class Base(Log):
        @Rule(Fact(1))
        def base(self) -> None:
            self.said.append("base")

        @Rule(Fact(1))
        def gone(self) -> None:
            self.said.append("gone")

    class Program(Mixin, Base):
        gone = None  # not a rule any more

        @Rule(Fact(1))
        def base(self) -> None:
            self.said.append("replaced")

    engine = Program()
    engine.reset()
    engine.declare(Fact(1))
    engine.run()
    assert sorted(engine.said) == ["mixed", "replaced"]
    assert sorted(rule.name for rule in engine.get_rules()) == ["base", "mixed"]


def test_a_rule_can_be_called_like_the_method_it_is() -> None:
    class Program(KnowledgeEngine):
        @Rule(Fact(MATCH.x), salience=3)
        def rule(self, x: int) -> int:
            """Double."""
            return 2 * x

    assert Program().rule(4) == 8
    assert Program.rule.__doc__ == "Double."
    assert Program().rule.salience == 3
    assert list(Program.rule) == [Fact(MATCH.x)]
    assert repr(Program.rule) == "Rule(Fact(MATCH.x), salience=3) => rule"


def test_a_rule_that_is_written_wrongly_is_told() -> None:
    with pytest.raises(ConditionError, match="whole number"):
        Rule(Fact(1), salience="high")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(ConditionError, match="not decorating a method"):
        Rule(Fact(1))(3)
    with pytest.raises(ConditionError, match="twice"):
        Rule(Fact(1))(Rule(Fact(2))(lambda self: None))


def test_the_agenda_shows_what_will_fire_and_on_what() -> None:
    class Program(KnowledgeEngine):
        @Rule(AS.f << Fact(MATCH.x), NOT(Fact("never")))
        def rule(self) -> None: ...

    engine = Program()
    engine.reset()
    engine.declare(Fact(1), Fact(2))
    activations = engine.agenda.activations
    assert [activation.rule for activation in activations] == [Program.rule, Program.rule]
    assert activations[0].facts == (Fact(2),)
    assert activations[0].context == {"f": Fact(2), "x": 2}
    assert str(engine.agenda) == "0: rule (Fact(2),)\n1: rule (Fact(1),)"
    added, removed = engine.get_activations()
    assert (len(added), removed) == (2, [])
    engine.retract(1)
    added, removed = engine.get_activations()
    assert (added, [activation.facts for activation in removed]) == ([], [(Fact(1),)])


def test_a_derived_fact_keeps_every_rule_and_the_facts_that_led_to_it() -> None:
    class Program(KnowledgeEngine):
        @Rule(Fact("a", MATCH.x), Fact("b", MATCH.x))
        def both(self, x: int) -> None:
            self.declare(Fact("c", x))

        @Rule(Fact("d", MATCH.x), NOT(Fact("e")))
        def other(self, x: int) -> None:
            self.declare(Fact("c", x))

    engine = Program()
    engine.reset()
    engine.declare(Fact("a", 1), Fact("b", 1), Fact("d", 1))
    engine.run()
    by_two = Derivation("both", (Fact("a", 1), Fact("b", 1)))
    by_one = Derivation("other", (Fact("d", 1),))
    assert engine.derivations(Fact("c", 1)) == (by_one, by_two)
    assert engine.derivations(Fact("a", 1)) == ()
    fact = engine.facts[4]
    engine.retract(fact)
    assert engine.derivations(fact) == engine.derivations(4) == (by_one, by_two)
    for unknown in (77, -1, Fact("never")):
        with pytest.raises(UnknownFactError, match="never"):
            engine.derivations(unknown)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("on_error", "colect", "there is no on_error 'colect'; choose one of raise, collect"),
        ("max_firings", "x", "max_firings = 'x': it is a whole number"),
        ("max_firings", 0, "max_firings = 0"),
        ("strategy", "deep", "there is no strategy 'deep'"),
    ],
)
def test_a_setting_that_there_is_not_is_refused(setting: str, value: Any, message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        type("Program", (KnowledgeEngine,), {setting: value})()


def test_an_endless_loop_is_stopped_and_its_rules_are_named() -> None:
    class Program(Log):
        max_firings: ClassVar[int | None] = 100

        @Rule(Fact("quiet"))
        def quiet(self) -> None: ...

        @Rule(AS.f << Fact("n", MATCH.n), TEST(lambda n: n % 2 == 0))
        def even(self, f: Fact, n: int) -> None:
            self.modify(f, _1=n + 1)

        @Rule(AS.f << Fact("n", MATCH.n), TEST(lambda n: n % 2 == 1))
        def odd(self, f: Fact, n: int) -> None:
            self.modify(f, _1=n + 1)

    engine = Program()
    engine.reset()
    engine.declare(Fact("quiet"))
    engine.declare(Fact("n", 0))
    with pytest.raises(EndlessLoopError, match=r"stopped after 100 firings: .*keep one another going") as error:
        engine.run()
    assert set(error.value.rules) == {"even", "odd"}
    assert not engine.running


class Faulty(Log):
    @Rule(Fact(MATCH.x), salience=1)
    def wrong(self, x: int) -> None:
        self.declare(Fact("done", x)) if x else None
        self.said.append(1 / x)

    @Rule(Fact(a=P(lambda value: value > 1)))
    def picky(self) -> None:
        self.said.append("picky")

    @Rule(Fact(a=MATCH.a), Fact(b=MATCH.b), TEST(lambda a, b: a < b))
    def less(self) -> None:
        self.said.append("less")

    @Rule(Fact(a=MATCH.a), Fact(b=P(lambda b: True) & ~MATCH.a))
    def differs(self) -> None:
        self.said.append("differs")


@pytest.mark.parametrize("way", ["raise", "collect"])
def test_a_rule_that_raises(way: Literal["raise", "collect"]) -> None:
    class Program(Faulty):
        on_error = way

    engine = Program()
    engine.reset()
    engine.declare(Fact(2.0), Fact(0))
    if way == "raise":
        with pytest.raises(ZeroDivisionError) as error:
            engine.run()
        assert error.value.__notes__ == ["rule wrong, firing on Fact(0): ZeroDivisionError: division by zero"]
    else:
        engine.run(2)
        assert engine.said == [0.5]
        assert [(failure.rule, failure.facts) for failure in engine.failures] == [("wrong", (Fact(0),))]


@pytest.mark.parametrize("way", ["raise", "collect"])
def test_a_condition_that_raises_is_not_met(way: Literal["raise", "collect"]) -> None:
    class Program(Faulty):
        on_error = way

    engine = Program()
    engine.reset()
    if way == "raise":
        with pytest.raises(TypeError) as error:
            engine.declare(Fact(a="text"))
        assert error.value.__notes__[0].startswith("rule picky, its condition asked of Fact(a='text')")
        with pytest.raises(TypeError) as error:
            engine.declare(Fact(b=3))
        assert error.value.__notes__[0].startswith("rule less, its condition asked of Fact(a='text'), Fact(b=3)")
    else:
        engine.declare(Fact(a="text"), Fact(b=3))
        assert [failure.rule for failure in engine.failures] == ["picky", "less"]
        engine.run()
        assert engine.said == ["differs"]
        engine.reset()
        assert engine.failures == []


def test_the_network_of_a_class_is_made_once_and_anew_when_its_rules_change() -> None:
    class Program(Log):
        @Rule(Fact(1))
        def rule(self) -> None:
            self.said.append("old")

    assert Program()._network is Program()._network

    class Later(Program):
        pass

    assert Later()._network is not Program()._network

    def changed(self: Log) -> None:
        self.said.append("new")

    setattr(Program, "rule", Rule(Fact(1))(changed))  # noqa: B010  # as a program does that makes its rules
    engine = Program()
    engine.reset()
    engine.declare(Fact(1))
    engine.run()
    assert engine.said == ["new"]


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_conditions_that_cannot_make_up_their_mind_leave_nothing_behind(fate: Random, values: list[int]) -> None:
    def perhaps(*_: object) -> bool:
        return fate.random() < 0.5

    def so(x: int) -> bool:
        return perhaps(x)

    class Program(KnowledgeEngine):
        @Rule(Fact(a=MATCH.x), TEST(so), Fact(b=MATCH.y & P(perhaps)), NOT(Fact(a=P(perhaps), b=~MATCH.x)))
        def row(self) -> None: ...

        @Rule(Fact(a=MATCH.x), NOT(Fact(b=P(perhaps) & ~MATCH.x), NOT(Fact(a=MATCH.x), TEST(so))), EXISTS(Fact(b=P(perhaps))))
        def group(self) -> None: ...

    engine = Program()
    engine.reset()
    for value in values:
        engine.declare(Fact(a=value, b=fate.randrange(4)))
        engine.run(1)
    for number in list(engine.facts)[1:]:
        engine.retract(number)
    assert len(engine.agenda) == 0


def test_watchers_tell_what_happens(caplog: pytest.LogCaptureFixture) -> None:
    class Program(KnowledgeEngine):
        @Rule(AS.f << Fact(1))
        def rule(self, f: Fact) -> None:
            self.retract(f)
            self.declare(Fact(2))

        @Rule(OR(Fact(2)))
        def after(self) -> None: ...

    engine = Program()
    with caplog.at_level(logging.DEBUG):
        engine.reset()
        engine.declare(Fact(1))
        assert caplog.messages == []
        watch("FACTS", "RULES")
        engine.run()
        unwatch()
        engine.declare(Fact(3))
    assert caplog.messages == ["FIRE 1 rule: <f-1>", " <== <f-1>: Fact(1)", " ==> <f-2>: Fact(2)", "FIRE 2 after: <f-2>"]
    with pytest.raises(KeyError, match="RULES"):
        watch("NONSENSE")


def test_all_watchers_can_be_turned_on_together(caplog: pytest.LogCaptureFixture) -> None:
    class Program(KnowledgeEngine):
        @Rule(Fact(1))
        def rule(self) -> None:
            self.declare(Fact(2))

        @Rule(Fact(2))
        def after(self) -> None: ...

    watch()
    try:
        with caplog.at_level(logging.DEBUG):
            Program().declare(Fact(1))
            engine = Program()
            engine.reset()
            engine.declare(Fact(1))
            engine.run()
    finally:
        unwatch()
    names = {record.name.rsplit(".", 1)[1] for record in caplog.records}
    assert names == set(watchers.ALL)
