"""Show a number as a spreadsheet does, by the format code of its cell.

The codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31, with the additions of the Chinese editions: ``!`` before a literal
character as in ``0!.0,``, ``G/通用格式`` for General, ``aaaa`` and 上午/下午 in dates. Three things are shown otherwise, so that
the text says of a number what the screen does: a negative number that only its colour tells gets a minus, no number is cut
down to powers of ten, and a sign of the currency is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite

from msgspec import Struct

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "¥#,##0;¥-#,##0",
    6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;[Red]¥-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_ ;-#,##0 ",
    38: "#,##0_ ;[Red]-#,##0 ",
    39: "#,##0.00_ ;-#,##0.00 ",
    40: "#,##0.00_ ;[Red]-#,##0.00 ",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that a workbook names by number only, as the Chinese editions show them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|常规)|(?P<half>AM/PM|A/P|上午/下午)|(?P<power>[Ee][+-])"
    r"|(?P<date>[Yy]+|[Mm]+|[Dd]+|[Hh]+|[Ss]+|[Aa]{3,4}|[Ee]+)|(?P<digit>[0#?])|(?P<mark>[.,%@/;])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?(?:\d+\.?\d*|\.\d+))\Z", re.ASCII)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color\s*\d+|颜色\s*\d+|[黑蓝绿红白黄]色?|青色?|洋红|蓝绿色)\Z", re.I
)
_ELAPSED = re.compile(r"(?:h+|m+|s+)\Z", re.I)
_WEEKDAYS = "一二三四五六日"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_CURRENCY = str.maketrans("", "", "¥￥$")
_DIGITS = re.compile(r"\d+")
_SIGNIFICANT = 15
_GENERAL_WIDTH = 11
_LAST_DAY = 2_958_466
_LONG = Context(prec=400)  # digits of the largest number a workbook holds, 1.8e308, and then some


class Token(Struct, frozen=True, gc=False):
    """A piece of a format: its kind, a group of ``_TOKEN`` or ``elapsed``, and what it says."""

    kind: str
    text: str


class Section(Struct, frozen=True, gc=False):
    """One of the parts of a format that semicolons divide.

    Attributes:
        tokens: without colours, conditions and locales.
        condition: operator and number, or None.
        coloured: whether it has a colour; ``chinese`` whether its digits are Chinese ones.
        kind: general, number, date, text or literal.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    coloured: bool
    chinese: bool
    kind: str


def shown(value: float | int, code: str, *, from_1904: bool = False) -> str:
    """What a spreadsheet shows for a number; what no format can show, as more decimals than one has, is shown in General.

    Args:
        value: as stored; a date is the count of days.
        code: the format's code, such as ``#,##0.00``.
        from_1904: whether the workbook counts days from 1904.
    """
    if not isfinite(value):
        return str(value)
    try:
        return _shown(value, _sections(code), from_1904=from_1904)
    except (ArithmeticError, ValueError):
        return general(value)


def _shown(value: float | int, sections: Sequence[Section], *, from_1904: bool) -> str:
    section, minus = _section_for(value, sections)
    if section is None:
        return general(value)
    if section.kind == "date":
        text = _date(value, section, from_1904=from_1904)
        return general(value) if text is None else text
    if section.kind == "literal":
        return _literal(section)
    if section.kind == "text":
        return _literal(section, general(value))
    number = abs(value)
    body = _literal(section, general(number)) if section.kind == "general" else _number(number, section)
    body = body.translate(_CURRENCY).strip().removesuffix(".")
    return "-" + body if minus else body


def shown_text(text: str, code: str) -> str:
    """What a spreadsheet shows for a text: itself, unless the format's fourth part, or its only one, says otherwise."""
    if "@" not in code:
        return text
    last = _sections(code)[-1]
    return _literal(last, text) if last.kind == "text" else text


