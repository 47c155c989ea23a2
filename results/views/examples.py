"""Evidence that units share with one another: the head's consent, and what the people of other units see [S6, S8]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from communes.models import Cycle, Registration
from documents.kinds import PDF
from documents.pictures import is_picture
from documents.previews.storage_paths import preview_pdf_of
from documents.serving import file_response, picture_response
from evidence.models import EvidenceItem
from kernel import clock
from kernel.access import allow
from results import queries, shared_evidence, sharing_services
from scoring.models import Criterion


@require_http_methods(["GET", "POST"])
@allow("results.share_evidence", among=queries.result_details_visible_to, year="cycle__year", code="commune__code")
def sharing(request: UserRequest, registration: Registration) -> HttpResponse:
    """The evidence of criteria with full points: the head ticks what other units may see."""
    items = shared_evidence.items_to_share(registration)
    refused: list[str] = []
    if request.method == "POST":
        ticked = set(request.POST.getlist("item"))
        chosen = [item for item in items if str(item.pk) in ticked]
        try:
            sharing_services.share_evidence(registration=registration, items=chosen, by=request.user, now=clock.now())
        except ValidationError as refusal:
            refused = refusal.messages
        else:
            messages.success(request, _("Other units see exactly what is ticked."))
            return redirect("results:sharing", registration.cycle.year, registration.commune.code)
    context = {"registration": registration, "items": items, "refused": refused}
    return render(request, "results/sharing.html", context, status=422 if refused else 200)


@require_safe
@allow("results.view_examples", among=lambda user: queries.published_cycles(), year="year")
def examples(request: UserRequest, cycle: Cycle, criterion: str) -> HttpResponse:
    """What units show for a criterion for which they earned full points."""
    row = Criterion.objects.filter(code=criterion, is_leaf=True, rubric__cycles_in_force__cycle=cycle).first()
    if row is None:
        raise Http404
    context = {"cycle": cycle, "criterion": row, "examples": shared_evidence.examples_of(cycle, criterion)}
    return render(request, "results/examples.html", context)


@require_safe
@allow("results.view_examples", find=shared_evidence.example_file, year="year", public_id="public_id")
def example_file(request: UserRequest, item: EvidenceItem) -> HttpResponseBase:
    """The display copy of a shared file, never the original of a picture or an Office file."""
    stored = item.file
    if is_picture(stored.media_type):
        return picture_response(request, stored)
    shown = stored if stored.media_type == PDF.media_type else preview_pdf_of(stored)
    if shown is None:
        raise Http404
    return file_response(request, shown, inline=True)
