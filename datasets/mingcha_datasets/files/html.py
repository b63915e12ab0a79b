"""Write a printed disclosure as a page of a government's site: navigation, the article, a footer."""

from collections.abc import Iterator, Sequence
from html import escape

from mingcha_datasets.blocks import Block, Grid, Role

_ALIGNED = {Role.TITLE: "center", Role.ABOVE: "right"}
_PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{encoding}">
<title>{title}_政府信息公开</title>
<style>.article table td {{ border: 1px solid #000; }}</style>
<script>var channel = {{id: 1024, hits: 3271}}; document.title += "";</script>
</head>
<body>
<div class="header">
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li></ul>
</div>
<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/yjs/">预决算</a></div>
<div class="main">
<h1>{title}</h1>
<div class="info"><span>发布时间：2024-02-05 09:30</span>
<span>浏览次数：<script>document.write(channel.hits)</script></span> <a href="javascript:window.print()">打印</a></div>
<div class="article" id="zoom">
{article}
</div>
<div class="related"><h3>相关链接</h3>
<ul><li><a href="/yjs/1.html">上一篇</a></li><li><a href="/yjs/2.html">下一篇</a></li></ul></div>
</div>
<div class="footer"><p>网站地图 | 联系我们</p><p>网站标识码：0000000000</p></div>
</body>
</html>
"""


def html(blocks: Sequence[Block], title: str, encoding: str = "utf-8", called: str = "") -> bytes:
    """The blocks as the bytes of an HTML page of this title; `called` is what it says of its encoding, where that differs."""
    article = "\n".join(line for block in blocks for line in _lines(block))
    return _PAGE.format(title=escape(title), encoding=called or encoding, article=article).encode(encoding, "xmlcharrefreplace")


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Grid):
        yield '<div class="table"><table cellspacing="0"><tbody>'
        yield from _rows(block)
        yield "</tbody></table></div>"
        return
    style = f' style="text-align: {_ALIGNED[block.role]}"' if block.role in _ALIGNED else ""
    for line in filter(None, block.text.split("\n")):
        text = f"<strong>{escape(line)}</strong>" if block.level else f"<span>{escape(line)}</span>"
        yield f"<p{style}>{text}</p>"


def _rows(grid: Grid) -> Iterator[str]:
    spans = grid.spans()
    for row, cells in enumerate(grid.rows):
        printed = "".join(
            f"<td{_span('rowspan', spans[row, column][0])}{_span('colspan', spans[row, column][1])}>"
            f"<p>{escape(text) or '&nbsp;'}</p></td>"
            for column, text in enumerate(cells)
            if (row, column) in spans
        )
        yield f"<tr>{printed}</tr>"


def _span(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""
