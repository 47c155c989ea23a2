"""The department's questionnaires: list, draft, preview, publish."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.refusals import add_refusal
from surveys import services
from surveys.forms import QuestionForm, QuestionnaireForm
from surveys.models import Question, Questionnaire, QuestionnaireVersion
from surveys.queries import questionnaire_rows, questionnaires_visible_to, versions_visible_to
from surveys.questions import asked

_EDIT = "surveys.edit_questionnaire"
_VERSION: dict[str, Any] = {"among": versions_visible_to, "key": "questionnaire__key", "number": "number"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.view_questionnaires", to_send=_EDIT)
def questionnaires(request: UserRequest) -> HttpResponse:
    """All questionnaires; the department creates another one."""
    form = QuestionnaireForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            version = services.create_questionnaire(**form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("surveys:version", version.questionnaire.key, version.number)
    may_edit = rules.has_perm(_EDIT, request.user)
    context = {"rows": questionnaire_rows(request.user), "form": form, "may_edit": may_edit}
    return render(request, "surveys/questionnaires.html", context, status=422 if form.errors else 200)


@require_safe
@allow("surveys.view_questionnaires", **_VERSION)
def version(request: UserRequest, this_version: QuestionnaireVersion) -> HttpResponse:
    """One version as people see it; a draft with its buttons."""
    questionnaire = this_version.questionnaire
    context = {
        "version": this_version,
        "questionnaire": questionnaire,
        "questions": asked(this_version),
        "versions": versions_visible_to(request.user).filter(questionnaire=questionnaire),
        "may_edit": rules.has_perm(_EDIT, request.user),
        "has_draft": questionnaire.versions.filter(published_at=None).exists(),
        "trail": trail_of(questionnaire),
    }
    return render(request, "surveys/version.html", context)


@require_POST
@allow(_EDIT, among=questionnaires_visible_to, key="key")
def draft(request: UserRequest, questionnaire: Questionnaire) -> HttpResponse:
    """Begin the next version."""
    try:
        made = services.draft_version(questionnaire=questionnaire, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        last = questionnaire.versions.order_by("-number").first()
        return redirect("surveys:version", questionnaire.key, last.number if last else 1)
    return redirect("surveys:version", questionnaire.key, made.number)


@require_POST
@allow(_EDIT, **_VERSION)
def publish(request: UserRequest, this_version: QuestionnaireVersion) -> HttpResponse:
    try:
        services.publish_version(version=this_version, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The version is published: communes can use it."))
    return _back(this_version)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(_EDIT, **_VERSION)
def question(request: UserRequest, this_version: QuestionnaireVersion, position: int) -> HttpResponse:
    """Edit a question of a draft; position 0 is a new one."""
    if this_version.published_at is not None:
        raise Http404
    kept = get_object_or_404(this_version.questions, position=position) if position else Question(version=this_version)
    form = QuestionForm(posted(request), instance=kept)
    if request.method == "POST" and form.is_valid():
        choices = {name: form.cleaned_data[name] for name in ("choices_vi", "choices_en")}
        try:
            services.save_question(
                version=this_version, question=form.instance, **choices, by=request.user, now=clock.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return _back(this_version)
    context = {"version": this_version, "questionnaire": this_version.questionnaire, "position": position, "form": form}
    return render(request, "surveys/question.html", context, status=422 if form.errors else 200)


@require_POST
@allow(_EDIT, **_VERSION)
def delete(request: UserRequest, this_version: QuestionnaireVersion, position: int) -> HttpResponse:
    return _moved(request, this_version, position, services.delete_question)


@require_POST
@allow(_EDIT, **_VERSION)
def move(request: UserRequest, this_version: QuestionnaireVersion, position: int) -> HttpResponse:
    return _moved(request, this_version, position, services.move_question)


def _moved(request: UserRequest, this_version: QuestionnaireVersion, position: int, service) -> HttpResponse:
    kept = get_object_or_404(this_version.questions, position=position)
    try:
        service(question=kept, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _back(this_version)


def _back(this_version: QuestionnaireVersion) -> HttpResponse:
    return redirect("surveys:version", this_version.questionnaire.key, this_version.number)
