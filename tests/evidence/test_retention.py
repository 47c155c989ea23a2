"""What is deleted, when, and what stays; removed files come back for 30 days."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from audit.models import Entry
from documents.models import Discarded, StoredFile
from documents.services import remove_discarded
from evidence import services
from evidence.models import EvidenceItem
from kernel.deadlines import CITY_ZONE
from records.models import Release
from scoring.models import SelfAssessment
from tests.factories.accounts import editor_of
from tests.factories.documents import PDF, StoredFileFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 9, tzinfo=CITY_ZONE)
MONTH_ON = NOW + timedelta(days=30)
LONG_ON = datetime(2037, 1, 1, tzinfo=CITY_ZONE)


def added(assessment, *, criterion="I.1", content=PDF, now=NOW):
    score = assessment.scores.select_related("criterion").get(criterion__code=criterion)
    by = editor_of(assessment.registration.commune)
    return services.add_evidence(score=score, upload=SimpleUploadedFile("a.pdf", content), by=by, now=now)


def removed(item, *, now=NOW):
    return services.remove_evidence(item=item, by=item.added_by, now=now)


def bytes_of(item):
    return item.file.content.storage.exists(item.file.content.name)


def ran(at, moment, *arguments):
    at(moment.year, moment.month, moment.day)
    shown = StringIO()
    call_command("clear_evidence", *arguments, stdout=shown)
    return shown.getvalue()


@pytest.fixture
def work():
    """A dossier of a year whose files were released in writing."""
    made = SelfAssessmentFactory()
    fields = {"kind": Release.Kind.RELEASED, "number": "01/SNV", "dated": date(2026, 12, 31), "recorded_at": NOW}
    by = editor_of(made.registration.commune)
    Release.objects.create(
        cycle=made.registration.cycle, file=StoredFileFactory(name="released.pdf"), recorded_by=by, **fields
    )
    return made


def test_removed_files_go_after_thirty_days_and_not_before(work):
    item, kept = removed(added(work)), added(work, criterion="I.2", content=PDF + b"2")
    assert services.delete_removed(now=MONTH_ON - timedelta(seconds=1)) == []

    (shown,) = services.delete_removed(now=MONTH_ON)

    assert (shown.assessment, shown.count, shown.size) == (work, 1, len(PDF))
    assert list(EvidenceItem.objects.all()) == [kept]
    assert not StoredFile.objects.filter(pk=item.file_id).exists()
    entry = Entry.objects.get(verb="evidence.delete_removed")
    assert entry.facts["files"] == [f"I.1 a.pdf {item.file.sha256}"]
    assert entry.actor is None
    assert services.delete_removed(now=MONTH_ON) == []


def test_bytes_go_a_day_later_and_only_when_nothing_needs_them(work):
    item = removed(added(work))
    services.delete_removed(now=MONTH_ON)
    assert remove_discarded(now=MONTH_ON + timedelta(hours=23)) == (0, 0)
    assert bytes_of(item)
    assert remove_discarded(now=MONTH_ON + timedelta(days=1)) == (1, len(PDF))
    assert not bytes_of(item)


def test_content_sent_again_meanwhile_stays(work):
    item = removed(added(work))
    services.delete_removed(now=MONTH_ON)
    again = added(work, criterion="I.2", now=datetime(2026, 11, 30, tzinfo=CITY_ZONE))
    assert not Discarded.objects.exists()
    assert remove_discarded(now=MONTH_ON + timedelta(days=2)) == (0, 0)
    assert bytes_of(again)
    assert again.file.sha256 == item.file.sha256


def test_content_shared_with_other_rows_stays(work):
    item, same = added(work), None
    same = services.link_evidence(
        score=work.scores.get(criterion__code="I.2"), sha256=item.file.sha256, name="b", by=item.added_by, now=NOW
    )
    other = added(SelfAssessmentFactory(registration__cycle=work.registration.cycle))
    removed(item)
    services.delete_removed(now=MONTH_ON)
    assert StoredFile.objects.filter(pk=same.file_id).exists()
    removed(same)
    services.delete_removed(now=MONTH_ON)
    assert not StoredFile.objects.filter(pk=same.file_id).exists()
    assert not Discarded.objects.exists()
    assert bytes_of(other)


@pytest.mark.parametrize(
    ("state", "moment", "goes"),
    [
        ("closed", LONG_ON, True),
        ("closed", LONG_ON - timedelta(seconds=1), False),
        ("open", LONG_ON, True),
        ("under_appraisal", LONG_ON, False),
    ],
)
def test_a_years_evidence_goes_after_its_retention(work, state, moment, goes):
    added(work)
    sent = {} if state == "open" else {"submitted_at": NOW, "submitted_by": editor_of(work.registration.commune)}
    SelfAssessment.objects.filter(pk=work.pk).update(state=state, **sent)
    assert len(services.delete_expired(now=moment)) == goes
    assert EvidenceItem.objects.exists() != goes
    assert Entry.objects.filter(verb="evidence.delete_expired").exists() == goes


def test_the_years_of_retention_are_a_setting(work, settings):
    added(work)
    settings.RETENTION_YEARS = 2
    assert len(services.delete_expired(now=datetime(2029, 1, 1, tzinfo=CITY_ZONE))) == 1


def test_a_dry_run_reports_and_changes_nothing(work, at):
    item = removed(added(work))
    shown = ran(at, MONTH_ON + timedelta(days=1), "--dry-run")
    assert "1 files removed by communes, 1 dossiers." in shown
    assert "dry run" in shown
    assert EvidenceItem.objects.filter(pk=item.pk).exists()
    assert not Entry.objects.filter(verb="evidence.delete_removed").exists()


def test_the_command_deletes_reports_and_clears_the_store(work, at):
    item = removed(added(work))
    ran(at, MONTH_ON + timedelta(days=1))
    assert not EvidenceItem.objects.exists()
    assert "1 contents left the store" in ran(at, MONTH_ON + timedelta(days=3))
    assert not bytes_of(item)


def test_the_commune_puts_removed_files_back_from_a_list(work, client, at):
    at(2026, 11, 20)
    item = removed(added(work))
    registration = work.registration
    client.force_login(item.added_by)
    url = reverse("evidence:removed", args=[registration.cycle.year, registration.commune.code])
    assert "a.pdf" in client.get(url).content.decode()
    client.post(reverse("evidence:restore_item", args=[item.pk]))
    item.refresh_from_db()
    assert item.removed_at is None
    assert "a.pdf" not in client.get(url).content.decode()


def test_the_list_costs_the_same_queries_at_one_and_three(work, client, at, django_assert_num_queries):
    at(2026, 11, 20)
    items = [added(work, content=PDF + bytes([number])) for number in range(3)]
    removed(items[0])
    registration = work.registration
    client.force_login(items[0].added_by)
    url = reverse("evidence:removed", args=[registration.cycle.year, registration.commune.code])
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)
    for item in items[1:]:
        removed(item)
    with django_assert_num_queries(5):
        client.get(url)
