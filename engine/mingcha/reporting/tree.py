"""Show a proof as a tree on a terminal, or as indented text where there is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from ..explaining import Node
from .terminal import terminal

_KINDS = {
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
_STYLES = {"finding": "bold", "diagnosis": "bold red", "suspect": "red", "correction": "green", "sound": "green", "cell": "dim"}
_COLON = {"zh": "：", "en": ": "}


def print_proof(proof: Node, lang: str) -> None:
    """Print a proof; into a file or a pipe one line a statement, indented by what it is below."""
    console = terminal()
    if console.is_terminal:
        console.print(_tree(proof, lang))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines_of(proof, lang))


def _tree(node: Node, lang: str) -> Tree:
    tree = Tree(_told(node, lang), guide_style="dim")
    for child in node.children:
        tree.children.append(_tree(child, lang))
    return tree


def lines_of(node: Node, lang: str, depth: int = 0) -> Iterator[str]:
    """A proof as plain lines, one a statement."""
    yield f"{'  ' * depth}{_told(node, lang)}"
    for child in node.children:
        yield from lines_of(child, lang, depth + 1)


def _told(node: Node, lang: str) -> Text:
    kind = _KINDS[lang].get(node.kind)
    text = Text(kind + _COLON[lang] if kind else "", style="dim")
    return text.append(" ".join(node.words[lang].split("\n")), style=_STYLES.get(node.kind, ""))
