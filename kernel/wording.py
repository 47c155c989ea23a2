"""Messages for codes: each app registers the messages of its problems and verbs in its `wording.py`.

Messages are lazy translations with `%(...)s` placeholders for the facts.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import lazy

from kernel.problems import Problem, StrOrPromise

_PROBLEMS: dict[str, StrOrPromise] = {}
_VERBS: dict[str, StrOrPromise] = {}
_FACTS: dict[tuple[str, str], Mapping[str, StrOrPromise]] = {}
# Facts that are numbers, and numbers inside facts: "10,50", "94.75", "I.1.10: 1,5 → 2", but not the code itself.
_FIGURES = frozenset({"before", "after", "points", "total", "moves"})
_DECIMAL = re.compile(r"(?<![\d.])(\d+)[.,](\d{1,2})(?![\d.])", re.ASCII)


def register_problems(words: Mapping[str, StrOrPromise]) -> None:
    """Register the messages of problem codes."""
    _PROBLEMS.update(words)


def register_verbs(words: Mapping[str, StrOrPromise]) -> None:
    """Register the sentences of audit-trail verbs (`app.service`)."""
    _VERBS.update(words)


def register_facts(fact: str, words: Mapping[str, StrOrPromise], *verbs: str) -> None:
    """Register how a fact that the trail stores as a code is shown in the sentences of `verbs`."""
    _FACTS.update({(verb, fact): words for verb in verbs})


def problem_codes() -> set[str]:
    """Every problem code that has a message."""
    return set(_PROBLEMS)


def verb_codes() -> set[str]:
    """Every verb that has a sentence."""
    return set(_VERBS)


def words_for(problem: Problem) -> str:
    """The message for `problem`, in the active language.

    Raises:
        KeyError: no message is registered for its code (a test demands one for every code).
    """
    return str(_PROBLEMS[problem.code]) % {"where": problem.where, **_shown(problem.params)}


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    """Numbers and moments as the active language writes them."""
    return {name: _figure(value) for name, value in params.items()}


def _figure(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f").replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return "–" if value is None else value


def sentence_for(verb: str, facts: Mapping[str, object]) -> str:
    """The sentence of a trail entry in the active language; only the verb where the stored facts have an old shape.

    Codes are shown by their words; older entries that already store words are shown unchanged.
    """
    values = {name: _fact_for_reader(verb, name, value) for name, value in facts.items()}
    try:
        return str(_VERBS[verb]) % values
    except KeyError:
        return verb


def _fact_for_reader(verb: str, name: str, value: Any) -> str:
    """A fact for this reader: a code in words, numbers with the language's decimal sign."""
    words = _FACTS.get((verb, name))
    return str(localized_figure(name, value) if words is None else words.get(value, value))


def localized_figure(name: str, value: object) -> object:
    """A fact that stores numbers as text, with the decimal sign of the active language; any other fact unchanged."""
    return localized_decimals(value) if name in _FIGURES and isinstance(value, str) else value


def localized_decimals(text: str) -> str:
    """A text written by the portal, its numbers with the decimal sign of the active language."""
    return _DECIMAL.sub(rf"\1{formats.get_format('DECIMAL_SEPARATOR')}\2", text)


lazy_words_for = lazy(words_for, str)
