"""The appraiser's page: criteria, evidence and verdict side by side; every verdict is saved automatically [R3, S8]."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.models import User
from accounts.types import UserRequest
from appraisal import desk, policies, queries, questions_context, services
from appraisal.double_review import policies as double_review_policies
from appraisal.double_review.blind import score_seen_by
from appraisal.double_review.comparison import status_of
from appraisal.forms import VERDICT_PROBLEMS, ReasonForm, VerdictForm
from appraisal.founding_decision import founding_problems
from appraisal.models import Breach, Review
from appraisal.paper_kinds import sheet_links
from appraisal.presence import note_presence
from appraisal.queries.coverage import who_covers
from appraisal.queries.visits import findings_of, visit_rows, visits_visible_to, with_progress
from appraisal.services.verdicts import SavedVerdict
from audit.models import Entry
from audit.queries import latest_of, trail_of
from evidence.hints.queries import HintRow, hint_rows, hinted_criteria
from evidence.inquiry_queries import files_added_in_answer, holder_of, question_rows
from evidence.previous_year import last_year
from evidence.views.list_filter import filter_context, filter_of
from kernel import clock
from kernel.access import Lookups, allow
from kernel.htmx import render_piece
from kernel.refusals import Refused, add_refusal
from kernel.wording import words_for
from scoring.addresses import DossierAddress
from scoring.policies import CONFLICTS
from scoring.queries import assumed_criteria, criterion_codes
from scoring.thresholds import threshold_of
from surveys.panel import SurveyPanel, survey_panel

OF_COMMUNE: Lookups = {
    "year": "assessment__registration__cycle__year",
    "code": "assessment__registration__commune__code",
}


def address_of(review: Review) -> tuple[int, str]:
    return review.assessment.registration.cycle.year, review.assessment.registration.commune.code


def facts_of(review: Review) -> dict:
    registration = review.assessment.registration
    return {"review": review, "year": registration.cycle.year, "commune": registration.commune}


@require_safe
@allow("appraisal.view_review", among=queries.reviews_for_desk, **OF_COMMUNE)
def review(request: UserRequest, review: Review, criterion: str = "") -> HttpResponse:
    """The page; htmx replaces only the criterion."""
    is_piece = bool(request.htmx and not request.htmx.history_restore_request)
    show = filter_of(request, desk.FILTERS)
    stored, confirmed = ({}, None) if is_piece and criterion and not show else desk.verdicts_and_confirmed(review)
    rows = desk.verdict_rows(review, request.user, stored) if stored else []
    tree = desk.shown_rows(rows, show, among=_among(request, review, show) if rows else ())
    code = criterion or desk.first_open_criterion(tree or rows)
    shown = {row.criterion.code for row in tree} if show else None
    unscored = desk.unscored_criteria(review, stored) if stored else None
    known = {"confirmed": confirmed, "unscored": unscored, "rows": rows}
    context = _page_context(request, review, code, shown=shown, **known) | {"tree": tree, "is_piece": is_piece}
    context |= filter_context(show)
    if not is_piece:
        context |= _notices(review)
    return render_piece(request, "appraisal/review.html", "criterion", context)


def _notices(review: Review) -> dict:
    """The notices above the page: breaches, and who has to act."""
    founding_gaps = [words_for(problem) for problem in founding_problems(review.appraiser.team)]
    holder = holder_of(review.assessment, now=clock.now())
    return _breach_facts(review) | {"holder": holder, "founding_gaps": founding_gaps, "sent_back": _sent_back(review)}


def _sent_back(review: Review) -> Entry | None:
    """Why a review is open again: the lead's reason, until it is completed again."""
    if review.state != Review.State.IN_PROGRESS or not getattr(review, "was_sent_back", True):
        return None
    last = latest_of(review, [queries.SEND_BACK, "appraisal.complete_review"])
    return last if last and last.verb == queries.SEND_BACK else None


def _breach_facts(review: Review) -> dict:
    """The breaches that count or may count, and whether one is confirmed: not qualified, whatever the points [S4]."""
    has_any = getattr(review, "has_breaches", True)
    breaches = queries.standing_breaches(review.assessment.registration) if has_any else []
    return {"breaches": breaches, "breached": any(breach.state == Breach.State.CONFIRMED for breach in breaches)}


def _hints(user: User, review: Review, page: desk.VerdictPage) -> list[HintRow]:
    has_any = vars(page.score)["has_hints"]
    return hint_rows(user, review.assessment, criterion=page.criterion.code) if has_any else []


