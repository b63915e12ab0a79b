"""Read the narrative: every amount with its subject, period, change, share and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..amounts import NUMBER, parse_amount
from ..knowledge import Meaning, name_key, plain
from ..reading import Paragraph
from .disclosure import Claim, Coordinate, Count, Figure, Statement, Unread
from .forms import topic_of
from .words import GENERIC, Words

_NUM = NUMBER.pattern
_TOKEN = re.compile(
    rf"(?P<amount>{_NUM})\s*(?P<unit>亿元|百万元|千元|万元|元|万(?=[（(，,。；;、]))(?P<per>\s*[/每])?"
    rf"|(?P<percent>{_NUM})\s*[%％]"
    r"|(?P<group>其中|主要包括|支出包括|包括(?=[^，。]{0,30}\d)|主要用于以下方面)"
    r"|(?P<reason>原因)"
    r"|(?P<steady>(?:基本)?持平|无变化|保持不变|零增长|相同|(?<=上年)一致|(?<=上年预算数)一致|(?<=\d年)一致|无增减)"
)
_HEADING = re.compile(
    r"\s*(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|\d{1,2}\s*[、.．](?!\d))"
)
_CODE_IN_BRACKETS = re.compile(r"[“\"]?([^“”\"，。；、：:（()）]{2,30})[”\"]?\s*[（(]\s*(\d{3}|\d{5}|\d{7})\s*[)）]")
_PATH = re.compile(
    r"([^“”\"，。；、：:（()）\d.．]{2,30}(?:[（(][^（()）类款项]{1,8}[)）])?[^“”\"，。；、：:（()）\d.．]{0,20})\s*[（(](类|款|项)[)）]"
)
_QUOTED_ACCOUNT = re.compile(r"[“\"]([^“”\"]{4,20}支出)[”\"]\s*科目")
_CLAUSE_END = re.compile(r"[，,；;：:。、]")
_DIRECTION = re.compile(
    r"(增加|增长|上升|提高|新增|增幅|减少|下降|降低|压减|压缩|核减|减幅)(?:（[^（）]*）|\([^()]*\)|了|额|约|为|率|幅|\s|[:：])*\Z"
)
_UP = frozenset(("增加", "增长", "上升", "提高", "新增", "增幅"))
_BARE_NUMBER = re.compile(
    rf"(?:较|比|与)?(?:上年|去年|\d{{4}}\s*年[^，。；]{{0,8}})?(增加|减少|增长|下降)\s*(?:了\s*)?((?>{_NUM}))\s*(?=[，,。；;]|\Z)"
)
_UNIT_ALONE = re.compile(r"(?:无变化|持平|不变)\s*(?:亿|万|千)?元")
_YEAR = re.compile(r"(20\d{2})\s*年")
_NOTHING_OF = re.compile(r"(?:本单位|本部门|我单位|我部门)?[^，。；]{0,20}?(?:无|没有|未安排|不涉及)[^，。；]{2,40}")
_BLANK_PUBLISHED = re.compile(r"(?:已)?公开空表|本表(?:为空表|无数据)|空表")
_REMARK = re.compile(r"\((?!境)[^()]{3,30}\)")
_SAME_SUBJECT = re.compile(r"(?:支出|收入)?(?:决算|年初预算|全年预算|预算|预算执行|预算安排|当年预算执行)(?:数|额)?为?\Z")
_RATE_WORDS = ("人均", "每人", "标准", "单价", "单位价值", "价值", "原值", "以上", "面积", "每月")
_DIGIT = re.compile(r"\d")
_SAYS_AMOUNT = re.compile(r"\d\s*(?:[%％元万千亿])|持平|无变化|不变|零增长|相同|一致|无增减")
_MAX_SENTENCE = 4000


class Narrative(NamedTuple):
    """What the narrative asserts, the amounts not understood, and how many amounts it has."""

    claims: list[Claim]
    statements: list[Statement]
    counts: list[Count]
    unread: list[Unread]
    amounts: int


class _Subject(NamedTuple):
    words: str
    meaning: Meaning
    function: str
    economy_dept: str
    economy_gov: str
    code: str
    code_name: str
    fund_said: bool
    known: bool


class _Draft:
    """A claim while its sentence is read."""

    def __init__(self, subject: _Subject, period: str, line: int, text: str, section: str, listing: int, sure: bool) -> None:
        self.subject, self.period, self.line, self.text = subject, period, line, text
        self.section, self.listing, self.sure = section, listing, sure
        self.amount: Figure | None = None
        self.change: Figure | None = None
        self.direction = ""
        self.growth: tuple[int, int] | None = None
        self.share: tuple[int, int] | None = None
        self.share_of: Figure | None = None
        self.reason = ""

    def coordinate(self, period: str = "") -> Coordinate:
        subject = self.subject
        meaning = subject.meaning
        measure = meaning.measure or (
            "expenditure" if subject.function or subject.economy_dept or subject.economy_gov or meaning.component else ""
        )
        return Coordinate(
            measure,
            period or self.period,
            meaning.fund,
            subject.function,
            subject.economy_dept,
            subject.economy_gov,
            meaning.component,
            meaning.item,
        )

    def claim(self) -> Claim:
        subject = self.subject
        return Claim(
            self.line, self.text, subject.words, self.coordinate(), subject.code, subject.code_name,
            not subject.fund_said, self.amount, self.change, self.direction, self.growth, self.share, self.share_of,
            self.reason, self.section, self.listing if self.sure else -1,
        )  # fmt: skip


class Names(NamedTuple):
    """What the disclosure calls things: name_key of accounts in its tables to their codes, and its unit."""

    function: Mapping[str, tuple[str, ...]]
    unit: str


def read_narrative(paragraphs: Sequence[Paragraph], names: Names, year: int, words: Words) -> Narrative:
    """Read all paragraphs in order."""
    reader = _Reader(names, year, words)
    for paragraph in paragraphs:
        reader.paragraph(paragraph)
    return Narrative([draft.claim() for draft in reader.drafts], reader.statements, reader.counts, reader.unread, reader.amounts)


class _Reader:
    def __init__(self, names: Names, year: int, words: Words) -> None:
        self.names, self.year, self.words = names, year, words
        self.vocabulary = words.knowledge.words["narrative"]
        self.skip = tuple(self.vocabulary["skip_sections"])
        neutral = sorted((plain(word) for word in [*self.vocabulary["neutral"], names.unit] if word), key=len, reverse=True)
        self.neutral = re.compile("|".join([*map(re.escape, neutral), r"[\d年,.()\-:%]+"]))
        self.drafts: list[_Draft] = []
        self.statements: list[Statement] = []
        self.counts: list[Count] = []
        self.unread: list[Unread] = []
        self.amounts = 0
        self.headings: list[tuple[int, str, int]] = []
        self.section_fund: str | None = None
        self.skipping = False
        self.listing = 0
        self.listings = 0
        self.list_head: _Draft | None = None
        self.list_coded = False
        self.before: _Draft | None = None

    def paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if self._heading(text, paragraph.line) or self.skipping:
            if self.skipping:
                self.amounts += 0
            return
        digits = _DIGIT.search(text) is not None
        if digits:
            self._list(text)
            self._counts(text, paragraph)
        start = 0
        self.path_subject: _Subject | None = None
        path = _PATH.findall(text[: text.find("。")] if "（项）" in text else "")
        if path and path[-1][1] == "项":
            self.path_subject = self._path(path)
        for end in _sentence_ends(text):
            sentence = text[start:end]
            if len(sentence) <= _MAX_SENTENCE:
                if _SAYS_AMOUNT.search(sentence):
                    self._sentence(sentence, start, paragraph)
                self._statement(sentence, start, paragraph)
            start = end
        opens = text.rstrip().endswith(("：", ":", "其中")) and self.before is not None
        if opens and digits:
            self.listings += 1
            self.listing, self.list_head, self.list_coded = self.listings, self.before, False

    def _heading(self, text: str, line: int) -> bool:
        """Keep the path of headings; a heading is short, numbered and states no amount."""
        match = _HEADING.match(text)
        if not match or len(text) > 60 or text.endswith(("。", "；", ";")) or _TOKEN.search(text.replace("其中", "")):
            return False
        if "，" in text and len(text) > 30:
            return False
        mark = match[1]
        level = (
            0 if mark.startswith("第") else 1 if mark[-1] in "、.．" and not mark[0].isdigit() else 2 if mark[0] in "（(" else 3
        )
        self.headings = [heading for heading in self.headings if heading[0] < level]
        self.headings.append((level, text, line))
        self.section_fund = None
        self.skipping = any(word in heading for _, heading, _ in self.headings for word in self.skip)
        if level < 3 or self.listing == 0:
            self.listing, self.list_head = 0, None
        return True

    def _list(self, text: str) -> None:
        """An enumeration ends with the first paragraph that is no item of it."""
        if not self.listing:
            return
        amount = _TOKEN.search(text)
        start = text[: amount.start()] if amount else text[:60]
        coded = _CODE_IN_BRACKETS.search(start) is not None
        if not (coded or _PATH.search(start) or (_HEADING.match(text) and not self.list_coded)):
            self.listing, self.list_head = 0, None
        self.list_coded = self.list_coded or coded

    @property
    def section(self) -> str:
        return self.headings[-1][1] if self.headings else ""

    def _section_meaning(self) -> Meaning:
        meaning = Meaning()
        for _, heading, _ in self.headings:
            found = self.words.scan(heading)
            if any(found):
                meaning = found
        return meaning

    # -- sentences -------------------------------------------------------------------------------------

    def _sentence(self, sentence: str, offset: int, paragraph: Paragraph) -> None:
        head: _Draft | None = None
        group_head: _Draft | None = None
        group_size = 0
        current: _Draft | None = None
        in_reason = inline = settled = opened = False
        changed: _Draft | None = None
        sentence_listing = 0
        start = 0
        segment_start = 0
        for match in _TOKEN.finditer(sentence):
            lead = sentence[start : match.start()]
            if "；" in lead or ";" in lead:
                segment_start = start + max(lead.rfind("；"), lead.rfind(";")) + 1
                lead = sentence[segment_start : match.start()]
                if inline and (in_reason or settled):
                    group_head, inline, sentence_listing = None, False, 0
                in_reason, head, settled = False, None, False
            line = paragraph.line_at(offset + match.start())
            if match["group"]:
                group_head, group_size, inline = current or self.before, 0, current is not None
                opened = opened or current is None
                self.listings += 1
                sentence_listing = self.listings
                start = match.start()
                continue
            if match["reason"]:
                in_reason = True
                target = current or head
                if target is not None and not target.reason:
                    target.reason = _reason(sentence, match.end())
                start = match.end()
                continue
            if match["steady"]:
                if not in_reason:
                    self._steady(match[0], lead, head, group_head, group_size, current, line, paragraph, offset + match.start())
                start = match.end()
                continue
            if match["percent"]:
                self._percent(match["percent"], lead, changed or current, head, group_head, in_reason)
                start = match.end()
                continue
            self.amounts += 1
            text = match["amount"]
            unit = "万元" if match["unit"] == "万" else match["unit"]
            if (
                match["per"]
                or any(word in lead[-8:] for word in _RATE_WORDS)
                or (
                    sentence[match.end() : match.end() + 3].startswith(("以上", "标准", "（含"))
                    and any(word in lead[-10:] for word in ("单价", "价值"))
                )
            ):
                start = match.end()
                continue
            if in_reason:
                start = match.end()
                continue
            direction = _DIRECTION.search(lead)
            inherited = group_head if group_head is not None else None
            subject = self._subject(lead, inherited)
            period = self._period(lead)
            if direction:
                value = parse_amount(text, unit)
                if value is None:
                    self.unread.append(Unread(line, -1, match[0], "a number too long to be an amount"))
                    start = match.end()
                    continue
                target = self._change_target(
                    subject,
                    lead,
                    direction,
                    head,
                    group_head,
                    group_size,
                    current,
                    line,
                    sentence,
                    match,
                    sentence_listing,
                )
                if target is None:
                    self.unread.append(Unread(line, -1, match[0], "a change whose subject is not named"))
                elif target.change is not None and target is not changed:
                    # A second change of the same thing has another scope, such as last year's rules.
                    self.drafts.append(self._stated(lead, match, unit, line))
                else:
                    sign = 1 if direction[1] in _UP else -1
                    target.direction = "up" if sign > 0 else "down"
                    target.change = Figure(
                        sign * value.fen,
                        value.ulp,
                        unit,
                        target.coordinate("change"),
                        line,
                        -1,
                        target.subject.words,
                        self.section,
                        match[0],
                    )
                    settled, changed = settled or target is group_head, target
                    if target is not current and target not in (head, group_head):
                        current = target
                start = match.end()
                continue
            listing = sentence_listing or self.listing
            if not subject.known:
                subject = self._inherited(lead, head, current)
            draft = _Draft(
                subject,
                period,
                line,
                sentence[max(start, segment_start) : match.end()].strip(),
                self.section,
                listing,
                subject.known,
            )
            value = parse_amount(text, unit)
            if value is None:
                self.unread.append(Unread(line, -1, match[0], "a number too long to be an amount"))
            elif not subject.words:
                self.unread.append(Unread(line, -1, match[0], f"no subject in «{lead[-20:].strip()}»"))
            else:
                draft.amount = Figure(
                    value.fen, value.ulp, unit, draft.coordinate(), line, -1, subject.words, self.section, match[0]
                )
                self.drafts.append(draft)
                current, changed = draft, None
                head = head or draft
                if group_head is not None:
                    group_size += 1
            start = match.end()
        self.before = (group_head if opened else head) or self.before
        if inline and group_head is not None and current is not None and current.subject.code and not group_head.subject.code:
            # The first item stands in the paragraph of its head; the others follow in paragraphs of their own.
            self.listing, self.list_head, self.list_coded = sentence_listing, group_head, True

    def _stated(self, lead: str, match: re.Match[str], unit: str, line: int) -> _Draft:
        """An amount of which only the words beside it are known."""
        words = plain(lead)[-24:]
        subject = _Subject(words, Meaning("stated", "", "", "", words), "", "", "", "", "", False, False)
        draft = _Draft(subject, "this", line, match[0], self.section, 0, False)
        value = parse_amount(match["amount"], unit)
        if value is not None:
            draft.amount = Figure(value.fen, value.ulp, unit, draft.coordinate(), line, -1, words, self.section, match[0])
        return draft

    def _inherited(self, lead: str, head: _Draft | None, current: _Draft | None) -> _Subject:
        """An amount without a subject of its own goes on with the paragraph's account or the amount before it.

        Only words such as 支出决算为 say for certain that the subject is the same; else the words of the lead
        are all that is known of it.
        """
        chunk = plain(_chunks(lead)[-1]) if _chunks(lead) else ""
        same = _SAME_SUBJECT.search(_YEAR.sub("", chunk).replace("度", "")) is not None
        if self.path_subject is not None:
            return self.path_subject
        last = current or head
        if last is not None and same:
            return last.subject
        words = chunk[-24:] or (last.subject.words if last is not None else "")
        fund = self._context().fund
        return _Subject(words, Meaning("stated", "", fund, "", words), "", "", "", "", "", bool(fund), False)

    def _change_target(
        self,
        subject: _Subject,
        lead: str,
        direction: re.Match[str],
        head: _Draft | None,
        group_head: _Draft | None,
        group_size: int,
        current: _Draft | None,
        line: int,
        sentence: str,
        match: re.Match[str],
        listing: int,
    ) -> _Draft | None:
        """Whose change it is: its own subject's, the sentence's head's after a list of parts, or the latest's."""
        own = subject.known and not (current is not None and subject.words == current.subject.words)
        if own and _names_more_than_comparison(lead[: direction.start()]):
            draft = _Draft(
                subject,
                "this",
                line,
                sentence[max(0, match.start() - 40) : match.end()].strip(),
                self.section,
                self.listing or listing,
                True,
            )
            self.drafts.append(draft)
            return draft
        inside = group_head is not None and head is group_head
        if inside and group_size >= 2 and not (current is not None and current.subject.code):
            return head
        if inside and group_size == 1 and current is not None and not current.subject.code:
            current.sure = False
        return current or head or self.before

    def _steady(
        self, word: str, lead: str, head: _Draft | None, group_head: _Draft | None, group_size: int,
        current: _Draft | None, line: int, paragraph: Paragraph, offset: int,
    ) -> None:  # fmt: skip
        """A subject that did not change."""
        subject = self._subject(lead, None)
        target = current or head
        if subject.known and (target is None or subject.words != target.subject.words):
            target = _Draft(subject, "this", line, (lead + word).strip()[-60:], self.section, 0, True)
            self.drafts.append(target)
        if target is not None and not target.direction and not (group_head is head and group_size == 1):
            target.direction = "none"

    def _percent(
        self, text: str, lead: str, current: _Draft | None, head: _Draft | None, group_head: _Draft | None, in_reason: bool
    ) -> None:
        if in_reason or len(text) > 12:
            return
        decimals = len(text.partition(".")[2])
        value = round(float(text.replace(",", "")) * 100)
        ulp = max(100 // 10**decimals, 1)
        target = current or head
        if target is None:
            return
        direction = _DIRECTION.search(lead)
        if direction or lead.strip() in ("（", "("):
            if target.growth is None and direction:
                sign = 1 if direction[1] in _UP else -1
                if "（" in direction[0] or "(" in direction[0]:
                    sign = 0
                if not sign:
                    sign = -1 if target.change is not None and target.change.fen < 0 else 1
                target.growth = (value * sign, ulp)
                if not target.direction:
                    target.direction = "up" if sign > 0 else "down"
            elif target.growth is None and target.change is not None:
                target.growth = (value if target.change.fen > 0 else -value, ulp)
            return
        place = lead.rfind("占")
        if place >= 0 and "完成" not in lead:
            whole = lead[place + 1 :].rstrip("的 ")
            target.share = (value, ulp)
            base = group_head if group_head is not None else (self.list_head or head)
            if len(whole) > 1:
                base = next(
                    (draft for draft in reversed(self.drafts) if draft.amount is not None and _same(draft.subject.words, whole)),
                    None,
                )
            if base is not None and base is not target and base.amount is not None:
                target.share_of = base.amount

    # -- subjects --------------------------------------------------------------------------------------

    def _subject(self, lead: str, group_head: _Draft | None) -> _Subject:
        """The words an amount speaks of: the nearest part of the lead that names anything."""
        bracket = "（" in lead or "(" in lead
        coded = _CODE_IN_BRACKETS.findall(lead) if bracket else ()
        if coded:
            name, code = coded[-1]
            return self._coded(name, code, group_head)
        path = _PATH.findall(lead) if bracket and ("款" in lead or "项" in lead or "类" in lead) else ()
        if path:
            subject = self._path(path)
            if subject is not None:
                self.path_subject = subject if path[-1][1] == "项" else self.path_subject
                return subject
        quoted = _QUOTED_ACCOUNT.search(lead) if "科目" in lead else None
        if quoted:
            return self._named(quoted[1]) or self._none()
        for chunk in reversed(_chunks(lead)):
            subject = self._chunk(chunk, group_head)
            if subject is not None:
                return subject
        return self._none()

    def _none(self) -> _Subject:
        return _Subject("", Meaning(), "", "", "", "", "", False, False)

    def _context(self) -> Meaning:
        """The source of money that headings and the head of an enumeration speak of."""
        if self.list_head is not None and self.list_head.subject.meaning.fund:
            return Meaning("", "", self.list_head.subject.meaning.fund, "", "")
        if self.section_fund is None:
            self.section_fund = self._section_meaning().fund
        return Meaning("", "", self.section_fund, "", "")

    def _coded(self, name: str, code: str, group_head: _Draft | None) -> _Subject:
        context = group_head.subject.meaning if group_head is not None else self._context()
        return _Subject(
            f"{name.strip()}（{code}）", Meaning("expenditure", "", context.fund, "", ""),
            code if code[0] == "2" else "", code if code[0] == "3" else "", code if code[0] == "5" else "",
            code, re.sub(r"^(?:其中|[一二三四五六七八九十\d]+\s*[、.．]|[^一-鿿]+)", "", name.strip()), bool(context.fund), True,
        )  # fmt: skip

    def _path(self, path: Sequence[tuple[str, str]]) -> _Subject | None:
        """类, 款, 项 names one below another; the deepest that the tables or the code list know."""
        upper = ""
        code = ""
        for name, level in path:
            length = {"类": 3, "款": 5, "项": 7}[level]
            key = name_key(re.sub(r"^支出", "", name.strip()))
            found = [
                c
                for c in (*self.names.function.get(key, ()), *self.words.knowledge.functional.codes.get(key, ()))
                if len(c) == length
            ]
            if length == 3 and not found:
                found = [c for c in self.words.knowledge.functional.codes.get(name_key(key + "支出"), ()) if len(c) == 3]
            fitting = [c for c in dict.fromkeys(found) if c.startswith(upper)]
            code = fitting[0] if len(fitting) == 1 else ""
            if code:
                upper = code
        fund = self._context().fund
        words = "".join(f"{name.strip()}（{level}）" for name, level in path)
        if not code:
            return _Subject(words, Meaning("expenditure", "", fund, "", words), "", "", "", "", "", bool(fund), True)
        return _Subject(words, Meaning("expenditure", "", fund, "", ""), code, "", "", "", "", bool(fund), True)

    def _named(self, name: str) -> _Subject | None:
        key = name_key(re.sub(r"^(?:其中|用于|[一二三四五六七八九十\d]+[、.．])", "", plain(name)))
        codes = [
            c for c in (*self.names.function.get(key, ()), *self.words.knowledge.functional.codes.get(key, ())) if len(c) == 3
        ]
        codes = list(dict.fromkeys(codes))
        if len(codes) != 1 or key == "支出":
            return None
        fund = self._context().fund
        return _Subject(name.strip(), Meaning("expenditure", "", fund, "", ""), codes[0], "", "", "", "", bool(fund), True)

    def _chunk(self, chunk: str, group_head: _Draft | None) -> _Subject | None:
        text = _REMARK.sub("", plain(chunk))
        if not text or len(text) > 80 or _SAME_SUBJECT.fullmatch(_YEAR.sub("", text).replace("度", "")):
            return None
        stripped = re.sub(r"(?:较|比|增加|减少|增长|下降|安排|预算数?为?|决算数?为?|支出决算为?).*\Z", "", text)
        named = self._named(stripped) if stripped.endswith("支出") else None
        if named is not None:
            return named
        meaning, found = self.words.scan_covered(text)
        if not found:
            return None
        context = self._context()
        parent = group_head.subject.meaning if group_head is not None else None
        fund = meaning.fund or (parent.fund if parent is not None else "") or context.fund
        measure, component, item = meaning.measure, meaning.component, meaning.item
        rest = len(self.neutral.sub("", self.words.without_terms(text)))
        if rest > (6 if component or item else 3):
            return None
        function = economy_dept = economy_gov = ""
        if parent is not None:
            if meaning.fund and not component and not item:
                component, item = parent.component, parent.item
            if measure in GENERIC and (component or item or meaning.fund) and parent.measure not in GENERIC:
                measure = parent.measure
            measure = measure or parent.measure
            function = group_head.subject.function if group_head is not None and (component or meaning.fund) else ""
        if not measure and not component and not item and not fund:
            return None
        return _Subject(
            chunk.strip(),
            Meaning(measure, "", fund, component, item),
            function,
            economy_dept,
            economy_gov,
            "",
            "",
            bool(meaning.fund),
            True,
        )

    def _period(self, lead: str) -> str:
        chunk = lead[-40:]
        clause = re.split(r"[，,；;：:。]", chunk)[-1]
        for found in reversed(_YEAR.findall(clause)):
            if self.year and int(found) < self.year:
                return "last"
            break
        if "上年" in clause and "结转" not in clause:
            return "last"
        if "年初预算" in clause or "全年预算" in clause:
            return "budget"
        return "this"

    # -- sentences without amounts -----------------------------------------------------------------------

    def _statement(self, sentence: str, offset: int, paragraph: Paragraph) -> None:
        line = paragraph.line_at(offset)
        level = self.headings[-1] if self.headings else (0, "", 0)
        if "请" in sentence or "应" in sentence:
            pass
        elif "空表" in sentence or "无" in sentence or "没有" in sentence or "未安排" in sentence:
            nothing = _NOTHING_OF.search(sentence)
            if nothing and len(sentence) < 120 and not _TOKEN.search(sentence.replace("其中", "")):
                topic = topic_of(nothing[0], self.words)
                kind = "nothing_blank_published" if _BLANK_PUBLISHED.search(sentence) else "nothing"
                if topic:
                    self.statements.append(Statement(line, sentence.strip(), kind, topic, level[1], level[2]))
        if "原因" in sentence and not _TOKEN.search(sentence[: sentence.find("原因")]):
            self.statements.append(
                Statement(line, _reason(sentence, sentence.find("原因") + 2), "reason", "", level[1], level[2])
            )
        changes = "增" in sentence or "减" in sentence or "降" in sentence
        for match in _BARE_NUMBER.finditer(sentence) if changes else ():
            if len(match[2]) < 12 and not re.fullmatch(r"20\d\d", match[2]):
                self.statements.append(
                    Statement(paragraph.line_at(offset + match.start()), match[0].strip(), "unit_missing", "", level[1], level[2])
                )
        for match in _UNIT_ALONE.finditer(sentence) if "变" in sentence or "平" in sentence else ():
            self.statements.append(
                Statement(paragraph.line_at(offset + match.start()), match[0].strip(), "unit_alone", "", level[1], level[2])
            )

    def _counts(self, text: str, paragraph: Paragraph) -> None:
        if "编制" not in text and "车辆" not in text:
            return
        for what, part, number, place, words in _people_and_things(text):
            self.counts.append(Count(paragraph.line_at(place), what, part, number, words))


_STAFF = re.compile(
    r"(?P<head>(?:人员)?编制|(?:在编)?实有(?:人员)?|实际在编在职人员)\s*(?P<n>\d+)\s*[人名]|(?P<part>行政(?:附属)?编制|事业编制|工勤编制|行政|事业|工勤|单位管理的离退休人员|离退休人员|离休|退休)\s*(?:人员)?\s*(?P<m>\d+)\s*[人名]"
)
_VEHICLES = re.compile(r"(?:共有车辆|公务用车编制|实有)\s*(\d+)\s*辆|([一-鿿]{2,16}用车)\s*(\d+)\s*辆")


def _people_and_things(text: str) -> Iterator[tuple[str, str, int, int, str]]:
    what = ""
    for match in _STAFF.finditer(text):
        if match["head"]:
            what = "staff_quota" if "编制" in match["head"] else "staff_actual"
            yield what, "", int(match["n"]), match.start(), match[0]
        elif what:
            part = match["part"]
            retired = "退休" in part or "离休" in part
            separate = retired and text[max(0, match.start() - 1) : match.start()] in ("。", "；", ".")
            yield ("staff_retired" if separate else what), part, int(match["m"]), match.start(), match[0]
    if "车辆" not in text and "公务用车编制" not in text:
        return
    what = ""
    for match in _VEHICLES.finditer(text):
        if match[1]:
            what = "vehicles"
            yield what, "", int(match[1]), match.start(), match[0]
        elif what:
            yield what, match[2], int(match[3]), match.start(), match[0]


def _sentence_ends(text: str) -> Iterator[int]:
    for match in re.finditer(r"。|！|？", text):
        yield match.end()
    if not text.endswith(("。", "！", "？")):
        yield len(text)


def _chunks(lead: str) -> list[str]:
    return [chunk for chunk in _CLAUSE_END.split(lead) if chunk.strip()][-3:]


def _names_more_than_comparison(lead: str) -> bool:
    clause = re.split(r"[，,；;。：:、]", lead)[-1]
    rest = re.sub(
        r"(?:与|较|比|同)?\s*(?:20\d{2}\s*年(?:度)?|上一?年度?|去年|本年|当年)\s*(?:年初|全年|当年)?(?:预算|决算)?(?:执行)?(?:数)?(?:相比)?|相比|各|收、?支",
        "",
        clause,
    )
    return len(plain(rest)) >= 3


def _same(words: str, other: str) -> bool:
    a, b = plain(words), plain(other)
    return bool(b) and (b in a or a in b)


def _reason(sentence: str, start: int) -> str:
    rest = sentence[start:].lstrip("是为：:，,系 ")
    return re.split(r"[；;。]|其中[:：]", rest)[0][:120].strip()
