"""Helpers for views: a whole page or a partial for htmx, stable pagination, and forms as they were sent."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django_htmx.middleware import HtmxDetails

_KEY_DIGITS = 18


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


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the sent values, also where there are none, so that an empty form is refused."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> MultiValueDict[str, UploadedFile[bytes]] | None:
    """The sent files, for views with `files=True`."""
    return request.FILES if request.method == "POST" else None


def whole_number(typed: str) -> int | None:
    """The number in plain digits, no larger than a key of the database; None for everything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _KEY_DIGITS else None


def retype(form: forms.BaseForm, **values: str) -> None:
    """Replace what was typed by `values`; the request's own data stay unchanged."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data
