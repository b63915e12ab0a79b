"""Every diagnosis shows itself in its own examples, in whole sentences of both languages."""

from __future__ import annotations

import pytest

from mingcha.knowledge import Cause
from tests.diagnosing.cases import diagnosed
from tests.documents import screener

CAUSES = screener().knowledge.causes


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if "shows" in cause.examples], ids=lambda cause: cause.id)
def test_the_cause_is_told(cause: Cause) -> None:
    for text in cause.examples["shows"]:
        assert cause.id in {diagnosis.id for diagnosis in diagnosed(text).diagnoses}


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if "fits" in cause.examples], ids=lambda cause: cause.id)
def test_the_cause_fits_beside_one_of_more_weight(cause: Cause) -> None:
    for text in cause.examples["fits"]:
        (diagnosis,) = diagnosed(text).diagnoses
        assert diagnosis.id != cause.id
        assert cause.id in [other.id for other in diagnosis.others]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_sentences_are_whole(cause: Cause) -> None:
    for text in (text for texts in cause.examples.values() for text in texts):
        for diagnosis in diagnosed(text).diagnoses:
            assert diagnosis.derivation is not None
            grounds = [ground.said for ground in diagnosis.derivation.grounds]
            for told in (diagnosis.sentence, diagnosis.correction, diagnosis.title, *grounds, *diagnosis.derivation.lacking):
                for sentence in (told["zh"], told["en"]):
                    assert sentence
                    assert not any(mark in sentence for mark in ("{", "}", "None", "  "))
                    assert not sentence.endswith(("。", "."))
