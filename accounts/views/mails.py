"""Mails that did not arrive, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.queries import mailings_visible_to
from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page
from kernel.refusals import Refused


@require_safe
@allow("accounts.list_undeliverable")
def undeliverable(request: UserRequest) -> HttpResponse:
    """Recipient, address, the server's answer and time; failed ones first, then those that wait for another try."""
    page = list_page(request, mailings_visible_to(request.user), per_page=50)
    return render(request, "accounts/undeliverable.html", {"page": page})


@require_POST
@allow("accounts.retry_mail", among=mailings_visible_to, pk="pk")
def again(request: UserRequest, mailing) -> HttpResponse:
    """Retry a mail."""
    try:
        services.retry_mail(mailing=mailing, by=request.user, now=clock.now())
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("accounts:undeliverable")
