"""Figures and words that are printed otherwise than they should be, with what the label says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, WORDS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import NUMBER, Index, Stated, stated
from mingcha_datasets.corpus.paper import Board, Money, Piece, Spot

PERFORMANCE = "performance"
"""How the kinds of performance forms begin."""


def any_amount(index: Index, random: Random) -> Spot | None:
    """An amount that is not nil."""
    return random.choice(index.amounts) if index.amounts else None


def in_form(index: Index, spot: Spot) -> bool:
    """Whether it stands in a performance form."""
    board = index.board(spot)
    return board is not None and board.kind.startswith(PERFORMANCE)


def kind_of(index: Index, spot: Spot) -> str:
    """The finding's kind of a wrong figure, by where it stands."""
    return "performance_amount" if in_form(index, spot) else "cross_table" if index.in_table(spot) else "narrative_table"


def money_of(piece: Piece) -> Money:
    """How an amount is printed."""
    assert piece.money is not None
    return piece.money


def printed(piece: Piece, value: Decimal) -> str:
    """Another amount, printed as this one is; a change without its sign."""
    assert piece.fact is not None
    return money_of(piece).text(abs(int(value)) if piece.fact.period == "change" else int(value))


def with_number(piece: Piece, number: str) -> Piece:
    """The piece with another number in the place of its own."""
    return replace(piece, text=NUMBER.sub(lambda _: number, piece.text, count=1))


def digits_of(piece: Piece) -> tuple[str, int]:
    """The digits of a figure, without separators, and how many of them are decimals."""
    number = NUMBER.search(piece.text)
    assert number is not None
    return "".join(each for each in number[0] if each.isdecimal()), len(number[0].partition(".")[2])


def with_digits(piece: Piece, digits: str, decimals: int) -> Piece | None:
    """The figure with other digits, separated as it is; None where it would begin with a nil that nobody prints, or be nil."""
    whole = digits[: len(digits) - decimals]
    if not whole or (len(whole) > 1 and whole[0] == "0") or not digits.strip("0"):
        return None
    number = NUMBER.search(piece.text)
    assert number is not None
    separated = "," in number[0]
    # A number of thousands that has no separator stays without one.
    value = Decimal(f"-{digits}" if number[0].startswith("-") else digits).scaleb(-decimals)
    return with_number(piece, f"{value:{',' if separated else ''}f}")


def misprinted(
    index: Index, pieces: Mapping[Spot, Piece | None], *, kind: str = "", severity: str = "error", also: Sequence[Spot] = ()
) -> Damage | None:
    """Figures printed otherwise: the first is the cause, the others follow from it.

    Args:
        index: of the intact paper.
        pieces: what is printed there; None where nothing can be.
        kind: the finding's kind; by itself that of the place.
        severity: of the flaw.
        also: other places that the label of the first names.

    Returns:
        None where a piece is None, states what the intact one does, or is nil.
    """
    new: dict[Spot, Stated] = {}
    for spot, piece in pieces.items():
        figure = stated(piece) if piece else None
        if figure is None or not figure.value or figure.value == index.figures[spot].value:
            return None
        new[spot] = figure
    put = {spot: piece for spot, piece in pieces.items() if piece}
    if not put:
        return None
    revealed_by = AMOUNTS if index.reveals(new) else ""
    flaws = [
        Flaw(
            kind or kind_of(index, spot),
            (spot, *(also if number == 0 else ())),
            piece.text.strip(),
            index.pieces[spot].text.strip(),
            "",
            "",
            revealed_by,
            severity,
        )
        for number, (spot, piece) in enumerate(put.items())
    ]
    return Damage(tuple(flaws), put)


def reworded(
    index: Index,
    spot: Spot,
    text: str,
    kind: str,
    *,
    severity: str = "warning",
    revealed: bool = True,
    explanation: str = "",
    also: Sequence[Spot] = (),
    confidence: str = "certain",
) -> Damage | None:
    """Words printed otherwise at one place; None where they are the same."""
    old = index.pieces[spot]
    if text == old.text:
        return None
    revealed_by = WORDS if revealed else ""
    flaw = Flaw(kind, (spot, *also), text.strip(), old.text.strip(), explanation, "", revealed_by, severity, confidence)
    return Damage((flaw,), {spot: replace(old, text=text)})


def is_board(index: Index, block: int, kind: str) -> bool:
    """Whether a block is a board of a kind that begins so."""
    board = index.paper.blocks[block]
    return isinstance(board, Board) and board.kind.startswith(kind)
