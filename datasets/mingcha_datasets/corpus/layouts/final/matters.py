"""The matters that an account must explain: three-public expenses, agency operating, procurement, assets, performance."""

from collections.abc import Callable, Sequence

from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts.final.form import Telling
from mingcha_datasets.corpus.layouts.tables import numeral
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import Filling, count, joined, named

_ITEMS = (("abroad", "因公出国（境）费"), ("car", "公务用车购置及运行维护费"), ("reception", "公务接待费"))


def _three_public(telling: Telling, sections: Sequence[str]) -> list[Words]:
    titles = [telling.heading(f"（{numeral(number)}）{title}", 3, "three_public") for number, title in enumerate(sections, 1)]
    if not sections:
        return [*_told_at_length(telling), *_meetings(telling, ())]
    lines = [titles[0], *_whole(telling)]
    if _planned(telling).value or _spent(telling).value:
        lines += [titles[1], *_items(telling)]
    return [*lines, *_meetings(telling, titles[2:])]


def _spent(telling: Telling, item: str = "") -> Fact:
    return telling.books.amount("three_public", item)


def _planned(telling: Telling, item: str = "") -> Fact:
    return telling.books.amount("three_public", item, "planned")


def _whole(telling: Telling) -> list[Words]:
    """The whole against its budget and against last year's."""
    total, planned = _spent(telling), _planned(telling)
    if not telling.prints(planned):
        return [telling.say("three_public_none", "three_public")]
    parts = [_against(telling, name, _planned(telling, item), _spent(telling, item)) for item, name in _ITEMS]
    against = telling.say(
        "three_public",
        "three_public",
        planned=telling.amount(planned),
        total=telling.amount(total),
        done=telling.share(total, planned),
        parts=joined(parts),
        because=telling.against(planned, total, words("final")["three_public_against"]),
    )
    moved = [
        telling.part("three_public_part_moved", name=named(name), moved=telling.moved(_spent(telling, item)))
        for item, name in _ITEMS
    ]
    before = telling.say(
        "three_public_moved",
        "three_public",
        moved=telling.moved(total),
        parts=joined(moved),
        because=telling.because(total),
    )
    return [against, before]


def _against(telling: Telling, name: str, planned: Fact, this: Fact) -> tuple[Piece, ...]:
    if not telling.prints(planned):
        return telling.part("three_public_unplanned", name=named(name), amount=telling.amount(this))
    return telling.part("three_public_part", name=named(name), amount=telling.amount(this), done=telling.share(this, planned))


def _items(telling: Telling) -> list[Words]:
    """The shares of the items, then each with what was done for it."""
    total = _spent(telling)
    parts = _shares(telling, total)
    shares = [telling.say("three_public_shares", "three_public", parts=joined(parts))] if telling.prints(total) else []
    reception = "reception" if telling.prints(_spent(telling, "reception")) else "reception_none"
    kinds = ("abroad", "cars", "kept", reception)
    return [*shares, *(telling.say(kind, "three_public", **_fillings(telling, kind)) for kind in kinds)]


def _shares(telling: Telling, total: Fact) -> list[tuple[Piece, ...]]:
    """Each item with its share of the whole."""
    return [
        telling.part(
            "three_public_share",
            name=named(name),
            amount=telling.amount(_spent(telling, item)),
            share=telling.share(_spent(telling, item), total),
        )
        for item, name in _ITEMS
    ]


def _fillings(telling: Telling, kind: str) -> dict[str, Filling]:
    """What the wordings of an item may name."""
    item = {"cars": "car", "kept": "car", "bought": "car_purchase", "run": "car_running", "reception_none": "reception"}.get(
        kind, kind
    )
    uses = "uses_of_reception" if item == "reception" else "uses_of_car"
    counts = ("trips", "travellers", "cars_bought", "cars", "receptions", "guests")
    return {
        "amount": telling.amount(_spent(telling, item)),
        "planned": telling.amount(_planned(telling, item)),
        "bought": telling.amount(_spent(telling, "car_purchase")),
        "run": telling.amount(_spent(telling, "car_running")),
        "done": _done(telling, _planned(telling, item), _spent(telling, item)),
        "nil": telling.amount(Fact("none", "this", (), 0)),
        "use": telling.random.choice(words("final")[uses]),
        **{each: count(telling.books.amount("counts", each)) for each in counts},
    }


