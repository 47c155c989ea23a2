"""Who may see and change evidence and dossiers."""

import rules

from accounts.queries import has_role, hidden_units
from accounts.rules import is_officer, is_person
from evidence.hints.queries import SEES_HINTS
from evidence.inquiry_queries import inquiries_visible_to
from evidence.models import Hint, Inquiry
from scoring.models import SelfAssessment
from scoring.queries import SEES_ALL
from scoring.rules import is_head_of_assessed_commune, is_of_assessed_commune, sees_assessments, sees_sent_assessment


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
    if found is None or not has_role(user, *SEES_ALL):
        return has_role(user, *SEES_ALL)
    assessment = _assessment(found)
    is_hidden = assessment.registration.commune.code in hidden_units(user)
    return assessment.state != SelfAssessment.State.OPEN and not is_hidden


@rules.predicate
def sees_hints(user, found=None):
    """The department and the team, on sent dossiers of communes that are not their own; never the commune."""
    if found is None or not has_role(user, *SEES_HINTS):
        return False
    assessment = found.item.score.assessment if isinstance(found, Hint) else _assessment(found)
    return assessment.state != SelfAssessment.State.OPEN and not is_of_assessed_commune.test(user, assessment)


@rules.predicate
def sees_inquiry(user, found=None):
    """The commune once it is sent; others who read the dossier, an explanation only with the review it comes from."""
    if found is None:
        return False
    if is_of_assessed_commune.test(user, found.assessment):
        return found.state != Inquiry.State.COLLECTING
    if not sees_sent_dossier.test(user, found.assessment):
        return False
    return found.kind == Inquiry.Kind.SUPPLEMENT or inquiries_visible_to(user).filter(pk=found.pk).exists()


rules.add_perm("evidence.view_hints", sees_hints)
rules.add_perm("evidence.dismiss_hint", sees_hints)
rules.add_perm("evidence.view_file", is_person)
rules.add_perm("evidence.view_dossier", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.view_assessment", is_of_commune_of | sees_sent_assessment)
rules.add_perm("evidence.list_dossiers", sees_assessments)
rules.add_perm("evidence.change_evidence", is_of_commune_of)
rules.add_perm("evidence.view_inquiry", sees_inquiry)
rules.add_perm("evidence.answer_question", is_of_commune_of)
rules.add_perm("evidence.send_answers", is_head_of_commune_of)
rules.add_perm("evidence.upload_signed", is_of_commune_of)
rules.add_perm("evidence.submit_dossier", is_head_of_assessed_commune)
rules.add_perm("evidence.view_paper", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.edit_paper", is_of_commune_of)
rules.add_perm("evidence.request_rendering", is_of_commune_of)
rules.add_perm("evidence.remind_dossier", is_officer)
rules.add_perm("evidence.decide_dossier", is_officer & sees_sent_dossier & ~is_of_commune_of)
