"""A proof as nested lists that open: what a statement rests on is inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from ..explaining.kinds import KINDS
from ..explaining.node import Node
from .drawing import shown

_ELSEWHERE = frozenset(("document", "law", "correction"))
"""What a page says beside the proof."""
_LONGEST = 600


def proof_tree(proof: Node, lang: str, more: str, most: int = 400) -> Markup:
    """The statements below that which is proved.

    Args:
        proof: as ``mingcha explain`` prints it.
        lang: zh or en.
        more: what stands for the statements left out, with {count}.
        most: so many statements are there at most, the upper ones first.
    """
    kept = _kept(proof, most)
    nodes = [node for node in proof.children if node.kind not in _ELSEWHERE]
    out: list[str] = []
    _list(nodes, lang, kept, 0, out)
    left = sum(1 for _ in _below(nodes)) - sum(1 for node in _below(nodes) if id(node) in kept)
    if left:
        out.append(f'<p class="cut">{shown(more.format(count=left))}</p>')
    return Markup("".join(out))


def _kept(proof: Node, most: int) -> frozenset[int]:
    """The statements that are shown, by identity: the upper ones where there are too many."""
    level: Sequence[Node] = [node for node in proof.children if node.kind not in _ELSEWHERE]
    kept: set[int] = set()
    while level:
        kept.update(id(node) for node in level[: most - len(kept)])
        level = [child for node in level if id(node) in kept for child in node.children]
    return frozenset(kept)


def _below(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _below(node.children)


def _list(nodes: Sequence[Node], lang: str, kept: frozenset[int], depth: int, out: list[str]) -> None:
    out.append('<ul class="statements">')
    names = KINDS[lang]
    for node in nodes:
        if id(node) not in kept:
            continue
        words = node.words[lang]
        told = shown(words if len(words) <= _LONGEST else words[:_LONGEST] + "…")
        name = names.get(node.kind)
        text = (f"<b>{name}</b> " if name else "") + f"<bdi>{told}</bdi>"
        if any(id(child) in kept for child in node.children):
            out.append(f"<li><details{' open' if not depth else ''}><summary>{text}</summary>")
            _list(node.children, lang, kept, depth + 1, out)
            out.append("</details></li>")
        else:
            out.append(f"<li>{text}</li>")
    out.append("</ul>")
