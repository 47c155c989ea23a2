"""Papers that are stored outside the drafts bear a code too, and anybody may verify them by it (decision 62)."""

from datetime import date

import pytest
from django.db.models import F
from django.urls import reverse

from appraisal import services
from appraisal.models import Review
from papers.codes import new_code
from papers.queries import checked_paper
from tests.decree.acts import signed_copy
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
