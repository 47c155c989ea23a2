"""[S7] A correction of the table after dossiers were sent (NT5; read as "theo quy định của cổng", A18).

Until the self-assessments are due the city may correct the table of the running year; then a dossier that was sent is
kept on record as it was, and its unit may amend it and send again. Who does not is appraised by what it had sent in
time [R2]: nobody is worse off for a correction that is not its own doing.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from appraisal.models import Review, ReviewScore
from appraisal.services import assign_review, complete_review, enter_review_score
from audit.models import Entry
from evidence.models import EvidenceItem, Receipt
from evidence.services import (
    count_former_dossiers,
    remove_evidence,
    send_as_it_stands,
    submit_dossier,
    take_in_dossier,
)
from notifications.models import Message
from results.policies import drafting_problems
from scoring.addresses import DossierAddress
from scoring.models import RubricInForce, SelfAssessment
from scoring.services.corrections import correct_year
from scoring.services.drafts import set_points
from scoring.services.rubrics import publish_rubric
from scoring.services.scores import enter_score
from tests.decree.acts import first_second_of, midday, refusal_codes
from tests.factories.accounts import administrator, appraiser, city_leader, editor_of, head_of, officer
from tests.factories.appraisal import AppraisalTeamFactory, TeamMemberFactory, VisitFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import DossierPartFactory, complete_dossier
from tests.factories.scoring import SelfAssessmentFactory, decided, draft_of
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db
SENT, NOW, AGAIN = midday(11, 10), midday(11, 20), midday(11, 25)
DUE = first_second_of(12, 1)


@kept
def work():
    """A unit that sent its dossier with full points in time."""
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores="full")
    complete_dossier(work)
    RubricInForce.objects.get_or_create(cycle=work.registration.cycle, defaults={"rubric": work.rubric})
    submit_dossier(assessment=work, by=head_of(work.registration.commune), now=SENT)
    return SelfAssessment.objects.get()


def corrected(base):
    """I.1 may earn 12 instead of 10, I.2 only 12 instead of 14."""
    draft = draft_of(base)
    draft.applies_from_year = 2026
    draft.save()
    points = {"I.1": Decimal(12), "I.2": Decimal(12)}
    set_points(rubric=draft, points=points, seen_version=draft.version, by=administrator(), now=NOW)
    return publish_rubric(rubric=draft, by=administrator(), now=NOW, **decided(dated_on=date(2026, 11, 18)))


def correct(work, rubric=None, **facts):
    facts = {"by": administrator(), "now": NOW} | facts
    return correct_year(cycle=work.registration.cycle, rubric=rubric or corrected(work.rubric), **facts)


def reviewed(work) -> Review:
    """The team has begun: one criterion agreed, a visit planned."""
    team = AppraisalTeamFactory(cycle=work.registration.cycle, decision_date=date(2026, 11, 1))
    member = TeamMemberFactory(team=team, person=appraiser())
    review = assign_review(assessment=work, member=member, by=officer(), now=SENT)
    address = DossierAddress.of(work)
    criterion = {
        "address": address,
        "criterion": "I.1",
        "points": Decimal(9),
        "comment": "Thiếu ảnh.",
        "seen_version": 0,
    }
    enter_review_score(**criterion, by=member.person, now=SENT)
    VisitFactory(review=review)
    return review


def points_of(work) -> dict[str, tuple]:
    rows = work.scores.values_list("criterion__code", "points", "max_points", "former_points")
    return {code: tuple(None if one is None else int(one) for one in figures) for code, *figures in rows}


def test_the_dossier_is_open_again_with_what_it_held(work):
    correct(work)

    again = SelfAssessment.objects.get()
    assert (again.state, again.submitted_at, again.registration) == ("open", None, work.registration)
    scores = points_of(again)
    assert (scores["I.1"], scores["I.2"], scores["II.1"]) == ((10, 12, 10), (None, 12, 14), (20, 20, None))
    assert again.total == Decimal(86)
    assert EvidenceItem.objects.filter(score__assessment=again).count() == 8
    assert again.parts.exclude(signed=None).count() == 0
    assert Entry.objects.get(verb="scoring.reopen_dossier").target_key == str(again.pk)


def test_what_was_sent_is_kept_as_it_was(work):
    receipt, before = Receipt.objects.get(), points_of(work)

    correct(work)

    former = SelfAssessment.with_set_aside.get(pk=work.pk)
    assert (former.state, former.registration, former.former_registration) == ("submitted", None, work.registration)
    assert (former.rubric, points_of(former)) == (work.rubric, before)
    assert former.parts.exclude(signed=None).count() == 3
    kept = Receipt.objects.get()
    assert (kept.code, kept.digest, kept.total, kept.assessment_id) == (
        receipt.code,
        receipt.digest,
        receipt.total,
        former.pk,
    )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_what_was_set_aside(work, change):
    correct(work)
    former = SelfAssessment.with_set_aside.filter(pk=work.pk)

    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        former.update(total=1) if change == "update" else former._raw_delete(former.db)


def test_the_unit_amends_signs_and_sends_again(work):
    correct(work)
    again, head = SelfAssessment.objects.get(), head_of(work.registration.commune)
    blocked = refusal_codes(submit_dossier, assessment=again, by=head, now=AGAIN)
    assert {"criterion_to_rescore", "criterion_without_points", "part_missing"} <= set(blocked)

    for criterion, points in (("I.1", 12), ("I.2", 12)):
        score = again.scores.get(criterion__code=criterion)
        facts = {"points": Decimal(points), "explanation": score.explanation, "seen_version": score.version}
        enter_score(address=DossierAddress.of(again), criterion=criterion, **facts, by=head, now=AGAIN)
    for kind in ("letter", "report", "table"):
        again.parts.filter(kind=kind).delete()
        DossierPartFactory(assessment=again, kind=kind, signed_copy=True)
    receipt = submit_dossier(assessment=again, by=head, now=AGAIN)

    assert (receipt.total, Receipt.objects.count()) == (Decimal(100), 2)
    assert count_former_dossiers(now=DUE) == 0


def test_a_review_that_was_begun_stays_on_record_and_counts_no_more(work):
    review = reviewed(work)

    correct(work)

    assert SelfAssessment.objects.get().state == "open"
    assert not Review.objects.filter(assessment__registration__isnull=False).exists()
    kept = ReviewScore.objects.get(review=review, criterion__code="I.1")
    assert (kept.points, kept.comment) == (Decimal(9), "Thiếu ảnh.")
    assert review.visits.get().state == "cancelled"
    assert Message.objects.filter(kind="appraisal.review_set_aside", person=review.appraiser.person).count() == 1


def test_who_still_has_the_old_page_changes_nothing(work):
    review, address = reviewed(work), DossierAddress.of(work)
    by = {"by": review.appraiser.person, "now": AGAIN}
    correct(work)

    assert refusal_codes(complete_review, review=review, **by) == ["dossier_set_aside"]
    with pytest.raises(Review.DoesNotExist):  # the address is that of the copy, which nobody reviews yet
        enter_review_score(address=address, criterion="I.2", points=Decimal(14), comment="", seen_version=0, **by)


def test_the_unit_is_notified_until_when(work):
    person = editor_of(work.registration.commune)

    correct(work)

    message = Message.objects.get(kind="scoring.dossier_reopened", person=person)
    assert message.facts["last"] == "30/11/2026"


def test_who_does_not_send_again_is_appraised_by_what_it_had_sent(work):
    former = Receipt.objects.get()
    correct(work)
    draft = SelfAssessment.objects.get()
    remove_evidence(item=EvidenceItem.objects.filter(score__assessment=draft).first(), by=work.submitted_by, now=AGAIN)
    assert [problem.code for problem in drafting_problems(work.registration.cycle, now=DUE)] == [
        "former_dossier_to_count"
    ]

    assert count_former_dossiers(now=AGAIN) == 0
    assert count_former_dossiers(now=DUE) == 1
    assert count_former_dossiers(now=DUE) == 0

    counts = SelfAssessment.objects.get()
    assert (counts.state, counts.submitted_at, counts.submitted_by) == ("submitted", SENT, work.submitted_by)
    scores = points_of(counts)
    assert (scores["I.1"], scores["I.2"], scores["II.1"]) == ((10, 12, 10), (12, 12, 14), (20, 20, None))
    assert counts.total == Decimal(98)
    assert EvidenceItem.objects.filter(score__assessment=counts).count() == 8
    assert counts.parts.exclude(signed=None).count() == 3
    receipt = Receipt.objects.get(assessment=counts)
    assert (receipt.total, receipt.code != former.code) == (Decimal(98), True)
    assert SelfAssessment.with_set_aside.count() == 3
    assert [problem.code for problem in drafting_problems(work.registration.cycle, now=DUE)] == [
        "review_not_reconciled"
    ]


def test_it_is_not_sent_late_instead(work):
    correct(work)

    facts = {"assessment": SelfAssessment.objects.get(), "reason": "Chậm", "by": work.submitted_by, "now": DUE}
    assert refusal_codes(send_as_it_stands, **facts) == ["former_dossier_counts"]


def test_one_that_waited_for_a_decision_waits_again():
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10"})
    head = head_of(work.registration.commune)
    send_as_it_stands(assessment=work, reason="Thiếu tài liệu", by=head, now=SENT)
    correct(work)
    assert SelfAssessment.objects.get().state == "open"

    count_former_dossiers(now=DUE)

    waits = SelfAssessment.objects.get()
    assert (waits.state, waits.sent_at, waits.sent_reason) == ("incomplete", SENT, "Thiếu tài liệu")
    assert Receipt.objects.count() == 0
    take_in_dossier(assessment=waits, reason="Nhận", by=officer(), now=DUE)


def test_a_second_correction_keeps_the_chain(work):
    rubric = corrected(work.rubric)
    correct(work, rubric)
    draft = draft_of(rubric, code="lan-hai")
    draft.applies_from_year = 2026
    draft.save()
    points = {"II.1": Decimal(18), "II.2": Decimal(6)}
    set_points(rubric=draft, points=points, seen_version=draft.version, by=administrator(), now=NOW)
    second = publish_rubric(rubric=draft, by=administrator(), now=NOW, **decided(dated_on=date(2026, 11, 19)))
    correct(work, second)

    count_former_dossiers(now=DUE)

    counts = SelfAssessment.objects.get()
    scores = points_of(counts)
    assert (counts.state, counts.rubric) == ("submitted", second)
    assert (scores["I.2"], scores["II.1"]) == ((12, 12, 14), (18, 18, 20))


def test_a_dossier_sent_since_the_page_was_opened_is_not_opened_again_unseen(work):
    assert refusal_codes(
        correct_year,
        cycle=work.registration.cycle,
        rubric=corrected(work.rubric),
        by=administrator(),
        now=NOW,
        seen="0" * 16,
    ) == ["correction_seen_before"]
    assert SelfAssessment.objects.get().state == "submitted"


def test_one_page_states_the_consequences_with_figures(client, on, work):
    on(NOW)
    reviewed(work)
    rubric = corrected(work.rubric)
    client.force_login(administrator())

    page = client.get(reverse("scoring:correct_year", args=[rubric.code, 2026]))

    result = page.context["consequences"]
    assert (result.sent, result.preparing, result.above, result.again, result.kept) == (1, 0, 1, 1, 6)
    [unit] = result.units
    assert (unit.above, unit.again, unit.is_sent) == (("I.2",), ("I.1",), True)
    assert {str(effect.label): effect.count for effect in result.effects} == {
        "Tài liệu minh chứng được chuyển theo": 8,
        "Văn bản đã ký phải ký lại": 3,
        "Giấy biên nhận không còn hiệu lực, vẫn lưu": 1,
        "Văn bản gửi đơn vị không còn hiệu lực, vẫn lưu": 0,
        "Lượt thẩm định không còn được tính, vẫn lưu": 1,
        "trong đó đã bắt đầu": 1,
        "Biên bản thẩm định không còn hiệu lực, vẫn lưu": 0,
        "Chuyến kiểm tra thực tế đã lên kế hoạch bị hủy": 1,
    }
    client.post(page.request["PATH_INFO"], {"seen": result.seen})
    assert RubricInForce.objects.get().rubric == rubric


def test_the_record_shows_what_happened(client, on, work):
    on(AGAIN)
    receipt = Receipt.objects.get()
    review = reviewed(work)
    correct(work)
    place = [2026, work.registration.commune.code]

    for person in (editor_of(work.registration.commune), officer(), review.appraiser.person, city_leader()):
        client.force_login(person)
        page = client.get(reverse("evidence:former_dossiers", args=place)).text
        assert receipt.code in page
        assert receipt.digest in page
        assert "12/QĐ-UBND" in page
    client.force_login(review.appraiser.person)
    assert "Thiếu ảnh." in client.get(reverse("appraisal:former_reviews", args=place)).text
    client.force_login(editor_of(work.registration.commune))
    assert "được mở lại" in client.get(reverse("evidence:dossier", args=place)).text
    signed = SelfAssessment.with_set_aside.get(pk=work.pk).parts.first().signed
    assert b"".join(client.get(reverse("evidence:file", args=[signed.public_id]))).startswith(b"%PDF-")
