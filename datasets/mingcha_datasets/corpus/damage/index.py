"""What stands where in a paper and what must hold among it: what damage is drawn from, and what reveals it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.facts import Fact, Key, sums
from mingcha_datasets.corpus.paper import Board, Paper, Piece, Role, Spot, Words

FactId = tuple[str, str, Key]
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Stated:
    """A figure as printed: its value and one unit of its last printed place; hundredths of a yuan or of a percent, or heads."""

    value: Decimal
    ulp: Decimal


@dataclass(frozen=True)
class Relation:
    """What must hold among facts.

    Attributes:
        form: sum (the whole is the parts with their signs together), share (it is the first part in percent of the second),
            growth (by how many percent the first is off the second) or product.
        whole, parts: facts by their ids.
    """

    form: str
    whole: FactId
    parts: tuple[tuple[int, FactId], ...]

    @property
    def members(self) -> tuple[FactId, ...]:
        """All facts it is about."""
        return (self.whole, *(part for _, part in self.parts))

    def holds(self, values: Mapping[FactId, Stated]) -> bool:
        """Whether it does, each figure off by at most half a unit of its last printed place."""
        whole, parts = values[self.whole], [(sign, values[part]) for sign, part in self.parts]
        match self.form:
            case "sum":
                made = sum((sign * part.value for sign, part in parts), Decimal(0))
                slack = sum((part.ulp for _, part in parts), Decimal(0))
            case "product":
                (_, one), (_, other) = parts
                made = one.value * other.value
                slack = one.value * other.ulp + other.value * one.ulp
            case _:
                (_, one), (_, other) = parts
                if not other.value:
                    return not whole.value
                made = _WHOLE * one.value / other.value
                slack = (_WHOLE * one.ulp + abs(made) * other.ulp) / abs(other.value)
                if self.form == "growth":
                    made = abs(made - _WHOLE)
        return 2 * abs(whole.value - made) <= whole.ulp + slack


_WHOLE = Decimal(10_000)


def agree(one: Stated, other: Stated) -> bool:
    """Whether two figures may state one amount, each rounded to its last place."""
    return 2 * abs(one.value - other.value) <= one.ulp + other.ulp


def stated(piece: Piece) -> Stated | None:
    """What a piece states; None of words and of what is no number. A change is printed without its sign."""
    if piece.fact is None or piece.role not in (Role.AMOUNT, Role.COUNT, Role.SHARE):
        return None
    number = NUMBER.search(piece.text)
    if number is None:
        return Stated(Decimal(0), Decimal(0)) if piece.role is Role.AMOUNT else None
    value = Decimal(number[0].replace(",", ""))
    decimals = len(number[0].partition(".")[2])
    unit = piece.money.fen if piece.money else 100 if piece.role is Role.SHARE else 1
    # A count is exact; a nil amount is printed as one, whatever its decimals.
    ulp = Decimal(0) if piece.role is Role.COUNT else Decimal(unit).scaleb(-decimals)
    sign = -1 if piece.fact.period == "change" and piece.fact.value < 0 and value > 0 else 1
    return Stated(sign * value * unit, ulp)


class Index:
    """A paper as printed, and what can be damaged in it.

    Attributes:
        paper: the intact one.
        pieces: by spot, in the order of printing.
        figures: what every amount, count and share states.
        amounts: the spots of amounts that are not nil.
        stating: the spots that state a fact.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.pieces = dict(paper.pieces())
        self.figures = {spot: figure for spot, piece in self.pieces.items() if (figure := stated(piece))}
        self.amounts = tuple(
            spot for spot, figure in self.figures.items() if figure.value and self.pieces[spot].role is Role.AMOUNT
        )
        self.stating: dict[FactId, list[Spot]] = {}
        for spot in self.figures:
            self.stating.setdefault(self.fact(spot).id, []).append(spot)

    def fact(self, spot: Spot) -> Fact:
        """What the figure there states."""
        fact = self.pieces[spot].fact
        assert fact is not None
        return fact

    def with_role(self, *roles: Role) -> list[Spot]:
        """The spots of pieces that are something and are not blank."""
        return [spot for role in roles for spot in self._by_role.get(role, ())]

    @cached_property
    def _by_role(self) -> dict[Role, list[Spot]]:
        found: dict[Role, list[Spot]] = defaultdict(list)
        for spot, piece in self.pieces.items():
            if piece.text.strip():
                found[piece.role].append(spot)
        return dict(found)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What the facts and the pieces say must hold, as far as all members are printed and it does."""
        groups = [[self.fact(spot) for spot in self.figures]]
        groups += [[self.fact(spot) for spot in spots] for spots in self.of_block.values()]
        found = {
            Relation("sum", each.whole.id, tuple((sign, part.id) for sign, part in each.parts))
            for group in groups
            for each in sums(group)
            if each.parts
        }
        found |= set(self._computed())
        values = {fact: self.finest(fact) for fact in self.stating}
        return tuple(
            sorted((each for each in found if all(map(values.__contains__, each.members)) and each.holds(values)), key=repr)
        )

    def _computed(self) -> Iterator[Relation]:
        """What pieces are computed from."""
        for spot in self.figures:
            piece, fact = self.pieces[spot], self.fact(spot)
            if not piece.of:
                continue
            parts = tuple((1, each.id) for each in piece.of)
            counted = any(
                self.pieces[other].role is Role.COUNT for each in piece.of for other in self.stating.get(each.id, ())[:1]
            )
            form = fact.measure if piece.role is Role.SHARE else "product" if piece.role is Role.AMOUNT and counted else "sum"
            if form == "sum" or len(parts) == _PAIR:
                yield Relation(form, fact.id, parts)

    @cached_property
    def of_block(self) -> dict[int, list[Spot]]:
        """The figures of each block."""
        found: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.figures:
            found[spot.block].append(spot)
        return found

    @cached_property
    def _about(self) -> dict[FactId, list[Relation]]:
        found: dict[FactId, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for member in set(relation.members):
                found[member].append(relation)
        return found

    def sums_of(self, spot: Spot) -> list[Relation]:
        """The sums whose whole is stated there."""
        return [
            each for each in self._about.get(self.fact(spot).id, ()) if each.form == "sum" and each.whole == self.fact(spot).id
        ]

    def sums_with(self, spot: Spot) -> list[Relation]:
        """The sums of which the fact stated there is a part."""
        return [
            each for each in self._about.get(self.fact(spot).id, ()) if each.form == "sum" and each.whole != self.fact(spot).id
        ]

    def finest(self, fact: FactId, but: Collection[Spot] = ()) -> Stated:
        """A fact as it is printed with most digits, of other spots where there are such."""
        spots = [spot for spot in self.stating[fact] if spot not in but] or self.stating[fact]
        return min((self.figures[spot] for spot in spots), key=lambda each: each.ulp)

    def reveals(self, changed: Mapping[Spot, Stated]) -> bool:
        """Whether other places of the paper, or a sum of what it prints, show that these figures are wrong.

        Args:
            changed: what the damaged figures state now.
        """
        return any(self._shows(spot, new, changed) for spot, new in changed.items())

    def _shows(self, spot: Spot, new: Stated, changed: Mapping[Spot, Stated]) -> bool:
        old, fact = self.figures[spot], self.fact(spot).id
        others = [other for other in self.stating[fact] if other != spot]
        if any(agree(old, self.figures[other]) and not agree(new, changed.get(other, self.figures[other])) for other in others):
            return True
        for relation in self._about.get(fact, ()):
            before = {member: self.finest(member, changed) for member in relation.members}
            after = {member: self._after(member, changed) for member in relation.members}
            if relation.holds({**before, fact: old}) and not relation.holds({**after, fact: new}):
                return True
        return False

    def _after(self, fact: FactId, changed: Mapping[Spot, Stated]) -> Stated:
        spots = self.stating[fact]
        same = [changed[spot] for spot in spots if spot in changed]
        return same[0] if len(same) == len(spots) else self.finest(fact, changed)

    # -- neighbours ----------------------------------------------------------------------------------------------------

    def beside(self, spot: Spot, rows: int, columns: int) -> Spot | None:
        """The amount so many rows below and columns to the right in its table."""
        other = Spot(spot.block, spot.row + rows, spot.column + columns)
        return other if self.in_table(spot) and other in self.figures else None

    def in_table(self, spot: Spot) -> bool:
        """Whether it stands in a table or a form."""
        return isinstance(self.paper.blocks[spot.block], Board)

    def row(self, spot: Spot) -> list[Spot]:
        """All pieces of the row or the line, from left to right."""
        block = self.paper.blocks[spot.block]
        pieces = block.pieces if isinstance(block, Words) else block.rows[spot.row]
        return [Spot(spot.block, spot.row, column) for column in range(len(pieces))]

    def in_row(self, spot: Spot, *roles: Role) -> list[Spot]:
        """The pieces of its row or line that are something and are not blank."""
        return [each for each, role in self._rows.get((spot.block, spot.row), ()) if role in roles]

    @cached_property
    def _rows(self) -> dict[tuple[int, int], list[tuple[Spot, Role]]]:
        found: dict[tuple[int, int], list[tuple[Spot, Role]]] = defaultdict(list)
        for spot, piece in self.pieces.items():
            if piece.text.strip():
                found[spot.block, spot.row].append((spot, piece.role))
        return dict(found)

    @cached_property
    def accounts(self) -> list[tuple[Spot, Spot]]:
        """Whole codes in one cell or sentence, each with the name that stands beside it."""
        found = []
        for code in self.with_role(Role.CODE):
            text = self.pieces[code].text
            beside = [each for each in self.in_row(code, Role.NAME) if abs(each.column - code.column) <= _BESIDE]
            split = any(abs(each.column - code.column) == 1 for each in self.in_row(code, Role.CODE))
            if text.isdecimal() and len(text) in _DIGITS and beside and not split:
                found.append((code, min(beside, key=lambda each: abs(each.column - code.column))))
        return found

    def board(self, spot: Spot) -> Board | None:
        """The table it stands in."""
        block = self.paper.blocks[spot.block]
        return block if isinstance(block, Board) else None

    # -- what a place is called ----------------------------------------------------------------------------------------

    def section(self, spot: Spot) -> str:
        """The label and title of its table, or the heading it stands under."""
        board = self.board(spot)
        if board is not None:
            above = self._titles(spot.block)
            return " ".join(above) or board.title
        for block in reversed(self.paper.blocks[: spot.block + 1]):
            if isinstance(block, Words) and block.role is BlockRole.HEADING:
                return block.text.strip()
        return ""

    def title_blocks(self, block: int) -> list[int]:
        """The lines that stand above a table and belong to it: label, title, whose it is, unit of money."""
        first = block
        while first and isinstance(above := self.paper.blocks[first - 1], Words) and above.role in _ABOVE:
            first -= 1
        return list(range(first, block))

    def _titles(self, block: int) -> list[str]:
        lines = [self.paper.blocks[each] for each in self.title_blocks(block)]
        return [
            line.text.strip() for line in lines if isinstance(line, Words) and line.role in (BlockRole.LABEL, BlockRole.TITLE)
        ]

    def row_name(self, spot: Spot) -> str:
        """The code and name that the row has before that cell, or the name that a sentence gives last before it."""
        before = [each for each in self.row(spot) if each.column <= spot.column]
        named = [each for each in before if self.pieces[each].role in (Role.CODE, Role.NAME) and self.pieces[each].text.strip()]
        if not named:
            texts = [self.pieces[each].text.strip() for each in before if self.pieces[each].role is Role.WORDS]
            return next(filter(None, texts), "") if self.in_table(spot) else ""
        # Of lists side by side the nearest name counts, with the codes that stand right before it.
        last = named[-1].column
        run = [each for each in named if not any(each.column < other.column <= last for other in self._figures_of(before))]
        return " ".join(self.pieces[each].text.strip() for each in run)

    def _figures_of(self, spots: Iterable[Spot]) -> list[Spot]:
        return [each for each in spots if each in self.figures]

    def column_name(self, spot: Spot) -> str:
        """What the header of a table says above the cell."""
        board = self.board(spot)
        if board is None or spot.row < board.heads:
            return ""
        heads: list[str] = []
        for row in range(board.heads):
            span = next(
                (
                    each
                    for each in board.merged
                    if _covers(each.row, each.down, row) and _covers(each.column, each.across, spot.column)
                ),
                None,
            )
            at = (span.row, span.column) if span else (row, spot.column)
            text = board.rows[at[0]][at[1]].text.strip()
            if text and text not in heads:
                heads.append(text)
        return "/".join(heads)


_PAIR, _BESIDE, _DIGITS = 2, 2, (3, 5, 7)
_ABOVE = (BlockRole.LABEL, BlockRole.TITLE, BlockRole.ABOVE)


def _covers(first: int, many: int, index: int) -> bool:
    return first <= index < first + many
