"""Where one unit lost points in a year: compared with the median of its peers, and the easiest criteria to gain [S6].

Peers are the ranked units of the same kind, former province and, where it is known, like population; where they are
fewer than five, those of kind and province, of the kind, or all ranked units, so that a median reveals nothing about a
single unit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from appraisal.models import ReviewScore
from communes.former_provinces import former_province
from communes.models import Registration
from documents.numbers import whole_percent
from results.models import Outcome
from results.populations import Population, units_in
from results.queries import RankingRow
from scoring.core import points_to_next_level
from scoring.models import Criterion

FEWEST_PEERS = 5
SIZE_RATIO = 2
"""Units are of like size up to so many times, and down to that part of, the population."""


@dataclass(frozen=True, slots=True)
class LostPoints:
    """A criterion without full points: points lost, the peers' median and how many have full points, the reason."""

    code: str
    title: str
    max_points: Decimal
    points: Decimal
    peer_median: Decimal
    peers_in_full: int
    justification: str

    @property
    def lost(self) -> Decimal:
        return self.max_points - self.points

    @property
    def below_peers(self) -> Decimal:
        """How far the unit is below the median; 0 where it is not."""
        return max(self.peer_median - self.points, Decimal(0))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The whole page: losses, the largest compared with the peers first; `nearest` together lead to `next_level`."""

    losses: list[LostPoints]
    peers: int
    is_of_kind: bool
    province: str
    is_of_size: bool
    next_level: str
    missing: Decimal
    nearest: list[LostPoints]

    @property
    def reach(self) -> Decimal:
        return sum((one.lost for one in self.nearest), Decimal(0))


def gaps_of(registration: Registration, rows: Sequence[RankingRow]) -> Gaps | None:
    """The gaps of a ranked unit; None for any other. One query over the year's points, one over the table."""
    ranked = units_in(rows, Population.RANKED)
    own = next((row for row in ranked if row.registration_id == registration.pk), None)
    if own is None or own.appraised_total is None:
        return None
    group = _peers(own, [row for row in ranked if row != own])
    losses = _losses(own, [row.registration_id for row in group.rows])
    step = points_to_next_level(own.appraised_total)
    level, missing = (str(Outcome.Level(step[0]).label), step[1]) if step else ("", Decimal(0))
    nearest = _nearest(losses, missing) if step else []
    return Gaps(losses, len(group.rows), group.is_of_kind, group.province, group.is_of_size, level, missing, nearest)


class _Group(NamedTuple):
    """The units that one is compared with, and what they have in common with it."""

    rows: list[RankingRow]
    is_of_kind: bool
    province: str = ""
    is_of_size: bool = False


def _peers(own: RankingRow, others: list[RankingRow]) -> _Group:
    """The nearest group that is large enough."""
    of_kind = [row for row in others if row.kind == own.kind]
    home = former_province(own.code)
    of_both = [row for row in of_kind if former_province(row.code) == home]
    of_all = [row for row in of_both if _is_of_like_size(own, row)]
    if len(of_all) >= FEWEST_PEERS:
        return _Group(of_all, is_of_kind=True, province=str(home.label), is_of_size=True)
    if len(of_both) >= FEWEST_PEERS:
        return _Group(of_both, is_of_kind=True, province=str(home.label))
    is_of_kind = len(of_kind) >= FEWEST_PEERS
    return _Group(of_kind if is_of_kind else others, is_of_kind=is_of_kind)


def _is_of_like_size(own: RankingRow, other: RankingRow) -> bool:
    """Never where one of the two populations is not known."""
    if own.population is None or other.population is None:
        return False
    return own.population <= other.population * SIZE_RATIO and other.population <= own.population * SIZE_RATIO


def _losses(own: RankingRow, peers: list[int]) -> list[LostPoints]:
    path = "review__assessment__registration"
    units = [own.registration_id, *peers]
    scores = ReviewScore.objects.filter(**{f"{path}__in": units}, points__isnull=False).order_by()
    mine: dict[int, tuple[Decimal, Decimal, str]] = {}
    theirs: dict[int, list[Decimal]] = defaultdict(list)
    for unit, criterion, given, limit, comment in scores.values_list(
        path, "criterion", "points", "max_points", "comment"
    ):
        if unit == own.registration_id:
            mine[criterion] = (given, limit, comment)
        else:
            theirs[criterion].append(given)
    below = {criterion: score for criterion, score in mine.items() if score[0] < score[1]}
    criteria = Criterion.objects.filter(pk__in=below).order_by("sort_key").only("code", "title_vi", "title_en")
    losses = [_loss(row, below[row.pk], theirs[row.pk]) for row in criteria]
    return sorted(losses, key=lambda one: (-one.below_peers, -one.lost))


def _loss(row: Criterion, score: tuple[Decimal, Decimal, str], peers: list[Decimal]) -> LostPoints:
    given, limit, comment = score
    return LostPoints(
        code=row.code,
        title=row.title,
        max_points=limit,
        points=given,
        peer_median=median(peers) if peers else given,
        peers_in_full=whole_percent(sum(one == limit for one in peers), len(peers)) or 0,
        justification=comment,
    )


def _nearest(losses: list[LostPoints], missing: Decimal) -> list[LostPoints]:
    """The fewest criteria that lead to the next level, first those in which most peers have full points; or none."""
    chosen: list[LostPoints] = []
    for one in sorted(losses, key=lambda one: (-one.peers_in_full, -one.lost)):
        if sum((each.lost for each in chosen), Decimal(0)) >= missing:
            break
        chosen.append(one)
    return chosen
