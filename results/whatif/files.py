"""The comparison of tables as a workbook: made by the worker, because the year is computed again for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules
from django.http import QueryDict

from communes.models import Cycle
from documents.exports import ExportFile
from documents.tables import XLSX_TYPE
from results.whatif.comparison import concluded_cycles_visible_to, recomputing_problems, what_if
from results.whatif.exports import workbook
from results.whatif.selection import WhatIfSelection
from scoring.models import Rubric

WHAT_IF = "results.what_if"


def what_if_facts(cycle: Cycle, rubric: Rubric, selection: WhatIfSelection) -> dict[str, object]:
    """The arguments for the worker to make the workbook of this selection."""
    return {"year": cycle.year, "table": rubric.code, "query": selection.address().removeprefix("?")}


def may_have_what_if(person: Any, facts: Mapping) -> bool:
    cycle = concluded_cycles_visible_to(person).filter(year=facts["year"]).first()
    rubric = Rubric.objects.filter(code=facts["table"]).first()
    if cycle is None or rubric is None or not rules.has_perm("results.compare_tables", person):
        return False
    return not recomputing_problems(cycle, rubric)


def make_what_if(person: Any, facts: Mapping, now: datetime) -> ExportFile:
    cycle, rubric = Cycle.objects.get(year=facts["year"]), Rubric.objects.get(code=facts["table"])
    compared = what_if(cycle, rubric, now=now, reader=person)
    rows = WhatIfSelection.of(QueryDict(facts["query"])).apply(compared.rows)
    return ExportFile(f"so-sanh-{cycle.year}-{rubric.code}.xlsx", XLSX_TYPE, workbook(rows))
