"""Many editors at the same moment, each in their own connection, on either engine: no error, no lost sum [S1]."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import editor_of
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)
LEAVES = ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")


@pytest.fixture
def work(at):
    at(2026, 11, 22)
    return SelfAssessmentFactory()


def save(work, editor, leaf, points="1"):
    client = Client()
    client.force_login(editor)
    registration = work.registration
    address = reverse("evidence:save_score", args=[registration.cycle.year, registration.commune.code, leaf])
    try:
        fields = {"points": points, "explanation": "", "seen_version": 0}
        return client.post(address, fields, headers={"HX-Request": "true"}).status_code
    finally:
        connections.close_all()


def test_eight_editors_of_eight_leaves_lose_no_sum(work):
    people = [editor_of(work.registration.commune) for _ in LEAVES]

    with ThreadPoolExecutor(len(LEAVES)) as pool:
        answers = list(pool.map(lambda turn: save(work, *turn), zip(people, LEAVES, strict=True)))

    work.refresh_from_db()
    assert answers == [200] * 8
    assert (work.total, work.scored_count, work.group_totals) == (
        Decimal(8),
        8,
        {"I": "2.00", "II": "2.00", "III": "2.00", "IV": "2.00"},
    )


def test_of_eight_editors_of_one_leaf_one_saves_and_seven_are_asked(work):
    people = [editor_of(work.registration.commune) for _ in LEAVES]

    with ThreadPoolExecutor(len(people)) as pool:
        turns = enumerate(people, start=1)
        answers = list(pool.map(lambda turn: save(work, turn[1], "I.1", f"{turn[0]}"), turns))

    work.refresh_from_db()
    score = work.scores.get(criterion__code="I.1")
    assert sorted(answers) == [200] + [422] * 7
    assert (score.version, work.total) == (1, score.points)
