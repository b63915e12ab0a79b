import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damage.kinds import KINDS
from mingcha_datasets.corpus.damage.misprint import misprinted
from mingcha_datasets.corpus.damaging import Damaged, damage, restored
from mingcha_datasets.corpus.facts import Fact, Key, sums
from mingcha_datasets.corpus.labelling import DAMAGED, labels_of
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.paper import BLANK, Board, Money, Paper, Piece, Role, Spot, Words
from mingcha_datasets.corpus.printing import text_of
from mingcha_datasets.corpus.saying import amount, changed, coded, line, named, stated
from tests.commands import Mingcha

WAN = Money("万元", 2)
FORMS = sorted(LAYOUTS)


def spent(code: str, fen: int, period: str = "this") -> Fact:
    key: Key = (("function", code),) if code else ()
    return Fact("expenditure", period, key, fen)


def tiny() -> Paper:
    """Two accounts and their total in a table in 元 and in a sentence in 万元."""
    rows = [("", "合计", 300_00), ("208", "社会保障和就业支出", 120_00), ("210", "卫生健康支出", 180_00)]
    head = tuple(Piece(text) for text in ("科目编码", "科目名称", "预算数"))
    cells = [(coded(code) if code else BLANK, named(name), amount(spent(code, fen * 100), Money())) for code, name, fen in rows]
    told = [(code, name, fen) for code, name, fen in rows if code]
    return Paper(
        (
            Words((Piece("支出表", Role.TITLE),), BlockRole.TITLE),
            Board((head, *cells), 1, (), "expenditure", "支出表"),
            line(
                "支出{all}，较上年{by}。", all=stated(spent("", 30_000_00), WAN), by=changed(spent("", 1_000_00, "change"), WAN)
            ),
            *(line("{name}{of}。", name=named(name), of=stated(spent(code, fen * 100), WAN)) for code, name, fen in told),
        ),
        "tiny",
        "budget",
        "某单位",
        2024,
    )


@cache
def index(layout: str, kind: str, seed: int) -> Index:
    return Index(make(layout, kind, seed).paper)


documents = st.builds(lambda form, seed: index(*form, seed), st.sampled_from(FORMS), st.just(1))
numbers = st.integers(0, 10**6)


def done(intact: Index, kind: str, number: int, count: int = 1) -> Damaged | None:
    return damage(intact, [kind] if kind else [], count, random.Random(number))


def test_there_are_kinds_of_every_family_each_with_what_it_is_called() -> None:
    assert len(KINDS) >= 35
    for kind in KINDS.values():
        assert kind.zh
        assert kind.en
        assert kind.findings
        assert kind.severity in ("error", "warning", "info")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_place_in_some_form(kind: str) -> None:
    assert any(done(index(*form, seed), kind, 1) for seed in (1, 2) for form in FORMS)


@settings(max_examples=40, deadline=None)
@given(documents, st.sampled_from(sorted(KINDS)), numbers)
def test_what_is_restored_is_the_paper_as_it_was(intact: Index, kind: str, number: int) -> None:
    one = done(intact, kind, number)
    assert one is None or (restored(one) == intact.paper and one.paper != intact.paper)


@settings(max_examples=40, deadline=None)
@given(documents, st.sampled_from(sorted(KINDS)), numbers)
def test_a_label_stands_on_the_line_that_it_quotes(intact: Index, kind: str, number: int) -> None:
    one = done(intact, kind, number)
    for defect in one.defects if one else ():
        lines = text_of(one.paper).split("\n") if one else []
        assert defect.where
        assert defect.damage == kind
        assert defect.kind in KINDS[kind].findings
        for place in defect.where:
            assert place.quote in lines[place.line - 1]


@settings(max_examples=40, deadline=None)
@given(documents, st.sampled_from(sorted(KINDS)), numbers)
def test_no_line_differs_but_those_of_the_labels(intact: Index, kind: str, number: int) -> None:
    one = done(intact, kind, number)
    if one is None or any(each.without for each in one.damages):
        return
    before, after = text_of(intact.paper).split("\n"), text_of(one.paper).split("\n")
    differing = {at for at, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new}
    assert differing <= {place.line for defect in one.defects for place in defect.where}
    assert differing


