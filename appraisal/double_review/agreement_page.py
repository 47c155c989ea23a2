"""The data for the agreement figures: compared independent scores, and the points of finished reviews [S8]."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, F, FloatField, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from appraisal.double_review.agreement import (
    Agreement,
    DossierMean,
    ScorePair,
    Tendency,
    against_the_other,
    against_the_rest,
    agreement_by,
    agreement_of,
)
from appraisal.double_review.queries import (
    OTHER,
    compared_independent_scores,
    compared_twos,
    twice_reviewed,
    was_compared,
)
from appraisal.models import Review, ReviewScore
from appraisal.queries.reviews import reviews_visible_to
from communes.models import Cycle
from kernel.names import name_key
from scoring.queries import criterion_rows, table_in_force

_FINISHED = (Review.State.COMPLETED, Review.State.RECONCILED)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's differences from the other member, and from the rest of the team."""

    name: str
    other: Tendency | None
    rest: Tendency | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """The figures of one pair, group or criterion."""

    name: str
    title: str
    figures: Agreement


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """A year's agreement figures; where nothing is compared, only those of the finished reviews."""

    is_set: bool
    overall: Agreement | None
    pairs: list[PartRow]
    groups: list[PartRow]
    criteria: list[PartRow]
    people: list[PersonRow]


def agreement_page(reader, cycle: Cycle) -> AgreementPage:
    """The figures over all that this person may see of a year.

    The number of queries does not depend on the dossiers.
    """
    pairs, beside, from_own = _pairs(reader, cycle), _beside_the_other(reader, cycle), _from_own(reader, cycle)
    other, rest = against_the_other(beside), against_the_rest(from_own)
    titles = _titles(cycle) if pairs else {}
    criteria = _rows(agreement_by(pairs, lambda pair: pair.criterion), titles)
    return AgreementPage(
        is_set=bool(twice_reviewed(cycle)),
        overall=agreement_of(pairs) if pairs else None,
        pairs=_rows(agreement_by(pairs, _both_names(pairs))),
        groups=_rows(agreement_by(pairs, lambda pair: pair.group), titles),
        criteria=sorted(criteria, key=lambda row: row.figures.exact_share),
        people=[PersonRow(name, other.get(name), rest.get(name)) for name in sorted({*other, *rest}, key=name_key)],
    )


def _titles(cycle: Cycle) -> dict[str, str]:
    return {row.code: row.title for row in criterion_rows(table_in_force(cycle))}


def _rows(agreements: dict[str, Agreement], titles: Mapping[str, str] | None = None) -> list[PartRow]:
    rows = [PartRow(name, (titles or {}).get(name, ""), figures) for name, figures in agreements.items()]
    return sorted(rows, key=lambda row: name_key(row.name))


def _both_names(pairs: Sequence[ScorePair]) -> Callable[[ScorePair], str]:
    """The two names of a pair, in the order of names; the order of each name is found once, not for every pair."""
    order = {name: name_key(name) for name in {name for pair in pairs for name in (pair.first, pair.second)}}
    return lambda pair: " – ".join(sorted((pair.first, pair.second), key=order.__getitem__))


_NAME, _OTHER_NAME = "author__person__full_name", f"{OTHER}__author__person__full_name"


def _pairs(reader, cycle: Cycle) -> list[ScorePair]:
    """The points of two members, counted once where they are equal: a few thousand rows for any number of dossiers."""
    given = (_NAME, _OTHER_NAME, "score__criterion__code", "points", f"{OTHER}__points", "score__max_points")
    return [ScorePair(*row) for row in compared_twos(reader, cycle).values_list(*given).annotate(Count("pk"))]


def _beside_the_other(reader, cycle: Cycle) -> dict[str, list[DossierMean]]:
    """By person: how far their points are above those of the other member, dossier by dossier."""
    gap = _share(F("points"), F("score__max_points")) - _share(F(f"{OTHER}__points"), F("score__max_points"))
    twos = compared_twos(reader, cycle).values_list("score__review", _NAME, _OTHER_NAME)
    rows = twos.annotate(gap=Avg(gap), criteria=Count("pk"))
    means: dict[str, list[DossierMean]] = defaultdict(list)
    for _review, first, second, mean, criteria in rows:
        means[first].append(DossierMean(mean, criteria))
        means[second].append(DossierMean(-mean, criteria))
    return means


def _from_own(reader, cycle: Cycle) -> dict[str, list[DossierMean]]:
    """By person: how far their points are above the commune's own, dossier by dossier; single or double review."""
    max_points, own = F("score__max_points"), F("score__self_points")
    gap = Sum(_share(F("points"), max_points) - _share(own, max_points))
    compared = compared_independent_scores(reader, cycle).filter(score__max_points__gt=0).order_by()
    rows = list(compared.values_list("score__review", _NAME).annotate(gap=gap, criteria=Count("pk")))
    finished = reviews_visible_to(reader).filter(assessment__registration__cycle=cycle, state__in=_FINISHED)
    alone = ReviewScore.objects.filter(
        ~was_compared(),
        review__in=finished.order_by().values("pk"),
        points__isnull=False,
        max_points__gt=0,
    )
    gap = Sum(_share(F("points"), F("max_points")) - _share(F("self_points"), F("max_points")))
    single = alone.order_by().values_list("review", "review__appraiser__person__full_name")
    rows += single.annotate(gap=gap, criteria=Count("pk"))
    return _means(rows)


def _means(rows: Iterable[tuple[int, str, float, int]]) -> dict[str, list[DossierMean]]:
    """One mean for each dossier of a person, however its criteria were reviewed."""
    sums: dict[tuple[str, int], tuple[float, int]] = {}
    for review, name, gap, criteria in rows:
        before, count = sums.get((name, review), (0.0, 0))
        sums[name, review] = (before + gap, count + criteria)
    means: dict[str, list[DossierMean]] = defaultdict(list)
    for (name, _review), (whole, criteria) in sums.items():
        means[name].append(DossierMean(whole / criteria, criteria))
    return means


def _share(points: F, max_points: F) -> CombinedExpression:
    """A share of the maximum as a float, for statistics only: no decision depends on it."""
    return Cast(points, FloatField()) / Cast(max_points, FloatField())
