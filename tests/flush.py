"""How a test that committed is undone: all rows are deleted, except those that migrations created.

Django truncates each table, which takes PostgreSQL a third of a second, and then recreates permissions and content
types. Deleting a few rows is faster.
"""

from django.db import connections
from django.test import TransactionTestCase

from kernel import db_triggers

# Filled once, after the migrations, and changed by no test.
_KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


def delete_all_rows(self: TransactionTestCase) -> None:
    """Replaces `TransactionTestCase._fixture_teardown`."""
    for alias in self._databases_names(include_mirrors=False):
        connection = connections[alias]
        tables = [name for name in connection.introspection.django_table_names() if name not in _KEPT]
        names = [connection.ops.quote_name(name) for name in tables]
        _DELETE[connection.vendor](connection, [f"DELETE FROM {name}" for name in names])


def _delete_postgres(connection, statements: list[str]) -> None:
    """In one transaction; as a replica the session skips triggers and foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(("SET session_replication_role = replica", *statements, "RESET session_replication_role"))
        )


def _delete_sqlite(connection, statements: list[str]) -> None:
    """Without the registered triggers, which protect some rows permanently."""
    db_triggers.drop_registered(connection)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    db_triggers.create_registered(connection)


_DELETE = {"postgresql": _delete_postgres, "sqlite": _delete_sqlite}
