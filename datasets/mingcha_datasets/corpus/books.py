"""A unit's budget or final account as entries that everything printed is added up from, so that all of it agrees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mingcha_datasets.corpus.facts import Fact, normal, parts_of
from mingcha_datasets.corpus.unit import Unit

SOURCES = (
    "general",
    "government_fund",
    "state_capital",
    "special_account",
    "business",
    "operating",
    "superior",
    "subordinate",
    "other",
)
"""Where money comes from; the first three are funds of their own."""


@dataclass(frozen=True)
class Entry:
    """The least amount of money that is told apart: where it comes from and what it is spent on.

    Attributes:
        source: general (一般公共预算), government_fund (政府性基金), state_capital (国有资本经营预算), special_account
            (财政专户), business (事业收入), operating (经营收入), superior (上级补助收入), subordinate (附属单位上缴收入)
            or other (其他收入).
        function: 7 digits of 支出功能分类.
        dept, gov: 5 digits of 部门预算 and of 政府预算支出经济分类.
        component: personnel (人员经费), operating (公用经费) or project (项目支出).
        project: the project's name; "" of basic expenditure.
        member: the unit of a department that spends it; the unit itself otherwise.
        paid: own (from what comes in this year) or carried (from what was carried in).
        amount: hundredths of a yuan.
    """

    source: str
    function: str
    dept: str
    gov: str
    component: str
    project: str
    member: str
    paid: str
    amount: int

    @property
    def fund(self) -> str:
        """general, government_fund, state_capital or other (财政拨款以外)."""
        return self.source if self.source in parts_of("fund", "appropriation") else "other"


@dataclass(frozen=True)
class Project:
    """A project that money is asked for: what its performance form says of it besides the amount.

    Attributes:
        name: as everywhere.
        code: 项目编码.
        type: operation (其他运转类) or target (特定目标类).
        function, source: of its entries.
        member: the unit whose it is.
        aim: 总体目标.
        indicators: 一级指标, 二级指标, 三级指标, 指标值 and 分值 …
        carried: whether it was begun last year and all its money was carried in.
    """

    name: str
    code: str
    type: str
    function: str
    source: str
    member: str
    aim: str
    indicators: tuple[tuple[str, str, str, str, str], ...]
    carried: bool

    @property
    def fund(self) -> str:
        """general, government_fund, state_capital or other (财政拨款以外)."""
        return self.source if self.source in parts_of("fund", "appropriation") else "other"


_THREE_PUBLIC = {"30212": "abroad", "30217": "reception", "31013": "car_purchase", "30231": "car_running"}


@dataclass(frozen=True)
class Year:
    """The figures of one year.

    Attributes:
        entries: expenditure.
        kept: what is not spent and carried out into the next year; without dept and gov.
        procurement: goods, works and services (货物, 工程, 服务).
        procured_from: of all procurement what is awarded to sme (中小企业), and of that to micro (小微企业).
        counts: three-public counts: trips, travellers, cars_bought, cars, receptions, guests, foreign_receptions, foreign_guests.
    """

    entries: tuple[Entry, ...]
    kept: tuple[Entry, ...]
    procurement: Mapping[str, int]
    procured_from: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def three_public(self) -> dict[str, int]:
        """The items abroad (因公出国（境）费), reception (公务接待费), car_purchase (车辆购置费), car_running (运行维护费)."""
        return {item: self._general(code) for code, item in _THREE_PUBLIC.items()}

    @property
    def meetings(self) -> int:
        """会议费 of the general budget."""
        return self._general("30215")

    @property
    def training(self) -> int:
        """培训费 of the general budget."""
        return self._general("30216")

    def _general(self, dept: str) -> int:
        return sum(each.amount for each in self.entries if each.source == "general" and each.dept == dept)


@dataclass(frozen=True)
class Books:
    """All that a disclosure is printed from.

    Selections are keys: `spent(fund="general", function="208", component="basic", paid="own")`. A code stands for all that begin
    with it; component basic for personnel and operating; fund appropriation for the three funds of 财政拨款; source unit_funds
    (单位资金) for what is neither appropriated nor of the 财政专户.

    Attributes:
        unit: whose they are.
        kind: budget or final.
        year: of the budget or the account.
        this, last: the year itself and the one before: budgets of a budget, accounts of a final account.
        planned: the budget of the year, of a final account; None of a budget.
        projects: of this year, in the order of printing.
        grain: every entry is a multiple of so many hundredths of a yuan.
    """

    unit: Unit
    kind: str
    year: int
    this: Year
    last: Year
    planned: Year | None
    projects: tuple[Project, ...]
    grain: int

    def of(self, period: str) -> Year:
        """The figures of this, last or planned."""
        year = {"this": self.this, "last": self.last, "planned": self.planned}[period]
        if year is None:
            raise ValueError(f"{self.kind} has no figures of {period}")
        return year

    def spent(self, period: str = "this", **key: str) -> Fact:
        """Expenditure of all entries that a key fits."""
        return self._fact("expenditure", period, key, self.of(period).entries)

    def income(self, period: str = "this", source: str = "", **key: str) -> Fact:
        """What comes in during the year, spent in it or not."""
        year = self.of(period)
        wanted = {**key, "source": source, "paid": "own"} if source else {**key, "paid": "own"}
        return self._fact("income", period, wanted, (*year.entries, *year.kept))

    def carried_in(self, period: str = "this", **key: str) -> Fact:
        """What is there from the year before, spent or carried on."""
        year = self.of(period)
        return self._fact("carried_in", period, {**key, "paid": "carried"}, (*year.entries, *year.kept))

    def carried_out(self, period: str = "this", **key: str) -> Fact:
        """What is left for the next year."""
        return self._fact("carried_out", period, key, self.of(period).kept)

    def total(self, period: str = "this", **key: str) -> Fact:
        """收入总计 and 支出总计: income with what is carried in, which is expenditure with what is carried out."""
        year = self.of(period)
        return self._fact("total", period, key, (*year.entries, *year.kept))

    def amount(self, measure: str, item: str = "", period: str = "this") -> Fact:
        """Another measure or an item of it.

        Args:
            measure: three_public, meetings, training, procurement, procured_from, counts; staff, cars, devices.
            item: of three_public besides its own car (购置 and 运行维护); of staff posts, filled and the fields of `Staff`;
                of cars a use.
            period: this, last or planned; staff, cars and devices are the same in all.
        """
        return Fact(measure, period, (("item", item),) if item else (), self._held(measure, item, period))

    def _held(self, measure: str, item: str, period: str) -> int:
        match measure:
            case "staff":
                value: int = getattr(self.unit.staff, item)
                return value
            case "cars":
                return self.unit.car_uses.get(item, 0) if item else self.unit.cars
            case "devices":
                return self.unit.devices
        held = getattr(self.of(period), measure)
        if isinstance(held, int):
            return held
        items = [item] if item in held else [each for each in held if not item or each in parts_of(measure, item)]
        return sum(held[each] for each in items)

    def agency_operating(self, period: str = "this", **key: str) -> Fact:
        """机关运行经费: what civil servants and institutions run like them have for the office, of the general budget."""
        civil = [name for name, nature in zip(self.unit.members, self.unit.natures, strict=True) if nature != "institution"]
        operating = {**key, "fund": "general", "component": "operating"}
        if len(civil) == len(self.unit.members) and self.unit.has_agency_operating:
            return self.spent(period, **operating)
        value = sum(self.spent(period, **operating, member=name).value for name in civil)
        return Fact("agency_operating", period, normal(key), value)

    def change(self, fact: Fact) -> Fact:
        """By how much this year's amount differs from last year's; below nil where it fell."""
        return replace(fact, period="change", value=fact.value - self.again(fact, "last").value)

    def again(self, fact: Fact, period: str) -> Fact:
        """The same of another period: what an amount of this year was last year."""
        key = dict(fact.key)
        match fact.measure:
            case "expenditure":
                return self.spent(period, **key)
            case "income":
                return self.income(period, **key)
            case "carried_in":
                return self.carried_in(period, **key)
            case "carried_out":
                return self.carried_out(period, **key)
            case "total":
                return self.total(period, **key)
            case "agency_operating":
                return self.agency_operating(period, **key)
            case _:
                return self.amount(fact.measure, key.get("item", ""), period)

    def _fact(self, measure: str, period: str, key: Mapping[str, str], entries: Iterable[Entry]) -> Fact:
        value = sum(each.amount for each in matching(entries, key))
        told = {name: each for name, each in key.items() if each and (name != "paid" or measure in ("expenditure", "total"))}
        return Fact(measure, period, normal(told), value)


def matching(entries: Iterable[Entry], key: Mapping[str, str]) -> list[Entry]:
    """The entries that a key fits."""
    return [each for each in entries if all(_fits(each, name, value) for name, value in key.items() if value)]


def _fits(entry: Entry, name: str, value: str) -> bool:
    stated: str = getattr(entry, name)
    if name in ("function", "dept", "gov"):
        return stated.startswith(value)
    return stated == value or stated in parts_of(name, value)
