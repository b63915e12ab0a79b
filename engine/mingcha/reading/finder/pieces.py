"""Lines of text as pieces that may be cells, and the columns that pieces of many lines stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..pages import Char
from .text import TextLine, text_of

_APART = 0.7
"""Heights of a character between two pieces of text on one line that may be two cells."""

_FINE = 0.32
"""Heights of a character between two columns at least, seen over all rows."""

_SPLIT = 0.25
"""Heights of a character between two cells at least, where columns tell that they are two."""


class Piece(NamedTuple):
    """Text that stands together on a line."""

    chars: tuple[Char, ...]
    left: float
    top: float
    right: float
    bottom: float
    text: str


def pieces_of(line: TextLine, apart: float = _APART) -> list[Piece]:
    """The pieces of a line, parted where white shows that is wider than ``apart`` heights of the line."""
    pieces: list[list[Char]] = []
    right = 0.0
    for char in line.chars:
        if char.text == " ":
            continue
        if pieces and char.left - right <= apart * line.height:
            pieces[-1].append(char)
        else:
            pieces.append([char])
        right = max(char.right, right)
    return [piece_of(chars) for chars in pieces]


def in_line(piece: Piece, other: Piece, height: float) -> bool:
    """Whether two pieces begin or end at the same place."""
    return min(abs(piece.left - other.left), abs(piece.right - other.right)) <= 0.3 * height


def piece_of(chars: Sequence[Char]) -> Piece:
    """Characters of one line, from left to right, as one piece."""
    return Piece(
        tuple(chars),
        chars[0].left,
        min(char.top for char in chars),
        max(char.right for char in chars),
        max(char.bottom for char in chars),
        text_of(chars),
    )


def finer(pieces: Sequence[Piece], height: float) -> list[Piece]:
    """The pieces parted at every white that may be two cells' where columns tell so."""
    parted: list[Piece] = []
    for piece in pieces:
        parts: list[list[Char]] = []
        right = 0.0
        for char in piece.chars:
            if parts and char.left - right <= _FINE * height:
                parts[-1].append(char)
            else:
                parts.append([char])
            right = max(right, char.right)
        parted.extend(map(piece_of, parts))
    return parted


def split_at(pieces: Sequence[Piece], columns: Sequence[tuple[float, float]], height: float) -> list[Piece]:
    """The pieces, those parted that reach over two columns and have white in the corridor between them."""
    parted: list[Piece] = []
    for piece in pieces:
        first, last = reach(piece, columns)
        parts: list[list[Char]] = [[]]
        right = piece.left
        for char in piece.chars:
            white = char.left - right > _SPLIT * height and bool(parts[-1])
            if (
                first != last
                and white
                and any(right <= columns[n + 1][0] + 1 and char.left >= columns[n][1] - 1 for n in range(first, last))
            ):
                parts.append([])
            parts[-1].append(char)
            right = max(right, char.right)
        parted.extend([piece] if len(parts) == 1 else map(piece_of, parts))
    return parted


def cores_of(pieces: Iterable[Piece], spared: int, corridor: float) -> list[tuple[float, float]]:
    """The stretches of x that more than ``spared`` pieces cover, those with less white than a corridor between them joined."""
    ends = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    cores: list[tuple[float, float]] = []
    depth, begin = 0, 0.0
    for x, step in ends:
        if step == 1 and depth == spared:
            begin = x
        if step == -1 and depth == spared + 1:
            if cores and begin - cores[-1][1] < corridor:
                cores[-1] = (cores[-1][0], x)
            elif x > begin:
                cores.append((begin, x))
        depth += step
    return cores


def reach(piece: Piece, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and the last column that a piece touches; of one between columns the nearest."""
    return core_reach(piece.left, piece.right, columns)


def core_reach(start: float, end: float, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and the last column that text from ``start`` to ``end`` touches; of text between columns the nearest."""
    touched = [
        number
        for number, (left, right) in enumerate(columns)
        if min(right, end) - max(left, start) > min(2.0, 0.3 * (right - left))
    ]
    if touched:
        return touched[0], touched[-1]
    middle = (start + end) / 2
    nearest = min(range(len(columns)), key=lambda n: max(columns[n][0] - middle, middle - columns[n][1]), default=0)
    return nearest, nearest
