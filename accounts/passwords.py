"""Passwords in one writing of their letters."""

import unicodedata

from kernel.text import compose


def composed(password: str | None) -> str | None:
    """A password as it is kept and compared (NFKC): "ậ" is one password, typed as one letter or as three."""
    return compose(password, compatible=True) if password else password


def decomposed(password: str | None) -> str | None:
    """The same password as some input methods write it: each accent a letter of its own (NFD)."""
    return unicodedata.normalize("NFD", password) if password else password
