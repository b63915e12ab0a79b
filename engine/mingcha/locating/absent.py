"""Rows that a table lacks: accounts of other tables whose amount is just what a total has more than its parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from ..checking.cube import Cube
from ..checking.identity import SUM
from ..checking.violation import Violation, within_rounding
from ..understanding import CLASSIFICATIONS, Disclosure, Figure
from .suspect import Change, Suspect

_TELLING = 2
"""How many digits an amount must have, nils at both ends apart, that another table should not have by chance."""


class AbsentRow(NamedTuple):
    """An account that a table lacks: its code, and a figure of it in another table."""

    code: str
    figure: Figure


def absent_rows(violations: Iterable[Violation], cube: Cube) -> Iterator[Suspect]:
    """Totals that are right and whose table lacks the row of an account, one cause for all columns of that row.

    A total that breaks another identity too, or a part that does, may be wrong itself.
    """
    broken = [violation for violation in violations if violation.identity is not None]
    times = Counter(one for violation in broken for one in set(map(id, violation.figures)))
    lacking: dict[tuple[int, int, str], list[Violation]] = defaultdict(list)
    for violation in broken:
        row = absent_row(violation, cube.disclosure)
        if row is not None and all(times[id(figure)] == 1 for figure in violation.figures):
            total = violation.figures[0]
            lacking[total.table, total.line, row.code].append(violation)
    for group in lacking.values():
        totals = [violation.figures[0] for violation in group]
        yield Suspect(tuple(Change(total, total.fen) for total in totals), cube.knowledge.odds.row_absent, tuple(group))


def absent_row(violation: Violation, disclosure: Disclosure) -> AbsentRow | None:
    """The only account that another table has with just what a total lacks, and the table of the total has not.

    None also where the violation is not that of a total over rows of a classification.
    """
    identity = violation.identity
    if identity is None or identity.form != SUM or identity.weights[:1] != (1,):
        return None
    total, *parts = identity.figures
    off, ulps = total.fen - sum(part.fen for part in parts), sum(figure.ulp for figure in identity.figures)
    if (
        len(str(off).strip("0")) < _TELLING
        or total.table < 0
        or off <= ulps
        or any(part.table != total.table or part.line == total.line for part in parts)
    ):
        return None
    along = next((name for name in CLASSIFICATIONS if any(map(attrgetter("coordinate." + name), parts))), "")
    if not along:
        return None
    code_at = attrgetter("coordinate." + along)
    above, lengths = code_at(total), {len(code_at(part)) for part in parts if code_at(part)}
    own = {code_at(figure) for figure in disclosure.figures if figure.table == total.table}
    found: dict[str, Figure] = {}
    for figure in disclosure.figures:
        code = code_at(figure)
        lacks = len(code) in lengths and code.startswith(above) and code not in own
        if lacks and figure.coordinate.period == "this" and within_rounding(figure.fen - off, ulps + figure.ulp):
            found.setdefault(code, figure)
    return AbsentRow(*found.popitem()) if len(found) == 1 else None
