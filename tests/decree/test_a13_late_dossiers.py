"""[R2] Dossiers that come late or incomplete (Điều 3.2b; read as "theo quy định của cổng").

They are states of their own: a person decides, with a reason, whether such a dossier counts. Until then it is neither
lost nor counted. The department may give working days to complete it, never past the day of the report.
"""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from evidence import services
from results import services as results
from results.populations import standing_counts
from results.queries import ranking_rows
from scoring.models import SelfAssessment
from tests.decree.acts import (
    a_commune_ready_to_send,
    first_second_of,
    last_second_before,
    midday,
    refusal_codes,
    score_itself,
    send_dossier,
    standing_of,
)
from tests.factories.accounts import head_of, officer
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

LATE = first_second_of(12, 1)
REASON = "Mất mạng do bão."


def lacking():
    """Registered, one criterion scored, nothing signed."""
    return SelfAssessmentFactory(scores={"I.1": "8"})


def send_so(assessment, *, at, reason=REASON):
    head = head_of(assessment.registration.commune)
    return services.send_as_it_stands(assessment=assessment, reason=reason, by=head, now=at)


def decide(verb, assessment, *, at, reason="Lý do chính đáng."):
    return refusal_codes(verb, assessment=assessment, reason=reason, by=officer(), now=at)


def fresh(assessment):
    return SelfAssessment.objects.get(pk=assessment.pk)


def test_what_the_scanner_found_infected_does_not_come_in_late_either():
    assessment = a_commune_ready_to_send()
    inspection = assessment.parts.order_by("pk").first().signed.inspection
    inspection.quarantine(signature="Eicar", scanner="clamd", at=LATE)
    inspection.save()

    assert refusal_codes(send_so, assessment=assessment, at=LATE) == ["part_infected"]
    assert fresh(assessment).state == "open"


@pytest.mark.parametrize(
    ("ready", "instant", "state"),
    [
        (True, LATE, "late"),
        (False, LATE, "late"),
        (False, last_second_before(12, 1), "incomplete"),
    ],
    ids=["whole-but-late", "late", "incomplete-in-time"],
)
def test_what_comes_late_or_incomplete_waits_and_is_neither_lost_nor_counted(ready, instant, state):
    assessment = a_commune_ready_to_send() if ready else lacking()

    send_so(assessment, at=instant)

    row = standing_of(assessment.registration)
    assert (fresh(assessment).state, fresh(assessment).sent_at) == (state, instant)
    assert (row.submitted, row.level, row.reason) == (False, None, "undecided")
    assert Entry.objects.get(verb="evidence.send_as_it_stands").facts["reason"] == REASON


def test_a_whole_dossier_in_time_goes_the_ordinary_way_and_a_reason_is_said():
    whole, empty = a_commune_ready_to_send(), SelfAssessmentFactory()

    assert refusal_codes(send_so, assessment=whole, at=midday(11, 20)) == ["dossier_is_whole"]
    assert refusal_codes(send_so, assessment=empty, at=LATE) == ["dossier_is_empty"]
    assert refusal_codes(send_so, assessment=lacking(), at=LATE, reason=" ") == ["dossier_reason_missing"]


@pytest.mark.parametrize(
    ("instant", "codes"),
    [(last_second_before(12, 31), []), (first_second_of(12, 31), ["dossier_after_report"])],
)
def test_nothing_is_sent_once_the_report_is_due(instant, codes):
    assert refusal_codes(send_so, assessment=lacking(), at=instant) == codes


def test_sent_it_is_locked_and_every_verb_says_that_it_waits():
    assessment = a_commune_ready_to_send()
    send_so(assessment, at=LATE)
    assessment = fresh(assessment)

    assert refusal_codes(score_itself, assessment=assessment, criterion="I.1", points="1", at=LATE) == [
        "dossier_undecided"
    ]
    assert "dossier_undecided" in refusal_codes(send_dossier, assessment=assessment, at=LATE)


def test_let_count_it_is_appraised_like_any_other_from_the_moment_that_it_was_sent():
    assessment = a_commune_ready_to_send()
    send_so(assessment, at=LATE)

    unsaid = decide(services.take_in_dossier, assessment, at=midday(12, 2), reason=" ")
    done = decide(services.take_in_dossier, assessment, at=midday(12, 2))

    taken, row = fresh(assessment), standing_of(assessment.registration)
    assert (unsaid, done) == (["dossier_reason_missing"], [])
    assert (taken.state, taken.submitted_at, taken.receipt.issued_at) == ("submitted", LATE, midday(12, 2))
    assert (row.submitted, row.reason) == (True, "not_appraised")


