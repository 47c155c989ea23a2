"""What this app registers with the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from communes.pending import unit_task_sources
from documents.looks import Look, state_looks
from surveys.models import Survey
from surveys.pending import survey_tasks

unit_of_model.add(Survey, lambda survey: survey.commune.code)
unit_task_sources.add(survey_tasks)

_STATE = Survey.State
state_looks.add({_STATE.DRAFT: Look.OFF, _STATE.OPEN: Look.ACTIVE, _STATE.CLOSED: Look.DONE})
