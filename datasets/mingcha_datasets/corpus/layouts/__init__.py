"""The forms of provinces: how each prints a unit's books, a package a province, and one for final accounts."""

from collections.abc import Callable, Mapping
from random import Random

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.layouts.final.disclosure import printer as final
from mingcha_datasets.corpus.layouts.jiangsu.budget import print_budget as jiangsu
from mingcha_datasets.corpus.layouts.shaanxi.budget import print_budget as shaanxi
from mingcha_datasets.corpus.layouts.shandong.budget import print_budget as shandong
from mingcha_datasets.corpus.layouts.shanghai.budget import print_budget as shanghai
from mingcha_datasets.corpus.layouts.shanxi.budget import print_budget as shanxi
from mingcha_datasets.corpus.paper import Paper

Print = Callable[[Books, Random], Paper]
"""Prints books as a disclosure; `Random` decides between ways to say the same."""

LAYOUTS: Mapping[tuple[str, str], Print] = {
    ("shaanxi", "budget"): shaanxi,
    ("shandong", "budget"): shandong,
    ("shanxi", "budget"): shanxi,
    ("jiangsu", "budget"): jiangsu,
    ("shanghai", "budget"): shanghai,
    **{(layout, "final"): final(layout) for layout in ("shaanxi", "shandong", "shanxi", "jiangsu", "shanghai")},
}
"""By layout and kind: ("shaanxi", "budget") …"""
