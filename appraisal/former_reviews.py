"""Reviews that a correction of the table set aside, as the team reads them on record [S7, S8]."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.queries import barred_units, has_role
from appraisal.models import Minutes, Review, ReviewScore, TeamMember, Visit
from appraisal.queries.reviews import OVERSEES
from communes.models import Registration
from evidence.page_comments import PageComment


@dataclass(frozen=True, slots=True)
class FormerReview:
    """One review as it was, with its points, its minutes and its visits."""

    review: Review
    scores: Sequence[ReviewScore]
    minutes: Sequence[Minutes]
    visits: Sequence[Visit]


def former_reviews_visible_to(user) -> QuerySet[Review]:
    """For its appraiser, the team's secretary, and overseers; not where they are recused [S8]."""
    rows = Review.objects.filter(assessment__former_registration__isnull=False)
    rows = rows.exclude(assessment__former_registration__commune__code__in=barred_units(user))
    if has_role(user, *OVERSEES):
        return rows
    if not has_role(user, Role.APPRAISER):
        return rows.none()
    kept_for = TeamMember.objects.filter(person=user, part=TeamMember.Part.SECRETARY).values("team")
    own = Q(appraiser__person=user) | Q(second__appraiser__person=user)
    return rows.filter(own | Q(appraiser__team__in=kept_for))


def former_reviews(registration: Registration, *, reader) -> list[FormerReview]:
    """The former reviews of a unit's year, the newest first."""
    rows = former_reviews_visible_to(reader).filter(assessment__former_registration=registration).order_by("-pk")
    rows = rows.select_related("assessment__set_aside_for__decision", "assessment__rubric", "appraiser__person")
    return [
        FormerReview(
            review=review,
            scores=list(review.scores.select_related("criterion").order_by("criterion__sort_key")),
            minutes=list(review.minutes.order_by("pk")),
            visits=list(review.visits.order_by("starts_at").prefetch_related("items__criterion")),
        )
        for review in rows
    ]


def former_review_comments(registration: Registration, reader) -> Iterator[PageComment]:
    """A note on the dossier's pages that former reviews are on record."""
    assessment = getattr(registration, "self_assessment", None)
    if assessment is None or assessment.replaces_id is None:
        return
    count = former_reviews_visible_to(reader).filter(assessment__former_registration=registration).count()
    if count:
        text = ngettext(
            "%(count)s review of a former dossier of this unit is kept on record.",
            "%(count)s reviews of former dossiers of this unit are kept on record.",
            count,
        )
        url = reverse("appraisal:former_reviews", args=[registration.cycle.year, registration.commune.code])
        yield PageComment(text % {"count": count}, url, _("Read it"))
