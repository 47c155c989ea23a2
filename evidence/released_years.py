"""The years whose evidence may be deleted after its retention: the app that keeps the registry answers."""

from collections.abc import Callable

from kernel.hooks import SingleHook

released_years = SingleHook[Callable[[], set[int]]]()
