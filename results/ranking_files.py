"""The ranking as a paper and as a workbook: made by the worker, because hundreds of rows take too long."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules
from django.http import QueryDict

from communes.models import Cycle
from documents.exports import ExportFile
from documents.paper_files import PAPER_FORMS, paper_as_file
from results import exports, papers, queries
from results.issued_papers import current_report
from results.selection import Selection

RANKING = "results.ranking"
FORMS = ("xlsx", "pdf", "docx")


def ranking_facts(cycle: Cycle, form: str, selection: Selection) -> dict[str, object]:
    """The arguments for the worker to make the file of this selection."""
    return {"year": cycle.year, "form": form, "query": selection.address().removeprefix("?")}


def may_have_ranking(person: Any, facts: Mapping) -> bool:
    cycle = queries.ranked_cycles_visible_to(person).filter(year=facts["year"]).first()
    return cycle is not None and rules.has_perm("results.view_ranking", person, cycle)


def make_ranking(person: Any, facts: Mapping, now: datetime) -> ExportFile:
    cycle, form = Cycle.objects.get(year=facts["year"]), facts["form"]
    rows = Selection.of(QueryDict(facts["query"])).apply(queries.ranking_rows_seen_by(person, cycle, now=now))
    name = f"ket-qua-{cycle.year}"
    if form in PAPER_FORMS:
        report = current_report(cycle)
        named: dict[str, Any] = {"number": report.number, "dated": report.dated} if report else {}
        paper = papers.ranking_paper(year=cycle.year, rows=rows, draft=not queries.is_frozen(cycle), **named)
        return paper_as_file(paper, form, name)
    return ExportFile(f"{name}.{form}", exports.TYPES[form], exports.exported(rows, form))
