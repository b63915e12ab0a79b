"""Numbers of lists in the formats that Word writes."""

from __future__ import annotations

import pytest

from mingcha.reading.numbering import formatted


@pytest.mark.parametrize(
    ("style", "numbers", "written"),
    [
        ("decimal", (0, 1, 12), ("0", "1", "12")),
        ("decimalZero", (1, 12), ("01", "12")),
        (
            "chineseCounting",
            (1, 10, 11, 20, 21, 101, 110, 1001, 10_001),
            ("一", "十", "十一", "二十", "二十一", "一百零一", "一百一十", "一千零一", "一万零一"),
        ),
        ("chineseCountingThousand", (3, 15, 2_345), ("三", "十五", "二千三百四十五")),
        ("chineseLegalSimplified", (1, 23, 100), ("壹", "贰拾叁", "壹佰")),
        ("ideographDigital", (1, 10, 203), ("一", "一〇", "二〇三")),
        ("ideographTraditional", (1, 10, 11), ("甲", "癸", "甲")),
        ("ideographZodiac", (1, 12), ("子", "亥")),
        ("decimalEnclosedCircle", (1, 20, 21), ("①", "⑳", "21")),
        ("decimalEnclosedParen", (1,), ("⑴",)),
        ("decimalEnclosedFullstop", (1,), ("⒈",)),
        ("ideographEnclosedCircle", (1, 10), ("㊀", "㊉")),
        ("upperRoman", (4, 9, 1994), ("IV", "IX", "MCMXCIV")),
        ("lowerRoman", (3,), ("iii",)),
        ("upperLetter", (1, 26, 27), ("A", "Z", "AA")),
        ("lowerLetter", (2,), ("b",)),
        ("numberInDash", (5,), ("- 5 -",)),
        ("none", (7,), ("",)),
        ("aiueo", (7,), ("7",)),
        ("upperRoman", (999_999,), ("999999",)),
    ],
)
def test_a_number_is_written_as_its_format_says(style: str, numbers: tuple[int, ...], written: tuple[str, ...]) -> None:
    assert tuple(formatted(number, style) for number in numbers) == written
