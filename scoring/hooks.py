"""What this app registers with the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from communes.aimed_levels import level_bounds
from communes.warnings import year_warning_sources
from documents.state_styles import StateStyle, state_styles
from papers.kinds import paper_kinds
from papers.office_texts import office_texts as texts
from papers.office_texts import sample_papers as samples
from scoring import office_texts, sample_papers
from scoring.addresses import DossierAddress
from scoring.core import LOWER_BOUNDS
from scoring.models import Rubric, SelfAssessment, SelfScore
from scoring.paper_kinds import KINDS
from scoring.rules import unit_code_of
from scoring.search_sources import CRITERIA
from scoring.warnings import table_warnings, unused_year_warnings
from search.sources import search_sources

level_bounds.set({int(level): bound for bound, level in reversed(LOWER_BOUNDS)})
year_warning_sources.add(table_warnings, unused_year_warnings)
for model in (DossierAddress, SelfAssessment, SelfScore):
    unit_of_model.add(model, unit_code_of)

search_sources.add("criterion", CRITERIA)
for paper_key, kind in KINDS.items():
    paper_kinds.add(paper_key, kind)
for key, text in office_texts.TEXTS.items():
    texts.add(key, text)
samples.add(office_texts.GUIDANCE_SAMPLE, sample_papers.sample_guidance)
samples.add(office_texts.PROPOSAL_SAMPLE, sample_papers.sample_proposal)

_STATE = SelfAssessment.State
state_styles.add(
    {
        _STATE.OPEN: StateStyle.ACTIVE,
        _STATE.SUBMITTED: StateStyle.ACTIVE,
        _STATE.UNDER_APPRAISAL: StateStyle.ACTIVE,
        _STATE.SUPPLEMENT_REQUESTED: StateStyle.WAITING,
        _STATE.EXPLAINING: StateStyle.WAITING,
        _STATE.LATE: StateStyle.WAITING,
        _STATE.INCOMPLETE: StateStyle.WAITING,
        _STATE.RETURNED: StateStyle.WAITING,
        _STATE.CLOSED: StateStyle.DONE,
        _STATE.REFUSED: StateStyle.OFF,
        Rubric.State.PUBLISHED: StateStyle.DONE,
        Rubric.State.RETIRED: StateStyle.OFF,
    }
)
