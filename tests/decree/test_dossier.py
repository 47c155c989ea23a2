"""[dossier] The dossier (procedure, step 2): exactly four components.

1. the submission letter of the commune's Chair to the city's Chair; 2. the commune's report on its results; 3. the
self-scoring table, criterion by criterion; 4. the evidence in the order of the criteria, each criterion a set of its
own, papers and pictures as photocopies or scans.
"""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from documents.pdf import paper_pdf
from evidence.models import DossierPart, EvidenceItem, Receipt
from evidence.papers import dossier_facts, dossier_paper
from evidence.services import add_evidence
from scoring.models import SelfScore
from tests.decree.acts import a_commune_ready_to_send, midday, refusal_codes, send_dossier
from tests.factories.accounts import editor_of, officer
from tests.factories.documents import PDF
from tests.factories.evidence import DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.papers.reading import text_of

IN_TIME = midday(11, 20)


def paper(kind: str, assessment) -> str:
    """The words of one of the three papers, as it is printed."""
    part = DossierPartFactory(assessment=assessment, kind=kind, number="125", dated=date(2026, 11, 20))
    with translation.override("vi"):
        laid_out = dossier_paper(part, dossier_facts(assessment))
    return text_of(paper_pdf(laid_out))


def test_a_whole_dossier_goes_in_with_a_receipt():
    receipt = send_dossier(a_commune_ready_to_send(), at=IN_TIME)

    assert (receipt.assessment.state, receipt.files_count) == ("submitted", 8)


def test_its_components_are_letter_report_table_and_evidence():
    assert [kind.value for kind in DossierPart.Kind] == ["letter", "report", "table"]


@pytest.mark.parametrize("kind", DossierPart.Kind.values)
def test_without_one_of_the_three_signed_papers_it_does_not_go_in(kind):
    assessment = a_commune_ready_to_send()
    part = DossierPart.objects.get(assessment=assessment, kind=kind)
    part.signed = part.signed_at = part.signed_by = None
    part.save()

    refused = refusal_codes(send_dossier, assessment=assessment, at=IN_TIME)

    assert (refused, Receipt.objects.count()) == (["part_missing"], 0)


def test_a_criterion_that_earns_points_without_its_set_of_evidence_keeps_the_dossier_back():
    assessment = a_commune_ready_to_send()
    EvidenceItem.objects.filter(score__criterion__code="II.1").delete()

    assert refusal_codes(send_dossier, assessment=assessment, at=IN_TIME) == ["evidence_missing"]


def test_a_criterion_without_points_needs_no_evidence():
    assessment = a_commune_ready_to_send()
    EvidenceItem.objects.filter(score__criterion__code="II.1").delete()
    SelfScore.objects.filter(assessment=assessment, criterion__code="II.1").update(points=0)

    assert refusal_codes(send_dossier, assessment=assessment, at=IN_TIME) == []


def test_a_table_with_a_criterion_left_open_does_not_go_in():
    assessment = a_commune_ready_to_send()
    SelfScore.objects.filter(assessment=assessment, criterion__code="IV.2").update(points=None)

    assert refusal_codes(send_dossier, assessment=assessment, at=IN_TIME) == ["criterion_without_points"]


def test_the_letter_goes_from_the_communes_chair_to_the_citys_chair():
    text = paper("letter", SelfAssessmentFactory(scores="full"))

    assert "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Hải Phòng" in text
    assert re.search(r"Chủ tịch Ủy ban nhân dân phường .* kính trình Chủ tịch Ủy ban nhân dân thành phố", text)


def test_the_table_goes_criterion_by_criterion():
    text = paper("table", SelfAssessmentFactory(scores="full"))

    places = [
        text.find(f"Nội dung {code}") for code in ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")
    ]
    assert -1 not in places
    assert places == sorted(places)


def test_the_evidence_stands_in_the_order_of_the_criteria_each_a_set_of_its_own(client):
    assessment = SelfAssessmentFactory(submitted=True, scores="full")
    for criterion in ("IV.1", "I.2", "I.1", "I.2"):
        EvidenceItemFactory(score=assessment.scores.get(criterion__code=criterion))
    client.force_login(officer())

    book = client.get(reverse("evidence:dossier_contents", args=[2026, assessment.registration.commune.code]))

    sets = [(row.code, len(items)) for row, _, items in book.context["rows"] if items]
    assert sets == [("I.1", 1), ("I.2", 2), ("IV.1", 1)]


@pytest.mark.parametrize(
    ("name", "body", "codes"),
    [
        ("ban-scan.pdf", PDF, []),
        ("anh-chup.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 64 + b"\xff\xd9", []),
        ("chuong-trinh.exe", b"MZ" + b"\x00" * 64, ["file_kind_unknown"]),
    ],
    ids=["scan", "picture", "neither"],
)
def test_papers_and_pictures_come_as_scans(name, body, codes):
    assessment = SelfAssessmentFactory()
    sent = {
        "score": assessment.scores.get(criterion__code="I.1"),
        "upload": SimpleUploadedFile(name, body),
        "by": editor_of(assessment.registration.commune),
    }

    assert refusal_codes(add_evidence, **sent, now=IN_TIME) == codes
