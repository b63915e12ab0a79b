"""The corrected samples: every figure agrees, and nothing but the named places differs from what was published."""

from __future__ import annotations

import pytest

from mingcha_datasets import (
    MalformedDisclosureError,
    UnknownSampleError,
    corrections,
    load_consistent,
    load_sample,
    print_disclosure,
    sample_names,
)
from mingcha_datasets import consistent as module
from tests.documents import screener


@pytest.mark.parametrize("name", sample_names())
def test_a_corrected_sample_has_no_error(name: str) -> None:
    text = print_disclosure(load_consistent(name))
    assert [each for each in screener().screen(text.encode(), name).findings if each.severity == "error"] == []


@pytest.mark.parametrize("name", sample_names())
def test_no_identity_over_amounts_fails_in_a_corrected_sample(name: str) -> None:
    screening = screener().screen(print_disclosure(load_consistent(name)).encode(), name)
    broken = [violation.rule for outcome in screening.outcomes for violation in outcome.violations if violation.identity]
    assert broken == []


@pytest.mark.parametrize("name", sample_names())
def test_the_sample_itself_stays_as_published(name: str) -> None:
    published, corrected = print_disclosure(load_sample(name)), print_disclosure(load_consistent(name))
    assert published != corrected
    apart = set(corrected.split("\n")) - set(published.split("\n"))
    assert 0 < len(apart) <= len(corrections(name)) + 5


@pytest.mark.parametrize("name", sample_names())
def test_every_correction_says_what_shows_it(name: str) -> None:
    for correction in corrections(name):
        assert correction.why
        assert correction.right != correction.printed


def test_an_unknown_name_is_said_with_the_known_ones() -> None:
    with pytest.raises(UnknownSampleError, match="zizhou-2024"):
        load_consistent("nowhere")


def test_a_correction_that_does_not_fit_the_sample_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = module.Correction("tables[3].rows[4][6]", "1.00", "2.00", "no such figure")
    monkeypatch.setattr(module, "corrections", lambda name: (wrong,))
    with pytest.raises(MalformedDisclosureError, match=r"tables\[3\]\.rows\[4\]\[6\].*'65,200\.00' stands there"):
        load_consistent("zizhou-2024")
