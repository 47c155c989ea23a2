"""The team's page, the list of reviews, the desk, the summary and breaches, over HTTP [R3, S4, S8]."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.models import AppraisalTeam, Breach, Review, TeamMember
from appraisal.services import assign_review, complete_review, enter_review_score, send_back_review
from communes.models import Commune
from documents.models import StoredFile
from evidence.models import Hint
from kernel import clock
from scoring.addresses import DossierAddress
from scoring.queries import criterion_codes
from tests.factories.accounts import appraiser, editor_of, officer, team_lead
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    BreachFactory,
    ReviewFactory,
    SecondReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    elements_of,
)
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def cycle(at):
    at(2026, 12, 5)
    return CycleFactory(year=2026)


@pytest.fixture
def review(cycle):
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=appraiser(full_name="Thẩm định viên"))
    return ReviewFactory(assessment__registration__cycle=cycle, appraiser=member)


def address(name, review, *rest):
    registration = review.assessment.registration
    return reverse(f"appraisal:{name}", args=[registration.cycle.year, registration.commune.code, *rest])


def save(client, review, *, htmx=True, criterion="I.1", **typed):
    headers = {"HX-Request": "true"} if htmx else {}
    typed = {"points": "10", "explanation": "", "seen_version": "0"} | typed
    return client.post(address("save_review_score", review, criterion), typed, headers=headers)


def signed_in(client, person):
    client.force_login(person)
    return client


def test_the_officer_forms_the_team_and_spreads_the_dossiers(client, cycle):
    for _ in range(2):
        registration = RegistrationFactory(cycle=cycle, accepted=True)
        SelfAssessmentFactory(registration=registration, submitted=True, scores="full")
    lead, member = team_lead(), appraiser()
    signed_in(client, officer())
    typed = {"decision_number": "1/QĐ", "decision_date": "2026-11-25", "lead": lead.pk, "members": [member.pk]}
    typed["decision_file"] = SimpleUploadedFile("quyet-dinh.pdf", PDF)

    client.post(reverse("appraisal:form_team", args=[2026]), typed)
    client.post(reverse("appraisal:distribute", args=[2026]))

    team = AppraisalTeam.objects.get(cycle=cycle)
    assert (team.decision_number, team.decision_date) == ("1/QĐ", date(2026, 11, 25))
    page = client.get(reverse("appraisal:team", args=[2026]))
    assert [(load.is_lead, load.all) for load in page.context["loads"]] == [(True, 0), (False, 2)]


def test_a_refused_team_keeps_what_was_typed(client, cycle):
    signed_in(client, officer())
    answer = client.post(reverse("appraisal:form_team", args=[2026]), {"decision_number": "77/QĐ-UBND"})

    assert (answer.status_code, AppraisalTeam.objects.count()) == (422, 0)
    assert "77/QĐ-UBND" in answer.content.decode()


def test_ticked_dossiers_are_given_to_one_member(client, cycle, review):
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    signed_in(client, officer())
    code = review.assessment.registration.commune.code

    client.post(reverse("appraisal:assign", args=[2026]), {"member": other.pk, "commune": [code]})

    review.refresh_from_db()
    assert review.appraiser == other


@pytest.mark.parametrize("number", ["", "x", "999999"])
def test_a_member_who_is_not_there_is_not_found(client, cycle, number):
    signed_in(client, officer())
    assert client.post(reverse("appraisal:assign", args=[2026]), {"member": number}).status_code == 404


def test_the_desk_shows_the_communes_words_and_the_first_open_criterion(client, review):
    review.assessment.scores.filter(criterion__code="I.1").update(explanation="Đã niêm yết đủ.")
    page = signed_in(client, review.appraiser.person).get(address("review", review))

    assert page.context["page"].criterion.code == "I.1"
    assert "Đã niêm yết đủ." in page.content.decode()
    assert "<iframe" not in page.content.decode()


def test_an_unknown_criterion_is_not_found(client, review):
    assert signed_in(client, review.appraiser.person).get(address("criterion", review, "IX.9")).status_code == 404


def test_agreeing_saves_and_answers_truthfully(client, review):
    answer = save(signed_in(client, review.appraiser.person), review)

    review.refresh_from_db()
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (200, '{"portal:saved": {"version": 1}}')
    assert (review.state, review.total) == (Review.State.IN_PROGRESS, Decimal("10.00"))
    assert {row.criterion.code for row in answer.context["changed"]} == {"I", "I.1"}


def test_a_difference_without_a_justification_keeps_what_was_typed_and_writes_nothing(client, review):
    answer = save(signed_in(client, review.appraiser.person), review, htmx=False, points="8,5")

    assert (answer.status_code, review.scores.filter(points=None).count()) == (422, 8)
    assert 'value="8,5"' in answer.content.decode()


def test_the_second_of_two_windows_sees_what_the_first_saved(client, review):
    signed_in(client, review.appraiser.person)
    save(client, review, points="9", explanation="Thiếu ảnh")
    answer = save(client, review, points="8", explanation="Khác")

    assert (answer.status_code, answer.context["conflict"]) == (422, True)
    assert "Thiếu ảnh" in answer.content.decode()


def test_without_scripts_saving_goes_back_to_the_criterion(client, review):
    answer = save(signed_in(client, review.appraiser.person), review, htmx=False)
    assert (answer.status_code, answer.url) == (302, address("criterion", review, "I.1"))


def test_saving_a_verdict_costs_seven_queries(client, review, django_assert_num_queries):
    signed_in(client, review.appraiser.person)
    save(client, review)
    with django_assert_num_queries(9):  # session and person among them; two are the test's own savepoint
        save(client, review, points="9", explanation="Thiếu ảnh", seen_version="1")


def test_who_gave_the_review_away_scores_no_more_and_the_other_may(client, review):
    first, other = review.appraiser, TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    assign_review(assessment=review.assessment, member=other, by=officer(), now=clock.now())

    assert save(signed_in(client, first.person), review).status_code == 404
    assert save(signed_in(client, other.person), review).status_code == 200
    assert review.scores.get(criterion__code="I.1").changed_by == other.person


@pytest.mark.parametrize("typed", [{}, {"points": "viel"}], ids=["whole", "wrong"])
def test_saving_a_criterion_or_a_dossier_that_is_not_there_finds_no_page(client, review, typed):
    signed_in(client, review.appraiser.person)

    assert save(client, review, criterion="IX.9", **typed).status_code == 404
    year, code = review.assessment.registration.cycle.year, review.assessment.registration.commune.code
    fields = {"points": "10", "explanation": "", "seen_version": "0"} | typed
    for place in ((year + 1, code, "I.1"), (year, "99999", "I.1")):
        assert client.post(reverse("appraisal:save_review_score", args=place), fields).status_code == 404


@pytest.mark.parametrize("who", ["appraiser", "lead"])
def test_the_pages_of_a_review_cost_at_most_twelve_queries(client, review, who, django_assert_max_num_queries):
    """Session and person among them; whoever decides, however often the page asks whether they may."""
    lead = TeamMemberFactory(team=review.appraiser.team, person=team_lead(), part=TeamMember.Part.LEAD).person
    for _ in range(3):
        TeamMemberFactory(team=review.appraiser.team)
    visit, breach = VisitFactory(review=review), BreachFactory(registration=review.assessment.registration)
    year = review.assessment.registration.cycle.year
    places = [address(name, review) for name in ("review", "summary", "inquiries", "minutes", "plan_visit")]
    places += [reverse(f"appraisal:{name}", args=[year, visit.pk]) for name in ("visit", "change_visit")]
    places += [reverse("appraisal:breach", args=[year, breach.pk]), reverse("appraisal:team", args=[year])]
    signed_in(client, lead if who == "lead" else review.appraiser.person)
    for place in places:
        client.get(place)
        with django_assert_max_num_queries(12):
            assert client.get(place).status_code == 200, place


@pytest.mark.parametrize(("show", "codes"), [("differs", ["I", "I.1"]), ("open", None)])
def test_the_tree_can_show_only_what_differs_or_waits(client, cycle, show, codes):
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=appraiser())
    review = ReviewFactory(
        assessment__registration__cycle=cycle, appraiser=member, in_progress=True, scores={"I.1": "9"}
    )
    page = signed_in(client, member.person).get(address("review", review), {"show": show})
    result = [row.criterion.code for row in page.context["tree"]]

    assert result == codes if codes else "I.1" not in result


def test_the_neighbours_and_the_links_keep_to_the_filter(client, cycle):
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=appraiser())
    review = ReviewFactory(
        assessment__registration__cycle=cycle, appraiser=member, in_progress=True, scores={"I.2": "14"}
    )
    signed_in(client, member.person)
    piece = client.get(address("criterion", review, "I.1"), {"show": "open"}, headers={"HX-Request": "true"})
    here = f"http://testserver{address('criterion', review, 'II.1')}?show=open"
    saved = client.post(
        address("save_review_score", review, "II.1"),
        {"points": "20", "explanation": "", "seen_version": "0"},
        headers={"HX-Request": "true", "HX-Current-URL": here},
    )

    assert piece.context["page"].after == "II.1"  # I.2 has its points
    assert f'{address("criterion", review, "II.1")}?show=open"' in piece.text
    assert f'{address("criterion", review, "II.1")}?show=open"' in saved.text
    assert 'id="work-bar" hx-swap-oob="true"' in piece.text


def test_the_desk_says_why_a_review_was_sent_back_until_it_is_completed_again(client, cycle):
    team = AppraisalTeamFactory(cycle=cycle)
    member, lead = (
        TeamMemberFactory(team=team, person=appraiser()),
        TeamMemberFactory(team=team, person=team_lead(), part="lead"),
    )
    review = ReviewFactory(assessment__registration__cycle=cycle, appraiser=member, completed=True, scores="agree")
    send_back_review(review=review, reason="Xem lại nhóm II.", by=lead.person, now=clock.now())
    signed_in(client, member.person)
    assert "Xem lại nhóm II." in client.get(address("review", review)).text

    complete_review(review=Review.objects.get(pk=review.pk), by=member.person, now=clock.now())
    assert "Xem lại nhóm II." not in client.get(address("review", review)).text


def test_the_tree_can_show_only_criteria_with_open_hints(client, review):
    def put(criterion, **fields):
        score = review.assessment.scores.get(criterion__code=criterion)
        return Hint.objects.create(item=EvidenceItemFactory(score=score), found_at=review.assigned_at, **fields)

    put("II.1", kind=Hint.Kind.BLANK)
    signed = {"signer": "UBND", "signed_at": None, "is_stamped": False, "is_intact": True, "is_trusted": True}
    put("I.1", kind=Hint.Kind.SIGNATURE, facts=signed)
    person = review.appraiser.person
    put("III.1", kind=Hint.Kind.TINY, dismissed_at=review.assigned_at, dismissed_by=person, reason="Đủ đọc.")
    page = signed_in(client, person).get(address("review", review), {"show": "hints"})

    assert [row.criterion.code for row in page.context["tree"]] == ["II", "II.1"]


def test_from_complete_to_sent_back_to_confirmed(client, cycle):
    team = AppraisalTeamFactory(cycle=cycle)
    lead = TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD).person
    member = TeamMemberFactory(team=team, person=appraiser()).person
    review = ReviewFactory(
        assessment__registration__cycle=cycle,
        appraiser=team.members.get(person=member),
        in_progress=True,
        scores="agree",
    )

    def state():
        review.refresh_from_db()
        return review.state

    signed_in(client, member).post(address("complete_review", review))
    assert state() == Review.State.COMPLETED
    answer = signed_in(client, lead).post(address("send_back_review", review), {"reason": " "})
    assert (answer.status_code, state()) == (422, Review.State.COMPLETED)
    client.post(address("send_back_review", review), {"reason": "Xem lại I.1"})
    assert state() == Review.State.IN_PROGRESS
    signed_in(client, member).post(address("complete_review", review))
    signed_in(client, lead).post(address("reconcile_review", review))
    assert state() == Review.State.RECONCILED
    assert client.get(address("summary", review)).context["progress_header"].total == review.total


def test_the_lead_reads_and_does_not_score(client, review):
    lead = TeamMemberFactory(team=review.appraiser.team, person=team_lead(), part=TeamMember.Part.LEAD).person
    page = signed_in(client, lead).get(address("review", review))

    assert (page.context["may_enter"], save(client, review).status_code) == (False, 403)


def test_a_commune_sees_nothing_of_its_review_or_breaches(client, cycle, review):
    breach = BreachFactory(registration=review.assessment.registration)
    signed_in(client, editor_of(review.assessment.registration.commune))
    pages = [address("review", review), address("summary", review), reverse("appraisal:breach", args=[2026, breach.pk])]

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_a_breach_is_recorded_with_its_document_and_settled_by_the_lead(client, cycle, at):
    registration = RegistrationFactory(cycle=cycle, accepted=True)
    signed_in(client, officer())
    typed = {
        "registration": registration.commune.code,
        "kind": "discipline_or_prosecution",
        "facts": "Bị khiển trách",
        "source": "45/QĐ-KL",
        "occurred_on": "2026-09-01",
        "decided_on": "2026-10-01",
        **elements_of("discipline_or_prosecution"),
        "documents": [SimpleUploadedFile("45.pdf", PDF, "application/pdf")],
    }
    client.post(reverse("appraisal:record_breach", args=[2026]), typed)
    breach = Breach.objects.get()
    file = breach.documents.get().file.public_id
    shown = client.get(reverse("appraisal:breach_document", args=[2026, breach.pk, file]))
    assert b"".join(shown) == PDF

    signed_in(client, team_lead())
    at(2026, 12, 28)
    refused = client.post(reverse("appraisal:dismiss_breach", args=[2026, breach.pk]), {"justification": ""})
    assert refused.status_code == 422
    client.post(reverse("appraisal:confirm_breach", args=[2026, breach.pk]), {"justification": "Đúng"})
    breach.refresh_from_db()
    assert (breach.state, breach.justification) == (Breach.State.CONFIRMED, "Đúng")


def test_a_refused_breach_keeps_what_was_typed(client, cycle):
    answer = signed_in(client, officer()).post(
        reverse("appraisal:record_breach", args=[2026]), {"facts": "Dân tập trung đông người"}
    )
    assert (answer.status_code, Breach.objects.count()) == (422, 0)
    assert "Dân tập trung đông người" in answer.content.decode()


def test_a_breach_names_its_unit_by_name_or_code(client, cycle):
    """The page lists no units; what is not found, or stands for several, is refused at the field."""
    kinds = Commune.Kind.values[:2]
    kien_an, other = (RegistrationFactory(cycle=cycle, commune__name="Kiến An", commune__kind=kind) for kind in kinds)
    le_chan = RegistrationFactory(cycle=cycle, commune__name="Lê Chân")
    absent = CommuneFactory(name="Đồ Sơn")
    page = reverse("appraisal:record_breach", args=[2026])
    signed_in(client, officer())

    def answer(words):
        form = client.post(page, {"registration": words, "facts": "x"}).context["form"]
        return form.cleaned_data.get("registration") or form.errors["registration"][0]

    assert le_chan.commune.name not in client.get(page).text
    code = kien_an.commune.code
    assert [answer(words) for words in ("le chan", code, f"{kien_an.commune} ({code})")] == [le_chan, kien_an, kien_an]
    assert code in answer("Kiến An")
    assert other.commune.code in answer("Kiến An")
    assert "2026" in answer(absent.name)
    assert answer("Không đâu (99999)") == answer("Không đâu")
    assert 'value="Kiến An"' in client.post(page, {"registration": "Kiến An"}).text


def test_a_refused_breach_keeps_its_document_for_its_sender_only(client, cycle):
    registration, page = (
        RegistrationFactory(cycle=cycle, accepted=True),
        reverse("appraisal:record_breach", args=[2026]),
    )
    document = SimpleUploadedFile("45.pdf", PDF, "application/pdf")
    typed = {"registration": registration.commune.code, "kind": "discipline_or_prosecution", "source": "45/QĐ-KL"}
    refused = signed_in(client, officer()).post(page, typed | {"documents": document})
    kept = str(StoredFile.objects.get(name="45.pdf").public_id)
    assert (refused.status_code, kept in refused.text, Breach.objects.count()) == (422, True, 0)

    whole = typed | {"facts": "Bị khiển trách", "occurred_on": "2026-09-01", "kept": kept}
    whole |= {"decided_on": "2026-10-01"} | elements_of("discipline_or_prosecution")
    client.post(page, whole)
    signed_in(client, officer()).post(page, whole)
    client.post(page, whole | {"kept": "tampered"})

    documents = [[row.file.name for row in breach.documents.all()] for breach in Breach.objects.order_by("pk")]
    assert documents == [["45.pdf"], [], []]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "limit"), [("reviews", 12), ("breaches", 9), ("team", 24)])
def test_lists_cost_the_same_for_one_and_three(client, cycle, count, name, limit, django_assert_max_num_queries):
    team = AppraisalTeamFactory(cycle=cycle)
    for _ in range(count):
        member = TeamMemberFactory(team=team, person=appraiser())
        review = ReviewFactory(
            assessment__registration__cycle=cycle, appraiser=member, in_progress=True, scores={"I.1": "9"}
        )
        BreachFactory(registration=review.assessment.registration)
    signed_in(client, officer())
    with django_assert_max_num_queries(limit):
        assert client.get(reverse(f"appraisal:{name}", args=[2026])).status_code == 200


def test_a_half_scored_summary_compares_what_is_scored_and_names_no_level(client, at):
    at(2026, 12, 5)
    review = ReviewFactory(appraiser__person=appraiser(), in_progress=True, scores={"I.1": "1"})
    client.force_login(review.appraiser.person)

    page = client.get(address("summary", review))

    groups = {group.head.criterion.code: group.head for group in page.context["groups"]}
    [own] = [row.self_points for row in page.context["groups"][0].rows if row.criterion.code == "I.1"]
    assert groups["I"].difference == 1 - own  # the other criteria of group I are not lost, they wait
    assert groups["II"].difference == 0
    assert not groups["II"].differs
    assert (page.context["progress_header"].is_complete, page.context["progress_header"].is_whole) == (False, False)
    assert "level-" not in page.text.split("<table")[0].split('class="figures"')[1].split("</ul>")[0]


def test_what_waits_for_the_second_reviewer_is_not_missing_from_the_first(client, at):
    at(2026, 12, 5)
    second = SecondReviewFactory()
    person, criteria = second.review.appraiser.person, criterion_codes(second.review.assessment.rubric)
    for criterion in criteria:
        typed = {"points": Decimal(0), "comment": "Không có minh chứng", "seen_version": 0}
        facts = {"criterion": criterion, "by": person, "now": clock.now()}
        enter_review_score(address=DossierAddress.of(second.review.assessment), **facts, **typed)
    client.force_login(person)

    page = client.get(address("summary", second.review))

    assert (page.context["missing"], page.context["missing_elsewhere"]) == (0, len(second.criteria))


def test_a_second_review_of_two_criteria_is_no_whole_dossier(client, at):
    at(2026, 12, 5)
    second = SecondReviewFactory()
    client.force_login(officer())

    loads = client.get(reverse("appraisal:team", args=[2026])).context["loads"]

    criteria = len(criterion_codes(second.review.assessment.rubric))
    assert sorted((load.all, load.second, load.criteria) for load in loads if load.criteria) == [
        (0, 1, 2),
        (1, 0, criteria),
    ]
