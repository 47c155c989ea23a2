"""[S6] The plan for the next level: drafted from lost points, kept by the unit's people, reminded, carried on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from communes.pending import unit_tasks
from friendly_gov.due_reminders import remind_all
from kernel.refusals import Refused
from notifications.models import Message
from papers.kinds import Typed, paper_kinds
from results import plan_services
from results.gaps import gaps_of
from results.models import PlanTask
from results.queries import ranking_rows
from tests.decree import acts
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.kept_rows import kept
from tests.results.building import appraised, team_of

AFTER = datetime(2027, 1, 12, 2, 0, tzinfo=UTC)
FIELDS = {"text": "Niêm yết lại", "due_on": "30/09/2027"}


@kept
def unit():
    """A unit recognised at Level 2 in a public year, among peers; its registration."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    registration = appraised(cycle, "30001", "88")
    for number in range(2, 8):
        appraised(cycle, f"3000{number}", "92")
    acts.conclude(cycle, lead, at=CONCLUDED)
    return registration


def _address(registration, name: str, *more) -> str:
    return reverse(f"results:{name}", args=[2026, registration.commune.code, *more])


def test_the_plan_is_drafted_kept_done_and_carried_to_the_next_registration(client, on, unit):
    on(AFTER)
    head, clerk = head_of(unit.commune), editor_of(unit.commune)
    gaps = gaps_of(unit, ranking_rows(unit.cycle, now=AFTER))
    client.force_login(clerk)
    assert unit_tasks([unit], clerk, now=AFTER)[unit.pk][0].kind == "results.plan_due"

    client.post(_address(unit, "draft_plan"))

    tasks = list(PlanTask.objects.order_by("pk"))
    assert [task.criterion.code for task in tasks] == [one.code for one in gaps.nearest]
    assert {(task.responsible, task.due_on) for task in tasks} == {(None, date(2027, 10, 31))}
    first = tasks[0]
    typed = {f"task-{first.pk}-{name}": text for name, text in FIELDS.items()}
    refused = client.post(_address(unit, "change_plan_task", first.pk), typed)
    assert (refused.status_code, "Niêm yết lại" in refused.text) == (422, True)  # nobody responsible: nothing is lost
    client.post(_address(unit, "change_plan_task", first.pk), typed | {f"task-{first.pk}-responsible": head.pk})
    client.post(
        _address(unit, "add_plan_task"), {f"new-{n}": t for n, t in (FIELDS | {"responsible": clerk.pk}).items()}
    )
    own = PlanTask.objects.latest("pk")
    client.post(_address(unit, "plan_task_done", own.pk), {"done": "1"})
    client.post(
        _address(unit, "add_plan_task"), {f"new-{n}": t for n, t in (FIELDS | {"responsible": clerk.pk}).items()}
    )
    client.post(_address(unit, "remove_plan_task", PlanTask.objects.latest("pk").pk))

    page = client.get(_address(unit, "gaps"))
    first.refresh_from_db()
    assert (first.text, first.responsible, first.due_on) == ("Niêm yết lại", head, date(2027, 9, 30))
    assert (page.context["plan"].progress.done, page.context["plan"].progress.whole) == (1, len(tasks) + 1)
    following = RegistrationFactory(cycle=CycleFactory(year=2027), commune=unit.commune)
    form = client.get(reverse("communes:registration", args=[2027, unit.commune.code]))
    assert form.context["carried_plan"].done == 1
    assert "Niêm yết lại" in form.text
    mine = unit_tasks([following], head, now=AFTER)[following.pk]
    assert [task.text for task in mine if task.kind == "results.plan_task"] == ["Niêm yết lại"]
    assert Entry.objects.filter(verb__in=["results.draft_plan", "results.plan_task_done"]).count() == 2

    facts = paper_kinds["results.plan"].find(head, f"2026-{unit.commune.code}", AFTER)
    paper = paper_kinds["results.plan"].describe(facts, Typed())
    cells = [cell for table in paper.body if hasattr(table, "rows") for row in table.rows for cell in row.cells]
    assert f"Niêm yết lại; {head}" in cells
    assert "30/09/2027" in cells


def test_only_the_responsible_person_is_reminded_until_the_task_is_done(on, unit):
    head = head_of(unit.commune)
    task = plan_services.save_plan_task(
        registration=unit, task=None, text="Tập huấn", responsible=head, due_on=date(2027, 9, 30), by=head, now=AFTER
    )
    at_seven = datetime(2027, 9, 23, 2, 0, tzinfo=UTC)

    reminded = [remind_all(now=at_seven), remind_all(now=at_seven)]

    message = Message.objects.get(kind="results.plan_task_reminded")
    assert (reminded, message.person, message.read_at) == ([1, 0], head, None)
    plan_services.mark_plan_task(task=task, done=True, by=head, now=at_seven)
    message.refresh_from_db()
    assert message.read_at == at_seven
    assert remind_all(now=datetime(2027, 9, 29, 2, 0, tzinfo=UTC)) == 0


def test_what_does_not_fit_is_refused(unit):
    head, other = head_of(unit.commune), head_of(appraised(unit.cycle, "30011", "90").commune)

    def kept(**changed):
        fields = {"text": "Tập huấn", "responsible": head, "due_on": date(2027, 9, 30)} | changed
        try:
            plan_services.save_plan_task(registration=unit, task=None, by=head, now=AFTER, **fields)
        except Refused as refusal:
            return [problem.code for problem in refusal.problems]
        return []

    assert kept(text=" ") == ["plan_task_without_text"]
    assert kept(responsible=other) == ["plan_task_without_person"]
    assert kept(due_on=date(2028, 1, 1)) == ["plan_task_too_late"]
    assert kept(due_on=date(2027, 1, 11)) == ["plan_task_day_past"]
    assert kept() == []
    with pytest.raises(Refused):
        plan_services.draft_plan(registration=unit, lines=[], by=head, now=AFTER)


def test_the_city_sees_the_progress_and_not_the_tasks(client, on, unit):
    on(AFTER)
    head = head_of(unit.commune)
    plan_services.save_plan_task(
        registration=unit, task=None, text="Tập huấn", responsible=head, due_on=date(2027, 9, 30), by=head, now=AFTER
    )
    client.force_login(officer())

    page = client.get(_address(unit, "gaps"))

    assert (page.context["plan"].progress.whole, "Tập huấn" in page.text) == (1, False)


def test_peers_are_of_the_same_kind_and_former_province_where_they_are_enough(db):
    cycle = CycleFactory()
    own = appraised(cycle, "10001", "88")
    for number in range(2, 7):
        appraised(cycle, f"1000{number}", "90")
        appraised(cycle, f"3000{number}", "94")

    gaps = gaps_of(own, ranking_rows(cycle, now=CONCLUDED))

    assert (gaps.peers, gaps.province) == (5, "Hải Dương cũ")
    assert max(one.peer_median for one in gaps.losses) <= Decimal(94)
