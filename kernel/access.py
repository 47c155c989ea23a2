"""Access control for views: first the scope (404), then the permission (403); denied by default."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypedDict, TypeVar, cast

import rules
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

PUBLIC = "public"
# OPTIONS is allowed because a client may ask beforehand which methods it can send.
_TO_SEND = ("POST", "OPTIONS")
R = TypeVar("R", bound=HttpResponseBase)
Judged = tuple[tuple[Any, ...], dict[str, Any]]


class Lookups(TypedDict, total=False):
    """Map URL arguments to field lookups of the object; shared by several views as `**OF_COMMUNE`."""

    year: str
    code: str
    criterion: str
    visit: str
    breach: str
    kind: str
    number: str


def allow(
    permission: str,
    *,
    among: Callable[[Any], Any] | None = None,
    find: Callable[..., Any] | None = None,
    files: bool = False,
    to_send: str = "",
    **lookups: str,
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Guard a view by `permission`, over an object found in the scope `among(user)`.

    `lookups` map the URL's arguments to field lookups: `year="cycle__year"`. The view gets
    `(request, obj, **other_arguments)`, or `(request, **arguments)` where no scope is given.
    The busiest pages pass `find(user, **arguments)` instead: it returns the object, or None where it is out of scope;
    its `lookups` name the arguments of `find`.
    `files` says that the form may carry files, not only short text. `to_send` is also required for unsafe methods.
    A sender's permission is checked by `view.admit` before the body is read (`friendly_gov.middleware.AdmittedBodies`).
    Uses `rules.has_perm` and not `user.has_perm`, because a superuser would pass every object rule.
    """

    def judged(request: Any, arguments: dict[str, Any]) -> Judged:
        demanded = (permission, to_send) if to_send and request.method in _TO_SEND else (permission,)
        fields = {lookup: arguments[name] for name, lookup in lookups.items()}
        if among is not None:
            target = get_object_or_404(among(request.user), **fields)
        elif find is not None:
            target = find(request.user, **fields)
        else:
            _demand(demanded, request.user)
            return (), arguments
        if target is None:
            raise Http404
        _demand(demanded, request.user, target)
        return (target,), {name: value for name, value in arguments.items() if name not in lookups}

    return lambda view: _guarded(view, judged, permission, files)


def _guarded(view: Callable[..., R], judged: Callable[..., Judged], permission: str, files: bool) -> Callable[..., R]:
    """The view behind its guard; `admit` runs the guard early, and the view then uses the object that was looked up."""

    def admit(request: Any, **arguments: Any) -> None:
        request.admitted = guarded, judged(request, arguments)

    @wraps(view)
    def guarded(request: Any, **arguments: Any) -> R:
        by, known = request.__dict__.pop("admitted", (None, None))
        target, others = known if by is guarded else judged(request, arguments)
        return view(request, *target, **others)

    vars(guarded).update(permission=permission, admit=admit, takes_files=files)
    return guarded


def public(view: Callable[..., R]) -> Callable[..., R]:
    """Mark a view as public, for signed-in and anonymous users; the matrix test demands this explicit mark."""

    @wraps(view)
    def wrapper(request: Any, *args: Any, **kwargs: Any) -> R:
        return view(request, *args, **kwargs)

    vars(wrapper).update(permission=PUBLIC)
    return cast(Callable[..., R], login_not_required(wrapper))


def _demand(permissions: Iterable[str], user: Any, target: Any = None) -> None:
    for permission in permissions:
        if not rules.has_perm(permission, user, target):
            raise PermissionDenied(permission)
