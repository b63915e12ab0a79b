"""How precise the amounts of a list are where a spreadsheet left out closing zeros: 3 stands for 3.00 then, not for about 3."""

from __future__ import annotations

from msgspec.structs import replace

from .disclosure import Figure

_Cells = list[tuple[Figure | None, ...]]
_ENOUGH = 3
"""So many amounts must have as many decimals as any, and none of them may end in 0."""


def sharpened(cells: _Cells) -> _Cells:
    """The amounts of a list, all as precise as its most precise ones where it prints no closing zeros.

    A list of 1.71, 0.5 and 3 shows numbers as a spreadsheet does by itself, without the zeros that end them; a list of amounts
    rounded by hand would have one number of decimals. Where any amount ends in a zero after its point nothing is known, and all
    stay as precise as they are printed.

    Args:
        cells: of each row, what stands in each column of amounts.
    """
    found = [figure for row in cells for figure in row if figure is not None]
    ulps = {figure.ulp for figure in found if figure.fen}
    if len(ulps) < 2:
        return cells
    finest = min(ulps)
    if sum(figure.ulp == finest for figure in found) < _ENOUGH or any(map(_ends_in_zero, found)):
        return cells
    return [tuple([figure and (replace(figure, ulp=finest) if figure.fen else figure) for figure in row]) for row in cells]


def _ends_in_zero(figure: Figure) -> bool:
    text = figure.text.rstrip(" )）")
    return text.endswith(("0", "０")) and ("." in text or "．" in text)
