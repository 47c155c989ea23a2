"""The course of the year for each commune of a demonstration: pure, and the same for the same year."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

STEP = Decimal("0.25")


class Scenario(StrEnum):
    """The outcome of a commune in the year."""

    NOT_REGISTERED = "not_registered"
    NOT_SUBMITTED = "not_submitted"
    LATE = "late"
    INCOMPLETE = "incomplete"
    BREACH = "breach"
    NOT_CONSIDERED = "not_considered"
    REVOKED = "revoked"
    APPRAISED = "appraised"


@dataclass(frozen=True, slots=True)
class Profile:
    """One commune's year: its outcome, the level it aims at, and its own and the team's points by criterion."""

    scenario: Scenario
    aimed_level: int = 2
    self_points: Mapping[str, Decimal] = field(default_factory=dict)
    appraised_points: Mapping[str, Decimal] = field(default_factory=dict)


# Shares of the communes by outcome; the rest is appraised and reaches no level.
_NOT_REGISTERED, _NOT_SUBMITTED, _BREACH = 0.05, 0.03, 0.02
_LATE, _INCOMPLETE, _NOT_CONSIDERED = 0.02, 0.01, 0.01
_BANDS = ((95, 99, 0.12), (90, 95, 0.28), (85, 90, 0.27), (80, 85, 0.15))


def profiles(codes: Sequence[str], criteria: Mapping[str, Decimal], *, year: int) -> dict[str, Profile]:
    """A profile for each commune code: with a dozen communes or more, every outcome occurs.

    `criteria` maps each criterion's code to its maximum points.
    """
    chance = random.Random(f"friendly_gov {year}")  # noqa: S311 (a demonstration, not a secret)
    shuffled = list(codes)
    chance.shuffle(shuffled)
    scenarios = _scenarios(len(shuffled))
    totals = _totals(scenarios, chance)
    made = {}
    for code, scenario, total in zip(shuffled, scenarios, totals, strict=True):
        if scenario == Scenario.NOT_REGISTERED:
            made[code] = Profile(scenario)
            continue
        appraised = spread(total, criteria, chance)
        made[code] = Profile(scenario, _aim(total), _own_points(appraised, criteria, chance), appraised)
    return made


def _scenarios(count: int) -> list[Scenario]:
    special = [
        *[Scenario.NOT_REGISTERED] * max(1, round(count * _NOT_REGISTERED)),
        *[Scenario.NOT_SUBMITTED] * max(1, round(count * _NOT_SUBMITTED)),
        *[Scenario.BREACH] * max(1, round(count * _BREACH)),
        Scenario.REVOKED,
        *[Scenario.LATE] * max(1, round(count * _LATE)),
        *[Scenario.INCOMPLETE] * max(1, round(count * _INCOMPLETE)),
        *[Scenario.NOT_CONSIDERED] * max(1, round(count * _NOT_CONSIDERED)),
    ][:count]
    return special + [Scenario.APPRAISED] * (count - len(special))


def _totals(scenarios: Sequence[Scenario], chance: random.Random) -> list[Decimal]:
    """A total for each commune; the first two appraised ones are equal, and the revoked one had qualified."""
    appraised = sum(scenario == Scenario.APPRAISED for scenario in scenarios)
    drawn = [
        _between(low, high, chance) for low, high, share in _BANDS for _ in range(max(1, round(appraised * share)))
    ][:appraised]
    drawn += [_between(66, 80, chance) for _ in range(appraised - len(drawn))]
    if len(drawn) > 1:
        drawn[1] = drawn[0]
    waiting = iter(drawn)
    return [next(waiting) if scenario == Scenario.APPRAISED else _between(86, 94, chance) for scenario in scenarios]


def _between(low: int, high: int, chance: random.Random) -> Decimal:
    """A total in steps of a quarter point, from `low` to just under `high`."""
    return low + STEP * chance.randrange(4 * (high - low))


def _aim(total: Decimal) -> int:
    return 1 + sum(total >= bound for bound in (83, 88, 93))


def spread(total: Decimal, criteria: Mapping[str, Decimal], chance: random.Random) -> dict[str, Decimal]:
    """Points per criterion that sum to exactly `total`, in steps, with the lost points on few criteria."""
    points = dict(criteria)
    loss = sum(criteria.values(), Decimal(0)) - total
    codes = list(criteria)
    while loss > 0:
        code = chance.choice(codes)
        cut = min(points[code], loss, chance.choice([STEP, 2 * STEP, 4 * STEP]))
        points[code] -= cut
        loss -= cut
    return points


def _own_points(
    appraised: Mapping[str, Decimal], criteria: Mapping[str, Decimal], chance: random.Random
) -> dict[str, Decimal]:
    """A commune's own points: the team's, and slightly more on a few criteria that lost points."""
    own = dict(appraised)
    lost = [code for code, max_points in criteria.items() if own[code] < max_points]
    for code in chance.sample(lost, min(len(lost), chance.randrange(1, 7))):
        own[code] = min(criteria[code], own[code] + chance.choice([STEP, 2 * STEP, 4 * STEP]))
    return own
