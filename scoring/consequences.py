"""The effects of putting a corrected table into a running year, with figures, before anybody confirms it [S7, A18]."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from communes.deadlines import due
from communes.models import Cycle
from kernel.names import name_key
from kernel.problems import required
from scoring.models import Rubric, RubricInForce, SelfAssessment, SelfScore
from scoring.services.corrections import Move, fingerprint, is_sent, moves_between, works_of
from scoring.set_aside import Effect, effects_on


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """A unit whose dossier is opened again, or whose points exceed a new maximum, and what happens to each.

    `above` are the criteria whose points exceed the new maximum, `again` the other criteria that must be scored again.
    """

    code: str
    name: str
    state: str
    state_label: str
    is_sent: bool
    above: tuple[str, ...]
    again: tuple[str, ...]


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


def consequences_of(cycle: Cycle, rubric: Rubric, *, now: datetime) -> Consequences:
    """What the version would change in every dossier of the year in its present state."""
    works = list(works_of(cycle))
    moves = list(moves_between(RubricInForce.objects.select_related("rubric").get(cycle=cycle).rubric, rubric))
    above, again, kept = _scores_moved(works, moves)
    sent = [work for work in works if is_sent(work)]
    registered = sum(work.registration.is_registered for work in works)
    return Consequences(
        moves=moves,
        units=sorted(
            (_unit(work, above, again) for work in works if is_sent(work) or above[work.pk] or again[work.pk]),
            key=lambda unit: (not unit.is_sent, name_key(unit.name)),
        ),
        sent=len(sent),
        preparing=registered - len(sent),
        unregistered=len(works) - registered,
        above=sum(map(len, above.values())),
        again=sum(map(len, again.values())),
        kept=kept,
        effects=effects_on(sent),
        last_day=due(cycle.submit_before, now=now).last_day,
        seen=fingerprint(works),
    )


def _unit(work: SelfAssessment, above: dict[int, list[str]], again: dict[int, list[str]]) -> UnitEffect:
    commune = work.registration.commune
    return UnitEffect(
        code=commune.code,
        name=str(commune),
        state=work.state,
        state_label=str(work.get_state_display()),
        is_sent=is_sent(work),
        above=tuple(above[work.pk]),
        again=tuple(again[work.pk]),
    )


def _scores_moved(
    works: Sequence[SelfAssessment], moves: Sequence[Move]
) -> tuple[dict[int, list[str]], dict[int, list[str]], int]:
    """By dossier: the criteria with points above the new maximum, and those that must be scored again.

    Also returns how many scores stay.
    """
    maxima = {move.code: move.after for move in moves}
    above, again, kept = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list), 0
    scores = SelfScore.objects.filter(assessment__in=works, points__isnull=False).order_by("criterion__sort_key")
    for work, code, points, excepted in scores.values_list("assessment", "criterion__code", "points", "not_applicable"):
        if code not in maxima or excepted:
            kept += 1
        elif required(points) > maxima[code]:
            above[work].append(code)
        else:
            again[work].append(code)
    return above, again, kept
