"""Cases to diagnoses: the rules are run over all symptoms at once, and of the causes that fit a case one is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from ..checking import Cube
from ..knowledge import Calibration, Cause, Knowledge, Rule
from ..locating import Located
from ..reasoning import Conclusions, Fact, RuleSet
from ..reasoning import Derivation as Firing
from ..vocabulary.relations import SEVERITIES
from ..vocabulary.symptoms import DIAGNOSIS, OF
from .case import Case, Symptom
from .diagnosis import Derivation, Diagnosed, Diagnosis, Failure, Ground, Other
from .leftovers import leftovers
from .network import FACTS, NUMBER, network_of
from .symptoms import cases_of
from .telling import correction, key_of, lacking, said, sentence


def diagnose(located: Located, cube: Cube, knowledge: Knowledge) -> Diagnosed:
    """Tell the cause of each suspect; then that of violations without one, where it is no wrong amount.

    Args:
        located: what locating gave.
        cube: the figures of the same disclosure.
        knowledge: has the diagnoses, the words, and how often each diagnosis is right.
    """
    suspects = [*located.suspects, *leftovers(located.unlocated, knowledge.rules)]
    if not suspects:
        return Diagnosed(())
    cases = cases_of(suspects, cube, knowledge)
    return _Conclusion(cases, len(located.suspects), knowledge).diagnosed(cube.disclosure.document)


_COMPILED: list[tuple[Sequence[Cause], RuleSet]] = []
_KEPT = 4


def _rules(causes: Sequence[Cause]) -> RuleSet:
    """The network of these very causes, compiled once."""
    for known, rules in _COMPILED:
        if known is causes:
            return rules
    rules = network_of(causes)
    _COMPILED.insert(0, (causes, rules))
    del _COMPILED[_KEPT:]
    return rules


class _Conclusion:
    """What the rules conclude from the symptoms of some cases."""

    def __init__(self, cases: Sequence[Case], located: int, knowledge: Knowledge) -> None:
        self.cases, self.located, self.knowledge = cases, located, knowledge
        self.symptoms = [symptom for case in cases for symptom in case.symptoms]
        facts = [FACTS[one.type](**one.values, **{NUMBER: number}) for number, one in enumerate(self.symptoms)]
        self.done: Conclusions = _rules(knowledge.causes).run(facts)
        self.causes = {cause.id: cause for cause in knowledge.causes}
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in knowledge.rules}

    def diagnosed(self, document: str) -> Diagnosed:
        """The diagnosis of each case, and the rules that failed."""
        failures = tuple(
            Failure(
                one.rule,
                document,
                tuple(self._told(fact) for fact in one.facts),
                str(one.error) or type(one.error).__name__,
            )
            for one in self.done.failures
        )
        return Diagnosed(tuple(self._diagnosis(case) for case in self.cases), failures)

    @cached_property
    def _fitting(self) -> Mapping[int, Sequence[Fact]]:
        """The causes that fit each case, those of most weight first."""
        found: dict[int, list[Fact]] = defaultdict(list)
        for fact in self.done.of(FACTS[DIAGNOSIS]):
            found[fact[OF]].append(fact)
        for facts in found.values():
            facts.sort(key=lambda fact: (-self.causes[fact["id"]].weight, fact["id"]))
            if self.causes[facts[0]["id"]].weight:
                facts[:] = [fact for fact in facts if self.causes[fact["id"]].weight]
        return found

    def _diagnosis(self, case: Case) -> Diagnosis:
        best, *rest = self._fitting[case.number]
        cause, bound = self.causes[best["id"]], self._bound(best)
        return Diagnosis(
            suspect=case.suspect,
            id=cause.id,
            title=cause.title,
            sentence=sentence(cause.say, case, bound, self.knowledge),
            correction=correction(cause.correct, case, bound, self.knowledge),
            kind=cause.kind or self._kind(case),
            severity=self._severity(cause, case),
            confidence=self._confidence(cause, case),
            others=tuple(self._other(fact, case) for fact in rest),
            derivation=self._derivation(best),
            together=f"{cause.id} {key_of(cause.together, case, bound, self.knowledge)}" if cause.together else "",
        )

    def _other(self, fact: Fact, case: Case) -> Other:
        cause = self.causes[fact["id"]]
        return Other(cause.id, cause.title, sentence(cause.say, case, self._bound(fact), self.knowledge))

    def _kind(self, case: Case) -> str:
        """That of a broken rule: one that the figure itself is judged by before one in which it is only compared."""
        figure = case.suspect.changes[0].figure
        judged = [violation for violation in case.suspect.explains if violation.rule in self.rules]
        judged.sort(key=lambda violation: not (violation.figures and violation.figures[0] is figure))
        return next((self.rules[violation.rule].kind for violation in judged), "other")

    def _severity(self, cause: Cause, case: Case) -> str:
        """That of the cause, but no worse than the rules that are broken."""
        broken = [self.rules[violation.rule].severity for violation in case.suspect.explains if violation.rule in self.rules]
        return min(cause.severity, max(broken, key=SEVERITIES.index, default=cause.severity), key=SEVERITIES.index)

    def _confidence(self, cause: Cause, case: Case) -> float:
        """How often such diagnoses are right; of what was not located, how sure the rules are that are broken."""
        if case.number < self.located:
            return confidence_of(cause.id, case.suspect.probability, self.knowledge.calibration)
        broken = (self.rules[violation.rule].confidence for violation in case.suspect.explains if violation.rule in self.rules)
        return min(broken, default=case.suspect.probability)

    # -- how it was concluded --------------------------------------------------------------------------------------------

    def _first(self, fact: Fact) -> Firing:
        return self.done.derivations(fact)[0]

    def _bound(self, fact: Fact) -> Mapping[str, Symptom]:
        """The symptoms that a cause was concluded from, by what its file calls them."""
        there = [pattern.name for pattern in self.causes[fact["id"]].when if not pattern.absent]
        return {name: self._symptom(one) for name, one in zip(there, self._first(fact).facts, strict=True)}

    def _symptom(self, fact: Fact) -> Symptom:
        """The symptom that a fact stands for; a conclusion is one of its own."""
        number: int | None = fact.get(NUMBER)
        return Symptom(DIAGNOSIS, {OF: fact[OF], "id": fact["id"]}) if number is None else self.symptoms[number]

    def _derivation(self, fact: Fact) -> Derivation:
        cause = self.causes[fact["id"]]
        grounds = tuple(
            Ground(
                symptom.type,
                name,
                symptom.values,
                self._told(one),
                symptom.figures,
                None if NUMBER in one else self._derivation(one),
            )
            for (name, symptom), one in zip(self._bound(fact).items(), self._first(fact).facts, strict=True)
        )
        return Derivation(cause.id, cause.title, grounds, lacking(cause, self.knowledge))

    def _told(self, fact: Fact) -> Mapping[str, str]:
        return said(self._symptom(fact), self.cases[fact[OF]], self.knowledge)


def confidence_of(cause: str, probability: float, table: Sequence[Calibration]) -> float:
    """The share of such diagnoses that were right, by the table; the probability itself where the table says nothing."""
    own = [line for line in table if line.cause == cause] or [line for line in table if not line.cause]
    lines = sorted(own, key=lambda line: line.upto)
    return next((line.share for line in lines if probability <= line.upto), lines[-1].share if lines else probability)
