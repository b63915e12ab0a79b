"""Show a proof as a tree on a terminal, or as indented text where there is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from ..explaining import Node
from ..explaining.kinds import KINDS
from .terminal import terminal

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
    kind = KINDS[lang].get(node.kind)
    text = Text(kind + _COLON[lang] if kind else "", style="dim")
    return text.append(" ".join(node.words[lang].split("\n")), style=_STYLES.get(node.kind, ""))
