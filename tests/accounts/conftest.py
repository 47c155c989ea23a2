import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_codes():
    """allauth remembers used codes in the cache, by the number of a person whom the next test has again."""
    cache.clear()
