"""Communes, cycles and registrations for tests."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from communes.models import Commune, Cycle, Registration
from kernel.text import search_key
from tests.factories.accounts import UserFactory
from tests.factories.documents import StoredFileFactory


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    code = factory.Sequence(lambda n: f"{20000 + n}")
    name = factory.Sequence(lambda n: f"Thử Nghiệm {n:04}")
    kind = Commune.Kind.WARD
    search_key = factory.LazyAttribute(lambda commune: f"{search_key(commune.name)} {commune.code}")


class CycleFactory(DjangoModelFactory):
    """The year 2026 with the decree's own dates."""

    class Meta:
        model = Cycle
        django_get_or_create = ("year",)

    year = 2026
    register_before = factory.LazyAttribute(lambda cycle: date(cycle.year, 2, 15))
    submit_before = factory.LazyAttribute(lambda cycle: date(cycle.year, 12, 1))
    report_before = factory.LazyAttribute(lambda cycle: date(cycle.year, 12, 31))
    opened_at = factory.LazyAttribute(lambda cycle: datetime(cycle.year, 1, 5, 2, 0, tzinfo=UTC))


class RegistrationFactory(DjangoModelFactory):
    """A draft; with traits `sent`, `accepted`, `returned`, `withdrawn`, `late`, `refused` further on."""

    class Meta:
        model = Registration

    cycle = factory.SubFactory(CycleFactory)
    commune = factory.SubFactory(CommuneFactory)

    class Params:
        sent = factory.Trait(
            state=Registration.State.SUBMITTED,
            aimed_level=2,
            plan=factory.SubFactory(StoredFileFactory),
            submitted_at=datetime(2026, 2, 10, 2, 0, tzinfo=UTC),
            submitted_by=factory.SubFactory(UserFactory),
        )
        accepted = factory.Trait(
            sent=True,
            state=Registration.State.ACCEPTED,
            decided_at=datetime(2026, 2, 16, 2, 0, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(
            sent=True,
            state=Registration.State.RETURNED,
            decided_at=datetime(2026, 2, 11, 2, 0, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory),
            note="Kế hoạch chưa có chỉ tiêu.",
            complete_before=date(2026, 2, 25),
        )
        withdrawn = factory.Trait(sent=True, state=Registration.State.WITHDRAWN)
        late = factory.Trait(
            sent=True,
            state=Registration.State.LATE,
            submitted_at=datetime(2026, 2, 20, 2, 0, tzinfo=UTC),
            late_reason="Mất điện ba ngày.",
        )
        refused = factory.Trait(
            late=True,
            state=Registration.State.REFUSED,
            decided_at=datetime(2026, 2, 23, 2, 0, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory),
            note="Không có lý do chính đáng.",
        )
