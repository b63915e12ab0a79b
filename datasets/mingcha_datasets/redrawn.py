"""Draw the amounts of a disclosure anew: other figures in the same structure, and all that must hold still holds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

from mingcha_datasets.disclosure import Claim, Disclosure
from mingcha_datasets.printed import Printed, amounts, like, with_amounts

Sum = Sequence[tuple[Printed, int]]
"""Amounts with their signs, +1 or -1, that add up to nil."""


def redrawn(disclosure: Disclosure, equal: Iterable[Sequence[Printed]], sums: Iterable[Sum], random: Random) -> Disclosure:
    """The disclosure with other amounts, of which all that is equal now stays equal, all sums hold, and nil stays nil.

    Amounts that only sums decide are drawn within a factor of two of what they are; the others follow from them. Shares and
    percentages of the narrative follow too, and amounts inside the values of indicators that are one of the amounts.

    Args:
        disclosure: one whose figures agree.
        equal: amounts that are one but for rounding; amounts that are printed equal need not be named.
        sums: what must add up.
        random: decides.

    Raises:
        ValueError: no other amounts were found that are all above nil.
    """
    groups = _groups(amounts(disclosure), equal)
    of = {each: group for group, members in groups.items() for each in members}
    old = {group: Fraction(abs(min(members, key=_step).yuan)) for group, members in groups.items()}
    steps = {group: min(map(_step, members)) for group, members in groups.items()}
    nested = _nested(of)
    new = _drawn(old, _solved([_combined(each, of) for each in (*sums, *nested)], old), steps, random)
    texts = {
        (each.table, each.row, each.column): _text(each, new[group]) for group, members in groups.items() for each in members
    }
    by_amount = {old[group]: yuan for group, yuan in new.items()}
    return _with_indicators(_with_shares(with_amounts(disclosure, texts)), by_amount)


def _groups(all_amounts: Sequence[Printed], equal: Iterable[Sequence[Printed]]) -> dict[int, list[Printed]]:
    """The amounts above nil, those that are one together."""
    root: dict[object, object] = {}

    def find(one: object) -> object:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for each in all_amounts:
        root[find(each)] = find(abs(each.yuan))
    for members in equal:
        for other in members[1:]:
            root[find(other)] = find(members[0])
    found: dict[object, list[Printed]] = defaultdict(list)
    for each in all_amounts:
        if each.value:
            found[find(each)].append(each)
    return dict(enumerate(found.values()))


def _nested(all_amounts: Iterable[Printed]) -> list[Sum]:
    """The rows of a list of projects that are the sum of some rows below them, which no code and no number says."""
    columns: dict[tuple[int, int], list[Printed]] = defaultdict(list)
    for each in all_amounts:
        if each.head.endswith("项目金额"):
            columns[each.table, each.column].append(each)
    found: list[Sum] = []
    for column in columns.values():
        column.sort(key=lambda each: each.row)
        for index, whole in enumerate(column):
            for end in range(index + 3, len(column) + 1):
                parts = column[index + 1 : end]
                if sum(part.value for part in parts) == whole.value:
                    found.append([(whole, -1), *((part, 1) for part in parts)])
    return found


def _combined(sum_: Sum, of: Mapping[Printed, int]) -> dict[int, Fraction]:
    row: dict[int, Fraction] = defaultdict(Fraction)
    for each, sign in sum_:
        if each in of:
            row[of[each]] += sign
    return {group: weight for group, weight in row.items() if weight}


def _solved(rows: Iterable[dict[int, Fraction]], old: Mapping[int, Fraction]) -> dict[int, dict[int, Fraction]]:
    """The largest amount of each sum as the sum of amounts that nothing decides (Gauss and Jordan's elimination)."""
    follow: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        reduced: dict[int, Fraction] = defaultdict(Fraction)
        for group, weight in row.items():
            for part, share in follow.get(group, {group: Fraction(1)}).items():
                reduced[part] += weight * share
        reduced = defaultdict(Fraction, {group: weight for group, weight in reduced.items() if weight})
        if not reduced:
            continue
        largest = max(reduced, key=lambda group: (old[group], -group))
        by = -reduced.pop(largest)
        solved = {group: weight / by for group, weight in reduced.items()}
        for parts in follow.values():
            share = parts.pop(largest, Fraction(0))
            if share:
                for group, weight in solved.items():
                    parts[group] = parts.get(group, Fraction(0)) + share * weight
        follow[largest] = solved
    return follow


def _step(at: Printed) -> Fraction:
    """The last printed place, in yuan."""
    return Fraction(Decimal(1).scaleb(-at.decimals) * (10_000 if at.unit == "万元" else 1))


def _drawn(
    old: Mapping[int, Fraction], follow: Mapping[int, Mapping[int, Fraction]], steps: Mapping[int, Fraction], random: Random
) -> dict[int, Fraction]:
    free = [group for group in old if group not in follow]
    for attempt in range(_TRIES):
        spread = 1.0 - 0.9 * attempt / _TRIES
        new = {}
        for group in free:
            drawn = old[group] * Fraction(2.0 ** random.uniform(-spread, spread))
            new[group] = max(round(drawn / steps[group]), 1) * steps[group]
        for group, parts in follow.items():
            new[group] = sum((weight * new[part] for part, weight in parts.items()), Fraction(0))
        if all(new[group] >= steps[group] for group in follow):
            return new
    raise ValueError("no other amounts were found that are all above nil")


_TRIES = 2000


def _text(at: Printed, yuan: Fraction) -> str:
    value = Decimal(yuan.numerator) / Decimal(yuan.denominator) / (10_000 if at.unit == "万元" else 1)
    decimals = at.decimals
    if decimals < _CENTS and value != value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):
        decimals = _CENTS
    return like(at, value if at.value > 0 else -value, decimals)


