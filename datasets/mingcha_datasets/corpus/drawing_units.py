"""Draw units that are made up: where they are, what they are called, what they are for and who works there."""

from dataclasses import dataclass
from math import log
from random import Random

from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.unit import Staff, Unit

_HEADS = {"county": 16, "city": 38, "province": 85}
"""The middle number of posts at each level; a school has more."""
_SPREAD, _LARGER = 0.75, 2.5
_FEWEST, _MOST = 2, 900
_LEVELS = {"shanghai": ("county", "province")}


@dataclass(frozen=True)
class Member:
    """A unit that keeps books: the one that discloses, or one of a department.

    Attributes:
        name: in full.
        nature: administrative, public_servant or institution.
        running: the function that its salaries are paid under.
        staff: its people.
    """

    name: str
    nature: str
    running: str
    staff: Staff


def draw_unit(layout: str, random: Random) -> tuple[Unit, tuple[Member, ...]]:
    """A unit of a province and those whose books it discloses, the first its own."""
    level = random.choices(("county", "city", "province"), (12, 5, 1))[0]
    if level not in _LEVELS.get(layout, _HEADS):
        level = "county"
    domain = random.choice(sorted(words("domains")))
    place = _place(layout, level, random)
    offices = words("domains")[domain]["offices"]
    chief_nature = next(iter(offices))
    chief_office = offices[chief_nature][0]
    chief = _called(place, level, chief_office, random)
    others = [(nature, office) for nature, named in offices.items() for office in named if office != chief_office]
    if others and random.random() < 0.35:
        chosen = sorted(random.sample(range(len(others)), random.randint(1, len(others))))
        listed = [(chief_nature, chief_office), *(others[index] for index in chosen)]
        members = tuple(_member(domain, nature, office, place, level, chief, random) for nature, office in listed)
        return _unit("department", members, level, place, domain, "", random), members
    own = [(chief_nature, chief_office)] if not others or random.random() < 0.3 else [random.choice(others)]
    members = tuple(_member(domain, nature, office, place, level, chief, random) for nature, office in own)
    superior = "" if members[0].name == chief else chief
    return _unit("unit", members, level, place, domain, superior, random), members


def _place(layout: str, level: str, random: Random) -> tuple[str, ...]:
    names = words("places")
    province: str = names["provinces"][layout]

    def made_up() -> str:
        name: str = random.choice(names["first"]) + random.choice(names["second"])
        return name

    if level == "province":
        return (province,)
    if province.endswith("市"):
        return (province, made_up() + "区")
    city = made_up() + "市"
    return (province, city) if level == "city" else (province, city, made_up() + random.choice("县县区"))


def _called(place: tuple[str, ...], level: str, office: str, random: Random) -> str:
    """The name of a unit there; one of a province is told from the real one by a name of its own."""
    own = random.choice(words("places")["first"]) + random.choice(words("places")["second"]) if level == "province" else ""
    return f"{place[-1]}{own}{office}"


def _member(domain: str, nature: str, office: str, place: tuple[str, ...], level: str, chief: str, random: Random) -> Member:
    running = words("domains")[domain]["running"]
    name = chief if chief.endswith(office) else _called(place, level, office, random)
    school = running.get(office, "").startswith("20502")
    middle = _HEADS[level] * (_LARGER if school else 1)
    posts = min(max(round(random.lognormvariate(log(middle), _SPREAD)), _FEWEST), _MOST)
    return Member(name, nature, running.get(office) or running[nature], _staff(nature, posts, random))


def _staff(nature: str, posts: int, random: Random) -> Staff:
    administrative = round(posts * random.uniform(0.4, 1)) if nature == "administrative" else 0
    institutional = posts - administrative
    filled = [round(count * random.uniform(0.75, 1.02)) for count in (administrative, institutional)]
    if not sum(filled):
        filled[0 if administrative else 1] = 1
    return Staff(administrative, institutional, filled[0], filled[1], round(posts * random.choice((0, 0.1, 0.3, 0.6))))


def _unit(
    kind: str, members: tuple[Member, ...], level: str, place: tuple[str, ...], domain: str, superior: str, random: Random
) -> Unit:
    def total(of: str) -> int:
        return sum(getattr(each.staff, of) for each in members)

    staff = Staff(*map(total, ("administrative", "institutional", "administrative_filled", "institutional_filled", "retired")))
    return Unit(
        name=members[0].name,
        kind=kind,
        level=level,
        place=place,
        domain=domain,
        nature=members[0].nature,
        superior=superior,
        members=tuple(each.name for each in members) if kind == "department" else (),
        natures=tuple(each.nature for each in members) if kind == "department" else (),
        staff=staff,
        car_uses=_cars(members[0].nature, level, staff.filled, random),
        devices=random.choice((0, 0, 0, 0, 1, 2, random.randint(3, 30))),
    )


def _cars(nature: str, level: str, heads: int, random: Random) -> dict[str, int]:
    if random.random() < 0.4:
        return {}
    uses = ["emergency", "special", "other"] if nature == "institution" else ["confidential", "emergency", "enforcement", "other"]
    if level == "province":
        uses = ["leaders", "heads", *uses, "retired"]
    chosen = random.sample(uses, random.randint(1, len(uses)))
    return {use: random.randint(1, 1 + heads // 20) for use in uses if use in chosen}