def test_not_admitted_it_stays_on_record_with_a_reason_of_its_own_in_every_statistic():
    late, incomplete = lacking(), lacking()
    incomplete.registration.cycle = late.registration.cycle
    send_so(late, at=LATE)
    send_so(incomplete, at=last_second_before(12, 1))
    early = decide(services.refuse_dossier, incomplete, at=last_second_before(12, 1))

    for assessment in (late, incomplete):
        assert decide(services.refuse_dossier, assessment, at=midday(12, 2)) == []

    cycle = late.registration.cycle
    counts = standing_counts(ranking_rows(cycle, now=midday(12, 3)))
    assert early == ["dossier_not_over"]
    assert (standing_of(late.registration).reason, standing_of(incomplete.registration).reason) == (
        "late",
        "incomplete",
    )
    assert (counts["late"], counts["not_submitted"]) == (1, 0)
    assert decide(services.take_in_dossier, late, at=midday(12, 4)) == []
    assert standing_of(late.registration).reason == "not_appraised"


def test_days_are_given_to_complete_it_and_whole_by_then_it_counts(settings):
    settings.DOSSIER_COMPLETION_DAYS = 3
    assessment = lacking()
    send_so(assessment, at=LATE)

    assert decide(services.return_dossier, assessment, at=midday(12, 2)) == []

    returned = fresh(assessment)
    assert (returned.state, returned.complete_before) == ("returned", date(2026, 12, 8))
    awaited = decide(services.take_in_dossier, assessment, at=last_second_before(12, 8))
    score_itself(returned, "I.1", "9", at=midday(12, 3))
    too_late = refusal_codes(score_itself, assessment=returned, criterion="I.1", points="7", at=first_second_of(12, 8))
    for score in returned.scores.all():
        score_itself(returned, score.criterion.code, str(score.max_points), at=midday(12, 4))
    complete_dossier(returned)
    send_dossier(fresh(assessment), at=last_second_before(12, 8))

    assert (awaited, too_late) == (["dossier_completion_awaited"], ["dossier_completion_over"])
    assert (fresh(assessment).state, standing_of(assessment.registration).reason) == ("submitted", "not_appraised")


def test_the_days_for_completion_never_pass_the_report_and_a_person_decides_once_they_are_over():
    assessment = lacking()
    send_so(assessment, at=midday(12, 28))
    decide(services.return_dossier, assessment, at=midday(12, 29))

    assert fresh(assessment).complete_before == date(2026, 12, 31)
    assert decide(services.refuse_dossier, assessment, at=first_second_of(12, 31)) == []


def test_the_year_is_not_drafted_while_a_dossier_waits():
    assessment = lacking()
    send_so(assessment, at=LATE)

    refused = refusal_codes(
        results.draft_outcomes, cycle=assessment.registration.cycle, by=officer(), now=midday(12, 20)
    )

    assert refused == ["dossier_waits"]


def test_the_commune_sends_from_its_page_and_the_officer_decides_on_it(client, on):
    assessment = lacking()
    on(midday(12, 2))
    head, clerk = head_of(assessment.registration.commune), officer()
    where = [2026, assessment.registration.commune.code]
    client.force_login(head)
    page = client.get(reverse("evidence:dossier", args=where))
    unsaid = client.post(reverse("evidence:send_as_it_stands", args=where), {"reason": ""})
    sent = client.post(reverse("evidence:send_as_it_stands", args=where), {"reason": REASON})
    own_home = client.get("/").text
    client.force_login(clerk)
    home = client.get("/").text
    shown = client.get(reverse("evidence:dossier", args=where))
    listed = client.get(reverse("evidence:dossiers", args=[2026]) + "?state=late").context["listing"].page
    decided = client.post(reverse("evidence:decide_dossier", args=where), {"reason": "Đồng ý", "return": "1"})
    client.force_login(head)
    back = client.get(reverse("evidence:dossier", args=where)).text

    assert "Gửi muộn, theo hiện trạng hồ sơ" in page.text
    assert (unsaid.status_code, sent.status_code, decided.status_code) == (422, 302, 302)
    assert "Hồ sơ chờ Sở Nội vụ quyết định" in own_home
    assert "1 hồ sơ chờ đồng chí quyết định (gửi muộn)" in home
    assert (REASON in shown.text, "Còn thiếu:" in shown.text, [row.code for row in listed]) == (True, True, [where[1]])
    assert ("Đồng ý" in back, "Cần hoàn thiện và gửi trước 23:59 ngày 09/12/2026" in back) == (True, True)
