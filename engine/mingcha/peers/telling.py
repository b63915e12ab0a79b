"""Scores and their reasons in words: what differs from whom, by how much, as a regulator can put it to the unit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, isnan, log10
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from .declared import MONEY
from .drift import CAUTION, REFIT, STABLE
from .groups import label_told
from .observed import BASIS, JUMP, OTHER_AMOUNT, SHIFT, SPIKE
from .profile import LAST_YEAR
from .results import ABSENT, RELATION, Reason, Score

if TYPE_CHECKING:
    from .declared import Peers
    from .drift import FeatureDrift, YearDrift
    from .observed import Observation
    from .profile import Amount, Profile
    from .scoring import Basis, Whole

_PLAIN_UNIT, _YUAN = "number", "yuan"
_COUNTED = ("items", "people", "vehicles")
_FEN_IN_YUAN = 100
_LEAST_SHIFT = 0.1
_USUAL_DIGITS, _MOST_DECIMALS, _MORE_DIGITS = 3, 6, 4
_TOO_LONG = 1e15
"""From which size on a number is told by its power of ten."""
_BOUNDLESS = 1e300
"""From which size on a value is told as infinite: as a percentage it is."""
_NEARLY = 0.9995
"""What rounds up to a step of its unit is told in that step: 1 亿元, not 10000 万元."""
_RARE, _COMMON = 0.1, 0.5
_LEAST_PART = 0.001
"""Parts of a score that are less are not told to the digit."""
_CHANGES = (JUMP, SPIKE, SHIFT)
_FEWEST_FOR_MEDIAN, _FEWEST_FOR_RANGE = 3, 10
"""Peers that a median, and percentiles, are told of: those of fewer say nothing."""
_MOST_MOVED, _MOST_GROUPS = 5, 5
_BLANK = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "", "Cf": ""}
"""Categories of characters that say nothing and can turn a line around: controls, breaks, directions."""


def harmless(text: str) -> str:
    """A name or a text of a document in one line, without characters that control how others are shown."""
    shown = text
    if not text.isprintable():  # most are: nothing in them is of these categories
        shown = "".join(_BLANK.get(unicodedata.category(character), character) for character in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


@dataclass(frozen=True)
class Teller:
    """Tells scores in one language.

    Attributes:
        peers: the declarations and the words, ``Knowledge.peers``.
        lang: zh or en.
    """

    peers: Peers
    lang: str = "zh"

    def word(self, key: str, **filled: object) -> str:
        """The text that words.yaml has under ``key``, such as ``page.title``, with its placeholders filled in."""
        texts: Any = self.peers.words
        for part in key.split("."):
            texts = texts[part]
        text: str = texts[self.lang]
        return text.format(**filled) if filled else text

    def feature(self, name: str) -> str:
        """The name of a feature; its id where nothing declares it (a table of the user's own)."""
        declared = self.peers.features.get(name)
        return harmless(declared.title[self.lang] if declared else name)

    def amount(self, name: str) -> str:
        """The name of an amount of a profile."""
        last = name.startswith(LAST_YEAR)
        bare = name.removeprefix(LAST_YEAR)
        declared = self.peers.amounts.get(bare)
        told = harmless(declared.title[self.lang] if declared else bare)
        return self.word("values.last_year", amount=told) if last else told

    def called(self, name: str, amount: Amount) -> str:
        """The name of an amount, or what the disclosure calls it where it is a member of a listing."""
        if not amount.called:
            return self.amount(name)
        listing = self.peers.listings.get(name.rpartition(".")[0])
        titled = harmless(listing.title[self.lang]) if listing else ""
        return self.word("signs.member", listing=titled, name=harmless(amount.called)) if titled else harmless(amount.called)

    def value(self, feature: str, value: float | None) -> str:
        """A value of a feature as people print it: 82%, 3.4 万元/人."""
        return self.values(feature, (value,))[0]

    def values(self, feature: str, values: Sequence[float | None]) -> list[str]:
        """Values that are told together, with so many digits that those that differ can be told apart."""
        return self._in_unit(self.unit_of(feature), values)

    def money(self, name: str, amount: int) -> str:
        """An amount of a profile: fen for money, a plain number for counts."""
        return self.moneys(name, (amount,))[0]

    def moneys(self, name: str, amounts: Sequence[float | None]) -> list[str]:
        """Amounts that are told together, with so many digits that those that differ can be told apart."""
        unit = self.unit_of_amount(name)
        size = _FEN_IN_YUAN if unit == _YUAN else 1
        return self._in_unit(unit, [None if amount is None else amount / size for amount in amounts])

    def exact(self, name: str, amount: int) -> str:
        """An amount of a profile to the cent, with its thousands parted: as one looks it up in the document."""
        if self.unit_of_amount(name) != _YUAN:
            return self.money(name, amount)
        whole, cents = divmod(abs(amount), _FEN_IN_YUAN)
        return self.word("values.exact", n=f"{'-' if amount < 0 else ''}{whole:,}.{cents:02}")

    def used(self, name: str, amount: int, stated: int | None) -> str:
        """An amount as it was used, and what the document states beside it where a finding corrected it."""
        if stated is None:
            return self.money(name, amount)
        return self.word("score.used", right=self.exact(name, amount), stated=self.exact(name, stated))

    def unit_of_amount(self, name: str) -> str:
        """The unit in which an amount is told: yuan for money, whose profile has fen, or what is counted."""
        declared = self.peers.amounts.get(name.removeprefix(LAST_YEAR))
        return _YUAN if declared is None or declared.unit == MONEY else declared.unit

    def unit_of(self, feature: str) -> str:
        """The unit of a feature's values, by which words.yaml has it."""
        declared = self.peers.features.get(feature)
        return declared.unit if declared else _PLAIN_UNIT

    def step(self, unit: str, size: float) -> tuple[float, str]:
        """What values of about ``size`` are divided by on an axis, and the sign of their unit: 10000.0 and 万元."""
        step = self._step(unit, size)
        return float(step.get("per", 1)), step["say"].replace("{n}", "").strip()

    def numbers(self, feature: str, values: Sequence[float | None], size: float) -> list[str]:
        """Values without their unit, as they are told beside one of about ``size`` that has it; "" where unknown."""
        step = self._step(self.unit_of(feature), size)
        digits = step.get("digits", _USUAL_DIGITS)
        numbers = (value / step.get("per", 1) if _known(value) else None for value in values)
        return ["" if one is None else printed(one, decimals_for(one, digits), grouped=self.lang == "en") for one in numbers]

    def score(self, score: float) -> str:
        """A score, to a tenth."""
        return f"{score:z{',' if self.lang == 'en' else ''}.1f}" if isfinite(score) else self.word("values.missing")

    def share(self, share: float) -> str:
        """A share as a percentage."""
        return self._in_unit("share", (share,))[0]

    def part(self, weight: float) -> str:
        """A reason's part in the score."""
        return self.word("values.least") if 0 < weight < _LEAST_PART else self.share(weight)

    def reason(self, reason: Reason) -> str:
        """A reason as one sentence without a full stop."""
        if reason.kind == ABSENT or reason.value is None or isnan(reason.value):
            return self._absent(reason)
        told = self._relation(reason) if reason.kind == RELATION else self._level(reason)
        return told if reason.suspicious else told + self.word("reasons.unsuspicious")

    def kind(self, reason: Reason) -> str:
        """The short name of a reason's kind."""
        return self.word(f"kinds.{reason.kind}")

    def label(self, label: str) -> str:
        """One label of a peer group in words."""
        return harmless(label_told(label, self.peers.groups, self.lang))

    def group(self, score: Score) -> str:
        """The peer group in words, from the coarsest level to the finest."""
        return self.labels(score.group)

    def labels(self, labels: Iterable[str]) -> str:
        """Labels of a peer group, joined; all units where there is none."""
        told = [self.label(label) for label in labels if label]
        return self.word("signs.levels").join(told) or self.word("score.everyone")

    def too_few(self, score: Score) -> str:
        """That a finer group was left, because it has too few units; "" where none was."""
        if not score.too_few:
            return ""
        return self.word("score.too_few", finer=self.label(score.too_few), group=self.group(score))

    def unit(self, score: Score) -> str:
        """The unit's name."""
        return harmless(score.unit) or self.word("score.unnamed")

    def when(self, score: Score) -> str:
        """Year and kind of what was disclosed, as far as they are known: 2024 预算."""
        kind = self.peers.groups.kinds.get(score.kind, {}).get(self.lang, "")
        return " ".join(filter(None, (str(score.year or ""), kind)))

    def rank(self, score: Score) -> str:
        """Its place among all units."""
        return self.word("score.rank", of=self._count(score.of), rank=self._count(score.rank))

    def rare(self, score: Score) -> str:
        """How often a unit without anomalies is as unusual, as people count: 1 in 500; "" where most are."""
        if score.pvalue > _COMMON:
            return ""
        if 0 < score.pvalue <= _RARE:
            return self.word("score.rare", one_in=self._count(_rounded(1 / score.pvalue)))
        return self.word("score.common", share=self.share(score.pvalue))

    def summary(self, score: Score) -> str:
        """One line: the unit, its rank and its first reason."""
        return self.word("score.summary", unit=self.unit(score), rank=self.rank(score), reason=self.first(score))

    def first(self, score: Score) -> str:
        """The reason that is told first."""
        return self.reason(in_order(score.reasons)[0]) if score.reasons else self.word("score.no_reason")

    def among(self, score: Score) -> str:
        """The peer group, and how many are in it."""
        return self.word("score.among", group=self.group(score), size=self._count(score.size))

    def corrected(self, score: Score, profile: Profile | None = None) -> tuple[str, ...]:
        """Which amounts are not as the document states them, because a finding corrected them."""
        if not score.corrected:
            return ()
        amounts = amounts_of(profile, score.corrected) if profile else {}
        told = [
            self.correction(self.called(name, one), name, one.fen, one.stated)
            for name, one in amounts.items()
            if one.stated is not None
        ]
        features = self.word("signs.list").join(map(self.feature, score.corrected))
        return tuple(told) or (self.word("score.corrected_bare", features=features),)

    def correction(self, called: str, name: str, amount: int, stated: int) -> str:
        """That an amount was used as corrected, what it is called, and what the document states."""
        filled = {"right": self.exact(name, amount), "stated": self.exact(name, stated)}
        return self.word("score.corrected", amount=called, **filled)

    def notes(self, score: Score, profile: Profile | None = None) -> tuple[str, ...]:
        """What must be known to read the score: that a finer group was too small, what was corrected, what is missing."""
        return tuple(filter(None, (self.too_few(score), *self.corrected(score, profile), self.missing(score))))

    def missing(self, score: Score) -> str:
        """How many features could not be compared; "" where all were."""
        return self.word("score.missing", missing=score.missing) if score.missing else ""

    def message(self, score: Score, profile: Profile | None = None) -> str:
        """All that is told of a score, as one text."""
        others = map(self.reason, in_order(score.reasons)[1:])
        told = (self.summary(score), *others, self.among(score), self.rare(score), *self.notes(score, profile))
        return self.word("signs.apart").join(filter(None, told)) + self.word("signs.stop")

    def question(self, score: Score) -> str:
        """A text that can be sent to the unit as it is, or that nothing need be asked; "" where nothing stands out."""
        if not score.reasons:
            return ""
        asked = [reason for reason in score.reasons if reason.suspicious]
        if not asked:
            return self.word("question.nothing")
        opening = self.word("question.opening", year=score.year) if score.year else self.word("question.opening_no_year")
        items = [self.word("question.item", number=number, reason=self.reason(one)) for number, one in enumerate(asked, start=1)]
        peers = self.word("question.peers", group=self.group(score), size=self._count(score.size))
        return "\n".join((opening, *items, peers))

    def whole(self, whole: Whole) -> str:
        """The list as a whole: how many are listed, how many would be if all were usual, and what else its reader must know."""
        counts = {
            "of": self._count(whole.units),
            "listed": self._count(whole.listed),
            "alpha": self.share(whole.alpha),
            "expected": self._count(_rounded(whole.expected)),
        }
        if whole.futile:
            return self.futile(whole.futile)
        size = "none" if not whole.listed else "few" if whole.expected < 1 else "listed"
        told = [self.word(f"whole.{size}", **counts)]
        if whole.least >= 1:
            told.append(self.word("whole.no_pvalues"))
        elif whole.least > whole.alpha:
            told.append(self.word("whole.least", least=self.share(whole.least), alpha=counts["alpha"]))
        elif whole.own and whole.listed:
            told.append(self.word("whole.own", alpha=counts["alpha"]))
        elif whole.listed and whole.listed <= whole.expected:
            told.append(self.word("whole.chance"))
        if whole.discoveries is not None:
            told.append(self.word("whole.discoveries", discoveries=self._count(whole.discoveries), alpha=counts["alpha"]))
        elif not whole.reviewed:
            told.append(self.word("whole.unreviewed"))
        return self.word("signs.apart").join(told) + self.word("signs.stop")

    def futile(self, why: str) -> str:
        """Why comparing says nothing here, as ``Whole.futile`` has it."""
        return self.word(f"whole.{why}") + self.word("signs.stop")

    def basis(self, basis: Basis) -> str:
        """Whom the units of a year were compared with; "" where that is the reference of the same year."""
        if basis.among not in self.peers.words["basis"]:
            return ""
        filled = {"units": self._count(basis.units), "instead": self.label(basis.instead)}
        return self.word(f"basis.{basis.among}", year=self.label(basis.year), **filled) + self.word("signs.stop")

    def drift(self, drift: YearDrift) -> tuple[str, ...]:
        """How a year differs from the reference: the verdict, the features that moved, new groups."""
        told = [self.word(f"drift.{drift.verdict}", year=self.label(drift.year), units=self._count(drift.units))]
        moved = sorted(
            (feature for feature in drift.after if feature.verdict != STABLE),
            key=lambda feature: (-(feature.ks or 0.0), feature.feature),
        )
        told += [self._moved(feature) for feature in moved[:_MOST_MOVED]]
        if len(moved) > _MOST_MOVED:
            told.append(self.word("drift.more", count=len(moved) - _MOST_MOVED))
        if drift.new_groups:
            groups = self.word("signs.list").join(map(self.labels, drift.new_groups[:_MOST_GROUPS]))
            if len(drift.new_groups) > _MOST_GROUPS:
                groups += self.word("drift.more_groups", count=len(drift.new_groups))
            told.append(self.word("drift.groups", groups=groups, units=self._count(drift.in_new)))
        if drift.verdict in (CAUTION, REFIT):
            told.append(self.word("drift.tail", tail=self.share(drift.tail)))
        return tuple(sentence + self.word("signs.stop") for sentence in told)

    def observation(self, observation: Observation) -> str:
        """Something about one unit across its years, as one sentence."""
        stated, other, expected = self._observed(observation)
        name = self.amount(observation.amount) if observation.amount else self.feature(observation.feature)
        before, year = (observation.years[0], observation.years[-1]) if observation.years else ("", "")
        partner = self.amount(observation.partner) if observation.slip == OTHER_AMOUNT else harmless(observation.partner)
        kind = observation.kind
        if kind == BASIS and observation.partner:
            kind = "basis_final_account"
        basis = self.word(f"bases.{observation.basis}") if observation.basis in self.peers.words["bases"] else ""
        filled = {"name": name, "stated": stated, "other": other, "before": before, "year": year, "basis": basis}
        counts = {"count": observation.count, "of": observation.of, "unit": harmless(observation.unit), "partner": partner}
        told = self.word(f"history.{kind}", **filled, **counts)
        if observation.expected is not None and kind in _CHANGES:
            told += self.word("history.expected", expected=expected)
            if observation.usual is not None:
                told += self.word("history.usual", usual=self._in_unit("change", (observation.usual,))[0])
        # A change is about so many times; what is told twice has the same digits.
        slip = f"about_{observation.slip}" if kind in _CHANGES else observation.slip
        if slip in self.peers.words["slips"]:
            told += self.word(f"slips.{slip}", partner=partner)
        if observation.also:
            names = map(self.amount if observation.amount else self.feature, observation.also)
            told += self.word("history.also", names=self.word("signs.list").join(names))
        return told + self.word("signs.stop")

    def _observed(self, observation: Observation) -> list[str]:
        """What is stated, what it is compared with, what was to be expected; what was corrected as printed and as used."""
        values = (observation.stated, observation.other, observation.expected)
        if observation.amount:
            prints = (observation.printed, observation.other_printed)
            *used, printed, other_printed = self.moneys(observation.amount, (*values, *prints))
            told = ((printed, used[0]), (other_printed, used[1]))
            both = [
                amount if was is None else self.word("history.corrected", printed=as_printed, used=amount)
                for was, (as_printed, amount) in zip(prints, told, strict=True)
            ]
            return [*both, used[2]]
        return self.values(observation.feature, [None if value is None else float(value) for value in values])

    def _moved(self, feature: FeatureDrift) -> str:
        name = self.feature(feature.feature)
        if feature.ks is None or abs(feature.missing - feature.missing_before) > feature.ks:
            before, now = self._in_unit("share", (feature.missing_before, feature.missing))
            return self.word("drift.missing", feature=name, before=before, now=now)
        if feature.shift is None or abs(feature.shift) < _LEAST_SHIFT:
            return self.word("drift.spread", feature=name)
        shift = printed(abs(feature.shift), 1)
        return self.word("drift.higher" if feature.shift > 0 else "drift.lower", feature=name, shift=shift)

    def _level(self, reason: Reason) -> str:
        low, high = reason.low, reason.high
        if self.unit_of(reason.feature) in _COUNTED:  # 6.55 projects are none: outwards to whole ones
            low, high = floor(low) if _known(low) else low, ceil(high) if _known(high) else high
        value, median, lowest, highest = self.values(reason.feature, (reason.value, reason.median, low, high))
        filled = {"feature": self.feature(reason.feature), "value": value, "peers": self._count(reason.peers), "median": median}
        if reason.peers < 1:
            return self.word("reasons.level_alone", **filled)
        if not _known(reason.median) or reason.peers < _FEWEST_FOR_MEDIAN:
            return self.word("reasons.level_low" if reason.z < 0 else "reasons.level_high", **filled)
        if not (_known(low) and _known(high)) or reason.peers < _FEWEST_FOR_RANGE:
            return self.word("reasons.level_median", **filled)
        if lowest == highest == median:
            return self.word("reasons.level_same", **filled)
        band = self._band(reason.feature, (low or 0.0, high or 0.0), (lowest, highest))
        return self.word("reasons.level", band=band, **filled)

    def _relation(self, reason: Reason) -> str:
        value, expected, median = self.values(reason.feature, (reason.value, reason.expected, reason.median))
        filled = {"feature": self.feature(reason.feature), "value": value, "expected": expected}
        if reason.other:
            filled |= {"other": self.feature(reason.other), "other_value": self.value(reason.other, reason.other_value)}
        name = ("relation" if reason.other else "relation_own") + ("" if _known(reason.expected) else "_bare")
        told = self.word(f"reasons.{name}", **filled)
        if reason.peers < _FEWEST_FOR_MEDIAN or not _known(reason.median):
            return told
        return told + self.word("reasons.peers_too", peers=self._count(reason.peers), median=median)

    def _absent(self, reason: Reason) -> str:
        filled = {"feature": self.feature(reason.feature), "peers": self._count(reason.peers)}
        if reason.peers < 1:
            return self.word("reasons.absent_alone", **filled)
        if reason.known is None:
            return self.word("reasons.absent_bare", **filled)
        return self.word("reasons.absent", known=self.share(reason.known), **filled)

    def _count(self, count: int) -> str:
        return f"{count:,}" if self.lang == "en" else str(count)

    def _in_unit(self, unit: str, values: Sequence[float | None]) -> list[str]:
        known = [value for value in values if _known(value)]
        for more in range(_MORE_DIGITS + 1):
            finest = min((self._decimals(value, unit, more) for value in known if value), default=0) + 1
            # Beside 0.36 an expected 0.000018 is nil: a decimal more than the coarsest of them has is enough.
            told = [self._one(value, unit, more, finest) for value in values]
            if len({text for text, value in zip(told, values, strict=True) if _known(value)}) == len(set(known)):
                break
        return told

    def _one(self, value: float | None, unit: str, more: int, finest: int) -> str:
        if value is None or isnan(value):
            return self.word("values.missing")
        if not _known(value):
            return self.word("values.infinite" if value > 0 else "values.infinite_low")
        return str(self._step(unit, value)["say"].format(n=self._number(value, unit, more, finest)))

    def _number(self, value: float, unit: str, more: int, finest: int) -> str:
        """A value in its unit's step, without the unit, with ``more`` digits than usual, and no more decimals than ``finest``."""
        step = self._step(unit, value)
        number = printed(value / step.get("per", 1), min(self._decimals(value, unit, more), finest), grouped=self.lang == "en")
        return "+" + number if step.get("signed") and value > 0 and number != "0" else number

    def _decimals(self, value: float, unit: str, more: int) -> int:
        step = self._step(unit, value)
        return decimals_for(value / step.get("per", 1), step.get("digits", _USUAL_DIGITS) + more)

    def _band(self, feature: str, ends: Sequence[float], told: Sequence[str]) -> str:
        """A range of values: 12%～55%, 1.1～4.1 万元/人."""
        unit = self.unit_of(feature)
        first, last = (self._step(unit, end) for end in ends)
        if first is not last or first.get("each"):
            return self.word("values.range", low=told[0], high=told[1])
        before, after = first["say"].split("{n}")
        low, high = (text.removeprefix(before).removesuffix(after) for text in told)
        return str(first["say"].format(n=self.word("values.range", low=low, high=high)))

    def _step(self, unit: str, size: float) -> Mapping[str, Any]:
        units = self.peers.words["units"]
        steps: Sequence[Mapping[str, Any]] = units.get(unit, units[_PLAIN_UNIT])[self.lang]
        return next(step for step in steps if abs(size) >= step.get("from", 0) * _NEARLY)


def printed(number: float, decimals: int, *, grouped: bool = False) -> str:
    """A finite number with so many decimals at most, and no noughts at its end; thousands parted by commas where ``grouped``."""
    if abs(number) >= _TOO_LONG:
        return f"{number:.3g}"
    text = f"{number:{',' if grouped else ''}.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def decimals_for(number: float, digits: int) -> int:
    """With how many decimals a number shows so many digits from its first on, if its whole part has not as many."""
    return min(max(digits - 1 - floor(log10(abs(number))), 0), _MOST_DECIMALS) if number else 0


_R = TypeVar("_R", bound=Reason)


def in_order(reasons: Sequence[_R]) -> list[_R]:
    """Reasons in the order in which they are told: what is on the harmless side comes last, however unusual it is."""
    return sorted(reasons, key=lambda reason: not reason.suspicious)


def amounts_of(profile: Profile, features: Iterable[str]) -> dict[str, Amount]:
    """The amounts that features of a profile are computed from, by name, each once; last year's as last.NAME."""
    names = (name for feature in features if feature in profile.values for name in profile.values[feature].amounts)
    found = ((name, _amount(profile, name)) for name in names)
    return {name: amount for name, amount in found if amount is not None}


def _amount(profile: Profile, name: str) -> Amount | None:
    if name.startswith(LAST_YEAR):
        return profile.last.get(name.removeprefix(LAST_YEAR))
    return profile.amounts.get(name) or profile.listed.get(name)


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and abs(value) < _BOUNDLESS


def _rounded(count: float) -> int:
    """A count that is an estimate, to two digits."""
    if not isfinite(count) or count < 1:
        return 0
    step: int = 10 ** max(floor(log10(count)) - 1, 0)
    return round(count / step) * step
