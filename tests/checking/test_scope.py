"""What a rule applies to: kind, years, type of unit, province; and why not, in words."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from mingcha.knowledge import Rule
from mingcha.vocabulary.scope import scope_words, why_not
from tests.documents import WRONG, screener, understood

RULE = next(rule for rule in screener().knowledge.rules if rule.id == "TOT-001")
DISCLOSURE = understood(WRONG)


def _rule(**scope: Any) -> Rule:
    return replace(RULE, scope={name: value if isinstance(value, tuple) else (value,) for name, value in scope.items()})


def _why(rule: Rule, **fields: Any) -> tuple[str, str]:
    why = why_not(rule, replace(DISCLOSURE, **fields))
    return (why["zh"], why["en"]) if why else ("", "")


def test_a_rule_without_a_scope_applies_to_everything() -> None:
    assert why_not(_rule(), DISCLOSURE) == {}
    assert scope_words(_rule(), "zh") == ""


@pytest.mark.parametrize(
    ("scope", "fields"),
    [
        ({"kind": ("budget", "final_account")}, {"kind": "budget"}),
        ({"from_year": 2019}, {"year": 2019}),
        ({"to_year": 2019}, {"year": 2019}),
        ({"from_year": 2019, "to_year": 2019}, {"year": 0}),
        ({"unit_type": ("administrative", "civil_service")}, {"unit_type": "civil_service"}),
        ({"province": ("陕西", "山西")}, {"province": "山西"}),
        ({"province": "陕西"}, {"province": "陕西省"}),
        ({"province": "内蒙古自治区"}, {"province": "内蒙古"}),
    ],
)
def test_a_rule_applies_within_its_scope(scope: dict[str, Any], fields: dict[str, Any]) -> None:
    assert _why(_rule(**scope), **fields) == ("", "")


@pytest.mark.parametrize(
    ("scope", "fields", "zh", "en"),
    [
        (
            {"kind": "final_account"},
            {"kind": "budget"},
            "仅适用于决算，本文件为预算",
            "applies to final accounts only; this document is a budget",
        ),
        ({"kind": "none"}, {}, "已停用，不适用于任何文件", "switched off: it applies to no document"),
        ({"from_year": 2019}, {"year": 2018}, "自2019年起适用，本文件为2018年", "applies from 2019 on; this document is of 2018"),
        ({"to_year": 2019}, {"year": 2020}, "适用至2019年，本文件为2020年", "applies until 2019; this document is of 2020"),
        (
            {"unit_type": ("administrative", "civil_service")},
            {"unit_type": "institution"},
            "仅适用于行政单位、参公单位，本单位为事业单位",
            "applies to administrative units and civil-service units only; this unit is a public institution",
        ),
        (
            {"unit_type": "institution"},
            {"unit_type": ""},
            "仅适用于事业单位，未能识别本单位的性质",
            "applies to public institutions only; unit type not known",
        ),
        ({"province": "陕西"}, {"province": "山西"}, "仅适用于陕西，本单位在山西", "applies to 陕西 only; this unit is in 山西"),
        (
            {"province": "陕西"},
            {"province": ""},
            "仅适用于陕西，未能识别本单位所在省份",
            "applies to 陕西 only; province not known",
        ),
    ],
)
def test_out_of_its_scope_the_reason_is_said_in_words(scope: dict[str, Any], fields: dict[str, Any], zh: str, en: str) -> None:
    assert _why(_rule(**scope), **fields) == (zh, en)


def test_a_scope_is_told_in_words() -> None:
    rule = _rule(kind=("budget",), from_year=2019, to_year=2025, unit_type=("institution",), province=("陕西", "山西"))
    assert scope_words(rule, "zh") == "预算；2019年起；至2025年；事业单位；陕西、山西"
    assert scope_words(rule, "en") == "budgets; from 2019; until 2025; public institutions; 陕西, 山西"
