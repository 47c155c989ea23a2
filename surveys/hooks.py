"""What this app registers with the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from documents.looks import Look, state_looks
from surveys.models import Survey

unit_of_model.add(Survey, lambda survey: survey.commune.code)

_STATE = Survey.State
state_looks.add({_STATE.DRAFT: Look.OFF, _STATE.OPEN: Look.ACTIVE, _STATE.CLOSED: Look.DONE})
