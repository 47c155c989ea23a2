"""Two independent reviews: what the year reviews twice, completing a part, differences and their resolution [S8]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.double_review.comparison import difference_rows, status_of
from appraisal.double_review.queries import doubly_reviewed
from appraisal.forms import SETTLEMENT_PROBLEMS, SettlementForm
from appraisal.models import Review
from appraisal.views.desk import OF_COMMUNE, address_of, facts_of
from communes.models import Cycle
from communes.queries import cycles_visible_to
from evidence.queries import item_rows_by_criterion
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal


@require_POST
@allow("appraisal.set_two_reviews", among=cycles_visible_to, year="year")
def set_two_reviews(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """The criteria with double review; a refusal gives the reason, and nothing changes."""
    codes = sorted(set(request.POST.getlist("codes")))
    try:
        count = len(services.set_two_reviews(cycle=cycle, codes=codes, by=request.user, now=clock.now()))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        message = ngettext("Two people review %(count)s criterion.", "Two people review %(count)s criteria.", count)
        messages.success(request, message % {"count": count} if count else _("Everything is reviewed once."))
    return redirect("appraisal:team", cycle.year)


@require_POST
@allow("appraisal.complete_independent_scores", among=queries.reviews_visible_to, **OF_COMMUNE)
def complete_independent_scores(request: UserRequest, review: Review) -> HttpResponse:
    """One member completes their part."""
    try:
        services.complete_independent_scores(review=review, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages[:5]))
    else:
        messages.success(request, _("Your independent review is complete."))
    return redirect("appraisal:summary", *address_of(review))


def differences_page(
    request: UserRequest, review: Review, *, form: SettlementForm | None = None, criterion: str = "", status: int = 200
) -> HttpResponse:
    """Both scores side by side, open differences first; empty before the comparison."""
    pair = status_of(review, request.user)
    if pair is None:
        raise Http404
    scores = review.scores.select_related("changed_by")
    rows = difference_rows(request.user, review, scores, item_rows_by_criterion(review.assessment))
    context = facts_of(review) | {
        "pair": pair,
        "open_rows": [row for row in rows if row.is_open],
        "resolved_rows": [row for row in rows if row.is_resolved],
        "agreed_rows": [row for row in rows if not row.is_open and not row.is_resolved],
        "form": form,
        "refused_criterion": criterion,
    }
    return render(request, "appraisal/differences.html", context, status=status)


@require_safe
@allow("appraisal.view_review", among=queries.reviews_with_team, **OF_COMMUNE)
def differences(request: UserRequest, review: Review) -> HttpResponse:
    return differences_page(request, review)


def _typed(request: UserRequest, review: Review, criterion: str) -> QueryDict:
    """The lead's input; "take" uses the points of one member, and their justification where none was typed."""
    typed, side = request.POST.copy(), request.POST.get("take", "")
    rows = difference_rows(request.user, review, review.scores.all()) if side in ("first", "second") else []
    taken = next((row.opinion(side) for row in rows if row.criterion.code == criterion), None)
    if taken is not None and taken.points is not None:
        typed["points"] = f"{taken.points.normalize():f}"
        typed.pop("not_applicable", None)
        if taken.not_applicable:
            typed["not_applicable"] = "on"
        typed["justification"] = typed.get("justification", "").strip() or taken.comment
    return typed


@require_POST
@allow("appraisal.resolve_difference", among=queries.reviews_visible_to, **OF_COMMUNE)
def resolve(request: UserRequest, review: Review, criterion: str) -> HttpResponse:
    """The lead's points and justification on one criterion."""
    if criterion not in doubly_reviewed(review):
        raise Http404(criterion)
    form = SettlementForm(_typed(request, review, criterion))
    if form.is_valid():
        try:
            services.resolve_difference(
                review=review, criterion=criterion, by=request.user, now=clock.now(), **form.resolution()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal, fields=SETTLEMENT_PROBLEMS)
    if form.errors:
        return differences_page(request, review, form=form, criterion=criterion, status=422)
    messages.success(request, _("%(criterion)s is settled.") % {"criterion": criterion})
    return redirect("appraisal:differences", *address_of(review))
