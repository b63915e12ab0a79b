"""Made-up disclosures of every form there is, for parts that want documents nothing was tuned on."""

from __future__ import annotations

from collections.abc import Iterator

from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.printing import text_of


def generated(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many as text, with their names; the forms take turns."""
    forms = sorted(LAYOUTS)
    for index in range(number):
        made = make(*forms[index % len(forms)], seed + index)
        yield f"{made.name}.txt", text_of(made.paper).encode()
