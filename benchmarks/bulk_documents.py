"""Any number of different disclosures as text, in folders by province and year: what runs in bulk are measured on.

python -m benchmarks.bulk_documents FOLDER [--number N] [--seed N] [--damaged SHARE] [--drawn N] [--zipped N]

The five samples with their corrections, and disclosures of their structure with amounts drawn anew, are printed for units and
years that are made up, and a share of them is damaged as benchmarks/damage.py does. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from pathlib import Path, PurePosixPath
from random import Random
from typing import NamedTuple

from benchmarks import damage as known
from mingcha_datasets import Disclosure, load_consistent
from mingcha_datasets.damage import Intact, damaged, draw

NUMBER, SEED, DAMAGED, DRAWN = 20_000, 1, 0.2, 20
"""How many; which; the share that is damaged; how often each sample's amounts are drawn anew, a quarter of a second each."""
YEARS = range(2021, 2026)
PROVINCES = {"shaanxi": "陕西", "shandong": "山东", "shanxi": "山西"}
"""Whose form each layout of the samples is."""
OFFICES = (
    "医疗保障局",
    "财政局",
    "教育局",
    "民政局",
    "水利局",
    "审计局",
    "统计局",
    "农业农村局",
    "交通运输局",
    "应急管理局",
    "档案馆",
    "图书馆",
    "医疗保险经办中心",
    "公共就业服务中心",
    "不动产登记中心",
)
UNTOLD = 10
"""One in so many units does not say in which province it is."""
_FIRST = "安宁永康泰和平兴隆昌盛嘉瑞祥庆福禄寿喜丰裕富顺达通广润清明秀丽景云"
_SECOND = "阳陵川江河湖泉溪源山岭峰谷原州城关林洲台"
_MOST_DAMAGES = 3
_PLACE = re.compile(r".*[市县区]")
_YEAR = re.compile(r"(?<![\d.,〔［\[（(])20\d\d(?![\d.,])")


class Made(NamedTuple):
    """A disclosure that was made up: its path below a folder, its bytes, and how many of its figures were damaged."""

    path: PurePosixPath
    data: bytes
    damages: int


class Pattern(NamedTuple):
    """A consistent disclosure that others are made from."""

    disclosure: Disclosure
    intact: Intact


def documents(number: int, seed: int = SEED, *, share: float = DAMAGED, drawn: int = DRAWN) -> Iterator[Made]:
    """So many disclosures, each of another unit or year, those of a folder one after the other.

    Args:
        number: how many.
        seed: which amounts and damages; units and years are the same for any.
        share: how many of them are damaged, from 0 to 1.
        drawn: how often the amounts of each sample are drawn anew; 0 for those of the samples.
    """
    patterns = _patterns(seed, drawn)
    folders = list(product(PROVINCES, YEARS))
    for index, (layout, year) in enumerate(folders):
        for unit in range(len(range(index, number, len(folders)))):
            yield _made(patterns[layout], layout, year, unit, Random(f"{seed} {layout} {year} {unit}"), share)


def _patterns(seed: int, drawn: int) -> dict[str, list[Pattern]]:
    """What disclosures of each layout are made from."""
    patterns: dict[str, list[Pattern]] = {layout: [] for layout in PROVINCES}
    first = seed * 1000
    for name in known.names_of(range(first, first + drawn) if drawn else (0,)):
        sample = load_consistent(name.split()[0])
        patterns[sample.layout].append(Pattern(sample, known.made(name).intact))
    return patterns


def _made(patterns: Sequence[Pattern], layout: str, year: int, unit: int, random: Random, share: float) -> Made:
    pattern = patterns[unit % len(patterns)]
    count = random.randint(1, _MOST_DAMAGES) if random.random() < share else 0
    text = damaged(pattern.intact.text, draw(pattern.intact, count, random) if count else ())
    place, name = unit_of(layout, unit)
    text = _of_year(_of_unit(text, pattern.disclosure, place, name), pattern.disclosure.year, year)
    path = PurePosixPath(PROVINCES[layout], str(year), f"{unit + 1:06}-{name}.txt")
    return Made(path, text.encode(), count)


