"""Reads and writes whose SQL is built once, for the busiest paths, where building costs more than answering."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models import Model, QuerySet


class Prepared:
    """A `values_list` query built once a process; from call to call only its parameters change.

    `build` makes the query from one value for each name; `**examples` are values of the right kind, each unlike any
    other value in the query, by which their places in it are found:
    `Prepared(lambda pk: Score.objects.filter(desk=pk).values_list("points"), pk=987_654_321)`, then `prepared(pk=7)`.
    """

    def __init__(self, build: Callable[..., QuerySet], **examples: Any):
        self._build = build
        self._examples = examples
        self._built: dict[str, tuple[str, list, list]] = {}

    def __call__(self, **values: Any) -> list[list]:
        """The rows, as the query itself would give them."""
        sql, params, converters = self._built.get(connection.vendor) or self._prepare()
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[param.name] if isinstance(param, _Place) else param for param in params])
            rows = [list(row) for row in cursor.fetchall()]
        for place, expression, steps in converters:
            for row in rows:
                for step in steps:
                    row[place] = step(row[place], expression, connection)
        return rows

    def _prepare(self) -> tuple[str, list, list]:
        compiler = self._build(**self._examples).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in self._examples.items()}
        places = [_Place(names[param]) if param in names else param for param in params]
        converters = compiler.get_converters(column for column, _, _ in compiler.select)
        built = sql, places, [(place, expression, steps) for place, (steps, expression) in converters.items()]
        self._built[connection.vendor] = built
        return built


def from_columns(model: type[Model], names: Iterable[str], values: Iterable) -> Any:
    """A stored row of `model` with these columns, in any order; its other fields are read at need."""
    known = dict(zip(names, values, strict=True))
    order = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    return model.from_db(DEFAULT_DB_ALIAS, order, [known[name] for name in order])


def write_columns(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)` of one changed row, with SQL built once and no signals.

    Raises:
        DatabaseError: the row is gone.
    """
    sql, fields = _update_of(type(row), names, connection.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is gone")


@cache
def _update_of(model: type[Model], names: tuple[str, ...], vendor: str) -> tuple[str, list]:
    quote: Callable[[Any], str] = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    return f"UPDATE {table} SET {columns} WHERE {key} = %s", fields  # noqa: S608 (names of the models alone)


class _Place:
    def __init__(self, name: str):
        self.name = name
