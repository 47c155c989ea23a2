"""The sentences of messages: each app registers those of its own kinds in its `wording.py`."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from kernel.problems import StrOrPromise
from kernel.wording import localized_figure

_PLAIN = (str, int, float, bool, type(None))
_MESSAGES: dict[str, StrOrPromise] = {}
_KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """The properties of a kind of message besides its sentence.

    `title` is its heading in a digest; `to` and `when` are for docs/messages.md; an urgent message is mailed at once
    also to people with the digest, because it gives its reader a duty with a deadline.
    """

    title: StrOrPromise
    to: str = ""
    when: str = ""
    urgent: bool = False


_UNKNOWN = Kind(_("Other"))


def register_messages(words: Mapping[str, StrOrPromise]) -> None:
    """Register the sentences of message kinds, lazy translations with `%(...)s` placeholders for their facts."""
    _MESSAGES.update(words)


def describe_messages(kinds: Mapping[str, Kind]) -> None:
    """Register the properties of message kinds."""
    _KINDS.update(kinds)


def in_every_language(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts for storage: values that differ by language (a unit, a lazy label) are stored in all languages."""
    return {name: fact if isinstance(fact, _PLAIN) else _spellings(fact) for name, fact in facts.items()}


def _spellings(fact: object) -> dict[str, str]:
    spellings = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            spellings[language] = str(fact)
    return spellings


def message_kinds() -> set[str]:
    """Every kind that has a sentence."""
    return set(_MESSAGES)


def about(kind: str) -> Kind:
    """The properties of a kind."""
    return _KINDS.get(kind, _UNKNOWN)


def is_urgent(kind: str) -> bool:
    """True where it is mailed at once also to people with the digest."""
    return about(kind).urgent


def words_of(kind: str, facts: Mapping[str, object]) -> str:
    """The sentence of a message, in the active language; only the kind where the stored facts have an old shape."""
    language = get_language()
    localized = {
        name: fact.get(language, "–") if isinstance(fact, dict) else localized_figure(name, fact)
        for name, fact in facts.items()
    }
    try:
        return str(_MESSAGES[kind]) % localized
    except KeyError:
        return kind
