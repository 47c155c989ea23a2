"""A whole page for a browser, a piece of it for htmx; lists in stable pages; forms shown again."""

from typing import cast

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as views get it, with what the middleware of htmx adds; for annotations alone."""

    htmx: HtmxDetails


def render_piece(request: Request, template: str, piece: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Render `template`, or only its partial `piece` where htmx asks for a swap."""
    asks_for_piece = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    wanted = f"{template}#{piece}" if asks_for_piece else template
    return render(request, wanted, context, status=status)


def list_page(request: Request, rows, *, per_page: int = 50) -> Page:
    """The page of `rows` that the address asks for (`?page=`); the nearest one where it is out of range."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def retype(form: forms.BaseForm, **values: str) -> None:
    """Replace what was typed by `values`; the data of the request stay as they came."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data
