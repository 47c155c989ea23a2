"""Descriptions of the open data files: each field with type and meaning, for people, as Data Package, CSVW and DCAT."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.models import Commune

LICENCE = ("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its key, its type in Table Schema's terms, its meaning, and its codes with theirs."""

    key: str
    type: str
    words: str | Promise
    codes: tuple[tuple[str, str | Promise], ...] = ()

    @property
    def description(self) -> str:
        """Its meaning for programs, in one line."""
        codes = ", ".join(f"{code} ({meaning})" for code, meaning in self.codes)
        return f"{self.words}: {codes}" if codes else str(self.words)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a year: its name, its URL name, its contents, its fields, its primary key."""

    name: str
    address: str
    title: str | Promise
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]


_POINTS = _("points, two decimals")
RESULTS = DataFile(
    "results",
    "results:open_data",
    _("Results of the units"),
    (
        Field("code", "string", _("official code of the unit")),
        Field("name", "string", _("name of the unit, without its kind")),
        Field("kind", "string", _("kind"), tuple((str(kind), kind.label) for kind in Commune.Kind)),
        Field("standing", "string", _("recognised, awaits_decision, revoked, not_qualified or not_registered")),
        Field("reason", "string", _("why: by_points, under_80, breach, late, incomplete, not_submitted …")),
        Field("level", "integer", _("level 1 to 4; 0: not qualified; empty: no decision, or revoked")),
        Field("self_total", "number", _("points that the unit gave itself, of recognised units alone")),
        Field("total", "number", _("appraised points, of recognised units alone")),
        *(
            Field(f"group_{code}", "number", _("appraised points of this group of criteria"))
            for code in ("I", "II", "III", "IV")
        ),
        Field("excepted_count", "integer", _("how many contents do not apply to the unit")),
        Field("excepted_points", "number", _("points counted for contents that do not apply")),
        Field("rank", "integer", _("rank among the ranked units; equal totals share a rank")),
        Field("commended", "boolean", _("recognised at Level 4, the level that is commended")),
        Field("commendation_number", "string", _("number of the commending decision")),
        Field("commendation_date", "date", _("date of the commending decision")),
        Field("decision_number", "string", _("number of the decision of recognition")),
        Field("decision_date", "date", _("date of the decision of recognition")),
        Field("revocation_number", "string", _("number of the decision that revoked the recognition")),
        Field("revocation_date", "date", _("date of the decision that revoked the recognition")),
        Field("withdrawal_number", "string", _("number of the decision that withdrew the revocation")),
        Field("withdrawal_date", "date", _("date of the decision that withdrew the revocation")),
    ),
    ("code",),
)
CRITERIA = DataFile(
    "criteria",
    "results:open_criteria",
    _("Points of the recognised units by criterion"),
    (
        Field("code", "string", _("official code of the unit")),
        Field("name", "string", _("name of the unit, without its kind")),
        Field("criterion", "string", _("code of the criterion in the scoring table")),
        Field("max_points", "number", _("maximum points of the criterion")),
        Field("self_points", "number", _("points that the unit gave itself; empty where it claimed no application")),
        Field("points", "number", _("points that the appraisal team gave")),
        Field("claimed", "boolean", _("the unit claimed that the content does not apply")),
        Field("not_applicable", "boolean", _("the team agreed that the content does not apply")),
        Field("justification", "string", _("the team's words where its points differ from the unit's own")),
    ),
    ("code", "criterion"),
)
TABLE = DataFile(
    "table",
    "results:open_table",
    _("The scoring table"),
    (
        Field("criterion", "string", _("code of the row")),
        Field("above", "string", _("code of the row above")),
        Field("title_vi", "string", _("words of the row, Vietnamese")),
        Field("title_en", "string", _("words of the row, English")),
        Field("max_points", "number", _("maximum points")),
        Field("earns_points", "boolean", _("points are given to this row itself")),
        Field("evidence_vi", "string", _("evidence asked for, Vietnamese")),
        Field("applies_when_vi", "string", _("when the content applies, Vietnamese")),
        Field("guidance_vi", "string", _("guidance on scoring, Vietnamese")),
        Field("is_assumed", "boolean", _("the figure was lost in the scan of the decision and is not confirmed yet")),
    ),
    ("criterion",),
)
FILES = (RESULTS, CRITERIA, TABLE)
Address = Callable[[DataFile, str], str]
"""The whole address of a file as `csv` or `json`."""


def data_package(year: int, address: Address) -> dict[str, object]:
    """The year's files as a Data Package with Table Schema."""
    return {
        "profile": "tabular-data-package",
        "name": f"friendly-government-hai-phong-{year}",
        "title": gettext("Friendly Government %(year)s: results") % {"year": year},
        "licenses": [{"name": LICENCE[0], "title": LICENCE[1], "path": LICENCE[2]}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": one.name,
                "title": str(one.title),
                "path": address(one, "csv"),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "schema": {
                    "fields": [
                        {"name": field.key, "type": field.type, "description": field.description}
                        for field in one.fields
                    ],
                    "primaryKey": list(one.primary_key),
                    "missingValues": [""],
                },
            }
            for one in FILES
        ],
    }


def csvw(one: DataFile, address: Address, language: str) -> dict[str, object]:
    """The metadata of one CSV for W3C's CSV on the Web."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": address(one, "csv"),
        "dc:title": str(one.title),
        "dc:license": {"@id": LICENCE[2]},
        "tableSchema": {
            "columns": [
                {
                    "name": field.key,
                    "titles": field.key,
                    "datatype": "decimal" if field.type == "number" else field.type,
                    "dc:description": field.description,
                }
                for field in one.fields
            ],
            "primaryKey": list(one.primary_key),
        },
    }


def catalogue(years: list[int], address: Callable[[int, DataFile, str], str], here: str) -> dict[str, object]:
    """Every published year as a dataset of a DCAT catalogue."""
    publisher = {"@type": "foaf:Organization", "foaf:name": gettext("People's Committee of Hải Phòng city")}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Catalog",
        "@id": here,
        "dct:title": gettext("Friendly Government: open data"),
        "dct:publisher": publisher,
        "dcat:dataset": [
            {
                "@type": "dcat:Dataset",
                "@id": f"{here}#{year}",
                "dct:title": gettext("Friendly Government %(year)s: results") % {"year": year},
                "dct:temporal": str(year),
                "dct:license": {"@id": LICENCE[2]},
                "dct:publisher": publisher,
                "dcat:distribution": [
                    {
                        "@type": "dcat:Distribution",
                        "dct:title": str(one.title),
                        "dcat:downloadURL": {"@id": address(year, one, form)},
                        "dcat:mediaType": media,
                    }
                    for one in FILES
                    for form, media in (("csv", "text/csv"), ("json", "application/json"))
                ],
            }
            for year in years
        ],
    }
