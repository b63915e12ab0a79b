"""Damage figures of a printed disclosure the way authors and copyists do, one named kind each, the same for the same seed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.printed import AMOUNT, CODE, NAME, NARRATIVE, Printed, account_words, amounts, like
from mingcha_datasets.printing import print_disclosure


@dataclass(frozen=True)
class Edit:
    """An amount, or the name or the code of an account, that is printed otherwise."""

    at: Printed
    new: str


@dataclass(frozen=True)
class Damage:
    """One cause of wrong figures.

    Attributes:
        kind: one of `KINDS` or `WEAK`.
        edits: the wrong figure first, then those that follow from the same cause.
    """

    kind: str
    edits: tuple[Edit, ...]


class Intact:
    """A disclosure as printed, and what can be damaged in it."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.text = print_disclosure(disclosure)
        self.amounts = amounts(disclosure)
        self.account_words = account_words(disclosure)
        self._by_place = {(each.table, each.row, each.column): each for each in (*self.amounts, *self.account_words)}
        self._by_column: dict[tuple[int, int], list[Printed]] = defaultdict(list)
        self._by_row: dict[tuple[int, int], list[Printed]] = defaultdict(list)
        for each in self.amounts:
            self._by_column[each.table, each.column].append(each)
            self._by_row[each.table, each.row].append(each)

    def beside(self, at: Printed, rows: int, columns: int) -> Printed | None:
        """The amount so many rows below and columns to the right of another in its table."""
        return self._by_place.get((at.table, at.row + rows, at.column + columns)) if at.table != NARRATIVE else None

    def row(self, at: Printed) -> list[Printed]:
        """The amounts above nil of the row of a table, from left to right."""
        return [each for each in self._by_row[at.table, at.row] if each.value and at.table != NARRATIVE]

    def total_of_row(self, at: Printed) -> Printed | None:
        """The amount that all others of the row add up to, where there are several and it is none of them."""
        row = self.row(at)
        if len(row) <= _SEVERAL or row[0] == at or row[0].value != sum(each.value for each in row[1:]):
            return None
        return row[0]

    def account(self, at: Printed) -> tuple[Printed, Printed] | None:
        """The name and the code that a sentence prints before an amount."""
        name, code = (self._by_place.get((NARRATIVE, at.row, column)) for column in (NAME, CODE))
        return (name, code) if name and code and at.table == NARRATIVE and at.column == AMOUNT else None

    def children(self, at: Printed) -> list[Printed]:
        """The amounts one level below an account, in its column."""
        below = [each for each in self._below(at) if each is not at]
        return [each for each in below if not any(_is_above(other, each) for other in below)]

    def accounts_above(self, at: Printed) -> list[Printed]:
        """The amounts of the accounts that hold an account, in its column, the nearest first."""
        column = self._by_column[at.table, at.column]
        return sorted((each for each in column if _is_above(each, at)), key=lambda each: -len(each.code))

    def _below(self, at: Printed) -> list[Printed]:
        return [each for each in self._by_column[at.table, at.column] if _is_above(at, each)] if at.code else []


def _is_above(one: Printed, other: Printed) -> bool:
    return bool(one.code) and len(other.code) > len(one.code) and other.code.startswith(one.code)


def damaged(text: str, damages: Iterable[Damage]) -> str:
    """The text with the damages done."""
    return _edited(text, ((edit.at, edit.at.text, edit.new) for damage in damages for edit in damage.edits), before=True)


def restored(text: str, damages: Iterable[Damage]) -> str:
    """The text that was there before the damages were done."""
    return _edited(text, ((edit.at, edit.new, edit.at.text) for damage in damages for edit in damage.edits), before=False)


def _edited(text: str, edits: Iterable[tuple[Printed, str, str]], *, before: bool) -> str:
    """Put the second text in the place of the first; places are those before the damage, so later ones move with it."""
    lines = text.split("\n")
    shifts: dict[int, int] = defaultdict(int)
    for at, old, new in sorted(edits, key=lambda edit: (edit[0].line, edit[0].start)):
        line = lines[at.line - 1]
        start = at.start + (shifts[at.line] if before else 0)
        if not line.startswith(old, start):
            raise ValueError(f"line {at.line}: {old!r} does not stand at {start}")
        lines[at.line - 1] = line[:start] + new + line[start + len(old) :]
        shifts[at.line] += len(new) - len(old)
    return "\n".join(lines)


