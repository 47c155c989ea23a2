"""The figures of a survey and of a commune's year, and the free texts."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from surveys.figures import SurveyFigures, figures_of_survey, figures_of_year
from surveys.models import Answer, Survey
from surveys.paper_forms import HideNameForm
from surveys.paper_kinds import summary_link
from surveys.paper_policies import HIDDEN
from surveys.queries import hint_counts, surveys_visible_to
from surveys.services.texts import hide_name
from surveys.summary_page import Part, response_rows, tables_of
from surveys.summary_queries import SurveyYear, own_text, shown_text, survey_year, texts_of

_TEXTS = 50


@require_safe
@allow("surveys.view_figures", find=survey_year, year="year", code="code")
def year(request: UserRequest, about: SurveyYear) -> HttpResponse:
    """The figures of a commune's year, criterion by criterion, each channel apart."""
    may_write = rules.has_perm("surveys.enter_papers", request.user, about)
    parts = [_part(figures, about, may_write=may_write) for figures in figures_of_year(about.commune, about.cycle)]
    context = {"year": about.cycle.year, "commune": about.commune, "parts": parts}
    return render(request, "surveys/year.html", context)


def _part(figures: SurveyFigures, about: SurveyYear, *, may_write: bool) -> Part:
    criterion = figures.version.questionnaire.criterion_code
    return Part(figures, summary_link(about.cycle.year, about.commune, criterion) if may_write else None)


@require_safe
@allow("surveys.view_figures", among=surveys_visible_to, slug="slug")
def survey_figures(request: UserRequest, survey: Survey) -> HttpResponse:
    """The figures of one survey, and hints about its answers."""
    figures = figures_of_survey(survey)
    may_read = rules.has_perm("surveys.read_texts", request.user, survey)
    context = {
        "survey": survey,
        "responses": response_rows(figures),
        "tables": tables_of(figures),
        "hints": hint_counts([survey]),
        "texts": texts_of(survey).count() if may_read else None,
        "may_enter": rules.has_perm("surveys.enter_papers", request.user, survey),
    }
    return render(request, "surveys/figures.html", context)


@require_safe
@allow("surveys.read_texts", among=surveys_visible_to, slug="slug")
def texts(request: UserRequest, survey: Survey) -> HttpResponse:
    """The free texts of a survey, for the commune and the team alone."""
    page = Paginator(texts_of(survey), _TEXTS).get_page(request.GET.get("page"))
    may_hide = rules.has_perm("surveys.hide_name", request.user, survey)
    return render(request, "surveys/texts.html", {"survey": survey, "page": page, "may_hide": may_hide})


@require_http_methods(["GET", "POST"])
@allow("surveys.hide_name", find=own_text, slug="slug", answer="answer")
def hide(request: UserRequest, answer: Answer) -> HttpResponse:
    """Take a personal name out of a text."""
    survey = answer.response.survey
    form = HideNameForm(posted(request), initial={"shown": shown_text(answer)})
    if form.is_valid():
        try:
            hide_name(answer=answer, shown=form.cleaned_data["shown"], by=request.user, now=clock.now())
        except ValidationError as refusal:
            form.add_error("shown", refusal)
        else:
            messages.success(request, _("The name is hidden."))
            return redirect("surveys:texts", survey.slug)
    context = {"survey": survey, "answer": answer, "form": form, "hidden": HIDDEN}
    return render(request, "surveys/hide.html", context, status=422 if form.errors else 200)
