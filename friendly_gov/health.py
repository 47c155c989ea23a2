"""Is the portal alive? For the machine that watches it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from kernel.access import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and has every migration, 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "down", "migrations": "unknown"}, status=503)
    if waiting:
        return JsonResponse({"database": "up", "migrations": "waiting"}, status=503)
    return JsonResponse({"database": "up", "migrations": "applied"})
