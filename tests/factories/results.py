"""Outcomes and recognitions for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from results.models import DepartmentReport, Outcome, Recognition, RecognitionDecision
from tests.factories.accounts import UserFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory

CONCLUDED = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


class OutcomeFactory(DjangoModelFactory):
    """A drafted Level 3; with traits `approved` and `published`."""

    class Meta:
        model = Outcome

    registration = factory.SubFactory(RegistrationFactory, accepted=True)
    level = Outcome.Level.LEVEL_3
    reason = Outcome.Reason.BY_POINTS
    self_total = Decimal("93.00")
    appraised_total = Decimal("92.00")
    group_totals = factory.LazyFunction(lambda: {"I": "22.00", "II": "22.00", "III": "24.00", "IV": "24.00"})
    rank = 1
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


class DepartmentReportFactory(DjangoModelFactory):
    class Meta:
        model = DepartmentReport

    cycle = factory.SubFactory(CycleFactory)
    number = "215/BC-SNV"
    dated = date(2026, 12, 20)
    file = factory.SubFactory(StoredFileFactory, name="bao-cao.pdf")
    recorded_at = CONCLUDED
    recorded_by = factory.SubFactory(UserFactory)


class RecognitionDecisionFactory(DjangoModelFactory):
    class Meta:
        model = RecognitionDecision

    cycle = factory.SubFactory(CycleFactory)
    number = "6000/QĐ-UBND"
    dated = date(2026, 12, 25)
    file = factory.SubFactory(StoredFileFactory, name="quyet-dinh-cong-nhan.pdf")
    recorded_at = CONCLUDED
    recorded_by = factory.SubFactory(UserFactory)


class RecognitionFactory(DjangoModelFactory):
    class Meta:
        model = Recognition

    outcome = factory.SubFactory(OutcomeFactory, published=True)
    decision = factory.SubFactory(
        RecognitionDecisionFactory, cycle=factory.SelfAttribute("..outcome.registration.cycle")
    )
    issued_at = CONCLUDED
    issued_by = factory.SubFactory(UserFactory)
