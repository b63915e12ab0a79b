"""Suspects to symptoms: the few dozen facts about each wrong figure and what stands around it that a cause can be told from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..checking import Cube
from ..checking.identity import SUM, Identity
from ..checking.violation import Violation, same_amount, table_name, within_rounding
from ..knowledge import Knowledge, Rule, name_key, plain
from ..locating import Change, Suspect
from ..understanding import MALFORMED, Claim, Coordinate, Figure
from ..understanding.words import bare
from ..vocabulary.conditions import Value
from .diagnosis import Words
from .places import amounts_told, column_name, money, place_words, row_name
from .slips import looks_alike, slips_of
from .surroundings import Surroundings

_TELLING = 3
"""An amount with fewer digits that are not nil stands in two places by chance."""
_SEVERAL = 2
_LARGEST = 10**6
_OWNERS = frozenset(("field", "form"))
"""Where a name is that of the unit a table is of; a title's may be a phrase, and another unit may carry a project out."""
_CLOSE_LINES = 3
_LIKE_NAMES = 0.5
_ITEM = 7
"""How many digits the code of an item of the functional classification has."""
_CODED = ("function", "economy_dept", "economy_gov")


class Symptom(Struct, frozen=True, gc=False):
    """One fact about a suspect.

    Attributes:
        type: of vocabulary/symptoms.py; ``values`` all of its fields.
        figures: what it was read from.
    """

    type: str
    values: Mapping[str, Value]
    figures: tuple[Figure, ...] = ()

    def __getattr__(self, name: str) -> Value:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


class Follow(Struct, frozen=True, gc=False):
    """A figure that is wrong because another is: its place, what it states and what is right."""

    place: Words
    stated: str
    right: str


class Case(Struct, frozen=True):
    """A suspect as diagnoses see it.

    Attributes:
        number: among the suspects of the document.
        place: of the wrong figure; ``places`` of all that state its wrong amount.
        follows: the figures that were computed from it, each with what it states and what is right.
        stated, right, difference: amounts as they are told.
        symptoms: its facts, the one of type ``suspect`` first.
    """

    number: int
    suspect: Suspect
    place: Words
    places: Words
    follows: tuple[Follow, ...]
    stated: str
    right: str
    difference: str
    symptoms: tuple[Symptom, ...]


def cases_of(suspects: Sequence[Suspect], cube: Cube, knowledge: Knowledge) -> list[Case]:
    """Each suspect with its symptoms."""
    around = Surroundings(cube)
    rules = {rule.id: rule for rule in knowledge.rules}
    return [_Observer(number, one, suspects, around, knowledge, rules).case() for number, one in enumerate(suspects)]


