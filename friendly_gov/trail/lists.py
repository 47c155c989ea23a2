"""The list of the whole trail: its filter, its columns, and a page of it by key."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import DateFilter

from accounts.models import User
from accounts.units import units_meant_by
from audit.models import Entry
from documents.lists import ListFilter, OneOfFilter, WordsFilter
from documents.tables import Column
from friendly_gov.trail.queries import about_units
from kernel.text import search_key
from kernel.wording import sentence_for

PER_PAGE = 50
# A file holds no more entries: a narrower filter makes it smaller.
FILE_LIMIT = 50_000
_KINDS = {
    "accounts": _("people and roles"),
    "communes": _("registrations"),
    "scoring": _("table and self-assessment"),
    "evidence": _("dossiers"),
    "appraisal": _("appraisal"),
    "results": _("results"),
    "papers": _("papers"),
    "webhooks": _("webhooks"),
    "tokens": _("API tokens"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


class TrailFilter(ListFilter):
    """Who, which unit, which kind, which days."""

    sorts = {"at": "pk"}

    who = WordsFilter(label=_("Who (name or mail address)"), method="by_who")
    unit = WordsFilter(label=_("Unit"), method="by_unit")
    kind = OneOfFilter(label=_("Kind"), choices=list(_KINDS.items()), method="by_kind")
    since = DateFilter(label=_("From"), field_name="recorded_at", lookup_expr="date__gte", widget=_day())
    until = DateFilter(label=_("Up to"), field_name="recorded_at", lookup_expr="date__lte", widget=_day())

    def by_who(self, entries: QuerySet, _name: str, words: str) -> QuerySet:
        people = User.objects.all()
        for word in search_key(words).split():
            people = people.filter(search_key__contains=word)
        return entries.filter(actor__in=people.order_by().values("pk"))

    def by_unit(self, entries: QuerySet, _name: str, words: str) -> QuerySet:
        return entries.filter(about_units(units_meant_by(words)))

    def by_kind(self, entries: QuerySet, _name: str, kind: str) -> QuerySet:
        return entries.filter(verb__startswith=f"{kind}.")


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the list: `older` and `newer` are the keys that the neighbouring pages begin at."""

    form: forms.Form
    entries: list[Entry]
    older: int | None
    newer: int | None


def trail_list(query) -> TrailFilter:
    """The filtered trail."""
    return TrailFilter(query, Entry.objects.all())


def trail_page(wanted: TrailFilter, *, before: int | None, after: int | None) -> TrailPage:
    """The entries before or after a key: the page costs the same however long the trail is."""
    entries = wanted.qs.select_related("actor", "link")
    if after is not None:
        rows = list(entries.filter(pk__gt=after).order_by("pk")[: PER_PAGE + 1])
        shown, has_newer, has_older = rows[:PER_PAGE][::-1], len(rows) > PER_PAGE, True
    else:
        earlier = Q(pk__lt=before) if before is not None else Q()
        rows = list(entries.filter(earlier).order_by("-pk")[: PER_PAGE + 1])
        shown, has_newer, has_older = rows[:PER_PAGE], before is not None, len(rows) > PER_PAGE
    older = shown[-1].pk if shown and has_older else None
    return TrailPage(wanted.form, shown, older, shown[0].pk if shown and has_newer else None)


def rows_of_file(wanted: TrailFilter) -> Iterator[Entry]:
    """The filtered entries, the newest first."""
    return wanted.qs.select_related("actor", "link").order_by("-pk")[:FILE_LIMIT].iterator(chunk_size=2000)


def _place(entry: Entry) -> int | None:
    link = getattr(entry, "link", None)
    return link.position if link else None


TRAIL_COLUMNS = (
    Column(_("Place on the trail"), "position", _place, 10),
    Column(_("Moment"), "recorded_at", lambda entry: entry.recorded_at, 18),
    Column(_("Who"), "actor", lambda entry: str(entry.actor or ""), 24),
    Column(_("What"), "sentence", lambda entry: sentence_for(entry.verb, entry.present_facts), 60),
    Column(_("About"), "target", lambda entry: entry.target_label, 40),
    Column(_("Verb"), "verb", lambda entry: entry.verb, 24),
)
