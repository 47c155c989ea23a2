"""The public pages' URLs, in both languages, for search engines and feed readers."""

from collections.abc import Iterator
from datetime import datetime, time

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communes.models import Commune
from kernel.deadlines import CITY_ZONE
from results.models import CityDecision
from results.public_criteria import cycles_with_a_table
from results.queries import published_cycles
from scoring.queries import criterion_rows, table_in_force

Place = tuple[str, tuple]
_NEWEST = 50
_URLS = 500
"""Of one part of the sitemap: some 130 KB."""


class PublicPages(Sitemap):
    """Every public page, in both languages."""

    i18n = True
    alternates = True
    limit = _URLS

    def items(self) -> list[Place]:
        return [*_of_all_years(), *_of_opened_years(), *_of_published_years()]

    def location(self, item: Place) -> str:
        name, arguments = item
        return reverse(name, args=arguments)


def _of_all_years() -> Iterator[Place]:
    for name in ("front", "public:years", "public:units", "public:objections", "public:glossary"):
        yield name, ()
    for code in _codes():
        yield "public:unit_history", (code,)


def _of_opened_years() -> Iterator[Place]:
    for cycle in cycles_with_a_table():
        yield "public:table", (cycle.year,)
        yield "public:method", (cycle.year,)
        for row in criterion_rows(table_in_force(cycle)):
            yield "public:criterion", (cycle.year, row.code)


def _of_published_years() -> Iterator[Place]:
    codes = list(_codes())
    for cycle in published_cycles():
        yield "public:year", (cycle.year,)
        for code in codes:
            yield "public:unit", (cycle.year, code)


def _codes() -> QuerySet[Commune, str]:
    return Commune.objects.order_by("code").values_list("code", flat=True)


class PublicDecisions(Feed):
    """The city's decisions of published years, the newest first: for feed readers."""

    feed_type = Atom1Feed
    title = gettext_lazy("Friendly Government: published results")
    subtitle = gettext_lazy("Decisions of the People's Committee of Hải Phòng city")

    def link(self) -> str:
        return reverse("public:years")

    def items(self) -> QuerySet[CityDecision]:
        decisions = CityDecision.objects.filter(cycle__in=published_cycles(), corrected_by=None)
        return decisions.select_related("cycle").order_by("-dated", "-pk")[:_NEWEST]

    def item_title(self, item: CityDecision) -> str:
        facts = {"kind": item.get_kind_display(), "number": item.number, "year": item.cycle.year}
        return _("Decision %(number)s: %(kind)s, year %(year)s") % facts

    def item_description(self, item: CityDecision) -> str:
        return ""

    def item_link(self, item: CityDecision) -> str:
        return reverse("public:year", args=[item.cycle.year])

    def item_guid(self, item: CityDecision) -> str:
        return f"{reverse('public:year', args=[item.cycle.year])}#decision-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: CityDecision) -> datetime:
        return datetime.combine(item.dated, time(), CITY_ZONE)

    item_updateddate = item_pubdate
