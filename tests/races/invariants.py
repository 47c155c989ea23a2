"""States that must never exist, whatever two people do at once: checked in the rows, without policies."""

from collections.abc import Iterator
from decimal import Decimal

from appraisal.models import Breach, IndependentScore, Minutes, Review
from audit.models import Entry
from evidence.models import Inquiry
from results.models import Outcome, Recognition
from scoring.models import SelfAssessment

_WORKS, _REVIEWS, _LETTERS = SelfAssessment.State, Review.State, Inquiry.State
_LETTER_OF = {_WORKS.SUPPLEMENT_REQUESTED: "supplement", _WORKS.EXPLAINING: "explanation"}
_DONE = (_REVIEWS.COMPLETED, _REVIEWS.RECONCILED)


def impossible_states() -> Iterator[str]:
    """Every contradiction in the present rows."""
    for work in SelfAssessment.objects.select_related("review").order_by("pk"):
        yield from _of_dossier(work)
    for review in Review.objects.select_related("assessment").order_by("pk"):
        yield from _of_review(review)
    yield from _of_year()


def _of_dossier(work: SelfAssessment) -> Iterator[str]:
    review = getattr(work, "review", None)
    letters = dict(work.inquiries.filter(state__in=[_LETTERS.SENT, _LETTERS.COLLECTING]).values_list("kind", "state"))
    sent = [kind for kind, state in letters.items() if state == _LETTERS.SENT]
    if sent != ([_LETTER_OF[work.state]] if work.state in _LETTER_OF else []):
        yield f"{work.state} with the letters {sent} out"
    if review is not None and (work.state == _WORKS.CLOSED) != (review.state == _REVIEWS.RECONCILED):
        yield f"{work.state} with its review {review.state}"
    if review is not None and (work.state == _WORKS.NOT_CONSIDERED) != (review.state == _REVIEWS.NOT_CONSIDERED):
        yield f"{work.state} with its review {review.state}"
    if review is not None and review.state in _DONE and _LETTERS.COLLECTING in letters.values():
        yield f"{review.state} with a letter that was not sent"
    points = [points for points in work.scores.values_list("points", flat=True) if points is not None]
    if work.total != sum(points, Decimal(0)) or work.scored_count != len(points):
        yield f"a dossier of {work.total} with scores of {points}"
    if work.state == _WORKS.OPEN and hasattr(work, "receipt"):
        yield "an open dossier with a receipt"


def _of_review(review: Review) -> Iterator[str]:
    rows = list(review.scores.values_list("criterion__code", "points"))
    points = {code: points for code, points in rows if points is not None}
    if review.total != sum(points.values(), Decimal(0)) or review.scored_count != len(points):
        yield f"a review of {review.total} with scores of {points}"
    if review.state in _DONE and len(points) != len(rows):
        yield f"{review.state} with a criterion without points"
    minutes = Minutes.objects.filter(review=review, superseded_at=None)
    if review.state in (_REVIEWS.ASSIGNED, _REVIEWS.IN_PROGRESS) and minutes.exists():
        yield f"{review.state} with minutes that count"
    second = getattr(review, "second", None)
    if second is None:
        return
    is_compared = second.first_done_at is not None and second.completed_at is not None
    if not is_compared and points.keys() & set(second.criteria):
        yield "points on a criterion that two still review"
    frozen = IndependentScore.objects.filter(score__review=review, frozen_at__isnull=False).count()
    if frozen != (2 * len(second.criteria) if is_compared else 0):
        yield f"{frozen} opinions compared"


def _of_year() -> Iterator[str]:
    outcomes = Outcome.objects.select_related("registration__self_assessment__review").order_by("pk")
    states = {(one.registration.cycle_id, one.state) for one in outcomes}
    if len(states) != len({cycle for cycle, _ in states}):
        yield f"outcomes of one year in the states {states}"
    recognised = set(Recognition.objects.values_list("outcome", flat=True))
    for one in outcomes:
        review = getattr(one.registration.self_assessment, "review", None)
        breaches = Breach.objects.filter(registration=one.registration, state=Breach.State.CONFIRMED)
        if one.pk in recognised and one.state not in (Outcome.State.APPROVED, Outcome.State.PUBLISHED):
            yield f"recognised, and {one.state}"
        if one.state == Outcome.State.DRAFTED:
            continue
        if one.reason == Outcome.Reason.BY_POINTS and review.state != _REVIEWS.RECONCILED:
            yield f"{one.state} by points with its review {review.state}"
        if one.reason == Outcome.Reason.BY_POINTS and one.group_totals != review.group_totals:
            yield f"{one.state} with other points than its review"
        is_told = Entry.objects.filter(verb="results.start_revocation", target_key=one.registration_id).exists()
        if breaches.exists() and one.reason != Outcome.Reason.BREACH and not (one.pk in recognised and is_told):
            yield f"{one.state} by points in a confirmed breach"
        if not breaches.exists() and one.reason == Outcome.Reason.BREACH:
            yield f"{one.state} in a breach that does not count"
