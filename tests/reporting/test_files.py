"""Files of a run are there whole or not at all."""

from pathlib import Path

import pytest

from mingcha.reporting.files import whole


def test_a_file_that_could_not_be_written_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"before")

    def fail() -> None:
        with whole(path) as file:
            file.write(b"half of")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("kept", b"before")]
