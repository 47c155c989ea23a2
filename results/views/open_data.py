"""Descriptions of the year's open data: a page for people, and metadata for programs."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kernel.access import public
from kernel.htmx import Request
from results.open_data import FILES, LICENCE, DataFile, catalogue, csvw, data_package
from results.queries import published_cycles
from results.shared_pages import shared

_LINKED = "application/ld+json"


@require_safe
@public
@shared
def dictionary(request: Request, year: int) -> HttpResponse:
    """Every file of the year with its fields, and the licence."""
    get_object_or_404(published_cycles(), year=year)
    files = [(one, _address(year, one, "csv"), _address(year, one, "json")) for one in FILES]
    context = {"year": year, "files": files, "licence_title": LICENCE[1], "licence_url": LICENCE[2]}
    return render(request, "results/public_data.html", context)


@require_safe
@public
@shared
def package(request: Request, year: int) -> HttpResponse:
    """The year's Data Package."""
    get_object_or_404(published_cycles(), year=year)
    return _described(data_package(int(year), _here(request, int(year))), "application/json")


@require_safe
@public
@shared
def metadata(request: Request, year: int, name: str) -> HttpResponse:
    """The CSVW metadata beside one CSV."""
    get_object_or_404(published_cycles(), year=year)
    [one] = [one for one in FILES if one.name == name]
    return _described(csvw(one, _here(request, int(year)), get_language() or "vi"), "application/csvm+json")


@require_safe
@public
@shared
def catalog(request: Request) -> HttpResponse:
    """The DCAT catalogue of all published years."""

    def address(year: int, one: DataFile, form: str) -> str:
        return request.build_absolute_uri(_address(year, one, form))

    years = list(published_cycles().values_list("year", flat=True))
    return _described(catalogue(years, address, request.build_absolute_uri(request.path)), _LINKED)


def _here(request: Request, year: int):
    return lambda one, form: request.build_absolute_uri(_address(year, one, form))


def _address(year: int, one: DataFile, form: str) -> str:
    return reverse(one.address, args=[year, form])


def _described(facts: dict[str, object], kind: str) -> HttpResponse:
    response = HttpResponse(json.dumps(facts, ensure_ascii=False, indent=1), content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    return response
