"""What an amount speaks of, and which amounts follow from which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Key = tuple[tuple[str, str], ...]
"""Sorted pairs of a dimension and its value: (("component", "basic"), ("function", "208"), ("fund", "general"))."""


@dataclass(frozen=True)
class Fact:
    """One amount or count of a unit, whatever it is printed in and wherever.

    Attributes:
        measure: expenditure, income, carried_in, carried_out, total (expenditure and what is carried out), three_public,
            meetings, training, procurement, procured_from, counts, staff, cars, devices; a layout may have others.
        period: this, last, planned or change (this less last).
        key: what part of the measure; () is the whole.
        value: hundredths of a yuan, or a count; hundredths of a percent for a share.
    """

    measure: str
    period: str
    key: Key
    value: int

    @property
    def id(self) -> tuple[str, str, Key]:
        """What it speaks of, without how much it is."""
        return self.measure, self.period, self.key


@dataclass(frozen=True)
class Sum:
    """That a whole is its parts together; each part with its sign, +1 or -1."""

    whole: Fact
    parts: tuple[tuple[int, Fact], ...]


_PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "component": {"": ("basic", "project"), "basic": ("personnel", "operating")},
    "fund": {"": ("appropriation", "other"), "appropriation": ("general", "government_fund", "state_capital")},
    "paid": {"": ("own", "carried")},
    "source": {"unit_funds": ("business", "operating", "superior", "subordinate", "other")},
    # Of measures whose parts are items.
    "three_public": {"": ("abroad", "reception", "car"), "car": ("car_purchase", "car_running")},
    "procurement": {"": ("goods", "works", "services")},
    "staff": {"posts": ("administrative", "institutional"), "filled": ("administrative_filled", "institutional_filled")},
}
"""What a value of a dimension consists of, where that is not the next digits of a code; "" is the whole."""
_CODES = {"function": (3, 5, 7), "dept": (3, 5), "gov": (3, 5)}


def parts_of(dimension: str, value: str) -> tuple[str, ...]:
    """What a value of a dimension consists of, one level down; () of what is not divided, and of codes."""
    return _PARTS.get(dimension, {}).get(value, ())


def normal(key: Mapping[str, str]) -> Key:
    """A key as facts have it: a source that is a fund is told as the fund, a source tells its fund, a project that it is one."""
    found = dict(key)
    if "project" in found:
        found["component"] = "project"
    source = found.pop("source", "")
    if source in parts_of("fund", "appropriation"):
        found["fund"] = source
    elif source:
        found.pop("fund", None)
        found["source"] = source
    return tuple(sorted(found.items()))


def sums(facts: Iterable[Fact]) -> Iterator[Sum]:
    """The sums among facts that stand together, such as those of one table.

    A whole's parts are those that refine one dimension of its key and leave the others: functions by the next digits that stand
    there, basic and project expenditure, funds and sources, members, projects, uses of cars … A dimension that is not in a key is
    the whole of it. Besides, for equal keys: change is this less last, income and what is carried in are expenditure and what is
    carried out, and are the total. What stands there must add up as it is; parts that are nil need not be there.

    Args:
        facts: true ones, in any order; equal ones count once.
    """
    known = {fact.id: fact for fact in facts}
    parts: dict[tuple[Fact, str], list[Fact]] = defaultdict(list)
    for fact in known.values():
        for dimension, _ in fact.key:
            whole = next((known[up] for up in _wholes(fact, dimension) if up in known), None)
            if whole is not None:
                parts[whole, _tree(dimension)].append(fact)
    candidates = [Sum(whole, tuple((1, part) for part in found)) for (whole, _), found in parts.items()]
    candidates += [each for fact in known.values() for each in _between_measures(fact, known)]
    return (each for each in candidates if each.whole.value == sum(sign * part.value for sign, part in each.parts))


def _tree(dimension: str) -> str:
    """Sources are parts of a fund."""
    return "fund" if dimension == "source" else dimension


def _wholes(fact: Fact, dimension: str) -> Iterator[tuple[str, str, Key]]:
    """What a fact may be a part of along a dimension, the smallest first."""
    rest = {name: value for name, value in fact.key if name != dimension}
    value = dict(fact.key)[dimension]
    ups: list[tuple[str, str]] = []
    if dimension in _CODES:
        ups = [(dimension, value[:digits]) for digits in reversed(_CODES[dimension]) if digits < len(value)]
    elif dimension == "source":
        ups = [("source", up) for up, found in _PARTS["source"].items() if value in found]
        ups.append(("fund", "other"))
    else:
        tree = _PARTS.get(fact.measure if dimension == "item" else dimension, {})
        while up := next((whole for whole, found in tree.items() if whole and value in found), ""):
            ups.append((dimension, up))
            value = up
    for name, up in [*ups, (dimension, "")]:
        yield fact.measure, fact.period, tuple(sorted({**rest, name: up}.items())) if up else tuple(sorted(rest.items()))


def _between_measures(fact: Fact, known: Mapping[tuple[str, str, Key], Fact]) -> Iterator[Sum]:
    def of(measure: str, period: str = fact.period) -> Fact | None:
        return known.get((measure, period, fact.key))

    def parts(*signed: tuple[int, Fact | None]) -> tuple[tuple[int, Fact], ...]:
        return tuple((sign, part) for sign, part in signed if part is not None)

    if fact.period == "change" and (this := of(fact.measure, "this")) is not None:
        yield Sum(fact, parts((1, this), (-1, of(fact.measure, "last"))))
    if fact.measure == "total":
        for flow, carried in (("income", "carried_in"), ("expenditure", "carried_out")):
            if (flowed := of(flow)) is not None:
                yield Sum(fact, parts((1, flowed), (1, of(carried))))
    if fact.measure == "income" and (spent := of("expenditure")) is not None:
        yield Sum(fact, parts((1, spent), (1, of("carried_out")), (-1, of("carried_in"))))
