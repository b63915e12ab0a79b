"""The numbers that Word prints before paragraphs: what a list's level says, counted and written as its format wants."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from msgspec import Struct

from .ooxml import first

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _STYLE, _LIST = W + "val", W + "pStyle", W + "numPr"
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_MOST = 100_000


def _counted(number: int, digits: str, units: str) -> str:
    """A number in words, 一万二千三百零四: ``digits`` from 0 to 9, ``units`` from ten on."""
    if number >= 10_000:
        rest = number % 10_000
        gap = digits[0] if 0 < rest < 1000 else ""
        return _counted(number // 10_000, digits, units) + units[3] + gap + (_counted(rest, digits, units) if rest else "")
    words, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += (digits[0] if skipped and words else "") + digits[digit] + (units[place - 1] if place else "")
        skipped = digit == 0
    return words


def _chinese(number: int) -> str:
    return re.sub(r"\A一十", "十", _counted(number, "零" + _DIGITS[1:], "十百千万"))


def _roman(number: int) -> str:
    words = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, number = divmod(number, value)
        words += sign * min(count, 100)
    return words


def _letter(number: int) -> str:
    """A … Z, AA, BB …, as Word goes on."""
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 100)


def _from(first: int, last: int) -> Callable[[int], str]:
    """Signs that stand in the character table one after the other, 1 to ``last``; plain digits beyond."""
    return lambda number: chr(first + number - 1) if 1 <= number <= last else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "koreanDigital2": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "拾佰仟萬"),
    "ideographLegalTraditional": lambda number: _counted(number, _LEGAL, "拾佰仟萬"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "decimalEnclosedCircle": _from(0x2460, 20),
    "decimalEnclosedCircleChinese": _from(0x2460, 20),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
}


def formatted(number: int, style: str) -> str:
    """A number as a list of this ``w:numFmt`` writes it; plain digits where the format is unknown or has no such number."""
    if style == "none":
        return ""
    written = _FORMATS.get(style, str)
    return written(number) if 1 <= number <= _MOST else str(number)


class Level(Struct, frozen=True):
    """One level of a list.

    Attributes:
        start: its first number.
        format: a ``w:numFmt``.
        text: what is printed, with ``%1`` for the number of the first level and so on.
        glue: what stands between the number and the paragraph.
        restart: after which level (1-based) it begins again; 0 never, -1 after every higher one.
        legal: whether all its numbers are printed as digits.
        style: the paragraph style that is on this level, or "".
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    glue: str = ""
    restart: int = -1
    legal: bool = False
    style: str = ""


class _List(Struct, frozen=True):
    """A ``w:num``: whose counters it moves, its levels, and where it begins anew when it is first used."""

    counters: str
    levels: dict[int, Level]
    overrides: dict[int, int]


class Numbering:
    """Counts the paragraphs of one document as Word does.

    Args:
        numbering: root of the numbering part, or None.
        styles: root of the styles part, or None.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = {} if styles is None else _styles(styles)
        self._lists = {} if numbering is None else _lists(numbering, self._styles)
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()

    def of(self, properties: etree._Element | None) -> str:
        """What is printed before the paragraph with these ``w:pPr``, with its blank; counts it."""
        if properties is None or not self._lists:
            return ""
        found = self._level_of(properties)
        if found is None:
            return ""
        name, level = found
        own = self._lists[name]
        counts = self._counts.setdefault(own.counters, {})
        if name not in self._used:
            self._used.add(name)
            for place in own.overrides:
                counts.pop(place, None)
        counts[level] = counts[level] + 1 if level in counts else own.overrides.get(level, own.levels[level].start)
        for deeper in [place for place in counts if place > level]:
            restart = own.levels[deeper].restart if deeper in own.levels else -1
            if restart < 0 or level < restart:
                del counts[deeper]
        return _printed(own, level, counts)

    def _level_of(self, properties: etree._Element) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, or its style's."""
        style = _value(first(properties, _STYLE))
        own = first(properties, _LIST)
        name = level = ""
        if own is not None:
            name, level = _value(own.find(W + "numId")), _value(own.find(W + "ilvl"))
        of_style = False
        if not name and style:
            name, of_level = _inherited(style, self._styles)
            of_style, level = not level, level or of_level
        if name not in self._lists:
            return None
        levels = self._lists[name].levels
        if of_style:
            level = next((str(place) for place, known in levels.items() if known.style == style), level)
        place = int(level) if level.isdecimal() else 0
        return (name, place) if place in levels else None


