"""Every two services at the same moment, on one dossier and on one year: no impossible state, no deadlock [R3, S8]."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from appraisal.models import Review
from kernel.refusals import Refused
from scoring.models import SelfAssessment
from tests.races import dossiers, years
from tests.races.invariants import impossible_states
from tests.races.racing import track

# The second is told why not, or that an object reassigned meanwhile is no longer theirs (decision 51).
_REFUSALS = (Refused, PermissionDenied, Review.DoesNotExist, SelfAssessment.DoesNotExist)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("world", [*dossiers.WORLDS, *years.WORLDS], ids=lambda world: world.__name__)
def test_two_at_once_leave_nothing_impossible(world, settings, clock_on_its_day):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    verbs = world()
    assert list(impossible_states()) == []
    with track() as course:
        course.store()
        impossible = [result for pair in product(verbs, repeat=2) for result in _raced(course, verbs, *pair)]
    assert impossible == []


def _raced(course, verbs, one, other) -> list[str]:
    """What goes wrong where two verbs start from the stored state at the same moment."""
    course.restore()
    raised = course.run(verbs[one], verbs[other])
    listed = [f"{error!r}" for error in raised if error is not None and not isinstance(error, _REFUSALS)]
    return [f"{one} | {other}: {what}" for what in (*listed, *impossible_states())]
