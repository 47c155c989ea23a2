"""What the surveys of a commune say about one criterion, beside its evidence and at the appraiser's desk."""

from dataclasses import dataclass

from communes.models import Registration
from surveys.figures import asked_surveys, figures_of_year
from surveys.summary_page import FigureRow, rows_by_channel
from surveys.summary_queries import hint_counts


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


def has_surveys(registration: Registration, criterion: str) -> bool:
    """True where the unit opened a survey on this criterion in the year."""
    return bool(asked_surveys(registration.commune, registration.cycle, criterion=criterion))


def survey_panel(registration: Registration, criterion: str) -> SurveyPanel | None:
    """The panel of a criterion; None where no survey on it was opened."""
    figures = figures_of_year(registration.commune, registration.cycle, criterion=criterion)
    if not figures:
        return None
    questions = [
        PanelQuestion(each.question.text, tuple(rows_by_channel(each))) for one in figures for each in one.satisfaction
    ]
    surveys = [survey for one in figures for survey in one.surveys]
    return SurveyPanel(tuple(questions), tuple(hint_counts(surveys)))
