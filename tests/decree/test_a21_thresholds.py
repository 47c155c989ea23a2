"""[S2] Threshold rows (NT2; read as "theo quy định của cổng", A21, A25, A26): ratio and met or not met are shown.

II.8 "100% ... trước và trong thời gian quy định"; IV.5.1 "từ 90% trở lên"; IV.5.2 two ratios joined by "và", both from
90 %; IV.6 "trên 100%", strictly. The appraiser still gives 0 to the maximum: "đến đâu đánh giá, chấm điểm đến đó".
"""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from appraisal.services import enter_review_score
from audit.models import Entry
from evidence.papers import dossier_facts
from scoring.addresses import DossierAddress
from scoring.core import THRESHOLDS, Ratio
from scoring.models import RatioFigure
from scoring.services.loading import load_rubric
from scoring.services.ratios import enter_ratios
from scoring.thresholds import threshold_of
from tests.decree.acts import midday, refusal_codes
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import appraiser, editor_of
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept

NOW = midday(11, 10)


def ratios(**given) -> dict[str, Ratio]:
    return {key: Ratio(Decimal(part), Decimal(whole)) for key, (part, whole) in given.items()}


@pytest.mark.parametrize(
    ("code", "given", "met"),
    [
        ("II.8", {"files_on_time": (999_999, 1_000_000)}, False),
        ("II.8", {"files_on_time": (1_000_000, 1_000_000)}, True),
        ("IV.5.1", {"documents_signed": (899_999, 1_000_000)}, False),
        ("IV.5.1", {"documents_signed": (9, 10)}, True),
        ("IV.5.2", {"online_services": (9, 10), "files_digitised": (90, 100)}, True),
        ("IV.5.2", {"online_services": (9, 10), "files_digitised": (89_999, 100_000)}, False),
        ("IV.5.2", {"online_services": (89_999, 100_000), "files_digitised": (1, 1)}, False),
        ("IV.5.2", {"online_services": (9, 10)}, None),
        ("IV.5.2", {"files_digitised": (8, 10)}, False),
        ("IV.6", {"app_installations": (5_000, 5_000)}, False),
        ("IV.6", {"app_installations": (5_001, 5_000)}, True),
        ("IV.6", {}, None),
    ],
)
def test_met_or_not_met_at_the_bound(code, given, met):
    assert THRESHOLDS[code].is_met(ratios(**given)) is met


def test_a_share_is_never_rounded_up_to_the_bound():
    assert Ratio(Decimal(89_999), Decimal(100_000)).percent == Decimal("89.99")


@pytest.mark.parametrize(("part", "whole", "error"), [(1, 0, ValueError), (-1, 2, ValueError), (0.9, 1, TypeError)])
def test_what_is_no_ratio_is_none(part, whole, error):
    with pytest.raises(error):
        Ratio(part, whole)


@kept
def work():
    table, _new = load_rubric(DOCUMENT, by=None, now=midday(1, 5))
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=table, scores="full")


def report(work, criterion, at=NOW, seen=None, **figures):
    by = editor_of(work.registration.commune)
    seen = threshold_of(work, criterion).seen if seen is None else seen
    address = DossierAddress.of(work)
    return refusal_codes(enter_ratios, address=address, criterion=criterion, figures=figures, seen=seen, by=by, now=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("criterion", "figures", "codes"),
    [
        ("IV.5.1", {"documents_signed": (9, 10, "BC 12")}, []),
        ("IV.5.1", {"documents_signed": (11, 10, "BC 12")}, ["ratio_part_above_whole"]),
        ("IV.5.1", {"documents_signed": (0, 0, "BC 12")}, ["ratio_whole_not_above_0"]),
        ("IV.5.1", {"documents_signed": (9, 10, "  ")}, ["ratio_source_missing"]),
        ("IV.5.1", {"documents_signed": (9, None, "BC 12")}, ["ratio_whole_missing"]),
        ("IV.5.1", {"documents_signed": (None, 10, "BC 12")}, ["ratio_part_missing"]),
        ("IV.6", {"app_installations": (11, 10, "BC 12")}, []),
        ("IV.5.1", {"app_installations": (11, 10, "BC 12")}, ["criterion_without_threshold"]),
    ],
)
def test_the_figures_are_checked(work, criterion, figures, codes):
    assert report(work, criterion, **figures) == codes
    assert RatioFigure.objects.count() == (not codes)


