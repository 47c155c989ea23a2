"""People for tests."""

from datetime import UTC, datetime

import factory
from auditlog.context import disable_auditlog
from django.db import connection
from factory.django import DjangoModelFactory

from accounts.models import Membership, Role, User
from kernel import db_triggers

GRANTED = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    """A person; without `membership` they have no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    full_name = factory.Sequence(lambda n: f"Cán bộ {n}")
    password = factory.django.Password("mat-khau-rat-dai")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        # The log of a person whom no service made says nothing, and takes an eighth of the time of making a year.
        with disable_auditlog():
            return super()._create(model_class, *args, **fields)

    @factory.post_generation
    def membership(self, create, extracted, **kwargs):
        """`UserFactory(membership=Role.OFFICER)` or `(membership=(Role.COMMUNE_EDITOR, "10510"))`."""
        if not create or not extracted:
            return
        role, unit = extracted if isinstance(extracted, tuple) else (extracted, "")
        with disable_auditlog():
            Membership.objects.create(user=self, role=role, unit_code=unit, granted_at=GRANTED)


def standing_pair(person: User, role: Role, unit: str = "") -> Membership:
    """A role from before the rule that keeps it apart from another one of this person: none can be given today."""
    db_triggers.drop_registered(connection)
    membership = Membership.objects.create(user=person, role=role, unit_code=unit, granted_at=GRANTED)
    db_triggers.create_registered(connection)
    return membership


def editor_of(commune, **fields) -> User:
    return UserFactory(membership=(Role.COMMUNE_EDITOR, commune.code), **fields)


def head_of(commune, **fields) -> User:
    return UserFactory(membership=(Role.COMMUNE_HEAD, commune.code), **fields)


def officer(**fields) -> User:
    return UserFactory(membership=Role.OFFICER, **fields)


def appraiser(**fields) -> User:
    return UserFactory(membership=Role.APPRAISER, **fields)


def team_lead(**fields) -> User:
    return UserFactory(membership=Role.TEAM_LEAD, **fields)


def city_leader(**fields) -> User:
    return UserFactory(membership=Role.CITY_LEADER, **fields)


def administrator(**fields) -> User:
    return UserFactory(membership=Role.ADMINISTRATOR, **fields)
