"""What the search finds in appraisals: the team's remarks, and breaches (decision 0072)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries import units_of
from appraisal.models import Breach, ReviewScore
from appraisal.queries import breaches_visible_to, own_breaches_of, reviews_visible_to
from search.sources import SearchResult, SearchSource, Watched

_REGISTRATION = "review__assessment__registration"


def _scores_visible_to(user) -> QuerySet[ReviewScore]:
    """The team's remarks of the reviews that this person sees; one of two blind reviews is no part of them [S8]."""
    visible = reviews_visible_to(user).order_by().values("pk")
    where = ("criterion", f"{_REGISTRATION}__commune", f"{_REGISTRATION}__cycle")
    return ReviewScore.objects.select_related(*where).filter(review__in=visible)


def _scores_results(user, scores: QuerySet[ReviewScore]) -> Iterator[SearchResult]:
    for score in scores:
        registration = score.review.assessment.registration
        where = [registration.cycle.year, registration.commune.code, score.criterion.code]
        title, place = (
            f"{score.criterion.code} {score.criterion.title}",
            f"{registration.commune} · {registration.cycle}",
        )
        yield SearchResult(score.pk, title, reverse("appraisal:criterion", args=where), place, score.comment)


COMMENTS = SearchSource(
    label=_("Remarks of the team"),
    watched=(Watched(ReviewScore, ("comment",)),),
    rows=ReviewScore.objects.exclude(comment="").all,
    text_of=lambda score: score.comment,
    visible=_scores_visible_to,
    results=_scores_results,
    unit=f"{_REGISTRATION}__commune__code",
    year=f"{_REGISTRATION}__cycle__year",
)
_WORDS = ("facts", "source", "year_justification", "justification")


def _breach_text(breach: Breach) -> str:
    return "\n".join(filter(None, (getattr(breach, name) for name in _WORDS)))


def _breaches_seen_by(user) -> QuerySet[Breach]:
    """Breaches on one's desk, and those of one's own unit."""
    desk, own = breaches_visible_to(user).order_by().values("pk"), own_breaches_of(user).order_by().values("pk")
    seen = Breach.objects.filter(Q(pk__in=desk) | Q(pk__in=own))
    return seen.select_related("registration__commune", "registration__cycle")


def _breaches_results(user, breaches: QuerySet[Breach]) -> Iterator[SearchResult]:
    own = units_of(user)
    for breach in breaches:
        year, code = breach.registration.cycle.year, breach.registration.commune.code
        own_page = reverse("appraisal:own_breach", args=[year, code, breach.pk])
        url = own_page if code in own else reverse("appraisal:breach", args=[year, breach.pk])
        place = f"{breach.registration.commune} · {year}"
        yield SearchResult(breach.pk, breach.get_kind_display(), url, place, _breach_text(breach))


BREACHES = SearchSource(
    label=_("Breaches"),
    watched=(Watched(Breach, _WORDS),),
    rows=Breach.objects.all,
    text_of=_breach_text,
    visible=_breaches_seen_by,
    results=_breaches_results,
    unit="registration__commune__code",
    year="registration__cycle__year",
)
