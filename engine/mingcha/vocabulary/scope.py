"""Whether a rule applies to a disclosure, and if not, why in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..knowledge import Rule

if TYPE_CHECKING:
    from ..understanding import Disclosure

Why = Mapping[str, str]
"""A reason in words by language; empty where the rule applies."""

KINDS: Mapping[str, Why] = {
    "budget": {"zh": "预算", "en": "budgets", "one": "a budget"},
    "final_account": {"zh": "决算", "en": "final accounts", "one": "a final account"},
    "none": {"zh": "", "en": "", "one": ""},
}
"""The kinds of disclosure a scope can name; ``none`` is no document's, so it switches a rule off."""

UNIT_TYPES: Mapping[str, Why] = {
    "administrative": {"zh": "行政单位", "en": "administrative units", "one": "an administrative unit"},
    "civil_service": {"zh": "参公单位", "en": "civil-service units", "one": "a civil-service unit"},
    "institution": {"zh": "事业单位", "en": "public institutions", "one": "a public institution"},
}
"""The types of unit a scope can name: 行政, 参照公务员法管理, 事业."""

_APPLIES: Why = {}


def why_not(rule: Rule, disclosure: Disclosure) -> Why:
    """Why ``rule`` does not apply to ``disclosure``; empty where it does.

    An unknown year is within all years. An unknown type of unit or province is outside, where the rule names some.
    """
    scope = rule.scope
    if not scope:
        return _APPLIES
    return (
        _kind(scope.get("kind", ()), disclosure.kind)
        or _year(scope, disclosure.year)
        or _unit_type(scope.get("unit_type", ()), disclosure.unit_type)
        or _province(scope.get("province", ()), disclosure.province)
    )


def scope_words(rule: Rule, lang: str) -> str:
    """What a rule applies to, in words; "" where it applies to everything."""
    scope = rule.scope
    first, last = scope.get("from_year", ()), scope.get("to_year", ())
    years = {"zh": [f"{y}年起" for y in first] + [f"至{y}年" for y in last], "en": [f"from {y}" for y in first]}
    years["en"] += [f"until {y}" for y in last]
    parts = [
        _listed(scope.get("kind", ()), KINDS, lang) if "none" not in scope.get("kind", ()) else _OFF[lang],
        *years[lang],
        _listed(scope.get("unit_type", ()), UNIT_TYPES, lang),
        ("、" if lang == "zh" else ", ").join(scope.get("province", ())),
    ]
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)


_OFF: Why = {"zh": "已停用，不适用于任何文件", "en": "switched off: it applies to no document"}


def _kind(kinds: Sequence[str], kind: str) -> Why:
    if not kinds or kind in kinds:
        return _APPLIES
    if set(kinds) == {"none"}:
        return _OFF
    return {
        "zh": f"仅适用于{_listed(kinds, KINDS, 'zh')}，本文件为{KINDS[kind]['zh']}",
        "en": f"applies to {_listed(kinds, KINDS, 'en')} only; this document is {KINDS[kind]['one']}",
    }


def _year(scope: Mapping[str, Sequence[int]], year: int) -> Why:
    for first in scope.get("from_year", ()):
        if 0 < year < first:
            return {"zh": f"自{first}年起适用，本文件为{year}年", "en": f"applies from {first} on; this document is of {year}"}
    for last in scope.get("to_year", ()):
        if year > last:
            return {"zh": f"适用至{last}年，本文件为{year}年", "en": f"applies until {last}; this document is of {year}"}
    return _APPLIES


def _unit_type(types: Sequence[str], unit_type: str) -> Why:
    if not types or unit_type in types:
        return _APPLIES
    zh, en = f"仅适用于{_listed(types, UNIT_TYPES, 'zh')}，", f"applies to {_listed(types, UNIT_TYPES, 'en')} only; "
    if not unit_type:
        return {"zh": f"{zh}未能识别本单位的性质", "en": f"{en}unit type not known"}
    return {
        "zh": f"{zh}本单位为{UNIT_TYPES[unit_type]['zh']}",
        "en": f"{en}this unit is {UNIT_TYPES[unit_type]['one']}",
    }


def _province(provinces: Sequence[str], province: str) -> Why:
    """Names with and without 省 or 市 mean the same."""
    if not provinces or any(province and (one.startswith(province) or province.startswith(one)) for one in provinces):
        return _APPLIES
    zh, en = f"仅适用于{'、'.join(provinces)}，", f"applies to {', '.join(provinces)} only; "
    if not province:
        return {"zh": f"{zh}未能识别本单位所在省份", "en": f"{en}province not known"}
    return {"zh": f"{zh}本单位在{province}", "en": f"{en}this unit is in {province}"}


def _listed(names: Sequence[str], words: Mapping[str, Why], lang: str) -> str:
    return ("、" if lang == "zh" else " and ").join(words.get(name, {lang: name})[lang] or name for name in names)
