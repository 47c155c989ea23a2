import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_codes():
    """allauth remembers used codes in the cache by the user's key, which the next test uses again."""
    cache.clear()
