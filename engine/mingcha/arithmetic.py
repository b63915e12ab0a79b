"""Identities in figures: whether one holds, and what its other figures make of a wrong one, written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .amounts import print_exact
from .checking.identity import AMONG, GROWTH, PERCENTAGES, RISE, SUM, Identity, base_of
from .checking.violation import within_rounding

Amounts = Mapping[int, int]
"""Right amounts in fen, each by the ``id`` of the figure that should state it."""

_MAX_TERMS = 12


def holds(identity: Identity) -> bool:
    """Whether an identity holds as the figures are stated, within half a unit of their last printed places."""
    figures = identity.figures
    if identity.form == SUM:
        difference = sum(weight * figure.fen for weight, figure in zip(identity.weights, figures, strict=True))
        return within_rounding(difference, sum(figure.ulp for figure in figures) + identity.slack)
    if identity.form in PERCENTAGES:
        off, base, ulps = _of_percentage(identity, [figure.fen for figure in figures])
        return within_rounding(off, identity.percent[1] * abs(base) + ulps)
    first, *others = figures
    alike = [within_rounding(first.fen - other.fen, first.ulp + other.ulp) for other in others]
    return any(alike) if identity.form == AMONG else all(alike)


def _of_percentage(identity: Identity, amounts: Sequence[int]) -> tuple[int, int, int]:
    """By how much a percentage of two amounts is off, times the amount it is of; that amount; and what rounding them allows."""
    off = sum(weight * fen for weight, fen in zip(identity.weights, amounts, strict=True))
    ulps = sum(abs(weight) * figure.ulp for weight, figure in zip(identity.weights, identity.figures, strict=True))
    return off, base_of(identity.form, *amounts), ulps


def target_of(identity: Identity, right: Amounts) -> int:
    """Where the figure stands that is made from the others: the first one that is wrong, else the first."""
    return next((number for number, figure in enumerate(identity.figures) if id(figure) in right), 0)


def written_out(identity: Identity, right: Amounts) -> str:
    """What the others make of a figure, and what it states: ``405200.00 + 20200.00 = 425400.00 ≠ 405200.00 元``.

    An identity that holds as stated is written with what the figure should state instead: its wrong figures agree.

    Args:
        identity: the figures.
        right: of the wrong ones; the first of them in the identity is the target, the others count with their right amounts.
    """
    if identity.form in PERCENTAGES:
        return _percentage_written_out(identity, right)
    place = target_of(identity, right)
    target, unit = identity.figures[place], identity.figures[place].unit
    stated = right.get(id(target), target.fen) if holds(identity) else target.fen
    others = {number: right.get(id(figure), figure.fen) for number, figure in enumerate(identity.figures) if number != place}
    if identity.form != SUM:
        terms = list(dict.fromkeys(others.values()))
        made, slack = min(terms, key=lambda fen: abs(fen - stated)), 2 * max(figure.ulp for figure in identity.figures)
        text = " / ".join(print_exact(fen, unit) for fen in terms[:_MAX_TERMS])
    else:
        signed = [-identity.weights[place] * identity.weights[number] * fen for number, fen in others.items() if fen]
        made, slack = sum(signed), sum(figure.ulp for figure in identity.figures) + identity.slack
        text = _sum(signed, unit)
        if len(signed) > 1 and made != stated:
            text += f" = {print_exact(made, unit)}"
    sign = "=" if made == stated else "≈" if within_rounding(made - stated, slack) else "≠"
    return f"{text} {sign} {print_exact(stated, unit)} {unit}"


def _percentage_written_out(identity: Identity, right: Amounts) -> str:
    """Two amounts, the percentage that they make, and the one that is stated: ``48.00 / 40.00 - 1 = 20.00% ≠ 2.00%``."""
    place, whole, unit = target_of(identity, right), holds(identity), identity.figures[0].unit
    amounts = [
        figure.fen if number == place and not whole else right.get(id(figure), figure.fen)
        for number, figure in enumerate(identity.figures)
    ]
    first, second = (print_exact(fen, unit) for fen in amounts)
    text = f"{first} / ({second} - {first})" if identity.form == RISE else f"{first} / {second}"
    text += " - 1" if identity.form == GROWTH else ""
    off, base, ulps = _of_percentage(identity, amounts)
    stated = f"{identity.percent[0] / 100:.2f}%"
    if not base:
        return f"{text} ≠ {stated}"
    made = f"{(off / base + identity.percent[0]) / 100:.2f}%"
    sign = "=" if made == stated else "≈" if within_rounding(off, identity.percent[1] * abs(base) + ulps) else "≠"
    return f"{text} = {stated}" if sign == "=" else f"{text} = {made} {sign} {stated}"


def _sum(terms: list[int], unit: str) -> str:
    """Terms with their signs, what is added before what is taken away; what is beyond the first dozen as one."""
    ordered = sorted(terms, key=lambda fen: fen < 0)
    rest = sum(ordered[_MAX_TERMS:])
    shown = [*ordered[:_MAX_TERMS], *([rest] if rest else [])] or [0]
    text = "".join(f" {'-' if fen < 0 else '+'} {print_exact(abs(fen), unit)}" for fen in shown)
    return text.removeprefix(" + ").removeprefix(" ").replace("- ", "-", text.startswith(" -"))
