"""The files that the worker can make: each kind of long paper or table is registered by the app that knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from kernel.hooks import KeyedHook


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file as it is downloaded: its bytes, or a `stream` for one that does not fit into memory."""

    name: str
    media_type: str
    content: bytes = b""
    stream: BinaryIO | None = None


Progress = Callable[[int, int], None]
"""Called with the pieces done and the pieces to be done."""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """`may` says whether a person may have it now; `make` makes it from what that person may see.

    A file of many pieces has `make_slowly` instead, which also reports its progress.
    """

    may: Callable[[Any, Mapping], bool]
    make: Callable[[Any, Mapping, datetime], ExportFile] | None = None
    make_slowly: Callable[[Any, Mapping, datetime, Progress], ExportFile] | None = None

    def made(self, person: Any, facts: Mapping, now: datetime, report_progress: Progress) -> ExportFile:
        """The file.

        Raises:
            LookupError: the kind makes nothing.
        """
        if self.make_slowly is not None:
            return self.make_slowly(person, facts, now, report_progress)
        if self.make is None:
            raise LookupError("a kind of export without a maker")
        return self.make(person, facts, now)


export_kinds = KeyedHook[str, ExportKind]()
