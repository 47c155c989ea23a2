"""One law: a person may view a thing exactly when it is among those visible to them, over all roles and stages [S8]."""

from datetime import date

import pytest
import rules

from accounts.models import Recusal
from appraisal.models import Breach, Review, Visit
from appraisal.queries import breaches_visible_to, reviews_visible_to
from appraisal.queries.visits import visits_visible_to
from communes.models import Registration
from communes.queries import registrations_visible_to
from evidence.inquiry_queries import inquiries_visible_to
from evidence.models import Inquiry
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to
from tests.factories.accounts import appraiser, team_lead
from tests.factories.evidence import ADDED, InquiryFactory
from tests.permissions.world import build_world

LAWS = [
    (Registration, "communes.view_registration", registrations_visible_to),
    (SelfAssessment, "scoring.view_assessment", assessments_visible_to),
    (SelfAssessment, "evidence.view_assessment", assessments_visible_to),
    (SelfAssessment, "evidence.view_dossier", assessments_visible_to),
    (Inquiry, "evidence.view_inquiry", inquiries_visible_to),
    (Review, "appraisal.view_review", reviews_visible_to),
    (Breach, "appraisal.view_breach", breaches_visible_to),
    (Visit, "appraisal.view_visit", visits_visible_to),
]


def people_of(world) -> dict:
    """Everybody who might ask; and two of the team who keep out of the unit."""
    people = {name: person for name, person in world.people.items() if person is not None}
    recused = {"recused_appraiser": appraiser(), "recused_lead": team_lead()}
    for person in recused.values():
        Recusal.objects.create(user=person, unit_code=world.commune.code, reason="Người nhà", declared_at=ADDED)
    return people | recused


@pytest.mark.django_db
@pytest.mark.parametrize("stage", [{"open_work": True}, {"outcome": "drafted"}, {"outcome": "published"}], ids=str)
def test_to_view_is_to_be_among_the_visible(stage, at):
    at(2026, 12, 29)
    world = build_world(**stage)
    if not stage.get("open_work"):
        explained = {"kind": "explanation", "number": 1, "total": 90, "state": "sent", "sent_at": ADDED}
        explained |= {"sent_by": world.people["lead"], "before": date(2026, 12, 31)}
        InquiryFactory(assessment=world.assessment, **explained)

    broken = [
        (permission, name, str(result))
        for model, permission, visible_to in LAWS
        for name, person in people_of(world).items()
        for result in model.objects.all()
        if rules.has_perm(permission, person, result) != visible_to(person).filter(pk=result.pk).exists()
    ]

    assert broken == []


@pytest.mark.django_db
def test_who_keeps_out_sees_nothing_of_the_unit(client, at):
    at(2026, 12, 29)
    world = build_world()
    people = people_of(world)
    for name in ("recused_appraiser", "recused_lead"):
        client.force_login(people[name])
        pages = [f"/communes/{world.cycle.year}/registrations/", f"/search/?q={world.commune.name}", "/"]
        shown = [page for page in pages if str(world.commune) in client.get(page, follow=True).text]
        assert (name, shown) == (name, [])
        assert all(not visible_to(people[name]).exists() for model, _, visible_to in LAWS[4:])
