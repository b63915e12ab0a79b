"""What was judged of a run: by rule how many findings are confirmed, dismissed and open, and every review."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec import Struct

from ..reporting.files import FINDINGS
from .reviews import OPEN, Review, lines_of, read_reviews


class RuleReviewed(Struct, frozen=True):
    """The findings of one rule.

    Attributes:
        findings: how many there are: ``confirmed``, ``dismissed`` (of these ``carried`` over from another year) and ``open``.
    """

    rule: str
    findings: int
    confirmed: int
    dismissed: int
    carried: int
    open: int


class Reviewed(Struct, frozen=True):
    """All that was judged of a run.

    Attributes:
        rules: those with findings, in the order of their ids; ``total`` all together, its rule is "".
        reviews: of the findings that the run has, in the order of their ids.
        vanished: of findings that it no longer has.
    """

    total: RuleReviewed
    rules: tuple[RuleReviewed, ...]
    reviews: tuple[Review, ...]
    vanished: tuple[Review, ...]


class _Found(Struct):
    id: str
    rule: str


def reviewed(run: Path) -> Reviewed:
    """Read what was judged of a run; its findings are not held.

    Raises:
        UsageError: there is no finished run, or it is damaged.
    """
    kept = dict(sorted(read_reviews(run).items()))
    states: Counter[tuple[str, str]] = Counter()
    there: set[str] = set()
    for found in lines_of(run / FINDINGS, _Found):
        review = kept.get(found.id)
        if review is not None:
            there.add(found.id)
        for one in (found.rule, ""):
            states[one, "findings"] += 1
            states[one, OPEN if review is None else review.state] += 1
            states[one, "carried"] += review is not None and review.carried > 0
    total, *each = (
        RuleReviewed(rule, *(states[rule, name] for name in RuleReviewed.__struct_fields__[1:]))
        for rule in sorted({"", *(rule for rule, _ in states)})
    )
    return Reviewed(
        total,
        tuple(each),
        tuple(review for finding, review in kept.items() if finding in there),
        tuple(review for finding, review in kept.items() if finding not in there),
    )
