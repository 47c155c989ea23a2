"""[S8] In the open (scoring principles, second dash).

Scoring is public, democratic and transparent: points come with an explanation, a difference with its justification,
every deed with a line on a record that nobody can change. The commune sees how its own points came about; everybody
sees the result, but neither what a breach was about nor who did what.
"""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from appraisal.services import enter_review_score
from audit.models import Entry
from scoring.addresses import DossierAddress
from scoring.models import SelfScore
from tests.decree.acts import (
    a_commune_ready_to_send,
    conclude,
    establish_breach,
    midday,
    refusal_codes,
    revoke,
    score_itself,
    send_dossier,
)
from tests.factories.accounts import appraiser, city_leader, head_of
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import CycleFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept
from tests.results.building import appraised, team_of

DECEMBER = midday(12, 28)


@kept
def year():
    """Hồng Bàng appraised at 92 of its own 100; Lê Chân at 70; Kiến An in breach."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    units = {
        name: appraised(cycle, code, total, name=name)
        for code, name, total in (("1", "Hồng Bàng", "92"), ("2", "Lê Chân", "70"), ("3", "Kiến An", "96"))
    }
    establish_breach(units["Kiến An"], "unresolved_cases", occurred_on=DECEMBER.date(), at=DECEMBER)
    return units, lead


def test_points_without_an_explanation_are_not_sent():
    assessment = a_commune_ready_to_send()
    SelfScore.objects.filter(assessment=assessment, criterion__code="I.1").update(explanation=" ")

    assert refusal_codes(send_dossier, assessment=assessment, at=midday(11, 20)) == ["criterion_without_explanation"]


@pytest.mark.parametrize(
    ("points", "comment", "codes"),
    [
        ("9.75", "", ["difference_without_comment"]),
        ("9.75", "Thiếu ảnh", []),
        ("10", "", []),
    ],
    ids=["less-unexplained", "less-explained", "the-same"],
)
def test_the_team_gives_a_justification_for_every_difference(points, comment, codes):
    review = ReviewFactory(appraiser__person=appraiser())

    def appraise():
        score = review.scores.get(criterion__code="I.1")
        verdict = {"points": Decimal(points), "comment": comment, "seen_version": score.version}
        facts = {"criterion": "I.1", "by": review.appraiser.person, "now": DECEMBER}
        return enter_review_score(address=DossierAddress.of(review.assessment), **facts, **verdict)

    assert refusal_codes(appraise) == codes


def test_every_change_of_points_leaves_its_line_with_who_when_before_and_after():
    assessment = SelfAssessmentFactory(scores={"I.1": "8"})
    score_itself(assessment, "I.1", "9.5", at=midday(7, 1))

    entry = Entry.objects.get(verb="scoring.enter_score")
    head = assessment.registration.commune.code
    assert (entry.recorded_at, entry.facts) == (midday(7, 1), {"criterion": "I.1", "before": "8,00", "after": "9,50"})
    assert entry.actor.memberships.get().unit_code == head


def test_a_change_of_words_alone_says_so_once_and_not_that_the_points_moved_to_themselves():
    assessment = SelfAssessmentFactory(scores={"I.1": "8"})
    assessment.scores.update(explanation="Đã làm")
    score_itself(assessment, "I.1", "8", at=midday(7, 1))
    review = ReviewFactory(appraiser__person=appraiser())
    for version, comment in enumerate(("Thiếu ảnh", "Thiếu ảnh và", "Thiếu ảnh và biên bản")):
        facts = {"criterion": "I.1", "by": review.appraiser.person, "now": DECEMBER, "comment": comment}
        address = DossierAddress.of(review.assessment)
        enter_review_score(address=address, points=Decimal("9.5"), seen_version=version, **facts)

    written = list(Entry.objects.order_by("pk").values_list("verb", "facts__before"))
    assert written == [
        ("scoring.explain_score", None),
        ("appraisal.enter_review_score", "–"),
        ("appraisal.explain_review_score", None),
    ]


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_record_is_changed_by_nobody_not_even_past_the_portal(attempt):
    score_itself(SelfAssessmentFactory(), "I.1", "9.5", at=midday(7, 1))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(verb="other") if attempt == "update" else Entry.objects.all().delete()

    assert Entry.objects.get().verb == "scoring.enter_score"


def test_nothing_is_public_before_the_city_publishes(client, year):
    units, lead = year
    conclude(units["Hồng Bàng"].cycle, lead, at=DECEMBER, until="recognised")

    addresses = ("/results/public/2026/", "/results/public/2026/1/", "/results/public/2026/results.csv")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_then_everybody_sees_each_unit_and_the_points_of_the_recognised(client, year):
    units, lead = year
    conclude(units["Hồng Bàng"].cycle, lead, at=DECEMBER)

    rows = {row["name"]: row for row in client.get("/results/public/2026/results.json").json()}
    keys = ("standing", "reason", "level", "self_total", "total", "group_I", "rank")
    seen = {name: tuple(row[key] for key in keys) for name, row in rows.items()}

    assert seen == {
        "Hồng Bàng": ("recognised", "by_points", 3, "100.00", "92.00", "24.00", 1),
        "Lê Chân": ("not_qualified", "under_80", 0, None, None, None, None),
        "Kiến An": ("not_qualified", "breach", 0, None, None, None, None),
    }


def test_public_pages_show_neither_what_a_breach_was_about_nor_who_did_what(client, year):
    units, lead = year
    leader = conclude(units["Hồng Bàng"].cycle, lead, at=DECEMBER)
    pages = [f"/results/public/2026/{place}" for place in ("", "1/", "2/", "3/", "results.json", "results.csv")]

    text = "".join(client.get(page).content.decode() for page in pages)

    secrets = ("Có kết luận bằng văn bản.", "12/KL-SNV", leader.full_name, lead.full_name)
    assert [word for word in secrets if word in text] == []


def test_everybody_reads_of_a_recognised_unit_each_criterion_with_the_justification_of_its_difference(client, year):
    """A34: both totals, groups and criteria; what the commune wrote, and everything of other units, stays inside."""
    units, lead = year
    conclude(units["Hồng Bàng"].cycle, lead, at=DECEMBER)

    page = client.get("/results/public/2026/1/")
    rows = client.get("/results/public/2026/criteria.json").json()

    criteria = {
        criterion.code: (criterion.own, criterion.appraised, criterion.justification)
        for criterion in page.context["criteria"]
    }
    assert criteria["IV.1"] == (25, 17, "Minh chứng chưa đủ.")
    assert (criteria["I.1"], criteria["IV"][:2]) == ((10, 10, ""), (26, 18))
    assert ("Minh chứng chưa đủ." in page.text, "Đã thực hiện" in page.text) == (True, False)
    assert {row["name"] for row in rows} == {"Hồng Bàng"}
    by_key = {
        row["criterion"]: (row["max_points"], row["self_points"], row["points"], row["justification"]) for row in rows
    }
    assert (by_key["IV.1"], by_key["I.1"]) == (
        ("25.00", "25.00", "17.00", "Minh chứng chưa đủ."),
        ("10.00", "10.00", "10.00", ""),
    )
    only = client.get("/results/public/2026/1/?only=differences").context["criteria"]
    assert [criterion.code for criterion in only] == ["IV", "IV.1"]
    assert [client.get(f"/results/public/2026/{code}/").context["criteria"] for code in ("2", "3")] == [[], []]


def test_the_table_and_the_method_are_open_before_any_result(client, year):
    addresses = ("table/", "method/", "table.json", "table.csv")
    answers = {address: client.get(f"/results/public/2026/{address}") for address in addresses}

    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 200]
    rows = answers["table.json"].json()
    assert [(row["criterion"], row["max_points"]) for row in rows][:2] == [("I", "24.00"), ("I.1", "10.00")]
    assert sum(float(row["max_points"]) for row in rows if row["earns_points"]) == 100
    assert "14/02/2026" in answers["method/"].text
    assert client.get("/results/public/2026/criteria.json").status_code == 404
    assert client.get("/results/public/2031/table/").status_code == 404


def test_the_reason_typed_into_a_revocation_stays_inside(client, year):
    units, lead = year
    leader = conclude(units["Hồng Bàng"].cycle, lead, at=DECEMBER)
    breach = establish_breach(units["Hồng Bàng"], "unresolved_cases", occurred_on=DECEMBER.date(), at=DECEMBER)
    revoke(units["Hồng Bàng"], breach, leader, at=DECEMBER)

    page = client.get("/results/public/2026/1/")

    assert (page.context["unit"].reason, page.context["criteria"], page.context["unit"].self_total) == (
        "revoked",
        [],
        None,
    )
    assert ("700/QĐ-UBND" in page.text, "bị xử lý kỷ luật" in page.text) == (True, False)
    assert client.get("/results/public/2026/criteria.json").json() == []


def test_a_commune_sees_how_its_own_points_came_about_once_published(client, year):
    units, lead = year
    own = units["Hồng Bàng"]
    client.force_login(head_of(own.commune))
    before = client.get("/results/2026/1/").status_code
    conclude(own.cycle, lead, at=DECEMBER)

    page, others = client.get("/results/2026/1/"), client.get("/results/2026/2/").status_code

    assert (before, page.status_code, others) == (404, 200, 404)
    assert "Minh chứng chưa đủ." in page.text
    changed = [criterion.code for criterion in page.context["criteria"] if criterion.is_leaf and criterion.difference]
    assert changed == ["IV.1"]


def test_leaders_see_both_totals_and_their_difference(client, year):
    units, _ = year
    client.force_login(city_leader())

    row = client.get("/results/2026/1/").context["row"]

    assert (row.self_total, row.appraised_total, row.difference) == (100, 92, -8)
    assert units["Hồng Bàng"].pk == row.registration_id
