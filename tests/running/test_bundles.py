"""One disclosure in several files: what belongs together, in which order, and where its lines then stand."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import Limits, Screener, UnreadableDocumentError
from mingcha.amounts import Amount
from mingcha.reading import Document, Paragraph, Table, read
from mingcha.running import one, run
from mingcha.running.bundles import Part, bundle, groups, part_of
from tests.documents import screener, with_tabs
from tests.reading.workbooks import Rows, xlsx

UNIT = "某县档案馆"
TEXT = """
    某县档案馆

    2024年单位预算公开说明

    第一部分 收支说明

    一、收支预算总体情况

    本单位当年预算收入400.00万元，较上年增加10.00万元，主要原因是人员增加。本单位当年预算支出400.00万元，较上年增加10.00万元，主要原因是人员增加。

    二、一般公共预算拨款支出情况

    本单位当年一般公共预算支出450.00万元，其中：

    （1）一般公共服务支出（201）400.00万元，较上年增加10.00万元，主要原因是人员增加；

    三、“三公”经费情况

    本单位当年一般公共预算“三公”经费预算支出0万元，因公出国（境）经费0万元，公务接待费0万元，公务用车运行维护费0万元，公务用车购置费0万元。
    """
HEAD = ["功能科目编码", "功能科目名称", "合计", "人员经费支出", "公用经费支出"]
TITLES = ("一般公共预算支出明细表（按支出功能分类科目）", "单位预算支出总表", "一般公共预算基本支出明细表（按支出功能分类科目）")


def _tables(unit: str = UNIT, factor: int = 1) -> bytes:
    rows: Rows = [
        HEAD,
        ["", "合计", 400 * factor, 300 * factor, 100 * factor],
        [201, "一般公共服务支出", 400 * factor, 300 * factor, 100 * factor],
    ]
    return xlsx({title: [[title], [f"部门：{unit}", None, None, None, "单位：万元"], *rows] for title in TITLES})


def _text(unit: str = UNIT) -> bytes:
    return with_tabs(TEXT).replace(UNIT, unit).encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_text_and_tables_in_one_folder_are_screened_as_one(tmp_path: Path) -> None:
    folder = _write(tmp_path / "公开", {"说明.txt": _text(), "附件.xlsx": _tables()})
    (report,) = run([folder], screener()).documents
    assert report.document == str(folder / "说明.txt")
    assert (report.unit, report.year, report.tables) == (UNIT, 2024, 3)
    assert report.claims
    result = run([folder], screener())
    assert any(
        {place.spot.file for place in finding.places if place.spot} == {"说明.txt", "附件.xlsx"} for finding in result.findings
    )


def test_an_archive_of_one_disclosure_is_one_screening(tmp_path: Path) -> None:
    path = _zip(tmp_path / "公开.zip", {"附件.xlsx": _tables(), "说明.txt": _text(), "~$说明.docx": b"x"})
    screening = screener().screen(path)
    assert screening.disclosure.document == str(path)
    assert len(screening.disclosure.tables) == 3
    assert screening.disclosure.claims
    result = run([path], screener())
    assert [report.document for report in result.documents] == [str(path)]
    assert [finding.id for finding in result.findings] == [finding.id for finding in screening.findings]
    assert result.passed_over == [f"{path}/~$说明.docx"]


def test_an_archive_of_several_disclosures_gives_several_reports(tmp_path: Path) -> None:
    other = "某县图书馆"
    files = {
        "甲/说明.txt": _text(),
        "甲/表.xlsx": _tables(),
        "乙/说明.txt": _text(other),
        "乙/表.xlsx": _tables(other, 3),
        "坏.pdf": b"%PDF-",
    }
    path = _zip(tmp_path / "公开.zip", files)
    reports = run([path], screener()).documents
    assert [(report.document.removeprefix(f"{path}/"), report.unit, report.tables, report.status) for report in reports] == [
        ("乙/说明.txt", other, 3, "read"),
        ("甲/说明.txt", UNIT, 3, "read"),
        ("坏.pdf", "", 0, "failed"),
    ]
    with pytest.raises(UnreadableDocumentError, match="holds 2 disclosures"):
        screener().screen(path)


def test_what_an_archive_of_one_disclosure_has_besides_is_a_problem(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "公开.zip", {"附件.xlsx": _tables(), "说明.txt": _text(), "坏.pdf": b"%PDF-", "通知.txt": "请公开。".encode()}
    )
    screening = screener().screen(path)
    assert sorted(problem.reason.partition(":")[0] for problem in screening.problems) == ["坏.pdf", "通知.txt"]


def test_a_bundle_is_one_whatever_it_says(tmp_path: Path) -> None:
    files = {"表.xlsx": _tables("某县图书馆"), "说明.txt": _text()}
    folder, path = _write(tmp_path / "公开", files), _zip(tmp_path / "公开.zip", files)
    assert len(run([folder], screener()).documents) == 2
    for sources in ([folder], [path], [folder / "表.xlsx", folder / "说明.txt"]):
        (report,) = run(sources, screener(), bundle=True).documents
        assert (report.tables, report.unit) == (3, UNIT)
        assert report.document == str(sources[0])


def test_what_of_a_bundle_cannot_be_read_is_a_problem_of_the_whole(tmp_path: Path) -> None:
    folder = _write(tmp_path / "公开", {"表.xlsx": _tables(), "坏.pdf": b"%PDF-"})
    (report,) = run([folder], screener(), bundle=True).documents
    assert report.status == "partly"
    assert any("坏.pdf" in problem for problem in report.problems)


# -- which documents belong together -------------------------------------------------------------------------------------


def _part(name: str, unit: str = UNIT, year: int = 2024, kind: str = "budget", what: str = "tables", said: int = 0) -> Part:
    return Part(name, unit, year, kind, what == "text", what == "tables", frozenset((said,)) if said else frozenset())


def _grouped(*parts: Part) -> list[list[str]]:
    return [[part.name for part in group] for group in groups(parts)]


def test_text_stands_first_and_tables_by_their_numbers() -> None:
    parts = [_part("附件10"), _part("附件2"), _part("附件1"), _part("说明", what="text")]
    assert _grouped(*parts) == [["说明", "附件1", "附件2", "附件10"]]
    assert _grouped(_part("表十"), _part("表二"), _part("表一")) == [["表一", "表二", "表十"]]


@pytest.mark.parametrize(
    "other",
    [
        _part("表", "某县图书馆"),
        _part("表", year=2023),
        _part("表", kind="final_account"),
        _part("表")._replace(scope="单位"),
        _part("表", what="text"),
    ],
)
def test_units_years_budgets_and_final_accounts_are_never_mixed(other: Part) -> None:
    text = _part("说明", what="text")._replace(scope="部门", told=TOLD)
    assert len(_grouped(text, other._replace(printed=PRINTED))) == 2


TOLD = frozenset(Amount(fen, 10_000) for fen in (325_420_000, 282_880_000, 42_540_000))
PRINTED = frozenset((325_421_800, 282_881_800, 42_540_000, 100))


def test_what_a_document_does_not_say_follows_where_only_one_disclosure_is_possible() -> None:
    assert _grouped(_part("说明", what="text"), _part("表", year=0, kind="")) == [["说明", "表"]]
    text, table = _part("说明", what="text")._replace(told=TOLD), _part("表", "", 0, "")._replace(printed=PRINTED)
    assert _grouped(text, table) == [["说明", "表"]]
    assert _grouped(text._replace(unit=""), table._replace(unit=UNIT)) == [["说明", "表"]]
    assert len(_grouped(text, text._replace(name="说明2", unit="某县图书馆"), table)) == 3


def test_an_unknown_unit_is_another_unless_the_amounts_of_the_text_stand_in_the_tables() -> None:
    text, table = _part("说明", what="text"), _part("表", "")
    assert len(_grouped(text, table)) == 2
    assert len(_grouped(text._replace(told=TOLD), table._replace(printed=frozenset((325_421_800, 100))))) == 2
    assert len(_grouped(text._replace(unit=""), table)) == 2
    assert _grouped(text._replace(unit="", told=TOLD), table._replace(printed=PRINTED)) == [["说明", "表"]]


def test_a_document_that_repeats_another_stays_alone() -> None:
    assert _grouped(_part("说明", what="text"), _part("表.pdf", said=1), _part("表.xlsx", said=1)) == [
        ["说明", "表.pdf"],
        ["表.xlsx"],
    ]


_PARTS = st.builds(
    _part,
    st.uuids().map(str),
    st.sampled_from(["", "甲", "乙"]),
    st.sampled_from([0, 2023, 2024]),
    st.sampled_from(["", "budget", "final_account"]),
    st.sampled_from(["text", "tables", "nothing"]),
).flatmap(
    lambda part: st.builds(
        part._replace,
        scope=st.sampled_from(["", "部门", "单位"]),
        told=st.sampled_from([frozenset(), TOLD]),
        printed=st.sampled_from([frozenset(), PRINTED]),
    )
)


@given(parts=st.lists(_PARTS, max_size=8))
def test_no_group_contradicts_itself_and_no_part_is_lost(parts: list[Part]) -> None:
    found = groups(parts)
    assert sorted(part.name for group in found for part in group) == sorted(part.name for part in parts)
    for group in found:
        assert len({part.unit for part in group if part.unit}) <= 1
        assert len({part.year for part in group if part.year}) <= 1
        assert len({part.kind for part in group if part.kind}) <= 1
        assert len({part.scope for part in group if part.scope}) <= 1
        assert (
            len(group) == 1
            or all(part.unit for part in group)
            or {bool(one.told) for one in group} & {bool(one.printed) for one in group} & {True}
        )


@given(parts=st.lists(_PARTS, max_size=6), random=st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(parts: list[Part], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert groups(shuffled) == groups(parts)


# -- what a document says of itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "cover", "scope"),
    [
        ("附件1：2024年部门预算公开表", "", "部门"),
        ("2024年单位综合预算说明", "2024年部门预算", "单位"),
        ("说明", "某县教育局 2024 年部门综合预算说明", "部门"),
        ("某县教育局本级2024年预算", "", "单位"),
        ("单位预算收支总表", "", ""),
        ("2024年部门预算和单位预算", "", ""),
    ],
)
def test_a_department_is_told_from_a_single_unit(stem: str, cover: str, scope: str) -> None:
    document = _read(f"公开/{stem}.txt", cover.encode() or b"x")
    assert part_of(document, screener().understand(document)).scope == scope


BARE = (
    TEXT.replace(UNIT, "{unit}")
    .replace("400.00万元", "{total}万元")
    .replace("10.00万元", "{more}万元")
    .replace("450.00", "{most}")
)


def _bare_text(unit: str) -> bytes:
    return with_tabs(BARE.format(unit=unit, total="412.37", more="12.34", most="451.26")).encode()


def _unnamed_tables(scale: float = 1.0) -> bytes:
    rows: Rows = [
        HEAD,
        ["", "合计", 451.26 * scale, 412.37 * scale, 38.89 * scale],
        [201, "一般公共服务支出", 451.26 * scale, 412.37 * scale, 12.34 * scale],
    ]
    return xlsx({title: [[title], ["单位：万元"], *rows] for title in TITLES})


@pytest.mark.parametrize("name", ["某县妇联2024年部门预算.xlsx", "附件2：某县卫生健康局2024年部门预算公开表.xlsx", "表.xlsx"])
def test_two_units_in_one_folder_are_two_reports(tmp_path: Path, name: str) -> None:
    folder = _write(tmp_path / "公开", {"说明.txt": _bare_text(UNIT), name: _unnamed_tables(1.31)})
    assert len(run([folder], screener()).documents) == 2
    path = _zip(tmp_path / "公开.zip", {"说明.txt": _bare_text(UNIT), name: _unnamed_tables(1.31)})
    assert len(run([path], screener()).documents) == 2


@pytest.mark.parametrize("unit", [UNIT, "某县妇联"])
def test_tables_that_name_no_unit_follow_the_text_whose_amounts_they_have(tmp_path: Path, unit: str) -> None:
    folder = _write(tmp_path / "公开", {"说明.txt": _bare_text(unit), "表.xlsx": _unnamed_tables()})
    (report,) = run([folder], screener()).documents
    assert report.tables == 3
    assert report.claims


def test_the_budgets_of_a_department_and_of_its_own_unit_are_two(tmp_path: Path) -> None:
    files = {
        "2024年部门预算说明.txt": _text().replace("单位预算公开".encode(), "部门预算公开".encode()),
        "2024年部门预算公开表.xlsx": _tables(),
        "2024年单位预算说明.txt": _text(),
        "2024年单位预算公开表.xlsx": _tables(factor=3),
    }
    reports = run([_write(tmp_path / "公开", files)], screener()).documents
    assert [report.tables for report in reports] == [3, 3]


# -- how often and how much is read --------------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counts: Counter[str] = Counter()

    def counting(name: str, does: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **named: object) -> object:
            counts[name] += 1
            return does(*arguments, **named)

        return called

    for name in ("read", "understand"):
        monkeypatch.setattr(one, name, counting(name, getattr(one, name)))
    return counts


def test_parts_are_read_alone_and_once_more_together(tmp_path: Path, counted: Counter[str]) -> None:
    folder = _write(tmp_path / "公开", {"说明.txt": _text(), "附件.xlsx": _tables()})
    run([folder], screener())
    # That they are one is known when the folder was gone through; nothing of it is kept in memory until then.
    assert counted == {"read": 4, "understand": 3}


def test_an_archive_of_one_document_is_understood_once(tmp_path: Path, counted: Counter[str]) -> None:
    path = _zip(tmp_path / "公开.zip", {"附件.xlsx": _tables()})
    run([path], screener())
    assert counted == {"understand": 1}
    screener().screen(path)
    assert counted == {"understand": 2}


def test_an_archive_in_a_folder_may_be_a_part(tmp_path: Path) -> None:
    folder = _write(tmp_path / "公开", {"说明.txt": _text()})
    _zip(folder / "附件.zip", {"表.xlsx": _tables()})
    assert [report.tables for report in run([folder], screener()).documents] == [3]


def test_a_place_in_an_archive_that_is_a_part_names_both(tmp_path: Path) -> None:
    inner = bundle([_read("甲.txt", b"a"), _read("乙.txt", b"b")], "更多.zip")
    whole = bundle([_read("说明.txt", b"c"), inner], "公开")
    assert [spot.file for spot in whole.spots.values()] == ["说明.txt", "更多.zip/甲.txt", "更多.zip/乙.txt"]


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with path.open("wb") as file:
        file.truncate(1_000_000_000_000)  # has no bytes on the disk; nothing could read it
    with pytest.raises(UnreadableDocumentError, match="--max-bytes"):
        screener().read(path)
    for together in (False, True):
        (report,) = run([path], screener(), bundle=together).documents
        assert "--max-bytes" in report.problems[0]


def test_a_file_that_says_no_size_is_read_to_the_limit() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no file without an end")
    with pytest.raises(UnreadableDocumentError, match="--max-bytes"):
        Screener(limits=Limits(max_bytes=10_000)).read("/dev/zero")


def test_an_archive_over_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "公开.zip", {"说明.txt": _text()})
    small = Screener(limits=Limits(max_bytes=100))
    for source in (path, path.read_bytes()):
        with pytest.raises(UnreadableDocumentError, match="--max-bytes"):
            small.read_parts(source, "公开.zip")


# -- several documents as one --------------------------------------------------------------------------------------------


def _read(name: str, data: bytes) -> Document:
    return read(data, name)


def test_lines_are_counted_through_and_every_place_has_its_file() -> None:
    text, book = _read("甲/说明.txt", "一、收支\n\n本年收入4元。\n".encode()), _read("甲/表.xlsx", _tables())
    whole = bundle([text, book], "甲")
    lines = [block.line for block in whole.blocks]
    assert lines == sorted(set(lines))
    assert [whole.spots[line].file for line in lines[:3]] == ["说明.txt", "说明.txt", "表.xlsx"]
    assert [whole.spots[line].line for line in lines[:2]] == [1, 3]
    table = next(block for block in whole.blocks if isinstance(block, Table))
    spot = table.rows[1].spots[2]
    assert spot is not None
    assert (spot.file, spot.sheet, spot.cell) == ("表.xlsx", TITLES[0], "C4")


def test_a_file_that_begins_with_a_table_has_its_name_for_a_title() -> None:
    table = _read("收支总表.tsv", "项目\t预算数\n收入\t4.00\n".encode())
    whole = bundle([table, _read("支出总表.tsv", "项目\t预算数\n支出\t4.00\n".encode())], "公开")
    assert [block.text if isinstance(block, Paragraph) else len(block.rows) for block in whole.blocks] == [
        "收支总表",
        2,
        "支出总表",
        2,
    ]


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    whole = bundle([_read("公开/一/表.txt", b"a"), _read("公开/二/表.txt", b"b")], "公开")
    assert [spot.file for spot in whole.spots.values()] == ["一/表.txt", "二/表.txt"]


def test_a_screener_reads_an_archive_from_bytes() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("说明.txt", _text())
    assert Screener().read(file.getvalue(), "公开.zip").name == "公开.zip"