def general(value: float | int) -> str:
    """A number in the format General: fifteen digits at most, and of a fraction no more than eleven characters."""
    try:
        exact = _decimal(value)
    except (InvalidOperation, OverflowError, ValueError):
        return str(value)
    if exact == exact.to_integral_value():
        return f"{exact:.0f}"
    whole = len(f"{int(abs(exact))}")
    places = _GENERAL_WIDTH - 1 - whole if abs(exact) >= Decimal("0.0001") else _SIGNIFICANT
    rounded = exact.quantize(Decimal(1).scaleb(-max(places, 2)), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _decimal(value: float | int) -> Decimal:
    """The number without the noise of binary fractions: to the fifteen digits that a spreadsheet keeps."""
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(f"{value:.{_SIGNIFICANT - 1}e}")


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match[match.lastgroup or 0]
        if kind == "mark" and text == ";":
            parts.append([])
        elif kind == "quoted" or kind == "escaped" or kind == "other":
            parts[-1].append(Token("literal", text))
        else:
            parts[-1].append(Token(kind, text))
    return tuple(_section(part) for part in parts[:4])


def _section(parts: Sequence[Token]) -> Section:
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    coloured = chinese = False
    for token in parts:
        if token.kind == "fill":
            continue
        if token.kind == "blank":
            tokens.append(Token("literal", " "))
        elif token.kind != "bracket":
            tokens.append(token)
        elif _ELAPSED.match(token.text):
            tokens.append(Token("elapsed", token.text.lower()))
        elif found := _CONDITION.match(token.text):
            condition = (found[1], Decimal(found[2]))
        elif _COLOUR.match(token.text):
            coloured = True
        elif token.text.startswith("$"):
            tokens.append(Token("literal", token.text[1:].split("-")[0]))
        elif token.text.lower() == "dbnum1":
            chinese = True
    kinds = {token.kind for token in tokens}
    if "digit" in kinds:
        kind = "number"
    elif "general" in kinds:
        kind = "general"
    elif kinds & {"date", "elapsed"}:
        kind = "date"
    elif any(token.kind == "mark" and token.text == "@" for token in tokens):
        kind = "text"
    else:
        kind = "literal"
    if "digit" in kinds and kinds & {"date", "elapsed"}:
        kind = "date"  # the only digits in a date are fractions of a second
    return Section(tuple(tokens), condition, coloured, chinese, kind)


def _section_for(value: float | int, sections: Sequence[Section]) -> tuple[Section | None, bool]:
    """The part that shows ``value``, and whether a minus is put before what it says."""
    numeric = [section for section in sections if section.kind != "text"] or list(sections[:1])
    negative = value < 0
    if any(section.condition for section in numeric):
        section = next((own for own in numeric if own.condition is None or _meets(value, own.condition)), None)
        return section, negative and section is not None and not _has_sign(section) and _needs_sign(section)
    if len(numeric) >= 3 and value == 0:
        return numeric[2], False
    if len(numeric) >= 2 and negative:
        return numeric[1], numeric[1].coloured and not _has_sign(numeric[1])
    return numeric[0], negative


def _needs_sign(section: Section) -> bool:
    """Whether a negative number looks like a positive one in a part of conditions: only a part of its own shows it as meant.

    Spreadsheets leave the sign out in some other parts too; a sign that is lost would be a wrong figure.
    """
    below_zero = section.condition is not None and section.condition[0] in ("<", "<=", "=") and section.condition[1] <= 0
    return section.coloured or not below_zero


def _meets(value: float | int, condition: tuple[str, Decimal]) -> bool:
    operator, bound = condition
    number = Decimal(value) if isinstance(value, int) else _decimal(value)
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[operator]


def _has_sign(section: Section) -> bool:
    return any(token.kind == "literal" and any(sign in token.text for sign in "-−－(（△▲") for token in section.tokens)


def _literal(section: Section, value: str = "") -> str:
    pieces = []
    for token in section.tokens:
        if token.kind == "literal":
            pieces.append(token.text)
        elif token.kind == "general" or (token.kind == "mark" and token.text == "@"):
            pieces.append(value)
    return "".join(pieces)


def _number(value: float | int, section: Section) -> str:
    """A number that is not negative, in a part with digit places."""
    tokens = section.tokens
    if any(token.kind == "power" or (token.kind == "mark" and token.text == "/") for token in tokens):
        return general(value)
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    point = next((index for index, token in enumerate(tokens) if token == _POINT), len(tokens))
    whole = [index for index in places if index < point]
    fraction = [index for index in places if index > point]
    grouped, scale, commas = _commas(tokens, places, whole)
    percents = sum(1 for token in tokens if token == _PERCENT)
    exact = _decimal(value).scaleb(2 * percents - 3 * scale)
    rounded = exact.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _LONG)
    digits, _, decimals = f"{rounded:f}".partition(".")
    filled = _whole_digits(digits, [tokens[index].text for index in whole], grouped=grouped)
    shown_at = dict(zip(whole, filled, strict=True)) | dict(
        zip(fraction, _fraction_digits(decimals, [tokens[index].text for index in fraction]), strict=True)
    )
    pieces: list[str] = []
    if not whole and int(digits):
        shown_at[point] = digits + "."
    for index, token in enumerate(tokens):
        if index in shown_at:
            pieces.append(shown_at[index])
        elif token.kind == "literal" or (token.kind == "mark" and index not in commas and token.text != "@"):
            pieces.append(token.text)
    text = "".join(pieces)
    return text.translate(_CHINESE_DIGITS) if section.chinese else text


_POINT, _COMMA, _PERCENT = Token("mark", "."), Token("mark", ","), Token("mark", "%")


