"""People and units from before names and addresses were cleaned are cleaned by the migration, and found again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from communes.models import Commune
from kernel.names import name_key
from tests.factories.accounts import UserFactory
from tests.factories.communes import CommuneFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]


@pytest.fixture
def migrate():
    def to(*targets):
        MigrationExecutor(connection).migrate(list(targets))

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_letters_that_nobody_sees_leave_names_and_addresses(migrate):
    clean, twice = UserFactory(email="a@example.test"), UserFactory(email="a@example.test\u200b")
    person = UserFactory(email="\ufeffb@example.test", full_name="Đặng\u00a0 Văn\u200b An")
    unit = CommuneFactory(name="\u00d0\u1ed3\u00a0Sơn", code="7")

    migrate(("accounts", "0006_scrub_calendar_keys"), ("communes", "0002_registration_counts_when_sent"))
    migrate(("accounts", "0007_name_key"), ("communes", "0003_name_key"))
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    people = User.objects.in_bulk([clean.pk, twice.pk, person.pk])
    assert [people[one.pk].email for one in (clean, twice, person)] == [
        "a@example.test",
        "a@example.test\u200b",
        "b@example.test",
    ]
    assert (people[person.pk].full_name, people[person.pk].name_key) == ("Đặng Văn An", name_key("Đặng Văn An"))
    kept = Commune.objects.get(pk=unit.pk)
    assert (kept.name, kept.search_key, kept.name_key) == ("Đồ Sơn", "do son 7", name_key("Đồ Sơn"))
