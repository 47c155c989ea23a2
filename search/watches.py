"""Triggers that note which rows changed: no write of any service, command or migration can be forgotten.

They are created after each `migrate`, because SQLite drops a table's triggers when a migration rebuilds it.
"""

from collections.abc import Iterator

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from search.models import SearchChange
from search.sources import search_sources

_PREFIX = "search_watch_"


def create_watches(app_config: AppConfig, using: str, **facts: object) -> None:
    """Create the triggers on every watched table that exists; receiver of `post_migrate`, once for each `migrate`."""
    connection = connections[using]
    if app_config.label != SearchChange._meta.app_label:
        return
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if SearchChange._meta.db_table not in tables:
            return
        for model, fields in _watched().items():
            there = {column.name for column in _columns(connection, cursor, model, tables)}
            columns = [column for column in fields if column in there]
            for statement in _STATEMENTS[connection.vendor](model, columns) if columns else ():
                cursor.execute(statement)


def drop_watches(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger of the search: before its own tables go."""
    with connection.cursor() as cursor:
        for statement in _DROP[connection.vendor](cursor):
            cursor.execute(statement)


def _watched() -> dict[type[models.Model], list[str]]:
    """The columns of each watched model, of all sources together; a field that is no relation names its column."""
    by_model: dict[type[models.Model], list[str]] = {}
    for source in search_sources:
        for watched in source.watched:
            by_model.setdefault(watched.model, []).extend(watched.fields)
    return {model: sorted(set(columns)) for model, columns in by_model.items()}


def _columns(connection, cursor, model, tables):
    table = model._meta.db_table
    return connection.introspection.get_table_description(cursor, table) if table in tables else []


def _sqlite(model, columns: list[str]) -> Iterator[str]:
    table, label = model._meta.db_table, model._meta.label_lower
    note = f"INSERT INTO search_searchchange (model, row) VALUES ('{label}', NEW.id)"  # noqa: S608 (names of our own models)
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    for event, condition in (("insert", ""), ("update", f"WHEN {changed}")):
        name = f"{_PREFIX}{table}_{event}"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW {condition} BEGIN {note}; END"


def _postgres(model, columns: list[str]) -> Iterator[str]:
    table, label = model._meta.db_table, model._meta.label_lower
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    note = 'INSERT INTO search_searchchange (model, "row") VALUES (TG_ARGV[0], NEW.id); RETURN NULL;'
    yield f"CREATE OR REPLACE FUNCTION {_PREFIX}note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note} END $$"
    for event, condition in (("insert", ""), ("update", f"WHEN ({changed})")):
        yield (
            f"CREATE OR REPLACE TRIGGER {_PREFIX}{table}_{event} AFTER {event.upper()} ON {table} FOR EACH ROW "
            f"{condition} EXECUTE FUNCTION {_PREFIX}note('{label}')"
        )


def _drop_sqlite(cursor) -> list[str]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_PREFIX}%"])
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]


def _drop_postgres(cursor) -> list[str]:
    return [f"DROP FUNCTION IF EXISTS {_PREFIX}note() CASCADE"]


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgres}
_DROP = {"sqlite": _drop_sqlite, "postgresql": _drop_postgres}
