"""What a page costs does not depend on how deep in the stack it is made (decision 94)."""

from resource import RUSAGE_SELF, getrusage

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string

CALLS = 1_000


def called():
    """A call whose frame is larger than most."""


called.__code__ = called.__code__.replace(co_stacksize=200)


def page(_request):
    for _ in range(CALLS):
        called()
    return HttpResponse()


def at_depth(depth, view):
    return view(None) if depth == 0 else at_depth(depth - 1, view)


def memory_taken(view) -> int:
    """How often memory was newly taken at the depth at which it was taken most often."""
    taken = []
    for depth in range(0, 180, 3):
        before = getrusage(RUSAGE_SELF).ru_minflt
        at_depth(depth, view)
        taken.append(getrusage(RUSAGE_SELF).ru_minflt - before)
    return max(taken)


def test_no_call_of_a_request_takes_memory_of_its_own_however_deep_it_is():
    first = import_string(settings.MIDDLEWARE[0])
    assert memory_taken(first(page)) < CALLS / 2
