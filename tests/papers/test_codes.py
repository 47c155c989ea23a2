"""Papers that are stored outside the drafts bear a code too, and anybody may verify them by it (decision 62)."""

from datetime import date

import pytest
from django.db.models import F
from django.urls import reverse

from appraisal import services
from appraisal.models import Review
from documents.pdf import paper_pdf
from evidence.models import DossierPart
from evidence.receipt_papers import receipt_paper
from evidence.services import submit_dossier, take_back_dossier, upload_signed
from evidence.services.dossiers import issue_receipt
from papers.codes import new_code
from papers.kinds import Typed
from papers.queries import checked_paper
from tests.decree.acts import signed_copy
from tests.factories.accounts import editor_of, head_of
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory
from tests.papers.reading import text_of
from tests.papers.test_minutes import part_of, review, team, written  # noqa: F401
from tests.papers.test_word import tree_of, words_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 12, 20)


# -- Minutes ----------------------------------------------------------------------------------------------------------


def signed_minutes(review, team, now, **facts):  # noqa: F811
    minutes = written(review, team, now, **facts)
    by = part_of(team, "secretary").person
    services.store_signed_minutes(review=review, upload=signed_copy(), by=by, now=now)
    minutes.refresh_from_db()
    return minutes


def changed(review):  # noqa: F811
    """The review after its appraisal has changed."""
    Review.objects.update(version=F("version") + 1)
    review.refresh_from_db()
    return review


def test_minutes_bear_their_code_in_both_forms(client, review, team, now):  # noqa: F811
    minutes = written(review, team, now)
    client.force_login(part_of(team, "lead").person)
    place = [2026, review.assessment.registration.commune.code]

    files = {
        form: client.get(reverse("appraisal:minutes_file", args=[*place, form])).getvalue() for form in ("pdf", "docx")
    }

    assert f"Mã tra cứu: {minutes.code}" in text_of(files["pdf"])
    assert f"Mã tra cứu: {minutes.code}" in words_in(tree_of(files["docx"]))


def test_the_public_sees_of_signed_minutes_what_they_are_and_nothing_else(client, review, team, now):  # noqa: F811
    minutes = written(review, team, now)
    address = reverse("papers:check", args=[minutes.code])
    assert client.get(address).status_code == 404

    minutes = signed_minutes(review, team, now)
    page = client.get(address)

    shown, checked = page.content.decode(), page.context["checked"]
    assert (checked.standing, checked.number, checked.dated) == ("issued", "12/BB-TTĐ", date(2026, 12, 19))
    assert minutes.signed.sha256 in shown
    assert str(review.assessment.registration.commune) not in shown
    assert checked_paper(new_code()) is None


def test_minutes_without_a_number_are_verified_too(client, review, team, now):  # noqa: F811
    minutes = signed_minutes(review, team, now, number="")

    assert client.get(reverse("papers:check", args=[minutes.code])).status_code == 200


def test_minutes_that_no_longer_count_say_so_and_what_replaced_them(client, review, team, now):  # noqa: F811
    first = signed_minutes(review, team, now)
    changed(review)
    assert (checked_paper(first.code).standing, checked_paper(first.code).successor) == ("replaced", "")

    second = signed_minutes(review, team, now, number="13/BB-TTĐ")

    page = client.get(reverse("papers:check", args=[first.code]))
    assert (page.context["checked"].standing, page.context["checked"].successor) == (
        "replaced",
        "13/BB-TTĐ (19/12/2026)",
    )
    assert "13/BB-TTĐ (19/12/2026)" in page.content.decode()
    assert checked_paper(second.code).standing == "issued"


def test_minutes_of_a_reopened_review_no_longer_count(review, team, now):  # noqa: F811
    minutes = signed_minutes(review, team, now)

    services.reopen_review(review=review, reason="Có tài liệu mới.", by=part_of(team, "lead").person, now=now)

    assert checked_paper(minutes.code).standing == "replaced"


# -- Papers of a dossier ----------------------------------------------------------------------------------------------


