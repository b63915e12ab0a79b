"""The money that the words of a project give it: its objective, and what the list of projects says that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..amounts import NUMBER, Amount, parse_amount
from ..knowledge import plain
from ..understanding import Figure
from .violation import within_rounding

_TOLD = re.compile(
    rf"(?:预算|安排)(?:资金|经费|总额|金额|资金总额|总投入)(?:共计?|合计|总计|总额|为|约|[:：])?({NUMBER.pattern})(万元|元)(?![/／每人·])"
)
"""How a text says what a project has; what is had of a person or a place is no such amount."""
_OTHERS = re.compile(r"上年|去年|往年|以前年度|总投资|累计|每[人户个年月]|人均|其中|20\d\d")
"""In the clause before the amount: it is that of another time, of all times together, or a part."""
_OF_A_LEVEL = re.compile(r"中央|[省市县区镇]级")
_CLAUSE = re.compile(r"[,，。;；:：]")


class _Told(NamedTuple):
    """An amount that a text gives a project: as printed, in fen, and whether it is the money of one level of government."""

    text: str
    amount: Amount
    of_a_level: bool


def told_otherwise(text: str, figures: Iterable[Figure]) -> str:
    """The money that a text gives a project, as printed, where the project has none of such an amount; "" of a text without.

    Of several amounts in one text some may be parts of the project's; then only one above all that it has is another.

    Args:
        text: an objective or a brief. The money of one level of government may be less than the project's.
        figures: what tables print of the project: its funds and their sources, its amounts in lists.
    """
    told = _told(text) if "元" in text else ()
    amounts = [figure for figure in figures if figure.fen] if told else []
    if not amounts:
        return ""
    largest = max(figure.fen for figure in amounts)
    part = len(told) > 1
    others = (
        one
        for one in told
        if not any(within_rounding(figure.fen - one.amount.fen, figure.ulp + one.amount.ulp) for figure in amounts)
        and (one.amount.fen > largest or not (part or one.of_a_level))
    )
    return next((one.text for one in others), "")


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[_Told, ...]:
    """Each different amount that a text gives as the project's."""
    whole = plain(text)
    found: dict[int, _Told] = {}
    for match in _TOLD.finditer(whole):
        clause = _CLAUSE.split(whole[: match.start()])[-1]
        amount = parse_amount(match[1], match[2])
        if amount is not None and not _OTHERS.search(clause):
            found[amount.fen] = _Told(match[1] + match[2], amount, _OF_A_LEVEL.search(clause) is not None)
    return tuple(found.values())
