"""Who may see and change evidence and dossiers."""

import rules

from accounts.queries import has_role
from accounts.rules import is_officer, is_person
from evidence.hints.queries import SEES_HINTS
from evidence.models import Hint
from scoring.models import SelfAssessment
from scoring.queries import SEES_ALL
from scoring.rules import is_head_of_assessed_commune, is_of_assessed_commune, sees_assessments


def _assessment(found):
    return found if isinstance(found, SelfAssessment) else getattr(found, "assessment", None) or found.score.assessment


@rules.predicate
def is_of_commune_of(user, found=None):
    return found is not None and is_of_assessed_commune.test(user, _assessment(found))


@rules.predicate
def is_head_of_commune_of(user, found=None):
    return found is not None and is_head_of_assessed_commune.test(user, _assessment(found))


@rules.predicate
def sees_sent_dossier(user, found=None):
    """The department, the team and the city read a dossier once it is sent."""
    return has_role(user, *SEES_ALL) and (found is None or _assessment(found).state != SelfAssessment.State.OPEN)


@rules.predicate
def sees_hints(user, found=None):
    """The department and the team, on sent dossiers of communes that are not their own; never the commune."""
    if found is None or not has_role(user, *SEES_HINTS):
        return False
    assessment = found.item.score.assessment if isinstance(found, Hint) else _assessment(found)
    return assessment.state != SelfAssessment.State.OPEN and not is_of_assessed_commune.test(user, assessment)


rules.add_perm("evidence.view_hints", sees_hints)
rules.add_perm("evidence.dismiss_hint", sees_hints)
rules.add_perm("evidence.view_file", is_person)
rules.add_perm("evidence.view_dossier", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.view_assessment", is_of_commune_of | sees_assessments)
rules.add_perm("evidence.list_dossiers", sees_assessments)
rules.add_perm("evidence.change_evidence", is_of_commune_of)
rules.add_perm("evidence.view_inquiry", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.answer_question", is_of_commune_of)
rules.add_perm("evidence.send_answers", is_head_of_commune_of)
rules.add_perm("evidence.upload_signed", is_of_commune_of)
rules.add_perm("evidence.submit_dossier", is_head_of_assessed_commune)
rules.add_perm("evidence.view_paper", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.edit_paper", is_of_commune_of)
rules.add_perm("evidence.request_rendering", is_of_commune_of)
rules.add_perm("evidence.remind_dossier", is_officer)
