"""Many editors of one scoring table at the same moment, each in their own connection: one saves, others are told."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from kernel import clock
from kernel.refusals import Refused
from scoring.services.drafts import set_points
from tests.factories.accounts import administrator
from tests.factories.scoring import RubricFactory, draft_of

pytestmark = pytest.mark.django_db(transaction=True)
CRITERIA = ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")


def test_of_eight_editors_of_one_table_one_saves_and_seven_are_asked(at):
    """S7"""
    at(2027, 1, 5)
    draft = draft_of(RubricFactory())
    people = [administrator() for _ in CRITERIA]

    def move(turn):
        person, criterion = turn
        try:
            return set_points(rubric=draft, points={criterion: Decimal(3)}, seen_version=0, by=person, now=clock.now())
        except Refused as refusal:
            return [problem.code for problem in refusal.problems]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(CRITERIA)) as pool:
        answers = list(pool.map(move, zip(people, CRITERIA, strict=True)))

    draft.refresh_from_db()
    assert (draft.version, answers.count(["rubric_changed_meanwhile"])) == (1, 7)
    assert draft.criteria.filter(is_leaf=True, max_points=3).count() == 1
