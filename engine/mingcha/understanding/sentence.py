"""Read one sentence: its amounts, changes, percentages and reasons, each given to the subject it belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from ..amounts import NUMBER, Amount, parse_amount, quantity
from ..knowledge import plain
from .disclosure import Claim, Coordinate, Figure
from .subjects import YEAR, Subject, Subjects, clauses, says_same_subject, stated

_NUM = NUMBER.pattern
TOKEN = re.compile(
    # The characters any token begins with: where none stands the alternatives need not be tried.
    r"(?=[-−﹣－.．\d其主支包原基持无保零相一中])(?:"
    rf"(?<!\d)(?P<amount>{_NUM})\s*(?P<unit>亿元|百万元|千元|万元|元|万(?=[（(，,。；;、]))(?P<per>\s*[/每])?"
    rf"|(?<!\d)(?P<percent>{_NUM})\s*[%％]"
    r"|(?P<group>其中|主要包括|支出包括|包括(?=[^，。]{0,30}\d)|主要用于以下方面|(?P<of>(?<=预算|支出|收入|决算)中[，,：:]))"
    r"|(?P<reason>原因)"
    r"|(?P<steady>(?:基本)?持平|无变化|保持不变|零增长|相同|(?<=上年)一致|(?<=上年预算数)一致|(?<=\d年)一致|无增减))"
)
_SAYS_AMOUNT = re.compile("元|万|%|％|平|变|同|致|零增长|无增减")


def may_state_amount(text: str) -> bool:
    """Whether there may be an amount, a percentage or 持平 in ``text``: a cheap question to ask first."""
    return _SAYS_AMOUNT.search(text) is not None


_DIRECTION = re.compile(
    r"(增加|增长|上升|提高|新增|增幅|减少|下降|降低|压减|压缩|核减|减幅)(?:（[^（）]*）|\([^()]*\)|了|额|约|为|率|幅|\s|[:：])*\Z"
)
_direction = lru_cache(maxsize=8192)(_DIRECTION.search)
"""Remembered: forms prescribe the sentences."""
_CHOICE = re.compile(r"(?:增加|增长|上升|提高|减少|下降|降低)[/／]?\Z")
"""Before a direction where the template's choice of two is left: 增加/减少, 增加减少."""
_UP = frozenset(("增加", "增长", "上升", "提高", "新增", "增幅"))
_COMPARISON = re.compile(
    r"(?:与|较|比|同)?\s*(?:20\d{2}\s*年(?:度)?|上一?年度?(?!结转|结余)|去年|本年|当年)\s*(?:年初|全年|当年)?"
    r"(?:(?:支出|收入)数|(?:预算|决算)?(?:执行)?(?:数)?)(?:相比)?|相比|各|收、?支|费用支出"
)
_CLAUSE_END = re.compile(r"[，,；;：:。]")
_SHORT_CLAUSE_END = re.compile(r"[，,；;。：:、](?<!收、)(?<!收入、)")
_REASON_END = re.compile(r"[；;。]|其中[:：]")
_COMPARED_WITH = re.compile(r"20\d{2}|上一?年|去年")
_SPENT = re.compile("执行|决算|实际支出")
_RATE = re.compile(r"人均|每人|标准|单价|价值|原值|以上|面积|每月")
_THRESHOLD = ("以上", "标准", "（含")
_OF_BUDGET = re.compile(r"完成(?:了)?(?:年初|全年|调整后?|当年|本年)?预算(?:数)?(?:的)?\s*\Z")
"""Before the budget of which an amount stated already is a share: 支出决算为 8 万元，完成预算 10 万元的 80%."""
_BUDGETED = re.compile(r"(?<!公共)(?<!基金)(?<!经营)预算(?:安排)?(?:数|额)?(?:为|是)?\s*\Z")
"""Before an amount of the budget that a final account compares with: 支出预算为 10 万元，支出决算为 8 万元."""
_AGAINST_BUDGET = re.compile(
    r"(?:比|较|与|同)\s*(?:年初|全年|调整后?|当年|本年)?预算(?:数|额)?(?:(?:相比)?[，,]?\s*|相比[，,][^，,。；;]{0,24})\Z"
)
_OPENING = "budget"
_COMPARES = re.compile(r"(?:\A|[，,、；;（(])\s*[比较与同][^，,；;。]*\Z")
"""Before last year's amount, with which this year's is compared: 预算 5 万元，比 2023 年 4 万元增加 1 万元."""
_MAX_PERCENT = 12
_SHORTLY = 12
"""So many claims before an enumeration may have stated the amount that it divides."""
EXECUTED, BUDGETED = "executed", "last"
"""The periods of last year's two amounts in a budget: what was spent, and what was budgeted."""


