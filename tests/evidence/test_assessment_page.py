"""A commune's self-assessment page: tree, marks, filters, the open criterion, the locked view [S1, S2, R2]."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import reverse

from evidence import desk
from evidence.views import assessment as assessment_views
from scoring.models import Rubric
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory, draft_of, in_use

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


def page(client, assessment, criterion="", **query):
    registration = assessment.registration
    name, more = ("evidence:criterion", [criterion]) if criterion else ("evidence:assessment", [])
    return client.get(reverse(name, args=[registration.cycle.year, registration.commune.code, *more]), query)


def test_marks_say_empty_begun_and_done(now):
    work = SelfAssessmentFactory(scores={"I.1": "10", "I.2": "0", "II.1": "5"})
    EvidenceItemFactory(score=work.scores.get(criterion__code="I.1"))

    rows = {row.criterion.code: row for row in desk.tree_of(work)}

    assert {code: row.mark for code, row in rows.items() if code.startswith("I")} == {
        "I": "done",
        "I.1": "done",
        "I.2": "done",
        "II": "begun",
        "II.1": "begun",
        "II.2": "empty",
        "III": "empty",
        "III.1": "empty",
        "III.2": "empty",
        "IV": "empty",
        "IV.1": "empty",
        "IV.2": "empty",
    }
    assert [rows[code].points for code in ("I", "II", "III")] == [Decimal(10), Decimal(5), None]
    assert [code for code, row in rows.items() if row.fits("evidence")] == ["II", "II.1"]


@pytest.mark.parametrize(
    ("show", "codes"),
    [("points", ["II", "II.2", "III", "III.1", "III.2", "IV", "IV.1", "IV.2"]), ("evidence", ["II", "II.1"])],
)
def test_filters_leave_what_is_missing(client, now, show, codes):
    work = SelfAssessmentFactory(scores={"I.1": "0", "I.2": "0", "II.1": "5"})
    client.force_login(editor_of(work.registration.commune))

    assert [row.criterion.code for row in page(client, work, show=show).context["tree"]] == codes


@pytest.mark.parametrize(
    ("max_points", "step", "choices"),
    [("1", "0.25", "0 0.25 0.5 0.75 1"), ("2", "0.5", "0 0.5 1 1.5 2"), ("1", "0.5", "0 0.5 1"), ("3", "1", "0 3")],
)
def test_quick_choices_are_what_the_step_allows(max_points, step, choices):
    quick = desk.quick_points(Decimal(max_points), Decimal(step))

    assert [points.normalize() for points in quick] == [Decimal(choice).normalize() for choice in choices.split()]


@pytest.mark.parametrize(
    ("max_points", "step", "percents", "choices"),
    [("2", "0.5", [0, 50, 100], "0 1 2"), ("1", "0.25", [0, 30, 100], "0 1"), ("4", "1", [0, 25, 75, 100], "0 1 3 4")],
)
def test_a_criterion_s_own_partial_steps_become_the_quick_choices(max_points, step, percents, choices):
    """S2"""
    quick = desk.quick_points(Decimal(max_points), Decimal(step), percents)

    assert [points.normalize() for points in quick] == [Decimal(choice).normalize() for choice in choices.split()]


def test_the_commune_reads_the_scoring_hint_and_chooses_the_criterion_s_steps(client, now):
    """S2"""
    table = draft_of(RubricFactory(), code="co-goi-y")
    table.criteria.filter(code="I.1").update(partial_steps=[0, 40, 100], scoring_hint_vi="Có văn bản: 40 %")
    in_use(table)
    work = SelfAssessmentFactory(rubric=table)
    client.force_login(editor_of(work.registration.commune))

    result = page(client, work)

    assert [f"{points.normalize():f}" for points in result.context["page"].quick] == ["0", "4", "10"]
    assert "Có văn bản: 40 %" in result.text


def test_work_goes_on_at_the_first_criterion_that_is_not_done(client, now):
    work = SelfAssessmentFactory(scores={"I.1": "0"})
    client.force_login(editor_of(work.registration.commune))

    shown = page(client, work).context["page"]

    assert (shown.criterion.code, shown.before, shown.after, shown.may_edit) == ("I.2", "I.1", "II.1", True)


def test_the_strip_says_total_level_and_what_is_missing(now):
    header = desk.progress_header_of(SelfAssessmentFactory(scores={"I.1": "10", "II.1": "20"}))

    assert (header.scored, header.criteria, header.total, header.level, header.next_level, header.missing) == (
        2,
        8,
        Decimal(30),
        0,
        1,
        Decimal(50),
    )


@pytest.mark.parametrize("who", ["own", "department"])
def test_a_sent_dossier_is_read_not_written(client, now, who):
    work = SelfAssessmentFactory(scores="full", submitted=True)
    client.force_login(editor_of(work.registration.commune) if who == "own" else officer())

    answer = page(client, work, "I.1")

    assert (answer.status_code, [problem.code for problem in answer.context["problems"]]) == (
        200,
        ["dossier_sent_already"],
    )
    assert ('id="score-form"' in answer.text, "Đã thực hiện I.1" in answer.text) == (False, True)


def test_an_unknown_criterion_is_not_found(client, now):
    work = SelfAssessmentFactory()
    client.force_login(editor_of(work.registration.commune))

    assert [page(client, work, code).status_code for code in ("I", "I.9", "x")] == [404, 404, 404]


def test_the_whole_real_table_with_evidence_costs_few_queries(client, now, decree, django_assert_num_queries):
    work = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True), rubric=Rubric.objects.get(), scores="full"
    )
    for score in work.scores.all():
        EvidenceItemFactory(score=score)
    client.force_login(editor_of(work.registration.commune))
    page(client, work, "I.2.2")

    with django_assert_num_queries(10):
        answer = page(client, work, "I.2.2")
    with django_assert_num_queries(7):
        piece = client.get(answer.request["PATH_INFO"], headers={"HX-Request": "true"})

    assert len(answer.context["tree"]) == len(Rubric.objects.get().criteria.all())
    assert (
        'id="progress-header"' in answer.text,
        'id="progress-header"' in piece.text,
        'id="criterion"' in piece.text,
    ) == (True, False, True)


def save(client, assessment, criterion="I.1", **typed):
    registration = assessment.registration
    place = reverse("evidence:save_score", args=[registration.cycle.year, registration.commune.code, criterion])
    fields = {"points": "8", "explanation": "Đã làm", "seen_version": "0"} | typed
    return client.post(place, fields, headers={"HX-Request": "true"})


def test_saving_a_score_costs_seven_queries_and_marks_what_it_changed(client, now, django_assert_num_queries):
    work = SelfAssessmentFactory(scores={"I.2": "1"})
    EvidenceItemFactory(score=work.scores.get(criterion__code="I.1"))
    client.force_login(editor_of(work.registration.commune))
    save(client, work)

    with django_assert_num_queries(9):  # session and person among them; two are the test's own savepoint
        answer = save(client, work, points="7,5", seen_version="1")

    rows = {row.criterion.code: row for row in answer.context["changed"]}
    assert {code: row.points for code, row in rows.items()} == {"I": Decimal("8.5"), "I.1": Decimal("7.5")}
    assert rows["I.1"].mark == "done"


def test_saving_a_score_passes_six_files(client, now, monkeypatch):
    """Whoever follows a save reads the view, the form, the service, the lock, the reasons and the reads (decision 51).

    Left out: the pure core, the models, the rights, the other apps' own doors (deadlines, the trail), and the answer's
    page.
    """
    work = SelfAssessmentFactory()
    client.force_login(editor_of(work.registration.commune))
    passed = set()

    def note(frame, event, argument):
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT / "scoring"):
            passed.add(str(path.relative_to(ROOT)))

    def answered(request, saved, criterion):
        sys.setprofile(None)
        return HttpResponse()

    monkeypatch.setattr(assessment_views, "_saved", answered)
    sys.setprofile(note)
    try:
        assert save(client, work).status_code == 200
    finally:
        sys.setprofile(None)

    followed = {
        path for path in passed if not path.startswith(("scoring/core/", "scoring/models/", "scoring/rules.py"))
    }
    assert followed == {
        "scoring/forms.py",
        "scoring/services/scores.py",
        "scoring/services/locks.py",
        "scoring/policies.py",
        "scoring/queries.py",
    }


@pytest.mark.parametrize("typed", [{}, {"points": "viel"}], ids=["whole", "wrong"])
def test_saving_a_criterion_that_is_not_there_finds_no_page(client, now, typed):
    work = SelfAssessmentFactory()
    client.force_login(editor_of(work.registration.commune))

    assert save(client, work, "IX.9", **typed).status_code == 404
