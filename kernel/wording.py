"""The words for codes: each app registers those of its own problems and verbs in its `wording.py`.

Words are lazy translations with named `%(...)s` places for the facts.
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
# Facts that are figures, and figures in them: "10,50", "94.75", "I.1.10: 1,5 → 2", never the code itself.
_FIGURES = frozenset({"before", "after", "points", "total", "moves"})
_DECIMAL = re.compile(r"(?<![\d.])(\d+)[.,](\d{1,2})(?![\d.])", re.ASCII)


def word_problems(words: Mapping[str, StrOrPromise]) -> None:
    """Register the words of problem codes."""
    _PROBLEMS.update(words)


def word_verbs(words: Mapping[str, StrOrPromise]) -> None:
    """Register the sentences of trail verbs (`app.service`)."""
    _VERBS.update(words)


def word_facts(fact: str, words: Mapping[str, StrOrPromise], *verbs: str) -> None:
    """Register how a fact that the trail keeps as a code reads in the sentences of `verbs`."""
    _FACTS.update({(verb, fact): words for verb in verbs})


def problem_codes() -> set[str]:
    """Every problem code that has words."""
    return set(_PROBLEMS)


def verb_codes() -> set[str]:
    """Every verb that has a sentence."""
    return set(_VERBS)


def words_for(problem: Problem) -> str:
    """What a person reads for `problem`, in the language now active.

    Raises:
        KeyError: no words are registered for its code (a test demands them for every code).
    """
    return str(_PROBLEMS[problem.code]) % {"where": problem.where, **_shown(problem.params)}


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    """Figures and moments the way the active language writes them."""
    return {name: _figure(value) for name, value in params.items()}


def _figure(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f").replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return "–" if value is None else value


def sentence_for(verb: str, facts: Mapping[str, object]) -> str:
    """The sentence of a trail entry, in the language now active; the bare verb where facts have changed shape.

    Codes read as their words; what an older line keeps as words already is shown as it is.
    """
    told = {name: _told(verb, name, value) for name, value in facts.items()}
    try:
        return str(_VERBS[verb]) % told
    except KeyError:
        return verb


def _told(verb: str, name: str, value: Any) -> str:
    """A fact as this reader reads it: a code in words, figures with the language's decimal sign."""
    words = _FACTS.get((verb, name))
    return str(spoken_figures(name, value) if words is None else words.get(value, value))


def spoken_figures(name: str, value: object) -> object:
    """A fact that keeps figures as text, with the decimal sign of the language now active; any other as it is."""
    return spoken_decimals(value) if name in _FIGURES and isinstance(value, str) else value


def spoken_decimals(text: str) -> str:
    """A text of the portal's own, its figures with the decimal sign of the language now active."""
    return _DECIMAL.sub(rf"\1{formats.get_format('DECIMAL_SEPARATOR')}\2", text)


lazy_words_for = lazy(words_for, str)