@settings(max_examples=25, deadline=None)
@given(documents, numbers, st.integers(2, 4))
def test_several_damages_do_not_touch_each_other(intact: Index, number: int, count: int) -> None:
    several = done(intact, "", number, count)
    if several is None:
        return
    rows = [{(spot.block, spot.row) for spot in each.spots} for each in several.damages]
    assert len(rows) == count
    assert sum(map(len, rows)) == len(set().union(*rows))
    assert restored(several) == intact.paper
    assert {defect.id for defect in several.defects} >= {cause for defect in several.defects for cause in defect.root_cause_of}


@settings(max_examples=40, deadline=None)
@given(documents, st.sampled_from([kind.id for kind in KINDS.values() if kind.family in ("digits", "copies")]), numbers)
def test_what_is_revealed_contradicts_another_figure_and_what_is_not_does_not(intact: Index, kind: str, number: int) -> None:
    one = done(intact, kind, number)
    if one and not any(contradictions(intact.paper)):
        if one.defects[0].revealed:
            assert any(contradictions(one.paper))
        else:
            assert not any(unequal(one.paper))


def figures(paper: Paper) -> Iterator[tuple[Fact, Decimal, Decimal]]:
    """What amounts of the paper state, with half a unit of their last place, told from their texts alone."""
    for _, piece in paper.pieces():
        if piece.role is not Role.AMOUNT or not piece.fact or not piece.money:
            continue
        if not any(each.isdigit() for each in piece.text):
            yield piece.fact, Decimal(0), Decimal(0)
        else:
            value = Decimal(piece.text.replace(",", ""))
            exponent = value.as_tuple().exponent
            assert isinstance(exponent, int)
            sign = -1 if piece.fact.period == "change" and piece.fact.value < 0 else 1
            yield piece.fact, sign * value * piece.money.fen, piece.money.fen * Decimal(5).scaleb(exponent - 1)


def unequal(paper: Paper) -> Iterator[Fact]:
    """Facts that are printed as different amounts."""
    found: dict[object, list[tuple[Fact, Decimal, Decimal]]] = defaultdict(list)
    for fact, value, half in figures(paper):
        found[fact.id].append((fact, value, half))
    for same in found.values():
        for fact, value, half in same:
            if any(abs(value - other) > half + slack for _, other, slack in same):
                yield fact