def _survey_panel(review: Review, page: desk.VerdictPage) -> SurveyPanel | None:
    if not page.has_surveys:
        return None
    return survey_panel(review.assessment.registration, page.criterion.code, is_marked=vars(page.score)["is_marked"])


def _among(request: UserRequest, review: Review, show: str) -> set[str]:
    """The criteria of a filter that depends on data beyond the scores."""
    if show == "hints":
        return hinted_criteria(request.user, review.assessment)
    if show == "answered":
        return {row.criterion for row in question_rows(review.assessment) if row.is_over and row.is_answered}
    return set()


def _page_context(
    request: UserRequest, review: Review, code: str, form=None, *, shown=None, confirmed=None, unscored=None, rows=()
) -> dict:
    """The open criterion; `confirmed`, `unscored` and `rows` are what the whole page has read already."""
    file_id = request.GET.get("file", "")
    page = desk.verdict_page(review, code, reader=request.user, file_id=file_id, shown=shown)
    if page is None:
        raise Http404(code)
    covering = who_covers(review.appraiser.team, page.criterion.group_code)
    may_enter = rules.has_perm("appraisal.enter_review_score", request.user, review)
    score, registration = page.score, review.assessment.registration
    shown = {
        "points": None if score.not_applicable else score.points,
        "explanation": score.comment,
        "not_applicable": score.not_applicable,
        "seen_version": score.version,
    }
    may_see_hints = rules.has_perm("evidence.view_hints", request.user, review.assessment)
    asked = questions_context.context(request.user, review, code, has_questions=vars(score)["has_questions"])
    return (
        facts_of(review)
        | asked
        | {
            "page": page,
            "answered": files_added_in_answer(asked["questions"], {item.pk: item.added_at for item in page.items}),
            "threshold": threshold_of(review.assessment, code),
            "assumed": assumed_criteria(review.assessment.rubric, confirmed),
            "may_see_hints": may_see_hints,
            "hints": _hints(request.user, review, page) if may_see_hints else [],
            "findings": findings_of(request.user, review, code) if page.has_findings else [],
            "last_year": last_year(registration, page.criterion, reader=request.user) if page.has_year_before else None,
            "survey_panel": _survey_panel(review, page),
            "progress_header": desk.progress_header_of(review, request.user, rows),
            "pair": status_of(review, request.user, criterion=code, unscored=unscored),
            "covering": covering,
            "phrases": desk.phrases_for(request.user) if may_enter else [],
            "may_enter": may_enter and not any(double_review_policies.entry_problems(review, code, request.user)),
            "form": form or VerdictForm(initial=shown),
        }
    )


