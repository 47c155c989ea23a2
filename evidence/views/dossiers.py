"""The dossier: its four components, what is missing, sending, the receipt; and the department's list."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from communes.deadlines import due
from communes.hand_offs import HandOffFacts, hand_offs_facts, hand_offs_of
from communes.models import Cycle, Extension, HandOff
from communes.paper_names import paper_name
from communes.pending import PendingTask, UnitTasks, hand_off_tasks, unit_tasks
from communes.policies import asking_problems
from communes.queries import ExtensionAsking, cycles_visible_to, extension_asking, read_requests
from communes.views.reminders import remind_each
from documents.lists import list_response
from documents.paper_files import PAPER_FORMS
from evidence import desk, dossier_admission, policies, queries, services
from evidence.archive import members_of, streamed
from evidence.content import DossierContent, content_of
from evidence.dossier_pdf.states import dossier_pdf_of, dossier_pdf_state
from evidence.drafts import sees_prepared, standing_items, trail_seen_by
from evidence.former_dossiers import former_assessments
from evidence.forms import ReasonForm, SignedCopyForm
from evidence.hints.queries import open_counts
from evidence.inquiry_queries import holder_of, inquiries_visible_to
from evidence.lists import DOSSIER_COLUMNS, dossier_list, dossier_rows
from evidence.models import DossierPart, Inquiry, Receipt
from evidence.page_comments import page_comments_on
from evidence.paper_kinds import RECEIPT, receipt_key
from evidence.papers.states import changed_of, paper_states, parts_of
from evidence.pending import dossier_tasks
from evidence.remarks import open_remarks
from evidence.sending import lacking_facts, sending_facts
from evidence.views.assessment import OF_COMMUNE
from evidence.views.reading import sending_page
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal
from papers.kinds import paper_link
from scoring.exceptions import exceptions_of
from scoring.models import SelfAssessment
from scoring.queries import assessments_listed_for, assessments_visible_to, criterion_rows


def dossier_page(
    request: UserRequest, assessment: SelfAssessment, *, status: int = 200, reason_form=None
) -> HttpResponse:
    """The dossier with what it lacks, the possible actions, and its history."""
    now = clock.now()
    if assessment.is_prepared:  # its deadline stands on the page and among its tasks
        prefetch_related_objects([assessment.registration], "extensions")
    is_waiting = assessment.state in SelfAssessment.UNDECIDED
    may_edit = rules.has_perm("evidence.change_evidence", request.user, assessment)
    is_open, is_own = assessment.is_prepared, sees_prepared(request.user, assessment)
    content = content_of(assessment) if is_open or is_waiting else None
    parts = content.parts if content else parts_of(assessment)
    changed = changed_of(assessment)
    papers = paper_states(assessment, now=now, parts=parts, changed=changed)
    former = former_assessments(assessment.registration) if assessment.replaces_id else []
    context = {
        "assessment": assessment,
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "progress_header": desk.progress_header_of(assessment),
        "deadline": desk.deadline_of(assessment, now=now) if is_open else None,
        "papers": [(paper, parts.get(paper.kind)) for paper in papers],
        "files_count": changed.files if is_own or is_open else standing_items(assessment).count(),
        "sending": sending_facts(assessment, papers, content.criteria) if content and is_open else None,
        "may_edit": may_edit and is_open,
        "is_head": rules.has_perm("evidence.submit_dossier", request.user, assessment),
        "is_open": is_open,
        "holder": holder_of(assessment, now=now) if assessment.submitted_at else None,
        "inquiries": list(_inquiries(request.user, assessment)),
        "receipt": getattr(assessment, "receipt", None),
        "former": former[0] if former else None,
        "deciding": _deciding(assessment, content, now),
        "reason_form": reason_form or ReasonForm(),
        "trail": trail_seen_by(request.user, trail_of(assessment, *former), assessment),
        "pdf": dossier_pdf_state(assessment, getattr(assessment, "dossier_pdf", None), now=now),
    }
    context |= lacking_facts(assessment, content, now=now) if content and is_open else {}
    context |= _links_and_notes(request, assessment, content, now)
    return render(request, "evidence/dossier.html", context, status=status)


def _inquiries(user, assessment: SelfAssessment) -> QuerySet[Inquiry]:
    """What the team asked about this dossier; one in preparation cannot have been asked about."""
    shown = inquiries_visible_to(user) if assessment.submitted_at else Inquiry.objects.none()
    return shown.filter(assessment=assessment).order_by("pk")


def _links_and_notes(request: UserRequest, assessment: SelfAssessment, content: DossierContent | None, now) -> dict:
    """What is to be done about this dossier, and what was said about it within the commune and by the team."""
    is_open, is_own = assessment.is_prepared, sees_prepared(request.user, assessment)
    registration = assessment.registration
    may_see_hints = rules.has_perm("evidence.view_hints", request.user, assessment)
    handed = hand_offs_of(registration) if is_own else []
    tasks = _tasks(request, assessment, content, handed, now) if is_own else []
    return {
        "may_see_hints": may_see_hints,
        "hints_count": open_counts(request.user, assessment) if may_see_hints else 0,
        "tasks": [task.shown_on(request.path) for task in tasks],
        "page_comments": page_comments_on(registration, reader=request.user),
        "remarks": open_remarks(request.user, assessment) if is_open else [],
        "asking": _asking(request, assessment, now) if is_own and is_open else None,
        "hand_offs": _hand_offs(request, assessment, handed, now) if is_own else [],
    }


def _tasks(
    request: UserRequest, assessment: SelfAssessment, content: DossierContent | None, handed: list[HandOff], now
) -> list[PendingTask]:
    """What the unit's people have to do, by what the page has read of the dossier and its submissions to the head."""
    registration, reader = assessment.registration, request.user
    judged = {assessment.pk: content.criteria} if content else {}
    known: dict[UnitTasks, dict[int, list[PendingTask]]] = {
        hand_off_tasks: hand_off_tasks([registration], reader, now, handed),
        dossier_tasks: dossier_tasks([registration], reader, now, judged),
    }
    return unit_tasks([registration], reader, now=now, known=known)[registration.pk]


