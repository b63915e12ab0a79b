"""Build boards: headers with merged cells, listings by account, lists side by side, empty tables, catalogues."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.blocks import headed
from mingcha_datasets.corpus.books import Books, matching
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.paper import BLANK, Board, Money, Piece, Role, Words

Row = tuple[Piece, ...]
Amounts = Callable[[str], Sequence[Fact | None]]
"""The facts of a row of an account, from left to right, None where the form has no figure; "" is the whole."""
Naming = Callable[[str], str]
Coding = Callable[[str], Sequence[str]]
"""The texts of the cells a code stands in."""


def header(*lines: str, **words: str) -> tuple[Row, ...]:
    """Header rows, one text a row: `a|b||c`; a blank belongs to what stands left of it or above.

    Args:
        lines: may name words to be filled in, {year} …
        words: the words.
    """
    return tuple(tuple(Piece(cell.format(**words)) if cell else BLANK for cell in line.split("|")) for line in lines)


def board(kind: str, title: str, head: Sequence[Row], rows: Iterable[Row]) -> Board:
    """A table; rows shorter than the widest end in blanks, and the header's cells span the blanks beside and below them."""
    every = [*head, *rows]
    width = max(map(len, every))
    cells = tuple((*row, *[BLANK] * (width - len(row))) for row in every)
    texts = [[piece.text for piece in row] for row in cells[: len(head)]]
    return Board(cells, len(head), headed(texts, ()).merged, kind, title)


def printed(facts: Sequence[Fact | None], money: Money) -> Row:
    """The facts as cells; in a table a change has its sign."""
    return tuple(BLANK if fact is None else Piece(money.text(fact.value), Role.AMOUNT, fact, money) for fact in facts)


# Codes of a listing, and how they are printed.


def codes(books: Books, dimension: str, digits: Sequence[int], period: str = "this", **key: str) -> tuple[str, ...]:
    """The codes of the entries that a key fits, each behind those it is part of, so many digits each.

    Args:
        books: whose entries.
        dimension: function, dept or gov.
        digits: of the levels that are listed: (3, 5, 7) …
        period: this, last or planned.
        key: what `Books.spent` takes.
    """
    stated = {str(getattr(entry, dimension)) for entry in matching(books.of(period).entries, key)}
    return tuple(sorted({code[:length] for code in stated for length in digits if len(code) >= length}))


def whole(code: str) -> tuple[str]:
    """The code in one column: 2080505."""
    return (code,)


def split(code: str) -> tuple[str, ...]:
    """The digits that a level adds, in the column of the level, 类|款|项: 208||, |05|, ||05."""
    level = (len(code) - 3) // 2
    return tuple((code[:3] if not level else code[-2:]) if each == level else "" for each in range(3))


def split_in_full(code: str) -> tuple[str, ...]:
    """The levels in columns 类|款|项, each row with all of them: 208||, 208|05|, 208|05|05."""
    return code[:3], code[3:5], code[5:]


def split_account(code: str) -> tuple[str, ...]:
    """An economic account in columns 类|款: 301|, 301|01."""
    return code[:3], code[3:]


