"""Every service checks the policies that `tests/policies_expected.py` names, directly or through what it calls."""

from tests.architecture.verbs import policies_of, verbs
from tests.policies_expected import POLICIES


def test_every_verb_is_named():
    assert sorted(verbs().keys() ^ POLICIES.keys()) == [], "say in tests/policies_expected.py what they ask"


def test_every_verb_asks_its_policies():
    asked = {verb: policies_of(*place) for verb, place in verbs().items()}

    assert asked == POLICIES
