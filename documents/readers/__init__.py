"""Readers of what people sent. They run in confined processes alone (`documents.sandbox`) and know nothing of Django.

A reader is a function of the content, of a file for what it makes, and of options; it tells plain values. Whatever it
raises means that this file cannot be read: nothing is caught by kind.
"""

BROKEN, LOCKED, TOO_LARGE, TOO_SLOW = "broken", "locked", "too_large", "too_slow"


class NotReadError(Exception):
    """The reader itself says why it reads no further: one of the codes above."""

    def __init__(self, why: str, said: str = ""):
        super().__init__(said or why)
        self.why = why
