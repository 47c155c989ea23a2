"""Breaches of a year: recorded with their facts, decided by the lead; one confirmed disqualifies [S4, S5]."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal import queries, services
from appraisal.forms import BreachForm, GroundForm
from appraisal.models import Breach
from audit.queries import trail_of
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.models import StoredFile
from documents.queries import kept_file
from documents.services import store_file
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page

OF_YEAR = {"year": "registration__cycle__year", "breach": "pk"}


@require_safe
@allow("appraisal.view_breach", among=cycles_visible_to, year="year")
def breaches(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    wanted = request.GET.get("state", "")
    rows = queries.breaches_visible_to(request.user).filter(registration__cycle=cycle)
    if wanted in Breach.State:
        rows = rows.filter(state=wanted)
    context = {"cycle": cycle, "wanted": wanted, "page": list_page(request, rows), "states": Breach.State.choices}
    return render(request, "appraisal/breaches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("appraisal.record_breach", among=cycles_visible_to, year="year")
def record(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The form, and what is typed into it; an uploaded document is kept while the rest is being mended."""
    sent, now = request.method == "POST", clock.now()
    form = BreachForm(request.POST, request.FILES, cycle=cycle) if sent else BreachForm(cycle=cycle)
    document = _document(form, request, now) if sent else None
    if sent and form.is_valid():
        try:
            breach = _record(form, document, request.user, now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The breach is recorded; the team's lead decides on it."))
            return redirect("appraisal:breach", cycle.year, breach.pk)
    context = {"cycle": cycle, "form": form, "kept": document}
    return render(request, "appraisal/record_breach.html", context, status=422 if sent else 200)


def _document(form: BreachForm, request: HttpRequest, now: datetime) -> StoredFile | None:
    """The document sent with the form, or the one this person sent before; a bad one is told at its field."""
    form.full_clean()
    kept = kept_file(request.user, request.POST.get("kept", ""))
    if upload := form.cleaned_data.get("document"):
        try:
            return store_file(upload=upload, by=request.user, now=now)
        except ValidationError as refusal:
            form.add_error("document", refusal)
    return kept


def _record(form: BreachForm, document: StoredFile | None, person, now: datetime) -> Breach:
    return services.record_breach(**form.cleaned_data | {"document": document}, by=person, now=now)


def breach_page(request: HttpRequest, breach: Breach, *, form=None, status: int = 200) -> HttpResponse:
    """One breach, its effect, and the lead's decision."""
    context = {
        "breach": breach,
        "year": breach.registration.cycle.year,
        "commune": breach.registration.commune,
        "form": form or GroundForm(),
        "trail": trail_of(breach),
    }
    return render(request, "appraisal/breach.html", context, status=status)


@require_safe
@allow("appraisal.view_breach", among=queries.breaches_visible_to, **OF_YEAR)
def breach(request: HttpRequest, breach: Breach) -> HttpResponse:
    return breach_page(request, breach)


@require_safe
@allow("appraisal.view_breach", among=queries.breaches_visible_to, **OF_YEAR)
def document(request: HttpRequest, breach: Breach) -> HttpResponse:
    if breach.document is None:
        raise Http404
    return file_response(request, breach.document)


def _settle(request: HttpRequest, breach: Breach, verb, said: str) -> HttpResponse:
    form = GroundForm(request.POST)
    if form.is_valid():
        try:
            verb(breach=breach, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if form.errors:
        return breach_page(request, breach, form=form, status=422)
    messages.success(request, said)
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.settle_breach", among=queries.breaches_visible_to, **OF_YEAR)
def confirm(request: HttpRequest, breach: Breach) -> HttpResponse:
    return _settle(request, breach, services.confirm_breach, _("The breach is confirmed."))


@require_POST
@allow("appraisal.settle_breach", among=queries.breaches_visible_to, **OF_YEAR)
def dismiss(request: HttpRequest, breach: Breach) -> HttpResponse:
    return _settle(request, breach, services.dismiss_breach, _("The breach is dismissed."))
