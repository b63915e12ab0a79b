"""What a Shanxi budget says of itself: twelve chapters, most of them amounts with their shares and changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts.northern import Pieces, Voice, counted, listed
from mingcha_datasets.corpus.layouts.shanxi.tables import FUNDS
from mingcha_datasets.corpus.layouts.tables import codes, numeral
from mingcha_datasets.corpus.names import dept_name, function_name
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import count, line, named, share, told, year_of

_CARS = {
    "leaders": "领导用车",
    "confidential": "机要通信用车",
    "emergency": "应急保障用车",
    "enforcement": "执法执勤用车",
    "special": "特种专业技术用车",
}
_ITEMS = {
    "因公出国（境）费": "abroad",
    "公务接待费": "reception",
    "公务用车运行维护费": "car_running",
    "公务用车购置费": "car_purchase",
}
_TYPES = {"operation": "其他运转类项目", "target": "特定目标类项目"}
CHAPTERS = (
    "{level}预算收支数据变动情况及原因",
    "收入预算情况说明",
    "支出预算情况说明",
    "财政拨款收支预算总体情况说明",
    "一般公共预算支出情况说明",
    "一般公共预算基本支出情况说明",
    "“三公”经费增减变动原因说明",
    "机关运行经费增减变动原因说明",
    "政府采购情况",
    "绩效管理情况",
    "国有资产占有使用情况",
    "其他说明",
)


def narrative(voice: Voice) -> Iterator[list[Words]]:
    """The chapters one by one, each with its heading."""
    tellers = (
        ("changes", _changes),
        ("income", _income),
        ("expenditure", _expenditure),
        ("appropriation", _appropriation),
        ("by_function", _by_function),
        ("basic", _basic),
        ("three_public", _three_public),
        ("agency_operating", _agency_operating),
        ("procurement", _procurement),
        ("performance", _performance),
        ("assets", _assets),
        ("other", _other),
    )
    for number, (title, (topic, tell)) in enumerate(zip(CHAPTERS, tellers, strict=True), 1):
        heading = line(f"{numeral(number)}、{title.format(level=voice.level)}", topic, BlockRole.HEADING, 2)
        yield [heading, *(replace(each, topic=topic) for each in tell(voice))]


def _opening(voice: Voice, words: str, total: Fact, beginning: str = "{year}年度{name}") -> Pieces:
    """Whose and of which year a chapter's first amount is."""
    total_ = voice.stated(total)
    return told(f"{beginning}{words}{{total}}", year=voice.year, name=voice.name, kind=voice.level, total=total_)


def _shared(voice: Voice, name: str, part: Fact, whole: Fact) -> Pieces:
    """An amount with its share of the whole; no share of nothing."""
    if not whole.value:
        return told("{name}{amount}", name=name, amount=voice.stated(part))
    return told("{name}{amount}，占{share}%", name=name, amount=voice.stated(part), share=share(part, whole))


def _changes(voice: Voice) -> Iterator[Words]:
    books = voice.books
    total = books.total()
    sides = (
        ("预算收入总计", "本年收入", books.income(), books.carried_in()),
        ("预算支出总计", "本年预算安排", books.spent(paid="own"), books.spent(paid="carried")),
    )
    told_sides = []
    for number, (words, own_name, own, carried) in enumerate(sides):
        opening = (
            _opening(voice, words, total)
            if not number
            else told("本年{kind}{words}{total}", kind=voice.level, words=words, total=voice.stated(total))
        )
        told_sides.append(
            told(
                "{opening}，其中：{own_name}{own}，上年结转{carried}，{change}{why}",
                opening=opening,
                own_name=own_name,
                own=voice.stated(own),
                carried=voice.stated(carried),
                change=voice.compared(total, "比上年"),
                why=voice.why(total, voice.one_of("，主要原因是", "，原因是")),
            )
        )
    yield line("{told}。", told=listed(told_sides, "；"))


def _income(voice: Voice) -> Iterator[Words]:
    books = voice.books
    total = books.total()
    parts = [
        *((f"{name}拨款收入", books.income(fund=fund)) for fund, name in FUNDS.items()),
        ("财政专户管理资金收入", books.income(source="special_account")),
        ("单位资金", books.income(source="unit_funds")),
        ("上年结转", books.carried_in()),
    ]
    if voice.random.random() < 0.4:
        parts = [(name, fact) for name, fact in parts if fact.value]
    yield line(
        voice.one_of("{opening}，主要包括{parts}。", "{opening}，其中：{parts}。"),
        opening=_opening(voice, "预算收入", total),
        parts=_shares(voice, parts, total),
    )


