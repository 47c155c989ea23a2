"""[S7] Changing the table (NT5; read as "theo quy định của cổng", A18): a version is put into use by the city's
decision, and its wording follows the decree's document.

"Sở Nội vụ ... tham mưu cho Ủy ban nhân dân thành phố điều chỉnh Bảng thang điểm" (NT5): the city adjusts, by decision.
"""

import copy
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from communes.models import Cycle
from scoring.management.commands.load_decree import TABLE
from scoring.models import Criterion, FormerRubricDecision, Rubric, RubricDecision, RubricInForce
from scoring.services.figures import confirm_figure
from scoring.services.loading import load_rubric
from scoring.services.rubrics import correct_decision, date_decision, publish_rubric
from tests.decree.acts import refusal_codes
from tests.factories.accounts import administrator, editor_of
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.scoring import RubricFactory, decided, draft_of

pytestmark = pytest.mark.django_db

DOCUMENT = json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.fixture
def now(at):
    return at(2026, 3, 2)


@pytest.mark.parametrize(
    ("lacking", "codes"),
    [
        ({}, []),
        ({"number": " "}, ["decision_number_missing"]),
        ({"dated_on": None}, ["decision_day_missing"]),
        ({"file": None}, ["decision_file_missing"]),
        ({"dated_on": date(2026, 3, 2)}, []),
        ({"dated_on": date(2026, 3, 3)}, ["decision_day_ahead"]),
    ],
    ids=["whole", "number", "day", "file", "dated today", "dated tomorrow"],
)
def test_a_version_is_put_into_use_by_the_whole_decision_only(now, lacking, codes):
    draft = draft_of(RubricFactory())

    result = refusal_codes(publish_rubric, rubric=draft, by=administrator(), now=now, **decided(**lacking))

    draft.refresh_from_db()
    assert (result, draft.state) == (codes, "draft" if codes else "published")
    assert RubricDecision.objects.filter(rubric=draft).exists() == (not codes)


def test_the_database_itself_puts_no_table_into_use_without_a_decision(now):
    draft = draft_of(RubricFactory())

    with pytest.raises(IntegrityError, match="decision of the city"), transaction.atomic():
        Rubric.objects.filter(pk=draft.pk).update(state="published", published_at=now)


def test_the_page_asks_for_the_decision_and_keeps_what_was_typed(client, now):
    draft = draft_of(RubricFactory())
    client.force_login(administrator())

    answer = client.post(
        reverse("scoring:publish_rubric", args=[draft.code]),
        {"seen_version": draft.version, "number": "12/QĐ-UBND", "dated_on": "2026-03-03"},
    )

    assert (answer.status_code, Rubric.objects.get(pk=draft.pk).state) == (422, "draft")
    assert set(answer.context["form"].errors) == {"dated_on", "file"}
    assert 'value="12/QĐ-UBND"' in answer.text


def test_everybody_who_reads_a_table_reads_its_decision(client, now):
    """S8"""
    draft = draft_of(RubricFactory())
    publish_rubric(rubric=draft, by=administrator(), now=now, **decided())
    client.force_login(editor_of(CommuneFactory()))

    assert "12/QĐ-UBND" in client.get(reverse("scoring:rubric", args=[draft.code])).text
    signed = client.get(reverse("scoring:decision_file", args=[draft.code]))
    assert b"".join(signed.streaming_content).startswith(b"%PDF-")
    assert client.get(reverse("scoring:decision_file", args=[draft.base.code])).status_code == 404


def test_the_day_of_the_decree_is_filled_in_once_and_no_point_moves(now):
    table, _new = load_rubric(DOCUMENT, by=None, now=now)
    before, by = list(table.criteria.values()), administrator()

    assert refusal_codes(date_decision, rubric=table, dated_on=date(2026, 3, 3), by=by, now=now) == [
        "decision_day_ahead"
    ]
    date_decision(rubric=table, dated_on=date(2025, 12, 11), by=by, now=now)
    table = Rubric.objects.get()

    assert (table.decision.number, table.decision.dated_on) == ("5049/QĐ-UBND", date(2025, 12, 11))
    assert list(table.criteria.values()) == before
    assert refusal_codes(date_decision, rubric=table, dated_on=date(2025, 12, 12), by=by, now=now) == [
        "decision_dated_already"
    ]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"number": " "}, ["decision_number_missing"]),
        ({"reason": " "}, ["decision_correction_without_reason"]),
        ({"dated_on": date(2026, 3, 3)}, ["decision_day_ahead"]),
    ],
)
def test_a_wrong_number_is_corrected_by_a_version_that_moves_no_point(now, changed, codes):
    draft, by = draft_of(RubricFactory()), administrator()
    publish_rubric(rubric=draft, by=by, now=now, **decided())
    points = list(draft.criteria.values())
    typed = {"number": "21/QĐ-UBND", "dated_on": date(2026, 3, 1), "reason": "Ghi sai số"} | changed

    assert refusal_codes(correct_decision, rubric=draft, **typed, by=by, now=now) == codes

    decision = RubricDecision.objects.get(rubric=draft)
    assert decision.number == ("12/QĐ-UBND" if codes else "21/QĐ-UBND")
    assert list(decision.former.values_list("number", "reason")) == ([] if codes else [("12/QĐ-UBND", "Ghi sai số")])
    assert list(draft.criteria.values()) == points


