"""Metadata of public pages for search engines: the city and the published data in schema.org terms."""

import json
from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from communes.models import Commune
from results.glossary import Entry
from results.public_results import PublicRow

register = template.Library()
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}
_FORMS = (("csv", "text/csv"), ("json", "application/json"))


@register.simple_tag
def city_as_linked_data(here: str) -> SafeString:
    """The organisation that assesses and recognises; its portal is at `here`."""
    return _script(
        {
            "@type": "GovernmentOrganization",
            "name": _("People's Committee of Hải Phòng city"),
            "url": here,
            "areaServed": {"@type": "AdministrativeArea", "name": _("Hải Phòng city")},
        }
    )


@register.simple_tag
def unit_as_linked_data(unit: Commune | PublicRow, here: str) -> SafeString:
    """A unit as an organisation of the city; its results are at `here`."""
    kind = unit.get_kind_display() if isinstance(unit, Commune) else unit.kind_label
    return _script(
        {
            "@type": "GovernmentOrganization",
            "name": _("People's Committee of %(unit)s") % {"unit": f"{kind} {unit.name}"},
            "identifier": unit.code,
            "url": here,
            "areaServed": {"@type": "AdministrativeArea", "name": f"{kind} {unit.name}"},
            "parentOrganization": {
                "@type": "GovernmentOrganization",
                "name": _("People's Committee of Hải Phòng city"),
            },
        }
    )


@register.simple_tag(takes_context=True)
def results_as_linked_data(context, year: int, here: str) -> SafeString:
    """A published year's open data and their URLs."""
    request = context["request"]
    files = [
        {
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": request.build_absolute_uri(reverse("results:open_data", args=[year, form])),
        }
        for form, kind in _FORMS
    ]
    return _script(
        {
            "@type": "Dataset",
            "name": _("Friendly Government %(year)s: results") % {"year": year},
            "description": _("Level, points and decisions of every commune, ward and special zone of Hải Phòng city."),
            "url": here,
            "temporalCoverage": str(year),
            "spatialCoverage": _("Hải Phòng city"),
            "isAccessibleForFree": True,
            "creator": {"@type": "GovernmentOrganization", "name": _("People's Committee of Hải Phòng city")},
            "distribution": files,
        }
    )


@register.simple_tag
def terms_as_linked_data(entries: Sequence[Entry], here: str) -> SafeString:
    """The glossary as a set of defined terms, each at its own address."""
    terms = [
        {
            "@type": "DefinedTerm",
            "@id": f"{here}#{entry.anchor}",
            "name": entry.name,
            "alternateName": entry.other_name,
            "description": str(entry.meaning),
        }
        for entry in entries
    ]
    return _script({"@type": "DefinedTermSet", "name": _("Glossary"), "url": here, "hasDefinedTerm": terms})


def _script(facts: dict) -> SafeString:
    """A JSON-LD block; escaped so that its content cannot close the element."""
    text = json.dumps({"@context": "https://schema.org"} | facts, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped in the line above)
