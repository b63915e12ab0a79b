"""What the statements of a proof are called, by language and kind."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "finding": "问题",
        "document": "文件",
        "diagnosis": "原因",
        "fact": "事实",
        "absent": "未见",
        "other": "其他可能的原因",
        "suspect": "错数",
        "repeated": "同一错数",
        "failed": "不符",
        "sound": "印证",
        "identity": "勾稽",
        "rule": "规则",
        "violation": "违反",
        "alternative": "其他解释",
        "instead": "则错数",
        "unlocated": "未定位",
        "correction": "更正",
        "law": "依据",
        "cell": "见",
    },
    "en": {
        "finding": "finding",
        "document": "document",
        "diagnosis": "cause",
        "fact": "fact",
        "absent": "not there",
        "other": "another cause that fits",
        "suspect": "wrong figure",
        "repeated": "the same wrong figure",
        "failed": "fails",
        "sound": "confirms",
        "identity": "relation",
        "rule": "rule",
        "violation": "broken",
        "alternative": "another explanation",
        "instead": "then wrong",
        "unlocated": "not located",
        "correction": "correction",
        "law": "basis",
        "cell": "see",
    },
}
