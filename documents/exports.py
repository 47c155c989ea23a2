"""What can be made by the worker: each kind of long paper or table is registered by the app that knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file as it is taken home."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ExportKind:
    """`may` says whether a person may have it now; `make` makes it, with what that person may see."""

    may: Callable[[Any, Mapping], bool]
    make: Callable[[Any, Mapping, datetime], ExportFile]


_KINDS: dict[str, ExportKind] = {}


def register_export(name: str, kind: ExportKind) -> None:
    """Make known how files of this kind are made."""
    _KINDS[name] = kind


def export_kind(name: str) -> ExportKind:
    """The kind of that name.

    Raises:
        KeyError: no app has registered it.
    """
    return _KINDS[name]
