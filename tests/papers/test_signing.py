"""A paper signed on the signer's machine: taken back only as it was handed out, soundly signed, by somebody trusted."""

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Export
from kernel.refusals import Refused
from papers import services
from papers.exports import PAPER, pdf_to_sign
from papers.models import Draft
from tests.factories.accounts import officer
from tests.factories.signatures import signed
from tests.papers.test_drafts import at_hand, key, now, written, year  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def signer(authority, settings):
    """Who signs, trusted by the portal."""
    settings.SIGNATURE_TRUST_DIR = str(authority.folder)
    return authority


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def made(client, by, key, now):  # noqa: F811
    """The PDF to be signed, as the worker made it; number and day are typed."""
    written(by, key, now, number="12/SNV-CCHC", dated=date(2026, 12, 28), signer_name="Người Thử")
    client.force_login(by)
    client.post(reverse("papers:request_file", args=["results.result_letter", key, "pdf"]))
    return Export.objects.get(kind=PAPER)


def content_of(export) -> bytes:
    with export.file.open() as file:
        return file.read()


def taken(content, made, *, by, key, now):  # noqa: F811
    file = SimpleUploadedFile("ky.pdf", content)
    return services.take_signed(paper=at_hand(by, key, now), file=file, made=made, by=by, now=now)


def codes(content, made, **facts) -> list[str]:
    with pytest.raises(Refused) as refusal:
        taken(content, made, **facts)
    assert not Draft.objects.filter(kind="results.result_letter").exclude(issued_at=None).exists()
    return [problem.code for problem in refusal.value.problems]


def test_what_was_handed_out_and_soundly_signed_is_issued(signer, made, by, key, now):  # noqa: F811
    assert pdf_to_sign(at_hand(by, key, now), by) == made

    draft = taken(signed(content_of(made), signer.signer), made, by=by, key=key, now=now)

    assert (draft.number, draft.dated, draft.issued_at) == ("12/SNV-CCHC", date(2026, 12, 28), now)
    assert draft.signed.name == "ky.pdf"


def test_what_is_unsigned_altered_foreign_or_revoked_is_refused_with_reasons(signer, made, by, key, now):  # noqa: F811
    facts = {"by": by, "key": key, "now": now}
    plain = content_of(made)
    sound = signed(plain, signer.signer)

    assert codes(plain, made, **facts) == ["signed_without_signature"]
    assert codes(b"%PDF-1.7 nothing", made, **facts) == ["signed_unreadable"]
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"BT ET")
        output = io.BytesIO()
        pdf.save(output)
    assert codes(output.getvalue(), made, **facts) == ["signed_altered", "signed_other_text"]
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        del pdf.pages[0]
        pdf.add_blank_page()
        other = io.BytesIO()
        pdf.save(other)
    assert codes(signed(other.getvalue(), signer.signer), made, **facts) == ["signed_other_text"]
    assert codes(signed(plain, signer.stranger), made, **facts) == ["signed_by_unknown"]

    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.add_blank_page()
        longer = io.BytesIO()
        pdf.save(longer)
    assert codes(signed(longer.getvalue(), signer.signer), made, **facts) == ["signed_other_text"]

    signer.revoke()
    try:
        assert codes(sound, made, **facts) == ["signed_by_revoked"]
    finally:
        signer.forgive()


def test_nobody_is_trusted_where_no_certificate_is_found(signer, made, by, key, now, settings, tmp_path):  # noqa: F811
    sound = signed(content_of(made), signer.signer)
    settings.SIGNATURE_TRUST_DIR = str(tmp_path)
    assert codes(sound, made, by=by, key=key, now=now) == ["signed_by_unknown"]


def test_a_paper_changed_while_it_was_signed_is_signed_again(signer, made, by, key, now):  # noqa: F811
    file, before = SimpleUploadedFile("ky.pdf", signed(content_of(made), signer.signer)), at_hand(by, key, now)
    written(by, key, now, number="13/SNV-CCHC", dated=date(2026, 12, 28), signer_name="Người Thử")

    with pytest.raises(Refused) as refusal:
        services.take_signed(paper=before, file=file, made=made, by=by, now=now)

    assert [problem.code for problem in refusal.value.problems] == ["signed_paper_changed"]
    assert not Draft.objects.filter(kind="results.result_letter").exclude(issued_at=None).exists()


def test_nothing_is_signed_without_number_day_and_pdf(signer, made, by, key, now):  # noqa: F811
    sound = signed(content_of(made), signer.signer)
    assert codes(sound, None, by=by, key=key, now=now) == ["signing_pdf_missing"]
    written(by, key, now)
    assert codes(sound, made, by=by, key=key, now=now) == ["signing_number_missing", "signing_day_missing"]


def test_only_this_page_may_connect_to_the_agent(signer, client, made, key, settings):  # noqa: F811
    page = client.get(reverse("papers:sign", args=["results.result_letter", key]))
    other = client.get(reverse("papers:paper", args=["results.result_letter", key]))
    policy = page["Content-Security-Policy"]

    assert f"connect-src 'self' {settings.SIGNING_AGENT_URL}" in policy
    assert settings.SIGNING_AGENT_URL not in other["Content-Security-Policy"]
    assert reverse("papers:sign", args=["results.result_letter", key]) in other.text

    settings.SIGNING_AGENT_URL = ""
    assert client.get(reverse("papers:sign", args=["results.result_letter", key])).status_code == 404
    assert "/sign/" not in client.get(reverse("papers:paper", args=["results.result_letter", key])).text


def test_a_refused_file_is_reported_at_its_field(signer, client, made, key, by, now):  # noqa: F811
    address = reverse("papers:sign", args=["results.result_letter", key])
    answer = client.post(address, {"file": SimpleUploadedFile("ky.pdf", content_of(made))})
    assert answer.status_code == 422
    assert "chữ ký số" in answer.text

    sound = SimpleUploadedFile("ky.pdf", signed(content_of(made), signer.signer))
    assert client.post(address, {"file": sound}).status_code == 302
    assert Draft.objects.get(kind="results.result_letter", is_latest=True).issued_by == by