@pytest.mark.django_db
def test_figures_come_before_the_dossier_is_due_and_over_what_was_seen(work):
    report(work, "IV.6", app_installations=(11, 10, "BC 12"))

    assert report(work, "IV.6", app_installations=(12, 10, "BC 12"), seen="") == ["ratios_changed_meanwhile"]
    assert report(work, "IV.6", at=midday(12, 1), app_installations=(12, 10, "BC 12")) == ["submission_too_late"]
    assert report(work, "IV.6", app_installations=(None, None, "")) == []
    assert RatioFigure.objects.count() == 0
    assert Entry.objects.filter(verb="scoring.enter_ratios").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ratio", "part", "whole", "source", "name"),
    [
        ("documents_signed", 11, 10, "BC", "ratio_figure_part_of_the_whole"),
        ("app_installations", 0, 0, "BC", "ratio_figure_whole_above_0"),
        ("documents_signed", 9, 10, "", "ratio_figure_has_a_source"),
    ],
)
def test_the_database_holds_it_too(work, ratio, part, whole, source, name):
    score, by = work.scores.get(criterion__code="IV.5.1"), editor_of(work.registration.commune)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RatioFigure.objects.create(
            score=score, ratio=ratio, part=part, whole=whole, source=source, changed_at=NOW, changed_by=by
        )


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed_and_says_why_beside_the_field(client, on, work):
    on(NOW)
    client.force_login(editor_of(work.registration.commune))
    where = reverse("evidence:save_ratios", args=[2026, work.registration.commune.code, "IV.5.1"])
    typed = {"documents_signed_part": "1.300", "documents_signed_whole": "1 200", "documents_signed_source": "BC 12"}

    refused = client.post(where, typed | {"seen": "documents_signed:None:None:"})

    assert refused.status_code == 422
    assert refused.context["ratios_form"].errors["documents_signed_part"] == ["Tử số không được lớn hơn mẫu số."]
    assert ('value="1.300"' in refused.text, 'value="1 200"' in refused.text) == (True, True)
    kept = client.post(where, typed | {"documents_signed_whole": "1.400", "seen": "documents_signed:None:None:"})
    assert kept.status_code == 302
    page = client.get(kept.url).text
    assert "1300/1400 = 92,85% (BC 12)" in page
    assert "theo quy định của cổng" in page


@pytest.mark.django_db
def test_the_appraiser_sees_it_and_gives_what_was_achieved(client, work):
    report(work, "IV.6", app_installations=(10, 10, "BC 12"))
    work.registration.refresh_from_db()
    review = ReviewFactory(assessment=_sent(work), scores={}, appraiser__person=appraiser())
    client.force_login(review.appraiser.person)

    page = client.get(reverse("appraisal:criterion", args=[2026, work.registration.commune.code, "IV.6"])).text

    assert "10/10 = 100,00% (BC 12)" in page
    assert "chưa đạt ngưỡng" in page
    saved = enter_review_score(
        address=DossierAddress.of(review.assessment),
        criterion="IV.6",
        points=Decimal("2"),
        comment="Đủ",
        seen_version=0,
        by=review.appraiser.person,
        now=midday(12, 5),
    )
    assert saved.score.points == 2


def _sent(work):
    work.submit(by=editor_of(work.registration.commune), at=NOW)
    work.begin_appraisal()
    work.save()
    return work


@pytest.mark.django_db
def test_the_papers_tell_the_ratio(work):
    report(work, "IV.5.2", online_services=(9, 10, "BC 12"), files_digitised=(8, 10, "BC 13"))

    with translation.override("vi"):
        rows = {row.code: row.ratios for row in dossier_facts(work).rows}

    assert rows["IV.5.2"] == (
        "Dịch vụ công trực tuyến toàn trình: 9/10 = 90,00% (BC 12)",
        "Hồ sơ được số hóa: 8/10 = 80,00% (BC 13)",
        "cả hai tỷ lệ từ 90% trở lên: chưa đạt ngưỡng",
    )
    assert rows["IV.5.1"] == (
        "Văn bản phát hành được ký số: chưa có số liệu",
        "từ 90% trở lên: ngưỡng: thiếu số liệu",
    )
    assert rows["IV.7"] == ()


def test_none_of_a_whole_is_a_ratio_too():
    assert Ratio(Decimal(0), Decimal(5)).percent == 0
