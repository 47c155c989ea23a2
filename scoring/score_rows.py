"""Every score of a dossier in one query: the edited one as an instance, the others as plain rows for the sums.

Building 69 model instances to change one costs more than the query itself.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet

S = TypeVar("S", bound=Model)


class ScoreRow(Protocol):
    """The fields of a score, as an instance or as a row of a query."""

    @property
    def points(self) -> Decimal | None: ...

    @property
    def not_applicable(self) -> bool: ...


def read_scores(rows: QuerySet[S], codes: Mapping[int, str], criterion: str, *facts: str) -> tuple[S, dict[str, Any]]:
    """The score of `criterion`, and every score (including that one) by its criterion's code; one query.

    `codes` maps the criterion's key to its code, `facts` are annotations added to every score.

    Raises:
        KeyError: there is no such criterion.
    """
    names = [field.attname for field in rows.model._meta.concrete_fields]
    read = rows.order_by().values_list(*names, *facts, named=True)
    by_code: dict[str, Any] = {codes[row.criterion_id]: row for row in read}
    row = by_code[criterion]
    score = by_code[criterion] = rows.model.from_db(rows.db, names, row[: len(names)])
    for name in facts:
        setattr(score, name, getattr(row, name))
    return score, by_code
