"""Load the city's units."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Commune
from kernel.problems import Problem
from kernel.refusals import refuse_if
from kernel.text import clean_line, search_key

MAX_PREDECESSORS, MAX_NAME = 12, 100
# 12345 or 12.345; a comma would be a decimal.
_WHOLE = re.compile(r"[1-9]\d{0,8}|[1-9]\d{0,2}(\.\d{3}){1,2}", re.ASCII)


@transaction.atomic
def load_communes(rows: Iterable[Mapping[str, str]], *, now: datetime, by: User | None = None) -> int:
    """Create or change the units in `rows` (code, name, kind); returns how many changed. Official codes never change.

    `population` and `predecessors` (the units merged into it, by name, with semicolons between them) are further
    columns: an empty cell removes what is known, rows without the column leave it as it is.

    Raises:
        Refused: a row lacks its code or name, has an unknown kind, a population that is no whole number or too many
            predecessors, or repeats a code; nothing is written.
    """
    rows = list(rows)
    refuse_if(_row_problems(rows))
    known = {commune.code: commune for commune in Commune.objects.select_for_update()}
    changed = []
    for row in rows:
        name = clean_line(row["name"])
        key = f"{search_key(name)} {row['code']}"
        wanted: dict[str, object] = {"name": name, "kind": row["kind"], "search_key": key}
        if row.get("population") is not None:
            wanted["population"] = _people(row["population"])
        if row.get("predecessors") is not None:
            names = _names(row["predecessors"])
            wanted |= {"predecessors": names, "predecessors_key": "; ".join(map(search_key, names))}
        commune = known.get(row["code"], Commune(code=row["code"]))
        if any(getattr(commune, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(commune, name, value)
            commune.full_clean()
            commune.save()
            changed.append(commune)
    if changed:
        record("communes.load_communes", by=by, now=now, on=changed[0], label="communes", count=len(changed))
    return len(changed)


def _row_problems(rows: list[Mapping[str, str]]) -> Iterable[Problem]:
    times = Counter(row.get("code", "") for row in rows)
    for number, row in enumerate(rows, start=1):
        where = f"{number}"
        if not row.get("code") or not row.get("name"):
            yield Problem("commune_incomplete", where=where)
        elif times[row["code"]] > 1:
            yield Problem("commune_code_twice", where=where, params={"code": row["code"]})
        if row.get("kind") not in Commune.Kind:
            yield Problem("commune_kind_unknown", where=where, params={"kind": row.get("kind") or ""})
        people = (row.get("population") or "").strip()
        if people and not _WHOLE.fullmatch(people):
            yield Problem("commune_population_malformed", where=where, params={"population": people})
        names = _names(row.get("predecessors") or "")
        if len(names) > MAX_PREDECESSORS or any(len(name) > MAX_NAME for name in names):
            limits = {"count": MAX_PREDECESSORS, "letters": MAX_NAME}
            yield Problem("commune_predecessors_malformed", where=where, params=limits)


def _names(typed: str) -> list[str]:
    return [name for part in typed.split(";") if (name := clean_line(part))]


def _people(typed: str) -> int | None:
    return int(typed.strip().replace(".", "")) if typed.strip() else None