def _deciding(assessment: SelfAssessment, content: DossierContent | None, now) -> dict:
    """The possible actions on a dossier that is late or incomplete [R2]."""
    state, is_waiting = assessment.state, assessment.state in SelfAssessment.UNDECIDED
    before = assessment.complete_before
    return {
        "may_take_back": not any(dossier_admission.taking_back_problems(assessment, reason="-", now=now)),
        "is_waiting": is_waiting,
        "is_late": dossier_admission.is_late(assessment, now=now),
        "lacking": (
            list(policies.content_problems(assessment, now=now, content=content)) if is_waiting and not before else []
        ),
        "last": due(before, now=now).last_day if state == SelfAssessment.State.RETURNED and before else None,
        "may_send_so": content is not None
        and not any(dossier_admission.sending_problems(assessment, reason="-", now=now, content=content)),
        "may_return": not any(dossier_admission.returning_problems(assessment, now=now)),
        "may_refuse": not any(dossier_admission.refusal_problems(assessment, now=now)),
        "days_until": due(dossier_admission.completion_before(assessment, now=now), now=now).last_day,
    }


def _asking(request: UserRequest, assessment: SelfAssessment, now) -> ExtensionAsking:
    """The request for an extension of the dossier's deadline."""
    registration, step = assessment.registration, Extension.Step.SUBMISSION
    read_requests(registration)
    problems = asking_problems(registration, step=step, reason="-", now=now)
    may_ask = rules.has_perm("communes.ask_extension", request.user, registration) and not any(problems)
    return extension_asking(registration, step, may_ask=may_ask)


def _hand_offs(request: UserRequest, assessment: SelfAssessment, handed: list[HandOff], now) -> list[HandOffFacts]:
    """The papers and the dossier as subjects that the clerk submits to the head."""
    registration = assessment.registration
    may = {"is_clerk": "communes.hand_over", "is_head": "communes.return_hand_off"}
    roles = {name: rules.has_perm(permission, request.user, registration) for name, permission in may.items()}
    return hand_offs_facts(registration, services.DOSSIER_SUBJECTS, **roles, now=now, handed_over=handed)


