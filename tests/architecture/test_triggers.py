"""Every database trigger exists in the migrated database: SQLite drops triggers when a table is rebuilt."""

import pytest
from django.db import connection

from kernel import db_triggers

_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.mark.django_db
def test_every_registered_trigger_stands():
    with connection.cursor() as cursor:
        cursor.execute(_NAMES[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}

    assert set(db_triggers._REGISTERED) - standing == set()
