"""Visits on site: planned, announced, recorded criterion by criterion, locked; who sees what [R3, S8]."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from accounts.services.recusals import recuse
from appraisal import services
from appraisal.calendar_entries import visit_entries
from appraisal.models import Review, TeamMember, Visit, VisitItem, VisitPhoto
from appraisal.queries.visits import criterion_choices, findings_of, sendable_members, visits_visible_to
from audit.models import Entry
from documents.models import StoredFile
from kernel.refusals import Refused
from kernel.wording import sentence_for
from notifications.models import Message
from tests.factories.accounts import appraiser, city_leader, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    ReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    VisitPhotoFactory,
)
from tests.factories.communes import CycleFactory
from tests.factories.documents import StoredFileFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
BEGINS = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
HELD = datetime(2026, 12, 8, 4, 0, tzinfo=UTC)


@pytest.fixture
def review():
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    member = TeamMemberFactory(team=team, person=appraiser(full_name="Thẩm định viên"))
    return ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member, scores={"I.2": "1"})


def plan(review, **changed):
    facts = {"starts_at": BEGINS, "place": "Bộ phận một cửa", "members": [review.appraiser], "criteria": {"I.1": ""}}
    return services.plan_visit(review=review, **facts | changed, by=review.appraiser.person, now=NOW)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def note(visit, criterion="I.1", seen="yes", remark="", version=0, now=HELD, by=None):
    facts = {"criterion": criterion, "seen": seen, "remark": remark, "seen_version": version}
    return services.note_visit_item(visit=visit, **facts, by=by or visit.review.appraiser.person, now=now)


def picture(*, taken="", size=(60, 40)) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    output = io.BytesIO()
    Image.new("RGB", size, "teal").save(output, "JPEG", exif=exif)
    return output.getvalue()


def test_a_visit_needs_people_criteria_and_a_day_to_come(review):
    with pytest.raises(Refused) as refusal:
        plan(review, starts_at=datetime(2026, 12, 4, 16, 59, tzinfo=UTC), members=[], criteria={})

    assert codes(refusal) == ["visit_in_the_past", "visit_without_members", "visit_without_criteria"]
    assert (Visit.objects.count(), Message.objects.count()) == (0, 0)


def test_whoever_keeps_out_of_a_commune_does_not_visit_it(review):
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    registration = review.assessment.registration
    recuse(person=other.person, unit_code=registration.commune.code, reason="Người nhà", by=other.person, now=NOW)
    stranger = TeamMemberFactory(team=AppraisalTeamFactory(cycle=CycleFactory(year=2027)), person=appraiser())
    other = TeamMember.objects.select_related("person", "team").get(pk=other.pk)

    with pytest.raises(Refused) as refusal:
        plan(review, members=[other, stranger])

    assert codes(refusal) == ["visitor_recused", "member_of_another_year"]
    assert sendable_members(review) == [review.appraiser]


def test_the_commune_is_notified_of_day_place_and_people_and_of_nothing_else(review, client, at):
    at(2026, 12, 5)
    editor = editor_of(review.assessment.registration.commune)
    visit = plan(review, criteria={"I.1": "Bảng niêm yết"})
    message = Message.objects.get(person=editor)
    client.force_login(editor)
    page = client.get(message.path)

    assert message.kind == "appraisal.visit_planned"
    assert {
        "day": "08:00 08/12/2026",
        "place": "Bộ phận một cửa",
        "who": "Thẩm định viên",
    }.items() <= message.facts.items()
    assert ("Bộ phận một cửa" in page.text, "Bảng niêm yết" in page.text) == (True, False)
    assert client.get(reverse("appraisal:visit", args=[2026, visit.pk])).status_code == 404


def test_criteria_that_differ_come_first(review):
    assert [(criterion.code, criterion.is_flagged) for criterion in criterion_choices(officer(), review)][:2] == [
        ("I.2", True),
        ("I.1", False),
    ]


def test_what_was_noted_stays_when_the_list_changes(review):
    visit = plan(review, criteria={"I.1": "", "I.2": ""})
    note(visit, criterion="I.2", remark="Có bảng")
    facts = {"starts_at": BEGINS, "place": visit.place, "members": [review.appraiser]}
    services.change_visit(visit=visit, **facts, criteria={"I.2": "Bảng", "II": ""}, by=officer(), now=HELD)

    assert list(visit.items.values_list("criterion__code", "look_for", "remark")) == [("I.2", "Bảng", "Có bảng")]
    assert not Message.objects.filter(kind="appraisal.visit_changed").exists()


def test_two_phones_never_overwrite_each_other_and_the_same_twice_is_once(review):
    visit = plan(review)
    for _ in range(2):
        note(visit, remark="Đủ")
    refusals = []
    for person in (officer(), review.appraiser.person):
        with pytest.raises(Refused) as refusal:
            note(visit, seen="no", remark="Thiếu", by=person)
        refusals.append(codes(refusal))
    facts = {"visit": visit, "seen_version": 0, "by": review.appraiser.person, "now": NOW}
    for _ in range(2):
        services.remark_on_visit(**facts, remarks="Sạch sẽ")
    with pytest.raises(Refused) as refusal:
        services.remark_on_visit(**facts, remarks="Chưa gọn")
    refusals.append(codes(refusal))

    assert refusals == [
        ["visit_item_changed"],
        ["visit_item_changed_in_own_window"],
        ["visit_remarks_changed"],
    ]
    assert VisitItem.objects.get().version == 1
    assert Entry.objects.filter(verb="appraisal.note_visit_item").count() == 1


def test_a_visit_is_done_on_its_day_with_each_lack_said_and_then_locked(review):
    visit, person = plan(review, criteria={"I.1": "", "I.2": ""}), review.appraiser.person
    with pytest.raises(Refused) as early:
        services.finish_visit(visit=visit, by=person, now=NOW)
    note(visit, seen="partly")
    with pytest.raises(Refused) as unsaid:
        services.finish_visit(visit=visit, by=person, now=HELD)
    note(visit, seen="partly", remark="Thiếu bảng", version=1)
    note(visit, seen="partly", remark="Thiếu bảng niêm yết", version=2)
    done = services.finish_visit(visit=visit, by=person, now=HELD)
    with pytest.raises(Refused) as locked:
        note(visit, remark="Khác", version=3)

    assert (codes(early), codes(unsaid)) == (["visit_not_yet", "visit_nothing_seen"], ["visit_item_without_remark"])
    assert (done.state, codes(locked)) == (Visit.State.DONE, ["visit_locked"])
    # What changed: first what was seen, then the words alone, one line for all that was typed of them.
    written = Entry.objects.filter(target_type="appraisal.visit").order_by("pk").values_list("verb", "facts__after")
    verbs = ("note_visit_item", "partly"), ("remark_on_visit_item", None), ("finish_visit", None)
    assert list(written)[1:] == [(f"appraisal.{verb}", after) for verb, after in verbs]
    [result] = findings_of(officer(), review, "I.1")
    assert (result.item.seen, result.item.remark) == ("partly", "Thiếu bảng niêm yết")


def test_everybody_concerned_is_notified_why_a_visit_is_cancelled(review):
    visit, head = plan(review), head_of(review.assessment.registration.commune)
    with pytest.raises(Refused) as silent:
        services.cancel_visit(visit=visit, reason=" ", by=officer(), now=NOW)
    services.cancel_visit(visit=visit, reason="Bão số 9", by=officer(), now=NOW)

    assert codes(silent) == ["visit_reason_missing"]
    messages = Message.objects.filter(kind="appraisal.visit_cancelled", facts__reason="Bão số 9")
    assert set(messages.values_list("person", flat=True)) == {head.pk, review.appraiser.person_id}


def test_only_who_goes_appraises_or_oversees_sees_a_visit(review):
    goes = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    visit = plan(review, members=[goes])
    people = [review.appraiser.person, goes.person, officer(), team_lead(), city_leader(), appraiser()]

    assert [visits_visible_to(person).filter(pk=visit.pk).exists() for person in people] == [True] * 5 + [False]
    assert not visits_visible_to(editor_of(review.assessment.registration.commune)).exists()


# -- Over HTTP --------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_on_its_page_and_what_was_typed_is_kept(client, review, at):
    at(2026, 12, 5)
    client.force_login(review.appraiser.person)
    page = reverse("appraisal:plan_visit", args=[2026, review.assessment.registration.commune.code])
    typed = {"starts_on": "2026-12-08", "starts_time": "08:00", "members": [review.appraiser_id]}
    typed |= {"criteria": ["I.2"], "look-I.2": "Sổ theo dõi"}

    refused = client.post(page, typed | {"place": ""})
    sent = client.post(page, typed | {"place": "Hội trường"})

    assert (refused.status_code, "Sổ theo dõi" in refused.text) == (422, True)
    visit = Visit.objects.get()
    assert sent.url == reverse("appraisal:visit", args=[2026, visit.pk])
    assert (visit.starts_at, list(visit.items.values_list("look_for", flat=True))) == (BEGINS, ["Sổ theo dõi"])


def test_a_photo_comes_with_the_hour_its_camera_wrote_and_no_other_file_does(client, review, at):
    at(2026, 12, 8)
    visit = VisitFactory(review=review)
    client.force_login(review.appraiser.person)
    page = reverse("appraisal:add_visit_photos", args=[2026, visit.pk])
    photo = SimpleUploadedFile("anh.jpg", picture(taken="2026:12:08 09:15:00"))
    taken = client.post(page, {"criterion": "I.1", "photos": [photo]}, headers={"HX-Request": "true"})
    refused = client.post(page, {"photos": [SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n")]})

    [result] = VisitPhoto.objects.all()
    assert (taken.status_code, refused.status_code) == (200, 422)
    assert (result.item.criterion.code, result.taken_at) == ("I.1", datetime(2026, 12, 8, 2, 15, tzinfo=UTC))
    shown = client.get(reverse("appraisal:visit_photo", args=[2026, visit.pk, result.pk]))
    assert shown.headers["Content-Type"] == "image/jpeg"
    b"".join(shown)


def test_the_commune_reads_the_findings_once_its_review_is_confirmed(client, review):
    visit = VisitFactory(review=review, done=True)
    commune = review.assessment.registration.commune
    client.force_login(editor_of(commune))
    page = reverse("appraisal:own_visit", args=[2026, commune.code, visit.pk])
    before = client.get(page).text
    Review.objects.filter(pk=review.pk).update(
        state="reconciled", completed_at=HELD, completed_by=officer(), reconciled_at=HELD, reconciled_by=officer()
    )

    assert ("Thiếu bảng niêm yết." in before, "Thiếu bảng niêm yết." in client.get(page).text) == (False, True)


def test_the_checklist_is_a_paper(client, review):
    visit = VisitFactory(review=review)
    client.force_login(officer())
    answer = client.get(reverse("appraisal:visit_checklist", args=[2026, visit.pk, "pdf"]))

    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_visits_costs_the_same_for_one_and_three(client, review, count, django_assert_num_queries):
    for _ in range(count):
        VisitFactory(review=review, done=True).photos.create(
            file=StoredFileFactory(), added_at=NOW, added_by=review.appraiser.person
        )
    client.force_login(officer())
    client.get("/")
    with django_assert_num_queries(7):
        client.get(reverse("appraisal:visits", args=[2026]))


def test_who_declares_a_conflict_goes_on_no_planned_visit(review):
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser(full_name="Người nhà"))
    visit = plan(review, members=[review.appraiser, other])
    registration = review.assessment.registration
    facts = {"cycle": registration.cycle, "commune": registration.commune, "reason": "Người nhà"}
    services.declare_conflict(**facts, person=other.person, by=other.person, now=NOW)

    assert list(visit.members.all()) == [review.appraiser]
    assert Message.objects.filter(kind="appraisal.visit_changed", person=review.appraiser.person).exists()


def test_who_went_on_a_visit_stays_on_record_in_the_team(review):
    lead = TeamMemberFactory(team=review.appraiser.team, person=team_lead(), part=TeamMember.Part.LEAD).person
    goes = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    plan(review, members=[goes])
    facts = {"cycle": goes.team.cycle, "decision_number": "1/QĐ", "decision_date": date(2026, 11, 25), "lead": lead}
    with pytest.raises(Refused) as refusal:
        services.form_team(**facts, members=[review.appraiser.person], by=officer(), now=NOW)

    assert codes(refusal) == ["member_has_visits"]


def test_a_photo_taken_away_leaves_the_store(review):
    visit = plan(review)
    photo = visit.photos.create(file=StoredFileFactory(), added_at=NOW, added_by=review.appraiser.person)
    services.remove_visit_photo(photo=photo, by=review.appraiser.person, now=NOW)

    assert (VisitPhoto.objects.count(), StoredFile.objects.filter(pk=photo.file_id).count()) == (0, 0)


def test_a_visit_stands_in_the_calendars_of_who_goes_and_of_the_commune(review):
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    visit, commune = plan(review), review.assessment.registration.commune
    facts = {"place": visit.place, "members": [review.appraiser], "criteria": {"I.1": ""}}
    services.change_visit(visit=visit, starts_at=HELD, **facts, by=officer(), now=NOW)

    def calendar_of(person):
        return [(entry.day, entry.title, entry.revision) for entry in visit_entries(person)]

    kept = [(HELD.date(), f"11:00 kiểm tra thực tế {commune}", 1)]
    people = [review.appraiser.person, editor_of(commune), other.person]
    assert [calendar_of(person) for person in people] == [kept, kept, []]


def test_a_criterion_of_which_something_was_noted_stays_on_the_list(review):
    visit = plan(review, criteria={"I.1": "", "I.2": "", "II.1": ""})
    note(visit, "I.1", seen="no", remark="Chưa có biển")
    VisitPhotoFactory(visit=visit, item=visit.items.get(criterion__code="I.2"))
    facts = {"starts_at": BEGINS, "place": "Bộ phận một cửa", "members": [review.appraiser]}
    by = review.appraiser.person

    with pytest.raises(Refused) as refusal:
        services.change_visit(visit=visit, **facts, criteria={"II.1": ""}, by=by, now=NOW)
    assert [(result.code, result.where) for result in refusal.value.problems] == [
        ("visit_criterion_noted", "I.1"),
        ("visit_criterion_noted", "I.2"),
    ]
    assert (visit.items.count(), VisitPhoto.objects.count()) == (3, 1)
    services.change_visit(visit=visit, **facts, criteria={"I.1": "", "I.2": ""}, by=by, now=NOW)
    assert visit.items.count() == 2


def test_the_trail_of_a_visit_is_in_its_readers_language(review):
    visit = plan(review)
    with translation.override("en"):
        note(visit, seen="partly", remark="Một phần")
    line = Entry.objects.get(verb="appraisal.note_visit_item")
    assert line.facts["after"] == "partly"
    with translation.override("vi"):
        words = str(VisitItem.Seen.PARTLY.label)
        assert words in sentence_for(line.verb, line.facts)
        assert "not seen" in sentence_for(line.verb, line.facts | {"after": "not seen"})  # a line of before
