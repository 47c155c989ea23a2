"""A person's first page: what waits for me, until when. It composes the floors below."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.access import allow


@allow("accounts.view_home")
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "friendly_gov/home.html")
