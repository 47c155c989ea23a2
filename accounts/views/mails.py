"""Mails that did not arrive, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.mail_list import MAIL_COLUMNS, mail_list
from accounts.queries import mailings_visible_to
from accounts.types import UserRequest
from documents.lists import list_response
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused


@require_safe
@allow("accounts.list_undeliverable")
def undeliverable(request: UserRequest) -> HttpResponse:
    """Recipient, address, the server's answer and time; failed ones first, then those that wait for another try."""
    wanted = mail_list(request.GET, request.user)
    return list_response(
        request, "accounts/undeliverable.html", wanted, MAIL_COLUMNS, list, name="thu-khong-den", context={}
    )


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
