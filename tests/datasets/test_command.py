"""`python -m mingcha_datasets --out DIR` writes the samples as documents and says where they are."""

from pathlib import Path

import pytest

from mingcha_datasets import load_sample, print_disclosure, sample_names
from mingcha_datasets.__main__ import main


def test_the_documents_are_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["--out", str(folder)]) == 0
    paths = [folder / f"{name}.txt" for name in sample_names()]
    assert capsys.readouterr().out.splitlines() == [str(path) for path in paths]
    for path in paths:
        assert path.read_bytes().decode("utf-8") == print_disclosure(load_sample(path.stem))


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["--out", str(file / "folder")]) == 2
    assert str(file) in capsys.readouterr().err


def test_without_a_folder_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([])
    assert exit_.value.code == 2
    assert "--out" in capsys.readouterr().err
