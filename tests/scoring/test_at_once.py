"""Many editors at the same moment, each in their own connection, on either engine: no error, no lost sum [S1]."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.form_keys import new_key
from audit.models import Entry
from evidence.services import submit_dossier
from kernel.refusals import Refused
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.services.scores import enter_score
from tests.factories.accounts import editor_of, head_of
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)
CRITERIA = ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")
TOKEN = "t" * 32


@pytest.fixture
def work(at):
    at(2026, 11, 22)
    return SelfAssessmentFactory()


def save(work, editor, criterion, points="1"):
    client = Client()
    client.force_login(editor)
    registration = work.registration
    address = reverse("evidence:save_score", args=[registration.cycle.year, registration.commune.code, criterion])
    try:
        fields = {"points": points, "explanation": "", "seen_version": 0}
        return client.post(address, fields, headers={"HX-Request": "true"}).status_code
    finally:
        connections.close_all()


def test_eight_editors_of_eight_criteria_lose_no_sum(work):
    people = [editor_of(work.registration.commune) for _ in CRITERIA]

    with ThreadPoolExecutor(len(CRITERIA)) as pool:
        answers = list(pool.map(lambda turn: save(work, *turn), zip(people, CRITERIA, strict=True)))

    work.refresh_from_db()
    assert answers == [200] * 8
    assert (work.total, work.scored_count, work.group_totals) == (
        Decimal(8),
        8,
        {"I": "2.00", "II": "2.00", "III": "2.00", "IV": "2.00"},
    )


def test_of_eight_editors_of_one_criterion_one_saves_and_seven_are_asked(work):
    people = [editor_of(work.registration.commune) for _ in CRITERIA]

    with ThreadPoolExecutor(len(people)) as pool:
        turns = enumerate(people, start=1)
        answers = list(pool.map(lambda turn: save(work, turn[1], "I.1", f"{turn[0]}"), turns))

    work.refresh_from_db()
    score = work.scores.get(criterion__code="I.1")
    assert sorted(answers) == [200] + [422] * 7
    assert (score.version, work.total) == (1, score.points)


def over_http(server, cookie, key, path, fields) -> int:
    """Post as a browser does, over a real connection; the answer's status."""
    body = urlencode(fields)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Form-Key": key,
        "HX-Request": "true",
    }
    connection = HTTPConnection(server.thread.host, server.thread.port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def test_twenty_people_of_three_communes_lose_nothing_over_http(live_server, at):
    """Twenty connections at once, one criterion each.

    Every sum is whole, every change stands once on the trail [S1].
    """
    at(2026, 11, 22)
    works = SelfAssessmentFactory.create_batch(3)
    turns = []
    for number in range(20):
        work, criterion = works[number // len(CRITERIA)], CRITERIA[number % len(CRITERIA)]
        client = Client()
        person = editor_of(work.registration.commune)
        client.force_login(person)
        path = reverse("evidence:save_score", args=[2026, work.registration.commune.code, criterion])
        fields = {"points": "0,5", "explanation": f"Nội dung {criterion}", "seen_version": "0"}
        turns.append((live_server, client.cookies["sessionid"].value, new_key(person), path, fields))

    with ThreadPoolExecutor(len(turns)) as pool:
        answers = list(pool.map(lambda turn: over_http(*turn), turns))

    assert answers == [200] * 20
    result = SelfAssessment.objects.order_by("pk").values_list("total", "scored_count")
    assert list(result) == [(Decimal(4), 8), (Decimal(4), 8), (Decimal(2), 4)]
    assert Entry.objects.filter(verb="scoring.enter_score").count() == 20


def test_what_is_scored_while_the_dossier_goes_out_is_in_it_or_refused(at):
    """The receipt's total is the dossier's, whatever was typed in that very second [R2, S1]."""
    now = at(2026, 11, 22)
    work = SelfAssessmentFactory(scores="full")
    complete_dossier(work)
    head, editor = head_of(work.registration.commune), editor_of(work.registration.commune)
    start = Barrier(1 + len(CRITERIA))

    def send():
        start.wait()
        return submit_dossier(assessment=work, by=head, now=now).total

    def lower(criterion):
        own = SelfAssessment.objects.get(pk=work.pk)
        start.wait()
        try:
            enter_score(
                address=DossierAddress.of(own),
                criterion=criterion,
                points=Decimal(0),
                explanation="Sửa",
                seen_version=0,
                by=editor,
                now=now,
            )
        except Refused as refusal:
            return [problem.code for problem in refusal.problems]
        return []

    with ThreadPoolExecutor(1 + len(CRITERIA)) as pool:
        sending = pool.submit(closing(send))
        refused = list(pool.map(closing(lower), CRITERIA))

    work.refresh_from_db()
    assert {code for codes in refused for code in codes} <= {"dossier_sent_already"}
    assert sending.result() == work.total == sum(work.scores.values_list("points", flat=True))
    changed = Entry.objects.filter(verb="scoring.enter_score").count()
    assert changed == sum(codes == [] for codes in refused)


def closing(verb):
    """The verb in a thread of its own, whose database connection is closed after it."""

    def run(*arguments):
        try:
            return verb(*arguments)
        finally:
            connections.close_all()

    return run
