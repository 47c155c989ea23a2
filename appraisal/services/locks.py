"""The only way to change a dossier's appraisal: its lock, after that of its year (docs/decisions/0048)."""

from functools import cached_property
from typing import Any

from django.db.models import F

from appraisal.double_review.queries import second_of
from appraisal.models import Minutes, Review, ReviewScore, SecondReview
from appraisal.queries import dossier_version
from evidence.services import locks
from kernel.problems import required
from scoring.addresses import DossierAddress
from scoring.queries import criterion_rows, read_scores, rubric_in_force
from scoring.services.locks import READ

_OF_REVIEW = ("appraiser__person", "appraiser__team", "second__appraiser__person")
_TO_SCORE = (
    *("appraiser__team", "appraiser__person", "second__appraiser"),
    *("assessment__registration__commune", "assessment__registration__cycle"),
)
_READ = (
    *("state", "version", "total", "scored_count", "excepted_count", "excepted_points", "appraiser__person__full_name"),
    *("appraiser__team__decision_number", "appraiser__team__decision_date", "appraiser__team__decision_file"),
    *(
        "second__criteria",
        "second__state",
        "second__first_done_at",
        "second__completed_at",
        "second__appraiser__person",
    ),
    *(f"assessment__{name}" for name in READ),
)


class LockedDossier(locks.LockedDossier):
    """A locked dossier with its whole appraisal: each part is read when it is first used."""

    @classmethod
    def of(cls, review: Review) -> "LockedDossier":
        """The dossier of a review that was read under its lock."""
        dossier = cls(review.assessment)
        dossier.review = review
        return dossier

    @cached_property
    def review(self) -> Review | None:
        """Its review with appraiser, team and second review."""
        review = Review.objects.select_related(*_OF_REVIEW).filter(assessment=self.assessment).first()
        if review is not None:
            review.assessment = self.assessment
        return review

    @property
    def second(self) -> SecondReview | None:
        return second_of(self.review) if self.review else None

    @cached_property
    def minutes(self) -> Minutes | None:
        """The minutes that count."""
        rows = Minutes.objects.filter(review__assessment=self.assessment, superseded_at=None)
        minutes = rows.select_related("signed").first()
        if minutes is not None:
            minutes.review = required(self.review)
        return minutes

    @property
    def version(self) -> int:
        """Increases with every change of the dossier or of its appraisal."""
        return dossier_version(self.review) if self.review else self.assessment.version

    def save_review(self, *fields: str) -> None:
        """Save these fields of the review, and increment the appraisal's version."""
        review = required(self.review)
        review.version += 1
        review.save(update_fields=[*fields, "version"])


def lock_review_at(address: DossierAddress, criterion: str) -> tuple[Review, ReviewScore, dict[str, Any]]:
    """The review of the dossier at that address, its score of `criterion`, and every criterion's score by code.

    The dossier is locked.

    Only the dossier's own row is locked, so joined rows may be from before the wait for the lock: the
    version read with the scores shows it, and then the review is read once more.

    Raises:
        Review.DoesNotExist: no such dossier is assigned to anybody.
        KeyError: its table has no such criterion.
    """
    rows = Review.objects.select_for_update(of=("assessment",), no_key=True).select_related(*_TO_SCORE).only(*_READ)
    at = {"registration__cycle__year": address.year, "registration__commune__code": address.code}
    review = rows.get(**{f"assessment__{name}": value for name, value in at.items()})
    assessment = review.assessment
    assessment.rubric = rubric_in_force(assessment.rubric_id)
    codes = {row.pk: row.code for row in criterion_rows(assessment.rubric)}
    read = review.scores.annotate(of_version=F("review__version"))
    score, scores = read_scores(read, codes, criterion, "of_version")
    if any(each.of_version != review.version for each in scores.values()):
        review = Review.objects.select_related(*_OF_REVIEW).get(pk=review.pk)
        review.assessment = assessment
    score.review = review
    return review, score, scores


def lock_dossier(pk: int) -> LockedDossier:
    """Lock the dossier of this self-assessment until the transaction ends; read it with registration and table."""
    return LockedDossier(locks.lock_dossier(pk).assessment)
