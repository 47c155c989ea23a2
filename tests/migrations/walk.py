"""One pass back through the migrations and forward again, which stops at the migrations that each case needs.

The whole pass takes many seconds whatever is in the tables, so all cases share it. A case is a generator: it
creates rows of its own, yields the migrations at which it wants to stop next, first backwards and then forwards,
and receives the models of that state.
"""

from collections.abc import Callable, Generator, Iterable

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.migrations.quick import few_models_rendered

Targets = list[tuple[str, str]]
Case = Generator[Targets, Apps, None]


def latest() -> Targets:
    """The last migration of each app."""
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def migrate(targets: Targets) -> Apps:
    """Migrate to these migrations; returns the models of that state, of all apps."""
    with few_models_rendered():
        MigrationExecutor(connection).migrate(targets)
    loader = MigrationExecutor(connection).loader
    return loader.project_state([node for node in loader.applied_migrations if node in loader.graph.nodes]).apps


def walk(cases: Iterable[Callable[[], Case]]) -> None:
    """Run the cases backwards, the latest first stop first, then forwards, the earliest next stop first."""
    plan = MigrationExecutor(connection).migration_plan(latest(), clean_start=True)
    order = {(migration.app_label, migration.name): number for number, (migration, _) in enumerate(plan)}
    running = [case() for case in cases]
    first = {case: next(case) for case in running}
    ahead: dict[Case, Targets] = {}
    for case in sorted(first, key=lambda case: min(order[stop] for stop in first[case]), reverse=True):
        applied = MigrationExecutor(connection).loader.applied_migrations
        # Another case may have migrated one of these apps further back already.
        ahead[case] = case.send(migrate([stop for stop in first[case] if stop in applied]))
    while ahead:
        case = min(ahead, key=lambda case: max(order[stop] for stop in ahead[case]))
        models = migrate(ahead.pop(case))
        try:
            ahead[case] = case.send(models)
        except StopIteration:
            continue
