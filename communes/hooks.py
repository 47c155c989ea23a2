"""What this app registers with the layers below it, and with its own hooks (decision 0050)."""

from accounts.units import EVERY, UnitDirectory, unit_directory, unit_of_model
from communes import office_texts
from communes.extension_letters import EXTENSION_KIND, EXTENSION_LETTER
from communes.hand_offs import HandOffSubject, hand_off_subjects, registration_problems
from communes.models import Cycle, HandOff, Registration
from communes.queries import unit_names, unit_titles, units_meant_by
from communes.registration_letters import REGISTRATION_KIND, REGISTRATION_LETTER
from communes.registration_status import NOT_DUE
from communes.sample_papers import sample_decision, sample_extension, sample_registration
from communes.storage_usage import held_files, plan_of
from documents.state_styles import StateStyle, state_styles
from papers.kinds import paper_kinds
from papers.office_texts import office_texts as texts
from papers.office_texts import sample_papers

unit_directory.set(UnitDirectory(names=unit_names, search=units_meant_by, titles=unit_titles))
unit_of_model.add(Registration, lambda registration: registration.commune.code)
unit_of_model.add(Cycle, lambda cycle: EVERY)
held_files.add(plan_of)
paper_kinds.add(EXTENSION_LETTER, EXTENSION_KIND)
paper_kinds.add(REGISTRATION_LETTER, REGISTRATION_KIND)
for key, text in office_texts.TEXTS.items():
    texts.add(key, text)
sample_papers.add(office_texts.DECISION_SAMPLE, sample_decision)
sample_papers.add(office_texts.EXTENSION_SAMPLE, sample_extension)
sample_papers.add(office_texts.REGISTRATION_SAMPLE, sample_registration)
hand_off_subjects.add(HandOff.Subject.REGISTRATION, HandOffSubject(registration_problems, "communes:registration"))

_STATE = Registration.State
state_styles.add(
    {
        _STATE.SUBMITTED: StateStyle.ACTIVE,
        _STATE.ACCEPTED: StateStyle.DONE,
        _STATE.RETURNED: StateStyle.WAITING,
        _STATE.LATE: StateStyle.WAITING,
        _STATE.WITHDRAWN: StateStyle.OFF,
        _STATE.REFUSED: StateStyle.OFF,
        NOT_DUE: StateStyle.OFF,
    }
)
