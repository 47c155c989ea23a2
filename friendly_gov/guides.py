"""The user guides, one per role, as pages of the portal; each is rendered once from its file under docs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from accounts.models import Role
from friendly_gov.guide_pictures import show_pictures
from search.words import Wanted, folded_words

FOLDER = Path(settings.BASE_DIR) / "docs" / "huong-dan"
GUIDES: dict[str, Promise] = {
    "cap-xa": _("For communes"),
    "so-noi-vu": _("For the Department of Home Affairs"),
    "to-tham-dinh": _("For the appraisal team"),
    "lanh-dao": _("For the leaders of the city"),
    "quan-tri": _("For administrators"),
    "van-hanh": _("For operators of the server"),
    "nguoi-dan": _("For citizens"),
    "quy-dinh-cua-cong": _("The portal's own rules"),
}
_OF_ROLE = {
    Role.COMMUNE_EDITOR: "cap-xa",
    Role.COMMUNE_HEAD: "cap-xa",
    Role.OFFICER: "so-noi-vu",
    Role.APPRAISER: "to-tham-dinh",
    Role.TEAM_LEAD: "to-tham-dinh",
    Role.CITY_LEADER: "lanh-dao",
    Role.ADMINISTRATOR: "quan-tri",
}
_CITIZENS = "nguoi-dan"


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as a page shows it: its title, its sections by anchor, its text."""

    title: str
    sections: tuple[tuple[str, str], ...]
    html: SafeString


def guide_for(person) -> str:
    """The guide for a person: the first of their roles decides, and anonymous readers get the citizens' guide."""
    roles = {role for role, _unit in person.roles} if person.is_authenticated else set()
    return next((guide for role, guide in _OF_ROLE.items() if role in roles), _CITIZENS)


@cache
def guide_named(name: str) -> Guide:
    """The guide with that name in `GUIDES`."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    title, sections = "", []
    for heading, words in pairwise(tokens):
        if heading.type != "heading_open":
            continue
        if heading.tag == "h1":
            title = _text(words)
        else:
            anchor = slugify(_text(words), allow_unicode=True)
            heading.attrSet("id", anchor)
            if heading.tag == "h2":
                sections.append((anchor, _text(words)))
    _rewrite_links(tokens)
    show_pictures(tokens)
    rendered = markdown.renderer.render(_without_title(tokens), markdown.options, {})
    return Guide(title, tuple(sections), mark_safe(rendered))  # noqa: S308 (a file of the portal, no person's text)


def _text(inline: Any) -> str:
    return "".join(child.content for child in inline.children or ())


def _without_title(tokens: list) -> list:
    """Drop the title from the text, because the page already shows it."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _rewrite_links(tokens: list) -> None:
    """Links to other guides lead to their pages; links to operators' docs become plain text."""
    for inline in tokens:
        for child in inline.children or ():
            address = str(child.attrs.get("href", ""))
            stem, _dot, anchor = address.partition(".md")
            if child.type != "link_open" or not _dot:
                continue
            if stem in GUIDES:
                child.attrSet("href", f"../{stem}/{anchor}")
            else:
                del child.attrs["href"]


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A section of a guide, as the search finds it."""

    guide: str
    label: Promise
    anchor: str
    title: str
    text: str


@cache
def guide_sections() -> tuple[GuideSection, ...]:
    """Every section of every guide, in the guides' order."""
    return tuple(section for name in GUIDES for section in _sections_of(name))


def sections_with(wanted: Wanted) -> list[GuideSection]:
    """The sections that hold the words, those with a word of it in their title first."""
    sections = [section for section in guide_sections() if _holds(f"{section.title} {section.text}", wanted)]
    return sorted(sections, key=lambda section: not _holds(section.title, wanted))


def _holds(text: str, wanted: Wanted) -> bool:
    words = f" {folded_words(text)} "
    if wanted.in_a_row:
        return f" {' '.join(wanted.words)} " in words
    *first, last = wanted.words
    return f" {last}" in words and all(f" {word} " in words for word in first)


def _sections_of(name: str) -> Iterator[GuideSection]:
    tokens = MarkdownIt("commonmark").enable("table").parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    title = ""
    parts: list[str] = []
    for before, token in pairwise(tokens):
        if token.type != "inline":
            continue
        if before.type == "heading_open":
            if parts:
                yield _section(name, title, parts)
            title, parts = _text(token), []
        else:
            parts.append(_words(token))
    if parts:
        yield _section(name, title, parts)


def _words(inline: Any) -> str:
    """What a reader sees of a paragraph, without its markup."""
    seen = [child for child in inline.children or () if child.type not in ("html_inline", "image")]
    return "".join(" " if child.type == "softbreak" else child.content for child in seen)


def _section(name: str, title: str, parts: list[str]) -> GuideSection:
    return GuideSection(name, GUIDES[name], slugify(title, allow_unicode=True), title, " ".join(parts))