def _commas(tokens: Sequence[Token], places: Sequence[int], whole: Sequence[int]) -> tuple[bool, int, frozenset[int]]:
    """Whether thousands are parted, how often the number is divided by a thousand, and which tokens say so."""
    commas = [index for index, token in enumerate(tokens) if token == _COMMA]
    ends = {last for last in (whole[-1] if whole else -1, places[-1] if places else -1) if last >= 0}
    scaling: set[int] = set()
    for end in ends:
        index = end + 1
        while index < len(tokens) and tokens[index] == _COMMA:
            scaling.add(index)
            index += 1
    grouping = {index for index in commas if whole and whole[0] < index < whole[-1]}
    return bool(grouping - scaling), len(scaling), frozenset(grouping | scaling)


def _whole_digits(digits: str, places: Sequence[str], *, grouped: bool) -> list[str]:
    """The digits before the point, one string for each place from the left; the first takes those that are too many."""
    digits = "" if digits == "0" else digits
    filled: list[str] = []
    for position, place in enumerate(reversed(places), 1):
        if len(digits) < position:
            own = {"0": "0", "?": " "}.get(place, "")
        else:
            own = digits[0 if position == len(places) else -position : len(digits) - position + 1]
        filled.append(own)
    filled.reverse()
    return _with_thousands(filled) if grouped else filled


def _with_thousands(filled: Sequence[str]) -> list[str]:
    count, parted = 0, []
    for own in reversed(filled):
        pieces: list[str] = []
        for character in reversed(own):
            if character.isdigit():
                if count and count % 3 == 0:
                    pieces.append(",")
                count += 1
            pieces.append(character)
        parted.append("".join(reversed(pieces)))
    return parted[::-1]


def _fraction_digits(decimals: str, places: Sequence[str]) -> list[str]:
    """The digits after the point; zeros at the end are shown only where the place is 0."""
    filled = list(decimals.ljust(len(places), "0"))
    for index in range(len(places) - 1, -1, -1):
        if filled[index] != "0" or places[index] == "0":
            break
        filled[index] = " " if places[index] == "?" else ""
    return filled


def _date(value: float | int, section: Section, *, from_1904: bool) -> str | None:
    """A count of days as a date; None where it is none."""
    days = value + 1462 if from_1904 else value
    if not 0 <= days < _LAST_DAY:
        return None
    # The calendar has a 29 February 1900 that never was, and counts from the day before 1 January 1900.
    moment = datetime(1899, 12, 31 if days < 60 else 30) + timedelta(seconds=round(days * 86_400))
    halves = any(token.kind == "half" for token in section.tokens)
    pieces: list[str] = []
    for index, token in enumerate(section.tokens):
        if token.kind == "literal" or (token.kind == "mark" and token.text not in "@;"):
            pieces.append(token.text)
        elif token.kind == "date":
            pieces.append(_date_part(moment, token.text.lower(), minutes=_is_minutes(section.tokens, index), halves=halves))
        elif token.kind == "half":
            words = ("上午", "下午") if token.text == "上午/下午" else tuple(token.text.split("/"))
            pieces.append(words[moment.hour >= 12])
        elif token.kind == "elapsed":
            pieces.append(str(int(days * {"h": 24, "m": 1440, "s": 86_400}[token.text[0]] + 1e-6)).zfill(len(token.text)))
    text = "".join(pieces).strip().rstrip(".")
    return _DIGITS.sub(_in_chinese, text) if section.chinese else text


def _in_chinese(digits: re.Match[str]) -> str:
    """A year digit by digit, a month, day or hour as one counts: 二〇二四, 十二, 三十一."""
    if len(digits[0]) > 2:
        return digits[0].translate(_CHINESE_DIGITS)
    tens, ones = divmod(int(digits[0]), 10)
    ten = ("" if tens < 2 else str(tens).translate(_CHINESE_DIGITS)) + "十" if tens else ""
    return ten + ("" if tens and not ones else str(ones).translate(_CHINESE_DIGITS))


def _is_minutes(tokens: Sequence[Token], index: int) -> bool:
    """Whether an m stands for minutes: behind hours or before seconds."""
    before = next((token.text[0].lower() for token in reversed(tokens[:index]) if token.kind in ("date", "elapsed")), "")
    after = next((token.text[0].lower() for token in tokens[index + 1 :] if token.kind in ("date", "elapsed")), "")
    return before == "h" or after == "s"


def _date_part(moment: datetime, part: str, *, minutes: bool, halves: bool) -> str:
    letter, length = part[0], len(part)
    if letter == "y":
        return f"{moment.year % 100:02d}" if length <= 2 else str(moment.year)
    if letter == "e":
        return str(moment.year)
    if letter == "a":
        return ("星期" if length == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "m" and not minutes:
        name = _MONTHS[moment.month - 1]
        return {3: name[:3], 4: name, 5: name[0]}.get(length) or str(moment.month).zfill(min(length, 2))
    if letter == "d":
        name = _DAYS[moment.weekday()]
        return {3: name[:3], 4: name}.get(length) or str(moment.day).zfill(min(length, 2))
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    number = {"h": hour, "m": moment.minute, "s": moment.second}[letter]
    return str(number).zfill(min(length, 2))
