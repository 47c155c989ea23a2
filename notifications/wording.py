"""The words of messages: each app registers those of its own kinds in its `wording.py`."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_MESSAGES: dict[str, str] = {}
_KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind of message beside its sentence.

    `title` heads such messages in a digest; `to` and `when` stand in docs/messages.md; who asked for a digest gets an
    urgent one at once all the same: it lays a duty with a time on its reader.
    """

    title: str | Promise
    to: str = ""
    when: str = ""
    urgent: bool = False


_UNKNOWN = Kind(_("Other"))


def word_messages(words: Mapping[str, str]) -> None:
    """Register the sentences of message kinds, lazy translations with `%(...)s` places for their facts."""
    _MESSAGES.update(words)


def describe_messages(kinds: Mapping[str, Kind]) -> None:
    """Register what is known of message kinds beside their sentences."""
    _KINDS.update(kinds)


def message_kinds() -> set[str]:
    """Every kind that has a sentence."""
    return set(_MESSAGES)


def about(kind: str) -> Kind:
    """What is known of a kind."""
    return _KINDS.get(kind, _UNKNOWN)


def is_urgent(kind: str) -> bool:
    """Is it mailed at once also to who asked for a digest?"""
    return about(kind).urgent


def words_of(kind: str, facts: Mapping[str, object]) -> str:
    """What a person reads of a message, in the language now active; the bare kind where facts have changed shape."""
    try:
        return str(_MESSAGES[kind]) % dict(facts)
    except KeyError:
        return kind
