"""Invite many people from a spreadsheet: preview first, then all or nobody."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.forms import SheetForm
from accounts.imports import column_names, read_people, template_bytes
from accounts.models import Role
from accounts.policies import Newcomer, import_problems, second_heads
from accounts.types import UserRequest
from accounts.units import unit_names
from documents.tables import XLSX_TYPE
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted, posted_files
from kernel.refusals import Refused

_SALT = "accounts.import"
_KEPT_SECONDS = 3600


@allow("accounts.manage_people", files=True)
def import_people(request: UserRequest) -> HttpResponse:
    """Choose a spreadsheet; see its people and every problem of every row."""
    form = SheetForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        try:
            newcomers = read_people(form.cleaned_data["sheet"].read())
        except Refused as refusal:
            form.add_error("sheet", refusal)
        else:
            return _preview(request, form, newcomers)
    context = {
        "form": form,
        "columns": column_names(),
        "rows": [],
        "general": [],
        "faulty": 0,
        "kept": "",
        "double": [],
    }
    return render(request, "accounts/import.html", context, status=422 if form.errors else 200)


def _preview(request: UserRequest, form, newcomers: list[Newcomer]) -> HttpResponse:
    units, labels = unit_names(), dict(Role.choices)
    problems = list(import_problems(newcomers, units))
    heads = second_heads(newcomers)
    rows = [
        {
            "number": number,
            "person": newcomer,
            "role": labels.get(newcomer.role, newcomer.role),
            "unit": units.get(newcomer.unit_code, newcomer.unit_code),
            "problems": [problem for problem in problems if problem.where == str(number)],
            "heads": heads.get(newcomer.unit_code, []) if newcomer.role == Role.COMMUNE_HEAD else [],
        }
        for number, newcomer in enumerate(newcomers, start=2)
    ]
    kept = [[person.email, person.full_name, person.role, person.unit_code] for person in newcomers]
    context = {
        "form": form,
        "columns": column_names(),
        "rows": rows,
        "general": [problem for problem in problems if not problem.where],
        "double": [(units.get(code, code), names) for code, names in heads.items()],
        "faulty": sum(bool(row["problems"]) for row in rows),
        "kept": "" if problems else signing.dumps(kept, salt=_SALT, compress=True),
    }
    return render(request, "accounts/import.html", context, status=422 if problems else 200)


@require_POST
@allow("accounts.manage_people")
def confirm_import(request: UserRequest) -> HttpResponse:
    """Invite everybody in the preview."""
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("The list was kept for an hour only. Choose the spreadsheet again."))
        return redirect("accounts:import")
    newcomers = [Newcomer(*fields) for fields in kept]
    try:
        people = services.import_people(newcomers=newcomers, by=request.user, now=clock.now())
    except Refused:
        return _preview(request, SheetForm(), newcomers)
    count = len(people)
    messages.success(
        request, ngettext("%(count)s person is invited.", "%(count)s people are invited.", count) % {"count": count}
    )
    return redirect("accounts:people")


@require_safe
@allow("accounts.manage_people")
def template(request: UserRequest) -> HttpResponse:
    """The spreadsheet to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="people.xlsx"'}
    return HttpResponse(template_bytes(unit_names()), content_type=XLSX_TYPE, headers=headers)
