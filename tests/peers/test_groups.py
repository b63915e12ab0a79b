"""Level, type, domain and size of a unit-year, and the labels that are made of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mingcha import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.peers.groups import (
    domain_of,
    functions_of,
    label_told,
    labels,
    level_of,
    place_in,
    size_of,
    told_of,
    year_label,
    year_of,
)
from mingcha.peers.profile import Profile
from mingcha.understanding import Coordinate, Disclosure, Figure
from mingcha.understanding.disclosure import Statement, UnitName
from tests.documents import screener

GROUPS = screener().knowledge.peers.groups
FILE = "peers/groups.yaml"


def _disclosure(unit: str, *, province: str = "", unit_type: str = "", text: str = "", field: str = "") -> Disclosure:
    said = (Statement(1, text, "", "", "", 0),) if text else ()
    names = (UnitName(1, 0, "field", field),) if field else ()
    return Disclosure(
        *("a test", "", unit, 2024, "budget", (), (), said, (), (), (), (), (), 0),
        names=names,
        unit_type=unit_type,
        province=province,
    )


def _profile(**fields: object) -> Profile:
    known = {
        **dict.fromkeys(("id", "document", "sha256", "unit", "province", "unit_type", "level", "domain", "size"), ""),
        **{"year": 2024, "kind": "budget", "amounts": {}, "last": {}, "values": {}},
    }
    return Profile(**{**known, **fields})  # type: ignore[arg-type]  # fields of many types


# -- level --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("某镇人民政府", "township"),
        ("甲县乙乡人民政府", "township"),
        ("上海市某区人民政府某街道办事处", "township"),
        ("甲旗乙苏木人民政府", "township"),
        ("甲县乙镇", "township"),
        ("北京市某区某地区办事处", "township"),
        ("甲县乙镇综合服务中心", "township"),
        ("甲县乙镇中心小学", "county"),
        ("甲县乙镇卫生院", "county"),
        ("甲县医疗保障局", "county"),
        ("甲市乙县医疗保障局", "county"),
        ("甲县城市管理局", "county"),
        ("甲省乙市丙区财政局", "county"),
        ("甲县城镇社区服务中心", "county"),
        ("鄂尔多斯市达拉特旗教育局", "county"),
        ("莫力达瓦达斡尔族自治旗教育局", "county"),
        ("某某土家族自治县民政局", "county"),
        ("上海市浦东新区教育局", "county"),
        ("重庆市某区卫生健康委员会", "county"),
        ("国家税务总局甲县税务局", "county"),
        ("中国共产党甲县委员会组织部", "county"),
        ("中共甲区委宣传部", "county"),
        ("西安市碑林区教育局", "county"),
        ("宜昌市点军区教育局", "county"),
        ("神农架林区财政局", "county"),
        ("张家口市下花园区教育局", "county"),
        ("鄂尔多斯市杭锦旗教育局", "county"),
        ("义乌市财政局", "county"),
        ("浙江省义乌市财政局", "county"),
        ("金华市义乌市财政局", "county"),
        ("中共海城市委办公室", "county"),
        ("石河子市教育局", "county"),
        ("甲市经济技术开发区管理委员会", "county"),
        ("珠海市城市管理局", "city"),
        ("珠海城市规划局", ""),
        ("景德镇市财政局", "city"),
        ("安康市医疗保险经办处", "city"),
        ("甲市市场监督管理局", "city"),
        ("甲市民政局", "city"),
        ("甲市政协办公室", "city"),
        ("甲市中级人民法院", "city"),
        ("延边朝鲜族自治州财政局", "city"),
        ("凉山州教育局", "city"),
        ("锡林郭勒盟行政公署办公室", "city"),
        ("喀什地区教育局", "city"),
        ("广州市财政局", "city"),
        ("成都市市场监督管理局", "city"),
        ("盐城市民政局", "city"),
        ("甲市社区矫正管理局", "city"),
        ("甲市灌区管理中心", "city"),
        ("甲市自然保护区管理局", "city"),
        ("上海市财政局", "province"),
        ("重庆市交通委员会", "province"),
        ("上海市市级机关事务管理局", "province"),
        ("江苏省高级人民法院", "province"),
        ("内蒙古自治区财政厅", "province"),
        ("新疆生产建设兵团教育局", "province"),
        ("某某财政厅", "province"),
        ("教育部机关", "centre"),
        ("国家税务总局", "centre"),
        ("中国气象局", "centre"),
        ("最高人民法院", "centre"),
        ("中国民主同盟甲县委员会", "county"),
        ("城市管理局", ""),
        ("市场监督管理局", ""),
        ("某某大学", ""),
        ("红旗中学", ""),
        ("社区服务中心", ""),
        ("", ""),
    ],
)
def test_the_finest_place_in_the_name_tells_the_level(unit: str, level: str) -> None:
    assert level_of(_disclosure(unit), GROUPS) == level


def test_a_name_in_a_tables_head_serves_where_the_cover_says_no_level() -> None:
    assert level_of(_disclosure("医疗保障局", field="甲县医疗保障局"), GROUPS) == "county"


def test_a_name_elsewhere_tells_type_and_domain_too_where_the_cover_has_none() -> None:
    assert place_in(_disclosure("", field="甲县医疗保障局"), {}, None, GROUPS)[:3] == (
        "county",
        "administrative",
        "medical_security",
    )


@pytest.mark.parametrize(
    ("text", "province", "level"),
    [
        ("本校是教育部直属高校", "", "centre"),
        ("按照省级部门预算编制要求", "", "province"),
        ("2024年市级部门预算", "", "city"),
        ("2024年市级部门预算", "上海", "province"),
        ("县级财政拨款安排", "", "county"),
        ("省级财政拨款和县级财政拨款", "", ""),
        ("本单位职责", "", ""),
    ],
)
def test_the_text_tells_the_level_where_no_name_does_and_the_text_names_one_only(text: str, province: str, level: str) -> None:
    assert level_of(_disclosure("某某中心", text=text, province=province), GROUPS) == level


# -- type of unit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "said", "unit_type"),
    [
        ("甲县医疗保险经办中心", "civil_service", "civil_service"),
        ("甲县医疗保险经办中心", "", "institution"),
        ("甲县医疗保障局", "", "administrative"),
        ("甲县人民法院", "", "administrative"),
        ("某某大学", "", "institution"),
        ("甲县第一中学", "", "institution"),
        ("甲县某某处", "", ""),
    ],
)
def test_the_disclosure_tells_the_type_of_unit_else_the_name(unit: str, said: str, unit_type: str) -> None:
    assert place_in(_disclosure(unit, unit_type=said), {}, None, GROUPS).unit_type == unit_type


# -- domain -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "functions", "domain"),
    [
        # Most money counts, not the most codes; what every unit pays for its own people tells nothing.
        ("某某中心", {"21015": 60, "20805": 100, "21011": 100, "2210201": 100}, "medical_security"),
        ("某某中心", {"20405": 60, "20406": 50}, "courts"),
        # 款 that were renumbered lie in one domain.
        ("某某中心", {"21012": 30, "21015": 30, "20106": 50}, "medical_security"),
        # 项 finer than 款.
        ("某某", {"205": 100, "20502": 90, "2050205": 80, "2050204": 10}, "higher_education"),
        # A whole and its parts count once; what the parts leave open stays with the whole.
        ("某某", {"213": 100, "21303": 40, "201": 70}, "general_services"),
        ("某某", {"213": 100, "21303": 40, "201": 50}, "agriculture"),
        # The name chooses among domains with nearly as much money, not against much more.
        ("甲县司法局", {"20405": 60, "20406": 50}, "justice"),
        ("甲县司法局", {"20405": 60, "20406": 20}, "courts"),
        # Money told for a class only: the name says which of its parts.
        ("甲县医疗保障局", {"208": 10, "210": 90}, "medical_security"),
        ("某某中心", {"208": 10, "210": 90}, "health"),
        # Towns spend on everything.
        ("甲县乙镇人民政府", {"212": 60, "201": 20}, "town_government"),
        # No money told: the name.
        ("甲县公安局", {}, "public_security"),
        ("甲县人民政府办公室", {}, "government_office"),
        ("甲县民政局", {}, "civil_affairs"),
        ("甲县公安局", {"20805": 10}, "public_security"),
        ("中共甲县委党校", {}, "party_schools"),
        ("中共甲县委政法委员会", {}, "party_office"),
        ("中国共产主义青年团甲县委员会", {}, "mass_organisations"),
        ("甲县工商业联合会", {}, "democratic_parties"),
        ("某某大学附属医院", {}, "hospitals"),
        ("甲省社会科学院", {}, "science"),
        ("某某处", {}, ""),
        ("某某处", {"20404": 0}, ""),
        ("某某处", {"99901": 10}, ""),
    ],
)
def test_the_domain_is_where_most_money_lies(unit: str, functions: dict[str, int], domain: str) -> None:
    assert domain_of(unit, functions, GROUPS) == domain


@given(st.dictionaries(st.from_regex(r"2\d{2}(\d{2}){0,2}", fullmatch=True), st.integers(-5, 10**12), max_size=12), st.randoms())
def test_the_order_of_codes_tells_nothing(functions: dict[str, int], random: object) -> None:
    shuffled = list(functions.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' random
    domain = domain_of("某某中心", functions, GROUPS)
    assert domain_of("某某中心", dict(shuffled), GROUPS) == domain
    assert domain in {"", *(one.id for one in GROUPS.domains)}


def test_the_codes_of_domains_and_of_the_code_tables_go_together() -> None:
    """Every 款 of the code tables that is money for a task belongs to a domain, so that none falls to nobody."""
    known = GROUPS.domain_of_code
    functional = screener().knowledge.functional
    for code in functional.entries:
        if len(code) == 5 and code[:3] not in ("209", "218", "221", "228"):
            assert any(code[:n] in known for n in (3, 5)), code


def test_expenditure_by_function_is_taken_from_the_widest_source_of_money() -> None:
    def figure(fen: int, **at: str) -> Figure:
        return Figure(fen, 1, "元", Coordinate("expenditure", **at), 1, 0, "", "", "")

    figures = (
        figure(100, function="210", fund="general_public_budget"),
        figure(300, function="210"),
        figure(70, function="21015", fund="general_public_budget"),
        figure(60, function="21015", component="basic"),
        figure(900, function="21015", period="last"),
        figure(900, function="21015", economy_dept="301"),
        figure(900),
    )
    empty = _disclosure("")
    whole = Disclosure(**{name: getattr(empty, name) for name in empty.__struct_fields__} | {"figures": figures})
    assert functions_of(whole) == {"210": 300, "21015": 70}


# -- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yuan", "size"),
    [(0, "to_300k"), (300_000, "to_300k"), (300_000.01, "300k_1m"), (5_000_000, "3m_10m"), (10**12, "over_3bn")],
)
def test_a_size_is_a_band_of_expenditure_that_holds_its_upper_end(yuan: float, size: str) -> None:
    assert size_of(round(yuan * 100), GROUPS) == size


def test_missing_and_negative_expenditure_has_no_size() -> None:
    assert size_of(None, GROUPS) == size_of(-1, GROUPS) == ""


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_who_spends_more_is_in_no_smaller_band(one: int, other: int) -> None:
    order = [band.id for band in GROUPS.sizes]
    small, large = sorted((one, other))
    assert order.index(size_of(small, GROUPS)) <= order.index(size_of(large, GROUPS))


# -- labels -------------------------------------------------------------------------------------------------------


def test_labels_go_from_the_coarsest_to_the_finest() -> None:
    profile = _profile(level="county", unit_type="institution", domain="medical_security", size="3m_10m")
    assert labels(profile) == ("2024 budget", "county institution", "medical_security", "3m_10m")
    assert told_of(labels(profile), GROUPS, "zh") == ("2024年预算", "县级事业单位", "医疗保障", "支出300万至1000万元")
    assert told_of(labels(profile), GROUPS, "en") == (
        *("2024 budget", "county institution", "medical security", "3 to 10 million yuan"),
    )


def test_what_is_not_known_is_a_label_of_its_own() -> None:
    profile = _profile(year=0, level="county")
    assert labels(profile) == ("unknown budget", "county unknown", "unknown domain", "unknown size")
    assert told_of(labels(profile), GROUPS, "zh") == ("不明年预算", "县级、单位类型不明", "领域不明", "规模不明")
    assert told_of(labels(_profile(unit_type="institution")), GROUPS, "en")[1] == "level unknown, institution"


@pytest.mark.parametrize("label", ["东区", "my own group", "budget", "2024 plan", ""])
def test_a_label_of_a_users_own_table_is_told_as_it_is(label: str) -> None:
    assert label_told(label, GROUPS, "zh") == label
    assert year_of(label)[1] not in GROUPS.kinds


@given(st.integers(0, 9999).filter(lambda year: year == 0 or year > 999), st.sampled_from(["budget", "final_account", ""]))
def test_year_and_kind_come_back_from_their_label(year: int, kind: str) -> None:
    assert year_of(year_label(year, kind)) == (year, kind)


# -- the file -----------------------------------------------------------------------------------------------------


def _said_of(tmp_path: Path, change: object) -> str:
    data = yaml.safe_load((shipped() / FILE).read_text(encoding="utf-8"))
    change(data)  # type: ignore[operator]  # a function of the test
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load(tmp_path)
    assert raised.value.path == str(file)
    assert raised.value.line > 0
    return str(raised.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["levels"][0].update(id="unknown"), "no level may be called 'unknown'"),
        (lambda data: data["levels"][0].update(id="courts"), "the domain 'courts' has the id of another level; rename"),
        (lambda data: data["domains"][3]["codes"].append("20404"), "the code 20404 of"),
        (lambda data: data["domains"][3]["codes"].append("2040"), "a code of 3, 5 or 7 digits"),
        (lambda data: data["domains"].append({"id": "new", "zh": "新", "en": "new"}), "nothing tells the domain 'new'"),
        (
            lambda data: data["domains"].append({"id": "x", "zh": "新", "en": "n", "codes": ["29901"], "decides": True}),
            "give it a name",
        ),
        (lambda data: data["levels"][0]["name"].append("("), "is not a regular expression"),
        (lambda data: data["municipalities"].update(of="cty"), "did you mean 'city'?"),
        (lambda data: data["sizes"]["bands"].pop(), "larger units had no size"),
        (lambda data: data["sizes"]["bands"][0].pop("upto"), "has no upto; write it"),
        (lambda data: data["sizes"]["bands"][1].update(upto=5), "put the sizes in order"),
        (lambda data: data["sizes"].update(amount="expnditure"), "amounts.yaml has no amount 'expnditure'"),
        (lambda data: data["unit_types"].pop(), "the type of unit 'institution' is missing"),
        (lambda data: data["told"]["year"].update(zh="{jahr}"), "other placeholders than {year} and {kind}"),
        (lambda data: data.update(nearr=1), "unknown field 'nearr'"),
        (lambda data: data.pop("near"), "the field 'near' is missing"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_a_remedy(tmp_path: Path, change: object, said: str) -> None:
    assert said in _said_of(tmp_path, change)
