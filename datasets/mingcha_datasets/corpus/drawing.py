"""Draw a unit's books: what it earns and spends, on what and for what, this year and the last, all multiples of one grain."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log
from random import Random

from mingcha_datasets.corpus.books import SOURCES, Books, Entry, Project, Year
from mingcha_datasets.corpus.drawing_units import Member, draw_unit
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.unit import Unit

YEARS = {"budget": (2021, 2026), "final": (2021, 2025)}
"""The first and the last year of what is drawn: the names of accounts are those of these years."""
_YUAN = 100
_GRAINS = {
    # Forms in yuan print cents; most of those in 万元 are exact to 0.01, some are rounded.
    ("shaanxi", "budget"): ((_YUAN, 6), (1, 2), (100 * _YUAN, 2)),
    ("shanghai", "budget"): ((_YUAN, 7), (100 * _YUAN, 3)),
}
_USUAL_GRAINS = {
    "budget": ((100 * _YUAN, 12), (_YUAN, 5), (1, 3)),
    "final": ((1, 7), (_YUAN, 1), (100 * _YUAN, 2)),
}
_WAGE = {"county": 72_000, "city": 88_000, "province": 110_000}
"""What a person is paid a year before insurance, in yuan."""


def draw(layout: str, kind: str, random: Random) -> Books:
    """Books of a unit that is made up.

    Args:
        layout: shaanxi, shandong, shanxi, jiangsu or shanghai: the province, and how fine its forms are.
        kind: budget or final.
        random: what decides everything.
    """
    unit, members = draw_unit(layout, random)
    grains, weights = zip(*_GRAINS.get((layout, kind), _USUAL_GRAINS[kind]), strict=True)
    grain = random.choices(grains, weights)[0]
    year = random.randint(*YEARS[kind])
    named: set[str] = set()
    plans = [_Plan(unit, member, kind, grain, named, random) for member in members]
    budgeted = [entry for plan in plans for entry in (*plan.basic(), *plan.projects())]
    vary = _Variation(grain, random)
    added = [entry for plan in plans for entry in plan.added()] if kind == "final" else []
    spent = vary.carried([*vary.spent(budgeted), *added] if kind == "final" else budgeted)
    # Who budgets with what is carried does so every year; an account has what there is.
    practised = SOURCES if kind == "final" else {each.source for each in spent if each.paid == "carried"}
    before = vary.carried([*vary.last(budgeted), *vary.finished(plans)], practised)
    this = _year(spent, vary.kept(spent) if kind == "final" else [], unit, random)
    # What the year before had left is what this one's account begins with; a budget's year has not ended when the next is made.
    last = _year(before, _left(this) if kind == "final" else [], unit, random)
    planned = _year(budgeted, [], unit, random) if kind == "final" else None
    own = {each.project for each in (*this.entries, *(planned.entries if planned else ())) if each.paid == "own"}
    projects = tuple(replace(each, carried=each.name not in own) for plan in plans for each in plan.told)
    return Books(unit, kind, year, this, last, planned, projects, grain)


class _Plan:
    """What a unit has money for, drawn once for all its years; no two projects of all members are called alike."""

    def __init__(self, unit: Unit, member: Member, kind: str, grain: int, named: set[str], random: Random) -> None:
        self.unit, self.member, self.kind, self.grain, self.named, self.random = unit, member, kind, grain, named, random
        self.civil = member.nature != "institution"
        self.fees = bool(words("domains")[unit.domain].get("fees")) and not self.civil
        self.told: list[Project] = []

    def basic(self) -> list[Entry]:
        """Salaries, insurance, pensions and what the office needs."""
        found = [*self._wages(), *self._operating()]
        if self.fees and self.random.random() < 0.5:
            found += self._from_fees()
        return [each for each in found if each.amount]

    def projects(self) -> list[Entry]:
        """Projects of the domain; what they are about is kept in `told`."""
        domain, random = words("domains")[self.unit.domain], self.random
        heads = self.member.staff.filled
        most = min(len(domain["projects"]), 1 + heads // 6)
        chosen = random.sample(domain["projects"], random.randint(0, most))
        found = [entry for name, function, sort in chosen for entry in self.project(name, function, sort, self._source())]
        if domain.get("fund") and random.random() < 0.25:
            found += self._funded(random.choice(domain["fund"]), "government_fund")
        if domain.get("state_capital") and random.random() < 0.12:
            found += self._funded("2230105", "state_capital")
        if random.random() < 0.03:
            found += self.project("公务用车购置经费", self.member.running, "car", "general")
        return found

    def added(self) -> list[Entry]:
        """What comes up during the year, and no budget had."""
        random = self.random
        found = []
        if random.random() < 0.15:
            found.append(self._entry("2080801", "30304", "personnel", random.uniform(60_000, 250_000)))
        if random.random() < 0.3:
            name, function, sort = random.choice(words("domains")[self.unit.domain]["projects"])
            found += self.project(name, function, sort, "general")
        return [each for each in found if each.amount]

    def _wages(self) -> Iterable[Entry]:
        random, staff, run = self.random, self.member.staff, self.member.running
        heads = staff.filled
        wage = _WAGE[self.unit.level] * random.uniform(0.75, 1.3)
        basic = heads * wage * random.uniform(0.42, 0.52)
        paid = {"30101": basic, "30102": heads * wage * random.uniform(0.12, 0.3), "30103": basic / 12}
        if staff.institutional_filled and not (self.civil and self.member.nature == "public_servant"):
            paid["30107"] = staff.institutional_filled * wage * random.uniform(0.15, 0.3)
        if random.random() < 0.3:
            paid["30103"] += heads * wage * random.uniform(0.05, 0.2)
        for dept, amount in paid.items():
            yield self._entry(run, dept, "personnel", amount)
        base = sum(paid.values())
        yield self._entry("2080505", "30108", "personnel", base * 0.16 * random.choice((1, 1, random.uniform(0.94, 1))))
        if random.random() < 0.75:
            yield self._entry("2080506", "30109", "personnel", base * 0.08 * random.choice((1, 1, random.uniform(0.5, 1.05))))
        medical = "2101101" if self.civil else "2101102"
        yield self._entry(medical, "30110", "personnel", base * random.choice((0.06, 0.065, 0.07, 0.08)))
        if self.civil and random.random() < 0.4:
            yield self._entry("2101103", "30111", "personnel", base * random.choice((0.02, 0.03, 0.04)))
        yield self._entry(
            random.choice((run, "2089999", "2089999")), "30112", "personnel", base * random.choice((0.002, 0.007, 0.01))
        )
        yield self._entry("2210201", "30113", "personnel", base * random.choice((0.12, 0.12, 0.1, 0.08)))
        for dept, function, likely, each in (
            ("30199", run, 0.25, 2_500.0),
            ("30106", run, 0.08, 1_800.0),
            ("30305", run, 0.15, 900.0),
            ("30309", run, 0.15, 60.0),
            ("30399", run, 0.12, 150.0),
            ("30307", "2101199", 0.06, 400.0),
            ("30304", "2080801", 0.1, 1_500.0),
        ):
            if random.random() < likely:
                yield self._entry(function, dept, "personnel", heads * each * random.uniform(0.5, 2))
        if staff.retired:
            function = "2080501" if self.civil else "2080502"
            yield self._entry(function, "30302", "personnel", staff.retired * random.uniform(800, 9_000))
            if random.random() < 0.1:
                yield self._entry(function, "30301", "personnel", random.uniform(60_000, 150_000))

    def _operating(self) -> Iterable[Entry]:
        random, run, heads = self.random, self.member.running, self.member.staff.filled
        each = random.uniform(0.4, 1.8)
        for dept, likely, amount in (
            ("30201", 1.0, 3_500.0),
            ("30202", 0.45, 700.0),
            ("30204", 0.1, 20.0),
            ("30205", 0.4, 250.0),
            ("30206", 0.55, 900.0),
            ("30207", 0.55, 700.0),
            ("30208", 0.3, 1_100.0),
            ("30209", 0.2, 1_500.0),
            ("30211", 0.7, 1_800.0),
            ("30213", 0.35, 800.0),
            ("30214", 0.1, 900.0),
            ("30215", 0.2, 300.0),
            ("30216", 0.35, 500.0),
            ("30217", 0.35, 250.0),
            ("30218", 0.08, 900.0),
            ("30226", 0.3, 1_000.0),
            ("30227", 0.15, 900.0),
            ("30228", 0.75, 1_300.0),
            ("30229", 0.4, 1_000.0),
            ("30299", 0.4, 900.0),
            ("31002", 0.08, 700.0),
        ):
            if random.random() < likely:
                yield self._entry(run, dept, "operating", heads * amount * each * random.uniform(0.4, 1.6))
        if self.civil and random.random() < 0.8:
            yield self._entry(run, "30239", "operating", heads * random.choice((6_000, 7_800, 9_600)))
        if self.member.name == self.unit.name:
            if self.unit.cars and random.random() < 0.85:
                yield self._entry(run, "30231", "operating", self.unit.cars * random.choice((15_000, 20_000, 30_000)))
            if random.random() < (0.01 if self.unit.level == "county" else 0.08):
                yield self._entry(run, "30212", "operating", random.choice((30_000, 50_000, 88_000)))

    def _from_fees(self) -> Iterable[Entry]:
        """What an institution pays from what it earns."""
        random, run, heads = self.random, self.member.running, self.member.staff.filled
        # A final account has no column for 财政专户: what a school earns is 事业收入 there.
        school = self.unit.domain == "education" and self.kind == "budget"
        source = "special_account" if school else random.choice(("business", "business", "other"))
        for dept, component, each in (
            ("30107", "personnel", 6_000.0),
            ("30201", "operating", 1_500.0),
            ("30218", "operating", 2_500.0),
            ("30226", "operating", 1_200.0),
        ):
            if random.random() < 0.6:
                yield replace(self._entry(run, dept, component, heads * each * random.uniform(0.3, 3)), source=source)

    def _source(self) -> str:
        if self.civil:
            return self.random.choices(("general", "other", "superior"), (60, 3, 1))[0]
        earned = "business" if self.fees else "other"
        return self.random.choices(("general", earned, "other", "superior", "subordinate"), (40, 5, 3, 2, 1))[0]

    def _funded(self, function: str, source: str) -> list[Entry]:
        name, sort = self.random.choice(words("projects")["funds"][function])
        return self.project(name, function, sort, source)

    def project(self, name: str, function: str, sort: str, source: str, *, told: bool = True) -> list[Entry]:
        """A project's entries; what it is about is added to what is `told`, unless only last year had it."""
        random, sorts = self.random, words("projects")["sorts"]
        if name in self.named:
            return []
        self.named.add(name)
        amount = self._round(random.lognormvariate(log(9_000 * (self.member.staff.filled + 5)), 1.0))
        weights: dict[str, int] = sorts[sort]["accounts"]
        accounts = sorted({random.choices(list(weights), list(weights.values()))[0] for _ in range(random.randint(1, 4))})
        if told:
            self.told.append(self._told(name, function, sort, source))
        return [
            replace(self._entry(function, dept, "project", part / _YUAN), project=name, source=source)
            for dept, part in zip(accounts, _shared(amount, len(accounts), self.grain, random), strict=True)
            if part
        ]

    def _told(self, name: str, function: str, sort: str, source: str) -> Project:
        random, sorts = self.random, words("projects")["sorts"]
        return Project(
            name=name,
            code=f"{random.randint(10, 99)}00{random.randint(20, 26)}{random.randint(10_000, 99_999)}{len(self.told) + 1:03}",
            type=random.choice(("operation", "target", "target")),
            function=function,
            source=source,
            member=self.member.name,
            aim=random.choice(sorts[sort]["aims"]).format(matter=name.removesuffix("经费").removesuffix("项目")),
            indicators=_indicators(sorts[sort]["output"], random),
            carried=False,
        )

    def _round(self, yuan: float) -> int:
        """An amount as a project is granted: mostly so many thousands or ten thousands of yuan."""
        step = self.random.choice((10_000 if yuan > 50_000 else 1_000, 1_000, 100)) * _YUAN
        return max(round(yuan * _YUAN / step), 1) * step

    def _entry(self, function: str, dept: str, component: str, yuan: float) -> Entry:
        amount = round(yuan * _YUAN / self.grain) * self.grain
        return Entry("general", function, dept, _gov(dept, self.civil), component, "", self.member.name, "own", amount)


