"""The figures of the READMEs are those of the committed results."""

from __future__ import annotations

import pytest

from benchmarks.figures import BEGIN, END, LINES, READMES, RESULTS, filled
from mingcha.measuring.results import PartResult, Results, mean, read_results, share

measured = pytest.mark.skipif(not RESULTS.exists(), reason="make bench was not run yet")


@measured
@pytest.mark.parametrize("lang", READMES)
def test_a_readme_states_what_the_results_say(lang: str) -> None:
    text = READMES[lang].read_text(encoding="utf-8")
    assert filled(text, read_results(RESULTS), lang) == text, "run python -m benchmarks.figures"


@measured
@pytest.mark.parametrize("lang", READMES)
def test_every_figure_of_a_readme_was_measured(lang: str) -> None:
    text = READMES[lang].read_text(encoding="utf-8")
    for line in LINES:
        assert f"| {getattr(line, lang)} |" in text


def test_figures_are_written_between_the_comments_and_nowhere_else() -> None:
    measures = (
        mean("time", [4.0, 5.0], "ms", {"step": "screen", "documents": "samples"}, bar=5, issue=9),
        mean("time", [9.0], "ms", {"step": "reading", "documents": "samples"}),
    )
    parts = (
        PartResult("speed", "", {}, 1.0, 1.0, 1.0, measures),
        PartResult("detection", "", {}, 1.0, 1.0, 1.0, (share("recall", 97, 100, bar=0.98),)),
    )
    machine: dict[str, str | int | list[float]] = {"processor": "EPYC", "cores": 2}
    results = Results(1, "0123456789abcdef", machine, "3.11.7", {}, "full", 800.0, (), parts)
    text = f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    made = filled(text, results, "en")
    assert made.startswith(f"before\n\n{BEGIN}\n")
    assert made.endswith(f"{END}\n\nafter\n")
    assert "old" not in made
    assert "| screening a text document, one core | 4.5 ms | -1.85 ms … 10.9 ms | ≤ 5 ms, met |" in made
    assert "97.00 % of 100 | 91.55 % … 98.97 % | ≥ 98.00 %, missed |" in made
    assert "in 13 minutes on EPYC, 2 cores, Python 3.11.7, at commit 0123456789ab; bars met: 1 of 2." in made
    assert filled(made, results, "en") == made
