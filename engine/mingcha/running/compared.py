"""Compare units with their peers, by a model or by one that is fitted on them, and each unit with its other years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from ..knowledge import Knowledge
from ..peers.blocks import here
from ..peers.model import Model
from ..peers.observed import Observation, Point
from ..peers.profile import LAST_YEAR, Profile, Stored, Yearly
from ..peers.results import Score
from ..peers.scoring import ALPHA, TREES, Scored, fit, score
from ..peers.table import FeatureTable
from ..peers.telling import amounts_of
from ..peers.units import series_of
from ..peers.years import observations, own_years
from .blocks import spread
from .engine import Engine
from .profiles import Profiles, profiles_of


@dataclass(frozen=True)
class Compared:
    """What comparing units gives.

    Attributes:
        table: the units.
        profiles: theirs, by id, where the table was made of profiles, read from the disk one by one.
        stored: the same, of which who they are of is in memory.
        model: what they were scored with.
        scored: their scores and the list as a whole.
        history: what is told of units that have several years.
        knowledge: that all rests on.
    """

    table: FeatureTable
    profiles: Mapping[str, Profile]
    stored: Mapping[str, Stored]
    model: Model
    scored: Scored
    history: tuple[Observation, ...]
    knowledge: Knowledge

    @property
    def reference(self) -> FeatureTable | None:
        """The units that the model was fitted on, None where they are those that were scored."""
        reference = self.model.reference
        return None if np.array_equal(np.sort(reference.ids), np.sort(self.table.ids)) else reference

    def listed(self) -> Iterator[Score]:
        """The scores of the units that are listed, the most unusual first."""
        return islice(self.scored.scores, self.scored.whole.listed)

    def points(self, most: int) -> dict[str, dict[str, tuple[Point, ...]]]:
        """By unit-year and name the years of the amounts behind reasons, for the first ``most`` listed that have several."""
        wanted = {score.id: score for score in islice(self.listed(), most) if score.id in self.stored}
        found: dict[str, dict[str, tuple[Point, ...]]] = {}
        for members in series_of(self.stored.values()).values() if wanted else ():
            for one in members if len(members) > 1 else ():
                if one.id in wanted:
                    found[one.id] = dict(self._years(wanted[one.id], self.profiles[one.id], members))
        return found

    def _years(self, score: Score, profile: Profile, members: Sequence[Yearly]) -> Iterator[tuple[str, tuple[Point, ...]]]:
        features = [name for reason in score.reasons for name in (reason.feature, reason.other)]
        for name in dict.fromkeys(name.removeprefix(LAST_YEAR) for name in amounts_of(profile, features)):
            if name not in profile.listed:
                yield name, own_years(members, name, self.knowledge.peers.years)


def compared_of_run(
    folder: Path,
    knowledge: Knowledge,
    model: Model | None = None,
    *,
    alpha: float = ALPHA,
    trees: int = TREES,
    engine: Engine | None = None,
    told: Callable[[str], None] = lambda sentence: None,
) -> Compared | None:
    """Compare the units of a run that is being finished; None where none could be read.

    Args:
        folder: has ``profiles.jsonl``, all of it; run.json need not be there yet.
        knowledge: that its documents were screened with.
        model: to score them with; None to fit one on them.
        alpha: units with a p-value of at most this are listed.
        trees: of a model that is fitted.
        engine: scores them, where they are many; None: this process does. The result is the same.
        told: is given a sentence for the unit-years that stand twice.

    Raises:
        UsageError: the file cannot be read, or the model does not fit.
    """
    profiles = profiles_of(folder, knowledge, told)
    if profiles is None:
        return None
    return compare(profiles, knowledge, model, alpha=alpha, trees=trees, engine=engine)


def compare(
    units: Profiles | FeatureTable,
    knowledge: Knowledge,
    model: Model | None = None,
    *,
    alpha: float = ALPHA,
    reviewed: bool = False,
    trees: int = TREES,
    jobs: int | None = 1,
    engine: Engine | None = None,
) -> Compared:
    """Score units and look at their years.

    Args:
        units: their profiles, or a plain table.
        knowledge: declares the features.
        model: to score them with; None to fit one on them.
        alpha: units with a p-value of at most this are listed.
        reviewed: whether the reference was reviewed and found in order.
        trees: of a model that is fitted.
        jobs: threads; the result is the same for any number.
        engine: scores them, where they are many; None: this process does.

    Raises:
        UsageError: the table has no unit or does not fit the model.
    """
    table, profiles, stored = (units.table, units, units.stored) if isinstance(units, Profiles) else (units, {}, {})
    learnt = model if model is not None else fit(table, knowledge, trees=trees, jobs=jobs)
    scorer = here if engine is None else spread(engine)
    scored = score(table, learnt, knowledge, profiles=stored, alpha=alpha, reviewed=reviewed, jobs=jobs, scorer=scorer)
    history = observations(stored.values(), knowledge.peers.years, knowledge.peers.features)
    return Compared(table, profiles, stored, learnt, scored, history, knowledge)
