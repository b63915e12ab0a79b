"""Read the narrative: headings, enumerations and paragraphs, and the claims of every sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from ..knowledge import NOTHING
from ..reading import Paragraph
from .disclosure import Claim, Coordinate, Count, Statement, Unread
from .sentence import BUDGETED, EXECUTED, TOKEN, Draft, SentenceReader, may_state_amount, states_amount
from .statements import Heading, counts_in, lacks_unit, statements_in
from .subjects import Names, Subject, Subjects, has_code, paths_in
from .words import Words

_HEADING = re.compile(
    r"\s*(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|\d{1,2}\s*[、.．](?!\d))"
)
_SENTENCE_END = re.compile(r"[。！？]")
_DIGIT = re.compile(r"\d")
_SAYS_ANYTHING = re.compile("无|没有|未安排|空表|原因|持平|不变|一致|相同")
"""Besides amounts and other numbers."""
_DEFINES = re.compile(r"[:：]\s*(?:是?指|反映)")
_LONGEST_HEADING, _LONGEST_SENTENCE = 60, 4000
_TOO_LONG = f"a sentence of over {_LONGEST_SENTENCE:,} characters is not read"
_GOES_ON = re.compile(
    r"\s*(?:20\d{2}\s*年(?:度)?)?(?:当年|全年|年初)?(?:支出)*(?:预算|决算)(?:执行)?(?:数|额)?为?\s*\d|\s*主要用于"
)
_ITEM_BEGINS = 200
_NO_HEADING = Heading(0, "", 0)


class Narrative(NamedTuple):
    """What the narrative asserts, the amounts not understood, and how many amounts it has."""

    claims: list[Claim]
    statements: list[Statement]
    counts: list[Count]
    unread: list[Unread]
    amounts: int


def read_narrative(paragraphs: Sequence[Paragraph], names: Names, year: int, kind: str, words: Words) -> Narrative:
    """Read all paragraphs in order.

    Args:
        paragraphs: of the document.
        names: what the disclosure calls things.
        year: of the disclosure.
        kind: of the disclosure; in a final account 预算 is the budget that the account is measured by.
        words: of the knowledge base.
    """
    reader = _Reader(names, year, kind == "final_account", words)
    for paragraph in paragraphs:
        reader.read(paragraph)
    _tell_apart(reader.drafts, kind)
    return Narrative([draft.claim() for draft in reader.drafts], reader.statements, reader.counts, reader.unread, reader.amounts)


def _tell_apart(drafts: Sequence[Draft], kind: str) -> None:
    """Give what was spent last year a period of its own where a budget tells of last year's budget of the same thing, too."""
    drafts = [draft for draft in drafts if draft.base in ("", BUDGETED, EXECUTED)]
    told: dict[Coordinate, set[str]] = {}
    for draft in drafts:
        told.setdefault(_last_of(draft), set()).update((draft.last, draft.base))
    now = {(draft.coordinate, draft.amount.fen) for draft in drafts if draft.period == "this" and draft.amount is not None}
    for draft in drafts:
        both = kind != "final_account" and told[_last_of(draft)] >= {EXECUTED, BUDGETED}
        if not both:
            draft.base = BUDGETED
        elif draft.amount is not None and draft.last == EXECUTED:
            _move(draft, EXECUTED)
        elif draft.amount is not None and draft.last == BUDGETED and (draft.growth or draft.change) is not None:
            # Last year's budget that is this year's amount and compared with last year has the wrong year.
            this = replace(draft.coordinate, period="this")
            if (this, draft.amount.fen) in now:
                _move(draft, "this")


def _move(draft: Draft, period: str) -> None:
    """Say that a draft's amount is of another period."""
    draft.period, draft.coordinate = period, replace(draft.coordinate, period=period)
    if draft.amount is not None:
        draft.amount = replace(draft.amount, coordinate=draft.coordinate)


def _last_of(draft: Draft) -> Coordinate:
    """Last year's amount of what a draft is of, whatever it was paid from."""
    return replace(draft.coordinate, period=BUDGETED, fund="")


