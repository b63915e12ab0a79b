"""Performance forms and numbers of people that do not fit the money and each other."""

from dataclasses import replace
from random import Random

from mingcha_datasets.corpus.damage.damaged import WORDS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import NUMBER, Index
from mingcha_datasets.corpus.damage.misprint import in_form, misprinted, printed, reworded, with_number
from mingcha_datasets.corpus.damage.totals import revision
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import Board, Piece, Role, Spot


def project_without_target(index: Index, random: Random) -> Damage | None:
    """A project of the list has no performance form."""
    forms = [number for number, block in enumerate(index.paper.blocks) if isinstance(block, Board) and _is_project(block)]
    listed = {form: _listed(index, form) for form in forms}
    forms = [form for form in forms if listed[form]]
    if not forms:
        return None
    form = random.choice(forms)
    name = index.pieces[listed[form][0]].text.strip()
    flaw = Flaw("missing_disclosure", tuple(listed[form]), "", name, "", "", WORDS, "error", "likely")
    return Damage((flaw,), without=frozenset((block, None) for block in [*index.title_blocks(form), form]))


def _is_project(board: Board) -> bool:
    return board.kind == "performance_project"


def _listed(index: Index, form: int) -> list[Spot]:
    """Where tables list the project of a form."""
    name = _project(index, form)
    return [
        spot
        for spot in index.with_role(Role.NAME)
        if index.in_table(spot) and not in_form(index, spot) and index.pieces[spot].text.strip() == name
    ]


def _project(index: Index, form: int) -> str:
    names = [spot for spot in index.with_role(Role.NAME) if spot.block == form]
    return index.pieces[names[0]].text.strip() if names else ""


def funds_not_project(index: Index, random: Random) -> Damage | None:
    """The funds of a form, total and appropriation, are another amount than the project has."""
    spots = [spot for spot in index.amounts if (board := index.board(spot)) and _is_project(board)]
    if not spots:
        return None
    spot = random.choice(spots)
    by = revision(index.figures[spot].value, random)
    same = [each for each in spots if each.block == spot.block and index.figures[each].value == index.figures[spot].value]
    put: dict[Spot, Piece | None] = {}
    for each in same:
        piece = index.pieces[each]
        put[each] = replace(piece, text=printed(piece, index.figures[each].value + by))
    return misprinted(index, put, kind="performance_amount")


def objective_not_filled_in(index: Index, random: Random) -> Damage | None:
    """A form has the template's words where its objective should stand."""
    spots = index.with_role(Role.AIM)
    if not spots:
        return None
    spot, words = random.choice(spots), random.choice(wording()["unfilled"])
    # Forms state the objective of the term and of the year side by side, some below a row that names both.
    aims = index.in_row(spot, Role.AIM)
    above = (Spot(spot.block, spot.row - 1, 0),) if len(aims) > 1 and not index.pieces[index.row(spot)[0]].text.strip() else ()
    one = reworded(index, aims[0], words, "missing_disclosure", also=above)
    return one and replace(one, put={each: replace(index.pieces[each], text=words) for each in aims})


def per_head_times_number(index: Index, random: Random) -> Damage | None:
    """A number of people times the amount for each is not what is said."""
    relations = [each for each in index.relations if each.form == "product"]
    counts = [spot for each in relations for _, part in each.parts for spot in index.stating[part]]
    counts = [spot for spot in counts if index.pieces[spot].role is Role.COUNT]
    if not counts:
        return None
    spot = random.choice(counts)
    number = NUMBER.search(index.pieces[spot].text)
    assert number is not None
    # Numbers of people are planned ones: one that is a little off is not wrong.
    other = int(number[0]) * random.choice((2, 3, 10, 12)) + random.randrange(2)
    return misprinted(index, {spot: with_number(index.pieces[spot], str(other))}, kind="performance_amount")


def staff_parts(index: Index, random: Random) -> Damage | None:
    """The parts of the staff or of the cars are not as many as the whole."""
    counts = [spot for spot in index.with_role(Role.COUNT) if spot in index.figures and index.fact(spot).measure in _COUNTED]
    counts = [spot for spot in counts if index.sums_of(spot) or index.sums_with(spot)]
    return _other_count(index, counts, random, "staffing")


_COUNTED = ("staff", "cars")


def _other_count(index: Index, spots: list[Spot], random: Random, kind: str) -> Damage | None:
    if not spots:
        return None
    spot = random.choice(spots)
    number = int(index.figures[spot].value) + random.choice((-2, -1, 1, 2, 3))
    return misprinted(index, {spot: with_number(index.pieces[spot], str(number))}, kind=kind) if number > 0 else None
