"""A run is sent to a URL whole: what says so comes last, and nothing of an earlier run stays."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from mingcha import UsageError
from mingcha.reporting.upload import is_sent, upload, withdraw

_MEMORY = fsspec.filesystem("memory")


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place that is not there yet."""
    yield "memory://runs/one" if request.param == "memory" else f"file://{tmp_path}/there/one"
    if _MEMORY.exists("/runs"):
        _MEMORY.rm("/runs", recursive=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    for name in ("run.json", "findings.jsonl", "figures/year=2024/region=11/part-0.parquet", "journal.sqlite", "of-mine.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def _there(url: str) -> dict[str, str]:
    system, root = fsspec.url_to_fs(url)
    return {path.removeprefix(root).lstrip("/"): system.cat_file(path).decode() for path in system.find(root)}


def test_the_files_of_a_run_are_sent_and_nothing_else(folder: Path, url: str) -> None:
    upload(folder, url)
    names = ("figures/year=2024/region=11/part-0.parquet", "findings.jsonl", "run.json")
    assert _there(url) == {name: name for name in names}


def test_what_an_earlier_run_left_is_taken_away_and_the_rest_stays(folder: Path, url: str) -> None:
    system, root = fsspec.url_to_fs(url)
    for name in ("figures/year=2023/region=11/part-0.parquet", "of-theirs.txt"):
        system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{root}/{name}", name.encode())
    upload(folder, url)
    assert sorted(_there(url)) == ["figures/year=2024/region=11/part-0.parquet", "findings.jsonl", "of-theirs.txt", "run.json"]


def test_reviews_are_sent_and_never_taken_away(folder: Path, url: str) -> None:
    (folder / "reviews.jsonl").write_text("judged")
    upload(folder, url)
    assert _there(url)["reviews.jsonl"] == "judged"
    (folder / "reviews.jsonl").unlink()
    upload(folder, url)
    assert _there(url)["reviews.jsonl"] == "judged"


def test_run_json_comes_last_and_goes_first(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(folder, url)
    assert is_sent(folder, url)

    def broken(*_: object, **__: object) -> None:
        raise ConnectionError("the line is cut")

    monkeypatch.setattr(type(fsspec.url_to_fs(url)[0]), "put_file", broken)
    with pytest.raises(UsageError, match=r"the line is cut; .*; the run is whole in .*run, and the same command sends it again"):
        upload(folder, url)
    assert "run.json" not in _there(url)
    assert not is_sent(folder, url)


def test_what_changes_is_not_called_sent(folder: Path, url: str) -> None:
    assert not is_sent(folder, url)
    upload(folder, url)
    withdraw(url)
    assert not is_sent(folder, url)
    upload(folder, url)
    (folder / "run.json").write_text("another")
    assert not is_sent(folder, url)
    (folder / "run.json").unlink()
    assert not is_sent(folder, url)


def test_where_nothing_is_nothing_is_withdrawn(url: str) -> None:
    withdraw(url)


def test_an_unknown_kind_of_url_is_told(folder: Path) -> None:
    with pytest.raises(UsageError, match="nonsense"):
        upload(folder, "nonsense://there")
