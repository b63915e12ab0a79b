"""The profiles of a run: one a disclosure, written beside the findings, read back from the folders of several runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha import UsageError, __version__
from mingcha.checking import Place
from mingcha.peers.profile import MISSING, UNDEFINED, Amount, Profile, Value
from mingcha.reading import Spot
from mingcha.running import Run, run
from mingcha.running.profiles import FILE, profiles_of
from mingcha.running.profiles import read_profiles as read
from tests.documents import CLEAN, screener, with_tabs

KNOWLEDGE = screener().knowledge


def _profile(name: str, year: int = 2024, document: str = "a.txt", known: int = 1) -> Profile:
    values = {f"f{i}": Value(1.0) if i < known else Value(None, MISSING) for i in range(3)}
    return Profile(f"{name}|{year}|budget", document, "", name, year, "budget", "", "", "county", "", "", {}, {}, values)


def _written(folder: Path, *profiles: Profile) -> Path:
    """A folder as mingcha screen writes it."""
    folder.mkdir(exist_ok=True)
    made = {"mingcha": __version__, "knowledge": KNOWLEDGE.hash, "knowledge_peers": KNOWLEDGE.peers.hash}
    (folder / FILE).write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in profiles))
    (folder / "run.json").write_bytes(msgspec.json.encode({**made, "profiles": len(profiles)}))
    return folder


def read_profiles(folders: list[Path], told: Callable[[str], None] = lambda sentence: None) -> list[Profile]:
    """All of them, in their order."""
    return list(read(folders, KNOWLEDGE, told).values())


def _screened(folder: Path, **texts: str) -> Run:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(with_tabs(text), encoding="utf-8")
    return run([folder], screener())


# -- written by a run ---------------------------------------------------------------------------------------------


def test_every_disclosure_that_could_be_read_has_a_profile_in_the_order_of_the_documents(tmp_path: Path) -> None:
    other = CLEAN.replace("某县档案馆", "某县图书馆")
    result = _screened(tmp_path / "in", a=CLEAN, b="没有金额", c=other)
    assert [report.status for report in result.documents] == ["read", "failed", "read"]
    assert [profile.unit for profile in result.profiles] == ["某县档案馆", "某县图书馆"]
    assert [profile.level for profile in result.profiles] == ["county", "county"]
    assert read_profiles([_written(tmp_path / "out", *result.profiles)]) == sorted(
        result.profiles, key=lambda profile: profile.id
    )


def test_parts_of_one_disclosure_make_one_profile(tmp_path: Path) -> None:
    head, _, table = CLEAN.partition("第一部分 预算报表")
    for name, text in (("a", head + "本单位2024年预算400.00元。"), ("b", "2024年某县档案馆单位预算公开\n\n" + table)):
        (tmp_path / f"{name}.txt").write_text(with_tabs(text), encoding="utf-8")
    result = run([tmp_path], screener(), bundle=True)
    assert len(result.documents) == len(result.profiles) == 1


def test_a_budget_and_a_final_account_of_one_year_are_two_unit_years(tmp_path: Path) -> None:
    result = _screened(tmp_path / "in", a=CLEAN, b=CLEAN.replace("预算", "决算"))
    assert [(profile.year, profile.kind) for profile in result.profiles] == [(2024, "budget"), (2024, "final_account")]
    assert len({profile.id for profile in result.profiles}) == 2


_PLACES = st.builds(
    Place,
    st.none() | st.integers(1, 99),
    st.integers(1, 9999),
    *[st.text(max_size=6)] * 4,
    st.none() | st.builds(Spot, page=st.integers(1, 9)),
)
_AMOUNTS = st.dictionaries(
    st.text(max_size=6),
    st.builds(Amount, st.integers(-(10**25), 10**25), st.none() | st.integers(), st.lists(_PLACES, max_size=2).map(tuple)),
    max_size=3,
)
_NAMES = st.lists(st.text(max_size=4), max_size=2).map(tuple)
_VALUES = st.one_of(
    st.builds(Value, st.floats(allow_nan=False, allow_infinity=False), amounts=_NAMES),
    st.builds(Value, st.none(), st.sampled_from([MISSING, UNDEFINED]), corrected=st.booleans()),
)
_PROFILES = st.builds(
    Profile,
    *[st.text(max_size=6)] * 4,
    st.integers(0, 9999),
    *[st.text(max_size=6)] * 6,
    _AMOUNTS,
    _AMOUNTS,
    st.dictionaries(st.text(max_size=6), _VALUES, max_size=4),
)


@settings(max_examples=60)
@given(profiles=st.lists(_PROFILES, min_size=1, max_size=4, unique_by=lambda profile: profile.id))
def test_profiles_come_back_as_they_were_written_whatever_their_order(
    tmp_path_factory: pytest.TempPathFactory, profiles: list[Profile]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    ordered = sorted(profiles, key=lambda profile: profile.id)
    assert read_profiles([_written(folder, *profiles)]) == ordered
    assert read_profiles([_written(folder, *profiles[::-1])]) == ordered


# -- several runs -------------------------------------------------------------------------------------------------


def test_runs_are_read_together_in_the_order_of_ids(tmp_path: Path) -> None:
    one = _written(tmp_path / "one", _profile("c"), _profile("a"))
    other = _written(tmp_path / "other", _profile("b"), _profile("a", 2023))
    assert [profile.id for profile in read_profiles([one, other])] == [
        *("a|2023|budget", "a|2024|budget", "b|2024|budget", "c|2024|budget"),
    ]


def test_of_a_unit_year_in_two_runs_the_later_named_counts_and_that_is_told(tmp_path: Path) -> None:
    old = _written(tmp_path / "old", _profile("a", document="old.txt", known=3))
    new = _written(tmp_path / "new", _profile("a", document="new.txt"))
    told: list[str] = []
    assert [profile.document for profile in read_profiles([old, new], told.append)] == ["new.txt"]
    assert [profile.document for profile in read_profiles([new, old])] == ["old.txt"]
    assert told == [f"a 2024 budget stands in {old} and in {new}; what is in the run named last counts"]


def test_one_run_named_twice_is_one_run(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", _profile("a"))
    told: list[str] = []
    assert len(read_profiles([folder, tmp_path / "." / "run"], told.append)) == 1
    assert told == []


def test_of_two_documents_of_one_unit_year_the_one_that_says_more_counts_whatever_their_order(tmp_path: Path) -> None:
    less, more = _profile("a", document="text.txt"), _profile("a", document="tables.txt", known=3)
    for order in ([less, more], [more, less]):
        told: list[str] = []
        folder = _written(tmp_path / "run", *order)
        assert read_profiles([folder], told.append) == [more]
        assert told[0].startswith(f"{folder}: text.txt and tables.txt are both of a 2024 budget; tables.txt counts")


def test_documents_of_a_unit_year_that_has_another_are_told_in_one_sentence(tmp_path: Path) -> None:
    twins = [_profile(unit, document=f"{unit}{ending}") for unit in "abc" for ending in (".pdf", ".txt")]
    told: list[str] = []
    folder = _written(tmp_path / "run", *twins)
    assert len(read_profiles([folder], told.append)) == 3
    (sentence,) = told
    assert "a.pdf and a.txt are both of a 2024 budget; a.txt counts (and so for 2 more)" in sentence


def _edit(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        data = json.loads((folder / "run.json").read_bytes())
        change(data)
        (folder / "run.json").write_text(json.dumps(data), encoding="utf-8")

    return edit


def test_a_run_of_otherwise_worded_rules_is_read_and_that_is_told(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", _profile("a"))
    _edit(lambda data: data.update(knowledge="f" * 64))(folder)
    told: list[str] = []
    assert len(read_profiles([folder], told.append)) == 1
    assert [sentence.split(";")[0] for sentence in told] == [
        f"{folder}: screened with the knowledge ffffffffffff, here {KNOWLEDGE.hash[:12]}"
    ]


# -- wrong folders ------------------------------------------------------------------------------------------------


def _cut(folder: Path) -> None:
    lines = (folder / FILE).read_bytes().splitlines(keepends=True)
    (folder / FILE).write_bytes(b"".join(lines[:-1]))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (shutil.rmtree, r"run: there is no such folder; name one that mingcha screen --out wrote"),
        (lambda folder: (folder / "run.json").unlink(), r"run: this is no run, a folder with run\.json in it"),
        (lambda folder: (folder / "run.json").write_text("{"), r"run\.json: the file is damaged"),
        (lambda folder: (folder / "run.json").write_bytes(b'{"knowledge": "\xff"}'), r"run\.json: the file is damaged"),
        (_edit(lambda data: data.pop("profiles")), r"run: screened without profiles.*screen its documents again"),
        (_edit(lambda data: data.pop("knowledge_peers")), r"run: screened without profiles, by an earlier version"),
        (lambda folder: (folder / FILE).unlink(), r"run: screened without profiles"),
        (
            _edit(lambda data: data.update(knowledge_peers="f" * 64)),
            rf"other features.*ffffffffffff, here {KNOWLEDGE.peers.hash[:12]}\).*or name the knowledge of that run",
        ),
        (lambda folder: (folder / FILE).write_bytes(b'{"id": 1}\n'), r"profiles\.jsonl: line 1 is damaged"),
        (lambda folder: (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-9]), r"profiles\.jsonl: line 2 is damaged"),
        (lambda folder: (folder / FILE).write_bytes(b"\xff\n"), r"profiles\.jsonl: line 1 is damaged"),
        (_cut, r"profiles\.jsonl: has 1 profiles, and 2 were written"),
    ],
)
def test_a_folder_that_cannot_be_read_is_told_with_the_reason_and_a_remedy(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    folder = _written(tmp_path / "run", _profile("a"), _profile("b"))
    damage(folder)
    with pytest.raises(UsageError, match=said):
        read_profiles([folder])


def test_a_run_without_a_profile_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no profile to make a table of; screen documents with amounts first"):
        read_profiles([_written(tmp_path / "run")])


def test_a_file_is_no_run(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("id,x\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"table\.csv: this is no run"):
        read_profiles([file])


def test_profiles_of_another_version_are_told_as_such(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", _profile("a"))
    _edit(lambda data: data.update(mingcha="9.9.9"))(folder)
    (folder / FILE).write_bytes(b'{"id": 1}\n')
    with pytest.raises(UsageError, match=r"line 1 was written by mingcha 9\.9\.9; screen its documents again"):
        read_profiles([folder])


def test_what_says_nothing_takes_no_room() -> None:
    line = msgspec.json.encode(msgspec.structs.replace(_profile("a"), values={"f": Value(1.0)}, amounts={"x": Amount(1)}))
    assert b'"values":{"f":{"value":1.0}}' in line
    assert b'"amounts":{"x":{"fen":1}}' in line


# -- many at once -------------------------------------------------------------------------------------------------


def test_what_is_kept_of_a_profile_says_the_same_as_the_profile(tmp_path: Path) -> None:
    from tests.peers import units

    slip = Value(1.0, corrected=True)
    whole = [msgspec.structs.replace(one, values={**one.values, "project_share": slip}) for one in units.profiles(units.table(9))]
    profiles = read([_written(tmp_path / "run", *whole)], KNOWLEDGE)
    for one in whole:
        kept = profiles.stored[one.id]
        names = [name for name in one.__struct_fields__ if name != "size"] + ["size", "corrected"]
        assert [getattr(kept, name) for name in names] == [getattr(one, name) for name in names]


def test_the_table_of_profiles_on_the_disk_is_that_of_profiles_in_memory(tmp_path: Path) -> None:
    import numpy as np

    from mingcha.peers.table import table_of
    from tests.peers import units

    whole = units.profiles(units.table(40))
    found, wanted = read([_written(tmp_path / "run", *whole[::-1])], KNOWLEDGE).table, table_of(whole, KNOWLEDGE)
    assert found.features == wanted.features
    for name in ("ids", "values", "groups", "units"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name))


def test_of_many_profiles_few_are_in_memory_at_a_time(tmp_path: Path) -> None:
    import gc

    def held() -> int:
        gc.collect()
        return sum(isinstance(one, Profile) for one in gc.get_objects())

    folder = _written(tmp_path / "run", *(_profile(f"u{number:03}") for number in range(300)))
    before = held()
    profiles = read([folder], KNOWLEDGE)
    assert [profile.unit for profile in profiles.values()] == [f"u{number:03}" for number in range(300)]
    assert held() - before < 100


def test_the_profiles_of_a_run_that_is_being_finished_are_read_without_run_json(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", _profile("a"))
    (folder / "run.json").unlink()
    found = profiles_of(folder, KNOWLEDGE)
    assert found is not None
    assert list(found.values()) == [_profile("a")]
    assert profiles_of(_written(tmp_path / "none"), KNOWLEDGE) is None


def test_what_changed_since_it_was_read_is_told(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", _profile("a"), _profile("b"))
    profiles = read([folder], KNOWLEDGE)
    (folder / FILE).write_bytes(b"{}")
    with pytest.raises(UsageError, match=r"profiles\.jsonl: line 1 is damaged"):
        profiles["a|2024|budget"]


def test_a_damaged_amount_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    folder = _written(tmp_path / "run", msgspec.structs.replace(_profile("a"), amounts={"x": Amount(1)}))
    (folder / FILE).write_bytes((folder / FILE).read_bytes().replace(b'"fen":1', b'"fen":[]'))
    with pytest.raises(UsageError, match=r"profiles\.jsonl: line 1 is damaged.*screen its documents again"):
        read_profiles([folder])