def draw(intact: Intact, count: int, random: Random, kinds: Sequence[str] = ()) -> tuple[Damage, ...]:
    """As many independent damages, of kinds drawn with equal chances, no amount damaged twice.

    Raises:
        ValueError: the disclosure has too few figures for so many.
    """
    damages: list[Damage] = []
    taken: set[Printed] = set()
    for _ in range(_TRIES * count):
        if len(damages) == count:
            return tuple(damages)
        damage = _drawn(intact, random.choice(kinds or tuple(KINDS)), random)
        if damage and taken.isdisjoint(edit.at for edit in damage.edits):
            damages.append(damage)
            taken.update(edit.at for edit in damage.edits)
    raise ValueError(f"{count} damages of the kinds {', '.join(kinds or KINDS)} do not fit into the disclosure")


_TRIES = 100


def _drawn(intact: Intact, kind: str, random: Random) -> Damage | None:
    """A damage of that kind at a random figure that is not nil; None where no figure was met that admits it."""
    for _ in range(_TRIES):
        at = random.choice(intact.amounts)
        edits = (KINDS | WEAK)[kind](intact, at, random) if at.value else ()
        if edits:
            return Damage(kind, edits)
    return None


Kind = Callable[[Intact, Printed, Random], tuple[Edit, ...]]


