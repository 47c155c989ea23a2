"""Pages are compressed, files are not, and the size of a page reveals no secret."""

import gzip

import pytest
from django.urls import reverse

from tests.factories.accounts import editor_of, officer
from tests.factories.communes import CycleFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def page(client):
    CycleFactory(year=2026)
    client.force_login(officer())
    return lambda **headers: client.get(reverse("communes:board", args=[2026]), headers=headers)


def test_a_page_is_compressed_for_who_understands_it(page):
    packed, plain = page(**{"Accept-Encoding": "gzip"}), page()

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")
    assert len(packed.content) * 3 < len(plain.content)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_the_same_page_has_no_fixed_size(page):
    sizes = {len(page(**{"Accept-Encoding": "gzip"}).content) for _ in range(8)}

    assert len(sizes) > 1


def test_a_file_and_a_short_answer_stay_as_they_are(client, at):
    at(2026, 11, 20)
    assessment = SelfAssessmentFactory()
    item = EvidenceItemFactory(score=assessment.scores.first())
    client.force_login(editor_of(assessment.registration.commune))

    file = client.get(reverse("evidence:file", args=[item.file.public_id]), headers={"Accept-Encoding": "gzip"})
    health = client.get(reverse("health"), headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in file.headers
    assert "Content-Encoding" not in health.headers
    file.close()
