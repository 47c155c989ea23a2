"""The order of names: Vietnamese, identical in both databases and in Python."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import models

from kernel.text import clean_line, fold, search_key

_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: f"{place:02x}" for place, letter in enumerate(_ALPHABET, start=1)}
_OTHER = "ff"
_DEFAULTS: dict[str, Any] = {"max_length": 700, "editable": False, "default": ""}
# Level, falling (huyền), hook (hỏi), tilde (ngã), acute (sắc), dot below (nặng).
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def name_key(name: str) -> str:
    """A key that sorts names in Vietnamese order: letters first (Đ after D, Â after A), then tones, then capitals.

    It contains only hexadecimal digits, so both databases and Python sort it alike, whatever their collation.
    """
    letters, tones, capitals = [], [], []
    for letter in clean_line(name):
        base, tone = _without_tone(letter.lower())
        place = _PLACES.get(base) or _PLACES.get(fold(base)) or ("01" if not base.isalnum() else _OTHER)
        letters.append(place)
        tones.append(tone)
        capitals.append("1" if letter != letter.lower() else "0")
    return f"{''.join(letters)}00{''.join(tones)}0{''.join(capitals)}"


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[part] for part in parts if part in _TONES), "0")
    base = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", base), tone


class NameKeyField(models.CharField):
    """The sort key of a name: lists are ordered by this field, because databases collate letters differently.

    It is updated from the field `source` on every save; a save with `update_fields` must name both fields.
    """

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **(_DEFAULTS | kwargs))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = name_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key


class SearchKeyField(models.CharField):
    """The text for searching: the fields `sources` without accents and capitals, because databases cannot remove them.

    It is updated from its sources like `NameKeyField`.
    """

    def __init__(self, *args: Any, sources: Sequence[str], **kwargs: Any) -> None:
        self.sources = tuple(sources)
        super().__init__(*args, **(_DEFAULTS | kwargs))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = search_key(" ".join(getattr(model_instance, source) for source in self.sources))
        setattr(model_instance, self.attname, key)
        return key
