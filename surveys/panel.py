"""What the surveys of a commune say about one criterion, beside its evidence and at the appraiser's desk."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from communes.models import Registration
from surveys.figures import satisfaction_on
from surveys.models import ResponseHint, Survey
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
    return Exists(Survey.objects.opened().filter(**_of_score(criterion, assessment)))


def marked_answers(criterion: str, *, assessment: str = "assessment") -> Exists:
    """Whether responses to those surveys are marked with hints: the like annotation."""
    of_survey = _of_score(criterion, assessment)
    return Exists(ResponseHint.objects.filter(**{f"response__survey__{name}": one for name, one in of_survey.items()}))


def _of_score(criterion: str, assessment: str) -> dict[str, object]:
    return {
        "commune": OuterRef(f"{assessment}__registration__commune"),
        "cycle": OuterRef(f"{assessment}__registration__cycle"),
        "version__questionnaire__criterion_code": criterion,
    }


def survey_panel(registration: Registration, criterion: str, *, is_marked: bool) -> SurveyPanel:
    """The panel of a criterion on which the unit opened a survey; one query for any number, and two more for hints.

    `is_marked` is what `marked_answers` found.
    """
    surveys = Survey.objects.opened().filter(
        commune=registration.commune_id,
        cycle=registration.cycle_id,
        version__questionnaire__criterion_code=criterion,
    )
    figures = satisfaction_on(surveys)
    questions = [PanelQuestion(each.question.text, tuple(rows_by_channel(each))) for each in figures]
    return SurveyPanel(tuple(questions), tuple(hint_counts(list(surveys))) if is_marked else ())
