"""The reviews that corrections of the table set aside."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from appraisal.former_reviews import former_reviews as former_reviews_of
from communes.models import Registration
from communes.queries import registrations_visible_to
from kernel.access import allow


@require_safe
@allow("appraisal.view_former_reviews", among=registrations_visible_to, year="cycle__year", code="commune__code")
def former_reviews(request: UserRequest, registration: Registration) -> HttpResponse:
    """Every former review that the reader may see, with its points and justifications."""
    reviews = former_reviews_of(registration, reader=request.user)
    if not reviews:
        raise Http404
    context = {"year": registration.cycle.year, "commune": registration.commune, "reviews": reviews}
    return render(request, "appraisal/former_reviews.html", context)
