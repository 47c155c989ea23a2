"""Unicode normal forms of passwords."""

import unicodedata

from kernel.text import compose


def composed(password: str | None) -> str | None:
    """A password as it is stored and compared (NFKC): "ậ" is the same, typed as one character or as three."""
    return compose(password, compatible=True) if password else password


def decomposed(password: str | None) -> str | None:
    """The same password as some input methods produce it: each accent a separate character (NFD)."""
    return unicodedata.normalize("NFD", password) if password else password
