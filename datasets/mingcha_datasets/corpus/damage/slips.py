"""Slips in sentences: units of money, choices of a template, copied text, years, words that stand twice."""

from dataclasses import replace
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.damage.damaged import WORDS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damage.misprint import reworded
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import BLANK, Piece, Role, Spot, Words


def unit_missing(index: Index, random: Random) -> Damage | None:
    """An amount of a sentence has no unit of money; nil is the same in every unit."""
    spot = _unit_in_text(index, random)
    if spot and not any(_follows(index, spot, each) for each in index.amounts if each.block == spot.block):
        return None
    return reworded(index, spot, "", "money_unit", also=_before(spot)) if spot else None


def unit_doubled(index: Index, random: Random) -> Damage | None:
    """The unit of money stands twice behind an amount."""
    spot = _unit_in_text(index, random)
    return reworded(index, spot, index.pieces[spot].text * 2, "money_unit") if spot else None


def table_unit_missing(index: Index, random: Random) -> Damage | None:
    """No unit of money stands above a table."""
    spots = [spot for spot in index.with_role(Role.MONEY_UNIT) if _words(index, spot).role is BlockRole.ABOVE]
    if not spots:
        return None
    spot = random.choice(spots)
    table = next(
        (
            number
            for number in range(spot.block + 1, spot.block + 3)
            if Spot(number, 0, 0) in index.pieces and index.in_table(Spot(number, 0, 0))
        ),
        None,
    )
    if table is None or not any(each.block == table for each in index.amounts):
        return None
    title = [Spot(block, 0, 0) for block in index.title_blocks(table) if block != spot.block]
    flaw = Flaw("money_unit", (spot, *title, Spot(table, 0, 0)), "", index.pieces[spot].text, "", "", WORDS, "warning")
    return Damage((flaw,), without=frozenset({(spot.block, None)}))


def template_left(index: Index, random: Random) -> Damage | None:
    """Both choices of a template were left where a change is told."""
    spots = [spot for spot in index.with_role(Role.DIRECTION) if index.pieces[spot].text in wording()["choices"]]
    if not spots:
        return None
    spot = random.choice(spots)
    return reworded(index, spot, random.choice(wording()["choices"][index.pieces[spot].text]), "text_slip")


def no_change_with_unit(index: Index, random: Random) -> Damage | None:
    """A unit of money is left behind a change that is none."""
    spots = _unchanged(index)
    return reworded(index, random.choice(spots), wording()["no_change"] + "万元", "text_slip") if spots else None


def increase_of_nil(index: Index, random: Random) -> Damage | None:
    """What did not change is said to have grown by nil, and why."""
    spots = _unchanged(index)
    if not spots:
        return None
    spot = random.choice(spots)
    up = random.choice(list(wording()["choices"])[:2])
    said = f"{up}0万元，{up}的主要原因是{random.choice(wording()['reasons'])}"
    return reworded(index, spot, said, "text_slip")


def _unchanged(index: Index) -> list[Spot]:
    spots = index.with_role(Role.DIRECTION)
    return [spot for spot in spots if (fact := index.pieces[spot].fact) and not fact.value]


def wrong_topic(index: Index, random: Random) -> Damage | None:
    """Under a heading stands what was copied from under another."""
    told = {
        number: block
        for number, block in enumerate(index.paper.blocks)
        if isinstance(block, Words) and block.role is BlockRole.TEXT and block.topic in wording()["empty"]
    }
    told = {number: block for number, block in told.items() if _is_nil(index, number, block) and _is_alone(index, number)}
    pairs = [(one, other) for one in told for other in told if told[one].topic != told[other].topic]
    if not pairs:
        return None
    one, other = random.choice(pairs)
    put = {Spot(one, 0, column): BLANK for column in range(len(told[one].pieces))}
    put[Spot(one, 0, 0)] = Piece(told[other].text)
    flaw = Flaw("wrong_topic", (Spot(one, 0, 0),), told[other].text, told[one].text, "", "", revealed_by=WORDS)
    return Damage((flaw,), put)


def _is_nil(index: Index, number: int, block: Words) -> bool:
    return not any(spot.block == number for spot in index.amounts) and bool(block.text.strip())


def _is_alone(index: Index, number: int) -> bool:
    """Whether a heading stands before the line and behind it."""
    beside = [index.paper.blocks[each] for each in (number - 1, number + 1) if 0 <= each < len(index.paper.blocks)]
    return all(isinstance(each, Words) and each.role is BlockRole.HEADING for each in beside)


def wrong_year(index: Index, random: Random) -> Damage | None:
    """A title or a heading names the year before or after."""
    spots = [
        spot
        for spot in index.with_role(Role.YEAR)
        if not index.in_table(spot) and index.pieces[spot].text.strip() == str(index.paper.year) and _is_of_title(index, spot)
    ]
    if not spots:
        return None
    spot = random.choice(spots)
    return reworded(index, spot, str(index.paper.year + random.choice((-1, -1, 1))), "year")


def _is_of_title(index: Index, spot: Spot) -> bool:
    """Whether the year stands in a title or a heading, whose year is that of the disclosure."""
    return _words(index, spot).role in (BlockRole.HEADING, BlockRole.TITLE)


def doubled_word(index: Index, random: Random) -> Damage | None:
    """A word of a sentence stands twice."""
    spots = [
        (spot, word)
        for spot in index.with_role(Role.WORDS)
        if not index.in_table(spot) and _words(index, spot).role is BlockRole.TEXT
        for word in wording()["doubled"]
        if word in index.pieces[spot].text
    ]
    if not spots:
        return None
    spot, word = random.choice(spots)
    return reworded(index, spot, index.pieces[spot].text.replace(word, word * 2, 1), "text_slip", severity="info", revealed=False)


def _unit_in_text(index: Index, random: Random) -> Spot | None:
    """The unit of money right behind an amount of a sentence."""
    spots = [
        spot
        for spot in index.with_role(Role.MONEY_UNIT)
        if not index.in_table(spot) and any(_follows(index, spot, each) for each in index.in_row(spot, Role.AMOUNT))
    ]
    return random.choice(spots) if spots else None


def _follows(index: Index, unit: Spot, amount: Spot) -> bool:
    between = [Spot(unit.block, unit.row, column) for column in range(amount.column + 1, unit.column)]
    return amount.column < unit.column and all(not index.pieces[each].text.strip() for each in between)


def _before(spot: Spot) -> tuple[Spot, ...]:
    return (replace(spot, column=spot.column - 1),) if spot.column else ()


def _words(index: Index, spot: Spot) -> Words:
    block = index.paper.blocks[spot.block]
    return block if isinstance(block, Words) else Words(())
