"""The registry of a year's documents, and its hand-over to the archive: pages of the department."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from communes.models import Cycle
from documents.lists import list_response
from documents.services import request_export
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal
from records import services
from records.exports import ARCHIVE_PACKAGE
from records.forms import EntryForm, RegistryWorkbookForm, ReleaseForm
from records.lists import REGISTRY_COLUMNS, registry_list
from records.models import Release
from records.queries import kept_cycles, releases_of
from records.registry import RegistryRow, registry_row, registry_rows
from records.workbooks import read_registry

_OF_YEAR: dict[str, Any] = {"among": kept_cycles, "year": "year"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("records.keep_registry", files=True, **_OF_YEAR)
def registry(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """What arrived and left, with the numbers of the office's registry; a filled workbook is taken in."""
    if request.method != "POST":
        return _registry(request, cycle, RegistryWorkbookForm())
    form = RegistryWorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        known = [row.document.registry_key for row in registry_rows(request.user, cycle)]
        try:
            lines = read_registry(form.cleaned_data["workbook"], known)
            changed = services.import_numbers(cycle=cycle, lines=lines, by=request.user, now=clock.now())
        except ValidationError as refusal:
            form.add_error("workbook", refusal.messages)
        else:
            message = ngettext("%(count)s registry number changed.", "%(count)s registry numbers changed.", changed)
            messages.success(request, message % {"count": changed})
            return redirect("records:registry", cycle.year)
    return _registry(request, cycle, form, status=422)


def _registry(request: UserRequest, cycle: Cycle, form: RegistryWorkbookForm, *, status: int = 200) -> HttpResponse:
    rows = registry_rows(request.user, cycle)
    return list_response(
        request,
        "records/registry.html",
        registry_list(request.GET, rows),
        REGISTRY_COLUMNS,
        list,
        name=f"so-dang-ky-{cycle.year}",
        context={
            "cycle": cycle,
            "count": len(rows),
            "without": sum(row.entry is None for row in rows),
            "form": form,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow("records.keep_registry", **_OF_YEAR)
def entry(request: UserRequest, cycle: Cycle, document: str) -> HttpResponse:
    """The registry number of one document."""
    row = registry_row(request.user, cycle, document)
    if row is None:
        raise Http404(document)
    form = EntryForm(request.POST) if request.method == "POST" else EntryForm(initial=_typed(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_number(cycle=cycle, document=document, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The registry number is saved."))
            return redirect("records:registry", cycle.year)
    context = {"cycle": cycle, "row": row, "form": form}
    return render(request, "records/entry.html", context, status=422 if form.errors else 200)


def _typed(row: RegistryRow) -> dict[str, object]:
    known = row.entry
    return {"number": known.number, "registered_on": known.registered_on, "office": known.office} if known else {}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("records.hand_over", files=True, **_OF_YEAR)
def archive(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """The year's hand-over: its package, and the written release that lets its files be deleted one day."""
    form = ReleaseForm(request.POST, request.FILES) if request.method == "POST" else ReleaseForm()
    if request.method == "POST" and form.is_valid():
        try:
            services.record_release(cycle=cycle, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The release is recorded."))
            return redirect("records:archive", cycle.year)
    rows = registry_rows(request.user, cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "releases": releases_of(cycle),
        "count": len(rows),
        "without": sum(row.entry is None for row in rows),
    }
    return render(request, "records/archive.html", context, status=422 if form.errors else 200)


@require_POST
@allow("records.hand_over", **_OF_YEAR)
def request_package(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Request the package from the worker; redirects to the page that shows its progress."""
    facts = {"year": cycle.year}
    language = get_language() or "vi"
    export = request_export(kind=ARCHIVE_PACKAGE, facts=facts, language=language, by=request.user, now=clock.now())
    return redirect("documents:export", export.public_id)


@require_safe
@allow("records.hand_over", **_OF_YEAR)
def release_file(request: UserRequest, cycle: Cycle, release: int) -> HttpResponseBase:
    """The signed document of a release."""
    released = get_object_or_404(Release.objects.select_related("file__inspection"), cycle=cycle, pk=release)
    return file_response(request, released.file)