def _expenditure(voice: Voice) -> Iterator[Words]:
    total = voice.books.spent()
    parts = [(name, voice.books.spent(component=each)) for each, name in (("basic", "基本支出"), ("project", "项目支出"))]
    yield line(
        "{opening}，其中：{parts}。",
        opening=_opening(voice, "支出预算", total),
        parts=_shares(voice, parts, total),
    )


def _appropriation(voice: Voice) -> Iterator[Words]:
    books = voice.books
    total = books.total(fund="appropriation")
    funds = [(f"{name}拨款", books.total(fund=fund)) for fund, name in FUNDS.items()]
    years = [("当年拨款收入", books.income(fund="appropriation")), ("上年结转收入", books.carried_in(fund="appropriation"))]
    classes = codes(books, "function", (3,), fund="appropriation")
    spent = [(function_name(code), books.spent(fund="appropriation", function=code)) for code in classes]
    yield line(
        "{opening}。其中：{funds}。其中：{years}。支出包括：{spent}。",
        opening=_opening(voice, "财政拨款收支总预算", total),
        funds=_each(voice, funds, "，"),
        years=_each(voice, years, "，"),
        spent=_each(voice, spent, "、"),
    )


def _shares(voice: Voice, parts: Sequence[tuple[str, Fact]], whole: Fact) -> Pieces:
    return listed([_shared(voice, name, fact, whole) for name, fact in parts], "；")


def _each(voice: Voice, parts: Sequence[tuple[str, Fact]], between: str) -> Pieces:
    return listed([told("{name}{amount}", name=named(name), amount=voice.stated(fact)) for name, fact in parts], between)


def _by_function(voice: Voice) -> Iterator[Words]:
    books = voice.books
    spent = books.spent(fund="general", paid="own")
    yield line("（一）一般公共预算当年支出规模变化情况", role=BlockRole.HEADING, level=3)
    yield line(
        "{opening}，{change}{why}。",
        opening=_opening(voice, "一般公共预算当年支出", spent),
        change=voice.compared(spent, "比上年"),
        why=voice.why(spent),
    )
    yield line("（二）一般公共预算当年支出结构情况", role=BlockRole.HEADING, level=3)
    parts = [
        (function_name(code), books.spent(fund="general", paid="own", function=code))
        for code in codes(books, "function", (3,), fund="general", paid="own")
    ]
    yield line(
        "{opening}，主要用于以下方面：{parts}。",
        opening=_opening(voice, "一般公共预算当年支出", spent),
        parts=_shares(voice, parts, spent),
    )


def _basic(voice: Voice) -> Iterator[Words]:
    books = voice.books
    yield line(
        "{opening}，其中：", opening=_opening(voice, "一般公共预算安排基本支出", books.spent(fund="general", component="basic"))
    )
    for component, name, end in (("personnel", "人员经费", "；"), ("operating", "公用经费", "。")):
        fact = books.spent(fund="general", component=component)
        accounts = codes(books, "dept", (5,), fund="general", component=component)
        yield line(
            "{name}{amount}{accounts}{end}",
            name=name,
            amount=voice.stated(fact),
            accounts=told("，主要包括：{names}等", names="、".join(map(dept_name, accounts))) if accounts else (),
            end=end,
        )


def _three_public(voice: Voice) -> Iterator[Words]:
    books = voice.books
    same = ("与上年预算数", "相同")
    total = books.amount("three_public")
    names = {
        "因公出国（境）费": "abroad",
        "公务接待费": "reception",
        "公务用车运行维护费": "car_running",
        "公务用车购置费": "car_purchase",
    }
    parts = []
    for name, item in names.items():
        fact = books.amount("three_public", item)
        change = voice.changed(fact, "比上年", same)
        parts.append(
            told("{name}{amount}，{change}{why}", name=name, amount=voice.stated(fact), change=change, why=voice.why(fact))
        )
    yield line(
        voice.one_of(
            "{year}年{name}财政拨款安排的“三公”经费预算{total}，{change}。其中：{parts}。",
            "{year}年{name}“三公”经费财政拨款预算{total}，{change}。其中：{parts}。",
        ),
        year=voice.year,
        name=voice.name,
        total=voice.stated(total),
        change=voice.compared(total, "比上年", same),
        parts=listed(parts, "；"),
    )


