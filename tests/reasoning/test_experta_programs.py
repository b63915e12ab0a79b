"""Programs written for experta say what they say there, with nothing changed but the import."""

from __future__ import annotations

from pathlib import Path

import pytest

PROGRAMS = sorted(Path(__file__).with_name("experta_programs").glob("*.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_a_program_for_experta_runs_with_the_import_changed(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it is to say is what it says under experta 1.9.4: ``python -m benchmarks.reasoning`` runs it there."""
    text = program.read_text(encoding="utf-8")
    assert text.count("from experta import") == 1
    exec(text.replace("from experta import", "from mingcha.reasoning import"), {"__name__": "__main__"})
    assert capsys.readouterr().out == program.with_suffix(".txt").read_text(encoding="utf-8")
