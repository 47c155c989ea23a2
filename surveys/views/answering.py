"""The pages on which citizens answer: no account, no cookie, no script; one question a page (decision 0065)."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.request_origin import place_of
from kernel import clock
from kernel.access import public
from kernel.htmx import whole_number
from kernel.problems import Problem
from kernel.refusals import Refused
from kernel.wording import words_for
from surveys.answer_forms import FilledForm, Turn, new_form, read_form, turn
from surveys.limits import network_key
from surveys.models import Survey
from surveys.policies import taking_problems
from surveys.queries import answers_kept_until, is_usable, survey_at
from surveys.questions import AskedQuestion, asked_in
from surveys.services import OpenForm, take_response
from surveys.wording import SCALE_WORDS

_TOO_MANY = 429
_LONGEST_CODE = 40


def _in_their_language(view: Callable[[HttpRequest, Survey, FilledForm | None], HttpResponse]):
    """Use the language that the reader chose here, else that of their phone."""

    @wraps(view)
    def wrapper(request: HttpRequest, slug: str) -> HttpResponse:
        form = read_form(request.POST.get("form", ""), slug) if request.method == "POST" else None
        wanted = form.language if form else request.GET.get("lang") or request.POST.get("lang", "")
        known = wanted if wanted in ("vi", "en") else translation.get_language_from_request(request)
        with translation.override(known):
            this_survey = survey_at(slug)
            if this_survey is None:
                raise Http404
            response = view(request, this_survey, form)
        response.headers["Content-Language"] = known
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapper


# A form without a session has nothing that another site could misuse: its state is signed, and taken once.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@_in_their_language
def survey(request: HttpRequest, this_survey: Survey, form: FilledForm | None) -> HttpResponse:
    """The first page; then the questions one by one; at last the answers are stored."""
    if list(taking_problems(this_survey, now=clock.now())):
        return render(request, "surveys/answering_closed.html", {"survey": this_survey})
    if request.method != "POST":
        return _first_page(request, this_survey, code=request.GET.get("code", "")[:_LONGEST_CODE])
    questions = asked_in(this_survey)
    if form is None:
        return _begin(request, this_survey, questions)
    place = _place(request, questions)
    step = turn(form, questions, place, request.POST.getlist("answer"), back="back" in request.POST)
    if step.place < len(questions):
        return _question_page(request, this_survey, questions, step)
    return _send(request, this_survey, questions, step.form)


@require_safe
@public
@_in_their_language
def thanks(request: HttpRequest, this_survey: Survey, form: FilledForm | None) -> HttpResponse:
    """The answers are stored."""
    return render(request, "surveys/answering_thanks.html", {"survey": this_survey})


def _first_page(request: HttpRequest, this_survey: Survey, *, code: str = "", problem: str = "") -> HttpResponse:
    context = {
        "survey": this_survey,
        "code": code,
        "problem": problem,
        "kept_until": answers_kept_until(this_survey.cycle),
        "questions_count": len(asked_in(this_survey)),
    }
    return render(request, "surveys/answering_start.html", context, status=422 if problem else 200)


def _begin(request: HttpRequest, this_survey: Survey, questions: Sequence[AskedQuestion]) -> HttpResponse:
    """The first question; or the first page again, where the code cannot be used."""
    code = request.POST.get("code", "").strip()[:_LONGEST_CODE]
    if code and not is_usable(this_survey, code):
        return _first_page(request, this_survey, code=code, problem=words_for(Problem("code_not_usable")))
    form = new_form(translation.get_language() or "vi", code, running=clock.running())
    return _question_page(request, this_survey, questions, Turn(form, 0))


def _place(request: HttpRequest, questions: Sequence[AskedQuestion]) -> int:
    return min(whole_number(request.POST.get("at", "")) or 0, len(questions) - 1)


def _question_page(
    request: HttpRequest, this_survey: Survey, questions: Sequence[AskedQuestion], step: Turn, *, status: int = 0
) -> HttpResponse:
    question = questions[step.place]
    context = {
        "survey": this_survey,
        "question": question,
        "place": step.place,
        "number": step.place + 1,
        "count": len(questions),
        "form": step.form.signed(this_survey.slug),
        "kept": step.kept_at(question),
        "scale": sorted(SCALE_WORDS.items(), reverse=True),
        "problems": [words_for(problem) for problem in step.problems],
    }
    return render(request, "surveys/answering_question.html", context, status=status or (422 if step.problems else 200))


def _send(
    request: HttpRequest, this_survey: Survey, questions: Sequence[AskedQuestion], form: FilledForm
) -> HttpResponse:
    """Store the answers, or show again what is not right, with everything that was typed."""
    running = clock.running()
    network = network_key(place_of(request).network, now=running)
    opened = OpenForm(digest=form.digest, opened_at=form.opened_at, running=running, network=network)
    try:
        take_response(
            survey=this_survey, given=form.given, language=form.language, code=form.code, now=clock.now(), form=opened
        )
    except Refused as refusal:
        return _refused(request, this_survey, questions, form, refusal)
    return redirect(f"{reverse('answering:thanks', args=[this_survey.slug])}?lang={form.language}")


def _refused(
    request: HttpRequest, this_survey: Survey, questions: Sequence[AskedQuestion], form: FilledForm, refusal: Refused
) -> HttpResponse:
    problem = refusal.problems[0]
    if problem.code in ("form_too_old", "code_not_usable"):
        return _first_page(request, this_survey, code=form.code, problem=words_for(problem))
    places = {str(question.position): place for place, question in enumerate(questions)}
    place = places.get(problem.where, len(questions) - 1)
    status = _TOO_MANY if problem.code == "network_too_busy" else 422
    return _question_page(request, this_survey, questions, Turn(form, place, (problem,)), status=status)
