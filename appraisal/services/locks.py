"""The one way to a dossier whose appraisal is to be changed: its lock, after that of its year (docs/decisions/0048)."""

from functools import cached_property

from appraisal.models import Minutes, Review, SecondReview
from appraisal.queries import dossier_version
from appraisal.queries.double_review import second_of
from evidence.services import locks
from kernel.problems import required


class LockedDossier(locks.LockedDossier):
    """A dossier under its lock with all of its appraisal: each part is read when it is first asked for."""

    @cached_property
    def review(self) -> Review | None:
        """Its review with appraiser, team and second review."""
        rows = Review.objects.select_related("appraiser__person", "appraiser__team", "second__appraiser__person")
        review = rows.filter(assessment=self.assessment).first()
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
        """Goes up with every change of the dossier or of its appraisal."""
        return dossier_version(self.review) if self.review else self.assessment.version

    def save_review(self, *fields: str) -> None:
        """Write these fields of the review, and count a change of the appraisal."""
        review = required(self.review)
        review.version += 1
        review.save(update_fields=[*fields, "version"])


def lock_dossier(pk: int) -> LockedDossier:
    """Lock the dossier of this self-assessment until the transaction ends, and read it with its entry and table."""
    return LockedDossier(locks.lock_dossier(pk).assessment)
