"""Who may come in: scope first (404), then the permission (403); denied by default."""

from collections.abc import Callable
from functools import wraps

import rules
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

PUBLIC = "public"


def allow(permission: str, *, among: Callable | None = None, find: Callable | None = None, **lookups: str):
    """Guard a view by `permission`, over an object found in the scope `among(user)`.

    `lookups` map the URL's arguments to field lookups: `year="cycle__year"`. The view gets
    `(request, found, **other_arguments)`, or `(request, **arguments)` where no scope is given.
    On the busiest paths `find(user, **arguments)` gives the one object itself, or None where it is out of scope;
    its `lookups` name the arguments of `find`.
    `rules.has_perm` is asked, never `user.has_perm`: a superuser passes no object rule by rank.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, **arguments) -> HttpResponse:
            if among is None and find is None:
                _demand(permission, request.user)
                return view(request, **arguments)
            fields = {lookup: arguments.pop(name) for name, lookup in lookups.items()}
            found = get_object_or_404(among(request.user), **fields) if among else find(request.user, **fields)
            if found is None:
                raise Http404
            _demand(permission, request.user, found)
            return view(request, found, **arguments)

        guarded.permission = permission
        return guarded

    return decorate


def public(view):
    """A view that anybody may see, signed in or not; said aloud, so that the matrix test knows it is meant."""

    @wraps(view)
    def opened(request, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.permission = PUBLIC
    return login_not_required(opened)


def _demand(permission, user, found=None):
    if not rules.has_perm(permission, user, found):
        raise PermissionDenied(permission)
