"""Hooks: what a layer asks of the layers above it, without importing them (decision 0050).

The lower layer declares a hook with the type of its answers; each app adds its own in its module `hooks`, which the
start of the portal imports.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
K = TypeVar("K")


class Hook(Generic[T]):
    """What any number of apps may add; iterated in the order of INSTALLED_APPS, the highest layer first."""

    def __init__(self) -> None:
        self._added: list[T] = []

    def add(self, *added: T) -> None:
        """Add what an app has for this hook.

        Raises:
            ImproperlyConfigured: it was added already.
        """
        for each in added:
            if each in self._added:
                raise ImproperlyConfigured(f"Added twice: {each}")
            self._added.append(each)

    def __iter__(self) -> Iterator[T]:
        return iter(self._added)


class SingleHook(Generic[T]):
    """What exactly one app provides."""

    def __init__(self) -> None:
        self._provided: list[T] = []

    def set(self, provided: T) -> None:
        """Provide it.

        Raises:
            ImproperlyConfigured: another app provides it already.
        """
        if self._provided:
            raise ImproperlyConfigured(f"Provided twice: {self._provided[0]}, {provided}")
        self._provided.append(provided)

    def get(self) -> T:
        """What was provided.

        Raises:
            ImproperlyConfigured: no app provides it.
        """
        if not self._provided:
            raise ImproperlyConfigured("No app provides what this hook asks for")
        return self._provided[0]

    def __iter__(self) -> Iterator[T]:
        return iter(self._provided)


class KeyedHook(Generic[K, T]):
    """What apps add by key: one a key."""

    def __init__(self) -> None:
        self.by_key: dict[K, T] = {}

    def add(self, key: K, added: T) -> None:
        """Add what stands for `key`.

        Raises:
            ImproperlyConfigured: the key is taken.
        """
        if key in self.by_key:
            raise ImproperlyConfigured(f"Added twice: {key}")
        self.by_key[key] = added

    def __getitem__(self, key: K) -> T:
        return self.by_key[key]

    def get(self, key: K) -> T | None:
        """What stands for `key`, if anything."""
        return self.by_key.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(self.by_key.values())
