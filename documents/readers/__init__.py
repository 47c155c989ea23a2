"""Readers of uploaded content. They run only in sandboxed processes (`documents.sandbox`) and do not use Django.

A reader is a function of the content, of an output file, and of options; it returns plain values. Any
exception means that this file cannot be read, so exceptions are not distinguished.
"""

BROKEN, LOCKED, TOO_LARGE, TOO_SLOW = "broken", "locked", "too_large", "too_slow"


class NotReadError(Exception):
    """Raised by a reader that stops with a reason: one of the codes above."""

    def __init__(self, why: str, message: str = ""):
        super().__init__(message or why)
        self.why = why
