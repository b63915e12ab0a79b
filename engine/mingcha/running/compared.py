"""Compare units with their peers, by a model or by one that is fitted on them, and each unit with its other years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..knowledge import Knowledge
from ..peers.model import Model
from ..peers.observed import Observation, Point
from ..peers.profile import LAST_YEAR, Profile
from ..peers.scoring import ALPHA, TREES, Scored, fit, score
from ..peers.table import FeatureTable
from ..peers.telling import amounts_of
from ..peers.units import series_of
from ..peers.years import observations, own_years


@dataclass(frozen=True)
class Compared:
    """What comparing units gives.

    Attributes:
        table: the units.
        profiles: theirs, by id, where the table was made of profiles.
        model: what they were scored with.
        scored: their scores and the list as a whole.
        history: what is told of units that have several years.
        knowledge: that all rests on.
    """

    table: FeatureTable
    profiles: Mapping[str, Profile]
    model: Model
    scored: Scored
    history: tuple[Observation, ...]
    knowledge: Knowledge

    @property
    def reference(self) -> FeatureTable | None:
        """The units that the model was fitted on, None where they are those that were scored."""
        reference = self.model.reference
        return None if set(reference.ids.tolist()) == set(self.table.ids.tolist()) else reference

    def points(self, most: int) -> dict[str, dict[str, tuple[Point, ...]]]:
        """By unit-year and name the years of the amounts behind reasons, for the first ``most`` listed that have several."""
        listed = [score for score in self.scored.scores[:most] if score.pvalue <= self.scored.whole.alpha]
        wanted = {score.id: score for score in listed if score.id in self.profiles}
        found: dict[str, dict[str, tuple[Point, ...]]] = {}
        for members in series_of(self.profiles.values()).values() if wanted else ():
            for profile in members if len(members) > 1 else ():
                if profile.id in wanted:
                    features = [name for reason in wanted[profile.id].reasons for name in (reason.feature, reason.other)]
                    names = dict.fromkeys(
                        name.removeprefix(LAST_YEAR) for name in amounts_of(profile, features) if name not in profile.listed
                    )
                    found[profile.id] = {name: own_years(members, name, self.knowledge.peers.years) for name in names}
        return found


def compare(
    table: FeatureTable,
    profiles: Mapping[str, Profile],
    knowledge: Knowledge,
    model: Model | None = None,
    *,
    alpha: float = ALPHA,
    reviewed: bool = False,
    trees: int = TREES,
    jobs: int | None = 1,
) -> Compared:
    """Score units and look at their years.

    Args:
        table: the units.
        profiles: theirs, by id, as far as there are any.
        knowledge: declares the features.
        model: to score them with; None to fit one on them.
        alpha: units with a p-value of at most this are listed.
        reviewed: whether the reference was reviewed and found in order.
        trees: of a model that is fitted.
        jobs: threads; the result is the same for any number.

    Raises:
        UsageError: the table has no unit or does not fit the model.
    """
    learnt = model if model is not None else fit(table, knowledge, trees=trees, jobs=jobs)
    scored = score(table, learnt, knowledge, profiles=profiles, alpha=alpha, reviewed=reviewed, jobs=jobs)
    return Compared(
        table,
        profiles,
        learnt,
        scored,
        observations(profiles.values(), knowledge.peers.years, knowledge.peers.features),
        knowledge,
    )
