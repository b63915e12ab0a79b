"""What recognition and conversion do to a paper: characters and digits misread, names cut off, rows slid by a column."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, WORDS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import NUMBER, Index, stated
from mingcha_datasets.corpus.damage.misprint import any_amount, in_form, kind_of, misprinted, reworded
from mingcha_datasets.corpus.damage.totals import totals_above
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import BLANK, Piece, Role, Spot


def misread_digit(index: Index, random: Random) -> Damage | None:
    """A digit was read as one that looks like it."""
    if (spot := any_amount(index, random)) is None:
        return None
    piece = index.pieces[spot]
    number = NUMBER.search(piece.text)
    places = [
        at for at in range(len(piece.text)) if number and number.start() <= at < number.end() and piece.text[at].isdecimal()
    ]
    return misprinted(index, {spot: replace(piece, text=_misread(piece.text, random.choice(places), random))})


def _misread(text: str, at: int, random: Random) -> str:
    return text[:at] + random.choice(wording()["digits"][text[at]]) + text[at + 1 :]


def misread_character(index: Index, random: Random) -> Damage | None:
    """A character of an account's name in a table was read as one that looks like it."""
    spots = [spot for spot in _account_names(index) if _readings(index.pieces[spot].text)]
    if not spots:
        return None
    spot = random.choice(spots)
    reading = random.choice(_readings(index.pieces[spot].text))
    return reworded(index, spot, reading, "text_slip", severity="info", confidence="likely", revealed=_is_named(index, spot))


def _is_named(index: Index, spot: Spot) -> bool:
    """Whether another place prints the name beside the same code."""
    codes = {index.pieces[code].text for code, name in index.accounts if name == spot}
    text = index.pieces[spot].text.strip()
    return any(
        name != spot and index.pieces[code].text in codes and index.pieces[name].text.strip() == text
        for code, name in index.accounts
    )


def _readings(text: str) -> list[str]:
    """What the name may be read as, with one character another."""
    alike = wording()["characters"]
    return [
        text[:at] + other + text[at + 1 :]
        for at, character in enumerate(text)
        for group in alike
        if character in group
        for other in group
        if other != character
    ]


def truncated_name(index: Index, random: Random) -> Damage | None:
    """The end of an account's name in a table was lost."""
    spots = [spot for spot in _account_names(index) if len(index.pieces[spot].text.strip()) > _LONG]
    if not spots:
        return None
    spot = random.choice(spots)
    text = index.pieces[spot].text
    return reworded(
        index, spot, text[: -random.randint(1, 3)], "extraction_damage", severity="info", revealed=False, confidence="likely"
    )


_LONG = 5


def _account_names(index: Index) -> list[Spot]:
    """The names of accounts in tables, beside their codes."""
    return [
        spot
        for spot in index.with_role(Role.NAME)
        if index.in_table(spot) and not in_form(index, spot) and index.in_row(spot, Role.CODE)
    ]


def slid_row(index: Index, random: Random) -> Damage | None:
    """All cells of a row from one on stand a column too far left, for an empty one before them was lost."""
    spot = any_amount(index, random)
    board = spot and index.board(spot)
    if not spot or not board or spot.row < board.heads or in_form(index, spot):
        return None
    row = index.row(spot)
    named = max((each.column for each in index.in_row(spot, Role.NAME, Role.CODE) if each.column < spot.column), default=0)
    blanks = [each for each in row if named < each.column < spot.column and not index.pieces[each].text.strip()]
    if not blanks:
        return None
    lost = blanks[-1].column
    put: dict[Spot, Piece] = {}
    for each in row[lost:]:
        nearer = row[each.column + 1] if each.column + 1 < len(row) else None
        put[each] = replace(index.pieces[nearer], fact=None) if nearer else BLANK
    moved = tuple(each for each in row[lost:] if index.pieces[each].text.strip())
    stated, off = index.pieces[spot].text.strip(), AMOUNTS if _is_off(index, put) else ""
    # An amount under the head of names is seen to have moved; that others stand under heads not theirs follows from it.
    seen = any(each.column == lost and each.block == spot.block for each in index.with_role(Role.NAME, Role.CODE))
    misread = Flaw(kind_of(index, spot), (*moved, *_totals_without(index, moved)), stated, "", "", "", off, "error", "likely")
    if off and not seen:
        return Damage((misread,), put)
    slid = Flaw("extraction_damage", moved, stated, "", "", "", off or (WORDS if seen else ""), "info", "likely")
    return Damage((slid, misread), put)


def _totals_without(index: Index, moved: Sequence[Spot]) -> list[Spot]:
    """The totals whose parts no longer add up: those of the columns that amounts moved from and to."""
    rows = {other.row for each in moved if each in index.figures for other in totals_above(index, each)}
    columns = {each.column - by for each in moved for by in (0, 1)}
    return [each for each in index.of_block[moved[0].block] if each.row in rows and each.column in columns]


def _is_off(index: Index, put: dict[Spot, Piece]) -> bool:
    """Whether amounts that stand under other heads now contradict others."""
    new = {}
    for spot, piece in put.items():
        if spot in index.figures and index.pieces[spot].role is Role.AMOUNT:
            own = index.pieces[spot]
            figure = stated(replace(own, text=piece.text))
            if figure is not None:
                new[spot] = figure
    return index.reveals(new)
