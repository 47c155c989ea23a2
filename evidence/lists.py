"""The list of a year's dossiers: its filter, its columns and its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communes.deadlines import over_among, year_days
from communes.models import Cycle, Extension, Registration, unit_title
from documents.lists import ListColumn, OnlyFilter
from evidence.drafts import prepared
from evidence.models import DossierPart, EvidenceItem
from scoring.lists import UNIT_FIELDS, AssessmentFilter, registered_works, shown
from scoring.models import SelfAssessment


class DossierFilter(AssessmentFilter):
    """The columns of the list of dossiers."""

    sorts = AssessmentFilter.sorts | {"sent": "submitted_at"}

    late = OnlyFilter(label=gettext_lazy("only late ones"), method="only_late")

    def only_late(self, works: QuerySet, _name: str, _value: bool) -> QuerySet:
        over = over_among(Registration.objects.all(), Extension.Step.SUBMISSION, now=self.facts["now"])
        return works.filter(state=SelfAssessment.State.OPEN, registration__in=over.order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of the list of dossiers: all that the page needs, so that its template runs no query."""

    code: str
    commune: str
    state: str
    state_label: str
    scored: int
    total: Decimal | None
    excepted: int
    files: int
    signed: int
    submitted_at: datetime | None
    is_late: bool


DOSSIER_COLUMNS = (
    ListColumn(gettext_lazy("Code"), "code", lambda row: row.code, page=False),
    ListColumn(gettext_lazy("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(gettext_lazy("State"), "state", lambda row: row.state_label, width=22, sort="state"),
    ListColumn(gettext_lazy("Scored"), "scored", lambda row: row.scored, sort="scored", figure=True),
    ListColumn(gettext_lazy("Total"), "total", lambda row: row.total, sort="total", figure=True),
    ListColumn(gettext_lazy("Files"), "files", lambda row: row.files, figure=True),
    ListColumn(gettext_lazy("Signed papers"), "signed", lambda row: row.signed, figure=True),
    ListColumn(gettext_lazy("Sent"), "submitted_at", lambda row: row.submitted_at, width=18, sort="sent"),
    ListColumn(gettext_lazy("Late"), "late", lambda row: _("yes") if row.is_late else "", page=False),
)
_FIELDS = ("state", "scored_count", "total", "excepted_count", "submitted_at")


def dossier_list(query, user, cycle: Cycle, *, now: datetime) -> DossierFilter:
    """The registered communes' dossiers of a year, filtered and ordered as the URL says."""
    works = registered_works(user, cycle).values_list("pk", "registration", *UNIT_FIELDS, *_FIELDS)
    return DossierFilter(query, works, now=now)


def dossier_rows(works: Iterable, user, cycle: Cycle, *, now: datetime) -> list[DossierRow]:
    """The rows of a slice of `dossier_list`; three more queries for any number of rows."""
    listed, days, labels = list(works), year_days(cycle), dict(SelfAssessment.State.choices)
    keys = [work[0] for work in listed]
    items = EvidenceItem.objects.filter(removed_at=None, score__assessment__in=keys)
    files = _counts(items.exclude(prepared()), "score__assessment")
    signed = _counts(DossierPart.objects.filter(signed__isnull=False, assessment__in=keys), "assessment")
    rows = []
    for pk, entry, code, kind, name, state, scored, stored_total, stored_excepted, submitted_at in listed:
        total, excepted = shown(user, code, state, stored_total, stored_excepted)
        is_late = state == SelfAssessment.State.OPEN and days.is_over(entry, Extension.Step.SUBMISSION, now=now)
        rows.append(
            DossierRow(
                code=code,
                commune=unit_title(kind, name),
                state=state,
                state_label=str(labels[state]),
                scored=scored,
                total=total,
                excepted=excepted,
                files=files.get(pk, 0),
                signed=signed.get(pk, 0),
                submitted_at=submitted_at,
                is_late=is_late,
            )
        )
    return rows


def _counts(rows: QuerySet, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))