def _printed(own: _List, level: int, counts: dict[int, int]) -> str:
    here = own.levels[level]
    if here.format == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        known = own.levels.get(place, here)
        return formatted(counts.get(place, known.start), "decimal" if here.legal else known.format)

    text = _PLACE.sub(number, here.text)
    return text + here.glue if text else ""


class _Style(Struct, frozen=True):
    """Of a style, the style it is based on, and the list and level it names."""

    base: str
    list: str
    level: str


def _styles(root: etree._Element) -> dict[str, _Style]:
    known = {}
    for style in root.iterchildren(W + "style"):
        numbered = style.find(f"{W}pPr/{W}numPr")
        base = _value(style.find(W + "basedOn"))
        if numbered is None:
            known[style.get(W + "styleId", "")] = _Style(base, "", "")
        else:
            name, level = _value(numbered.find(W + "numId")), _value(numbered.find(W + "ilvl"))
            known[style.get(W + "styleId", "")] = _Style(base, name, level)
    return known


def _inherited(style: str, styles: dict[str, _Style]) -> tuple[str, str]:
    """The list and level that a style or one it is based on names."""
    met = set()
    level = ""
    while style in styles and style not in met:
        met.add(style)
        level = level or styles[style].level
        if styles[style].list:
            return styles[style].list, level
        style = styles[style].base
    return "", ""


def _lists(root: etree._Element, styles: dict[str, _Style]) -> dict[str, _List]:
    kinds = {kind.get(W + "abstractNumId", ""): kind for kind in root.iterchildren(W + "abstractNum")}
    uses = {use.get(W + "numId", ""): use for use in root.iterchildren(W + "num")}
    levels_of = {name: _levels(kind) for name, kind in kinds.items()}
    known = {}
    for name, use in uses.items():
        kind = _value(use.find(W + "abstractNumId"))
        if kind not in kinds or name == "0":
            continue
        link = _value(kinds[kind].find(W + "numStyleLink"))
        if link in styles and styles[link].list in uses:
            kind = _value(uses[styles[link].list].find(W + "abstractNumId"))
        levels = dict(levels_of.get(kind, {}))
        overrides = {}
        for override in use.iterchildren(W + "lvlOverride"):
            place = _integer(override.get(W + "ilvl"), 0)
            start = override.find(W + "startOverride")
            if start is not None:
                overrides[place] = _integer(start.get(_VAL), 1)
            for level in override.iterchildren(W + "lvl"):
                levels[place] = _level(level)
        known[name] = _List(kind, levels, overrides)
    return known


def _levels(kind: etree._Element) -> dict[int, Level]:
    return {_integer(level.get(W + "ilvl"), 0): _level(level) for level in kind.iterchildren(W + "lvl")}


def _level(level: etree._Element) -> Level:
    form = next(level.iter(W + "numFmt"), None)
    text = _value(level.find(W + "lvlText"))
    legal = level.find(W + "isLgl")
    restart = level.find(W + "lvlRestart")
    apart = _value(level.find(W + "suff")) != "nothing" and not text.endswith(tuple("、）)，：")) and bool(text)
    return Level(
        start=_integer(_value(level.find(W + "start")), 0),
        format=_value(form) or "decimal",
        text=text,
        glue=" " if apart else "",
        restart=-1 if restart is None else _integer(restart.get(_VAL), 0),
        legal=legal is not None and legal.get(_VAL, "1") not in ("0", "false", "off"),
        style=_value(level.find(W + "pStyle")),
    )


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(_VAL, "")


def _integer(text: str | None, default: int) -> int:
    """A whole number; what is none, or beyond any list's length, is the default."""
    if text is None or not re.fullmatch(r"-?\d{1,6}", text):
        return default
    return int(text)
