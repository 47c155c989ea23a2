"""The pages of the trail."""

import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from audit.models import Entry
from audit.proofs import latest_root, proof_of, published_roots
from audit.signatures import trusted_keys
from communes.models import Registration
from communes.queries import registrations_visible_to
from documents.tables import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from friendly_gov.trail.lists import FILE_LIMIT, TRAIL_COLUMNS, rows_of_file, trail_list, trail_page
from friendly_gov.trail.queries import provable_by, steps_of, traced_figures
from kernel.access import allow, public
from kernel.htmx import whole_number
from results.queries import result_details_visible_to
from scoring.models import SelfAssessment

_FILES: dict[str, tuple[Callable[..., bytes], str]] = {"csv": (csv_bytes, CSV_TYPE), "xlsx": (xlsx_bytes, XLSX_TYPE)}


@require_safe
@allow("friendly_gov.view_trail")
def whole(request: UserRequest) -> HttpResponse:
    """The whole trail, filtered; with `?as=csv` or `?as=xlsx` as a file."""
    wanted = trail_list(request.GET)
    form = request.GET.get("as", "")
    if form in _FILES:
        make, media_type = _FILES[form]
        headers = {"Content-Disposition": f'attachment; filename="nhat-ky.{form}"'}
        return HttpResponse(make(TRAIL_COLUMNS, rows_of_file(wanted)), content_type=media_type, headers=headers)
    page = trail_page(wanted, before=_key(request, "before"), after=_key(request, "after"))
    context = {"listing": page, "root": latest_root(), "files": tuple(_FILES), "limit": FILE_LIMIT}
    return render(request, "friendly_gov/trail/whole.html", context)


def _key(request: HttpRequest, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


@require_safe
@allow("friendly_gov.view_unit_year", among=registrations_visible_to, year="cycle__year", code="commune__code")
def unit_year(request: UserRequest, registration: Registration) -> HttpResponse:
    """A unit's year in plain words, and every figure of its result with who entered it."""
    assessment = SelfAssessment.objects.filter(registration=registration).select_related("rubric").first()
    shows = assessment and result_details_visible_to(request.user).filter(pk=registration.pk).exists()
    context = {
        "registration": registration,
        "steps": steps_of(registration),
        "root": latest_root(),
        "assessment": assessment if shows else None,
        "figures": traced_figures(assessment) if assessment and shows else [],
    }
    return render(request, "friendly_gov/trail/unit_year.html", context)


@require_safe
@allow("friendly_gov.view_proof", among=provable_by, number="pk")
def proof(request: UserRequest, entry: Entry, form: str) -> HttpResponse:
    """The proof of an entry: for programs, or with a page that verifies it without a network."""
    of_entry = proof_of(entry)
    if of_entry is None:
        raise Http404("no root covers it yet")
    headers = {"Content-Disposition": f'attachment; filename="chung-minh-{entry.pk}.{form}"'}
    if form == "json":
        return JsonResponse(of_entry, headers=headers, json_dumps_params={"ensure_ascii": False})
    context = {
        "language": get_language(),
        "proof": _in_page(json.dumps(of_entry, ensure_ascii=False)),
        "script": _in_page(_script()),
        "roots_url": f"{settings.PORTAL_URL}{reverse('trail:roots')}",
    }
    return HttpResponse(render_to_string("friendly_gov/trail/proof.html", context), headers=headers)


def _script() -> str:
    return (Path(settings.NODE_MODULES) / ".built" / "proof" / "page.min.js").read_text(encoding="utf-8")


def _in_page(text: str) -> str:
    """A text inside a script element, which ends at the first closing tag, whatever it is part of."""
    return mark_safe(text.replace("</", "<\\/").replace("<!--", "<\\!--"))  # noqa: S308


@require_safe
@public
def roots(request: HttpRequest) -> JsonResponse:
    """Every signed root and the keys that may have signed: anybody may keep them and compare later."""
    return JsonResponse({"keys": trusted_keys(), "roots": published_roots()})
