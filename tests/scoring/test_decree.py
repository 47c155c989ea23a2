"""The decree in data, and opening a year [R1-R3, S7]."""

import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from audit.models import Entry
from communes.models import Commune, Cycle, Registration
from kernel.problems import Problem
from kernel.refusals import Refused
from scoring.core import group_totals, leaves_of
from scoring.management.commands.load_decree import TABLE
from scoring.models import Criterion, Rubric, RubricInForce, SelfAssessment, SelfScore
from scoring.queries import table_of
from scoring.services.cycles import open_cycle
from scoring.services.loading import load_rubric
from scoring.services.rubrics import publish_rubric
from tests.factories.accounts import officer
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.scoring import RubricFactory, decided

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
DOCUMENT = json.loads(TABLE.read_text(encoding="utf-8"))

pytestmark = pytest.mark.django_db


def changed(change) -> dict:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def first_criterion(document):
    row = document["groups"][0]
    while row.get("children"):
        row = row["children"][0]
    return row


def written():
    return (Rubric.objects.count(), Criterion.objects.count(), Commune.objects.count(), Entry.objects.count())


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_the_decree_has_4_groups_69_criteria_and_100_points(decree):
    table = table_of(Rubric.objects.get())
    points = {criterion.code: criterion.max_points for criterion in leaves_of(table)}

    assert len(points) == 69
    assert group_totals(table, points) == {"I": 24, "II": 24, "III": 26, "IV": 26}
    assert table.max_points == Decimal(100)


def test_every_figure_says_where_it_comes_from(decree):
    rows = Criterion.objects.filter(is_leaf=True).order_by("provenance").values("provenance")

    assert list(rows.annotate(criteria=Count("pk"), points=Sum("max_points"))) == [
        {"provenance": "assumed", "criteria": 27, "points": 44},
        {"provenance": "derived", "criteria": 13, "points": 18},
        {"provenance": "legible", "criteria": 29, "points": 38},
    ]


def test_the_city_has_114_units_found_without_accents(decree):
    kinds = dict(Commune.objects.values_list("kind").annotate(Count("pk")).order_by("kind"))

    assert (Commune.objects.count(), sum(kinds.values())) == (114, 114)
    assert all(key == key.lower() and key.isascii() for key in Commune.objects.values_list("search_key", flat=True))