_GOV = {
    "30108": "50102", "30109": "50102", "30112": "50102", "30106": "50199", "30114": "50199", "30199": "50199", "30113": "50103",
    "30203": "50205", "30212": "50207", "30213": "50209", "30215": "50202", "30216": "50203", "30217": "50206",
    "30218": "50204", "30224": "50204", "30225": "50204", "30226": "50205", "30227": "50205", "30231": "50208", "30299": "50299",
    "31001": "50301", "31005": "50302", "31006": "50307", "31013": "50303", "31099": "50399",
}  # fmt: skip
"""What an agency's account of 部门预算 is in 政府预算, where it is not that of its class."""
_GOV_OF_CLASS = {"3010": "50101", "3011": "50102", "302": "50201", "310": "50306"}
_GOV_OF_INSTITUTIONS = {"301": "50501", "302": "50502", "310": "50601"}
_GOV_OF_ALL = {
    "30301": "50905", "30302": "50905", "30303": "50905", "30308": "50902", "30310": "50903", "30399": "50999", "303": "50901",
    "31204": "50701", "31205": "50702", "312": "50799",
}  # fmt: skip


def _gov(dept: str, civil: bool) -> str:
    known = {**_GOV_OF_ALL, **_GOV_OF_CLASS, **_GOV} if civil else {**_GOV_OF_ALL, **_GOV_OF_INSTITUTIONS}
    return next(known[dept[:digits]] for digits in (5, 4, 3) if dept[:digits] in known)