def _wrong_digit(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    digits = _digits(at)
    index = random.randrange(len(digits))
    other = random.choice([each for each in "0123456789" if each != digits[index]])
    return _with_digits(at, digits[:index] + other + digits[index + 1 :])


def _swapped_digits(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    digits = _digits(at)
    places = [index for index in range(len(digits) - 1) if digits[index] != digits[index + 1]]
    if not places:
        return ()
    index = random.choice(places)
    return _with_digits(at, digits[:index] + digits[index + 1] + digits[index] + digits[index + 2 :])


def _inserted_digit(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    digits = _digits(at)
    index = random.randint(0, len(digits) - at.decimals)
    return _with_digits(at, digits[:index] + random.choice("0123456789") + digits[index:])


def _dropped_digit(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    digits = _digits(at)
    index = random.randrange(len(digits) - at.decimals)
    return _with_digits(at, digits[:index] + digits[index + 1 :])


def _shifted_point(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    return _with_value(at, at.value * random.choice((Decimal(10), Decimal("0.1"), Decimal(100), Decimal("0.01"))))


def _wrong_unit(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    if at.unit == "万元":
        return _with_value(at, at.value * 10_000)
    return _printed(at, like(at, at.value / 10_000, max(at.decimals, 2)))


def _wrong_sign(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    # In a sentence a word says whether an amount rises or falls, and no amount has a sign.
    return () if at.table == NARRATIVE else _printed(at, at.text.removeprefix("-") if at.value < 0 else f"-{at.text}")


def _repeated_row(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    return _copied(at, [intact.beside(at, rows, 0) for rows in (-1, 1)], random)


def _repeated_column(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    return _copied(at, [intact.beside(at, 0, columns) for columns in (-2, -1, 1, 2)], random)


def _copied(at: Printed, neighbours: Iterable[Printed | None], random: Random) -> tuple[Edit, ...]:
    others = [each for each in neighbours if each and each.value]
    return _printed(at, random.choice(others).text) if others else ()


def _repeated_whole_row(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """All amounts of an account are those of the one above or below it: a row pasted and not filled in."""
    step = random.choice((-1, 1))
    edits: list[Edit] = []
    for each in intact.row(at) if at.code else ():
        other = intact.beside(each, step, 0)
        if other is None or not other.code or not other.value:
            return ()
        if each.value != other.value:
            edits.extend(_printed(each, other.text))
    return tuple(edits) if len(edits) >= _SEVERAL else ()


def _stale(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """Last year's amount: not far from this year's."""
    return () if at.table == NARRATIVE else _with_value(at, at.value * _some_years_growth(random))


def _text_not_updated(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """A sentence with an amount of an earlier draft, or of last year."""
    return _with_value(at, at.value * _some_years_growth(random)) if at.table == NARRATIVE else ()


def _some_years_growth(random: Random) -> Decimal:
    return 1 + Decimal(random.choice((-1, 1)) * random.randint(10, 200)) / 1000


def _other_figure(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    other = random.choice(intact.amounts)
    return _with_value(at, other.yuan / (10_000 if at.unit == "万元" else 1)) if other.value else ()


def _omitted_child(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    return _off_by_child(intact, at, -1, random)


def _doubled_child(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    return _off_by_child(intact, at, 1, random)


def _off_by_child(intact: Intact, at: Printed, sign: int, random: Random) -> tuple[Edit, ...]:
    """A total computed wrongly; half of the time the total of its row is computed from it."""
    children = [each for each in intact.children(at) if each.value]
    if len(children) < _SEVERAL:
        return ()
    by = sign * random.choice(children).value
    whole = intact.total_of_row(at) if random.random() < _HALF else None
    edits = [_with_value(each, each.value + by) for each in (at, whole) if each]
    return tuple(edit for each in edits for edit in each) if all(edits) else ()


_SEVERAL, _HALF = 2, 0.5


def _stale_total(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """An account and all that hold it are changed in one table, the grand total is not."""
    above = intact.accounts_above(at)
    if not above or intact.children(at):
        return ()
    by = (at.value * (_some_years_growth(random) - 1)).quantize(Decimal(1).scaleb(-at.decimals), ROUND_HALF_UP)
    edits = [_with_value(each, each.value + by) for each in (at, *above)]
    return tuple(edit for each in edits for edit in each) if all(edits) else ()


def _random_amount(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    size = len(_digits(at)) + random.choice((-1, 0, 0, 1))
    return _with_digits(at, str(random.randrange(10 ** max(size - 1, 0), 10 ** max(size, 1))).rjust(at.decimals + 1, "0"))


def _wrong_label(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """The right amount under the name and code of another account of the same level."""
    account = intact.account(at)
    if not account:
        return ()
    name, code = account
    others = [
        (each.label, each.code)
        for each in intact.account_words
        if each.code[0] == code.text[0] and len(each.code) == len(code.text) and each.code != code.text
    ]
    if not others:
        return ()
    other_name, other_code = random.choice(others)
    return (Edit(code, other_code), Edit(name, other_name))


def _blank(intact: Intact, at: Printed, random: Random) -> tuple[Edit, ...]:
    """A cell that nothing was filled into."""
    return () if at.table == NARRATIVE else (Edit(at, ""),)


KINDS: dict[str, Kind] = {
    "wrong_digit": _wrong_digit,
    "swapped_digits": _swapped_digits,
    "inserted_digit": _inserted_digit,
    "dropped_digit": _dropped_digit,
    "shifted_point": _shifted_point,
    "wrong_unit": _wrong_unit,
    "wrong_sign": _wrong_sign,
    "repeated_row": _repeated_row,
    "repeated_column": _repeated_column,
    "repeated_whole_row": _repeated_whole_row,
    "stale": _stale,
    "text_not_updated": _text_not_updated,
    "other_figure": _other_figure,
    "omitted_child": _omitted_child,
    "doubled_child": _doubled_child,
    "stale_total": _stale_total,
    "wrong_label": _wrong_label,
    "random_amount": _random_amount,
}
"""What can befall a figure."""

WEAK: dict[str, Kind] = {"blank": _blank}
"""What befalls figures too, drawn only where asked for: it is measured beside the others, for it is found worse."""


def _digits(at: Printed) -> str:
    return "".join(each for each in at.text if each.isdecimal())


def _with_digits(at: Printed, digits: str) -> tuple[Edit, ...]:
    """The amount with other digits and as many decimals; none where the first would be a nil that nobody prints."""
    whole = digits[: len(digits) - at.decimals]
    if not whole or (len(whole) > 1 and whole[0] == "0"):
        return ()
    return _with_value(at, Decimal(digits).scaleb(-at.decimals).copy_sign(at.value))


def _with_value(at: Printed, value: Decimal) -> tuple[Edit, ...]:
    if at.table == NARRATIVE and value < 0:
        return ()
    return _printed(at, like(at, value, at.decimals))


def _printed(at: Printed, text: str) -> tuple[Edit, ...]:
    """The amount printed so, where that is another amount and not nil."""
    value = Decimal(text.replace(",", ""))
    return (Edit(at, text),) if value and value != at.value else ()


def cases(intact: Intact, number: int, count: int, seed: int) -> Iterator[tuple[Damage, ...]]:
    """So many cases of so many damages each; the same for the same seed."""
    for case in range(number):
        yield draw(intact, count, Random(f"{seed} {count} {case}"))
