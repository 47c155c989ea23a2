"""Hints on a dossier's evidence, only for the appraisal team and the department."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from evidence import services
from evidence.hints.queries import hint_rows, hints_visible_to
from evidence.models import Hint
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to

PER_PAGE = 50


def _context(request: UserRequest, assessment: SelfAssessment, *, failed: int | None = None) -> dict:
    """The hints, open ones first; the requested page, or the one with the hint that `failed`."""
    rows = sorted(hint_rows(request.user, assessment), key=lambda row: row.dismissed_at is not None)
    place = next((place for place, row in enumerate(rows) if row.pk == failed), None)
    pages = Paginator(rows, PER_PAGE)
    page = pages.get_page(request.GET.get("page") if place is None else place // PER_PAGE + 1)
    registration = assessment.registration
    return {
        "assessment": assessment,
        "year": registration.cycle.year,
        "commune": registration.commune,
        "page": page,
        "open_count": sum(row.dismissed_at is None for row in rows),
        "dismissed_count": sum(row.dismissed_at is not None for row in rows),
        "open_hints": [row for row in page if not row.dismissed_at],
        "dismissed_hints": [row for row in page if row.dismissed_at],
        "failed": failed,
    }


@require_safe
@allow("evidence.view_hints", among=assessments_visible_to, **OF_COMMUNE)
def hints(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """All hints of one dossier, in the order of its sets."""
    return render(request, "evidence/hints.html", _context(request, assessment))


@require_POST
@allow("evidence.dismiss_hint", among=hints_visible_to, hint="pk")
def dismiss(request: UserRequest, hint: Hint) -> HttpResponse:
    """Dismiss a hint with a reason; returns the hint in its new state."""
    assessment, errors, typed = hint.item.score.assessment, [], request.POST.get("reason", "")
    try:
        services.dismiss_hint(hint=hint, reason=typed, by=request.user, now=clock.now())
    except ValidationError as refusal:
        errors = refusal.messages
    status = 422 if errors else 200
    facts = {"hint_errors": errors, "typed": typed, "failed": hint.pk}
    if request.htmx:
        row = hint_rows(request.user, assessment, pk=hint.pk)[0]
        return render(request, "evidence/_hint.html", facts | {"hint": row}, status=status)
    if errors:
        return render(
            request, "evidence/hints.html", _context(request, assessment, failed=hint.pk) | facts, status=status
        )
    registration = assessment.registration
    return redirect("evidence:hints", registration.cycle.year, registration.commune.code)
