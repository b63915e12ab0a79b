"""What diagnosing gives: the cause of each suspect in an auditor's words, and what it was concluded from."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..locating import Suspect
from ..understanding import Figure
from ..vocabulary.conditions import Value

Words = Mapping[str, str]
"""A text by language, zh and en."""


class Ground(Struct, frozen=True, gc=False):
    """A fact that a conclusion rests on.

    Attributes:
        type: of the fact, such as ``slip``; ``name`` what the rule calls it.
        values: what it says.
        said: the same as a sentence.
        figures: the cells and sentences it was read from, the one it speaks of first.
        because: for a fact that a rule concluded, what from; None for one that was seen.
    """

    type: str
    name: str
    values: Mapping[str, Value]
    said: Words
    figures: tuple[Figure, ...] = ()
    because: Derivation | None = None


class Derivation(Struct, frozen=True, gc=False):
    """How a conclusion was reached.

    Attributes:
        rule: the id of the diagnosis whose conditions were met, and ``title`` what it is called.
        grounds: the facts that met them, in the order of the conditions.
        lacking: what was not there and must not be, one sentence for each condition of that sort.
    """

    rule: str
    title: Words
    grounds: tuple[Ground, ...]
    lacking: tuple[Words, ...] = ()


class Other(Struct, frozen=True, gc=False):
    """Another cause that would fit the same suspect.

    Attributes:
        id: of the diagnosis; ``title`` and ``sentence`` its words.
    """

    id: str
    title: Words
    sentence: Words


class Diagnosis(Struct, frozen=True, gc=False):
    """The cause of a suspect.

    Attributes:
        suspect: the figures, the amount that would be right, the violations they explain.
        id: the name of the diagnosis' file, such as ``omitted_child``; ``title`` what it is called.
        sentence: what an auditor writes: the place, what it states, what is right, and why.
        correction: what the unit should do.
        kind: the kind of the finding; ``severity`` error, warning or info.
        confidence: the share of such diagnoses that are right about place and amount, 0 to 1; where nothing was located, that
            of the rules that are broken.
        others: other causes that fit too, the likeliest first.
        derivation: how it was concluded.
        together: diagnoses with the same one here, where it is not "", have one cause and make one finding.
    """

    suspect: Suspect
    id: str
    title: Words
    sentence: Words
    correction: Words
    kind: str
    severity: str
    confidence: float
    others: tuple[Other, ...] = ()
    derivation: Derivation | None = None
    together: str = ""


class Failure(Struct, frozen=True, gc=False):
    """A diagnosis that could not be tried on a document.

    Attributes:
        rule: the id of the diagnosis; ``document`` the document's name.
        facts: what it was tried on, each as a sentence by language.
        reason: what went wrong.
    """

    rule: str
    document: str
    facts: tuple[Words, ...]
    reason: str


class Diagnosed(Struct, frozen=True):
    """The causes of all suspects of one disclosure.

    Attributes:
        diagnoses: one for each suspect, in their order; then those of violations that were not located, where the cause is
            no wrong amount: their suspects change nothing, or are the decimals that were cut off, and explain these violations.
        failures: diagnoses that raised; the others were tried all the same.
    """

    diagnoses: tuple[Diagnosis, ...]
    failures: tuple[Failure, ...] = ()
