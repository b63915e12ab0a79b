"""Web pages: what a browser shows of a disclosure, without the site around it, with source lines and table cells as places.

What is hidden (``display: none``) is read and marked hidden where it holds an amount: tabs of a page are hidden until they are
clicked. Navigation is told by element names, roles, classes and by how much of a block's text is links; nothing with an amount is
taken for navigation.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import itertools
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from lxml import etree
from msgspec import Struct

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Problem, Spot
from .grid import Cell, raised, said
from .limits import Limits
from .nested import Grid, Item, Line, content_of, lines_of, says_something, table_of
from .numbering import formatted

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
        ),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
        *("legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul", "xmp", "listing"),
    )
)
_NEVER = frozenset(
    (
        *(
            "script",
            "style",
            "head",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "applet",
            "svg",
            "canvas",
            "audio",
            "video",
        ),
        *("map", "select", "button", "datalist", "noframes", "rt", "rp", "title", "xml"),
    )
)
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_HEADINGS = ("h1", "h2", "h3")
_AROUND = frozenset(("nav", "footer", "aside"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"))
_AROUND_CLASSES = frozenset(
    (
        *("nav", "navbar", "navigation", "navlist", "topnav", "mainnav", "subnav", "leftnav", "menu", "submenu", "breadcrumb"),
        *("breadcrumbs", "crumb", "crumbs", "location", "position", "weizhi", "daohang", "header", "banner", "logo", "topbar"),
        *("toolbar", "sidebar", "footer", "foot", "copyright", "share", "bdsharebuttonbox", "fenxiang", "search", "login"),
        *("pagination", "pager", "related", "recommend", "comment", "comments", "qrcode", "gotop", "backtop", "friendlink"),
        *("friendlinks", "sitemap"),
    )
)
_INNER_CLASSES = frozenset(
    ("article", "content", "contents", "main", "detail", "details", "text", "doc", "body", "editor", "zoom")
)
_OF_TABLES = frozenset(("table", "tbody", "tr", "td", "th"))
_NOT_AROUND = frozenset(("html", "body", "main", "article"))
_SHARE_AROUND = 0.3
_SHARE_OF_LINKS = 0.5
_SHARE_OF_TABLE = 0.8
_WORDS_AROUND = 20
_ANCESTORS = 30
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_AMOUNT = re.compile(r"\d\.\d\d(?!\d)|\d,\d{3}(?!\d)|\d\s*[万亿]?元|\d\s*[%％]")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|rtf|zip|rar|7z|ofd|csv|jpe?g|png|tiff?)\Z", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = re.compile(r"(?<![-\w])(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_EMPTY = re.compile(r"(?<![-\w])visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = re.compile(r"(?<![-\w])text-decoration[-\w]*\s*:[^;]*line-through", re.IGNORECASE)
_SIZE = re.compile(r"(?<![-\w])(width|height)\s*:\s*(\d{1,6})(?:\.\d+)?px", re.IGNORECASE)
_MONEY_UNIT = re.compile(r"单位[:：].{0,6}元")
_TITLE = re.compile(r"(?:.*20\d\d年.*(?:预算|决算).*|.*表(?:[（(][^（()）]*[)）])?)\Z")
_TRAIL = re.compile(r"位置|首页|[>＞»]")
_PICTURE = 150  # pixels: 4 cm; what is smaller is a logo, an emblem or a button
_HARDLY_ANYTHING = 200
_LONGEST_TITLE = 100
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""")
_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "gb_2312", "x-gbk", "cp936", "ms936", "gb18030"), "gb18030"),
    "hz-gb-2312": "hz",
    **dict.fromkeys(("big5", "big5-hkscs", "x-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le", "unicode"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 8192
_CENTURY = 100
_LIST_STYLES = {
    **dict.fromkeys(("a", "lower-alpha", "lower-latin"), ("lowerLetter", "{}. ")),
    **dict.fromkeys(("A", "upper-alpha", "upper-latin"), ("upperLetter", "{}. ")),
    **dict.fromkeys(("i", "lower-roman"), ("lowerRoman", "{}. ")),
    **dict.fromkeys(("I", "upper-roman"), ("upperRoman", "{}. ")),
    **dict.fromkeys(
        ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"), ("chineseCounting", "{}、")
    ),
    "cjk-heavenly-stem": ("ideographTraditional", "{}、"),
    "cjk-earthly-branch": ("ideographZodiac", "{}、"),
    # UEditor, in which most government pages are written, has lists of its own.
    "cn": ("chineseCounting", "{}、"),
    "cn1": ("chineseCounting", "{}、"),
    "cn2": ("chineseCounting", "（{}）"),
    "num": ("decimal", "{}. "),
    "num1": ("decimal", "{}）"),
    "num2": ("decimal", "（{}）"),
    **dict.fromkeys(("none", "disc", "circle", "square", "dash", "dot"), ("none", "")),
}


def read_html(data: bytes, name: str, limits: Limits) -> Content:
    """Read a web page, also one that Word or Excel wrote, or one saved as a single file (MHT).

    Raises:
        UnreadableDocumentError: in no known encoding, nested too deep, over a limit, or without text.
    """
    items, problems = items_of(data, name, limits)
    if not says_something(items):
        reasons = "".join(f" ({problem.reason})" for problem in problems[:1])
        raise UnreadableDocumentError(
            name,
            f"the page has no text of its own{reasons}, perhaps as scripts fetch it; open it in a browser and print it to PDF",
        )
    return content_of(items, limits, problems)


def items_of(data: bytes, name: str, limits: Limits, tables: int = 0) -> tuple[list[Item], list[Problem]]:
    """The lines and tables of a page, and what was left out of it; ``tables`` is how many tables stand before it.

    Raises:
        UnreadableDocumentError: as ``read_html``.
    """
    problems: list[Problem] = []
    items: list[Item] = []
    page = _Page(name, limits, tables)
    for part in _pages(data):
        text, damaged = _decoded(part, name)
        if damaged:
            problems.append(Problem(f"{damaged:,} damaged characters were read as �; save the page again as UTF-8"))
        items.extend(page.items(_tree(text, name)) or page.items(_tree(text, name), whole=True))
    return items, problems + page.problems() + page.pictures(items)


# -- bytes to a tree ---------------------------------------------------------------------------------------------------------


def _pages(data: bytes) -> list[bytes]:
    """The pages of a file: of a single-file archive (MHT) those in it, with their own encoding."""
    if not re.match(
        rb"\s*(?:From|MIME-Version|Content-Type|Subject|Date|X-[\w-]+|Snapshot-[\w-]+)\s*:", data[:_HEAD], re.IGNORECASE
    ):
        return [data]
    pages = []
    for part in email.message_from_bytes(data.lstrip(), policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            charset = part.get_content_charset()
            if isinstance(page, bytes):
                # The charset of the mail's header counts where the page names none.
                named = charset and not _CHARSET.search(page[:_HEAD])
                pages.append(b'<meta charset="' + str(charset).encode("ascii", "ignore") + b'">' + page if named else page)
    return pages or [data]


def _decoded(data: bytes, name: str) -> tuple[str, int]:
    """The text of a page and how many characters of it are damaged.

    UTF-8 that decodes is UTF-8, whatever the page says, as no other encoding looks like it; GB2312 and GBK are read as
    GB18030, which holds them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text, text.count("\ufffd")
    found = _CHARSET.search(data[:_HEAD])
    declared = _known(found[1].decode("ascii").lower()) if found else ""
    if b"\0" in data[:_HEAD] and not declared.startswith("utf-16"):
        declared = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    candidates = [declared] if declared.startswith("utf-16") else ["utf-8", *([declared] if declared else []), "gb18030"]
    for encoding in candidates:
        try:
            return data.decode(encoding), 0
        except UnicodeDecodeError:
            continue
    text = min((data.decode(encoding, "replace") for encoding in candidates), key=lambda text: text.count("\ufffd"))
    damaged = text.count("\ufffd")
    if damaged * _CENTURY > len(text):
        raise UnreadableDocumentError(name, "the page's encoding is neither UTF-8 nor GB18030; save it as UTF-8")
    return text, damaged


def _known(charset: str) -> str:
    """The encoding that a page names; "" for the western ones, which fit any bytes and are named by mistake."""
    if charset.startswith(("iso-8859", "latin", "windows-125", "us-ascii", "ascii")):
        return ""
    charset = _ENCODINGS.get(charset, charset)
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return ""


def _tree(text: str, name: str) -> etree._Element:
    """The root of a page.

    Unclosed tags nest hundreds deep in real pages, so the parser is let go deeper than it does by itself; what is deeper still
    it would drop without a word.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\0", " ").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("Excessive depth" in error.message for error in parser.error_log):
        raise UnreadableDocumentError(
            name, "the page's elements are nested too deep to be read; save it again from a browser or as PDF"
        )
    if root is None:
        raise UnreadableDocumentError(name, "there is no web page in the file; save it again from a browser or as PDF")
    return root


# -- what stands on a page ---------------------------------------------------------------------------------------------------


class _Box(Struct):
    """A table cell as it is met: what it spans and holds, and its source line."""

    across: int
    down: int
    source: int
    hidden: bool
    items: list[Item]


_Row = tuple[etree._Element | None, list[_Box]]


class _Table(Struct):
    """A table that is being read: its rows with the section of each, and the element of the cell that is open."""

    number: int
    element: etree._Element
    rows: list[_Row]
    cell: etree._Element | None = None


class _Page:
    """Walks through pages in reading order and numbers their tables.

    What is open (tables, lists, preformatted and hidden parts) is kept with its element, to be closed at that element's end.
    """

    def __init__(self, name: str, limits: Limits, tables: int = 0) -> None:
        self._name = name
        self._limits = limits
        self._number = tables
        self._around: frozenset[etree._Element] = frozenset()
        self._items: list[list[Item]] = [[]]
        self._text: list[str] = []
        self._source = 0
        self._goes_on = False
        self._label = ""
        self._tables: list[_Table] = []
        self._lists: list[tuple[etree._Element, Iterator[str]]] = []
        self._verbatim: list[etree._Element] = []
        self._unseen: list[etree._Element] = []
        self._cells = self._wide = self._lost = self._struck = 0
        self._raised: etree._Element | None = None
        self._pictures: dict[tuple[int, str], bool] = {}
        self._linked: list[str] = []
        self._shown: list[str] = []

    def problems(self) -> list[Problem]:
        """What was left out, once the pages were walked through."""
        return [
            Problem(reason)
            for there, reason in (
                (
                    self._linked,
                    f"the page links to files, which were not read: {_listed(self._linked)}; screen them with the page",
                ),
                (
                    self._shown,
                    f"the page shows others in it, which were not read: {_listed(self._shown)}; save and screen them too",
                ),
                (self._lost, f"{self._lost:,} hidden cells with amounts were not read; look at the page's source"),
                (self._struck, f"{self._struck:,} crossed-out figure(s) were not read; delete them in the page"),
                (self._wide, f"{self._wide:,} cells span more than {self._limits.max_span:,} rows or columns (--max-span)"),
            )
            if there
        ]

    def pictures(self, items: Sequence[Item]) -> list[Problem]:
        """Pictures that may hold tables: where the page says hardly anything, all whose size is not known to be small."""
        bare = not any(isinstance(item, Grid) for item in items) and _length(items) < _HARDLY_ANYTHING
        count = sum(known or bare for known in self._pictures.values())
        said = f"{count:,} picture(s) on the page were not read; save and screen them as files, or publish as text what they show"
        return [Problem(said, left_out=bare)] if count else []

    def items(self, root: etree._Element, whole: bool = False) -> list[Item]:
        """The lines and tables of a page; of the ``whole`` page also its navigation."""
        for frame in root.iter("iframe", "frame", "embed"):
            self._shown.extend(_file(address) for address in [frame.get("src", "")] if _is_elsewhere(address))
        etree.strip_elements(root, *_NEVER, with_tail=False)
        self._around = frozenset() if whole else frozenset(_around(root))
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if event == "start":
                if not self._begins(element, tag):
                    walker.skip_subtree()
                elif element.text:
                    self._put(element.text, element)
            else:
                self._ends(element, tag)
                if element.tail:
                    self._put(element.tail, element)
        self._break()
        items, self._items = self._items[0], [[]]
        return items

    def _begins(self, element: etree._Element, tag: str) -> bool:
        """Take note of what begins; whether to read what is in it."""
        if tag == "br":
            self._break(goes_on=True)
            return False
        if _is_struck(element, tag):
            self._struck += any(map(str.isdigit, _text_of(element)))
            return False
        if tag in _BLOCKS:
            self._break()
        in_cell = not self._tables or self._tables[-1].cell is not None
        if tag in ("td", "th") and not in_cell and _EMPTY.search(element.get("style", "")) and not _is_hidden(element):
            # Its text is not seen, but it keeps its place.
            self._lost += bool(_AMOUNT.search(_text_of(element)))
            self._open_cell(element)
            return False
        hidden = bool(element.attrib) and _is_hidden(element)
        if hidden:
            if tag in ("td", "th"):
                self._lost += bool(_AMOUNT.search(_text_of(element)))
                return False
            if not (_AMOUNT.search(_text_of(element)) or (tag == "tr" and _text_of(element).strip())):
                return False
            self._unseen.append(element)
        if tag == "table":
            self._number += 1
            self._tables.append(_Table(self._number, element, []))
        elif tag == "tr" and not in_cell:
            self._tables[-1].rows.append((_section(element), []))
        elif tag in ("td", "th") and not in_cell:
            self._open_cell(element)
        elif tag in ("ol", "ul", "menu", "dir"):
            self._lists.append((element, _numbers(element, tag)))
        elif tag == "li" and self._lists:
            self._label = next(self._lists[-1][1])
        elif tag in ("pre", "xmp", "listing", "textarea"):
            self._verbatim.append(element)
        elif tag == "img":
            self._see(element)
        elif tag == "sup" and self._raised is None and self._text and said(self._text[-1])[-1:].isdecimal():
            self._raised = element
        elif tag == "input":
            self._put(_entered(element), element)
        elif tag == "a" and _DOCUMENT.search(_path(element.get("href", ""))):
            self._linked.append(said(_text_of(element)) or _file(element.get("href", "")))
        return element not in self._around

    def _ends(self, element: etree._Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if self._tables:
            table = self._tables[-1]
            if table.cell is element:
                table.cell = None
                table.rows[-1][1][-1].items.extend(self._items.pop())
            elif table.element is element:
                self._tables.pop()
                self._items[-1].extend(self._table(table))
        if self._lists and self._lists[-1][0] is element:
            self._lists.pop()
        if self._raised is element:
            self._raised = None
        if self._verbatim and self._verbatim[-1] is element:
            self._verbatim.pop()
        if self._unseen and self._unseen[-1] is element:
            self._unseen.pop()

    # -- lines

    def _put(self, text: str, element: etree._Element) -> None:
        if self._verbatim:
            first, *others = text.split("\n")
            self._add(first, element)
            for line in others:
                self._break()
                self._add(line, element)
        else:
            self._add(raised(text) if self._raised is not None else text, element)

    def _see(self, image: etree._Element) -> None:
        """Take note of a picture that may hold a table: a large one, or one of unknown size."""
        style = {side.lower(): size for side, size in _SIZE.findall(image.get("style", ""))}
        sizes = [re.match(r"\d{1,6}(?!\d|\.?\d*%)", style.get(side, image.get(side, "")).strip()) for side in ("width", "height")]
        known = [int(size[0]) for size in sizes if size]
        if not known or min(known) >= _PICTURE:
            self._pictures[_source(image), image.get("src", "")] = bool(known)

    def _add(self, text: str, element: etree._Element) -> None:
        if not self._text:
            if not said(text):
                return
            self._source = _source(element) + text.count("\n", 0, len(text) - len(text.lstrip()))
        self._text.append(text)

    def _break(self, goes_on: bool = False) -> None:
        """End the line, if one has begun."""
        if self._text:
            text = "".join(self._text)
            text = text if self._verbatim else _BLANK.sub(" ", text)
            self._items[-1].append(Line(self._label + text, Spot(line=self._source, hidden=bool(self._unseen)), self._goes_on))
            self._label = ""
        self._goes_on = goes_on and bool(self._text)
        self._text = []

    # -- tables

    def _open_cell(self, element: etree._Element) -> None:
        self._cells += 1
        if self._cells > self._limits.max_cells:
            raise UnreadableDocumentError(
                self._name, f"it has more than {self._limits.max_cells:,} table cells; split it or raise the limit (--max-cells)"
            )
        table = self._tables[-1]
        if not table.rows:
            table.rows.append((_section(element), []))
        across, down = self._span(element.get("colspan")), self._span(element.get("rowspan"), whole=self._limits.max_span)
        table.rows[-1][1].append(_Box(across, down, _source(element), bool(self._unseen), []))
        table.cell = element
        self._items.append([])

    def _span(self, text: str | None, whole: int = 1) -> int:
        """What a cell spans; 0 is ``whole``."""
        found = re.match(r"\s*(\d{1,9})", text) if text else None
        if found is None:
            return 1
        span = int(found[1]) or whole
        self._wide += span > self._limits.max_span
        return min(span, self._limits.max_span)

    def _table(self, table: _Table) -> list[Item]:
        rows = sorted(_spoken_for(table.rows), key=lambda row: row[0] is not None and row[0].tag == "tfoot")
        cells = _placed(rows, self._limits)
        inside = [item for _, boxes in rows for box in boxes for item in box.items]
        return table_of(table.number, cells, len(rows), inside)


def _length(items: Sequence[Item]) -> int:
    return sum(len(said(item.text)) for item in items if isinstance(item, Line))


def _spoken_for(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows that have cells or that a cell from above reaches into."""
    reached = 0
    for place, row in enumerate(rows):
        if row[1] or place < reached:
            reached = max([reached, *(place + box.down for box in row[1])])
            yield row


def _placed(rows: Sequence[_Row], limits: Limits) -> list[Cell]:
    """The cells of a table in the grid.

    As HTML says, a span ends with its part of the table (``thead`` …). Pages are met that put the second row of a head into
    the body; where the rows are equally long only if spans go on there, they do.
    """
    last = len(rows) - 1
    ends = [last] * len(rows)
    for row in range(last - 1, -1, -1):
        ends[row] = ends[row + 1] if rows[row + 1][0] is rows[row][0] else row
    cells, short = _laid(rows, ends, limits)
    if short and ends[0] < last:
        longer, still_short = _laid(rows, [last] * len(rows), limits)
        return longer if still_short < short else cells
    return cells


def _laid(rows: Sequence[_Row], ends: Sequence[int], limits: Limits) -> tuple[list[Cell], int]:
    """Each cell in the first column that no cell from above reaches into; and how many rows are shorter than the longest."""
    cells: list[Cell] = []
    widths: list[int] = []
    taken: list[tuple[int, int, int]] = []
    for row, (_, boxes) in enumerate(rows):
        column = 0
        begun: list[tuple[int, int, int]] = []
        for box in boxes:
            across = box.across
            for start, end, _ in taken:
                if start <= column < end:
                    column = end
                elif start > column:
                    across = min(across, start - column)
                    break
            down = min(box.down, ends[row] - row + 1)
            cells.append(Cell(row, column, across, down, *lines_of(box.items, box.hidden), box.source))
            if down > 1 and len(taken) + len(begun) < limits.max_columns:
                begun.append((column, column + across, row + down - 1))
            column += across
        widths.append(max([column, *(end for _, end, _ in taken)]))
        taken = sorted(place for place in (*taken, *begun) if place[2] > row)
    return cells, len(widths) - widths.count(max(widths, default=0))


def _section(element: etree._Element) -> etree._Element | None:
    """The part of a table that a row stands in; spans end with it."""
    return next((above for above in element.iterancestors() if above.tag in _SECTIONS or above.tag == "table"), None)


def _numbers(element: etree._Element, tag: str) -> Iterator[str]:
    """What stands before each item of a list."""
    style = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", element.get("style", ""))
    named = re.search(r"\bcustom_((?:cn|num)\d?)\b", element.get("class", ""))
    form = named[1] if named else style[1] if style else element.get("type", "")
    kind, pattern = _LIST_STYLES.get(form, ("decimal", "{}. ")) if tag == "ol" or named else ("none", "")
    start = re.fullmatch(r"\s*(\d{1,6})\s*", element.get("start", "1"))
    for number in itertools.count(int(start[1]) if start else 1):
        yield pattern.format(formatted(number, kind)) if pattern else ""


def _entered(element: etree._Element) -> str:
    """What a field shows that is filled in, and whether a box is ticked."""
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "□"
    return element.get("value", "") if kind in ("text", "number") else ""


# -- what is around ----------------------------------------------------------------------------------------------------------


def _around(root: etree._Element) -> Iterator[etree._Element]:
    """The parts of a page that belong to the site: by name, and by how much of their text is links. None holds an amount."""
    most = len(_text_of(root)) * _SHARE_AROUND
    for element in root.iter():
        if _is_named_around(element):
            text = _text_of(element)
            if len(text) <= most and not _AMOUNT.search(text) and not _titles(element) and not _is_of_a_table(element, text):
                yield element
    links: dict[etree._Element, list[int]] = {}
    for link in root.iter("a"):
        if _is_elsewhere(link.get("href", "")) and not _DOCUMENT.search(_path(link.get("href", ""))):
            length = len(said(_text_of(link)))
            for above in itertools.islice(link.iterancestors(), _ANCESTORS):
                links.setdefault(above, []).append(length)
    for element, lengths in links.items():
        if len(lengths) > 1 and element.tag not in _NOT_AROUND:
            text = _text_of(element)
            share = _SHARE_OF_TABLE if element.tag in _OF_TABLES else _SHARE_OF_LINKS
            linked, other = sum(lengths), len(text) - sum(lengths)
            if (
                (
                    linked >= share * len(text)
                    or (other <= _WORDS_AROUND and linked * 2 >= other and element.tag not in _OF_TABLES)
                )
                and not _AMOUNT.search(text)
                and not _titles(element)
            ):
                yield element


def _is_named_around(element: etree._Element) -> bool:
    if element.tag in _AROUND:
        return True
    if not element.attrib:
        return False
    if element.get("role") in _AROUND_ROLES:
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    words = {word.lower() for word in _WORD.findall(named)} if named != " " else set()
    return (
        not words.isdisjoint(_AROUND_CLASSES) and words.isdisjoint(_INNER_CLASSES) and element.tag not in _NOT_AROUND | _OF_TABLES
    )


def _is_of_a_table(element: etree._Element, text: str) -> bool:
    """Whether a part that is named like one of the site says what the figures are: their money unit, or a title without links."""
    if _MONEY_UNIT.search(text):
        return True
    return len(text) <= _LONGEST_TITLE and bool(_TITLE.match(text)) and not _TRAIL.search(text) and element.find(".//a") is None


def _titles(element: etree._Element) -> bool:
    """Whether a heading that leads nowhere stands in it."""
    return any(
        len(said(_text_of(heading))) > 3
        and heading.find(".//a") is None
        and not any(above.tag == "a" for above in heading.iterancestors())
        for heading in element.iter(*_HEADINGS)
    )


def _text_of(element: etree._Element) -> str:
    return "".join("".join(map(str, element.itertext())).split())


def _source(element: etree._Element) -> int:
    """The source line on which an element begins."""
    line: object = getattr(element, "sourceline", None)
    return line if isinstance(line, int) else 0


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_UNSEEN.search(element.get("style", "")))


def _is_struck(element: etree._Element, tag: str) -> bool:
    """Whether words are crossed out; their author took them back."""
    return tag in ("del", "s", "strike") or (
        bool(element.attrib) and tag not in _BLOCKS and bool(_STRUCK.search(element.get("style", "")))
    )


def _is_elsewhere(address: str) -> bool:
    """Whether an address leads to another page."""
    return bool(address.strip()) and not address.strip().lower().startswith(("#", "about:", "javascript:", "data:", "mailto:"))


def _path(address: str) -> str:
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return ""


def _file(address: str) -> str:
    return unquote(_path(address).rpartition("/")[2]) or address


def _listed(names: Sequence[str]) -> str:
    listed = list(dict.fromkeys(names))
    return ", ".join(name[:80] for name in listed[:10]) + (" …" if len(listed) > 10 else "")
