"""mingcha.reasoning fires what CLIPS fires, on programs at random; and the comparison notices an engine that does not."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingcha.reasoning import RuleSet, StratificationError
from tests.reasoning.oracle import judge, python_text
from tests.reasoning.oracle.clips_text import written as in_clips
from tests.reasoning.oracle.faults import FAULTS
from tests.reasoning.oracle.judge import Engine, RefusedError, compared
from tests.reasoning.oracle.naive import Naive
from tests.reasoning.oracle.programs import Declare, Program, random_program
from tests.reasoning.oracle.python_text import Ours, as_rule_set
from tests.reasoning.oracle.python_text import written as in_python
from tests.reasoning.oracle.shrinking import differs, smallest


@pytest.fixture(scope="module", autouse=True)
def _environments_go_while_their_output_is_caught() -> Iterator[None]:
    """CLIPS prints what it thinks of its own memory when an environment goes."""
    yield
    gc.collect()


BLOCK = 100
BLOCKS = 21
"""More than 2,000 programs, although CLIPS refuses a few: those in which it sees a pattern that nothing can match."""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_engine_fires_what_clips_fires(block: int) -> None:
    programs = [random_program(Random(seed)) for seed in range(BLOCK * block, BLOCK * (block + 1))]
    assert sum(judged(program, Ours) for program in programs) > 0.95 * BLOCK


@given(st.randoms(use_true_random=False))
def test_the_engine_fires_what_clips_fires_in_programs_that_hypothesis_seeks(random: Random) -> None:
    assume(judged(random_program(random), Ours))


def test_rules_applied_by_brute_force_fire_what_clips_fires() -> None:
    assert sum(judged(random_program(Random(seed)), Naive) for seed in range(300)) > 285


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_notices_a_fault(fault: str) -> None:
    assert any(differs(random_program(Random(seed)), FAULTS[fault]) for seed in range(500))


def test_a_rule_set_concludes_what_clips_concludes_stratum_after_stratum() -> None:
    """In CLIPS salience sees to it that a stratum is done before the next; without, some programs conclude otherwise."""
    as_written = []
    for program, rules in _stratified(range(1500)):
        ours = python_text.concluded(rules, program.facts)
        assert ours == judge.concluded(_in_strata(program, rules.strata)), in_python(program)
        as_written.append(ours == judge.concluded(program))
    assert len(as_written) > 150
    assert not all(as_written)


def _stratified(seeds: Iterable[int]) -> Iterator[tuple[Program, RuleSet]]:
    """Programs that only declare, in more than one stratum, as far as CLIPS takes them."""
    for seed in seeds:
        program = _only_declaring(random_program(Random(seed)))
        try:
            rules = as_rule_set(program)
            if len(set(rules.strata.values())) > 1:
                judge.Judge(program)
                yield program, rules
        except (StratificationError, RefusedError):
            continue


def _only_declaring(program: Program) -> Program:
    kept = ((rule, tuple(action for action in rule.actions if isinstance(action, Declare))) for rule in program.rules)
    return replace(program, rules=tuple(replace(rule, actions=actions) for rule, actions in kept))


def _in_strata(program: Program, strata: Mapping[str, int]) -> Program:
    rules = (replace(rule, salience=rule.salience - 100 * strata[rule.name]) for rule in program.rules)
    return replace(program, rules=tuple(rules))


def judged(program: Program, engine: Callable[[Program], Engine]) -> bool:
    """Whether CLIPS takes the program; fails where the engine does otherwise, with a smallest program that shows it."""
    try:
        found = compared(program, engine)
    except RefusedError:
        return False
    if found:
        small = smallest(program, engine)
        pytest.fail(
            "\n".join((str(compared(small, engine)), in_python(small), *map(in_clips, small.rules), f"facts: {small.facts}"))
        )
    return True
