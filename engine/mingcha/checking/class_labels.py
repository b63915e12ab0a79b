"""Classes of accounts in lists without codes, as 收支总表 prints them: a name a slip away from that of the class due there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import Accounts, Knowledge, Rule
from ..understanding import Line, Listing
from ..understanding.names import shortens
from ..understanding.words import bare
from .cube import Cube
from .violation import Place, Tally, Violation, table_name

_CLASS = 3
_LIST = 8
"""So many classes make a list of them; fewer may be a unit's own choice of words."""
_SHORTEST = 5
"""Characters of a name: shorter ones differ in meaning by one of them."""
_ALIKE = 0.8


class Misnamed(NamedTuple):
    """A row of a list of classes whose name no class bears, and the class that is due there and called almost so."""

    line: Line
    code: str
    name: str


def class_labels(rule: Rule, cube: Cube) -> Tally:
    """Labels in lists of classes without codes are names of classes."""
    tally = Tally()
    for table in cube.disclosure.tables:
        for listing in table.listings:
            classes = _classes(listing)
            if len(classes) < _LIST:
                continue
            tally.held += len(classes)
            for line, code, name in _misnamed(listing, classes, cube.knowledge):
                label = bare(line.label)[0]
                place = Place(None, line.line, table_name(table.index, cube.disclosure), line.label, "", line.label)
                tally.violations.append(Violation(rule.id, (place,), words={"code": code, "a": label, "b": name}))
    return tally


def _classes(listing: Listing) -> dict[int, str]:
    """The rows that name a class without its code, by place, where they go upwards as the list of accounts does."""
    named = {place: line.account for place, line in enumerate(listing.lines) if not line.code and line.role == "item"}
    if len(named) < _LIST:
        return {}
    classes = {place: code for place, code in named.items() if len(code) == _CLASS}
    codes = list(classes.values())
    return classes if codes == sorted(set(codes)) and len({code[0] for code in codes}) == 1 else {}


def _misnamed(listing: Listing, classes: dict[int, str], knowledge: Knowledge) -> Iterator[Misnamed]:
    """Rows between classes that are none, and are called almost as one of those that the list of accounts has between them."""
    places = list(classes)
    accounts = knowledge.accounts_of(classes[places[0]])
    # Slips that are listed are told as slips.
    listed = [entry["wrong"] for entry in knowledge.words["slips"]["slips"]]
    for place in range(places[0], len(listing.lines)):
        line = listing.lines[place]
        # Other rows that are known stand between classes, too: sources of money, balances.
        if line.code or line.role != "item" or line.account or line.fund or line.component:
            continue
        label = bare(line.label)[0]
        before = max(code for at, code in classes.items() if at < place)
        after = min((code for at, code in classes.items() if at > place), default="~")
        alike = _alike(label, before, after, accounts) if len(label) >= _SHORTEST else ()
        if len(alike) == 1 and not any(slip in label for slip in listed):
            yield Misnamed(line, *alike[0])


@lru_cache(maxsize=4096)
def _alike(label: str, before: str, after: str, accounts: Accounts) -> tuple[tuple[str, str], ...]:
    """The classes between two others with a name like a label that is no short form of it, with their codes."""
    between = ((code, name) for code, name in accounts.names.items() if len(code) == _CLASS and before < code < after)
    return tuple((code, name) for code, name in between if _is_slip(label.removesuffix("支出"), name.removesuffix("支出")))


def _is_slip(label: str, name: str) -> bool:
    if shortens(*sorted((label, name), key=len)):
        return False
    return SequenceMatcher(None, label, name, autojunk=False).ratio() >= _ALIKE
