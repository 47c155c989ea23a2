"""Rows of a query without an order are returned in random order, as a database may do.

SQLite and PostgreSQL usually return rows in the order in which they were written, but do not guarantee it. Here
every such query's rows are shuffled, with a seed of the test's name and of pytest-randomly's seed for the run; and
a slice of unordered rows is refused, because it could be a different slice each time.
"""

import random
from itertools import chain

import pytest
from django.db.models.query import MAX_GET_RESULTS
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.sql.constants import MULTI

# PostgreSQL reads by a compiler of its own; these read no rows.
_NO_ROWS = (SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler)

dice = random.Random()


def install(patch) -> None:
    """Shuffle from now on, by a `MonkeyPatch`."""
    execute_sql = SQLCompiler.execute_sql

    def execute_shuffled(self, result_type=MULTI, *args, **kwargs):
        result = execute_sql(self, result_type, *args, **kwargs)
        if result_type != MULTI or isinstance(self, _NO_ROWS) or not result or is_ordered(self.query):
            return result
        # `get()` fetches several rows, to report how many there are instead of one.
        if self.query.is_sliced and self.query.high_mark != MAX_GET_RESULTS:
            raise AssertionError(f"a slice of rows in no order: {self.query}")
        rows = list(chain.from_iterable(result))
        dice.shuffle(rows)
        return [rows]

    patch.setattr(SQLCompiler, "execute_sql", execute_shuffled)


def is_ordered(query) -> bool:
    """True where the query has an order, its own or its model's `Meta.ordering`."""
    if query.extra_order_by or query.order_by:
        return True
    # Django drops a model's own ordering where rows are grouped.
    by_model = query.default_ordering and query.group_by is None and query.get_meta()
    return bool(by_model and by_model.ordering)


@pytest.fixture(autouse=True, scope="session")
def shuffle_rows():
    """Rows of unordered queries come in random order."""
    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        yield


@pytest.fixture(autouse=True)
def reshuffle(request):
    """Each test has its own order, reproducible with the same seed."""
    dice.seed(f"{request.node.nodeid} {getattr(request.config.option, 'randomly_seed', 0)}")