def states_amount(text: str) -> bool:
    """Whether there is an amount, a percentage or 持平 in ``text``."""
    return may_state_amount(text) and any(match.lastgroup != "group" for match in TOKEN.finditer(text))


class Draft(Struct, eq=False):
    """A claim while its sentence is read.

    Attributes:
        sure: whether it is certain that the amounts belong to the subject; other claims are shown, not checked.
        last: of last year's amounts, which one the amount is: EXECUTED, BUDGETED or "" where it is not said.
        base: likewise, with which one the change or growth compares; in a final account it may be the year's "budget".
    """

    subject: Subject
    period: str
    line: int
    text: str
    section: str
    listing: int
    coordinate: Coordinate
    sure: bool
    amount: Figure | None = None
    change: Figure | None = None
    direction: str = ""
    growth: tuple[int, int] | None = None
    share: tuple[int, int] | None = None
    share_of: Figure | None = None
    share_bases: tuple[Coordinate, ...] = ()
    reason: str = ""
    last: str = ""
    base: str = ""

    def figure(self, amount: Amount, unit: str, line: int, text: str, period: str = "") -> Figure:
        """An amount at this claim's coordinate, or at the same of another period."""
        coordinate = replace(self.coordinate, period=period) if period else self.coordinate
        return Figure(amount.fen, amount.ulp, unit, coordinate, line, -1, self.subject.words, self.section, text)

    def claim(self) -> Claim:
        """The finished claim; a listing of -1 marks what is not sure."""
        subject = self.subject
        return Claim(
            line=self.line,
            text=self.text,
            subject=subject.words,
            coordinate=self.coordinate,
            code=subject.code,
            code_name=subject.code_name,
            open_fund=not subject.fund_said,
            amount=self.amount,
            change=self.change,
            direction=self.direction,
            growth=self.growth,
            share=self.share,
            share_of=self.share_of,
            reason=self.reason,
            section=self.section,
            listing=self.listing if self.sure else -1,
            share_bases=self.share_bases,
            base=self.base or "last",
        )


def _coordinate(subject: Subject, period: str) -> Coordinate:
    meaning = subject.meaning
    account = subject.function or subject.economy_dept or subject.economy_gov
    return Coordinate(
        meaning.measure or ("expenditure" if account or meaning.component else ""),
        period,
        meaning.fund,
        subject.function,
        subject.economy_dept,
        subject.economy_gov,
        meaning.component,
        meaning.item,
    )


class Surroundings(Protocol):
    """What a sentence needs to know of the paragraphs around it."""

    subjects: Subjects
    year: int
    of_account: bool
    drafts: list[Draft]
    before: Draft | None
    account: Subject | None
    listing: int
    list_head: Draft | None

    @property
    def section(self) -> str:
        """The nearest heading."""

    @property
    def fund(self) -> str:
        """The source of money the surroundings speak of."""

    def new_listing(self) -> int:
        """A number for an enumeration that opens."""

    def line_at(self, offset: int) -> int:
        """The source line of a place in the paragraph."""

    def leave_unread(self, line: int, text: str, reason: str) -> None:
        """Record an amount that was not understood."""