def contradictions(paper: Paper) -> Iterator[Fact]:
    """Facts that are printed as different amounts, are not what their parts add up to, or what they are computed from."""
    yield from unequal(paper)
    blocks: dict[int, set[Fact]] = defaultdict(set)
    printed: dict[object, tuple[Decimal, Decimal]] = {}
    for spot, piece in paper.pieces():
        if piece.fact and piece.role is Role.AMOUNT:
            blocks[spot.block].add(piece.fact)
    stated_by: dict[object, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for fact, value, half in figures(paper):
        stated_by[fact.id].append((value, half))
    printed = {fact: min(values, key=lambda each: each[1]) for fact, values in stated_by.items()}
    every = [each for one in blocks.values() for each in one]
    for group in [every, *blocks.values()]:
        for each in sums(group):
            members = [each.whole, *(part for _, part in each.parts)]
            if all(member.id in printed for member in members):
                whole, slack = printed[each.whole.id]
                made = sum((sign * printed[part.id][0] for sign, part in each.parts), Decimal(0))
                if abs(whole - made) > slack + sum((printed[part.id][1] for _, part in each.parts), Decimal(0)):
                    yield each.whole
    for _, piece in paper.pieces():
        if piece.of and all(part.id in printed for part in piece.of):
            yield from _computed(piece, printed)


def _computed(piece: Piece, printed: dict[object, tuple[Decimal, Decimal]]) -> Iterator[Fact]:
    assert piece.fact
    parts = [printed[part.id] for part in piece.of]
    (one, first), *others = parts
    if piece.role is Role.AMOUNT:
        whole, slack = printed[piece.fact.id]
        if abs(whole - sum(value for value, _ in parts)) > slack + sum(half for _, half in parts):
            yield piece.fact
    if piece.role is Role.SHARE and others and others[0][0]:
        (other, second), value = others[0], Decimal(piece.text)
        made = 100 * one / other
        slack = (100 * first + abs(made) * second) / abs(other) + Decimal("0.005")
        if abs(value - (made if piece.fact.measure == "share" else abs(made - 100))) > slack:
            yield piece.fact


def test_a_wrong_figure_is_revealed_by_the_other_places_of_the_paper() -> None:
    intact = Index(tiny())
    assert not intact.reveals({})
    for spot in intact.amounts:
        piece = intact.pieces[spot]
        one = misprinted(intact, {spot: replace(piece, text=f"9{piece.text}")})
        assert one is not None
        assert one.flaws[0].revealed == (intact.fact(spot).period != "change")


def test_what_rounding_explains_is_not_revealed() -> None:
    intact = Index(tiny())
    spot = next(spot for spot in intact.amounts if not intact.in_table(spot))
    nearly = Spot(1, 2, 2)
    one = misprinted(intact, {nearly: replace(intact.pieces[nearly], text="1200000.01")})
    assert intact.reveals({spot: intact.figures[spot]}) is False
    assert one is not None
    assert one.flaws[0].revealed  # the table itself is in 元: its total is off by a cent, which no rounding explains


@pytest.mark.parametrize(("kind", "by"), [("row_left_out", "amounts"), ("unit_missing", "words"), ("doubled_word", "")])
def test_a_label_tells_by_what_the_paper_shows_it(kind: str, by: str) -> None:
    one = done(Index(make("shanxi", "budget", 1).paper), kind, 7)
    assert one is not None
    (defect,) = one.defects
    assert (defect.revealed, defect.revealed_by) == (bool(by), by)


def test_the_same_number_gives_the_same_damage() -> None:
    one, other = (done(Index(make("shanxi", "budget", 1).paper), "", 7, 3) for _ in range(2))
    assert one
    assert other
    assert (one.paper, one.defects) == (other.paper, other.defects)


def test_labels_have_the_form_of_those_of_real_disclosures() -> None:
    one = done(index("shaanxi", "budget", 1), "wrong_digit", 1)
    assert one
    labels = labels_of(one, "a.txt")
    assert labels["doc"] == "a.txt"
    (defect,) = labels["defects"]
    assert set(defect) >= {"id", "kind", "severity", "confidence", "where", "stated", "expected", "root_cause_of"}
    assert set(defect["where"][0]) == {"section", "row", "col", "line", "quote"}


def test_the_command_writes_damaged_documents_with_their_labels(mingcha_command: Mingcha, tmp_path: Path) -> None:
    made, out, again = (str(tmp_path / name) for name in ("made", "out", "again"))
    assert mingcha_command("corpus", "make", "--layout", "shanxi", "--count", "2", "--out", made).status == 0
    assert mingcha_command("corpus", "damage", "--of", made, "--damages", "2", "--out", out).status == 0
    assert mingcha_command("corpus", "damage", "--layout", "shanxi", "--count", "2", "--damages", "2", "--out", again).status == 0
    names = sorted(path.name for path in Path(out).iterdir())
    assert len([name for name in names if name.endswith(".labels.json")]) == 2
    assert DAMAGED in names
    for name in names:
        assert (Path(out) / name).read_bytes() == (Path(again) / name).read_bytes()
    labels = json.loads(next(Path(out).glob("*.labels.json")).read_text(encoding="utf-8"))
    text = (Path(out) / labels["doc"]).read_text(encoding="utf-8").split("\n")
    assert all(place["quote"] in text[place["line"] - 1] for defect in labels["defects"] for place in defect["where"])


def test_the_command_names_kinds_that_it_does_not_know(mingcha_command: Mingcha, tmp_path: Path) -> None:
    refused = mingcha_command("corpus", "damage", "--kinds", "nonsense", "--out", str(tmp_path / "out"))
    assert refused.status == 2
    assert "`mingcha corpus kinds` lists all" in refused.err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_documentation_names_every_kind(language: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / language / "corpus.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+)` ", page.partition("{ #kinds }")[2].partition("{ #labels }")[0])) == set(KINDS)
