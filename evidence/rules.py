"""Permissions on evidence and dossiers."""

from typing import Any

import rules

from accounts.models import User
from accounts.queries import barred_units, has_role, hidden_units
from accounts.rules import is_officer, is_person
from communes.rules import is_of_commune
from evidence.hints.queries import SEES_HINTS
from evidence.inquiry_queries import inquiries_visible_to
from evidence.models import Hint, Inquiry
from scoring.models import SelfAssessment
from scoring.queries import SEES_ALL
from scoring.rules import (
    is_head_of_assessed_commune,
    is_of_assessed_commune,
    sees_assessments,
    sees_sent_assessment,
    unit_code_of,
)


def _assessment(target: Any) -> Any:
    return (
        target if isinstance(target, SelfAssessment) else getattr(target, "assessment", None) or target.score.assessment
    )


@rules.predicate
def is_of_commune_of(user: User, target: Any = None) -> bool:
    return target is not None and is_of_assessed_commune.test(user, _assessment(target))


@rules.predicate
def is_head_of_commune_of(user: User, target: Any = None) -> bool:
    return target is not None and is_head_of_assessed_commune.test(user, _assessment(target))


@rules.predicate
def sees_sent_dossier(user: User, target: Any = None) -> bool:
    """The department, the team and the city may read a dossier once it is sent."""
    if target is None or not has_role(user, *SEES_ALL):
        return has_role(user, *SEES_ALL)
    assessment = _assessment(target)
    is_hidden = assessment.registration.commune.code in hidden_units(user)
    return assessment.state != SelfAssessment.State.OPEN and not is_hidden


@rules.predicate
def sees_hints(user: User, target: Any = None) -> bool:
    """The department and the team, on sent dossiers, except where they are recused or work; never the commune [S8]."""
    if target is None or not has_role(user, *SEES_HINTS):
        return False
    assessment = target.item.score.assessment if isinstance(target, Hint) else _assessment(target)
    return assessment.state != SelfAssessment.State.OPEN and unit_code_of(assessment) not in barred_units(user)


@rules.predicate
def sees_inquiry(user: User, target: Any = None) -> bool:
    """The commune once it is sent.

    Other readers of the dossier too, but an explanation only with the review it is about.
    """
    if target is None:
        return False
    if is_of_assessed_commune.test(user, target.assessment):
        return target.state != Inquiry.State.COLLECTING
    if not sees_sent_dossier.test(user, target.assessment):
        return False
    return target.kind == Inquiry.Kind.SUPPLEMENT or inquiries_visible_to(user).filter(pk=target.pk).exists()


@rules.predicate
def sees_former_dossiers(user: User, registration: Any = None) -> bool:
    """The unit's people, and people to whom the dossier had been sent."""
    if registration is None:
        return False
    hidden = registration.commune.code in hidden_units(user)
    return is_of_commune.test(user, registration) or (has_role(user, *SEES_ALL) and not hidden)


rules.add_perm("evidence.view_former_dossiers", sees_former_dossiers)
rules.add_perm("evidence.count_former_dossiers", is_officer)
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
rules.add_perm("evidence.remark_on_criterion", is_head_of_assessed_commune)
rules.add_perm("evidence.resolve_remark", is_of_commune_of)
rules.add_perm("evidence.take_back_dossier", is_head_of_assessed_commune)
rules.add_perm("evidence.submit_dossier", is_head_of_assessed_commune)
rules.add_perm("evidence.view_paper", is_of_commune_of | sees_sent_dossier)
rules.add_perm("evidence.edit_paper", is_of_commune_of)
rules.add_perm("evidence.request_rendering", is_of_commune_of)
rules.add_perm("evidence.remind_dossier", is_officer)
rules.add_perm("evidence.decide_dossier", is_officer & sees_sent_dossier & ~is_of_commune_of)
