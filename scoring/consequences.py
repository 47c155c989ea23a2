"""The effects of putting a corrected table into a running year, with figures, before anybody confirms it [S7, A18]."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from communes.deadlines import due
from communes.models import Cycle, Registration, unit_title
from kernel.problems import required
from scoring.models import Rubric, SelfAssessment, SelfScore
from scoring.services.corrections import UNSENT, Move, fingerprint, is_sent, moves_between, works_of
from scoring.set_aside import Effect, effects_on


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """A unit whose dossier is opened again, or whose points exceed a new maximum, and what happens to each.

    `above` are the criteria whose points exceed the new maximum, `again` the other criteria that must be scored again.
    """

    work: int
    state: str
    entry: str
    code: str
    kind: str
    own_name: str
    name_key: str
    above: tuple[str, ...]
    again: tuple[str, ...]

    @property
    def is_sent(self) -> bool:
        return is_sent(self.state)

    @property
    def name(self) -> str:
        return unit_title(self.kind, self.own_name)

    @property
    def state_label(self) -> str:
        return str(SelfAssessment.State(self.state).label)


_UNIT = "registration__commune"
_FIELDS = ("pk", "state", "registration__state", *(f"{_UNIT}__{name}" for name in ("code", "kind", "name", "name_key")))


@dataclass(frozen=True, slots=True)
class Consequences:
    """The preview page: the moved maxima, the units, how many scores stay, and the fingerprint of what it shows."""

    moves: Sequence[Move]
    units: Sequence[UnitEffect]
    sent: int
    preparing: int
    unregistered: int
    above: int
    again: int
    kept: int
    effects: Sequence[Effect]
    last_day: date
    seen: str


def consequences_of(cycle: Cycle, former: Rubric, rubric: Rubric, *, now: datetime) -> Consequences:
    """What the version, instead of the `former` one, would change in every dossier of the year in its present state."""
    works, moves = works_of(cycle), list(moves_between(former, rubric))
    above, again, kept = _scores_moved(works, moves)
    every = [
        UnitEffect(pk, state, entry, code, kind, name, key, tuple(above.get(pk, ())), tuple(again.get(pk, ())))
        for pk, state, entry, code, kind, name, key in works.values_list(*_FIELDS)
    ]
    sent, registered = sum(unit.is_sent for unit in every), sum(unit.entry in Registration.REGISTERED for unit in every)
    return Consequences(
        moves=moves,
        units=sorted(
            (unit for unit in every if unit.is_sent or unit.above or unit.again),
            key=lambda unit: (not unit.is_sent, unit.name_key),
        ),
        sent=sent,
        preparing=registered - sent,
        unregistered=len(every) - registered,
        above=sum(map(len, above.values())),
        again=sum(map(len, again.values())),
        kept=kept,
        effects=effects_on(works.exclude(state__in=UNSENT)),
        last_day=due(cycle.submit_before, now=now).last_day,
        seen=fingerprint((unit.work, unit.state) for unit in every),
    )


def _scores_moved(
    works: QuerySet[SelfAssessment], moves: Sequence[Move]
) -> tuple[dict[int, list[str]], dict[int, list[str]], int]:
    """By dossier: the criteria with points above the new maximum, and those that must be scored again.

    Also returns how many scores stay.
    """
    maxima = {move.code: move.after for move in moves}
    above, again = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    scores = SelfScore.objects.filter(assessment__in=works, points__isnull=False)
    moved = scores.filter(criterion__code__in=maxima, not_applicable=False).order_by("criterion__sort_key")
    count = 0
    for work, code, points in moved.values_list("assessment", "criterion__code", "points"):
        count += 1
        (above if required(points) > maxima[code] else again)[work].append(code)
    return above, again, scores.order_by().count() - count
