"""How far two independent reviews agree, and who is stricter or milder than the others: figures only, no verdict.

Points are compared as shares of the criterion's maximum, so that criteria of one point and of four points have
equal weight.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import fsum, isnan
from statistics import fmean

from documents.numbers import whole_percent

# With fewer criteria than this alpha is not meaningful and is left out.
FEWEST_CRITERIA = 10
# Below this value no conclusion should be drawn from two people's scores (Krippendorff's own bound).
LOWEST_ALPHA = 0.667
# With fewer dossiers than this nothing can be said about a person.
FEWEST_DOSSIERS = 6
# A mean that differs from zero by more standard errors than this is unlikely to be chance, even among thirty people.
_ERRORS = 3


@dataclass(frozen=True, slots=True)
class ScorePair:
    """The points that two people gave the same criterion, in `number` dossiers, independently of each other."""

    first: str
    second: str
    criterion: str
    points: Decimal
    others: Decimal
    max_points: Decimal
    number: int = 1

    @property
    def group(self) -> str:
        return self.criterion.partition(".")[0]


@dataclass(frozen=True, slots=True)
class DossierMean:
    """A person's mean difference over the criteria of one dossier, as a share of their maxima."""

    mean: float
    criteria: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures over `criteria` compared criteria; `alpha` is None with too few, or where no value varies."""

    criteria: int
    exact: int
    mean_difference: Decimal
    alpha: float | None

    @property
    def exact_share(self) -> float:
        return self.exact / self.criteria

    @property
    def exact_percent(self) -> int:
        return whole_percent(self.exact, self.criteria) or 0

    @property
    def is_low(self) -> bool:
        return self.alpha is not None and self.alpha < LOWEST_ALPHA

    @property
    def has_too_few(self) -> bool:
        return self.criteria < FEWEST_CRITERIA


def agreement_of(pairs: Sequence[ScorePair]) -> Agreement:
    """The agreement of these pairs: exact, mean difference in points, and beyond chance (interval level).

    Raises:
        ValueError: nothing is compared.
    """
    if not pairs:
        raise ValueError("nothing to compare")
    criteria = sum(pair.number for pair in pairs)
    gaps = sum((pair.number * abs(pair.points - pair.others) for pair in pairs), Decimal(0))
    shares = [
        [float(pair.points / pair.max_points) for pair in pairs],
        [float(pair.others / pair.max_points) for pair in pairs],
    ]
    return Agreement(
        criteria=criteria,
        exact=sum(pair.number for pair in pairs if pair.points == pair.others),
        mean_difference=gaps / criteria,
        alpha=alpha_of(shares, [pair.number for pair in pairs]),
    )


def alpha_of(ratings: Sequence[Sequence[float]], numbers: Sequence[int] | None = None) -> float | None:
    """Krippendorff's alpha at the interval level, one row per judge; None with too few criteria or a single value.

    One minus the ratio of differences within units to those between all values (K. Krippendorff, Content Analysis, ch.
    12); a missing value is NaN, and a unit with one value only is ignored. `numbers` says how many units have
    these values, where equal ones are given once.
    """
    numbers = numbers or [1] * len(ratings[0])
    if sum(numbers) < FEWEST_CRITERIA or len({value for row in ratings for value in row}) < 2:
        return None
    units = [[value for value in unit if not isnan(value)] for unit in zip(*ratings, strict=True)]
    paired = [(unit, number) for unit, number in zip(units, numbers, strict=True) if len(unit) > 1]
    values = [(value, number) for unit, number in paired for value in unit]
    within = sum(number * _spread([(value, 1) for value in unit]) / (len(unit) - 1) for unit, number in paired)
    return 1 - (sum(number for _value, number in values) - 1) * within / _spread(values)


def _spread(values: Sequence[tuple[float, int]]) -> float:
    """The sum of squared differences between every two values, in both directions; given as value and count."""
    count = sum(number for _value, number in values)
    mean = sum(value * number for value, number in values) / count
    return 2 * count * sum(number * (value - mean) ** 2 for value, number in values)


def agreement_by(pairs: Iterable[ScorePair], key: Callable[[ScorePair], str]) -> dict[str, Agreement]:
    """The figures of each part: of each pair of people, each group, or each criterion."""
    parts: dict[str, list[ScorePair]] = defaultdict(list)
    for pair in pairs:
        parts[key(pair)].append(pair)
    return {name: agreement_of(part) for name, part in parts.items()}


class Strictness(StrEnum):
    """A person's points compared with those of others."""

    STRICTER = "stricter"
    MILDER = "milder"
    ALIKE = "alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tendency:
    """A mean difference with its uncertainty, over `dossiers` dossiers; as a share of the maximum."""

    dossiers: int
    criteria: int
    mean: float
    error: float | None

    @property
    def mean_percent(self) -> Decimal:
        return Decimal(f"{100 * self.mean:.2f}")

    @property
    def margin_percent(self) -> Decimal:
        return Decimal(f"{100 * _ERRORS * (self.error or 0):.2f}")

    @property
    def strictness(self) -> Strictness:
        if self.error is None or self.dossiers < FEWEST_DOSSIERS:
            return Strictness.UNKNOWN
        if abs(self.mean) <= _ERRORS * self.error:
            return Strictness.ALIKE
        return Strictness.STRICTER if self.mean < 0 else Strictness.MILDER


def against_the_other(dossiers: Mapping[str, Sequence[DossierMean]]) -> dict[str, Tendency]:
    """Each person's points minus those of the other member on the same criterion."""
    return {person: _tendency(means) for person, means in dossiers.items()}


def against_the_rest(dossiers: Mapping[str, Sequence[DossierMean]]) -> dict[str, Tendency]:
    """Each person's mean difference from the communes' own points, minus that of the rest of the team.

    Dossiers differ, so this says less about a person than `against_the_other`; but it uses every reviewed dossier.
    """
    tendencies = {}
    for person, means in dossiers.items():
        rest = [one.mean for other, theirs in dossiers.items() if other != person for one in theirs]
        if rest:
            tendencies[person] = _tendency(means, rest)
    return tendencies


def _tendency(dossiers: Sequence[DossierMean], rest: Sequence[float] = ()) -> Tendency:
    """The mean over dossiers, because criteria of one dossier are not independent; minus the mean of the rest."""
    means = [one.mean for one in dossiers]
    errors = [_error(means), *([_error(rest)] if rest else [])]
    known = [error for error in errors if error is not None]
    error = sum(one**2 for one in known) ** 0.5 if len(known) == len(errors) else None
    mean = fmean(means) - (fmean(rest) if rest else 0.0)
    return Tendency(len(means), sum(one.criteria for one in dossiers), mean, error)


def _error(means: Sequence[float]) -> float | None:
    """The standard error of a mean; None for a single value."""
    if len(means) < 2:
        return None
    middle = fmean(means)
    return (fsum((one - middle) ** 2 for one in means) / (len(means) - 1) / len(means)) ** 0.5
