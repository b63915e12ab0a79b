"""What is remembered of texts changes nothing: however often and beside whatever a text is asked for, the same is found in it."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking import wordings
from mingcha.checking.patterns import Piece, Text
from mingcha.checking.wordings import Wordings
from mingcha.vocabulary.conditions import compiled

PATTERNS = [("", compiled("甲+(?=乙|$)")), ("", compiled("^丙")), ("乙丙", compiled("乙丙(?!甲)")), ("甲乙", compiled("甲乙"))]
TEXTS = st.lists(
    st.text(alphabet="甲乙丙。\n", max_size=6).map(lambda text: text * 3) | st.text("甲乙丙。", max_size=90), max_size=8
)
KNOWN = Wordings(PATTERNS)


def _alone(text: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((pattern, match[0]) for _, pattern in PATTERNS if (match := pattern.search(text)))


@given(texts=TEXTS)
def test_what_is_found_in_a_text_does_not_depend_on_what_was_asked_before(texts: list[str]) -> None:
    expected = {text: _alone(text) for text in texts if _alone(text)}
    assert Wordings(PATTERNS).found_in(texts) == expected
    assert KNOWN.found_in(texts) == expected
    assert KNOWN.found_in(texts[::-1]) == expected


@given(texts=TEXTS)
def test_a_text_finds_the_same_with_and_without_memory(texts: list[str]) -> None:
    pieces = [Piece(line, "", text) for line, text in enumerate(texts, 1)]

    def with_texts(wanted: Collection[str]) -> list[Piece]:
        return [piece for piece in pieces if piece.text in wanted]

    for _, pattern in [*PATTERNS, ("", compiled("乙$"))]:
        alone = Text(texts, with_texts).finds(pattern)
        wider = Text([*texts, "甲乙丙"], with_texts, KNOWN)
        assert Text(texts, with_texts, KNOWN).finds(pattern) == alone
        assert Text(texts, with_texts, KNOWN, wider).finds(pattern) == alone


def test_memory_is_bounded_in_texts_and_in_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordings, "MOST", 10)
    known = Wordings(PATTERNS)
    for number in range(35):
        known.found_in([f"甲{number}", "甲" * 1000])
        assert len(known.remembered) <= 10
        assert max(map(len, known.remembered)) <= wordings.LONGEST
    assert known.found_in([f"甲{number}" for number in range(40)]).keys() == set()
