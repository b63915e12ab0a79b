"""The account in words: what came in and was spent, against last year and against the budget."""

from collections.abc import Callable, Sequence
from typing import Any

from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.final.form import Telling
from mingcha_datasets.corpus.layouts.final.matters import MATTERS
from mingcha_datasets.corpus.layouts.tables import numeral
from mingcha_datasets.corpus.names import dept_name, function_name, words
from mingcha_datasets.corpus.paper import Words
from mingcha_datasets.corpus.saying import Filling, joined, named

Chapter = Callable[[Telling, Sequence[str]], list[Words]]
"""Tells a chapter whose sections have these titles."""


def account(telling: Telling) -> list[Words]:
    """All chapters in the form's order, those of other matters together in one."""
    lines: list[Words] = []
    number = inner = 0
    for chapter in telling.form.chapters:
        within = "within" in chapter
        if not within or not inner:
            number += 1
            title = telling.form.others if within else chapter["title"]
            lines.append(telling.heading(f"{numeral(number)}、{title}", 2, "others" if within else chapter["kind"]))
        if within:
            inner += 1
            lines.append(telling.heading(f"（{numeral(inner)}）{chapter['title']}", 3, chapter["kind"]))
        lines.extend(_CHAPTERS[chapter["kind"]](telling, chapter.get("sections", ())))
    return lines


def headings(telling: Telling) -> list[str]:
    """The titles of the chapters as a list of contents has them."""
    titles = [chapter["title"] for chapter in telling.form.chapters if "within" not in chapter]
    return tables.numbered([*titles, *([telling.form.others] if telling.form.others else [])])


# All income and all spending.


