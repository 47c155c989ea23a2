"""Before the comparison, no page reveals a score to anybody but its author [S8].

Afterwards all see both side by side.
"""

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from appraisal import services
from appraisal.double_review.queries import compared_independent_scores, independent_scores_for
from appraisal.exports import review_workbook
from appraisal.models import IndependentScore, Review, TeamMember
from appraisal.queries import open_reviews_of
from appraisal.services.workbook import import_review_scores
from kernel import clock
from kernel.refusals import Refused
from scoring.imports import read_lines
from scoring.workbook_stamps import REVIEW
from tests.factories.accounts import appraiser, city_leader, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db

POINTS = {"first": "3.25", "second": "7.75"}
JUSTIFICATION = {"first": "can-cu-cua-nguoi-thu-nhat", "second": "can-cu-cua-nguoi-thu-hai"}


@pytest.fixture
def second(at):
    at(2026, 12, 5)
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD)
    TeamMemberFactory(team=team, person=appraiser(), part=TeamMember.Part.SECRETARY)
    member = TeamMemberFactory(team=team, person=appraiser())
    review = ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member)
    return SecondReviewFactory(review=review, criteria=["I.1"])


def people(second):
    parts = {member.part: member.person for member in second.appraiser.team.members.select_related("person")}
    return {
        "first": second.review.appraiser.person,
        "second": second.appraiser.person,
        "lead": parts["lead"],
        "secretary": parts["secretary"],
        "officer": officer(),
        "leader": city_leader(),
    }


def addresses(second):
    place = (2026, second.review.assessment.registration.commune.code)
    yield from (reverse(f"appraisal:{name}", args=place) for name in ("review", "summary", "differences"))
    yield reverse("appraisal:criterion", args=[*place, "I.1"])
    yield from (reverse(f"appraisal:{name}", args=[2026]) for name in ("reviews", "team", "agreement"))
    yield from (reverse("home"), reverse("notifications:inbox"), reverse("evidence:dossier", args=place))


def save(client, second, who, person, **typed):
    client.force_login(person)
    place = (2026, second.review.assessment.registration.commune.code, "I.1")
    typed = {"points": POINTS[who], "explanation": JUSTIFICATION[who], "seen_version": "0"} | typed
    return client.post(reverse("appraisal:save_review_score", args=place), typed, headers={"HX-Request": "true"})


def named(text, who):
    figure = POINTS[who].replace(".", "[.,]")
    return JUSTIFICATION[who] in text or re.search(rf"(?<![\w.,]){figure}(?!\w)", text) is not None


def test_no_page_shows_an_independent_score_while_both_score_alone(client, second):
    everybody = people(second)
    for who in ("first", "second"):
        answer = save(client, second, who, everybody[who])
        assert answer.status_code == 200
        other = {"first": "second", "second": "first"}[who]
        assert named(answer.text, who)
        assert not named(answer.text, other)
    services.complete_independent_scores(review=second.review, by=everybody["first"], now=clock.now())

    seen = {}
    for name, person in everybody.items():
        client.force_login(person)
        pages = [client.get(address) for address in addresses(second)]
        seen[name] = {who for who in POINTS for page in pages if named(page.text, who)}
    assert seen == {"first": {"first"}, "second": {"second"}} | {
        name: set() for name in ("lead", "secretary", "officer", "leader")
    }


def test_the_second_finds_their_own_criteria_alone_and_a_conflict_shows_only_their_own(client, second):
    everybody = people(second)
    save(client, second, "first", everybody["first"])
    save(client, second, "second", everybody["second"])
    place = (2026, second.review.assessment.registration.commune.code)

    page = client.get(reverse("appraisal:review", args=place))
    assert "row-I-1" in page.text
    assert "row-II-1" not in page.text
    assert client.get(reverse("appraisal:criterion", args=[*place, "II.1"])).status_code == 404
    refused = save(client, second, "second", everybody["second"], points="5")
    assert refused.status_code == 422
    assert named(refused.text, "second")
    assert not named(refused.text, "first")


def test_once_both_are_done_all_see_both_and_the_lead_settles_on_the_page(client, second):
    everybody = people(second)
    place = (2026, second.review.assessment.registration.commune.code)
    for who in ("first", "second"):
        save(client, second, who, everybody[who])
        assert client.post(reverse("appraisal:complete_independent_scores", args=place)).status_code == 302
    for person in everybody.values():
        client.force_login(person)
        page = client.get(reverse("appraisal:differences", args=place))
        assert named(page.text, "first")
        assert named(page.text, "second")

    client.force_login(everybody["lead"])
    address = reverse("appraisal:resolve_difference", args=[*place, "I.1"])
    refused = client.post(address, {"points": "5", "justification": ""})
    assert (refused.status_code, 'value="5"' in refused.text) == (422, True)
    assert client.post(address, {"points": "5", "justification": "Theo hồ sơ gốc"}).status_code == 302
    assert Review.objects.get().scores.get(criterion__code="I.1").points == 5
    assert client.post(address, {"points": "9", "justification": "", "take": "second"}).status_code == 302
    score = Review.objects.get().scores.get(criterion__code="I.1")
    assert (score.points, score.comment) == (Decimal(POINTS["second"]), JUSTIFICATION["second"])
    client.force_login(everybody["first"])
    assert client.post(address, {"points": "5", "justification": "x"}).status_code == 403


