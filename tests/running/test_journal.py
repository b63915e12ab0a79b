"""The journal: what is kept whatever happens, what is dropped, and that the records that count follow from the answers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mingcha.reading import Limits
from mingcha.running.journal import Journal
from mingcha.running.task import BUNDLE, Settings, Task
from tests.journals import SETTINGS, answer, record, task


def documents(journal: Journal) -> list[str]:
    return [found.document for found in journal.records()]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path, SETTINGS) as opened:
        yield opened


# -- tasks and answers -----------------------------------------------------------------------------------------------


def test_the_largest_tasks_come_first(journal: Journal) -> None:
    journal.expect([task("b", 5), task("a", 7), task("c", 6)], [])
    assert [found.name for found in journal.open_tasks()] == ["a", "c", "b"]


def test_a_task_comes_back_as_it_was_given(journal: Journal) -> None:
    given = [
        Task("卷 1.txt", ("/a/\udcff.txt",), 3, "/a"),
        Task("b", ("/b/1", "/b/2"), 2, "", BUNDLE, None, ("b", "c")),
    ]
    journal.expect(given, [])
    assert list(journal.open_tasks()) == given


def test_tasks_may_be_answered_while_they_are_dealt_out(journal: Journal) -> None:
    names = [f"{number:05}" for number in range(1600)]
    journal.expect((task(name, int(name) // 100) for name in names), [])
    dealt = []
    for found in journal.open_tasks():
        dealt.append(found.name)
        if len(dealt) % 7 == 0:
            journal.add([answer(name) for name in dealt[-7:-3]])
    assert sorted(dealt) == names
    assert len(documents(journal)) == 1600 // 7 * 4


def test_an_answer_comes_back_as_it_was_given(journal: Journal) -> None:
    journal.expect([task("a.zip"), task("b")], [])
    members = [record("a.zip/2", "x", "failed", b"part"), record("a.zip/1", "y", "partly")]
    journal.add([answer("b"), answer("a.zip", "c", *members)])
    assert list(journal.records()) == [members[1], members[0], record("b", "a")]
    assert list(journal.answered()) == [(task("a.zip"), "c"), (task("b"), "a")]


def test_documents_of_one_name_stay_in_the_order_of_their_archive(journal: Journal) -> None:
    journal.expect([task("a.zip")], [])
    journal.add([answer("a.zip", "c", record("a.zip/x", "2"), record("a.zip/x", "1"))])
    assert [found.sha256 for found in journal.records()] == ["2", "1"]


def test_documents_are_in_the_order_of_code_points(journal: Journal) -> None:
    names = ["\U0001f600", "\uffee", "预", "B", "a", "a b", "a/b", "Z"]
    journal.expect(map(task, names), [])
    journal.add([answer(name) for name in names])
    assert documents(journal) == sorted(names)


def test_an_answer_takes_the_place_of_the_one_before(journal: Journal) -> None:
    journal.expect([task("a")], [])
    journal.add([answer("a", "1", passed=["a/x"])])
    journal.add([answer("a", "2", passed=["a/y"])])
    assert list(journal.records()) == [record("a", "2")]
    assert journal.passed() == ["a/y"]


def test_an_answer_to_no_task_is_refused_with_all_beside_it(journal: Journal) -> None:
    journal.expect([task("a")], [])
    with pytest.raises(LookupError, match="b"):
        journal.add([answer("a"), answer("b")])
    assert documents(journal) == []


def test_what_is_forgotten_is_open_again(journal: Journal) -> None:
    journal.expect([task("a"), task("b")], [])
    journal.add([answer("a"), answer("b")])
    journal.forget(found.name for found, _ in journal.answered() if found.name == "a")
    assert [found.name for found in journal.open_tasks()] == ["a"]
    assert documents(journal) == ["b"]


def test_what_was_stopped_can_be_forgotten(journal: Journal) -> None:
    journal.expect([task("a"), task("b")], [])
    journal.add([answer("a", stopped=True), answer("b")])
    assert journal.progress().stopped == 1
    journal.forget_stopped()
    assert [found.name for found in journal.open_tasks()] == ["a"]


# -- another run -----------------------------------------------------------------------------------------------------


def test_what_is_expected_no_longer_is_dropped_and_the_rest_is_kept(journal: Journal) -> None:
    journal.expect([task("a"), task("b")], ["x"])
    journal.add([answer("a", passed=["a/p"]), answer("b", passed=["b/p"])])
    journal.expect([task("c"), task("b", 9)], ["y"])
    assert documents(journal) == ["b"]
    assert list(journal.open_tasks()) == [task("c")]
    assert [found for found, _ in journal.answered()] == [task("b", 9)]
    assert journal.passed() == ["b/p", "y"]


def test_a_file_that_no_longer_stands_alone_is_screened_again(journal: Journal) -> None:
    journal.expect([task("f/a")], [])
    journal.add([answer("f/a")])
    journal.expect([task("f/a", container="f"), task("f/b", container="f")], [])
    assert sorted(found.name for found in journal.open_tasks()) == ["f/a", "f/b"]


def test_a_folder_that_lies_elsewhere_now_is_not_screened_again(journal: Journal) -> None:
    journal.expect([task("f/a", container="/old/f", paths=["/old/f/a"])], [])
    journal.add([answer("f/a")])
    moved = task("f/a", container="/new/f", paths=["/new/f/a"])
    journal.expect([moved], [])
    assert list(journal.answered()) == [(moved, "a")]


def test_with_other_settings_all_answers_are_dropped(tmp_path: Path) -> None:
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a")], [])
        journal.add([answer("a")])
        journal.complete()
    other = Settings("1", b"", "other", "peers", "zh", Limits())
    with Journal(tmp_path, other) as journal:
        journal.expect([task("a")], [])
        assert not journal.is_complete
        assert documents(journal) == []
        assert journal.progress().knowledge == "other"


def test_a_run_is_complete_until_something_changes(journal: Journal) -> None:
    journal.expect([task("a")], ["x"])
    journal.add([answer("a")])
    journal.complete()
    journal.expect([task("a", 8)], ["x"])
    journal.forget([])
    assert journal.is_complete


@pytest.mark.parametrize(
    "change",
    [
        lambda journal: journal.expect([task("a"), task("b")], []),
        lambda journal: journal.expect([task("a")], ["x"]),
        lambda journal: journal.expect([], []),
        lambda journal: journal.add([answer("a", "new")]),
        lambda journal: journal.forget(["a"]),
    ],
    ids=["a task more", "a file passed over", "a task less", "an answer", "an answer dropped"],
)
def test_what_changes_makes_a_run_incomplete(change: Callable[[Journal], None], journal: Journal) -> None:
    journal.expect([task("a")], [])
    journal.add([answer("a")])
    journal.complete()
    change(journal)
    assert not journal.is_complete


# -- several files that are one disclosure ---------------------------------------------------------------------------


def pair(journal: Journal) -> Task:
    """Two files of a folder that are one disclosure, beside a third."""
    journal.expect([task(f"f/{name}", container="f") for name in "abc"], [])
    journal.add([answer(f"f/{name}", name, record(f"f/{name}", name, part=name.encode())) for name in "abc"])
    whole = task("f/a", 2, "f", BUNDLE, ["f/a", "f/b"])
    journal.bundle("f", [whole])
    return whole


def test_a_folder_is_told_with_what_its_files_say_of_themselves(journal: Journal) -> None:
    pair(journal)
    journal.expect([*(task(f"f/{name}", container="f") for name in "abc"), task("g/a", container="g")], [])
    journal.add([answer("g/a")])
    assert list(journal.containers()) == [("f", [(task(f"f/{n}", container="f"), n, n.encode()) for n in "abc"])]


def test_files_that_are_one_disclosure_give_way_to_it(journal: Journal) -> None:
    whole = pair(journal)
    assert documents(journal) == ["f/c"]
    assert list(journal.open_tasks()) == [whole]
    journal.add([answer("f/a", "ab", record("f/a", "ab"), kind=BUNDLE)])
    assert [(found.document, found.sha256) for found in journal.records()] == [("f/a", "ab"), ("f/c", "c")]
    assert journal.progress().documents == 2


def test_a_bundle_keeps_its_answer_while_its_files_are_the_same(journal: Journal) -> None:
    whole = pair(journal)
    journal.add([answer("f/a", "ab", record("f/a", "ab"), kind=BUNDLE)])
    journal.forget(["f/c"])
    assert documents(journal) == ["f/a", "f/b"]
    journal.add([answer("f/c", "new", record("f/c", "new", part=b"c"))])
    journal.bundle("f", [whole])
    assert list(journal.open_tasks()) == []
    assert [found.sha256 for found in journal.records()] == ["ab", "new"]


def test_a_bundle_is_screened_again_when_one_of_its_files_changed(journal: Journal) -> None:
    whole = pair(journal)
    journal.add([answer("f/a", "ab", record("f/a", "ab"), kind=BUNDLE)])
    journal.forget(["f/b"])
    journal.add([answer("f/b", "new", record("f/b", "new", part=b"b"))])
    journal.bundle("f", [whole])
    assert list(journal.open_tasks()) == [whole]


def test_files_that_are_one_disclosure_no_longer_count_again(journal: Journal) -> None:
    pair(journal)
    journal.bundle("f", [])
    assert documents(journal) == ["f/a", "f/b", "f/c"]
    assert list(journal.open_tasks()) == []


def test_a_bundle_of_a_file_that_is_gone_is_gone(journal: Journal) -> None:
    pair(journal)
    journal.add([answer("f/a", "ab", record("f/a", "ab"), kind=BUNDLE)])
    journal.expect([task(f"f/{name}", container="f") for name in "ac"], [])
    assert [(found.document, found.sha256) for found in journal.records()] == [("f/a", "a"), ("f/c", "c")]


def test_a_bundle_whose_files_lie_elsewhere_now_is_read_there(journal: Journal) -> None:
    pair(journal)
    journal.expect([task(f"f/{name}", container="f", paths=[f"/new/f/{name}"]) for name in "abc"], [])
    moved = Task("f/a", ("/new/f/a", "/new/f/b"), 2, "f", BUNDLE, called=("f/a", "f/b"))
    journal.bundle("f", [moved])
    assert [found.paths for found in journal.open_tasks()] == [moved.paths]


def test_to_say_the_same_bundles_again_changes_nothing(journal: Journal) -> None:
    whole = pair(journal)
    journal.add([answer("f/a", "ab", kind=BUNDLE)])
    journal.complete()
    journal.bundle("f", [whole])
    assert journal.is_complete
