"""What the generated pages of one language are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from mingcha import Screener
from mingcha.knowledge import Knowledge

LANGUAGES = ("zh", "en")


class Book(Struct, frozen=True):
    """What the pages of one language are made of.

    Attributes:
        screener: with the shipped knowledge; tells its findings in ``lang``.
        labels: the page's own words, from docs/words.yaml.
    """

    lang: str
    screener: Screener
    labels: Mapping[str, Any]

    @property
    def knowledge(self) -> Knowledge:
        """All that is known."""
        return self.screener.knowledge

    @property
    def words(self) -> Mapping[str, Any]:
        """How rules are told, from knowledge/language/rulebook.yaml."""
        words: Mapping[str, Any] = self.knowledge.words["rulebook"]
        return words

    def name(self, of: str, member: str) -> str:
        """What a family, a severity, a law … is called; a member without a name keeps its own."""
        return str(self.words[of].get(member, {}).get(self.lang, member))
