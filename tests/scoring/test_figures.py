"""Comparing figures with the signed original: confirmed beside a published table, corrected in a draft [S7]."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Entry
from documents.models import StoredFile
from kernel.refusals import Refused
from scoring.models import Criterion, FigureConfirmation, Rubric
from scoring.policies import opening_warnings
from scoring.queries import unconfirmed_figures
from scoring.services.drafts import set_points
from scoring.services.figures import confirm_figure, confirm_figures, correct_figure, withdraw_confirmation
from tests.factories.accounts import administrator
from tests.factories.documents import PDF
from tests.factories.scoring import RubricFactory, draft_of, in_use

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def by():
    return administrator()


@pytest.fixture
def table():
    """A published table with two assumed figures, I.1 and II.2."""
    draft = draft_of(RubricFactory(), code="co-diem-gia-dinh")
    draft.criteria.filter(code__in=["I.1", "II.2"]).update(provenance="assumed")
    return in_use(draft, at=NOW)


def criterion(rubric, code="I.1"):
    return rubric.criteria.get(code=code)


def refused(call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    return [problem.code for problem in refusal.value.problems]


def test_a_figure_of_a_published_table_is_confirmed_beside_it(table, by):
    before = list(Criterion.objects.order_by("pk").values())
    scan = SimpleUploadedFile("trang-3.pdf", PDF)

    confirm_figure(criterion=criterion(table), note=" Trang 3 ", scan=scan, by=by, now=NOW)

    kept = FigureConfirmation.objects.get()
    assert (kept.criterion.code, kept.points, kept.note, kept.confirmed_by, kept.confirmed_at) == (
        "I.1", Decimal(10), "Trang 3", by, NOW,
    )  # fmt: skip
    assert kept.scan.name == "trang-3.pdf"
    assert list(Criterion.objects.order_by("pk").values()) == before
    assert Entry.objects.get(verb="scoring.confirm_figure").facts == {"criterion": "I.1", "points": "10"}


def test_the_warning_counts_down_to_nothing(table, by):
    counts = [unconfirmed_figures(table)]
    for code in ("I.1", "II.2"):
        confirm_figure(criterion=criterion(table, code), by=by, now=NOW)
        counts.append(unconfirmed_figures(table))

    assert counts == [2, 1, 0]
    assert list(opening_warnings(table, {})) == []


def test_one_confirmation_holds_for_every_version_with_the_same_figure(table, by):
    same, moved = draft_of(table, code="ban-a"), draft_of(table, code="ban-b")
    set_points(rubric=moved, points={"I.1": Decimal(9)}, seen_version=0, by=by, now=NOW)

    confirm_figure(criterion=criterion(same), by=by, now=NOW)

    confirmed = FigureConfirmation.objects.values_list("criterion__rubric__code", flat=True)
    assert sorted(confirmed) == ["ban-a", "co-diem-gia-dinh"]


@pytest.mark.parametrize(
    ("code", "problem"), [("I", "figure_is_a_sum"), ("I.2", "figure_is_decided"), ("I.1", "figure_confirmed_already")]
)
def test_what_cannot_be_confirmed(table, by, code, problem):
    draft = draft_of(table)
    set_points(rubric=draft, points={"I.2": Decimal(13)}, seen_version=0, by=by, now=NOW)
    confirm_figure(criterion=criterion(draft), by=by, now=NOW)
    before = (FigureConfirmation.objects.count(), Entry.objects.count())

    assert refused(confirm_figure, criterion=criterion(draft, code), by=by, now=NOW) == [problem]
    assert (FigureConfirmation.objects.count(), Entry.objects.count()) == before


def test_a_scan_that_cannot_be_kept_leaves_nothing(table, by):
    scan = SimpleUploadedFile("trang-3.pdf", b"#!/bin/sh")

    assert refused(confirm_figure, criterion=criterion(table), scan=scan, by=by, now=NOW) == ["file_kind_unknown"]
    assert (FigureConfirmation.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_mistaken_confirmation_is_taken_back_with_a_reason(table, by):
    draft = draft_of(table)
    confirm_figure(criterion=criterion(table), by=by, now=NOW)

    assert refused(withdraw_confirmation, criterion=criterion(draft), reason=" ", by=by, now=NOW) == [
        "withdrawal_without_reason"
    ]
    withdraw_confirmation(criterion=criterion(draft), reason="Nhầm trang", by=by, now=NOW)

    assert FigureConfirmation.objects.count() == 0
    assert refused(withdraw_confirmation, criterion=criterion(draft), reason="x", by=by, now=NOW) == [
        "figure_not_confirmed"
    ]


def test_a_wrong_figure_is_corrected_in_a_draft_and_confirmed_at_once(table, by):
    draft = draft_of(table)
    scan = SimpleUploadedFile("trang-3.pdf", PDF)

    correct_figure(
        criterion=criterion(draft), points=Decimal(9), note="Trang 3", scan=scan, seen_version=0, by=by, now=NOW
    )  # fmt: skip

    row = criterion(draft)
    assert (row.max_points, row.provenance, row.provenance_note, row.confirmation.points) == (
        Decimal(9), "corrected", "Trang 3", Decimal(9),
    )  # fmt: skip
    assert criterion(draft, "I").max_points == Decimal(23)
    assert (unconfirmed_figures(draft), unconfirmed_figures(table)) == (1, 2)
    assert Entry.objects.get(verb="scoring.correct_figure").facts == {"criterion": "I.1", "before": "10", "after": "9"}


@pytest.mark.parametrize(
    ("code", "points", "version", "problem"),
    [
        ("I.1", "10", 0, "figure_unchanged"),
        ("I.1", "9", 4, "rubric_changed_meanwhile"),
        ("I.1", "-1", 0, "rubric_points_negative"),
        ("I", "23", 0, "rubric_leaf_unknown"),
    ],
)
def test_a_correction_that_cannot_stand_is_refused(table, by, code, points, version, problem):
    draft = draft_of(table)
    before = list(draft.criteria.order_by("pk").values())
    arguments = {"criterion": criterion(draft, code), "points": Decimal(points), "seen_version": version}

    assert refused(correct_figure, **arguments, by=by, now=NOW) == [problem]
    assert list(draft.criteria.order_by("pk").values()) == before


def test_a_published_table_is_not_corrected(table, by):
    """S7: a correction is a new version."""
    arguments = {"criterion": criterion(table), "points": Decimal(9), "seen_version": 0}

    assert refused(correct_figure, **arguments, by=by, now=NOW) == ["rubric_not_a_draft"]


def test_the_real_table_has_27_figures_to_confirm(decree):
    assert unconfirmed_figures(Rubric.objects.get()) == 27


def test_many_figures_are_confirmed_by_one_page(table, by):
    scan = SimpleUploadedFile("trang-7.pdf", PDF)

    made = confirm_figures(rubric=table, criteria=["I.1", "II.2"], note=" Trang 7 ", scan=scan, by=by, now=NOW)

    assert [(one.criterion.code, one.note, one.scan.name) for one in made] == [
        ("I.1", "Trang 7", "trang-7.pdf"),
        ("II.2", "Trang 7", "trang-7.pdf"),
    ]
    assert StoredFile.objects.filter(name="trang-7.pdf").count() == 1
    assert Entry.objects.filter(verb="scoring.confirm_figure").count() == 2
    assert unconfirmed_figures(table) == 0


def test_of_many_figures_all_are_confirmed_or_none(table, by):
    confirm_figure(criterion=criterion(table), by=by, now=NOW)
    facts = {"rubric": table, "by": by, "now": NOW}

    assert refused(confirm_figures, criteria=["I.1", "II.2"], note="Trang 7", **facts) == ["figure_confirmed_already"]
    assert refused(confirm_figures, criteria=["I", "II.2"], note="Trang 7", **facts) == ["figure_is_a_sum"]
    assert refused(confirm_figures, criteria=[], note=" ", **facts) == ["no_figure_chosen", "page_missing"]
    assert unconfirmed_figures(table) == 1


def test_the_page_keeps_what_was_ticked_and_says_what_is_missing_beside_the_field(client, table, by):
    client.force_login(by)
    address = reverse("scoring:confirm_figures", args=[table.code])
    assert address in client.get(reverse("scoring:rubric", args=[table.code])).text

    answer = client.post(address, {"criteria": ["I.1"], "note": ""})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["note"])
    assert [chosen for _, chosen in answer.context["rows"]] == [True, False]
    client.post(address, {"criteria": ["I.1", "II.2"], "note": "Trang 7"})
    assert unconfirmed_figures(table) == 0
