"""What this app registers with the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from communes.pending import unit_task_sources
from documents.state_styles import StateStyle, state_styles
from papers.kinds import paper_kinds
from papers.office_texts import office_texts, sample_papers
from surveys.models import Survey
from surveys.office_texts import SUMMARY_SAMPLE, TEXTS
from surveys.paper_kinds import SUMMARY, SUMMARY_KIND
from surveys.pending import survey_tasks
from surveys.summary_papers import sample_summary

unit_of_model.add(Survey, lambda survey: survey.commune.code)
unit_task_sources.add(survey_tasks)

_STATE = Survey.State
state_styles.add({_STATE.DRAFT: StateStyle.OFF, _STATE.OPEN: StateStyle.ACTIVE, _STATE.CLOSED: StateStyle.DONE})

paper_kinds.add(SUMMARY, SUMMARY_KIND)
sample_papers.add(SUMMARY_SAMPLE, sample_summary)
for _key, _text in TEXTS.items():
    office_texts.add(_key, _text)
