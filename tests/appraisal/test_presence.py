"""Who else has a dossier open: visible to the others, removed after two missed reports."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from appraisal.presence import BEAT, GONE, note_presence
from tests.factories.accounts import appraiser, team_lead
from tests.factories.appraisal import ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_people_see_one_another_and_never_themselves(at):
    now, review, other = at(2026, 12, 5), ReviewFactory(), ReviewFactory()
    first, second = appraiser(full_name="Cán bộ Một"), team_lead(full_name="Cán bộ Hai")

    assert note_presence(review, person=first, criterion="I.1", now=now) == []
    assert note_presence(other, person=second, criterion="", now=now) == []
    [seen] = note_presence(review, person=second, criterion="II.1", now=now)
    assert (seen.person, seen.criterion) == ("Cán bộ Một", "I.1")
    [seen] = note_presence(review, person=first, criterion="I.2", now=now)
    assert (seen.person, seen.criterion) == ("Cán bộ Hai", "II.1")


def test_one_missed_beat_is_forgiven_and_two_are_gone(at):
    now, review = at(2026, 12, 5), ReviewFactory()
    first, second = appraiser(), team_lead()
    note_presence(review, person=first, criterion="I.1", now=now)

    assert note_presence(review, person=second, criterion="", now=now + BEAT + timedelta(seconds=5))
    assert note_presence(review, person=second, criterion="", now=now + GONE) == []
