"""Draft a unit's plan for the next level and keep its tasks [S6]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.types import UserRequest
from communes.models import Registration
from kernel import clock
from kernel.access import Lookups, allow
from kernel.refusals import add_refusal
from results import plan_services, queries
from results.forms import PlanTaskForm
from results.gaps import gaps_of
from results.models import PlanTask
from results.plan_tasks import people_of, plan_tasks_visible_to
from results.views.gaps import gaps_page

_UNIT = Lookups(year="cycle__year", code="commune__code")
_TASK = Lookups(year="registration__cycle__year", code="registration__commune__code", number="pk")


@require_POST
@allow("results.edit_plan", among=queries.result_details_visible_to, **_UNIT)
def draft(request: UserRequest, registration: Registration) -> HttpResponse:
    """A task for each criterion on the way to the next level; for each loss where the highest level is reached."""
    now = clock.now()
    own = gaps_of(registration, queries.ranking_rows(registration.cycle, now=now))
    lines = (own.nearest or own.losses) if own else []
    return _do(
        request,
        registration,
        _("The plan is drafted: name who does each task, and by which day."),
        lambda: plan_services.draft_plan(registration=registration, lines=lines, by=request.user, now=now),
    )


@require_POST
@allow("results.edit_plan", among=queries.result_details_visible_to, **_UNIT)
def add(request: UserRequest, registration: Registration) -> HttpResponse:
    """A task of the unit's own."""
    return _save(request, registration, None)


@require_POST
@allow("results.edit_plan_task", among=plan_tasks_visible_to, **_TASK)
def change(request: UserRequest, task: PlanTask) -> HttpResponse:
    """Another text, person or day."""
    return _save(request, task.registration, task)


@require_POST
@allow("results.edit_plan_task", among=plan_tasks_visible_to, **_TASK)
def done(request: UserRequest, task: PlanTask) -> HttpResponse:
    """Done, or open again."""
    is_done = request.POST.get("done") == "1"
    message = _("The task is done.") if is_done else _("The task is open again.")
    return _do(
        request,
        task.registration,
        message,
        lambda: plan_services.mark_plan_task(task=task, done=is_done, by=request.user, now=clock.now()),
    )


@require_POST
@allow("results.edit_plan_task", among=plan_tasks_visible_to, **_TASK)
def remove(request: UserRequest, task: PlanTask) -> HttpResponse:
    """A task that is not needed."""
    return _do(
        request,
        task.registration,
        _("The task is removed."),
        lambda: plan_services.remove_plan_task(task=task, by=request.user, now=clock.now()),
    )


def _save(request: UserRequest, registration: Registration, task: PlanTask | None) -> HttpResponse:
    prefix = f"task-{task.pk}" if task else "new"
    form = PlanTaskForm(request.POST, people=people_of(registration), prefix=prefix)
    if form.is_valid():
        try:
            plan_services.save_plan_task(
                registration=registration, task=task, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return gaps_page(request, registration, refused={task.pk if task else 0: form}, status=422)
    messages.success(request, _("The task is kept."))
    return _back(registration)


def _do(request: UserRequest, registration: Registration, message: str, act) -> HttpResponse:
    try:
        act()
    except ValidationError as refusal:
        for words in refusal.messages:
            messages.error(request, words)
    else:
        messages.success(request, message)
    return _back(registration)


def _back(registration: Registration) -> HttpResponse:
    response = redirect("results:gaps", registration.cycle.year, registration.commune.code)
    response["Location"] += "#plan"
    return response
