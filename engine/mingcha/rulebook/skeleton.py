"""Begin a rule: a commented file with the next free number that passes the check, to be changed piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import UsageError
from ..knowledge import Knowledge, shipped
from ..loading.flaws import remedy
from ..loading.schema import RULE_ID
from ..vocabulary.facts import FIELDS
from ..vocabulary.relations import KINDS, RELATIONS, SEVERITIES, VERIFIED
from ..vocabulary.scope import KINDS as DISCLOSURE_KINDS
from ..vocabulary.scope import UNIT_TYPES

_FAMILY = re.compile(r"[A-Z]{3}")
_WIDTH = 118

_TEXT = """\
# yaml-language-server: $schema={schema}
#
# A rule to start from: it is complete and passes  mingcha rules check FILE.  Change it piece by piece and check again.
# 这是一条完整、可通过检查的规则：逐项改写，每改一处运行一次 mingcha rules check FILE。
# Every field is told in knowledge/rules/README.md. 各字段的含义见该文件。

id: {id}  # the same as the file's name 与文件名一致

# What sort of finding it makes 问题类别; one of
{kinds}
kind: other

severity: info  # {severities}
confidence: 0.5  # how sure a finding is, 0 to 1 把握程度

# What must hold, in a few words 规则内容
title:
  zh: "说明中没有待填写的字样"
  en: "The text has no words that still wait to be filled in"

# The laws it rests on 法律依据. verified: {verified}
# Write "full text" only where you read the article itself. 只有读过条文原文才写 full text。
basis:
  - law: "（法规名称）"
    article: ""
    demands: "（该条要求什么，一句话）"
    demands_en: "(what the article demands, one line)"
    verified: cited

# When it applies 适用范围; leave out what does not matter. Out of it the rule is "not applicable".
# scope:
#   kind: [{disclosures}]
#   from_year: 2019
#   to_year: 2026
#   unit_type: [{unit_types}]  # 行政、参公、事业
#   province: [某省]

# What must hold 规则的关系: exactly one relation with its terms; one of
{relations}
# says: words that must not stand 不得出现的文字. find: facts that must not stand together 不得同时成立的事实, of
{facts}
says: {{pattern: "（此处待填写）", within: narrative}}

# The message 提示语. In braces: what the relation offers, here {{text}} and {{count}}.
say:
  zh: "说明中留有“{{text}}”。"
  en: "The text still says \\"{{text}}\\"."

# Why it matters 为什么重要
why:
  zh: "公开的说明应当完整。"
  en: "What is published should be complete."

# What is deliberately not reported 有意不报的情形; for the reader only
# exclusions:
#   - {{zh: "…", en: "…"}}

# Small complete documents 示例: at least one that holds and one that breaks. " | " stands for the tab between two cells.
examples:
  holds:
    - |
      2024年某县档案馆单位预算公开

      一、部门主要职责

      负责全县档案的收集、保管和利用工作。

      一般公共预算支出表

      单位：元

      功能科目编码 | 功能科目名称 | 合计
       | 合计 | 100.00
      201 | 一般公共服务支出 | 100.00
  breaks:
    - |
      2024年某县档案馆单位预算公开

      一、部门主要职责

      负责全县档案的收集、保管（此处待填写）和利用工作。

      一般公共预算支出表

      单位：元

      功能科目编码 | 功能科目名称 | 合计
       | 合计 | 100.00
      201 | 一般公共服务支出 | 100.00
"""


def new_id(family: str, knowledge: Knowledge, wanted: str | None = None) -> str:
    """The id ``wanted``, or the family's next number that is free.

    Raises:
        UsageError: the family or the id is none, or the id is taken.
    """
    if not _FAMILY.fullmatch(family):
        known = {rule.family for rule in knowledge.rules}
        raise UsageError(f"{family!r} is no family: a family is three capital letters; {remedy(family.upper(), known)}")
    taken = {rule.id for rule in knowledge.rules}
    if wanted is None:
        last = max((int(rule.partition("-")[2]) for rule in taken if rule.startswith(f"{family}-")), default=0)
        return f"{family}-{last + 1:03}"
    if not re.search(RULE_ID, wanted) or not wanted.startswith(f"{family}-"):
        raise UsageError(f"{wanted!r} is no id of the family {family}; it is {family}- and a number, such as {family}-001")
    if wanted in taken:
        raise UsageError(
            f"{wanted} is taken; leave out --id for the next free number, or edit that rule (mingcha rules show {wanted})"
        )
    return wanted


def skeleton(rule_id: str) -> str:
    """The text of a new rule file."""
    return _TEXT.format(
        schema=shipped() / "rules" / "schema.json",
        id=rule_id,
        kinds=_comment(sorted(KINDS)),
        severities=", ".join(SEVERITIES),
        verified=", ".join(VERIFIED),
        disclosures=", ".join(kind for kind in DISCLOSURE_KINDS if kind != "none"),
        unit_types=", ".join(UNIT_TYPES),
        relations=_comment(sorted(RELATIONS)),
        facts=_comment(sorted(FIELDS)),
    )


def write_skeleton(rule_id: str, folder: Path) -> Path:
    """Write a new rule file into a knowledge folder, at rules/FAMILY/ID.yaml; never over another.

    Raises:
        UsageError: the file is there, or cannot be written.
    """
    path = folder / "rules" / rule_id.partition("-")[0] / f"{rule_id}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(rule_id))
    except FileExistsError:
        raise UsageError(f"{path}: is there already; give another --id") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; choose another folder with --out") from None
    return path


def _comment(words: Iterable[str]) -> str:
    """Words as lines of a comment."""
    lines = ["#  "]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > _WIDTH:
            lines.append("#  ")
        lines[-1] += f" {word}"
    return "\n".join(lines)
