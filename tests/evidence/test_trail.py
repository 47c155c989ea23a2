"""The trail of a dossier names no removed file to people who cannot restore it [S8]."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.queries import trail_of
from evidence.drafts import trail_seen_by
from evidence.services import add_evidence, remove_evidence
from scoring.models import SelfAssessment
from tests.decree.acts import midday
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import PDF
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
NOW = midday(11, 10)


@pytest.fixture
def work():
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores="full")
    by, score = editor_of(work.registration.commune), work.scores.get(criterion__code="I.1")
    for place, name in enumerate(("con.pdf", "bo.pdf")):
        upload = SimpleUploadedFile(name, PDF + bytes([place]))
        item = add_evidence(score=score, upload=upload, by=by, now=NOW)
    remove_evidence(item=item, by=by, now=NOW)
    return work


def named(work, reader) -> set[str]:
    entries = trail_seen_by(reader, trail_of(work), work)
    return {f"{entry.verb.partition('.')[2]} {entry.facts['file']}" for entry in entries if "file" in entry.facts}


def test_its_people_read_it_while_they_may_put_it_back(work):
    assert named(work, editor_of(work.registration.commune)) == {
        "add_evidence con.pdf",
        "add_evidence bo.pdf",
        "remove_evidence bo.pdf",
    }


def test_once_sent_nobody_reads_it(client, pinned_clock, work):
    SelfAssessment.objects.filter(pk=work.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=editor_of(work.registration.commune)
    )
    work.refresh_from_db()

    for reader in (officer(), editor_of(work.registration.commune)):
        assert named(work, reader) == {"add_evidence con.pdf"}
    pinned_clock.move_to(midday(12, 2))
    client.force_login(officer())
    page = client.get(reverse("evidence:dossier", args=[2026, work.registration.commune.code])).text
    assert ("con.pdf" in page, "bo.pdf" in page) == (True, False)
