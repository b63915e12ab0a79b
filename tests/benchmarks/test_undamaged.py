"""Disclosures without a contradiction are screened: no error is found in them, and their figures are understood."""

from __future__ import annotations

import pytest

from benchmarks.undamaged import measure
from mingcha_datasets.corpus.layouts import LAYOUTS

READ, RIGHT = 0.999, 0.97
"""Of the amounts in tables the share that is read, and of these the share at the coordinate of the books."""


@pytest.mark.parametrize("form", sorted(LAYOUTS), ids="-".join)
def test_nothing_wrong_is_found_where_nothing_is_wrong(form: tuple[str, str]) -> None:
    result = measure(["-".join(form)], seeds=4, processes=1)
    told = result.forms["-".join(form)]
    assert (told.crashes, told.with_error) == (0, 0), (result.examples, result.crashes)
    assert told.read >= READ * told.printed
    assert told.right >= RIGHT * told.placed
