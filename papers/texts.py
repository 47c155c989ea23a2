"""The texts of papers as they are used: the office's own, or the built-in one where that is broken.

`words_of` reads the table for each text, unless it runs inside `texts_read_once`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from papers.models import TextVersion
from papers.office_texts import OfficeText, TextGroup, filled, office_texts, shared_names, text_problems


@dataclass(slots=True)
class TextsInUse:
    """The office's texts while one paper is made."""

    own: Mapping[str, str]

    def text(self, key: str) -> str:
        """The text of that key, with its placeholders."""
        one, own = office_texts[key], self.own.get(key, "")
        if own and any(text_problems(one, own)):
            return one.built_in
        return own or one.built_in

    @property
    def broken(self) -> list[OfficeText]:
        """The texts whose built-in one stands in, in whatever paper."""
        known = ((office_texts.get(key), own) for key, own in self.own.items())
        return [one for one, own in known if one is not None and own and any(text_problems(one, own))]


_in_use: ContextVar[TextsInUse | None] = ContextVar("texts_in_use", default=None)


def own_texts() -> dict[str, str]:
    """The newest version of each text; "" where the office took the built-in one back."""
    versions = TextVersion.objects.order_by("key", "number").values_list("key", "text")
    return dict(versions)


@contextmanager
def texts_read_once(trial: Mapping[str, str] | None = None) -> Iterator[TextsInUse]:
    """Read the texts once for everything made inside; `trial` are texts to use that nobody saved."""
    known = _in_use.get()
    if known is not None and trial is None:
        yield known
        return
    texts = TextsInUse({**own_texts(), **(trial or {})})
    token = _in_use.set(texts)
    try:
        yield texts
    finally:
        _in_use.reset(token)


def words_of(key: str, **values: object) -> str:
    """The text of that key with its placeholders filled in: its own from `values`, the shared ones with the names."""
    with texts_read_once() as texts:
        text = texts.text(key).strip()
        if office_texts[key].group == TextGroup.NAMES:
            return text
        names = {name: texts.text(name).strip() for name in shared_names() if f"{{{name}}}" in text}
        return filled(text, names | {name: str(value) for name, value in values.items()})


def lines_of(key: str, **values: object) -> tuple[str, ...]:
    """The lines of a text that has several."""
    return tuple(line.strip() for line in words_of(key, **values).splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text for the administrators: as it is used, as it is saved ("" where none is), whether that is broken."""

    key: str
    kind: OfficeText
    text: str
    saved: str
    is_broken: bool


def text_rows() -> list[TextRow]:
    """Every text, in the order of its groups."""
    texts = TextsInUse(own_texts())
    order = list(TextGroup)
    rows = [_row(key, one, texts) for key, one in office_texts.by_key.items()]
    return sorted(rows, key=lambda row: order.index(row.kind.group))


def text_row(key: str) -> TextRow | None:
    """One text; None where there is none with that key."""
    one = office_texts.get(key)
    return None if one is None else _row(key, one, TextsInUse(own_texts()))


def _row(key: str, one: OfficeText, texts: TextsInUse) -> TextRow:
    own = texts.own.get(key, "")
    return TextRow(key, one, texts.text(key), own, bool(own) and any(text_problems(one, own)))


def versions_of(key: str) -> list[TextVersion]:
    """The versions of a text, the newest first."""
    return list(TextVersion.objects.filter(key=key).select_related("written_by"))