@pytest.fixture
def today(at):
    return at(2026, 11, 20)


@pytest.fixture
def prepared():
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    return assessment


def paper_of(assessment, kind="letter"):
    return DossierPart.objects.get(assessment=assessment, kind=kind)


def sent(assessment, now):
    head = head_of(assessment.registration.commune)
    submit_dossier(assessment=assessment, by=head, now=now)
    assessment.refresh_from_db()
    return head


@pytest.mark.parametrize("kind", DossierPart.Kind.values)
def test_a_paper_of_a_dossier_bears_its_code_in_both_forms(client, kind):
    assessment = SelfAssessmentFactory(scores="full")
    client.force_login(editor_of(assessment.registration.commune))
    place = [2026, assessment.registration.commune.code, kind]

    word = client.get(reverse("evidence:paper_word", args=place)).getvalue()
    client.post(reverse("evidence:render_paper", args=place))
    pdf = client.get(reverse("evidence:paper_file", args=place)).getvalue()

    code = f"Mã tra cứu: {paper_of(assessment, kind).code}"
    assert code in words_in(tree_of(word))
    assert code in text_of(pdf)


@pytest.mark.parametrize("kind", DossierPart.Kind.values)
def test_the_public_sees_of_a_sent_paper_what_it_is_and_nothing_else(client, prepared, today, kind):
    address = reverse("papers:check", args=[paper_of(prepared, kind).code])
    DossierPart.objects.update(number="125/UBND", dated=date(2026, 11, 19))
    assert client.get(address).status_code == 404

    sent(prepared, today)
    page = client.get(address)

    shown, checked = page.content.decode(), page.context["checked"]
    assert (checked.standing, checked.number, checked.dated) == ("issued", "125/UBND", date(2026, 11, 19))
    assert paper_of(prepared, kind).signed.sha256 in shown
    assert str(prepared.registration.commune) not in shown


def test_a_paper_without_number_and_date_is_verified_too(client, prepared, today):
    sent(prepared, today)

    assert client.get(reverse("papers:check", args=[paper_of(prepared).code])).status_code == 200


def test_a_paper_that_was_taken_back_says_so_and_what_replaced_it(prepared, today):
    head, letter, report = sent(prepared, today), paper_of(prepared), paper_of(prepared, "report")
    copy = take_back_dossier(assessment=prepared, reason="Thiếu một tệp.", by=head, now=today)
    assert checked_paper(letter.code).standing == "replaced"
    assert checked_paper(paper_of(copy).code) is None

    upload_signed(assessment=copy, kind="letter", upload=signed_copy(), by=head, now=today)
    DossierPart.objects.filter(assessment=copy, kind="letter").update(number="126", dated=date(2026, 11, 20))
    sent(copy, today)

    checked = checked_paper(letter.code)
    assert (checked.standing, checked.successor) == ("replaced", "126 (20/11/2026)")
    assert checked_paper(paper_of(copy).code).standing == "issued"
    # The same signed copy of the report was sent again, so that the code that it bears still holds.
    assert checked_paper(report.code).standing == "issued"


def test_a_receipt_is_verified_without_the_unit_its_total_or_its_files(client, prepared, today):
    head = sent(prepared, today)
    receipt = prepared.receipt
    text = text_of(paper_pdf(receipt_paper(receipt, Typed())))
    page = client.get(reverse("papers:check", args=[receipt.check_code]))
    shown, checked = page.content.decode(), page.context["checked"]

    assert f"Mã tra cứu: {receipt.check_code}" in text
    assert (checked.number, checked.dated, checked.standing) == (receipt.code, today.date(), "issued")
    revealed = [str(prepared.registration.commune), receipt.digest, "data-paper-check"]
    assert [words for words in revealed if words in shown] == []

    copy = take_back_dossier(assessment=prepared, reason="Thiếu một tệp.", by=head, now=today)
    assert checked_paper(receipt.check_code).standing == "replaced"
    later = issue_receipt(copy, now=today)
    assert checked_paper(receipt.check_code).successor.startswith(later.code)
