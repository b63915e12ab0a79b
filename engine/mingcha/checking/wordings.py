"""What the patterns of the rules find in single texts, remembered: cells say the same in thousands of disclosures of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from ..understanding import Words
from ..vocabulary.conditions import compiled

MOST, LONGEST = 16_384, 64
"""How many texts are remembered, and how long they may be: what is longer is hardly ever met again."""

Found = tuple[tuple[re.Pattern[str], str], ...]
"""The patterns that are found in a text, each with the words found first."""


class Wordings:
    """Searches patterns in texts, one at a time, so that what is found depends on the pattern and that text only.

    Args:
        patterns: each with a word without which it is found nowhere, "" where there is none.

    Attributes:
        patterns: those that are searched, as they are written: what is compiled is hashed anew each time.
    """

    def __init__(self, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> None:
        self.patterns = frozenset(pattern.pattern for _, pattern in patterns)
        self._all = patterns
        self._wordless = [(word, pattern) for word, pattern in patterns if not word]
        self._any_word = re.compile("|".join(re.escape(word) for word, _ in patterns if word) or r"(?!)")
        self.remembered: dict[str, Found] = {}

    def found_in(self, texts: Sequence[str]) -> dict[str, Found]:
        """What is found in each of some different texts, those in which nothing is left out; short ones are remembered."""
        known = self.remembered
        searched = {text: self.search(text) for text in texts if text not in known}
        found = {text: there for text in texts if (there := searched[text] if text in searched else known[text])}
        short = {text: there for text, there in searched.items() if len(text) <= LONGEST}
        if len(known) + len(short) > MOST:
            self.remembered = dict(islice(short.items(), MOST))
        else:
            known |= short
        return found

    def search(self, text: str) -> Found:
        """What is found in a text."""
        patterns = self._all if self._any_word.search(text) else self._wordless
        return tuple([(pattern, match[0]) for word, pattern in patterns if word in text and (match := pattern.search(text))])


@lru_cache(maxsize=4)
def wordings_of(words: Words) -> Wordings:
    """What rules look for in texts and cells: patterns of rules, and slips of the pen."""
    said = [("", rule.terms["pattern"]) for rule in words.knowledge.rules if rule.relation == "says"]
    return Wordings([*said, *((word, pattern) for word, _, pattern in slips_of(words))])


@lru_cache(maxsize=4)
def slips_of(words: Words) -> Sequence[tuple[str, str, re.Pattern[str]]]:
    """What knowledge/language/slips.yaml lists: what is written, what is right, and exactly what is meant."""
    return [
        (entry["wrong"], entry["right"], compiled(entry.get("pattern") or re.escape(entry["wrong"])))
        for entry in words.knowledge.words["slips"]["slips"]
    ]
