"""[S6] Striving for more (scoring principles, fourth dash).

A unit recognised at Level 1, 2 or 3 has a plan with clear targets for a higher level. Registering for the next year it
finds the next level proposed; its report carries a chapter with target and plan; the department sees an aim below it.
"""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from communes.previous_recognition import previous_recognition_of
from evidence.papers import dossier_facts, draft_text
from results.models import Outcome
from tests.decree.acts import establish_breach, midday, register, revoke
from tests.factories.accounts import city_leader, head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import OutcomeFactory, RecognitionFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.results.building import points_for

JANUARY = midday(1, 20, year=2027)


def recognised_in_2026(level: int, total: str):
    """A unit recognised last year; its entry for 2027."""
    outcome = OutcomeFactory(published=True, level=level, appraised_total=Decimal(total))
    RecognitionFactory(outcome=outcome)
    return entry_for_2027(outcome)


def entry_for_2027(outcome):
    return RegistrationFactory(cycle=CycleFactory(year=2027), commune=outcome.registration.commune)


def page_of(client, registration) -> str:
    client.force_login(head_of(registration.commune))
    return client.get(reverse("communes:registration", args=[2027, registration.commune.code])).text


def level_ticked(page: str) -> int | None:
    ticked = [field for field in re.findall(r"<input[^>]*name=\"aimed_level\"[^>]*>", page) if "checked" in field]
    return int(re.search(r'value="(\d)"', ticked[0]).group(1)) if ticked else None


@pytest.mark.parametrize(
    ("level", "total", "proposed", "missing"),
    [(1, "80", 2, "5,00"), (2, "89.99", 3, "0,01"), (3, "94.99", 4, "0,01")],
)
def test_a_unit_recognised_below_level_4_finds_the_next_level_proposed(client, on, level, total, proposed, missing):
    registration = recognised_in_2026(level, total)
    on(JANUARY)

    page = page_of(client, registration)

    assert level_ticked(page) == proposed
    assert f"Năm 2026 được công nhận Mức {level}" in page
    assert f"đề xuất đăng ký Mức {proposed} (năm trước còn thiếu {missing} điểm)" in page


def test_a_unit_at_level_4_is_proposed_to_keep_it(client, on):
    registration = recognised_in_2026(4, "97")
    on(JANUARY)

    assert level_ticked(page_of(client, registration)) == 4


def test_the_proposal_binds_nobody_but_the_department_sees_a_lower_aim(client, on):
    registration = recognised_in_2026(2, "87")
    on(JANUARY)
    register(client, registration, aimed_level=2)
    client.force_login(officer())

    entry = client.get(reverse("communes:entry", args=[2027, registration.commune.code])).text

    assert registration.state == "submitted"
    assert "Đơn vị đăng ký Mức 2, thấp hơn Mức 3 được đề xuất." in entry


def test_what_the_commune_kept_earlier_stands_before_the_proposal(client, on):
    registration = recognised_in_2026(1, "81")
    registration.aimed_level = 4
    registration.save()
    on(JANUARY)

    assert level_ticked(page_of(client, registration)) == 4


def test_a_unit_not_recognised_or_not_yet_published_finds_no_proposal():
    unqualified = OutcomeFactory(published=True, appraised_total=Decimal(79))
    unpublished = OutcomeFactory(approved=True)
    RecognitionFactory(outcome=unpublished)

    assert [previous_recognition_of(entry_for_2027(outcome)) for outcome in (unqualified, unpublished)] == [None, None]


def test_a_revoked_recognition_proposes_nothing(client, on):
    registration = recognised_in_2026(3, "92")
    outcome = Outcome.objects.get(registration__commune=registration.commune)
    breach = establish_breach(
        outcome.registration, "unresolved_cases", occurred_on=date(2026, 10, 1), at=midday(1, 10, year=2027)
    )
    revoke(outcome.registration, breach, city_leader(), at=midday(1, 15, year=2027))

    assert previous_recognition_of(registration) is None


@pytest.mark.parametrize(
    ("total", "target"),
    [
        ("80", "năm 2027 đạt chuẩn “Chính quyền thân thiện” Mức 2 (từ 85 điểm), tăng ít nhất 5 điểm so với năm 2026"),
        ("94.75", "năm 2027 đạt chuẩn “Chính quyền thân thiện” Mức 4 (từ 95 điểm), tăng ít nhất 0,25 điểm"),
        ("95", "Giữ vững Mức 4"),
    ],
)
def test_the_report_drafts_the_target_and_the_plan_for_the_next_level(total, target):
    assessment = SelfAssessmentFactory(scores=points_for(total))

    with translation.override("vi"):
        report = draft_text("report", dossier_facts(assessment)).replace("\u00a0", " ")

    assert target in report


def test_the_units_page_says_that_a_plan_is_due(client):
    outcome = OutcomeFactory(published=True, level=2, appraised_total=Decimal("87"))
    RecognitionFactory(outcome=outcome)
    client.force_login(officer())

    context = client.get(f"/results/2026/{outcome.registration.commune.code}/").context

    assert (str(context["next_level"]), context["missing"]) == ("Mức 3", Decimal(3))
