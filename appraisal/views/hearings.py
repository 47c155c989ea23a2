"""The commune's own page of a breach recorded against it, and its answer [S4, S8]."""

from functools import partial
from uuid import UUID

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.breach_forms import BreachAnswerForm
from appraisal.models import Breach, BreachReversal
from appraisal.policies import answer_file_problems, answering_problems
from documents.forms import stored_files
from documents.serving import file_response
from kernel import clock
from kernel.access import Lookups, allow
from kernel.refusals import add_refusal

OWN: Lookups = {"year": "registration__cycle__year", "code": "registration__commune__code", "breach": "pk"}


def _page(request: UserRequest, breach: Breach, *, form=None, kept=(), status: int = 200) -> HttpResponse:
    answer = breach.answer if queries.has_answer(breach) else None
    now = clock.now()
    shut = list(answering_problems(breach, text="-", now=now))
    context = {
        "breach": breach,
        "year": breach.registration.cycle.year,
        "commune": breach.registration.commune,
        "documents": queries.breach_documents(breach, shared_only=True),
        "elements": list(breach.elements.all()),
        "reversal": BreachReversal.objects.filter(breach=breach).first(),
        "answer": answer,
        "answer_files": queries.answer_files(breach),
        "answer_due": queries.answer_due(breach, now=now),
        "may_answer": not shut and rules.has_perm("appraisal.answer_breach", request.user, breach),
        "form": form or BreachAnswerForm(),
        "kept": kept,
    }
    return render(request, "appraisal/own_breach.html", context, status=status)


@require_safe
@allow("appraisal.view_own_breach", among=queries.own_breaches_of, **OWN)
def own_breach(request: UserRequest, breach: Breach) -> HttpResponse:
    return _page(request, breach)


@require_safe
@allow("appraisal.view_own_breach", among=queries.own_breaches_of, **OWN)
def own_file(request: UserRequest, breach: Breach, file: UUID) -> HttpResponseBase:
    """A document that the commune may read, or a file of its own answer."""
    stored = queries.breach_file(breach, file, shared_only=True)
    if stored is None:
        raise Http404
    return file_response(request, stored)


@require_POST
@allow("appraisal.answer_breach", files=True, among=queries.own_breaches_of, **OWN)
def answer(request: UserRequest, breach: Breach) -> HttpResponse:
    """Answer, once; typed text and uploaded files are kept while the rest is corrected."""
    now, form = clock.now(), BreachAnswerForm(request.POST, request.FILES)
    judge = partial(answer_file_problems, breach, by=request.user, now=now)
    files = stored_files(request, form, field="files", now=now, judge=judge)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            services.answer_breach(breach=breach, text=text, files=files, by=request.user, now=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return _page(request, breach, form=form, kept=files, status=422)
    messages.success(request, _("Your answer is sent; who decides on the breach was told."))
    registration = breach.registration
    return redirect("appraisal:own_breach", registration.cycle.year, registration.commune.code, breach.pk)
