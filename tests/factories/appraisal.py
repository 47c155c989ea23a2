"""Teams, reviews and breaches for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role
from appraisal.models import (
    AppraisalTeam,
    Breach,
    BreachDocument,
    BreachElement,
    Review,
    ReviewScore,
    SecondReview,
    TeamMember,
    Visit,
    VisitItem,
    VisitPhoto,
)
from scoring.core import ELEMENTS, BreachKind
from scoring.models import SelfAssessment
from tests.factories.accounts import UserFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.scoring import SelfAssessmentFactory

ASSIGNED = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
COMPLETED = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)


class AppraisalTeamFactory(DjangoModelFactory):
    class Meta:
        model = AppraisalTeam
        django_get_or_create = ("cycle",)

    cycle = factory.SubFactory(CycleFactory)
    decision_number = "123/QĐ-UBND"
    decision_date = date(2026, 11, 25)
    decision_file = factory.SubFactory(StoredFileFactory, name="quyet-dinh-thanh-lap.pdf")
    formed_at = ASSIGNED


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember

    team = factory.SubFactory(AppraisalTeamFactory)
    person = factory.SubFactory(UserFactory, membership=Role.APPRAISER)


class ReviewFactory(DjangoModelFactory):
    """A review with a score row per criterion of a submitted dossier.

    `scores={"I.1": "9"}` gives points (a comment comes with each difference); `scores="agree"` repeats the self-scores,
    as a complete review does where none are given: none is complete with a criterion open. A confirmed one has
    closed its dossier. Traits: `in_progress`, `completed`, `reconciled`.
    """

    class Meta:
        model = Review
        skip_postgeneration_save = True

    assessment = factory.SubFactory(
        SelfAssessmentFactory, submitted=True, scores="full", state=SelfAssessment.State.UNDER_APPRAISAL
    )
    appraiser = factory.SubFactory(TeamMemberFactory)
    assigned_at = ASSIGNED

    class Params:
        in_progress = factory.Trait(state=Review.State.IN_PROGRESS)
        completed = factory.Trait(
            state=Review.State.COMPLETED, completed_at=COMPLETED, completed_by=factory.SubFactory(UserFactory)
        )
        reconciled = factory.Trait(
            completed=True,
            state=Review.State.RECONCILED,
            reconciled_at=COMPLETED,
            reconciled_by=factory.SubFactory(UserFactory),
        )

    @factory.post_generation
    def scores(self, create, extracted, **kwargs):
        if not create:
            return
        own = list(self.assessment.scores.select_related("criterion").order_by("criterion__sort_key"))
        is_complete = self.state in (Review.State.COMPLETED, Review.State.RECONCILED)
        if extracted == "agree" or (is_complete and extracted is None):
            extracted = {score.criterion.code: score.points for score in own}
        given = dict(extracted or {})
        if is_complete and len(given) < len(own):
            raise ValueError("a review that is complete has points for every criterion")
        if self.state == Review.State.RECONCILED and self.assessment.state == SelfAssessment.State.UNDER_APPRAISAL:
            self.assessment.close()
            self.assessment.save(update_fields=["state"])
        ReviewScore.objects.bulk_create(_score(self, score, given.get(score.criterion.code)) for score in own)
        self.group_totals = {group: str(_sum(given, group)) for group in ("I", "II", "III", "IV")}
        self.total = sum((Decimal(points) for points in given.values()), Decimal(0))
        self.scored_count = len(given)
        self.save()


def _sum(given, group):
    return sum((Decimal(points) for code, points in given.items() if code.partition(".")[0] == group), Decimal("0.00"))


def _score(review, score, points):
    points = None if points is None else Decimal(points)
    return ReviewScore(
        review=review,
        criterion=score.criterion,
        max_points=score.max_points,
        self_points=score.points,
        points=points,
        comment="" if points in (None, score.points) else "Minh chứng chưa đủ.",
    )


class SecondReviewFactory(DjangoModelFactory):
    """A second look at a dossier under review: by default at both criteria of group I, by a member of the same team."""

    class Meta:
        model = SecondReview

    review = factory.SubFactory(
        ReviewFactory, appraiser__person=factory.SubFactory(UserFactory, membership=Role.APPRAISER)
    )
    appraiser = factory.SubFactory(
        TeamMemberFactory,
        team=factory.SelfAttribute("..review.appraiser.team"),
        person=factory.SubFactory(UserFactory, membership=Role.APPRAISER),
    )
    criteria = factory.LazyFunction(lambda: ["I.1", "I.2"])
    assigned_at = ASSIGNED


class BreachFactory(DjangoModelFactory):
    """A proposed breach; with the trait `confirmed` it counts [S4]."""

    class Meta:
        model = Breach
        skip_postgeneration_save = True

    registration = factory.SubFactory(RegistrationFactory, accepted=True)
    kind = Breach.Kind.DISCIPLINE_OR_PROSECUTION
    facts = "Một công chức bị khiển trách vì trả hồ sơ của dân quá hạn."
    source = "45/QĐ-KL"
    occurred_on = date(2026, 9, 1)
    decided_on = date(2026, 10, 1)
    recorded_at = ASSIGNED
    recorded_by = factory.SubFactory(UserFactory)

    class Params:
        confirmed = factory.Trait(
            state=Breach.State.CONFIRMED, settled_at=COMPLETED, settled_by=factory.SubFactory(UserFactory)
        )

    @factory.post_generation
    def elements(self, create, extracted, **kwargs):
        if create:
            shown = elements_of(self.kind) if extracted is None else extracted
            BreachElement.objects.bulk_create(
                BreachElement(breach=self, element=element, document=document) for element, document in shown.items()
            )


def elements_of(kind: str) -> dict[str, str]:
    """The document that shows each element of a ground, as `record_breach` takes them [S4]."""
    return {element.value: "12/QĐ-KL" for element in ELEMENTS[BreachKind(kind)]}


class VisitFactory(DjangoModelFactory):
    """A planned visit of two criteria, with the appraiser of the review; `done=True` was held and noted."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    review = factory.SubFactory(ReviewFactory)
    starts_at = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
    place = "Trung tâm Phục vụ hành chính công"
    planned_at = ASSIGNED
    planned_by = factory.SubFactory(UserFactory)

    class Params:
        done = factory.Trait(state=Visit.State.DONE, ended_at=COMPLETED, ended_by=factory.SubFactory(UserFactory))

    @factory.post_generation
    def noted(self, create, extracted, **kwargs):
        self.members.set([self.review.appraiser])
        seen = {"seen": "partly", "remark": "Thiếu bảng niêm yết."} if self.state == Visit.State.DONE else {}
        criteria = self.review.scores.order_by("criterion__sort_key").values_list("criterion", flat=True)[:2]
        VisitItem.objects.bulk_create(VisitItem(visit=self, criterion_id=criterion, **seen) for criterion in criteria)


class VisitPhotoFactory(DjangoModelFactory):
    class Meta:
        model = VisitPhoto

    visit = factory.SubFactory(VisitFactory)
    file = factory.SubFactory(StoredFileFactory, name="anh.jpg", media_type="image/jpeg")
    added_at = ASSIGNED
    added_by = factory.SubFactory(UserFactory)


class BreachDocumentFactory(DjangoModelFactory):
    """A document that the commune may read."""

    class Meta:
        model = BreachDocument

    breach = factory.SubFactory(BreachFactory)
    file = factory.SubFactory(StoredFileFactory)
    is_shared = True
    added_at = ASSIGNED
    added_by = factory.SubFactory(UserFactory)