def test_the_former_version_of_a_tables_decision_is_read_by_everybody_and_never_changes(client, now):
    draft, by = draft_of(RubricFactory()), administrator()
    publish_rubric(rubric=draft, by=by, now=now, **decided())
    client.force_login(by)
    typed = {"number": "21/QĐ-UBND", "dated_on": "01/03/2026", "reason": "Ghi sai số"}
    assert client.post(reverse("scoring:correct_decision", args=[draft.code]), typed).status_code == 302

    client.force_login(editor_of(CommuneFactory()))
    page = client.get(reverse("scoring:rubric", args=[draft.code])).text
    assert all(words in page for words in ("21/QĐ-UBND", "12/QĐ-UBND", "Ghi sai số"))
    former = FormerRubricDecision.objects.get()
    signed = client.get(reverse("scoring:former_decision_file", args=[draft.code, former.pk]))
    assert b"".join(signed.streaming_content).startswith(b"%PDF-")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerRubricDecision.objects.all().delete()


# -- The decree's document --------------------------------------------------------------------------------------------


def former() -> dict:
    """The table as portals loaded it before: an assumed figure called legible, wards called communes."""
    document = copy.deepcopy(DOCUMENT)
    criteria = {row["code"]: row for row in _criteria(document["groups"])}
    criteria["III.1.3.3"]["provenance"] = criteria["I.1.1"]["provenance"] = "legible"
    criteria["I.1.9"]["applies_when_vi"] = "Chỉ áp dụng đối với xã"
    return document


def _criteria(rows):
    for row in rows:
        yield from _criteria(row["children"]) if row.get("children") else (row,)


def figures_of(table: Rubric) -> dict[str, tuple]:
    rows = table.criteria.filter(code__in=["I.1.1", "III.1.3.3", "I.1.9"])
    return {row.code: (row.provenance, "xã" in row.applies_when_vi) for row in rows}


CORRECTED = {"I.1.1": ("derived", False), "III.1.3.3": ("assumed", False), "I.1.9": ("derived", False)}


def test_loading_brings_a_table_in_use_to_the_corrected_document(now):
    table, _new = load_rubric(former(), by=None, now=now)
    RubricInForce.objects.create(cycle=CycleFactory(year=2026), rubric=table)
    figures = list(table.criteria.values_list("code", "max_points"))

    assert load_rubric(DOCUMENT, by=None, now=now) == (table, True)

    assert figures_of(table) == CORRECTED
    assert list(table.criteria.values_list("code", "max_points")) == figures
    written = Entry.objects.count()
    assert load_rubric(DOCUMENT, by=None, now=now) == (table, False)
    assert Entry.objects.count() == written


def test_loading_leaves_a_confirmed_figure_what_it_was_confirmed_as(now):
    table, _new = load_rubric(former(), by=None, now=now)
    confirm_figure(criterion=table.criteria.get(code="I.1.1"), by=administrator(), now=now)

    load_rubric(DOCUMENT, by=None, now=now)

    assert figures_of(table) == CORRECTED | {"I.1.1": ("legible", False)}


@pytest.mark.parametrize(("late", "kept"), [(-1, False), (0, True)], ids=["last day of the year's work", "over"])
def test_a_year_that_is_over_keeps_its_table_word_for_word(now, late, kept):
    table, _new = load_rubric(former(), by=None, now=now)
    cycle = CycleFactory(year=2026)
    RubricInForce.objects.create(cycle=cycle, rubric=table)
    before = list(table.criteria.values())
    after = now + (cycle.report_before + timedelta(days=late) - now.date())

    loaded, changed = load_rubric(DOCUMENT, by=None, now=after)

    assert (changed, figures_of(loaded)) == (True, CORRECTED)
    assert (loaded != table, list(table.criteria.values()) == before) == (kept, kept)
    assert Cycle.objects.get().rubric_in_force.rubric == table
    assert load_rubric(DOCUMENT, by=None, now=after) == (loaded, False)


def test_a_row_in_use_is_reworded_with_its_version_or_not_at_all(now):
    table = RubricFactory()
    row = Criterion.objects.filter(rubric=table, code="I.1")

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        row.update(title_vi="Khác")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        row.update(max_points=Decimal(9), version=1)
    assert row.update(title_vi="Khác", version=1) == 1
