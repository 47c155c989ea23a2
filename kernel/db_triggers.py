"""Rules enforced by database triggers, on SQLite and on PostgreSQL.

An app lists its triggers in `db_triggers.py`, registers them there, and creates them in a migration of its own. A later
migration that alters such a table on SQLite must call `drop_registered` before and `create_registered` after, because
Django rebuilds the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_REGISTERED: dict[str, "Trigger"] = {}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger before `event` (INSERT, UPDATE or DELETE) on `table` that refuses a row for which `refused` is true.

    `refused` is an SQL expression over OLD and NEW that is valid on both engines; `name` is the trigger's name.
    """

    name: str
    table: str
    event: str
    refused: str
    message: str


def never_changed(table: str, message: str) -> tuple[Trigger, ...]:
    """Triggers that refuse every update and deletion of the rows of `table`."""
    events = ("UPDATE", "DELETE")
    return tuple(
        Trigger(f"{table}_no_{event.lower()}", table, event, "OLD.id IS NOT NULL", message) for event in events
    )


def register(*triggers: Trigger) -> None:
    """Register triggers for `drop_registered` and `create_registered`."""
    _REGISTERED.update({trigger.name: trigger for trigger in triggers})


def create_triggers(connection: Any, triggers: Iterable[Trigger]) -> None:
    """Create the triggers of `triggers`; existing ones are replaced."""
    triggers = list(triggers)
    drop_triggers(connection, triggers)
    _run(connection, [statement for trigger in triggers for statement in _CREATE[connection.vendor](trigger)])


def drop_triggers(connection: Any, triggers: Iterable[Trigger]) -> None:
    """Drop the triggers of `triggers` where they exist."""
    _run(connection, [statement for trigger in triggers for statement in _DROP[connection.vendor](trigger)])


def drop_registered(connection: Any) -> None:
    """Drop every registered trigger: for the flush of the test suite and for rebuilding a table, never in a service."""
    drop_triggers(connection, _REGISTERED.values())


def create_registered(connection: Any) -> None:
    """Create every registered trigger again."""
    create_triggers(connection, _REGISTERED.values())


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create_sqlite(trigger: Trigger) -> list[str]:
    return [
        (
            f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} FOR EACH ROW "
            f"WHEN {trigger.refused} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        )
    ]


def _create_postgres(trigger: Trigger) -> list[str]:
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    return [
        (
            f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {trigger.refused} THEN "
            f"RAISE EXCEPTION '{trigger.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$"
        ),
        (
            f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
        ),
    ]


_CREATE = {"sqlite": _create_sqlite, "postgresql": _create_postgres}
_DROP = {
    "sqlite": lambda trigger: [f"DROP TRIGGER IF EXISTS {trigger.name}"],
    "postgresql": lambda trigger: [f"DROP FUNCTION IF EXISTS {trigger.name}() CASCADE"],
}
