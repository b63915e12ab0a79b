"""Rules as values: what follows, in which order, and why; and rules that must be refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from mingcha.reasoning import (
    AS,
    EXISTS,
    FORALL,
    MATCH,
    NOT,
    ConditionError,
    DeclarationError,
    Derivation,
    EndlessLoopError,
    Fact,
    L,
    Match,
    P,
    Production,
    RuleSet,
    StratificationError,
    stratify,
)


class Symptom(Fact):
    pass


class Cause(Fact):
    pass


class Report(Fact):
    pass


def _rule(name: str, *when: Any, then: Any = None, makes: Any = (), salience: int = 0) -> Production:
    facts = then if callable(then) else lambda match: [] if then is None else [then]
    made = (type(then),) if isinstance(then, Fact) and not makes else makes
    return Production(id=name, when=when, then=facts, makes=made, salience=salience)


def _report(match: Match) -> Iterable[Fact]:
    yield Report(match["x"])


def test_what_follows_follows_on() -> None:
    rules = RuleSet(
        [
            _rule("A", Symptom(MATCH.x), then=lambda match: [Cause(match["x"])], makes=(Cause,)),
            _rule("B", Cause(MATCH.x), then=_report, makes=(Report,)),
        ]
    )
    done = rules.run([Symptom(1), Symptom(2), Symptom(1)])
    assert done.facts == (Symptom(1), Symptom(2), Cause(1), Cause(2), Report(1), Report(2))
    assert done.of(Report) == (Report(1), Report(2))
    assert done.derivations(Report(1)) == (Derivation("B", (Cause(1),)),)
    assert done.derivations(Symptom(1)) == ()
    assert done.failures == ()


def test_a_fact_has_every_derivation_once() -> None:
    rules = RuleSet(
        [
            _rule("A", Symptom(MATCH.x), then=Cause("same")),
            _rule("B", AS.s << Symptom(1), NOT(Symptom(9)), then=Cause("same")),
        ]
    )
    done = rules.run([Symptom(1), Symptom(2)])
    assert done.derivations(Cause("same")) == (
        Derivation("A", (Symptom(1),)),
        Derivation("A", (Symptom(2),)),
        Derivation("B", (Symptom(1),)),
    )


def test_the_order_is_stratum_then_salience_then_id_then_facts() -> None:
    rules = RuleSet(
        [
            _rule("C", Symptom(MATCH.x)),
            _rule("B", Symptom(MATCH.x)),
            _rule("A", Symptom(MATCH.x), salience=-1),
            _rule("Z", Symptom(2), salience=1, then=Cause("z")),
            _rule("D", NOT(Cause("nothing")), salience=9),
        ]
    )
    done = rules.run([Symptom(1), Symptom(2)])
    assert [(firing.rule, *(fact[0] for fact in firing.facts)) for firing in done.firings] == [
        ("Z", 2),
        ("B", 1),
        ("B", 2),
        ("C", 1),
        ("C", 2),
        ("A", 1),
        ("A", 2),
        ("D",),
    ]


def test_what_is_absent_is_asked_when_all_that_could_be_there_is_known() -> None:
    rules = RuleSet(
        [
            _rule("A", Symptom(MATCH.x), NOT(Cause(MATCH.x)), then=_report, makes=(Report,), salience=9),
            _rule("B", Symptom(1), then=Cause(1)),
        ]
    )
    assert rules.run([Symptom(1), Symptom(2)]).of(Report) == (Report(2),)
    assert rules.strata == {"A": 1, "B": 0}


def test_a_match_gives_names_and_facts() -> None:
    seen: list[Match] = []
    bound: list[dict[str, Any]] = []

    def look(match: Match) -> None:
        seen.append(match)
        bound.append(dict(match))

    RuleSet([_rule("A", EXISTS(Symptom(9)), AS.s << Symptom(MATCH.x, 1), then=look)]).run([Symptom(9), Symptom(3, 1)])
    assert bound == [{"s": Symptom(3, 1), "x": 3}]
    assert seen[0].rule == "A"
    assert seen[0].facts == (Symptom(3, 1),)
    assert len(seen[0]) == 2
    assert repr(seen[0]) == "Match(A, {'x': 3, 's': Symptom(3, 1)})"
    with pytest.raises(KeyError):
        seen[0]["y"]


def test_a_rule_that_raises_is_reported_and_the_others_go_on() -> None:
    def wrong(match: Match) -> Iterable[Fact]:
        yield Cause(match["x"])
        raise ValueError("broken")

    rules = RuleSet(
        [
            _rule("A", Symptom(MATCH.x), then=wrong, makes=(Cause,)),
            _rule("B", Symptom(P(lambda value: value > 1)), then=Report("many")),
            _rule("C", Cause(MATCH.x), then=Report("cause")),
            _rule("D", Symptom("text"), then=lambda match: ["no fact"]),
        ]
    )
    done = rules.run([Symptom("text")])
    assert done.of(Report) == (Report("cause"),)
    assert [str(failure) for failure in done.failures] == [
        "rule A, firing on Symptom('text'): ValueError: broken",
        "rule D, firing on Symptom('text'): DeclarationError: rule D concluded 'no fact', which is no fact",
        "rule B, its condition asked of Symptom('text'): TypeError: '>' not supported between instances of 'str' and 'int'",
    ]


def test_a_pattern_cannot_be_given() -> None:
    with pytest.raises(DeclarationError):
        RuleSet([]).run([Symptom(MATCH.x)])


def test_only_facts_can_be_given() -> None:
    with pytest.raises(DeclarationError, match="3 is no fact"):
        RuleSet([]).run([3])  # type: ignore[list-item]  # that is the point


def test_an_endless_loop_names_its_rules() -> None:
    rules = RuleSet(
        [
            _rule("A", Cause(MATCH.n), then=lambda match: [Report(match["n"] + 1)], makes=(Report,)),
            _rule("B", Report(MATCH.n), then=lambda match: [Cause(match["n"])], makes=(Cause,)),
            _rule("C", Symptom(1)),
        ]
    )
    with pytest.raises(EndlessLoopError, match=r"50 firings: .*keep one another going") as error:
        rules.run([Symptom(1), Cause(1)], max_firings=50)
    assert sorted(error.value.rules) == ["A", "B"]
    assert error.value.limit == 50


def test_rules_that_grow_without_turn_are_named_too() -> None:
    rules = RuleSet([_rule("A", Cause(MATCH.n), then=lambda match: [Cause(match["n"] * k) for k in (2, 3)], makes=(Cause,))])
    with pytest.raises(EndlessLoopError, match="50 firings: A keeps itself going") as error:
        rules.run([Cause(1)], max_firings=50)
    assert error.value.rules == ("A",)


def test_a_rule_that_concludes_without_end_is_stopped() -> None:
    rules = RuleSet([_rule("A", Symptom(1), then=lambda match: map(Cause, count()), makes=(Cause,))])
    with pytest.raises(EndlessLoopError, match="one firing of A: it had concluded 50 facts and went on"):
        rules.run([Symptom(1)], max_firings=50)


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(ConditionError, match="two rules have the id A"):
        RuleSet([_rule("A", Symptom(1)), _rule("A", Symptom(2))])


def test_a_condition_that_cannot_be_understood_names_its_rule() -> None:
    with pytest.raises(ConditionError, match="rule A: "):
        RuleSet([_rule("A", NOT())])


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ([_rule("A", NOT(Cause(1)), then=Cause(2))], ("A",)),
        ([_rule("A", FORALL(Symptom(MATCH.x), Cause(MATCH.x)), then=Cause(2))], ("A",)),
        ([_rule("A", NOT(Cause(1)), then=Report(1)), _rule("B", Report(1), then=Cause(1))], ("A", "B")),
        ([_rule("A", NOT(EXISTS(Cause(1))), then=Report(1)), _rule("B", Report(1), then=Cause(1))], ("A", "B")),
        ([_rule("A", Symptom(1), NOT(Cause(1)), makes=None)], ("A",)),
        (
            [
                _rule("A", NOT(Cause(1)), then=Report(1)),
                _rule("B", Report(1), then=Symptom(1)),
                _rule("C", Symptom(1), then=Cause(1)),
            ],
            ("A", "C", "B"),
        ),
    ],
)
def test_a_circle_through_not_is_refused_and_its_rules_are_named(rules: Sequence[Production], names: tuple[str, ...]) -> None:
    with pytest.raises(StratificationError, match="take the NOT out") as error:
        RuleSet(rules)
    assert error.value.rules == names
    for name in names:
        assert name in str(error.value)


def test_a_circle_without_not_is_well() -> None:
    rules = [_rule("A", Cause(MATCH.x), then=Report(1)), _rule("B", Report(1), EXISTS(Cause(2)), then=Cause(1))]
    assert stratify(rules) == {"A": 0, "B": 0}


def test_constants_tell_what_a_rule_concludes_from_what_another_asks() -> None:
    rules = [
        _rule("A", NOT(Cause(kind="a")), makes=(Cause(kind="b"),)),
        _rule("B", NOT(Cause(kind="b")), makes=(Cause(kind=L("c"), amount=MATCH.x),)),
        _rule("C", NOT(Cause(kind=MATCH.kind, amount=3)), makes=(Report,)),
    ]
    assert stratify(rules) == {"A": 0, "B": 1, "C": 2}


def test_a_set_of_rules_is_extended_by_id() -> None:
    rules = RuleSet([_rule("A", Symptom(1), then=Cause("old")), _rule("B", Symptom(1), then=Cause("b"))])
    more = rules.extended([_rule("A", Symptom(1), then=Cause("new")), _rule("C", Symptom(1), then=Cause("c"))])
    assert more.run([Symptom(1)]).of(Cause) == (Cause("new"), Cause("b"), Cause("c"))
    assert rules.run([Symptom(1)]).of(Cause) == (Cause("old"), Cause("b"))


def test_one_set_of_rules_serves_many_threads() -> None:
    rules = RuleSet(
        [_rule("A", Symptom(MATCH.x), Symptom(MATCH.y), then=lambda match: [Cause(match["x"], match["y"])], makes=(Cause,))]
    )
    facts = [Symptom(number) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: rules.run(facts), range(16)))
    assert all(each.facts == done[0].facts for each in done)
    assert len(done[0].of(Cause)) == 64
