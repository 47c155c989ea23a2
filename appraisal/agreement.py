"""How far two independent reviews agree, and who judges stricter or milder than the rest: pure figures, no verdict.

Points are compared as shares of the leaf's maximum, so that a leaf of one point and a leaf of four weigh alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isnan
from statistics import fmean, stdev

from documents.numbers import whole_percent

# Fewer leaves than this say nothing of agreement by chance; alpha is left out.
FEWEST_LEAVES = 10
# Below this nothing should be concluded from what two people found (Krippendorff's own bound).
LOWEST_ALPHA = 0.667
# Fewer dossiers than this say nothing of a person.
FEWEST_DOSSIERS = 6
# A mean further from zero than so many standard errors is hardly by chance, even for one of thirty people.
_ERRORS = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person gave one leaf of one dossier, beside the commune's own points."""

    appraiser: str
    dossier: str
    leaf: str
    points: Decimal
    self_points: Decimal
    most: Decimal

    @property
    def share(self) -> float:
        return float(self.points / self.most)

    @property
    def group(self) -> str:
        return self.leaf.partition(".")[0]

    @property
    def over_self(self) -> float:
        """How much above the commune's own points, as a share of the maximum."""
        return float((self.points - self.self_points) / self.most)


Compared = tuple[Judgement, Judgement]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures over `leaves` compared leaves; `alpha` is None with too few, or where nothing varies."""

    leaves: int
    exact: int
    mean_difference: Decimal
    alpha: float | None

    @property
    def exact_share(self) -> float:
        return self.exact / self.leaves

    @property
    def exact_percent(self) -> int:
        return whole_percent(self.exact, self.leaves) or 0

    @property
    def is_low(self) -> bool:
        return self.alpha is not None and self.alpha < LOWEST_ALPHA

    @property
    def has_too_few(self) -> bool:
        return self.leaves < FEWEST_LEAVES


def agreement_of(compared: Sequence[Compared]) -> Agreement:
    """How far these pairs agree: exactly, on average in points, and beyond chance (interval level).

    Raises:
        ValueError: nothing is compared.
    """
    if not compared:
        raise ValueError("nothing to compare")
    gaps = [abs(one.points - other.points) for one, other in compared]
    return Agreement(
        leaves=len(compared),
        exact=sum(not gap for gap in gaps),
        mean_difference=sum(gaps, Decimal(0)) / len(gaps),
        alpha=alpha_of([[one.share for one, _ in compared], [other.share for _, other in compared]]),
    )


def alpha_of(ratings: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff's alpha at the interval level, a row for each judge; None with too few leaves or one value alone.

    One less the differences within units over those between all values (K. Krippendorff, Content Analysis, chapter 12);
    what a judge left out is NaN, and what one judge alone gave counts for nothing.
    """
    if len(ratings[0]) < FEWEST_LEAVES or len({value for row in ratings for value in row}) < 2:
        return None
    units = [[value for value in unit if not isnan(value)] for unit in zip(*ratings, strict=True)]
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    within = sum(_spread(unit) / (len(unit) - 1) for unit in paired)
    return 1 - (len(values) - 1) * within / _spread(values)


def _spread(values: Sequence[float]) -> float:
    """The sum of the squared differences between every two of the values, each pair both ways."""
    mean = fmean(values)
    return 2 * len(values) * sum((value - mean) ** 2 for value in values)


def agreement_by(compared: Iterable[Compared], key: Callable[[Compared], str]) -> dict[str, Agreement]:
    """The figures of each part: of each pair of people, each group, each leaf."""
    parts: dict[str, list[Compared]] = defaultdict(list)
    for pair in compared:
        parts[key(pair)].append(pair)
    return {name: agreement_of(pairs) for name, pairs in parts.items()}


class Leaning(StrEnum):
    """How somebody's points lie beside those of others."""

    STRICTER = "stricter"
    MILDER = "milder"
    ALIKE = "alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tendency:
    """A mean difference with its uncertainty, over as many dossiers; a share of the maximum."""

    dossiers: int
    leaves: int
    mean: float
    error: float | None

    @property
    def mean_percent(self) -> Decimal:
        return Decimal(f"{100 * self.mean:.2f}")

    @property
    def margin_percent(self) -> Decimal:
        return Decimal(f"{100 * _ERRORS * (self.error or 0):.2f}")

    @property
    def leaning(self) -> Leaning:
        if self.error is None or self.dossiers < FEWEST_DOSSIERS:
            return Leaning.UNKNOWN
        if abs(self.mean) <= _ERRORS * self.error:
            return Leaning.ALIKE
        return Leaning.STRICTER if self.mean < 0 else Leaning.MILDER


def against_the_other(compared: Iterable[Compared]) -> dict[str, Tendency]:
    """Each person's points less those of the other on the same leaf."""
    differences: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one, other in compared:
        differences[one.appraiser][one.dossier].append(one.share - other.share)
        differences[other.appraiser][other.dossier].append(other.share - one.share)
    return {person: _tendency(dossiers) for person, dossiers in differences.items()}


def against_the_rest(judgements: Iterable[Judgement]) -> dict[str, Tendency]:
    """How far each person goes from the communes' own points, less how far the rest of the team does.

    Dossiers differ, so this says less of a person than `against_the_other`; but every reviewed dossier counts.
    """
    differences: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in judgements:
        differences[one.appraiser][one.dossier].append(one.over_self)
    means = {person: [fmean(values) for values in dossiers.values()] for person, dossiers in differences.items()}
    tendencies = {}
    for person, dossiers in differences.items():
        rest = [mean for other, theirs in means.items() if other != person for mean in theirs]
        if rest:
            tendencies[person] = _tendency(dossiers, rest)
    return tendencies


def _tendency(dossiers: Mapping[str, Sequence[float]], rest: Sequence[float] = ()) -> Tendency:
    """The mean over dossiers, since the leaves of one dossier are not independent; less the mean of the rest."""
    means = [fmean(values) for values in dossiers.values()]
    leaves = sum(len(values) for values in dossiers.values())
    errors = [_error(means), *([_error(rest)] if rest else [])]
    known = [error for error in errors if error is not None]
    error = sum(one**2 for one in known) ** 0.5 if len(known) == len(errors) else None
    return Tendency(len(means), leaves, fmean(means) - (fmean(rest) if rest else 0.0), error)


def _error(means: Sequence[float]) -> float | None:
    """The standard error of a mean; of one value alone there is none."""
    return stdev(means) / len(means) ** 0.5 if len(means) > 1 else None
