"""Breaches of a year: recorded with their facts, decided by the lead; a confirmed one disqualifies [S4, S5]."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import name_and_code
from accounts.queries import read_duties
from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.breach_forms import (
    BreachDocumentsForm,
    BreachElementsForm,
    BreachForm,
    BreachReversalForm,
    BreachTermsForm,
    BreachWithdrawalForm,
    CorrectReversalForm,
    GroundForm,
)
from appraisal.breach_list import BREACH_COLUMNS, breach_list, breach_rows
from appraisal.dossier_closing import CLOSABLE, dossier_and_closing
from appraisal.forms import ClosingForm
from appraisal.models import Breach, BreachReversal
from appraisal.paper_kinds import breach_links
from appraisal.policies import confirming_breach_problems
from audit.queries import trail_of
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.forms import stored_files
from documents.lists import list_response
from documents.serving import file_response
from kernel import clock
from kernel.access import Lookups, allow
from kernel.htmx import whole_number
from kernel.refusals import add_refusal
from scoring.core import breach_year


def proposed_years(breach: Breach) -> tuple[int, int] | None:
    """Where act and decision differ in year: the year not considered [S4], and the one to be revoked [S5]."""
    if breach.decided_on is None or breach.decided_on.year == breach.occurred_on.year:
        return None
    days = {"acted_on": breach.occurred_on, "decided_on": breach.decided_on}
    return breach_year(**days, after_recognition=False), breach_year(**days, after_recognition=True)


OF_YEAR: Lookups = {"year": "registration__cycle__year", "breach": "pk"}


def breaches_page(request: UserRequest, cycle: Cycle, *, terms=None, status: int = 200) -> HttpResponse:
    """The year's breaches, and the number of days communes have to answer one."""
    days = queries.answer_days(cycle)
    terms = terms or BreachTermsForm(initial={"answer_days": days})
    return list_response(
        request,
        "appraisal/breaches.html",
        breach_list(request.GET, request.user, cycle),
        BREACH_COLUMNS,
        breach_rows,
        name=f"vi-pham-{cycle.year}",
        context={"cycle": cycle, "answer_days": days, "terms": terms},
        status=status,
    )


@require_safe
@allow("appraisal.view_breach", among=cycles_visible_to, year="year")
def breaches(request: UserRequest, cycle: Cycle) -> HttpResponse:
    return breaches_page(request, cycle)