class _Reader:
    """The state that goes from paragraph to paragraph; what a sentence sees of it is ``Surroundings``.

    Attributes:
        before: the claim the latest sentence was about; an enumeration that opens next is of its parts.
        account: the 项 that a paragraph speaks of throughout.
        headings: the path of headings, and what is ``told`` by each.
        listing: number of the enumeration that goes on over paragraphs, 0 outside; ``list_head`` its whole,
            ``list_coded`` whether its items carry codes.
    """

    def __init__(self, names: Names, year: int, of_account: bool, words: Words) -> None:
        self.subjects, self.year, self.of_account, self.words = Subjects(names, words), year, of_account, words
        self.drafts: list[Draft] = []
        self.statements: list[Statement] = []
        self.counts: list[Count] = []
        self.unread: list[Unread] = []
        self.amounts = self.listing = self.listings = 0
        self.headings: list[Heading] = []
        self.told: list[_Told] = []
        self.section_fund = ""
        self.skipping = self.list_coded = False
        self.list_head: Draft | None = None
        self.before: Draft | None = None
        self.account: Subject | None = None
        self.paragraph: Paragraph | None = None

    @property
    def section(self) -> str:
        """The nearest heading."""
        return self.headings[-1].text if self.headings else ""

    @property
    def fund(self) -> str:
        """The source of money that the head of an enumeration, else the headings, speak of."""
        if self.list_head is not None and self.list_head.subject.meaning.fund:
            return self.list_head.subject.meaning.fund
        return self.section_fund

    def new_listing(self) -> int:
        """A number for an enumeration that opens."""
        self.listings += 1
        return self.listings

    def line_at(self, offset: int) -> int:
        """The source line of a place in the paragraph being read."""
        return self.paragraph.line_at(offset) if self.paragraph is not None else 0

    def leave_unread(self, line: int, text: str, reason: str) -> None:
        """Record an amount that was not understood."""
        self.unread.append(Unread(line, -1, text, reason))

    def read(self, paragraph: Paragraph) -> None:
        """Read one paragraph."""
        text = paragraph.text
        if self._heading(text, paragraph.line) or self.skipping:
            return
        self.paragraph = paragraph
        digits = _DIGIT.search(text) is not None
        if digits:
            self._go_on_with_list(text)
            self.counts.extend(counts_in(paragraph))
        elif not _SAYS_ANYTHING.search(text):
            return
        self.account = self._account_of(text) or (self.account if _GOES_ON.match(text) else None)
        start = 0
        for end in _sentence_ends(text):
            sentence = text[start:end]
            if len(sentence) > _LONGEST_SENTENCE:
                self._too_long(sentence, start)
            else:
                if may_state_amount(sentence):
                    self._sentence(sentence, start)
                heading = self.headings[-1] if self.headings else _NO_HEADING
                self.statements.extend(statements_in(sentence, start, paragraph, heading, self.words))
            start = end
        if digits and self.before is not None and text.rstrip().endswith(("：", ":", "其中")):
            self.listing, self.list_head, self.list_coded = self.new_listing(), self.before, False

    def _too_long(self, sentence: str, start: int) -> None:
        """A sentence no person wrote: its amounts are reported, not understood."""
        for match in TOKEN.finditer(sentence):
            if match["amount"]:
                self.amounts += 1
                self.leave_unread(self.line_at(start + match.start()), match[0], _TOO_LONG)

    def _sentence(self, sentence: str, start: int) -> None:
        reader = SentenceReader(sentence, start, self)
        reader.read()
        self.amounts += reader.amounts
        whole, current = reader.whole, reader.current
        about = whole if reader.opened else reader.head
        if about is not None and (about.sure or about.period == "this" or self.before is None):
            self.before = about
        if reader.inline and whole is not None and current is not None and current.subject.code and not whole.subject.code:
            # The first item stands in the paragraph of its head; the others follow in paragraphs of their own.
            self.listing, self.list_head, self.list_coded = reader.listing, whole, True

    def _account_of(self, text: str) -> Subject | None:
        """The 类, 款, 项 that the first sentence of a paragraph names."""
        path = paths_in(text[: text.find("。")]) if "（项）" in text else ()
        return self.subjects.path(path, self.fund) if path and path[-1][1] == "项" else None

    def _heading(self, text: str, line: int) -> bool:
        """Keep the path of headings."""
        told = _told_by_heading(text, self.words) if len(text) <= _LONGEST_HEADING else None
        if told is None:
            return False
        level = told.level
        self.headings = [heading for heading in self.headings if heading.level < level]
        self.headings.append(Heading(level, text, line))
        self.told = [*self.told[: len(self.headings) - 1], told]
        self.section_fund = next((one.fund for one in reversed(self.told) if one.fund is not None), "")
        self.skipping = any(one.skips for one in self.told)
        if level < 3 or not self.listing:
            self.listing, self.list_head = 0, None
        return True

    def _go_on_with_list(self, text: str) -> None:
        """An enumeration ends with the first paragraph that is no item of it."""
        if not self.listing:
            return
        amount = TOKEN.search(text, 0, _ITEM_BEGINS)
        start = text[: amount.start()] if amount else text[:60]
        coded = has_code(start)
        if not (coded or paths_in(start) or (_HEADING.match(text) and not self.list_coded)):
            self.listing, self.list_head = 0, None
        self.list_coded = self.list_coded or coded


class _Told(NamedTuple):
    """What a heading says: how deep it is, whose money its section is about (None: it does not say), whether that is not read."""

    level: int
    fund: str | None
    skips: bool


@lru_cache(maxsize=16_384)
def _told_by_heading(text: str, words: Words) -> _Told | None:
    """What a heading says; None for what is none: a heading is short, numbered and states no amount."""
    match = _HEADING.match(text)
    if not match or _DEFINES.search(text) or text.endswith(("。", "；", ";")) or ("，" in text and len(text) > 30):
        return None
    if states_amount(text) or lacks_unit(text):
        return None
    # A heading that names an account does not say whose money it is.
    meaning = NOTHING if paths_in(text) else words.scan(text)
    skips = any(word in text for word in words.knowledge.words["narrative"]["skip_sections"])
    return _Told(_level(match[1]), meaning.fund if any(meaning) else None, skips)


def _level(mark: str) -> int:
    """How deep a heading's number is: 第一部分, 一、, （一）, 1、."""
    if mark.startswith("第"):
        return 0
    if mark[0] in "（(":
        return 2
    return 3 if mark[0].isdigit() else 1


def _sentence_ends(text: str) -> list[int]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends
