"""The commune's self-assessment page, where every change is saved automatically [R2, S1, S2]."""

from collections import Counter

import rules
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.types import UserRequest
from communes.deadlines import read_extensions
from communes.models import Extension
from documents.kinds import ACCEPT
from evidence import desk
from evidence.drafts import ASKED, sees_prepared
from evidence.inquiry_queries import QuestionRow, holder_of, inquiries_visible_to, question_rows
from evidence.page_comments import page_comments_on
from evidence.previous_year import last_year
from evidence.queries import (
    UploadRow,
    assessments_with_receipt,
    has_items,
    untouched_since_last_year,
    upload_rows,
)
from evidence.views.list_filter import filter_context, filter_of
from kernel import clock
from kernel.access import Lookups, allow
from kernel.htmx import render_piece, retype
from kernel.refusals import Refused, add_refusal
from scoring.addresses import DossierAddress
from scoring.forms import SCORE_PROBLEMS, RatiosForm, SelfScoreForm
from scoring.models import SelfAssessment
from scoring.policies import CONFLICTS, scoring_problems
from scoring.queries import address_to_score, assessments_visible_to, assumed_criteria, criterion_codes
from scoring.services.ratios import enter_ratios
from scoring.services.scores import SavedScore, enter_score
from scoring.thresholds import threshold_of
from surveys.panel import SurveyPanel, survey_panel

OF_COMMUNE: Lookups = {"year": "registration__cycle__year", "code": "registration__commune__code"}


@require_safe
@allow("evidence.view_assessment", among=assessments_with_receipt, **OF_COMMUNE)
def assessment(request: UserRequest, assessment: SelfAssessment, criterion: str = "") -> HttpResponse:
    """The tree on the left, the open criterion on the right; htmx replaces only the criterion."""
    now = clock.now()
    if assessment.state == SelfAssessment.State.OPEN:
        read_extensions(assessment.registration, Extension.Step.SUBMISSION, now=now)
    show = filter_of(request, desk.FILTERS)
    is_piece = bool(request.htmx and not request.htmx.history_restore_request)
    is_listed = not is_piece or bool(show) or not criterion
    rows = desk.tree_of(assessment, prepared_too=sees_prepared(request.user, assessment)) if is_listed else []
    tree = [row for row in rows if row.fits(show)]
    code = criterion or desk.first_open_of(tree or rows)
    shown = {row.criterion.code for row in tree} if show else None
    context = _page_context(request, assessment, code, now, shown=shown) | {"is_piece": is_piece}
    context |= _around(request, assessment, context["page"], [] if is_piece else rows, now)
    context |= {"tree": tree, "counts": desk.counts_of(rows)} | filter_context(show)
    return render_piece(request, "evidence/assessment.html", "criterion", context)


def _around(request: UserRequest, assessment: SelfAssessment, page: desk.CriterionPage, rows: list, now) -> dict:
    """The header above the open criterion; an htmx partial, without `rows`, needs less of it."""
    return {
        "progress_header": desk.progress_header_of(assessment),
        "deadline": page.deadline,
        "assumed": assumed_criteria(assessment.rubric),
        "page_comments": page_comments_on(assessment.registration, reader=request.user) if rows else [],
        "problems": list(scoring_problems(assessment, now=now)),
        "holder": holder_of(assessment, now=now) if assessment.submitted_at else None,
        "receipt": getattr(assessment, "receipt", None) if assessment.submitted_at else None,
    }


def _own_uploads(user, assessment: SelfAssessment, now) -> list[UploadRow]:
    """This person's unfinished uploads.

    Only a commune's own people can begin any, in a dossier in preparation or in answer to an inquiry.
    """
    is_open = assessment.is_prepared or assessment.state in ASKED
    if not is_open or not rules.has_perm("evidence.change_evidence", user, assessment):
        return []
    return upload_rows(assessment, user=user, now=now)


def set_context(assessment: SelfAssessment, page: desk.CriterionPage | None, *, user, may_edit: bool) -> dict:
    """The context of the partial with a criterion's files, beyond the criterion itself."""
    uploads, criterion = _own_uploads(user, assessment, clock.now()), page.criterion.code if page else ""
    return {
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "upload_limit": settings.UPLOAD_MAX_BYTES,
        "upload_accept": ACCEPT,
        "quota": settings.UPLOAD_QUOTA_BYTES,
        "used": page.held if page and may_edit else 0,
        "changed": [],
        "dossier_version": assessment.version,
        "keep_filter": "",
        "untouched": frozenset(),
        "upload_errors": [],
        "unfinished": [row for row in uploads if row.criterion == criterion] if may_edit else [],
        # The open criterion shows its own.
        "begun": Counter(row.criterion for row in uploads if row.criterion != criterion).items(),
    }


def _page_context(
    request: UserRequest, assessment: SelfAssessment, code: str, now, form=None, ratios_form=None, shown=None
) -> dict:
    may_edit = rules.has_perm("scoring.enter_score", request.user, assessment)
    page = desk.criterion_page(assessment, code, may_edit=may_edit, now=now, shown=shown)
    if page is None:
        raise Http404(code)
    score = page.score
    stored: dict[str, object] = {
        "points": None if score.not_applicable else score.points,
        "explanation": score.explanation,
    }
    stored |= {"not_applicable": score.not_applicable, "seen_version": score.version}
    return set_context(assessment, page, user=request.user, may_edit=page.may_add) | {
        "assessment": assessment,
        "page": page,
        "questions": _questions(request, assessment, code),
        "last_year": last_year(assessment.registration, page.criterion, reader=request.user),
        "survey_panel": _survey_panel(assessment, page),
        "untouched": untouched_since_last_year(assessment, code, page.items) if page.may_edit else frozenset(),
        "form": form or SelfScoreForm(initial=stored),
        **_ratios(assessment, page, ratios_form),
    }


def _survey_panel(assessment: SelfAssessment, page: desk.CriterionPage) -> SurveyPanel | None:
    if not page.has_surveys:
        return None
    return survey_panel(assessment.registration, page.criterion.code, is_marked=vars(page.score)["is_marked"])


def _ratios(assessment: SelfAssessment, page: desk.CriterionPage, form: RatiosForm | None = None) -> dict:
    """The figures of a threshold row, and their form where the commune may still edit them [A21]."""
    row = threshold_of(assessment, page.criterion.code)
    return {"threshold": row, "ratios_form": form or (RatiosForm(row=row) if row and page.may_edit else None)}


def _questions(request: UserRequest, assessment: SelfAssessment, code: str) -> list[QuestionRow]:
    """The team's questions about the criterion, once they were sent.

    A dossier in preparation cannot have any.
    """
    if not assessment.submitted_at:
        return []
    shown = inquiries_visible_to(request.user).filter(assessment=assessment)
    is_own = sees_prepared(request.user, assessment)
    rows = question_rows(assessment, criterion=code, among=shown, prepared_too=is_own)
    return [row for row in rows if row.sent_at]


@require_POST
@allow("scoring.enter_score", find=address_to_score, year="year", code="code")
def save_score(request: UserRequest, address: DossierAddress, criterion: str) -> HttpResponse:
    """Save one criterion. htmx gets the stored state and the changed rows above.

    A browser without scripts is redirected to the page.
    """
    form, where = SelfScoreForm(request.POST), {"year": address.year, "code": address.code, "criterion": criterion}
    if not form.is_valid():
        return _refused(request, **where, form=form, refusal=None)
    try:
        asked, now = {"has_items": has_items()}, clock.now()
        saved = enter_score(
            address=address, criterion=criterion, by=request.user, now=now, facts=asked, **form.cleaned_data
        )
    except (SelfAssessment.DoesNotExist, KeyError) as missing:
        raise Http404(criterion) from missing
    except ValidationError as refusal:
        add_refusal(form, refusal, fields=SCORE_PROBLEMS)
        return _refused(request, **where, form=form, refusal=refusal)
    return _saved(request, saved, criterion) if request.htmx else redirect("evidence:criterion", *where.values())


