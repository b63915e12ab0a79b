"""What one unit spends in two years, in fen: nothing is stated twice, so nothing can contradict itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from .accounts import COMPONENTS, FUNCTIONS, FUND_FUNCTIONS, SPENT_ON

GENERAL, GOVERNMENT_FUND, INSTITUTION, OTHER = "general_public_budget", "government_fund", "institution", "other"
FUNDS = (GENERAL, GOVERNMENT_FUND, INSTITUTION, OTHER)
THREE_PUBLIC = ("abroad", "vehicle_purchase", "vehicle_operation", "reception")
PROJECTS = ("馆舍修缮经费", "资料整理经费", "数据采集经费", "设备更新经费")


@dataclass(frozen=True)
class Year:
    """The spending of one year: fen by source of money, account and component, by function and by economic nature."""

    functions: dict[tuple[str, str, str], int]
    economy: dict[tuple[str, str, str], int]

    def by_function(self, code: str = "", funds: Sequence[str] = FUNDS, parts: Sequence[str] = COMPONENTS) -> int:
        """What is spent on ``code`` and all below it."""
        return _spent(self.functions, code, funds, parts)

    def by_economy(self, code: str = "", funds: Sequence[str] = FUNDS, parts: Sequence[str] = COMPONENTS) -> int:
        """The same by economic nature."""
        return _spent(self.economy, code, funds, parts)


def _spent(amounts: dict[tuple[str, str, str], int], code: str, funds: Sequence[str], parts: Sequence[str]) -> int:
    return sum(fen for (fund, own, part), fen in amounts.items() if own.startswith(code) and fund in funds and part in parts)


@dataclass(frozen=True)
class Budget:
    """A unit's budget or final account.

    Attributes:
        this, last: the two years.
        funds: the sources of money it has.
        carried_in, carried_out: of the general public budget.
        items: this and last year's fen of the three-public items, 会议费, 培训费 and 机关运行经费.
        procurement: fen of goods, works and services.
        projects: fen by project; all project spending.
        staff: posts and persons: 行政 and 事业 of each, and retired persons.
        vehicles: by use.
        persons: how many one of the projects gives money to.
    """

    kind: str
    year: int
    this: Year
    last: Year
    funds: tuple[str, ...]
    carried_in: int
    carried_out: int
    items: dict[str, tuple[int, int]]
    procurement: dict[str, int]
    projects: dict[str, int]
    staff: tuple[int, int, int, int, int]
    vehicles: dict[str, int]
    persons: int

    @property
    def spent(self) -> int:
        """All that is spent this year."""
        return self.this.by_function()

    def income(self, *funds: str) -> int:
        """What comes in this year from ``funds``: what is spent, but for what is carried."""
        carried = self.carried_out - self.carried_in if GENERAL in funds else 0
        return self.this.by_function(funds=funds) + carried


def amounts(multiple: int, most: int = 500_000_000) -> st.SearchStrategy[int]:
    """An amount that is a multiple of ``multiple`` fen, up to ``most``: often nil, often one that others have too."""
    return st.one_of(
        st.sampled_from((0, 1_000_000, 2_000_000, 5_000_000)),
        st.integers(min_value=0, max_value=most // multiple).map(lambda count: count * multiple),
    )


@st.composite
def budgets(draw: st.DrawFn, multiple: int = 1) -> Budget:
    """Budgets whose amounts are multiples of ``multiple`` fen."""
    more = draw(st.sets(st.sampled_from(FUNDS[1:])))
    funds = tuple(fund for fund in FUNDS if fund == GENERAL or fund in more)
    classes = draw(st.sets(st.sampled_from([code for code in FUNCTIONS if len(code) == 3]), min_size=1))
    years = [draw(_years(funds, tuple(sorted(classes)), multiple)) for _ in range(2)]
    spent = years[0].by_function(funds=(GENERAL,))
    carried_in = draw(st.one_of(st.just(0), st.integers(min_value=1, max_value=spent // multiple).map(lambda n: n * multiple)))
    items = ("abroad", "vehicle_purchase", "vehicle_operation", "reception", "meeting", "training", "agency_operating")
    return Budget(
        kind=draw(st.sampled_from(("预算", "决算"))),
        year=draw(st.integers(min_value=2019, max_value=2025)),
        this=years[0],
        last=years[1],
        funds=funds,
        carried_in=carried_in,
        carried_out=draw(amounts(multiple)) if carried_in else 0,
        items={item: (draw(amounts(multiple, 9_000_000)), draw(amounts(multiple, 9_000_000))) for item in items},
        procurement={item: draw(amounts(multiple, 90_000_000)) for item in ("goods", "works", "services")},
        projects=draw(_projects(years[0].by_function(parts=("project",)), multiple)),
        staff=tuple(draw(st.integers(min_value=0, max_value=60)) for _ in range(5)),  # type: ignore[arg-type]  # five of them
        vehicles={use: draw(st.integers(min_value=0, max_value=9)) for use in ("机要通信用车", "应急保障用车", "执法执勤用车")},
        persons=draw(st.integers(min_value=100, max_value=3_000)),
    )


@st.composite
def _years(draw: st.DrawFn, funds: Sequence[str], classes: Sequence[str], multiple: int) -> Year:
    functions = {}
    for fund in funds:
        known = FUND_FUNCTIONS if fund == GOVERNMENT_FUND else {c: n for c, n in FUNCTIONS.items() if c[:3] in classes}
        items = [code for code in known if len(code) == 7]
        # Government funds pay projects only.
        parts = ("project",) if fund == GOVERNMENT_FUND else COMPONENTS
        functions.update({(fund, item, part): draw(amounts(multiple)) for item in items for part in parts})
        # A source of money that is there is not nil, nor is basic expenditure.
        functions[fund, items[0], parts[0]] += 1_000_000
    economy = {}
    for fund in funds:
        for part, accounts in SPENT_ON.items():
            spent = _spent(functions, "", (fund,), (part,))
            economy.update({(fund, account, part): fen for account, fen in draw(_shared_out(spent, accounts, multiple)).items()})
    return Year(functions, economy)


@st.composite
def _shared_out(draw: st.DrawFn, whole: int, among: Sequence[str], multiple: int) -> dict[str, int]:
    """``whole`` in parts, one for each of ``among``; any of them may be nil."""
    equal = whole // len(among) // multiple * multiple
    if draw(st.integers(min_value=0, max_value=3)) == 0:
        return {name: equal if place else whole - equal * (len(among) - 1) for place, name in enumerate(among)}
    cuts = sorted(draw(st.integers(min_value=0, max_value=whole // multiple)) * multiple for _ in among[1:])
    return {name: high - low for name, (low, high) in zip(among, pairwise([0, *cuts, whole]), strict=True)}


@st.composite
def _projects(draw: st.DrawFn, whole: int, multiple: int) -> dict[str, int]:
    names = draw(st.permutations(PROJECTS))[: draw(st.integers(min_value=1, max_value=4))]
    return {name: fen for name, fen in draw(_shared_out(whole, names, multiple)).items() if fen}
