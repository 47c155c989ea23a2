"""Two services at the same moment on a real PostgreSQL, repeatedly from the same stored state."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.apps import apps
from django.db import connection, connections, transaction

from appraisal.models import Breach, Review
from communes.models import Cycle
from results.models import Outcome, Recognition
from scoring.models import SelfAssessment
from tests.waiting import until

Verb = Callable[[], object]
# Nobody passes these while they are locked here: both services have read what they read before their first lock.
_GATES = (Cycle, SelfAssessment, Review, Breach, Outcome, Recognition)
_APPS = ("appraisal", "evidence", "results")
_OTHERS = ("scoring_selfassessment", "scoring_selfscore", "communes_registration", "communes_extension", "audit_entry")


class Track:
    """Two threads with their own connections, and a stored state to start from."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)
        owned = [model._meta.db_table for app in _APPS for model in apps.get_app_config(app).get_models(True)]  # noqa: FBT003
        self._tables = [*owned, *_OTHERS]

    def store(self) -> None:
        """Store the present rows."""
        with connection.cursor() as cursor:
            for table in self._tables:
                cursor.execute(f'CREATE TEMP TABLE "kept_{table}" AS SELECT * FROM "{table}"')

    def restore(self) -> None:
        """Restore the stored rows; foreign keys are checked at the end."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in self._tables:
                cursor.execute(f'DELETE FROM "{table}"')
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"')

    def run(self, *verbs: Verb) -> list[BaseException | None]:
        """Start the services in this order while the gates are locked, and unlock these once each waits.

        Returns their errors.
        """
        with transaction.atomic():
            for model in _GATES:
                list(model.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            started: list[Future] = []
            for verb in verbs:
                started.append(self._pool.submit(verb))
                until(lambda: sum(one.done() for one in started) + _waiting() >= len(started))
        return [one.exception() for one in started]

    def close(self) -> None:
        both = Barrier(2)
        for _ in range(2):
            self._pool.submit(lambda: (both.wait(), connections.close_all()))
        self._pool.shutdown()


def _waiting() -> int:
    """The number of connections that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


@contextmanager
def track() -> Iterator[Track]:
    """A track whose threads close their connections at the end."""
    made = Track()
    try:
        yield made
    finally:
        made.close()