_CENTS = 2


def _with_shares(disclosure: Disclosure) -> Disclosure:
    """Shares and growth as the amounts demand."""
    return replace(
        disclosure,
        narrative={
            section: tuple(_claim(each, None) if isinstance(each, Claim) else each for each in statements)
            for section, statements in disclosure.narrative.items()
        },
    )


def _with_indicators(disclosure: Disclosure, by_amount: Mapping[Fraction, Fraction]) -> Disclosure:
    def other(found: re.Match[str]) -> str:
        unit, last = 1 if found[2] == "元" else 10_000, Decimal(1).scaleb(-len(found[1].partition(".")[2]))
        stated = Fraction(_number(found[1])) * unit
        yuan = min(
            (old for old in by_amount if _rounded(old / unit, last) * unit == stated),
            key=lambda old: abs(old - stated),
            default=None,
        )
        return found[0] if yuan is None else f"{_rounded(by_amount[yuan] / unit, last) or last}{found[2]}"

    return replace(
        disclosure,
        performance=tuple(
            replace(form, indicators=tuple(tuple(_AMOUNT.sub(other, cell) for cell in row) for row in form.indicators))
            for form in disclosure.performance
        ),
    )


_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万元|万|元)")


def _rounded(value: Fraction, last: Decimal) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(last, ROUND_HALF_UP)


def _claim(claim: Claim, whole: Claim | None) -> Claim:
    share, change = claim.share, claim.change
    if share.endswith("%") and share[:-1].replace(".", "").isdecimal() and whole and _number(whole.amount):
        share = _percent(_number(claim.amount) / _number(whole.amount), share)
    if change and change.percent and _number(change.amount):
        by = _number(change.amount)
        last = _number(claim.amount) + (by if "减" in change.direction else -by)
        change = replace(change, percent=_percent(by / last, change.percent))
    return replace(claim, share=share, change=change, parts=tuple(_claim(part, claim) for part in claim.parts))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def _percent(ratio: Decimal, like: str) -> str:
    decimals = len(like.rstrip("%").partition(".")[2])
    return f"{(ratio * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)}%"
