"""The files that the worker can make: each kind of long paper or table is registered by the app that knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.hooks import KeyedHook


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file as it is downloaded."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ExportKind:
    """`may` says whether a person may have it now; `make` makes it from what that person may see."""

    may: Callable[[Any, Mapping], bool]
    make: Callable[[Any, Mapping, datetime], ExportFile]


export_kinds = KeyedHook[str, ExportKind]()