def _done(telling: Telling, planned: Fact, this: Fact) -> tuple[Piece, ...]:
    """How many percent of the budget were spent, where there was one."""
    return telling.pieces("，完成预算的{share}%", share=telling.share(this, planned)) if telling.prints(planned) else ()


def _told_at_length(telling: Telling) -> list[Words]:
    """The whole in one paragraph, then each item with its budget."""
    total, planned = _spent(telling), _planned(telling)
    if not telling.prints(planned):
        return [telling.say("three_public_none", "three_public")]
    parts = _shares(telling, total)
    opening = telling.say(
        "three_public",
        "three_public",
        total=telling.amount(total),
        planned=telling.amount(planned),
        nil=telling.amount(Fact("none", "this", (), 0)),
        moved=telling.moved(total),
        reason=telling.why(total),
        shares=joined(parts),
        done=telling.share(total, planned),
        against=telling.against(planned, total, words("final")["three_public_against"]),
    )
    kinds = ("abroad", "cars", "bought", "run", "reception")
    return [opening, *(telling.say(kind, "three_public", **_fillings(telling, kind)) for kind in kinds)]


def _meetings(telling: Telling, titles: Sequence[Words]) -> list[Words]:
    """会议费 and 培训费, where the form has them with the three-public expenses."""
    if not any("会议费" in table["title"] for table in telling.form.tables):
        return []
    lines: list[Words] = []
    for number, measure in enumerate(("meetings", "training")):
        this, planned = telling.books.amount(measure), telling.books.amount(measure, "", "planned")
        lines += titles[number : number + 1]
        filling = {"planned": telling.amount(planned), "amount": telling.amount(this), "done": _done(telling, planned, this)}
        lines.append(telling.say(measure, measure, **filling))
    return lines


def _agency(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    if not books.unit.has_agency_operating:
        return [telling.say("agency_none", "agency")]
    total = books.agency_operating()
    filling = {"total": telling.amount(total), "moved": telling.moved(total), "because": telling.because(total)}
    return [telling.say("agency", "agency", **filling)]


def _procurement(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    total = books.amount("procurement")
    if not telling.prints(total):
        return [telling.say("procurement_none", "procurement")]
    sme, micro = books.amount("procured_from", "sme"), books.amount("procured_from", "micro")
    items = {item: telling.amount(books.amount("procurement", item)) for item in ("goods", "works", "services")}
    return [
        telling.say(
            "procurement",
            "procurement",
            total=telling.amount(total),
            sme=telling.amount(sme),
            sme_share=telling.share(sme, total),
            micro=telling.amount(micro),
            micro_share=telling.share(micro, sme),
            **items,
        )
    ]


def _assets(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    cars = books.amount("cars")
    uses = [
        telling.pieces("{name}{number}辆", name=named(name), number=count(books.amount("cars", use)))
        for use, name in words("final")["uses"].items()
    ]
    kind = "assets" if cars.value else "assets_none"
    return [telling.say(kind, "assets", cars=count(cars), devices=count(books.amount("devices")), uses=joined(uses, "、"))]


def _performance(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    amount, planned = books.spent(component="project"), books.spent("planned", component="project")
    number = Fact("projects", "this", (), len({entry.project for entry in books.this.entries if entry.project}))
    if not number.value:
        return [telling.say("performance_none", "performance")]
    filling: dict[str, Filling] = {
        "projects": count(number),
        "amount": telling.amount(amount),
        "planned": telling.amount(planned),
    }
    return [telling.say("performance", "performance", **filling)]


MATTERS: dict[str, Callable[[Telling, Sequence[str]], list[Words]]] = {
    "three_public": _three_public,
    "agency": _agency,
    "procurement": _procurement,
    "assets": _assets,
    "performance": _performance,
}
"""How each chapter is told."""
