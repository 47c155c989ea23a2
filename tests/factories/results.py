"""Outcomes and recognitions for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from results.models import CityDecision, DepartmentReport, Outcome, Recognition
from scoring.core import level_for
from tests.factories.accounts import UserFactory
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.scoring import SelfAssessmentFactory, group_totals_of, points_for

CONCLUDED = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


class OutcomeFactory(DjangoModelFactory):
    """A drafted Level 3 of a dossier that was appraised; with traits `approved` and `published`.

    The level follows the points, and without points there is neither level nor rank, as when outcomes are drafted.
    """

    class Meta:
        model = Outcome
        skip_postgeneration_save = True

    registration = factory.SubFactory(RegistrationFactory, accepted=True)
    reason = Outcome.Reason.BY_POINTS
    level = factory.LazyAttribute(lambda found: int(level_for(found.appraised_total)) if _by_points(found) else 0)
    self_total = factory.LazyAttribute(lambda found: Decimal("93.00") if _by_points(found) else None)
    appraised_total = factory.LazyAttribute(lambda found: Decimal("92.00") if _by_points(found) else None)
    group_totals = factory.LazyAttribute(
        lambda found: group_totals_of(points_for(found.appraised_total)) if _by_points(found) else {}
    )
    rank = factory.LazyAttribute(lambda found: 1 if _by_points(found) else None)
    drafted_at = CONCLUDED

    class Params:
        confirmed = factory.Trait(
            state=Outcome.State.CONFIRMED, confirmed_at=CONCLUDED, confirmed_by=factory.SubFactory(UserFactory)
        )
        approved = factory.Trait(
            confirmed=True,
            state=Outcome.State.APPROVED,
            approved_at=CONCLUDED,
            approved_by=factory.SubFactory(UserFactory),
        )
        published = factory.Trait(
            approved=True,
            state=Outcome.State.PUBLISHED,
            published_at=CONCLUDED,
            published_by=factory.SubFactory(UserFactory),
        )

    @factory.post_generation
    def appraisal(self, create, extracted, **kwargs):
        if not create or not _by_points(self):
            return
        if self.level != level_for(self.appraised_total):
            raise ValueError("an outcome by points has the level of its points")
        if not hasattr(self.registration, "self_assessment"):
            work = {"registration": self.registration, "submitted": True, "state": "under_appraisal"}
            assessment = SelfAssessmentFactory(**work, scores=points_for(self.self_total))
            ReviewFactory(assessment=assessment, reconciled=True, scores=points_for(self.appraised_total))

    @factory.post_generation
    def report(self, create, extracted, **kwargs):
        """The city approves what the department has reported [R3]: one report a year, made once."""
        cycle = self.registration.cycle
        if create and self.state in _REPORTED and not DepartmentReport.objects.filter(cycle=cycle).exists():
            DepartmentReportFactory(cycle=cycle)


_REPORTED = (Outcome.State.APPROVED, Outcome.State.PUBLISHED)


def _by_points(result) -> bool:
    return result.reason == Outcome.Reason.BY_POINTS


class DepartmentReportFactory(DjangoModelFactory):
    class Meta:
        model = DepartmentReport

    cycle = factory.SubFactory(CycleFactory)
    number = "215/BC-SNV"
    dated = date(2026, 12, 20)
    file = factory.SubFactory(StoredFileFactory, name="bao-cao.pdf")
    recorded_at = CONCLUDED
    recorded_by = factory.SubFactory(UserFactory)


class CityDecisionFactory(DjangoModelFactory):
    class Meta:
        model = CityDecision

    cycle = factory.SubFactory(CycleFactory)
    kind = CityDecision.Kind.RECOGNITION
    number = "6000/QĐ-UBND"
    dated = date(2026, 12, 25)
    file = factory.SubFactory(StoredFileFactory, name="quyet-dinh-cong-nhan.pdf")
    recorded_at = CONCLUDED
    recorded_by = factory.SubFactory(UserFactory)


class RecognitionFactory(DjangoModelFactory):
    class Meta:
        model = Recognition

    outcome = factory.SubFactory(OutcomeFactory, published=True)
    decision = factory.SubFactory(CityDecisionFactory, cycle=factory.SelfAttribute("..outcome.registration.cycle"))
    issued_at = CONCLUDED
    issued_by = factory.SubFactory(UserFactory)
