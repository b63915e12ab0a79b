"""Codes, names of accounts, of projects and of the unit that are other ones, or misspelt."""

from dataclasses import replace
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, WORDS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damage.misprint import in_form, reworded
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import Role, Spot


def wrong_code(index: Index, random: Random) -> Damage | None:
    """The code of another account of the paper stands beside a name."""
    pair = _account(index, random)
    if pair is None:
        return None
    code, _ = pair
    other = _another(index, code, Role.CODE, random)
    return _recoded(index, code, other) if other else None


def mistyped_code(index: Index, random: Random) -> Damage | None:
    """Two digits of a code are swapped, or one is another."""
    pair = _account(index, random)
    if pair is None:
        return None
    code, _ = pair
    text = index.pieces[code].text
    at = random.randrange(1, len(text))
    other = random.choice([each for each in "0123456789" if each != text[at]])
    return _recoded(index, code, text[:at] + other + text[at + 1 :])


def _recoded(index: Index, code: Spot, new: str) -> Damage | None:
    """Another code; that the accounts above and below it no longer add up only follows."""
    one = reworded(index, code, new, "code_name", severity="error")
    if one is None or not index.in_table(code):
        return one
    old = index.pieces[code].text
    family = [
        each
        for each in index.with_role(Role.CODE)
        if each.block == code.block and each != code and _is_above_or_below(index.pieces[each].text, (old, new))
    ]
    totals = [
        spot
        for amount in index.in_row(code, Role.AMOUNT)
        if amount in index.figures
        for whole in index.sums_with(amount)
        for spot in index.stating[whole.whole]
        if spot.block == code.block and spot.column == amount.column
    ]
    where = (code, *dict.fromkeys((*family, *totals)))
    follows = Flaw("hierarchy_sum", where, "", "", f"{old} {new}", "", revealed_by=AMOUNTS)
    return replace(one, flaws=(replace(one.flaws[0], where=where), follows))


def _is_above_or_below(code: str, others: tuple[str, str]) -> bool:
    """Whether it stands on another's path; the first cell of a code that is printed in several does, the others do not."""
    return len(code) >= _CLASS and any(code.startswith(other) or other.startswith(code) for other in others)


_CLASS = 3


def wrong_name(index: Index, random: Random) -> Damage | None:
    """The name of another account of the paper stands beside a code."""
    pair = _account(index, random)
    if pair is None:
        return None
    code, name = pair
    other = _another(index, code, Role.NAME, random)
    return reworded(index, name, _indent(index.pieces[name].text) + other, "code_name", severity="error") if other else None


def wrong_account(index: Index, random: Random) -> Damage | None:
    """A sentence gives the right amount under the name and the code of another account."""
    pair = _account(index, random)
    if pair is None or index.in_table(pair[0]):
        return None
    code, name = pair
    others = [each for each in index.accounts if _alike(index, each[0], code)]
    if not others:
        return None
    other_code, other_name = random.choice(others)
    put = {
        code: replace(index.pieces[code], text=index.pieces[other_code].text.strip()),
        name: replace(index.pieces[name], text=index.pieces[other_name].text.strip()),
    }
    amounts = [each for each in index.in_row(code, Role.AMOUNT) if each.column > min(code.column, name.column)]
    stated, right = (f"{put[name].text}（{put[code].text}）", f"{index.pieces[name].text}（{index.pieces[code].text}）")
    revealed = any(len(index.stating[index.fact(each).id]) > 1 for each in amounts[:1] if each in index.figures)
    flaw = Flaw("code_name", (code, name, *amounts[:1]), stated, right, "", "", WORDS if revealed else "")
    return Damage((flaw,), put)


def _account(index: Index, random: Random) -> tuple[Spot, Spot] | None:
    return random.choice(index.accounts) if index.accounts else None


def _alike(index: Index, one: Spot, other: Spot) -> bool:
    """Whether two codes are different ones of the same level of the same classification."""
    first, second = index.pieces[one].text, index.pieces[other].text
    return first != second and len(first) == len(second) and first[0] == second[0]


def _another(index: Index, code: Spot, role: Role, random: Random) -> str:
    """The code or the name of an account like this one but with another name."""
    own = {index.pieces[name].text.strip() for each, name in index.accounts if index.pieces[each].text == index.pieces[code].text}
    others = [
        index.pieces[each if role is Role.CODE else name].text.strip()
        for each, name in index.accounts
        if _alike(index, each, code) and index.pieces[name].text.strip() not in own
    ]
    return random.choice(others) if others else ""


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def unit_name_slip(index: Index, random: Random) -> Damage | None:
    """A character of the unit's name is missing, or two have changed places."""
    spots = index.with_role(Role.UNIT_NAME)
    if not spots:
        return None
    spot = random.choice(spots)
    text = index.pieces[spot].text
    at = random.randrange(1, len(text) - 1)
    if random.random() < _HALF:
        # Without the level of its place a name is a usual short form, which nobody can prove to be a slip.
        return reworded(index, spot, text[:at] + text[at + 1 :], "unit_name", revealed=text[at] not in _LEVELS)
    return reworded(index, spot, text[:at] + text[at + 1] + text[at] + text[at + 2 :], "unit_name")


_HALF = 0.5
_LEVELS = "省市县区"


def other_unit_name(index: Index, random: Random) -> Damage | None:
    """The unit is called by another word for what it is."""
    spots = [spot for spot in index.with_role(Role.UNIT_NAME) if _other_name(index.pieces[spot].text, random)]
    if not spots:
        return None
    spot = random.choice(spots)
    # It may be the name of another unit: nothing but the sense of the place shows that it is not.
    return reworded(index, spot, _other_name(index.pieces[spot].text, random), "unit_name", revealed=False)


def _other_name(name: str, random: Random) -> str:
    for word, others in wording()["endings"].items():
        if name.endswith(word):
            return name.removesuffix(word) + random.choice(others)
    return ""


def project_renamed(index: Index, random: Random) -> Damage | None:
    """A performance form is of a project that no table lists."""
    listed = [spot for spot in index.with_role(Role.NAME) if index.in_table(spot) and not in_form(index, spot)]
    names = {index.pieces[spot].text.strip() for spot in listed}
    spots = [spot for spot in index.with_role(Role.NAME) if in_form(index, spot) and index.pieces[spot].text.strip() in names]
    if not spots:
        return None
    spot = random.choice(spots)
    # The project of the list is left without a form: a finding may show it there.
    also = [each for each in listed if index.pieces[each].text.strip() == index.pieces[spot].text.strip()]
    other = random.choice(wording()["projects"])
    return reworded(index, spot, other, "performance_amount", severity="error", also=also)