class SentenceReader:
    """Reads one sentence from left to right.

    Attributes:
        head: the first claim of the part between two semicolons; ``current`` the latest claim.
        whole: the claim whose parts are being listed; ``parts`` how many were listed already.
        inline: whether the whole stands in this same sentence; ``opened`` whether it stands in the one before.
        settled: whether the whole's change was given, so that its parts end at the next semicolon.
        bracketed: whether the parts are listed in brackets, after which the sentence goes on with the whole.
        changed: the claim whose change was given last, to which a percentage belongs.
        undecided: the claim whose change was given without saying whether it rose or fell.
        amounts: how many amounts with a money unit were met.
    """

    def __init__(self, sentence: str, offset: int, around: Surroundings) -> None:
        self.sentence, self.offset, self.around = sentence, offset, around
        self.head: Draft | None = None
        self.current: Draft | None = None
        self.whole: Draft | None = None
        self.changed: Draft | None = None
        self.undecided: Draft | None = None
        self.parts = self.listing = self.amounts = 0
        self.in_reason = self.inline = self.opened = self.settled = self.bracketed = False
        self.start = 0

    def read(self) -> None:
        """Read all tokens."""
        for match in TOKEN.finditer(self.sentence):
            lead, kind = self._lead(match), match.lastgroup
            if kind == "group":
                self._open_group(match, lead)
                continue
            if kind == "reason":
                self._reason(match)
            elif kind == "steady":
                self._steady(match, lead)
            elif kind == "percent":
                self._percent(match, lead)
            else:
                self.amounts += 1
                self._amount(match, lead)
            self.start = match.end()

    def _lead(self, match: re.Match[str]) -> str:
        """The words since the last token; a semicolon among them begins a new part of the sentence."""
        lead = self.sentence[self.start : match.start()]
        if self.bracketed and not self._in_brackets(match.start()):
            self._end_bracket()
        semicolon = max(lead.rfind("；"), lead.rfind(";"))
        if semicolon < 0 or self._in_brackets(self.start + semicolon):
            return lead
        if self.inline and (self.in_reason or self.settled):
            self.whole, self.inline, self.listing = None, False, 0
        self.in_reason, self.head, self.settled, self.changed = False, None, False, None
        self.start += semicolon + 1
        return lead[semicolon + 1 :]

    def _in_brackets(self, place: int) -> bool:
        """Whether what stands there is a remark in brackets."""
        before = self.sentence[:place]
        return before.count("（") + before.count("(") > before.count("）") + before.count(")")

    def _end_bracket(self) -> None:
        """After an enumeration in brackets the sentence goes on with what was divided there."""
        self.current, self.whole, self.changed = self.whole, None, None
        self.parts = self.listing = 0
        self.inline = self.bracketed = False

    def _open_group(self, match: re.Match[str], lead: str) -> None:
        named = self._named_again(lead) if match["of"] else None
        if match["of"] and named is None:
            return
        self.bracketed = self.current is not None and self._in_brackets(match.start())
        self.whole, self.parts, self.inline = named or self.current or self.around.before, 0, self.current is not None
        self.opened = self.opened or self.current is None
        self.listing = self.around.new_listing()
        self.start = match.start()

    def _named_again(self, lead: str) -> Draft | None:
        """The amount, stated shortly before, of what an enumeration says it is of (财政拨款支出预算中，一般公共预算 …)."""
        subject = self.around.subjects.find(lead, None, self.around.fund)
        at = _coordinate(subject, "this") if subject.known else None
        return next(
            (draft for draft in reversed(self.around.drafts[-_SHORTLY:]) if draft.coordinate == at and draft.amount), None
        )

    def _reason(self, match: re.Match[str]) -> None:
        self.in_reason = True
        target = self.changed or self.current or self.head
        if target is not None and not target.reason:
            target.reason = reason_after(self.sentence, match.end())

    def _steady(self, match: re.Match[str], lead: str) -> None:
        """Something did not change: what the lead names, else the latest claim."""
        if self.in_reason or self._is_against_budget(lead):
            return
        subject = self.around.subjects.find(lead, None, self.around.fund)
        target = self.current or self.head
        if subject.known and (target is None or subject.words != target.subject.words):
            target = self._draft(subject, "this", self._line(match), (lead + match[0]).strip()[-60:], 0)
            self.around.drafts.append(target)
        only_part = self.whole is self.head and self.parts == 1
        if target is not None and target is not self.undecided and not target.direction and not only_part:
            target.direction = "none"

    def _percent(self, match: re.Match[str], lead: str) -> None:
        """A growth after a direction word, a share after 占."""
        text, target = match["percent"], self.changed or self.current or self.head
        if self.in_reason or len(text) > _MAX_PERCENT or target is None:
            return
        value, ulp = round(quantity(text) * 100), max(100 // 10 ** len(text.replace("．", ".").partition(".")[2]), 1)
        direction = _direction(lead)
        falls = target.change is not None and target.change.fen < 0
        if direction and _CHOICE.search(lead[: direction.start()]):
            return
        if direction or lead.strip() in ("（", "("):
            if target.growth is None and (direction or target.change is not None):
                if direction and not ("（" in direction[0] or "(" in direction[0]):
                    falls = direction[1] not in _UP
                target.growth = (-value if falls else value, ulp)
                target.base = target.base or _which(lead)
                if direction and not target.direction:
                    target.direction = "down" if falls else "up"
        elif "完成" in lead and self._names_another(lead[: lead.rfind("完成")], target):
            return
        elif "完成" in lead:
            completing = self._completing(target, match)
            if completing is None:
                return
            target = completing
            budget = (replace(target.coordinate, period="budget"),) if target.sure and "预算" in lead else ()
            self._share(target, value, ulp, self._opening_budget(target), budget)
        elif "占" in lead:
            words = lead[lead.rfind("占") + 1 :].rstrip("的 ")
            bases = self._share_bases(words, target) if target.sure or len(words) > 1 else ()
            whole = self._share_base(words)
            self._share(target, value, ulp, None if whole is not None and self._stands_beside(target, whole) else whole, bases)

    def _names_another(self, lead: str, target: Draft) -> bool:
        """Whether words name something that is not the target."""
        subject = self.around.subjects.find(lead, None, self.around.fund)
        return subject.known and _coordinate(subject, target.period) != target.coordinate

    def _share(self, part: Draft, value: int, ulp: int, whole: Draft | None, bases: tuple[Coordinate, ...]) -> None:
        if part.share is not None:
            return
        part.share = (value, ulp)
        part.share_of = whole.amount if whole is not None and whole is not part else None
        if part.share_of is None:
            part.share_bases = bases

    def _share_bases(self, words: str, part: Draft) -> tuple[Coordinate, ...]:
        """Where the whole of a share may stand when the text before does not state it: where the words say, else above it."""
        if len(words) < 2:
            return tuple(self.around.subjects.above(part.coordinate))
        subject = self.around.subjects.find(words, None, self.around.fund)
        if not subject.known:
            return ()
        named = _coordinate(subject, part.period)
        return (named,) if subject.fund_said else (named, replace(named, fund=""))

    def _completing(self, target: Draft, match: re.Match[str]) -> Draft | None:
        """What completes a share of a budget: the amount before the budget, where only this is named with it.

        支出决算 8 万元。与年初预算 10 万元相比，完成年初预算的 80%.
        """
        if target.period != "budget":
            return target if target.period == "this" else None
        here, section = replace(target.coordinate, period="this"), self.around.section
        alike = (draft for draft in reversed(self.around.drafts) if draft.coordinate == here and draft.section == section)
        spent = next((draft for draft in alike if draft.amount is not None), None)
        if spent is None or spent.share is None:
            return spent
        draft = self._draft(spent.subject, "this", self._line(match), spent.text, 0)
        draft.amount = spent.amount
        self.around.drafts.append(draft)
        return draft

    def _opening_budget(self, target: Draft) -> Draft | None:
        """The budget of which the target's amount is said to complete a share."""
        latest = self.around.drafts[-4:]
        return next((draft for draft in reversed(latest) if draft.period == "budget" and draft.subject == target.subject), None)

    def _stands_beside(self, part: Draft, other: Draft) -> bool:
        """Whether a component is no part of another: 基本支出 8 万元（其中 …）；项目支出 2 万元，占 20%."""
        own, whole = part.coordinate.component, other.coordinate.component
        return bool(own and whole) and not self.around.subjects.words.knowledge.dimensions["component"].within(own, whole)

    def _share_base(self, words: str) -> Draft | None:
        """What a share is a share of: the claim it names, else the whole of the enumeration."""
        if len(words) > 1:
            amounts = (draft for draft in reversed(self.around.drafts) if draft.amount is not None)
            return next((draft for draft in amounts if _same(draft.subject.words, words)), None)
        return self.whole or self.around.list_head or self.head

    def _amount(self, match: re.Match[str], lead: str) -> None:
        if self._is_rate(match, lead):
            return
        unit = "万元" if match["unit"] == "万" else match["unit"]
        line = self._line(match)
        amount = parse_amount(match["amount"], unit)
        if amount is None:
            self.around.leave_unread(line, match[0], "a number too long to be an amount")
            return
        if self.in_reason:
            self._inside_reason(match, lead, amount, unit, line)
            return
        subject = self.around.subjects.find(lead, self.whole.subject if self.whole is not None else None, self.around.fund)
        direction = _direction(lead)
        if direction and _CHOICE.search(lead[: direction.start()]):
            self.undecided = self.current or self.head
            self.around.leave_unread(line, match[0], "a change whose direction is left open")
        elif direction:
            self._change(match, lead, direction, subject, amount, unit, line)
        else:
            self._level(match, lead, subject, amount, unit, line)

    def _inside_reason(self, match: re.Match[str], lead: str, amount: Amount, unit: str, line: int) -> None:
        """An amount that explains another is shown; what it is of is known from its words only."""
        draft = self._draft(stated(plain(lead)[-24:], self.around.fund), "this", line, (lead + match[0]).strip()[-60:], 0)
        draft.amount = draft.figure(amount, unit, line, match[0])
        self.around.drafts.append(draft)

    def _is_rate(self, match: re.Match[str], lead: str) -> bool:
        """An amount a person or a threshold (单价 20 万元以上) is no amount of the budget."""
        if match["per"] or _RATE.search(lead[-8:]):
            return True
        after = self.sentence[match.end() : match.end() + 3]
        return after.startswith(_THRESHOLD) and any(word in lead[-10:] for word in ("单价", "价值"))

    def _level(self, match: re.Match[str], lead: str, subject: Subject, amount: Amount, unit: str, line: int) -> None:
        """An amount of this year, of last year or of the opening budget."""
        opens = self.start == 0 and (self.offset == 0 or YEAR.match(lead.strip()) is not None)
        if not subject.known and opens and self.around.account is None:
            subject = self.around.subjects.whole_budget(lead, self.around.fund)
        if not subject.known:
            subject = self._continued(lead)
        if not subject.words:
            self.around.leave_unread(line, match[0], f"no subject in «{lead[-20:].strip()}»")
            return
        if subject.known and subject.words.endswith("（项）"):
            self.around.account = subject
        text = self.sentence[self.start : match.end()].strip()
        draft = self._draft(subject, self._period(lead), line, text, self.listing or self.around.listing)
        draft.amount = draft.figure(amount, unit, line, match[0])
        if draft.period == "last":
            draft.last = _which(lead)
            draft.sure = draft.sure and not 0 < _time(lead[-40:]).year < self.around.year - 1
        self.around.drafts.append(draft)
        compared = draft.period == "last" and _COMPARES.search(lead) is not None
        if self.current is not None and (compared or _OF_BUDGET.search(lead)):
            return  # said by the way; what follows goes on with the amount before it
        self.current, self.changed = draft, None
        self.head = self.head or draft
        self.parts += self.whole is not None

    def _continued(self, lead: str) -> Subject:
        """An amount without a subject of its own goes on with the paragraph's account or the amount before it.

        Only words such as 支出决算为 say for certain that the subject is the same; else the words of the lead
        are all that is known of it.
        """
        if self.around.account is not None:
            return self.around.account
        last = self.current or self.head
        if last is not None and says_same_subject(lead):
            return last.subject
        said = clauses(lead)
        words = plain(said[-1])[-24:] if said else ""
        return stated(words or (last.subject.words if last is not None else ""), self.around.fund)

    def _change(
        self, match: re.Match[str], lead: str, direction: re.Match[str], subject: Subject, amount: Amount, unit: str, line: int
    ) -> None:
        """A change against last year."""
        target = self._whose_change(match, lead[: direction.start()], subject)
        if target is None:
            self.around.leave_unread(line, match[0], "a change whose subject is not named")
            return
        base = _OPENING if self._is_against_budget(lead[: direction.start()]) else _which(lead)
        if base == _OPENING or (target.change is not None and {target.base, base} == {EXECUTED, BUDGETED}):
            self.changed = draft = self._draft(target.subject, target.period, line, target.text, 0)
            draft.sure, draft.base = target.sure, base
            self.around.drafts.append(draft)
            self._set_change(draft, direction, amount, unit, line, match[0])
            return
        if target.change is not None and target is not self.changed:
            # A second change of the same thing has another scope, such as last year's rules.
            draft = self._draft(stated(plain(lead)[-24:]), "this", line, match[0], 0)
            draft.amount = draft.figure(amount, unit, line, match[0])
            self.around.drafts.append(draft)
            return
        if target.period == "last":
            target.sure = False  # last year against the year before, or the wrong year: no change of this year
        target.base = target.base or base
        self._set_change(target, direction, amount, unit, line, match[0])
        self.settled = self.settled or target is self.whole
        self.changed = target
        if target.sure and target not in (self.current, self.head, self.whole):
            self.current = target

    @staticmethod
    def _set_change(draft: Draft, direction: re.Match[str], amount: Amount, unit: str, line: int, text: str) -> None:
        up = direction[1] in _UP
        draft.direction = "up" if up else "down"
        draft.change = draft.figure(Amount(amount.fen if up else -amount.fen, amount.ulp), unit, line, text, "change")

    def _is_against_budget(self, lead: str) -> bool:
        """Whether a final account compares with the budget of its year, and not with the year before."""
        return self.around.of_account and _AGAINST_BUDGET.search(lead) is not None

    def _whose_change(self, match: re.Match[str], lead: str, subject: Subject) -> Draft | None:
        """Its own subject's, the whole's after a list of parts, or the latest claim's."""
        own = subject.known and not (self.current is not None and subject.words == self.current.subject.words)
        if own and _names_more_than_comparison(lead):
            text = self.sentence[max(0, match.start() - 40) : match.end()].strip()
            draft = self._draft(subject, "this", self._line(match), text, self.around.listing or self.listing)
            self.around.drafts.append(draft)
            return draft
        inside = self.whole is not None and self.head is self.whole
        coded = self.current is not None and bool(self.current.subject.code)
        if inside and not coded:
            if self.parts >= 2:
                return self.head
            if self.parts == 1 and self.current is not None:
                # One part only: the change may be the part's or the whole's, which is the same where the part is the whole.
                draft = self._draft(self.current.subject, "this", self._line(match), self.current.text, 0)
                draft.sure = draft.sure and _of_one_amount(self.current, self.whole)
                self.around.drafts.append(draft)
                return draft
        return self.current or self.head or self.around.before

    def _draft(self, subject: Subject, period: str, line: int, text: str, listing: int) -> Draft:
        return Draft(subject, period, line, text, self.around.section, listing, _coordinate(subject, period), subject.known)

    def _line(self, match: re.Match[str]) -> int:
        """The source line of a token."""
        return self.around.line_at(self.offset + match.start())

    def _period(self, lead: str) -> str:
        """Of which year an amount is: the clause right before it says so, or it is this year's."""
        time = _time(lead[-40:])
        if time.year and self.around.year and time.year < self.around.year:
            return "last"
        if time.last:
            return "last"
        whole = self.whole
        if not time.year and whole is not None and whole is self.head and whole.period == "last":
            return "last"  # a part of what was last year's
        if not time.year and whole is not None and self.bracketed and whole.period == "budget":
            return "budget"  # 支出预算 5 万元（其中：一般公共预算支出 5 万元），支出决算 4 万元
        return "budget" if time.of_budget or (self.around.of_account and time.budgeted) else "this"


class _Time(NamedTuple):
    """What the last clause says of time: the last year in it or 0, whether it names last year's, the budget, a budget.

    Attributes:
        of_budget: the one that an amount is measured by in any case; ``budgeted``: one that is in a final account.
    """

    year: int
    last: bool
    of_budget: bool
    budgeted: bool


@lru_cache(maxsize=8192)
def _time(lead: str) -> _Time:
    clause = _CLAUSE_END.split(lead)[-1]
    years = YEAR.findall(clause)
    return _Time(
        int(years[-1]) if years else 0,
        "上年" in clause and "结转" not in clause,
        "年初预算" in clause or "全年预算" in clause or _OF_BUDGET.search(clause) is not None,
        _BUDGETED.search(clause) is not None,
    )


@lru_cache(maxsize=8192)
def _which(lead: str) -> str:
    """Which of last year's amounts the last clause that names one speaks of, "" where it does not say."""
    said = next((clause for clause in reversed(_CLAUSE_END.split(lead)) if _COMPARED_WITH.search(clause)), "")
    if _SPENT.search(said):
        return EXECUTED
    return BUDGETED if "预算" in said else ""


def _of_one_amount(one: Draft, other: Draft | None) -> bool:
    return one.amount is not None and other is not None and other.amount is not None and one.amount.fen == other.amount.fen


def reason_after(sentence: str, start: int) -> str:
    """The words after 原因, up to the next part of the sentence."""
    rest = sentence[start:].lstrip("是为：:，,系 ")
    return _REASON_END.split(rest, maxsplit=1)[0][:120].strip()


_SIDES = ("收入", "支出")


def _names_more_than_comparison(lead: str) -> bool:
    """Whether the clause names a subject and not only what is compared (较上年, 与 2023 年相比)."""
    clause = _SHORT_CLAUSE_END.split(lead)[-1]
    return len(plain(_COMPARISON.sub("", clause))) >= 3 or plain(clause) in _SIDES


def _same(words: str, other: str) -> bool:
    one, two = plain(words), plain(other)
    return bool(two) and (two in one or one in two)
