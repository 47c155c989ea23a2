"""How far two independent reviews agree, and who judges stricter or milder than the rest: pure figures, no verdict.

Points are compared as shares of the criterion's maximum, so that a criterion of one point and a criterion of four weigh
alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import fsum, isnan
from statistics import fmean

from documents.numbers import whole_percent

# Fewer criteria than this say nothing of agreement by chance; alpha is left out.
FEWEST_CRITERIA = 10
# Below this nothing should be concluded from what two people found (Krippendorff's own bound).
LOWEST_ALPHA = 0.667
# Fewer dossiers than this say nothing of a person.
FEWEST_DOSSIERS = 6
# A mean further from zero than so many standard errors is hardly by chance, even for one of thirty people.
_ERRORS = 3


@dataclass(frozen=True, slots=True)
class ScorePair:
    """What two people gave the same criterion of as many dossiers (`number`), each without knowing of the other."""

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
    """The figures over `criteria` compared criteria; `alpha` is None with too few, or where nothing varies."""

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
    """How far these pairs agree: exactly, on average in points, and beyond chance (interval level).

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
    """Krippendorff's alpha at the interval level, a row for each judge; None with too few criteria or one value alone.

    One less the differences within units over those between all values (K. Krippendorff, Content Analysis, chapter 12);
    what a judge left out is NaN, and what one judge alone gave counts for nothing. `numbers` says how many units were
    judged so, where several are told as one.
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
    """The sum of the squared differences between every two values, each pair both ways; a value and how often it is."""
    count = sum(number for _value, number in values)
    mean = sum(value * number for value, number in values) / count
    return 2 * count * sum(number * (value - mean) ** 2 for value, number in values)


def agreement_by(pairs: Iterable[ScorePair], key: Callable[[ScorePair], str]) -> dict[str, Agreement]:
    """The figures of each part: of each pair of people, each group, each criterion."""
    parts: dict[str, list[ScorePair]] = defaultdict(list)
    for pair in pairs:
        parts[key(pair)].append(pair)
    return {name: agreement_of(found) for name, found in parts.items()}


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
    def leaning(self) -> Leaning:
        if self.error is None or self.dossiers < FEWEST_DOSSIERS:
            return Leaning.UNKNOWN
        if abs(self.mean) <= _ERRORS * self.error:
            return Leaning.ALIKE
        return Leaning.STRICTER if self.mean < 0 else Leaning.MILDER


def against_the_other(dossiers: Mapping[str, Sequence[DossierMean]]) -> dict[str, Tendency]:
    """Each person's points less those of the other on the same criterion."""
    return {person: _tendency(means) for person, means in dossiers.items()}


def against_the_rest(dossiers: Mapping[str, Sequence[DossierMean]]) -> dict[str, Tendency]:
    """How far each person goes from the communes' own points, less how far the rest of the team does.

    Dossiers differ, so this says less of a person than `against_the_other`; but every reviewed dossier counts.
    """
    tendencies = {}
    for person, means in dossiers.items():
        rest = [one.mean for other, theirs in dossiers.items() if other != person for one in theirs]
        if rest:
            tendencies[person] = _tendency(means, rest)
    return tendencies


def _tendency(dossiers: Sequence[DossierMean], rest: Sequence[float] = ()) -> Tendency:
    """The mean over dossiers, since the criteria of one dossier are not independent; less the mean of the rest."""
    means = [one.mean for one in dossiers]
    errors = [_error(means), *([_error(rest)] if rest else [])]
    known = [error for error in errors if error is not None]
    error = sum(one**2 for one in known) ** 0.5 if len(known) == len(errors) else None
    mean = fmean(means) - (fmean(rest) if rest else 0.0)
    return Tendency(len(means), sum(one.criteria for one in dossiers), mean, error)


def _error(means: Sequence[float]) -> float | None:
    """The standard error of a mean; of one value alone there is none."""
    if len(means) < 2:
        return None
    middle = fmean(means)
    return (fsum((one - middle) ** 2 for one in means) / (len(means) - 1) / len(means)) ** 0.5
