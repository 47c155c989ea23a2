"""Last year beside each criterion: own points, the team's once public, the remark, and a moved maximum [S2, S7, S8]."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evidence.models import EvidenceItem
from evidence.previous_year import LastYear, last_year
from results.models import Outcome
from scoring.queries import criterion_rows
from tests.factories.accounts import appraiser, editor_of
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.results import OutcomeFactory
from tests.factories.scoring import FULL_TABLE, SelfAssessmentFactory, draft_table, in_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return CommuneFactory()


@pytest.fixture
def before(commune):
    """The commune's 2026: 8 of 10 points on I.1, where the team gave 6."""
    entry = RegistrationFactory(cycle=CycleFactory(year=2026), commune=commune, accepted=True)
    work = SelfAssessmentFactory(registration=entry, submitted=True, scores=FULL_TABLE | {"I.1": "8"})
    return ReviewFactory(assessment=work, reconciled=True, scores=FULL_TABLE | {"I.1": "6"})


@pytest.fixture
def table():
    """2027's table: I.1 has lost two points to I.2."""
    return in_use(draft_table("bang-2027", I_1="8", I_2="16"), at=datetime(2027, 1, 4, tzinfo=UTC))


@pytest.fixture
def work(commune, table):
    entry = RegistrationFactory(cycle=CycleFactory(year=2027), commune=commune, accepted=True)
    return SelfAssessmentFactory(registration=entry, rubric=table)


def published(review, state="published"):
    return OutcomeFactory(registration=review.assessment.registration, **{state: True})


def named(work, criterion="I.1", *, reader=None) -> LastYear | None:
    row = next(row for row in criterion_rows(work.rubric) if row.code == criterion)
    return last_year(work.registration, row, reader=reader or editor_of(work.registration.commune))


def test_the_teams_points_and_remark_are_reported_once_the_results_are_public(before, work):
    hidden = named(work)
    published(before)

    assert (hidden.own, hidden.appraised, hidden.remark) == (Decimal(8), None, "")
    shown = named(work)
    assert (shown.own, shown.appraised, shown.remark) == (Decimal(8), Decimal(6), "Minh chứng chưa đủ.")


def test_the_team_sees_its_points_of_last_year_before_they_are_public(before, work):
    assert named(work, reader=appraiser()).appraised == Decimal(6)


def test_a_moved_maximum_is_marked_either_way(before, work):
    assert [
        (named(work, criterion).max_points, named(work, criterion).moved) for criterion in ("I.1", "I.2", "II.1")
    ] == [
        (Decimal(10), Decimal(-2)),
        (Decimal(14), Decimal(2)),
        (Decimal(20), Decimal(0)),
    ]


def test_a_criterion_of_this_year_alone_is_said_to_be_new(before, work):
    added = replace(criterion_rows(work.rubric)[1], code="I.9")

    shown = last_year(work.registration, added, reader=editor_of(work.registration.commune))

    assert (shown.max_points, shown.own) == (None, None)


def test_a_unit_that_did_not_take_part_last_year_sees_the_maximum_then(before, table):
    entry = RegistrationFactory(cycle=CycleFactory(year=2027), accepted=True)

    assert named(SelfAssessmentFactory(registration=entry, rubric=table)) == LastYear(2026, Decimal(10), Decimal(8))


def test_who_sent_nothing_last_year_sees_the_maximum_alone(commune, work):
    entry = RegistrationFactory(cycle=CycleFactory(year=2026), commune=commune, accepted=True)
    SelfAssessmentFactory(registration=entry, scores={"I.1": "8"})

    assert named(work) == LastYear(2026, Decimal(10), Decimal(8))


def test_the_first_year_has_nothing_before_it(work):
    assert named(work) is None


def test_the_commune_reads_it_on_its_page_of_the_criterion(client, before, work, at):
    at(2027, 11, 20)
    published(before)
    client.force_login(editor_of(work.registration.commune))

    page = client.get(reverse("evidence:criterion", args=[2027, work.registration.commune.code, "I.1"])).text

    for words in ("Năm 2026", "tự chấm", "thẩm định", "Minh chứng chưa đủ.", "điểm tối đa 10 → 8"):
        assert words in page