def _shared(amount: int, number: int, grain: int, random: Random) -> list[int]:
    """An amount in parts that are multiples of the grain; some may be nil."""
    step = max(grain, 100 * _YUAN) if amount % (100 * _YUAN) == 0 else grain
    cuts = sorted(random.randint(0, amount // step) * step for _ in range(number - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, amount], strict=True)]


def _indicators(output: Sequence[Sequence[object]], random: Random) -> tuple[tuple[str, str, str, str, str], ...]:
    """Indicators of every kind but cost, which is an amount, with points that make 90: 10 are for spending the money."""
    known = words("projects")["indicators"]
    drawn = [
        *(("产出指标", each, 20) for each in random.sample(list(output), 1)),
        ("产出指标", random.choice(known["quality"]), 15),
        ("产出指标", random.choice(known["time"]), 15),
        *(("效益指标", each, 15) for each in random.sample(known["benefit"], 2)),
        ("满意度指标", random.choice(known["satisfaction"]), 10),
    ]
    return tuple((first, second, third, random.choice(values), str(points)) for first, (second, third, values), points in drawn)


@dataclass(frozen=True)
class _Variation:
    """How a year differs from the budget it is drawn from."""

    grain: int
    random: Random

    def last(self, entries: Iterable[Entry]) -> list[Entry]:
        """The year before: wages moved together, projects on their own, some are new this year."""
        random = self.random
        wages, same = random.uniform(0.85, 1.1), random.random() < 0.1
        new = {each for each in sorted({entry.project for entry in entries}) if each and random.random() < 0.25}

        def factor(entry: Entry) -> float:
            if entry.project in new:
                return 0
            if same or random.random() < 0.12:
                return 1
            if entry.component == "personnel":
                return wages * random.uniform(0.97, 1.03)
            if entry.component == "operating":
                return random.choice((0, 1, *[random.uniform(0.6, 1.3)] * 12))
            return random.lognormvariate(0, 0.35)

        return self._by(entries, factor)

    def spent(self, entries: Iterable[Entry]) -> list[Entry]:
        """What became of a budget."""
        random = self.random
        wages = random.uniform(0.93, 1.25)

        def factor(entry: Entry) -> float:
            if random.random() < 0.1:
                return 1
            if entry.component == "personnel":
                return wages * random.uniform(0.97, 1.03)
            # The budget of travel abroad, cars and receptions is not exceeded.
            if entry.component == "operating":
                return random.uniform(0.5, 1.0) if entry.dept in _CAPPED else random.uniform(0.55, 1.2)
            return random.choice((0, *[random.uniform(0.4, 1)] * 8, *[random.uniform(1, 1.8)] * 4))

        return self._by(entries, factor)

    def finished(self, plans: Sequence[_Plan]) -> list[Entry]:
        """A project that is not gone on with, or none."""
        random = self.random
        if random.random() < 0.5:
            return []
        plan = random.choice(plans)
        return plan.project(random.choice(words("projects")["finished"]), plan.member.running, "service", "general", told=False)

    def carried(self, entries: Sequence[Entry], sources: Collection[str] = SOURCES) -> list[Entry]:
        """The entries, some projects of these sources paid from what was carried in, as a whole or in part."""
        random = self.random
        if random.random() < 0.55:
            return list(entries)
        names = dict.fromkeys(each.project for each in entries if each.project and each.source in sources)
        shares = {name: random.choice((0, 0, 1, random.uniform(0.1, 0.6))) for name in names}
        found = []
        for each in entries:
            part = round(each.amount * shares.get(each.project, 0) / self.grain) * self.grain
            found += [replace(each, amount=each.amount - part), replace(each, amount=part, paid="carried")]
        return [each for each in found if each.amount]

    def kept(self, entries: Sequence[Entry]) -> list[Entry]:
        """What is left of some projects, or nothing."""
        random = self.random
        if random.random() < 0.5:
            return []
        left = (replace(each, dept="", gov="") for each in entries if each.project and random.random() < 0.4)
        return self._by(left, lambda _: random.uniform(0.02, 0.5))

    def _by(self, entries: Iterable[Entry], factor: Callable[[Entry], float]) -> list[Entry]:
        found = (replace(each, amount=round(each.amount * factor(each) / self.grain) * self.grain) for each in entries)
        return [each for each in found if each.amount]


_CAPPED = {"30212", "30217", "31013", "30231"}


def _left(year: Year) -> list[Entry]:
    """What the year before had left: what this one carried in."""
    carried = (each for each in (*year.entries, *year.kept) if each.paid == "carried")
    return [replace(each, dept="", gov="", paid="own") for each in carried]


def _year(entries: Sequence[Entry], kept: Sequence[Entry], unit: Unit, random: Random) -> Year:
    procurement = _procurement(entries, random)
    total = sum(procurement.values())
    small = random.choice((0, total, round(total * random.uniform(0.4, 1) / _YUAN) * _YUAN))
    small = min(small, total)
    micro = random.choice((0, small, round(small * random.uniform(0.2, 1) / _YUAN) * _YUAN))
    year = Year(tuple(entries), tuple(kept), procurement, {"sme": small, "micro": min(micro, small)}, {})
    return replace(year, counts=_counts(year, unit, random))


_PROCURED = {
    "goods": ("31002", "31003", "31007", "31013", "30201", "30218"),
    "works": ("31001", "31005", "31006"),
    "services": ("30209", "30213", "30227"),
}


def _procurement(entries: Sequence[Entry], random: Random) -> dict[str, int]:
    """What of some purchases is procured by the government's procedure."""
    bought = random.random() < 0.65
    found = {}
    for item, accounts in _PROCURED.items():
        chosen = [each for each in entries if each.dept in accounts and (each.project or each.dept[:3] == "310")]
        found[item] = sum(each.amount for each in chosen if random.random() < 0.6) if bought else 0
    return found


def _counts(year: Year, unit: Unit, random: Random) -> dict[str, int]:
    """How many trips, cars and receptions the three public items paid for."""
    spent = year.three_public
    trips = random.randint(1, 2) if spent["abroad"] else 0
    receptions = max(1, spent["reception"] // (random.randint(600, 1_500) * _YUAN)) if spent["reception"] else 0
    return {
        "trips": trips,
        "travellers": sum(random.randint(1, 3) for _ in range(trips)),
        "cars_bought": max(1, spent["car_purchase"] // (180_000 * _YUAN)) if spent["car_purchase"] else 0,
        "cars": unit.cars,
        "receptions": receptions,
        "guests": sum(random.randint(4, 12) for _ in range(min(receptions, 40))) + max(receptions - 40, 0) * 8,
        "foreign_receptions": 0,
        "foreign_guests": 0,
    }
