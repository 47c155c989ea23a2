"""Guards: rules the database itself keeps by triggers, on SQLite and on PostgreSQL.

An app states its guards in `guards.py`, registers them there, and creates them in a migration of its own. A later
migration that alters a guarded table on SQLite must `lift` first and `put_back` after: Django rebuilds the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_REGISTERED: dict[str, "Guard"] = {}


@dataclass(frozen=True, slots=True)
class Guard:
    """Before `event` (INSERT, UPDATE or DELETE) on `table`, a row for which `refused` holds is refused.

    `refused` is SQL that both engines read the same, over OLD and NEW; `name` is the trigger's.
    """

    name: str
    table: str
    event: str
    refused: str
    message: str


def register(*guards: Guard) -> None:
    """Make guards known to `lift` and `put_back`."""
    _REGISTERED.update({guard.name: guard for guard in guards})


def create_guards(connection, guards: Iterable[Guard]) -> None:
    """Create the triggers of `guards`; those that stand already are replaced."""
    guards = list(guards)
    drop_guards(connection, guards)
    _run(connection, [statement for guard in guards for statement in _CREATE[connection.vendor](guard)])


def drop_guards(connection, guards: Iterable[Guard]) -> None:
    """Drop the triggers of `guards` where they stand."""
    _run(connection, [statement for guard in guards for statement in _DROP[connection.vendor](guard)])


def lift(connection) -> None:
    """Take every registered guard away: for the suite's flush and for rebuilding a table, never in a service."""
    drop_guards(connection, _REGISTERED.values())


def put_back(connection) -> None:
    """Set every registered guard again."""
    create_guards(connection, _REGISTERED.values())


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create_sqlite(guard: Guard) -> list[str]:
    return [
        (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW WHEN {guard.refused} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )
    ]


def _create_postgres(guard: Guard) -> list[str]:
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return [
        (
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {guard.refused} THEN "
            f"RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$"
        ),
        (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
        ),
    ]


_CREATE = {"sqlite": _create_sqlite, "postgresql": _create_postgres}
_DROP = {
    "sqlite": lambda guard: [f"DROP TRIGGER IF EXISTS {guard.name}"],
    "postgresql": lambda guard: [f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE"],
}
