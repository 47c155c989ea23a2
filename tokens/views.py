"""The pages of tokens: a person's own, and all of them for administrators."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from documents.lists import list_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.refusals import add_refusal
from tokens import services
from tokens.forms import TokenForm
from tokens.lists import TOKEN_COLUMNS, token_list, token_rows
from tokens.models import Token
from tokens.queries import tokens_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
@allow("tokens.manage_own_tokens")
@reauthentication_required(allow_get=True)
def own(request: UserRequest) -> HttpResponse:
    """The person's tokens; create one, whose text this answer alone shows."""
    now = clock.now()
    form = TokenForm(posted(request))
    added, key = None, ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        lifetime = timedelta(days=asked["days"])
        try:
            added, key = services.create_token(
                owner=request.user, name=asked["name"], scopes=asked["scopes"], lifetime=lifetime, now=now
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            form = TokenForm()
    tokens = Token.objects.filter(owner=request.user).select_related("owner")
    is_refused = request.method == "POST" and added is None
    context = {"form": form, "added": added, "key": key, "tokens": token_rows(tokens, now=now)}
    return render(request, "tokens/own.html", context, status=422 if is_refused else 200)


@require_POST
@allow("tokens.revoke_token", among=tokens_visible_to, pk="pk")
def revoke(request: UserRequest, token: Token) -> HttpResponse:
    """End a token at once."""
    try:
        services.revoke_token(token=token, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The token is revoked; programs that use it are refused from now on."))
    return redirect("tokens:own" if token.owner_id == request.user.pk else "tokens:all")


@require_safe
@allow("tokens.list_tokens")
def all_tokens(request: UserRequest) -> HttpResponse:
    """Every token with its owner, scopes and last use."""
    now = clock.now()
    return list_response(
        request,
        "tokens/all.html",
        token_list(request.GET, request.user, now=now),
        TOKEN_COLUMNS,
        lambda tokens: token_rows(tokens, now=now),
        name="tokens",
        context={},
    )
