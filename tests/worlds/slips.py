"""Accounts under a wrong code or name: what each rule about codes must notice, found from what a page prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .page import Account, Page, Slip


def slips(page: Page) -> list[Slip]:
    """Every slip of a code or name in this page that a rule must notice."""
    return [*_renamed_in_text(page), *_renamed_in_tables(page), *_recoded(page), *_taken_for_another(page), *_unlisted(page)]


def _renamed_in_text(page: Page) -> Iterator[Slip]:
    """The text gives an account the name of another that tables print."""
    printed = {account.code: account.name for account in _in_tables(page)}
    for account in _told(page):
        for code, name in printed.items():
            if _alike(code, account.code) and account.code in printed and _different(name, account.name):
                yield Slip("COD-001", {account.name_piece: name})


def _renamed_in_tables(page: Page) -> Iterator[Slip]:
    """An account has another name in one table than in the others."""
    for one, other in combinations(_in_tables(page), 2):
        if one.code == other.code and one.table != other.table:
            yield Slip("COD-002", {one.name_piece: "租借费"})


def _recoded(page: Page) -> Iterator[Slip]:
    """An account with the same amount in two tables has another code in one of them."""
    for one, other in combinations(_in_tables(page), 2):
        same = [a for a in _in_tables(page) if a.name == one.name and a.fen == one.fen and a.code[:3] == one.code[:3]]
        department = one.code[0] == "3" and len(one.code) == 5
        if one.fen > _NEAR and department and one.code == other.code and one.table != other.table and len(same) == 2:
            yield Slip("COD-003", {one.code_piece: f"{one.code[:3]}98"})


def _taken_for_another(page: Page) -> Iterator[Slip]:
    """The text gives the amount of an account, and of no other, to one that it does not speak of."""
    for account in _told(page):
        listed = [a for a in _in_tables(page) if len(a.code) == len(account.code) and a.code[0] == account.code[0]]
        equal = {a.code for a in listed if a.code != account.code and abs(a.fen - account.fen) <= _NEAR}
        if (
            len(account.code) == 7
            and account.fen > _NEAR
            and not equal
            and any(a.code == account.code and a.fen == account.fen for a in listed)
        ):
            yield Slip("COD-004", {account.code_piece: _unknown(account), account.name_piece: "租借费"})


def _unlisted(page: Page) -> Iterator[Slip]:
    """The text speaks of a code that no table has, although tables list accounts of its level."""
    for account in _told(page):
        if len(account.code) == 7 and account.fen > _NEAR and any(a.code == account.code for a in _in_tables(page)):
            yield Slip("COD-005", {account.code_piece: _unknown(account)})


_NEAR = 20_000
"""In fen: amounts that are nearer than this may be printed alike."""


def _unknown(account: Account) -> str:
    return f"{account.code[:-2]}98"


def _told(page: Page) -> list[Account]:
    return [account for account in page.accounts if account.table < 0]


def _in_tables(page: Page) -> list[Account]:
    return [account for account in page.accounts if account.table > 0]


def _alike(one: str, other: str) -> bool:
    return one != other and one[0] == other[0] and len(one) == len(other)


def _different(one: str, other: str) -> bool:
    """Whether neither name is a part of the other, as short forms are."""
    return one.removesuffix("支出") not in other and other.removesuffix("支出") not in one