def test_the_communes_workbook_shows_it_beside_the_cells_to_fill_in(client, before, work, at):
    at(2027, 11, 20)
    client.force_login(editor_of(work.registration.commune))

    def shown():
        answer = client.get(reverse("scoring:workbook", args=[2027, work.registration.commune.code]))
        lines = [*load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=5, values_only=True)]
        row = next(line for line in lines if line[0] == "I.1")
        return [row[lines[0].index(key)] for key in ("former", "former_team", "former_remark")]

    hidden = shown()
    published(before)

    assert (hidden, shown()) == ([8, None, None], [8, 6, "Minh chứng chưa đủ."])


def test_the_appraiser_reads_it_at_the_desk(client, before, work, at):
    at(2027, 12, 3)
    person = appraiser()
    member = TeamMemberFactory(team__cycle=work.registration.cycle, person=person)
    work.scores.update(points=0)
    review = ReviewFactory(assessment=work, appraiser=member)
    client.force_login(person)

    page = client.get(reverse("appraisal:criterion", args=[2027, work.registration.commune.code, "I.1"])).text

    assert review.assessment == work
    assert "Minh chứng chưa đủ." in page


def test_outcomes_short_of_publication_keep_it_from_the_commune(before, work):
    published(before, "approved")

    assert Outcome.objects.get().state == "approved"
    assert named(work).appraised is None


def test_words_and_files_are_taken_over_where_there_are_none_and_points_never(client, before, work, at):
    at(2027, 11, 20)
    former = EvidenceItemFactory(score=before.assessment.scores.get(criterion__code="I.1"), caption="Bảng niêm yết")
    work.scores.filter(criterion__code="I.2").update(explanation="Của năm nay")
    client.force_login(editor_of(work.registration.commune))
    place = (2027, work.registration.commune.code)

    for _twice in range(2):
        assert client.post(reverse("evidence:start_from_last_year", args=place)).status_code == 302

    scores = dict(work.scores.values_list("criterion__code", "explanation"))
    assert (scores["I.1"], scores["I.2"], scores["IV.2"]) == ("Đã thực hiện I.1", "Của năm nay", "Đã thực hiện IV.2")
    assert set(work.scores.values_list("points", flat=True)) == {None}
    taken = EvidenceItem.objects.get(score__assessment=work)
    assert (taken.score.criterion.code, taken.file, taken.caption) == ("I.1", former.file, "Bảng niêm yết")


def test_what_was_taken_over_is_marked_until_it_is_edited(client, before, work, at):
    at(2027, 11, 20)
    EvidenceItemFactory(score=before.assessment.scores.get(criterion__code="I.1"))
    client.force_login(editor_of(work.registration.commune))
    place = (2027, work.registration.commune.code)
    page = reverse("evidence:criterion", args=[*place, "I.1"])
    assert "Dùng lại thuyết minh và tệp của năm 2026" in client.get(page).text

    client.post(reverse("evidence:start_from_last_year", args=place), {"criterion": "I.1"})
    marked = client.get(page)
    taken = EvidenceItem.objects.get(score__assessment=work)
    EvidenceItem.objects.filter(pk=taken.pk).update(caption="Năm 2027")
    work.scores.filter(criterion__code="I.1").update(explanation="Đã sửa")
    touched = client.get(page)

    assert work.scores.exclude(explanation="").count() == 1
    assert ("data-untouched" in marked.text, marked.context["untouched"]) == (True, {taken.pk})
    assert ("data-untouched" in touched.text, touched.context["untouched"]) == (False, frozenset())


def test_a_sent_dossier_takes_nothing_over(client, before, commune, table, at):
    at(2027, 11, 20)
    entry = RegistrationFactory(cycle=CycleFactory(year=2027), commune=commune, accepted=True)
    work = SelfAssessmentFactory(registration=entry, rubric=table, submitted=True, scores="full")
    EvidenceItemFactory(score=before.assessment.scores.get(criterion__code="I.1"))
    client.force_login(editor_of(commune))

    client.post(reverse("evidence:start_from_last_year", args=(2027, commune.code)))

    assert not EvidenceItem.objects.filter(score__assessment=work).exists()
