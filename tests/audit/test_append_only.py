"""The trail cannot be changed or removed, not even past the services [S8]."""

import re
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.db_triggers import APPEND_ONLY
from audit.models import _FORMER_NAMES, Entry
from audit.services import record
from audit.templatetags.trail import sentence
from kernel.db_triggers import create_triggers, drop_triggers
from kernel.deadlines import CITY_ZONE
from kernel.wording import _VERBS
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 9, tzinfo=CITY_ZONE)


@pytest.fixture
def entry():
    return record("communes.load_communes", by=None, now=NOW, on=CommuneFactory(), count=1)


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: Entry.objects.update(verb="other"), id="update"),
        pytest.param(lambda: Entry.objects.all().delete(), id="delete"),
    ],
)
def test_the_database_refuses_to_touch_a_line(entry, attempt):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attempt()

    assert list(Entry.objects.values_list("pk", "verb")) == [(entry.pk, "communes.load_communes")]


def test_lines_are_added_still(entry):
    second = record("communes.load_communes", by=None, now=NOW, on=CommuneFactory(), count=2)

    assert list(Entry.objects.values_list("pk", flat=True)) == [second.pk, entry.pk]


def test_the_guards_can_be_taken_away_and_set_again(entry):
    drop_triggers(connection, APPEND_ONLY)
    assert Entry.objects.update(verb="other") == 1

    create_triggers(connection, APPEND_ONLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(verb="third")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_the_suite_flushes_between_committed_tests(run):
    record("communes.load_communes", by=None, now=NOW, on=CommuneFactory(), count=run)

    assert Entry.objects.count() == 1
    with pytest.raises(IntegrityError):
        Entry.objects.all().delete()


def test_an_entry_reads_the_same_under_a_former_name_of_a_fact():
    written = {"before": "–", "after": "2"}
    former, now = (Entry(verb="scoring.enter_score", facts={name: "I.1"} | written) for name in ("leaf", "criterion"))

    assert sentence(former) == sentence(now)
    assert "I.1" in sentence(now)


def test_no_sentence_asks_for_a_fact_under_its_former_name():
    """It would show people the bare code of the act."""
    asked = re.compile(rf"%\((?:{'|'.join(_FORMER_NAMES)})\)s")

    assert [verb for verb, words in _VERBS.items() if asked.search(str(words))] == []
