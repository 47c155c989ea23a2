"""Who holds each permission on the entry, the dossier, the result and the survey of a unit [S4, S8].

The table of addresses (`expected.py`) asks whole pages; here stands each permission by itself, on what belongs to one
unit: its own people, those of another unit, those of the city, and a member of the team who is recused from it.
"""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from accounts.models import Recusal
from appraisal.models import TeamMember
from evidence.models import EvidenceItem, Hint, Inquiry
from results.models import PlanTask
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment, SelfScore
from surveys.models import Answer
from tests.factories.accounts import (
    administrator,
    appraiser,
    city_leader,
    editor_of,
    head_of,
    officer,
    team_lead,
)
from tests.factories.appraisal import TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory, InquiryFactory
from tests.factories.results import OutcomeFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.factories.surveys import SurveyFactory, respond

pytestmark = [pytest.mark.django_db, pytest.mark.once]

_GROUPS = {
    "unit": {"editor", "head"},
    "others": {"other_editor", "other_head"},
    "team": {"appraiser", "lead"},
    "city": {"officer", "appraiser", "lead", "leader"},
}
_GROUPS["everybody"] = {"administrator", "recused"}.union(*_GROUPS.values())

# Permission, object | who has it.
_TABLE = """
accounts.view_home                       -            | everybody
accounts.list_people                     -            | administrator
accounts.manage_people                   -            | administrator
accounts.manage_own_account              -            | everybody
accounts.disconnect_single_sign_on       -            | administrator
accounts.ask_support_view                -            | administrator
accounts.begin_support_view              -            | administrator
accounts.end_support_view                -            | everybody
accounts.list_undeliverable              -            | administrator
accounts.retry_mail                      -            | administrator
accounts.resolve_own_grants              -            | administrator
communes.view_cycle                      -            | everybody
communes.view_board                      -            | city administrator recused
communes.correct_days_decision           -            | administrator officer
communes.list_registrations              -            | city administrator recused
communes.view_registration               -            | city administrator recused
communes.view_registration               entry        | city unit administrator
communes.save_registration_draft         -            |
communes.save_registration_draft         entry        | unit
communes.submit_registration             -            |
communes.submit_registration             entry        | head
communes.withdraw_registration           -            |
communes.withdraw_registration           entry        | head
communes.hand_over                       -            |
communes.hand_over                       entry        | editor
communes.return_hand_off                 -            |
communes.return_hand_off                 entry        | head
communes.accept_registration             -            | officer
communes.return_registration             -            | officer
communes.remind_registration             -            | officer
communes.grant_extension                 -            | officer
communes.ask_extension                   -            |
communes.ask_extension                   entry        | unit
communes.refuse_extension                -            | officer
evidence.view_former_dossiers            -            |
evidence.view_former_dossiers            entry        | city unit
evidence.count_former_dossiers           -            | officer
evidence.view_hints                      -            |
evidence.view_hints                      prepared     |
evidence.view_hints                      sent         | officer team
evidence.view_hints                      hint         |
evidence.view_hints                      sent_hint    | officer team
evidence.dismiss_hint                    hint         |
evidence.dismiss_hint                    sent_hint    | officer team
evidence.view_file                       -            | everybody
evidence.view_dossier                    -            | city recused
evidence.view_dossier                    prepared     | unit
evidence.view_dossier                    sent         | city unit
evidence.view_assessment                 -            | city recused
evidence.view_assessment                 prepared     | unit
evidence.view_assessment                 sent         | city unit
evidence.list_dossiers                   -            | city recused
evidence.change_evidence                 -            |
evidence.change_evidence                 prepared     | unit
evidence.change_evidence                 item         | unit
evidence.view_inquiry                    -            |
evidence.view_inquiry                    letter       |
evidence.view_inquiry                    sent_letter  | city unit
evidence.view_inquiry                    explanation  | unit
evidence.answer_question                 -            |
evidence.answer_question                 letter       | unit
evidence.send_answers                    -            |
evidence.send_answers                    letter       | head
evidence.upload_signed                   -            |
evidence.upload_signed                   prepared     | unit
evidence.remark_on_criterion             -            |
evidence.remark_on_criterion             prepared     | head
evidence.resolve_remark                  -            |
evidence.resolve_remark                  prepared     | unit
evidence.take_back_dossier               -            |
evidence.take_back_dossier               prepared     | head
evidence.submit_dossier                  -            |
evidence.submit_dossier                  prepared     | head
evidence.view_paper                      -            | city recused
evidence.view_paper                      prepared     | unit
evidence.view_paper                      sent         | city unit
evidence.edit_paper                      -            |
evidence.edit_paper                      prepared     | unit
evidence.request_rendering               -            |
evidence.request_rendering               prepared     | unit
evidence.remind_dossier                  -            | officer
evidence.decide_dossier                  -            | officer
evidence.decide_dossier                  prepared     |
evidence.decide_dossier                  sent         | officer
friendly_gov.view_store                  -            | administrator
friendly_gov.view_trail                  -            | administrator
friendly_gov.view_unit_year              -            | everybody
friendly_gov.view_proof                  -            | everybody
notifications.read_messages              -            | everybody
notifications.choose_mail                -            | everybody
operations.view_operations               -            | administrator
papers.write_text                        -            | administrator
records.keep_registry                    -            | officer
records.hand_over                        -            | officer
results.view_ranking                     -            | lead leader officer
results.view_standing                    -            | lead leader officer
results.view_standing                    entry        | lead leader officer
results.view_standing                    published    | unit lead leader officer
results.edit_plan                        -            |
results.edit_plan                        entry        |
results.edit_plan                        published    | unit
results.edit_plan_task                   published    |
results.edit_plan_task                   early_task   |
results.edit_plan_task                   task         | unit
results.share_evidence                   entry        |
results.share_evidence                   published    | head
results.view_examples                    -            | unit others lead leader officer
results.compare_tables                   -            | administrator officer
results.draft_outcomes                   -            | lead officer
results.record_report                    -            | officer
results.confirm_outcomes                 -            |
results.confirm_outcomes                 year         | lead
results.confirm_outcomes                 other_year   |
results.approve_outcomes                 -            | leader
results.send_back_outcomes               -            | leader
results.recognise                        -            | leader
results.commend                          -            | leader
results.publish_outcomes                 -            | leader
results.revoke_recognition               -            | leader
scoring.view_rubric                      -            | everybody
scoring.view_provenance                  -            | administrator officer
scoring.edit_rubric                      -            | administrator
scoring.write_hints                      -            | officer
scoring.confirm_figure                   -            | administrator
scoring.open_cycle                       -            | administrator officer
scoring.close_cycle                      -            | administrator officer
scoring.list_assessments                 -            | city recused
scoring.view_assessment                  -            | city recused
scoring.view_assessment                  prepared     | unit
scoring.view_assessment                  sent         | city unit
scoring.view_assessment                  score        | unit
scoring.enter_score                      -            |
scoring.enter_score                      prepared     | unit
scoring.enter_score                      address      | unit
scoring.enter_score                      score        | unit
surveys.view_figures                     -            | city administrator recused
surveys.view_figures                     survey       | city unit administrator
surveys.read_texts                       -            |
surveys.read_texts                       survey       | unit team
surveys.enter_papers                     -            |
surveys.enter_papers                     survey       | unit
surveys.hide_name                        -            |
surveys.hide_name                        survey       | unit team
surveys.hide_name                        answer       | unit team
surveys.view_survey                      -            | city administrator recused
surveys.view_survey                      survey       | city unit administrator
surveys.manage_survey                    -            |
surveys.manage_survey                    survey       | unit
surveys.view_questionnaires              -            | everybody
surveys.edit_questionnaire               -            | officer
tokens.manage_own_tokens                 -            | everybody
tokens.revoke_token                      -            | everybody
tokens.list_tokens                       -            | administrator
webhooks.manage_webhooks                 -            | administrator
"""