def test_the_workbook_neither_shows_nor_accepts_what_two_review(second):
    member = second.review.appraiser
    for person, who in ((member.person, "first"), (second.appraiser.person, "second")):
        services.enter_independent_score(
            review=second.review,
            criterion="I.1",
            points=Decimal(POINTS[who]),
            comment=JUSTIFICATION[who],
            seen_version=0,
            by=person,
            now=clock.now(),
        )
    cycle = member.team.cycle
    book = load_workbook(io.BytesIO(review_workbook(cycle, open_reviews_of(member.person, cycle))))
    values = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not any(JUSTIFICATION[who] in value or value == POINTS[who] for value in values for who in POINTS)
    assert not open_reviews_of(second.appraiser.person, cycle)

    sheet = next(sheet for sheet in book if sheet.title.startswith(second.review.assessment.registration.commune.code))
    criterion = next(row for row in sheet.iter_rows() if row[0].value == "I.1")
    criterion[6].value = 10
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    with pytest.raises(Refused) as refusal:
        import_review_scores(cycle=cycle, lines=read_lines(file, REVIEW, year=2026), by=member.person, now=clock.now())
    assert [problem.code for problem in refusal.value.problems] == ["criterion_reviewed_twice"]
    assert IndependentScore.objects.count() == 2


def test_independent_scores_are_read_in_two_modules_alone():
    """Every other query would bypass `may_see_independent_score`."""
    allowed = {"double_review/queries.py", "services/independent_scores.py", "models/double_review.py"}
    reads = re.compile(r"IndependentScore\.objects|\bindependent_scores__|\.independent_scores\b(?!\s*import)")
    root = Path(settings.BASE_DIR, "appraisal")
    result = {str(path.relative_to(root)) for path in root.rglob("*.py") if reads.search(path.read_text())}
    # Whether a person wrote any at all, before they leave the team.
    assert result - allowed <= {"services/teams.py"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_of_agreement_cost_the_same_for_one_and_three(client, at, count, django_assert_max_num_queries):
    at(2026, 12, 5)
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    for _ in range(count):
        member = TeamMemberFactory(team=team, person=appraiser())
        review = ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member)
        second = SecondReviewFactory(review=review, criteria=["I.1"])
        for person, who in ((member.person, "first"), (second.appraiser.person, "second")):
            facts = {"criterion": "I.1", "points": Decimal(POINTS[who]), "comment": "x", "seen_version": 0}
            services.enter_independent_score(review=review, by=person, now=clock.now(), **facts)
            services.complete_independent_scores(review=review, by=person, now=clock.now())
    client.force_login(team_lead())
    with django_assert_max_num_queries(12):
        page = client.get(reverse("appraisal:agreement", args=[2026]))
    assert "4,50" in page.text
    overall, people = page.context["agreement"].overall, page.context["agreement"].people
    assert (overall.criteria, overall.exact, overall.mean_difference) == (count, 0, Decimal("4.5"))
    assert sum(row.other.criteria for row in people) == sum(row.rest.criteria for row in people) == 2 * count


def test_what_was_compared_may_be_seen_by_all_who_see_the_review(client, second):
    """The figures use every frozen score of the reviews that a person may see: `may_see_independent_score` agrees."""
    everybody = people(second)
    review = Review.objects.get(pk=second.review.pk)
    cycle = review.assessment.registration.cycle
    assert compared_independent_scores(everybody["lead"], cycle).count() == 0
    for who in ("first", "second"):
        save(client, second, who, everybody[who])
        services.complete_independent_scores(review=review, by=everybody[who], now=clock.now())

    for reader in everybody.values():
        review = Review.objects.get(pk=review.pk)
        one_by_one = {score.pk for both in independent_scores_for(reader, review).values() for score in both}
        together = set(compared_independent_scores(reader, cycle).values_list("pk", flat=True))
        assert together == one_by_one
        assert len(together) == 2


def test_saving_a_score_alone_costs_no_more_queries_than_before(client, second, django_assert_num_queries):
    """The most frequent request without double review: the second review comes with the review itself."""
    single = ReviewFactory(
        assessment__registration__cycle=second.appraiser.team.cycle, appraiser=second.review.appraiser
    )
    client.force_login(single.appraiser.person)
    place = (2026, single.assessment.registration.commune.code, "I.1")
    typed = {"points": "10", "explanation": "", "seen_version": "0"}
    client.post(reverse("appraisal:save_review_score", args=place), typed, headers={"HX-Request": "true"})
    with django_assert_num_queries(9):
        client.post(
            reverse("appraisal:save_review_score", args=place),
            typed | {"points": "9", "explanation": "x", "seen_version": "1"},
            headers={"HX-Request": "true"},
        )
