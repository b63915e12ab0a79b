"""A forward-chaining rule engine: programs written for experta run with ``from mingcha.reasoning import *`` in its place.

Programs of rules are subclasses of ``KnowledgeEngine``; knowledge that is data is a ``RuleSet``. Where experta departs from CLIPS
this engine follows CLIPS: a rule whose NOT became false leaves the agenda, two equal patterns may match one same fact, and the
order of firing is total. Everything is documented where it is defined; the predicates are in ``mingcha.reasoning.operator``, the
loggers in ``mingcha.reasoning.watchers``.
"""

from __future__ import annotations

from . import operator, watchers
from .conditions import AND, EXISTS, FORALL, NOT, OR, TEST
from .constraints import ANDFC, AS, MATCH, NOTFC, ORFC, L, P, W, anyof
from .engine import Activation, KnowledgeEngine
from .errors import (
    ConditionError,
    DeclarationError,
    EndlessLoopError,
    FieldNameError,
    FieldValueError,
    FrozenFactError,
    ReasoningError,
    StratificationError,
    UnknownFactError,
)
from .facts import Fact, Field, InitialFact
from .freezing import FrozenDict, FrozenList, freeze, unfreeze
from .operator import BETWEEN, CALL, CONTAINS, EQ, GE, GT, ILIKE, IS, IS_NOT, LE, LIKE, LT, NE, REGEX, TRUTH
from .rule import DefFacts, Rule
from .ruleset import Conclusions, Match, Production, RuleSet
from .session import Derivation, FactList, RuleFailure
from .strata import stratify
from .watchers import unwatch, watch

__all__ = [
    "AND",
    "ANDFC",
    "AS",
    "BETWEEN",
    "CALL",
    "CONTAINS",
    "EQ",
    "EXISTS",
    "FORALL",
    "GE",
    "GT",
    "ILIKE",
    "IS",
    "IS_NOT",
    "LE",
    "LIKE",
    "LT",
    "MATCH",
    "NE",
    "NOT",
    "NOTFC",
    "OR",
    "ORFC",
    "REGEX",
    "TEST",
    "TRUTH",
    "Activation",
    "Conclusions",
    "ConditionError",
    "DeclarationError",
    "DefFacts",
    "Derivation",
    "EndlessLoopError",
    "Fact",
    "FactList",
    "Field",
    "FieldNameError",
    "FieldValueError",
    "FrozenDict",
    "FrozenFactError",
    "FrozenList",
    "InitialFact",
    "KnowledgeEngine",
    "L",
    "Match",
    "P",
    "Production",
    "ReasoningError",
    "Rule",
    "RuleFailure",
    "RuleSet",
    "StratificationError",
    "UnknownFactError",
    "W",
    "anyof",
    "freeze",
    "operator",
    "stratify",
    "unfreeze",
    "unwatch",
    "watch",
    "watchers",
]
