"""Pages for administrators: the people, and their roles."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import services
from accounts.forms import InviteForm, NameForm, RoleForm, SupportViewForm
from accounts.lists import PEOPLE_COLUMNS, people_list, people_rows
from accounts.personal_data import personal_data
from accounts.policies import disabling_problems, erasing_problems, resetting_problems
from accounts.queries import (
    holdings_of,
    memberships_visible_to,
    people_visible_to,
    single_sign_on_of,
    units_of,
)
from accounts.support import support_with
from accounts.types import UserRequest
from accounts.units import unit_names
from accounts.views.profile import sign_ins_page
from audit.queries import trail_of
from documents.lists import list_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.refusals import Refused, add_refusal


@require_safe
@allow("accounts.list_people")
def people(request: UserRequest) -> HttpResponse:
    """Everybody with an account: search, filter, sort."""
    return list_response(
        request,
        "accounts/people.html",
        people_list(request.GET, request.user),
        PEOPLE_COLUMNS,
        people_rows,
        name="nguoi-dung",
        context={},
    )


@allow("accounts.manage_people")
def invite(request: UserRequest) -> HttpResponse:
    """Invite one person."""
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = services.invite(**form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(who)s is invited; the mail is on its way.") % {"who": account.full_name})
            return redirect("accounts:person", account.pk)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def person(request: UserRequest, account) -> HttpResponse:
    """One person: roles, sign-in, trail."""
    return person_page(request, account)


def person_page(request: UserRequest, account, *, status: int = 200, **forms) -> HttpResponse:
    prefetch_related_objects([account], "memberships")
    account.roles = account.roles_among(account.memberships.all())
    codes = units_of(account)
    context = {
        "account": account,
        "holdings": holdings_of(account, unit_names(codes) if codes else {}),
        "waits": not account.has_usable_password(),
        "disabling": list(disabling_problems(account, by=request.user)) if account.is_active else [],
        "may_erase": not any(erasing_problems(account)),
        "may_reset_second_step": not any(resetting_problems(account, by=request.user)),
        "trail": trail_of(account),
        "role_form": RoleForm(),
        "name_form": NameForm(initial={"full_name": account.full_name}),
        "single_sign_on": single_sign_on_of(account),
        "support": support_with(account, request.user, now=clock.now()),
        "support_form": SupportViewForm(),
        **forms,
    }
    return render(request, "accounts/person.html", context, status=status)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def grant(request: UserRequest, account) -> HttpResponse:
    """Give one more role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            done = _give(request, account, form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return person_page(request, account, status=422, role_form=form)
    messages.success(request, done)
    return redirect("accounts:person", account.pk)


def _give(request: UserRequest, account, wanted: dict) -> str:
    """Give somebody else the role; for oneself, request it."""
    if account == request.user:
        services.ask_role(**wanted, by=request.user, now=clock.now())
        return _("You have asked for the role; it waits for another administrator.")
    services.grant_role(person=account, **wanted, by=request.user, now=clock.now())
    return _("The role is given.")


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def rename(request: UserRequest, account) -> HttpResponse:
    """Correct the name."""
    form = NameForm(request.POST)
    if form.is_valid():
        services.change_name(person=account, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("The name is changed."))
        return redirect("accounts:person", account.pk)
    return person_page(request, account, status=422, name_form=form)


@require_POST
@allow("accounts.manage_people", among=memberships_visible_to, pk="pk")
def withdraw(request: UserRequest, membership) -> HttpResponse:
    """Withdraw a role."""
    done = _("The role is withdrawn.")
    return _do(request, membership.user, services.withdraw_role, done, membership=membership)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def disable(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.disable_person, _("The account is disabled."), person=account)


@require_safe
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def data(request: UserRequest, account) -> HttpResponse:
    """Everything that is stored about this person, as a file for them."""
    headers = {"Content-Disposition": f'attachment; filename="du-lieu-ca-nhan-{account.pk}.json"'}
    layout = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(personal_data(account), headers=headers, json_dumps_params=layout)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def erase(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.erase_person, _("The personal data is erased."), person=account)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def enable(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.enable_person, _("The account can sign in again."), person=account)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def resend(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.resend_invitation, _("The invitation is on its way again."), person=account)


@require_safe
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def sign_ins(request: UserRequest, account) -> HttpResponse:
    """The sign-in events of this person."""
    return sign_ins_page(request, account)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def sign_out(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.end_sessions, _("The person is signed out everywhere."), person=account)


@require_POST
@allow("accounts.manage_people", among=people_visible_to, pk="pk")
def reset_second_step(request: UserRequest, account) -> HttpResponse:
    return _do(request, account, services.reset_second_step, _("Two-step sign-in is reset."), person=account)


@require_POST
@allow("accounts.disconnect_single_sign_on", among=people_visible_to, pk="pk")
def disconnect(request: UserRequest, account) -> HttpResponse:
    done = _("The account is disconnected from the single sign-on.")
    return _do(request, account, services.disconnect_single_sign_on, done, person=account)


def _do(request: UserRequest, account, verb, done: str, **target) -> HttpResponse:
    """Call a service that needs no further input; show the result on the person's page."""
    try:
        verb(**target, by=request.user, now=clock.now())
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("accounts:person", account.pk)