def table() -> list[tuple[str, str, set[str]]]:
    rows = []
    for line in _TABLE.strip().splitlines():
        question, people = line.split("|")
        permission, kind = question.split()
        rows.append((permission, kind, set().union(*(_GROUPS.get(name, {name}) for name in people.split()))))
    return rows


@pytest.fixture
def world():
    """The people, and what a unit has: before it sends its dossier and after its result is published."""
    own = RegistrationFactory(accepted=True)
    commune, other = own.commune, CommuneFactory()
    people = {"editor": editor_of(commune), "head": head_of(commune)}
    people |= {"other_editor": editor_of(other), "other_head": head_of(other), "officer": officer()}
    people |= {"appraiser": appraiser(), "lead": team_lead(), "leader": city_leader()}
    people |= {"administrator": administrator(), "recused": appraiser()}
    Recusal.objects.create(user=people["recused"], unit_code=commune.code, reason="Người nhà", declared_at=ADDED)
    TeamMemberFactory(team__cycle=own.cycle, person=people["lead"], part=TeamMember.Part.LEAD)
    prepared = SelfAssessmentFactory(registration=own)
    sent = SelfAssessment(pk=prepared.pk, registration=own, rubric=prepared.rubric, state="submitted")
    item = EvidenceItemFactory(score=prepared.scores.first())
    sent_item = EvidenceItem(score=SelfScore(assessment=sent, criterion=item.score.criterion))
    letter = InquiryFactory(assessment=prepared)
    published = OutcomeFactory(
        published=True, registration__commune=commune, registration__cycle__year=2027
    ).registration
    survey = SurveyFactory(commune=commune, cycle=own.cycle, opened=True)
    return people, {
        "-": None,
        "year": own.cycle,
        "other_year": CycleFactory(year=2028),
        "entry": own,
        "prepared": prepared,
        "sent": sent,
        "address": DossierAddress.of(prepared),
        "score": prepared.scores.first(),
        "item": item,
        "hint": Hint(item=item),
        "sent_hint": Hint(item=sent_item),
        "letter": letter,
        "sent_letter": Inquiry(pk=letter.pk, assessment=sent, state=Inquiry.State.SENT),
        "explanation": Inquiry(assessment=sent, state=Inquiry.State.SENT, kind=Inquiry.Kind.EXPLANATION),
        "published": published,
        "task": PlanTask(registration=published),
        "early_task": PlanTask(registration=own),
        "survey": survey,
        "answer": Answer(response=respond(survey)),
    }


def test_each_permission_is_held_by_those_it_is_meant_for(world):
    people, things = world
    held = [
        (
            permission,
            kind,
            {name for name, person in people.items() if rules.has_perm(permission, person, things[kind])},
        )
        for permission, kind, _expected in table()
    ]
    assert held == table()


def test_every_permission_has_its_line():
    """Those on reviews, breaches and visits stand in `test_who_decides.py`; exports and papers ask their kind."""
    elsewhere = ("appraisal.", "documents.", "papers.view_paper", "papers.write_paper")
    ours = {name for name in rules.permissions.permissions if not name.startswith(elsewhere)}
    assert ours == {permission for permission, _kind, _expected in table()}


def test_nobody_who_is_gone_or_not_signed_in_is_a_person_of_the_portal():
    for nobody in (officer(is_active=False), AnonymousUser()):
        assert not rules.has_perm("accounts.view_home", nobody)
