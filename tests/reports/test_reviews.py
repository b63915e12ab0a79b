"""What examiners judged: kept with a run, passed on in files, carried over to later years."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from mingcha.errors import UsageError
from mingcha.explaining.node import Node
from mingcha.reports.applying import apply
from mingcha.reports.carrying import carry, read_former
from mingcha.reports.cases import Told
from mingcha.reports.review_index import Index, index_line
from mingcha.reports.reviewed import reviewed
from mingcha.reports.reviews import Review, exchange_text, read_exchange, read_reviews, run_id, write_reviews
from mingcha.wilson import wilson
from tests.documents import WRONG, screener, written
from tests.reviews import Found, confirmed, dismissed, finding_id, said, write_file, write_run

ONE, TWO, THREE = map(finding_id, (1, 2, 3))
FEW = settings(max_examples=25)
"""Each example writes and reads some files."""


def _kept(run: Path) -> bytes:
    return (run / "reviews.jsonl").read_bytes()


# -- applying -------------------------------------------------------------------------------------------------------------


def test_reviews_of_a_file_are_kept_with_what_their_findings_are_of(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE), Found(TWO, cause="one_digit", province="江苏省")])
    file = write_file(tmp_path / "a.json", [dismissed(TWO, "已更正", when="2026-01-02T03:04:05Z"), confirmed(ONE)])
    applied = apply(run, [file])
    assert (applied.taken, applied.new, applied.conflicts, applied.unknown, applied.vanished) == (2, 2, (), (), ())
    about = {"unit": "某县档案馆", "year": 2024, "kind": "budget", "rule": "TOT-003", "at": "商品和服务支出"}
    assert [json.loads(line) for line in _kept(run).splitlines()] == [
        {"finding": ONE, "state": "confirmed", "about": about},
        {
            "finding": TWO,
            "state": "dismissed",
            "reason": "已更正",
            "when": "2026-01-02T03:04:05Z",
            "about": {**about, "cause": "one_digit", "province": "江苏省"},
        },
    ]


def test_of_two_files_the_later_wins_and_the_conflict_is_told(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)])
    first, second = write_file(tmp_path / "a.json", [dismissed(ONE)]), write_file(tmp_path / "b.json", [confirmed(ONE)])
    applied = apply(run, [first, second])
    assert said(applied.reviews) == {ONE: "confirmed"}
    (conflict,) = applied.conflicts
    assert (conflict.now.state, conflict.now_from, conflict.was.state, conflict.was_from) == (
        "confirmed",
        str(second),
        "dismissed",
        str(first),
    )


def test_what_the_run_kept_gives_way_to_a_file_and_is_told(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)], [dismissed(ONE)])
    (conflict,) = apply(run, [write_file(tmp_path / "a.json", [{"finding": ONE, "state": "open"}])]).conflicts
    assert (conflict.now.state, conflict.was.state, conflict.was_from) == ("open", "dismissed", str(run / "reviews.jsonl"))


def test_a_judgement_does_not_give_way_to_one_that_was_carried_over(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)], [confirmed(ONE)])
    applied = apply(run, [write_file(tmp_path / "a.json", [dismissed(ONE, carried=2023)])])
    assert said(applied.reviews) == {ONE: "confirmed"}
    assert [conflict.was.carried for conflict in applied.conflicts] == [2023]


def test_findings_that_the_run_does_not_have_are_told_and_not_taken(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)])
    file = write_file(tmp_path / "a.json", [confirmed(ONE), confirmed(TWO)])
    applied = apply(run, [file])
    assert said(applied.reviews) == {ONE: "confirmed"}
    assert [(path, review.finding) for path, review in applied.unknown] == [(str(file), TWO)]


def test_a_file_of_another_run_is_refused_as_a_whole(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)])
    with pytest.raises(UsageError, match="has none of the 1 findings they are of; name the folder of the run"):
        apply(run, [write_file(tmp_path / "a.json", [confirmed(TWO)])])
    assert not (run / "reviews.jsonl").exists()


def test_a_review_whose_finding_vanished_is_kept_aside_with_what_it_was_of(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE), Found(TWO)])
    apply(run, [write_file(tmp_path / "a.json", [confirmed(ONE), dismissed(TWO)])])
    write_run(run, [Found(ONE)])
    applied = apply(run, [write_file(tmp_path / "b.json", [confirmed(ONE)])])
    assert said(applied.reviews) == {ONE: "confirmed", TWO: "dismissed"}
    assert [(review.finding, review.about and review.about.unit) for review in applied.vanished] == [(TWO, "某县档案馆")]
    write_run(run, [Found(ONE), Found(TWO)])
    assert [review.finding for review in reviewed(run).reviews] == [ONE, TWO]


WRONG_FILES = {
    "no JSON": ('{"form":\nx}', "line 2", "JSON is malformed"),
    "no file of reviews": ("[]", "", "Expected `object`"),
    "another form": ('{"form": "mingcha-reviews/9", "run": "", "reviews": []}', "", "$.form"),
    "no reviews": ('{"form": "mingcha-reviews/1", "run": ""}', "", "`reviews`"),
    "no id": (
        '{"form": "mingcha-reviews/1", "run": "", "reviews": [{"finding": "x", "state": "open"}]}',
        "",
        "$.reviews[0].finding",
    ),
    "no state": (f'{{"form": "mingcha-reviews/1", "run": "", "reviews": [{{"finding": "{ONE}", "state": "no"}}]}}', "", ".state"),
    "no reason": (
        f'{{"form": "mingcha-reviews/1", "run": "", "reviews": [{{"finding": "{ONE}", "state": "dismissed", "reason": " "}}]}}',
        "",
        "dismissed without a reason; write the reason - at `$.reviews[0]`",
    ),
    "no day": (
        f'{{"form": "mingcha-reviews/1", "run": "", "reviews": [{{"finding": "{ONE}", "state": "open", '
        '"when": "2026-13-01T00:00:00Z"}]}',
        "",
        "month must be in 1..12 - at `$.reviews[0]`",
    ),
    "a slip of the pen": (
        f'{{"form": "mingcha-reviews/1", "run": "", "reviews": [{{"finding": "{ONE}", "state": "open", "resaon": ""}}]}}',
        "",
        "`resaon` - at `$.reviews[0]`",
    ),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_file_is_told_with_its_place_and_remedy_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    text, line, place = WRONG_FILES[name]
    run = write_run(tmp_path / "run", [Found(ONE)])
    right, wrong = write_file(tmp_path / "a.json", [confirmed(ONE)]), tmp_path / "b.json"
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        apply(run, [right, wrong])
    assert str(error.value).startswith(str(wrong))
    assert line in str(error.value)
    assert place in str(error.value)
    assert str(error.value).endswith("export it again from the report page")
    assert not (run / "reviews.jsonl").exists()


@pytest.mark.parametrize("line", [b"{", '{"reason": "有依据"}'.encode("gbk")])
def test_a_damaged_file_of_the_run_is_told_with_its_line(line: bytes, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)], [confirmed(ONE)])
    with (run / "reviews.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(UsageError, match=r"reviews\.jsonl, line 2: not a review"):
        apply(run, [write_file(tmp_path / "a.json", [confirmed(ONE)])])


def test_a_folder_that_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no finished run in it"):
        apply(tmp_path, [write_file(tmp_path / "a.json", [confirmed(ONE)])])


def test_a_file_that_an_editor_gave_a_mark_is_read(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)])
    file = write_file(tmp_path / "a.json", [confirmed(ONE)])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert said(apply(run, [file]).reviews) == {ONE: "confirmed"}


# -- laws of applying -----------------------------------------------------------------------------------------------------

IDS = [finding_id(number) for number in range(8)]
_REASONS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_WHENS = st.sampled_from(["", "2026-01-02T03:04:05Z", "2027-01-02T03:04:05Z"])


@st.composite
def _reviews(draw: st.DrawFn) -> dict[str, Any]:
    state = draw(st.sampled_from(["open", "confirmed", "dismissed"]))
    reason = draw(_REASONS)
    if state == "dismissed" and not reason.strip():
        reason = "有依据"
    return {"finding": draw(st.sampled_from(IDS)), "state": state, "reason": reason, "when": draw(_WHENS)}


_FILES = st.lists(st.lists(_reviews(), max_size=4), min_size=1, max_size=3)


def _applied(folder: str, files: Sequence[Sequence[Mapping[str, Any]]], times: int = 1) -> dict[str, Review]:
    run = write_run(Path(folder) / "run", map(Found, IDS))
    (run / "reviews.jsonl").unlink(missing_ok=True)
    paths = [write_file(Path(folder) / f"{number}.json", reviews) for number, reviews in enumerate(files)]
    for _ in range(times):
        apply(run, paths)
    return dict(read_reviews(run))


@FEW
@given(_FILES)
def test_applying_twice_is_as_once(files: list[list[dict[str, Any]]]) -> None:
    with TemporaryDirectory() as folder:
        assert _applied(folder, files, times=2) == _applied(folder, files)


@FEW
@given(_FILES)
def test_the_last_review_of_each_finding_counts(files: list[list[dict[str, Any]]]) -> None:
    last = {review["finding"]: review for reviews in files for review in reviews}
    with TemporaryDirectory() as folder:
        kept = _applied(folder, files)
    assert {finding: (one.state, one.reason, one.when) for finding, one in kept.items()} == {
        finding: (review["state"], review["reason"], review["when"]) for finding, review in last.items()
    }


@FEW
@given(_FILES, st.randoms(use_true_random=False))
def test_the_order_of_files_of_different_findings_does_not_matter(files: list[list[dict[str, Any]]], random: Any) -> None:
    seen: set[str] = set()
    apart = []
    for reviews in files:
        apart.append([review for review in reviews if review["finding"] not in seen])
        seen.update(review["finding"] for review in reviews)
    shuffled = random.sample(apart, len(apart))
    with TemporaryDirectory() as folder:
        assert _applied(folder, apart) == _applied(folder, shuffled)


@FEW
@given(_FILES)
def test_what_a_run_exports_gives_another_copy_of_it_the_same_bytes(files: list[list[dict[str, Any]]]) -> None:
    with TemporaryDirectory() as folder:
        _applied(folder, files)
        run, copy = Path(folder) / "run", write_run(Path(folder) / "copy", map(Found, IDS))
        kept = read_reviews(run)
        exported = Path(folder) / "exported.json"
        exported.write_bytes(exchange_text(run_id(run), kept.values()))
        apply(copy, [exported])
        assert read_reviews(copy) == kept
        assert not kept or _kept(copy) == _kept(run)
        assert read_exchange(exported).run == run_id(copy)


@FEW
@given(st.lists(_reviews(), unique_by=lambda review: review["finding"]), st.randoms(use_true_random=False))
def test_what_is_written_is_read_and_does_not_depend_on_the_order(reviews: list[dict[str, Any]], random: Any) -> None:
    given = [msgspec.convert(review, Review) for review in reviews]
    with TemporaryDirectory() as folder:
        write_reviews(Path(folder), given)
        written = _kept(Path(folder))
        write_reviews(Path(folder), random.sample(given, len(given)))
        assert _kept(Path(folder)) == written
        assert read_reviews(Path(folder)) == {review.finding: review for review in given}


# -- carrying over --------------------------------------------------------------------------------------------------------


def _judged(folder: Path, findings: Sequence[Found], reviews: Sequence[Mapping[str, Any]]) -> Path:
    """A run with findings and reviews that were applied to it."""
    run = write_run(folder, findings)
    apply(run, [write_file(folder / "given.json", reviews)])
    return run


def _carried(old: Path, new: Path) -> dict[str, str]:
    return said(carry(read_former([old], new), new).reviews)


def test_a_dismissal_is_carried_over_to_the_next_year_with_year_and_reason(tmp_path: Path) -> None:
    old = _judged(tmp_path / "2023", [Found(ONE, year=2023)], [dismissed(ONE, "附注已说明")])
    new = write_run(tmp_path / "2024", [Found(TWO)])
    carried = carry(read_former([old], new), new)
    assert [(one.finding, one.state, one.reason, one.carried) for one in carried.carried] == [
        (TWO, "dismissed", "附注已说明", 2023)
    ]
    assert read_reviews(new) == carried.reviews


def test_the_year_stays_that_in_which_an_examiner_looked(tmp_path: Path) -> None:
    old = _judged(tmp_path / "2022", [Found(ONE, year=2022)], [dismissed(ONE)])
    middle, new = write_run(tmp_path / "2023", [Found(TWO, year=2023)]), write_run(tmp_path / "2024", [Found(THREE)])
    assert _carried(old, middle) == {TWO: "dismissed 2022"}
    assert _carried(middle, new) == {THREE: "dismissed 2022"}


SAME = Found(TWO)


@pytest.mark.parametrize(
    "new",
    [
        SAME._replace(unit=" 某县 档案馆　"),
        SAME._replace(row="２．商品和服务支出"),
        SAME._replace(year=2026),
        SAME._replace(province="江苏省"),
    ],
)
def test_the_same_in_another_print_is_the_same(new: Found, tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [dismissed(ONE)])
    assert _carried(old, write_run(tmp_path / "new", [new])) == {TWO: "dismissed 2023"}


@pytest.mark.parametrize(
    "new",
    [
        SAME._replace(unit="某县图书馆"),
        SAME._replace(unit=""),
        SAME._replace(rule="TOT-004"),
        SAME._replace(cause="one_digit"),
        SAME._replace(row="工资福利支出"),
        SAME._replace(kind="final_account"),
        SAME._replace(year=2023),
        SAME._replace(year=2022),
        SAME._replace(year=0),
    ],
)
def test_what_is_not_the_same_is_not_carried_over(new: Found, tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [dismissed(ONE)])
    assert _carried(old, write_run(tmp_path / "new", [new])) == {}


def test_the_same_name_in_two_provinces_is_two_units(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023, province="江苏省")], [dismissed(ONE)])
    new = write_run(tmp_path / "new", [Found(TWO, province="江苏省"), Found(THREE, province="陕西省")])
    assert _carried(old, new) == {TWO: "dismissed 2023"}


def test_another_row_of_the_same_rule_is_told(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [dismissed(ONE)])
    new = write_run(tmp_path / "new", [Found(TWO, row="工资福利支出")])
    assert [one.finding for one in carry(read_former([old], new), new).elsewhere] == [TWO]


def test_confirmed_findings_are_not_carried_over(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [confirmed(ONE)])
    assert _carried(old, write_run(tmp_path / "new", [Found(TWO)])) == {}


@pytest.mark.parametrize("other", [confirmed(THREE), {"finding": THREE, "state": "open"}])
def test_what_was_judged_in_several_ways_is_not_carried_over_and_told(other: dict[str, Any], tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023), Found(THREE, year=2023)], [dismissed(ONE), other])
    new = write_run(tmp_path / "new", [Found(TWO)])
    carried = carry(read_former([old], new), new)
    assert said(carried.reviews) == {}
    assert [(one.finding, one.about and one.about.unit) for one in carried.mixed] == [(TWO, "某县档案馆")]


def test_the_last_year_that_was_judged_decides(tmp_path: Path) -> None:
    first = _judged(tmp_path / "2022", [Found(ONE, year=2022)], [dismissed(ONE)])
    second = _judged(tmp_path / "2023", [Found(THREE, year=2023)], [confirmed(THREE)])
    new = write_run(tmp_path / "2024", [Found(TWO)])
    assert said(carry(read_former([first, second], new), new).reviews) == {}


def test_what_was_set_back_to_open_stays_open(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [dismissed(ONE)])
    new = write_run(tmp_path / "new", [Found(TWO)])
    assert _carried(old, new) == {TWO: "dismissed 2023"}
    apply(new, [write_file(tmp_path / "a.json", [{"finding": TWO, "state": "open"}])])
    assert _carried(old, new) == {TWO: "open"}


def test_reviews_of_the_very_same_finding_are_kept_as_they_are(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE), Found(TWO)], [confirmed(ONE), dismissed(TWO)])
    new = write_run(tmp_path / "new", [Found(ONE), Found(TWO), Found(THREE)])
    carried = carry(read_former([old], new), new)
    assert said(carried.reviews) == {ONE: "confirmed", TWO: "dismissed"}
    assert (carried.taken, carried.carried) == (2, ())


def test_what_the_new_run_says_of_the_very_same_finding_stays_and_is_told(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE)], [confirmed(ONE)])
    new = _judged(tmp_path / "new", [Found(ONE)], [dismissed(ONE)])
    carried = carry(read_former([old], new), new)
    assert said(carried.reviews) == {ONE: "dismissed"}
    assert [conflict.was_from for conflict in carried.conflicts] == [str(old)]


def test_a_file_of_a_run_carries_over_and_one_of_a_page_says_too_little(tmp_path: Path) -> None:
    old = _judged(tmp_path / "old", [Found(ONE, year=2023)], [dismissed(ONE)])
    exported = tmp_path / "exported.json"
    exported.write_bytes(exchange_text("", read_reviews(old).values()))
    new = write_run(tmp_path / "new", [Found(TWO)])
    assert carry(read_former([old / "given.json"], new), new).unnamed == 1
    assert said(read_reviews(new)) == {}
    assert _carried(exported, new) == {TWO: "dismissed 2023"}
    (new / "reviews.jsonl").unlink()
    assert _carried(old / "reviews.jsonl", new) == {TWO: "dismissed 2023"}


def test_a_run_is_not_carried_over_to_itself_nor_a_folder_that_is_none(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [Found(ONE)])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="this is the run itself"):
        read_former([run / "." / "reviews.jsonl"], run)
    with pytest.raises(UsageError, match="there is no finished run in it"):
        read_former([tmp_path / "empty"], run)
    with pytest.raises(UsageError, match=r"nowhere: .*name a file"):
        read_former([tmp_path / "nowhere"], run)


_FOUND = st.builds(
    Found,
    id=st.sampled_from(IDS),
    unit=st.sampled_from(["甲局", "乙局"]),
    year=st.sampled_from([2022, 2023, 2024]),
    rule=st.sampled_from(["TOT-001", "TOT-002"]),
    row=st.sampled_from(["a", "b"]),
)
_RUNS = st.lists(_FOUND, min_size=1, max_size=8, unique_by=lambda found: found.id)


@FEW
@given(_RUNS, _RUNS, st.lists(_reviews(), max_size=8), st.lists(_reviews(), max_size=3))
def test_carrying_over_twice_is_as_once_and_changes_no_judgement(
    old: list[Found], new: list[Found], reviews: list[dict[str, Any]], own: list[dict[str, Any]]
) -> None:
    years = {found.id: found.year for found in old}
    judged = [review for review in reviews if review["finding"] in years]
    kept = [review for review in own if review["finding"] in {found.id for found in new}]
    with TemporaryDirectory() as folder:
        one = write_run(Path(folder) / "old", old)
        apply(one, [write_file(Path(folder) / "old.json", judged)])
        two = write_run(Path(folder) / "new", new)
        apply(two, [write_file(Path(folder) / "new.json", kept)])
        before = read_reviews(two)
        once = carry(read_former([one], two), two).reviews
        assert carry(read_former([one], two), two).reviews == once == read_reviews(two)
        assert {finding: once[finding] for finding in before} == before
        carried = [review for review in once.values() if review.carried]
        own_years = {found.id: found.year for found in new}
        assert all(review.state == "dismissed" and review.reason for review in carried)
        assert all(review.carried < own_years[review.finding] for review in carried)
        assert {review.carried for review in carried} <= set(years.values())


# -- what is shown --------------------------------------------------------------------------------------------------------


def test_what_was_judged_is_counted_by_rule(tmp_path: Path) -> None:
    findings = [Found(ONE), Found(TWO), Found(THREE, rule="TOT-004")]
    run = write_run(tmp_path / "run", findings, [confirmed(ONE), dismissed(THREE, carried=2023), dismissed(finding_id(9))])
    told = reviewed(run)
    assert [msgspec.structs.astuple(one) for one in (told.total, *told.rules)] == [
        ("", 3, 1, 1, 1, 1),
        ("TOT-003", 2, 1, 0, 0, 1),
        ("TOT-004", 1, 0, 1, 1, 0),
    ]
    assert [review.finding for review in told.vanished] == [finding_id(9)]


@given(st.integers(1, 500).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_interval_of_a_share_is_that_of_wilson(counts: tuple[int, int]) -> None:
    oracle = binomtest(*counts).proportion_ci(0.95, "wilson")
    assert wilson(*counts) == pytest.approx((oracle.low, oracle.high), abs=1e-6)


# -- the index of the pages -----------------------------------------------------------------------------------------------


def _parts(folder: Path) -> dict[str, str]:
    """What the scripts of an index push, by the digits that they are for."""
    said = {}
    for path in folder.glob("reviews-*.js"):
        pushes = re.findall(r"window\.mingchaReviews\.push\((.*)\);\n", path.read_text(encoding="utf-8"))
        said[path.stem.removeprefix("reviews-")] = "".join(map(json.loads, pushes))
    return said


def test_the_index_of_a_small_report_is_one_script_with_a_line_a_finding(tmp_path: Path) -> None:
    index = Index(tmp_path, 3)
    index.add([f"ab/abcdef012345 {ONE}+2026-01-02T03:04:05Z {TWO}", f"cd/cdef01234567 {THREE}~", "ef/ef0123456789"])
    index.close()
    assert _parts(tmp_path) == {
        "0": f"{ONE} ab/abcdef012345 +2026-01-02T03:04:05Z\n{TWO} ab/abcdef012345 \n{THREE} cd/cdef01234567 ~\n"
    }
    assert index.told == {"digits": 0, "open": 1, "confirmed": 1, "dismissed": 1, "carried": 1}


def test_the_index_of_a_large_report_is_in_parts_by_the_first_digits_of_the_findings(tmp_path: Path) -> None:
    index = Index(tmp_path, 200_000)
    findings = [f"{number:04x}{number:012x}" for number in range(0, 65536, 11)]
    for finding in findings:
        index.add([f"ab/abcdef012345 {finding}"])
        if finding.startswith("8"):
            index.close()
    index.close()
    parts = _parts(tmp_path)
    assert index.told["digits"] == 2
    assert len(parts) == 256
    assert all(line.startswith(name) for name, text in parts.items() for line in text.splitlines())
    assert sorted(line.split()[0] for text in parts.values() for line in text.splitlines()) == findings


def test_a_line_of_the_index_says_how_the_run_keeps_each_finding(tmp_path: Path) -> None:
    (finding,) = screener().screen(written(WRONG)).findings
    reviews = {
        "": None,
        "+": Review(finding.id, "confirmed"),
        "-2026-01-02T03:04:05Z": Review(finding.id, "dismissed", "有依据", when="2026-01-02T03:04:05Z"),
        "~": Review(finding.id, "dismissed", "有依据", carried=2023),
        "?": Review(finding.id, "open"),
    }
    for sign, review in reviews.items():
        assert (
            index_line("ab/abcdef012345", [Told(finding, Node("finding", {}), review)]) == f"ab/abcdef012345 {finding.id}{sign}"
        )
