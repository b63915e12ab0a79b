"""Run the examples of rules and diagnoses.

What a rule says it holds for must hold, what it says breaks it must break it. What a diagnosis says shows it must be told with
it; in what it says it fits it must stand among the other causes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import dedent

from msgspec import Struct

from ..checking import HOLDS, VIOLATED
from ..errors import UnreadableDocumentError
from ..findings import LANGUAGES, Finding, findings_of
from ..knowledge import Cause, Rule
from ..matters import matters_of
from ..running import Screener, Screening

SIDES = ("holds", "breaks")
CAUSE_SIDES = ("shows", "fits")
_ALREADY_FILLED = ("{", "}", "None")


class Example(Struct, frozen=True):
    """One example of a rule: on which side it stands, which it is there, counted from 1, and its text."""

    rule: str
    side: str
    number: int
    text: str


class Failure(Struct, frozen=True):
    """An example that does not do what it stands for, and why, in words by language."""

    example: Example
    why: Mapping[str, str]


def examples_of(rule: Rule, *sides: str) -> list[Example]:
    """The examples of a rule on these sides, on both where none is named."""
    return [Example(rule.id, side, number, text) for side in sides or SIDES for number, text in enumerate(rule.examples[side], 1)]


def written(text: str) -> bytes:
    """A small document as an example writes it."""
    return with_tabs(dedent(text).strip("\n")).encode()


def with_tabs(text: str) -> str:
    """``text`` with its table lines as a document has them: a line with "|" is a row of a table, its cells between tabs."""
    return "\n".join("\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line for line in text.split("\n"))


def failures_of(rule: Rule, screener: Screener) -> Iterator[Failure]:
    """The examples of ``rule`` that fail with the knowledge of ``screener``, which must hold the rule."""
    for example in examples_of(rule):
        for why in failing(example, rule, screener):
            yield Failure(example, why)


def failures_of_cause(cause: Cause, screener: Screener) -> Iterator[Failure]:
    """The examples of ``cause`` that fail with the knowledge of ``screener``, which must hold the diagnosis."""
    for side in CAUSE_SIDES:
        for number, text in enumerate(cause.examples.get(side, ()), 1):
            example = Example(cause.id, side, number, text)
            for why in _failing_cause(example, screener):
                yield Failure(example, why)


def _failing_cause(example: Example, screener: Screener) -> Iterator[Mapping[str, str]]:
    try:
        screening = screener.screen(written(example.text), f"{example.rule} {example.side} {example.number}")
    except UnreadableDocumentError as error:
        yield _unreadable(error)
        return
    diagnoses = [diagnosis for matter in screening.matters for diagnosis in matter.diagnoses]
    told = [diagnosis.id for diagnosis in diagnoses]
    beside = [other.id for diagnosis in diagnoses for other in diagnosis.others]
    if example.rule not in (told if example.side == "shows" else beside):
        listed = {"zh": "、".join((*told, *beside)) or "无", "en": ", ".join((*told, *beside)) or "none"}
        yield {
            "zh": f"应诊断为 {example.rule}，实为：{listed['zh']}",
            "en": f"it should be diagnosed as {example.rule}, but is: {listed['en']}",
        }
    for diagnosis in diagnoses:
        for text in (*diagnosis.sentence.values(), *diagnosis.correction.values()):
            if any(mark in text for mark in _ALREADY_FILLED):
                yield {"zh": f"语句不完整：{text}", "en": f"a sentence is not whole: {text}"}


def failing(example: Example, rule: Rule, screener: Screener) -> Iterator[Mapping[str, str]]:
    """Every reason why an example does not do what it stands for."""
    try:
        screening = screener.screen(written(example.text), f"{example.rule} {example.side} {example.number}")
    except UnreadableDocumentError as error:
        yield _unreadable(error)
        return
    state = next(outcome.state for outcome in screening.outcomes if outcome.rule == rule.id)
    wanted = HOLDS if example.side == "holds" else VIOLATED
    if state != wanted:
        yield {"zh": f"状态应为 {wanted}，实为 {state}", "en": f"it should end in {wanted}, but ends in {state}"}
    elif example.side == "holds":
        yield from _other_errors(screening)
    else:
        yield from _badly_told(rule, screening)


def _unreadable(error: UnreadableDocumentError) -> Mapping[str, str]:
    return {"zh": f"无法读取：{error.reason}", "en": f"it cannot be read: {error.reason}"}


def _other_errors(screening: Screening) -> Iterator[Mapping[str, str]]:
    """An example that holds must be right in everything, else its reader learns two things at once."""
    for finding in screening.findings:
        if finding.severity == "error":
            yield {
                "zh": f"触发了其他规则的错误：{finding.rule} {finding.message}",
                "en": f"another rule finds an error in it: {finding.rule} {finding.message}",
            }


def alone(rule: Rule, screening: Screening, lang: str) -> list[Finding]:
    """What one rule finds by itself, whatever cause its violations share with those of other rules."""
    own = matters_of([outcome for outcome in screening.outcomes if outcome.rule == rule.id], {rule.id: rule})
    return [finding for finding, _ in findings_of(screening.disclosure, own, lang)]


def _badly_told(rule: Rule, screening: Screening) -> Iterator[Mapping[str, str]]:
    """A finding is told in whole sentences in each language and points to lines of the example."""
    for lang in LANGUAGES:
        for finding in alone(rule, screening, lang):
            yield from _message_flaws(finding, lang)


def _message_flaws(finding: Finding, lang: str) -> Iterator[Mapping[str, str]]:
    for mark in _ALREADY_FILLED:
        if mark in finding.message:
            yield {
                "zh": f"{lang} 的说明中留有 {mark}：{finding.message}",
                "en": f"the message in {lang} has {mark} in it: {finding.message}",
            }
    if any(place.line is None for place in finding.places):
        yield {"zh": f"结果没有行号：{finding.message}", "en": f"the finding has no line: {finding.message}"}
