"""What the third chapter of Jiangsu's budgets says, table by table."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.jiangsu.tables import FUNDS, SOURCES
from mingcha_datasets.corpus.layouts.teller import Teller, heading
from mingcha_datasets.corpus.names import dept_name, function_name, words
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import Filling, count, named, prints, share, told


def explained(teller: Teller) -> Iterator[Words]:
    """Every section of the chapter with its heading."""
    sections: dict[str, Callable[[Teller], Iterator[Words]]] = {
        "income_and_expenditure": _overview,
        "income": _income,
        "expenditure": _expenditure,
        "appropriation": _appropriation,
        "appropriation_by_function": partial(_by_function, "appropriation_by_function", "appropriation"),
        "appropriation_basic": partial(_basic, "appropriation_basic", "appropriation"),
        "by_function": partial(_by_function, "by_function", "general"),
        "basic_by_economy": partial(_basic, "basic_by_economy", "general"),
        "three_public": _three_public,
        "government_fund": partial(_fund, "government_fund"),
        "state_capital": partial(_fund, "state_capital"),
        "agency_operating": _agency_operating,
        "procurement": _procurement,
        "assets": _assets,
        "performance": _performance,
    }
    titles = tables.numbered(words("jiangsu")["told"].values())
    for title, (topic, told_of) in zip(titles, sections.items(), strict=True):
        yield heading(title, 2, teller.books, topic)
        yield from told_of(teller)


def _whole(teller: Teller, way: str, fact: Fact, topic: str) -> Words:
    """Both sides together and how they changed."""
    change = teller.books.change(fact)
    if prints(change, teller.money):
        return teller.line(way, topic, total=teller.money_of(fact), compared=teller.compared(fact, "each"))
    return teller.line(f"{way}_same", topic, total=teller.money_of(fact), same=teller.same(change))


def _overview(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "income_and_expenditure"
    yield _whole(teller, "overview", books.total(), topic)
    yield teller.line("income_total", topic, amount=teller.money_of(books.total()))
    yield teller.line("income_year", topic, amount=teller.money_of(books.income()))
    for number, source in enumerate(SOURCES, 1):
        name = named(words("jiangsu")["sources"][source][2])
        yield _compared(teller, "income_source", books.income(source=source), topic, number=str(number), name=name)
    yield _compared(teller, "carried_in", books.carried_in(), topic)
    yield teller.line("spent_total", topic, amount=teller.money_of(books.total()))
    yield teller.line("spent_year", topic, amount=teller.money_of(books.spent()))
    uses = words("jiangsu")["uses_of_functions"]
    for number, code in enumerate(tables.codes(books, "function", (3,)), 1):
        yield _compared(
            teller,
            "spent_function",
            books.spent(function=code),
            topic,
            number=str(number),
            name=named(function_name(code)),
            use=teller.random.choice(uses.get(code, uses["any"])),
        )
    yield teller.line("carried_out", topic, amount=teller.money_of(books.carried_out()))
    yield _compared(teller, "besides", books.spent(component="basic"), topic)
    yield _compared(teller, "projects", books.spent(component="project"), topic)


def _compared(teller: Teller, way: str, fact: Fact, topic: str, **pieces: Filling) -> Words:
    """An amount and how it changed."""
    return teller.line(way, topic, amount=teller.money_of(fact), compared=teller.compared(fact), **pieces)


def _income(teller: Teller) -> Iterator[Words]:
    books = teller.books
    yield teller.line(
        "income_of",
        "income",
        total=teller.money_of(books.total()),
        income=teller.money_of(books.income()),
        carried=teller.money_of(books.carried_in()),
    )
    named_parts = [("income_share", words("jiangsu")["sources"][source][2], books.income(source=source)) for source in SOURCES]
    named_parts += [("carried_share", words("jiangsu")["sources"][fund][1], books.carried_in(source=fund)) for fund in FUNDS]
    yield from _shares(teller, "income", named_parts, books.total())


def _shares(teller: Teller, topic: str, parts: Sequence[tuple[str, str, Fact]], whole: Fact) -> Iterator[Words]:
    """A line for each part that is not nil: its amount and which part of the whole it is."""
    stated = [part for part in parts if part[2].value]
    for way, name, fact in stated:
        end = "。" if fact is stated[-1][2] else "；"
        yield teller.line(way, topic, name=named(name), amount=teller.money_of(fact), share=share(fact, whole), end=end)


def _expenditure(teller: Teller) -> Iterator[Words]:
    books = teller.books
    yield teller.line("spent_of", "expenditure", total=teller.money_of(books.spent()))
    parts = [("基本支出", "basic"), ("项目支出", "project")]
    facts = [("spent_share", name, books.spent(component=component)) for name, component in parts]
    yield from _shares(teller, "expenditure", facts, books.spent())


def _appropriation(teller: Teller) -> Iterator[Words]:
    yield _whole(teller, "appropriation", teller.books.total(fund="appropriation"), "appropriation")


def _by_function(topic: str, fund: str, teller: Teller) -> Iterator[Words]:
    books = teller.books
    whole = books.spent(fund=fund)
    yield _compared(teller, topic, whole, topic, share=share(whole, books.spent()))
    yield teller.line("items", topic)
    for number, code in enumerate(tables.codes(books, "function", (3,), fund=fund), 1):
        yield heading(teller.ways["class"], 3, books, topic, number=tables.numeral(number), name=named(function_name(code)))
        for item_number, item in enumerate(tables.codes(books, "function", (7,), fund=fund, function=code), 1):
            yield _compared(
                teller,
                "item",
                books.spent(fund=fund, function=item),
                topic,
                number=str(item_number),
                section=named(function_name(item[:5])),
                name=named(function_name(item)),
            )


def _basic(topic: str, fund: str, teller: Teller) -> Iterator[Words]:
    books = teller.books
    yield teller.line(topic, topic, amount=teller.money_of(books.spent(fund=fund, component="basic")))
    for component in ("personnel", "operating"):
        accounts = tables.codes(books, "dept", (5,), fund=fund, component=component)
        names = "、".join(map(dept_name, accounts)) or "无"
        fact = books.spent(fund=fund, component=component)
        yield teller.line(component, topic, amount=teller.money_of(fact), names=names)


def _three_public(teller: Teller) -> Iterator[Words]:
    books, topic = teller.books, "three_public"
    whole = books.amount(topic)
    parts = {item: books.amount(topic, item) for item in ("abroad", "car", "reception")}
    if whole.value:
        stated = {item: teller.money_of(fact) for item, fact in parts.items()}
        shares = {f"{item}_share": share(fact, whole) for item, fact in parts.items()}
        yield _compared(teller, topic, whole, topic, **stated, **shares)
    else:
        yield _compared(teller, "three_public_nil", whole, topic)
    yield _compared(teller, "abroad", parts["abroad"], topic)
    yield teller.line("car", topic, amount=teller.money_of(parts["car"]))
    for item in ("car_purchase", "car_running"):
        yield _compared(teller, item, books.amount(topic, item), topic)
    yield _compared(teller, "reception", parts["reception"], topic)
    for measure in ("meetings", "training"):
        yield _compared(teller, measure, books.amount(measure), topic)


def _fund(fund: str, teller: Teller) -> Iterator[Words]:
    yield _compared(teller, fund, teller.books.spent(fund=fund), fund)


def _agency_operating(teller: Teller) -> Iterator[Words]:
    topic = "agency_operating"
    if teller.books.unit.has_agency_operating:
        yield _compared(teller, topic, teller.books.spent(fund="general", component="operating"), topic)
    else:
        yield teller.line("no_agency", topic)


def _procurement(teller: Teller) -> Iterator[Words]:
    items = {item: teller.money_of(teller.books.amount("procurement", item)) for item in ("goods", "works", "services")}
    yield teller.line("procurement", "procurement", total=teller.money_of(teller.books.amount("procurement")), **items)


def _assets(teller: Teller) -> Iterator[Words]:
    books = teller.books
    uses: list[Piece] = []
    for use, name in words("jiangsu")["uses"].items():
        uses += told("、{name}{count}辆" if uses else "{name}{count}辆", name=name, count=count(books.amount("cars", use)))
    yield teller.line("assets", "assets", cars=count(books.amount("cars")), uses=uses, devices=count(books.amount("devices")))


def _performance(teller: Teller) -> Iterator[Words]:
    books = teller.books
    total = teller.money_of(books.total(fund="appropriation"))
    projects = [project for project in books.projects if project.fund != "other"]
    funds = books.spent(fund="appropriation", component="project")
    if not projects or not funds.value:
        yield teller.line("performance_nil", "performance", total=total)
        return
    number = Piece(str(len(projects)))
    stated = teller.money_of(funds)
    yield teller.line("performance", "performance", total=total, projects=number, funds=stated, share=share(funds, funds))