def _overall(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    if "overall_long" not in telling.form.say:
        return [_moved("overall", "overall", telling, books.total())]
    facts = {
        "total": books.total(),
        "income": books.income(),
        "carried_in": books.carried_in(),
        "expenditure": books.spent(),
        "carried_out": books.carried_out(),
    }
    lines = []
    stated: Any
    for stated in telling.form.say["overall_long"]:
        fact = facts.get(stated["of"]) or Fact(stated["of"], "this", (), 0)
        filling: dict[str, Filling] = {"amount": telling.amount(fact)}
        if "{moved}" in stated["text"]:
            filling |= {"moved": telling.moved(fact), "because": telling.because(fact)}
        lines.append(Words(telling.pieces(stated["text"], **filling), topic="overall"))
    return lines


def _moved(kind: str, topic: str, telling: Telling, fact: Fact) -> Words:
    return telling.say(kind, topic, total=telling.amount(fact), moved=telling.moved(fact), because=telling.because(fact))


def _income(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    total = books.income()
    sources = [("财政拨款收入", books.income(fund="appropriation"))]
    sources += [(row["name"], books.income(source=row["key"])) for row in words("final")["incomes"][3:]]
    parts = [
        telling.part("income_part", name=named(name), amount=telling.amount(fact), share=telling.share(fact, total))
        for name, fact in sources
        if telling.prints(fact)
    ]
    return [telling.say("income", "income", total=telling.amount(total), parts=joined(parts))]


def _outlay(telling: Telling, _: Sequence[str]) -> list[Words]:
    books = telling.books
    total, basic, project = books.spent(), books.spent(component="basic"), books.spent(component="project")
    filling: dict[str, Filling] = {
        "total": telling.amount(total),
        "basic": telling.amount(basic),
        "basic_share": telling.share(basic, total),
        "project": telling.amount(project),
        "project_share": telling.share(project, total),
    }
    return [telling.say("outlay", "expenditure", **filling)]


def _appropriation(telling: Telling, _: Sequence[str]) -> list[Words]:
    return [_moved("appropriation", "appropriation", telling, telling.books.total(fund="appropriation"))]


# What was spent of a fund, by function.


def _general(telling: Telling, sections: Sequence[str]) -> list[Words]:
    books = telling.books
    total = books.spent(fund="general")
    opening = telling.say(
        "general",
        "general",
        total=telling.amount(total),
        share=telling.share(total, books.spent()),
        moved=telling.moved(total),
        because=telling.because(total),
    )
    if not sections:
        return [opening]
    titles = [telling.heading(f"（{numeral(number)}）{title}", 3, "general") for number, title in enumerate(sections, 1)]
    return [titles[0], opening, titles[1], _structure(telling, total), titles[2], *_details(telling)]


def _structure(telling: Telling, total: Fact) -> Words:
    books = telling.books
    classes = [
        (code, books.spent(fund="general", function=code)) for code in tables.codes(books, "function", (3,), fund="general")
    ]
    parts = [
        telling.part(
            "structure_part", name=named(function_name(code)), amount=telling.amount(fact), share=telling.share(fact, total)
        )
        for code, fact in classes
        if telling.prints(fact)
    ]
    return telling.say("structure", "general", total=telling.amount(total), parts=joined(parts))


def _details(telling: Telling) -> list[Words]:
    books = telling.books
    total, planned = books.spent(fund="general"), books.spent("planned", fund="general")
    opening = telling.say(
        "details",
        "general",
        planned=telling.amount(planned),
        total=telling.amount(total),
        done=telling.share(total, planned),
        because=telling.against(planned, total, words("final")["against_budget"]),
    )
    found = _items(telling, "general")
    return [opening, *(_detail(telling, "general", code, str(number)) for number, code in enumerate(found, 1))]


def _items(telling: Telling, fund: str) -> list[str]:
    """The 项 that something was spent on or planned for."""
    found = {
        code for period in ("this", "planned") for code in tables.codes(telling.books, "function", (7,), period=period, fund=fund)
    }
    return sorted(found)


def _detail(telling: Telling, fund: str, code: str, number: str) -> Words:
    """What was spent on a 项 against what was planned for it."""
    books = telling.books
    this, planned = books.spent(fund=fund, function=code), books.spent("planned", fund=fund, function=code)
    names = [named(function_name(code[:digits])) for digits in (3, 5, 7)]
    filling: dict[str, Filling] = {
        "number": number,
        "path": telling.pieces("{a}（类）{b}（款）{c}（项）", a=names[0], b=names[1], c=names[2]),
        "section": names[1],
        "name": names[2],
        "use": "、".join(use for component, use in _USES if books.spent(fund=fund, function=code, component=component).value)
        or _USES[0][1],
        "planned": telling.amount(planned),
        "total": telling.amount(this),
        "because": telling.against(planned, this, words("final")["against_budget"]),
    }
    if not telling.prints(planned):
        return telling.say("detail_new", "general", **filling)
    return telling.say("detail", "general", done=telling.share(this, planned), **filling)


_USES = (("personnel", "人员支出"), ("operating", "公用支出"), ("project", "项目支出"))


def _appropriated(telling: Telling, _: Sequence[str]) -> list[Words]:
    """All three funds, the 项 below headings of their 类."""
    books = telling.books
    total, planned = books.spent(fund="appropriation"), books.spent("planned", fund="appropriation")
    lines = [
        telling.say("appropriated", "appropriated", total=telling.amount(total), share=telling.share(total, books.spent())),
        telling.say("appropriated_planned", "appropriated", planned=telling.amount(planned), done=telling.share(total, planned)),
    ]
    items = _items(telling, "appropriation")
    for number, up in enumerate(sorted({code[:3] for code in items}), 1):
        lines.append(
            telling.heading(telling.wording("class"), 3, "appropriated", number=numeral(number), name=named(function_name(up)))
        )
        below = [code for code in items if code.startswith(up)]
        lines.extend(_detail(telling, "appropriation", code, str(place)) for place, code in enumerate(below, 1))
    return lines


# Basic expenditure by economic account.


def _basic_of(fund: str, kind: str) -> Chapter:
    def tell(telling: Telling, _: Sequence[str]) -> list[Words]:
        books = telling.books
        filling: dict[str, Filling] = {"total": telling.amount(books.spent(fund=fund, component="basic"))}
        for component, listed in (("personnel", "paid"), ("operating", "bought")):
            key = {"fund": fund, "component": component}
            codes = tables.codes(books, "dept", (5,), **key)
            filling[component] = telling.amount(books.spent(**key))
            filling[listed] = joined([[named(dept_name(code))] for code in codes], "、") or "无"
        kinds = [kind, *(each for each in ("basic_personnel", "basic_operating") if each in telling.form.say)]
        return [telling.say(each, kind, **filling) for each in kinds]

    return tell


# The other funds.


def _fund(kind: str) -> Chapter:
    def tell(telling: Telling, _: Sequence[str]) -> list[Words]:
        books = telling.books
        if not books.total(fund=kind).value:
            return [telling.say(f"{kind}_none", kind)]
        total = books.spent(fund=kind)
        filling: dict[str, Filling] = {
            "carried_in": telling.amount(books.carried_in(fund=kind)),
            "income": telling.amount(books.income(fund=kind)),
            "total": telling.amount(total),
            "basic": telling.amount(books.spent(fund=kind, component="basic")),
            "project": telling.amount(books.spent(fund=kind, component="project")),
            "carried_out": telling.amount(books.carried_out(fund=kind)),
            "moved": telling.moved(total),
            "because": telling.because(total),
        }
        return [telling.say(kind, kind, **filling)]

    return tell


_CHAPTERS: dict[str, Chapter] = {
    "overall": _overall,
    "income": _income,
    "outlay": _outlay,
    "appropriation": _appropriation,
    "appropriated": _appropriated,
    "appropriated_basic": _basic_of("appropriation", "appropriated_basic"),
    "general": _general,
    "basic": _basic_of("general", "basic"),
    "government_fund": _fund("government_fund"),
    "state_capital": _fund("state_capital"),
    **MATTERS,
}
