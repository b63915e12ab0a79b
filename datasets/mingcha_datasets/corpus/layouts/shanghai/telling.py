"""What Shanghai's budgets say of the figures, of other matters and of a project."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from mingcha_datasets.corpus.books import Project
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.shanghai.tables import FUNDS, appropriated, earned
from mingcha_datasets.corpus.layouts.teller import Teller, heading
from mingcha_datasets.corpus.names import function_name, words
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import Filling, amount, changed, count, direction, growth, named, prints, told

_TEN_THOUSAND = 1_000_000
"""Of hundredths of a yuan in one 万元."""


def explained(teller: Teller, by_item: bool) -> Iterator[Words]:
    """The chapter that explains the budget.

    Args:
        teller: who tells it.
        by_item: whether each functional 项 is told with what was spent on it last year, not each 类 alone.
    """
    books, topic = teller.books, "overview"
    whole = appropriated(books)
    yield teller.line(
        "income",
        topic,
        income=teller.money_of(books.total()),
        appropriation=teller.money_of(whole),
        compared=_compared(teller, whole),
        **{item: teller.money_of(earned(books, item)) for item in ("business", "operating", "other")},
    )
    spent = {fund: books.spent(fund=fund) for fund in ("appropriation", *FUNDS)}
    yield teller.line(
        "expenditure",
        topic,
        expenditure=teller.money_of(books.spent()),
        compared=_compared(teller, spent["appropriation"]),
        **{fund: teller.money_of(fact) for fund, fact in spent.items()},
        **{f"{fund}_compared": _compared(teller, spent[fund]) for fund in FUNDS},
    )
    change = books.change(whole)
    way = "why" if prints(change, teller.money) else "why_same"
    yield teller.line(way, topic, direction=direction(change), reason=teller.why(whole))
    yield teller.line("contents", "by_function")
    yield from _items(teller) if by_item else _classes(teller)


def _compared(teller: Teller, fact: Fact) -> tuple[Piece, ...]:
    """Whether an amount rose or fell and by how much."""
    change = teller.books.change(fact)
    if prints(change, teller.money):
        parts = changed(change, teller.money, teller.gap)
        return teller.said("changed", direction=parts[0], change=parts[1:])
    return teller.said("unchanged", same=teller.same(change))


def _classes(teller: Teller) -> Iterator[Words]:
    books, uses = teller.books, words("shanghai")["uses_of_functions"]
    for number, code in enumerate(tables.codes(books, "function", (3,), fund="appropriation"), 1):
        yield teller.line(
            "class",
            "by_function",
            number=str(number),
            name=named(function_name(code)),
            amount=teller.money_of(books.spent(fund="appropriation", function=code)),
            use=teller.random.choice(uses.get(code, uses["any"])),
        )


def _items(teller: Teller) -> Iterator[Words]:
    books = teller.books
    codes = tables.codes(books, "function", (7,), fund="appropriation")
    # An amount of less than 50 yuan has no place in a chapter told in 万元.
    stated = [fact for code in codes if prints(fact := books.spent(fund="appropriation", function=code), teller.money)]
    for number, this in enumerate(stated, 1):
        code = dict(this.key)["function"]
        before = books.again(this, "last").value
        executed = replace(this, measure="executed", period="last", value=_executed(before, teller))
        change = replace(this, measure="executed", period="change", value=this.value - executed.value)
        same = not prints(change, teller.money)
        way = "item_new" if not executed.value else "item_same" if same else "item"
        yield teller.line(
            way,
            "by_function",
            number=str(number),
            class_name=named(function_name(code[:3])),
            section=named(function_name(code[:5])),
            name=named(function_name(code)),
            amount=teller.money_of(this),
            executed=teller.money_of(executed),
            direction=teller.same(change) if same else direction(change),
            growth=growth(this, executed) if executed.value else "",
            reason=teller.why(this),
        )


def _executed(budgeted: int, teller: Teller) -> int:
    """What was spent of a budget, to the last place that is printed."""
    place: int = _TEN_THOUSAND // 10**teller.money.decimals
    places: int = round(budgeted * teller.random.uniform(0.85, 1.05) / place)
    return places * place


def matters(teller: Teller) -> Iterator[Words]:
    """The chapter on 三公, agency operating, procurement, targets and assets."""
    sections: list[Callable[[Teller], Iterator[Words]]] = [_three_public, _agency_operating, _procurement, _targets, _assets]
    topics = ("three_public", "agency_operating", "procurement", "performance", "assets")
    titles = tables.numbered(words("shanghai")["matters"])
    # Everything but the explanation is told to a hundredth of 万元.
    exact = replace(teller, money=replace(teller.money, decimals=2))
    for title, topic, section in zip(titles, topics, sections, strict=True):
        yield heading(title, 2, teller.books, topic)
        yield from section(exact)


def _three_public(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "three_public"

    def stated(item: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        fact = books.amount(topic, item)
        return teller.money_of(fact), _compared(teller, fact)

    def line(way: str, **pieces: Filling) -> Words:
        """An item, with the reason where the document gives reasons."""
        fact = books.amount(topic, way)
        own, compared = stated(way)
        reason = teller.said("reason", reason=teller.why(fact)) if teller.ways["reason"] else ""
        return teller.line(way, topic, amount=own, compared=compared, why=reason, **pieces)

    whole, compared = stated("")
    yield teller.line("three_public", topic, amount=whole, compared=compared)
    yield line("abroad")
    purchase, purchase_compared = stated("car_purchase")
    running, running_compared = stated("car_running")
    yield line(
        "car",
        purchase=purchase,
        purchase_compared=purchase_compared,
        running=running,
        running_compared=running_compared,
    )
    yield line("reception")


def _agency_operating(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "agency_operating"
    if not books.unit.has_agency_operating:
        yield teller.line("no_agency", topic)
        return
    stated = teller.money_of(books.agency_operating())
    way = "agencies" if books.unit.kind == "department" else "agency"
    agencies = str(sum(nature != "institution" for nature in books.unit.natures))
    yield teller.line(way, topic, amount=stated, agencies=agencies)


def _procurement(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "procurement"
    items = {item: teller.money_of(books.amount(topic, item)) for item in ("goods", "works", "services")}
    yield teller.line(topic, topic, total=teller.money_of(books.amount(topic)), **items)
    if books.amount(topic).value and teller.ways["reason"]:
        saved = {item: teller.money_of(books.amount("procured_from", item)) for item in ("sme", "micro")}
        yield teller.line("procured_from", topic, **saved)


def _targets(teller: Teller) -> Iterator[Words]:
    books = teller.books
    if not books.projects:
        yield teller.line("no_targets", "performance")
        return
    funds = teller.money_of(books.spent(component="project"))
    yield teller.line("targets", "performance", projects=str(len(books.projects)), funds=funds)


def _assets(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "assets"
    uses: list[Piece] = []
    for use, name in words("shanghai")["uses"].items():
        uses += told("、{name}{count}辆" if uses else "{name}{count}辆", name=name, count=count(books.amount("cars", use)))
    counted: dict[str, Filling] = {"cars": count(books.amount("cars")), "uses": uses, "devices": count(books.amount("devices"))}
    if teller.ways["reason"]:
        worth = {item: teller.money_of(_worth(teller, item)) for item in ("current", "fixed", "intangible")}
        yield teller.line("assets_worth", topic, **counted, **worth)
        return
    yield teller.line("assets", topic, **counted)
    yield teller.line("buying", topic)


def _worth(teller: Teller, item: str) -> Fact:
    """What a kind of assets is worth; the books do not know."""
    value = round(teller.books.spent().value * teller.random.uniform(0.02, 0.8))
    return Fact("assets", "this", (("item", item),), value)


def project_told(teller: Teller, project: Project) -> Iterator[Words]:
    """The chapter on one project: what, why, who, how, when, money by quarter, aim."""
    books, topic = teller.books, "projects"
    titles = tables.numbered(words("shanghai")["project_sections"])
    exact = replace(teller, money=replace(teller.money, decimals=2))
    whole = books.spent(project=project.name)
    quarters = _quarters(whole, exact)
    dated = dict(zip(("first", "second", "third", "fourth"), quarters, strict=True))
    told_whole = (replace(amount(whole, exact.money), of=tuple(each[0].fact for each in quarters if each[0].fact)), Piece("万元"))
    pieces: dict[str, Filling] = {"project": named(project.name), "aim": project.aim, "whole": told_whole, **dated}
    sections = ("project_what", "project_basis", "project_who", "project_how", "project_when", "project_year")
    for title, section in zip(titles, sections, strict=False):
        yield heading(title, 2, books, topic)
        yield exact.line(section, topic, **pieces)
    yield heading(titles[-1], 2, books, topic)
    yield Words((Piece(f"{project.aim}。"),), topic=topic)


def _quarters(whole: Fact, teller: Teller) -> list[tuple[Piece, ...]]:
    """What is spent in each quarter of a project's money."""
    grain = teller.books.grain
    cuts = sorted(teller.random.randint(0, whole.value // grain) * grain for _ in range(3))
    amounts = [after - before for before, after in zip([0, *cuts], [*cuts, whole.value], strict=True)]
    facts = [
        Fact("plan", "this", tuple(sorted((*whole.key, ("quarter", str(number))))), value)
        for number, value in enumerate(amounts, 1)
    ]
    return [teller.money_of(fact) for fact in facts]
