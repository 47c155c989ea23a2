"""Helpers for views: a whole page or a partial for htmx, stable pagination, and forms shown again."""

from typing import Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request with the attribute that the htmx middleware adds; for annotations only."""

    htmx: HtmxDetails


def render_piece(
    request: Request, template: str, piece: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `template`, or only its partial `piece` where htmx requests a swap."""
    asks_for_piece = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    wanted = f"{template}#{piece}" if asks_for_piece else template
    return render(request, wanted, context, status=status)


def list_page(request: Request, rows: Any, *, per_page: int = 50) -> "Page[Any]":
    """The page of `rows` that the URL names (`?page=`); the nearest one where it is out of range."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def retype(form: forms.BaseForm, **values: str) -> None:
    """Replace what was typed by `values`; the request's own data stay unchanged."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data
