"""The portal's URLs and one trivial authenticated view for comparison."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from friendly_gov.urls import (  # noqa: F401 (Django reads the handlers from the root module)
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns,
)


def trivial(request: HttpRequest) -> HttpResponse:
    """Greet the person who is signed in, and do nothing else."""
    return HttpResponse(request.user.full_name)


urlpatterns = [*urlpatterns, path("bench/trivial/", trivial)]
