"""Hooks let a layer use what higher layers provide, without importing them (decision 0050).

The lower layer declares a hook with the type of its answers; each app registers its own in its module `hooks`, which
the portal imports when it starts.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
K = TypeVar("K")


class Hook(Generic[T]):
    """A hook to which any number of apps may add; iterated in the order of INSTALLED_APPS, the highest layer first."""

    def __init__(self) -> None:
        self._added: list[T] = []

    def add(self, *added: T) -> None:
        """Add the contribution of one app to this hook.

        Raises:
            ImproperlyConfigured: it was already added.
        """
        for each in added:
            if each in self._added:
                raise ImproperlyConfigured(f"Added twice: {each}")
            self._added.append(each)

    def __iter__(self) -> Iterator[T]:
        return iter(self._added)


class SingleHook(Generic[T]):
    """A hook that exactly one app provides."""

    def __init__(self) -> None:
        self._provided: list[T] = []

    def set(self, provided: T) -> None:
        """Register the provider.

        Raises:
            ImproperlyConfigured: another app already provides it.
        """
        if self._provided:
            raise ImproperlyConfigured(f"Provided twice: {self._provided[0]}, {provided}")
        self._provided.append(provided)

    def get(self) -> T:
        """Return what was provided.

        Raises:
            ImproperlyConfigured: no app provides it.
        """
        if not self._provided:
            raise ImproperlyConfigured("No app provides what this hook asks for")
        return self._provided[0]

    def __iter__(self) -> Iterator[T]:
        return iter(self._provided)


class KeyedHook(Generic[K, T]):
    """A hook with one entry per key."""

    def __init__(self) -> None:
        self.by_key: dict[K, T] = {}

    def add(self, key: K, added: T) -> None:
        """Register the entry for `key`.

        Raises:
            ImproperlyConfigured: the key is taken.
        """
        if key in self.by_key:
            raise ImproperlyConfigured(f"Added twice: {key}")
        self.by_key[key] = added

    def __getitem__(self, key: K) -> T:
        return self.by_key[key]

    def get(self, key: K) -> T | None:
        """The entry for `key`, or None."""
        return self.by_key.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(self.by_key.values())
