"""Web pages to blocks: encodings, what a browser shows, tables with their spans, and the site around left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import Limits, UnreadableDocumentError
from mingcha.reading import Content, Paragraph, Table
from mingcha.reading.html import read_html
from tests.reading.merged import Merged, merged_tables


def _read(page: str | bytes, limits: Limits | None = None) -> Content:
    return read_html(page.encode() if isinstance(page, str) else page, "a test", limits or Limits())


def _texts(page: str | bytes) -> list[str]:
    return [block.text for block in _read(page).blocks if isinstance(block, Paragraph)]


def _tables(page: str | bytes) -> list[list[tuple[str, ...]]]:
    return [[row.cells for row in block.rows] for block in _read(page).blocks if isinstance(block, Table)]


# -- encodings ---------------------------------------------------------------------------------------------------------------

PAGE = '<html><meta http-equiv="Content-Type" content="text/html; charset={}"><body><p>䶮县支出 100 元。</p></html>'


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("iso-8859-1", "gb18030"),
        ("no-such-thing", "gb18030"),
        ("gbk", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("unicode", "utf-16-le"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_has_whatever_it_says(declared: str, encoding: str) -> None:
    assert _texts(PAGE.format(declared).encode(encoding)) == ["䶮县支出 100 元。"]


def test_big5_is_read_where_it_is_declared() -> None:
    assert _texts(PAGE.replace("䶮县", "某局").format("big5").encode("big5")) == ["某局支出 100 元。"]


def test_a_few_damaged_characters_are_said_and_many_refused() -> None:
    data = PAGE.format("utf-8").replace("元", "元" + "本单位预算" * 100).encode()
    content = _read(data.replace("元".encode(), b"\xe5\x85", 1))
    assert "1 damaged" in content.problems[0].reason
    with pytest.raises(UnreadableDocumentError, match="encoding"):
        _read(b"<html><body>" + b"\xff\xfd\x80\x81" * 100)


def test_an_xhtml_page_with_a_declaration_is_read() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>支出。</p></body></html>'
    assert _texts(page.encode("gb18030")) == ["支出。"]


# -- lines -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        pytest.param("<p>甲。</p><p>乙。</p>", ["甲。", "乙。"], id="paragraphs"),
        pytest.param("<div>甲。<div>乙。</div>丙。</div>", ["甲。", "乙。", "丙。"], id="text in nested blocks"),
        pytest.param("甲。<br>乙。<br/><br/>丙。", ["甲。", "乙。", "丙。"], id="line breaks"),
        pytest.param("<p>支出<b>100</b><span> 元</span>\n。</p>", ["支出100 元 。"], id="inline elements and blanks"),
        pytest.param("<p>&nbsp;&nbsp;甲&nbsp;&nbsp;乙　</p>", ["甲  乙"], id="blanks that do not break"),
        pytest.param("<p>甲\u200b乙\ufeff</p>", ["甲乙"], id="invisible characters"),
        pytest.param("<p>１００．５元</p>", ["100.5元"], id="full-width digits"),
        pytest.param("<pre>甲。\n  乙。</pre>", ["甲。", "乙。"], id="preformatted"),
        pytest.param("<p>甲。<script>var a='丙';</script><style>p{}</style>乙。</p>", ["甲。乙。"], id="scripts"),
        pytest.param("<!-- 丙 --><p>甲。<!-- 丁 -->乙。</p>", ["甲。乙。"], id="comments"),
        pytest.param("<p>甲<del>旧</del><ins>新</ins>。</p>", ["甲新。"], id="revisions"),
        pytest.param("<ol><li>甲。</li><li><p>乙。</p></li></ol>", ["1. 甲。", "2. 乙。"], id="numbered list"),
        pytest.param("<ol start=3 style='list-style-type:cjk-ideographic'><li>甲。</ol>", ["三、甲。"], id="Chinese numbers"),
        pytest.param("<ol class='custom_cn2 list-paddingleft-1'><li>甲。</ol>", ["（一）甲。"], id="numbers of an editor"),
        pytest.param("<ul><li>甲。</li></ul>", ["甲。"], id="bullets"),
        pytest.param("<ruby>东<rt>dong</rt></ruby>。", ["东。"], id="phonetic guide"),
        pytest.param("<p>甲。<p>乙。<table><tr><td>1<td>2</table>", ["甲。", "乙。"], id="unclosed elements"),
        pytest.param("<p><![if !supportLists]>1.<span>&nbsp; </span><![endif]>甲<o:p></o:p></p>", ["1.  甲"], id="page of Word"),
    ],
)
def test_a_page_says_what_is_seen(page: str, lines: list[str]) -> None:
    assert _texts(page) == lines


def test_lines_and_cells_have_their_source_line() -> None:
    content = _read("<p>甲。</p>\n\n<p>\n乙。<br>\n丙。</p>\n<table>\n<tr><td>1</td>\n<td>2</td></tr></table>")
    assert [content.spots[block.line].line for block in content.blocks] == [1, 4, 5, 7]
    table = content.blocks[3]
    assert isinstance(table, Table)
    assert [spot.line for spot in table.rows[0].spots if spot] == [7, 8]


def test_hundreds_of_unclosed_elements_are_read_and_thousands_refused() -> None:
    assert _texts("<font><div>" * 300 + "支出。") == ["支出。"]
    with pytest.raises(UnreadableDocumentError, match="nested too deep"):
        _read("<div>" * 5000 + "支出。")


# -- what is hidden and what is around ---------------------------------------------------------------------------------------


def test_what_is_hidden_is_read_and_marked_where_it_holds_an_amount() -> None:
    content = _read("<p>甲。</p><div style='display: none'><p>支出 100 元。</p></div><div hidden>登录</div>")
    assert [(block.text, content.spots[block.line].hidden) for block in content.blocks if isinstance(block, Paragraph)] == [
        ("甲。", False),
        ("支出 100 元。", True),
    ]


def test_a_cell_whose_text_is_not_seen_keeps_its_place() -> None:
    page = "<table><tr><td>合计<td>基本<td>项目<tr><td style='visibility:hidden'>0<td>60.00<td>40.00</table>"
    assert _tables(page) == [[("合计", "基本", "项目"), ("", "60.00", "40.00")]]
    (problem,) = _read(page.replace(">0<", ">7.00<")).problems
    assert problem.reason.startswith("1 hidden cells")


@pytest.mark.parametrize("style", ["visibility: hidden", "-webkit-backface-visibility:hidden", "x-display:none"])
def test_a_part_that_a_script_shows_or_that_turns_is_seen(style: str) -> None:
    content = _read(f"<div style='{style}'><p>本年支出 60.00 万元。</p></div>")
    assert [content.spots[block.line].hidden for block in content.blocks] == [False]


@pytest.mark.parametrize("tag", ["<s>", "<strike>", "<del>", "<span style='text-decoration: underline line-through'>"])
def test_crossed_out_words_are_no_part_of_a_figure_and_told(tag: str) -> None:
    end = "</" + tag[1:].split(" ")[0].rstrip(">") + ">"
    content = _read(f"<p>支出{tag}100{end}200万元，{tag}旧{end}新。</p>")
    assert [block.text for block in content.blocks if isinstance(block, Paragraph)] == ["支出200万元，新。"]
    (problem,) = content.problems
    assert problem.reason.startswith("1 crossed-out figure(s)")


def test_a_raised_number_is_none_of_the_digits_before_it() -> None:
    assert _texts("<p>支出100<sup><a href='#n'>1</a>2</sup>元3。</p><p>100m<sup>2</sup>。</p><p>1<sup></sup>2</p>") == [
        "支出100¹²元3。",
        "100m2。",
        "12",
    ]


def test_pictures_are_told_and_left_out_where_a_page_says_hardly_anything() -> None:
    large, unknown, logo = "<img width=900 height=1200>", "<img src='a.png'>", "<img style='width:900px;height:60px'>"
    assert _read(BODY + logo + unknown).problems == ()
    (problem,) = _read(BODY + large + logo).problems
    assert (problem.reason.split(" on")[0], problem.left_out) == ("1 picture(s)", False)
    (problem,) = _read(f"<p>某局2024年部门预算。</p>{large}{unknown}{logo}").problems
    assert (problem.reason.split(" on")[0], problem.left_out) == ("2 picture(s)", True)
    with pytest.raises(UnreadableDocumentError, match=r"1 picture\(s\) on the page were not read"):
        _read(f"<html><body>{large}</body></html>")


def test_hidden_rows_are_marked_and_blank_ones_passed_over() -> None:
    page = "<table><tr><td>甲<td>1<tr style='display:none'><td>乙<td>2<tr style='display:none'><td><td></table>"
    (block,) = _read(page).blocks
    assert isinstance(block, Table)
    assert [[spot is not None and spot.hidden for spot in row.spots] for row in block.rows] == [[False, False], [True, True]]


BODY = "<p>本单位 2024 年支出 100.00 元。</p>" * 20
AROUND = {
    "nav": "<nav>首页 政务公开</nav>",
    "footer": "<footer>主办：某某人民政府 备案 12345678 号</footer>",
    "role": "<div role=navigation>首页 政务公开</div>",
    "class": "<div class='topNav clearfix'>某某人民政府 首页</div>",
    "trail": "<div class=position>当前位置：首页 > 2024年部门预算</div>",
    "titles": "<div class=header>某某人民政府 <a href='/'>2024年部门预算</a></div>",
    "id": "<div id=footer>版权所有</div>",
    "breadcrumb": "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/zw/'>政务公开</a> &gt; 正文</div>",
    "list of links": "<ul><li><a href='/1.html'>关于某事的通知</a><li><a href='/2.html'>关于另一事的通知</a></ul>",
    "table of links": "<table><tr><td><a href='/1.html'>首页</a><td><a href='/2.html'>公开</a></table>",
}


@pytest.mark.parametrize("what", AROUND)
def test_the_site_around_is_left_out(what: str) -> None:
    assert _texts(f"{AROUND[what]}<div>{BODY}</div>{AROUND[what]}") == ["本单位 2024 年支出 100.00 元。"] * 20


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div class='nav'>支出 100.00 元。</div>", id="an amount"),
        pytest.param("<header><h1>某局2024年部门预算</h1></header>", id="a heading"),
        pytest.param("<div class='article-header'><div>某局2024年部门预算</div></div>", id="of the article"),
        *(
            pytest.param(f"<div class='{name}'>{text}</div>", id=f"{name} {text}")
            for name in ("header", "table-header", "tableHeader", "position", "banner")
            for text in ("单位：万元", "某县教育局2024年部门预算", "部门收支总表（公开01表）")
        ),
        pytest.param("<div id='share-content'>某局2024年部门预算</div>", id="of the content"),
        pytest.param("<div><a href='#1'>一、概况</a><a href='#2'>二、收支</a></div>", id="links within the page"),
        pytest.param("<div><a href='/1.pdf'>附件1</a><a href='/2.xls'>附件2</a></div>", id="links to files"),
        pytest.param(
            "<p>依据<a href='/law.html'>预算法</a>和<a href='/2.html'>条例</a>编制，全文如下所列各表所示。</p>", id="a sentence"
        ),
    ],
)
def test_what_may_be_content_is_kept(page: str) -> None:
    assert len(_read(page + BODY).blocks) > 20


def test_a_page_that_is_nothing_but_links_is_read_as_it_is() -> None:
    assert _texts("<div><a href='/1'>甲局预算</a> <a href='/2'>乙局预算</a></div>") == ["甲局预算 乙局预算"]


def test_links_to_files_and_frames_are_said_not_to_be_read() -> None:
    reasons = [
        problem.reason
        for problem in _read(
            f"{BODY}<a href='/d/%E8%A1%A8.xlsx?x=1'>附件：表</a><iframe src='/viewer/%E8%A1%A8.pdf'></iframe>"
        ).problems
    ]
    assert len(reasons) == 2
    assert "附件：表" in reasons[0]
    assert "表.pdf" in reasons[1]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="scripts"):
        _read("<html><body><div id=app></div><script>render('支出 100 元')</script></body></html>")


def test_a_page_of_frames_names_them() -> None:
    with pytest.raises(UnreadableDocumentError, match="sheet001"):
        _read("<html><frameset><frame src='a.files/sheet001.htm'><frame src='a.files/tabstrip.htm'></frameset></html>")


# -- tables ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        pytest.param(
            "<tr><th rowspan=2>项目<th colspan=2>支出<tr><th>基本<th>项目<tr><td>合计<td>1.00<td>2.00",
            [("项目", "支出", ""), ("", "基本", "项目"), ("合计", "1.00", "2.00")],
            id="spans",
        ),
        pytest.param(
            "<tbody><tr><td rowspan=0>甲<td>1<tr><td>2<tbody><tr><td>乙<td>3",
            [("甲", "1"), ("", "2"), ("乙", "3")],
            id="span to the end of its part",
        ),
        pytest.param(
            "<thead><tr><td rowspan=2>项目<td>支出<td><tr><td>基本<td>项目<tbody><tr><td>甲<td>1<td>2",
            [("项目", "支出", ""), ("", "基本", "项目"), ("甲", "1", "2")],
            id="head in its part",
        ),
        pytest.param(
            "<thead><tr><td rowspan=2>项目<td>支出<td></thead><tr><td>基本<td>项目<tr><td>甲<td>1<td>2",
            [("项目", "支出", ""), ("", "基本", "项目"), ("甲", "1", "2")],
            id="head that goes on in the body",
        ),
        pytest.param("<tfoot><tr><td>合计<td>3<tbody><tr><td>甲<td>3", [("甲", "3"), ("合计", "3")], id="foot before the body"),
        pytest.param("<tr><td>甲<td>1<tr><td><td>", [("甲", "1"), ("", "")], id="blank row"),
        pytest.param("<tr><td colspan=2>甲<td>1<tr><td colspan=2>乙<td>2", [("甲", "1"), ("乙", "2")], id="column without cells"),
        pytest.param("<tr><td colspan=99999999999>甲<tr><td>乙<td>2", [("甲", ""), ("乙", "2")], id="absurd span"),
        pytest.param(
            "<tr><td colspan='2'>甲<td rowspan='x'>1<tr><td>a<td>b<td>c", [("甲", "", "1"), ("a", "b", "c")], id="no number"
        ),
        pytest.param("<td>甲<td>1", [("甲", "1")], id="cells without a row"),
        pytest.param(
            "<tr><td><p>商品和</p><p>服务支出</p><td>3,254,<br>218.00", [("商品和 服务支出", "3,254,218.00")], id="lines in cells"
        ),
        pytest.param("<tr><td>&nbsp;&nbsp;甲&nbsp;<td>&nbsp;1.00&nbsp;", [("甲", "1.00")], id="blanks"),
        pytest.param("<tr><td><input type=checkbox checked>是<td><input value='1.00'>", [("☑是", "1.00")], id="fields"),
        pytest.param("<tr><td style='display:none'>x<td>甲<td>1", [("甲", "1")], id="hidden cell"),
    ],
)
def test_a_table_is_read_as_it_is_seen(table: str, rows: list[tuple[str, ...]]) -> None:
    assert _tables(f"<table>{table}</table>") == [rows]


def test_a_caption_stands_before_its_table() -> None:
    content = _read("<table><caption>收支总表</caption><tr><td>甲<td>1</table>")
    assert [type(block) for block in content.blocks] == [Paragraph, Table]


def test_a_table_that_lays_out_the_page_is_none_and_what_is_in_it_is_read_once() -> None:
    inner = "<table><tr><td>科目<td>金额<tr><td>办公费<td>1.00</table>"
    page = f"<table><tr><td>　<td><p>收支表</p>{inner}<p>注：无。</p></td></tr><tr><td colspan=2>完。</td></tr></table>"
    content = _read(page)
    assert [block.text if isinstance(block, Paragraph) else len(block.rows) for block in content.blocks] == [
        "收支表",
        2,
        "注：无。",
        "完。",
    ]


def test_a_table_that_lays_out_nothing_but_paragraphs_is_none() -> None:
    page = f"<table><tr><td>栏目</td><td>{BODY}</td></tr></table>"
    assert _texts(page)[1:] == ["本单位 2024 年支出 100.00 元。"] * 20


def test_a_nested_table_stands_after_the_one_it_is_in() -> None:
    inner = "<table><tr><td>内甲<td>1<tr><td>内乙<td>2</table>"
    page = f"<table><tr><td>外甲<td>外乙<tr><td>外丙<td>{inner}<tr><td>外丁<td>3</table>"
    assert _tables(page) == [[("外甲", "外乙"), ("外丙", ""), ("外丁", "3")], [("内甲", "1"), ("内乙", "2")]]


@given(merged_tables())
def test_any_table_with_merged_cells_is_read_back(merged: Merged) -> None:
    rows = []
    for number in range(merged.rows):
        cells = []
        for column in range(merged.columns):
            top, left, down, across = merged.area(number, column)
            if (top, left) == (number, column):
                cells.append(f"<td rowspan={down} colspan={across}>{merged.text(top, left)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    (block,) = _read(f"<table>{''.join(rows)}</table>").blocks
    assert isinstance(block, Table)
    assert [row.cells for row in block.rows] == merged.printed()
    assert [[None if spot is None else (spot.down, spot.across) for spot in row.spots] for row in block.rows] == merged.spans()


def test_spans_without_end_take_neither_time_nor_memory() -> None:
    content = _read("<table>" + "<tr><td rowspan=65534 colspan=1000>甲</td></tr>" * 300 + "</table>")
    assert any("--max-span" in problem.reason for problem in content.problems)
    content = _read("<p>甲。</p><table>" + "<tr><td rowspan=65534 colspan=1000>甲</td></tr>" * 600 + "</table>")
    assert any("--max-columns" in problem.reason for problem in content.problems)


def test_more_cells_than_the_limit_are_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="--max-cells"):
        _read("<table><tr><td>1<td>2<td>3</table>", Limits(max_cells=2))


# -- single-file pages -------------------------------------------------------------------------------------------------------


def test_a_single_file_page_is_read() -> None:
    data = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        b"<html><body><p>=D6=A7=B3=F6=A1=\r\n=A3</p></body></html>\r\n--b\r\n"
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    assert _texts(data) == ["支出。"]


# -- anything ----------------------------------------------------------------------------------------------------------------

TAGS = st.sampled_from(
    (
        *(
            "<table>",
            "<tr>",
            "<td>",
            "<td colspan=3>",
            "<td rowspan=2>",
            "</td>",
            "</tr>",
            "</table>",
            "<thead>",
            "<tfoot>",
            "<p>",
            "</p>",
        ),
        *(
            "<br>",
            "<ol>",
            "<li>",
            "</ol>",
            "<pre>",
            "</pre>",
            "<a href=/x>",
            "</a>",
            "<div hidden>",
            "</div>",
            "<del>",
            "支出\n",
            "100.00",
        ),
    )
)


@given(st.lists(TAGS, max_size=40))
def test_any_mixture_of_tags_is_read_or_refused_with_a_reason(tags: list[str]) -> None:
    try:
        content = _read("".join(tags))
    except UnreadableDocumentError:
        return
    assert content.blocks
    for block in content.blocks:
        if isinstance(block, Table):
            assert all(len(row.cells) == len(row.spots) for row in block.rows)


@given(st.lists(TAGS.filter(lambda tag: "del" not in tag and "hidden" not in tag), max_size=40))
def test_no_amount_is_lost_and_none_is_read_twice(tags: list[str]) -> None:
    page = "".join(f"{tag[:-2]}{place:02}" if tag == "100.00" else tag for place, tag in enumerate(tags)) + "<p>完。</p>"
    said = " ".join(
        block.text if isinstance(block, Paragraph) else " ".join(cell for row in block.rows for cell in row.cells)
        for block in _read(page).blocks
    )
    for place, tag in enumerate(tags):
        if tag == "100.00":
            assert said.count(f"100.{place:02}") == 1