@require_POST
@allow("scoring.enter_score", among=assessments_visible_to, **OF_COMMUNE)
def save_ratios(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Save the figures of a threshold row; refused input stays in the form, each reason beside its field."""
    row, now = threshold_of(assessment, criterion), clock.now()
    if row is None or criterion not in criterion_codes(assessment.rubric):
        raise Http404(criterion)
    form = RatiosForm(request.POST, row=row)
    if form.is_valid():
        try:
            seen, address = form.cleaned_data["seen"], DossierAddress.of(assessment)
            enter_ratios(
                address=address, criterion=criterion, figures=form.figures(), seen=seen, by=request.user, now=now
            )
        except Refused as refusal:
            _beside_fields(form, refusal)
        else:
            messages.success(request, _("The figures are saved."))
            return redirect(
                "evidence:criterion",
                assessment.registration.cycle.year,
                assessment.registration.commune.code,
                criterion,
            )
    rows = desk.tree_of(assessment, prepared_too=sees_prepared(request.user, assessment))
    context = _page_context(request, assessment, criterion, now, ratios_form=form)
    context |= _around(request, assessment, context["page"], rows, now) | _whole_list(rows)
    return render(request, "evidence/assessment.html", context, status=422)


def _whole_list(rows: list[desk.TreeRow]) -> dict:
    """A page shown again after a refusal includes the whole tree."""
    return {"tree": rows, "counts": desk.counts_of(rows), "is_piece": False} | filter_context("")


def _beside_fields(form: RatiosForm, refusal: Refused) -> None:
    add_refusal(form, refusal)
    # The form now shows the stored values: saving again overwrites them deliberately.
    if "ratios_changed_meanwhile" in {problem.code for problem in refusal.problems}:
        retype(form, seen=form.row.seen)


def _saved(request: UserRequest, saved: SavedScore, criterion: str) -> HttpResponse:
    registration, score = saved.assessment.registration, saved.score
    changed = desk.rows_after(
        saved, criterion, with_files={code for code, has in saved.facts["has_items"].items() if has}
    )
    context = filter_context(filter_of(request, desk.FILTERS)) | {
        "saved_at": score.changed_at or clock.now(),
        "criterion_code": criterion,
        "progress_header": desk.progress_header_of(saved.assessment),
        "changed": changed,
        "lacks": next((row.lacks_words for row in changed if row.criterion.code == criterion), ""),
        "criterion_key": criterion.replace(".", "-"),
        "year": registration.cycle.year,
        "commune": registration.commune,
    }
    answer = HttpResponse(render_to_string("evidence/_saved.html", context))
    trigger_client_event(answer, "portal:saved", {"version": score.version})
    return answer


@allow("scoring.enter_score", among=assessments_visible_to, **OF_COMMUNE)
def _refused(request: UserRequest, assessment: SelfAssessment, criterion: str, form, refusal) -> HttpResponse:
    """Show the result next to the field; typed input stays, and the stored value is kept."""
    if criterion not in criterion_codes(assessment.rubric):
        raise Http404(criterion)
    stored = assessment.scores.select_related("changed_by").get(criterion__code=criterion)
    conflict = isinstance(refusal, Refused) and refusal.problems[0].code in CONFLICTS
    registration, now = assessment.registration, clock.now()
    back = reverse("evidence:criterion", args=[registration.cycle.year, registration.commune.code, criterion])
    if not request.htmx:
        if conflict:  # The form now shows both values: saving again overwrites deliberately.
            form.data = form.data.copy()
            form.data["seen_version"] = stored.version
        rows = desk.tree_of(assessment, prepared_too=sees_prepared(request.user, assessment))
        context = _page_context(request, assessment, criterion, now, form)
        context |= _around(request, assessment, context["page"], rows, now) | _whole_list(rows)
        context |= {"conflict": conflict, "back": back}
        return render(request, "evidence/assessment.html", context, status=422)
    answer = render(
        request,
        "evidence/_refused.html",
        {"form": form, "stored": stored, "conflict": conflict, "back": back},
        status=422,
    )
    facts: dict[str, object] = {"conflict": conflict, "version": stored.version}
    if conflict and stored.changed_at:
        when = formats.date_format(timezone.localtime(stored.changed_at), "SHORT_DATETIME_FORMAT")
        facts |= {"who": str(stored.changed_by), "when": when}
    trigger_client_event(answer, "portal:refused", facts)
    return answer
