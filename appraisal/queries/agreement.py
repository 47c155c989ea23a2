"""What the figures of agreement are made of: compared opinions, and the points of finished reviews [S8]."""

from collections.abc import Mapping
from dataclasses import dataclass

from appraisal.agreement import (
    Agreement,
    Compared,
    Judgement,
    Tendency,
    against_the_other,
    against_the_rest,
    agreement_by,
    agreement_of,
)
from appraisal.models import IndependentScore, Review, ReviewScore
from appraisal.queries.double_review import compared_independent_scores, twice_reviewed
from appraisal.queries.reviews import reviews_visible_to
from communes.models import Cycle
from kernel.names import name_key
from kernel.problems import required
from scoring.queries import criterion_rows, table_in_force

_FINISHED = (Review.State.COMPLETED, Review.State.RECONCILED)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's leaning beside the other of each two, and beside the rest of the team."""

    name: str
    other: Tendency | None
    rest: Tendency | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """The figures of one pair, group or leaf."""

    name: str
    title: str
    figures: Agreement


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """A year's figures of agreement; without anything compared, only what the finished reviews tell."""

    is_set: bool
    overall: Agreement | None
    pairs: list[PartRow]
    groups: list[PartRow]
    leaves: list[PartRow]
    people: list[PersonRow]


def agreement_page(reader, cycle: Cycle) -> AgreementPage:
    """The figures over all that this person may see of a year; as many queries for one dossier as for many."""
    compared = _compared(compared_independent_scores(reader, cycle))
    judged = [*_single(reader, cycle), *(one for pair in compared for one in pair)]
    other, rest = against_the_other(compared), against_the_rest(judged)
    titles = _titles(cycle) if compared else {}
    leaves = _rows(agreement_by(compared, lambda pair: pair[0].leaf), titles)
    return AgreementPage(
        is_set=bool(twice_reviewed(cycle)),
        overall=agreement_of(compared) if compared else None,
        pairs=_rows(agreement_by(compared, _names)),
        groups=_rows(agreement_by(compared, lambda pair: pair[0].group), titles),
        leaves=sorted(leaves, key=lambda row: row.figures.exact_share),
        people=[PersonRow(name, other.get(name), rest.get(name)) for name in sorted({*other, *rest}, key=name_key)],
    )


def _titles(cycle: Cycle) -> dict[str, str]:
    return {row.code: row.title for row in criterion_rows(table_in_force(cycle))}


def _rows(agreements: dict[str, Agreement], titles: Mapping[str, str] | None = None) -> list[PartRow]:
    rows = [PartRow(name, (titles or {}).get(name, ""), figures) for name, figures in agreements.items()]
    return sorted(rows, key=lambda row: name_key(row.name))


def _names(pair: Compared) -> str:
    return " – ".join(sorted((one.appraiser for one in pair), key=name_key))


def _compared(independent_scores: list[IndependentScore]) -> list[Compared]:
    by_score: dict[int, list[Judgement]] = {}
    for independent in independent_scores:
        by_score.setdefault(independent.score_id, []).append(_judgement(independent))
    return [(both[0], both[1]) for both in by_score.values() if len(both) == 2]


def _judgement(independent: IndependentScore) -> Judgement:
    score = independent.score
    return Judgement(
        appraiser=str(independent.author.person),
        dossier=score.review.assessment.registration.commune.code,
        leaf=score.criterion.code,
        points=required(independent.points),
        self_points=score.self_points,
        most=score.max_points,
    )


def _single(reader, cycle: Cycle) -> list[Judgement]:
    """Each verdict of one person alone, in reviews that are finished."""
    finished = reviews_visible_to(reader).filter(assessment__registration__cycle=cycle, state__in=_FINISHED)
    twice = {review.pk: set(review.second.leaves) for review in finished if getattr(review, "second", None)}
    scores = ReviewScore.objects.filter(review__in=finished.values("pk"), points__isnull=False, max_points__gt=0)
    rows = scores.order_by("review", "criterion__sort_key").values_list(
        "review",
        "review__appraiser__person__full_name",
        "review__assessment__registration__commune__code",
        "criterion__code",
        "points",
        "self_points",
        "max_points",
    )
    return [
        Judgement(appraiser, dossier, leaf, required(points), self_points, most)
        for review, appraiser, dossier, leaf, points, self_points, most in rows
        if leaf not in twice.get(review, ())
    ]