def listing(
    listed: Iterable[str], naming: Naming, amounts: Amounts, money: Money, coding: Coding = whole, indent: str = ""
) -> list[Row]:
    """A row an account: its code, its name, its amounts; `indent` stands before a name once for each level below the first."""
    return [
        (
            *(Piece(text, Role.CODE) if text else BLANK for text in coding(code)),
            Piece(indent * ((len(code) - 3) // 2) + naming(code), Role.NAME),
            *printed(amounts(code), money),
        )
        for code in listed
    ]


def total(amounts: Amounts, money: Money, before: int, at: int = 0, name: str = "合计") -> Row:
    """The row of the whole: its name at one of the cells `before` the amounts."""
    cells = [BLANK] * before
    cells[at] = Piece(name, Role.NAME)
    return (*cells, *printed(amounts(""), money))


# Pairs of accounts: 部门预算 and 政府预算支出经济分类科目 in one row.


def account_pairs(books: Books, period: str = "this", **key: str) -> tuple[tuple[str, str], ...]:
    """The departmental 类 with "" and their 款 with the governmental 款 the money is booked under, in the order of the codes."""
    entries = matching(books.of(period).entries, key)
    pairs = {(entry.dept, entry.gov) for entry in entries}
    return tuple(sorted({*pairs, *((dept[:3], "") for dept, _ in pairs)}))


def account_key(pair: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What selects a row: the departmental account, with the governmental one only where another row has the same first."""
    dept, gov = pair
    shared = sum(each == dept for each, _ in pairs) > 1
    return {"dept": dept, "gov": gov} if shared else {"dept": dept} if dept else {}


# Lists.


def beside(*lists: Sequence[Sequence[Piece]]) -> list[Row]:
    """Lists side by side, each of rows of equally many cells; the shorter end in blanks."""
    widths = [max((len(row) for row in each), default=0) for each in lists]
    rows = []
    for number in range(max(map(len, lists), default=0)):
        cells: list[Piece] = []
        for each, width in zip(lists, widths, strict=True):
            row = each[number] if number < len(each) else ()
            cells.extend((*row, *[BLANK] * (width - len(row))))
        rows.append(tuple(cells))
    return rows


def named(name: str, facts: Sequence[Fact | None], money: Money) -> Row:
    """A row of a list: its name and its amounts."""
    return Piece(name, Role.NAME), *printed(facts, money)


def numbered(names: Iterable[str], how: str = "{zh}、{name}", first: int = 1) -> list[str]:
    """Names with their numbers: {zh} is 一, 二 … and {arabic} 1, 2 …."""
    return [how.format(zh=numeral(number), arabic=number, name=name) for number, name in enumerate(names, first)]


def numeral(number: int) -> str:
    """A number below one hundred in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十") + _NUMERALS[ones]


_NUMERALS: tuple[str, ...] = ("", *"一二三四五六七八九")


def adding(rows: Sequence[Row], whole: int, parts: Sequence[int]) -> list[Row]:
    """The rows with what a column is the sum of: columns that differ in more than one thing, so that facts do not tell."""
    return [(*row[:whole], replace(row[whole], of=_facts(row, parts)), *row[whole + 1 :]) for row in rows]


def _facts(row: Row, columns: Sequence[int]) -> tuple[Fact, ...]:
    return tuple(fact for column in columns if (fact := row[column].fact) is not None)


# What stands around a table.


def label(text: str) -> Words:
    """The line with a table's label: 表1, 附表2 …."""
    return Words((Piece(text, Role.LABEL),), BlockRole.LABEL)


def title(*pieces: Piece | str) -> Words:
    """The title above a table; texts are its words, the unit's name and the year are pieces of their own."""
    return Words(tuple(each if isinstance(each, Piece) else Piece(each, Role.TITLE) for each in pieces if each), BlockRole.TITLE)


def money_line(money: Money, before: Sequence[Piece | str] = (), words: str = "单位：") -> Words:
    """The line with the unit of money, behind whose table it is if that stands there too."""
    stated = tuple(each if isinstance(each, Piece) else Piece(each) for each in before)
    return Words((*stated, Piece(words), Piece(money.unit, Role.MONEY_UNIT)), BlockRole.ABOVE)


def note(text: str, topic: str = "") -> Words:
    """The note below a table."""
    return Words((Piece(text),), BlockRole.NOTE, 0, topic)


def catalogue(head: Sequence[Row], tables: Iterable[tuple[str, str | Sequence[Piece], bool, str]]) -> Board:
    """The list of tables: label, title, whether it is empty, and the reason if it is. A title of pieces is joined."""
    rows = [
        (
            Piece(name, Role.LABEL),
            Piece(stated if isinstance(stated, str) else "".join(piece.text for piece in stated), Role.TITLE),
            Piece("是" if empty else "否", Role.EMPTY),
            Piece(reason, Role.REASON) if reason else BLANK,
        )
        for name, stated, empty, reason in tables
    ]
    return board("catalogue", "", head, rows)
