"""An administrator sees the portal as another person sees it: asked for, allowed, begun, ended (decision 0091)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.forms import SupportViewForm
from accounts.queries import (
    people_visible_to,
    support_views_asked_by,
    support_views_asked_of,
    support_views_visible_to,
)
from accounts.sessions import current_session, forget_support_view, note_support_view
from accounts.support import support_views_open_to
from accounts.types import UserRequest
from accounts.views.people import person_page
from audit.queries import trail_of
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused, add_refusal

# What the person reads of it on their own page; other entries about their account are not of this matter.
_VERBS = (
    *("accounts.ask_support_view", "accounts.consent_to_support_view", "accounts.refuse_support_view"),
    *("accounts.begin_support_view", "accounts.end_support_view", "accounts.note_refused_act"),
)


@require_POST
@allow("accounts.ask_support_view", among=people_visible_to, pk="pk")
def ask(request: UserRequest, account) -> HttpResponse:
    """Ask the person to agree."""
    form = SupportViewForm(request.POST)
    if form.is_valid():
        try:
            services.ask_support_view(person=account, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return person_page(request, account, status=422, support_form=form)
    messages.success(request, _("The person is asked; you are told once they answer."))
    return redirect("accounts:person", account.pk)


@require_safe
@allow("accounts.manage_own_account")
def own(request: UserRequest) -> HttpResponse:
    """Who asks to see the portal as this person sees it, who does, and who did."""
    context = {
        "views": support_views_open_to(request.user, now=clock.now()),
        "trail": trail_of(request.user, verbs=_VERBS),
    }
    return render(request, "accounts/support_views.html", context)


@require_POST
@allow("accounts.manage_own_account", among=support_views_asked_of, pk="pk")
def consent(request: UserRequest, view) -> HttpResponse:
    done = _("You agreed. You are told when they begin, and can end it at any time.")
    return _answer(request, services.consent_to_support_view, done, view=view, session=current_session(request))


@require_POST
@allow("accounts.manage_own_account", among=support_views_asked_of, pk="pk")
def refuse(request: UserRequest, view) -> HttpResponse:
    return _answer(request, services.refuse_support_view, _("You did not agree; they are told."), view=view)


def _answer(request: UserRequest, verb, done: str, **facts) -> HttpResponse:
    _try(request, verb, done, **facts)
    return redirect("accounts:own_support_views")


@require_POST
@allow("accounts.begin_support_view", among=support_views_asked_by, pk="pk")
def begin(request: UserRequest, view) -> HttpResponse:
    """From here on the administrator sees what the person sees."""
    done = _("From now on you see what this person sees, and change nothing.")
    if not _try(request, services.begin_support_view, done, view=view):
        return redirect("accounts:person", view.person_id)
    note_support_view(request, view)
    return redirect("home")


@require_POST
@allow("accounts.end_support_view", among=support_views_visible_to, pk="pk")
def end(request: UserRequest, view) -> HttpResponse:
    """Either of the two ends it."""
    _try(request, services.end_support_view, _("The view is ended."), view=view)
    if request.user == view.person:
        return redirect("accounts:own_support_views")
    forget_support_view(request)
    return redirect("accounts:person", view.person_id)


def _try(request: UserRequest, verb, done: str, **facts) -> bool:
    try:
        verb(**facts, by=request.user, now=clock.now())
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return False
    messages.success(request, done)
    return True
