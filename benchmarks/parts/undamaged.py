"""Made-up disclosures in which nothing is wrong: what is found in them, and whether they are understood."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.part import Part
from benchmarks.undamaged import measure
from mingcha.measuring.results import Measure, count, share
from mingcha_datasets.corpus.layouts import LAYOUTS


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """So many documents of each form."""
    forms = ["-".join(form) for form in sorted(LAYOUTS)]
    found = measure(forms, size["documents_of_a_form"], size["seed"], min(size["processes"], os.cpu_count() or 1)).forms
    documents = sum(form.documents for form in found.values())
    yield count("documents", documents, better=None)
    yield count("documents with an error", sum(form.with_error for form in found.values()), bar=0, issue=9)
    yield count("crashes", sum(form.crashes for form in found.values()), bar=0, issue=9)
    yield share("documents with a warning", sum(form.with_warning for form in found.values()), documents, better="lower")
    printed, placed = (sum(each) for each in zip(*((form.printed, form.placed) for form in found.values()), strict=True))
    yield share("amounts of tables read as printed", sum(form.read for form in found.values()), printed)
    yield share("of expenditure, at the coordinate of the books", sum(form.right for form in found.values()), placed)
    for name, form in found.items():
        of = {"form": name}
        yield count("documents with an error", form.with_error, of=of, bar=0, issue=9)
        yield share("documents with a warning", form.with_warning, form.documents, of, better="lower")
        yield share("amounts of tables read as printed", form.read, form.printed, of)
        yield share("of expenditure, at the coordinate of the books", form.right, form.placed, of)


PART = Part(
    name="undamaged",
    about="made-up disclosures of every form, without a contradiction: what is found in them is a false alarm; and how many of "
    "their amounts are read as printed and understood as the books have them",
    sizes={
        "tiny": {"documents_of_a_form": 1, "seed": 500_000, "processes": 1},
        "quick": {"documents_of_a_form": 3, "seed": 500_000, "processes": 2},
        "full": {"documents_of_a_form": 100, "seed": 500_000, "processes": 2},
    },
    run=run,
)
