"""The texts of papers that an office owns: names, signers, recipients, standing sentences (decision 69).

An app registers each with the text built in. What an administrator writes instead must pass `text_problems`; a stored
text that no longer does is not used, and the built-in one stands in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from documents.papers import Paper
from kernel.hooks import KeyedHook
from kernel.problems import Problem, StrOrPromise

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class TextGroup(StrEnum):
    """What a text is for."""

    NAMES = "names"
    SIGNERS = "signers"
    RECIPIENTS = "recipients"
    SENTENCES = "sentences"


GROUP_NAMES: dict[TextGroup, StrOrPromise] = {
    TextGroup.NAMES: _("Names of bodies"),
    TextGroup.SIGNERS: _("Titles of signers"),
    TextGroup.RECIPIENTS: _("Recipients"),
    TextGroup.SENTENCES: _("Standing sentences"),
}
# The most characters in one line; a recipient's line stands in a narrow column.
_LONGEST = {TextGroup.NAMES: 120, TextGroup.SIGNERS: 200, TextGroup.RECIPIENTS: 120, TextGroup.SENTENCES: 1000}
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class OfficeText:
    """One text. `placeholders` are its own, those of every name that `is_shared` may be used besides.

    `sample` is the key of the paper that its preview shows.
    """

    name: StrOrPromise
    group: TextGroup
    built_in: str
    sample: str
    placeholders: tuple[str, ...] = ()
    has_lines: bool = False
    is_shared: bool = False


office_texts = KeyedHook[str, OfficeText]()
sample_papers = KeyedHook[str, Callable[[], Paper]]()


def shared_names() -> list[str]:
    """The placeholders that every text but a name may use."""
    return [key for key, one in office_texts.by_key.items() if one.is_shared]


def placeholders_of(one: OfficeText) -> list[str]:
    """The placeholders that this text may use."""
    return list(one.placeholders) if one.group == TextGroup.NAMES else [*one.placeholders, *shared_names()]


def text_problems(one: OfficeText, text: str) -> Iterator[Problem]:
    """Why a paper cannot use this text: it is empty, too long, or has a placeholder that nothing fills."""
    lines = text.strip().splitlines()
    if not lines:
        yield Problem("office_text_empty", where="text")
    if len(lines) > (MOST_LINES if one.has_lines else 1):
        yield Problem("office_text_lines", where="text", params={"most": MOST_LINES if one.has_lines else 1})
    longest = _LONGEST[one.group]
    if any(len(line) > longest for line in lines):
        yield Problem("office_text_long", where="text", params={"most": longest})
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in placeholders_of(one)]
    if unknown:
        yield Problem("office_text_placeholder", where="text", params={"name": unknown[0]})
    elif any(brace in _PLACEHOLDER.sub("", text) for brace in "{}"):
        yield Problem("office_text_brace", where="text")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
