"""Pages are tested in Vietnamese: the catalogue is compiled again where its texts have changed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(folder: Path) -> None:
    """Write django.mo beside django.po, whole or not at all: several workers may do it at once."""
    source, compiled = folder / "django.po", folder / "django.mo"
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return
    fresh = compiled.with_suffix(f".{os.getpid()}")
    with source.open("rb") as words, fresh.open("wb") as target:
        write_mo(target, read_po(words, locale="vi"))
    fresh.replace(compiled)
