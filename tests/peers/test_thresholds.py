from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.errors import KnowledgeError
from mingcha.loading import load_knowledge
from mingcha.peers.thresholds import Years


def overlay(folder: Path, text: str) -> Path:
    (folder / "peers").mkdir()
    (folder / "peers" / "years.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_file_says_what_the_program_takes_for_usual() -> None:
    assert load_knowledge().peers.years == Years()


def test_a_user_s_own_thresholds_are_taken_and_leave_the_numbers_of_profiles_alone(tmp_path: Path) -> None:
    peers = load_knowledge(overlay(tmp_path, "deviations: 8\nunwatched: [project]\n")).peers
    assert (peers.years.deviations, peers.years.unwatched) == (8.0, ("project",))
    assert peers.hash == load_knowledge().peers.hash


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("deviatons: 8\n", "deviatons"),
        ("deviations: much\n", "deviations"),
        ("fewest_peers: 2.5\n", "2.5"),
        ("comes_back: -1\n", "-1"),
    ],
)
def test_a_wrong_threshold_is_refused_with_its_file_and_place(text: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=wrong) as error:
        load_knowledge(overlay(tmp_path, text))
    assert "years.yaml, line 1" in str(error.value)
