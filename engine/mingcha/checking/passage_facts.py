"""Facts of single passages: numbers inside a text, numbers above tables, documents of others that stand in the disclosure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..knowledge import plain
from ..reading import Paragraph
from ..understanding import Disclosure, Section
from ..understanding.outline import Mark, mark_of
from .fact import Fact, Value, place_at
from .texts import Texts


def passage_facts(texts: Texts, disclosure: Disclosure) -> Iterator[Fact]:
    """All of them."""
    yield from _enumerations(texts)
    yield from _captions(texts.paragraphs)
    yield from _items(texts.paragraphs)
    yield from _attached(texts.paragraphs, disclosure.sections)


def _enumerations(texts: Texts) -> Iterator[Fact]:
    """Each text with a numbered list in it, and the number that is given twice, 0 where none is."""
    for text, line in _numbered(texts):
        marks = list(_ITEM.finditer(text))
        if len(marks) > 1 and [int(mark[1]) for mark in marks[:2]] == [1, 2]:
            yield _enumeration(text, line, marks)
    for text, line in _bracketed(texts):
        for marks in _runs(text):
            if _given_again(marks):
                yield _enumeration(text, line, marks)


def _bracketed(texts: Texts) -> Iterator[tuple[str, int]]:
    """Paragraphs, and the different cells of each row, that may give a number in brackets twice."""
    for block in texts.paragraphs:
        if _may_number(block.text):
            yield block.text, block.line
    for row, printed in zip(texts.rows, texts.printed, strict=True):
        if _may_number(printed):
            yield from ((cell, row.line) for cell in dict.fromkeys(row.cells))


def _may_number(text: str) -> bool:
    """Whether a text has brackets enough, and numbers in them."""
    brackets = text.count("（") + text.count("(")
    return brackets >= _LEAST_BRACKETED and len(_BRACKETED.findall(text)) >= _LEAST_BRACKETED


def _runs(text: str) -> list[list[re.Match[str]]]:
    """The lists of a text that number their items in brackets; each begins at one."""
    runs: list[list[re.Match[str]]] = []
    for mark in _BRACKETED.finditer(text):
        if int(mark[1]) == 1:
            runs.append([])
        if runs:
            runs[-1].append(mark)
    return runs


def _numbered(texts: Texts) -> Iterator[tuple[str, int]]:
    """Paragraphs, and the different cells of each row, that may have a second item."""
    for block in texts.paragraphs:
        if _has_second(block.text):
            yield block.text, block.line
    for row, printed in zip(texts.rows, texts.printed, strict=True):
        if _has_second(printed):
            yield from ((cell, row.line) for cell in dict.fromkeys(row.cells) if _has_second(cell))


def _has_second(text: str) -> bool:
    return len(text) >= _SHORTEST_LIST and ("2、" in text or "2." in text or "2．" in text)


def _enumeration(text: str, line: int, marks: Sequence[re.Match[str]]) -> Fact:
    again = _given_again(marks)
    first, second = (again or marks)[:2]
    said = [_FIRST_CLAUSE.match(text, first.start(), second.start()), _FIRST_CLAUSE.match(text, second.start())]
    before, after = [clause[0] if clause else "" for clause in said]
    if text.endswith(before, 0, second.start()):
        before = _LINK.sub("", before)
    values: dict[str, Value] = {
        "number": int(again[0][1]) if again else 0,
        "before": before,
        "text": after,
        "line": line,
    }
    return Fact("enumeration", values, place_at(line, after))


def _given_again(marks: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """Two items that follow each other under one number, where the list counts on from one up to them and on from there.

    A list inside an item begins at one again, so what comes behind a number that does not go on is not judged.
    """
    numbers = [int(mark[1]) for mark in marks]
    for place in range(1, len(marks)):
        if numbers[place] == numbers[place - 1] > 1 and marks[place].start() - marks[place - 1].end() >= _LEAST_ITEM:
            goes_on = numbers[place + 1 : place + 2] in ([], [numbers[place] + 1])
            return marks[place - 1 : place + 1] if goes_on else ()
        if numbers[place] != place + 1:
            break
    return ()


_ITEM = re.compile(r"(?:\A|(?<=[\s。；;：:，,！）)]))(\d{1,2})[、.．](?=\s*[^\d\s])")
# Behind other words a number in brackets refers to an item: 其中（2）, 第（3）项.
_BRACKETED = re.compile(r"(?:\A|(?<=[\s。；;：:、和及括]))(?<![)）][、和及])[（(](\d{1,2})[）)](?=\s*[^\d\s、，,和及至项款条])")
_LEAST_BRACKETED = 3
# What joins an item to the next.
_LINK = re.compile(r"[、和及]\s*\Z")
_FIRST_CLAUSE = re.compile(r"[^，。；：]{1,40}")
_LEAST_ITEM, _SHORTEST_LIST = 4, 12


def _captions(paragraphs: Sequence[Paragraph]) -> Iterator[Fact]:
    """Each number that stands above a table, such as 公开表3, with the words before it and those that all others have."""
    found = [
        (match[1], int(match[2]), block)
        for block in paragraphs
        if len(block.text) <= _CAPTION and (match := _LABEL.fullmatch(block.text))
    ]
    words = Counter(name for name, _, _ in found)
    for name, number, block in found:
        others = [other for other in words if other != name]
        usual = others[0] if len(others) == 1 and words[name] == 1 and words[others[0]] > 1 else ""
        sisters = {other for label, other, _ in found if label == usual}
        # A list of its own counts from one, and a number that both have belongs to two lists.
        alone = usual and number not in sisters and min(sisters) < number < max(sisters)
        values: dict[str, Value] = {
            "text": plain(block.text),
            "usual": f"{usual}{number}" if alone else "",
            "others": len(sisters),
            "line": block.line,
        }
        yield Fact("caption", values, place_at(block.line, block.text))


_CAPTION = 16
_LABEL = re.compile(r"\s*([一-鿿]{2,8}表)\s*(\d{1,2})\s*")


def _items(paragraphs: Sequence[Paragraph]) -> Iterator[Fact]:
    """Each numbered item behind another, and the number of the one before where both say the very same up to a colon."""
    last: dict[int, tuple[Mark, str]] = {}
    for block in paragraphs:
        mark = mark_of(block.text)
        if mark is None:
            continue
        lead = _FROM_COLON.split(block.text, maxsplit=1)[0]
        said = lead[mark.end :].strip()
        before, text = last.get(mark.level, (None, ""))
        for level in [level for level in last if level > mark.level]:
            del last[level]
        last[mark.level] = mark, said
        if before is not None and mark.number == before.number + 1:
            again = len(said) >= _LEAST_SAID and said[:1] == text[:1] and plain(said) == plain(text)
            values: dict[str, Value] = {
                "text": lead[:_MOST_QUOTED],
                "before": before.text if again else "",
                "line": block.line,
            }
            yield Fact("item", values, place_at(block.line, lead[:_MOST_QUOTED]))


_FROM_COLON = re.compile("[:：]")
_LEAST_SAID, _MOST_QUOTED = 12, 60


def _attached(paragraphs: Sequence[Paragraph], sections: Sequence[Section]) -> Iterator[Fact]:
    """Each document of an authority that stands in the disclosure, and the heading above it that says there is no such matter."""
    for index, block in enumerate(paragraphs):
        issuer = _ISSUED.fullmatch(block.text) if len(block.text) <= _LONGEST_ISSUER else None
        if issuer is None:
            continue
        head = [one.text for one in paragraphs[index + 1 : index + 1 + _HEAD]]
        title = next(filter(_TITLE.search, head), "")
        if title and any(map(_NUMBER.fullmatch, head)):
            none = [
                section
                for section in sections
                if section.line < block.line and _NONE.fullmatch(section.own) and _names(section.title, title)
            ]
            values: dict[str, Value] = {
                "title": title.strip(),
                "issuer": issuer[1],
                "section": none[-1].title if none else "",
                "line": block.line,
            }
            yield Fact("attached", values, place_at(block.line, block.text))


def _names(heading: str, title: str) -> bool:
    return len(plain(heading)) >= _LEAST_MATTER and plain(heading) in plain(title)


_ISSUED = re.compile(r"\s*([一-鿿]{4,24}(?:厅|局|委|委员会|政府|办公厅|办公室))文件\s*")
_NUMBER = re.compile(r"\s*[一-鿿]{1,10}\s*[〔\[（(【]20\d\d[〕\])）】]\s*\d+\s*号\s*")
_TITLE = re.compile(r"关于.{4,80}的(?:通知|意见|办法|决定|批复|函)")
_NONE = re.compile(r"\s*无[。.]?\s*")
_LONGEST_ISSUER, _HEAD, _LEAST_MATTER = 30, 3, 6