def _agency_operating(voice: Voice) -> Iterator[Words]:
    books = voice.books
    fact = books.agency_operating()
    if not fact.value:
        yield line(voice.one_of("本{kind}无机关运行经费。", "本{kind}没有安排机关运行经费。"), kind=voice.level)
        return
    yield line(
        "{year}年{name}机关运行经费预算{amount}，{change}{why}。",
        year=voice.year,
        name=voice.name,
        amount=voice.stated(fact),
        change=voice.compared(fact, "比上年"),
        why=voice.why(fact),
    )


def _procurement(voice: Voice) -> Iterator[Words]:
    books = voice.books
    items = (("goods", "货物"), ("works", "工程"), ("services", "服务"))
    parts = [(f"政府采购{name}预算", books.amount("procurement", item)) for item, name in items]
    yield line(
        "{year}年{name}政府采购预算总额{total}。其中：{parts}。",
        year=voice.year,
        name=voice.name,
        total=voice.stated(books.amount("procurement")),
        parts=_each(voice, parts, "、"),
    )


def _performance(voice: Voice) -> Iterator[Words]:
    books = voice.books
    yield line("1、整体绩效目标")
    yield line(
        voice.one_of("{year}年编报{kind}整体绩效目标，涉及资金{total}。", "{year}年编报了{kind}整体绩效目标，涉及资金{total}。"),
        year=voice.year,
        kind=voice.level,
        total=voice.stated(books.spent()),
    )
    yield line("2、项目绩效目标")
    if not books.projects:
        yield line("{year}年{name}没有安排项目支出，无项目绩效目标。", year=voice.year, name=voice.name)
        return
    spent = books.spent(component="project")
    by_type = []
    for kind, name in _TYPES.items():
        own = [project for project in books.projects if project.type == kind]
        value = sum(books.spent(project=project.name).value for project in own)
        fact = Fact("expenditure", "this", normal({"component": "project", "type": kind}), value)
        if own:
            number = counted("projects", len(own), kind)
            by_type.append(told("{name}{number}个，涉及金额{amount}", name=name, number=number, amount=voice.stated(fact)))
    number = counted("projects", len(books.projects))
    yield line(
        "{year}年{name}纳入绩效目标管理的二级项目{number}个，共计金额{amount}。其中：{parts}。"
        "公开项目绩效目标{number}个，涉及项目金额{amount}，占{kind}项目支出总额的{share}%。",
        year=voice.year,
        name=voice.name,
        kind=voice.level,
        number=number,
        amount=voice.stated(spent),
        parts=listed(by_type, "；"),
        share=share(spent, spent, 0),
    )


def _assets(voice: Voice) -> Iterator[Words]:
    unit, books = voice.books.unit, voice.books
    rest = {use: number for use, number in unit.car_uses.items() if use not in _CARS}
    uses = [told("{name}{number}辆", name=name, number=count(books.amount("cars", use))) for use, name in _CARS.items()]
    uses.append(told("其他公务用车{number}辆", number=counted("cars", sum(rest.values()), "elsewhere")))
    date = told("截至{year}年12月31日", year=year_of(books.year - 1))
    yield line("1、车辆情况：")
    yield line(
        "{date}，{name}共有公务用车{number}辆，其中：{uses}。",
        date=date,
        name=voice.name,
        number=count(books.amount("cars")),
        uses=listed(uses),
    )
    yield line("2、房屋情况：")
    yield line("{date}，{name}使用的办公用房建筑总面积{area}平方米。", date=date, name=voice.name, area=_area(voice))
    yield line("3、其他国有资产占有使用情况：")
    yield line(
        "{date}，{name}占有使用价值100万元（原值）以上的设备{number}台（套）。",
        date=date,
        name=voice.name,
        number=count(books.amount("devices")),
    )


def _area(voice: Voice) -> Piece:
    """How large the offices are, in square metres."""
    return counted("area", voice.books.unit.staff.filled * voice.random.randint(8, 24))


def _other(voice: Voice) -> Iterator[Words]:
    yield line("（一）政府购买服务指导性目录", role=BlockRole.HEADING, level=3)
    yield line(voice.one_of("无", "本{kind}没有需要公开的政府购买服务指导性目录。"), kind=voice.level)
    yield line("（二）其他", role=BlockRole.HEADING, level=3)
    yield line(voice.one_of("无", "没有其他需要说明的事项。"))