@require_safe
@allow("appraisal.view_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def presence(request: UserRequest, review: Review) -> HttpResponse:
    """Who else has the dossier open, as a partial; the request also reports the reader's own presence."""
    code = request.GET.get("criterion", "")
    criterion = code if code in criterion_codes(review.assessment.rubric) else ""
    # Who looks as another person is present under their own name.
    seen = getattr(request, "support_view", None)
    reader = seen.administrator if seen else request.user
    others = note_presence(review, person=reader, criterion=criterion, now=clock.now())
    return render(request, "appraisal/_presence.html", {"others": others})


@require_POST
@allow("appraisal.score_at_desk", find=queries.address_to_review, year="year", code="code")
def save_score(request: UserRequest, address: DossierAddress, criterion: str) -> HttpResponse:
    """Save one verdict. htmx gets the stored state and the changed rows above.

    Without scripts, a redirect to the page.
    """
    form, where = VerdictForm(request.POST), {"year": address.year, "code": address.code, "criterion": criterion}
    if not form.is_valid():
        return _refused(request, **where, form=form, refusal=None)
    try:
        verdict = form.verdict()
        saved = services.enter_review_score(
            address=address, criterion=criterion, by=request.user, now=clock.now(), **verdict
        )
    except (Review.DoesNotExist, KeyError) as missing:
        raise Http404(criterion) from missing
    except ValidationError as refusal:
        add_refusal(form, refusal, fields=VERDICT_PROBLEMS)
        return _refused(request, **where, form=form, refusal=refusal)
    if not request.htmx:
        return redirect("appraisal:criterion", *where.values())
    return _saved(request, saved, criterion)


def _saved(request: UserRequest, saved: SavedVerdict, criterion: str) -> HttpResponse:
    review, score = saved.review, saved.score
    context = (
        facts_of(review)
        | filter_context(filter_of(request, desk.FILTERS))
        | {
            "saved_at": score.changed_at or clock.now(),
            "criterion_code": criterion,
            "progress_header": desk.progress_header_of(review, request.user),
            "changed": desk.rows_after(review, saved.scores, criterion, request.user),
            "pair": status_of(review, request.user),
        }
    )
    answer = HttpResponse(render_to_string("appraisal/_saved.html", context, request if context["pair"] else None))
    trigger_client_event(answer, "portal:saved", {"version": score.version})
    return answer


@allow("appraisal.enter_review_score", among=queries.reviews_visible_to, **OF_COMMUNE)
def _refused(request: UserRequest, review: Review, criterion: str, form: VerdictForm, refusal) -> HttpResponse:
    """Show the result next to the field; typed input stays, and the stored value is kept."""
    if criterion not in criterion_codes(review.assessment.rubric):
        raise Http404(criterion)
    stored = score_seen_by(request.user, review, criterion)
    if not request.htmx:
        context = _page_context(request, review, criterion, form) | _notices(review)
        context |= {"tree": desk.verdict_rows(review, request.user), "is_piece": False} | filter_context("")
        return render(request, "appraisal/review.html", context, status=422)
    conflict = isinstance(refusal, Refused) and refusal.problems[0].code in CONFLICTS
    context = {"form": form, "stored": stored, "conflict": conflict}
    answer = render(request, "appraisal/_refused.html", context, status=422)
    facts: dict[str, object] = {"conflict": conflict, "version": stored.version}
    if conflict and stored.changed_at:
        when = formats.date_format(timezone.localtime(stored.changed_at), "SHORT_DATETIME_FORMAT")
        facts |= {"who": str(stored.changed_by), "when": when}
    trigger_client_event(answer, "portal:refused", facts)
    return answer


def summary_page(request: UserRequest, review: Review, *, form=None, reopening=None, status: int = 200) -> HttpResponse:
    """Criterion by criterion, self-assessed and appraised points; what is still missing; the next step."""
    now, stored = clock.now(), desk.stored_verdicts(review)
    unscored, is_open = desk.unscored_criteria(review, stored), review.state in queries.UNDER_REVIEW
    problems = list(policies.completion_problems(review, now=now, unscored=unscored)) if is_open else []
    waiting = [problem for problem in problems if problem.code != "criterion_not_reviewed"]
    rows = desk.verdict_rows(review, request.user, stored)
    left = {problem.where for problem in problems} - {problem.where for problem in waiting}
    own = sum(row.is_open and row.criterion.code in left for row in rows)
    if review.state == Review.State.COMPLETED and rules.has_perm("appraisal.reconcile_review", request.user, review):
        differs = any(row.differs for row in rows if row.criterion.is_leaf)
        hearing = policies.hearing_problems(review, now=now, differs=differs)
        waiting = [*founding_problems(review.appraiser.team), *hearing]
    context = (
        facts_of(review)
        | _breach_facts(review)
        | {
            "groups": desk.verdict_groups(rows),
            "progress_header": desk.progress_header_of(review, request.user, rows),
            "pair": status_of(review, request.user, unscored=unscored),
            "visits": visit_rows(with_progress(visits_visible_to(request.user).filter(review=review))),
            "problems": problems,
            "missing": own,
            "missing_elsewhere": len(left) - own,
            "waiting": waiting,
            "minutes": None if is_open else services.current_minutes(review),
            "holder": holder_of(review.assessment, now=now),
            "form": form or ReasonForm(),
            "reopening": reopening or ReasonForm(),
            "trail": trail_of(review),
            "sheets": sheet_links(review),
        }
    )
    return render(request, "appraisal/summary.html", context, status=status)


@require_safe
@allow("appraisal.view_review", among=queries.reviews_with_team, **OF_COMMUNE)
def summary(request: UserRequest, review: Review) -> HttpResponse:
    return summary_page(request, review)


def _move(request: UserRequest, review: Review, verb, message: str) -> HttpResponse:
    try:
        verb(review=review, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages[:5]))
    else:
        messages.success(request, message)
    return redirect("appraisal:summary", *address_of(review))


@require_POST
@allow("appraisal.complete_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def complete(request: UserRequest, review: Review) -> HttpResponse:
    return _move(request, review, services.complete_review, _("The review is complete; the team's lead was told."))


@require_POST
@allow("appraisal.reconcile_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def confirm(request: UserRequest, review: Review) -> HttpResponse:
    return _move(request, review, services.reconcile_review, _("The review is confirmed; its points now stand."))


@require_POST
@allow("appraisal.send_back_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def send_back(request: UserRequest, review: Review) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.send_back_review(review=review, by=request.user, now=clock.now(), reason=reason)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return summary_page(request, review, form=form, status=422)
    messages.success(request, _("Sent back to the appraiser, with your reason."))
    return redirect("appraisal:summary", *address_of(review))
