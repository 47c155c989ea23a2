import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from results.models import Outcome
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.results.building import appraised, whole_year

pytestmark = pytest.mark.django_db


def exported(form="json"):
    output = io.StringIO()
    call_command("export_results", "2026", "--format", form, stdout=output)
    return output.getvalue()


def test_export_lists_every_commune_best_first():
    year = whole_year()

    rows = json.loads(exported())

    keys = ("code", "registered", "submitted", "self_total", "appraised_total", "level", "reason", "rank")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("30001", True, True, "98.00", "96.25", 4, "by_points", 1),
        ("30002", True, True, "95.00", "94.99", 3, "by_points", 2),
        ("30003", True, True, "94.99", "94.99", 3, "by_points", 2),
        ("30004", True, True, "90.00", "85.00", 2, "by_points", 4),
        ("30005", True, True, "79.00", "80.00", 1, "by_points", 5),
        ("30006", True, True, "85.00", "79.99", 0, "by_points", 6),
        ("30007", True, True, "99.00", "99.00", 0, "breach", None),
        ("30008", True, False, None, None, 0, "not_submitted", None),
        ("30009", False, False, None, None, 0, "not_registered", None),
    ]
    assert (rows[0]["name"], rows[0]["kind"]) == (year.units["level_4"].commune.name, "ward")


def test_export_does_not_need_the_draft_and_does_not_change_with_it():
    whole_year()
    before = exported()

    call_command("conclude", "2026", stdout=io.StringIO())

    assert exported() == before
    assert Outcome.objects.count() == 9


def test_csv_says_what_json_says():
    whole_year()

    read = list(csv.DictReader(io.StringIO(exported("csv"))))

    assert [row["code"] for row in read] == [row["code"] for row in json.loads(exported())]
    assert (read[0]["appraised_total"], read[7]["appraised_total"], read[8]["registered"]) == ("96.25", "", "false")


def test_workbook_goes_to_a_file(tmp_path):
    whole_year()
    path = tmp_path / "ket-qua.xlsx"

    call_command("export_results", "2026", "--format", "xlsx", "--output", str(path))

    sheet = load_workbook(path).active
    assert (sheet.max_row, sheet["A2"].value, sheet["B2"].value) == (10, 1, "30001")
    with pytest.raises(CommandError, match="needs a file"):
        exported("xlsx")


@pytest.mark.parametrize("command", ["conclude", "export_results"])
def test_a_year_that_is_not_open_is_refused(command):
    with pytest.raises(CommandError) as refusal:
        call_command(command, "2031", stdout=io.StringIO())

    assert refusal.value.returncode == 1


def test_conclude_refuses_with_a_reason_per_unit():
    cycle = CycleFactory()
    appraised(cycle, "30001", "90", state="completed")
    BreachFactory(registration=appraised(cycle, "30002", "90"))
    shown = io.StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("conclude", "2026", stdout=io.StringIO(), stderr=shown)

    assert refusal.value.returncode == 1
    assert [line.split(" [")[0] for line in shown.getvalue().splitlines()] == [
        "review_not_reconciled 30001",
        "breach_not_settled 30002",
    ]
    assert Outcome.objects.count() == 0


def test_conclude_shows_the_levels_and_may_be_repeated():
    whole_year()
    shown = io.StringIO()

    call_command("conclude", "2026", stdout=io.StringIO())
    call_command("conclude", "2026", stdout=shown)

    assert shown.getvalue().strip() == (
        "2026: level 4: 1, level 3: 2, level 2: 1, level 1: 1, "
        "under 80: 1, breach: 1, not submitted: 1, not registered: 1, late: 0, "
        "incomplete: 0, revoked: 0, "
        "not appraised: 0, undecided: 0, not due: 0"
    )