def unit_of(layout: str, number: int) -> tuple[str, str]:
    """Where the unit of a number is and what it is called; no two of a layout are called alike."""
    number, office = divmod(number, len(OFFICES))
    number, second = divmod(number, len(_SECOND))
    county = _SECOND[second]
    while True:
        number, first = divmod(number, len(_FIRST))
        county = _FIRST[first] + county
        if not number:
            break
        number -= 1
    untold = not (office + second) % UNTOLD
    place = f"{'' if untold else PROVINCES[layout] + '省'}{county}县"
    return place, place + OFFICES[office]


def _of_unit(text: str, sample: Disclosure, place: str, name: str) -> str:
    """The text with another unit: its name, the name it has on tables, and where else its place is named."""
    found = _PLACE.match(sample.name)
    assert found is not None, f"{sample.name}: a sample's unit is of a city, county or district"
    for old in filter(None, (sample.name, sample.name_on_tables)):
        text = text.replace(old, name)
    return text.replace(found[0], place)


def _of_year(text: str, old: int, new: int) -> str:
    """The text with another year, and the one before it."""
    years = {str(old): str(new), str(old - 1): str(new - 1)}
    return _YEAR.sub(lambda found: years.get(found[0], found[0]), text)


def write(folder: Path, made: Iterable[Made]) -> int:
    """Write disclosures as files below a folder and return how many there are."""
    written = 0
    for parent, members in groupby(made, lambda each: each.path.parent):
        (folder / parent).mkdir(parents=True, exist_ok=True)
        for each in members:
            (folder / each.path).write_bytes(each.data)
            written += 1
    return written


def write_zipped(folder: Path, made: Iterable[Made], members: int) -> int:
    """Write disclosures into archives of so many each, PROVINCE/YEAR/N.zip below a folder, and return how many archives."""
    written = 0
    for parent, group in groupby(made, lambda each: each.path.parent):
        (folder / parent).mkdir(parents=True, exist_ok=True)
        for part, batch in groupby(enumerate(group), lambda numbered: numbered[0] // members):
            with zipfile.ZipFile(folder / parent / f"{part + 1:06}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for _, each in batch:
                    archive.writestr(zipfile.ZipInfo(each.path.name, _THEN), each.data, zipfile.ZIP_DEFLATED)
            written += 1
    return written


_THEN = (2024, 1, 1, 0, 0, 0)
"""When every member of an archive was changed last, so that the same documents give the same bytes."""


def main() -> int:
    """Make disclosures and write them."""
    parser = argparse.ArgumentParser(description="Make up disclosures to measure runs in bulk on.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where they go, in folders by province and year")
    parser.add_argument("--number", type=int, default=NUMBER, metavar="N", help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which amounts and damages are drawn")
    parser.add_argument("--damaged", type=float, default=DAMAGED, metavar="SHARE", help="how many are damaged (%(default)s)")
    parser.add_argument("--drawn", type=int, default=DRAWN, metavar="N", help="how often each sample's amounts are drawn anew")
    parser.add_argument("--zipped", type=int, default=0, metavar="N", help="in archives of so many each")
    arguments = parser.parse_args()
    began = time.process_time()
    made = documents(arguments.number, arguments.seed, share=arguments.damaged, drawn=arguments.drawn)
    if arguments.zipped:
        print(f"{write_zipped(arguments.folder, made, arguments.zipped)} archives", end="")
    else:
        print(f"{write(arguments.folder, made)} documents", end="")
    print(f" in {arguments.folder}, {time.process_time() - began:.0f} s of the processor")
    return 0


if __name__ == "__main__":
    sys.exit(main())
