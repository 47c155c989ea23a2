"""[S7] The scoring table may change within limits (scoring principles, fifth dash).

The department guides the table and proposes changes to the city. Points may move and guidance may be reworded; a change
never takes the total above 100 and never adds a content that the criteria set lacks. A published table totals exactly
100 and never changes; a year that has begun keeps the table it began with.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from scoring.models import Criterion, RubricInForce
from scoring.services.cycles import open_cycle
from scoring.services.drafts import edit_guidance, set_points
from scoring.services.rubrics import publish_rubric
from tests.decree.acts import midday, refusal_codes
from tests.factories.accounts import administrator, city_leader, head_of, officer, team_lead
from tests.factories.communes import CommuneFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory, decided, draft_of

SPRING = midday(3, 1, year=2027)


@pytest.fixture
def draft():
    """A copy of the table in force, ready to be changed."""
    return draft_of(RubricFactory())


def move(draft, **points):
    """Put points on the draft's contents: `move(draft, I_1="9", I_2="15")`."""
    wanted = {criterion.replace("_", "."): Decimal(figure) for criterion, figure in points.items()}
    draft.refresh_from_db()
    return set_points(rubric=draft, points=wanted, seen_version=draft.version, by=administrator(), now=SPRING)


def publish(draft):
    return publish_rubric(rubric=draft, by=administrator(), now=SPRING, **decided())


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        ({"I_1": "10.25"}, ["rubric_total_not_100"]),
        ({"I_1": "9.75"}, ["rubric_total_not_100"]),
        ({"I_1": "9.75", "I_2": "14.25"}, []),
        ({"I_1": "9.75", "IV_2": "1.25"}, []),
    ],
    ids=["above-100", "under-100", "moved-within-a-group", "moved-between-groups"],
)
def test_points_move_and_a_published_table_totals_exactly_100(draft, points, codes):
    move(draft, **points)

    refused = refusal_codes(publish, draft=draft)

    draft.refresh_from_db()
    assert (refused, draft.state) == (codes, "draft" if codes else "published")


def test_no_content_is_added_that_the_criteria_set_lacks(draft):
    group = draft.criteria.get(code="I")
    row = {"title_vi": "Nội dung mới", "title_en": "New", "max_points": 0, "provenance": "decided"}
    Criterion.objects.create(rubric=draft, parent=group, code="I.3", sort_key="01.003", is_leaf=True, **row)

    assert refusal_codes(publish, draft=draft) == ["rubric_leaf_unknown"]


def test_no_content_of_the_criteria_set_is_left_out(draft):
    move(draft, IV_1="26", IV_2="0")
    draft.criteria.get(code="IV.2").delete()

    assert refusal_codes(publish, draft=draft) == ["rubric_leaf_missing"]


def test_no_points_are_given_to_a_content_that_the_table_lacks(draft):
    assert refusal_codes(move, draft=draft, I_9="1") == ["rubric_leaf_unknown"]


def reword(draft, *, title: str | None = None, reason: str = "", evidence: str = "Báo cáo, ảnh chụp"):
    criterion = draft.criteria.get(code="I.1")
    return edit_guidance(
        criterion=criterion,
        evidence_vi=evidence,
        scoring_hint_vi=criterion.scoring_hint_vi,
        applies_when_vi=criterion.applies_when_vi,
        partial_steps=criterion.partial_steps,
        title_vi=title or criterion.title_vi,
        title_en=criterion.title_en,
        reason=reason,
        seen_version=criterion.version,
        by=administrator(),
        now=SPRING,
    )


def test_guidance_is_reworded_freely_the_content_itself_only_with_a_reason(draft):
    assert refusal_codes(reword, draft=draft) == []
    assert refusal_codes(reword, draft=draft, title="Nội dung khác") == ["title_without_reason"]
    assert refusal_codes(reword, draft=draft, title="Nội dung khác", reason="Theo văn bản mới") == []


def test_a_published_table_changes_no_more_not_even_past_the_portal():
    table = RubricFactory()

    assert refusal_codes(move, draft=table, I_1="9", I_2="15") == ["rubric_not_a_draft"]
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        table.criteria.filter(code="I.1").update(max_points=9)


def test_a_year_that_has_begun_keeps_the_table_it_began_with(draft):
    old = draft.base
    running = SelfAssessmentFactory(rubric=old)
    move(draft, I_1="9", I_2="15")
    publish(draft)

    running.refresh_from_db()
    kept = RubricInForce.objects.get(cycle=running.registration.cycle)
    maximum = running.scores.get(criterion__code="I.1").max_points
    assert (kept.rubric, running.rubric, maximum) == (old, old, 10)


def test_a_year_begins_with_a_published_table_alone(draft):
    CommuneFactory()
    opening = {"year": 2027, "by": officer(), "now": midday(1, 5, year=2027), "register_before": date(2027, 2, 15)}

    early = refusal_codes(open_cycle, rubric_code=draft.code, **opening)
    publish(draft)

    assert early == ["rubric_not_published"]
    assert refusal_codes(open_cycle, rubric_code=draft.code, **opening) == []
    assert RubricInForce.objects.get(cycle__year=2027).rubric == draft


def test_nobody_but_an_administrator_writes_in_a_draft(client, draft):
    commune = CommuneFactory()
    address, answers = reverse("scoring:publish_rubric", args=[draft.code]), {}
    for person in (head_of(commune), officer(), team_lead(), city_leader(), administrator()):
        client.force_login(person)
        answers[person.memberships.get().role] = client.get(address).status_code

    assert {role for role, status in answers.items() if status == 200} == {"administrator"}
