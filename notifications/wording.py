"""The words of messages: each app registers those of its own kinds in its `wording.py`."""

from collections.abc import Mapping

_MESSAGES: dict[str, str] = {}


def word_messages(words: Mapping[str, str]) -> None:
    """Register the sentences of message kinds, lazy translations with `%(...)s` places for their facts."""
    _MESSAGES.update(words)


def message_kinds() -> set[str]:
    """Every kind that has a sentence."""
    return set(_MESSAGES)


def words_of(kind: str, facts: Mapping[str, object]) -> str:
    """What a person reads of a message, in the language now active; the bare kind where facts have changed shape."""
    try:
        return str(_MESSAGES[kind]) % dict(facts)
    except KeyError:
        return kind
