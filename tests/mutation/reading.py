"""Changes that are noticed without running the code: a service that no longer asks its policies.

`tests/architecture/test_policies.py` reads every service; here it reads the mutant in its place.
"""

import ast
from importlib import import_module

from tests.policies_expected import POLICIES

READER = "tests/architecture/test_policies.py"


def is_noticed(path: str, text: str) -> bool:
    """True where that test fails once the file has this text."""
    verbs = import_module("tests.architecture.verbs")  # only after pytest has set Django up
    module, services = path.removesuffix(".py").removesuffix("/__init__").replace("/", "."), verbs.SERVICES
    if module not in services:
        return False
    places, former = verbs.verbs(), services[module]
    services[module] = ast.parse(text)
    verbs.functions_of.cache_clear()
    try:
        return any(verbs.policies_of(*place) != POLICIES[verb] for verb, place in places.items())
    finally:
        services[module] = former
        verbs.functions_of.cache_clear()
