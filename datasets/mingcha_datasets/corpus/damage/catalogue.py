"""The catalogue of tables at odds with the tables: reasons, empty tables, tables that are not there, titles."""

from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.damage.damaged import WORDS, Damage, Flaw, can_leave_out
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damage.misprint import is_board, reworded
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import Board, Role, Spot, Words

_EMPTY, _FILLED = "是", "否"


def wrong_empty_reason(index: Index, random: Random) -> Damage | None:
    """The reason for an empty table is that of another one."""
    rows = [spot for spot in _entries(index, _EMPTY) if _topic(index, spot) and index.in_row(spot, Role.REASON)]
    if not rows:
        return None
    spot = random.choice(rows)
    others = [text for topic, text in wording()["empty"].items() if topic != _topic(index, spot)]
    reason = index.in_row(spot, Role.REASON)[0]
    return reworded(index, reason, random.choice(others), "empty_table", severity="error")


def reason_missing(index: Index, random: Random) -> Damage | None:
    """A table is marked empty and no reason is given."""
    rows = [spot for spot in _entries(index, _EMPTY) if index.in_row(spot, Role.REASON)]
    if not rows:
        return None
    spot = random.choice(rows)
    return reworded(index, index.in_row(spot, Role.REASON)[0], "", "empty_table")


def marked_empty(index: Index, random: Random) -> Damage | None:
    """A table with amounts is marked as empty."""
    rows = [spot for spot in _entries(index, _FILLED) if _has_amounts(index, spot)]
    return reworded(index, random.choice(rows), _EMPTY, "empty_table", severity="error") if rows else None


def not_marked_empty(index: Index, random: Random) -> Damage | None:
    """A table without amounts is not marked as empty."""
    rows = [spot for spot in _entries(index, _EMPTY) if _table(index, spot) is not None and not _has_amounts(index, spot)]
    return reworded(index, random.choice(rows), _FILLED, "empty_table") if rows else None


def claimed_table_missing(index: Index, random: Random) -> Damage | None:
    """A sentence says that an empty table was published, and there is none, nor does the catalogue list it."""
    rows = [spot for spot in _entries(index, _EMPTY) if _topic(index, spot)]
    claims = [(spot, claim) for spot in rows for claim in _claims(index, _topic(index, spot))]
    claims = [(spot, claim) for spot, claim in claims if can_leave_out(_board(index, spot), spot.row)]
    if not claims:
        return None
    spot, claim = random.choice(claims)
    table = _table(index, spot)
    gone: set[tuple[int, int | None]] = {(spot.block, spot.row)}
    if table is not None:
        gone |= {(block, None) for block in [*index.title_blocks(table), table]}
    title = index.pieces[index.in_row(spot, Role.TITLE)[0]].text.strip()
    flaw = Flaw("catalogue", (claim,), _line(index, claim), title, "", "", WORDS, "warning", "likely")
    return Damage((flaw,), without=frozenset(gone))


def table_missing(index: Index, random: Random) -> Damage | None:
    """The catalogue lists a table with amounts that is not there."""
    rows = [spot for spot in _entries(index, _FILLED) if _has_amounts(index, spot)]
    if not rows:
        return None
    spot = random.choice(rows)
    table = _table(index, spot)
    assert table is not None
    title = index.in_row(spot, Role.TITLE)[0]
    flaw = Flaw("catalogue", (title, spot), _FILLED, "", "", "", WORDS, "warning", "debatable")
    return Damage((flaw,), without=frozenset((block, None) for block in [*index.title_blocks(table), table]))


def title_at_odds(index: Index, random: Random) -> Damage | None:
    """The catalogue calls a table otherwise than the table itself."""
    rows = [spot for flag in (_EMPTY, _FILLED) for spot in _entries(index, flag) if _table(index, spot) is not None]
    if not rows:
        return None
    title = index.in_row(random.choice(rows), Role.TITLE)[0]
    text = index.pieces[title].text
    at = random.randrange(len(text) - 3)
    return reworded(index, title, text[:at] + text[at + 2 :], "catalogue", severity="info")


def _entries(index: Index, flag: str) -> list[Spot]:
    """The marks of the catalogue that are so, of rows with a title."""
    return [
        spot
        for spot in index.with_role(Role.EMPTY)
        if index.pieces[spot].text.strip() == flag and is_board(index, spot.block, "catalogue") and index.in_row(spot, Role.TITLE)
    ]


def _board(index: Index, spot: Spot) -> Board:
    board = index.board(spot)
    assert board is not None
    return board


def _table(index: Index, spot: Spot) -> int | None:
    """The table that a row of the catalogue is about: the one with its label, or with its title."""
    labels = [index.pieces[each].text.strip() for each in index.in_row(spot, Role.LABEL)]
    titles = [index.pieces[each].text.strip() for each in index.in_row(spot, Role.TITLE)]
    found = []
    for number, block in enumerate(index.paper.blocks):
        if isinstance(block, Board) and block.kind != "catalogue":
            above = [index.paper.blocks[each] for each in index.title_blocks(number)]
            texts = [each.text.strip() for each in above if isinstance(each, Words) and each.role in _TITLES]
            if any(label in texts for label in labels) or any(title and title in text for title in titles for text in texts):
                found.append(number)
    return found[0] if len(found) == 1 else None


_TITLES = (BlockRole.LABEL, BlockRole.TITLE)


def _has_amounts(index: Index, spot: Spot) -> bool:
    table = _table(index, spot)
    return table is not None and any(each.block == table for each in index.amounts)


def _topic(index: Index, spot: Spot) -> str:
    """What an entry of the catalogue is about, where a reason for its being empty is known."""
    table = _table(index, spot)
    board = index.paper.blocks[table] if table is not None else None
    kind = board.kind if isinstance(board, Board) else ""
    return next((topic for topic in wording()["empty"] if kind.startswith(topic)), "")


def _claims(index: Index, topic: str) -> list[Spot]:
    """Sentences on a topic that say that the empty table was published."""
    return [
        spot
        for number, block in enumerate(index.paper.blocks)
        if isinstance(block, Words)
        and block.role is BlockRole.TEXT
        and block.topic == topic
        and wording()["claims"] in block.text
        for spot in [Spot(number, 0, 0)]
    ]


def _line(index: Index, spot: Spot) -> str:
    block = index.paper.blocks[spot.block]
    return block.text.strip() if isinstance(block, Words) else ""
