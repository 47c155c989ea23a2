"""In a demonstration only: sign in as a person of each role with one click."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import Role, User
from friendly_gov.demonstration.people import DOMAIN
from kernel.access import public


def people_by_role() -> list[tuple[Role, User]]:
    """One demonstration person for each role; empty where the portal is no demonstration."""
    if not settings.DEMONSTRATION_DAY:
        return []
    people = [(role, _person(role)) for role in Role]
    return [(role, person) for role, person in people if person]


def _person(role: Role) -> User | None:
    people = User.objects.filter(is_active=True, email__endswith=f"@{DOMAIN}", memberships__role=role)
    return people.order_by("email").first()


@require_POST
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration's person of a role.

    Raises:
        Http404: this portal is no demonstration, or nobody has that role.
    """
    people = {role.value: person for role, person in people_by_role()}
    person = people.get(request.POST.get("role", ""))
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
