"""Visits on site: the year's list, planning one, and its page for a phone [R3, S8]."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.types import UserRequest
from appraisal import checklists, queries, services
from appraisal.forms import VisitForm, VisitItemForm, VisitPhotosForm, VisitReasonForm, VisitRemarksForm
from appraisal.models import Review, Visit, VisitItem
from appraisal.paper_kinds import VISIT_RECORD, visit_key
from appraisal.policies import finishing_visit_problems
from appraisal.queries import visits as reads
from appraisal.views.desk import OF_COMMUNE
from appraisal.visit_list import VISIT_COLUMNS, visit_list
from audit.queries import trail_of
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.forms import stored_files
from documents.lists import list_response
from documents.paper_files import PAPER_FORMS, paper_as_file
from documents.previews.storage_paths import thumbnail_of
from documents.serving import file_response, made_file_response, picture_response
from kernel import clock
from kernel.access import Lookups, allow
from kernel.problems import Problem
from kernel.refusals import add_refusal
from papers.kinds import paper_link

OF_YEAR: Lookups = {"year": "review__assessment__registration__cycle__year", "visit": "pk"}
OWN: Lookups = OF_YEAR | {"code": "review__assessment__registration__commune__code"}


def _facts(visit: Visit) -> dict:
    registration = visit.review.assessment.registration
    return {"visit": visit, "year": registration.cycle.year, "commune": registration.commune}


def _year(visit: Visit) -> int:
    return visit.review.assessment.registration.cycle.year


# -- The list, and planning -------------------------------------------------------------------------------------------


@require_safe
@allow("appraisal.list_visits", among=cycles_visible_to, year="year")
def visits(request: UserRequest, cycle: Cycle) -> HttpResponse:
    return list_response(
        request,
        "appraisal/visits.html",
        visit_list(request.GET, request.user, cycle),
        VISIT_COLUMNS,
        reads.visit_rows,
        name=f"kiem-tra-{cycle.year}",
        context={"cycle": cycle},
    )


def _planned_criteria(request: UserRequest, choices) -> dict[str, str]:
    """The ticked criteria, each with what to check there."""
    ticked = set(request.POST.getlist("criteria"))
    return {
        criterion.code: request.POST.get(f"look-{criterion.code}", "")[:500]
        for criterion in choices
        if criterion.code in ticked
    }


def _plan_page(request: UserRequest, review: Review, form, criteria: dict[str, str], visit: Visit | None, choices):
    registration = review.assessment.registration
    context = {
        "review": review,
        "year": registration.cycle.year,
        "commune": registration.commune,
        "visit": visit,
        "form": form,
        "choices": [(criterion, criterion.code in criteria, criteria.get(criterion.code, "")) for criterion in choices],
        "flagged": sum(criterion.is_flagged for criterion in choices),
    }
    return render(request, "appraisal/plan_visit.html", context, status=422 if form.errors else 200)


def _plan(request: UserRequest, review: Review, *, visit: Visit | None, verb, shown: dict, criteria: dict[str, str]):
    """Show or process the form: a new visit, or a change."""
    choices, people = reads.criterion_choices(request.user, review), reads.sendable_members(review)
    offered: dict[str, Any] = {"people": people, "codes": [criterion.code for criterion in choices]}
    if request.method != "POST":
        return _plan_page(request, review, VisitForm(initial=shown, **offered), criteria, visit, choices)
    form, criteria = VisitForm(request.POST, **offered), _planned_criteria(request, choices)
    if form.is_valid():
        try:
            visit = verb(**form.facts(), criteria=criteria, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, fields=dict.fromkeys(form.codes, "criteria"))
        else:
            messages.success(request, _("The visit is scheduled; the participants and the commune have been notified."))
            return redirect("appraisal:visit", review.assessment.registration.cycle.year, visit.pk)
    return _plan_page(request, review, form, criteria, visit, choices)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("appraisal.plan_visit", among=queries.reviews_with_team, **OF_COMMUNE)
def plan(request: UserRequest, review: Review) -> HttpResponse:
    def verb(**facts):
        return services.plan_visit(review=review, **facts)

    shown = {"members": [review.appraiser_id], "starts_time": "08:00"}
    return _plan(request, review, visit=None, verb=verb, shown=shown, criteria={})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("appraisal.plan_visit", among=reads.visits_with_team, **OF_YEAR)
def change(request: UserRequest, visit: Visit) -> HttpResponse:
    def verb(**facts):
        return services.change_visit(visit=visit, **facts)

    begins = timezone.localtime(visit.starts_at)
    shown = {"starts_on": begins.date(), "starts_time": begins.time(), "place": visit.place}
    shown["members"] = [member.pk for member in visit.members.all()]
    criteria = dict(visit.items.values_list("criterion__code", "look_for"))
    return _plan(request, visit.review, visit=visit, verb=verb, shown=shown, criteria=criteria)


@require_POST
@allow("appraisal.plan_visit", among=reads.visits_visible_to, **OF_YEAR)
def cancel(request: UserRequest, visit: Visit) -> HttpResponse:
    form = VisitReasonForm(request.POST)
    if form.is_valid():
        try:
            services.cancel_visit(visit=visit, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return visit_page(request, visit, reason=form, status=422)
    messages.success(request, _("The visit is cancelled; everyone notified has been told."))
    return redirect("appraisal:visit", _year(visit), visit.pk)


# -- The visit's page -------------------------------------------------------------------------------------------------


def _finishing_problems(visit: Visit, rows: list[reads.ItemRow]) -> list[Problem]:
    return list(finishing_visit_problems(visit, [row.item for row in rows], now=clock.now()))


def visit_page(request: UserRequest, visit: Visit, *, reason=None, refused=None, status: int = 200) -> HttpResponse:
    """One card per criterion, for phones; read-only for non-participants, and after it is done."""
    photos = reads.photos_of(request.user, visit)
    rows = reads.item_rows(visit, photos)
    planned = visit.state == Visit.State.PLANNED
    context = _facts(visit) | {
        "rows": rows,
        "seen": sum(bool(row.item.seen) for row in rows),
        "choices": [("yes", _("Yes")), ("partly", _("In part")), ("no", _("No"))],
        "members": reads.names_of(visit),
        "photos": photos.get(None, []),
        "may_record": planned and rules.has_perm("appraisal.record_visit", request.user, visit),
        "may_plan": planned and rules.has_perm("appraisal.plan_visit", request.user, visit),
        "problems": _finishing_problems(visit, rows) if planned else [],
        "refused": refused,
        "reason": reason or VisitReasonForm(),
        "trail": trail_of(visit),
        "links": [paper_link(VISIT_RECORD, visit_key(visit))],
    }
    return render(request, "appraisal/visit.html", context, status=status)


@require_safe
@allow("appraisal.view_visit", among=reads.visits_with_team, **OF_YEAR)
def visit(request: UserRequest, visit: Visit) -> HttpResponse:
    return visit_page(request, visit)


@require_safe
@allow("appraisal.view_visit", among=reads.visits_visible_to, **OF_YEAR)
def checklist(request: UserRequest, visit: Visit, form: str) -> HttpResponse:
    """The checklist on paper, with space for notes."""
    if form not in PAPER_FORMS:
        raise Http404(form)
    paper = checklists.checklist_paper(visit, reads.item_rows(visit))
    return made_file_response(paper_as_file(paper, form, f"phieu-kiem-tra-{visit.pk}"))


def _note(request: UserRequest, visit: Visit, form, verb) -> HttpResponse:
    """Save the text of a card; htmx gets a message and the version, a browser without scripts the page."""
    refusal = None
    if form.is_valid():
        try:
            item = verb(**form.cleaned_data, visit=visit, by=request.user, now=clock.now())
        except ValidationError as problem:
            refusal = problem.messages
    else:
        refusal = [text for texts in form.errors.values() for text in texts]
    if not request.htmx:
        return visit_page(request, visit, refused=refusal, status=422) if refusal else _back(visit)
    if refusal:
        return render(request, "appraisal/_visit_refused.html", {"refused": refusal}, status=422)
    answer = render(request, "appraisal/_visit_saved.html", {"saved_at": clock.now()})
    trigger_client_event(answer, "portal:noted", {"version": item.version})
    return answer


def _back(visit: Visit, place: str = "") -> HttpResponse:
    answer = redirect("appraisal:visit", _year(visit), visit.pk)
    answer["Location"] += place
    return answer


@require_POST
@allow("appraisal.record_visit", among=reads.visits_visible_to, **OF_YEAR)
def save_item(request: UserRequest, visit: Visit, criterion: str) -> HttpResponse:
    get_object_or_404(VisitItem, visit=visit, criterion__code=criterion)

    def verb(**facts):
        return services.note_visit_item(criterion=criterion, **facts)

    return _note(request, visit, VisitItemForm(request.POST), verb)


@require_POST
@allow("appraisal.record_visit", among=reads.visits_visible_to, **OF_YEAR)
def save_remarks(request: UserRequest, visit: Visit) -> HttpResponse:
    return _note(request, visit, VisitRemarksForm(request.POST), services.remark_on_visit)


@require_POST
@allow("appraisal.record_visit", among=reads.visits_visible_to, **OF_YEAR)
def finish(request: UserRequest, visit: Visit) -> HttpResponse:
    try:
        services.finish_visit(visit=visit, by=request.user, now=clock.now())
    except ValidationError as refusal:
        return visit_page(request, visit, refused=refusal.messages, status=422)
    messages.success(request, _("The visit is done; the desk shows what was found."))
    return _back(visit)


# -- Photos -----------------------------------------------------------------------------------------------------------


def _photos_answer(request: UserRequest, visit: Visit, criterion: str, errors: list[str]) -> HttpResponse:
    """The present photos of that criterion; a browser without scripts is redirected to the page."""
    if not request.htmx:
        return visit_page(request, visit, refused=errors, status=422) if errors else _back(visit)
    item = visit.items.filter(criterion__code=criterion).first() if criterion else None
    photos = reads.photo_rows(request.user, visit, item=item)
    context = _facts(visit) | {"photos": photos, "may_record": True, "photo_errors": errors}
    return render(request, "appraisal/_photos.html", context, status=422 if errors else 200)


@require_POST
@allow("appraisal.record_visit", files=True, among=reads.visits_visible_to, **OF_YEAR)
def add_photos(request: UserRequest, visit: Visit) -> HttpResponse:
    """Add each photo separately: a refused one shows its reason, the others are kept."""
    now, form = clock.now(), VisitPhotosForm(request.POST, request.FILES)
    files = stored_files(request, form, field="photos", now=now)
    errors = [str(text) for texts in form.errors.values() for text in texts]
    criterion = form.cleaned_data.get("criterion", "")
    if criterion and not visit.items.filter(criterion__code=criterion).exists():
        raise Http404(criterion)
    for file in files:
        try:
            services.add_visit_photo(visit=visit, file=file, criterion=criterion, by=request.user, now=now)
        except ValidationError as refusal:
            errors += refusal.messages
    return _photos_answer(request, visit, criterion, errors)


@require_POST
@allow("appraisal.record_visit", among=reads.visits_visible_to, **OF_YEAR)
def remove_photo(request: UserRequest, visit: Visit, photo: int) -> HttpResponse:
    removed = get_object_or_404(visit.photos.select_related("item__criterion", "visit", "file"), pk=photo)
    criterion, errors = removed.item.criterion.code if removed.item else "", []
    try:
        services.remove_visit_photo(photo=removed, by=request.user, now=clock.now())
    except ValidationError as refusal:
        errors = refusal.messages
    return _photos_answer(request, visit, criterion, errors)


@require_safe
@allow("appraisal.view_visit", among=reads.visits_visible_to, **OF_YEAR)
def photo(request: UserRequest, visit: Visit, photo: int) -> HttpResponseBase:
    """A photo, upright; `?small=1` its thumbnail where there is one; `?original=1` the uploaded file."""
    stored = get_object_or_404(visit.photos.select_related("file__inspection"), pk=photo).file
    if request.GET.get("original") == "1":
        return file_response(request, stored)
    small = thumbnail_of(stored) if request.GET.get("small") == "1" else None
    return file_response(request, small, inline=True) if small else picture_response(request, stored)


# -- The commune ------------------------------------------------------------------------------------------------------


@require_safe
@allow("appraisal.view_own_visit", among=reads.own_visits_of, **OWN)
def own_visit(request: UserRequest, visit: Visit) -> HttpResponse:
    """For the commune: day, place and people; the findings once the appraisal of its dossier is closed [S8]."""
    shown = visit.review.state == Review.State.RECONCILED and visit.state == Visit.State.DONE
    rows = (
        [row for row in reads.item_rows(visit, reads.photos_of(request.user, visit)) if row.item.seen] if shown else []
    )
    context = _facts(visit) | {"members": reads.names_of(visit), "rows": rows, "shown": shown}
    return render(request, "appraisal/own_visit.html", context)
