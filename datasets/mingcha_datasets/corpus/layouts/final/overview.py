"""What comes before the account: what the unit is for, which units it takes in, who works there."""

from collections.abc import Callable, Sequence

from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.final.form import Telling
from mingcha_datasets.corpus.layouts.tables import numeral
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Block, Piece, Role
from mingcha_datasets.corpus.saying import count, line


def overview(telling: Telling) -> list[Block]:
    """The sections in the form's order."""
    blocks: list[Block] = []
    for number, section in enumerate(telling.form.overview, 1):
        blocks.append(telling.heading(f"{numeral(number)}、{section['title']}", 2, "overview"))
        blocks.extend(_SECTIONS[section["kind"]](telling))
    return blocks


def _duties(telling: Telling) -> Sequence[Block]:
    return [telling.say("duties", "overview"), *_listed(telling, "duties")]


def _tasks(telling: Telling) -> Sequence[Block]:
    return [telling.say("tasks", "overview"), *_listed(telling, "tasks")]


def _listed(telling: Telling, kind: str) -> list[Block]:
    found: Sequence[str] = words("domains")[telling.books.unit.domain][kind]
    return [line(f"（{numeral(number)}）{text}。", "overview") for number, text in enumerate(found, 1)]


def _units(telling: Telling) -> Sequence[Block]:
    unit = telling.books.unit
    if not unit.members:
        return [telling.say("unit_alone", "overview")]
    rows = [
        (
            Piece(str(number)),
            Piece(member, Role.UNIT_NAME if member == unit.name else Role.NAME),
            Piece(words("final")["natures"][nature]),
        )
        for number, (member, nature) in enumerate(zip(unit.members, unit.natures, strict=True), 1)
    ]
    board = tables.board("units", "", tables.header(words("final")["units_head"]), rows)
    return [telling.say("units", "overview", number=str(len(unit.members))), board]


def _staff(telling: Telling) -> Sequence[Block]:
    items = ("posts", "administrative", "institutional", "filled", "administrative_filled", "institutional_filled", "retired")
    return [telling.say("staff", "overview", **{item: count(telling.books.amount("staff", item)) for item in items})]


_SECTIONS: dict[str, Callable[[Telling], Sequence[Block]]] = {
    "duties": _duties,
    "tasks": _tasks,
    "units": _units,
    "staff": _staff,
}