class _Observer:
    """Looks at one suspect; each method gives the symptoms of one type."""

    def __init__(
        self,
        number: int,
        suspect: Suspect,
        suspects: Sequence[Suspect],
        around: Surroundings,
        knowledge: Knowledge,
        rules: Mapping[str, Rule],
    ) -> None:
        self.number, self.suspect, self.suspects, self.around, self.knowledge = number, suspect, suspects, around, knowledge
        self.rules = rules
        self.cube = around.cube
        self.figure, self.right = suspect.changes[0].figure, suspect.changes[0].right
        self.claim = around.claim(self.figure)
        self.is_change = around.is_change(self.figure)
        self.hints = bool(suspect.explains) and all(violation.hint for violation in suspect.explains)
        self.wrong = {id(change.figure) for change in suspect.changes}
        self.same = [change for change in suspect.changes if self._repeats(change)]
        self.follow = [change for change in suspect.changes if not self._repeats(change)]
        self.parts = self._parts()

    def case(self) -> Case:
        figure, right = self.figure, self.right
        stated_text, right_text = amounts_told(figure, right, self.is_change)
        places = [self._place(change.figure, change.right) for change in self.same]
        symptoms = [self._suspect(stated_text, right_text), *self._broken()]
        if not self.hints:
            symptoms += self._seen()

        return Case(
            self.number,
            self.suspect,
            places[0],
            {lang: mark.join(dict.fromkeys(place[lang] for place in places)) for lang, mark in (("zh", "、"), ("en", ", "))},
            tuple(
                Follow(self._place(one.figure, one.right), *amounts_told(one.figure, one.right, self.is_change))
                for one in self.follow
            ),
            stated_text,
            right_text,
            money(abs(figure.fen - right), figure),
            tuple(symptoms),
        )

    def _seen(self) -> Iterator[Symptom]:
        """What could be behind a wrong amount."""
        yield from self._slips()
        yield from self._left_out()
        yield from self._neighbours()
        yield from self._copied()
        yield from self._last_year()
        yield from self._same_amounts()
        yield from self._exchanged()
        yield from self._vanished()
        yield from self._damage()
        yield from self._named()

    def _repeats(self, change: Change) -> bool:
        """Whether a change is of the same wrong amount to the same right one, each perhaps rounded in another way."""
        new = replace(change.figure, fen=change.right)
        return self.hints or (same_amount(change.figure, self.figure) and same_amount(new, replace(self.figure, fen=self.right)))

    def _place(self, figure: Figure, right: int) -> Words:
        return place_words(figure, right, self.around.row(figure), self.around.is_change(figure), self.cube.disclosure)

    def _fact(self, type_: str, figures: Iterable[Figure], **values: Value) -> Symptom:
        return Symptom(type_, {"of": self.number, **values}, tuple(figures))

    # -- what it is --------------------------------------------------------------------------------------------------

    def _suspect(self, stated: str, right: str) -> Symptom:
        figure, line = self.figure, self.around.line(self.figure)
        at = figure.coordinate
        equals = self._equals()
        count = Counter((kind, where) for kind, where, _ in equals)
        difference = figure.fen - self.right
        return self._fact(
            "suspect",
            [figure],
            where="table" if figure.table >= 0 else "text",
            table=table_name(figure.table, self.cube.disclosure),
            row=self.around.row(figure),
            column=column_name(figure) if figure.table >= 0 else "",
            section="" if figure.table >= 0 else figure.column,
            code=_code(figure, line),
            measure=at.measure,
            component=at.component,
            period="change" if self.is_change else at.period,
            unit=figure.unit,
            stated=stated,
            right=right,
            difference=money(abs(difference), figure),
            role="total" if self.parts else "part" if self.around.is_part(figure) else "alone",
            side="over" if difference > 0 else "under" if difference else "same",
            blank="stated" if not figure.fen else "right" if not self.right else "no",
            places=len(self.same),
            follows=len(self.follow),
            sides="both" if _both_sides(change.figure for change in self.suspect.changes) else "one",
            hints="yes" if self.hints else "no",
            size=min(abs(difference) // max(figure.ulp, 1), _LARGEST),
            percent=min(100 * abs(difference) // max(abs(self.right), 1), _LARGEST),
            confirmed=len(self.suspect.confirmed),
            exact=self._exact(equals),
            tables_right=count["right", "table"],
            tables_stated=count["stated", "table"],
            texts_right=count["right", "text"],
            texts_stated=count["stated", "text"],
        )

    def _equals(self) -> list[tuple[str, str, Figure]]:
        """The other figures of the same thing: whether they state what is right or what is wrong, in a table or in the text."""
        found: dict[int, Figure] = {}
        if not self.is_change:
            key = self.cube.fold(self.figure.coordinate)
            found.update((id(figure), figure) for figure in self.cube.tables.get(key, ()))
            claims = self.cube.claims.get(key, ())
            found.update((id(claim.amount), claim.amount) for claim in claims if claim.amount is not None)
        for identity in self.suspect.confirmed:
            if identity.form != SUM:
                found.update((id(figure), figure) for figure in identity.figures)
        others = [figure for key, figure in found.items() if key not in self.wrong]
        wanted = replace(self.figure, fen=self.right)
        return [
            ("right" if same_amount(figure, wanted) else "stated", "table" if figure.table >= 0 else "text", figure)
            for figure in others
            if same_amount(figure, wanted) or same_amount(figure, self.figure)
        ]

    def _exact(self, equals: Iterable[tuple[str, str, Figure]]) -> str:
        """The right amount as the most precise of the figures that state it prints it."""
        right = [figure for kind, _, figure in equals if kind == "right"]
        best = min(right, key=lambda figure: figure.ulp, default=self.figure)
        return money(best.fen, best) if right and best.ulp < self.figure.ulp else money(self.right, self.figure)

    # -- slips of the pen ----------------------------------------------------------------------------------------------

    def _slips(self) -> Iterator[Symptom]:
        groups = self.knowledge.words["digits"]["look_alike"]
        for slip in slips_of(self.figure, self.right):
            alike = slip.kind in ("one_digit", "two_digits") and all(
                looks_alike(one, other, groups) for one, other in zip(slip.stated, slip.right, strict=True)
            )
            yield self._fact(
                "slip",
                [self.figure],
                kind=slip.kind,
                stated=slip.stated,
                right=slip.right,
                position=slip.position,
                steps=slip.steps,
                looks_alike="yes" if alike else "no",
            )

    # -- totals --------------------------------------------------------------------------------------------------------

    def _parts(self) -> list[tuple[Figure, int]]:
        """What a total is made of, by its table and by the identities that give its right amount."""
        parts = self.around.parts(self.figure)
        if sum(part.fen != 0 and depth == 1 for part, depth in parts) < 2:
            parts = []  # the same amount once more, not a sum
        seen = {id(self.figure), *(id(part) for part, _ in parts)}
        for identity in self.suspect.confirmed:
            for part in _parts_in(identity, self.figure):
                if id(part) not in seen:
                    seen.add(id(part))
                    parts.append((part, 1))
        return parts

    def _left_out(self) -> Iterator[Symptom]:
        missing = self.right - self.figure.fen
        fitting = [
            (part, depth)
            for part, depth in self.parts
            if part.fen and within_rounding(abs(missing) - abs(part.fen), part.ulp + self.figure.ulp)
        ]
        nearest = min((depth for _, depth in fitting), default=0)
        alike = sum(depth == nearest for _, depth in fitting)
        for part, depth in fitting:
            if depth == nearest:
                yield self._fact(
                    "part",
                    [part],
                    relation="left_out" if (missing > 0) == (part.fen > 0) else "counted_twice",
                    code=_code(part, self.around.line(part)),
                    name=self._name_of(part),
                    amount=money(part.fen, part),
                    depth=depth,
                    alike=alike,
                )

    # -- copies --------------------------------------------------------------------------------------------------------

    def _neighbours(self) -> Iterator[Symptom]:
        states = "stated" if self.figure.fen else "right"
        wanted = replace(self.figure, fen=self.figure.fen or self.right)
        for side, other in self.around.neighbours(self.figure) if _telling(wanted) else ():
            part = any(id(one) == id(self.figure) for one, _ in self.around.parts(other))
            if other.fen == wanted.fen and id(other) not in self.wrong and not (part and states == "right"):
                name = column_name(other) if side in ("left", "right") else self._name_of(other)
                amount = money(other.fen, other)
                yield self._fact("neighbour", [other], states=states, side=side, name=name or other.column, amount=amount)

    def _copied(self) -> Iterator[Symptom]:
        """A row or a column that repeats its neighbour cell by cell."""
        for axis, beside in (("row", self.around.row_beside), ("column", self.around.column_beside)):
            for by in (-1, 1):
                pairs = [(one, other) for one, other in beside(self.figure, by) if one is not None or other is not None]
                same = [other for one, other in pairs if one is not None and other is not None and one.fen == other.fen]
                nonzero = [figure for figure in same if figure.fen]
                apart = [pair for pair in pairs if (pair[0].fen if pair[0] else 0) != (pair[1].fen if pair[1] else 0)]
                if apart or len(nonzero) < _SEVERAL or any(id(figure) in self.wrong for figure in nonzero):
                    continue
                name = self._name_of(nonzero[0]) if axis == "row" else column_name(nonzero[0])
                yield self._fact("copied", nonzero, axis=axis, name=name, cells=len(nonzero))

    # -- other years, other places ---------------------------------------------------------------------------------------

    def _last_year(self) -> Iterator[Symptom]:
        """Last year's amount of the same thing, where it is what is stated."""
        if self.is_change or not self.figure.fen or self.figure.coordinate.period != "this":
            return
        key = self.cube.fold(self.figure.coordinate)
        for other in self._of_last_year(key):
            if same_amount(other, self.figure) and not same_amount(other, replace(self.figure, fen=self.right)):
                source = self._place(other, other.fen)["zh"]
                yield self._fact("last_year", [other], amount=money(other.fen, other), source=source)
                return

    def _of_last_year(self, key: Coordinate) -> Iterator[Figure]:
        last = replace(key, period="last")
        yield from self.cube.tables.get(last, ())
        yield from (claim.amount for claim in self.cube.claims.get(last, ()) if claim.amount is not None)
        for claim in self.cube.changes.get(key, ()):
            if claim.change is not None and claim.change.fen and claim.amount is not None:
                this = self.right if id(claim.amount) in self.wrong else claim.amount.fen
                if id(claim.amount) in self.wrong or same_amount(claim.amount, replace(self.figure, fen=self.right)):
                    yield replace(claim.change, fen=this - claim.change.fen, ulp=claim.change.ulp + claim.amount.ulp)

    def _same_amounts(self) -> Iterator[Symptom]:
        """Where else the stated amount stands, of something else; the nearest of each sort."""
        if self.is_change or not (_telling(self.figure) or self.figure.fen == self.right):
            return
        own = self.cube.fold(self.figure.coordinate)
        cell, found = self.around.cell(self.figure), dict[str, Figure]()
        for other in self._candidates():
            if id(other) in self.wrong or self.cube.fold(other.coordinate) == own or not same_amount(other, self.figure):
                continue
            there = self.around.cell(other)
            if cell is not None and there is not None and there.listing is cell.listing:
                at = "other_row" if there.column == cell.column else "other_column" if there.row == cell.row else "same_table"
            elif _sisters(self.figure.coordinate, other.coordinate):
                at = "other_account"
            else:
                at = "other_table"
            found.setdefault(at, other)
        for at, other in found.items():
            yield self._same_amount(at, other)

    def _candidates(self) -> Iterable[Figure]:
        if self.figure.table >= 0:
            return self.around.stating(self.figure.fen)
        return (figure for figures in self.cube.tables.values() for figure in figures if figure.fen)

    def _same_amount(self, at: str, other: Figure) -> Symptom:
        line = self.around.line(other)
        code, own = _code(other, line), _code(self.figure, self.around.line(self.figure)) or _code_of(self.claim)
        told = {_account(key) for key in self.cube.claims}
        return self._fact(
            "same_amount",
            [other],
            at=at,
            code=code,
            name=column_name(other) or other.column if at == "other_column" else self._name_of(other),
            table=self._place(other, other.fen)["zh"],
            amount=money(other.fen, other),
            told="yes" if _account(other.coordinate) in told else "no",
            digit_apart="yes" if len(code) == len(own) and sum(a != b for a, b in zip(code, own, strict=True)) == 1 else "no",
        )

    def _exchanged(self) -> Iterator[Symptom]:
        """Another wrong figure that states what is right here, while what is stated here is right there."""
        pairs = [
            (number, change)
            for number, other in enumerate(self.suspects)
            for change in other.changes
            if change.figure is not self.figure
        ]
        for number, change in pairs:
            if change.figure.fen == self.right and change.right == self.figure.fen:
                name = self._place(change.figure, change.right)["zh"]
                yield self._fact(
                    "exchanged", [change.figure], name=name, amount=money(change.figure.fen, change.figure), other=number
                )
                return

    # -- what is broken --------------------------------------------------------------------------------------------------

    def _broken(self) -> Iterator[Symptom]:
        seen: set[tuple[str, str]] = set()
        for violation in self.suspect.explains:
            role = _role(violation, self.wrong)
            if (violation.rule, role) in seen:
                continue
            seen.add((violation.rule, role))
            rule = self.rules.get(violation.rule)
            yield self._fact(
                "broken",
                violation.figures,
                rule=violation.rule,
                family=violation.rule.partition("-")[0],
                relation=rule.relation if rule is not None else "",
                role=role,
                residual=money(abs(_residual(violation)), violation.figures[0]) if violation.figures else "",
            )

    def _vanished(self) -> Iterator[Symptom]:
        """Accounts that a list of changes lacks because they have nothing this year.

        Proven is one that had last year exactly what the changes listed lack; else a row left blank tells of one.
        """
        for violation in self.suspect.explains:
            rule = self.rules.get(violation.rule)
            if rule is not None and rule.relation == "changes_add_up" and violation.figures:
                gone = next(self._gone(violation), None)
                if gone is not None:
                    yield self._missing("yes", gone, self._name_of(gone), money(gone.fen, gone))
                elif any(figure.coordinate.function for figure in violation.figures):
                    blank = self._blank_row()
                    if blank is not None:
                        yield self._missing("no", blank, self._name_of(blank), "")

    def _gone(self, violation: Violation) -> Iterator[Figure]:
        lacking, ulps = abs(_residual(violation)), sum(figure.ulp for figure in violation.figures)
        for key, figures in self.cube.tables.items():
            if key.period == "last" and any(_account(key)):
                this = self.cube.tables.get(replace(key, period="this"), ())
                if (
                    figures[0].fen
                    and within_rounding(figures[0].fen - lacking, figures[0].ulp + ulps)
                    and not any(f.fen for f in this)
                ):
                    yield figures[0]

    def _blank_row(self) -> Figure | None:
        """The first row of an item of the functional classification that has a code and no amount, as a figure of nil."""
        for table in self.cube.disclosure.tables:
            for listing in table.listings:
                for line, cells in zip(listing.lines, listing.cells, strict=True):
                    if len(line.function) == _ITEM and not any(figure is not None and figure.fen for figure in cells):
                        at = Coordinate("expenditure", function=line.function)
                        return Figure(0, 0, self.figure.unit, at, line.line, table.index, line.label, "", "")
        return None

    def _missing(self, proven: str, figure: Figure, name: str, amount: str) -> Symptom:
        code = _code(figure, self.around.line(figure))
        table = place_words(figure, 0, "", False, self.cube.disclosure)["zh"]
        return self._fact("vanished", [figure], proven=proven, code=code, name=name, amount=amount, table=table)

    # -- damage by conversion ------------------------------------------------------------------------------------------

    def _damage(self) -> Iterator[Symptom]:
        disclosure, table = self.cube.disclosure, self.figure.table
        broken = [unread for unread in disclosure.unread if unread.reason == MALFORMED]
        for sign, found in (
            ("malformed_here", [unread.text for unread in broken if unread.table == table >= 0]),
            ("malformed", [unread.text for unread in broken if unread.table != table]),
            ("misread_names", self._misread_names() if table >= 0 else []),
        ):
            if found:
                yield self._fact("damage", [self.figure], sign=sign, example=found[0], count=len(found))

    def _misread_names(self) -> list[str]:
        """Names beside codes that are as long as the account's own and differ in one or two characters."""
        year, found = self.cube.disclosure.year, []
        for listing in self.cube.disclosure.tables[self.figure.table].listings:
            for line in listing.lines:
                entries = self.knowledge.accounts_of(line.code).entries.get(line.code, ()) if line.code else ()
                printed, names = name_key(line.label), [name_key(one.name) for one in entries if one.certain(year)]
                if printed in names:
                    continue
                for name in names:
                    if len(name) == len(printed) > 4 and sum(a != b for a, b in zip(name, printed, strict=True)) <= 2:
                        found.append(line.label)
                        break
        return found

    def _named(self) -> Iterator[Symptom]:
        """The name of another unit on the table of a figure, or close to its sentence."""
        unit, (first, last) = self.cube.disclosure.unit, self._lines()
        for one in self.cube.disclosure.names:
            near = one.table == self.figure.table >= 0 or (one.table < 0 and first <= one.line <= last)
            if near and one.of in _OWNERS and one.name and unit and _likeness(one.name, unit) < _LIKE_NAMES:
                yield self._fact("named", [self.figure], name=one.name, unit=unit)
                return

    def _lines(self) -> tuple[int, int]:
        """The lines that speak of a figure: its table's from the end of the one before, or a few around its sentence."""
        place = self.figure.table
        if place < 0:
            return self.figure.line - _CLOSE_LINES, self.figure.line + _CLOSE_LINES
        tables = self.cube.disclosure.tables
        return (tables[place - 1].end + 1 if place else 0), tables[place].end

    def _name_of(self, figure: Figure) -> str:
        """The account a figure is of by its code and name, else the label of its row."""
        line = self.around.line(figure)
        code = _code(figure, line)
        return f"{code} {bare(figure.row)[0]}" if code else row_name(figure, line)


def _parts_in(identity: Identity, figure: Figure) -> Sequence[Figure]:
    """The parts of ``figure`` where it is the total of a sum: the only figure of its sign."""
    if identity.form != SUM:
        return ()
    own = [weight for one, weight in zip(identity.figures, identity.weights, strict=True) if one is figure]
    others = [(one, weight) for one, weight in zip(identity.figures, identity.weights, strict=True) if one is not figure]
    if len(own) != 1 or len(others) < 2 or any(weight == own[0] for _, weight in others):
        return ()
    return [one for one, _ in others]


def _role(violation: Violation, wrong: Collection[int]) -> str:
    """Whether the first figure of a violation, the suspected one, is wrong, or another, or none."""
    places = [place for place, figure in enumerate(violation.figures) if id(figure) in wrong]
    return "none" if not places else "first" if places[0] == 0 else "other"


def _residual(violation: Violation) -> int:
    return 0 if violation.stated is None or violation.expected is None else violation.stated - violation.expected


def _both_sides(figures: Iterable[Figure]) -> bool:
    """Whether figures are of income and of expenditure."""
    measures = {figure.coordinate.measure for figure in figures}
    return bool(measures & {"income", "total_income"}) and bool(measures & {"expenditure", "total_outlay"})


def _telling(figure: Figure) -> bool:
    return len(str(abs(figure.fen)).strip("0")) >= _TELLING


def _sisters(one: Coordinate, other: Coordinate) -> bool:
    """Whether two coordinates differ in one account of one level and classification only."""
    blank = dict.fromkeys(_CODED, "")
    lengths = [tuple(len(getattr(at, name)) for name in _CODED) for at in (one, other)]
    return lengths[0] == lengths[1] and any(lengths[0]) and replace(one, **blank, fund="") == replace(other, **blank, fund="")


def _account(at: Coordinate) -> tuple[str, str, str]:
    return at.function, at.economy_dept, at.economy_gov


def _code(figure: Figure, line: object) -> str:
    code = getattr(line, "code", "")
    return str(code) or next((code for code in reversed(_account(figure.coordinate)) if code), "")


def _code_of(claim: Claim | None) -> str:
    return claim.code if claim is not None else ""


def _likeness(one: str, other: str) -> float:
    """The share of the shorter name's characters that the other has too."""
    short, long = sorted((set(plain(one)), set(plain(other))), key=len)
    return len(short & long) / max(len(short), 1)
