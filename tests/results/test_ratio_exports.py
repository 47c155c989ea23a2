"""Figures of threshold rows in the exports of the results: as counted, never rounded up, of sent dossiers alone."""

import csv
import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from results.exports import exported
from results.queries import ranking_rows
from scoring.models import RatioFigure
from scoring.services.loading import load_rubric
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import UserFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
FIGURES = {
    "documents_signed": ("IV.5.1", 89_999, 100_000),
    "online_services": ("IV.5.2", 9, 10),
    "app_installations": ("IV.6", 5001, 5000),
}


@pytest.fixture
def rows(at):
    """Two units with the same figures: one has sent its dossier, the other has not."""
    table, _new = load_rubric(DOCUMENT, by=None, now=at(2026, 1, 5))
    cycle = CycleFactory()
    for code, name, sent in (("1", "An Dương", True), ("2", "Bạch Đằng", False)):
        unit = RegistrationFactory(cycle=cycle, commune=CommuneFactory(code=code, name=name), accepted=True)
        work = SelfAssessmentFactory(registration=unit, rubric=table, scores="full", submitted=sent)
        for ratio, (criterion, part, whole) in FIGURES.items():
            RatioFigure.objects.create(
                score=work.scores.get(criterion__code=criterion),
                ratio=ratio,
                part=part,
                whole=whole,
                source="Báo cáo 12",
                changed_at=CONCLUDED - timedelta(days=60),
                changed_by=UserFactory(),
            )
    return sorted(ranking_rows(cycle, now=CONCLUDED), key=lambda row: row.code)


KEYS = ("documents_signed_part", "documents_signed_whole", "documents_signed_percent", "threshold_IV.5.1_met")


def test_data_has_counts_percentage_and_verdict_of_sent_dossiers(rows):
    read = json.loads(exported(rows, "json"))

    assert [tuple(row[key] for key in KEYS) for row in read] == [(89_999, 100_000, "89.99", False), (None,) * 4]
    assert (read[0]["threshold_IV.5.2_met"], read[0]["threshold_IV.6_met"], read[0]["threshold_II.8_met"]) == (
        None,
        True,
        None,
    )
    shown = list(csv.DictReader(io.StringIO(exported(rows, "csv").decode("utf-8-sig"))))
    assert [shown[0][key] for key in KEYS] == ["89999", "100000", "89.99", "false"]


def test_the_spreadsheet_shows_people_in_words(rows):
    page = load_workbook(io.BytesIO(exported(rows, "xlsx"))).active
    head, first, second = page.iter_rows(values_only=True)
    shown = dict(zip(head, first, strict=True))

    assert [shown[f"IV.5.1 Văn bản phát hành được ký số: {word}"] for word in ("tử số", "mẫu số", "%")] == [
        89_999,
        100_000,
        89.99,
    ]
    assert (shown["IV.5.1: đạt ngưỡng"], shown["IV.6: đạt ngưỡng"], shown["II.8: đạt ngưỡng"]) == ("không", "có", None)
    assert [value for name, value in zip(head, second, strict=True) if "IV." in name] == [None] * 15


def test_the_figures_cost_the_same_for_every_number_of_units(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        exported(rows, "json")
