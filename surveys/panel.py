"""What the surveys of a commune say about one criterion, beside its evidence and at the appraiser's desk."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from communes.models import Registration
from surveys.figures import figures_of_year
from surveys.models import Survey
from surveys.queries import hint_counts
from surveys.summary_page import FigureRow, rows_by_channel


@dataclass(frozen=True, slots=True)
class PanelQuestion:
    """A question that measures satisfaction, with its figures of the whole year by channel."""

    text: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class SurveyPanel:
    """The live figures of one criterion, and hints about the answers behind them."""

    questions: tuple[PanelQuestion, ...]
    hints: tuple[tuple[str, int], ...]


def opened_surveys(criterion: str, *, assessment: str = "assessment") -> Exists:
    """Whether the unit opened a survey on this criterion in the year: an annotation for scores, which costs no query.

    Most criteria have none, so that their pages need not ask for the figures. `assessment` is the way to the dossier.
    """
    surveys = Survey.objects.opened().filter(
        commune=OuterRef(f"{assessment}__registration__commune"),
        cycle=OuterRef(f"{assessment}__registration__cycle"),
        version__questionnaire__criterion_code=criterion,
    )
    return Exists(surveys)


def survey_panel(registration: Registration, criterion: str) -> SurveyPanel:
    """The panel of a criterion on which the unit opened a survey."""
    figures = figures_of_year(registration.commune, registration.cycle, criterion=criterion, satisfaction=True)
    questions = [
        PanelQuestion(each.question.text, tuple(rows_by_channel(each))) for one in figures for each in one.satisfaction
    ]
    surveys = [survey for one in figures for survey in one.surveys]
    return SurveyPanel(tuple(questions), tuple(hint_counts(surveys)))