@require_POST
@allow("appraisal.set_breach_terms", among=cycles_visible_to, year="year")
def terms(request: UserRequest, cycle: Cycle) -> HttpResponse:
    form = BreachTermsForm(request.POST)
    if not form.is_valid():
        return breaches_page(request, cycle, terms=form, status=422)
    services.set_breach_terms(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Saved. It holds for the breaches recorded from now on."))
    return redirect("appraisal:breaches", cycle.year)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("appraisal.record_breach", files=True, among=cycles_visible_to, year="year")
def record(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """The form with its input; uploaded documents are kept while the rest is corrected."""
    sent, now = request.method == "POST", clock.now()
    initial = _of_withdrawn(request, cycle)
    form = BreachForm(request.POST, request.FILES, cycle=cycle) if sent else BreachForm(cycle=cycle, initial=initial)
    documents = stored_files(request, form, field="documents", now=now) if sent else []
    if sent and form.is_valid():
        try:
            facts = form.record_arguments() | {"documents": documents}
            breach = services.record_breach(**facts, by=request.user, now=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The breach is recorded; the commune is told and may answer."))
            return redirect("appraisal:breach", cycle.year, breach.pk)
    context = {"cycle": cycle, "form": form, "kept": documents, "answer_days": queries.answer_days(cycle)}
    return render(request, "appraisal/record_breach.html", context, status=422 if sent else 200)


def _of_withdrawn(request: UserRequest, cycle: Cycle) -> dict:
    """The values of a withdrawn breach (`?from=`), to be corrected and recorded again."""
    rows = queries.breaches_visible_to(request.user).filter(registration__cycle=cycle, state=Breach.State.WITHDRAWN)
    breach = rows.filter(pk=whole_number(request.GET.get("from", "")) or 0).first()
    if breach is None:
        return {}
    fields = ("kind", "facts", "source", "occurred_on", "decided_on", "year_justification")
    commune = breach.registration.commune
    shown = {one.element: one.document for one in breach.elements.all()}
    shown["registration"] = name_and_code(str(commune), commune.code)
    return {name: getattr(breach, name) for name in fields} | shown


def _closing_facts(breach: Breach, form) -> dict:
    """Whether the unit's dossier is, or can be, closed without appraisal [S4]."""
    dossier, closed = dossier_and_closing(breach.registration_id)
    return {
        "closed": closed,
        "is_closable": dossier is not None and breach.state == Breach.State.CONFIRMED and dossier.state in CLOSABLE,
        "closing": form or ClosingForm(),
    }


def _reversal_facts(breach: Breach, form) -> dict:
    """The decision that set the breach aside, its former versions, and the form that corrects it [S4, S5]."""
    reversal = getattr(breach, "reversal", None)
    if reversal is None:
        return {"reversal": None}
    typed = {"decision_number": reversal.decision_number, "decision_date": reversal.decision_date}
    former = reversal.former.select_related("file", "corrected_by")
    return {"reversal": reversal, "former": former, "correcting": form or CorrectReversalForm(initial=typed)}


def _answer_facts(breach: Breach, now: datetime) -> dict:
    """The commune's answer, or until when it may answer [S8]."""
    has_answer = queries.has_answer(breach)
    return {
        "answer": breach.answer if has_answer else None,
        "answer_files": queries.answer_files(breach) if has_answer else [],
        "answer_due": queries.answer_due(breach, now=now),
    }


def breach_page(
    request: UserRequest,
    breach: Breach,
    *,
    form=None,
    more=None,
    naming=None,
    reversing=None,
    correcting=None,
    closing=None,
    withdrawing=None,
    status=200,
) -> HttpResponse:
    """One breach, its documents, the commune's answer, its effect, and the lead's decision."""
    elements, now = list(breach.elements.all()), clock.now()
    members = queries.members_for_breach(breach)
    read_duties(member.person for member in members)
    judge = queries.deciding_member_of_breach(breach, members)
    context = {
        "breach": breach,
        "year": breach.registration.cycle.year,
        "commune": breach.registration.commune,
        "documents": queries.breach_documents(breach),
        "problems": list(confirming_breach_problems(breach, now=now)),
        "judge": judge.person if judge else None,
        "form": form or GroundForm(),
        "withdrawing": withdrawing or BreachWithdrawalForm(),
        "more": more or BreachDocumentsForm(),
        "trail": trail_of(breach),
        "elements": elements,
        "naming": naming or (None if elements else BreachElementsForm(breach=breach)),
        "reversing": reversing or BreachReversalForm(),
        "proposed_years": proposed_years(breach),
        "links": breach_links(request.user, breach),
    }
    context |= _answer_facts(breach, now)
    context |= _closing_facts(breach, closing) | _reversal_facts(breach, correcting)
    return render(request, "appraisal/breach.html", context, status=status)


@require_safe
@allow("appraisal.view_breach", among=queries.breaches_with_team, **OF_YEAR)
def breach(request: UserRequest, breach: Breach) -> HttpResponse:
    return breach_page(request, breach)


@require_safe
@allow("appraisal.view_breach", among=queries.breaches_visible_to, **OF_YEAR)
def document(request: UserRequest, breach: Breach, file: UUID) -> HttpResponseBase:
    """A document of the breach, or a file of the commune's answer."""
    stored = queries.breach_file(breach, file) or queries.reversal_file(breach, file)
    if stored is None:
        raise Http404
    return file_response(request, stored)


@require_POST
@allow("appraisal.add_breach_documents", files=True, among=queries.breaches_visible_to, **OF_YEAR)
def add_documents(request: UserRequest, breach: Breach) -> HttpResponse:
    now, form = clock.now(), BreachDocumentsForm(request.POST, request.FILES)
    files = stored_files(request, form, field="documents", now=now)
    if form.is_valid():
        try:
            facts = {"files": files, "shared": form.cleaned_data["shared"]}
            services.add_breach_documents(breach=breach, **facts, by=request.user, now=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return breach_page(request, breach, more=form, status=422)
    messages.success(request, _("The documents are added."))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.add_breach_documents", among=queries.breaches_visible_to, **OF_YEAR)
def share_document(request: UserRequest, breach: Breach, file: UUID) -> HttpResponse:
    """Share a document with the commune, or stop sharing it."""
    document = get_object_or_404(breach.documents.select_related("breach"), file__public_id=file)
    shared = request.POST.get("shared") == "1"
    try:
        services.share_breach_document(document=document, shared=shared, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.add_breach_documents", among=queries.breaches_visible_to, **OF_YEAR)
def show_elements(request: UserRequest, breach: Breach) -> HttpResponse:
    """Add the documents that prove the elements of a breach recorded before they were stored."""
    form = BreachElementsForm(request.POST, breach=breach)
    if form.is_valid():
        try:
            services.show_breach_elements(breach=breach, elements=form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return breach_page(request, breach, naming=form, status=422)
    messages.success(request, _("The elements of the breach are on record."))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.set_aside_breach", files=True, among=queries.breaches_visible_to, **OF_YEAR)
def set_aside(request: UserRequest, breach: Breach) -> HttpResponse:
    """A later decision found that it was no breach; the outcome is concluded again."""
    form = BreachReversalForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.set_aside_breach(breach=breach, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
    if form.errors:
        return breach_page(request, breach, reversing=form, status=422)
    messages.success(request, _("The breach is set aside."))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.set_aside_breach", files=True, among=queries.breaches_visible_to, **OF_YEAR)
def correct_reversal(request: UserRequest, breach: Breach) -> HttpResponse:
    """A corrected version of the decision that set the breach aside; the former one stays readable."""
    get_object_or_404(BreachReversal, breach=breach)
    form = CorrectReversalForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.correct_reversal(breach=breach, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
    if form.errors:
        return breach_page(request, breach, correcting=form, status=422)
    messages.success(request, _("The corrected decision is recorded."))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


def _resolve(request: UserRequest, breach: Breach, verb, message: str) -> HttpResponse:
    form = GroundForm(request.POST)
    if form.is_valid():
        try:
            verb(breach=breach, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return breach_page(request, breach, form=form, status=422)
    messages.success(request, message)
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.resolve_breach", among=queries.breaches_visible_to, **OF_YEAR)
def confirm(request: UserRequest, breach: Breach) -> HttpResponse:
    return _resolve(request, breach, services.confirm_breach, _("The breach is confirmed."))


@require_POST
@allow("appraisal.withdraw_breach", among=queries.breaches_visible_to, **OF_YEAR)
def withdraw(request: UserRequest, breach: Breach) -> HttpResponse:
    """The recorder withdraws it, and continues to record it again where it had a mistake."""
    form = BreachWithdrawalForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw_breach(breach=breach, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return breach_page(request, breach, withdrawing=form, status=422)
    messages.success(request, _("The breach is withdrawn; it stays on record."))
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)


@require_POST
@allow("appraisal.resolve_breach", among=queries.breaches_visible_to, **OF_YEAR)
def dismiss(request: UserRequest, breach: Breach) -> HttpResponse:
    return _resolve(request, breach, services.dismiss_breach, _("The breach is dismissed."))
