"""How a figure's place and its amounts are told in a sentence."""

from __future__ import annotations

from ..amounts import print_amount
from ..checking.violation import table_name
from ..telling import told_decimals
from ..understanding import Disclosure, Figure, Line
from ..whereabouts import where
from .diagnosis import Words

_NO_NAMES = frozenset(("预算数", "决算数", "金额", "年初预算数"))
_SHARED = frozenset(("合计", "小计"))
_DIRECTIONS = {
    "zh": {1: "较上年增加", -1: "较上年减少", 0: "较上年增减"},
    "en": {1: "increase against last year", -1: "decrease against last year", 0: "change against last year"},
}


def money(fen: int, figure: Figure) -> str:
    """An amount as ``figure`` prints its own: its unit and decimals, with separators; 元 goes without saying.

    One that the figure's decimals cannot state has two, as texts and tables have them.
    """
    whole, point, fraction = print_amount(abs(fen), figure.unit, told_decimals(fen, figure)).partition(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}{point}{fraction}{'' if figure.unit == '元' else figure.unit}"


def amounts_told(figure: Figure, right: int, change: bool) -> tuple[str, str]:
    """What is stated and what is right; of a change that is said to go up or down the sign is left to the words."""
    if not change:
        return money(figure.fen, figure), money(right, figure)
    if direction_of(figure, right):
        return money(abs(figure.fen), figure), money(abs(right), figure)
    return _signed(figure.fen, figure), _signed(right, figure)


def direction_of(figure: Figure, right: int) -> int:
    """1 where a change goes up, -1 where it goes down, stated as right; 0 where the two differ in that."""
    return 1 if figure.fen > 0 <= right else -1 if figure.fen < 0 >= right else 0


def _signed(fen: int, figure: Figure) -> str:
    return ("+" if fen > 0 else "") + money(fen, figure)


def place_words(figure: Figure, right: int, row: str, change: bool, disclosure: Disclosure) -> Words:
    """Where a figure stands: 表6『302 商品和服务支出』专项业务经费支出, or the line and the words of a sentence."""
    if figure.table < 0:
        return _in_text(figure, right, change, disclosure)
    table = disclosure.tables[figure.table]
    title = "".join(table.title.split())
    name = f"表{table.label}" if table.label else f"《{title}》" if title else ""
    column = column_name(figure) if "".join(figure.column.split()) != title else ""
    zh = (name or table_name(figure.table, disclosure)) + (f"『{row}』" if row else "") + column
    en = " ".join(part for part in (name or f"the table in line {table.line},", f'"{row}"' if row else "", column) if part)
    return {"zh": zh, "en": en}


def row_name(figure: Figure, line: Line | None, above: str = "") -> str:
    """The label of a figure's row without blanks, its code or the label it stands under before it."""
    label = "".join(figure.row.split())
    if line is not None and line.code and line.code not in label:
        return f"{line.code} {label}"
    return f"{above} {label}" if above else label


def column_name(figure: Figure) -> str:
    """The head of a figure's column, as short as tells it from its neighbours; "" where it says only that amounts stand there."""
    words = figure.column.split()
    if not words or words[-1] in _NO_NAMES:
        return ""
    return "".join(words[-2:]) if words[-1] in _SHARED else words[-1]


def _in_text(figure: Figure, right: int, change: bool, disclosure: Disclosure) -> Words:
    subject = "".join(figure.row.split())
    direction = direction_of(figure, right)
    zh, en = (_DIRECTIONS[lang][direction] if change else "" for lang in ("zh", "en"))
    spot = disclosure.whereabouts.spot(figure.line)
    at = {lang: where(spot, figure.line, lang) for lang in ("zh", "en")}
    return {"zh": f"{at['zh']}『{subject}』{zh}", "en": f'{at["en"]} "{subject}"' + (f" {en}" if en else "")}