@require_safe
@allow("evidence.view_dossier", among=queries.whole_dossiers_visible_to, **OF_COMMUNE)
def dossier(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    return dossier_page(request, assessment)


@require_POST
@allow("evidence.submit_dossier", among=assessments_visible_to, **OF_COMMUNE)
def submit(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    try:
        services.submit_dossier(
            assessment=assessment, by=request.user, now=clock.now(), seen_total=request.POST.get("seen_total")
        )
    except ValidationError as refusal:
        return sending_page(request, assessment, status=422, refusal=refusal)
    messages.success(request, _("The dossier was sent. This is its receipt."))
    return redirect("evidence:receipt", assessment.registration.cycle.year, assessment.registration.commune.code)


@require_POST
@allow("evidence.take_back_dossier", among=assessments_visible_to, **OF_COMMUNE)
def take_back(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The head takes a sent dossier back to amend it; the earlier one stays on record."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.take_back_dossier(
                assessment=assessment, reason=form.cleaned_data["reason"], by=request.user, now=clock.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return dossier_page(request, assessment, status=422, reason_form=form)
    messages.success(request, _("The dossier is in preparation again; what was sent stays on record."))
    return redirect("evidence:dossier", assessment.registration.cycle.year, assessment.registration.commune.code)


@require_POST
@allow("evidence.upload_signed", files=True, among=assessments_visible_to, **OF_COMMUNE)
def upload_signed(request: UserRequest, assessment: SelfAssessment, kind: str) -> HttpResponse:
    if kind not in DossierPart.Kind:
        raise Http404
    form = SignedCopyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.upload_signed(
                assessment=assessment, kind=kind, by=request.user, now=clock.now(), upload=form.cleaned_data["file"]
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
    page = reverse("evidence:dossier", args=[assessment.registration.cycle.year, assessment.registration.commune.code])
    if form.errors:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(page)
    # Three copies are uploaded one after another: the page opens again at the one that was just stored.
    return redirect(f"{page}#paper-{kind}")


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def receipt(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    issued = Receipt.objects.filter(assessment=assessment).first()
    if issued is None:
        raise Http404
    context: dict[str, object] = {"receipt": issued, "assessment": assessment, "registration": assessment.registration}
    context["exceptions"] = exceptions_of(assessment)
    context["paper"] = paper_link(RECEIPT, receipt_key(assessment.registration))
    context["forms_of_file"] = list(PAPER_FORMS)
    context["is_outdated"] = issued.dossier_version != assessment.version
    return render(request, "evidence/receipt.html", context)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def contents(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The whole sent dossier for reading: every criterion with points, explanation and files."""
    items = queries.item_rows_by_criterion(assessment, prepared_too=sees_prepared(request.user, assessment))
    scores = {score.criterion_id: score for score in assessment.scores.all()}
    rows = [(row, scores.get(row.pk), items.get(row.pk, [])) for row in criterion_rows(assessment.rubric)]
    context = {
        "assessment": assessment,
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "rows": rows,
        "exceptions": exceptions_of(assessment),
        "pdf": dossier_pdf_state(assessment, dossier_pdf_of(assessment), now=clock.now()),
        "sums": {row.criterion.code: row.points for row in desk.tree_of(assessment)},
    }
    return render(request, "evidence/dossier_contents.html", context)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def archive(request: UserRequest, assessment: SelfAssessment) -> HttpResponseBase:
    """Every file of the dossier as one ZIP, streamed while it is made."""
    registration, now = assessment.registration, timezone.localtime(clock.now())
    title = f"Hồ sơ {registration.cycle.year} – {paper_name(registration.commune)}"
    content = streamed(members_of(assessment, reader=request.user), title=title, made_at=now)
    name = f"ho-so-{registration.cycle.year}-{registration.commune.code}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(content, content_type="application/zip", headers=headers)


@require_safe
@allow("evidence.list_dossiers", among=cycles_visible_to, year="year")
def dossiers(request: UserRequest, cycle: Cycle) -> HttpResponse:
    now = clock.now()
    return list_response(
        request,
        "evidence/dossiers.html",
        dossier_list(request.GET, request.user, cycle, now=now),
        DOSSIER_COLUMNS,
        lambda works: dossier_rows(works, request.user, cycle, now=now),
        name=f"ho-so-{cycle.year}",
        context={"cycle": cycle, "to_count": len(dossier_admission.waiting_for_former(cycle, now=now))},
    )


@require_POST
@allow("evidence.remind_dossier", among=cycles_visible_to, year="year")
def remind(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Remind the selected units of their dossiers."""
    works = assessments_listed_for(request.user).filter(registration__cycle=cycle)
    now = clock.now()
    remind_each(
        request,
        works.filter(registration__commune__code__in=request.POST.getlist("code")),
        lambda work: services.remind_dossier(assessment=work, by=request.user, now=now),
    )
    return redirect("communes:board", cycle.year)