def test_loading_again_changes_nothing(decree):
    before = written()

    call_command("load_decree", verbosity=0)

    assert written() == before


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        pytest.param(
            lambda d: first_criterion(d).update(max_points="99"),
            ["rubric_sum_differs", "rubric_total_not_100"],
            id="points",
        ),
        pytest.param(lambda d: first_criterion(d).update(code="V.1"), ["criterion_code_malformed"], id="code"),
        pytest.param(lambda d: first_criterion(d).update(max_points="many"), ["criterion_points_malformed"], id="text"),
        pytest.param(
            lambda d: first_criterion(d).update(provenance="guess"), ["criterion_provenance_unknown"], id="origin"
        ),
    ],
)
def test_a_wrong_table_is_refused_whole(change, wanted, tmp_path, capsys):
    """S1, S7: exit 1, a reason a row, nothing written"""
    document = tmp_path / "table.json"
    document.write_text(json.dumps(changed(change)), encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        call_command("load_decree", table=document)

    lines = capsys.readouterr().err.strip().splitlines()
    assert (refusal.value.returncode, sorted({line.split()[0] for line in lines})) == (1, wanted)
    assert written() == (0, 0, 0, 0)


def test_a_criterion_twice_is_refused():
    """S7"""
    document = changed(lambda d: d["groups"][0]["children"].append(copy.deepcopy(d["groups"][0]["children"][0])))

    with pytest.raises(Refused) as refusal:
        load_rubric(document, by=None, now=NOW)

    assert "rubric_code_twice" in codes(refusal)
    assert written() == (0, 0, 0, 0)


def test_a_loaded_table_is_not_changed_by_loading_another(decree):
    """S7"""
    document = changed(lambda d: None)
    criteria = [row for group in document["groups"] for row in group["children"] if not row.get("children")]
    criteria[0]["code"] += "9"

    with pytest.raises(Refused) as refusal:
        load_rubric(document, by=None, now=NOW)

    assert codes(refusal) == ["rubric_differs_from_loaded"] * 2


def test_only_a_draft_is_published():
    """S7"""
    with pytest.raises(Refused) as refusal:
        publish_rubric(rubric=RubricFactory(), by=None, now=NOW, **decided())

    assert codes(refusal) == ["rubric_not_a_draft"]


def test_opening_a_year_lays_out_every_commune():
    """R1-R3: the decree's own dates"""
    rubric, person = RubricFactory(), officer()
    CommuneFactory.create_batch(3)

    cycle = open_cycle(year=2026, rubric_code=rubric.code, by=person, now=NOW)

    assert (cycle.register_before, cycle.submit_before, cycle.report_before) == (
        date(2026, 2, 15),
        date(2026, 12, 1),
        date(2026, 12, 31),
    )
    assert RubricInForce.objects.get(cycle=cycle).rubric == rubric
    assert list(Registration.objects.values_list("state", flat=True)) == ["draft"] * 3
    assert list(SelfAssessment.objects.values_list("state", "rubric")) == [("open", rubric.pk)] * 3
    assert SelfScore.objects.filter(points__isnull=True, version=0).count() == 3 * 8
    assert list(Entry.objects.values_list("verb", "actor")) == [("scoring.open_cycle", person.pk)]


@pytest.mark.parametrize(
    ("arguments", "problems"),
    [
        pytest.param({"year": 2025}, [("cycle_before_2026", "Đ2"), ("rubric_applies_later", "S7")], id="before 2026"),
        pytest.param({"year": 2026}, [("cycle_already_open", "R4")], id="a second opening"),
        pytest.param({"rubric_code": "none"}, [("rubric_not_published", "S7")], id="a missing table"),
        pytest.param({"rubric_code": "nhap"}, [("rubric_not_published", "S7")], id="a draft table"),
        pytest.param(
            {"register_before": date(2027, 12, 2)},
            [("cycle_dates_backwards", "R1-R3"), ("cycle_days_without_decision", "R1-R3")],
            id="dates out of order",
        ),
        pytest.param(
            {"year": 2026, "rubric_code": "none", "submit_before": date(2026, 1, 1)},
            [
                ("cycle_already_open", "R4"),
                ("rubric_not_published", "S7"),
                ("cycle_dates_backwards", "R1-R3"),
                ("cycle_days_without_decision", "R1-R3"),
            ],
            id="every reason at once",
        ),
    ],
)
def test_a_year_is_refused_with_every_reason_and_nothing_written(arguments, problems):
    CycleFactory(year=2026)
    Rubric.objects.create(code="nhap", decision_vi="x", title_vi="x", title_en="x", applies_from_year=2026)
    wanted = {"year": 2027, "rubric_code": RubricFactory().code} | arguments

    with pytest.raises(Refused) as refusal:
        open_cycle(**wanted, by=None, now=NOW)

    assert [(problem.code, problem.clause) for problem in refusal.value.problems] == problems
    assert all(isinstance(problem, Problem) and words for problem, words in
               zip(refusal.value.problems, refusal.value.messages, strict=True))  # fmt: skip
    assert (Cycle.objects.count(), Registration.objects.count(), Entry.objects.count()) == (1, 0, 0)


def test_the_command_opens_the_year_and_refuses_a_second_time(decree, capsys):
    call_command("open_cycle", 2026)
    assert (Registration.objects.count(), SelfScore.objects.count()) == (114, 114 * 69)

    with pytest.raises(CommandError) as refusal:
        call_command("open_cycle", 2026)

    assert (refusal.value.returncode, capsys.readouterr().err.split()[0]) == (1, "cycle_already_open")
